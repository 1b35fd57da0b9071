-- Query codes on paper: which batch of slips was printed when, by whom, for which households. The
-- codes themselves are on the slips alone; household.query_index holds a keyed digest.

CREATE TABLE slip_batch (
  id        BIGINT NOT NULL AUTO_INCREMENT,
  region    VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the village',
  number    INT NOT NULL COMMENT 'of households',
  made_at   DATETIME NOT NULL,
  made_by   BIGINT NOT NULL,
  form_key  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the form that made it: sent twice, it makes one',
  PRIMARY KEY (id),
  UNIQUE KEY slip_batch_form (form_key),
  KEY slip_batch_region (region, id),
  CONSTRAINT slip_batch_place FOREIGN KEY (region) REFERENCES region (code),
  CONSTRAINT slip_batch_maker FOREIGN KEY (made_by) REFERENCES account (id)
);

-- A household's latest batch is that of the code which opens its card.
CREATE TABLE slip (
  household_id  BIGINT NOT NULL,
  batch_id      BIGINT NOT NULL,
  PRIMARY KEY (household_id, batch_id),
  KEY slip_of_batch (batch_id),
  CONSTRAINT slip_household FOREIGN KEY (household_id) REFERENCES household (id),
  CONSTRAINT slip_batch_of FOREIGN KEY (batch_id) REFERENCES slip_batch (id)
);

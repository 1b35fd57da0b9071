-- The household's own word: was this visit as it is written, and what of ours is wrong. What it
-- writes is sealed (it may carry anything personal), bound to the row's form digest, and stays as it
-- came in; what becomes of a request moves one way, by two people.

CREATE TABLE visit_answer (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  visit_id      BIGINT NOT NULL,
  household_id  BIGINT NOT NULL,
  number        INT NOT NULL COMMENT 'from 1; the last one counts',
  verdict       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'true false',
  note_sealed   VARBINARY(900) NULL COMMENT 'why; bound to visit:number',
  way           VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as lookup_log.way',
  answered_at   DATETIME NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY visit_answer_number (visit_id, number),
  KEY visit_answer_household (household_id, id),
  CONSTRAINT answer_to_visit FOREIGN KEY (visit_id) REFERENCES visit (id),
  CONSTRAINT answer_of_household FOREIGN KEY (household_id) REFERENCES household (id),
  CONSTRAINT answer_verdict CHECK (verdict IN ('true', 'false'))
);

CREATE TABLE change_request (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  region        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the village',
  about         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'people name relation measure payment phone other visit',
  visit_id      BIGINT NULL COMMENT 'the visit that was not so',
  form          BINARY(32) NOT NULL COMMENT 'keyed digest of what was sent: the same form twice is one request',
  text_sealed   VARBINARY(3000) NOT NULL COMMENT 'what is wrong, what is right, a phone; bound to form',
  way           VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as lookup_log.way',
  asked_at      DATETIME NOT NULL,
  state         VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft' COMMENT 'draft checked applied refused',
  checked_by    BIGINT NULL,
  checked_at    DATETIME NULL,
  found_sealed  VARBINARY(1300) NULL COMMENT 'what the check found, for the colleague',
  closed_by     BIGINT NULL,
  closed_at     DATETIME NULL,
  told_sealed   VARBINARY(1300) NULL COMMENT 'what the household is told',
  open_in       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin
                AS (CASE WHEN closed_at IS NULL THEN region END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY change_request_form (form),
  KEY change_request_household (household_id, id),
  KEY change_request_region (region, closed_at),
  KEY change_request_open (open_in, id),
  CONSTRAINT request_of_household FOREIGN KEY (household_id) REFERENCES household (id),
  CONSTRAINT request_about_visit FOREIGN KEY (visit_id) REFERENCES visit (id),
  CONSTRAINT request_checker FOREIGN KEY (checked_by) REFERENCES account (id),
  CONSTRAINT request_closer FOREIGN KEY (closed_by) REFERENCES account (id),
  CONSTRAINT request_steps CHECK (
    (state = 'draft' AND checked_by IS NULL AND closed_by IS NULL AND closed_at IS NULL) OR
    (state = 'checked' AND checked_by IS NOT NULL AND checked_at IS NOT NULL AND found_sealed IS NOT NULL
     AND closed_by IS NULL AND closed_at IS NULL) OR
    (state IN ('applied', 'refused') AND checked_by IS NOT NULL AND closed_by IS NOT NULL
     AND closed_at IS NOT NULL AND told_sealed IS NOT NULL)),
  CONSTRAINT request_four_eyes CHECK (closed_by IS NULL OR closed_by <> checked_by)
);

-- Sealed texts may be sealed anew under another key (`mingbai keys reseal`); nothing else of an
-- answer, or of what was asked, ever changes.
-- block
CREATE TRIGGER visit_answer_is_final BEFORE UPDATE ON visit_answer FOR EACH ROW
BEGIN
  IF NEW.id <> OLD.id OR NEW.visit_id <> OLD.visit_id OR NEW.household_id <> OLD.household_id
     OR NEW.number <> OLD.number OR NEW.verdict <> OLD.verdict OR NEW.way <> OLD.way
     OR NEW.answered_at <> OLD.answered_at
     OR (NEW.note_sealed IS NULL) <> (OLD.note_sealed IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an answer does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER visit_answer_is_kept BEFORE DELETE ON visit_answer FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an answer is kept';
END;
-- end
-- block
CREATE TRIGGER change_request_is_ordered BEFORE UPDATE ON change_request FOR EACH ROW
BEGIN
  IF NEW.id <> OLD.id OR NEW.household_id <> OLD.household_id OR NEW.region <> OLD.region
     OR NEW.about <> OLD.about OR NOT (NEW.visit_id <=> OLD.visit_id) OR NEW.form <> OLD.form
     OR NEW.way <> OLD.way OR NEW.asked_at <> OLD.asked_at THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was asked does not change';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state = 'draft' AND NEW.state = 'checked')
     AND NOT (OLD.state = 'checked' AND NEW.state IN ('applied', 'refused')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request goes from draft to checked to its end';
  END IF;
  IF OLD.state <> 'draft' AND NOT (NEW.checked_by <=> OLD.checked_by AND NEW.checked_at <=> OLD.checked_at) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who checked stays';
  END IF;
  IF OLD.closed_at IS NOT NULL AND NOT (NEW.closed_by <=> OLD.closed_by AND NEW.closed_at <=> OLD.closed_at) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request that is closed stays closed';
  END IF;
END;
-- end
-- block
CREATE TRIGGER change_request_is_kept BEFORE DELETE ON change_request FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request is kept';
END;
-- end

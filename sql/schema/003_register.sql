-- The register. An identity number is here only as a keyed index (to find it) and as ciphertext
-- (to show it, to who may); the keys are not in the database. Dates are civil days; "to" is the
-- first day that no longer counts, or NULL.

CREATE TABLE household (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  code         VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'public; upper case, no separators',
  region       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the village',
  team         VARCHAR(20) NOT NULL COMMENT 'the villagers'' group',
  query_index  BINARY(32) NULL COMMENT 'keyed digest of the query code on the slip',
  created_on   DATE NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY household_code (code),
  KEY household_region (region, id),
  CONSTRAINT household_place FOREIGN KEY (region) REFERENCES region (code)
);

CREATE TABLE person (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  name         VARCHAR(60) NOT NULL,
  name_key     VARCHAR(60) COLLATE utf8mb4_bin NOT NULL COMMENT 'normalised for comparison',
  id_index     BINARY(32) NOT NULL COMMENT 'keyed digest of the normalised number',
  id_sealed    VARBINARY(160) NOT NULL,
  ethnic       VARCHAR(20) NULL,
  schooling    VARCHAR(20) NULL,
  health       VARCHAR(20) NULL,
  labour       VARCHAR(20) NULL,
  PRIMARY KEY (id),
  KEY person_id_index (id_index)
);

CREATE TABLE membership (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  person_id     BIGINT NOT NULL,
  relation      VARCHAR(20) NOT NULL COMMENT 'to the head: 户主 配偶 之子 …',
  from_on       DATE NOT NULL,
  to_on         DATE NULL,
  PRIMARY KEY (id),
  KEY membership_household (household_id, to_on),
  KEY membership_person (person_id, to_on),
  CONSTRAINT membership_of_household FOREIGN KEY (household_id) REFERENCES household (id),
  CONSTRAINT membership_of_person FOREIGN KEY (person_id) REFERENCES person (id)
);

-- One stay in one register. A relapse is a second row; the first stays as it was.
CREATE TABLE spell (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  kind          VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'poor unstable marginal sudden',
  attribute     VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'general allowance destitute',
  from_on       DATE NOT NULL,
  to_on         DATE NULL,
  ending        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'lifted removed natural: how it ended',
  PRIMARY KEY (id),
  KEY spell_household (household_id, from_on),
  CONSTRAINT spell_of_household FOREIGN KEY (household_id) REFERENCES household (id)
);

CREATE TABLE spell_cause (
  spell_id  BIGINT NOT NULL,
  position  INT NOT NULL COMMENT '1 is the main cause',
  cause     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (spell_id, position),
  CONSTRAINT cause_of_spell FOREIGN KEY (spell_id) REFERENCES spell (id)
);

-- A case moves a household into a register or out of it, stop by stop.
CREATE TABLE case_file (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  spell_id      BIGINT NULL COMMENT 'the stay it began or ended',
  kind          VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'entry exit removal',
  register_kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as spell.kind',
  opened_on     DATE NOT NULL,
  closed_on     DATE NULL,
  outcome       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'done rejected; NULL while it runs',
  PRIMARY KEY (id),
  KEY case_household (household_id, id),
  CONSTRAINT case_of_household FOREIGN KEY (household_id) REFERENCES household (id)
);

-- What happened, in order; never changed.
CREATE TABLE event (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  case_id       BIGINT NULL,
  stop          VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'reached passed returned rejected',
  on_day        DATE NOT NULL,
  due_on        DATE NULL COMMENT 'the last day of the stop: of its notice, or by the county''s rule',
  reason        VARCHAR(300) NOT NULL DEFAULT '',
  actor         VARCHAR(60) NOT NULL COMMENT 'the desk that did it, not a person',
  document_id   BIGINT NULL COMMENT 'its notice',
  PRIMARY KEY (id),
  KEY event_household (household_id, on_day, id),
  KEY event_case (case_id, id),
  CONSTRAINT event_of_household FOREIGN KEY (household_id) REFERENCES household (id)
);

CREATE TABLE helper (
  id      BIGINT NOT NULL AUTO_INCREMENT,
  name    VARCHAR(60) NOT NULL,
  unit    VARCHAR(120) NOT NULL,
  phone   VARCHAR(20) NOT NULL COMMENT 'office phone',
  PRIMARY KEY (id)
);

CREATE TABLE assignment (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  helper_id     BIGINT NOT NULL,
  from_on       DATE NOT NULL,
  to_on         DATE NULL,
  PRIMARY KEY (id),
  KEY assignment_household (household_id, to_on),
  CONSTRAINT assignment_of_household FOREIGN KEY (household_id) REFERENCES household (id),
  CONSTRAINT assignment_of_helper FOREIGN KEY (helper_id) REFERENCES helper (id)
);

CREATE TABLE measure (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  area          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title         VARCHAR(120) NOT NULL,
  amount        BIGINT NULL COMMENT 'fen',
  state         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'planned running done',
  from_on       DATE NOT NULL,
  PRIMARY KEY (id),
  KEY measure_household (household_id, from_on),
  CONSTRAINT measure_of_household FOREIGN KEY (household_id) REFERENCES household (id)
);

CREATE TABLE payment (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  programme     VARCHAR(120) NOT NULL,
  amount        BIGINT NOT NULL COMMENT 'fen',
  batch         VARCHAR(40) NOT NULL,
  state         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'filed approved paid received returned',
  desk          VARCHAR(60) NOT NULL COMMENT 'where it waits, or waited last',
  state_on      DATE NOT NULL,
  PRIMARY KEY (id),
  KEY payment_household (household_id, state_on),
  CONSTRAINT payment_of_household FOREIGN KEY (household_id) REFERENCES household (id)
);

-- Who looked: no name, no number, no address; the household sees the times on its own card.
CREATE TABLE lookup_log (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  at            DATETIME NOT NULL,
  way           VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'name code',
  PRIMARY KEY (id),
  KEY lookup_household (household_id, at)
);

-- What the lookup pool may read of the register: no ciphertext of a number, no search but by index.
CREATE SQL SECURITY DEFINER VIEW lookup_person AS
  SELECT id, name, name_key, id_index FROM person;

CREATE SQL SECURITY DEFINER VIEW lookup_household AS
  SELECT id, code, region, team, query_index FROM household;

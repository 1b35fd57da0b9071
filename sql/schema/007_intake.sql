-- Register files, once more: what a file means for the register is kept beside its lines, so that
-- comparing locks nothing of the register; a batch can be dropped; what has been edited since is
-- not undone; people who look like one person are found.

-- How often a row was changed. A batch is undone only while what it wrote is as it wrote it. Whoever
-- brings a row back, or changes only how it is sealed, sets edits one lower first.
ALTER TABLE household ADD COLUMN edits INT NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN edits INT NOT NULL DEFAULT 0;
ALTER TABLE spell ADD COLUMN edits INT NOT NULL DEFAULT 0;
ALTER TABLE assignment ADD COLUMN edits INT NOT NULL DEFAULT 0;
-- One key for name and likeness: a second would cost every import.
ALTER TABLE person
  ADD COLUMN edits INT NOT NULL DEFAULT 0,
  ADD COLUMN alike BINARY(8) NULL COMMENT 'keyed digest of name and birthday; NULL: not noted',
  DROP KEY person_name,
  ADD KEY person_name (name_key, alike);

-- A new query code, or its digest under a new key, is no edit of the household.
CREATE TRIGGER household_edited BEFORE UPDATE ON household FOR EACH ROW
  SET NEW.edits = NEW.edits
    + (NEW.query_index <=> OLD.query_index AND NEW.query_chain <=> OLD.query_chain);
CREATE TRIGGER membership_edited BEFORE UPDATE ON membership FOR EACH ROW SET NEW.edits = NEW.edits + 1;
CREATE TRIGGER spell_edited BEFORE UPDATE ON spell FOR EACH ROW SET NEW.edits = NEW.edits + 1;
CREATE TRIGGER assignment_edited BEFORE UPDATE ON assignment FOR EACH ROW SET NEW.edits = NEW.edits + 1;
CREATE TRIGGER person_edited BEFORE UPDATE ON person FOR EACH ROW SET NEW.edits = NEW.edits + 1;

-- A stay that bears its household's id came with it in one batch: there is no other to overlap with,
-- and looking for one would be the dearest part of an import.
DROP TRIGGER spell_stands_alone;
-- block
CREATE TRIGGER spell_stands_alone BEFORE INSERT ON spell FOR EACH ROW
BEGIN
  IF NEW.to_on < NEW.from_on THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stays in the register do not overlap';
  END IF;
  IF NEW.id <> NEW.household_id OR NEW.id < 4294967296 THEN
    IF EXISTS (
         SELECT 1 FROM spell s WHERE s.household_id = NEW.household_id
            AND s.from_on < COALESCE(NEW.to_on, '9999-12-31')
            AND COALESCE(s.to_on, '9999-12-31') > NEW.from_on) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stays in the register do not overlap';
    END IF;
  END IF;
END;
-- end

ALTER TABLE intake_batch
  ADD COLUMN index_key TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the key of its indexes',
  ADD COLUMN staged TINYINT NOT NULL DEFAULT 1 COMMENT 'its lines are still in the tables below',
  ADD COLUMN dropped_at DATETIME NULL,
  ADD COLUMN dropped_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD KEY intake_stale (staged, state);
UPDATE intake_batch SET staged = 0 WHERE state <> 'checked';

-- While keys are being changed: the digests under the older keys, one after the other.
ALTER TABLE intake_household
  DROP COLUMN household_id, DROP COLUMN spell_id, DROP COLUMN assignment_id, DROP COLUMN helper_id,
  DROP COLUMN differs,
  ADD COLUMN address_was VARBINARY(64) NULL;
ALTER TABLE intake_person
  DROP COLUMN person_id, DROP COLUMN membership_id, DROP COLUMN differs,
  ADD COLUMN id_was VARBINARY(64) NULL,
  ADD COLUMN phone_was VARBINARY(64) NULL,
  ADD COLUMN alike BINARY(8) NULL COMMENT 'as person.alike';

-- Whom of a file the register knows already; a household or a line without a row here is new.
CREATE TABLE intake_found_household (
  batch_id       BIGINT NOT NULL,
  number         INT NOT NULL,
  household_id   BIGINT NOT NULL,
  spell_id       BIGINT NULL COMMENT 'its latest stay',
  assignment_id  BIGINT NULL COMMENT 'its helper now',
  differs        INT NOT NULL COMMENT 'a bit for each field: model/register/intake_batch.h',
  PRIMARY KEY (batch_id, number)
);

CREATE TABLE intake_found_person (
  batch_id       BIGINT NOT NULL,
  number         INT NOT NULL,
  line           INT NOT NULL,
  person_id      BIGINT NOT NULL,
  membership_id  BIGINT NOT NULL,
  differs        INT NOT NULL,
  PRIMARY KEY (batch_id, number, line),
  UNIQUE KEY intake_found_once (batch_id, number, person_id)
);

ALTER TABLE intake_was_household
  ADD COLUMN line INT NOT NULL DEFAULT 0,
  ADD COLUMN differs INT NOT NULL DEFAULT 0 COMMENT 'what the batch changed',
  ADD COLUMN household_edits INT NOT NULL DEFAULT 0,
  ADD COLUMN spell_edits INT NOT NULL DEFAULT 0,
  ADD COLUMN assignment_edits INT NOT NULL DEFAULT 0;
ALTER TABLE intake_was_person
  ADD COLUMN line INT NOT NULL DEFAULT 0,
  ADD COLUMN person_edits INT NOT NULL DEFAULT 0,
  ADD COLUMN membership_edits INT NOT NULL DEFAULT 0,
  ADD COLUMN index_key TINYINT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN alike BINARY(8) NULL;

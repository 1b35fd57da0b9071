-- Register files in the office: a file is uploaded by one person, read by the office pool's job,
-- and applied by the job after another person said so.
--
-- Rights. Applying a file corrects people and stays, undoing it deletes what it added. The office's
-- pages need none of that and until now had no right to it; the job runs under the same account. So
-- the account gets the rights (sql/grants/office.sql), and the triggers below make them worth
-- nothing by themselves: to this account, the tables change only within a transaction in which a
-- batch stands at 'applying' or 'undoing', and a row is deleted only if that very batch had added it.
-- The job sets that state and leaves it again in one transaction, so no other connection ever sees
-- it. It is reached only from 'approved', and that only with a second person's login in the row,
-- and no step of it can be taken back or skipped: whoever broke into a page would have to leave a
-- batch behind, with two logins, in a table from which this account cannot delete. What it cannot
-- stop is a program that holds this account and invents both logins; that needs an account of its
-- own for the job, at the price of a fifth password on every installation.
-- The command line keeps to its own way (mingbai_admin): there the person at the keyboard answers.

ALTER TABLE intake_batch
  ADD COLUMN spool       VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the file that waits to be read',
  ADD COLUMN said        VARCHAR(200) NULL COMMENT 'why it came to nothing, for the clerk',
  ADD COLUMN people_read INT NOT NULL DEFAULT 0 COMMENT 'lines of the file',
  ADD COLUMN faults      INT NOT NULL DEFAULT 0,
  ADD COLUMN notes       INT NOT NULL DEFAULT 0,
  ADD COLUMN households_missing INT NOT NULL DEFAULT 0 COMMENT 'in the register, not in the file',
  ADD COLUMN approved_at DATETIME NULL,
  ADD COLUMN approved_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN undo_by     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'who asked for it',
  MODIFY COLUMN state    VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
    COMMENT 'queued refused checked approved applying applied dropped undo_asked undoing undone',
  ADD CONSTRAINT intake_second_person CHECK (approved_by IS NULL OR approved_by <> made_by);

-- How far a batch is, told outside its transaction; and how often its work was begun.
CREATE TABLE intake_progress (
  batch_id   BIGINT NOT NULL,
  step       VARCHAR(20) NOT NULL COMMENT 'in words: 读取 对照 写入',
  done       BIGINT NOT NULL,
  total      BIGINT NOT NULL COMMENT '0: not known',
  per_second BIGINT NOT NULL,
  left_s     BIGINT NULL COMMENT 'seconds, about',
  begun      INT NOT NULL COMMENT 'times that a job began on it and did not end',
  at         DATETIME NOT NULL,
  PRIMARY KEY (batch_id)
);

-- The report: what is wrong with the file, by row and column.
CREATE TABLE intake_said (
  batch_id  BIGINT NOT NULL,
  number    INT NOT NULL COMMENT 'in the order in which it was said',
  line      INT NOT NULL COMMENT '0: the whole file',
  heading   VARCHAR(60) NULL COMMENT 'of the column; NULL: the whole line',
  is_note   TINYINT NOT NULL,
  what      VARCHAR(400) NOT NULL,
  todo      VARCHAR(200) NOT NULL,
  PRIMARY KEY (batch_id, number)
);

-- Households that may be one and the same, side by side. Names are masked.
CREATE TABLE intake_suspect (
  batch_id    BIGINT NOT NULL,
  number      INT NOT NULL,
  why         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a code of struct intake_suspect',
  line        INT NOT NULL,
  name        VARCHAR(60) NOT NULL,
  code        VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  other_line  INT NOT NULL COMMENT '0: it is in the register',
  other_code  VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  other_place VARCHAR(60) NOT NULL,
  PRIMARY KEY (batch_id, number)
);

-- block
CREATE TRIGGER intake_batch_begins BEFORE INSERT ON intake_batch FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND (NEW.state <> 'queued' OR NEW.approved_by IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a batch of the office begins as a file to be read';
  END IF;
END;
-- end
-- block
CREATE TRIGGER intake_batch_moves BEFORE UPDATE ON intake_batch FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NEW.state <> OLD.state
     AND NOT (OLD.state = 'queued' AND NEW.state IN ('checked', 'refused')
              OR OLD.state = 'checked' AND NEW.state IN ('approved', 'dropped')
              OR OLD.state = 'approved' AND NEW.state IN ('applying', 'checked')
              OR OLD.state = 'applying' AND NEW.state = 'applied'
              OR OLD.state = 'applied' AND NEW.state = 'undo_asked'
              OR OLD.state = 'undo_asked' AND NEW.state IN ('undoing', 'applied')
              OR OLD.state = 'undoing' AND NEW.state = 'undone') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a batch goes step by step';
  END IF;
  IF USER() LIKE 'mingbai_office@%' AND NEW.state IN ('approved', 'applying', 'applied')
     AND (NEW.approved_by IS NULL OR NEW.approved_by = OLD.made_by
          OR OLD.state <> 'checked' AND NOT (NEW.approved_by <=> OLD.approved_by))
     AND NOT (OLD.state IN ('applied', 'undo_asked') AND NEW.approved_by <=> OLD.approved_by) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a batch is applied by a second person';
  END IF;
  IF USER() LIKE 'mingbai_office@%' AND NEW.state IN ('undo_asked', 'undoing', 'undone')
     AND NEW.undo_by IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'somebody undoes a batch';
  END IF;
END;
-- end

-- Deleting: by the office account only what the batch at work had added (its ids: 005).
DROP TRIGGER event_is_kept;
-- block
CREATE TRIGGER event_is_kept BEFORE DELETE ON event FOR EACH ROW
BEGIN
  IF OLD.id < 4294967296
     OR (USER() NOT LIKE 'mingbai_admin@%'
         AND NOT (USER() LIKE 'mingbai_office@%'
                  AND EXISTS (SELECT 1 FROM intake_batch b
                               WHERE b.id = OLD.id >> 32 AND b.state = 'undoing'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER person_is_kept BEFORE DELETE ON person FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = OLD.id >> 32 AND b.state = 'undoing') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER household_is_kept BEFORE DELETE ON household FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = OLD.id >> 32 AND b.state = 'undoing') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a household is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER membership_is_kept BEFORE DELETE ON membership FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = OLD.id >> 32 AND b.state = 'undoing') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a membership is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER spell_is_kept BEFORE DELETE ON spell FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = OLD.id >> 32 AND b.state = 'undoing') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER helper_is_kept BEFORE DELETE ON helper FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = OLD.id >> 32 AND b.state = 'undoing') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a helper is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER assignment_is_kept BEFORE DELETE ON assignment FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = OLD.id >> 32 AND b.state = 'undoing') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an assignment is kept';
  END IF;
END;
-- end

-- Correcting: what the pages change by themselves (a place, a group, an end, an attribute) stays as it was;
-- the rest takes a batch at work. So does what 007 counts: nobody else sets edits.
-- block
CREATE TRIGGER person_is_corrected BEFORE UPDATE ON person FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person is corrected by a register file';
  END IF;
END;
-- end
-- block
CREATE TRIGGER household_is_corrected BEFORE UPDATE ON household FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND (NOT (NEW.address_index <=> OLD.address_index)
          OR NOT (NEW.address_sealed <=> OLD.address_sealed)
          OR NEW.edits <> OLD.edits
             + (NEW.query_index <=> OLD.query_index AND NEW.query_chain <=> OLD.query_chain))
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a household is corrected by a register file';
  END IF;
END;
-- end
-- block
CREATE TRIGGER membership_is_corrected BEFORE UPDATE ON membership FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%'
     AND (BINARY NEW.relation <> BINARY OLD.relation OR NEW.edits <> OLD.edits + 1)
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a relation is corrected by a register file';
  END IF;
END;
-- end
-- block
CREATE TRIGGER assignment_is_corrected BEFORE UPDATE ON assignment FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NEW.edits <> OLD.edits + 1
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what is counted of an assignment stays';
  END IF;
END;
-- end
DROP TRIGGER spell_is_final;
-- block
CREATE TRIGGER spell_is_final BEFORE UPDATE ON spell FOR EACH ROW
BEGIN
  IF NEW.household_id <> OLD.household_id OR NEW.to_on < NEW.from_on
     OR ((OLD.to_on IS NOT NULL OR NEW.from_on <> OLD.from_on OR NEW.kind <> OLD.kind
          OR NEW.edits <> OLD.edits + 1)
         AND USER() NOT LIKE 'mingbai_admin@%'
         AND NOT (USER() LIKE 'mingbai_office@%'
                  AND EXISTS (SELECT 1 FROM intake_batch b
                               WHERE b.state IN ('applying', 'undoing')))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay only ends, once';
  END IF;
END;
-- end

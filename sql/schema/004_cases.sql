-- Casework on the register: one open case a household, stays that never overlap, events that are
-- never changed, and the tie between a notice and the cases it carries.

ALTER TABLE case_file
  ADD COLUMN attribute VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'general' COMMENT 'as spell.attribute',
  ADD COLUMN causes VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'codes, the main one first, a space between',
  ADD COLUMN opened_by BIGINT NULL,
  ADD COLUMN open_of BIGINT AS (CASE WHEN outcome IS NULL THEN household_id END) STORED,
  ADD UNIQUE KEY case_one_open (open_of);

ALTER TABLE spell
  ADD COLUMN open_of BIGINT AS (CASE WHEN to_on IS NULL THEN household_id END) STORED,
  ADD UNIQUE KEY spell_one_open (open_of);

ALTER TABLE event
  ADD COLUMN reason_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN account_id BIGINT NULL COMMENT 'who did it; the card shows the desk only',
  ADD KEY event_document (document_id, case_id);

ALTER TABLE person ADD KEY person_name (name_key);
ALTER TABLE helper ADD KEY helper_name (name);

-- Which cases an edition carries, and at which stop. The position is that of its line.
CREATE TABLE case_notice (
  edition_id  BIGINT NOT NULL,
  position    INT NOT NULL,
  case_id     BIGINT NOT NULL,
  stop        VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (edition_id, position),
  UNIQUE KEY case_notice_once (edition_id, case_id),
  KEY case_notice_case (case_id, stop, edition_id),
  CONSTRAINT case_notice_edition FOREIGN KEY (edition_id) REFERENCES edition (id),
  CONSTRAINT case_notice_of_case FOREIGN KEY (case_id) REFERENCES case_file (id)
);

-- An objection that is not decided yet holds the cases of a notice, or one of them.
CREATE TABLE case_hold (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  document_id  BIGINT NOT NULL,
  case_id      BIGINT NULL COMMENT 'NULL: every case of the notice',
  held_at      DATETIME NOT NULL,
  released_at  DATETIME NULL,
  PRIMARY KEY (id),
  KEY case_hold_document (document_id, released_at),
  CONSTRAINT case_hold_notice FOREIGN KEY (document_id) REFERENCES document (id)
);

CREATE TABLE visit (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  household_id  BIGINT NOT NULL,
  on_day        DATE NOT NULL,
  visitor       VARCHAR(60) NOT NULL,
  note          VARCHAR(400) NOT NULL,
  account_id    BIGINT NULL,
  PRIMARY KEY (id),
  KEY visit_household (household_id, on_day),
  CONSTRAINT visit_of_household FOREIGN KEY (household_id) REFERENCES household (id)
);

-- block
CREATE TRIGGER event_is_final BEFORE UPDATE ON event FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event does not change';
END;
-- end
-- block
CREATE TRIGGER event_is_kept BEFORE DELETE ON event FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event is kept';
END;
-- end

-- A case that has ended stays as it ended.
-- block
CREATE TRIGGER case_is_final BEFORE UPDATE ON case_file FOR EACH ROW
BEGIN
  IF OLD.outcome IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case that has ended does not change';
  END IF;
END;
-- end

-- Stays do not overlap, and one that has ended stays as it ended.
-- block
CREATE TRIGGER spell_stands_alone BEFORE INSERT ON spell FOR EACH ROW
BEGIN
  IF NEW.to_on < NEW.from_on OR EXISTS (
       SELECT 1 FROM spell s WHERE s.household_id = NEW.household_id
          AND s.from_on < COALESCE(NEW.to_on, '9999-12-31')
          AND COALESCE(s.to_on, '9999-12-31') > NEW.from_on) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stays in the register do not overlap';
  END IF;
END;
-- end
-- block
CREATE TRIGGER spell_is_final BEFORE UPDATE ON spell FOR EACH ROW
BEGIN
  IF OLD.to_on IS NOT NULL OR NEW.household_id <> OLD.household_id OR NEW.from_on <> OLD.from_on
     OR NEW.to_on < NEW.from_on THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay only ends, once';
  END IF;
END;
-- end

-- The list of a published notice is final, with the cases it carried.
-- block
CREATE TRIGGER entry_is_final BEFORE UPDATE ON notice_entry FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a line of a list does not change';
END;
-- end
-- block
CREATE TRIGGER entry_is_kept BEFORE DELETE ON notice_entry FOR EACH ROW
BEGIN
  IF (SELECT state FROM edition WHERE id = OLD.edition_id) <> 'draft' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published list does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER case_notice_is_final BEFORE UPDATE ON case_notice FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a line of a list does not change';
END;
-- end
-- block
CREATE TRIGGER case_notice_is_kept BEFORE DELETE ON case_notice FOR EACH ROW
BEGIN
  IF (SELECT state FROM edition WHERE id = OLD.edition_id) <> 'draft' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published list does not change';
  END IF;
END;
-- end

-- The household's own events beside its cases: who came, who left, a split, a merger, a move; and the
-- rules of the cases once more where a statement of the office could otherwise pass them by.

ALTER TABLE event
  ADD COLUMN person_id BIGINT NULL COMMENT 'who came, left or is the head now',
  ADD COLUMN other_id BIGINT NULL COMMENT 'the other household of a split or a merger';

ALTER TABLE person
  MODIFY COLUMN id_kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'resident'
    COMMENT 'resident disability permit passport military other: model/register/identity.h';

-- The stops of each kind of case in their order, as model/register/lifecycle.c has them; notice: the
-- word of the setting notices_entry. A test compares the two.
CREATE TABLE case_stop (
  kind      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position  INT NOT NULL,
  stop      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  notice    VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (kind, position),
  UNIQUE KEY case_stop_once (kind, stop)
);

INSERT INTO case_stop (kind, position, stop, notice) VALUES
  ('entry', 1, 'apply', ''),
  ('entry', 2, 'review', ''),
  ('entry', 3, 'group_notice', 'group'),
  ('entry', 4, 'village_notice', 'village'),
  ('entry', 5, 'township_check', ''),
  ('entry', 6, 'township_notice', 'township'),
  ('entry', 7, 'county_approval', ''),
  ('entry', 8, 'county_notice', 'county'),
  ('entry', 9, 'entered', ''),
  ('exit', 1, 'review', ''),
  ('exit', 2, 'village_check', ''),
  ('exit', 3, 'village_notice', 'village'),
  ('exit', 4, 'township_check', ''),
  ('exit', 5, 'county_notice', 'county'),
  ('exit', 6, 'left', ''),
  ('removal', 1, 'found', ''),
  ('removal', 2, 'verify', ''),
  ('removal', 3, 'village_notice', 'village'),
  ('removal', 4, 'county_approval', ''),
  ('removal', 5, 'county_notice', 'county'),
  ('removal', 6, 'removed', '');

-- A case goes from stop to stop: none left out that the county has, none while its notice runs or an
-- objection is open, nothing before what was sent back has come again. (Register files and the demo
-- county are written by the migrating account, which has rules of its own.)
-- block
CREATE TRIGGER event_in_order BEFORE INSERT ON event FOR EACH ROW
BEGIN
  -- (Declared inside: a register file's events, which no case has, pay for nothing.)
  IF NEW.case_id IS NOT NULL AND USER() LIKE 'mingbai_office@%' THEN
  BEGIN
    DECLARE case_kind, last_stop, last_outcome, this_notice, last_notice VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin;
    DECLARE here, there INT;
    DECLARE runs_until DATETIME;
    DECLARE due DATE;
    DECLARE notices VARCHAR(300) DEFAULT 'village township county';
    SET case_kind = (SELECT c.kind FROM case_file c WHERE c.id = NEW.case_id AND c.open_of = NEW.household_id);
    SET here = (SELECT s.position FROM case_stop s WHERE s.kind = case_kind AND s.stop = NEW.stop);
    IF here IS NULL THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event is of a stop of the case that runs';
    END IF;
    SET notices = COALESCE((SELECT t.value FROM setting t WHERE t.name = 'notices_entry'), notices);
    IF notices NOT REGEXP '(^| )(group|village|township|county)( |$)' THEN
      SET notices = 'village township county';
    END IF;
    SET last_stop = (SELECT e.stop FROM event e WHERE e.case_id = NEW.case_id ORDER BY e.id DESC LIMIT 1);
    SET last_outcome = (SELECT e.outcome FROM event e WHERE e.case_id = NEW.case_id ORDER BY e.id DESC LIMIT 1);
    SET there = COALESCE((SELECT s.position FROM case_stop s WHERE s.kind = case_kind AND s.stop = last_stop), 0);
    SET this_notice = (SELECT s.notice FROM case_stop s WHERE s.kind = case_kind AND s.position = here);
    SET last_notice = (SELECT s.notice FROM case_stop s WHERE s.kind = case_kind AND s.position = there);
    -- A notice the county has given up meanwhile is behind the case.
    IF last_notice <> '' AND case_kind = 'entry' AND CONCAT(' ', notices, ' ') NOT LIKE CONCAT('% ', last_notice, ' %') THEN
      SET last_outcome = 'passed';
    END IF;
    IF NEW.outcome NOT IN ('reached', 'passed', 'returned', 'rejected', 'resubmitted', 'recalled', 'withdrawn', 'ended')
       OR (there = 0 AND (here <> 1 OR NEW.outcome <> 'reached')) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case begins at its first stop';
    END IF;
    IF there > 0 THEN
      IF NEW.outcome IN ('returned', 'recalled') THEN
        IF here > there + IF(last_outcome = 'passed', 3, 0) THEN
          SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case goes back, not on';
        END IF;
      ELSEIF last_outcome = 'passed' THEN
        IF here <= there OR EXISTS (
             SELECT 1 FROM case_stop s WHERE s.kind = case_kind AND s.position > there AND s.position < here
                AND (s.notice = '' OR case_kind <> 'entry' OR CONCAT(' ', notices, ' ') LIKE CONCAT('% ', s.notice, ' %'))) THEN
          SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case leaves out no stop';
        END IF;
      ELSEIF here <> there THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case leaves out no stop';
      END IF;
      IF last_outcome = 'returned' AND NEW.outcome IN ('reached', 'passed') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was sent back has to come again';
      END IF;
    END IF;
    IF NEW.outcome = 'reached' AND this_notice <> '' AND NOT EXISTS (
         SELECT 1 FROM case_notice n JOIN edition d ON d.id = n.edition_id
          WHERE n.case_id = NEW.case_id AND n.stop = NEW.stop AND d.state = 'published') THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a notice is posted first';
    END IF;
    IF NEW.outcome = 'passed' THEN
      IF EXISTS (SELECT 1 FROM event e JOIN case_hold h ON h.document_id = e.document_id
                  WHERE e.case_id = NEW.case_id AND h.released_at IS NULL
                    AND (h.case_id IS NULL OR h.case_id = NEW.case_id)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an objection is open';
      END IF;
      IF this_notice <> '' THEN
        -- The notice that is posted; of cases from before the portal the register knows the day only.
        SET runs_until = (SELECT d.closes_at FROM case_notice n JOIN edition d ON d.id = n.edition_id
                           WHERE n.case_id = NEW.case_id AND n.stop = NEW.stop AND d.state = 'published'
                           ORDER BY n.edition_id DESC LIMIT 1);
        SET due = (SELECT COALESCE(e.due_on, e.on_day) FROM event e WHERE e.case_id = NEW.case_id AND e.stop = NEW.stop
                      AND e.outcome = 'reached' ORDER BY e.id DESC LIMIT 1);
        IF last_stop <> NEW.stop OR last_outcome <> 'reached'
           OR NOT COALESCE(runs_until <= UTC_TIMESTAMP(), due < DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR), FALSE) THEN
          SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a notice runs its full days';
        END IF;
      END IF;
    END IF;
  END;
  END IF;
END;
-- end

-- A case ends as its last event says.
-- block
CREATE TRIGGER case_ends_by_event BEFORE UPDATE ON case_file FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NEW.outcome IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM event e
        WHERE e.id = (SELECT MAX(x.id) FROM event x WHERE x.case_id = NEW.id)
          AND (e.outcome = NEW.outcome
               OR (NEW.outcome = 'done' AND e.outcome = 'passed'
                   AND e.stop = (SELECT s.stop FROM case_stop s WHERE s.kind = NEW.kind ORDER BY s.position DESC LIMIT 1)))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case ends by an event';
  END IF;
END;
-- end

-- Nobody gets into the register or out of it but at the last stop of a case, or by a natural decrease;
-- or by the register file of two people that the office's job is at work on (008).
-- block
CREATE TRIGGER spell_by_case BEFORE INSERT ON spell FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NOT EXISTS (
       SELECT 1 FROM case_file c JOIN event e ON e.case_id = c.id
        WHERE c.open_of = NEW.household_id AND c.kind = 'entry' AND e.stop = 'entered' AND e.outcome = 'passed')
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = NEW.id >> 32 AND b.state = 'applying') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay begins with a case';
  END IF;
END;
-- end
-- block
CREATE TRIGGER spell_ends_by_case BEFORE UPDATE ON spell FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NEW.to_on IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM event e LEFT JOIN case_file c ON c.id = e.case_id
        WHERE e.household_id = NEW.household_id
          AND ((e.stop = 'natural' AND e.case_id IS NULL)
               OR (c.outcome IS NULL AND e.outcome = 'passed'
                   AND ((c.kind = 'exit' AND e.stop = 'left') OR (c.kind = 'removal' AND e.stop = 'removed'))))
          AND e.id = (SELECT MAX(x.id) FROM event x WHERE x.household_id = NEW.household_id))
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay ends with a case';
  END IF;
END;
-- end

-- Who belonged where stays known: a membership ends once, not before it began.
-- block
CREATE TRIGGER membership_is_final BEFORE UPDATE ON membership FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND (OLD.to_on IS NOT NULL OR NEW.to_on < NEW.from_on)
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a membership only ends, once';
  END IF;
END;
-- end

-- A case is reviewed and posted where the household lives: it does not move meanwhile.
-- block
CREATE TRIGGER household_stays BEFORE UPDATE ON household FOR EACH ROW
BEGIN
  IF NEW.region <> OLD.region AND USER() LIKE 'mingbai_office@%'
     AND EXISTS (SELECT 1 FROM case_file c WHERE c.open_of = NEW.id)
     AND NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a household with a case does not move';
  END IF;
END;
-- end

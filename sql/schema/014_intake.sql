-- Register files, faster: nothing is asked for each of a million rows that can be known beforehand.

-- The first household of the file that named the same helper (at least as early a one; it may miss
-- some). There, who it is in the register: looked up once for all of them.
ALTER TABLE intake_household
  ADD COLUMN helper_first INT NULL COMMENT 'the number of a household of the batch with the same helper',
  ADD COLUMN helper_id BIGINT NULL COMMENT 'the helper, where helper_first is the row itself';
UPDATE intake_household SET helper_first = number WHERE helper IS NOT NULL;

-- As in 012, but whoever is not the office passes without any table being opened.
DROP TRIGGER spell_by_case;
-- block
CREATE TRIGGER spell_by_case BEFORE INSERT ON spell FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' THEN
    IF NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = NEW.id >> 32 AND b.state = 'applying')
       AND NOT EXISTS (
         SELECT 1 FROM case_file c JOIN event e ON e.case_id = c.id
          WHERE c.open_of = NEW.household_id AND c.kind = 'entry' AND e.stop = 'entered' AND e.outcome = 'passed') THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay begins with a case';
    END IF;
  END IF;
END;
-- end

-- The rules of event_in_order as they were in 012, in a procedure: a trigger makes room for its
-- variables for every row, also for a register file's events, which no case has.
DROP TRIGGER event_in_order;
-- block
CREATE PROCEDURE event_follows(of_case BIGINT, of_household BIGINT,
  at_stop VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin,
  how VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin)
BEGIN
  DECLARE case_kind, last_stop, last_outcome, this_notice, last_notice VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE here, there INT;
  DECLARE runs_until DATETIME;
  DECLARE due DATE;
  DECLARE notices VARCHAR(300) DEFAULT 'village township county';
  SET case_kind = (SELECT c.kind FROM case_file c WHERE c.id = of_case AND c.open_of = of_household);
  SET here = (SELECT s.position FROM case_stop s WHERE s.kind = case_kind AND s.stop = at_stop);
  IF here IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event is of a stop of the case that runs';
  END IF;
  SET notices = COALESCE((SELECT t.value FROM setting t WHERE t.name = 'notices_entry'), notices);
  IF notices NOT REGEXP '(^| )(group|village|township|county)( |$)' THEN
    SET notices = 'village township county';
  END IF;
  SET last_stop = (SELECT e.stop FROM event e WHERE e.case_id = of_case ORDER BY e.id DESC LIMIT 1);
  SET last_outcome = (SELECT e.outcome FROM event e WHERE e.case_id = of_case ORDER BY e.id DESC LIMIT 1);
  SET there = COALESCE((SELECT s.position FROM case_stop s WHERE s.kind = case_kind AND s.stop = last_stop), 0);
  SET this_notice = (SELECT s.notice FROM case_stop s WHERE s.kind = case_kind AND s.position = here);
  SET last_notice = (SELECT s.notice FROM case_stop s WHERE s.kind = case_kind AND s.position = there);
  -- A notice the county has given up meanwhile is behind the case.
  IF last_notice <> '' AND case_kind = 'entry' AND CONCAT(' ', notices, ' ') NOT LIKE CONCAT('% ', last_notice, ' %') THEN
    SET last_outcome = 'passed';
  END IF;
  IF how NOT IN ('reached', 'passed', 'returned', 'rejected', 'resubmitted', 'recalled', 'withdrawn', 'ended')
     OR (there = 0 AND (here <> 1 OR how <> 'reached')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a case begins at its first stop';
  END IF;
  IF there > 0 THEN
    IF how IN ('returned', 'recalled') THEN
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
    IF last_outcome = 'returned' AND how IN ('reached', 'passed') THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was sent back has to come again';
    END IF;
  END IF;
  IF how = 'reached' AND this_notice <> '' AND NOT EXISTS (
       SELECT 1 FROM case_notice n JOIN edition d ON d.id = n.edition_id
        WHERE n.case_id = of_case AND n.stop = at_stop AND d.state = 'published') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a notice is posted first';
  END IF;
  IF how = 'passed' THEN
    IF EXISTS (SELECT 1 FROM event e JOIN case_hold h ON h.document_id = e.document_id
                WHERE e.case_id = of_case AND h.released_at IS NULL
                  AND (h.case_id IS NULL OR h.case_id = of_case)) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an objection is open';
    END IF;
    IF this_notice <> '' THEN
      -- The notice that is posted; of cases from before the portal the register knows the day only.
      SET runs_until = (SELECT d.closes_at FROM case_notice n JOIN edition d ON d.id = n.edition_id
                         WHERE n.case_id = of_case AND n.stop = at_stop AND d.state = 'published'
                         ORDER BY n.edition_id DESC LIMIT 1);
      SET due = (SELECT COALESCE(e.due_on, e.on_day) FROM event e WHERE e.case_id = of_case AND e.stop = at_stop
                    AND e.outcome = 'reached' ORDER BY e.id DESC LIMIT 1);
      IF last_stop <> at_stop OR last_outcome <> 'reached'
         OR NOT COALESCE(runs_until <= UTC_TIMESTAMP(), due < DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR), FALSE) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a notice runs its full days';
      END IF;
    END IF;
  END IF;
END;
-- end
-- block
CREATE TRIGGER event_in_order BEFORE INSERT ON event FOR EACH ROW
BEGIN
  IF NEW.case_id IS NOT NULL AND USER() LIKE 'mingbai_office@%' THEN
    CALL event_follows(NEW.case_id, NEW.household_id, NEW.stop, NEW.outcome);
  END IF;
END;
-- end

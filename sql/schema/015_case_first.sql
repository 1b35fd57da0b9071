-- A case that runs decides about a stay in the register: a register file of two people begins or ends
-- none meanwhile (008, 012), whatever the comparison saw.

DROP TRIGGER spell_by_case;
DROP TRIGGER spell_ends_by_case;

-- block
CREATE TRIGGER spell_by_case BEFORE INSERT ON spell FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NOT EXISTS (
       SELECT 1 FROM case_file c JOIN event e ON e.case_id = c.id
        WHERE c.open_of = NEW.household_id AND c.kind = 'entry' AND e.stop = 'entered' AND e.outcome = 'passed')
     AND (NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.id = NEW.id >> 32 AND b.state = 'applying')
          OR EXISTS (SELECT 1 FROM case_file c WHERE c.open_of = NEW.household_id)) THEN
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
     AND (NOT EXISTS (SELECT 1 FROM intake_batch b WHERE b.state IN ('applying', 'undoing'))
          OR EXISTS (SELECT 1 FROM case_file c WHERE c.open_of = NEW.household_id)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stay ends with a case';
  END IF;
END;
-- end

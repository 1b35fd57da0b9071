-- A list that was handed in does not grow, whoever writes: the lines of a notice and the cases they
-- stand for come in while it is a draft. (What the demo and earlier versions published at once has its
-- lines before its leaf in the ledger.)

-- block
CREATE TRIGGER entry_is_of_draft BEFORE INSERT ON notice_entry FOR EACH ROW
BEGIN
  IF (SELECT state FROM edition WHERE id = NEW.edition_id) IN ('submitted', 'approved', 'scheduled')
     OR EXISTS (SELECT 1 FROM ledger_leaf WHERE edition_id = NEW.edition_id AND what = 'edition') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a list that was handed in does not grow';
  END IF;
END;
-- end
-- block
CREATE TRIGGER case_notice_is_of_draft BEFORE INSERT ON case_notice FOR EACH ROW
BEGIN
  IF (SELECT state FROM edition WHERE id = NEW.edition_id) IN ('submitted', 'approved', 'scheduled')
     OR EXISTS (SELECT 1 FROM ledger_leaf WHERE edition_id = NEW.edition_id AND what = 'edition') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a list that was handed in does not grow';
  END IF;
END;
-- end

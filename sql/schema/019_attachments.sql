-- Attachments as the office sends them: screened when they come in, and once more before they go out.
-- What was found stays with the file; a file that is to be looked at says who did. A file itself
-- never changes: another one takes its place. With the edition it is published and final.

ALTER TABLE attachment ADD KEY attachment_digest (digest);

-- Beside the file, for it is the office's business: the file's own row is part of what is published.
CREATE TABLE attachment_check (
  attachment_id BIGINT NOT NULL,
  state         VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'clean hit unchecked',
  rules         INT NOT NULL COMMENT 'the rules it was screened by (attachment.h)',
  added_by      BIGINT NULL,
  added_at      DATETIME NOT NULL,
  looked_by     BIGINT NULL COMMENT 'who has opened what no program can read',
  looked_at     DATETIME NULL,
  PRIMARY KEY (attachment_id),
  CONSTRAINT check_attachment FOREIGN KEY (attachment_id) REFERENCES attachment (id) ON DELETE CASCADE
);

-- What was found, in the order of the file. Never the number itself.
CREATE TABLE attachment_finding (
  attachment_id  BIGINT NOT NULL,
  position       INT NOT NULL,
  code           VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'identity mobile card …: attachment_text.c',
  place          VARCHAR(200) NOT NULL COMMENT 'in words: 第 3 页',
  PRIMARY KEY (attachment_id, position),
  CONSTRAINT finding_attachment FOREIGN KEY (attachment_id) REFERENCES attachment (id) ON DELETE CASCADE
);

-- (The demo county writes what was out before there was a ledger.)
-- block
CREATE TRIGGER attachment_comes_first BEFORE INSERT ON attachment FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM edition WHERE id = NEW.edition_id AND published_at IS NOT NULL)
     AND EXISTS (SELECT 1 FROM ledger_leaf WHERE edition_id = NEW.edition_id AND what = 'edition') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published edition gets no further file';
  END IF;
END;
-- end
-- block
CREATE TRIGGER attachment_is_final BEFORE UPDATE ON attachment FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a file does not change';
END;
-- end
-- block
CREATE TRIGGER attachment_is_kept BEFORE DELETE ON attachment FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM edition WHERE id = OLD.edition_id AND published_at IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published file is kept';
  END IF;
END;
-- end
-- block
CREATE TRIGGER check_is_final BEFORE UPDATE ON attachment_check FOR EACH ROW
BEGIN
  IF NOT (NEW.attachment_id = OLD.attachment_id AND NEW.state = OLD.state AND NEW.rules = OLD.rules
          AND NEW.added_by <=> OLD.added_by AND NEW.added_at = OLD.added_at)
     OR EXISTS (SELECT 1 FROM attachment a JOIN edition e ON e.id = a.edition_id
                 WHERE a.id = OLD.attachment_id AND e.published_at IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was found of a file does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER finding_is_final BEFORE UPDATE ON attachment_finding FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a finding does not change';
END;
-- end

-- What a withdrawn edition was is checked like any other (013 left its files out, and so a sheet of
-- one with attachments was taken for a forged one).
CREATE OR REPLACE SQL SECURITY DEFINER VIEW published_file AS
  SELECT a.edition_id, a.position, a.id, a.name, a.type, a.size, a.digest
    FROM attachment a JOIN edition e ON e.id = a.edition_id
   WHERE e.state IN ('published', 'corrected', 'withdrawn');

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
  dropped_by    BIGINT NULL COMMENT 'who is about to take it off the draft',
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

-- An edition's files are part of what is written in it: they come and go while it is a draft, with a new
-- version, and whoever sends or drops one is a hand of it. (Files that were out with the edition before
-- come along to a correction as its text does, and are nobody's. The demo county writes what was out
-- before there was a ledger.)
-- block
CREATE TRIGGER attachment_comes_first BEFORE INSERT ON attachment FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM edition e WHERE e.id = NEW.edition_id AND e.state <> 'draft'
              AND (e.published_at IS NULL OR USER() LIKE 'mingbai_office@%'
                   OR EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.edition_id = e.id AND l.what = 'edition'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only a draft gets a further file';
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
  IF NOT EXISTS (SELECT 1 FROM edition WHERE id = OLD.edition_id AND state = 'draft') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a file of what is no draft is kept';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM attachment_check WHERE attachment_id = OLD.id AND dropped_by IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who drops a file says so first';
  END IF;
END;
-- end
-- block
CREATE TRIGGER check_is_writing AFTER INSERT ON attachment_check FOR EACH ROW
BEGIN
  IF NEW.added_by IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM attachment a JOIN edition e ON e.id = a.edition_id
         JOIN edition o ON o.document_id = e.document_id AND o.state IN ('published', 'withdrawn')
         JOIN attachment b ON b.edition_id = o.id
        WHERE a.id = NEW.attachment_id AND b.digest = a.digest AND BINARY b.name = BINARY a.name) THEN
    UPDATE edition SET version = version + 1, written_by = NEW.added_by, updated_at = NEW.added_at
     WHERE id = (SELECT edition_id FROM attachment WHERE id = NEW.attachment_id) AND state = 'draft';
  END IF;
END;
-- end
-- block
CREATE TRIGGER check_is_final BEFORE UPDATE ON attachment_check FOR EACH ROW
BEGIN
  IF NOT (NEW.attachment_id = OLD.attachment_id AND NEW.state = OLD.state AND NEW.rules = OLD.rules
          AND NEW.added_by <=> OLD.added_by AND NEW.added_at = OLD.added_at)
     OR EXISTS (SELECT 1 FROM attachment a JOIN edition e ON e.id = a.edition_id
                 WHERE a.id = OLD.attachment_id
                   AND (e.published_at IS NOT NULL
                        OR (e.state <> 'draft' AND NOT (NEW.dropped_by <=> OLD.dropped_by)))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was found of a file does not change';
  END IF;
  -- Four eyes here too: who wrote some of it is no second reader.
  IF NOT (NEW.looked_by <=> OLD.looked_by)
     AND EXISTS (SELECT 1 FROM attachment a JOIN edition_hand h ON h.edition_id = a.edition_id
                  WHERE a.id = OLD.attachment_id AND h.account_id = NEW.looked_by) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who wrote some of an edition does not look at its files for it';
  END IF;
END;
-- end
-- block
CREATE TRIGGER drop_is_writing AFTER UPDATE ON attachment_check FOR EACH ROW
BEGIN
  IF NEW.dropped_by IS NOT NULL AND NOT (NEW.dropped_by <=> OLD.dropped_by) THEN
    UPDATE edition SET version = version + 1, written_by = NEW.dropped_by, updated_at = UTC_TIMESTAMP()
     WHERE id = (SELECT edition_id FROM attachment WHERE id = NEW.attachment_id) AND state = 'draft';
  END IF;
END;
-- end
-- block
CREATE TRIGGER finding_is_final BEFORE UPDATE ON attachment_finding FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a finding does not change';
END;
-- end
-- The gate itself: with a file that was not screened, or in which something was found, an edition does
-- not leave its desk; with one that nobody else has looked at, it does not go out.
-- block
CREATE TRIGGER edition_files_are_fine BEFORE UPDATE ON edition FOR EACH ROW FOLLOWS edition_is_final
BEGIN
  IF NEW.state <> OLD.state AND NEW.state IN ('submitted', 'approved', 'scheduled', 'published')
     AND EXISTS (SELECT 1 FROM attachment a LEFT JOIN attachment_check c ON c.attachment_id = a.id
                   LEFT JOIN edition_hand h ON h.edition_id = a.edition_id AND h.account_id = c.looked_by
                  WHERE a.edition_id = NEW.id
                    AND (c.state IS NULL OR c.state = 'hit'
                         OR (c.state = 'unchecked' AND NEW.state <> 'submitted'
                             AND (c.looked_by IS NULL OR h.account_id IS NOT NULL)))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an attachment stands in the way';
  END IF;
END;
-- end

-- What a withdrawn edition was is checked like any other (013 left its files out, and so a sheet of
-- one with attachments was taken for a forged one).
CREATE OR REPLACE SQL SECURITY DEFINER VIEW published_file AS
  SELECT a.edition_id, a.position, a.id, a.name, a.type, a.size, a.digest
    FROM attachment a JOIN edition e ON e.id = a.edition_id
   WHERE e.state IN ('published', 'corrected', 'withdrawn');

-- From draft to page, by two people. An edition goes draft, submitted, approved, scheduled, published;
-- it comes back as a draft with a reason. Whoever wrote or submitted it neither approves nor publishes
-- it, whatever account he has. model/publish/flow.h has the same rules as a table.

-- Whose words an edition holds: kept by the triggers below, so that nobody leaves himself out.
CREATE TABLE edition_hand (
  edition_id  BIGINT NOT NULL,
  account_id  BIGINT NOT NULL,
  PRIMARY KEY (edition_id, account_id)
);
INSERT INTO edition_hand (edition_id, account_id)
SELECT id, written_by FROM edition WHERE state = 'draft' AND written_by IS NOT NULL;

-- What belongs to an edition and is no part of what is published; and what the house has to do with it
-- by itself, at its hour. Whoever does that clears it in the same unit, so that it is done once. Each
-- edition has its row from the start: nobody waits for a gap between two of them.
CREATE TABLE edition_work (
  edition_id    BIGINT NOT NULL,
  form_key      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the page whose text was saved last',
  form_turn     BIGINT NOT NULL DEFAULT 0 COMMENT 'which of its texts: later ones have higher numbers; 0: no script',
  saved_by      BIGINT NULL,
  submitted_by  BIGINT NULL,
  submitted_at  DATETIME NULL,
  approved_by   BIGINT NULL,
  approved_at   DATETIME NULL,
  said          VARCHAR(400) NOT NULL DEFAULT '' COMMENT 'draft: why it was returned; approved: why it did not go out',
  said_by       BIGINT NULL COMMENT 'NULL: the house itself',
  said_at       DATETIME NULL,
  due_deed      VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'publish close expire',
  due_at        DATETIME NULL,
  PRIMARY KEY (edition_id),
  KEY work_due (due_at, edition_id)
);
INSERT INTO edition_work (edition_id, due_deed, due_at)
SELECT id, IF(state = 'published' AND kind = 'notice' AND closes_at > UTC_TIMESTAMP(), 'close',
              IF(state = 'published' AND kind = 'policy' AND effective_to + INTERVAL 16 HOUR > UTC_TIMESTAMP(), 'expire', NULL)),
       IF(state = 'published' AND kind = 'notice' AND closes_at > UTC_TIMESTAMP(), closes_at,
          IF(state = 'published' AND kind = 'policy' AND effective_to + INTERVAL 16 HOUR > UTC_TIMESTAMP(),
             effective_to + INTERVAL 16 HOUR, NULL))
  FROM edition;

-- One edition on its way a document, whatever stop it is at.
ALTER TABLE edition
  DROP KEY edition_one_draft,
  DROP COLUMN draft_of,
  MODIFY COLUMN state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'draft submitted approved scheduled published corrected withdrawn',
  ADD COLUMN draft_of BIGINT AS (CASE WHEN state IN ('draft', 'submitted', 'approved', 'scheduled') THEN document_id END) STORED AFTER withdrawn_reason,
  ADD UNIQUE KEY edition_one_draft (draft_of);

DROP TRIGGER edition_is_final;
-- block
CREATE TRIGGER edition_is_final BEFORE UPDATE ON edition FOR EACH ROW
BEGIN
  DECLARE who BIGINT;
  DECLARE is_out BOOLEAN DEFAULT OLD.state NOT IN ('draft', 'submitted', 'approved', 'scheduled');
  IF NOT (OLD.state = 'draft' AND NEW.state = 'draft') AND NOT (
       NEW.document_id <=> OLD.document_id AND NEW.number <=> OLD.number
       AND BINARY NEW.kind <=> BINARY OLD.kind AND BINARY NEW.region <=> BINARY OLD.region
       AND BINARY NEW.title <=> BINARY OLD.title AND BINARY NEW.body <=> BINARY OLD.body
       AND BINARY NEW.issuer <=> BINARY OLD.issuer
       AND BINARY NEW.document_number <=> BINARY OLD.document_number
       AND NEW.issued_on <=> OLD.issued_on AND NEW.effective_from <=> OLD.effective_from
       AND NEW.effective_to <=> OLD.effective_to
       AND BINARY NEW.level <=> BINARY OLD.level AND BINARY NEW.area <=> BINARY OLD.area
       AND BINARY NEW.card_who <=> BINARY OLD.card_who AND BINARY NEW.card_what <=> BINARY OLD.card_what
       AND BINARY NEW.card_how <=> BINARY OLD.card_how AND BINARY NEW.card_when <=> BINARY OLD.card_when
       AND BINARY NEW.card_bring <=> BINARY OLD.card_bring AND BINARY NEW.card_ask <=> BINARY OLD.card_ask
       AND BINARY NEW.type <=> BINARY OLD.type AND NEW.window_days <=> OLD.window_days
       AND BINARY NEW.change_note <=> BINARY OLD.change_note
       AND ((NEW.opens_at <=> OLD.opens_at AND NEW.closes_at <=> OLD.closes_at
             AND NEW.published_at <=> OLD.published_at AND NEW.published_by <=> OLD.published_by)
            OR (NOT is_out AND NEW.state = 'published'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published edition does not change';
  END IF;
  IF NEW.state <> OLD.state AND NOT (
       (OLD.state = 'draft' AND NEW.state IN ('submitted', 'approved', 'scheduled', 'published'))
       OR (OLD.state = 'submitted' AND NEW.state IN ('draft', 'approved', 'scheduled', 'published'))
       OR (OLD.state = 'approved' AND NEW.state IN ('draft', 'scheduled', 'published'))
       OR (OLD.state = 'scheduled' AND NEW.state IN ('draft', 'approved', 'published'))
       OR (OLD.state = 'published' AND NEW.state IN ('corrected', 'withdrawn'))
       OR (OLD.state = 'withdrawn' AND NEW.state = 'corrected')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an edition goes step by step';
  END IF;
  -- Four eyes: who approves, or publishes what nobody else has approved, wrote none of it.
  IF NEW.state <> OLD.state AND NEW.state IN ('approved', 'scheduled', 'published') THEN
    SET who = IF(NEW.state = 'published', NEW.published_by,
                 (SELECT w.approved_by FROM edition_work w WHERE w.edition_id = NEW.id));
    IF who IS NULL
       OR EXISTS (SELECT 1 FROM edition_hand h WHERE h.edition_id = NEW.id AND h.account_id = who)
       OR EXISTS (SELECT 1 FROM edition_work w WHERE w.edition_id = NEW.id AND w.submitted_by = who) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who wrote or submitted an edition does not publish it';
    END IF;
  END IF;
END;
-- end
-- What the office writes begins as a draft. (The demo county's past is written by the migrating account.)
-- block
CREATE TRIGGER edition_begins BEFORE INSERT ON edition FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NEW.state <> 'draft' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an edition begins as a draft';
  END IF;
END;
-- end

-- Who wrote it: the first draft, and each save. (A correction begins as a copy of what was published.)
-- And what is due once it is out: the end of a notice's window, the last day of a policy.
-- block
CREATE TRIGGER edition_made AFTER INSERT ON edition FOR EACH ROW
BEGIN
  DECLARE ends DATETIME DEFAULT NULL;
  IF NEW.state = 'published' THEN
    SET ends = IF(NEW.kind = 'notice', NEW.closes_at, NEW.effective_to + INTERVAL 16 HOUR);
    SET ends = IF(ends > UTC_TIMESTAMP(), ends, NULL);
  END IF;
  INSERT INTO edition_work (edition_id, due_deed, due_at)
  VALUES (NEW.id, IF(ends IS NULL, NULL, IF(NEW.kind = 'notice', 'close', 'expire')), ends);
  IF NEW.state = 'draft' AND NEW.number = 1 AND NEW.written_by IS NOT NULL THEN
    INSERT INTO edition_hand (edition_id, account_id) VALUES (NEW.id, NEW.written_by);
  END IF;
END;
-- end
-- block
CREATE TRIGGER edition_moved AFTER UPDATE ON edition FOR EACH ROW
BEGIN
  DECLARE ends DATETIME DEFAULT NULL;
  IF NEW.version <> OLD.version AND NEW.written_by IS NOT NULL THEN
    INSERT IGNORE INTO edition_hand (edition_id, account_id) VALUES (NEW.id, NEW.written_by);
  END IF;
  IF NEW.state <> OLD.state THEN
    IF NEW.state = 'published' THEN
      SET ends = IF(NEW.kind = 'notice', NEW.closes_at, NEW.effective_to + INTERVAL 16 HOUR);
      SET ends = IF(ends > UTC_TIMESTAMP(), ends, NULL);
    END IF;
    UPDATE edition_work SET due_at = ends,
           due_deed = IF(ends IS NULL, NULL, IF(NEW.kind = 'notice', 'close', 'expire'))
     WHERE edition_id = NEW.id;
  END IF;
END;
-- end

-- Whom a policy fits, as rows: an edition's conditions. They are part of what is written in it and
-- published with it; /find and the household's card are reckoned from them (model/publish/fit.h).

CREATE TABLE fit_condition (
  edition_id  BIGINT NOT NULL,
  position    INT NOT NULL COMMENT '1 to 12, in the order they were written',
  role        VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'all: each of these; any: one of these; none: not with this',
  fact        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what may be true of a household: fit.c has them',
  set_by      BIGINT NULL COMMENT 'NULL: came along from the edition before',
  dropped_by  BIGINT NULL COMMENT 'who is about to take it off the draft',
  PRIMARY KEY (edition_id, position),
  CONSTRAINT fit_edition FOREIGN KEY (edition_id) REFERENCES edition (id),
  CONSTRAINT fit_role CHECK (role IN ('all', 'any', 'none')),
  CONSTRAINT fit_position CHECK (position BETWEEN 1 AND 12)
);

CREATE SQL SECURITY DEFINER VIEW published_fit_condition AS
  SELECT c.edition_id, c.position, c.role, c.fact
    FROM fit_condition c JOIN edition e ON e.id = c.edition_id
   WHERE e.state IN ('published', 'corrected', 'withdrawn');

-- They come and go while it is a draft, and whoever sets or drops one is a hand of it. (The demo
-- county writes what was out before there was a ledger.)
-- block
CREATE TRIGGER fit_comes_first BEFORE INSERT ON fit_condition FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM edition e WHERE e.id = NEW.edition_id AND e.state <> 'draft'
              AND (e.published_at IS NULL OR USER() LIKE 'mingbai_office@%'
                   OR EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.edition_id = e.id AND l.what = 'edition'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only a draft gets a further condition';
  END IF;
  IF NEW.set_by IS NULL AND USER() LIKE 'mingbai_office@%' AND NOT EXISTS (
       SELECT 1 FROM edition e JOIN edition o ON o.live_of = e.document_id
         JOIN fit_condition c ON c.edition_id = o.id
        WHERE e.id = NEW.edition_id AND c.position = NEW.position AND c.role = NEW.role AND c.fact = NEW.fact) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who sets a condition says so';
  END IF;
END;
-- end
-- block
CREATE TRIGGER fit_is_writing AFTER INSERT ON fit_condition FOR EACH ROW
BEGIN
  IF NEW.set_by IS NOT NULL THEN
    INSERT IGNORE INTO edition_hand (edition_id, account_id) VALUES (NEW.edition_id, NEW.set_by);
  END IF;
END;
-- end
-- block
CREATE TRIGGER fit_is_final BEFORE UPDATE ON fit_condition FOR EACH ROW
BEGIN
  IF NOT (NEW.edition_id = OLD.edition_id AND NEW.position = OLD.position AND NEW.role = OLD.role
          AND NEW.fact = OLD.fact AND NEW.set_by <=> OLD.set_by AND NEW.dropped_by IS NOT NULL)
     OR NOT EXISTS (SELECT 1 FROM edition WHERE id = OLD.edition_id AND state = 'draft') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a condition does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER fit_drop_is_writing AFTER UPDATE ON fit_condition FOR EACH ROW
BEGIN
  INSERT IGNORE INTO edition_hand (edition_id, account_id) VALUES (NEW.edition_id, NEW.dropped_by);
END;
-- end
-- block
CREATE TRIGGER fit_is_kept BEFORE DELETE ON fit_condition FOR EACH ROW
BEGIN
  IF OLD.dropped_by IS NULL
     OR NOT EXISTS (SELECT 1 FROM edition WHERE id = OLD.edition_id AND state = 'draft') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a condition of what is no draft is kept, and who drops one says so first';
  END IF;
END;
-- end

-- What of its people a household's policies are reckoned from. (No number, no birthday: those are
-- sealed, and this account has no use for them.)
CREATE OR REPLACE SQL SECURITY DEFINER VIEW lookup_person AS
  SELECT id, name, name_key, id_index, schooling, health, labour, work FROM person;

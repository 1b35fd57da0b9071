-- The record nobody can alter, and the ledger of what was published.
--
-- Each audit row carries the hash of the one before it and its own (model/county/audit.h says of
-- what). audit_head is the last of the chain: whoever adds a row locks it, so that the chain never
-- forks. Rows from before this file have no hash; `mingbai migrate` chains them once.

ALTER TABLE audit
  ADD COLUMN was      VARCHAR(400) NULL COMMENT 'before the change; never a personal value',
  ADD COLUMN became   VARCHAR(400) NULL COMMENT 'after it',
  ADD COLUMN previous BINARY(32) NULL COMMENT 'hash of the row before; zeroes: the first',
  ADD COLUMN hash     BINARY(32) NULL,
  ADD KEY audit_login (login, id),
  ADD KEY audit_action (action, id),
  ADD KEY audit_time (at, id);

CREATE TABLE audit_head (
  one   TINYINT NOT NULL COMMENT 'always 1',
  id    BIGINT NOT NULL COMMENT 'of the last row in the chain; 0: none',
  hash  BINARY(32) NOT NULL,
  PRIMARY KEY (one)
);
INSERT INTO audit_head (one, id, hash) VALUES (1, 0, REPEAT(X'00', 32));

DROP TRIGGER audit_is_final;
-- block
CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit FOR EACH ROW
BEGIN
  IF NOT (OLD.hash IS NULL AND OLD.previous IS NULL AND NEW.id = OLD.id AND NEW.at = OLD.at
          AND NEW.account_id <=> OLD.account_id AND NEW.login = OLD.login AND NEW.role = OLD.role
          AND NEW.region = OLD.region AND NEW.action = OLD.action
          AND NEW.object_kind = OLD.object_kind AND NEW.object_id <=> OLD.object_id
          AND BINARY NEW.detail = BINARY OLD.detail AND NEW.request_id = OLD.request_id
          AND NEW.was IS NULL AND NEW.became IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an audit row does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit FOR EACH ROW
BEGIN
  DECLARE last_id BIGINT;
  DECLARE last_hash BINARY(32);
  SELECT id, hash INTO last_id, last_hash FROM audit_head WHERE one = 1 FOR UPDATE;
  IF NEW.hash IS NULL OR NOT (NEW.id <=> last_id + 1 AND NEW.previous <=> last_hash) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an audit row follows the one before';
  END IF;
END;
-- end
-- block
CREATE TRIGGER audit_moves_head AFTER INSERT ON audit FOR EACH ROW
BEGIN
  UPDATE audit_head SET id = NEW.id, hash = NEW.hash WHERE one = 1;
END;
-- end
-- block
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW
BEGIN
  IF NEW.one <> 1 OR NEW.id <= OLD.id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the record only grows';
  END IF;
END;
-- end
-- block
CREATE TRIGGER audit_head_is_kept BEFORE DELETE ON audit_head FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the record is kept';
END;
-- end

-- The ledger: a Merkle tree (RFC 9162) over everything that was published, in the order it was.
-- What a leaf is the hash of: model/publish/ledger_text.h.
CREATE TABLE ledger_tree (
  one   TINYINT NOT NULL COMMENT 'always 1',
  size  BIGINT NOT NULL COMMENT 'leaves there are; whoever adds one locks this row',
  PRIMARY KEY (one)
);
INSERT INTO ledger_tree (one, size) VALUES (1, 0);

CREATE TABLE ledger_leaf (
  position     BIGINT NOT NULL COMMENT 'from 0, without gaps',
  hash         BINARY(32) NOT NULL,
  what         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'edition withdrawal succession',
  edition_id   BIGINT NOT NULL,
  document_id  BIGINT NOT NULL,
  kind         VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'policy notice',
  number       INT NOT NULL COMMENT 'of the edition',
  salt         BINARY(16) NOT NULL COMMENT 'of inside; not shown, so that inside tells nothing',
  inside       BINARY(32) NOT NULL COMMENT 'digest of what only the office may read: who wrote, who published',
  PRIMARY KEY (position),
  UNIQUE KEY ledger_leaf_hash (hash),
  KEY ledger_leaf_edition (edition_id, what),
  KEY ledger_leaf_document (document_id, position)
);

-- Subtrees that are complete, for proofs in a few steps. Level 0 are the leaves themselves.
CREATE TABLE ledger_node (
  level     TINYINT NOT NULL COMMENT 'from 1',
  position  BIGINT NOT NULL COMMENT 'covers the leaves position * 2^level and on',
  hash      BINARY(32) NOT NULL,
  PRIMARY KEY (level, position)
);

-- Signed tree heads: one at each publishing, and one a day.
CREATE TABLE ledger_head (
  id          BIGINT NOT NULL AUTO_INCREMENT,
  size        BIGINT NOT NULL,
  root        BINARY(32) NOT NULL,
  signed_at   DATETIME NOT NULL,
  public_key  BINARY(32) NOT NULL COMMENT 'Ed25519',
  signature   BINARY(64) NOT NULL,
  PRIMARY KEY (id)
);

-- block
CREATE TRIGGER ledger_leaf_follows BEFORE INSERT ON ledger_leaf FOR EACH ROW
BEGIN
  DECLARE leaves BIGINT;
  SELECT size INTO leaves FROM ledger_tree WHERE one = 1 FOR UPDATE;
  IF NEW.position <> leaves THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a leaf follows the one before';
  END IF;
END;
-- end
-- block
CREATE TRIGGER ledger_leaf_counts AFTER INSERT ON ledger_leaf FOR EACH ROW
BEGIN
  UPDATE ledger_tree SET size = NEW.position + 1 WHERE one = 1;
END;
-- end
-- block
CREATE TRIGGER ledger_tree_grows BEFORE UPDATE ON ledger_tree FOR EACH ROW
BEGIN
  IF NEW.one <> 1 OR NEW.size <> OLD.size + 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the ledger only grows';
  END IF;
END;
-- end
-- block
CREATE TRIGGER ledger_tree_is_kept BEFORE DELETE ON ledger_tree FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the ledger is kept';
END;
-- end
-- block
CREATE TRIGGER ledger_leaf_is_final BEFORE UPDATE ON ledger_leaf FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a leaf does not change';
END;
-- end
-- block
CREATE TRIGGER ledger_leaf_is_kept BEFORE DELETE ON ledger_leaf FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a leaf is kept';
END;
-- end
-- block
CREATE TRIGGER ledger_node_is_final BEFORE UPDATE ON ledger_node FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a node does not change';
END;
-- end
-- block
CREATE TRIGGER ledger_node_is_kept BEFORE DELETE ON ledger_node FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a node is kept';
END;
-- end
-- block
CREATE TRIGGER ledger_head_is_final BEFORE UPDATE ON ledger_head FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a tree head does not change';
END;
-- end
-- block
CREATE TRIGGER ledger_head_is_kept BEFORE DELETE ON ledger_head FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a tree head is kept';
END;
-- end

-- For the public pool: the leaves without their salt, and the files of editions that were replaced
-- (names and digests; delivered are only those of a live edition).
CREATE SQL SECURITY DEFINER VIEW published_leaf AS
  SELECT position, hash, what, edition_id, document_id, kind, number, inside FROM ledger_leaf;

CREATE SQL SECURITY DEFINER VIEW published_file AS
  SELECT a.edition_id, a.position, a.id, a.name, a.type, a.size, a.digest
    FROM attachment a JOIN edition e ON e.id = a.edition_id
   WHERE e.state IN ('published', 'corrected');

-- The query under attack: answers to a proof that have been used. And keys that change while the
-- portal runs: which key a row's index was made under.

CREATE TABLE proof_spent (
  digest      BINARY(32) NOT NULL COMMENT 'SHA-256 of the token',
  expires_at  DATETIME NOT NULL COMMENT 'afterwards the token is worth nothing anyway',
  PRIMARY KEY (digest),
  KEY proof_age (expires_at)
);

-- `mingbai keys reseal` brings both to the current key. A person's number can be read again; a query
-- code cannot, so its digest is digested once more under the new key.
ALTER TABLE person
  ADD COLUMN index_key TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the key of id_index; 0: not noted';

ALTER TABLE household
  ADD COLUMN query_chain VARBINARY(16) NULL COMMENT 'the keys of query_index, innermost first; NULL: one key, not noted';

UPDATE household SET query_chain = X'01' WHERE query_index IS NOT NULL;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW lookup_household AS
  SELECT id, code, region, team, query_index, query_chain FROM household;

-- The step before a query that looks like guessing: tokens that have been used.

-- statement proof_spend(digest bytes, expires_at moment)
-- for lookup
-- A duplicate key: it was used before.
INSERT INTO proof_spent (digest, expires_at) VALUES (:digest, :expires_at);

-- statement proof_sweep(now moment)
-- for lookup
DELETE FROM proof_spent WHERE expires_at < :now ORDER BY expires_at LIMIT 200;

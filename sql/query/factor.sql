-- The second factor of accounts: its secret, and the codes for when the phone is lost.

-- statement factor_find(account_id int) -> one (secret_sealed bytes, last_step int)
-- for office
SELECT secret_sealed, last_step FROM account_factor WHERE account_id = :account_id;

-- statement factor_put(account_id int, secret_sealed bytes, last_step int, now moment)
-- for office
INSERT INTO account_factor (account_id, secret_sealed, last_step, since)
VALUES (:account_id, :secret_sealed, :last_step, :now)
  ON DUPLICATE KEY UPDATE secret_sealed = :secret_sealed, last_step = :last_step, since = :now;

-- statement factor_step(step int, account_id int)
-- for office
-- A time step is used once, also by two at the same moment.
UPDATE account_factor SET last_step = :step WHERE account_id = :account_id AND last_step < :step;

-- statement factor_drop(account_id int)
-- for office admin
DELETE FROM account_factor WHERE account_id = :account_id;

-- statement recovery_add(account_id int, digest bytes)
-- for office
INSERT INTO recovery_code (account_id, digest) VALUES (:account_id, :digest);

-- statement recovery_use(now moment, account_id int, digest bytes)
-- for office
UPDATE recovery_code SET used_at = :now WHERE account_id = :account_id AND digest = :digest AND used_at IS NULL;

-- statement recovery_left(account_id int) -> one (count int)
-- for office
SELECT COUNT(*) FROM recovery_code WHERE account_id = :account_id AND used_at IS NULL;

-- statement recovery_drop(account_id int)
-- for office admin
DELETE FROM recovery_code WHERE account_id = :account_id;

-- row reseal_factor_row: id int, secret_sealed bytes

-- statement reseal_factors(after int) -> many reseal_factor_row
-- for admin
SELECT account_id, secret_sealed FROM account_factor WHERE account_id > :after ORDER BY account_id LIMIT 200;

-- statement reseal_factor(secret_sealed bytes, id int, old_secret bytes)
-- for admin
UPDATE account_factor SET secret_sealed = :secret_sealed WHERE account_id = :id AND secret_sealed = :old_secret;

-- statement reseal_factors_under(key int) -> one (count int)
-- for admin
SELECT COUNT(*) FROM account_factor WHERE ORD(secret_sealed) = :key;

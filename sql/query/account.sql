-- Accounts of the office.

-- row account: id int, login text, name text, role text, region text, password text, disabled bool, one_time_until moment

-- statement account_by_login(login text) -> one account
-- for office admin
SELECT id, login, name, role, region, password, disabled, one_time_until FROM account WHERE login = :login;

-- statement account_lock(id int) -> one account
-- for office admin
-- To be changed: nobody else changes it meanwhile.
SELECT id, login, name, role, region, password, disabled, one_time_until FROM account WHERE id = :id FOR UPDATE;

-- statement account_admins(region text) -> many (id int)
-- for office admin
-- The administrators of a place who can sign in; they stay so until the unit ends.
SELECT id FROM account WHERE region = :region AND role = 'admin' AND disabled = 0 FOR UPDATE;

-- statement account_add(login text, name text, role text, region text, password text, one_time_until moment, now moment)
-- for office admin
INSERT INTO account (login, name, role, region, password, one_time_until, created_at)
VALUES (:login, :name, :role, :region, :password, :one_time_until, :now);

-- statement account_put(name text, role text, region text, id int)
-- for office
UPDATE account SET name = :name, role = :role, region = :region WHERE id = :id;

-- statement account_password(password text, one_time_until moment, id int)
-- for office admin
UPDATE account SET password = :password, one_time_until = :one_time_until WHERE id = :id;

-- statement account_disable(disabled bool, id int)
-- for office admin
UPDATE account SET disabled = :disabled WHERE id = :id;

-- row account_item: id int, login text, name text, role text, region text, place text, disabled bool,
--   one_time_until moment, factor_since moment

-- statement account_list(scope text, after text, most int) -> many account_item
-- for office
-- The accounts of a place and below it, by login.
SELECT a.id, a.login, a.name, a.role, a.region, r.name, a.disabled, a.one_time_until, f.since
  FROM account a JOIN region r ON r.code = a.region LEFT JOIN account_factor f ON f.account_id = a.id
 WHERE a.login > :after AND a.region LIKE CONCAT(:scope, '%') ORDER BY a.login LIMIT :most;

-- statement account_item(id int) -> one account_item
-- for office
SELECT a.id, a.login, a.name, a.role, a.region, r.name, a.disabled, a.one_time_until, f.since
  FROM account a JOIN region r ON r.code = a.region LEFT JOIN account_factor f ON f.account_id = a.id
 WHERE a.id = :id;

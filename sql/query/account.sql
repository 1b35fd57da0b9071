-- Accounts of the office and their sessions.

-- row account: id int, login text, name text, role text, region text, password text, disabled bool

-- statement account_by_login(login text) -> one account
-- for office admin
SELECT id, login, name, role, region, password, disabled FROM account WHERE login = :login;

-- statement account_add(login text, name text, role text, region text, password text, now moment)
-- for admin
INSERT INTO account (login, name, role, region, password, created_at)
VALUES (:login, :name, :role, :region, :password, :now);

-- statement account_password(password text, login text)
-- for admin
UPDATE account SET password = :password, disabled = 0 WHERE login = :login;

-- statement account_disable(login text)
-- for admin
UPDATE account SET disabled = 1 WHERE login = :login;

-- row session: account_id int, login text, name text, role text, region text, form_token text, seen_at moment

-- statement session_add(digest bytes, account_id int, form_token text, now moment)
-- for office
INSERT INTO session (digest, account_id, form_token, created_at, seen_at)
VALUES (:digest, :account_id, :form_token, :now, :now);

-- statement session_find(digest bytes, seen_after moment, made_after moment) -> one session
-- for office
SELECT s.account_id, a.login, a.name, a.role, a.region, s.form_token, s.seen_at
  FROM session s JOIN account a ON a.id = s.account_id
 WHERE s.digest = :digest AND s.seen_at > :seen_after AND s.created_at > :made_after
   AND a.disabled = 0;

-- statement session_seen(now moment, digest bytes)
-- for office
UPDATE session SET seen_at = :now WHERE digest = :digest;

-- statement session_end(digest bytes)
-- for office
DELETE FROM session WHERE digest = :digest;

-- statement session_end_all(login text)
-- for admin
DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE login = :login);

-- statement session_sweep(seen_before moment, made_before moment)
-- for office
-- Sessions past their time; both indexes are short, as a county has some hundreds of sessions.
DELETE FROM session WHERE seen_at <= :seen_before OR created_at <= :made_before;

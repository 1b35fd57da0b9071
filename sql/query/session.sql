-- Sessions of the office.

-- row session: account_id int, login text, name text, role text, region text, form_token text, seen_at moment,
--   proved bool, one_time bool, has_factor bool, strict bool

-- statement session_find(digest bytes, seen_after moment, made_after moment, begun_after moment) -> one session
-- for office
-- One that still waits for the second factor does not wait for long. strict: the county wants a
-- second factor of the roles that need one; only the word optional says otherwise.
SELECT s.account_id, a.login, a.name, a.role, a.region, s.form_token, s.seen_at, s.proved,
       a.one_time_until IS NOT NULL, f.account_id IS NOT NULL,
       COALESCE((SELECT value FROM setting WHERE name = 'second_factor'), '') COLLATE utf8mb4_bin <> 'optional'
  FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN account_factor f ON f.account_id = a.id
 WHERE s.digest = :digest AND s.seen_at > :seen_after AND s.created_at > :made_after AND a.disabled = 0
   AND (s.proved = 1 OR f.account_id IS NULL OR s.created_at > :begun_after);

-- statement session_add(digest bytes, account_id int, form_token text, proved bool, device text, network text, now moment)
-- for office
INSERT INTO session (digest, account_id, form_token, proved, device, network, created_at, seen_at)
VALUES (:digest, :account_id, :form_token, :proved, :device, :network, :now, :now);

-- statement session_seen(now moment, digest bytes)
-- for office
UPDATE session SET seen_at = :now WHERE digest = :digest;

-- row session_item: digest bytes, device text, network text, created_at moment, seen_at moment, proved bool

-- statement session_of(account_id int, seen_after moment, made_after moment) -> many session_item
-- for office
SELECT digest, device, network, created_at, seen_at, proved FROM session
 WHERE account_id = :account_id AND seen_at > :seen_after AND created_at > :made_after
 ORDER BY seen_at DESC LIMIT 50;

-- statement session_end(digest bytes)
-- for office
DELETE FROM session WHERE digest = :digest;

-- statement session_end_own(digest bytes, account_id int)
-- for office
DELETE FROM session WHERE digest = :digest AND account_id = :account_id;

-- statement session_end_others(account_id int, digest bytes)
-- for office
DELETE FROM session WHERE account_id = :account_id AND digest <> :digest;

-- statement session_end_all(account_id int)
-- for office admin
DELETE FROM session WHERE account_id = :account_id;

-- statement session_sweep(seen_before moment, made_before moment)
-- for office
-- Sessions past their time; both indexes are short, as a county has some hundreds of sessions.
DELETE FROM session WHERE seen_at <= :seen_before OR created_at <= :made_before;

-- Editions on their way: what a save was made from, who submitted and approved, what is due.

-- row work_latest: version int, state text, form_key text, form_turn int, saved_by int

-- statement work_latest(edition_id int) -> one work_latest
-- for office
-- As it is now, not as it was when the unit began: another may have saved first.
SELECT e.version, e.state, w.form_key, w.form_turn, w.saved_by
  FROM edition e JOIN edition_work w ON w.edition_id = e.id
 WHERE e.id = :edition_id FOR UPDATE;

-- statement work_saved(edition_id int, form_key text, form_turn int, saved_by int)
-- for office
UPDATE edition_work SET form_key = :form_key, form_turn = :form_turn, saved_by = :saved_by
 WHERE edition_id = :edition_id;

-- statement work_submitted(edition_id int, account_id int, now moment)
-- for office
UPDATE edition_work SET submitted_by = :account_id, submitted_at = :now, approved_by = NULL,
       approved_at = NULL, said = '', said_by = NULL, said_at = NULL
 WHERE edition_id = :edition_id;

-- statement work_back(edition_id int, said text, account_id int, now moment)
-- for office
-- A draft again.
UPDATE edition_work SET submitted_by = NULL, submitted_at = NULL, approved_by = NULL, approved_at = NULL,
       said = :said, said_by = :account_id, said_at = :now
 WHERE edition_id = :edition_id;

-- statement work_approved(edition_id int, account_id int, now moment)
-- for office
UPDATE edition_work SET approved_by = :account_id, approved_at = :now, said = '', said_by = NULL,
       said_at = NULL
 WHERE edition_id = :edition_id;

-- statement work_held(edition_id int, said text, now moment)
-- for jobs
-- It could not go out at its hour.
UPDATE edition_work SET said = :said, said_by = NULL, said_at = :now WHERE edition_id = :edition_id;

-- statement work_move(id int, version int, was text, state text, now moment)
-- for office jobs
-- To its next stop, if it still is where it was seen.
UPDATE edition SET state = :state, updated_at = :now
 WHERE id = :id AND version = :version AND state = :was;

-- statement work_schedule(edition_id int, due_at moment)
-- for office
UPDATE edition_work SET due_deed = 'publish', due_at = :due_at WHERE edition_id = :edition_id;

-- statement due_next(now moment) -> one (edition_id int, document_id int, deed text, region text, title text)
-- for jobs
SELECT w.edition_id, e.document_id, w.due_deed, e.region, e.title
  FROM edition_work w JOIN edition e ON e.id = w.edition_id
 WHERE w.due_at <= :now
 ORDER BY w.due_at, w.edition_id LIMIT 1;

-- statement due_done(edition_id int, deed text)
-- for jobs
UPDATE edition_work SET due_deed = NULL, due_at = NULL WHERE edition_id = :edition_id AND due_deed = :deed;

-- statement account_by_id(id int) -> one account
-- for jobs
SELECT id, login, name, role, region, password, disabled, one_time_until FROM account WHERE id = :id;

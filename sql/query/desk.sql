-- The desk: what waits for one officer. Each statement reads an index over what is still open, never
-- what has been done, and no more rows than are asked for.

-- row desk_work: document_id int, kind text, type text, place text, title text, writer text,
--   updated_at moment, submitter text, submitted_at moment, said text, due_at moment

-- statement desk_waiting(scope text, state text, account_id int, own int, most int) -> many desk_work
-- for office
-- Editions at one stop, the one that waits longest first; own: this account wrote some of it or
-- submitted it (1), or did not (0).
SELECT e.document_id, e.kind, e.type, r.name, e.title, a.name, e.updated_at, s.name, w.submitted_at,
       w.said, IF(w.due_deed = 'publish', w.due_at, NULL)
  FROM edition e JOIN region r ON r.code = e.region JOIN edition_work w ON w.edition_id = e.id
       LEFT JOIN account a ON a.id = e.written_by LEFT JOIN account s ON s.id = w.submitted_by
 WHERE e.open_in LIKE CONCAT(:scope, '%') AND e.state = :state
   AND (:own IS NULL OR :own = (COALESCE(w.submitted_by = :account_id, FALSE)
        OR EXISTS (SELECT 1 FROM edition_hand h WHERE h.edition_id = e.id AND h.account_id = :account_id)))
 ORDER BY e.updated_at, e.id LIMIT :most;

-- statement desk_drafts(scope text, account_id int, returned bool, most int) -> many desk_work
-- for office
-- Drafts this account has written in, the last touched first; returned: with a reason, or without.
SELECT e.document_id, e.kind, e.type, r.name, e.title, a.name, e.updated_at, s.name, w.said_at,
       w.said, NULL
  FROM edition e STRAIGHT_JOIN edition_hand h ON h.edition_id = e.id AND h.account_id = :account_id
       JOIN region r ON r.code = e.region JOIN edition_work w ON w.edition_id = e.id
       LEFT JOIN account a ON a.id = e.written_by LEFT JOIN account s ON s.id = w.said_by
 WHERE e.open_in LIKE CONCAT(:scope, '%') AND e.state = 'draft' AND (w.said <> '') = :returned
 ORDER BY e.updated_at DESC, e.id DESC LIMIT :most;

-- statement desk_imports(scope text, beyond text, login text, most int) -> many (id int, place text,
--   file text, maker text, made_at moment, households int)
-- for office
-- Register files that wait for a second person, who is not this one.
SELECT b.id, r.name, b.file, COALESCE(m.name, b.made_by), b.made_at, b.households
  FROM intake_batch b JOIN region r ON r.code = b.region LEFT JOIN account m ON m.login = b.made_by
 WHERE b.state = 'checked' AND b.region >= :scope AND b.region < :beyond AND b.made_by <> :login
 ORDER BY b.id LIMIT :most;

-- statement desk_requests(scope text, account_id int, most int) -> many (id int, code text, place text,
--   team text, about text, state text, asked_at moment, checked_at moment, checker text)
-- for office
-- Requests that wait for this account: to be checked, or checked by another and to be closed.
SELECT c.id, h.code, v.name, h.team, c.about, c.state, c.asked_at, c.checked_at, k.name
  FROM change_request c JOIN household h ON h.id = c.household_id JOIN region v ON v.code = c.region
       LEFT JOIN account k ON k.id = c.checked_by
 WHERE c.open_in LIKE CONCAT(:scope, '%') AND (c.checked_by IS NULL OR c.checked_by <> :account_id)
 ORDER BY c.id LIMIT :most;

-- statement desk_accounts(scope text, most int) -> many account_item
-- for office
-- Who has not signed in yet, or has no second factor; by login.
SELECT a.id, a.login, a.name, a.role, a.region, r.name, a.disabled, a.one_time_until, f.since
  FROM account a JOIN region r ON r.code = a.region LEFT JOIN account_factor f ON f.account_id = a.id
 WHERE a.region LIKE CONCAT(:scope, '%') AND a.disabled = 0
   AND (a.one_time_until IS NOT NULL OR f.since IS NULL)
 ORDER BY a.one_time_until IS NULL, a.login LIMIT :most;

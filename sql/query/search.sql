-- The search of the office: everything by what stands on it, within the actor's region (:scope). What
-- lies elsewhere is not found, as if it were not there. (Households: record_search.)

-- statement search_editions(scope text, words text, most int) -> many desk_item
-- for office
-- By a part of the title or of the document number. The index holds both, no text is read.
SELECT e.document_id, e.kind, e.region, r.name, e.state, e.title, e.type, a.name, e.updated_at,
       e.opens_at, e.closes_at, '', NULL
  FROM (SELECT x.id FROM edition x FORCE INDEX (edition_title)
         WHERE x.region LIKE CONCAT(:scope, '%') AND x.state <> 'corrected'
           AND (x.title LIKE CONCAT('%', :words, '%') OR x.document_number LIKE CONCAT('%', :words, '%'))
         LIMIT :most) f
       JOIN edition e ON e.id = f.id JOIN region r ON r.code = e.region
       LEFT JOIN account a ON a.id = e.written_by
 ORDER BY e.updated_at DESC, e.document_id DESC;

-- row search_file: document_id int, name text, title text, place text, state text

-- statement search_files(scope text, words text, most int) -> many search_file
-- for office
-- Attachments by a part of their name; the latest first.
SELECT e.document_id, a.name, e.title, r.name, e.state
  FROM edition e FORCE INDEX (edition_title)
       STRAIGHT_JOIN attachment a FORCE INDEX (attachment_place) ON a.edition_id = e.id
       JOIN region r ON r.code = e.region
 WHERE e.region LIKE CONCAT(:scope, '%') AND e.state <> 'corrected'
   AND a.name LIKE CONCAT('%', :words, '%')
 ORDER BY a.id DESC LIMIT :most;

-- row search_helper: id int, name text, unit text

-- statement search_helpers(scope text, words text, most int) -> many search_helper
-- for office
-- Who helps a household of the region now, by the beginning of the name.
SELECT r.id, r.name, r.unit
  FROM helper r
 WHERE r.name LIKE CONCAT(:words, '%')
   AND EXISTS (SELECT 1 FROM assignment a JOIN household h ON h.id = a.household_id
                WHERE a.helper_id = r.id AND a.to_on IS NULL AND h.region LIKE CONCAT(:scope, '%'))
 ORDER BY r.name, r.id LIMIT :most;

-- statement search_ticket(number text, scope text) -> many answer_item
-- for office
SELECT t.id, t.number, t.kind, t.region, r.name, p.name, e.title, t.entry, t.guarded, t.asked_at, t.due_on,
       t.visited_at, t.decided_at, t.outcome, t.assigned_to, a.name, t.consent, t.shown, t.more_at
  FROM ticket t JOIN region r ON r.code = t.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
       LEFT JOIN edition e ON e.id = t.edition_id
       LEFT JOIN account a ON a.id = t.assigned_to
 WHERE t.number = :number AND t.region LIKE CONCAT(:scope, '%');

-- statement search_efforts(scope text, words text, most int) -> many effort_desk_item
-- for office
-- Projects, jobs, donations, by a part of the title; the latest touched first.
SELECT d.effort_id, d.kind, d.region, r.name, d.state, d.title, a.name, d.updated_at, e.waiting
  FROM effort_edition d FORCE INDEX (effort_edition_desk) JOIN effort e ON e.id = d.effort_id
       JOIN region r ON r.code = d.region LEFT JOIN account a ON a.id = d.written_by
 WHERE d.region LIKE CONCAT(:scope, '%') AND d.state IN ('draft', 'published', 'withdrawn')
   AND d.title LIKE CONCAT('%', :words, '%')
 ORDER BY d.updated_at DESC, d.effort_id DESC LIMIT :most;

-- row search_import: id int, place text, file text, state text, maker text, made_at moment

-- statement search_imports(scope text, beyond text, words text, number int, most int) -> many search_import
-- for office
-- By a part of the file's name, or by number; the latest first.
SELECT b.id, r.name, b.file, b.state, COALESCE(m.name, b.made_by), b.made_at
  FROM intake_batch b JOIN region r ON r.code = b.region LEFT JOIN account m ON m.login = b.made_by
 WHERE b.region >= :scope AND b.region < :beyond
   AND (b.id = :number OR b.file LIKE CONCAT('%', :words, '%'))
 ORDER BY b.id DESC LIMIT :most;

-- statement search_accounts(scope text, words text, most int) -> many account_item
-- for office
-- By a part of the name, or the beginning of the login.
SELECT a.id, a.login, a.name, a.role, a.region, r.name, a.disabled, a.one_time_until, f.since
  FROM account a JOIN region r ON r.code = a.region LEFT JOIN account_factor f ON f.account_id = a.id
 WHERE a.region LIKE CONCAT(:scope, '%')
   AND (a.name LIKE CONCAT('%', :words, '%') OR a.login LIKE CONCAT(:words, '%'))
 ORDER BY a.login LIMIT :most;

-- Tickets in the office: those of the actor's region (:scope), who handles them, what was found and
-- decided, what the public may see.

-- row answer_item: id int, number text, kind text, region text, place text, above text, title text,
--   entry int, guarded bool, asked_at moment, due_on day, visited_at moment, decided_at moment,
--   outcome text, assigned_to int, assigned text, consent bool, shown bool, more_at moment

-- statement answer_open(scope text, kind text, assigned_to int, after_on day, after_id int, most int) -> many answer_item
-- for office
-- Those that wait, the one that is due first, first; after a day and an id.
SELECT t.id, t.number, t.kind, t.region, r.name, p.name, e.title, t.entry, t.guarded, t.asked_at, t.due_on,
       t.visited_at, t.decided_at, t.outcome, t.assigned_to, a.name, t.consent, t.shown,
       t.more_at
  FROM ticket t JOIN region r ON r.code = t.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
       LEFT JOIN edition e ON e.id = t.edition_id
       LEFT JOIN account a ON a.id = t.assigned_to
 WHERE t.open_in LIKE CONCAT(:scope, '%')
   AND (:kind IS NULL OR t.kind = :kind)
   AND (:assigned_to IS NULL OR t.assigned_to = :assigned_to)
   AND (:after_on IS NULL OR t.due_on > :after_on OR (t.due_on = :after_on AND t.id > :after_id))
 ORDER BY t.due_on, t.id LIMIT :most;

-- statement answer_closed(scope text, kind text, before_at moment, before_id int, most int) -> many answer_item
-- for office
-- Those decided, the last one first.
SELECT t.id, t.number, t.kind, t.region, r.name, p.name, e.title, t.entry, t.guarded, t.asked_at, t.due_on,
       t.visited_at, t.decided_at, t.outcome, t.assigned_to, a.name, t.consent, t.shown,
       t.more_at
  FROM ticket t JOIN region r ON r.code = t.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
       LEFT JOIN edition e ON e.id = t.edition_id
       LEFT JOIN account a ON a.id = t.assigned_to
 WHERE t.region LIKE CONCAT(:scope, '%')
   AND (:kind IS NULL OR t.kind = :kind)
   AND t.decided_at <= :before_at AND (t.decided_at < :before_at OR t.id < :before_id)
 ORDER BY t.decided_at DESC, t.id DESC LIMIT :most;

-- row answer_ticket: id int, number text, form bytes, kind text, region text, place text, above text,
--   area text, document_id int, edition_id int, title text, closes_at moment, entry int, hold_id int,
--   guarded bool, consent bool, text_sealed bytes, who_sealed bytes, asked_at moment, visit_by day,
--   decide_by day, due_on day, more_sealed bytes, more_at moment, assigned_to int, assigned text,
--   visited_at moment, visited_by text, found_sealed bytes, decided_at moment, decided_by text,
--   outcome text, told_sealed bytes, question text, answer text, worded_by int, worded text,
--   published_at moment, shown bool, file_kind text, file_size int, file_name bytes

-- statement answer_find(id int, scope text) -> one answer_ticket
-- for office
SELECT t.id, t.number, t.form, t.kind, t.region, r.name, p.name, t.area, t.document_id, t.edition_id,
       e.title, e.closes_at, t.entry, t.hold_id, t.guarded, t.consent, t.text_sealed, t.who_sealed, t.asked_at,
       t.visit_by, t.decide_by, t.due_on, t.more_sealed, t.more_at, t.assigned_to, a.name,
       t.visited_at, v.name, t.found_sealed, t.decided_at, d.name, t.outcome, t.told_sealed,
       t.question, t.answer, t.worded_by, w.name, t.published_at, t.shown, f.kind, f.size, f.name_sealed
  FROM ticket t JOIN region r ON r.code = t.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
       LEFT JOIN edition e ON e.id = t.edition_id
       LEFT JOIN account a ON a.id = t.assigned_to
       LEFT JOIN account v ON v.id = t.visited_by
       LEFT JOIN account d ON d.id = t.decided_by
       LEFT JOIN account w ON w.id = t.worded_by
       LEFT JOIN ticket_file f ON f.ticket_id = t.id
 WHERE t.id = :id AND t.region LIKE CONCAT(:scope, '%');

-- statement answer_hold(id int) -> one (id int)
-- for office
-- One after another for whoever does something to the same ticket.
SELECT id FROM ticket WHERE id = :id FOR UPDATE;

-- statement answer_anywhere(id int) -> one (id int)
-- for office
-- For the log alone: there is such a ticket, but not here.
SELECT id FROM ticket WHERE id = :id;

-- row answer_colleague: id int, name text, role text, region text, place text

-- statement answer_colleagues(region text) -> many answer_colleague
-- for office
-- Whose place covers it.
SELECT a.id, a.name, a.role, a.region, r.name
  FROM account a JOIN region r ON r.code = a.region
 WHERE a.disabled = 0 AND :region LIKE CONCAT(a.region, '%') ORDER BY a.region DESC, a.id LIMIT 200;

-- statement answer_assign(account_id int, id int)
-- for office
UPDATE ticket SET assigned_to = :account_id WHERE id = :id AND decided_at IS NULL;

-- statement answer_visit(account_id int, now moment, found_sealed bytes, id int)
-- for office
UPDATE ticket SET visited_at = :now, visited_by = :account_id, found_sealed = :found_sealed
 WHERE id = :id AND visited_at IS NULL AND decided_at IS NULL;

-- statement answer_decide(account_id int, now moment, outcome text, told_sealed bytes, id int)
-- for office
UPDATE ticket SET decided_at = :now, decided_by = :account_id, outcome = :outcome, told_sealed = :told_sealed
 WHERE id = :id AND decided_at IS NULL;

-- statement answer_word(question text, answer text, area text, account_id int, id int)
-- for office
UPDATE ticket SET question = :question, answer = :answer, area = :area, worded_by = :account_id
 WHERE id = :id AND decided_at IS NOT NULL AND published_at IS NULL AND consent = 1;

-- statement answer_publish(account_id int, now moment, id int)
-- for office
-- Never by whoever worded it.
UPDATE ticket SET published_at = :now, published_by = :account_id, shown = 1
 WHERE id = :id AND published_at IS NULL AND consent = 1 AND answer IS NOT NULL AND worded_by <> :account_id;

-- statement answer_show(shown bool, id int)
-- for office
UPDATE ticket SET shown = :shown WHERE id = :id AND published_at IS NOT NULL;

-- row answer_file: digest bytes, kind text, size int, name_sealed bytes, sealed bytes

-- statement answer_file(ticket_id int) -> one answer_file
-- for office
SELECT digest, kind, size, name_sealed, sealed FROM ticket_file WHERE ticket_id = :ticket_id;

-- row answer_tie: case_id int, stop text

-- statement answer_ties(hold_id int, entry int) -> many answer_tie
-- for office
-- The cases a hold stops, each at the notice's stop. A line whose case is not known stops the list
-- but sends nobody back.
SELECT DISTINCT e.case_id, e.stop
  FROM case_hold h JOIN event e ON e.document_id = h.document_id AND (h.case_id IS NULL OR e.case_id = h.case_id)
 WHERE h.id = :hold_id AND e.case_id IS NOT NULL AND e.outcome = 'reached'
   AND (:entry IS NULL OR h.case_id IS NOT NULL)
 ORDER BY e.case_id LIMIT 1000;

-- statement answer_counts(scope text, today day) -> one (waiting int, late int)
-- for office
SELECT COUNT(*), COALESCE(SUM(due_on < :today), 0) FROM ticket WHERE open_in LIKE CONCAT(:scope, '%');

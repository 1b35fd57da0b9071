-- Moving cases: the office only. A household is asked for once, by its code and within the actor's
-- region (:scope), and held; what follows goes by its id.

-- row casefile_household: id int, code text, region text, team text

-- statement casefile_household(code text, scope text) -> one casefile_household
-- for office
SELECT id, code, region, team FROM household WHERE code = :code AND region LIKE CONCAT(:scope, '%');

-- statement casefile_household_hold(code text, scope text) -> one casefile_household
-- for office jobs
-- One after another for whoever changes the same household.
SELECT id, code, region, team FROM household
 WHERE code = :code AND region LIKE CONCAT(:scope, '%') FOR UPDATE;

-- statement casefile_anywhere(code text) -> one (id int)
-- for office jobs
-- For the log alone: there is such a household, but not here.
SELECT id FROM household WHERE code = :code;

-- row casefile_open: id int, household_id int, kind text, register_kind text, attribute text,
--   causes text, opened_on day, seen int

-- statement casefile_open(household_id int) -> one casefile_open
-- for office jobs
-- The case that runs; seen: its last event.
SELECT c.id, c.household_id, c.kind, c.register_kind, c.attribute, c.causes, c.opened_on,
       (SELECT MAX(e.id) FROM event e WHERE e.case_id = c.id)
  FROM case_file c WHERE c.open_of = :household_id;

-- statement casefile_household_of(case_id int) -> one (code text)
-- for office jobs
SELECT h.code FROM case_file c JOIN household h ON h.id = c.household_id WHERE c.id = :case_id;

-- statement casefile_events(case_id int) -> many household_event
-- for office jobs
-- Oldest first.
SELECT case_id, stop, outcome, on_day, due_on, reason, document_id FROM event
 WHERE case_id = :case_id ORDER BY id LIMIT 200;

-- statement casefile_seen(household_id int) -> one (last int)
-- for office jobs
-- The household's last event as this unit of work sees it.
SELECT COALESCE(MAX(id), 0) FROM event WHERE household_id = :household_id;

-- statement casefile_latest(household_id int) -> one (last int)
-- for office jobs
-- The same as everybody sees it: a unit that waited for the household may have begun earlier.
SELECT COALESCE(MAX(id), 0) FROM event WHERE household_id = :household_id LOCK IN SHARE MODE;

-- row casefile_spell: id int, kind text, attribute text, from_on day, to_on day, ending text

-- statement casefile_last_spell(household_id int) -> one casefile_spell
-- for office jobs
SELECT id, kind, attribute, from_on, to_on, ending FROM spell
 WHERE household_id = :household_id ORDER BY from_on DESC, id DESC LIMIT 1;

-- row casefile_notice: document_id int, closes_at moment

-- statement casefile_notice(case_id int, stop text) -> one casefile_notice
-- for office jobs
-- The notice that is posted for a case at a stop.
SELECT e.document_id, e.closes_at
  FROM case_notice n JOIN edition e ON e.id = n.edition_id
 WHERE n.case_id = :case_id AND n.stop = :stop AND e.state = 'published'
 ORDER BY n.edition_id DESC LIMIT 1;

-- statement casefile_holds(case_id int) -> one (number int)
-- for office jobs
-- Objections against any notice of the case that are not decided.
SELECT COUNT(DISTINCT h.id)
  FROM event e JOIN case_hold h ON h.document_id = e.document_id
 WHERE e.case_id = :case_id AND h.released_at IS NULL AND (h.case_id IS NULL OR h.case_id = e.case_id);

-- statement casefile_hold_add(document_id int, case_id int, now moment)
-- for lookup office
INSERT INTO case_hold (document_id, case_id, held_at) VALUES (:document_id, :case_id, :now);

-- statement casefile_hold_release(id int, now moment)
-- for office
UPDATE case_hold SET released_at = :now WHERE id = :id AND released_at IS NULL;

-- statement casefile_add(household_id int, spell_id int, kind text, register_kind text, attribute text, causes text, opened_on day, opened_by int)
-- for office
INSERT INTO case_file (household_id, spell_id, kind, register_kind, attribute, causes, opened_on, opened_by)
VALUES (:household_id, :spell_id, :kind, :register_kind, :attribute, :causes, :opened_on, :opened_by);

-- statement casefile_end(id int, closed_on day, outcome text, spell_id int)
-- for office jobs
UPDATE case_file SET closed_on = :closed_on, outcome = :outcome, spell_id = COALESCE(:spell_id, spell_id)
 WHERE id = :id AND outcome IS NULL;

-- statement casefile_event_add(household_id int, case_id int, stop text, outcome text, on_day day, due_on day, reason_code text, reason text, actor text, account_id int, document_id int)
-- for office jobs
INSERT INTO event (household_id, case_id, stop, outcome, on_day, due_on, reason_code, reason, actor, account_id, document_id)
VALUES (:household_id, :case_id, :stop, :outcome, :on_day, :due_on, :reason_code, :reason, :actor, :account_id, :document_id);

-- statement casefile_spell_add(household_id int, kind text, attribute text, from_on day)
-- for office jobs
INSERT INTO spell (household_id, kind, attribute, from_on) VALUES (:household_id, :kind, :attribute, :from_on);

-- statement casefile_spell_end(id int, to_on day, ending text)
-- for office jobs
UPDATE spell SET to_on = :to_on, ending = :ending WHERE id = :id AND to_on IS NULL;

-- statement casefile_cause_add(spell_id int, position int, cause text)
-- for office jobs
INSERT INTO spell_cause (spell_id, position, cause) VALUES (:spell_id, :position, :cause);

-- One deed on several things at once: how each of them is now, held until the unit ends, so that what
-- was seen and what is done are the same. The deeds themselves are those of a single one.

-- statement many_ticket(id int, scope text) -> one (number text, kind text, assigned_to int, visited_at moment, decided_at moment)
-- for office
SELECT number, kind, assigned_to, visited_at, decided_at
  FROM ticket WHERE id = :id AND region LIKE CONCAT(:scope, '%') FOR UPDATE;

-- statement many_people(scope text) -> many answer_colleague
-- for office
-- Who works in a place or below it, or covers it.
SELECT a.id, a.name, a.role, a.region, r.name
  FROM account a JOIN region r ON r.code = a.region
 WHERE a.disabled = 0 AND (a.region LIKE CONCAT(:scope, '%') OR :scope LIKE CONCAT(a.region, '%'))
 ORDER BY a.region, a.id LIMIT 200;

-- statement many_note(rule text, household_id int) -> one (id int)
-- for office
SELECT id FROM finding_note WHERE household_id = :household_id AND rule = :rule
 ORDER BY id DESC LIMIT 1 LOCK IN SHARE MODE;

-- statement many_helper(household_id int) -> one (id int, name text, unit text)
-- for office
-- Who helps now.
SELECT a.id, h.name, h.unit
  FROM assignment a JOIN helper h ON h.id = a.helper_id
 WHERE a.household_id = :household_id AND a.to_on IS NULL
 ORDER BY a.id DESC LIMIT 1 LOCK IN SHARE MODE;

-- statement many_edition(document_id int, scope text) -> one (title text, state text, version int)
-- for office
-- The one on its way.
SELECT title, state, version FROM edition
 WHERE draft_of = :document_id AND region LIKE CONCAT(:scope, '%') FOR UPDATE;

-- statement many_helper_named(id int) -> one (name text, unit text)
-- for office
SELECT name, unit FROM helper WHERE id = :id;

-- statement many_helped(helper_id int, scope text, most int) -> many (code text, village text, team text, from_on day)
-- for office
-- The households of a helper in a region.
SELECT h.code, v.name, h.team, a.from_on
  FROM assignment a JOIN household h ON h.id = a.household_id JOIN region v ON v.code = h.region
 WHERE a.helper_id = :helper_id AND a.to_on IS NULL AND h.region LIKE CONCAT(:scope, '%')
 ORDER BY h.region, h.id LIMIT :most;

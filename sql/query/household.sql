-- What a household may see of itself, after it has proved who it is. The pool has no other way in:
-- two statements find a household by a keyed index, a third finds one that nobody asked for, the
-- others want its id.

-- row household_claim: household_id int, name_key text

-- statement household_by_person(index_1 bytes, index_2 bytes, index_3 bytes, today day) -> many household_claim
-- for lookup
-- Where the person belongs today, with the name to compare. Under every index key in use: while keys
-- are being changed a row may be under any of them.
SELECT m.household_id, p.name_key
  FROM lookup_person p JOIN membership m ON m.person_id = p.id
 WHERE p.id_index IN (:index_1, :index_2, :index_3) AND (m.to_on IS NULL OR m.to_on > :today)
 ORDER BY m.from_on DESC, m.id DESC LIMIT 4;

-- row household_code_claim: household_id int, query_index bytes, query_chain bytes

-- statement household_by_code(code text) -> one household_code_claim
-- for lookup
-- With the digest of its query code, and the keys it was made under.
SELECT id, query_index, query_chain FROM lookup_household
 WHERE code = :code AND query_index IS NOT NULL;

-- statement household_beside(point bytes) -> one (household_id int)
-- for lookup
-- The household of the person whose index is next to this point: anybody's, by chance of the key.
SELECT household_id FROM membership
 WHERE person_id = (SELECT id FROM lookup_person WHERE id_index >= :point ORDER BY id_index LIMIT 1)
 ORDER BY id DESC LIMIT 1;

-- row household: id int, code text, team text, village text, township text, phone text

-- statement household_find(id int) -> one household
-- for lookup office
SELECT h.id, h.code, h.team, v.name, t.name, t.phone
  FROM lookup_household h
       JOIN region v ON v.code = h.region
       LEFT JOIN region t ON t.code = v.parent AND t.level = 'township'
 WHERE h.id = :id;

-- row household_member: name text, relation text, from_on day, schooling text, health text,
--   labour text, work text

-- statement household_members(id int, today day) -> many household_member
-- for lookup office
-- The head first.
SELECT p.name, m.relation, m.from_on, p.schooling, p.health, p.labour, p.work
  FROM membership m JOIN lookup_person p ON p.id = m.person_id
 WHERE m.household_id = :id AND (m.to_on IS NULL OR m.to_on > :today)
 ORDER BY m.relation = '户主' DESC, m.from_on, m.id LIMIT 30;

-- row household_spell: id int, kind text, attribute text, from_on day, to_on day, ending text

-- statement household_spells(id int) -> many household_spell
-- for lookup office
-- Newest first.
SELECT id, kind, attribute, from_on, to_on, ending FROM spell
 WHERE household_id = :id ORDER BY from_on DESC, id DESC LIMIT 10;

-- row household_cause: spell_id int, cause text

-- statement household_causes(id int) -> many household_cause
-- for lookup office
SELECT c.spell_id, c.cause
  FROM spell s JOIN spell_cause c ON c.spell_id = s.id
 WHERE s.household_id = :id ORDER BY c.spell_id DESC, c.position LIMIT 40;

-- row household_case: id int, kind text, outcome text

-- statement household_cases(id int) -> many household_case
-- for lookup office
-- Those that run first, then newest first.
SELECT id, kind, outcome FROM case_file
 WHERE household_id = :id ORDER BY outcome IS NULL DESC, id DESC LIMIT 10;

-- row household_event: case_id int, stop text, outcome text, on_day day, due_on day, reason text,
--   document_id int

-- statement household_events(id int) -> many household_event
-- for lookup office
-- Newest first.
SELECT case_id, stop, outcome, on_day, due_on, reason, document_id FROM event
 WHERE household_id = :id ORDER BY on_day DESC, id DESC LIMIT 100;

-- row household_helper: name text, unit text, phone text

-- statement household_helpers(id int, today day) -> many household_helper
-- for lookup office
SELECT h.name, h.unit, h.phone
  FROM assignment a JOIN helper h ON h.id = a.helper_id
 WHERE a.household_id = :id AND a.from_on <= :today AND (a.to_on IS NULL OR a.to_on > :today)
 ORDER BY a.from_on DESC, a.id DESC LIMIT 3;

-- row household_measure: area text, title text, amount money, state text

-- statement household_measures(id int) -> many household_measure
-- for lookup office
SELECT area, title, amount, state FROM measure
 WHERE household_id = :id ORDER BY from_on DESC, id DESC LIMIT 20;

-- row household_payment: programme text, amount money, state text, desk text, state_on day

-- statement household_payments(id int) -> many household_payment
-- for lookup office
SELECT programme, amount, state, desk, state_on FROM payment
 WHERE household_id = :id ORDER BY state_on DESC, id DESC LIMIT 20;

-- statement household_last_lookup(id int) -> one (at moment)
-- for lookup office
SELECT at FROM lookup_log WHERE household_id = :id ORDER BY at DESC LIMIT 1;

-- statement household_looked(id int, at moment, way text)
-- for lookup
INSERT INTO lookup_log (household_id, at, way) VALUES (:id, :at, :way);

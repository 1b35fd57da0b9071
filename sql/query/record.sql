-- Households as the office keeps them: finding one, everything about it with full names, and the
-- facts an officer writes down. Found within the actor's region (:scope), then by id.

-- row record_item: id int, code text, region text, village text, team text, name text, size int,
--   kind text, ending text, case_kind text

-- statement record_list(scope text, status text, after_region text, after_id int, today day, most int) -> many record_item
-- for office
-- One page by village; status: registered, working (a case runs), left.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       (SELECT COUNT(*) FROM membership m
         WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)),
       (SELECT s.kind FROM spell s WHERE s.open_of = h.id),
       (SELECT s.ending FROM spell s WHERE s.household_id = h.id ORDER BY s.from_on DESC, s.id DESC LIMIT 1),
       (SELECT c.kind FROM case_file c WHERE c.open_of = h.id)
  FROM household h JOIN region v ON v.code = h.region
 WHERE h.region LIKE CONCAT(:scope, '%')
   AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
   AND (:status IS NULL
        OR (:status = 'registered' AND EXISTS (SELECT 1 FROM spell s WHERE s.open_of = h.id))
        OR (:status = 'working' AND EXISTS (SELECT 1 FROM case_file c WHERE c.open_of = h.id))
        OR (:status = 'left' AND EXISTS (SELECT 1 FROM spell s WHERE s.household_id = h.id)
            AND NOT EXISTS (SELECT 1 FROM spell s WHERE s.open_of = h.id)))
 ORDER BY h.region, h.id LIMIT :most;

-- statement record_search(scope text, name_key text, code text, index_1 bytes, index_2 bytes,
--   index_3 bytes, today day, most int) -> many record_item
-- for office
-- By the beginning of a member's name, by the household's code, or by a member's number under every
-- key in use. What is not asked by is empty and finds nobody.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       (SELECT COUNT(*) FROM membership m
         WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)),
       (SELECT s.kind FROM spell s WHERE s.open_of = h.id),
       (SELECT s.ending FROM spell s WHERE s.household_id = h.id ORDER BY s.from_on DESC, s.id DESC LIMIT 1),
       (SELECT c.kind FROM case_file c WHERE c.open_of = h.id)
  FROM (SELECT x.id FROM household x WHERE x.code = :code
        UNION
        SELECT m.household_id FROM lookup_person p JOIN membership m ON m.person_id = p.id
         WHERE :name_key <> '' AND p.name_key LIKE CONCAT(:name_key, '%')
        UNION
        SELECT m.household_id FROM lookup_person p JOIN membership m ON m.person_id = p.id
         WHERE p.id_index IN (:index_1, :index_2, :index_3)) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 WHERE h.region LIKE CONCAT(:scope, '%')
 ORDER BY h.region, h.id LIMIT :most;

-- row record_member: id int, person_id int, name text, relation text, from_on day, to_on day,
--   id_kind text, twice bool

-- statement record_members(household_id int) -> many record_member
-- for office
-- Who is there now first, the head before all. twice: the same number belongs to another household
-- too.
SELECT m.id, m.person_id, p.name, m.relation, m.from_on, m.to_on, p.id_kind,
       m.to_on IS NULL AND EXISTS (
         SELECT 1 FROM person q JOIN membership x ON x.person_id = q.id
          WHERE q.id_index = p.id_index AND x.to_on IS NULL AND x.household_id <> m.household_id)
  FROM membership m JOIN person p ON p.id = m.person_id
 WHERE m.household_id = :household_id
 ORDER BY m.to_on IS NOT NULL, m.relation = '户主' DESC, m.from_on, m.id LIMIT 60;

-- row record_event: case_id int, stop text, outcome text, on_day day, reason text, actor text,
--   document_id int, who text, kind text, person text, other text

-- statement record_events(household_id int, scope text) -> many record_event
-- for office
-- Newest first, with who did it, and to whom; of another household, if it is in the actor's region,
-- the code.
SELECT e.case_id, e.stop, e.outcome, e.on_day, e.reason, e.actor, e.document_id, a.name, c.kind,
       p.name, o.code
  FROM event e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN case_file c ON c.id = e.case_id
       LEFT JOIN lookup_person p ON p.id = e.person_id
       LEFT JOIN lookup_household o ON o.id = e.other_id AND o.region LIKE CONCAT(:scope, '%')
 WHERE e.household_id = :household_id ORDER BY e.on_day DESC, e.id DESC LIMIT 100;

-- row record_assignment: id int, helper_id int, name text, unit text, phone text, from_on day,
--   to_on day

-- statement record_assignments(household_id int) -> many record_assignment
-- for office
-- Oldest first.
SELECT a.id, h.id, h.name, h.unit, h.phone, a.from_on, a.to_on
  FROM assignment a JOIN helper h ON h.id = a.helper_id
 WHERE a.household_id = :household_id ORDER BY a.from_on, a.id LIMIT 60;

-- row record_measure: id int, area text, title text, amount money, state text, from_on day

-- statement record_measures(household_id int) -> many record_measure
-- for office
SELECT id, area, title, amount, state, from_on FROM measure
 WHERE household_id = :household_id ORDER BY from_on DESC, id DESC LIMIT 50;

-- row record_payment: id int, programme text, amount money, batch text, state text, desk text, state_on day

-- statement record_payments(household_id int) -> many record_payment
-- for office
SELECT id, programme, amount, batch, state, desk, state_on FROM payment
 WHERE household_id = :household_id ORDER BY state_on DESC, id DESC LIMIT 50;

-- statement record_measure_was(id int, household_id int) -> one (title text, amount money, state text)
-- for office
SELECT title, amount, state FROM measure WHERE id = :id AND household_id = :household_id;

-- statement record_payment_was(id int, household_id int) -> one (state text, desk text, state_on day)
-- for office
SELECT state, desk, state_on FROM payment WHERE id = :id AND household_id = :household_id;

-- row record_visit: on_day day, visitor text, note text, verdict text, answered_at moment

-- statement record_visits(household_id int) -> many record_visit
-- for office
-- Newest first, with what the household answered last.
SELECT v.on_day, v.visitor, v.note, a.verdict, a.answered_at
  FROM visit v
       LEFT JOIN visit_answer a ON a.visit_id = v.id AND a.number =
         (SELECT MAX(x.number) FROM visit_answer x WHERE x.visit_id = v.id)
 WHERE v.household_id = :household_id ORDER BY v.on_day DESC, v.id DESC LIMIT 20;

-- statement record_spell_attribute(id int, attribute text)
-- for office
UPDATE spell SET attribute = :attribute WHERE id = :id AND to_on IS NULL;

-- statement record_causes_clear(spell_id int)
-- for office
DELETE FROM spell_cause WHERE spell_id = :spell_id;

-- statement record_helper_find(name text, unit text, phone text) -> one (id int)
-- for office
SELECT id FROM helper WHERE name = :name AND unit = :unit AND phone = :phone ORDER BY id LIMIT 1;

-- statement record_helper_add(name text, unit text, phone text)
-- for office
INSERT INTO helper (name, unit, phone) VALUES (:name, :unit, :phone);

-- statement record_assignment_end(household_id int, to_on day)
-- for office
UPDATE assignment SET to_on = :to_on WHERE household_id = :household_id AND to_on IS NULL;

-- statement record_assignment_add(household_id int, helper_id int, from_on day)
-- for office
INSERT INTO assignment (household_id, helper_id, from_on) VALUES (:household_id, :helper_id, :from_on);

-- statement record_measure_add(household_id int, area text, title text, amount money, state text, from_on day)
-- for office
INSERT INTO measure (household_id, area, title, amount, state, from_on)
VALUES (:household_id, :area, :title, :amount, :state, :from_on);

-- statement record_measure_put(id int, household_id int, title text, amount money, state text)
-- for office
UPDATE measure SET title = :title, amount = :amount, state = :state
 WHERE id = :id AND household_id = :household_id;

-- statement record_payment_add(household_id int, programme text, amount money, batch text, state text, desk text, state_on day)
-- for office
INSERT INTO payment (household_id, programme, amount, batch, state, desk, state_on)
VALUES (:household_id, :programme, :amount, :batch, :state, :desk, :state_on);

-- statement record_payment_put(id int, household_id int, state text, desk text, state_on day)
-- for office
UPDATE payment SET state = :state, desk = :desk, state_on = :state_on
 WHERE id = :id AND household_id = :household_id;

-- statement record_visit_add(household_id int, on_day day, visitor text, note text, account_id int)
-- for office
INSERT INTO visit (household_id, on_day, visitor, note, account_id)
VALUES (:household_id, :on_day, :visitor, :note, :account_id);

-- Slips with query codes: choosing a village, the households of a batch, the codes' digests, and
-- what was printed before. The office only.

-- row slip_village: code text, name text, township text

-- statement slip_villages(scope text) -> many slip_village
-- for office
-- The villages of the actor's region.
SELECT v.code, v.name, t.name
  FROM region v LEFT JOIN region t ON t.code = v.parent AND t.level = 'township'
 WHERE v.code LIKE CONCAT(:scope, '%') AND v.level = 'village' ORDER BY v.code;

-- row slip_line: id int, code text, team text, query_index bytes, head text, helper text, phone text

-- statement slip_lines(region text, fresh bool, team text, household_id int, today day, most int) -> many slip_line
-- for office
-- Households of a village in which somebody lives; :fresh: only those without a code; :team and
-- :household_id narrow further, or are NULL.
SELECT h.id, h.code, h.team, h.query_index,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.relation = '户主' DESC, m.id LIMIT 1),
       (SELECT p.name FROM assignment a JOIN helper p ON p.id = a.helper_id
         WHERE a.household_id = h.id AND a.from_on <= :today AND (a.to_on IS NULL OR a.to_on > :today)
         ORDER BY a.from_on DESC, a.id DESC LIMIT 1),
       (SELECT p.phone FROM assignment a JOIN helper p ON p.id = a.helper_id
         WHERE a.household_id = h.id AND a.from_on <= :today AND (a.to_on IS NULL OR a.to_on > :today)
         ORDER BY a.from_on DESC, a.id DESC LIMIT 1)
  FROM household h
 WHERE h.region = :region
   AND (:household_id IS NULL OR h.id = :household_id)
   AND (:team IS NULL OR h.team = :team)
   AND (NOT :fresh OR h.query_index IS NULL)
   AND EXISTS (SELECT 1 FROM membership m
                WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today))
 ORDER BY h.id LIMIT :most;

-- row slip_held: id int, query_index bytes

-- statement slip_hold(region text) -> many slip_held
-- for office
-- One after another for whoever prints the same village; the digests as everybody sees them.
SELECT id, query_index FROM household WHERE region = :region ORDER BY id FOR UPDATE;

-- statement slip_batch_by_form(form_key text) -> one (id int)
-- for office
SELECT id FROM slip_batch WHERE form_key = :form_key;

-- statement slip_batch_add(region text, number int, now moment, made_by int, form_key text)
-- for office
INSERT INTO slip_batch (region, number, made_at, made_by, form_key)
VALUES (:region, :number, :now, :made_by, :form_key);

-- statement slip_code(query_index bytes, query_chain bytes, id int)
-- for office
UPDATE household SET query_index = :query_index, query_chain = :query_chain WHERE id = :id;

-- statement slip_add(household_id int, batch_id int)
-- for office
INSERT INTO slip (household_id, batch_id) VALUES (:household_id, :batch_id);

-- row slip_batch: village text, number int, made_at moment, made_by text

-- statement slip_batches(scope text) -> many slip_batch
-- for office
-- The latest of the actor's region.
SELECT v.name, b.number, b.made_at, a.name
  FROM slip_batch b JOIN region v ON v.code = b.region JOIN account a ON a.id = b.made_by
 WHERE b.region LIKE CONCAT(:scope, '%') ORDER BY b.id DESC LIMIT 20;

-- statement slip_latest(household_id int) -> one (made_at moment, made_by text)
-- for office
SELECT b.made_at, a.name
  FROM slip s JOIN slip_batch b ON b.id = s.batch_id JOIN account a ON a.id = b.made_by
 WHERE s.household_id = :household_id ORDER BY s.batch_id DESC LIMIT 1;

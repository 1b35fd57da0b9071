-- Who belongs to a household, as it changes; see model/register/member.h. Everything goes by the id of
-- a household that was found within the actor's region and is held.

-- row member_known: id int, name_key text, household_id int, code text, here bool, last_to day

-- statement member_known(index_1 bytes, index_2 bytes, index_3 bytes, scope text, today day) -> many member_known
-- for office
-- Who has this number, and where that person lives now; here: in the actor's region. last_to: when
-- that person last left a household.
SELECT p.id, p.name_key, m.household_id, h.code, h.region LIKE CONCAT(:scope, '%'),
       (SELECT MAX(x.to_on) FROM membership x WHERE x.person_id = p.id)
  FROM lookup_person p
       LEFT JOIN membership m ON m.person_id = p.id AND (m.to_on IS NULL OR m.to_on > :today)
       LEFT JOIN household h ON h.id = m.household_id
 WHERE p.id_index IN (:index_1, :index_2, :index_3) ORDER BY m.household_id IS NULL, p.id LIMIT 8;

-- statement member_person_add(name text, name_key text, id_kind text, id_index bytes, index_key int, id_sealed bytes,
--   alike bytes)
-- for office
INSERT INTO person (name, name_key, id_kind, id_index, index_key, id_sealed, alike)
VALUES (:name, :name_key, :id_kind, :id_index, :index_key, :id_sealed, :alike);

-- statement member_add(household_id int, person_id int, relation text, from_on day)
-- for office
INSERT INTO membership (household_id, person_id, relation, from_on)
VALUES (:household_id, :person_id, :relation, :from_on);

-- statement member_end(id int, household_id int, to_on day)
-- for office
UPDATE membership SET to_on = :to_on WHERE id = :id AND household_id = :household_id AND to_on IS NULL;

-- statement member_household_add(code text, region text, team text, today day)
-- for office
INSERT INTO household (code, region, team, created_on) VALUES (:code, :region, :team, :today);

-- statement member_household_put(id int, region text, team text)
-- for office
UPDATE household SET region = :region, team = :team WHERE id = :id;

-- statement member_helper_end(household_id int, to_on day)
-- for office
UPDATE assignment SET to_on = GREATEST(from_on, :to_on) WHERE household_id = :household_id AND to_on IS NULL;

-- statement member_under_way(household_id int) -> one (measures int, payments int)
-- for office
-- What a household still waits for.
SELECT (SELECT COUNT(*) FROM measure m WHERE m.household_id = h.id AND m.state <> 'done'),
       (SELECT COUNT(*) FROM payment p WHERE p.household_id = h.id AND p.state IN ('filed', 'approved', 'paid'))
  FROM lookup_household h WHERE h.id = :household_id;

-- statement member_event(household_id int, stop text, on_day day, reason_code text, reason text, actor text, account_id int, person_id int, other_id int)
-- for office
-- What happened outside any case.
INSERT INTO event (household_id, stop, outcome, on_day, reason_code, reason, actor, account_id, person_id, other_id)
VALUES (:household_id, :stop, 'passed', :on_day, :reason_code, :reason, :actor, :account_id, :person_id, :other_id);

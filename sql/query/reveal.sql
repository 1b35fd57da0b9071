-- A whole identity number, for whoever may and says why (model/register/reveal).

-- row reveal_person: household_id int, code text, name text, relation text, id_index bytes,
--   id_sealed bytes

-- statement reveal_find(member int, code text, scope text) -> one reveal_person
-- for office
-- A member of a household in the actor's region, by the number of the membership.
SELECT h.id, h.code, p.name, m.relation, p.id_index, p.id_sealed
  FROM membership m JOIN household h ON h.id = m.household_id JOIN person p ON p.id = m.person_id
 WHERE m.id = :member AND h.code = :code AND h.region LIKE CONCAT(:scope, '%');

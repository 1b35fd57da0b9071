-- What the office prints: the people on a household's card, and the book of a village.

-- row paper_member: name text, relation text, from_on day, id_index bytes, id_sealed bytes

-- statement paper_members(household_id int, today day) -> many paper_member
-- for office
-- With the sealed number, of which the card shows the last four. The head first.
SELECT p.name, m.relation, m.from_on, p.id_index, p.id_sealed
  FROM membership m JOIN person p ON p.id = m.person_id
 WHERE m.household_id = :household_id AND (m.to_on IS NULL OR m.to_on > :today)
 ORDER BY m.relation = '户主' DESC, m.from_on, m.id LIMIT 30;

-- row paper_line: id int, code text, team text, head text, size int, attribute text,
--   from_on day, causes text, helper text, kind text, ending text, case_kind text

-- statement paper_book(region text, after int, today day, most int) -> many paper_line
-- for office
-- All households of a village by group, after the household :after (0: from the first). kind: of the
-- stay that runs; the other facts are of the latest one.
SELECT h.id, h.code, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       (SELECT COUNT(*) FROM membership m
         WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)),
       s.attribute, s.from_on,
       (SELECT GROUP_CONCAT(c.cause ORDER BY c.position SEPARATOR ' ') FROM spell_cause c
         WHERE c.spell_id = s.id),
       (SELECT CONCAT_WS(' ', p.name, p.phone) FROM assignment a JOIN helper p ON p.id = a.helper_id
         WHERE a.household_id = h.id AND a.from_on <= :today AND (a.to_on IS NULL OR a.to_on > :today)
         ORDER BY a.from_on DESC, a.id DESC LIMIT 1),
       CASE WHEN s.to_on IS NULL OR s.to_on > :today THEN s.kind END,
       CASE WHEN s.to_on <= :today THEN s.ending END,
       (SELECT c.kind FROM case_file c WHERE c.open_of = h.id)
  FROM household h
       LEFT JOIN spell s ON s.household_id = h.id AND NOT EXISTS (
            SELECT 1 FROM spell x WHERE x.household_id = h.id
               AND (x.from_on > s.from_on OR (x.from_on = s.from_on AND x.id > s.id)))
 WHERE h.region = :region
   AND (:after = 0
        OR h.team > (SELECT y.team FROM household y WHERE y.id = :after)
        OR (h.team = (SELECT y.team FROM household y WHERE y.id = :after) AND h.id > :after))
 ORDER BY h.team, h.id LIMIT :most;

-- statement paper_totals(region text, today day) -> one (households int, people int, registered int, registered_people int)
-- for office
SELECT COUNT(*), CAST(COALESCE(SUM(n.people), 0) AS SIGNED), CAST(COALESCE(SUM(n.stays), 0) AS SIGNED),
       CAST(COALESCE(SUM(n.people * n.stays), 0) AS SIGNED)
  FROM (SELECT (SELECT COUNT(*) FROM membership m
                 WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)) people,
               (SELECT COUNT(*) FROM spell s WHERE s.open_of = h.id) stays
          FROM household h WHERE h.region = :region) n;

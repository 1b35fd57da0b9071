-- Lists of notices, made from the register: whose turn it is at a notice, the lines as they are now,
-- the lines as they were written down, and the cases an edition carries.

-- row listing_line: case_id int, code text, name text, region text, village text, team text, size int,
--   kind text, register_kind text, reason_code text, stop text, outcome text, ended text

-- statement listing_waiting(kind text, scope text, stop text, before text, today day, most int) -> many listing_line
-- for office
-- Cases whose turn at the stop has come and whose notice nobody has posted; before: the stop ahead.
SELECT c.id, h.code,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       h.region, v.name, h.team,
       (SELECT COUNT(*) FROM membership m
         WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)),
       c.kind, c.register_kind,
       (SELECT f.reason_code FROM event f WHERE f.case_id = c.id ORDER BY f.id LIMIT 1),
       e.stop, e.outcome, c.outcome
  FROM case_file c
       JOIN household h ON h.id = c.household_id
       JOIN region v ON v.code = h.region
       JOIN event e ON e.id = (SELECT MAX(x.id) FROM event x WHERE x.case_id = c.id)
 WHERE c.open_of IS NOT NULL AND c.kind = :kind AND h.region LIKE CONCAT(:scope, '%')
   AND ((e.outcome = 'passed' AND e.stop = :before)
        OR (e.outcome IN ('resubmitted', 'recalled') AND e.stop = :stop))
 ORDER BY h.region, h.team, h.id LIMIT :most;

-- statement listing_carried(edition_id int, today day) -> many listing_line
-- for office jobs
-- The cases of an edition, in the order of its lines, as the register has them now.
SELECT c.id, h.code,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       h.region, v.name, h.team,
       (SELECT COUNT(*) FROM membership m
         WHERE m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)),
       c.kind, c.register_kind,
       (SELECT f.reason_code FROM event f WHERE f.case_id = c.id ORDER BY f.id LIMIT 1),
       e.stop, e.outcome, c.outcome
  FROM case_notice n
       JOIN case_file c ON c.id = n.case_id
       JOIN household h ON h.id = c.household_id
       JOIN region v ON v.code = h.region
       JOIN event e ON e.id = (SELECT MAX(x.id) FROM event x WHERE x.case_id = c.id)
 WHERE n.edition_id = :edition_id
 ORDER BY n.position LIMIT 1000;

-- row listing_tie: position int, case_id int, stop text

-- statement listing_ties(edition_id int) -> many listing_tie
-- for office jobs
SELECT position, case_id, stop FROM case_notice WHERE edition_id = :edition_id ORDER BY position LIMIT 1000;

-- statement listing_entries(edition_id int) -> many entry
-- for office jobs
SELECT masked_name, village, team, size, category, amount FROM notice_entry
 WHERE edition_id = :edition_id ORDER BY position LIMIT 3000;

-- statement listing_entry_add(edition_id int, position int, masked_name text, village text, team text, size int, category text)
-- for office
INSERT INTO notice_entry (edition_id, position, masked_name, village, team, size, category)
VALUES (:edition_id, :position, :masked_name, :village, :team, :size, :category);

-- statement listing_tie_add(edition_id int, position int, case_id int, stop text)
-- for office
INSERT INTO case_notice (edition_id, position, case_id, stop) VALUES (:edition_id, :position, :case_id, :stop);

-- statement listing_entries_clear(edition_id int)
-- for office
DELETE FROM notice_entry WHERE edition_id = :edition_id;

-- statement listing_ties_clear(edition_id int)
-- for office
DELETE FROM case_notice WHERE edition_id = :edition_id;

-- statement listing_entries_copy(edition_id int, from_id int)
-- for office
INSERT INTO notice_entry (edition_id, position, masked_name, village, team, size, category, amount)
SELECT :edition_id, n.position, n.masked_name, n.village, n.team, n.size, n.category, n.amount
  FROM notice_entry n WHERE n.edition_id = :from_id;

-- statement listing_ties_copy(edition_id int, from_id int)
-- for office
INSERT INTO case_notice (edition_id, position, case_id, stop)
SELECT :edition_id, n.position, n.case_id, n.stop FROM case_notice n WHERE n.edition_id = :from_id;

-- statement listing_touch(edition_id int, body text, written_by int, now moment)
-- for office
-- The list of a draft changed: who looks at an older preview cannot publish it.
UPDATE edition SET version = version + 1, body = :body, written_by = :written_by, updated_at = :now
 WHERE id = :edition_id AND state = 'draft';

-- Findings: one statement a rule, all of one shape, for the office's lists and counts. Each gives
-- households of a township or village (:scope) by village and id, after a given place. :since is the day
-- the rule's limit leads back to (the first of the month for visits; today where there is no limit).
-- What a clerk has settled (finding_note) rests. Joined in the written order, household by household
-- along the index of the region; LEFT JOIN … IS NULL, because the optimizer may turn NOT EXISTS into
-- reading a whole table.

-- row finding: id int, code text, region text, village text, team text, name text, on_day day,
--   kind text, detail text, more text

-- statement finding_no_measure(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Monitored, and nothing has begun since, nor runs from before.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               s.from_on AS on_day,
               s.kind AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               LEFT JOIN measure x ON x.household_id = h.id
                    AND (x.from_on >= s.from_on OR x.state <> 'done')
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'no_measure'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.kind IN ('unstable', 'marginal', 'sudden')
           AND s.from_on <= :since
           AND x.id IS NULL
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_no_helper(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Nobody is its helper today.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               COALESCE((SELECT GREATEST(MAX(a.to_on), s.from_on) FROM assignment a
                           WHERE a.household_id = h.id AND a.to_on <= :today), s.from_on) AS on_day,
               NULL AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               LEFT JOIN assignment x ON x.household_id = h.id AND x.from_on <= :today
                    AND (x.to_on IS NULL OR x.to_on > :today)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'no_helper'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on <= :since
           AND x.id IS NULL
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_helper_gap(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- A helper who began lately, with nobody the day before; a spell begins with such a gap, too. The
-- household's page keeps all such days, this only the latest.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               GREATEST(COALESCE(MAX(z.to_on), MAX(s.from_on)), MAX(s.from_on)) AS on_day,
               NULL AS kind, NULL AS detail, DATE_FORMAT(MAX(x.from_on), '%Y-%m-%d') AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               JOIN assignment x ON x.household_id = h.id
                    AND x.from_on > GREATEST(:since, s.from_on) AND x.from_on <= :today
               LEFT JOIN assignment y ON y.household_id = h.id AND y.from_on < x.from_on
                    AND (y.to_on IS NULL OR y.to_on >= x.from_on)
               LEFT JOIN assignment z ON z.household_id = h.id AND z.to_on < x.from_on
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'helper_gap'
                    AND n.until_on > :today AND n.made_on >= x.from_on
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND y.id IS NULL
           AND n.id IS NULL
         GROUP BY h.region, h.id
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_no_visit(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- In the register since before this month, and not visited in it; on_day: the last visit there was.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               (SELECT MAX(w.on_day) FROM visit w WHERE w.household_id = h.id AND w.on_day <= :today) AS on_day,
               NULL AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               LEFT JOIN visit x ON x.household_id = h.id AND x.on_day >= :since AND x.on_day <= :today
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'no_visit'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on < :since
           AND x.id IS NULL
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_no_head(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- People, but none of them is the head.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               NULL AS on_day,
               NULL AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               LEFT JOIN membership x ON x.household_id = h.id AND x.relation = '户主'
                    AND (x.to_on IS NULL OR x.to_on > :today)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'no_head'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on <= :since
           AND x.id IS NULL
           AND (SELECT COUNT(*) FROM membership m WHERE m.household_id = h.id
             AND (m.to_on IS NULL OR m.to_on > :today)) > 0
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_two_heads(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- More than one head.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               NULL AS on_day,
               NULL AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               JOIN membership x ON x.household_id = h.id AND x.relation = '户主'
                    AND (x.to_on IS NULL OR x.to_on > :today)
               JOIN membership y ON y.household_id = h.id AND y.relation = '户主' AND y.id > x.id
                    AND (y.to_on IS NULL OR y.to_on > :today)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'two_heads'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on <= :since
           AND n.id IS NULL
         GROUP BY h.region, h.id
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_no_members(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- In the register, and nobody lives there any more.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               (SELECT MAX(m.to_on) FROM membership m WHERE m.household_id = h.id) AS on_day,
               NULL AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               LEFT JOIN membership x ON x.household_id = h.id AND (x.to_on IS NULL OR x.to_on > :today)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'no_members'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on <= :since
           AND x.id IS NULL
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_same_id(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Somebody here has the number of somebody in another household that is in the register or asks to be,
-- wherever that is.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               NULL AS on_day,
               NULL AS kind, MIN(o.code) AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               JOIN membership x ON x.household_id = h.id AND (x.to_on IS NULL OR x.to_on > :today)
               JOIN person p ON p.id = x.person_id
               JOIN person q ON q.id_index = p.id_index
               JOIN membership w ON w.person_id = q.id AND w.household_id <> h.id
                    AND (w.to_on IS NULL OR w.to_on > :today)
               JOIN household o ON o.id = w.household_id
               LEFT JOIN spell t ON t.open_of = o.id
               LEFT JOIN case_file c ON c.open_of = o.id
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'same_id'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on <= :since
           AND (t.id IS NOT NULL OR c.id IS NOT NULL)
           AND n.id IS NULL
         GROUP BY h.region, h.id
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_odd_document(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Somebody's document is neither an identity card nor one of a disability.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               NULL AS on_day,
               NULL AS kind, NULL AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN spell s ON s.open_of = h.id
               JOIN membership x ON x.household_id = h.id AND (x.to_on IS NULL OR x.to_on > :today)
               JOIN person p ON p.id = x.person_id AND p.id_kind = 'other'
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'odd_document'
                    AND n.until_on > :today
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND s.from_on <= :since
           AND n.id IS NULL
         GROUP BY h.region, h.id
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_left_paid(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Taken out of the register or ended, with money that moved after that day. Who was lifted out keeps
-- what the policies give in the years after it, so that is none.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               MAX(x.state_on) AS on_day,
               MAX(s.ending) AS kind, SUBSTR(MAX(CONCAT(x.state_on, x.programme)), 11) AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               LEFT JOIN spell t ON t.open_of = h.id
               JOIN spell s ON s.household_id = h.id
                    AND s.id = (SELECT MAX(u.id) FROM spell u WHERE u.household_id = h.id
                    AND u.from_on = (SELECT MAX(z.from_on) FROM spell z WHERE z.household_id = h.id))
               JOIN payment x ON x.household_id = h.id AND x.state_on > s.to_on
                    AND x.state_on > :since AND x.state_on <= :today AND x.state <> 'returned'
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'left_paid'
                    AND n.until_on > :today AND n.made_on >= x.state_on
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND t.id IS NULL
           AND s.ending IN ('removed', 'natural')
           AND n.id IS NULL
         GROUP BY h.region, h.id
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_stuck_payment(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Money that has not moved; the one that waits longest.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               MIN(x.state_on) AS on_day,
               NULL AS kind, SUBSTR(MIN(CONCAT(x.state_on, x.desk)), 11) AS detail, NULL AS more
          FROM household h FORCE INDEX (household_region)
               JOIN payment x ON x.household_id = h.id AND x.state_on <= :since
                    AND x.state IN ('filed', 'approved', 'paid')
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'stuck_payment'
                    AND n.until_on > :today AND n.made_on >= x.state_on
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND n.id IS NULL
         GROUP BY h.region, h.id
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_list_overdue(scope text, after_region text, after_id int, today day, since day,
--   stops text, most int) -> many finding
-- for office jobs
-- The turn of a notice has come, and nobody makes its list. :stops: those with a notice after them,
-- as " entry:review exit:village_check ".
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               e.on_day AS on_day,
               c.kind AS kind, e.stop AS detail, e.outcome AS more
          FROM household h FORCE INDEX (household_region)
               JOIN case_file c ON c.open_of = h.id
               JOIN event e ON e.id = (SELECT MAX(y.id) FROM event y WHERE y.case_id = c.id)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'list_overdue'
                    AND n.until_on > :today AND n.made_on >= e.on_day
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND e.on_day < :since
           AND ((e.outcome = 'passed' AND LOCATE(CONCAT(' ', c.kind, ':', e.stop, ' '), :stops) > 0)
                OR (e.outcome IN ('resubmitted', 'recalled') AND e.stop LIKE '%notice'))
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_notice_overdue(scope text, after_region text, after_id int, today day, since day,
--   most int) -> many finding
-- for office jobs
-- Its notice has run, no objection is open, and nobody moves it on.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               e.due_on AS on_day,
               c.kind AS kind, e.stop AS detail, e.outcome AS more
          FROM household h FORCE INDEX (household_region)
               JOIN case_file c ON c.open_of = h.id
               JOIN event e ON e.id = (SELECT MAX(y.id) FROM event y WHERE y.case_id = c.id)
               LEFT JOIN case_hold k ON k.document_id = e.document_id AND k.released_at IS NULL
                    AND (k.case_id IS NULL OR k.case_id = c.id)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'notice_overdue'
                    AND n.until_on > :today AND n.made_on >= e.on_day
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND e.outcome = 'reached' AND e.stop LIKE '%notice'
           AND e.due_on < :since
           AND k.id IS NULL
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- statement finding_stop_overdue(scope text, after_region text, after_id int, today day, since day,
--   stops text, most int) -> many finding
-- for office jobs
-- Any other stop, and nothing has happened for long, or its own day is over.
SELECT h.id, h.code, h.region, v.name, h.team,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       f.on_day, f.kind, f.detail, f.more
  FROM (SELECT STRAIGHT_JOIN h.region, h.id,
               e.on_day AS on_day,
               c.kind AS kind, e.stop AS detail, e.outcome AS more
          FROM household h FORCE INDEX (household_region)
               JOIN case_file c ON c.open_of = h.id
               JOIN event e ON e.id = (SELECT MAX(y.id) FROM event y WHERE y.case_id = c.id)
               LEFT JOIN finding_note n ON n.household_id = h.id AND n.rule = 'stop_overdue'
                    AND n.until_on > :today AND n.made_on >= e.on_day
         WHERE h.region LIKE CONCAT(:scope, '%')
           AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
           AND (e.on_day < :since OR e.due_on < :today)
           AND NOT (e.outcome = 'reached' AND e.stop LIKE '%notice')
           AND NOT ((e.outcome = 'passed' AND LOCATE(CONCAT(' ', c.kind, ':', e.stop, ' '), :stops) > 0)
                OR (e.outcome IN ('resubmitted', 'recalled') AND e.stop LIKE '%notice'))
           AND n.id IS NULL
         ORDER BY h.region, h.id LIMIT :most) f
       JOIN household h ON h.id = f.id
       JOIN region v ON v.code = h.region
 ORDER BY h.region, h.id;

-- row finding_note: id int, household_id int, code text, village text, name text, reason text,
--   made_on day, until_on day, who text

-- statement finding_notes(rule text, scope text, today day) -> many finding_note
-- for office
-- What rests in a region, first what comes back first.
SELECT n.id, n.household_id, h.code, v.name,
       (SELECT p.name FROM membership m JOIN lookup_person p ON p.id = m.person_id
         WHERE m.household_id = h.id AND m.relation = '户主' AND (m.to_on IS NULL OR m.to_on > :today)
         ORDER BY m.id LIMIT 1),
       n.reason, n.made_on, n.until_on, a.name
  FROM finding_note n
       JOIN household h ON h.id = n.household_id
       JOIN region v ON v.code = h.region
       JOIN account a ON a.id = n.account_id
 WHERE n.rule = :rule AND n.until_on > :today AND h.region LIKE CONCAT(:scope, '%')
 ORDER BY n.until_on, n.id LIMIT 100;

-- statement finding_note_of(rule text, household_id int, today day) -> one (id int, reason text)
-- for office
SELECT id, reason FROM finding_note
 WHERE household_id = :household_id AND rule = :rule AND until_on > :today ORDER BY until_on DESC LIMIT 1;

-- statement finding_note_add(rule text, household_id int, reason text, made_on day, until_on day,
--   account_id int)
-- for office
INSERT INTO finding_note (rule, household_id, reason, made_on, until_on, account_id)
VALUES (:rule, :household_id, :reason, :made_on, :until_on, :account_id);

-- statement finding_note_end(rule text, household_id int, today day)
-- for office
UPDATE finding_note SET until_on = :today
 WHERE household_id = :household_id AND rule = :rule AND until_on > :today;

-- row finding_unit: code text, counted_at moment, took_ms int

-- statement finding_units(scope text, first text) -> many finding_unit
-- for office jobs
-- The townships of a region from one on, or the village alone: what is asked and counted at once.
SELECT r.code, t.counted_at, t.took_ms
  FROM region r LEFT JOIN finding_tally t ON t.region = r.code
 WHERE r.code LIKE CONCAT(:scope, '%') AND r.code >= :first
   AND (r.level = 'township' OR (r.level = 'village' AND r.code = :scope))
 ORDER BY r.code LIMIT 2000;


-- statement finding_oldest(before moment) -> one (code text)
-- for jobs
-- The township that was counted the longest ago, or never.
SELECT r.code
  FROM region r LEFT JOIN finding_tally t ON t.region = r.code
 WHERE r.level = 'township' AND (t.counted_at IS NULL OR t.counted_at < :before)
 ORDER BY t.counted_at, r.code LIMIT 1;

-- row finding_sum: rule text, number int, most int

-- statement finding_sums(scope text, digits int) -> many finding_sum
-- for office
-- digits: of the code of what was counted: 9, or 12 in a village.
SELECT c.rule, CAST(SUM(c.number) AS INTEGER), MAX(c.number)
  FROM finding_count c
 WHERE c.region LIKE CONCAT(:scope, '%') AND LENGTH(c.region) = :digits
 GROUP BY c.rule LIMIT 40;

-- statement finding_count_put(region text, rule text, number int)
-- for office jobs
INSERT INTO finding_count (region, rule, number) VALUES (:region, :rule, :number)
ON DUPLICATE KEY UPDATE number = VALUES(number);

-- statement finding_tally_put(region text, counted_at moment, took_ms int)
-- for office jobs
INSERT INTO finding_tally (region, counted_at, took_ms) VALUES (:region, :counted_at, :took_ms)
ON DUPLICATE KEY UPDATE counted_at = VALUES(counted_at), took_ms = VALUES(took_ms);

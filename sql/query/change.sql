-- Requests of households for a correction, in the office: found within the actor's region (:scope),
-- checked by one officer, closed by another. What was asked is never changed.

-- row change_item: id int, code text, place text, team text, about text, state text, asked_at moment

-- statement change_open(scope text, after int, most int) -> many change_item
-- for office
-- Those that are not closed, oldest first.
SELECT c.id, h.code, v.name, h.team, c.about, c.state, c.asked_at
  FROM change_request c JOIN household h ON h.id = c.household_id JOIN region v ON v.code = c.region
 WHERE c.open_in LIKE CONCAT(:scope, '%') AND c.id > :after ORDER BY c.id LIMIT :most;

-- statement change_closed(scope text, since moment, most int) -> many change_item
-- for office
-- Those closed lately, the last one first.
SELECT c.id, h.code, v.name, h.team, c.about, c.state, c.closed_at
  FROM change_request c JOIN household h ON h.id = c.household_id JOIN region v ON v.code = c.region
 WHERE c.region LIKE CONCAT(:scope, '%') AND c.closed_at >= :since
 ORDER BY c.closed_at DESC, c.id DESC LIMIT :most;

-- statement change_of_household(household_id int) -> many change_item
-- for office
-- Newest first.
SELECT c.id, h.code, v.name, h.team, c.about, c.state, c.asked_at
  FROM change_request c JOIN household h ON h.id = c.household_id JOIN region v ON v.code = c.region
 WHERE c.household_id = :household_id ORDER BY c.id DESC LIMIT 20;

-- row change_request: id int, household_id int, code text, place text, team text, about text,
--   visit_id int, visit_on day, visitor text, visit_note text, number int, verdict text,
--   note_sealed bytes, form bytes, text_sealed bytes, way text, state text,
--   asked_at moment, checked_by int, checker text, checked_at moment, found_sealed bytes,
--   closer text, closed_at moment, told_sealed bytes

-- statement change_find(id int, scope text) -> one change_request
-- for office
-- With the visit it is about, and the answer to that which counts.
SELECT c.id, c.household_id, h.code, v.name, h.team, c.about, c.visit_id, w.on_day, w.visitor, w.note,
       a.number, a.verdict, a.note_sealed, c.form, c.text_sealed, c.way, c.state, c.asked_at, c.checked_by, k.name, c.checked_at, c.found_sealed,
       e.name, c.closed_at, c.told_sealed
  FROM change_request c JOIN household h ON h.id = c.household_id JOIN region v ON v.code = c.region
       LEFT JOIN visit w ON w.id = c.visit_id
       LEFT JOIN visit_answer a ON a.visit_id = c.visit_id AND a.number =
         (SELECT MAX(x.number) FROM visit_answer x WHERE x.visit_id = c.visit_id)
       LEFT JOIN account k ON k.id = c.checked_by LEFT JOIN account e ON e.id = c.closed_by
 WHERE c.id = :id AND c.region LIKE CONCAT(:scope, '%');

-- statement change_anywhere(id int) -> one (id int)
-- for office
-- For the log alone: there is such a request, but not here.
SELECT id FROM change_request WHERE id = :id;

-- statement change_check(id int, account_id int, now moment, found_sealed bytes)
-- for office
UPDATE change_request SET state = 'checked', checked_by = :account_id, checked_at = :now,
       found_sealed = :found_sealed
 WHERE id = :id AND state = 'draft';

-- statement change_close(id int, state text, account_id int, now moment, told_sealed bytes)
-- for office
-- Never by whoever checked it.
UPDATE change_request SET state = :state, closed_by = :account_id, closed_at = :now,
       told_sealed = :told_sealed
 WHERE id = :id AND state = 'checked' AND checked_by <> :account_id;

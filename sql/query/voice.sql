-- What a household says of what we wrote about it, from its own page: it answers visits and asks for
-- corrections. Everything goes by the id it proved; nothing here finds a household.

-- row voice_visit: id int, on_day day, visitor text, note text, number int, verdict text,
--   answered_at moment

-- statement voice_visits(household_id int) -> many voice_visit
-- for lookup
-- Newest first, each with the answer that counts.
SELECT v.id, v.on_day, v.visitor, v.note, a.number, a.verdict, a.answered_at
  FROM visit v
       LEFT JOIN visit_answer a ON a.visit_id = v.id AND a.number =
         (SELECT MAX(x.number) FROM visit_answer x WHERE x.visit_id = v.id)
 WHERE v.household_id = :household_id ORDER BY v.on_day DESC, v.id DESC LIMIT 6;

-- statement voice_answer_add(visit_id int, household_id int, number int, verdict text,
--   note_sealed bytes, way text, now moment)
-- for lookup
-- CONFLICT when this number has been given.
INSERT INTO visit_answer (visit_id, household_id, number, verdict, note_sealed, way, answered_at)
VALUES (:visit_id, :household_id, :number, :verdict, :note_sealed, :way, :now);

-- statement voice_request_add(household_id int, about text, visit_id int, form bytes, text_sealed bytes, way text, now moment)
-- for lookup
-- CONFLICT when the same form came before.
INSERT INTO change_request (household_id, region, about, visit_id, form, text_sealed, way, asked_at)
SELECT h.id, h.region, :about, :visit_id, :form, :text_sealed, :way, :now
  FROM lookup_household h WHERE h.id = :household_id;

-- row voice_request: id int, about text, visit_id int, visit_on day, form bytes, state text,
--   asked_at moment, checked_at moment, closed_at moment, told_sealed bytes

-- statement voice_requests(household_id int) -> many voice_request
-- for lookup
-- Newest first, without what was written.
SELECT c.id, c.about, c.visit_id, v.on_day, c.form, c.state, c.asked_at, c.checked_at, c.closed_at,
       c.told_sealed
  FROM change_request c LEFT JOIN visit v ON v.id = c.visit_id
 WHERE c.household_id = :household_id ORDER BY c.id DESC LIMIT 20;

-- row voice_look: at moment, way text

-- statement voice_looks(household_id int, since moment) -> many voice_look
-- for lookup
-- When this household was looked up, newest first.
SELECT at, way FROM lookup_log WHERE household_id = :household_id AND at >= :since
 ORDER BY at DESC, id DESC LIMIT 200;

-- Changing keys, the texts of households and what the office wrote to them: in the order of their
-- ids, a batch at a time. A row that somebody changed meanwhile is left to the next run.

-- statement reseal_text_counts() -> one (requests int, notes int)
-- for admin
SELECT (SELECT COUNT(*) FROM change_request),
       (SELECT COUNT(*) FROM visit_answer WHERE note_sealed IS NOT NULL);

-- row reseal_request_row: id int, form bytes, text_sealed bytes, found_sealed bytes, told_sealed bytes

-- statement reseal_requests(after int) -> many reseal_request_row
-- for admin
SELECT id, form, text_sealed, found_sealed, told_sealed FROM change_request
 WHERE id > :after ORDER BY id LIMIT 200;

-- statement reseal_request(text_sealed bytes, found_sealed bytes, told_sealed bytes, id int,
--   old_text bytes, old_found bytes, old_told bytes)
-- for admin
UPDATE change_request SET text_sealed = :text_sealed, found_sealed = :found_sealed, told_sealed = :told_sealed
 WHERE id = :id AND text_sealed = :old_text AND found_sealed <=> :old_found AND told_sealed <=> :old_told;

-- row reseal_note_row: id int, visit_id int, number int, note_sealed bytes

-- statement reseal_notes(after int) -> many reseal_note_row
-- for admin
SELECT id, visit_id, number, note_sealed FROM visit_answer
 WHERE id > :after AND note_sealed IS NOT NULL ORDER BY id LIMIT 200;

-- statement reseal_note(note_sealed bytes, id int)
-- for admin
UPDATE visit_answer SET note_sealed = :note_sealed WHERE id = :id;

-- statement reseal_texts_under(key int) -> one (count int)
-- for admin
SELECT (SELECT COUNT(*) FROM change_request WHERE ORD(text_sealed) = :key OR ORD(found_sealed) = :key
          OR ORD(told_sealed) = :key)
     + (SELECT COUNT(*) FROM visit_answer WHERE ORD(note_sealed) = :key);

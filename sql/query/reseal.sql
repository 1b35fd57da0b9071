-- Changing keys (`mingbai keys reseal`, `keys retire`): people and query codes in the order of their
-- ids, a batch at a time. A row that somebody changed meanwhile is left to the next run.

-- statement reseal_counts() -> one (people int, codes int)
-- for admin
SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM household WHERE query_index IS NOT NULL);

-- row reseal_person_row: id int, name_key text, id_index bytes, id_sealed bytes, index_key int,
--   phone_index bytes, phone_sealed bytes

-- statement reseal_people(after int) -> many reseal_person_row
-- for admin
SELECT id, name_key, id_index, id_sealed, index_key, phone_index, phone_sealed
  FROM person WHERE id > :after ORDER BY id LIMIT 500;

-- statement reseal_person(id_index bytes, id_sealed bytes, index_key int, alike bytes,
--   phone_index bytes, phone_sealed bytes, id int, old_index bytes, old_sealed bytes, old_phone bytes)
-- for admin
-- No edit of the office's: edits stays as it was (007_intake.sql).
UPDATE person SET id_index = :id_index, id_sealed = :id_sealed, index_key = :index_key, alike = :alike,
       phone_index = :phone_index, phone_sealed = :phone_sealed, edits = edits - 1
 WHERE id = :id AND id_index = :old_index AND id_sealed = :old_sealed
   AND phone_sealed <=> :old_phone;

-- What a batch kept for undoing it is sealed under the keys of its time.

-- row reseal_was_row: batch_id int, id int, name_key text, id_index bytes, id_sealed bytes,
--   index_key int, phone_index bytes, phone_sealed bytes

-- statement reseal_was_people(after_batch int, after int) -> many reseal_was_row
-- for admin
SELECT batch_id, person_id, name_key, id_index, id_sealed, index_key, phone_index, phone_sealed
  FROM intake_was_person
 WHERE batch_id >= :after_batch AND (batch_id > :after_batch OR person_id > :after)
 ORDER BY batch_id, person_id LIMIT 500;

-- statement reseal_was_person(id_index bytes, id_sealed bytes, index_key int, alike bytes,
--   phone_index bytes, phone_sealed bytes, batch_id int, id int)
-- for admin
UPDATE intake_was_person SET id_index = :id_index, id_sealed = :id_sealed, index_key = :index_key,
       alike = :alike, phone_index = :phone_index, phone_sealed = :phone_sealed
 WHERE batch_id = :batch_id AND person_id = :id;

-- row reseal_address_row: batch_id int, id int, address_index bytes, address_sealed bytes

-- statement reseal_addresses(after int) -> many reseal_address_row
-- for admin
SELECT 0, id, address_index, address_sealed FROM household WHERE id > :after ORDER BY id LIMIT 500;

-- statement reseal_address(address_index bytes, address_sealed bytes, id int, old_sealed bytes)
-- for admin
UPDATE household SET address_index = :address_index, address_sealed = :address_sealed, edits = edits - 1
 WHERE id = :id AND address_sealed = :old_sealed;

-- statement reseal_was_addresses(after_batch int, after int) -> many reseal_address_row
-- for admin
SELECT batch_id, household_id, address_index, address_sealed FROM intake_was_household
 WHERE batch_id >= :after_batch AND (batch_id > :after_batch OR household_id > :after)
 ORDER BY batch_id, household_id LIMIT 500;

-- statement reseal_was_address(address_index bytes, address_sealed bytes, batch_id int, id int)
-- for admin
UPDATE intake_was_household SET address_index = :address_index, address_sealed = :address_sealed
 WHERE batch_id = :batch_id AND household_id = :id;

-- row reseal_code_row: id int, query_index bytes, query_chain bytes

-- statement reseal_codes(after int) -> many reseal_code_row
-- for admin
SELECT id, query_index, query_chain FROM household
 WHERE id > :after AND query_index IS NOT NULL AND query_chain IS NOT NULL ORDER BY id LIMIT 500;

-- statement reseal_code(query_index bytes, query_chain bytes, id int, old_index bytes)
-- for admin
UPDATE household SET query_index = :query_index, query_chain = :query_chain
 WHERE id = :id AND query_index = :old_index;

-- statement reseal_people_under(key int) -> one (count int, addresses int, kept int, waiting int)
-- for admin
-- Under this key, or under one that was not noted. Kept: for undoing. Waiting: batches.
SELECT (SELECT COUNT(*) FROM person
         WHERE index_key IN (0, :key) OR ORD(id_sealed) = :key OR ORD(phone_sealed) = :key),
       (SELECT COUNT(*) FROM household WHERE ORD(address_sealed) = :key),
       (SELECT COUNT(*) FROM intake_was_person
         WHERE ORD(id_sealed) = :key OR ORD(phone_sealed) = :key)
     + (SELECT COUNT(*) FROM intake_was_household WHERE ORD(address_sealed) = :key),
       (SELECT COUNT(*) FROM intake_batch WHERE state IN ('checked', 'approved') AND index_key IN (0, :key));

-- statement reseal_codes_under(key bytes) -> one (outer_count int, inner_count int, unknown_count int)
-- for admin
SELECT COALESCE(SUM(RIGHT(query_chain, 1) = :key), 0), COALESCE(SUM(LOCATE(:key, query_chain) > 0), 0),
       COALESCE(SUM(query_chain IS NULL), 0)
  FROM household WHERE query_index IS NOT NULL;

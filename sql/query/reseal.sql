-- Changing keys (`mingbai keys reseal`, `keys retire`): people and query codes in the order of their
-- ids, a batch at a time. A row that somebody changed meanwhile is left to the next run.

-- statement reseal_counts() -> one (people int, codes int)
-- for admin
SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM household WHERE query_index IS NOT NULL);

-- row reseal_person_row: id int, id_index bytes, id_sealed bytes, index_key int

-- statement reseal_people(after int) -> many reseal_person_row
-- for admin
SELECT id, id_index, id_sealed, index_key FROM person WHERE id > :after ORDER BY id LIMIT 500;

-- statement reseal_person(id_index bytes, id_sealed bytes, index_key int, id int, old_index bytes,
--   old_sealed bytes)
-- for admin
UPDATE person SET id_index = :id_index, id_sealed = :id_sealed, index_key = :index_key
 WHERE id = :id AND id_index = :old_index AND id_sealed = :old_sealed;

-- row reseal_code_row: id int, query_index bytes, query_chain bytes

-- statement reseal_codes(after int) -> many reseal_code_row
-- for admin
SELECT id, query_index, query_chain FROM household
 WHERE id > :after AND query_index IS NOT NULL AND query_chain IS NOT NULL ORDER BY id LIMIT 500;

-- statement reseal_code(query_index bytes, query_chain bytes, id int, old_index bytes)
-- for admin
UPDATE household SET query_index = :query_index, query_chain = :query_chain
 WHERE id = :id AND query_index = :old_index;

-- statement reseal_people_under(key int) -> one (count int)
-- for admin
-- Under this key, or under one that was not noted.
SELECT COUNT(*) FROM person WHERE index_key IN (0, :key) OR ORD(id_sealed) = :key;

-- statement reseal_codes_under(key bytes) -> one (outer_count int, inner_count int, unknown_count int)
-- for admin
SELECT COALESCE(SUM(RIGHT(query_chain, 1) = :key), 0), COALESCE(SUM(LOCATE(:key, query_chain) > 0), 0),
       COALESCE(SUM(query_chain IS NULL), 0)
  FROM household WHERE query_index IS NOT NULL;

-- Hard words with what they mean. There are some hundreds at most, so a look through all is quick.

-- row glossary_term: term text, meaning text

-- statement glossary_all(most int) -> many glossary_term
-- for public office
SELECT term, meaning FROM glossary ORDER BY term LIMIT :most;

-- statement glossary_find(term text) -> one (term text, meaning text, version int, setter text, set_at moment)
-- for office
SELECT g.term, g.meaning, g.version, a.name, g.set_at
  FROM glossary g LEFT JOIN account a ON a.id = g.set_by WHERE g.term = :term;

-- statement glossary_add(term text, meaning text, account_id int, now moment)
-- for office
INSERT IGNORE INTO glossary (term, meaning, set_by, set_at) VALUES (:term, :meaning, :account_id, :now);

-- statement glossary_change(term text, meaning text, account_id int, now moment, version int)
-- for office
-- Only over what was seen.
UPDATE glossary SET meaning = :meaning, set_by = :account_id, set_at = :now, version = version + 1
 WHERE term = :term AND version = :version;

-- statement glossary_drop(term text, version int)
-- for office
DELETE FROM glossary WHERE term = :term AND version = :version;

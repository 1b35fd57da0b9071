-- The index of the public search. Read by the public, written by whoever publishes (023_search.sql).

-- -- reading ---------------------------------------------------------------------------------------

-- row posting: block int, titles bytes, bodies bytes

-- statement posting_of(term bytes) -> many posting
-- for public
SELECT block, titles, bodies FROM search_posting WHERE term = :term ORDER BY block;

-- statement posting_last() -> one (last int)
-- for public
SELECT last FROM search_state WHERE one = 1;

-- row posting_word: word bytes, titles int

-- statement posting_words(low bytes, high bytes) -> many posting_word
-- for public
-- Words of titles that begin with a hanzi, the most frequent first.
SELECT word, titles FROM search_word
 WHERE word >= :low AND word < :high AND titles > 0 ORDER BY titles DESC, word LIMIT 6;

-- statement posting_turned(low bytes, high bytes) -> many posting_word
-- for public
-- The same that end with it.
SELECT word, titles FROM search_word
 WHERE turned >= :low AND turned < :high AND titles > 0 ORDER BY titles DESC, word LIMIT 6;

-- -- the texts, for the index and for what was found -------------------------------------------------

-- row posting_source: number int, ref_id int, edition int, kind text, region text, place text, above text,
--   state text, title text, document_number text, body text, more text, area text, type text,
--   published_at moment, on_day day, year int, from_day day, until_day day, successor_id int

-- statement posting_shown_editions(n0 int, n1 int, n2 int, n3 int, n4 int, n5 int, n6 int, n7 int, n8 int, n9 int) -> many posting_source
-- for public
-- The texts of ten numbers, as far as they are of these and still to be seen. (Most are: asked first.)
SELECT d.number, e.document_id, e.id, e.kind, e.region, r.name, p.name, e.state, e.title, e.document_number,
       e.body, CONCAT_WS(CHAR(10 USING utf8mb4), e.card_who, e.card_what, e.card_how, e.card_when,
                         e.card_bring, e.card_ask, e.issuer),
       e.area, e.type, e.published_at, e.issued_on, NULL, e.effective_from, e.effective_to, e.successor_id
  FROM search_document d JOIN published_edition e ON e.id = d.edition JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE d.number IN (:n0, :n1, :n2, :n3, :n4, :n5, :n6, :n7, :n8, :n9) AND d.kind = 'document' AND e.state IN ('published', 'withdrawn');

-- statement posting_shown_efforts(n0 int, n1 int, n2 int, n3 int, n4 int, n5 int, n6 int, n7 int, n8 int, n9 int) -> many posting_source
-- for public
SELECT d.number, e.effort_id, e.number, e.kind, e.region, r.name, p.name, e.state, e.title, '', e.about,
       CONCAT_WS(CHAR(10 USING utf8mb4), e.party, e.place), e.area, e.type, e.published_at, NULL, e.year, NULL, e.deadline, NULL
  FROM search_document d JOIN published_effort e ON e.effort_id = d.ref_id AND e.number = d.edition
       JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE d.number IN (:n0, :n1, :n2, :n3, :n4, :n5, :n6, :n7, :n8, :n9) AND d.kind = 'effort' AND e.state IN ('published', 'withdrawn');

-- statement posting_shown_questions(n0 int, n1 int, n2 int, n3 int, n4 int, n5 int, n6 int, n7 int, n8 int, n9 int) -> many posting_source
-- for public
SELECT d.number, q.id, 0, 'question', q.region, r.name, p.name, 'published', q.question, '', q.answer, '', q.area,
       NULL, q.published_at, NULL, NULL, NULL, NULL, NULL
  FROM search_document d JOIN published_question q ON q.id = d.ref_id JOIN region r ON r.code = q.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE d.number IN (:n0, :n1, :n2, :n3, :n4, :n5, :n6, :n7, :n8, :n9) AND d.kind = 'question';

-- statement posting_edition(id int) -> one posting_source
-- for office jobs admin
SELECT 0, e.document_id, e.id, e.kind, e.region, r.name, p.name, e.state, e.title, e.document_number,
       e.body, CONCAT_WS(CHAR(10 USING utf8mb4), e.card_who, e.card_what, e.card_how, e.card_when,
                         e.card_bring, e.card_ask, e.issuer),
       e.area, e.type, e.published_at, e.issued_on, NULL, e.effective_from, e.effective_to, e.successor_id
  FROM published_edition e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.id = :id;

-- statement posting_effort(id int, number int) -> one posting_source
-- for office jobs admin
SELECT 0, e.effort_id, e.number, e.kind, e.region, r.name, p.name, e.state, e.title, '', e.about,
       CONCAT_WS(CHAR(10 USING utf8mb4), e.party, e.place), e.area, e.type, e.published_at, NULL, e.year, NULL, e.deadline, NULL
  FROM published_effort e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.effort_id = :id AND e.number = :number AND e.kind IN ('project', 'job');

-- statement posting_question_kept(id int) -> one posting_source
-- for office jobs admin
-- Hidden or not: to be taken out, its words are needed once more.
SELECT 0, q.id, 0, 'question', q.region, r.name, p.name,
       IF(q.shown = 1 AND q.consent = 1, 'published', 'hidden'), q.question, '', q.answer, '', q.area,
       NULL, q.published_at, NULL, NULL, NULL, NULL, NULL
  FROM ticket q JOIN region r ON r.code = q.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE q.id = :id AND q.published_at IS NOT NULL;

-- -- writing ---------------------------------------------------------------------------------------

-- row posting_state: last int, rules int

-- statement posting_hold() -> one posting_state
-- for office jobs admin
-- One after another for whoever writes.
SELECT last, rules FROM search_state WHERE one = 1 FOR UPDATE;

-- statement posting_move(last int, rules int)
-- for office jobs admin
UPDATE search_state SET last = :last, rules = :rules WHERE one = 1;

-- row posting_document: number int, edition int, bare bool

-- statement posting_indexed(kind text, ref_id int) -> one posting_document
-- for office jobs admin
SELECT number, edition, bare FROM search_document
 WHERE kind = :kind AND ref_id = :ref_id FOR UPDATE;

-- statement posting_live_edition(document_id int) -> one (edition int)
-- for office jobs admin
SELECT id FROM edition WHERE live_of = :document_id;

-- statement posting_live_effort(effort_id int) -> one (edition int)
-- for office jobs admin
SELECT number FROM effort_edition WHERE live_of = :effort_id AND kind IN ('project', 'job');

-- statement posting_document_add(number int, kind text, ref_id int, edition int, bare bool)
-- for office jobs admin
INSERT INTO search_document (number, kind, ref_id, edition, bare)
VALUES (:number, :kind, :ref_id, :edition, :bare);

-- statement posting_document_drop(number int)
-- for office jobs admin
DELETE FROM search_document WHERE number = :number;

-- statement posting_add(term bytes, block int, titles bytes, bodies bytes)
-- for office jobs admin
INSERT INTO search_posting (term, block, titles, bodies)
VALUES (:term, :block, :titles, :bodies)
ON DUPLICATE KEY UPDATE titles = CONCAT(titles, VALUES(titles)), bodies = CONCAT(bodies, VALUES(bodies));

-- statement posting_drop(term bytes, block int, titles bytes, bodies bytes)
-- for office jobs admin
-- (Each is there: it was added.)
INSERT INTO search_posting (term, block, titles, bodies)
VALUES (:term, :block, :titles, :bodies)
ON DUPLICATE KEY UPDATE titles = REPLACE(titles, VALUES(titles), ''), bodies = REPLACE(bodies, VALUES(bodies), '');

-- statement posting_word_add(word bytes, turned bytes, titles int)
-- for office jobs admin
INSERT INTO search_word (word, turned, titles)
VALUES (:word, :turned, :titles)
ON DUPLICATE KEY UPDATE titles = titles + VALUES(titles);

-- statement posting_taken_back() -> many (id int)
-- for office jobs admin
-- Questions in the index whose asker no longer agrees.
SELECT t.id FROM search_document d JOIN ticket t ON t.id = d.ref_id
 WHERE d.kind = 'question' AND t.consent = 0 LIMIT 20;

-- -- all of it anew --------------------------------------------------------------------------------

-- row posting_found: kind text, ref_id int, edition int, at moment

-- statement posting_everything() -> many posting_found
-- for admin
-- What can be found, in the order it was published.
SELECT 'document', document_id, id, published_at FROM edition WHERE live_of IS NOT NULL
 UNION ALL
SELECT 'effort', effort_id, number, published_at FROM effort_edition
 WHERE live_of IS NOT NULL AND kind IN ('project', 'job')
 UNION ALL
SELECT 'question', id, 0, published_at FROM ticket WHERE shown = 1 AND consent = 1
 ORDER BY 4, 1, 2;

-- statement posting_forget_documents()
-- for admin
DELETE FROM search_document;

-- statement posting_forget_postings()
-- for admin
DELETE FROM search_posting;

-- statement posting_forget_words()
-- for admin
DELETE FROM search_word;

-- What was asked and answered, for everybody: only what its asker agreed to.

-- row question: id int, kind text, region text, place text, above text, area text, question text,
--   answer text, asked_at moment, decided_at moment, published_at moment

-- statement question_list(region text, area text, before_at moment, before_id int, most int) -> many question
-- for public
-- Newest first, one page.
SELECT q.id, q.kind, q.region, r.name, p.name, q.area, q.question, q.answer, q.asked_at, q.decided_at, q.published_at
  FROM published_question q JOIN region r ON r.code = q.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE (:region IS NULL OR q.region LIKE CONCAT(:region, '%')) AND (:area IS NULL OR q.area = :area)
   AND q.published_at <= :before_at AND (q.published_at < :before_at OR q.id < :before_id)
 ORDER BY q.published_at DESC, q.id DESC LIMIT :most;

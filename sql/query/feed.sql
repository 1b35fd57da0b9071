-- What feeds, calendars and sitemaps are made of: the newest publications with their text.

-- row feed_item: id int, number int, title text, body text, issuer text, area text, type text,
--   region text, place text, above text, published_at moment, opens_at moment, closes_at moment,
--   withdrawn_at moment, withdrawn_reason text

-- statement feed_list(kind text, state text, type text, area text, region text, most int) -> many feed_item
-- for public
-- Newest first. (STRAIGHT_JOIN: as notice_list.)
SELECT STRAIGHT_JOIN e.document_id, e.number, e.title, e.body, e.issuer, e.area, e.type,
       e.region, r.name, p.name, e.published_at, e.opens_at, e.closes_at,
       e.withdrawn_at, e.withdrawn_reason
  FROM published_edition e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.kind = :kind AND e.state = :state
   AND (:type IS NULL OR e.type = :type)
   AND (:area IS NULL OR e.area = :area)
   AND (:region IS NULL OR e.region LIKE CONCAT(:region, '%'))
 ORDER BY e.published_at DESC, e.document_id DESC LIMIT :most;

-- statement feed_closing(now moment, region text, most int) -> many feed_item
-- for public
-- Announcements open for objection or soon to be, the first to close first.
SELECT STRAIGHT_JOIN e.document_id, e.number, e.title, e.body, e.issuer, e.area, e.type,
       e.region, r.name, p.name, e.published_at, e.opens_at, e.closes_at,
       e.withdrawn_at, e.withdrawn_reason
  FROM published_edition e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.kind = 'notice' AND e.state = 'published' AND e.closes_at > :now
   AND (:region IS NULL OR e.region LIKE CONCAT(:region, '%'))
 ORDER BY e.closes_at, e.document_id LIMIT :most;

-- statement feed_heads(most int) -> many ledger_head
-- for public
SELECT id, size, root, signed_at, public_key, signature FROM ledger_head ORDER BY id DESC LIMIT :most;

-- row sitemap_last: id int

-- statement sitemap_last_document() -> one sitemap_last
-- for public
-- How far documents are numbered.
SELECT document_id FROM published_edition ORDER BY document_id DESC LIMIT 1;

-- statement sitemap_last_effort() -> one sitemap_last
-- for public
SELECT effort_id FROM published_effort ORDER BY effort_id DESC LIMIT 1;

-- row sitemap_change: shown moment, gone moment

-- statement sitemap_articles(kind text) -> one sitemap_change
-- for public
-- When the list of announcements or policies last changed: one came, or one was taken away.
SELECT (SELECT published_at FROM published_edition WHERE kind = :kind AND state = 'published'
         ORDER BY published_at DESC LIMIT 1),
       (SELECT withdrawn_at FROM published_edition WHERE kind = :kind AND state = 'withdrawn'
         ORDER BY withdrawn_at DESC LIMIT 1);

-- statement sitemap_offers(kind text) -> one sitemap_change
-- for public
-- The same of jobs and donations. (Projects go on between their editions: what is paid, which step.)
SELECT (SELECT published_at FROM published_effort WHERE kind = :kind AND state = 'published'
         ORDER BY published_at DESC LIMIT 1),
       (SELECT withdrawn_at FROM published_effort WHERE kind = :kind AND state = 'withdrawn'
         ORDER BY withdrawn_at DESC LIMIT 1);

-- statement sitemap_questions() -> one sitemap_change
-- for public
-- What its asker takes back leaves no day behind.
SELECT published_at, NULL FROM published_question ORDER BY published_at DESC, id DESC LIMIT 1;

-- row sitemap_page: id int, kind text, changed moment

-- statement sitemap_documents(after int, upto int) -> many sitemap_page
-- for public
SELECT document_id, kind, COALESCE(withdrawn_at, published_at) FROM published_edition
 WHERE document_id > :after AND document_id <= :upto AND state IN ('published', 'withdrawn')
 ORDER BY document_id LIMIT 10000;

-- statement sitemap_efforts(after int, upto int) -> many sitemap_page
-- for public
-- Donations have no page of their own.
SELECT effort_id, kind, COALESCE(withdrawn_at, published_at) FROM published_effort
 WHERE effort_id > :after AND effort_id <= :upto AND state IN ('published', 'withdrawn')
   AND kind IN ('project', 'job')
 ORDER BY effort_id LIMIT 10000;

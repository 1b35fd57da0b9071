-- What the screen of a hall shows: of its own place and of those it lies in, through the published
-- views only. A place that does not exist (a county's board has no village) is NULL.

-- row board_notice: id int, edition_id int, title text, type text, place text, issuer text, body text,
--   published_at moment, opens_at moment, closes_at moment

-- statement board_open(own text, township text, county text, prefecture text, province text, now moment, most int) -> many board_notice
-- for public
-- Open for objection now, the first to close first.
SELECT e.document_id, e.id, e.title, e.type, r.name, e.issuer, e.body, e.published_at, e.opens_at, e.closes_at
  FROM published_edition e JOIN region r ON r.code = e.region
 WHERE e.kind = 'notice' AND e.state = 'published' AND e.closes_at > :now AND e.opens_at <= :now
   AND e.region IN (:own, :township, :county, :prefecture, :province)
 ORDER BY e.closes_at, e.document_id LIMIT :most;

-- statement board_newest(own text, township text, county text, prefecture text, province text, now moment, most int) -> many board_notice
-- for public
-- The newest that take no objections now.
SELECT e.document_id, e.id, e.title, e.type, r.name, e.issuer, e.body, e.published_at, e.opens_at, e.closes_at
  FROM published_edition e JOIN region r ON r.code = e.region
 WHERE e.kind = 'notice' AND e.state = 'published'
   AND e.region IN (:own, :township, :county, :prefecture, :province)
   AND (e.closes_at IS NULL OR e.closes_at <= :now OR e.opens_at > :now)
 ORDER BY e.published_at DESC, e.document_id DESC LIMIT :most;

-- row board_job: id int, title text, type text, party text, place text, posts int,
--   wage_from money, wage_to money, deadline day, phone text

-- statement board_jobs(own text, township text, county text, prefecture text, province text, today day, most int) -> many board_job
-- for public
-- One can still apply, the first to close first.
SELECT effort_id, title, type, party, place, posts, wage_from, wage_to, deadline, phone
  FROM published_effort
 WHERE kind = 'job' AND state = 'published' AND deadline >= :today
   AND region IN (:own, :township, :county, :prefecture, :province)
 ORDER BY deadline, effort_id LIMIT :most;

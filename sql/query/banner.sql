-- The banner: an urgent word on every page.

-- statement banner_live(now moment) -> one (text text, document_id int)
-- for public lookup office
-- Asked for each page that does not come from a cache.
SELECT text, document_id FROM banner
 WHERE one = 1 AND text <> '' AND (until_at IS NULL OR until_at > :now);

-- row banner: text text, until_at moment, document_id int, title text, version int, setter text, set_at moment

-- statement banner_read() -> one banner
-- for office
SELECT b.text, b.until_at, b.document_id, e.title, b.version, a.name, b.set_at
  FROM banner b LEFT JOIN account a ON a.id = b.set_by
       LEFT JOIN edition e ON e.live_of = b.document_id
 WHERE b.one = 1;

-- statement banner_put(text text, until_at moment, document_id int, account_id int, now moment, version int)
-- for office
-- Only over what was seen.
UPDATE banner SET text = :text, until_at = :until_at, document_id = :document_id,
       set_by = :account_id, set_at = :now, version = version + 1
 WHERE one = 1 AND version = :version;

-- statement banner_notices(most int) -> many (id int, title text)
-- for office
-- What a banner may lead to: the latest announcements that are out.
SELECT document_id, title FROM published_edition
 WHERE kind = 'notice' AND state = 'published' ORDER BY published_at DESC, document_id DESC LIMIT :most;

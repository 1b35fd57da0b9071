-- What the public reads: policies and announcements, through the published views only.

-- row policy_item: id int, title text, issuer text, document_number text, issued_on day, area text,
--   region text, level text, effective_from day, effective_to day, successor_id int, published_at moment

-- statement policy_list(area text, level text, region text, from_day day, to_day day, before_at moment, before_id int, most int) -> many policy_item
-- for public
-- One page, newest first.
SELECT document_id, title, issuer, document_number, issued_on, area,
       region, level, effective_from, effective_to, successor_id, published_at
  FROM published_edition
 WHERE kind = 'policy' AND state = 'published'
   AND (:area IS NULL OR area = :area)
   AND (:level IS NULL OR level = :level)
   AND (:region IS NULL OR region LIKE CONCAT(:region, '%'))
   AND (:from_day IS NULL OR issued_on BETWEEN :from_day AND :to_day)
   AND published_at <= :before_at AND (published_at < :before_at OR document_id < :before_id)
 ORDER BY published_at DESC, document_id DESC LIMIT :most;

-- row notice_item: id int, title text, type text, region text, place text, above text,
--   published_at moment, opens_at moment, closes_at moment, state text, number int

-- statement notice_list(type text, region text, open_at moment, closed_at moment, from_at moment, to_at moment, before_at moment, before_id int, most int) -> many notice_item
-- for public
-- One page, newest first; open_at: only those open at that moment; closed_at: only those closed by then.
-- By the announcements' own index up to the last of the page: left to itself the optimizer begins with
-- the regions, where there are few, and then reads all there ever was.
SELECT STRAIGHT_JOIN e.document_id, e.title, e.type, e.region, r.name, p.name,
       e.published_at, e.opens_at, e.closes_at, e.state, e.number
  FROM published_edition e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.kind = 'notice' AND e.state = 'published'
   AND (:type IS NULL OR e.type = :type)
   AND (:region IS NULL OR e.region LIKE CONCAT(:region, '%'))
   AND (:open_at IS NULL OR (e.opens_at <= :open_at AND e.closes_at > :open_at))
   AND (:closed_at IS NULL OR e.closes_at <= :closed_at)
   AND (:from_at IS NULL OR (e.published_at >= :from_at AND e.published_at < :to_at))
   AND e.published_at <= :before_at AND (e.published_at < :before_at OR e.document_id < :before_id)
 ORDER BY e.published_at DESC, e.document_id DESC LIMIT :most;

-- statement notice_closing(now moment, most int) -> many notice_item
-- for public
-- Open for objection now, the first to close first.
SELECT STRAIGHT_JOIN e.document_id, e.title, e.type, e.region, r.name, p.name,
       e.published_at, e.opens_at, e.closes_at, e.state, e.number
  FROM published_edition e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.kind = 'notice' AND e.state = 'published' AND e.closes_at > :now AND e.opens_at <= :now
 ORDER BY e.closes_at, e.document_id LIMIT :most;

-- row article: id int, document_id int, state text, number int, region text, title text, body text,
--   issuer text, document_number text, issued_on day, effective_from day, effective_to day,
--   level text, area text, successor_id int, card_who text, card_what text, card_how text,
--   card_when text, card_bring text, card_ask text, type text, window_days int, opens_at moment,
--   closes_at moment, change_note text, published_at moment, withdrawn_at moment, withdrawn_reason text

-- statement article_live(document_id int, kind text) -> one article
-- for public
SELECT id, document_id, state, number, region, title, body, issuer, document_number, issued_on,
       effective_from, effective_to, level, area, successor_id, card_who, card_what, card_how,
       card_when, card_bring, card_ask, type, window_days, opens_at, closes_at, change_note,
       published_at, withdrawn_at, withdrawn_reason
  FROM published_edition
 WHERE live_of = :document_id AND kind = :kind;

-- statement article_edition(document_id int, kind text, number int) -> one article
-- for public
SELECT id, document_id, state, number, region, title, body, issuer, document_number, issued_on,
       effective_from, effective_to, level, area, successor_id, card_who, card_what, card_how,
       card_when, card_bring, card_ask, type, window_days, opens_at, closes_at, change_note,
       published_at, withdrawn_at, withdrawn_reason
  FROM published_edition
 WHERE document_id = :document_id AND kind = :kind AND number = :number;

-- statement article_title(document_id int) -> one (title text)
-- for public
SELECT title FROM published_edition WHERE live_of = :document_id AND state = 'published';

-- row edition_mark: number int, state text, published_at moment, change_note text

-- statement article_editions(document_id int) -> many edition_mark
-- for public
SELECT number, state, published_at, change_note FROM published_edition
 WHERE document_id = :document_id ORDER BY number DESC LIMIT 50;

-- row entry: masked_name text, village text, team text, size int, category text, amount money

-- statement article_entries(edition_id int) -> many entry
-- for public
SELECT masked_name, village, team, size, category, amount FROM published_entry
 WHERE edition_id = :edition_id ORDER BY position LIMIT 3000;

-- row attachment: id int, name text, type text, size int, digest text

-- statement article_attachments(edition_id int) -> many attachment
-- for public
SELECT id, name, type, size, digest FROM published_attachment
 WHERE edition_id = :edition_id ORDER BY position LIMIT 30;

-- statement attachment_find(id int) -> one attachment
-- for public
SELECT id, name, type, size, digest FROM published_attachment WHERE id = :id;

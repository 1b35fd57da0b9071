-- Documents as the office works on them: drafts, publishing, withdrawing. Always within a region
-- and what lies below it (:scope), so that a document of elsewhere is not there at all.

-- statement document_add(kind text, region text, created_by int, now moment, form_key text)
-- for office
INSERT INTO document (kind, region, created_by, created_at, form_key)
VALUES (:kind, :region, :created_by, :now, :form_key);

-- statement document_by_form(form_key text, scope text) -> one (id int)
-- for office
SELECT id FROM document WHERE form_key = :form_key AND region LIKE CONCAT(:scope, '%');

-- row edition: id int, document_id int, kind text, region text, state text, number int, version int,
--   title text, body text, issuer text, document_number text, issued_on day, effective_from day,
--   effective_to day, level text, area text, successor_id int, card_who text, card_what text,
--   card_how text, card_when text, card_bring text, card_ask text, type text, window_days int,
--   opens_at moment, closes_at moment, change_note text, updated_at moment, published_at moment,
--   withdrawn_at moment, withdrawn_reason text, written_by text, submitted_by text, submitted_at moment,
--   approved_by text, approved_at moment, approver int, said text, said_by text, said_at moment,
--   due_at moment, is_own bool, fit text

-- statement edition_of_document(document_id int, scope text, account_id int) -> many edition
-- for office jobs
-- Every edition, newest first: the one on its way, if there is one, comes first. is_own: this account
-- wrote some of it or submitted it.
SELECT e.id, e.document_id, e.kind, e.region, e.state, e.number, e.version, e.title, e.body,
       e.issuer, e.document_number, e.issued_on, e.effective_from, e.effective_to, e.level, e.area,
       e.successor_id, e.card_who, e.card_what, e.card_how, e.card_when, e.card_bring, e.card_ask,
       e.type, e.window_days, e.opens_at, e.closes_at, e.change_note, e.updated_at,
       e.published_at, e.withdrawn_at, e.withdrawn_reason, a.name, s.name, w.submitted_at, p.name,
       w.approved_at, w.approved_by, w.said, b.name, w.said_at, IF(w.due_deed = 'publish', w.due_at, NULL),
       COALESCE(w.submitted_by = :account_id, FALSE)
         OR EXISTS (SELECT 1 FROM edition_hand h WHERE h.edition_id = e.id AND h.account_id = :account_id),
       COALESCE((SELECT GROUP_CONCAT(CONCAT(c.role, ' ', c.fact) ORDER BY c.position SEPARATOR ';')
          FROM fit_condition c WHERE c.edition_id = e.id), '')
  FROM edition e LEFT JOIN account a ON a.id = e.written_by
       LEFT JOIN edition_work w ON w.edition_id = e.id
       LEFT JOIN account s ON s.id = w.submitted_by
       LEFT JOIN account p ON p.id = w.approved_by
       LEFT JOIN account b ON b.id = w.said_by
 WHERE e.document_id = :document_id AND e.region LIKE CONCAT(:scope, '%')
 ORDER BY e.number DESC LIMIT 50;

-- statement document_lock(id int) -> one (id int)
-- for office jobs
-- One after another for whoever changes the same document.
SELECT id FROM document WHERE id = :id FOR UPDATE;

-- statement draft_add(document_id int, kind text, region text, number int, version int, title text, body text, issuer text, document_number text, issued_on day, effective_from day, effective_to day, level text, area text, card_who text, card_what text, card_how text, card_when text, card_bring text, card_ask text, type text, window_days int, change_note text, written_by int, now moment)
-- for office
INSERT INTO edition (document_id, kind, region, state, number, version, title, body, issuer,
       document_number, issued_on, effective_from, effective_to, level, area, card_who, card_what,
       card_how, card_when, card_bring, card_ask, type, window_days, change_note, written_by, updated_at)
VALUES (:document_id, :kind, :region, 'draft', :number, :version, :title, :body, :issuer,
       :document_number, :issued_on, :effective_from, :effective_to, :level, :area, :card_who,
       :card_what, :card_how, :card_when, :card_bring, :card_ask, :type, :window_days, :change_note,
       :written_by, :now);

-- statement draft_save(id int, version int, title text, body text, issuer text, document_number text, issued_on day, effective_from day, effective_to day, level text, area text, card_who text, card_what text, card_how text, card_when text, card_bring text, card_ask text, type text, window_days int, change_note text, written_by int, now moment)
-- for office
-- Only over the version it was read from.
UPDATE edition SET version = version + 1, title = :title, body = :body, issuer = :issuer,
       document_number = :document_number, issued_on = :issued_on, effective_from = :effective_from,
       effective_to = :effective_to, level = :level, area = :area, card_who = :card_who,
       card_what = :card_what, card_how = :card_how, card_when = :card_when,
       card_bring = :card_bring, card_ask = :card_ask, type = :type, window_days = :window_days,
       change_note = :change_note, written_by = :written_by, updated_at = :now
 WHERE id = :id AND version = :version AND state = 'draft';

-- statement edition_correct(document_id int)
-- for office jobs
-- The live edition makes room for the next one.
UPDATE edition SET state = 'corrected' WHERE document_id = :document_id AND state IN ('published', 'withdrawn');

-- statement edition_publish(id int, version int, was text, published_by int, now moment, opens_at moment, closes_at moment)
-- for office jobs
UPDATE edition SET state = 'published', published_by = :published_by, published_at = :now,
       opens_at = :opens_at, closes_at = :closes_at, updated_at = :now
 WHERE id = :id AND version = :version AND state = :was;

-- statement edition_withdraw(document_id int, now moment, reason text)
-- for office
UPDATE edition SET state = 'withdrawn', withdrawn_at = :now, withdrawn_reason = :reason, updated_at = :now
 WHERE document_id = :document_id AND state = 'published';

-- row desk_item: document_id int, kind text, region text, place text, state text, title text,
--   type text, written_by text, updated_at moment, opens_at moment, closes_at moment, said text,
--   due_at moment

-- statement desk_list(scope text, kind text, state text, before_at moment, before_id int, most int) -> many desk_item
-- for office
-- What is on its way, live and withdrawn editions of a region and below, the latest touched first.
SELECT e.document_id, e.kind, e.region, r.name, e.state, e.title, e.type, a.name, e.updated_at,
       e.opens_at, e.closes_at, w.said, IF(w.due_deed = 'publish', w.due_at, NULL)
  FROM edition e JOIN region r ON r.code = e.region LEFT JOIN account a ON a.id = e.written_by
       LEFT JOIN edition_work w ON w.edition_id = e.id
 WHERE e.region LIKE CONCAT(:scope, '%')
   AND (:kind IS NULL OR e.kind = :kind)
   AND ((:state IS NULL AND e.state <> 'corrected') OR e.state = :state)
   AND e.updated_at <= :before_at AND (e.updated_at < :before_at OR e.document_id < :before_id)
 ORDER BY e.updated_at DESC, e.document_id DESC LIMIT :most;

-- statement desk_closing(scope text, now moment, most int) -> many desk_item
-- for office
-- Notices of a region and below that are open now, the first to close first.
SELECT e.document_id, e.kind, e.region, r.name, e.state, e.title, e.type, a.name, e.updated_at,
       e.opens_at, e.closes_at, '', NULL
  FROM edition e JOIN region r ON r.code = e.region LEFT JOIN account a ON a.id = e.written_by
 WHERE e.kind = 'notice' AND e.state = 'published' AND e.closes_at > :now
   AND e.region LIKE CONCAT(:scope, '%')
 ORDER BY e.closes_at, e.document_id LIMIT :most;

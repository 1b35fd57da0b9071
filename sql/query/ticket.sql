-- Tickets as whoever sends one meets them, in the lookup pool: the notice they are about, the ticket
-- itself, and how it stands. Nothing that was written in a ticket is read here, but what it was told.

-- row ticket_notice: edition_id int, title text, type text, region text, place text, above text,
--   state text, opens_at moment, closes_at moment, phone text

-- statement ticket_notice(document_id int) -> one ticket_notice
-- for lookup office
-- The live edition; phone: of the office it belongs to, or of the one above.
SELECT e.id, e.title, e.type, e.region, r.name, p.name, e.state, e.opens_at, e.closes_at,
       COALESCE(r.phone, p.phone)
  FROM published_edition e JOIN region r ON r.code = e.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
 WHERE e.document_id = :document_id AND e.kind = 'notice' AND e.state IN ('published', 'withdrawn');

-- row ticket_entry: position int, masked_name text, village text, team text

-- statement ticket_entries(edition_id int) -> many ticket_entry
-- for lookup
SELECT position, masked_name, village, team FROM published_entry
 WHERE edition_id = :edition_id ORDER BY position LIMIT 1000;

-- statement ticket_entry(edition_id int, position int) -> one ticket_entry
-- for lookup office
SELECT position, masked_name, village, team FROM published_entry
 WHERE edition_id = :edition_id AND position = :position;

-- statement ticket_case(edition_id int, position int) -> one (case_id int)
-- for lookup
-- The case behind a line of a list; a list from before the portal has none.
SELECT case_id FROM case_notice WHERE edition_id = :edition_id AND position = :position;

-- statement ticket_add(number text, secret_index bytes, secret_chain bytes, form bytes, kind text,
--   region text, area text, document_id int, edition_id int, entry int, hold_id int, guarded bool,
--   consent bool, text_sealed bytes, who_sealed bytes, now moment, visit_by day, decide_by day)
-- for lookup admin
-- CONFLICT: the number is taken, or the same form came this moment.
INSERT INTO ticket (number, secret_index, secret_chain, form, kind, region, area, document_id, edition_id,
                    entry, hold_id, guarded, consent, text_sealed, who_sealed, asked_at, visit_by, decide_by)
VALUES (:number, :secret_index, :secret_chain, :form, :kind, :region, :area, :document_id, :edition_id,
        :entry, :hold_id, :guarded, :consent, :text_sealed, :who_sealed, :now, :visit_by, :decide_by);

-- statement ticket_file_add(ticket_id int, digest bytes, kind text, size int, name_sealed bytes, sealed bytes)
-- for lookup
INSERT INTO ticket_file (ticket_id, digest, kind, size, name_sealed, sealed)
VALUES (:ticket_id, :digest, :kind, :size, :name_sealed, :sealed);

-- row ticket_claim: id int, number text, secret_index bytes, secret_chain bytes, asked_at moment,
--   visit_by day, decide_by day

-- statement ticket_by_form(form bytes) -> one ticket_claim
-- for lookup
SELECT id, number, secret_index, secret_chain, asked_at, visit_by, decide_by FROM ticket WHERE form = :form;

-- statement ticket_by_number(number text) -> one ticket_claim
-- for lookup
SELECT id, number, secret_index, secret_chain, asked_at, visit_by, decide_by FROM ticket WHERE number = :number;

-- statement ticket_beside(number text) -> one (id int)
-- for lookup
-- The ticket next to this number: anybody's.
SELECT id FROM ticket WHERE number >= :number ORDER BY number LIMIT 1;

-- row ticket: id int, number text, form bytes, kind text, region text, place text, phone text,
--   document_id int, title text, entry int, consent bool, asked_at moment, visit_by day,
--   decide_by day, visited_at moment, decided_at moment, outcome text, told_sealed bytes,
--   published_at moment, more_at moment

-- statement ticket_read(id int) -> one ticket
-- for lookup
SELECT t.id, t.number, t.form, t.kind, t.region, r.name, COALESCE(r.phone, p.phone), t.document_id, e.title,
       t.entry, t.consent, t.asked_at, t.visit_by, t.decide_by, t.visited_at, t.decided_at, t.outcome,
       t.told_sealed, t.published_at, t.more_at
  FROM ticket t JOIN region r ON r.code = t.region
       LEFT JOIN region p ON p.code = r.parent AND p.level = 'township'
       LEFT JOIN published_edition e ON e.id = t.edition_id
 WHERE t.id = :id;

-- statement ticket_more(more_sealed bytes, now moment, id int)
-- for lookup
UPDATE ticket SET more_sealed = :more_sealed, more_at = :now
 WHERE id = :id AND more_at IS NULL AND decided_at IS NULL;

-- statement ticket_unshow(id int)
-- for lookup
-- Taken back: whoever asked does not want it public any more.
UPDATE ticket SET consent = 0 WHERE id = :id;

-- Bringing tickets to the current keys (`mingbai keys reseal`), in the order of their ids.

-- row ticket_sealed: id int, form bytes, secret_index bytes, secret_chain bytes, text_sealed bytes,
--   who_sealed bytes, more_sealed bytes, found_sealed bytes, told_sealed bytes

-- statement ticket_sealed(after int) -> many ticket_sealed
-- for admin
SELECT id, form, secret_index, secret_chain, text_sealed, who_sealed, more_sealed, found_sealed, told_sealed
  FROM ticket WHERE id > :after ORDER BY id LIMIT 100;

-- statement ticket_seal(secret_index bytes, secret_chain bytes, text_sealed bytes, who_sealed bytes,
--   more_sealed bytes, found_sealed bytes, told_sealed bytes, id int, old_more bytes, old_found bytes, old_told bytes)
-- for admin
-- A row that somebody changed meanwhile is left to the next run.
UPDATE ticket SET secret_index = :secret_index, secret_chain = :secret_chain, text_sealed = :text_sealed,
       who_sealed = :who_sealed, more_sealed = :more_sealed, found_sealed = :found_sealed, told_sealed = :told_sealed
 WHERE id = :id AND more_sealed <=> :old_more AND found_sealed <=> :old_found AND told_sealed <=> :old_told;

-- row ticket_sealed_file: ticket_id int, form bytes, name_sealed bytes, sealed bytes

-- statement ticket_sealed_files(after int) -> many ticket_sealed_file
-- for admin
-- One at a time: each may be some megabytes.
SELECT f.ticket_id, t.form, f.name_sealed, f.sealed
  FROM ticket_file f JOIN ticket t ON t.id = f.ticket_id
 WHERE f.ticket_id > :after ORDER BY f.ticket_id LIMIT 1;

-- statement ticket_seal_file(name_sealed bytes, sealed bytes, ticket_id int)
-- for admin
UPDATE ticket_file SET name_sealed = :name_sealed, sealed = :sealed WHERE ticket_id = :ticket_id;

-- statement ticket_under(key int, outer_key bytes) -> one (count int, inner_count int)
-- for admin
-- What is under a key; inner: secret codes that have it as some layer.
SELECT (SELECT COUNT(*) FROM ticket WHERE ORD(text_sealed) = :key OR ORD(who_sealed) = :key
          OR ORD(more_sealed) = :key OR ORD(found_sealed) = :key OR ORD(told_sealed) = :key
          OR RIGHT(secret_chain, 1) = :outer_key)
     + (SELECT COUNT(*) FROM ticket_file WHERE ORD(sealed) = :key OR ORD(name_sealed) = :key),
       (SELECT COUNT(*) FROM ticket WHERE LOCATE(:outer_key, secret_chain) > 0);

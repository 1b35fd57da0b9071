-- Filling an empty database with a made-up county (`mingbai demo`): plain inserts under the
-- migrating account. No server may run any of these.

-- statement seed_places() -> one (places int)
-- for admin
SELECT COUNT(*) FROM region;

-- statement seed_region_phone(phone text, code text)
-- for admin
UPDATE region SET phone = :phone WHERE code = :code;

-- statement seed_document(kind text, region text, created_by int, created_at moment)
-- for admin
INSERT INTO document (kind, region, created_by, created_at)
VALUES (:kind, :region, :created_by, :created_at);

-- statement seed_edition(document_id int, kind text, region text, state text, number int, title text,
--   body text, issuer text, document_number text, issued_on day, effective_from day,
--   effective_to day, level text, area text, card_who text, card_what text, card_how text,
--   card_when text, card_bring text, card_ask text, type text, window_days int, opens_at moment,
--   closes_at moment, change_note text, written_by int, published_by int, published_at moment,
--   withdrawn_at moment, withdrawn_reason text)
-- for admin
INSERT INTO edition (document_id, kind, region, state, number, title, body, issuer,
                     document_number, issued_on, effective_from, effective_to, level, area,
                     card_who, card_what, card_how, card_when, card_bring, card_ask,
                     type, window_days, opens_at, closes_at, change_note, written_by,
                     updated_at, published_by, published_at, withdrawn_at, withdrawn_reason)
VALUES (:document_id, :kind, :region, :state, :number, :title, :body, :issuer,
        :document_number, :issued_on, :effective_from, :effective_to, :level, :area,
        :card_who, :card_what, :card_how, :card_when, :card_bring, :card_ask,
        :type, :window_days, :opens_at, :closes_at, :change_note, :written_by,
        :published_at, :published_by, :published_at, :withdrawn_at, :withdrawn_reason);

-- statement seed_successor(successor_id int, document_id int)
-- for admin
-- The document that replaced another is known only when both are there.
UPDATE edition SET successor_id = :successor_id WHERE document_id = :document_id;

-- statement seed_entry(edition_id int, position int, masked_name text, village text, team text,
--   size int, category text, amount money)
-- for admin
INSERT INTO notice_entry (edition_id, position, masked_name, village, team, size, category, amount)
VALUES (:edition_id, :position, :masked_name, :village, :team, :size, :category, :amount);

-- statement seed_attachment(edition_id int, position int, name text, type text, size int, digest text)
-- for admin
INSERT INTO attachment (edition_id, position, name, type, size, digest)
VALUES (:edition_id, :position, :name, :type, :size, :digest);

-- statement seed_household(code text, region text, team text, query_index bytes, query_chain bytes,
--   created_on day)
-- for admin
INSERT INTO household (code, region, team, query_index, query_chain, created_on)
VALUES (:code, :region, :team, :query_index, :query_chain, :created_on);

-- statement seed_spell(household_id int, kind text, attribute text, from_on day, to_on day, ending text)
-- for admin
INSERT INTO spell (household_id, kind, attribute, from_on, to_on, ending)
VALUES (:household_id, :kind, :attribute, :from_on, :to_on, :ending);

-- statement seed_case(household_id int, spell_id int, kind text, register_kind text, opened_on day,
--   closed_on day, outcome text)
-- for admin
INSERT INTO case_file (household_id, spell_id, kind, register_kind, opened_on, closed_on, outcome)
VALUES (:household_id, :spell_id, :kind, :register_kind, :opened_on, :closed_on, :outcome);

-- statement seed_helper(name text, unit text, phone text)
-- for admin
INSERT INTO helper (name, unit, phone) VALUES (:name, :unit, :phone);

-- The rest comes in bulk, as a JSON array of arrays (db/bulk.h); what is in it is in the order of
-- the columns.

-- statement seed_people(list text, index_key int)
-- for admin
INSERT INTO person (name, name_key, id_index, id_sealed, ethnic, schooling, health, labour, index_key,
                    alike)
SELECT t.name, t.name_key, UNHEX(t.id_index), UNHEX(t.id_sealed), t.ethnic, t.schooling, t.health,
       t.labour, :index_key, UNHEX(t.alike)
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         name VARCHAR(60) PATH '$[1]',
         name_key VARCHAR(60) PATH '$[2]',
         id_index VARCHAR(64) PATH '$[3]',
         id_sealed VARCHAR(320) PATH '$[4]',
         ethnic VARCHAR(20) PATH '$[5]',
         schooling VARCHAR(20) PATH '$[6]',
         health VARCHAR(20) PATH '$[7]',
         labour VARCHAR(20) PATH '$[8]',
         alike VARCHAR(16) PATH '$[12]')) AS t;

-- statement seed_memberships(list text)
-- for admin
-- The same list once more: the people are there now, and found by their numbers.
INSERT INTO membership (household_id, person_id, relation, from_on, to_on)
SELECT t.household_id, p.id, t.relation, t.from_on, t.to_on
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         household_id BIGINT PATH '$[0]',
         id_index VARCHAR(64) PATH '$[3]',
         relation VARCHAR(20) PATH '$[9]',
         from_on DATE PATH '$[10]',
         to_on DATE PATH '$[11]')) AS t
       STRAIGHT_JOIN person p ON p.id_index = UNHEX(t.id_index);

-- statement seed_causes(list text)
-- for admin
INSERT INTO spell_cause (spell_id, position, cause)
SELECT t.spell_id, t.position, t.cause
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         spell_id BIGINT PATH '$[0]',
         position INT PATH '$[1]',
         cause VARCHAR(16) PATH '$[2]')) AS t;

-- statement seed_events(list text)
-- for admin
INSERT INTO event (household_id, case_id, stop, outcome, on_day, due_on, reason, actor, document_id)
SELECT t.household_id, t.case_id, t.stop, t.outcome, t.on_day, t.due_on, t.reason, t.actor, t.document_id
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         household_id BIGINT PATH '$[0]',
         case_id BIGINT PATH '$[1]',
         stop VARCHAR(20) PATH '$[2]',
         outcome VARCHAR(12) PATH '$[3]',
         on_day DATE PATH '$[4]',
         due_on DATE PATH '$[5]',
         reason VARCHAR(300) PATH '$[6]',
         actor VARCHAR(60) PATH '$[7]',
         document_id BIGINT PATH '$[8]')) AS t;

-- statement seed_assignments(list text)
-- for admin
INSERT INTO assignment (household_id, helper_id, from_on, to_on)
SELECT t.household_id, t.helper_id, t.from_on, t.to_on
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         household_id BIGINT PATH '$[0]',
         helper_id BIGINT PATH '$[1]',
         from_on DATE PATH '$[2]',
         to_on DATE PATH '$[3]')) AS t;

-- statement seed_measures(list text)
-- for admin
INSERT INTO measure (household_id, area, title, amount, state, from_on)
SELECT t.household_id, t.area, t.title, t.amount, t.state, t.from_on
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         household_id BIGINT PATH '$[0]',
         area VARCHAR(16) PATH '$[1]',
         title VARCHAR(120) PATH '$[2]',
         amount BIGINT PATH '$[3]',
         state VARCHAR(12) PATH '$[4]',
         from_on DATE PATH '$[5]')) AS t;

-- statement seed_visits(list text)
-- for admin
-- Whoever was the helper on that day came.
INSERT INTO visit (household_id, on_day, visitor, note)
SELECT t.household_id, t.on_day, h.name, t.note
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         household_id BIGINT PATH '$[0]',
         on_day DATE PATH '$[1]',
         note VARCHAR(400) PATH '$[2]')) AS t
  JOIN assignment a ON a.household_id = t.household_id AND a.from_on <= t.on_day
                   AND (a.to_on IS NULL OR a.to_on > t.on_day)
  JOIN helper h ON h.id = a.helper_id;

-- statement seed_payments(list text)
-- for admin
INSERT INTO payment (household_id, programme, amount, batch, state, desk, state_on)
SELECT t.household_id, t.programme, t.amount, t.batch, t.state, t.desk, t.state_on
  FROM JSON_TABLE(:list, '$[*]' COLUMNS (
         household_id BIGINT PATH '$[0]',
         programme VARCHAR(120) PATH '$[1]',
         amount BIGINT PATH '$[2]',
         batch VARCHAR(40) PATH '$[3]',
         state VARCHAR(12) PATH '$[4]',
         desk VARCHAR(60) PATH '$[5]',
         state_on DATE PATH '$[6]')) AS t;

-- statement seed_ticket_answer(visited_at moment, decided_at moment, account_id int, told_sealed bytes,
--   question text, answer text, worded_by int, published_by int, id int)
-- for admin
UPDATE ticket SET visited_at = :visited_at, visited_by = :account_id, decided_at = :decided_at,
       decided_by = :account_id, outcome = 'answered', told_sealed = :told_sealed, question = :question,
       answer = :answer, worded_by = :worded_by, published_at = :decided_at, published_by = :published_by, shown = 1
 WHERE id = :id;

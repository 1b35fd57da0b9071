-- The office pool reads and writes the working tables. Audit: append and read, never change.
GRANT SELECT ON region TO 'mingbai_office'@'localhost';
GRANT SELECT ON setting TO 'mingbai_office'@'localhost';
GRANT SELECT, UPDATE (text, until_at, document_id, version, set_by, set_at) ON banner TO 'mingbai_office'@'localhost';
GRANT SELECT ON account TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON audit TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON document TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON edition TO 'mingbai_office'@'localhost';
-- Editions on their way: whose words they hold the database writes down itself.
GRANT SELECT, UPDATE ON edition_work TO 'mingbai_office'@'localhost';
GRANT SELECT ON edition_hand TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON notice_entry TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON attachment TO 'mingbai_office'@'localhost';
-- The register: read and added to; what may change is named column by column. To correct it and to
-- take away from it there are more rights at the end, which only a batch at work can use.
GRANT INSERT, SELECT (id, name, name_key, id_kind, id_index, ethnic, schooling, health, labour) ON person TO 'mingbai_office'@'localhost';
GRANT SELECT ON lookup_person TO 'mingbai_office'@'localhost';
GRANT SELECT ON lookup_household TO 'mingbai_office'@'localhost';
GRANT SELECT ON lookup_log TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (region, team) ON household TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (to_on) ON membership TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (attribute, to_on, ending) ON spell TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON spell_cause TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (spell_id, closed_on, outcome) ON case_file TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON event TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON helper TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (to_on) ON assignment TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (title, amount, state) ON measure TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, desk, state_on) ON payment TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON visit TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON case_notice TO 'mingbai_office'@'localhost';
GRANT DELETE ON notice_entry TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (released_at) ON case_hold TO 'mingbai_office'@'localhost';
-- Findings: notes are added; of one that stands only its end may change.
GRANT SELECT, INSERT, UPDATE (until_on) ON finding_note TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON finding_count TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON finding_tally TO 'mingbai_office'@'localhost';
-- Paper: new query codes, the record of who printed them, and the last four of a number on the
-- household's own card.
GRANT UPDATE (query_index, query_chain) ON household TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON slip_batch TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON slip TO 'mingbai_office'@'localhost';
-- What households ask to have corrected: read, checked, closed. A whole number: to be shown to who may.
GRANT SELECT ON visit_answer TO 'mingbai_office'@'localhost';
GRANT SELECT, UPDATE (state, checked_by, checked_at, found_sealed, closed_by, closed_at, told_sealed) ON change_request TO 'mingbai_office'@'localhost';
GRANT SELECT (id_sealed) ON person TO 'mingbai_office'@'localhost';
-- Register files (008 says why these rights are worth nothing outside an approved batch).
GRANT SELECT, INSERT, UPDATE (state, spool, said, index_key, staged, people_read, households, households_new, households_changed, households_missing, people, people_new, people_changed, faults, notes, approved_at, approved_by, applied_at, applied_by, dropped_at, dropped_by, undo_by, undone_at, undone_by) ON intake_batch TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON intake_progress TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON intake_said TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON intake_suspect TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON intake_household TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON intake_person TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON intake_found_household TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON intake_found_person TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON intake_was_household TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON intake_was_person TO 'mingbai_office'@'localhost';
GRANT SELECT (id_sealed, work, phone_index, phone_sealed, index_key, alike, edits), UPDATE (name, name_key, id_kind, id_index, id_sealed, ethnic, schooling, health, labour, work, phone_index, phone_sealed, index_key, alike, edits), DELETE ON person TO 'mingbai_office'@'localhost';
GRANT UPDATE (region, address_index, address_sealed, edits), DELETE ON household TO 'mingbai_office'@'localhost';
GRANT UPDATE (relation, edits), DELETE ON membership TO 'mingbai_office'@'localhost';
GRANT UPDATE (kind, from_on, edits), DELETE ON spell TO 'mingbai_office'@'localhost';
GRANT DELETE ON event TO 'mingbai_office'@'localhost';
GRANT DELETE ON helper TO 'mingbai_office'@'localhost';
GRANT UPDATE (edits), DELETE ON assignment TO 'mingbai_office'@'localhost';
-- The chain and the ledger: added to. (UPDATE of `one` is what locking the row takes; it never changes.)
GRANT SELECT, UPDATE (one) ON audit_head TO 'mingbai_office'@'localhost';
GRANT SELECT, UPDATE (one) ON ledger_tree TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON ledger_leaf TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON ledger_node TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON ledger_head TO 'mingbai_office'@'localhost';
-- Accounts, by administrators; the own password and second factor, by everybody.
GRANT INSERT, UPDATE (name, role, region, password, disabled, one_time_until) ON account TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON account_factor TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_code TO 'mingbai_office'@'localhost';
-- Tickets: read, handled step by step; what was asked is not the office's to change.
GRANT SELECT ON calendar_day TO 'mingbai_office'@'localhost';
GRANT SELECT ON calendar_year TO 'mingbai_office'@'localhost';
GRANT SELECT, UPDATE (assigned_to, visited_at, visited_by, found_sealed, decided_at, decided_by, outcome, told_sealed, question, answer, area, worded_by, published_at, published_by, shown) ON ticket TO 'mingbai_office'@'localhost';
GRANT SELECT ON ticket_file TO 'mingbai_office'@'localhost';
GRANT SELECT ON published_edition TO 'mingbai_office'@'localhost';
GRANT SELECT ON published_entry TO 'mingbai_office'@'localhost';
-- Projects, jobs, donations: editions and deeds are added and move on; the sums are the triggers'.
-- (UPDATE of form_key is what locking the row takes; it never changes.)
GRANT SELECT, INSERT (kind, region, created_by, created_at, form_key), UPDATE (form_key) ON effort TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON effort_edition TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, published_by, published_at) ON effort_step TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, published_by, published_at) ON effort_payment TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (state, closed_by, closed_at) ON effort_batch TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON effort_said TO 'mingbai_office'@'localhost';
-- Attachments of drafts come and go; what is out the table itself keeps. Who looked at one, or drops it, is noted.
GRANT DELETE ON attachment TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (looked_by, looked_at, dropped_by) ON attachment_check TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON attachment_finding TO 'mingbai_office'@'localhost';
-- Figures: the job adds a year at a time; what is out stays.
GRANT SELECT, INSERT ON figure TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON figure_year TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON figure_count TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON figure_unit TO 'mingbai_office'@'localhost';
-- The index of the public search is written by whoever publishes; texts as the public reads them.
GRANT SELECT, UPDATE (last, rules) ON search_state TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, DELETE ON search_document TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON search_posting TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON search_word TO 'mingbai_office'@'localhost';
GRANT SELECT ON published_effort TO 'mingbai_office'@'localhost';
-- Whom a policy fits: of a condition nothing changes but who drops it.
GRANT SELECT, INSERT, UPDATE (dropped_by), DELETE ON fit_condition TO 'mingbai_office'@'localhost';
-- Hard words and what they mean.
GRANT SELECT, INSERT, UPDATE (meaning, version, set_by, set_at), DELETE ON glossary TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (checked_at, checked_by) ON policy_check TO 'mingbai_office'@'localhost';
-- Forms that were done: so that the same one sent again is not.
GRANT SELECT, INSERT, DELETE ON form_once TO 'mingbai_office'@'localhost';

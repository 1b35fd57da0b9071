-- The lookup pool reads the lookup views and a household's own rows, counts tries, logs a look.
GRANT SELECT ON region TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON setting TO 'mingbai_lookup'@'localhost';
GRANT SELECT (one, text, until_at, document_id) ON banner TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON lookup_person TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON lookup_household TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON membership TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON spell TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON spell_cause TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON case_file TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON event TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON helper TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON assignment TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON measure TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON payment TO 'mingbai_lookup'@'localhost';
GRANT SELECT, INSERT ON lookup_log TO 'mingbai_lookup'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO 'mingbai_lookup'@'localhost';
GRANT SELECT, INSERT, DELETE ON proof_spent TO 'mingbai_lookup'@'localhost';
-- A household's own word: added, and what became of it read; never changed, nor what it wrote read.
GRANT SELECT (id, household_id, on_day, visitor, note) ON visit TO 'mingbai_lookup'@'localhost';
GRANT SELECT (visit_id, number, verdict, answered_at), INSERT ON visit_answer TO 'mingbai_lookup'@'localhost';
GRANT SELECT (id, household_id, about, visit_id, form, state, asked_at, checked_at, closed_at, told_sealed), INSERT (household_id, region, about, visit_id, form, text_sealed, way, asked_at) ON change_request TO 'mingbai_lookup'@'localhost';
-- Tickets: sent, and how they stand read; never what was written in one, nor who wrote it.
GRANT SELECT ON published_edition TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON published_entry TO 'mingbai_lookup'@'localhost';
GRANT SELECT (edition_id, position, case_id) ON case_notice TO 'mingbai_lookup'@'localhost';
GRANT INSERT (document_id, case_id, held_at) ON case_hold TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON calendar_day TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON calendar_year TO 'mingbai_lookup'@'localhost';
GRANT INSERT (number, secret_index, secret_chain, form, kind, region, area, document_id, edition_id, entry, hold_id, guarded, consent, text_sealed, who_sealed, asked_at, visit_by, decide_by), SELECT (id, number, secret_index, secret_chain, form, kind, region, document_id, edition_id, entry, consent, asked_at, visit_by, decide_by, visited_at, decided_at, outcome, told_sealed, published_at, more_at), UPDATE (more_sealed, more_at, consent) ON ticket TO 'mingbai_lookup'@'localhost';
GRANT INSERT ON ticket_file TO 'mingbai_lookup'@'localhost';
-- Whom policies fit.
GRANT SELECT ON published_fit_condition TO 'mingbai_lookup'@'localhost';

-- The public pool reads what is published, and the names of places; nothing else.
GRANT SELECT ON published_edition TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_entry TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_question TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_attachment TO 'mingbai_public'@'localhost';
GRANT SELECT ON region TO 'mingbai_public'@'localhost';
GRANT SELECT ON setting TO 'mingbai_public'@'localhost';
GRANT SELECT (one, text, until_at, document_id) ON banner TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_leaf TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_file TO 'mingbai_public'@'localhost';
GRANT SELECT ON ledger_node TO 'mingbai_public'@'localhost';
GRANT SELECT ON ledger_tree TO 'mingbai_public'@'localhost';
GRANT SELECT ON ledger_head TO 'mingbai_public'@'localhost';
-- Projects, jobs, donations.
GRANT SELECT ON published_effort TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_effort_step TO 'mingbai_public'@'localhost';
GRANT SELECT ON published_effort_payment TO 'mingbai_public'@'localhost';
-- Figures, as far as they may be shown; never what they were made from.
GRANT SELECT ON figure TO 'mingbai_public'@'localhost';
GRANT SELECT ON figure_year TO 'mingbai_public'@'localhost';
-- The index of what is published.
GRANT SELECT ON search_state TO 'mingbai_public'@'localhost';
GRANT SELECT ON search_document TO 'mingbai_public'@'localhost';
GRANT SELECT ON search_posting TO 'mingbai_public'@'localhost';
GRANT SELECT ON search_word TO 'mingbai_public'@'localhost';
-- Whom policies fit.
GRANT SELECT ON published_fit_condition TO 'mingbai_public'@'localhost';
-- Hard words and what they mean.
GRANT SELECT (term, meaning) ON glossary TO 'mingbai_public'@'localhost';
GRANT SELECT (document_id, checked_at) ON policy_check TO 'mingbai_public'@'localhost';

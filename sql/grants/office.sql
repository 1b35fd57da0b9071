-- The office pool reads and writes the working tables. Audit: append and read, never change.
GRANT SELECT ON region TO 'mingbai_office'@'localhost';
GRANT SELECT ON setting TO 'mingbai_office'@'localhost';
GRANT SELECT ON account TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON audit TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON document TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE ON edition TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON notice_entry TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON attachment TO 'mingbai_office'@'localhost';
-- The register: read and added to; what may change is named column by column. No right to a
-- number's ciphertext beyond writing it, none to change or delete an event.
GRANT INSERT, SELECT (id, name, name_key, id_index, ethnic, schooling, health, labour) ON person TO 'mingbai_office'@'localhost';
GRANT SELECT ON lookup_person TO 'mingbai_office'@'localhost';
GRANT SELECT ON lookup_household TO 'mingbai_office'@'localhost';
GRANT SELECT ON lookup_log TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT, UPDATE (team) ON household TO 'mingbai_office'@'localhost';
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
-- The chain and the ledger: added to. (UPDATE of `one` is what locking the row takes; it never changes.)
GRANT SELECT, UPDATE (one) ON audit_head TO 'mingbai_office'@'localhost';
GRANT SELECT, UPDATE (one) ON ledger_tree TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON ledger_leaf TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON ledger_node TO 'mingbai_office'@'localhost';
GRANT SELECT, INSERT ON ledger_head TO 'mingbai_office'@'localhost';

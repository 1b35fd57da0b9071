-- The lookup pool reads the lookup views and a household's own rows, counts tries, logs a look.
GRANT SELECT ON region TO 'mingbai_lookup'@'localhost';
GRANT SELECT ON setting TO 'mingbai_lookup'@'localhost';
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

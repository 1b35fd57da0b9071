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

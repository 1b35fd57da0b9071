-- The database and its four accounts: one for each pool, which may do only what sql/grants/ gives it
-- (`mingbai migrate` applies those), and the migrating one, which the servers never have. Run as the
-- database's administrator after replacing @HOST@ (localhost, or % within a private network) and the
-- four passwords. May be run again: it then sets the passwords anew.

CREATE DATABASE IF NOT EXISTS mingbai CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE USER IF NOT EXISTS 'mingbai_admin'@'@HOST@';
CREATE USER IF NOT EXISTS 'mingbai_public'@'@HOST@';
CREATE USER IF NOT EXISTS 'mingbai_lookup'@'@HOST@';
CREATE USER IF NOT EXISTS 'mingbai_office'@'@HOST@';

ALTER USER 'mingbai_admin'@'@HOST@' IDENTIFIED BY '@ADMIN_PASSWORD@';
ALTER USER 'mingbai_public'@'@HOST@' IDENTIFIED BY '@PUBLIC_PASSWORD@';
ALTER USER 'mingbai_lookup'@'@HOST@' IDENTIFIED BY '@LOOKUP_PASSWORD@';
ALTER USER 'mingbai_office'@'@HOST@' IDENTIFIED BY '@OFFICE_PASSWORD@';

GRANT ALL PRIVILEGES ON mingbai.* TO 'mingbai_admin'@'@HOST@' WITH GRANT OPTION;

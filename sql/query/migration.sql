-- Which schema files have been applied.

-- statement migration_find(name text) -> one (checksum text)
-- for admin
SELECT checksum FROM migration WHERE name = :name;

-- statement migration_done(name text, checksum text, now moment)
-- for admin
INSERT INTO migration (name, checksum, applied_at) VALUES (:name, :checksum, :now);

-- statement migration_count() -> one (number int)
-- for admin
SELECT COUNT(*) FROM migration;

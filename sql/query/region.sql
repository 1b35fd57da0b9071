-- Places of the county, by code.

-- row region: code text, parent text, level text, name text, phone text

-- statement region_find(code text) -> one region
-- for public lookup office admin jobs
SELECT code, parent, level, name, phone FROM region WHERE code = :code;

-- statement region_below(parent text) -> many region
-- for public lookup office admin
SELECT code, parent, level, name, phone FROM region WHERE parent = :parent ORDER BY code;

-- statement region_within(scope text) -> many region
-- for office
SELECT code, parent, level, name, phone FROM region WHERE code LIKE CONCAT(:scope, '%') ORDER BY code LIMIT 1500;

-- statement region_put(code text, parent text, level text, name text)
-- for admin
-- MariaDB and MySQL 8 both know this form.
INSERT INTO region (code, parent, level, name) VALUES (:code, :parent, :level, :name)
  ON DUPLICATE KEY UPDATE name = :name;

-- row region_village: code text, name text, township text

-- statement region_villages(scope text) -> many region_village
-- for office
-- The villages of a place and below it, by code.
SELECT v.code, v.name, COALESCE(t.name, '')
  FROM region v LEFT JOIN region t ON t.code = v.parent
 WHERE v.code LIKE CONCAT(:scope, '%') AND v.level = 'village' ORDER BY v.code LIMIT 1000;

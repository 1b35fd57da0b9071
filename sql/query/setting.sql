-- The county's settings.

-- row setting: name text, value text

-- statement setting_all() -> many setting
-- for public lookup office admin jobs
SELECT name, value FROM setting ORDER BY name;

-- statement setting_put(name text, value text)
-- for admin
INSERT INTO setting (name, value) VALUES (:name, :value) ON DUPLICATE KEY UPDATE value = :value;

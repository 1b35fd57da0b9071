-- The calendar of working days: where work differs from the week, and the years that are known.

-- row workday: on_day day, works bool

-- statement workday_days(from_on day, to_on day) -> many workday
-- for lookup office admin
SELECT on_day, works FROM calendar_day WHERE on_day BETWEEN :from_on AND :to_on ORDER BY on_day;

-- row workday_year: year int

-- statement workday_years() -> many workday_year
-- for lookup office admin
SELECT year FROM calendar_year ORDER BY year;

-- statement workday_year_put(year int, source text)
-- for admin
INSERT INTO calendar_year (year, source) VALUES (:year, :source) ON DUPLICATE KEY UPDATE source = :source;

-- statement workday_clear(from_on day, to_on day)
-- for admin
DELETE FROM calendar_day WHERE on_day BETWEEN :from_on AND :to_on;

-- statement workday_put(on_day day, works bool, name text)
-- for admin
-- CONFLICT: the day stands there twice.
INSERT INTO calendar_day (on_day, works, name) VALUES (:on_day, :works, :name);

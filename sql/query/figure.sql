-- Figures: counted by the job from the register, one township and year at a time, household by
-- household along the index of the region; published as cells that may be shown; read by everybody.
-- A household counts where it lives when its year is counted. :from_on, :to_on: the year, its first
-- day and the first one behind it.

-- row figure_tally: region text, code text, households int, people int, amount money

-- statement figure_registered(scope text, to_on day) -> many figure_tally
-- for jobs
-- In a register when the year ended, by the main cause.
SELECT h.region, COALESCE(k.cause, 'unknown'), CAST(COUNT(*) AS SIGNED),
       CAST(SUM((SELECT COUNT(*) FROM membership m WHERE m.household_id = h.id
          AND m.from_on < :to_on AND (m.to_on IS NULL OR m.to_on >= :to_on))) AS SIGNED), 0
  FROM household h FORCE INDEX (household_region)
       JOIN spell s ON s.household_id = h.id AND s.from_on < :to_on
            AND (s.to_on IS NULL OR s.to_on >= :to_on)
       LEFT JOIN spell_cause k ON k.spell_id = s.id AND k.position = 1
 WHERE h.region LIKE CONCAT(:scope, '%') AND LENGTH(h.region) = 12
 GROUP BY h.region, k.cause;

-- statement figure_left(scope text, from_on day, to_on day) -> many figure_tally
-- for jobs
-- Lifted out during the year.
SELECT h.region, '', CAST(COUNT(*) AS SIGNED),
       CAST(SUM((SELECT COUNT(*) FROM membership m WHERE m.household_id = h.id
          AND m.from_on < s.to_on AND (m.to_on IS NULL OR m.to_on >= s.to_on))) AS SIGNED), 0
  FROM household h FORCE INDEX (household_region)
       JOIN spell s ON s.household_id = h.id AND s.to_on >= :from_on AND s.to_on < :to_on
 WHERE h.region LIKE CONCAT(:scope, '%') AND LENGTH(h.region) = 12 AND s.ending = 'lifted'
 GROUP BY h.region;

-- statement figure_relapsed(scope text, from_on day, to_on day) -> many figure_tally
-- for jobs
-- In a register again since some day of the year, lifted out of one before.
SELECT h.region, '', CAST(COUNT(*) AS SIGNED),
       CAST(SUM((SELECT COUNT(*) FROM membership m WHERE m.household_id = h.id
          AND m.from_on <= s.from_on AND (m.to_on IS NULL OR m.to_on > s.from_on))) AS SIGNED), 0
  FROM household h FORCE INDEX (household_region)
       JOIN spell s ON s.household_id = h.id AND s.from_on >= :from_on AND s.from_on < :to_on
 WHERE h.region LIKE CONCAT(:scope, '%') AND LENGTH(h.region) = 12
   AND (SELECT COUNT(*) FROM spell e WHERE e.household_id = h.id AND e.ending = 'lifted'
           AND e.from_on < s.from_on AND e.to_on <= s.from_on) > 0
 GROUP BY h.region;

-- statement figure_measures(scope text, from_on day, to_on day) -> many figure_tally
-- for jobs
-- Households for which something began during the year, by area. One may have several.
SELECT h.region, x.area, CAST(COUNT(DISTINCT h.id) AS SIGNED), 0, 0
  FROM household h FORCE INDEX (household_region)
       JOIN measure x ON x.household_id = h.id AND x.from_on >= :from_on AND x.from_on < :to_on
 WHERE h.region LIKE CONCAT(:scope, '%') AND LENGTH(h.region) = 12 AND x.state <> 'planned'
 GROUP BY h.region, x.area;

-- statement figure_paid(scope text, from_on day, to_on day) -> many figure_tally
-- for jobs
-- What reached households during the year.
SELECT h.region, '', CAST(COUNT(DISTINCT h.id) AS SIGNED), 0, CAST(SUM(x.amount) AS SIGNED)
  FROM household h FORCE INDEX (household_region)
       JOIN payment x ON x.household_id = h.id AND x.state_on >= :from_on AND x.state_on < :to_on
 WHERE h.region LIKE CONCAT(:scope, '%') AND LENGTH(h.region) = 12 AND x.state = 'received'
 GROUP BY h.region;

-- statement figure_any(scope text) -> one (id int)
-- for jobs
SELECT id FROM household FORCE INDEX (household_region) WHERE region LIKE CONCAT(:scope, '%') LIMIT 1;

-- statement figure_unit_next(scope text, year int) -> one (code text)
-- for jobs
-- The first township that has not been counted for the year.
SELECT r.code
  FROM region r LEFT JOIN figure_unit u ON u.year = :year AND u.region = r.code
 WHERE r.code LIKE CONCAT(:scope, '%') AND r.level = 'township' AND u.region IS NULL
 ORDER BY r.code LIMIT 1;

-- statement figure_unit_put(year int, region text)
-- for jobs
INSERT INTO figure_unit (year, region) VALUES (:year, :region);

-- statement figure_count_put(year int, theme text, code text, region text, households int,
--   people int, amount money)
-- for jobs
INSERT INTO figure_count (year, theme, code, region, households, people, amount)
VALUES (:year, :theme, :code, :region, :households, :people, :amount);

-- statement figure_table_next(year int) -> one (theme text, code text)
-- for jobs
-- What has been counted and is not published yet: left behind registered, which it looks at.
SELECT theme, code FROM figure_count WHERE year = :year ORDER BY theme DESC, code DESC LIMIT 1;

-- row figure_counted: code text, region text, households int, people int, amount money

-- statement figure_counted(year int, theme text, code text) -> many figure_counted
-- for jobs
-- code: NULL for all of the theme.
SELECT code, region, households, people, amount FROM figure_count
 WHERE year = :year AND theme = :theme AND (:code IS NULL OR code = :code) ORDER BY code, region;

-- statement figure_count_drop(year int, theme text, code text)
-- for jobs
DELETE FROM figure_count WHERE year = :year AND theme = :theme AND (:code IS NULL OR code = :code);

-- statement figure_unit_drop(year int)
-- for jobs
DELETE FROM figure_unit WHERE year = :year;

-- row figure_place: code text, parent text

-- statement figure_places(scope text) -> many figure_place
-- for jobs
-- A place and all below it, each before what is below it.
SELECT code, parent FROM region
 WHERE code LIKE CONCAT(:scope, '%') AND LENGTH(code) <= 12 ORDER BY code;

-- row figure_near: region text, year int, households int

-- statement figure_near(scope text) -> many figure_near
-- for jobs
-- What is shown of those registered at the ends of other years.
SELECT region, year, households FROM figure
 WHERE region LIKE CONCAT(:scope, '%') AND theme = 'registered' AND code = '' AND hidden = 0
 ORDER BY region, year;

-- statement figure_kept(scope text, year int, before int) -> many (region text)
-- for jobs
-- Where the number of those registered is kept back at the end of one of two years, and told of the other.
SELECT region FROM figure
 WHERE region LIKE CONCAT(:scope, '%') AND theme = 'registered' AND code = '' AND year IN (:year, :before)
 GROUP BY region HAVING SUM(hidden) = 1;

-- statement figure_put(region text, year int, theme text, code text, hidden bool, households int,
--   people int, amount money)
-- for jobs
INSERT INTO figure (region, year, theme, code, hidden, households, people, amount)
VALUES (:region, :year, :theme, :code, :hidden, :households, :people, :amount);

-- statement figure_year_put(year int, counted_at moment)
-- for jobs
INSERT INTO figure_year (year, counted_at) VALUES (:year, :counted_at);

-- row figure_year: year int, counted_at moment

-- statement figure_years() -> many figure_year
-- for public jobs
SELECT year, counted_at FROM figure_year ORDER BY year;

-- row figure: region text, name text, year int, theme text, code text, hidden bool, households int,
--   people int, amount money

-- statement figure_of(region text) -> many figure
-- for public
-- All of one place.
SELECT STRAIGHT_JOIN f.region, r.name, f.year, f.theme, f.code, f.hidden, f.households, f.people, f.amount
  FROM figure f JOIN figure_year y ON y.year = f.year JOIN region r ON r.code = f.region
 WHERE f.region = :region
 ORDER BY f.year, f.theme, f.code;

-- statement figure_below(parent text, year int) -> many figure
-- for public
-- A year of the places directly below one.
SELECT STRAIGHT_JOIN r.code, r.name, f.year, f.theme, f.code, f.hidden, f.households, f.people, f.amount
  FROM region r JOIN figure f ON f.region = r.code AND f.year = :year JOIN figure_year y ON y.year = f.year
 WHERE r.parent = :parent
 ORDER BY r.code, f.theme, f.code;

-- What the public reads of projects, jobs and donations, through the published views only.

-- row effort_item: id int, kind text, region text, township text, village text, state text, number int, title text,
--   area text, year int, type text, party text, households int, people int, posts int, central money,
--   province money, prefecture money, county money, society money, own money, budget money,
--   amount money, goods text, wage_from money, wage_to money, place text, deadline day, phone text,
--   on_day day, project_id int, project text, about text, note text, published_at moment,
--   withdrawn_at moment, withdrawn_reason text, stages_done int, stage_on day, paid money

-- statement effort_list(kind text, area text, type text, region text, year int, stages_done int, open_on day, closed_on day, q text, before_at moment, before_id int, most int) -> many effort_item
-- for public
-- One page, newest first. open_on: jobs open on that day; closed_on: those closed by then.
SELECT p.effort_id, p.kind, p.region, t.name, r.name, p.state, p.number, p.title, p.area, p.year, p.type,
       p.party, p.households, p.people, p.posts, p.central, p.province, p.prefecture, p.county,
       p.society, p.own, p.budget, p.amount, p.goods, p.wage_from, p.wage_to, p.place, p.deadline,
       p.phone, p.on_day, p.project_id, NULL, p.about, p.note, p.published_at, p.withdrawn_at,
       p.withdrawn_reason, p.stages_done, p.stage_on, p.paid
  FROM published_effort p JOIN region r ON r.code = p.region
       LEFT JOIN region t ON t.code = r.parent AND t.level = 'township'
 WHERE p.kind = :kind AND p.state = 'published'
   AND (:area IS NULL OR p.area = :area)
   AND (:type IS NULL OR p.type = :type)
   AND (:region IS NULL OR p.region LIKE CONCAT(:region, '%'))
   AND (:year IS NULL OR p.year = :year)
   AND (:stages_done IS NULL OR p.stages_done = :stages_done)
   AND (:open_on IS NULL OR p.deadline >= :open_on)
   AND (:closed_on IS NULL OR p.deadline < :closed_on)
   AND (:q IS NULL OR INSTR(p.title, :q) > 0 OR INSTR(p.party, :q) > 0)
   AND p.published_at <= :before_at AND (p.published_at < :before_at OR p.effort_id < :before_id)
 ORDER BY p.published_at DESC, p.effort_id DESC LIMIT :most;

-- statement effort_donations(region text, from_day day, to_day day, q text, before_day day, before_id int, most int) -> many effort_item
-- for public
-- One page, by the day of giving, newest first.
SELECT p.effort_id, p.kind, p.region, t.name, r.name, p.state, p.number, p.title, p.area, p.year, p.type,
       p.party, p.households, p.people, p.posts, p.central, p.province, p.prefecture, p.county,
       p.society, p.own, p.budget, p.amount, p.goods, p.wage_from, p.wage_to, p.place, p.deadline,
       p.phone, p.on_day, p.project_id, x.title, p.about, p.note, p.published_at, p.withdrawn_at,
       p.withdrawn_reason, p.stages_done, p.stage_on, p.paid
  FROM published_effort p JOIN region r ON r.code = p.region
       LEFT JOIN region t ON t.code = r.parent AND t.level = 'township'
       LEFT JOIN published_effort x ON x.effort_id = p.project_id AND x.state = 'published'
 WHERE p.kind = 'donation' AND p.state = 'published'
   AND (:region IS NULL OR p.region LIKE CONCAT(:region, '%'))
   AND (:from_day IS NULL OR p.on_day BETWEEN :from_day AND :to_day)
   AND (:q IS NULL OR INSTR(p.title, :q) > 0 OR INSTR(p.party, :q) > 0)
   AND p.on_day <= :before_day AND (p.on_day < :before_day OR p.effort_id < :before_id)
 ORDER BY p.on_day DESC, p.effort_id DESC LIMIT :most;

-- statement effort_donated_to(project_id int) -> many effort_item
-- for public
SELECT p.effort_id, p.kind, p.region, t.name, r.name, p.state, p.number, p.title, p.area, p.year, p.type,
       p.party, p.households, p.people, p.posts, p.central, p.province, p.prefecture, p.county,
       p.society, p.own, p.budget, p.amount, p.goods, p.wage_from, p.wage_to, p.place, p.deadline,
       p.phone, p.on_day, p.project_id, NULL, p.about, p.note, p.published_at, p.withdrawn_at,
       p.withdrawn_reason, p.stages_done, p.stage_on, p.paid
  FROM published_effort p JOIN region r ON r.code = p.region
       LEFT JOIN region t ON t.code = r.parent AND t.level = 'township'
 WHERE p.project_id = :project_id AND p.kind = 'donation' AND p.state = 'published'
 ORDER BY p.on_day DESC, p.effort_id DESC LIMIT 100;

-- statement effort_live(id int, kind text) -> one effort_item
-- for public
SELECT p.effort_id, p.kind, p.region, t.name, r.name, p.state, p.number, p.title, p.area, p.year, p.type,
       p.party, p.households, p.people, p.posts, p.central, p.province, p.prefecture, p.county,
       p.society, p.own, p.budget, p.amount, p.goods, p.wage_from, p.wage_to, p.place, p.deadline,
       p.phone, p.on_day, p.project_id, NULL, p.about, p.note, p.published_at, p.withdrawn_at,
       p.withdrawn_reason, p.stages_done, p.stage_on, p.paid
  FROM published_effort p JOIN region r ON r.code = p.region
       LEFT JOIN region t ON t.code = r.parent AND t.level = 'township'
 WHERE p.effort_id = :id AND p.kind = :kind AND p.state IN ('published', 'withdrawn');

-- row effort_mark: number int, state text, published_at moment, budget money, note text

-- statement effort_editions(id int) -> many effort_mark
-- for public
SELECT number, state, published_at, budget, note FROM published_effort
 WHERE effort_id = :id ORDER BY number DESC LIMIT 50;

-- row effort_step: number int, stage int, back bool, on_day day, reason text

-- statement effort_steps(id int) -> many effort_step
-- for public
SELECT number, stage, back, on_day, reason FROM published_effort_step
 WHERE effort_id = :id ORDER BY number LIMIT 100;

-- row effort_payment: id int, on_day day, amount money, reason text

-- statement effort_payments(id int) -> many effort_payment
-- for public
SELECT id, on_day, amount, reason FROM published_effort_payment
 WHERE effort_id = :id ORDER BY on_day DESC, id DESC LIMIT 500;

-- row effort_sum: code text, name text, projects int, central money, province money,
--   prefecture money, county money, society money, own money, budget money, paid money

-- statement effort_sums(region text, digits int, year int) -> many effort_sum
-- for public
-- Money of the projects of a place, by the places below it: digits of their codes. What is the
-- place's own has its own code.
SELECT s.code, r.name, s.projects, s.central, s.province, s.prefecture, s.county, s.society, s.own,
       s.budget, s.paid
  FROM (SELECT LEFT(region, :digits) AS code, CAST(COUNT(*) AS SIGNED) AS projects,
               CAST(SUM(central) AS SIGNED) AS central, CAST(SUM(province) AS SIGNED) AS province,
               CAST(SUM(prefecture) AS SIGNED) AS prefecture, CAST(SUM(county) AS SIGNED) AS county,
               CAST(SUM(society) AS SIGNED) AS society, CAST(SUM(own) AS SIGNED) AS own,
               CAST(SUM(budget) AS SIGNED) AS budget, CAST(SUM(paid) AS SIGNED) AS paid
          FROM published_effort
         WHERE kind = 'project' AND state = 'published' AND region LIKE CONCAT(:region, '%')
           AND (:year IS NULL OR year = :year)
         GROUP BY LEFT(region, :digits)) s JOIN region r ON r.code = s.code
 ORDER BY s.code LIMIT 1000;

-- statement effort_years(region text) -> many (year int, projects int, budget money, paid money)
-- for public
SELECT year, CAST(COUNT(*) AS SIGNED), CAST(SUM(budget) AS SIGNED), CAST(SUM(paid) AS SIGNED)
  FROM published_effort
 WHERE kind = 'project' AND state = 'published' AND region LIKE CONCAT(:region, '%')
 GROUP BY year ORDER BY year DESC LIMIT 60;

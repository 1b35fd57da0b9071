-- Projects, jobs and donations as the office works on them, always within a region and what lies
-- below it (:scope).

-- statement effort_add(kind text, region text, created_by int, now moment, form_key text)
-- for office admin
INSERT INTO effort (kind, region, created_by, created_at, form_key)
VALUES (:kind, :region, :created_by, :now, :form_key);

-- statement effort_by_form(form_key text, scope text) -> one (id int)
-- for office
SELECT id FROM effort WHERE form_key = :form_key AND region LIKE CONCAT(:scope, '%');

-- statement effort_known(kind text, region text, title text, year int, deadline day, party text) -> one (id int)
-- for office
-- The same one again.
SELECT effort_id FROM effort_edition
 WHERE region = :region AND kind = :kind AND state IN ('draft', 'published') AND title = :title
   AND year <=> :year AND deadline <=> :deadline AND party = :party
 ORDER BY id LIMIT 1;

-- row effort: id int, kind text, region text, stages_done int, stage_on day, budget money, paid money,
--   unpublished money, waiting int

-- statement effort_lock(id int, scope text) -> one effort
-- for office
-- One after another for whoever changes the same one.
SELECT id, kind, region, stages_done, stage_on, budget, paid, unpublished, waiting FROM effort
 WHERE id = :id AND region LIKE CONCAT(:scope, '%') FOR UPDATE;

-- statement effort_find(id int, scope text) -> one effort
-- for office
SELECT id, kind, region, stages_done, stage_on, budget, paid, unpublished, waiting FROM effort
 WHERE id = :id AND region LIKE CONCAT(:scope, '%');

-- row effort_edition: id int, effort_id int, kind text, region text, state text, number int, version int, title text,
--   area text, year int, type text, party text, households int, people int, posts int,
--   central money, province money, prefecture money, county money, society money, own money,
--   amount money, goods text, wage_from money, wage_to money, place text, deadline day,
--   phone text, on_day day, project_id int, about text, note text, budget money, batch_id int,
--   written_by int, writer text, updated_at moment, published_by int, published_at moment,
--   withdrawn_at moment, withdrawn_reason text

-- statement effort_editions_all(effort_id int) -> many effort_edition
-- for office
-- The draft first, then as they came out, newest first; dropped ones are not shown.
SELECT d.id, d.effort_id, d.kind, d.region, d.state, d.number, d.version, d.title, d.area, d.year,
       d.type, d.party, d.households, d.people, d.posts, d.central, d.province, d.prefecture,
       d.county, d.society, d.own, d.amount, d.goods, d.wage_from, d.wage_to, d.place, d.deadline,
       d.phone, d.on_day, d.project_id, d.about, d.note, d.budget, d.batch_id, d.written_by,
       a.name, d.updated_at, d.published_by, d.published_at, d.withdrawn_at, d.withdrawn_reason
  FROM effort_edition d LEFT JOIN account a ON a.id = d.written_by
 WHERE d.effort_id = :effort_id AND d.state <> 'dropped' ORDER BY d.id DESC LIMIT 50;

-- statement effort_drafts_of_batch(batch_id int) -> many effort_edition
-- for office
SELECT d.id, d.effort_id, d.kind, d.region, d.state, d.number, d.version, d.title, d.area, d.year,
       d.type, d.party, d.households, d.people, d.posts, d.central, d.province, d.prefecture,
       d.county, d.society, d.own, d.amount, d.goods, d.wage_from, d.wage_to, d.place, d.deadline,
       d.phone, d.on_day, d.project_id, d.about, d.note, d.budget, d.batch_id, d.written_by,
       a.name, d.updated_at, d.published_by, d.published_at, d.withdrawn_at, d.withdrawn_reason
  FROM effort_edition d LEFT JOIN account a ON a.id = d.written_by
 WHERE d.batch_id = :batch_id AND d.state = 'draft' ORDER BY d.id LIMIT 1000;

-- statement effort_draft_add(effort_id int, kind text, region text, version int, title text, area text, year int, type text, party text, households int, people int, posts int,
--   central money, province money, prefecture money, county money, society money, own money,
--   amount money, goods text, wage_from money, wage_to money, place text, deadline day,
--   phone text, on_day day, project_id int, about text, note text, batch_id int, written_by int, now moment)
-- for office admin
INSERT INTO effort_edition (effort_id, kind, region, state, version,
       title, area, year, type, party, households, people, posts, central, province, prefecture,
       county, society, own, amount, goods, wage_from, wage_to, place, deadline, phone, on_day,
       project_id, about, note,
       batch_id, written_by, updated_at)
VALUES (:effort_id, :kind, :region, 'draft', :version,
        :title, :area, :year, :type, :party, :households, :people, :posts, :central, :province,
        :prefecture, :county, :society, :own, :amount, :goods, :wage_from, :wage_to, :place,
        :deadline, :phone, :on_day, :project_id, :about, :note,
        :batch_id, :written_by, :now);

-- statement effort_draft_save(id int, version int, title text, area text, year int, type text, party text, households int, people int, posts int,
--   central money, province money, prefecture money, county money, society money, own money,
--   amount money, goods text, wage_from money, wage_to money, place text, deadline day,
--   phone text, on_day day, project_id int, about text, note text, written_by int, now moment)
-- for office
-- Only over the version it was read from.
UPDATE effort_edition SET version = version + 1,
       title = :title, area = :area, year = :year, type = :type, party = :party,
       households = :households, people = :people, posts = :posts, central = :central,
       province = :province, prefecture = :prefecture, county = :county, society = :society,
       own = :own, amount = :amount, goods = :goods, wage_from = :wage_from, wage_to = :wage_to,
       place = :place, deadline = :deadline, phone = :phone, on_day = :on_day,
       project_id = :project_id, about = :about, note = :note,
       written_by = :written_by, updated_at = :now
 WHERE id = :id AND version = :version AND state = 'draft';

-- statement effort_draft_drop(effort_id int, now moment)
-- for office
UPDATE effort_edition SET state = 'dropped', updated_at = :now
 WHERE effort_id = :effort_id AND state = 'draft';

-- statement effort_correct(effort_id int)
-- for office
-- The live edition makes room for the next one.
UPDATE effort_edition SET state = 'corrected' WHERE effort_id = :effort_id AND state IN ('published', 'withdrawn');

-- statement effort_publish(id int, version int, number int, published_by int, now moment)
-- for office admin
UPDATE effort_edition SET state = 'published', number = :number, published_by = :published_by,
       published_at = :now, updated_at = :now
 WHERE id = :id AND version = :version AND state = 'draft';

-- statement effort_withdraw(id int, now moment, reason text)
-- for office
UPDATE effort_edition SET state = 'withdrawn', withdrawn_at = :now, withdrawn_reason = :reason, updated_at = :now
 WHERE id = :id AND state = 'published';

-- statement effort_batch_steps(batch_id int) -> many (id int, effort_id int)
-- for office
-- The stages that came with a file and wait, in order.
SELECT id, effort_id FROM effort_step WHERE batch_id = :batch_id AND state = 'waiting' ORDER BY id LIMIT 3000;

-- statement effort_batch_drop_drafts(batch_id int, now moment)
-- for office
UPDATE effort_edition SET state = 'dropped', updated_at = :now WHERE batch_id = :batch_id AND state = 'draft';

-- statement effort_batch_drop_steps(batch_id int)
-- for office
UPDATE effort_step SET state = 'dropped' WHERE batch_id = :batch_id AND state = 'waiting';

-- statement effort_edition_of_seed(effort_id int) -> one (id int)
-- for admin
SELECT id FROM effort_edition WHERE draft_of = :effort_id;

-- row effort_deed_step: id int, number int, stage int, back bool, on_day day, reason text, state text,
--   made_by int, maker text

-- statement effort_step_all(effort_id int) -> many effort_deed_step
-- for office admin
SELECT s.id, s.number, s.stage, s.back, s.on_day, s.reason, s.state, s.made_by, a.name
  FROM effort_step s LEFT JOIN account a ON a.id = s.made_by
 WHERE s.effort_id = :effort_id ORDER BY s.number LIMIT 200;

-- statement effort_step_add(effort_id int, number int, stage int, back bool, on_day day, reason text, batch_id int, made_by int, now moment)
-- for office admin
INSERT INTO effort_step (effort_id, number, stage, back, on_day, reason, state, batch_id, made_by, made_at)
VALUES (:effort_id, :number, :stage, :back, :on_day, :reason, 'waiting', :batch_id, :made_by, :now);

-- statement effort_step_publish(id int, effort_id int, published_by int, now moment)
-- for office admin
UPDATE effort_step SET state = 'published', published_by = :published_by, published_at = :now
 WHERE id = :id AND effort_id = :effort_id AND state = 'waiting';

-- statement effort_step_drop(id int, effort_id int)
-- for office
UPDATE effort_step SET state = 'dropped' WHERE id = :id AND effort_id = :effort_id AND state = 'waiting';

-- row effort_deed_payment: id int, on_day day, amount money, reason text, state text, made_by int, maker text

-- statement effort_payment_all(effort_id int) -> many effort_deed_payment
-- for office admin
SELECT p.id, p.on_day, p.amount, p.reason, p.state, p.made_by, a.name
  FROM effort_payment p LEFT JOIN account a ON a.id = p.made_by
 WHERE p.effort_id = :effort_id ORDER BY p.on_day, p.id LIMIT 500;

-- statement effort_payment_add(effort_id int, on_day day, amount money, reason text, made_by int, now moment)
-- for office admin
INSERT INTO effort_payment (effort_id, on_day, amount, reason, state, made_by, made_at)
VALUES (:effort_id, :on_day, :amount, :reason, 'waiting', :made_by, :now);

-- statement effort_payment_publish(id int, effort_id int, published_by int, now moment)
-- for office admin
UPDATE effort_payment SET state = 'published', published_by = :published_by, published_at = :now
 WHERE id = :id AND effort_id = :effort_id AND state = 'waiting';

-- statement effort_payment_drop(id int, effort_id int)
-- for office
UPDATE effort_payment SET state = 'dropped' WHERE id = :id AND effort_id = :effort_id AND state = 'waiting';

-- row effort_desk_item: effort_id int, kind text, region text, place text, state text, title text, writer text,
--   updated_at moment, waiting int

-- statement effort_desk(scope text, kind text, state text, waits bool, before_at moment, before_id int, most int) -> many effort_desk_item
-- for office
-- Drafts, live and withdrawn editions of a region and below, the latest touched first. waits: only
-- what waits for a second person.
SELECT d.effort_id, d.kind, d.region, r.name, d.state, d.title, a.name, d.updated_at, e.waiting
  FROM effort_edition d JOIN effort e ON e.id = d.effort_id JOIN region r ON r.code = d.region
       LEFT JOIN account a ON a.id = d.written_by
 WHERE d.region LIKE CONCAT(:scope, '%')
   AND (:kind IS NULL OR d.kind = :kind)
   AND d.state IN ('draft', 'published', 'withdrawn')
   AND (:state IS NULL OR d.state = :state)
   AND (:waits = 0 OR d.state = 'draft' OR e.waiting > 0)
   AND d.updated_at <= :before_at AND (d.updated_at < :before_at OR d.effort_id < :before_id)
 ORDER BY d.updated_at DESC, d.effort_id DESC LIMIT :most;

-- statement effort_project_title(id int) -> one (region text, title text)
-- for office
-- A published project a donation may be for.
SELECT region, title FROM effort_edition WHERE live_of = :id AND kind = 'project' AND state = 'published';

-- row effort_batch: id int, kind text, region text, file text, state text, efforts int, made_by int, maker text,
--   made_at moment, closed_at moment, closer text

-- statement effort_batch_add(kind text, region text, file text, state text, efforts int, made_by int, now moment)
-- for office
INSERT INTO effort_batch (kind, region, file, state, efforts, made_by, made_at)
VALUES (:kind, :region, :file, :state, :efforts, :made_by, :now);

-- statement effort_batch_find(id int, scope text) -> one effort_batch
-- for office
SELECT b.id, b.kind, b.region, b.file, b.state, b.efforts, b.made_by, a.name, b.made_at, b.closed_at, c.name
  FROM effort_batch b LEFT JOIN account a ON a.id = b.made_by LEFT JOIN account c ON c.id = b.closed_by
 WHERE b.id = :id AND b.region LIKE CONCAT(:scope, '%');

-- statement effort_batch_lock(id int) -> one (id int)
-- for office
SELECT id FROM effort_batch WHERE id = :id FOR UPDATE;

-- statement effort_batch_list(scope text, most int) -> many effort_batch
-- for office
SELECT b.id, b.kind, b.region, b.file, b.state, b.efforts, b.made_by, a.name, b.made_at, b.closed_at, c.name
  FROM effort_batch b LEFT JOIN account a ON a.id = b.made_by LEFT JOIN account c ON c.id = b.closed_by
 WHERE b.region LIKE CONCAT(:scope, '%') ORDER BY b.id DESC LIMIT :most;

-- statement effort_batch_close(id int, state text, closed_by int, now moment)
-- for office
UPDATE effort_batch SET state = :state, closed_by = :closed_by, closed_at = :now
 WHERE id = :id AND state = 'checked';

-- statement effort_said_add(batch_id int, number int, line int, heading text, is_note bool, what text, todo text)
-- for office
INSERT INTO effort_said (batch_id, number, line, heading, is_note, what, todo)
VALUES (:batch_id, :number, :line, :heading, :is_note, :what, :todo);

-- row effort_said: line int, heading text, is_note bool, what text, todo text

-- statement effort_said_of(batch_id int) -> many effort_said
-- for office
SELECT line, heading, is_note, what, todo FROM effort_said
 WHERE batch_id = :batch_id ORDER BY number LIMIT 300;

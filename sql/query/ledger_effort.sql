-- Projects, jobs and donations as leaves of the ledger: what is published of them, every column,
-- and of their stages and payments.

-- row ledger_effort: document_id int, kind text, region text, state text, number int, title text, area text,
--   year int, type text, party text, households int, people int, posts int, central money,
--   province money, prefecture money, county money, society money, own money, amount money,
--   goods text, wage_from money, wage_to money, place text, deadline day, phone text, on_day day,
--   project_id int, about text, note text, published_at moment, withdrawn_at moment, withdrawn_reason text

-- statement ledger_effort(id int) -> one ledger_effort
-- for office admin
SELECT effort_id, kind, region, state, number, title, area, year, type, party, households, people,
       posts, central, province, prefecture, county, society, own, amount, goods, wage_from,
       wage_to, place, deadline, phone, on_day, project_id, about, note, published_at,
       withdrawn_at, withdrawn_reason
  FROM effort_edition WHERE id = :id;

-- statement ledger_effort_shown(effort_id int, number int) -> one ledger_effort
-- for public
SELECT effort_id, kind, region, state, number, title, area, year, type, party, households, people,
       posts, central, province, prefecture, county, society, own, amount, goods, wage_from,
       wage_to, place, deadline, phone, on_day, project_id, about, note, published_at,
       withdrawn_at, withdrawn_reason
  FROM published_effort WHERE effort_id = :effort_id AND number = :number;

-- statement ledger_effort_inside(id int) -> one ledger_inside
-- for office admin
SELECT d.version, d.written_by, d.published_by, d.updated_at, e.kind, e.region, e.created_by,
       e.created_at, e.form_key
  FROM effort_edition d JOIN effort e ON e.id = d.effort_id WHERE d.id = :id;

-- row ledger_deed: document_id int, kind text, number int, stage int, back bool, amount money, on_day day,
--   reason text, state text, published_at moment

-- statement ledger_step(id int) -> one ledger_deed
-- for office admin
SELECT s.effort_id, e.kind, s.number, s.stage, s.back, NULL, s.on_day, s.reason, s.state, s.published_at
  FROM effort_step s JOIN effort e ON e.id = s.effort_id WHERE s.id = :id;

-- statement ledger_step_shown(id int) -> one ledger_deed
-- for public
SELECT effort_id, 'project', number, stage, back, NULL, on_day, reason, 'published', published_at
  FROM published_effort_step WHERE id = :id;

-- statement ledger_step_inside(id int) -> one ledger_inside
-- for office admin
SELECT s.number, s.made_by, s.published_by, s.published_at, e.kind, e.region, e.created_by,
       s.made_at, e.form_key
  FROM effort_step s JOIN effort e ON e.id = s.effort_id WHERE s.id = :id;

-- statement ledger_payment(id int) -> one ledger_deed
-- for office admin
SELECT p.effort_id, e.kind, 0, NULL, 0, p.amount, p.on_day, p.reason, p.state, p.published_at
  FROM effort_payment p JOIN effort e ON e.id = p.effort_id WHERE p.id = :id;

-- statement ledger_payment_shown(id int) -> one ledger_deed
-- for public
SELECT effort_id, 'project', 0, NULL, 0, amount, on_day, reason, 'published', published_at
  FROM published_effort_payment WHERE id = :id;

-- statement ledger_payment_inside(id int) -> one ledger_inside
-- for office admin
SELECT 0, p.made_by, p.published_by, p.published_at, e.kind, e.region, e.created_by, p.made_at,
       e.form_key
  FROM effort_payment p JOIN effort e ON e.id = p.effort_id WHERE p.id = :id;

-- statement ledger_effort_sums() -> many (id int, kind text)
-- for admin
-- Those whose counted sums are not the sums of what they count.
SELECT e.id, e.kind FROM effort e LEFT JOIN effort_edition d ON d.live_of = e.id
 WHERE e.budget <> COALESCE(d.budget, 0)
    OR e.paid <> (SELECT COALESCE(SUM(amount), 0) FROM effort_payment p WHERE p.effort_id = e.id AND p.state = 'published')
    OR e.unpublished <> (SELECT COALESCE(SUM(amount), 0) FROM effort_payment p WHERE p.effort_id = e.id AND p.state = 'waiting')
    OR e.waiting <> (SELECT COUNT(*) FROM effort_payment p WHERE p.effort_id = e.id AND p.state = 'waiting')
                  + (SELECT COUNT(*) FROM effort_step s WHERE s.effort_id = e.id AND s.state = 'waiting')
    OR e.stages_done <> COALESCE((SELECT done FROM effort_step s WHERE s.effort_id = e.id AND s.state = 'published' ORDER BY number DESC LIMIT 1), 0)
    OR NOT e.stage_on <=> (SELECT on_day FROM effort_step s WHERE s.effort_id = e.id AND s.state = 'published' ORDER BY number DESC LIMIT 1)
 ORDER BY e.id LIMIT 1000;

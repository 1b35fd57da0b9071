-- Register files in the office: what its pages show and ask for, and how its job finds its work.
-- The work itself is intake.sql's.

-- row batch: id int, region text, place text, file text, state text, spool text, said text,
--   lines int, households int, households_new int, households_changed int, households_missing int,
--   people int, people_new int, people_changed int, faults int, notes int, made_at moment,
--   made_by text, maker text, approved_at moment, approved_by text, approver text,
--   applied_at moment, applied_by text, dropped_at moment, dropped_by text, undone_at moment,
--   undo_by text

-- statement batch_find(id int) -> one batch
-- for office
SELECT b.id, b.region, r.name, b.file, b.state, b.spool, b.said, b.people_read, b.households,
       b.households_new, b.households_changed, b.households_missing, b.people, b.people_new,
       b.people_changed, b.faults, b.notes, b.made_at, b.made_by, COALESCE(m.name, b.made_by),
       b.approved_at, b.approved_by, COALESCE(a.name, b.approved_by), b.applied_at, b.applied_by,
       b.dropped_at, b.dropped_by, b.undone_at, b.undo_by
  FROM intake_batch b
  JOIN region r ON r.code = b.region
  LEFT JOIN account m ON m.login = b.made_by
  LEFT JOIN account a ON a.login = b.approved_by
 WHERE b.id = :id;

-- statement batch_list(scope text, beyond text, before_id int, most int) -> many batch
-- for office
SELECT b.id, b.region, r.name, b.file, b.state, b.spool, b.said, b.people_read, b.households,
       b.households_new, b.households_changed, b.households_missing, b.people, b.people_new,
       b.people_changed, b.faults, b.notes, b.made_at, b.made_by, COALESCE(m.name, b.made_by),
       b.approved_at, b.approved_by, COALESCE(a.name, b.approved_by), b.applied_at, b.applied_by,
       b.dropped_at, b.dropped_by, b.undone_at, b.undo_by
  FROM intake_batch b
  JOIN region r ON r.code = b.region
  LEFT JOIN account m ON m.login = b.made_by
  LEFT JOIN account a ON a.login = b.approved_by
 WHERE b.region >= :scope AND b.region < :beyond AND b.id < :before_id
 ORDER BY b.id DESC LIMIT :most;

-- statement batch_add(region text, file text, spool text, at moment, login text)
-- for office
INSERT INTO intake_batch (region, file, state, spool, made_at, made_by)
VALUES (:region, :file, 'queued', :spool, :at, :login);

-- statement batch_approve(id int, at moment, login text)
-- for office
UPDATE intake_batch SET state = 'approved', approved_at = :at, approved_by = :login, said = NULL
 WHERE id = :id AND state = 'checked' AND made_by <> :login;

-- statement batch_ask_undo(id int, login text)
-- for office
UPDATE intake_batch SET state = 'undo_asked', undo_by = :login, said = NULL
 WHERE id = :id AND state = 'applied';

-- statement batch_progress(id int) -> one (step text, done int, total int, per_second int,
--   left_s int, begun int)
-- for office jobs
SELECT step, done, total, per_second, left_s, begun FROM intake_progress WHERE batch_id = :id;

-- statement batch_said(id int, after int, most int) -> many (number int, line int, heading text,
--   is_note bool, what text, todo text)
-- for office
SELECT number, line, heading, is_note, what, todo FROM intake_said
 WHERE batch_id = :id AND number > :after ORDER BY number LIMIT :most;

-- -- the comparison, while the batch waits

-- statement batch_households(id int, fresh int, after int, most int) -> many (number int, line int,
--   code text, place text, name text, size int)
-- for office
-- Those the register does not have (fresh 1), or has just so (0).
SELECT s.number, s.line, s.code, COALESCE(v.name, s.region), COALESCE(t.name, ''), s.size
  FROM intake_household s
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
  LEFT JOIN region v ON v.code = s.region
  LEFT JOIN intake_person t ON t.batch_id = s.batch_id AND t.number = s.number AND t.relation = '户主'
 WHERE s.batch_id = :id AND s.number > :after
   AND (f.number IS NULL) = :fresh AND COALESCE(f.differs, 0) = 0
   AND NOT EXISTS (SELECT 1 FROM intake_person p
                     LEFT JOIN intake_found_person g
                            ON g.batch_id = p.batch_id AND g.number = p.number AND g.line = p.line
                    WHERE p.batch_id = s.batch_id AND p.number = s.number
                      AND COALESCE(g.differs, 1) <> 0 AND :fresh = 0)
 ORDER BY s.number LIMIT :most;

-- statement batch_joining(id int, after int, after_line int, most int) -> many (number int,
--   line int, code text, name text, relation text)
-- for office
-- New people of households that are in the register.
SELECT t.number, t.line, s.code, t.name, t.relation
  FROM intake_person t
  STRAIGHT_JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
  STRAIGHT_JOIN intake_found_household f ON f.batch_id = t.batch_id AND f.number = t.number
  LEFT JOIN intake_found_person g ON g.batch_id = t.batch_id AND g.number = t.number AND g.line = t.line
 WHERE t.batch_id = :id AND (t.number > :after OR (t.number = :after AND t.line > :after_line))
   AND g.line IS NULL
 ORDER BY t.number, t.line LIMIT :most;

-- statement batch_missing(id int, beyond text, after_region text, after_id int, today day, most int)
--   -> many (id int, code text, region text, place text, name text)
-- for office
-- As intake_missing, a page at a time.
SELECT h.id, h.code, h.region, v.name, p.name
  FROM household h
  LEFT JOIN intake_household s FORCE INDEX (intake_household_code)
         ON s.batch_id = :id AND s.code = h.code
  STRAIGHT_JOIN membership m ON m.household_id = h.id AND m.relation = '户主'
       AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN person p ON p.id = m.person_id
  STRAIGHT_JOIN region v ON v.code = h.region
 WHERE h.region >= :after_region AND h.region < :beyond
   AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
   AND s.number IS NULL AND EXISTS (SELECT 1 FROM spell x WHERE x.household_id = h.id)
 ORDER BY h.region, h.id LIMIT :most;

-- statement batch_suspects(id int, after int, most int) -> many (number int, why text, line int,
--   name text, code text, other_line int, other_code text, other_place text)
-- for office
SELECT number, why, line, name, code, other_line, other_code, other_place FROM intake_suspect
 WHERE batch_id = :id AND number > :after ORDER BY number LIMIT :most;

-- -- the job

-- row batch_task: id int, region text, file text, state text, spool text, made_by text,
--   approved_by text, undo_by text

-- statement batch_claim(state text) -> one batch_task
-- for jobs
-- The lock is the claim: it goes with the work's own commit, or when the job's connection dies. A
-- batch that another job holds is passed over.
SELECT id, region, file, state, spool, made_by, approved_by, undo_by FROM intake_batch
 WHERE state = :state ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- statement batch_put_state(id int, state text)
-- for jobs
UPDATE intake_batch SET state = :state WHERE id = :id;

-- statement batch_checked(id int, lines int, notes int, missing int)
-- for jobs
UPDATE intake_batch
   SET state = 'checked', spool = NULL, people_read = :lines, faults = 0, notes = :notes,
       households_missing = :missing
 WHERE id = :id;

-- statement batch_refused(id int, lines int, faults int, notes int, said text)
-- for jobs
UPDATE intake_batch
   SET state = 'refused', spool = NULL, people_read = :lines, faults = :faults, notes = :notes,
       said = :said
 WHERE id = :id AND state = 'queued';

-- statement batch_unapproved(id int, said text)
-- for jobs
UPDATE intake_batch SET state = 'checked', approved_at = NULL, approved_by = NULL, said = :said
 WHERE id = :id AND state = 'approved';

-- statement batch_not_undone(id int, said text)
-- for jobs
UPDATE intake_batch SET state = 'applied', undo_by = NULL, said = :said
 WHERE id = :id AND state = 'undo_asked';

-- statement batch_begun(id int, at moment)
-- for jobs
INSERT INTO intake_progress (batch_id, step, done, total, per_second, begun, at)
VALUES (:id, '开始', 0, 0, 0, 1, :at)
  ON DUPLICATE KEY UPDATE step = '开始', done = 0, total = 0, per_second = 0, left_s = NULL,
                          begun = begun + 1, at = :at;

-- statement batch_ended(id int)
-- for jobs
UPDATE intake_progress SET begun = 0 WHERE batch_id = :id;

-- statement batch_step(id int, step text, done int, total int, per_second int, left_s int,
--   at moment)
-- for jobs
UPDATE intake_progress
   SET step = :step, done = :done, total = :total, per_second = :per_second, left_s = :left_s,
       at = :at
 WHERE batch_id = :id;

-- statement batch_said_clear(id int)
-- for jobs
DELETE FROM intake_said WHERE batch_id = :id;

-- statement batch_said_put(batch_id int, number int, line int, heading text, is_note bool,
--   what text, todo text)
-- for jobs
INSERT INTO intake_said (batch_id, number, line, heading, is_note, what, todo)
VALUES (:batch_id, :number, :line, :heading, :is_note, :what, :todo);

-- statement batch_suspects_clear(id int)
-- for jobs
DELETE FROM intake_suspect WHERE batch_id = :id;

-- statement batch_suspect_put(batch_id int, number int, why text, line int, name text, code text,
--   other_line int, other_code text, other_place text)
-- for jobs
INSERT INTO intake_suspect (batch_id, number, why, line, name, code, other_line, other_code,
                            other_place)
VALUES (:batch_id, :number, :why, :line, :name, :code, :other_line, :other_code, :other_place);

-- statement batch_spooled(spool text) -> one (id int)
-- for jobs
SELECT id FROM intake_batch WHERE state = 'queued' AND spool = :spool;

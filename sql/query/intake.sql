-- Register files on their way into the register: staged, compared, applied, undone. Under the
-- migrating account, or by the office's job. What walks over a whole batch does so by ranges of the
-- household's number (after, upto], so that no statement runs long and progress can be shown.

-- row intake_batch: id int, region text, file text, state text, households int, households_new int,
--   households_changed int, people int, people_new int, people_changed int, made_at moment,
--   made_by text, applied_at moment, index_key int

-- statement intake_batch_find(id int) -> one intake_batch
-- for admin office jobs
SELECT id, region, file, state, households, households_new, households_changed, people, people_new,
       people_changed, made_at, made_by, applied_at, index_key
  FROM intake_batch WHERE id = :id FOR UPDATE;

-- statement intake_batches_waiting() -> many intake_batch
-- for admin
SELECT id, region, file, state, households, households_new, households_changed, people, people_new,
       people_changed, made_at, made_by, applied_at, index_key
  FROM intake_batch WHERE state = 'checked' ORDER BY id LIMIT 200;

-- statement intake_batch_add(region text, file text, made_at moment, made_by text)
-- for admin jobs
INSERT INTO intake_batch (region, file, state, made_at, made_by)
VALUES (:region, :file, 'checked', :made_at, :made_by);

-- statement intake_batch_keyed(id int, index_key int)
-- for admin jobs
UPDATE intake_batch SET index_key = :index_key WHERE id = :id;

-- statement intake_batch_dropped(id int, at moment, login text)
-- for admin office
UPDATE intake_batch SET state = 'dropped', dropped_at = :at, dropped_by = :login, said = NULL
 WHERE id = :id AND state = 'checked';

-- statement intake_batch_counted(id int, households int, households_new int, households_changed int,
--   people int, people_new int, people_changed int)
-- for admin jobs
UPDATE intake_batch
   SET households = :households, households_new = :households_new,
       households_changed = :households_changed, people = :people, people_new = :people_new,
       people_changed = :people_changed
 WHERE id = :id;

-- statement intake_batch_applied(id int, at moment, login text)
-- for admin jobs
UPDATE intake_batch SET state = 'applied', applied_at = :at, applied_by = :login
 WHERE id = :id AND state IN ('checked', 'applying');

-- statement intake_batch_undone(id int, at moment, login text)
-- for admin jobs
UPDATE intake_batch SET state = 'undone', undone_at = :at, undone_by = :login
 WHERE id = :id AND state IN ('applied', 'undoing');

-- statement intake_villages(scope text, beyond text) -> many (code text)
-- for admin jobs
SELECT code FROM region
 WHERE code >= :scope AND code < :beyond AND level = 'village' ORDER BY code;

-- -- staging: many rows at a time, db_insert

-- statement intake_put_household(batch_id int, number int, line int, code text, region text,
--   team text, address_index bytes, address_was bytes, address_sealed bytes, kind text,
--   attribute text, causes text, from_on day, status text, to_on day, helper text, unit text,
--   helper_phone text, helper_first int, heads int, size int, head_key text)
-- for admin jobs
INSERT INTO intake_household (batch_id, number, line, code, region, team, address_index, address_was,
    address_sealed, kind, attribute, causes, from_on, status, to_on, helper, unit, helper_phone,
    helper_first, heads, size, head_key)
VALUES (:batch_id, :number, :line, :code, :region, :team, :address_index, :address_was,
        :address_sealed, :kind, :attribute, :causes, :from_on, :status, :to_on, :helper, :unit,
        :helper_phone, :helper_first, :heads, :size, :head_key);

-- statement intake_put_person(batch_id int, number int, line int, name text, name_key text,
--   id_kind text, id_index bytes, id_was bytes, id_sealed bytes, relation text, ethnic text,
--   schooling text, health text, labour text, work text, phone_index bytes, phone_was bytes,
--   phone_sealed bytes, alike bytes)
-- for admin jobs
INSERT INTO intake_person (batch_id, number, line, name, name_key, id_kind, id_index, id_was,
    id_sealed, relation, ethnic, schooling, health, labour, work, phone_index, phone_was,
    phone_sealed, alike)
VALUES (:batch_id, :number, :line, :name, :name_key, :id_kind, :id_index, :id_was, :id_sealed,
        :relation, :ethnic, :schooling, :health, :labour, :work, :phone_index, :phone_was,
        :phone_sealed, :alike);

-- -- a household whose lines do not stand together: its parts become one

-- statement intake_scattered(batch_id int) -> one (parts int)
-- for admin jobs
SELECT COUNT(*) FROM (SELECT code FROM intake_household WHERE batch_id = :batch_id
                       GROUP BY code HAVING COUNT(*) > 1) AS d;

-- row intake_at: line int, code text, other text

-- statement intake_torn(batch_id int) -> many intake_at
-- for admin jobs
-- The parts say different things of their household.
SELECT MAX(line), code, '' FROM intake_household WHERE batch_id = :batch_id
 GROUP BY code
HAVING COUNT(*) > 1
   AND (COUNT(DISTINCT region) > 1 OR COUNT(DISTINCT BINARY team) > 1 OR COUNT(DISTINCT kind) > 1
        OR COUNT(DISTINCT from_on) > 1 OR COUNT(DISTINCT status) > 1 OR COUNT(DISTINCT to_on) > 1
        OR COUNT(DISTINCT attribute) > 1 OR COUNT(DISTINCT causes) > 1
        OR COUNT(DISTINCT address_index) > 1 OR COUNT(DISTINCT BINARY helper) > 1)
 LIMIT 200;

-- statement intake_gather_people(batch_id int)
-- for admin jobs
UPDATE intake_person t
  JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
  JOIN (SELECT code, MIN(number) AS first FROM intake_household WHERE batch_id = :batch_id
         GROUP BY code HAVING COUNT(*) > 1) AS d ON d.code = s.code
   SET t.number = d.first
 WHERE t.batch_id = :batch_id AND s.number <> d.first;

-- statement intake_gather_households(batch_id int)
-- for admin jobs
UPDATE intake_household s
  JOIN (SELECT MIN(number) AS first, SUM(heads) AS heads, SUM(size) AS size, MAX(team) AS team,
               MAX(address_index) AS address_index, MAX(attribute) AS attribute,
               MAX(address_sealed) AS address_sealed, MAX(address_was) AS address_was,
               MAX(head_key) AS head_key,
               MAX(causes) AS causes, MAX(status) AS status, MAX(to_on) AS to_on,
               MAX(helper) AS helper, MAX(unit) AS unit, MAX(helper_phone) AS helper_phone
          FROM intake_household WHERE batch_id = :batch_id
         GROUP BY code HAVING COUNT(*) > 1) AS d ON d.first = s.number
   SET s.heads = d.heads, s.size = d.size, s.team = d.team, s.address_index = d.address_index,
       s.address_sealed = d.address_sealed, s.address_was = d.address_was, s.attribute = d.attribute, s.causes = d.causes,
       s.status = d.status, s.to_on = d.to_on, s.helper = d.helper, s.unit = d.unit,
       s.helper_phone = d.helper_phone, s.head_key = d.head_key
 WHERE s.batch_id = :batch_id;

-- statement intake_gathered(batch_id int)
-- for admin jobs
DELETE s FROM intake_household s
  JOIN (SELECT code, MIN(number) AS first FROM intake_household WHERE batch_id = :batch_id
         GROUP BY code HAVING COUNT(*) > 1) AS d ON d.code = s.code
 WHERE s.batch_id = :batch_id AND s.number <> d.first;

-- statement intake_gathered_helpers(batch_id int)
-- for admin jobs
-- Who was the first with a helper may be gone: each names its own again.
UPDATE intake_household SET helper_first = number WHERE batch_id = :batch_id AND helper IS NOT NULL;

-- statement intake_twice(batch_id int) -> many intake_at
-- for admin jobs
-- One number twice in a household, once its parts are together.
SELECT MAX(t.line), s.code, MIN(t.line)
  FROM intake_person t JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
 WHERE t.batch_id = :batch_id
 GROUP BY s.code, t.id_index HAVING COUNT(*) > 1 LIMIT 200;

-- -- comparing; STRAIGHT_JOIN: the staged rows lead, whatever the server thinks of their number,
-- which it cannot know before the commit. What is found goes into tables of its own by INSERT …
-- SELECT, which (READ COMMITTED: db_use_long) reads the register without locking it.

-- statement intake_forget_found_households(batch_id int)
-- for admin jobs
DELETE FROM intake_found_household WHERE batch_id = :batch_id;

-- statement intake_forget_found_people(batch_id int)
-- for admin jobs
DELETE FROM intake_found_person WHERE batch_id = :batch_id;

-- statement intake_find_households(batch_id int, after int, upto int, today day)
-- for admin jobs
-- With what differs; an empty cell says nothing and differs from nothing. A stay that begins after
-- the latest one ended is a second stay (512), no correction of the first. (x and y: what is later
-- than p and a; there is none.)
INSERT INTO intake_found_household (batch_id, number, household_id, spell_id, assignment_id, differs)
SELECT s.batch_id, s.number, h.id, p.id, a.id, COALESCE(
       (s.region <> h.region)
     + 2 * (s.team IS NOT NULL AND BINARY s.team <> BINARY h.team)
     + 4 * (s.address_index IS NOT NULL
            AND NOT (s.address_index <=> h.address_index
                     OR COALESCE(LOCATE(h.address_index, s.address_was), 0) > 0))
     + IF(p.to_on IS NOT NULL AND s.from_on >= p.to_on, 512,
            8 * (s.kind <> p.kind)
          + 16 * (s.attribute IS NOT NULL AND s.attribute <> p.attribute)
          + 32 * (s.causes IS NOT NULL AND NOT (s.causes <=>
                  (SELECT GROUP_CONCAT(c.cause ORDER BY c.position SEPARATOR ',')
                     FROM spell_cause c WHERE c.spell_id = p.id)))
          + 64 * (s.from_on <> p.from_on)
          + 128 * (s.status IS NOT NULL AND NOT (s.status = COALESCE(p.ending, 'running')
                                                 AND s.to_on <=> p.to_on)))
     + 256 * (s.helper IS NOT NULL AND COALESCE(s.status, 'running') IN ('running', 'lifted')
              AND NOT (BINARY s.helper <=> BINARY r.name AND BINARY s.unit <=> BINARY r.unit
                       AND BINARY s.helper_phone <=> BINARY r.phone)), 0)
  FROM intake_household s
  STRAIGHT_JOIN household h FORCE INDEX (household_code) ON h.code = s.code
  LEFT JOIN spell p FORCE INDEX (spell_household) ON p.household_id = h.id
  LEFT JOIN spell x FORCE INDEX (spell_household) ON x.household_id = p.household_id
       AND (x.from_on > p.from_on OR (x.from_on = p.from_on AND x.id > p.id))
  LEFT JOIN assignment a FORCE INDEX (assignment_household) ON a.household_id = h.id
       AND a.from_on <= :today AND (a.to_on IS NULL OR a.to_on > :today)
  LEFT JOIN assignment y FORCE INDEX (assignment_household) ON y.household_id = a.household_id
       AND y.from_on <= :today AND (y.to_on IS NULL OR y.to_on > :today)
       AND (y.from_on > a.from_on OR (y.from_on = a.from_on AND y.id > a.id))
  LEFT JOIN helper r ON r.id = a.helper_id
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto
   AND x.id IS NULL AND y.id IS NULL;

-- statement intake_find_people(batch_id int, after int, upto int, today day)
-- for admin jobs
INSERT INTO intake_found_person (batch_id, number, line, person_id, membership_id, differs)
SELECT t.batch_id, t.number, t.line, p.id, m.id,
       (t.id_kind <> p.id_kind)
     + 2 * (BINARY t.name <> BINARY p.name)
     + 4 * (BINARY t.relation <> BINARY m.relation)
     + 8 * (t.ethnic IS NOT NULL AND NOT (BINARY t.ethnic <=> BINARY p.ethnic))
     + 16 * (t.schooling IS NOT NULL AND NOT (BINARY t.schooling <=> BINARY p.schooling))
     + 32 * (t.health IS NOT NULL AND NOT (BINARY t.health <=> BINARY p.health))
     + 64 * (t.labour IS NOT NULL AND NOT (BINARY t.labour <=> BINARY p.labour))
     + 128 * (t.work IS NOT NULL AND NOT (BINARY t.work <=> BINARY p.work))
     + 256 * (t.phone_index IS NOT NULL
              AND NOT (t.phone_index <=> p.phone_index
                       OR COALESCE(LOCATE(p.phone_index, t.phone_was), 0) > 0))
  FROM intake_found_household f
  STRAIGHT_JOIN membership m ON m.household_id = f.household_id AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN person p ON p.id = m.person_id
  STRAIGHT_JOIN intake_person t ON t.batch_id = f.batch_id AND t.number = f.number
       AND (t.id_index = p.id_index OR LOCATE(p.id_index, t.id_was) > 0)
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto
ON DUPLICATE KEY UPDATE differs = intake_found_person.differs;

-- statement intake_find_names(batch_id int, after int, upto int, today day)
-- for admin jobs
-- Somebody of the same name whose number was written differently.
INSERT INTO intake_found_person (batch_id, number, line, person_id, membership_id, differs)
SELECT t.batch_id, t.number, t.line, p.id, m.id,
       1 + 2 * (BINARY t.name <> BINARY p.name)
     + 4 * (BINARY t.relation <> BINARY m.relation)
     + 8 * (t.ethnic IS NOT NULL AND NOT (BINARY t.ethnic <=> BINARY p.ethnic))
     + 16 * (t.schooling IS NOT NULL AND NOT (BINARY t.schooling <=> BINARY p.schooling))
     + 32 * (t.health IS NOT NULL AND NOT (BINARY t.health <=> BINARY p.health))
     + 64 * (t.labour IS NOT NULL AND NOT (BINARY t.labour <=> BINARY p.labour))
     + 128 * (t.work IS NOT NULL AND NOT (BINARY t.work <=> BINARY p.work))
     + 256 * (t.phone_index IS NOT NULL
              AND NOT (t.phone_index <=> p.phone_index
                       OR COALESCE(LOCATE(p.phone_index, t.phone_was), 0) > 0))
  FROM intake_found_household f
  STRAIGHT_JOIN intake_person t ON t.batch_id = f.batch_id AND t.number = f.number
  LEFT JOIN intake_found_person x ON x.batch_id = t.batch_id AND x.number = t.number AND x.line = t.line
  STRAIGHT_JOIN membership m ON m.household_id = f.household_id AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN person p ON p.id = m.person_id AND p.name_key = t.name_key
  LEFT JOIN intake_found_person o ON o.batch_id = f.batch_id AND o.number = f.number AND o.person_id = p.id
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto
   AND x.line IS NULL AND o.line IS NULL
ON DUPLICATE KEY UPDATE differs = intake_found_person.differs;

-- statement intake_count_households(batch_id int) -> one (count int, found int, changed int, last int)
-- for admin jobs
SELECT COUNT(*), (SELECT COUNT(*) FROM intake_found_household WHERE batch_id = :batch_id),
       (SELECT COUNT(*) FROM intake_found_household WHERE batch_id = :batch_id AND differs <> 0),
       COALESCE(MAX(number), 0)
  FROM intake_household WHERE batch_id = :batch_id;

-- statement intake_count_people(batch_id int) -> one (count int, found int, changed int)
-- for admin jobs
SELECT COALESCE(SUM(size), 0),
       (SELECT COUNT(*) FROM intake_found_person WHERE batch_id = :batch_id),
       (SELECT COUNT(*) FROM intake_found_person WHERE batch_id = :batch_id AND differs <> 0)
  FROM intake_household WHERE batch_id = :batch_id;

-- -- what is wrong, or should be looked at

-- statement intake_headless(batch_id int) -> many (line int, code text, heads int)
-- for admin jobs
SELECT line, code, heads FROM intake_household
 WHERE batch_id = :batch_id AND heads <> 1 ORDER BY number LIMIT 1000;

-- statement intake_elsewhere(batch_id int, scope text, beyond text) -> many intake_at
-- for admin jobs
-- The code belongs to a household of another region.
SELECT s.line, s.code, h.region
  FROM intake_found_household f STRAIGHT_JOIN household h ON h.id = f.household_id
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
 WHERE f.batch_id = :batch_id AND NOT (h.region >= :scope AND h.region < :beyond)
 ORDER BY f.number LIMIT 1000;

-- statement intake_applying(batch_id int) -> many intake_at
-- for admin jobs
-- The household is known and in no register: it gets in by its case, not by a file.
SELECT s.line, s.code, ''
  FROM intake_found_household f
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
 WHERE f.batch_id = :batch_id AND f.spell_id IS NULL ORDER BY f.number LIMIT 1000;

-- statement intake_moving(batch_id int) -> many intake_at
-- for admin jobs
-- A case is reviewed and posted where the household lives: meanwhile it stays there.
SELECT s.line, s.code, ''
  FROM intake_found_household f
  STRAIGHT_JOIN case_file c ON c.open_of = f.household_id
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
 WHERE f.batch_id = :batch_id AND f.differs & 1 ORDER BY f.number LIMIT 1000;

-- statement intake_decided(batch_id int) -> many intake_at
-- for admin jobs
-- What the case that runs is about: in which register the household is, and whether it is in one.
-- (differs: KIND, SINCE, STATE, SECOND_STAY.)
SELECT s.line, s.code, ''
  FROM intake_found_household f
  STRAIGHT_JOIN case_file c ON c.open_of = f.household_id
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
 WHERE f.batch_id = :batch_id AND f.differs & 712 ORDER BY f.number LIMIT 1000;

-- statement intake_backwards(batch_id int) -> many intake_at
-- for admin jobs
SELECT s.line, s.code, p.ending
  FROM intake_found_household f STRAIGHT_JOIN spell p ON p.id = f.spell_id AND p.to_on IS NOT NULL
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
       AND s.status = 'running' AND s.from_on < p.to_on
 WHERE f.batch_id = :batch_id ORDER BY f.number LIMIT 1000;

-- row intake_pair: line int, name text, code text, other_line int, other_code text, other_place text

-- statement intake_shared_file(batch_id int, list bytes) -> many (line int, number int, name text,
--   code text, id_index bytes)
-- for admin jobs
-- The lines with one of the numbers that stand next to each other in ${list}, 32 bytes each.
SELECT t.line, t.number, t.name, s.code, t.id_index
  FROM intake_person t STRAIGHT_JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
 WHERE t.batch_id = :batch_id AND LOCATE(t.id_index, :list) > 0
 ORDER BY t.id_index, t.number, t.line LIMIT 1000;

-- statement intake_alike_file(batch_id int, list bytes) -> many (line int, number int, name text,
--   code text, region text, id_index bytes, alike bytes)
-- for admin jobs
-- The lines with one of these digests of name and birthday, 8 bytes each.
SELECT t.line, t.number, t.name, s.code, s.region, t.id_index, t.alike
  FROM intake_person t STRAIGHT_JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
 WHERE t.batch_id = :batch_id AND LOCATE(t.alike, :list) > 0
 ORDER BY t.alike, s.region, t.number, t.line LIMIT 1000;

-- statement intake_shared_register(batch_id int, after int, upto int, keys int, today day)
--   -> many intake_pair
-- for admin jobs
-- The number of somebody who lives in another household of the register, under any key in use.
SELECT t.line, t.name, s.code, 0, h.code, v.name
  FROM intake_person t
  STRAIGHT_JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
  STRAIGHT_JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) AS k ON k.n <= :keys
  STRAIGHT_JOIN person p FORCE INDEX (person_id_index)
    ON p.id_index = IF(k.n = 1, t.id_index, SUBSTR(t.id_was, 32 * k.n - 63, 32))
  STRAIGHT_JOIN membership m ON m.person_id = p.id AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN household h ON h.id = m.household_id AND h.code <> s.code
  STRAIGHT_JOIN region v ON v.code = h.region
 WHERE t.batch_id = :batch_id AND t.number > :after AND t.number <= :upto LIMIT 200;

-- statement intake_alike_register(batch_id int, after int, upto int, today day) -> many intake_pair
-- for admin jobs
-- Name, birthday and village of somebody in the register, but another number.
SELECT t.line, t.name, s.code, 0, h.code, v.name
  FROM intake_person t
  STRAIGHT_JOIN intake_household s ON s.batch_id = t.batch_id AND s.number = t.number
  STRAIGHT_JOIN person p FORCE INDEX (person_name)
    ON p.name_key = t.name_key AND p.alike = t.alike AND p.id_index <> t.id_index
       AND COALESCE(LOCATE(p.id_index, t.id_was), 0) = 0
  STRAIGHT_JOIN membership m ON m.person_id = p.id AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN household h ON h.id = m.household_id AND h.region = s.region
  STRAIGHT_JOIN region v ON v.code = h.region
  LEFT JOIN intake_found_person f ON f.batch_id = t.batch_id AND f.number = t.number AND f.person_id = p.id
 WHERE t.batch_id = :batch_id AND t.number > :after AND t.number <= :upto AND f.line IS NULL LIMIT 200;

-- row intake_absent: id int, code text, region text, place text, name text

-- statement intake_missing(batch_id int, beyond text, after_region text, after_id int,
--   today day) -> many intake_absent
-- for admin jobs
-- Households of the region that are or were in a register, and are not in the file. (COUNT: an EXISTS
-- would be made a table of all stays, for every page.)
SELECT h.id, h.code, h.region, v.name, p.name
  FROM household h
  LEFT JOIN intake_household s FORCE INDEX (intake_household_code)
         ON s.batch_id = :batch_id AND s.code = h.code
  STRAIGHT_JOIN membership m ON m.household_id = h.id AND m.relation = '户主'
       AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN person p ON p.id = m.person_id
  STRAIGHT_JOIN region v ON v.code = h.region
 WHERE h.region >= :after_region AND h.region < :beyond
   AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
   AND s.number IS NULL AND (SELECT COUNT(*) FROM spell x WHERE x.household_id = h.id) > 0
 ORDER BY h.region, h.id LIMIT 500;

-- statement intake_alike(batch_id int, scope text, beyond text, today day) -> many intake_pair
-- for admin jobs
-- A new household whose head is called as the head of one that is missing, in the same village:
-- perhaps the same under another code.
SELECT s.line, p.name, s.code, 0, h.code, v.name
  FROM household h
  STRAIGHT_JOIN membership m ON m.household_id = h.id AND m.relation = '户主'
       AND (m.to_on IS NULL OR m.to_on > :today)
  STRAIGHT_JOIN person p ON p.id = m.person_id
  STRAIGHT_JOIN intake_household s FORCE INDEX (intake_household_head)
       ON s.batch_id = :batch_id AND s.head_key = p.name_key AND s.region = h.region
  STRAIGHT_JOIN region v ON v.code = h.region
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
  LEFT JOIN intake_household o FORCE INDEX (intake_household_code)
         ON o.batch_id = s.batch_id AND o.code = h.code
 WHERE f.number IS NULL AND o.number IS NULL
   AND h.region >= :scope AND h.region < :beyond LIMIT 200;

-- statement intake_changed_people(batch_id int, after int, after_line int) -> many (number int,
--   line int, code text, differs int, name_old text, name text, relation_old text, relation text,
--   ethnic_old text, ethnic text, schooling_old text, schooling text, health_old text, health text,
--   labour_old text, labour text, work_old text, work text)
-- for admin office jobs
SELECT f.number, f.line, s.code, f.differs, p.name, t.name, m.relation, t.relation, p.ethnic,
       t.ethnic, p.schooling, t.schooling, p.health, t.health, p.labour, t.labour, p.work, t.work
  FROM intake_found_person f
  STRAIGHT_JOIN intake_person t ON t.batch_id = f.batch_id AND t.number = f.number AND t.line = f.line
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
  STRAIGHT_JOIN person p ON p.id = f.person_id STRAIGHT_JOIN membership m ON m.id = f.membership_id
 WHERE f.batch_id = :batch_id AND f.differs <> 0
   AND (f.number > :after OR (f.number = :after AND f.line > :after_line))
 ORDER BY f.number, f.line LIMIT 200;

-- statement intake_changed_households(batch_id int, after int) -> many (number int, line int,
--   code text, differs int, region_old text, region text, team_old text, team text, kind_old text,
--   kind text, attribute_old text, attribute text, causes_old text, causes text, from_old day,
--   from_on day, status_old text, status text, to_old day, to_on day, helper_old text, helper text)
-- for admin office jobs
SELECT s.number, s.line, s.code, f.differs, h.region, s.region, h.team, s.team, p.kind, s.kind,
       p.attribute, s.attribute,
       (SELECT GROUP_CONCAT(c.cause ORDER BY c.position SEPARATOR ',')
          FROM spell_cause c WHERE c.spell_id = p.id), s.causes,
       p.from_on, s.from_on, COALESCE(p.ending, 'running'), s.status, p.to_on, s.to_on,
       CONCAT(r.name, ' ', r.unit, ' ', r.phone), CONCAT(s.helper, ' ', s.unit, ' ', s.helper_phone)
  FROM intake_found_household f
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
  STRAIGHT_JOIN household h ON h.id = f.household_id STRAIGHT_JOIN spell p ON p.id = f.spell_id
  LEFT JOIN assignment a ON a.id = f.assignment_id LEFT JOIN helper r ON r.id = a.helper_id
 WHERE f.batch_id = :batch_id AND f.differs <> 0 AND f.number > :after
 ORDER BY f.number LIMIT 200;

-- -- applying; ${base} is batch << 32

-- statement intake_add_helpers(batch_id int, base int)
-- for admin jobs
INSERT INTO helper (id, name, unit, phone)
SELECT :base + MIN(d.number), d.helper, d.unit, d.helper_phone
  FROM (SELECT MIN(number) AS number, MIN(helper) AS helper, MIN(unit) AS unit,
               MIN(helper_phone) AS helper_phone
          FROM intake_household WHERE batch_id = :batch_id AND helper_first = number
         GROUP BY BINARY helper, BINARY unit, BINARY helper_phone) AS d
  LEFT JOIN helper r ON r.name = d.helper AND r.unit = d.unit AND r.phone = d.helper_phone
        AND BINARY r.name = BINARY d.helper AND BINARY r.unit = BINARY d.unit
        AND BINARY r.phone = BINARY d.helper_phone
 WHERE r.id IS NULL GROUP BY d.number, d.helper, d.unit, d.helper_phone;

-- statement intake_know_helpers(batch_id int)
-- for admin jobs
UPDATE intake_household s
   SET s.helper_id = (SELECT MIN(r.id) FROM helper r
         WHERE r.name = s.helper AND r.unit = s.unit AND r.phone = s.helper_phone
           AND BINARY r.name = BINARY s.helper AND BINARY r.unit = BINARY s.unit
           AND BINARY r.phone = BINARY s.helper_phone)
 WHERE s.batch_id = :batch_id AND s.helper_first = s.number;

-- statement intake_hold_households(batch_id int) -> one (count int)
-- for admin jobs
-- The households of the register that get somebody new: none of them goes away meanwhile.
SELECT COUNT(h.id)
  FROM intake_found_household f
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
  STRAIGHT_JOIN household h FORCE INDEX (PRIMARY) ON h.id = f.household_id
 WHERE f.batch_id = :batch_id
   AND s.size > (SELECT COUNT(*) FROM intake_found_person p
                  WHERE p.batch_id = f.batch_id AND p.number = f.number)
  LOCK IN SHARE MODE;

-- While what is added hangs on rows of the same batch, or on ones that are held, looking up every
-- parent again would be a fifth of the work.

-- statement intake_parents_known()
-- for admin jobs
SET SESSION foreign_key_checks = 0;

-- statement intake_parents_checked()
-- for admin jobs
SET SESSION foreign_key_checks = 1;

-- statement intake_add_households(batch_id int, after int, upto int, base int, today day)
-- for admin jobs
INSERT INTO household (id, code, region, team, created_on, address_index, address_sealed)
SELECT :base + s.number, s.code, s.region, COALESCE(s.team, ''), :today, s.address_index, s.address_sealed
  FROM intake_household s
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto AND f.number IS NULL;

-- statement intake_add_people(batch_id int, after int, upto int, base int, index_key int)
-- for admin jobs
INSERT INTO person (id, name, name_key, id_index, id_sealed, id_kind, ethnic, schooling, health,
                    labour, work, phone_index, phone_sealed, index_key, alike)
SELECT :base + t.line, t.name, t.name_key, t.id_index, t.id_sealed, t.id_kind, t.ethnic, t.schooling,
       t.health, t.labour, t.work, t.phone_index, t.phone_sealed, :index_key, t.alike
  FROM intake_person t
  LEFT JOIN intake_found_person f ON f.batch_id = t.batch_id AND f.number = t.number AND f.line = t.line
 WHERE t.batch_id = :batch_id AND t.number > :after AND t.number <= :upto AND f.line IS NULL;

-- statement intake_add_memberships(batch_id int, after int, upto int, base int, today day)
-- for admin jobs
INSERT INTO membership (id, household_id, person_id, relation, from_on)
SELECT :base + t.line, COALESCE(g.household_id, :base + s.number), :base + t.line, t.relation,
       IF(g.household_id IS NULL, s.from_on, :today)
  FROM intake_household s
  STRAIGHT_JOIN intake_person t ON t.batch_id = s.batch_id AND t.number = s.number
  LEFT JOIN intake_found_household g ON g.batch_id = s.batch_id AND g.number = s.number
  LEFT JOIN intake_found_person f ON f.batch_id = t.batch_id AND f.number = t.number AND f.line = t.line
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto AND f.line IS NULL;

-- statement intake_add_spells(batch_id int, after int, upto int, base int)
-- for admin jobs
INSERT INTO spell (id, household_id, kind, attribute, from_on, to_on, ending)
SELECT :base + s.number, COALESCE(f.household_id, :base + s.number), s.kind,
       COALESCE(s.attribute, 'general'), s.from_on, s.to_on,
       NULLIF(COALESCE(s.status, 'running'), 'running')
  FROM intake_household s
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto
   AND (f.number IS NULL OR f.differs & 512);

-- statement intake_add_causes(batch_id int, after int, upto int, base int)
-- for admin jobs
INSERT INTO spell_cause (spell_id, position, cause)
SELECT IF(f.number IS NULL OR f.differs & 512, :base + s.number, f.spell_id), n.n,
       SUBSTRING_INDEX(SUBSTRING_INDEX(s.causes, ',', n.n), ',', -1)
  FROM intake_household s
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
  STRAIGHT_JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5
        UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
        UNION ALL SELECT 10 UNION ALL SELECT 11 UNION ALL SELECT 12) AS n
    ON n.n <= 1 + LENGTH(s.causes) - LENGTH(REPLACE(s.causes, ',', ''))
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto AND s.causes IS NOT NULL
   AND (f.number IS NULL OR f.differs & 544);

-- statement intake_end_assignments(batch_id int, after int, upto int, today day)
-- for admin jobs
UPDATE intake_found_household f STRAIGHT_JOIN assignment a ON a.id = f.assignment_id
   SET a.to_on = :today
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto AND f.differs & 256;

-- statement intake_add_assignments(batch_id int, after int, upto int, base int, today day)
-- for admin jobs
INSERT INTO assignment (id, household_id, helper_id, from_on)
SELECT :base + s.number, COALESCE(f.household_id, :base + s.number), g.helper_id,
       IF(f.household_id IS NULL, s.from_on, :today)
  FROM intake_household s
  STRAIGHT_JOIN intake_household g ON g.batch_id = s.batch_id AND g.number = s.helper_first
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto AND s.helper IS NOT NULL
   AND ((f.number IS NULL AND COALESCE(s.status, 'running') IN ('running', 'lifted'))
        OR f.differs & 256);

-- statement intake_add_entered(batch_id int, after int, upto int, base int, reason text, actor text)
-- for admin jobs
INSERT INTO event (id, household_id, stop, outcome, on_day, reason, actor)
SELECT :base + 2 * s.number, COALESCE(f.household_id, :base + s.number), 'entered', 'passed', s.from_on,
       :reason, :actor
  FROM intake_household s
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto
   AND (f.number IS NULL OR f.differs & 512);

-- statement intake_add_left(batch_id int, after int, upto int, base int, reason text, actor text)
-- for admin jobs
INSERT INTO event (id, household_id, stop, outcome, on_day, reason, actor)
SELECT :base + 2 * s.number + 1, COALESCE(f.household_id, :base + s.number),
       CASE s.status WHEN 'lifted' THEN 'left' ELSE s.status END, 'passed', s.to_on, :reason, :actor
  FROM intake_household s
  LEFT JOIN intake_found_household f ON f.batch_id = s.batch_id AND f.number = s.number
 WHERE s.batch_id = :batch_id AND s.number > :after AND s.number <= :upto AND s.to_on IS NOT NULL
   AND (f.number IS NULL OR f.differs & 640);

-- statement intake_keep_people(batch_id int, after int, upto int)
-- for admin jobs
-- Locked from here on: nothing comes between what is kept and what is written over it.
INSERT INTO intake_was_person (batch_id, person_id, membership_id, line, name, name_key, id_kind,
                               id_index, id_sealed, relation, ethnic, schooling, health, labour, work,
                               phone_index, phone_sealed, index_key, alike, person_edits,
                               membership_edits)
SELECT f.batch_id, p.id, m.id, f.line, p.name, p.name_key, p.id_kind, p.id_index, p.id_sealed,
       m.relation, p.ethnic, p.schooling, p.health, p.labour, p.work, p.phone_index, p.phone_sealed,
       p.index_key, p.alike, p.edits, m.edits
  FROM intake_found_person f STRAIGHT_JOIN person p ON p.id = f.person_id
  STRAIGHT_JOIN membership m ON m.id = f.membership_id
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto AND f.differs <> 0
   FOR UPDATE;

-- statement intake_change_people(batch_id int, after int, upto int, index_key int)
-- for admin jobs
UPDATE intake_found_person f
  STRAIGHT_JOIN intake_person t ON t.batch_id = f.batch_id AND t.number = f.number AND t.line = f.line
  STRAIGHT_JOIN person p ON p.id = f.person_id STRAIGHT_JOIN membership m ON m.id = f.membership_id
   SET p.name = t.name, p.name_key = t.name_key, p.id_sealed = t.id_sealed, p.id_index = t.id_index,
       p.id_kind = t.id_kind, p.index_key = :index_key, p.alike = t.alike, m.relation = t.relation,
       p.ethnic = COALESCE(t.ethnic, p.ethnic), p.schooling = COALESCE(t.schooling, p.schooling),
       p.health = COALESCE(t.health, p.health), p.labour = COALESCE(t.labour, p.labour),
       p.work = COALESCE(t.work, p.work),
       p.phone_sealed = COALESCE(t.phone_sealed, p.phone_sealed),
       p.phone_index = COALESCE(t.phone_index, p.phone_index)
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto AND f.differs <> 0;

-- statement intake_keep_households(batch_id int, after int, upto int)
-- for admin jobs
INSERT INTO intake_was_household (batch_id, household_id, line, differs, region, team, address_index,
                                  address_sealed, spell_id, kind, attribute, causes, from_on, to_on,
                                  ending, assignment_id, household_edits, spell_edits,
                                  assignment_edits)
SELECT f.batch_id, h.id, s.line, f.differs, h.region, h.team, h.address_index, h.address_sealed, p.id,
       p.kind, p.attribute, (SELECT GROUP_CONCAT(c.cause ORDER BY c.position SEPARATOR ',')
                               FROM spell_cause c WHERE c.spell_id = p.id),
       p.from_on, p.to_on, p.ending, IF(f.differs & 256, f.assignment_id, NULL), h.edits, p.edits,
       COALESCE(a.edits, 0)
  FROM intake_found_household f STRAIGHT_JOIN household h ON h.id = f.household_id
  STRAIGHT_JOIN spell p ON p.id = f.spell_id
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
  LEFT JOIN assignment a ON a.id = f.assignment_id
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto AND f.differs <> 0
   FOR UPDATE;

-- statement intake_change_households(batch_id int, after int, upto int)
-- for admin jobs
UPDATE intake_found_household f
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
  STRAIGHT_JOIN household h ON h.id = f.household_id
   SET h.region = s.region, h.team = COALESCE(s.team, h.team),
       h.address_sealed = COALESCE(s.address_sealed, h.address_sealed),
       h.address_index = COALESCE(s.address_index, h.address_index)
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto AND f.differs & 7;

-- statement intake_change_spells(batch_id int, after int, upto int)
-- for admin jobs
UPDATE intake_found_household f
  STRAIGHT_JOIN intake_household s ON s.batch_id = f.batch_id AND s.number = f.number
  STRAIGHT_JOIN spell p ON p.id = f.spell_id
   SET p.kind = s.kind, p.attribute = COALESCE(s.attribute, p.attribute), p.from_on = s.from_on,
       p.to_on = IF(s.status IS NULL, p.to_on, s.to_on),
       p.ending = IF(s.status IS NULL, p.ending, NULLIF(s.status, 'running'))
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto
   AND f.differs & 248 AND NOT f.differs & 512;

-- statement intake_drop_causes(batch_id int, after int, upto int)
-- for admin jobs
DELETE c FROM intake_found_household f STRAIGHT_JOIN spell_cause c ON c.spell_id = f.spell_id
 WHERE f.batch_id = :batch_id AND f.number > :after AND f.number <= :upto
   AND f.differs & 32 AND NOT f.differs & 512;

-- -- sweeping: the lines of batches that no longer wait (a queued one has none)

-- statement intake_stale() -> one (id int)
-- for admin jobs
SELECT id FROM intake_batch
 WHERE staged = 1 AND state NOT IN ('queued', 'checked', 'approved') ORDER BY id LIMIT 1;

-- statement intake_last(batch_id int) -> one (number int)
-- for admin jobs
SELECT COALESCE(MAX(number), 0) FROM intake_household WHERE batch_id = :batch_id;

-- statement intake_clear_people(batch_id int, after int, upto int)
-- for admin jobs
DELETE FROM intake_person WHERE batch_id = :batch_id AND number > :after AND number <= :upto;

-- statement intake_clear_households(batch_id int, after int, upto int)
-- for admin jobs
DELETE FROM intake_household WHERE batch_id = :batch_id AND number > :after AND number <= :upto;

-- statement intake_clear_found_people(batch_id int, after int, upto int)
-- for admin jobs
DELETE FROM intake_found_person WHERE batch_id = :batch_id AND number > :after AND number <= :upto;

-- statement intake_clear_found_households(batch_id int, after int, upto int)
-- for admin jobs
DELETE FROM intake_found_household
 WHERE batch_id = :batch_id AND number > :after AND number <= :upto;

-- statement intake_cleared(id int)
-- for admin jobs
UPDATE intake_batch SET staged = 0 WHERE id = :id;

-- When no batch waits and none is being read, all at once. Who begins a batch, or takes one up, has
-- written to intake_batch or locked a row of it first, so nobody has lines here while we hold that
-- table.

-- statement intake_unsettled() -> one (count int)
-- for admin
-- Batches whose lines are still wanted.
SELECT COUNT(*) FROM intake_batch WHERE staged = 1 AND state IN ('checked', 'approved');

-- statement intake_lock()
-- for admin
LOCK TABLES intake_batch WRITE, intake_household WRITE, intake_person WRITE,
            intake_found_household WRITE, intake_found_person WRITE WAIT 3;

-- statement intake_unlock()
-- for admin
UNLOCK TABLES;

-- statement intake_empty_households()
-- for admin
TRUNCATE TABLE intake_household;

-- statement intake_empty_people()
-- for admin
TRUNCATE TABLE intake_person;

-- statement intake_empty_found_households()
-- for admin
TRUNCATE TABLE intake_found_household;

-- statement intake_empty_found_people()
-- for admin
TRUNCATE TABLE intake_found_person;

-- statement intake_all_cleared()
-- for admin
UPDATE intake_batch SET staged = 0
 WHERE staged = 1 AND state NOT IN ('queued', 'checked', 'approved');

-- -- undoing; ${base} as above, ${end} the next batch's

-- statement intake_later(id int, region text) -> one (count int)
-- for admin jobs
-- Batches applied after this one, above or below the same place.
SELECT COUNT(*) FROM intake_batch o JOIN intake_batch b ON b.id = :id
 WHERE o.state = 'applied' AND o.id <> b.id AND o.applied_at >= b.applied_at AND o.id > b.id
   AND (o.region LIKE CONCAT(:region, '%') OR :region LIKE CONCAT(o.region, '%'));

-- row intake_touch: line int, code text, what text

-- statement intake_touched_new(base int, end int) -> many intake_touch
-- for admin jobs
-- What of the rows that the batch made was edited since, and what was put to its households.
(SELECT 0 AS line, h.code, '住址或村组' AS what FROM household h
  WHERE h.id >= :base AND h.id < :end AND h.edits > 0 LIMIT 100)
UNION ALL
(SELECT p.id - :base, h.code, '成员' FROM person p
   JOIN membership m ON m.person_id = p.id AND m.id >= :base AND m.id < :end
   JOIN household h ON h.id = m.household_id
  WHERE p.id >= :base AND p.id < :end AND p.edits > 0 LIMIT 100)
UNION ALL
(SELECT m.id - :base, h.code, '成员' FROM membership m JOIN household h ON h.id = m.household_id
  WHERE m.id >= :base AND m.id < :end AND m.edits > 0 LIMIT 100)
UNION ALL
(SELECT 0, h.code, '纳入期' FROM spell p JOIN household h ON h.id = p.household_id
  WHERE p.id >= :base AND p.id < :end AND p.edits > 0 LIMIT 100)
UNION ALL
(SELECT 0, h.code, '帮扶责任人' FROM assignment a JOIN household h ON h.id = a.household_id
  WHERE a.id >= :base AND a.id < :end AND a.edits > 0 LIMIT 100)
UNION ALL
(SELECT 0, h.code, '成员' FROM membership m JOIN household h ON h.id = m.household_id
  WHERE m.household_id >= :base AND m.household_id < :end AND NOT (m.id >= :base AND m.id < :end)
  LIMIT 100)
UNION ALL
(SELECT m.person_id - :base, h.code, '成员' FROM membership m JOIN household h ON h.id = m.household_id
  WHERE m.person_id >= :base AND m.person_id < :end AND NOT (m.id >= :base AND m.id < :end)
  LIMIT 100)
UNION ALL
(SELECT 0, h.code, '纳入期' FROM spell p JOIN household h ON h.id = p.household_id
  WHERE p.household_id >= :base AND p.household_id < :end AND NOT (p.id >= :base AND p.id < :end)
  LIMIT 100)
UNION ALL
(SELECT 0, h.code, '帮扶责任人' FROM assignment a JOIN household h ON h.id = a.household_id
  WHERE a.household_id >= :base AND a.household_id < :end AND NOT (a.id >= :base AND a.id < :end)
  LIMIT 100);

-- statement intake_touched_life(base int, end int) -> many intake_touch
-- for admin jobs
-- What has been done since with the households that the batch made.
(SELECT 0 AS line, h.code, '申请或退出' AS what FROM case_file c JOIN household h ON h.id = c.household_id
  WHERE c.household_id >= :base AND c.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '帮扶措施' FROM measure m JOIN household h ON h.id = m.household_id
  WHERE m.household_id >= :base AND m.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '发放' FROM payment p JOIN household h ON h.id = p.household_id
  WHERE p.household_id >= :base AND p.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '走访' FROM visit v JOIN household h ON h.id = v.household_id
  WHERE v.household_id >= :base AND v.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '查询码' FROM slip x JOIN household h ON h.id = x.household_id
  WHERE x.household_id >= :base AND x.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '更正请求' FROM change_request x JOIN household h ON h.id = x.household_id
  WHERE x.household_id >= :base AND x.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '疑点' FROM finding_note x JOIN household h ON h.id = x.household_id
  WHERE x.household_id >= :base AND x.household_id < :end LIMIT 100)
UNION ALL
(SELECT 0, h.code, '经过' FROM event e JOIN household h ON h.id = e.household_id
  WHERE e.household_id >= :base AND e.household_id < :end AND NOT (e.id >= :base AND e.id < :end)
  LIMIT 100);

-- statement intake_touched_old(batch_id int) -> many intake_touch
-- for admin jobs
-- What of the rows that the batch changed was edited since. Its own change counts for one.
(SELECT w.line, h.code, '住址或村组' AS what
   FROM intake_was_household w STRAIGHT_JOIN household h ON h.id = w.household_id
  WHERE w.batch_id = :batch_id AND h.edits <> w.household_edits + (w.differs & 7 <> 0) LIMIT 100)
UNION ALL
(SELECT w.line, h.code, '纳入期'
   FROM intake_was_household w STRAIGHT_JOIN spell p ON p.id = w.spell_id
   STRAIGHT_JOIN household h ON h.id = w.household_id
  WHERE w.batch_id = :batch_id
    AND p.edits <> w.spell_edits + (w.differs & 248 <> 0 AND w.differs & 512 = 0) LIMIT 100)
UNION ALL
(SELECT w.line, h.code, '帮扶责任人'
   FROM intake_was_household w STRAIGHT_JOIN assignment a ON a.id = w.assignment_id
   STRAIGHT_JOIN household h ON h.id = w.household_id
  WHERE w.batch_id = :batch_id AND a.edits <> w.assignment_edits + 1 LIMIT 100)
UNION ALL
(SELECT w.line, h.code, '成员'
   FROM intake_was_person w STRAIGHT_JOIN person p ON p.id = w.person_id
   STRAIGHT_JOIN membership m ON m.id = w.membership_id
   STRAIGHT_JOIN household h ON h.id = m.household_id
  WHERE w.batch_id = :batch_id
    AND (p.edits <> w.person_edits + 1 OR m.edits <> w.membership_edits + 1) LIMIT 100);

-- statement intake_undo_causes(base int, end int)
-- for admin jobs
DELETE FROM spell_cause WHERE spell_id >= :base AND spell_id < :end;

-- statement intake_undo_events(base int, end int)
-- for admin jobs
DELETE FROM event WHERE id >= :base AND id < :end;

-- statement intake_undo_assignments(base int, end int)
-- for admin jobs
DELETE FROM assignment WHERE id >= :base AND id < :end;

-- statement intake_undo_memberships(base int, end int)
-- for admin jobs
DELETE FROM membership WHERE id >= :base AND id < :end;

-- statement intake_undo_people(base int, end int)
-- for admin jobs
DELETE FROM person WHERE id >= :base AND id < :end;

-- statement intake_undo_spells(base int, end int)
-- for admin jobs
DELETE FROM spell WHERE id >= :base AND id < :end;

-- statement intake_undo_households(base int, end int)
-- for admin jobs
DELETE FROM household WHERE id >= :base AND id < :end;

-- statement intake_undo_helpers(base int, end int)
-- for admin jobs
-- Those whom nobody else has been given since.
DELETE r FROM helper r LEFT JOIN assignment a ON a.helper_id = r.id
 WHERE r.id >= :base AND r.id < :end AND a.id IS NULL;

-- statement intake_restore_people(batch_id int)
-- for admin jobs
UPDATE intake_was_person w STRAIGHT_JOIN person p ON p.id = w.person_id STRAIGHT_JOIN membership m ON m.id = w.membership_id
   SET p.name = w.name, p.name_key = w.name_key, p.id_kind = w.id_kind, p.id_index = w.id_index,
       p.id_sealed = w.id_sealed, m.relation = w.relation, p.ethnic = w.ethnic,
       p.schooling = w.schooling, p.health = w.health, p.labour = w.labour, p.work = w.work,
       p.phone_index = w.phone_index, p.phone_sealed = w.phone_sealed, p.index_key = w.index_key,
       p.alike = w.alike, p.edits = w.person_edits - 1, m.edits = w.membership_edits - 1
 WHERE w.batch_id = :batch_id;

-- statement intake_restore_households(batch_id int)
-- for admin jobs
UPDATE intake_was_household w STRAIGHT_JOIN household h ON h.id = w.household_id STRAIGHT_JOIN spell p ON p.id = w.spell_id
   SET h.region = w.region, h.team = w.team, h.address_index = w.address_index,
       h.address_sealed = w.address_sealed, p.kind = w.kind, p.attribute = w.attribute,
       p.from_on = w.from_on, p.to_on = w.to_on, p.ending = w.ending,
       h.edits = w.household_edits - 1, p.edits = w.spell_edits - 1
 WHERE w.batch_id = :batch_id;

-- statement intake_restore_assignments(batch_id int)
-- for admin jobs
UPDATE intake_was_household w STRAIGHT_JOIN assignment a ON a.id = w.assignment_id
   SET a.to_on = NULL, a.edits = w.assignment_edits - 1
 WHERE w.batch_id = :batch_id;

-- statement intake_unset_causes(batch_id int)
-- for admin jobs
DELETE c FROM intake_was_household w STRAIGHT_JOIN spell_cause c ON c.spell_id = w.spell_id
 WHERE w.batch_id = :batch_id;

-- statement intake_restore_causes(batch_id int)
-- for admin jobs
INSERT INTO spell_cause (spell_id, position, cause)
SELECT w.spell_id, n.n, SUBSTRING_INDEX(SUBSTRING_INDEX(w.causes, ',', n.n), ',', -1)
  FROM intake_was_household w
  STRAIGHT_JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5
        UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
        UNION ALL SELECT 10 UNION ALL SELECT 11 UNION ALL SELECT 12) AS n
    ON n.n <= 1 + LENGTH(w.causes) - LENGTH(REPLACE(w.causes, ',', ''))
 WHERE w.batch_id = :batch_id AND w.causes IS NOT NULL;

-- statement intake_forget_people(batch_id int)
-- for admin jobs
DELETE FROM intake_was_person WHERE batch_id = :batch_id;

-- statement intake_forget_households(batch_id int)
-- for admin jobs
DELETE FROM intake_was_household WHERE batch_id = :batch_id;

-- -- export: a page of households, then the people of that page

-- row register_household: id int, code text, region text, team text, address_index bytes,
--   address_sealed bytes, kind text, attribute text, causes text, from_on day, to_on day,
--   ending text, helper text, unit text, phone text

-- statement register_households(beyond text, after_region text, after_id int, today day)
--   -> many register_household
-- for admin office
SELECT h.id, h.code, h.region, h.team, h.address_index, h.address_sealed, p.kind, p.attribute,
       (SELECT GROUP_CONCAT(c.cause ORDER BY c.position SEPARATOR ',')
          FROM spell_cause c WHERE c.spell_id = p.id),
       p.from_on, p.to_on, p.ending, r.name, r.unit, r.phone
  FROM household h
  JOIN spell p ON p.id = (SELECT x.id FROM spell x WHERE x.household_id = h.id
                           ORDER BY x.from_on DESC, x.id DESC LIMIT 1)
  LEFT JOIN assignment a ON a.id = (SELECT y.id FROM assignment y
                                     WHERE y.household_id = h.id AND y.from_on <= :today
                                       AND (y.to_on IS NULL OR y.to_on > :today)
                                     ORDER BY y.from_on DESC, y.id DESC LIMIT 1)
  LEFT JOIN helper r ON r.id = a.helper_id
 WHERE h.region >= :after_region AND h.region < :beyond
   AND (h.region > :after_region OR (h.region = :after_region AND h.id > :after_id))
 ORDER BY h.region, h.id LIMIT 200;

-- row register_person: household_id int, name text, relation text, id_kind text, id_index bytes,
--   id_sealed bytes, ethnic text, schooling text, health text, labour text, work text,
--   phone_index bytes, phone_sealed bytes

-- statement register_people(after_region text, after_id int, upto_region text, upto_id int, today day)
--   -> many register_person
-- for admin office
-- In the order of the households.
SELECT m.household_id, p.name, m.relation, p.id_kind, p.id_index, p.id_sealed, p.ethnic, p.schooling,
       p.health, p.labour, p.work, p.phone_index, p.phone_sealed
  FROM household h
  JOIN membership m ON m.household_id = h.id AND (m.to_on IS NULL OR m.to_on > :today)
  JOIN person p ON p.id = m.person_id
 WHERE h.region >= :after_region AND h.region <= :upto_region
   AND (h.region > :after_region OR h.id > :after_id)
   AND (h.region < :upto_region OR h.id <= :upto_id)
   AND EXISTS (SELECT 1 FROM spell x WHERE x.household_id = h.id)
 ORDER BY h.region, h.id, m.relation = '户主' DESC, m.id;

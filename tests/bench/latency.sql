-- Made-up households until there are @COUNT@ (tests/bench/latency): digests at random, everything
-- else by the number of the household. Ids from ten million on, so that they meet no others.
SET foreign_key_checks = 0, unique_checks = 0;
SET GLOBAL innodb_log_file_size = 2147483648, GLOBAL innodb_flush_log_at_trx_commit = 0;
SET @base = 10000000;
SELECT @more := @COUNT@ - COUNT(*) FROM household;
CREATE OR REPLACE TABLE bench_village (n INT AUTO_INCREMENT PRIMARY KEY, code VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin);
INSERT INTO bench_village (code) SELECT code FROM region WHERE level = 'village' ORDER BY code;
SELECT @villages := COUNT(*) FROM bench_village;
CREATE OR REPLACE TABLE bench_house (id BIGINT PRIMARY KEY);
INSERT INTO bench_house SELECT @base + seq FROM seq_1_to_@COUNT@ WHERE seq <= @more;

INSERT INTO household (id, code, region, team, query_index, created_on)
SELECT b.id, CONCAT('B', b.id), v.code, CONCAT(1 + b.id MOD 8, '组'), RANDOM_BYTES(32), '2016-05-01'
  FROM bench_house b JOIN bench_village v ON v.n = 1 + b.id MOD @villages;
INSERT INTO person (id, name, name_key, id_index, id_sealed, health, index_key)
SELECT @base + 3 * (b.id - @base) + s.seq, CONCAT('王', CHAR(0xE4B880 + b.id MOD 40 USING utf8mb4), '某'),
       CONCAT('王', b.id), RANDOM_BYTES(32), RANDOM_BYTES(60), '健康', 1
  FROM bench_house b JOIN seq_0_to_2 s;
INSERT INTO membership (household_id, person_id, relation, from_on)
SELECT b.id, @base + 3 * (b.id - @base) + s.seq, ELT(1 + s.seq, '户主', '配偶', '之子'), '2016-05-01'
  FROM bench_house b JOIN seq_0_to_2 s;
INSERT INTO spell (id, household_id, kind, attribute, from_on)
SELECT b.id, b.id, ELT(1 + b.id MOD 4, 'poor', 'unstable', 'marginal', 'sudden'), 'general', '2016-09-01' FROM bench_house b;
INSERT INTO spell_cause (spell_id, position, cause) SELECT b.id, 1, 'illness' FROM bench_house b;
INSERT INTO case_file (id, household_id, spell_id, kind, register_kind, opened_on, closed_on, outcome)
SELECT b.id, b.id, b.id, 'entry', 'poor', '2016-05-01', '2016-09-01', 'done' FROM bench_house b;
INSERT INTO event (household_id, case_id, stop, outcome, on_day, actor)
SELECT b.id, b.id, ELT(1 + s.seq, 'application', 'review', 'village_notice', 'entered'), 'passed',
       '2016-05-01' + INTERVAL s.seq * 30 DAY, '村委会'
  FROM bench_house b JOIN seq_0_to_3 s;
INSERT INTO assignment (household_id, helper_id, from_on)
SELECT b.id, 1 + b.id MOD 200, '2016-09-01' FROM bench_house b;
INSERT INTO measure (household_id, area, title, amount, state, from_on)
SELECT b.id, 'industry', '种养业补助', 100000 + b.id MOD 900 * 100, 'running', '2017-03-01' FROM bench_house b;
INSERT INTO payment (household_id, programme, amount, batch, state, desk, state_on)
SELECT b.id, '产业扶持资金', 100000 + b.id MOD 900 * 100, '2017-1', ELT(1 + s.seq, 'received', 'paid'), '县财政局',
       '2017-06-01' + INTERVAL s.seq * 90 DAY
  FROM bench_house b JOIN seq_0_to_1 s;
DROP TABLE bench_house, bench_village;
ANALYZE TABLE household, person, membership, spell, spell_cause, case_file, event, assignment, measure, payment;
SET GLOBAL innodb_flush_log_at_trx_commit = 1;

// The search is the program's, not the database server's: on a second server that has MySQL's defaults
// (collation, sql_mode, full-text settings), with its tables in that collation and an index made there,
// every query of the relevance table has the same hits in the same order.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './fcgi.mjs';
import { get, mingbai, mysql, root, run, sockets } from './lib.mjs';
import { EXPECTED } from './relevance.mjs';

const here = mkdtempSync(join(tmpdir(), 'mingbai-other-'));
const socket = join(here, 'db.sock');
const who = process.getuid() === 0 ? ['--user=root'] : [];
const started = [];
const start = (command, args) => {
  const child = spawn(command, args, { stdio: 'ignore' });
  started.push(child);
  return child;
};
const there = (input, ...more) => execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-N', ...more], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
const until = async (what, true_) => {
  for (let i = 0; i < 600; i++) {
    if (true_()) return;
    await sleep(50);
  }
  assert.fail(`${what} did not start`);
};
const answers = () => {
  try { return there('SELECT 1', '--silent') !== ''; } catch { return false; }
};

// What mysqld 8 has where nobody says anything, as far as MariaDB knows it; its collation by the one
// that comes nearest to utf8mb4_0900_ai_ci. Full text: words of three characters on, stop words.
const COLLATION = 'utf8mb4_uca1400_nopad_ai_ci';
const DEFAULTS = ['--character-set-server=utf8mb4', `--collation-server=${COLLATION}`, '--explicit-defaults-for-timestamp=ON',
  '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  '--innodb-ft-min-token-size=3', '--innodb-ft-max-token-size=84', '--innodb-ft-enable-stopword=ON', '--ft-min-word-len=4',
  '--group-concat-max-len=1024', '--innodb-buffer-pool-size=128M'];

// Everything published, without the register and without the index.
function copy() {
  const left = mysql(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'mingbai' AND table_type = 'BASE TABLE'
      AND (table_name LIKE 'search%' OR table_name IN ('event', 'person', 'figure', 'membership', 'payment', 'measure', 'case_file', 'visit', 'spell', 'spell_cause', 'household', 'assignment', 'audit'))`);
  const dump = (...more) => execFileSync('mariadb-dump', ['--no-defaults', `--socket=${sockets()}/db.sock`, '--default-character-set=utf8mb4',
    '--skip-lock-tables', ...more], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const text = dump('--no-data', '--routines', '--skip-triggers', 'mingbai')
    + dump('--no-create-info', '--triggers', ...left.map(([name]) => `--ignore-table-data=mingbai.${name}`), 'mingbai');
  return text.replaceAll(/(DEFAULT )?CHARSET=utf8mb4|COLLATE[ =]utf8mb4_unicode_ci/g, '');
}

before(async () => {
  execFileSync('mariadb-install-db', ['--no-defaults', ...who, '--skip-test-db', `--datadir=${here}/db`, '--auth-root-authentication-method=socket',
    `--auth-root-socket-user=${userInfo().username}`], { stdio: 'ignore' });
  start('mariadbd', ['--no-defaults', ...who, `--datadir=${here}/db`, `--socket=${socket}`, `--pid-file=${here}/pid`, '--skip-networking',
    '--innodb-flush-log-at-trx-commit=0', ...DEFAULTS]);
  await until('the database', answers);
  let accounts = readFileSync(join(root, 'docker/accounts.sql'), 'utf8').replaceAll('@HOST@', 'localhost').replace(' CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', '');
  for (const role of ['admin', 'public', 'lookup', 'office'])
    accounts = accounts.replaceAll(`@${role.toUpperCase()}_PASSWORD@`, readFileSync(join(run, 'secret', role), 'utf8').trim());
  there(accounts);
  there(copy(), 'mingbai');
  there('INSERT INTO search_state (one) VALUES (1)', 'mingbai');
  const program = join(here, 'mingbai');
  writeFileSync(program, readFileSync(mingbai, 'utf8').replaceAll(sockets(), here));
  chmodSync(program, 0o700);
  execFileSync(program, ['migrate'], { stdio: 'ignore' });
  start(program, ['serve', 'public']);
  await until('the pool', () => existsSync(join(here, 'public.sock')));
}, { timeout: 120000 });

after(async () => {
  for (const child of started.reverse()) {
    child.kill('SIGTERM');
    for (let i = 0; i < 200 && child.exitCode === null && child.signalCode === null; i++) await sleep(50);
  }
  rmSync(here, { recursive: true, force: true });
});

describe('on a server with MySQL\'s defaults', () => {
  it('the tables of the index and of the texts have its collation', () => {
    const [wrong, right] = [`<> '${COLLATION}'`, `= '${COLLATION}'`].map((is) => there(`SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = 'mingbai' AND table_name IN ('edition', 'effort_edition', 'ticket', 'region', 'search_state')
        AND column_name IN ('title', 'body', 'about', 'question', 'name') AND collation_name ${is}`).trim());
    assert.equal(wrong, '0');
    assert.ok(Number(right) >= 5, right);
    assert.notEqual(there('SELECT COUNT(*) FROM search_posting', 'mingbai').trim(), '0');
  });

  for (const [q, , more = ''] of [...EXPECTED, ['低宝'], ['胡林员'], ['县 2026 公示']]) {
    it(`${q}${more}`, async () => {
      const query = `q=${encodeURIComponent(q)}${more}`;
      const one = await get(`/api/v1/search?${query}`);
      const other = await ask(join(here, 'public.sock'), { DOCUMENT_URI: '/api/v1/search', QUERY_STRING: query });
      assert.equal(other.status, 200);
      assert.deepEqual(JSON.parse(other.text).items, JSON.parse(one.text).items);
    });
  }
});

// The way back (docker/backup): a full backup under load, the log followed, the server killed, and a
// restore to a second between two spells of writing: what was acknowledged before it is there once,
// what came after it is not, the record and the ledger are whole, and the portal serves from it. And
// to the last byte: everything is there. No key is in the backup. Called by tests/fault/run.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import {
  ask, begin, dbSocket, down, out, pidOf, root, run, save, sleep, sql, stack, table, until, useSocket,
} from './lib.mjs';
import { Ledger } from './ledger.mjs';

const dir = join(out, 'backup'), tool = join(root, 'docker/backup');
rmSync(dir, { recursive: true, force: true });
mkdirSync(dir);
await begin();
const own = dbSocket();
const env = { ...process.env, BACKUP_OPTIONS: `--no-defaults --socket=${own} --user=${userInfo().username}` };
const backup = (...args) => new Promise((done) => {
  execFile(tool, args, { env, encoding: 'utf8', maxBuffer: 1 << 26 }, (error, stdout, stderr) => done({ status: error ? error.code : 0, stdout: stdout.trim(), stderr }));
});
const { Load } = await import('./load.mjs');
const ledger = new Ledger(), load = new Load(ledger);
await until(30, async () => (await ask('GET', '/office/login')).status === 200);
await load.prepare();
await ledger.open();
const rows = [];
function found(name, wrongs, more = {}) {
  rows.push({ case: name, acknowledged: ledger.sure(), lost: 0, doubled: 0, halves: 0, wrong: wrongs.length, ...more, says: wrongs });
  console.log(`${wrongs.length + (more.lost ?? 0) + (more.doubled ?? 0) + (more.halves ?? 0) ? 'FAIL' : 'ok  '} ${name}`);
  for (const sentence of wrongs) console.log(`     ${sentence}`);
}

// One that is cut short bears no name, and the next is whole.
const cut = spawn(tool, ['full', dir], { env, stdio: 'ignore', detached: true });
await sleep(700);
process.kill(-cut.pid, 'SIGKILL');
await sleep(200);
found('a backup cut short', readdirSync(join(dir, 'full')).filter((name) => /^\d/.test(name)).map((name) => `it is called ${name}`));

// While people write.
const since = (entries) => entries.length;
load.start();
await sleep(1000);
const begun = since(ledger.entries);
const full = await backup('full', dir);
found('a full backup under load', full.status === 0 && /^\d{8}T\d{6}Z$/.test(full.stdout) ? [] : [full.stderr],
  { requests: since(ledger.entries) - begun });
const follower = spawn(tool, ['log', dir], { env, stdio: 'ignore' });
process.on('exit', () => follower.kill());
await sleep(4000);
await load.stop();
await sleep(2200);
const moment = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 19).replace('T', ' '); // Beijing's
const before = [...ledger.entries];
await sleep(2200);
load.start();
await sleep(4000);
await load.stop();
const after = ledger.entries.slice(before.length);
// The log follows by itself; how soon depends on the machine.
const ended = performance.now();
const follows = await until(120, async () => {
  const [[file, position]] = await sql('SHOW MASTER STATUS');
  const path = join(dir, 'log', file);
  return existsSync(path) && statSync(path).size >= Number(position);
});
found('the log follows', follows ? [] : ['it is two minutes behind'], { behind: `${((performance.now() - ended) / 1000).toFixed(1)} s` });
writeFileSync(join(run, 'db.held'), ''); // who runs it sees to the server himself
process.kill(pidOf('db'), 'SIGKILL');
await sleep(500);
follower.kill();

// A server of the restored data.
async function serverOf(data) {
  const socket = join(out, 'restored.sock');
  const server = spawn('mariadbd', ['--no-defaults', ...(process.getuid() === 0 ? ['--user=root'] : []), `--datadir=${data}`, `--socket=${socket}`,
    '--skip-networking', '--innodb-buffer-pool-size=64M', '--default-time-zone=+00:00'], { stdio: 'ignore' });
  process.on('exit', () => server.kill('SIGKILL'));
  useSocket(socket);
  await until(60, () => sql('SELECT 1').catch(() => false));
  return async () => {
    const gone = new Promise((done) => server.on('exit', done));
    server.kill('SIGTERM');
    await gone;
    useSocket(own);
  };
}

// The command line of the portal, at the restored server.
function commandsAt(socket) {
  const path = join(run, 'mingbai'), text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(own, socket));
  return () => writeFileSync(path, text);
}

async function restored(name, entries, later, ...until_) {
  const data = join(out, `restored.${rows.length}`);
  rmSync(data, { recursive: true, force: true });
  const made = await backup('restore', dir, data, ...until_);
  if (made.status !== 0) return found(name, [made.stderr]);
  const stop = await serverOf(data), back = commandsAt(dbSocket());
  const then = new Ledger();
  then.before = ledger.before;
  then.entries = entries;
  const kept = await then.check();
  const wrong = [];
  const [marks] = await Promise.all([sql("SELECT title FROM edition WHERE title LIKE '账目%' UNION ALL SELECT note FROM visit WHERE note LIKE '账目%'")]);
  const there = new Set(marks.map(([mark]) => mark));
  for (const one of later) if (['draft', 'visit'].includes(one.kind) && there.has(one.mark)) wrong.push(`${one.kind} ${one.mark} came later and is there`);
  back();
  await stop();
  found(name, [...wrong, ...then.faults], { ...kept, acknowledged: then.sure() });
  return data;
}
await restored(`restored to ${moment}`, before, after, moment);
const data = await restored('restored to the last byte', ledger.entries, []);

// The portal goes on with it.
if (data) {
  rmSync(join(run, 'db'), { recursive: true });
  cpSync(data, join(run, 'db'), { recursive: true });
  rmSync(join(run, 'db.held'));
  stack.kill('SIGUSR1');
  const well = await until(30, async () => (await ask('GET', '/readyz')).status === 200);
  await load.signIn().catch(() => {});
  load.start();
  await sleep(2000);
  await load.stop();
  const { answers } = load.take();
  const kept = await ledger.check();
  const late = answers.filter((answer) => answer.began > performance.now() - 2000 && (answer.status >= 500 || answer.error));
  found('the portal serves from it', [...(well ? [] : ['it does not']), ...late.map((answer) => `${answer.path} ${answer.error ?? answer.status}`), ...ledger.faults], kept);
}

// Apart: none of the keys is in the backup, as text or as bytes.
const secrets = readFileSync(join(run, 'secret/keys'), 'utf8').match(/[0-9a-f]{64}/g) ?? [];
const needles = secrets.flatMap((hex) => [Buffer.from(hex), Buffer.from(hex, 'hex')]);
const files = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(folder, e.name)) : [join(folder, e.name)]));
const held = files(dir).filter((path) => { const bytes = readFileSync(path); return needles.some((needle) => bytes.includes(needle)); });
found('no key is in it', secrets.length === 0 ? ['there are no keys to look for'] : held.map((path) => `a key is in ${path}`));

// What is old goes, never the newest.
const swept = await backup('sweep', dir, '0');
found('a sweep keeps the newest', swept.status === 0 && existsSync(join(dir, 'full', full.stdout)) ? [] : [swept.stderr || 'it is gone']);

table(['case', 'acknowledged', 'lost', 'doubled', 'halves', 'wrong'], rows);
save('backup', { cases: rows });
await down();
for (const name of readdirSync(out)) if (/^(restored|backup$)/.test(name)) rmSync(join(out, name), { recursive: true, force: true });
process.exit(rows.some((row) => row.lost + row.doubled + row.halves + row.wrong > 0) ? 1 : 0);

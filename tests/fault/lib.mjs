// What the scripts of `make fault` share: dice that can be thrown again, a portal of their own, a
// client that never waits for ever, the database as its administrator, the table and the report.
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  closeSync, cpSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync,
} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { land, launch, ready, root } from '../portal.mjs';

export { sleep };
export { root };
export const out = join(root, 'build/fault');
export const seconds = Number(process.env.SECONDS_EACH ?? 5);
export const rounds = Number(process.env.ROUNDS ?? 1);
export const mounts = process.env.FAULT_INSIDE === 'yes';
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 30));

// -- dice ------------------------------------------------------------------------------------------

let state = seed >>> 0;
function dice() { // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
export const below = (n) => Math.floor(dice() * n);
export const between = (a, b) => a + dice() * (b - a);
export const pick = (list) => list[below(list.length)];

// -- the portal ------------------------------------------------------------------------------------

const script = basename(process.argv[1], '.mjs');
export const run = join(out, `${script}.portal`);
const work = join(out, `${script}.work`); // what is built for it
export let url, stack;

const freePort = () => new Promise((done) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

// The database as a county runs it (docker/mariadb.cnf), only smaller.
function databaseOptions() {
  const lines = readFileSync(join(root, 'docker/mariadb.cnf'), 'utf8').split('\n').filter((line) => /^[a-z]/.test(line) && !/^innodb-(log-file|buffer-pool)-size/.test(line));
  return [...lines.map((line) => `--${line.replaceAll(' ', '')}`), '--innodb-log-file-size=64M',
    '--innodb-autoextend-increment=1'].join(' ');
}

// The program and nginx, found first by docker/local, with a clock that can be set (clock.c).
function build() {
  mkdirSync(join(work, 'bin'), { recursive: true });
  const clock = join(work, 'clock.so');
  execFileSync('cc', ['-std=gnu11', '-O1', '-fPIC', '-shared', '-o', clock, join(root, 'tests/fault/clock.c'), '-ldl']);
  writeFileSync(join(work, 'clock'), Buffer.alloc(8));
  const real = { mingbai: join(resolve(root, process.env.BUILD ?? 'build/release'), 'mingbai'), nginx: '/usr/sbin/nginx' };
  for (const [name, path] of Object.entries(real)) {
    const text = `#!/bin/sh\nLD_PRELOAD='${clock}' FAULT_CLOCK='${work}/clock' exec '${path}' "$@"\n`;
    writeFileSync(join(work, 'bin', name), text, { mode: 0o755 });
  }
}

// The portal's clock, so many seconds before or behind the machine's.
export function setClock(ahead) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(ahead));
  const fd = openSync(join(work, 'clock'), 'r+');
  writeFileSync(fd, bytes);
  closeSync(fd);
}

async function up(port) {
  const log = join(work, 'portal.log');
  stack = launch(port, run, log, { PATH: `${join(work, 'bin')}:${process.env.PATH}`, BUILD: join(work, 'bin'),
    DB_POOL: '128M', DB_OPTIONS: databaseOptions(), MINGBAI_LOG: 'info' });
  await ready(stack, log);
}
export const down = () => land(stack);
// What the portal wrote is still there when its disks are gone.
const keepLogs = () => { try { cpSync(join(run, 'log'), join(work, 'log'), { recursive: true, filter: (name) => !/ballast/.test(name) }); } catch { /* not even begun */ } };
process.on('exit', () => { keepLogs(); stack?.kill('SIGTERM'); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => down().then(() => process.exit(130)));

// begin(between): a fresh portal with the demo county, or a copy of FROM, the folder of one that rests; ${between}() is called while it is down again,
// before it serves.
export async function begin(between) {
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true });
  // In memory where that can be: what is proved here is that files are whole, not that disks are.
  if (mounts) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3g,mode=700', 'fault', run]);
  if (process.env.FROM) cpSync(process.env.FROM, run, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  build();
  const port = process.env.PORT ?? await freePort();
  url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { BASE_URL: url, RUN_DIR: run, MINGBAI: join(run, 'mingbai') });
  await up(port);
  if (between) {
    await down();
    between();
    await up(port);
  }
}

export const pidOf = (name) => Number(readFileSync(join(run, `${name}.pid`), 'utf8'));
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch { return []; }
}
export const filesOf = (pid) => { try { return readdirSync(`/proc/${pid}/fd`).length; } catch { return 0; } };
const titleOf = (pid) => { try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8'); } catch { return ''; } };
export const POOLS = ['public', 'lookup', 'office'];

// Processes of this portal by what they are, and the most files one of each has open.
export function inventory() {
  const found = {};
  for (const name of ['db', 'nginx', ...POOLS]) {
    // (nginx reads its cache once when it starts; that process is not for long.)
    const pid = pidOf(name), all = [pid, ...childrenOf(pid).filter((one) => !/cache loader/.test(titleOf(one)))];
    found[name] = { processes: all.length, files: Math.max(...all.map(filesOf)) };
  }
  // Whoever was left behind by a parent that died.
  const known = new Set(['db', 'nginx', ...POOLS].flatMap((name) => [pidOf(name), ...childrenOf(pidOf(name))]));
  const programs = readdirSync('/proc').filter((n) => /^\d+$/.test(n)).map(Number).filter((pid) => {
    try {
      return !known.has(pid) && /mingbai|nginx|mariadbd/.test(readlinkSync(`/proc/${pid}/exe`)) &&
        (readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`MINGBAI_SPOOL=${run}/`) ||
         readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(run));
    } catch { return false; }
  });
  found['left behind'] = { processes: programs.length, files: 0 };
  const folders = [join(run, 'spool'), join(run, 'spool.lookup'), join(run, 'files')];
  found['on their way'] = { processes: 0, files: folders.flatMap((dir) => readdirSync(dir)).filter((name) => /^part\.|\.new$/.test(name)).length };
  return found;
}

// -- a client --------------------------------------------------------------------------------------

// ask(method, path, {from, headers, body, seconds}): never throws; `error` is a word when there was no
// whole answer. Times are those of performance.now().
export function ask(method, path, { from, headers = {}, body, seconds: most = 45 } = {}) {
  const began = performance.now(), { hostname, port } = new URL(url);
  return new Promise((done) => {
    const end = (answer) => done({ method, path, status: 0, headers: {}, text: '', ...answer, began, ended: performance.now() });
    const sent = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const call = http.request({ hostname, port, method, path, agent: false, localAddress: from,
      headers: { ...sent, Connection: 'close', ...headers } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', (error) => end({ error: `cut ${error.code}` }));
      answer.on('end', () => {
        clearTimeout(timer);
        if (!answer.complete) return end({ error: 'cut' });
        return end({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    const timer = setTimeout(() => call.destroy(Object.assign(new Error('late'), { code: 'LATE' })), most * 1000);
    call.on('error', (error) => { clearTimeout(timer); end({ error: error.code ?? error.message }); });
    call.end(body);
  });
}

// until(seconds, question): what it gives as soon as that is true.
export async function until(most, question, step = 100) {
  const end = performance.now() + most * 1000;
  for (;;) {
    const value = await question();
    if (value || performance.now() > end) return value;
    await sleep(step);
  }
}

// -- the database ----------------------------------------------------------------------------------

export let dbSocket = () => join(readFileSync(join(run, 'sockets'), 'utf8').trim(), 'db.sock');
export const useSocket = (path) => { dbSocket = () => path; };
const client = (socket) => ['--no-defaults', `--socket=${socket}`, '--default-character-set=utf8mb4', '-N', '-B', '-r'];

// sql(query): rows of strings; throws when the database is away. sqlAt: of the server at a socket.
export function sqlAt(socket, query) {
  return new Promise((done, failed) => {
    const call = execFile('mariadb', [...client(socket), 'mingbai'], { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 60000 },
      (error, text) => (error ? failed(error) : done(text.split('\n').filter(Boolean).map((line) => line.split('\t')))));
    call.stdin.on('error', () => {});
    call.stdin.end(query);
  });
}
// (Patient: right after a fault there may be no place for us yet. What it asks twice does no harm.)
export async function sql(query, patience = 20) {
  for (;;) {
    try { return await sqlAt(dbSocket(), query); } catch (error) {
      if (patience-- <= 0 || !/ERROR (2002|2013|2006|1040|1927|1053)/.test(error.message)) throw error;
      await sleep(500);
    }
  }
}

// The administrator, there before the fault: a client that waits for what to say.
export function administrator() {
  const call = spawn('mariadb', client(dbSocket()), { stdio: ['pipe', 'ignore', 'ignore'] });
  call.stdin.on('error', () => {});
  return { say: (statement) => call.stdin.write(`${statement};\n`), end: () => call.stdin.end() };
}

// `mingbai ...`: exit code and words.
export const command = (...args) => new Promise((done) => {
  execFile(join(run, 'mingbai'), args, { encoding: 'utf8', maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
    done({ status: error ? error.code : 0, stdout, stderr }));
});

// -- table and report ------------------------------------------------------------------------------

const wide = (text) => [...String(text)].length;
export function table(columns, rows) {
  const widths = columns.map((name) => Math.max(wide(name), ...rows.map((row) => wide(row[name] ?? ''))));
  const line = (cell) => columns.map((name, i) => (i === 0 ? String(cell(name)).padEnd(widths[i]) : String(cell(name)).padStart(widths[i]))).join('  ');
  console.log(line((name) => name));
  for (const row of rows) console.log(line((name) => row[name] ?? ''));
}
export const save = (name, report) => writeFileSync(join(out, `${name}.json`), `${JSON.stringify({ seed, ...report }, null, 1)}\n`);

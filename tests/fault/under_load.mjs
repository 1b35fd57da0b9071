// Faults under load: the portal serves while somebody kills, freezes, fills and cuts what it stands on
// (faults.mjs); what was acknowledged is kept by those who wrote it (ledger.mjs, load.mjs) and compared
// with the database after each case. Called by tests/fault/run.
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  POOLS, ask, begin, below, down, inventory, mounts, rounds, run, save, seed, sleep, table, until,
} from './lib.mjs';
import { disks, faults } from './faults.mjs';
import { KINDS, Ledger } from './ledger.mjs';

// The folders that are filled later get small disks of their own.
function smallDisks() {
  if (!mounts) return;
  for (const [name, room] of Object.entries(disks)) {
    const folder = join(run, name), aside = join(run, `${name}.aside`);
    const used = Number(execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split('\t')[0]);
    renameSync(folder, aside);
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${used + room}m,mode=700`, 'fault', folder]);
    cpSync(aside, folder, { recursive: true, preserveTimestamps: true });
    rmSync(aside, { recursive: true });
  }
}

await begin(smallDisks);
const { Load } = await import('./load.mjs');
const { unseen } = await import('../http/lib.mjs');
const ledger = new Ledger(), load = new Load(ledger);
await until(20, async () => (await ask('GET', '/office/login')).status === 200); // "ready" is the public pool's word
await load.prepare();
await ledger.open();

// Whether the next request of each kind is right.
async function isWell() {
  const { name, id_number, household_code } = load.residents[0];
  const right = await Promise.all([
    ask('GET', '/readyz').then((a) => a.status === 200),
    ...Array.from({ length: 6 }, () => ask('GET', unseen()).then((a) => a.status === 200)),
    ...Array.from({ length: 4 }, () => ask('GET', '/tickets/new').then((a) => a.status === 200)),
    ...Array.from({ length: 3 }, () => ask('GET', '/office/login').then((a) => a.status === 200)),
    ...load.cached.map((path) => ask('GET', path).then((a) => a.status === 200)),
  ]).catch(() => [false]);
  if (!right.every(Boolean)) return false;
  const card = await ask('POST', '/status', { from: `127.9.${below(250)}.${2 + below(250)}`, body: new URLSearchParams({ name, id_number }).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  if (card.status >= 500 || card.error) ledger.note('look', name, null);
  else ledger.note('look', name, true);
  return card.status === 200 && card.text.includes(household_code);
}

// How often the pools' logs say that a child died, by what it died of.
function deaths() {
  const found = {};
  for (const pool of POOLS) {
    const text = readFileSync(join(run, 'log', `${pool}.log`), 'utf8');
    for (const [, how, which] of text.matchAll(/"event":"worker_died","(signal|code)":"(\d+)"/g)) found[`${how} ${which}`] = (found[`${how} ${which}`] ?? 0) + 1;
  }
  return found;
}
const CRASHES = /^(signal (4|6|7|8|11|31)|code (?!0$))/;

function judge(fault, c, answers) {
  const unexplained = [], by = {};
  let explained = 0, refused = 0, cached = 0;
  for (const answer of answers) {
    if (answer.kind === 'cached') cached++;
    if (answer.status >= 400 && answer.status < 500) refused++;
    if (answer.status > 0 && answer.status < 500) continue;
    const what = `${answer.kind} ${answer.error ?? answer.status}${answer.proper ? '' : ' (not our page)'}`;
    const inside = answer.ended >= c.begun && answer.began <= c.over;
    const fine = inside && answer.proper && (answer.kind !== 'cached' || fault.breaks) && fault.explains?.(answer, c);
    by[what] = (by[what] ?? 0) + 1;
    if (fine) explained++;
    else unexplained.push(`${what} ${answer.path} at ${((answer.began - c.begun) / 1000).toFixed(1)}-${((answer.ended - c.begun) / 1000).toFixed(1)} s of ${((c.over - c.begun) / 1000).toFixed(1)}`);
  }
  const most = fault.most?.(c) ?? Infinity;
  if (explained > most) unexplained.push(...Array(explained - most).fill(`more than ${most} for ${c.kills} kills`));
  return { unexplained, explained, refused, cached, by };
}

// What a portal at rest has, at most, once it has served everything: more is a leak. What a worker was
// reading when it was killed stays for two minutes (sweptOf below).
let rest, killed = 0;
function leaks() {
  const now = inventory(), found = [];
  for (const [name, { processes, files }] of Object.entries(now)) {
    if (processes > rest[name].processes) found.push(`${name}: ${processes} processes, were ${rest[name].processes}`);
    if (files > rest[name].files + (name === 'on their way' ? killed : 0)) found.push(`${name}: ${files} files open, were ${rest[name].files}`);
    if (processes < rest[name].processes) found.push(`${name}: only ${processes} processes of ${rest[name].processes}`);
  }
  return found;
}

async function one(fault) {
  const acknowledged = ledger.sure(), before = deaths();
  const c = { kills: 0, signIn: () => load.signIn(), maybe: (kind) => ledger.note(kind, `of ${fault.name}`, null) };
  await load.warm();
  load.take();
  load.start();
  await sleep(700);
  c.begun = performance.now();
  c.over = Infinity;
  let failed;
  await fault.does(c).catch((error) => { failed = `the fault itself: ${error.stack}`; });
  const done = performance.now();
  const well = await until(fault.back ?? 10, isWell);
  c.over = performance.now();
  await sleep(1000);
  await load.stop();
  const { answers, requests } = load.take();
  const judged = judge(fault, c, answers);
  const says = [...(failed ? [failed] : []), ...(well ? [] : ['not well again in time'])];
  const after = deaths();
  for (const [how, n] of Object.entries(after)) if (CRASHES.test(how) && n > (before[how] ?? 0)) says.push(`${n - (before[how] ?? 0)} workers died: ${how}`);
  killed += c.kills;
  const kept = well ? await ledger.check() : { lost: 0, doubled: 0, halves: 0 };
  const left = await until(12, () => leaks().length === 0, 500) ? [] : leaks();
  return {
    case: fault.name, requests, acknowledged: ledger.sure() - acknowledged, ...kept, cached: judged.cached,
    refused: judged.refused, '5xx': judged.explained, unexplained: judged.unexplained.length,
    'well after': `${((c.over - done) / 1000).toFixed(1)} s`, by: judged.by, says: [...says, ...left, ...ledger.faults, ...new Set(judged.unexplained)],
  };
}

// What killed workers left goes with the next files that come, when it is old enough.
async function sweptOf() {
  const old = new Date(Date.now() - 600e3), folders = ['spool', 'spool.lookup'].map((name) => join(run, name));
  const parts = () => folders.flatMap((dir) => readdirSync(dir).filter((name) => name.startsWith('part.')).map((name) => join(dir, name)));
  const left = parts();
  for (const path of left) utimesSync(path, old, old);
  load.start();
  await until(20, () => parts().every((path) => !left.includes(path)), 500);
  await load.stop();
  const { requests } = load.take(), still = parts().length;
  return { case: `swept: ${left.length} files of killed workers`, requests, acknowledged: 0, ...await ledger.check(), cached: 0, refused: 0, '5xx': 0,
    unexplained: 0, by: {}, says: still ? [`${still} are still there`] : [] };
}

await load.warm();
load.start();
await sleep(1500);
await load.stop();
await until(30, isWell);
rest = inventory();
// (A few more, since some things are opened when they are first needed.)
for (const name of ['db', 'nginx', ...POOLS]) rest[name].files += 10;
rest['on their way'].files = 0;
const words = (process.env.CASES ?? '').split(' ').filter(Boolean);
const wanted = faults.filter((fault) => (mounts || !fault.disk) && (words.length === 0 || words.some((word) => fault.name.includes(word))));
const rows = [];
const columns = ['case', 'requests', 'acknowledged', 'lost', 'doubled', 'halves', 'cached', 'refused', '5xx', 'unexplained', 'well after'];
const bad = (row) => row.lost + row.doubled + row.halves + row.unexplained + row.says.length > 0;
for (let round = 0; round < rounds; round++) {
  for (const fault of [...wanted, null]) {
    const row = await (fault ? one(fault) : sweptOf()).catch(async (error) => {
      await load.stop();
      return { case: fault?.name ?? 'swept', requests: load.take().requests, acknowledged: 0, lost: 0, doubled: 0, halves: 0, cached: 0, refused: 0,
        '5xx': 0, unexplained: 0, by: {}, says: [`the case itself: ${error.stack}`] };
    });
    rows.push(row);
    console.log(`${bad(row) ? 'FAIL' : 'ok  '} ${row.case}: ${row.requests} requests, ${row.acknowledged} acknowledged; ${Object.entries(row.by).map(([what, n]) => `${what} ×${n}`).join(', ') || 'none failed'}`);
    for (const sentence of row.says.slice(0, 12)) console.log(`     ${sentence}`);
  }
}
const sum = (what) => rows.reduce((all, row) => all + row[what], 0);
const total = { case: `${rows.length} cases`, 'well after': '' };
for (const what of columns.slice(1, -1)) total[what] = sum(what);
table(columns, [...rows, total]);
console.log(`acknowledged: ${KINDS.map((kind) => `${kind} ${ledger.sure(kind)}`).join(', ')}; seed ${seed}`);
save('under_load', { cases: rows, total });
await down();
process.exit(rows.some(bad) ? 1 : 0);

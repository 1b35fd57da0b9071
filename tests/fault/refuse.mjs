// Every statement that writes is refused by the database, one after another (SIGNAL SQLSTATE '45000'
// in a trigger of its table): the visitor gets a plain page, nothing is half written, and as soon as
// the trigger is gone the same request is answered right. What is asked comes from the stories
// (rig.mjs). Exit 1 for anything else, and for a statement that was never refused and is not
// explained below.
//
//   node tests/fault/refuse.mjs [WORD...]    only rows whose method and path hold a word (-WORD: do not)
//   STORIES="register publish"   TIME=600   MODE=asan   RUN_DIR   PORT
import { mkdirSync, readFileSync, readdirSync, statSync, openSync, readSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rig, paramsOf, play, root } from './rig.mjs';
import { between, clean, isProper, rowOf, rowsOf, same, verified, wanted } from './judge.mjs';

const words = process.argv.slice(2);
const STORIES = (process.env.STORIES ?? 'status tickets voice objection register efforts accounts publish').split(' ');
const EACH = 6; // the first so many rows of one table in a request are refused one by one

// Statements of the pools that no story reaches, each with its reason.
const explained = {};

// name -> {verb, roles}: what writes, as sql/query has it.
function writers() {
  const found = new Map();
  for (const file of readdirSync(join(root, 'sql/query'))) {
    const text = readFileSync(join(root, 'sql/query', file), 'utf8');
    for (const one of text.split(/^(?=-- statement )/m).slice(1)) {
      const name = one.match(/^-- statement (\w+)/)[1];
      const roles = one.match(/^-- for (.*)$/m)?.[1].split(/[,\s]+/).filter(Boolean) ?? [];
      const verb = one.replace(/^--.*$/gm, '').trim().match(/^(?:WITH[^]*?\)\s*)?(INSERT|UPDATE|DELETE|REPLACE)/)?.[1];
      if (verb) found.set(name, { verb, roles });
    }
  }
  return found;
}

const rig = new Rig();
let rows;
const report = { cases: 0, outcomes: {}, statements: {}, findings: [] };
const finding = (row, what, detail) => {
  report.findings.push({ row: row.key, what, ...detail });
  if (report.findings.length < 100) console.log(`NOT SO ${row.key}: ${what} ${JSON.stringify(detail)}`);
};

// What the pool has logged since it was `from` bytes long: the statement that was refused.
function refusedSince(pool, from) {
  const n = statSync(pool.log).size - from, bytes = Buffer.alloc(n), fd = openSync(pool.log, 'r');
  readSync(fd, bytes, 0, n, from);
  closeSync(fd);
  return bytes.toString().match(/"event":"db_failed","statement":"(\w+)","error":"refused/)?.[1];
}

const tried = new Set();
const looks = new Map();
rig.meet = async (pool, bytes) => {
  const { DOCUMENT_URI: path = '', REQUEST_METHOD: method } = paramsOf(bytes);
  const row = rowOf(rows, pool.name, method, path);
  if (!row || pool.name === 'public' || rig.isLate() || !wanted(words, `${method} ${path}`)) return;
  const seen = looks.get(row.key) ?? 0;
  looks.set(row.key, seen + 1);
  if (seen >= (method === 'GET' ? 2 : 12)) return;
  await rig.alone(async () => {
    const first = await clean(rig, pool, bytes);
    const count = new Map();
    for (const what of first.wrote) count.set(what, (count.get(what) ?? 0) + 1);
    const todo = [...count].flatMap(([what, n]) => Array.from({ length: Math.min(n, EACH) }, (_, nth) => [what, nth]))
      .filter(([what, nth]) => !tried.has(`${row.key} ${first.status} ${what} ${nth}`));
    for (const [what, nth] of todo) {
      tried.add(`${row.key} ${first.status} ${what} ${nth}`);
      await rig.db.query(`INSERT INTO fault_refuse VALUES ('${what}', ${nth})`);
      const from = statSync(pool.log).size;
      const answer = await pool.ask(bytes);
      const wrote = await rig.written(answer);
      await rig.undo();
      await rig.db.query('DELETE FROM fault_refuse');
      const statement = refusedSince(pool, from);
      const detail = { what, nth, statement, status: answer.status };
      report.cases++;
      if (!statement) { finding(row, 'was not refused', detail); continue; }
      (report.statements[statement] ??= new Set()).add(row.key);
      const outcome = answer.died ? 'worker replaced' : !answer.whole ? 'not answered' : `page ${answer.status}`;
      report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1;
      if (answer.died) finding(row, 'ends the worker', detail);
      else if (answer.status === first.status && [200, 303].includes(answer.status)) finding(row, 'says done and has not written all', { ...detail, missing: first.wrote.length - wrote.length });
      else if (![500, 503].includes(answer.status) || !isProper(answer, path)) finding(row, 'is not a proper page', { ...detail, text: answer.text.slice(0, 200) });
      if (wrote.length) finding(row, 'is half written', { ...detail, wrote: between(wrote, first.wrote) });
      const next = await clean(rig, pool, bytes);
      if (next.status !== first.status || !same(next.wrote, first.wrote)) finding(row, 'is not right the next time', { ...detail, next: next.status, wrote: between(next.wrote, first.wrote) });
    }
  });
};

const stop = async (code) => { await rig.stop(); process.exit(code); };
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(130));
const began = Date.now();
try {
  await rig.start();
  rows = rowsOf(rig);
  report.stories = { played: STORIES, failed: await play(rig, STORIES) };
  await rig.queue;
  for (const line of verified(rig, STORIES)) report.findings.push({ what: `mingbai verify: ${line}` });
  if (rig.broken) report.findings.push({ what: String(rig.broken) });
} catch (error) {
  console.error(error);
  report.findings.push({ what: String(error) });
} finally {
  await rig.stop();
}
report.seconds = Math.round((Date.now() - began) / 1000);
const all = writers(), pools = [...all].filter(([, { roles }]) => roles.some((role) => ['office', 'lookup', 'public'].includes(role)));
report.never = pools.map(([name]) => name).filter((name) => !report.statements[name]);
report.elsewhere = [...all.keys()].filter((name) => !pools.some(([other]) => other === name));
const unexplained = words.length ? [] : report.never.filter((name) => !explained[name]);
report.statements = Object.fromEntries(Object.entries(report.statements).map(([name, set]) => [name, [...set]]));
mkdirSync(join(root, 'build/fault'), { recursive: true });
writeFileSync(join(root, 'build/fault/refuse.json'), JSON.stringify(report, null, 1));
console.table(report.outcomes);
console.log(`statements that write: ${all.size}; of the pools ${pools.length}, refused ${pools.length - report.never.length}; of the jobs and commands alone ${report.elsewhere.length}`);
for (const name of report.never) console.log(`  never refused: ${name}${explained[name] ? ` (${explained[name]})` : ''}`);
console.log(`${report.cases} cases in ${report.seconds} s, ${report.findings.length} findings; stories failed: ${report.stories?.failed}`);
process.exit(report.findings.length || unexplained.length ? 1 : 0);

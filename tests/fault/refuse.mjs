// Every statement that writes is refused by the database, one after another (SIGNAL SQLSTATE '45000'
// in a trigger of its table): the visitor gets a plain page, nothing is half written, and as soon as
// the trigger is gone the same request is answered right. What is asked comes from the stories
// (rig.mjs). Exit 1 for anything else, and for a statement that was never refused and is not
// explained below.
//
//   node tests/fault/refuse.mjs [WORD...]    only rows whose method and path hold a word (-WORD: do not)
//   STORIES="register publish"   TIME=3600   MODE=asan   RUN_DIR   PORT
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rig, paramsOf, play, reportFile, root } from './rig.mjs';
import { Jobs, refuseCommands, refused, since } from './commands.mjs';
import { between, clean, isProper, rowOf, rowsOf, same, verified, wanted } from './judge.mjs';

const words = process.argv.slice(2);
process.env.TIME ??= '3600';
const STORIES = (process.env.STORIES ?? `find status voice register household import rest efforts accounts many findings banner audit paper documents
  before_after boards objection tickets publish editions gate due figures`).split(/\s+/).filter(Boolean);
const EACH = 6; // the first so many rows of one table in a request are refused one by one

// Statements that nothing here reaches, each with its reason.
const explained = {
  'limit_sweep|proof_sweep': 'by the dice, once in some hundred requests; what one leaves the next takes away',
  session_seen: 'once a minute of a session; what a request may write or not is not looked at (rig.mjs)',
  migration_done: 'once a schema file, and there is none that this portal has not had',
  'seed_.*': 'mingbai demo, which takes an empty database only and makes it in one transaction',
  'audit_chain|audit_head_set': 'mingbai migrate, once, over a record kept before there was a chain',
};
const reason = (name) => Object.entries(explained).find(([pattern]) => new RegExp(`^(${pattern})$`).test(name))?.[1];

// name -> {verb, roles}: what writes, as sql/query has it.
function writers() {
  const found = new Map();
  for (const file of readdirSync(join(root, 'sql/query'))) {
    const text = readFileSync(join(root, 'sql/query', file), 'utf8');
    for (const one of text.split(/^(?=-- statement )/m).slice(1)) {
      const name = one.match(/^-- statement (\w+)/)[1];
      const roles = one.match(/^-- for (.*)$/m)?.[1].split(/[,\s]+/).filter(Boolean) ?? [];
      const verb = one.replace(/^--.*$/gm, '').trim().match(/^(?:WITH[^]*?\)\s*)?(INSERT|UPDATE|DELETE|REPLACE)/)?.[1];
      const table = one.replace(/^--.*$/gm, '').match(/(?:INTO|UPDATE|DELETE(?: \w+)? FROM)\s+`?(\w+)/)?.[1];
      if (verb) found.set(name, { verb, roles, table });
    }
  }
  return found;
}

const rig = new Rig(), all = writers();
let rows;
const report = { cases: 0, outcomes: {}, statements: {}, findings: [] };
const finding = (row, what, detail) => {
  report.findings.push({ row: row.key, what, ...detail });
  if (report.findings.length < 100) console.log(`NOT SO ${row.key}: ${what} ${JSON.stringify(detail)}`);
};

const note = (name, outcome, statement) => {
  report.cases++;
  (report.statements[statement] ??= new Set()).add(name);
  report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1;
};

const tried = new Set();
const looks = new Map();
rig.meet = async (pool, bytes) => {
  const { DOCUMENT_URI: path = '', REQUEST_METHOD: method } = paramsOf(bytes);
  const row = rowOf(rows, pool.name, method, path);
  if (!row || pool.name === 'public' || rig.isLate() || !wanted(words, `${method} ${path}`)) return;
  // Until so many have shown nothing new.
  const kind = row.path.endsWith('{deed}') ? path.split('/').at(-1) : row.path, key = `${pool.name} ${method} ${kind}`;
  const seen = looks.get(key) ?? 0;
  looks.set(key, seen + 1);
  if (seen >= (method === 'GET' ? 2 : 12)) return;
  await rig.alone(async () => {
    const first = await clean(rig, pool, bytes);
    const count = new Map();
    for (const what of first.wrote.filter((one) => !one.startsWith('ALONG '))) count.set(what, (count.get(what) ?? 0) + 1);
    const todo = [...count].flatMap(([what, n]) => Array.from({ length: Math.min(n, EACH) }, (_, nth) => [what, nth]))
      .filter(([what, nth]) => !tried.has(`${row.key} ${first.status} ${what} ${nth}`));
    if (todo.length) looks.set(key, 0);
    for (const [what, nth] of todo) {
      tried.add(`${row.key} ${first.status} ${what} ${nth}`);
      await rig.refuse([[what, nth]]);
      const from = statSync(pool.log).size;
      const answer = await pool.ask(bytes);
      const wrote = await rig.written(answer);
      await rig.undo();
      await rig.accept();
      const statement = refused(since(pool.log, from));
      const detail = { what, nth, statement, status: answer.status };
      if (!statement) { finding(row, 'was not refused', detail); continue; }
      note(row.key, answer.died ? 'worker replaced' : !answer.whole ? 'not answered' : `page ${answer.status}`, statement);
      if (answer.died) finding(row, 'ends the worker', detail);
      else if (answer.status === first.status && [200, 303].includes(answer.status)) finding(row, 'says done and has not written all', { ...detail, missing: first.wrote.length - wrote.length });
      else if (![500, 503].includes(answer.status) || !isProper(answer, path)) finding(row, 'is not a proper page', { ...detail, text: answer.text.slice(0, 200) });
      if (wrote.length) finding(row, 'is half written', { ...detail, wrote: between(wrote, first.wrote) });
      const next = await clean(rig, pool, bytes);
      if (next.status !== first.status || !same(next.wrote, first.wrote)) finding(row, 'is not right the next time', { ...detail, next: next.status, wrote: between(next.wrote, first.wrote) });
    }
  });
};

// Told to stop: no further story, and the account of what was done.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => rig.hurry());
const began = Date.now();
try {
  await rig.start();
  rows = rowsOf(rig);
  const jobs = new Jobs(rig, [...all].filter(([, { roles }]) => roles.length === 1 && roles[0] === 'jobs').map(([name]) => name),
    (name) => `${all.get(name).verb} ${all.get(name).table}`, note);
  await jobs.start();
  report.stories = { played: STORIES, failed: await play(rig, STORIES) };
  await rig.queue;
  await jobs.stop();
  if (!rig.isLate()) await refuseCommands(rig, note, (name, what, detail) => finding({ key: `mingbai ${name}` }, what, detail));
  for (const line of verified(rig, STORIES)) report.findings.push({ what: `mingbai verify: ${line}` });
  if (rig.broken) report.findings.push({ what: String(rig.broken) });
} catch (error) {
  console.error(error);
  report.findings.push({ what: String(error) });
} finally {
  await rig.stop();
}
report.seconds = Math.round((Date.now() - began) / 1000);
report.never = [...all.keys()].filter((name) => !report.statements[name]);
const unexplained = words.length ? [] : report.never.filter((name) => !reason(name));
report.statements = Object.fromEntries(Object.entries(report.statements).map(([name, set]) => [name, [...set]]));
mkdirSync(join(root, 'build/fault'), { recursive: true });
writeFileSync(reportFile('refuse'), JSON.stringify(report, null, 1));
console.table(report.outcomes);
console.log(`statements that write: ${all.size}; refused ${all.size - report.never.length}, explained ${report.never.filter(reason).length}, left ${unexplained.length}`);
for (const why of new Set(report.never.map(reason))) {
  console.log(`  ${why ?? 'LEFT'}: ${report.never.filter((name) => reason(name) === why).join(' ')}`);
}
console.log(`${report.cases} cases in ${report.seconds} s, ${report.findings.length} findings; stories failed: ${report.stories?.failed}`);
process.exit(report.findings.length || unexplained.length ? 1 : 0);

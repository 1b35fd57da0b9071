// Every fallible library call of every handler fails, one after another: for each row of the route
// table, n = 1, 2, 3 ... until the request is answered without the fault being reached; once with that
// call alone, once with all of its kind from there on (memory, client, network, files). What is asked
// for comes from the stories (rig.mjs), so that each handler does all its work; one that none of them
// asks for is a finding.
//
//   node tests/fault/nth.mjs [WORD...]      only rows whose method and path hold a word (-WORD: do not)
//   FULL=500    every n up to 500; else a choice of all, or it would take hours: see chosen()
//   STORIES="register publish"   TIME=3600   MODE=asan   RUN_DIR   PORT   DONE="report.json": not again
//
// After each: the worker has not crashed (out of memory is the one thing that ends it, and only where
// memory failed); a page with the right status or the right answer; nothing written, or all of it; the
// same request then answered right, with no block, file or statement more than before. Exit 1 otherwise.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { POOLS, Rig, paramsOf, play, reportFile, root } from './rig.mjs';
import { between, clean, gist, isProper, rowOf, rowsOf, same, verified, wanted } from './judge.mjs';

const words = process.argv.slice(2);
const full = Number(process.env.FULL ?? 0);
process.env.TIME ??= '3600';
const STORIES = (process.env.STORIES ?? `pages lists feeds openapi status_api figures find rest register household import tickets voice
  efforts accounts many findings banner audit paper documents before_after search boards objection publish editions office gate pools`).split(/\s+/);

const rig = new Rig();
let rows;
const report = { rows: {}, cases: 0, tried: 0, outcomes: {}, calls: {}, findings: [] };

const MEMORY = /^(malloc|calloc|realloc|strdup|mysql_init|mysql_stmt_init)$/;
const WIRE = /^(read|write|select|poll|malloc|calloc|realloc|pread)$/; // (pread: half a file, by its length)

// What falls short elsewhere and is left so. libsodium calls a password wrong when it has no memory to
// check it; told apart only where it says so (fcgi/base/seal.c).
const isExplained = (row, answer) => row.key === 'office POST /office/login' && answer.status === 422 && MEMORY.test(answer.call);

// libxlsxwriter, where it has no memory, forgets a few blocks and a file, or ends the worker.
const keeps = (row, call) => /\/households\/export/.test(row.key) && MEMORY.test(call);

// What no story asks for so that it can be tried, each with its reason.
const unasked = {};

const finding = (row, what, detail) => {
  report.findings.push({ row: row.key, what, ...detail });
  if (report.findings.length < 200) console.log(`NOT SO ${row.key}: ${what} ${JSON.stringify(detail)}`);
};

// Which n there are to try. FULL: all. Else of what is called between two statements, which mostly is
// the client at work on one of them, `few` places in the code, others from row to row (one, where there are
// more than 40 statements); of what is called after the last one each place.
function chosen(sites, most) {
  if (full) return sites.map((_, i) => i + 1).slice(0, full);
  const steps = new Map();
  for (const [i, site] of sites.entries()) {
    const step = site >>> 16;
    if (!steps.has(step)) steps.set(step, new Map());
    if (!steps.get(step).has(site)) steps.get(step).set(site, i + 1);
  }
  const last = Math.max(...steps.keys()), few = steps.size > 40 ? 1 : most;
  return [...steps].flatMap(([step, places]) => {
    const all = [...places.values()], from = turn++ * few;
    if (step === last || all.length <= few) return all;
    return Array.from({ length: few }, (_, i) => all[(from + i) % all.length]);
  }).sort((a, b) => a - b);
}
let turn = 0;

// A story's own client gives up after 300 s, and a code of the second factor is good for half a minute; what
// is left waits for the next such request.
const patience = (row) => (/factor$|login\/code$/.test(row.key) ? 20000 : 150000);

// Resolves to whether all was tried.
async function sweep(pool, row, bytes, path) {
  const began = Date.now();
  const first = await clean(rig, pool, bytes), twice = await clean(rig, pool, bytes);
  const steady = first.gist === twice.gist;
  if (first.status !== twice.status || !same(first.wrote, twice.wrote)) {
    const detail = { first: first.status, twice: twice.status, wrote: between(twice.wrote, first.wrote) };
    if (asked.get(row.key) < MOST) return false;
    finding(row, 'is not answered twice the same', detail);
    return true;
  }
  const { sites } = await clean(rig, pool, bytes, { trace: true });
  const at = report.rows[row.key] ??= { cases: 0, calls: sites.length, status: first.status, writes: first.wrote.length, deadly: new Set(), on: false, n: 0 };
  let before = await clean(rig, pool, bytes);
  for (const on of [false, true]) {
    for (const n of chosen(sites, on ? 1 : 3)) {
      if (on < at.on || (on === at.on && n <= at.n)) continue; // before
      if (on && at.deadly.has(n)) continue; // it ended there: nothing came after
      if (Date.now() - began > patience(row) || rig.isLate()) return false;
      Object.assign(at, { on, n });
      const answer = await pool.ask(bytes, { n, on });
      const wrote = await rig.written(answer);
      await rig.undo();
      if (answer.fired === 0) continue; // fewer calls than before
      at.cases++;
      report.cases++;
      const detail = { n, on, call: answer.call, status: answer.status };
      const whole = wrote.length > 0 && same(wrote, first.wrote);
      let outcome;
      if (answer.died) {
        at.deadly.add(n);
        outcome = 'worker replaced';
        if (!MEMORY.test(answer.call) && answer.call !== 'pthread_create') finding(row, 'ends the worker', detail);
      } else if (isExplained(row, answer)) {
        outcome = 'explained';
      } else if (!answer.whole) {
        outcome = 'connection cut';
        if (!on && !WIRE.test(answer.call)) finding(row, 'is not answered', detail);
      } else if (answer.status === first.status) {
        outcome = 'the right answer';
        if (!same(wrote, first.wrote)) finding(row, 'says done and has not written all', { ...detail, wrote: between(wrote, first.wrote) });
        if (steady && gist(answer) !== first.gist) finding(row, 'is another page', { ...detail, sizes: [answer.text.length, first.text.length] });
      } else {
        outcome = `error page ${answer.status}`;
        if (![500, 503].includes(answer.status)) finding(row, 'is answered with another status', detail);
        if (!isProper(answer, path)) finding(row, 'is not a proper page', { ...detail, text: answer.text.slice(0, 200) });
      }
      if (wrote.length && !whole && outcome !== 'explained') finding(row, 'is half written', { ...detail, wrote: between(wrote, first.wrote) });
      if (whole && answer.status !== first.status) outcome += ', all written';
      report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1;
      const byCall = report.calls[answer.call] ??= {};
      byCall[outcome] = (byCall[outcome] ?? 0) + 1;
      if (answer.stray) finding(row, 'leaves statements open', { ...detail, stray: answer.stray });
      const next = await clean(rig, pool, bytes);
      if (next.status !== first.status || !same(next.wrote, first.wrote) || (steady && next.gist !== first.gist)) {
        finding(row, 'is not right the next time', { ...detail, next: next.status, wrote: between(next.wrote, first.wrote) });
      }
      const was = before;
      if (!answer.died && next.files > was.files) await sleep(50); // one may be about to close
      if (!answer.died && !keeps(row, answer.call) && next.files > was.files && pool.openFiles() > was.files) finding(row, 'leaves files open', { ...detail, files: [was.files, next.files] });
      before = next;
      if (!answer.died && !keeps(row, answer.call) && next.live > was.live) {
        // Kept from now on, or lost each time?
        await clean(rig, pool, bytes, { n, on });
        before = await clean(rig, pool, bytes);
        if (before.live > next.live) finding(row, 'leaves memory', { ...detail, blocks: [was.live, next.live, before.live] });
      }
    }
  }
  return true;
}

// A row whose address names what is to be done, or which list is to be seen, is as many handlers (the
// forms of what may be done are one): what the words are stands in tables of the program.
const table = (file, pattern) => [...readFileSync(join(root, 'fcgi', file), 'utf8').matchAll(pattern)].map((m) => m[1]);
const named = { 'POST {deed}': table('office/deed.c', /^ {4}\{"(\w+)", ?(?:"|$)/gm), 'GET {part}': table('model/register/batch_compare.c', /\{"(\w+)", part_/g) };
const tail = (row) => row.path.split('/').at(-1);
const wordsOf = (row) => named[`${row.method} ${tail(row)}`];
const handlersOf = (row) => wordsOf(row)?.map((word) => row.key.replace(tail(row), word)) ?? [row.key];
const handlerOf = (row, path) => wordsOf(row) ? row.key.replace(tail(row), path.split('/').at(-1)) : row.key;

const done = new Set((process.env.DONE ?? '').split(' ').filter(Boolean).flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).rows)));
rig.meet = async (pool, bytes) => {
  const params = paramsOf(bytes);
  const path = params.DOCUMENT_URI ?? '', method = params.REQUEST_METHOD;
  const row = rowOf(rows, pool.name, method, path);
  if (!row || rig.isLate() || !wanted(words, `${method} ${path}`)) return;
  const key = handlerOf(row, path);
  if (done.has(key)) return;
  // Tried where it does its work: a page that is shown, a form that is taken. Where no story gets so
  // far in so many requests, what there is.
  const times = (asked.get(key) ?? 0) + 1;
  asked.set(key, times);
  await rig.alone(async () => {
    const { status, wrote } = await clean(rig, pool, bytes);
    const works = method === 'GET' ? status === 200 : [200, 303].includes(status) && (row.pool !== 'office' || wrote.length > 0);
    answers.set(key, `${answers.get(key) ?? ''} ${status}`);
    if (!works && times < MOST) return;
    const began = Date.now();
    if (await sweep(pool, { ...row, key }, bytes, path)) done.add(key);
    const { cases, calls } = report.rows[key] ?? {};
    process.stderr.write(`${key}: ${status}, ${calls} calls, ${cases} cases, ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  });
};
const MOST = 20, asked = new Map(), answers = new Map();
let handlers = [];

// Told to stop: no further story, and the account of what was done.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => rig.hurry());
try {
  const began = Date.now();
  await rig.start();
  rows = rowsOf(rig);
  const failed = await play(rig, STORIES);
  await rig.queue;
  report.stories = { played: STORIES, failed };
  report.seconds = Math.round((Date.now() - began) / 1000);
  handlers = rows.flatMap(handlersOf).filter((key) => wanted(words, key));
  report.missed = handlers.filter((key) => !done.has(key));
  report.asked = Object.fromEntries(report.missed.map((key) => [key, answers.get(key) ?? 'never']));
  for (const line of verified(rig, STORIES)) report.findings.push({ what: `mingbai verify: ${line}` });
  report.crashes = POOLS.flatMap((name) => {
    const lines = readFileSync(rig.pools[name].log, 'utf8').split('\n');
    // (libxlsxwriter takes back what it never had.)
    return lines.filter((line, i) => /"worker_died".*"signal":"(?!6")/.test(line) && !lines.slice(Math.max(0, i - 40), i).some((before) => before.includes('libxlsxwriter.so')));
  });
  report.sanitizers = readdirSync(join(rig.run, 'log')).filter((name) => name.startsWith('asan.'));
  report.errors = rig.broken ? [String(rig.broken)] : [];
} catch (error) {
  console.error(error);
  report.errors = [String(error)];
} finally {
  await rig.stop();
}
mkdirSync(join(root, 'build/fault'), { recursive: true });
writeFileSync(reportFile('nth'), JSON.stringify(report, null, 1));
const unreached = report.missed?.filter((key) => !unasked[key]) ?? [];
console.log(`\nhandlers tried ${done.size} of ${handlers.length}, cases ${report.cases}, ${report.seconds} s; stories failed: ${report.stories?.failed}`);
console.table(report.outcomes);
console.table(report.calls);
for (const key of report.missed ?? []) console.log(`  not tried to the end: ${key} (${unasked[key] ?? `${report.rows[key] ? 'no time' : `asked: ${report.asked[key]}`}`})`);
const bad = unreached.length + report.findings.length + report.crashes?.length + report.sanitizers?.length + report.errors.length;
console.log(`${report.cases} cases, ${unreached.length} handlers never tried, ${report.findings.length} findings, ${report.crashes?.length} crashes, ${report.sanitizers?.length} words of sanitizers`);
process.exit(bad ? 1 : 0);

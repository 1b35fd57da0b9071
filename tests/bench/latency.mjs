// Asks several portals in turn and compares them: node latency.mjs PEOPLE.csv ROUNDS RUN_DIR...
// A round is 50 hits and 50 misses of each, shuffled. Besides the time on the wire (which ends at a
// tick) it prints the work alone, as the pool's log has it. (tests/bench/latency starts the portals.)
import { readFileSync, statSync, openSync, readSync, closeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadavg } from 'node:os';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lookup, median, nobody, peopleOf, pick, quantile, shuffle } from './pool.mjs';

const [csv, rounds, ...runs] = process.argv.slice(2);
const people = peopleOf(readFileSync(csv, 'utf8'));
const EACH = 50;

const households = (run) => execFileSync('mariadb', ['--no-defaults', `--socket=${readFileSync(join(run, 'sockets'), 'utf8').trim()}/db.sock`,
  '-N', 'mingbai', '-e', 'SELECT COUNT(*) FROM household'], { encoding: 'utf8' }).trim();
const portals = runs.map((run) => ({ run, name: basename(run), ask: lookup(run), log: join(run, 'log/lookup.log') }));
const cells = portals.flatMap((portal) => ['hit', 'miss'].map((kind) => ({ portal, kind, wire: [], work: [], p50: [], p99: [] })));
const question = (kind) => {
  const r = pick(people);
  return { name: r.name, id_number: kind === 'hit' ? r.id_number : nobody() };
};

for (const portal of portals) {
  for (let i = 0; i < 300; i++) await portal.ask(question(i % 2 ? 'hit' : 'miss'));
  portal.from = statSync(portal.log).size;
}

const byId = new Map();
let last = Number(rounds);
process.once('SIGINT', () => { last = 0; }); // the figures so far
for (let round = 0; round < last; round++) {
  const now = new Map(cells.map((cell) => [cell, []]));
  for (const cell of shuffle(cells.flatMap((cell) => Array(EACH).fill(cell)))) {
    const id = randomBytes(16).toString('hex');
    const answer = await cell.portal.ask(question(cell.kind), id);
    if (answer.status !== 200) throw new Error(`${cell.portal.name}: status ${answer.status}`);
    byId.set(id, cell);
    cell.wire.push(answer.ms);
    now.get(cell).push(answer.ms);
  }
  for (const cell of cells) {
    cell.p50.push(median(now.get(cell)));
    cell.p99.push(quantile(now.get(cell), 0.99));
  }
  process.stderr.write(`\rround ${round + 1} of ${rounds}`);
}
process.stderr.write('\r' + ' '.repeat(40) + '\r');

for (const portal of portals) {
  const size = statSync(portal.log).size - portal.from, text = Buffer.alloc(size), file = openSync(portal.log, 'r');
  readSync(file, text, 0, size, portal.from);
  closeSync(file);
  for (const line of text.toString().split('\n')) {
    const found = line.match(/"request":"([0-9a-f]{32})".*"us":"(\d+)"/);
    if (found) byId.get(found[1])?.work.push(Number(found[2]) / 1000);
  }
}

const f = (x) => x.toFixed(2).padStart(8);
console.log(`${cells[0].wire.length} questions of each kind; load ${loadavg()[0].toFixed(1)}`);
console.log('milliseconds          wire p50     p99  work p50     p99');
for (const c of cells) {
  console.log(`${households(c.portal.run).padStart(8)} ${c.kind.padEnd(5)}      ${f(median(c.wire))}${f(quantile(c.wire, 0.99))}  ${f(median(c.work))}${f(quantile(c.work, 0.99))}`);
}
let fine = true;
for (const kind of ['hit', 'miss']) {
  const [few, ...more] = cells.filter((c) => c.kind === kind);
  for (const many of more) {
    const wire = quantile(many.wire, 0.99) / quantile(few.wire, 0.99);
    const turns = median(many.p99.map((p, i) => p / few.p99[i]));
    const work = quantile(many.work, 0.99) / quantile(few.work, 0.99);
    fine &&= wire <= 1.3;
    console.log(`${kind}: p99 ${wire.toFixed(2)} times (median of the rounds ${turns.toFixed(2)}, work alone ${work.toFixed(2)}; its p50 ${(median(many.work) / median(few.work)).toFixed(2)})`);
  }
}
console.log(fine ? 'flat' : 'NOT FLAT');
process.exit(fine ? 0 : 1);

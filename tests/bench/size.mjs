// Cost against size: the same questions to portals with more and more people and announcements, in
// turn and in one run, so that whatever else the machine does meets all of them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, openSync, readSync, closeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';
import { root } from './portal.mjs';
import { ask, get } from './load.mjs';
import { signIn } from './pages.mjs';
import { lookup, median, nobody, peopleOf, pick, quantile, shuffle } from './pool.mjs';

const KNOWN = 1200; // people whose numbers are known, to ask for
const EACH = 20;    // questions of a kind in a round
const bench = join(root, 'tests/bench');

// fill(portal, people, notices): the demo county, people of a register file, and as many households
// and announcements more as there are to be (latency.sql, search.mjs). Once; the folder remembers.
export function fill(portal, people, notices) {
  const done = join(portal.run, `filled-${people}-${notices}`), csv = join(portal.run, 'people.csv');
  if (existsSync(done)) return csv;
  const work = mkdtempSync(join(portal.run, 'tmp/fill.'));
  const villages = portal.sql("SELECT code FROM region WHERE level = 'village' ORDER BY code").flat();
  const [[county]] = portal.sql("SELECT code FROM region WHERE level = 'county' LIMIT 1");
  writeFileSync(csv, execFileSync('node', [join(bench, 'people.mjs'), String(KNOWN)], { input: villages.join('\n') }));
  portal.mingbai('import', 'register', csv, '--region', county, '--apply');
  const [[there]] = portal.sql('SELECT COUNT(*) FROM person');
  const [[houses]] = portal.sql('SELECT COUNT(*) FROM household');
  const more = Math.max(0, Math.ceil((people - Number(there)) / 3)); // three people each
  if (more > 0) portal.sql(readFileSync(join(bench, 'latency.sql'), 'utf8').replaceAll('@COUNT@', String(Number(houses) + more)));
  const [[published]] = portal.sql("SELECT COUNT(*) FROM document WHERE kind = 'notice'");
  if (notices > Number(published)) {
    writeFileSync(join(work, 'places'), portal.sql("SELECT code, name FROM region WHERE level IN ('village', 'township')").map((r) => r.join('\t')).join('\n'));
    const made = execFileSync('node', [join(bench, 'search.mjs'), 'make', String(notices - Number(published)), join(work, 'places')], { maxBuffer: 1 << 30 });
    portal.sql(made);
    portal.sql('ANALYZE TABLE document, edition');
  }
  rmSync(work, { recursive: true });
  writeFileSync(done, '');
  return csv;
}

// The last page of a list, by where the row stands that comes before it.
const LAST = 10;
function lastNotices(portal) {
  const [[at, id]] = portal.sql(`SELECT UNIX_TIMESTAMP(published_at), document_id FROM edition
    WHERE kind = 'notice' AND state IN ('published', 'withdrawn') ORDER BY published_at, document_id LIMIT 1 OFFSET ${LAST}`);
  return `/notices?before=${Math.floor(Number(at))}-${id}`;
}
function lastHouseholds(portal) {
  const [[region, id]] = portal.sql(`SELECT region, id FROM household ORDER BY region DESC, id DESC LIMIT 1 OFFSET ${LAST}`);
  return `/office/households?after=${region}-${id}`;
}

async function cellsOf(portal, people, known) {
  const publisher = await signIn(portal, 'fabu');
  const cookie = { Cookie: [...publisher.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const query = lookup(portal.run);
  const page = (path, headers) => async () => {
    const answer = await ask(portal.uncached, get(path, headers), agent);
    if (answer.status !== 200) throw new Error(`${people}: ${path}: ${answer.status}`);
    return { ms: answer.all, size: answer.body.length };
  };
  const status = (number) => async (id) => {
    const r = pick(known);
    const answer = await query({ name: r.name, id_number: number(r) }, id);
    if (answer.status !== 200) throw new Error(`${people}: status ${answer.status}`);
    return answer;
  };
  const kinds = {
    'status, found': status((r) => r.id_number),
    'status, not found': status(nobody),
    'notices, first page': page('/notices'),
    'notices, last page': page(lastNotices(portal)),
    'policies, first page': page('/policies'),
    'households, first page': page('/office/households', cookie),
    'households, last page': page(lastHouseholds(portal), cookie),
  };
  return Object.entries(kinds).map(([name, question]) => ({ portal, people, name, question, ms: [], work: [], p99: [] }));
}

// The time of the work alone, without the tick an answer waits for, as the pool's log has it.
function readWork(portal, from, byId) {
  const log = join(portal.run, 'log/lookup.log');
  const text = Buffer.alloc(statSync(log).size - from), file = openSync(log, 'r');
  readSync(file, text, 0, text.length, from);
  closeSync(file);
  for (const line of text.toString().split('\n')) {
    const found = line.match(/"request":"([0-9a-f]{32})".*"us":"(\d+)"/);
    if (found) byId.get(found[1])?.work.push(Number(found[2]) / 1000);
  }
}

// sizes(portals, rounds): portals: [{portal, people, notices, csv}]. Milliseconds of each kind at each size, and
// how many times the smallest's the others are.
export async function sizes(portals, rounds) {
  const cells = [];
  for (const { portal, people, csv } of portals) cells.push(...await cellsOf(portal, people, peopleOf(readFileSync(csv, 'utf8'))));
  for (const cell of cells) for (let i = 0; i < EACH; i++) await cell.question();
  const from = portals.map(({ portal }) => statSync(join(portal.run, 'log/lookup.log')).size), byId = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const cell of shuffle(cells.flatMap((one) => Array(EACH).fill(one)))) {
      const id = randomBytes(16).toString('hex');
      byId.set(id, cell);
      cell.ms.push((await cell.question(id)).ms);
    }
  }
  portals.forEach(({ portal }, i) => readWork(portal, from[i], byId));
  const figures = (list) => ({ p50: median(list), p99: quantile(list, 0.99) });
  const out = cells.map((c) => ({ name: c.name, people: c.people, notices: portals.find((p) => p.people === c.people).notices, ...figures(c.ms), ...(c.work.length ? { work: figures(c.work) } : {}) }));
  const least = portals[0].people, at = (name, people) => out.find((c) => c.name === name && c.people === people);
  for (const cell of out) {
    const small = at(cell.name, least);
    cell.times = { p50: cell.p50 / small.p50, p99: cell.p99 / small.p99, ...(cell.work ? { work_p50: cell.work.p50 / small.work.p50, work_p99: cell.work.p99 / small.work.p99 } : {}) };
  }
  const depth = portals.flatMap(({ people }) => ['notices', 'households'].map((list) => ({
    list, people, times: at(`${list}, last page`, people).p50 / at(`${list}, first page`, people).p50,
  })));
  return { cells: out, depth };
}

// Figures: counted rightly, published once, and never so that a number of 1 to 4 can be worked out.
// The attack reads every drill-down of every year as page, csv and JSON, sets up all that is told as
// one system of equations over villages and years, and tries to solve it: exactly, and for the largest
// value each hidden number may have (linear programming, table by table). What is true it counts from the
// register by itself. Runs against the release build only.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { assertHead, command, get, mysql, tries, unescape, until, words } from './lib.mjs';
import { COUNTY, one } from './staff.mjs';

const YEARS = Array.from({ length: 12 }, (_, i) => 2014 + i).filter((y) => y <= due());
const THEMES = { 年底在册: 'registered', 当年脱贫: 'left', 当年返贫: 'relapsed', 当年开始的帮扶措施: 'measure', 当年到账的补助资金: 'paid' };

function due() {
  const now = new Date(Date.now() + 8 * 3600e3);
  return now.getUTCFullYear() - (now.getUTCMonth() >= 1 ? 1 : 2);
}

const places = mysql(`SELECT code, COALESCE(parent, ''), level, name FROM region WHERE code LIKE '${COUNTY}%' ORDER BY code`)
  .map(([code, parent, level, name]) => ({ code, parent, level, name }));
const below = (code) => places.filter((p) => p.parent === code);
const villages = (code) => places.filter((p) => p.code.startsWith(code) && below(p.code).length === 0).map((p) => p.code);

// What other tests did to the register since the figures were counted is no fault of theirs: then
// they are counted once more.
before(async () => {
  const all = async () => assert.ok((await until(200, () => Number(one('SELECT COUNT(*) FROM figure_year')) === YEARS.length, 200)).value, 'all years are counted');
  await all();
  count();
  const out = new Map(mysql('SELECT region, year, theme, code, hidden, households, people, amount FROM figure').map((r) => [key(...r.slice(0, 4)), r.slice(4)]));
  const stale = [...out].some(([at, [hidden, ...n]]) => hidden === '0' && n.some((x, i) => x !== 'NULL' && Number(x) !== (truth.get(at)?.[i] ?? 0)))
    || [...truth].some(([at, n]) => n[0] && !out.has(at));
  if (!stale) return;
  mysql('DELETE FROM figure_year; DELETE FROM figure; DELETE FROM figure_count; DELETE FROM figure_unit');
  await all();
  await until(5, async () => JSON.parse((await get('/api/v1/figures')).text).years.length === YEARS.length, 200);
});

// -- what is told -----------------------------------------------------------------------------------

const key = (region, year, theme, code) => `${region} ${year} ${theme} ${code ?? ''}`;
const told = new Map(); // key -> {hidden, households, people, amount}

function note(region, year, theme, code, cell) {
  const at = key(region, year, theme, code);
  if (told.has(at)) assert.deepEqual(told.get(at), cell, `${at}: told twice, the same`);
  told.set(at, cell);
}
const number = (text) => (text === '' ? null : Number(text));
const fen = (text) => (text === '' ? null : Math.round(Number(text) * 100));

async function readJson(path) {
  const answer = await get(path);
  assert.equal(answer.status, 200, path);
  const items = JSON.parse(answer.text).items;
  for (const i of items) note(i.region, i.year, i.theme, i.code, { hidden: i.suppressed, households: i.households, people: i.people, amount: i.amount });
  return items;
}
async function readCsv(path, items) {
  const answer = await get(path);
  assert.equal(answer.status, 200, path);
  const lines = answer.text.replace('\ufeff', '').trim().split('\r\n').slice(1).map((line) => line.split(','));
  assert.equal(lines.length, items.length, `${path}: as many as in the JSON`);
  lines.forEach(([region, , year, theme, label, households, people, amount, word], i) => {
    assert.equal(label, items[i].label);
    note(region, Number(year), THEMES[theme], items[i].code, { hidden: word === '不公布', households: number(households), people: number(people), amount: fen(amount) });
  });
}
// The page's tables against what JSON told: each cell's words.
async function readPage(path, place, year) {
  const { text } = await get(path);
  const say = (region, y, theme) => {
    const c = told.get(key(region, y, theme)) ?? { households: 0, people: null };
    return c.hidden ? '不公布' : `${c.households}户${c.people ? `${c.people}人` : ''}`;
  };
  for (const table of text.match(/<table.*?<\/table>/gs)) {
    const rows = [...table.matchAll(/<tr><th scope="row">(.*?)<\/tr>/gs)].map(([, row]) => row);
    if (!table.includes('<th scope="col">在册')) continue;
    for (const row of rows) {
      const [head, ...cells] = row.split('</th>').flatMap((part, i) => (i ? part.split('</td>').slice(0, -1) : [part])).map((part) => unescape(part.replace(/<i>.*?<\/i>/, '').replace(/<[^>]*>/g, '')));
      const y = head.match(/^(\d{4})$/)?.[1];
      const region = y ? place.code : below(place.code).find((p) => p.name === head).code;
      ['registered', 'left', 'relapsed'].forEach((theme, i) => assert.equal(cells[i], say(region, Number(y ?? year), theme), `${path} ${head} ${theme}`));
    }
  }
}

// -- what is true -----------------------------------------------------------------------------------

const truth = new Map(); // key -> [households, people, amount]
function add(village, year, theme, code, n) {
  if (!YEARS.includes(year)) return;
  for (const region of [village, village.slice(0, 9), COUNTY]) {
    for (const c of theme === 'registered' ? [code, ''] : [code]) {
      const at = key(region, year, theme, c), was = truth.get(at) ?? [0, 0, 0];
      truth.set(at, was.map((x, i) => x + n[i]));
    }
  }
}
function count() {
  const group = (rows) => rows.reduce((m, [id, ...rest]) => m.set(id, [...(m.get(id) ?? []), rest]), new Map());
  const of = new Map(mysql(`SELECT id, region FROM household WHERE region LIKE '${COUNTY}%'`));
  const members = group(mysql("SELECT household_id, from_on, COALESCE(to_on, '9999') FROM membership"));
  const people = (id, day, ended) => (members.get(id) ?? []).filter(([from, to]) => (ended ? from < day && to >= day : from <= day && to > day)).length;
  const cause = new Map(mysql('SELECT spell_id, cause FROM spell_cause WHERE position = 1'));
  const spells = group(mysql("SELECT household_id, id, from_on, COALESCE(to_on, '9999'), COALESCE(ending, '') FROM spell"));
  const measures = mysql("SELECT DISTINCT household_id, LEFT(from_on, 4), area FROM measure WHERE state <> 'planned'");
  const payments = mysql("SELECT household_id, LEFT(state_on, 4), SUM(amount) FROM payment WHERE state = 'received' GROUP BY 1, 2");
  for (const [id, village] of of) {
    for (const [spell, from, to, ending] of spells.get(id) ?? []) {
      for (const y of YEARS) {
        const end = `${y + 1}-01-01`;
        if (from < end && to >= end) add(village, y, 'registered', cause.get(spell) ?? 'unknown', [1, people(id, end, true), 0]);
        if (ending === 'lifted' && to.startsWith(y)) add(village, y, 'left', '', [1, people(id, to, true), 0]);
        const before = spells.get(id).some(([, f, t, e]) => e === 'lifted' && f < from && t <= from);
        if (before && from.startsWith(y)) add(village, y, 'relapsed', '', [1, people(id, from, false), 0]);
      }
    }
  }
  for (const [id, y, area] of measures) if (of.has(id)) add(of.get(id), Number(y), 'measure', area, [1, 0, 0]);
  for (const [id, y, amount] of payments) if (of.has(id)) add(of.get(id), Number(y), 'paid', '', [1, 0, Number(amount)]);
}
const small = (n) => n >= 1 && n <= 4;

// -- the attack -------------------------------------------------------------------------------------

// One table (a year and theme; of measures an area): hidden and shown cells as sets of leaf cells.
function tables() {
  const found = new Map();
  for (const at of told.keys()) {
    const [, year, theme, code] = at.split(' ');
    const name = `${year} ${theme}${theme === 'measure' ? ` ${code}` : ''}`;
    if (!found.has(name)) found.set(name, { name, year, theme, columns: new Set() });
    if (theme === 'registered' ? code : true) found.get(name).columns.add(code);
  }
  return [...found.values()].map((t) => {
    const cells = [], leaves = new Map();
    const columns = [...t.columns];
    for (const v of villages(COUNTY)) for (const c of columns) leaves.set(`${v} ${c}`, told.get(key(v, t.year, t.theme, c))?.hidden ?? false);
    const unknown = [...leaves].filter(([, hidden]) => hidden).map(([name]) => name);
    for (const p of places) {
      for (const c of t.theme === 'registered' ? [...columns, ''] : columns) {
        const cell = told.get(key(p.code, t.year, t.theme, c));
        const parts = villages(p.code).flatMap((v) => (c === '' && t.theme === 'registered' ? columns : [c]).map((x) => `${v} ${x}`));
        cells.push({ at: key(p.code, t.year, t.theme, c), hidden: cell?.hidden ?? false, value: cell?.households ?? 0, people: cell?.people ?? 0,
          vector: unknown.map((name) => (parts.includes(name) ? 1 : 0)),
          known: parts.filter((name) => !leaves.get(name)) });
      }
    }
    const value = (part, what) => { const [v, c] = part.split(' '); return told.get(key(v, t.year, t.theme, c))?.[what] ?? 0; };
    for (const c of cells) {
      c.rest = c.value - c.known.reduce((n, part) => n + value(part, 'households'), 0);
      c.base = c.known.reduce((n, part) => n + value(part, 'households'), 0);
    }
    return { ...t, unknown, cells };
  });
}

// Rows of sums (Map of cell -> coefficient), reduced modulo a prime: a sum of shown ones in whole
// numbers is one there, too.
const PRIME = 67108859;
const times = (a, b) => (a * b) % PRIME;
const inverse = (a) => { let r = 1; for (let e = PRIME - 2; e > 0; e = Math.floor(e / 2)) { if (e % 2) r = times(r, a); a = times(a, a); } return r; };
function less(row, f, by) {
  for (const [cell, x] of by) {
    const left = ((row.get(cell) ?? 0) + PRIME - times(f, x)) % PRIME;
    if (left) row.set(cell, left); else row.delete(cell);
  }
}
function reduced(sum, basis) {
  const row = new Map(sum);
  for (const cell of sum.keys()) if (basis.has(cell)) less(row, row.get(cell), basis.get(cell));
  return row;
}
function solved(sums) {
  const basis = new Map();
  for (const sum of [...sums].sort((a, b) => a.size - b.size)) {
    const row = reduced(sum, basis);
    if (row.size === 0) continue;
    const [cell, first] = row.entries().next().value, by = inverse(first);
    for (const [other, x] of row) row.set(other, times(x, by));
    for (const before of basis.values()) if (before.has(cell)) less(before, before.get(cell), row);
    basis.set(cell, row);
  }
  return basis;
}
const known = (sum, basis) => reduced(sum, basis).size === 0;
// A cell as the sum of its villages, and causes.
const sumOf = (table, c) => new Map(c.vector.flatMap((x, i) => (x ? [[`${table.name} ${table.unknown[i]}`, 1]] : [])));

// The simplex method over the shown sums; its corners are whole numbers (a network).
function program(equations, width) {
  const rows = equations.map(({ vector, rest }, i) => [...vector, ...equations.map((_, j) => (i === j ? 1 : 0)), rest]);
  const last = width + equations.length, basis = rows.map((_, i) => width + i);
  const pivot = (table, r, c, bases) => {
    const by = table[r][c];
    table[r] = table[r].map((x) => x / by);
    for (let i = 0; i < table.length; i++) {
      const f = table[i][c];
      if (i !== r && Math.abs(f) > 1e-9) { const p = table[r]; table[i] = table[i].map((x, j) => x - f * p[j]); }
    }
    bases[r] = c;
  };
  const climb = (table, bases) => {
    for (;;) {
      const aim = table.at(-1), c = aim.findIndex((x, j) => j < width && x < -1e-7);
      if (c < 0) return true;
      let r = -1;
      for (let i = 0; i < bases.length; i++) {
        if (table[i][c] < 1e-7) continue;
        if (r < 0) { r = i; continue; }
        const a = table[i][last] / table[i][c], b = table[r][last] / table[r][c];
        if (a < b - 1e-9 || (a < b + 1e-9 && bases[i] < bases[r])) r = i;
      }
      if (r < 0) return false;
      pivot(table, r, c, bases);
    }
  };
  const first = [...rows, Array.from({ length: last + 1 }, (_, j) => (j < width || j === last ? -rows.reduce((n, row) => n + row[j], 0) : 0))];
  assert.ok(climb(first, basis) && first.at(-1)[last] > -1e-6, 'what is told can be true');
  for (let r = 0; r < rows.length; r++) {
    if (basis[r] < width) continue;
    const c = first[r].findIndex((x, j) => j < width && Math.abs(x) > 1e-7);
    if (c >= 0) pivot(first, r, c, basis);
  }
  return (vector) => { // the largest value of a cell
    const table = first.slice(0, -1), bases = [...basis];
    let aim = Array.from({ length: last + 1 }, (_, j) => (j < width ? -vector[j] : 0));
    bases.forEach((c, r) => { const f = aim[c]; if (f) aim = aim.map((x, j) => x - f * table[r][j]); });
    table.push(aim);
    return climb(table, bases) ? Math.round(table.at(-1)[last]) : Infinity;
  };
}

describe('figures', () => {
  before(async () => {
    for (const place of places) {
      const items = await readJson(`/api/v1/figures?region=${place.code}`);
      await readCsv(`/figures.csv?region=${place.code}`, items);
      if (below(place.code).length === 0) continue;
      for (const year of YEARS) {
        const some = await readJson(`/api/v1/figures?region=${place.code}&year=${year}`);
        await readCsv(`/figures.csv?region=${place.code}&year=${year}`, some);
      }
    }
  });

  it('are what the register says, cell by cell', () => {
    for (const [at, cell] of told) {
      if (cell.hidden) continue;
      const [households, people, amount] = truth.get(at) ?? [0, 0, 0];
      assert.equal(cell.households, households, at);
      if (cell.people !== null) assert.equal(cell.people, people, at);
      if (cell.amount !== null) assert.equal(cell.amount, amount, at);
    }
    for (const [at, [households]] of truth) assert.ok(households === 0 || told.has(at), `${at}: neither told nor kept back`);
    assert.ok([...told.values()].some((c) => !c.hidden && c.households > 0), 'something is told');
  });

  it('tell no number of 1 to 4', () => {
    for (const [at, c] of told) {
      if (c.hidden) assert.deepEqual([c.households, c.people, c.amount], [null, null, null], at);
      else assert.ok(!small(c.households) && !small(c.people), at);
    }
    for (const [at, [households, people]] of truth) if (small(households) || small(people)) assert.ok(told.get(at).hidden, at);
  });

  it('give none of them away to whoever solves the equations', (t) => {
    let hidden = 0, tried = 0, bounded = 0, primary = 0, leaks = 0;
    for (const table of tables()) {
      const shown = table.cells.filter((c) => !c.hidden && c.vector.some(Boolean)), closed = table.cells.filter((c) => c.hidden);
      if (closed.length === 0) continue;
      for (const c of table.cells) if (!c.hidden && !c.vector.some(Boolean)) assert.equal(c.rest, 0, `${c.at}: adds up`);
      const form = solved(shown.map((c) => sumOf(table, c)));
      const wanted = closed.filter((c) => { const [households, people] = truth.get(c.at) ?? [0, 0]; return small(households) || small(people); });
      const some = wanted.filter((_, i) => (tried + i) % 96 === 0); // the rest is suppress_test.c's; here it takes a second a table
      const largest = some.length ? program(shown, table.unknown.length) : null;
      hidden += closed.length;
      tried += wanted.length;
      for (const c of wanted) assert.ok(!known(sumOf(table, c), form), `${c.at} can be computed`);
      for (const c of some) {
        const most = largest(c.vector) + c.base;
        bounded++;
        assert.ok(most >= 5, `${c.at}: at most ${most}`);
      }
      // The attack works: were only the small ones kept back, it would find some of them.
      const bare = solved(table.cells.filter((c) => !c.hidden || !small((truth.get(c.at) ?? [0])[0])).map((c) => sumOf(table, c)));
      for (const c of closed) if (small((truth.get(c.at) ?? [0])[0])) { primary++; leaks += known(sumOf(table, c), bare); }
    }
    t.diagnostic(`${told.size} cells told of, ${hidden} kept back, ${tried} of them of 1 to 4, none of which can be computed, and ${bounded} tried could all be 5 or more; with those alone kept back ${leaks} of ${primary} would be known`);
    assert.ok(tried > 50 && leaks > 0);
  });

  // Registered now = registered a year ago - left + relapsed + who came - who went otherwise. The last
  // two are not told; this reader knows of every village and year where nobody did.
  it('nor to whoever follows the years, and knows where nobody else came or went', (t) => {
    const leaves = villages(COUNTY), flows = ['registered', 'left', 'relapsed'];
    const is = (map, region, year, theme) => map.get(key(region, year, theme, ''));
    const sum = (region, year, theme) => new Map(leaves.filter((v) => v.startsWith(region)).map((v) => [key(v, year, theme), 1]));
    const every = places.flatMap((p) => YEARS.flatMap((y) => flows.map((theme) => [p.code, y, theme])));
    const shown = every.filter((at) => !is(told, ...at)?.hidden).map((at) => sum(...at));
    const still = leaves.flatMap((v) => YEARS.slice(1).map((y) => [v, y])).filter(([v, y]) => {
      const n = (year, theme) => (is(truth, v, year, theme) ?? [0])[0];
      return n(y, 'registered') === n(y - 1, 'registered') - n(y, 'left') + n(y, 'relapsed');
    });
    const flow = ([v, y]) => new Map([[key(v, y, 'registered'), 1], [key(v, y - 1, 'registered'), PRIME - 1], [key(v, y, 'left'), 1], [key(v, y, 'relapsed'), PRIME - 1]]);
    const basis = solved([...shown, ...still.map(flow)]);
    const wanted = every.filter((at) => small((is(truth, ...at) ?? [0])[0]));
    for (const at of wanted) assert.ok(!known(sum(...at), basis), `${at.join(' ')} follows from the years`);
    t.diagnostic(`${wanted.length} numbers of 1 to 4, ${still.length} villages and years without other changes`);
    assert.ok(wanted.length > 50 && still.length > 20);
  });

  it('tell of no two years that follow each other numbers which differ by 1 to 4', () => {
    for (const place of places) {
      const shown = YEARS.map((y) => told.get(key(place.code, y, 'registered')) ?? { households: 0 }).filter((c) => !c.hidden);
      shown.slice(1).forEach((c, i) => assert.ok(!small(Math.abs(c.households - shown[i].households)), place.code));
    }
  });

  it('show on pages what they tell to programs; each page has its charts, titled', async () => {
    for (const place of [places[0], places[1], places.find((p) => below(p.code).length === 0)]) {
      for (const year of [YEARS[2], YEARS.at(-1)]) await readPage(`/figures?region=${place.code}&year=${year}`, place, year);
    }
    const answer = await get('/figures');
    assertHead(answer);
    assert.match(words(answer.text), new RegExp(`${YEARS.at(-1)}年底在册 \\d+户\\d+人`));
    const charts = answer.text.match(/<svg class="chart".*?<\/svg>/gs);
    assert.ok(charts.length >= 4);
    for (const chart of charts) {
      const [, t, d] = chart.match(/role="img"[^>]*aria-labelledby="(\S+) (\S+)"/);
      assert.ok(chart.includes(`<title id="${t}">`) && chart.includes(`<desc id="${d}">`));
    }
  });

  it('lead from the county to townships to villages and back', async () => {
    let at = '/figures';
    for (const level of ['township', 'village']) {
      const inside = places.find((p) => p.level === level && p.code.startsWith(at.match(/\d+/)?.[0] ?? COUNTY));
      const { text } = await get(at);
      at = unescape(text.match(new RegExp(`href="(/figures\\?region=${inside.code})"`))[1]);
    }
    const back = unescape((await get(at)).text.match(/href="(\/figures[^"]*)">回到/)[1]);
    assert.equal((await get(back)).status, 200);
  });

  it('refuse what is malformed, and know no other place or year', async () => {
    for (const [query, status] of [['region=99x', 400], ['year=abc', 400], ['region=110101', 404], [`region=${COUNTY}9`, 404], [`year=${YEARS.at(-1) + 1}`, 404], ['year=1995', 404]]) {
      for (const path of ['/figures', '/figures.csv', '/api/v1/figures']) assert.equal((await get(`${path}?${query}`)).status, status, `${path}?${query}`);
    }
    const { headers } = await get('/api/v1/figures');
    assert.equal((await get('/api/v1/figures', { 'If-None-Match': headers.etag })).status, 304);
  });
});

describe('the database', () => {
  it('takes no small number, changes none that is out, and shows the public nothing else', () => {
    const put = (households, people) => `INSERT INTO figure (region, year, theme, code, hidden, households, people) VALUES ('${COUNTY}', 1999, 'left', '', ${households === 'NULL' ? 1 : 0}, ${households}, ${people})`;
    for (const query of [put(3, 9), put(9, 4), put('NULL', 12)]) assert.match(tries('office', [query])[0], /CONSTRAINT/i);
    for (const query of ['UPDATE figure SET households = 9', 'DELETE FROM figure', 'DELETE FROM figure_year']) assert.match(tries('office', [query])[0], /denied/);
    assert.match(tries('admin', [`UPDATE figure SET households = 9 WHERE region = '${COUNTY}' LIMIT 1`])[0], /does not change/);
    for (const table of ['figure_count', 'figure_unit', 'household', 'spell', 'payment']) assert.match(tries('public', [`SELECT * FROM ${table} LIMIT 1`])[0], /denied/);
    assert.equal(one('SELECT COUNT(*) FROM figure_count'), '0', 'nothing is left of what they were made from');
    assert.equal(one('SELECT COUNT(*) FROM figure WHERE households BETWEEN 1 AND 4 OR people BETWEEN 1 AND 4'), '0');
  });

  it('keeps what is out as it was, whatever happens in the register', async () => {
    const sum = () => mysql('CHECKSUM TABLE figure, figure_year').join(' ');
    const was = sum(), [id, cause] = mysql('SELECT spell_id, cause FROM spell_cause WHERE position = 1 ORDER BY spell_id LIMIT 1')[0];
    const ran = async () => Number((await get('/metrics/office')).text.match(/mingbai_job_last_seconds\{job="figures"\} (\d+)/)[1]);
    const set = (word) => mysql(`UPDATE spell_cause SET cause = '${word}' WHERE spell_id = ${id} AND position = 1`);
    const before = await ran();
    set(cause === 'water' ? 'land' : 'water');
    try {
      const { value } = await until(12, async () => (await ran()) > before, 200);
      assert.ok(value, 'the job came by');
      assert.equal(sum(), was);
    } finally {
      set(cause);
    }
  });

  it('has a setting for the first year, which wants a year', () => {
    assert.equal(command('setting', 'figures_since', 'soon').status, 2);
    assert.equal(command('setting', 'figures_since', '2014').status, 0);
  });
});

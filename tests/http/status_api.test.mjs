// POST /api/v1/status: the same answers and rules as the page, as JSON.
//
// BASE_URL, RUN_DIR: a running portal.
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nobody } from '../numbers.mjs';
import { byCode, byName, patiently, sendJson, somewhere } from './visitor.mjs';

const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const run = process.env.RUN_DIR ?? 'build/run';
const residents = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8')).residents;

const here = somewhere();

async function post(body, headers = {}) {
  const answer = await sendJson(here, '/api/v1/status', body, headers);
  return { ...answer, json: JSON.parse(answer.text) };
}

const ask = (body) => patiently(() => post(body));

function assertProblem(answer, status) {
  assert.equal(answer.status, status);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.match(answer.headers.get('cache-control'), /no-store/);
  assert.equal(answer.json.status, status);
  for (const member of ['type', 'title', 'detail']) assert.equal(typeof answer.json[member], 'string');
}

describe('a hit', () => {
  const members = ['household_code', 'status', 'register', 'since', 'members', 'timeline', 'measures',
    'payments', 'helper'];

  for (const [i, r] of residents.entries()) {
    it(`answers resident ${i} (${r.status}) by both ways`, async () => {
      const questions = [byName(r), ...(r.query_code ? [byCode(r)] : [])];
      for (const question of questions) {
        const { status, headers, json, text } = await ask(question);
        assert.equal(status, 200);
        assert.match(headers.get('content-type'), /^application\/json/);
        assert.match(headers.get('cache-control'), /no-store/);
        for (const member of members) assert.ok(member in json, member);
        assert.equal(json.household_code, r.household_code);
        assert.equal(json.status, r.status);
        assert.ok(json.members.every((m) => m.name.includes('*') && m.relation));
        for (const p of json.payments) assert.ok(Number.isInteger(p.amount));
        for (const step of json.timeline) {
          assert.ok(['todo', 'now', 'done', 'returned', 'rejected'].includes(step.state));
          for (const day of [step.on, step.due_on]) assert.ok(day === null || /^\d{4}-\d\d-\d\d$/.test(day));
          if (step.notice_url) assert.match(step.notice_url, /^https?:\/\/.*\/notices\/\d+$/);
        }
        for (let at = 6; at + 6 <= 18; at++) assert.ok(!text.includes(r.id_number.slice(at, at + 6)));
      }
    });
  }

  it('opens to no other site', async () => {
    const answer = await post(byName(residents[0]), { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' });
    assertProblem(answer, 403);
    const plain = await ask(byName(residents[0]));
    for (const headers of [answer.headers, plain.headers]) {
      assert.ok(![...headers.keys()].some((name) => name.startsWith('access-control-')));
    }
  });
});

describe('a miss', () => {
  it('is a 404 that tells nothing', async () => {
    const r = residents[0];
    const questions = [
      { name: '王某某', id_number: r.id_number },
      { name: r.name, id_number: nobody() },
      { household_code: r.household_code, query_code: 'ZZZZ9999' },
      { household_code: 'ZZZZ9999', query_code: 'ZZZZ9999' },
    ];
    const texts = [];
    for (const question of questions) {
      const answer = await ask(question);
      assertProblem(answer, 404);
      texts.push(answer.text.trimEnd());
    }
    assert.equal(new Set(texts).size, 1);
    assert.equal((await ask(byName(r))).status, 200);
    assert.equal((await ask(byCode(residents.find((one) => one.query_code)))).status, 200);
  });

  it('makes whoever guesses wait, and says how long', async () => {
    const guessed = nobody();
    let answer;
    for (let i = 0; i < 8; i++) {
      answer = await post({ name: '王某某', id_number: guessed });
      if (answer.status === 429) break;
      assertProblem(answer, 404);
    }
    assertProblem(answer, 429);
    const wait = Number(answer.headers.get('retry-after'));
    assert.ok(wait > 0 && wait <= 60);
    assert.ok(!answer.text.includes(guessed));
  });
});

describe('what cannot be right', () => {
  const r = residents[0];
  const table = [
    ['nothing', {}, ['name', 'id_number']],
    ['a number that is a number', { name: r.name, id_number: Number(r.id_number.slice(0, 17)) }, ['id_number'], /引号/],
    ['a list', { name: [r.name], id_number: r.id_number }, ['name'], /文字/],
    ['17 digits', { name: r.name, id_number: r.id_number.slice(1) }, ['id_number'], /您填了 17 位/],
    ['a code that is a number', { household_code: 1, query_code: 'A' }, ['household_code'], /引号/],
    ['no query code', { household_code: r.household_code }, ['query_code'], /请填查询码/],
    ['far too much', { name: '张'.repeat(101), id_number: r.id_number }, ['name'], /最多 100/],
    ['something twice', `{"name":"a","name":"b","id_number":"${r.id_number}"}`, ['name'], /两次/],
  ];
  for (const [what, body, wrong, says] of table) {
    it(`${what} is a 422 with its fields`, async () => {
      const answer = await post(body);
      assertProblem(answer, 422);
      assert.deepEqual(answer.json.errors.map((e) => e.field), wrong);
      if (says) assert.match(answer.json.errors[0].detail, says);
      assert.ok(!answer.text.includes(r.id_number));
    });
  }

  for (const body of ['', '[]', '{', 'name=a', '{"name":"a"} {}', '['.repeat(4000), '{"name":"\\u0000"}']) {
    it(`${JSON.stringify(body.slice(0, 20))} is a 400`, async () => assertProblem(await post(body), 400));
  }

  it('a form is a 415, five kilobytes are a 413', async () => {
    assertProblem(await post('name=a', { 'content-type': 'application/x-www-form-urlencoded' }), 415);
    assertProblem(await post('name=a', { 'content-type': 'text/plain' }), 415);
    assertProblem(await post(JSON.stringify({ name: 'a'.repeat(5000) })), 413);
  });

  it('reading it is a 405', async () => {
    const answer = await fetch(`${base}/api/v1/status`);
    assert.equal(answer.status, 405);
    assert.match(answer.headers.get('content-type'), /problem\+json/);
  });
});

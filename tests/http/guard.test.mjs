// After many misses from one address the form asks for one step more: a number that a script works
// out, or ten seconds to wait. Other addresses never see it; nobody is locked out.
//
// BASE_URL, RUN_DIR: a running portal. Every test comes from a loopback address of its own.
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerTo, challengeOf, solve } from './proof.mjs';
import { nobody } from '../numbers.mjs';
import { byName, sendForm, sendJson, somewhere, visit } from './visitor.mjs';

const run = process.env.RUN_DIR ?? 'build/run';
const residents = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8')).residents;

const page = (from, fields) => sendForm(from, '/status', fields);
const api = (from, fields) => sendJson(from, '/api/v1/status', fields);
const form = (from) => visit(from, '/status');

const isCard = (answer) => answer.status === 200 && answer.text.includes('您家的情况</h1>');
const isMiss = (answer) => answer.status === 200 && answer.text.includes('<h1>没有查到</h1>');
const miss = () => ({ name: '王小明', id_number: nobody() });

// An address that has missed thirty times; the last answer.
async function suspect(from) {
  let last;
  for (let i = 0; i < 30; i++) {
    last = await page(from, miss());
    assert.ok(isMiss(last), `miss ${i}`);
    if (i < 29) assert.equal(challengeOf(last.text), null, `miss ${i} asks for nothing`);
  }
  return last;
}

describe('many misses from one address', () => {
  it('ask for one step more, which a script answers at once', async () => {
    const from = somewhere();
    assert.equal(challengeOf((await form(from)).text), null);
    const last = await suspect(from);
    assert.ok(challengeOf(last.text), 'the page of the thirtieth miss asks for it');
    assert.match(last.text, /<script src="\/static\/js\/proof\.[0-9a-f]+\.js" defer>/);

    const { text } = await form(from);
    const challenge = challengeOf(text);
    assert.ok(challenge, 'so does the form');
    assert.match(text, /请等 10 秒/);
    const proof = { proof: challenge.proof, answer: solve(challenge) };
    assert.ok(isCard(await page(from, { ...byName(residents[0]), ...proof })));

    const again = await page(from, { ...byName(residents[0]), ...proof });
    assert.equal(again.status, 422, 'an answer works once');
    assert.ok(challengeOf(again.text));
    assert.match(again.text, new RegExp(`value="${residents[0].id_number}"`), 'what was typed is kept');

    for (const bad of [
      {}, { proof: '', answer: '' }, { proof: challengeOf(again.text).proof, answer: '' },
      { proof: challengeOf(again.text).proof, answer: '99999' },
      { proof: challengeOf(again.text).proof.replace(/^\d+/, '1'), answer: '' },
      { proof: 'x'.repeat(500), answer: '1' },
    ]) {
      const refused = await page(from, { ...byName(residents[0]), ...bad });
      assert.equal(refused.status, 422);
      assert.match(refused.text, /所以多一步/);
      assert.ok(!isCard(refused));
    }

    assert.equal(challengeOf((await form(somewhere())).text), null, 'the neighbour is not asked');
  });

  it('let whoever waits go on without a script', { timeout: 60000 }, async () => {
    const from = somewhere();
    const { proof } = challengeOf((await suspect(from)).text);
    assert.equal((await page(from, { ...byName(residents[0]), proof, answer: '' })).status, 422);
    await sleep(10500);
    assert.ok(isCard(await page(from, { ...byName(residents[0]), proof, answer: '' })));
    assert.equal((await page(from, { ...byName(residents[0]), proof, answer: '' })).status, 422);
  });

  it('are counted: how many, about how many people, and nothing else', async () => {
    const figure = async (name) => {
      const { text } = await visit('127.0.0.1', '/metrics/lookup');
      return Number(text.match(new RegExp(`^${name} (\\d+)$`, 'm'))?.[1] ?? 0);
    };
    const names = ['mingbai_status_misses_total', 'mingbai_status_misses_hour', 'mingbai_status_targets_hour'];
    const before = await Promise.all(names.map(figure));
    const from = somewhere(), same = miss();
    for (const fields of [same, same, miss(), miss()]) assert.ok(isMiss(await page(from, fields)));
    assert.ok(isCard(await page(from, byName(residents[0]))));
    const after = await Promise.all(names.map(figure));
    assert.equal(after[0] - before[0], 4);
    assert.ok(after[1] - before[1] <= 4 && after[1] >= 4);
    assert.ok(after[2] >= 2 && after[2] <= after[1]);
    const { text } = await visit('127.0.0.1', '/metrics/lookup');
    assert.ok(!text.includes(same.id_number));
  });

  it('are the same to the API', async () => {
    const from = somewhere();
    await suspect(from);
    const refused = await api(from, byName(residents[0]));
    assert.equal(refused.status, 403);
    const { challenge } = JSON.parse(refused.text);
    assert.equal(challenge.wait, 10);
    const more = answerTo(refused.status, refused.text);
    assert.equal((await api(from, { ...byName(residents[0]), ...more })).status, 200);
    assert.equal((await api(from, { ...byName(residents[0]), ...more })).status, 403);
  });
});

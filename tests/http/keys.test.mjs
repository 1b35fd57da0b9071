// The identity keys change while the portal runs: everybody is found before, while and after, by
// both ways, and the old key can be taken away when nothing needs it any more.
//
// BASE_URL, RUN_DIR, MINGBAI: a running portal. Leaves it with other keys than it had.
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendForm, somewhere } from './visitor.mjs';

const run = process.env.RUN_DIR ?? 'build/run';
const mingbai = process.env.MINGBAI ?? join(run, 'mingbai');
const residents = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8')).residents;
const file = join(run, 'secret', 'keys');

const questions = residents.flatMap((r) => [
  { name: r.name, id_number: r.id_number },
  ...(r.query_code ? [{ household_code: r.household_code, query_code: r.query_code }] : []),
]);
const isCard = (answer) => answer.status === 200 && answer.text.includes('您家的情况</h1>');

async function keys(...words) {
  const child = spawn(mingbai, ['keys', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { out += text; });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, out };
}

// Ids by purpose, newest first; never the keys themselves.
function ids(purpose) {
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1] === purpose).map((words) => Number(words[0])).sort((a, b) => b - a);
}

async function everybody(when) {
  const from = somewhere();
  for (const question of questions) {
    const answer = await sendForm(from, '/status', question);
    assert.ok(isCard(answer), `${when}: ${'name' in question ? 'a name' : 'a code'} finds nothing`);
  }
}

describe('changing the keys', () => {
  it('is not noticed by anybody who asks', { timeout: 300000 }, async () => {
    const mode = statSync(file).mode;
    let asking = true, asked = 0;
    const missed = [];
    const load = [1, 2].map(async () => {
      const from = somewhere();
      while (asking) {
        const question = questions[Math.floor(Math.random() * questions.length)];
        const answer = await sendForm(from, '/status', question);
        asked++;
        if (!isCard(answer)) missed.push(answer.status);
      }
    });
    try {
      await everybody('before');
      for (let round = 0; round < 2; round++) {
        const old = ids('index')[0];
        const rotated = await keys('rotate');
        assert.equal(rotated.code, 0, rotated.out);
        assert.equal(ids('index')[0], old + 1);
        assert.equal(ids('seal')[0], old + 1);
        assert.equal(statSync(file).mode, mode);
        await everybody('rotated');

        const early = await keys('retire', String(old));
        assert.equal(early.code, 1);
        assert.match(early.out, /reseal/);
        assert.equal((await keys('retire', String(old + 1))).code, 1, 'the current key stays');

        const [resealed] = await Promise.all([keys('reseal'), everybody('meanwhile')]);
        assert.equal(resealed.code, 0, resealed.out);
        assert.match(resealed.out, /people: \d+ looked at, [1-9]\d* brought/);
        assert.match((await keys('reseal')).out, /people: \d+ looked at, 0 brought/, 'a second run has nothing to do');
        await everybody('resealed');

        const retired = await keys('retire', String(old));
        assert.equal(retired.code, 0, retired.out);
        assert.ok(!ids('index').includes(old) && !ids('seal').includes(old));
        assert.ok(ids('worn').includes(old));
        await everybody('retired');
      }
      assert.equal((await keys('retire', '250')).code, 1, 'no such key');
      assert.equal((await keys('retire', 'x')).code, 2);
    } finally {
      asking = false;
      await Promise.all(load);
    }
    assert.ok(asked > 100, `${asked} asked`);
    assert.deepEqual(missed, []);
  });

  it('says so in the log of the pool, without a key', async () => {
    await sleep(200);
    const log = readFileSync(join(run, 'log', 'lookup.log'), 'utf8');
    assert.match(log, /keys_renewed/);
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const key = line.trim().split(/\s+/)[2];
      if (key) assert.ok(!log.includes(key));
    }
  });
});

// A hit and a miss of the status query are the same work: as many statements, as many rows written,
// and a size that is the size of some card either way, also where a card is larger than the step.
// (Their times are tests/bench/timing's.)
//
// BASE_URL, RUN_DIR: a running portal. It puts households of its own into the register and takes
// them out again.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { demo, mysql, quote, root } from './lib.mjs';
import { below, nobody } from '../numbers.mjs';
import { sendForm, sendJson, somewhere } from './visitor.mjs';

const header = readFileSync(join(root, 'fcgi/web/encode.h'), 'utf8');
const STEP = Number(header.match(/ENCODE_EVEN +\(\(size_t\)(\d+)\)/)[1]);
const { residents } = demo();

const isCard = (answer) => answer.status === 200 && answer.text.includes('您家的情况</h1>');
const isMiss = (answer) => answer.status === 200 && answer.text.includes('<h1>没有查到</h1>');
const ask = (fields, encoding = 'br') => sendForm(somewhere(), '/status', fields, { 'accept-encoding': encoding });
const byName = (r) => ({ name: r.name, id_number: r.id_number });
const byCode = (r) => ({ household_code: r.household_code, query_code: r.query_code });

// -- work --------------------------------------------------------------------------------------------

const names = ['Com_stmt_execute', 'Com_commit', 'Com_rollback', 'Handler_write', 'Handler_delete'];
const counters = () => Object.fromEntries(
  mysql(`SHOW GLOBAL STATUS WHERE Variable_name IN (${names.map(quote).join(', ')})`).map(([name, n]) => [name, Number(n)]),
);

// What one question costs; the least of several, for now and then one sweeps out what is old.
async function cost(send) {
  let least;
  for (let i = 0; i < 6; i++) {
    const was = counters();
    await send();
    const is = counters();
    const one = {
      executed: is.Com_stmt_execute - was.Com_stmt_execute,
      written: is.Handler_write - was.Handler_write, deleted: is.Handler_delete - was.Handler_delete,
      commits: is.Com_commit - was.Com_commit, rollbacks: is.Com_rollback - was.Com_rollback,
    };
    if (!least || one.executed < least.executed) least = one;
  }
  return least;
}

describe('the work of a hit and of a miss', () => {
  const r = residents.find((one) => one.query_code);
  const wrong = 'Z9Z9Z9Z9Z9Z9Z9Z9'.slice(0, r.query_code.length);
  const json = (fields) => sendJson(somewhere(), '/api/v1/status', fields);
  const pairs = [
    ['by name, the number of nobody', () => ask(byName(r)), () => ask({ name: r.name, id_number: nobody() })],
    ['by code, of another household', () => ask(byCode(r)), () => ask({ household_code: `Z${below(1e9)}`, query_code: wrong })],
    ['by name, as JSON', () => json(byName(r)), () => json({ name: r.name, id_number: nobody() })],
  ];
  for (const [what, hit, miss] of pairs) {
    it(`is the same: ${what}`, async () => {
      // Once more where the office's jobs came in between: what is not even is so each time.
      let mine, theirs;
      for (let i = 0; i < 4 && (i === 0 || !isDeepStrictEqual(theirs, mine)); i++) {
        mine = await cost(hit);
        theirs = await cost(miss);
      }
      assert.ok(mine.executed > 10 && mine.written === 2, JSON.stringify(mine));
      assert.deepEqual(theirs, mine);
    });
  }
});

// -- size --------------------------------------------------------------------------------------------

// A resident's person joins another household, younger than the first: the number opens that one.
const person = (r) => mysql(`SELECT p.id, p.name FROM household h JOIN membership m ON m.household_id = h.id
  JOIN person p ON p.id = m.person_id WHERE h.code = ${quote(r.household_code)} AND p.name = ${quote(r.name)} LIMIT 1`)[0][0];
const join_ = (id, household) => mysql(`INSERT INTO membership (household_id, person_id, relation, from_on)
  VALUES (${household}, ${id}, '其他', CURRENT_DATE)`);
const leave = (id, household) => mysql(`DELETE FROM membership WHERE household_id = ${household} AND person_id = ${id}`);
const steps = (answer) => answer.bytes.length / STEP;

describe('the size of an answer', () => {
  const r = residents[0];
  const id = person(r);
  let largest, giant;

  before(() => {
    [[largest]] = mysql(`SELECT h.id FROM household h ORDER BY
      (SELECT COUNT(*) FROM event e WHERE e.household_id = h.id) + (SELECT COUNT(*) FROM payment p WHERE p.household_id = h.id) +
      (SELECT COUNT(*) FROM measure s WHERE s.household_id = h.id) + (SELECT COUNT(*) FROM membership m WHERE m.household_id = h.id)
      DESC LIMIT 1`);
    mysql("INSERT INTO household (code, region, team, created_on) SELECT 'EVENTEST', region, '一组', CURRENT_DATE FROM household LIMIT 1");
    [[giant]] = mysql("SELECT id FROM household WHERE code = 'EVENTEST'");
    // Names that hardly pack: what there is of hanzi, at random.
    const hanzi = () => Array.from({ length: 110 }, () => String.fromCodePoint(0x4e00 + below(20000))).join('');
    const twenty = (row) => Array.from({ length: 20 }, row).join(', ');
    mysql(`INSERT INTO payment (household_id, programme, amount, batch, state, desk, state_on)
      VALUES ${twenty(() => `(${giant}, '${hanzi()}', 100, '', 'paid', '', CURRENT_DATE)`)};
      INSERT INTO measure (household_id, area, title, state, from_on)
      VALUES ${twenty(() => `(${giant}, 'health', '${hanzi()}', 'running', CURRENT_DATE)`)}`);
  });
  after(() => {
    leave(id, giant);
    leave(id, largest);
    mysql(`DELETE FROM payment WHERE household_id = ${giant}; DELETE FROM measure WHERE household_id = ${giant};
      DELETE FROM lookup_log WHERE household_id = ${giant};
      DELETE FROM household WHERE id = ${giant}`);
  });

  it('is one step for the largest household of the demo county', async () => {
    join_(id, largest);
    for (const encoding of ['br', 'gzip']) {
      const hit = await ask(byName(r), encoding);
      assert.ok(isCard(hit));
      assert.equal(steps(hit), 1, encoding);
    }
    leave(id, largest);
  });

  it('is some more steps for a larger card, and for the misses that stand beside it', async () => {
    join_(id, giant);
    for (const encoding of ['br', 'gzip']) {
      const hit = await ask(byName(r), encoding);
      const miss = await ask({ name: '王某某', id_number: r.id_number }, encoding);
      assert.ok(isCard(hit) && isMiss(miss));
      assert.ok(Number.isInteger(steps(hit)) && steps(hit) > 1, `${encoding}: ${steps(hit)}`);
      assert.equal(miss.bytes.length, hit.bytes.length, encoding);
    }
    leave(id, giant);
  });

  it('and nothing of the card that was drawn beside it is in a miss', async () => {
    const programme = mysql(`SELECT programme FROM payment WHERE household_id = ${giant} LIMIT 1`)[0][0];
    join_(id, giant);
    for (const encoding of ['br', 'identity']) {
      const { text } = await ask({ name: '王某某', id_number: r.id_number }, encoding);
      assert.ok(!text.includes(programme) && !text.includes('EVENTEST') && !text.includes('登记的资料'));
    }
    leave(id, giant);
  });
});

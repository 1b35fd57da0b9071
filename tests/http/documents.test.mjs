// Who has no resident's card is found by the number of the document that was written down, however
// it is typed; a miss tells nothing of who has which document, and costs the same.
//
// BASE_URL, RUN_DIR, MINGBAI: a running portal. Its people come by a register file and go with it.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mysql } from './lib.mjs';
import { bornIn, newcomer } from '../numbers.mjs';
import { patiently, sendForm, sendJson, somewhere } from './visitor.mjs';

const mingbai = process.env.MINGBAI ?? join(process.env.RUN_DIR ?? 'build/run', 'mingbai');
const command = (...words) => spawnSync(mingbai, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
const digits = (n) => String(Math.random()).slice(2, 2 + n).padEnd(n, '7');

const born = newcomer();
// name, the number as it was written down, as people type it, and nobody's of the same kind
const people = [
  ['周护照', `E${digits(8)}`, [(n) => n.toLowerCase(), (n) => ` ${n[0]} ${n.slice(1)} `], () => `E${digits(8)}`],
  ['周港澳', `H${digits(8)}`, [(n) => n.replace('H', 'Ｈ'), (n) => `${n.slice(0, 3)}-${n.slice(3)}`], () => `H${digits(8)}`],
  ['周军人', `南字第${digits(7)}号`, [(n) => `${n.slice(0, 3)} ${n.slice(3)}`], () => `南字第${digits(7)}号`],
  ['周残疾', `${born}43`, [() => born, (n) => `${n.slice(0, 18)} ${n.slice(18)}`, () => `${born}11`], () => `${bornIn('990128', 1961)}43`],
];

const folder = mkdtempSync(join(tmpdir(), 'mingbai-documents.'));
let batch;
before(() => {
  const file = join(folder, 'people.csv');
  const lines = people.map(([name, number], i) => `DOCU000${i},990123100001,${name},户主,${number},边缘易致贫户,2024-03-01`);
  writeFileSync(file, `户编号,行政区划代码,姓名,与户主关系,证件号码,纳入类型,识别日期\n${lines.join('\n')}\n`);
  const { status, stderr } = command('import', 'register', file, '--region', '990123', '--apply');
  assert.equal(status, 0, stderr);
  batch = stderr.match(/import undo (\d+)/)[1];
});
after(() => {
  rmSync(folder, { recursive: true });
  const { status, stderr } = command('import', 'undo', batch);
  assert.equal(status, 0, stderr);
});

const form = (from, fields, headers) => patiently(() => sendForm(from, '/status', fields, headers));
const json = (from, fields) => patiently(() => sendJson(from, '/api/v1/status', fields));
const isCard = (answer) => answer.status === 200 && answer.text.includes('您家的情况</h1>');
const isMiss = (answer) => answer.status === 200 && answer.text.includes('<h1>没有查到</h1>');
// The page without what was typed and when it was made.
const bare = ({ text }) => text
  .replace(/(<input[^>]* value=")[^"]*"/g, '$1"').replace(/本页更新于 <time[^>]*>[^<]*<\/time>/, '');

describe('another document than a resident\'s card', () => {
  for (const [i, [name, number, ways, nobody]] of people.entries()) {
    it(`finds its household, however typed: ${name}`, async () => {
      const from = somewhere();
      for (const typed of [number, ...ways.map((way) => way(number))]) {
        assert.ok(isCard(await form(from, { name, id_number: typed })), typed);
        const answer = await json(from, { name, id_number: typed });
        assert.equal(answer.status, 200, typed);
        assert.equal(JSON.parse(answer.text).household_code, `DOCU000${i}`);
      }
    });

    it(`tells no wrong name from a wrong number: ${name}`, async () => {
      const from = somewhere();
      const other = () => `王${digits(6)}`; // a new one each time: misses of one name are counted together
      const asked = [[other(), number], [name, nobody()], [other(), nobody()], [other(), bornIn('990199', 1911)]];
      const pages = new Set(), sizes = new Set(), problems = new Set();
      for (const [typed, id_number] of asked) {
        const fields = { name: typed, id_number };
        const answer = await form(from, fields, { 'accept-encoding': 'br' });
        assert.ok(isMiss(answer));
        pages.add(bare(answer));
        sizes.add(answer.bytes.length);
        problems.add((await json(from, fields)).text);
      }
      const hit = await form(from, { name, id_number: number }, { 'accept-encoding': 'br' });
      assert.ok(isCard(hit));
      sizes.add(hit.bytes.length);
      for (const set of [pages, sizes, problems]) assert.equal(set.size, 1, 'one answer to all of them');
    });

    it(`is the same work found or not: ${name}`, async () => {
      const names = "('Com_stmt_execute', 'Handler_write')";
      const counters = () => mysql(`SHOW GLOBAL STATUS WHERE Variable_name IN ${names}`).map(([, n]) => Number(n));
      const cost = async (fields) => {
        let least;
        for (let tries = 0; tries < 5; tries++) { // now and then one sweeps out what is old
          const was = counters();
          await form(somewhere(), fields);
          const is = counters().map((n, k) => n - was[k]);
          if (!least || is[0] < least[0]) least = is;
        }
        return least;
      };
      const other = `王${digits(6)}`;
      assert.deepEqual(await cost({ name, id_number: number }), await cost({ name: other, id_number: nobody() }));
    });
  }

  it('counts guesses at the number of one name together', async () => {
    const from = somewhere(), name = `周猜${digits(6)}`;
    for (let i = 0; i < 6; i++) assert.ok(isMiss(await sendForm(from, '/status', { name, id_number: `E${digits(8)}` })), `${i}`);
    assert.equal((await sendForm(from, '/status', { name, id_number: `E${digits(8)}` })).status, 429);
  });

  it('is not taken for a resident\'s number with a slip', async () => {
    const short = `${born.slice(0, 16)}X`;
    const answer = await form(somewhere(), { name: '周残疾', id_number: short });
    assert.equal(answer.status, 422);
    assert.match(answer.text, /要 18 位，您填了 17 位/);
    for (const typed of ['A12', 'E'.repeat(40)]) {
      assert.equal((await form(somewhere(), { name: '周护照', id_number: typed })).status, 422, typed);
    }
  });
});

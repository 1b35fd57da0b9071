// The status query over HTTP: every resident of the demo county finds its card, however it types;
// mistakes are said at once; a miss tells nothing; guessing gets slow and neighbours stay in.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json and log/. Each run comes from an address of its
// own, so that its misses are not counted against the next.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { answerTo } from './proof.mjs';
import { nobody, withCheckDigit } from '../numbers.mjs';
import { byCode, byName, patiently, sendForm, sendJson, somewhere } from './visitor.mjs';
import { setTimeout as sleep } from 'node:timers/promises';

const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const run = process.env.RUN_DIR ?? 'build/run';
const residents = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8')).residents;

// -- asking ----------------------------------------------------------------------------------------

const here = somewhere();

async function post(fields) {
  const answer = await sendForm(here, '/status', fields);
  const more = answerTo(answer.status, answer.text);
  const { status, headers, text } = more ? await sendForm(here, '/status', { ...fields, ...more }) : answer;
  return { status, headers, page: text };
}

const ask = (fields) => patiently(() => post(fields));

const isCard = (answer) => answer.page.includes('<h1 class="small">您家的情况</h1>');
const isMiss = (answer) => answer.page.includes('<h1>没有查到</h1>');

function assertCard(answer, what) {
  assert.equal(answer.status, 200, what);
  assert.ok(isCard(answer), `${what}: no card`);
}

function value(page, field) {
  const input = page.match(new RegExp(`<input[^>]* name="${field}"[^>]*>`))[0];
  return input.match(/ value="([^"]*)"/)[1];
}

function errorOf(page, field) {
  const note = page.match(new RegExp(`id="${field}-note">(.*?)</div>`, 's'))[1];
  return note.match(/<p class="error">([^<]*)<\/p>/)?.[1] ?? '';
}

// -- numbers and spellings -------------------------------------------------------------------------




const wide = (s) => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const lower = (s) => s.toLowerCase();
const spaced = (s) => ` ${s.slice(0, 3)} ${s.slice(3, 6)}\u3000${s.slice(6)}\t`;
const hyphens = (s) => `${s.slice(0, 3)}-${s.slice(3, 6)}－${s.slice(6)}`;
const hidden = (s) => `\u200b${s.slice(0, 2)}\ufeff${s.slice(2)}`;
const asIs = (s) => s;
const letters = (s) => [...s].join(' ');
const dotless = (s) => s.replaceAll('·', '');
const otherDot = (s) => s.replaceAll('·', '•');

const spellings = [
  ['as it is', asIs, asIs],
  ['spaces', letters, spaced],
  ['full width, lower x', asIs, (s) => wide(lower(s))],
  ['hyphens', otherDot, hyphens],
  ['invisible characters', hidden, hidden],
  ['lower case, no dot', dotless, lower],
];

// -- the limit is tried first and looked at last: in between it waits --------------------------------

const guessed = nobody();
const guesses = [];
let guessedAt;

before(async () => {
  for (let i = 0; i < 7; i++) guesses.push(await post({ name: '王小明', id_number: guessed }));
  guessedAt = Date.now();
});

describe('GET /status', () => {
  it('shows both ways to ask, and is kept by nobody', async () => {
    const answer = await fetch(`${base}/status`);
    const page = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control'), /no-store/);
    assert.equal(answer.headers.get('set-cookie'), null);
    for (const field of ['name', 'id_number', 'household_code', 'query_code']) {
      assert.equal(value(page, field), '');
    }
    assert.ok(!page.includes('class="wrongs"'));
  });

  it('takes nothing from its address', async () => {
    const r = residents[0];
    const answer = await fetch(`${base}/status?${new URLSearchParams({ ...byName(r), ...byCode(r) })}`);
    const page = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control'), /no-store/);
    assert.ok(!isCard({ page }) && !isMiss({ page }));
    for (const typed of [r.name, r.id_number, r.household_code, r.query_code]) {
      assert.ok(!page.includes(typed));
    }
  });
});

describe('a hit', () => {
  const says = {
    applying: /正在申请纳入，现在办到/,
    returned: /退回了，补好材料可以接着办/,
    rejected: /申请没有通过/,
    poor: /现在是建档立卡贫困户/,
    unstable: /现在是脱贫不稳定户/,
    marginal: /现在是边缘易致贫户/,
    sudden: /现在是突发严重困难户/,
    leaving: /现在正在办脱贫/,
    lifted: /脱贫，现在还在巩固期/,
    removing: /正在核实要不要清退/,
    removed: /清退，现在不在帮扶名单里/,
    natural: /自然减少/,
    relapsed: /重新纳入/,
  };

  for (const [i, r] of residents.entries()) {
    it(`finds resident ${i} (${r.status}) by both ways, however typed`, async () => {
      for (const [what, name, number] of spellings) {
        const one = await ask({ name: name(r.name), id_number: number(r.id_number) });
        assertCard(one, `name and number, ${what}`);
        if (!r.query_code) continue;
        const other = await ask({
          household_code: number(r.household_code),
          query_code: number(r.query_code),
        });
        assertCard(other, `codes, ${what}`);
      }
    });

    it(`answers resident ${i} (${r.status}) in one sentence`, async () => {
      const { page } = await ask(byName(r));
      const sentence = page.match(/<p class="answer">(.*?)<\/p>/s)[1];
      assert.match(sentence, /^您家（.*户，\d+ 人）/);
      if (says[r.status]) assert.match(sentence, says[r.status]);
      if (r.status === 'rejected') {
        assert.match(page.match(/<li class="rejected">.*?<\/li>/s)[0], /没有通过/);
      }
      if (['applying', 'leaving', 'removing'].includes(r.status)) {
        assert.match(page, /<li class="now" aria-current="step">/);
        assert.match(page, /最迟 <time datetime="\d{4}-\d\d-\d\d">/);
      }
    });
  }

  it('shows no digit of a number and no whole name', async () => {
    for (const r of residents) {
      const { page } = await ask(byName(r));
      const text = page.replace(/<[^>]*>/g, ' ');
      for (let at = 6; at + 6 <= 18; at++) {
        assert.ok(!text.includes(r.id_number.slice(at, at + 6)), 'digits of the number');
      }
      assert.ok(!text.includes(`${r.name}，`) && !text.includes(`（${r.name} `), 'a whole name');
      const kept = [...page.matchAll(/<input [^>]*value="/g)].map(([tag]) => tag);
      assert.deepEqual(kept, ['<input type="hidden" name="pass" value="'], 'no form that keeps what was typed');
    }
  });

  it('says when the household was looked up before', async () => {
    await ask(byName(residents[0]));
    const { page } = await ask(byName(residents[0]));
    assert.match(page, /上一次查您家/);
  });

  it('leaves nothing in headers or caches', async () => {
    for (const fields of [byName(residents[0]), { name: '王小明', id_number: nobody() }]) {
      const answer = await ask(fields);
      assert.match(answer.headers.get('cache-control'), /no-store/);
      const headers = [...answer.headers].map(([k, v]) => `${k}: ${decodeURIComponent(v)}`).join('\n');
      for (const typed of Object.values(fields)) assert.ok(!headers.includes(typed));
      for (const name of ['set-cookie', 'etag', 'location']) {
        assert.equal(answer.headers.get(name), null, name);
      }
    }
  });
});

describe('a mistake is said at once', () => {
  const r = residents[0];
  const wrong = (s) => s.slice(0, 17) + (s[17] === '1' ? '2' : '1');
  const table = [
    ['17 digits', { name: r.name, id_number: r.id_number.slice(1) }, 'id_number', /18 位，您填了 17 位/],
    ['19 digits', { name: r.name, id_number: `${r.id_number}0` }, 'id_number', /您填了 19 位/],
    ['an old number', { name: r.name, id_number: r.id_number.slice(3) }, 'id_number', /15 位的老号码/],
    ['a letter', { name: r.name, id_number: `O${r.id_number.slice(1)}` }, 'id_number', /第 1 位不是数字/],
    ['no such day', { name: r.name, id_number: withCheckDigit('99012319990230001') }, 'id_number', /出生日期/],
    ['a day to come', { name: r.name, id_number: withCheckDigit('99012328990101001') }, 'id_number', /出生日期/],
    ['a wrong digit', { name: r.name, id_number: wrong(r.id_number) }, 'id_number', /一位一位核对/],
    ['no name', { name: ' \u3000', id_number: r.id_number }, 'name', /请填姓名/],
    ['no number', { name: r.name, id_number: '' }, 'id_number', /请填这个人的证件号码/],
    ['nothing', {}, 'name', /请填姓名/],
    ['no query code', { household_code: 'HY1', query_code: '' }, 'query_code', /请填查询码/],
    ['no household code', { household_code: '', query_code: 'ABC' }, 'household_code', /请填户编号/],
    ['a strange code', { household_code: '户1', query_code: 'ABC' }, 'household_code', /只有字母和数字/],
    ['a code without end', { household_code: 'A'.repeat(99), query_code: 'A' }, 'household_code', /最多 32/],
    ['far too much', { name: '张'.repeat(101), id_number: r.id_number }, 'name', /最多 100 个字/],
  ];

  for (const [what, fields, field, message] of table) {
    it(what, async () => {
      const answer = await post(fields);
      assert.equal(answer.status, 422);
      assert.match(errorOf(answer.page, field), message);
      assert.match(answer.page, new RegExp(`<a href="#${field}">`));
      assert.match(answer.headers.get('cache-control'), /no-store/);
      for (const [name, typed] of Object.entries(fields)) {
        assert.equal(value(answer.page, name), typed.trim().replaceAll('\u3000', ''), `${name} is kept`);
      }
      assert.equal(/<details class="filter" open>/.test(answer.page), 'household_code' in fields);
    });
  }

  it('keeps what was typed as text, never as markup', async () => {
    const answer = await post({ name: '"><script>alert(1)</script>', id_number: '1' });
    assert.equal(answer.status, 422);
    assert.ok(!answer.page.includes('<script>alert'));
  });

  it('looks nothing up and counts nothing', async () => {
    await ask(byName(r));
    for (let i = 0; i < 12; i++) {
      assert.equal((await post({ name: '李四', id_number: wrong(r.id_number) })).status, 422);
    }
    assertCard(await post(byName(r)), 'right after twelve mistakes');
  });
});

describe('a miss', () => {
  const r = residents.find((one) => [...one.name].length === 3) ?? residents[0];
  const other = '王'.repeat(r.name.length);

  // The page without what was typed and when it was made.
  function bare(answer) {
    return answer.page
      .replace(/(<input[^>]* value=")[^"]*"/g, '$1"')
      .replace(/ data-token="[^"]*" data-goal="[^"]*"/g, '')
      .replace(/本页更新于 <time[^>]*>[^<]*<\/time>/, '');
  }

  function headers(answer) {
    const skip = ['date', 'x-request-id', 'connection', 'keep-alive'];
    return [...answer.headers].filter(([name]) => !skip.includes(name)).sort();
  }

  async function same(fields) {
    const [first, ...rest] = await Promise.all(fields.map(ask));
    assert.equal(first.status, 200);
    assert.ok(isMiss(first));
    for (const answer of rest) {
      assert.equal(answer.status, 200);
      assert.equal(bare(answer), bare(first));
      assert.deepEqual(headers(answer), headers(first));
    }
    return first;
  }

  it('does not tell a wrong name from a wrong number', async () => {
    const miss = await same([
      { name: other, id_number: r.id_number },
      { name: r.name, id_number: nobody() },
      { name: other, id_number: nobody() },
    ]);
    assert.match(miss.page, /姓名或号码有一个字不对/);
    assert.match(miss.page, /href="tel:\d+"/);
    assertCard(await ask(byName(r)), 'the right person, after all this');
  });

  it('does not tell an unknown household from a wrong query code', async () => {
    const length = (s, n) => s.repeat(n).slice(0, n);
    const owner = residents.find((one) => one.query_code);
    const miss = await same([
      { household_code: owner.household_code, query_code: length('Z9', owner.query_code.length) },
      { household_code: length('ZZ9', owner.household_code.length), query_code: owner.query_code },
    ]);
    assert.match(miss.page, /户编号或查询码有一个字写错了/);
    assertCard(await ask(byCode(owner)), 'the right code, after all this');
  });

  it("does not take one resident's name for another's number", async () => {
    const stranger = residents.find((one) => one.household_code !== r.household_code && one.name !== r.name);
    assert.ok(isMiss(await ask({ name: stranger.name, id_number: r.id_number })));
    assertCard(await ask(byName(r)), 'the right person');
  });
});

describe('on the wire', () => {
  for (const encoding of ['identity', 'gzip', 'br']) {
    it(`a hit and a miss have one size (${encoding})`, async () => {
      const miss = { name: '王小明', id_number: nobody() };
      const from = somewhere(), sizes = new Set();
      for (const fields of [miss, ...residents.map(byName)]) {
        const answer = await sendForm(from, '/status', fields, { 'accept-encoding': encoding });
        const page = answer.text;
        assert.ok(isCard({ page }) === (fields !== miss) && page.trimEnd().endsWith('</html>'));
        assert.equal(answer.headers.get('content-encoding') ?? 'identity', encoding);
        sizes.add(`${answer.status} ${answer.names} ${answer.bytes.length}`);
      }
      assert.equal(sizes.size, 1, [...sizes].join(' | '));
      for (const fields of [miss, byName(residents[0])]) {
        const answer = await sendJson(from, '/api/v1/status', fields, { 'accept-encoding': encoding });
        assert.ok(JSON.parse(answer.text));
        sizes.add(answer.bytes.length);
      }
      assert.equal(sizes.size, 2);
    });
  }
});

describe('guessing', () => {
  it('is free five times, then has to wait', () => {
    for (const answer of guesses.slice(0, 6)) {
      assert.equal(answer.status, 200);
      assert.ok(isMiss(answer));
    }
    const limited = guesses[6];
    assert.equal(limited.status, 429);
    const wait = Number(limited.headers.get('retry-after'));
    assert.ok(wait > 0 && wait <= 30, `waits ${wait}`);
    assert.match(limited.page, /等/);
    assert.ok(!limited.page.includes(guessed));
    assert.match(limited.headers.get('cache-control'), /no-store/);
  });

  it('counts guesses at the last digits together', async () => {
    const cousin = withCheckDigit(guessed.slice(0, 14) + (guessed.startsWith('000', 14) ? '001' : '000'));
    if (Date.now() - guessedAt > 25000) return;
    assert.equal((await post({ name: '王小明', id_number: cousin })).status, 429);
  });

  it('does not keep the neighbour out', async () => {
    assertCard(await ask(byName(residents[0])), 'the neighbour');
  });

  it('is forgotten when the right person comes', async () => {
    const r = residents[1] ?? residents[0];
    await ask(byName(r));
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) {
        assert.ok(isMiss(await post({ name: '王小明', id_number: r.id_number })));
      }
      assertCard(await post(byName(r)), `round ${round}`);
    }
  });

  it('waits longer the next time', { timeout: 120000 }, async () => {
    await sleep(Math.max(0, guessedAt + 31000 - Date.now()));
    const again = await ask({ name: '王小明', id_number: guessed });
    assert.ok(isMiss(again), 'the wait is over');
    const limited = await post({ name: '王小明', id_number: guessed });
    assert.equal(limited.status, 429);
    const wait = Number(limited.headers.get('retry-after'));
    assert.ok(wait > 30 && wait <= 60, `waits ${wait}`);
  });
});

after(() => {
  const logs = join(run, 'log');
  if (!existsSync(logs)) return;
  const words = residents.flatMap((r) => [r.id_number, r.id_number.toLowerCase(), r.query_code])
    .filter(Boolean)
    .concat(guessed, '王小明', encodeURIComponent('王小明'));
  for (const file of readdirSync(logs)) {
    const text = readFileSync(join(logs, file), 'utf8');
    for (const word of words) assert.ok(!text.includes(word), `${file} holds what somebody typed`);
  }
});

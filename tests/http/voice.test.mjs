// The household's own word over HTTP: it answers visits and asks for corrections from its card, with
// nothing but the pass on it; the office checks and closes with two people; what was written is read
// by nobody else; a whole number is shown to who may and says why.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json, log/, secret/. Households are made here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertHead, command, mysql, run, tries, unescape, unique, words } from './lib.mjs';
import { newcomer } from '../numbers.mjs';
import { passOf } from './pass.mjs';
import { HERE, THERE, close, one, open, people } from './staff.mjs';
import { sendForm, somewhere, visit } from './visitor.mjs';

const tag = unique();
const PAGE = '/status/voice';

// -- households ------------------------------------------------------------------------------------

async function household(officer, township, name) {
  const h = {
    code: `V${randomInt(1e9, 1e10)}`,
    name,
    number: newcomer(),
    from: somewhere(),
  };
  const region = one(`SELECT code FROM region WHERE parent = '${township}' ORDER BY code LIMIT 1`);
  const path = '/office/households/new';
  const made = await officer.send(await officer.get(path), path, {
    new_code: h.code, region, team: '三组', name, number: h.number,
  });
  assert.equal(made.status, 303, words(made.text).slice(0, 300));
  h.id = Number(one(`SELECT id FROM household WHERE code = '${h.code}'`));
  for (const day of ['2026-03-04', '2026-04-05']) {
    const deed = `/office/households/${h.code}/visit`;
    const done = await officer.send(await officer.get(deed), deed, { on: day, name: '李建国', note: `看了住房 ${day}` });
    assert.equal(done.status, 303);
  }
  h.visits = mysql(`SELECT id FROM visit WHERE household_id = ${h.id} ORDER BY on_day DESC`).map(([id]) => Number(id));
  return h;
}

const askCard = (h, more = {}) => sendForm(h.from, '/status', { name: h.name, id_number: h.number, ...more });
const hidden = (html, name) => unescape(html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '');
const field = (html, name) => {
  const input = html.match(new RegExp(`<input [^>]*name="${name}"[^>]*>`))?.[0];
  if (input) return unescape(input.match(/ value="([^"]*)"/)[1]);
  return unescape(html.match(new RegExp(`<textarea [^>]*name="${name}"[^>]*>\\n?(.*?)</textarea>`, 's'))[1]);
};
const say = (h, fields, headers) => sendForm(h.from, PAGE, { pass: h.pass, ...fields }, headers);
const answer = (h, visitId, verdict, more = {}) => say(h, { deed: 'answer', visit: visitId, seen: 0, verdict, ...more });
const ask = (h, fields) => say(h, { deed: 'ask', key: `k${randomInt(1e9)}`, about: 'people', ...fields });
const answers = (visitId) => mysql(`SELECT verdict FROM visit_answer WHERE visit_id = ${visitId} ORDER BY number`).map(([v]) => v);
const requestsOf = (h) => Number(one(`SELECT COUNT(*) FROM change_request WHERE household_id = ${h.id}`));
const forget = () => mysql("DELETE FROM throttle WHERE kind = 'voice'");
const everything = () => mysql('SELECT (SELECT COUNT(*) FROM visit_answer), (SELECT COUNT(*) FROM change_request)')[0].join();
const audit = (kind, id) => mysql(`SELECT action, login, detail FROM audit WHERE object_kind = '${kind}' AND object_id = ${id} ORDER BY id`);

let here, there;

before(async () => {
  await open();
  here = await household(people.editor, HERE, '测有声');
  there = await household(people.stranger, THERE, '测在外');
  for (const h of [here, there]) h.pass = hidden((await askCard(h)).text, 'pass');
});
after(async () => {
  forget();
  await close();
});

// -- the page --------------------------------------------------------------------------------------

describe('the page behind the card', () => {
  it('opens with the pass of the card, shows visits and looks, and is kept by nobody', async () => {
    const card = await askCard(here);
    assert.ok(card.text.includes(`action="${PAGE}"`));
    const page = await say(here, {});
    assert.equal(page.status, 200);
    assert.match(page.headers.get('cache-control'), /no-store/);
    assert.equal(page.headers.get('set-cookie'), null);
    assert.ok(page.text.includes('看了住房 2026-03-04') && page.text.includes('看了住房 2026-04-05'));
    const looks = one(`SELECT COUNT(*) FROM lookup_log WHERE household_id = ${here.id}`);
    assert.ok(words(page.text).includes(`一共查了 ${looks} 次`), words(page.text));
    assert.ok(!page.text.includes(here.number) && !page.text.includes(here.name));
  });

  it('counts the looks of the last 30 days and no older ones', async () => {
    const count = async () => Number(words((await say(here, {})).text).match(/一共查了 (\d+) 次/)[1]);
    const before = await count();
    mysql(`INSERT INTO lookup_log (household_id, at, way) VALUES
      (${here.id}, UTC_TIMESTAMP() - INTERVAL 29 DAY, 'code'), (${here.id}, UTC_TIMESTAMP() - INTERVAL 32 DAY, 'code')`);
    assert.equal(await count(), before + 1);
  });

  it('says on the card when it was looked up before, not that it is now', async () => {
    mysql(`DELETE FROM lookup_log WHERE household_id = ${there.id}`);
    assert.ok(!(await askCard(there)).text.includes('上一次查您家'));
    mysql(`UPDATE lookup_log SET at = '2026-01-02 03:04:05' WHERE household_id = ${there.id}`);
    assert.match((await askCard(there)).text, /上一次查您家：<time datetime="2026-01-02T11:04:05\+08:00">/);
  });

  it('opens with nothing else, and nothing is written', async () => {
    const count = everything();
    const flipped = here.pass.replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A'));
    const bad = ['', 'x', flipped, here.pass.slice(4), '不是', `${here.pass}${here.pass}`, 'A'.repeat(390), 'A'.repeat(5000)];
    for (const pass of bad) {
      for (const more of [{}, { deed: 'ask', about: 'people', wrong: '少一个人' },
        { deed: 'answer', visit: here.visits[0], seen: 0, verdict: 'false' }]) {
        const page = await say(here, { ...more, pass });
        assert.equal(page.status, 422, pass);
        assert.ok(page.text.includes('时间过了，请再查一次'));
        assert.ok(!page.text.includes('看了住房'));
      }
    }
    assert.equal((await visit(here.from, PAGE)).status, 405);
    const foreign = await ask(here, { wrong: '少一个人' });
    assert.equal(foreign.status, 200);
    const cross = await say(here, { deed: 'ask', about: 'people', wrong: '别处来的' }, { 'sec-fetch-site': 'cross-site' });
    assert.equal(cross.status, 403);
    const [a, r] = count.split(',').map(Number);
    assert.equal(everything(), `${a},${r + 1}`, 'only the honest one');
    assert.doesNotMatch(readFileSync(join(run, 'log/lookup.log'), 'utf8'), /seal_not_opened/);
  });

  it('lets a household speak for itself only', async () => {
    const count = everything();
    const page = await answer(here, there.visits[0], 'false', { note: '不是我家的' });
    assert.equal(page.status, 422);
    assert.ok(page.text.includes('没有找到这次走访') && !page.text.includes('2026-03-04T'));
    assert.equal(everything(), count);
  });
});

describe('a pass that is too old', () => {
  it('leads to asking again, and what was written is there afterwards', async () => {
    const count = everything();
    assert.equal((await say({ ...here, pass: passOf(here.id, 600) }, {})).status, 200, 'a pass made by hand opens');
    const old = { ...here, pass: passOf(here.id, -60) };
    const wrong = `小孙子没有算进来 ${tag}`;
    const late = await ask(old, { about: 'people', wrong, right: '家里 5 口人', phone: '13900000000' });
    assert.equal(late.status, 422);
    assert.ok(late.text.includes('您写的话没有丢') && !late.text.includes(wrong));
    const kept = hidden(late.text, 'kept');
    const card = await askCard(here, { kept });
    assert.ok(card.text.includes('您家的情况</h1>'));
    assert.equal(hidden(card.text, 'kept'), kept);
    const page = await say({ ...here, pass: hidden(card.text, 'pass') }, { kept });
    assert.equal(field(page.text, 'wrong'), wrong);
    assert.equal(field(page.text, 'right'), '家里 5 口人');
    assert.equal(field(page.text, 'phone'), '13900000000');
    assert.match(page.text, /<option value="people" selected>/);
    assert.equal(everything(), count);
    const other = await say(there, { kept });
    assert.equal(field(other.text, 'wrong'), '', 'not in another household');
  });

  it('keeps the reason of an answer too, and says nothing of words where there were none', async () => {
    const old = { ...here, pass: passOf(here.id, -60, 'c') };
    const late = await answer(old, here.visits[0], 'false', { note: `没见过 ${tag}` });
    const page = await say(here, { kept: hidden(late.text, 'kept') });
    assert.match(page.text, new RegExp(`id="note-${here.visits[0]}" name="note" value="没见过 ${tag}"`));
    const empty = await say(old, {});
    assert.ok(!empty.text.includes('没有丢') && !empty.text.includes('name="kept"'));
  });
});

// -- answering visits ------------------------------------------------------------------------------

describe('a visit', () => {
  it('is answered once however often the form is sent, and another answer counts instead', async () => {
    const [id] = here.visits, before = requestsOf(here);
    const first = await answer(here, id, 'false', { note: `那天没有人来 ${tag}` });
    assert.equal(first.status, 200);
    assert.ok(first.text.includes('记下了，我们会去查。'));
    for (let i = 0; i < 2; i++) assert.equal((await answer(here, id, 'false', { note: `那天没有人来 ${tag}` })).status, 200);
    assert.deepEqual(answers(id), ['false']);
    assert.equal(requestsOf(here), before + 1, 'somebody has to look into it');

    const stale = await answer(here, id, 'true', { note: '想起来了' });
    assert.equal(stale.status, 409);
    assert.ok(stale.text.includes('刚才答过了') && stale.text.includes('value="想起来了"'));
    assert.equal((await answer(here, id, 'true', { seen: 1, note: '想起来了' })).status, 200);
    assert.equal((await answer(here, id, 'false', { seen: 2 })).status, 200);
    assert.deepEqual(answers(id), ['false', 'true', 'false']);
    assert.equal(requestsOf(here), before + 1, 'one request while it is open');
  });

  it('is answered once when two forms come at the same moment', async () => {
    const [, id] = here.visits;
    const both = await Promise.all([1, 2, 3, 4].map(() => answer({ ...here, from: somewhere() }, id, 'true')));
    assert.deepEqual(answers(id), ['true']);
    for (const page of both) assert.equal(page.status, 200);
  });

  it('wants a word that is one of the two', async () => {
    const count = everything();
    for (const verdict of ['', 'maybe']) {
      const page = await answer(here, here.visits[0], verdict, { seen: 3, note: '写了的话' });
      assert.equal(page.status, 422);
      assert.ok(page.text.includes('value="写了的话"'));
    }
    assert.equal(everything(), count);
  });
});

// -- asking for a correction -----------------------------------------------------------------------

describe('a correction', () => {
  it('keeps what was typed when something is missing or too long', async () => {
    const count = everything();
    const long = '长'.repeat(201);
    const tables = [
      [{ about: '' }, '请选择哪里不对', { wrong: '少一个人' }],
      [{ wrong: ' \n ' }, '请写一写怎么不对', { right: '5 口人' }],
      [{ phone: '下午打' }, '电话只写数字', { wrong: '少一个人' }],
      [{ wrong: long }, '怎么不对', { right: '5 口人' }],
      [{ about: 'nothing' }, '哪里不对', { wrong: '少一个人' }],
    ];
    for (const [bad, sentence, good] of tables) {
      const page = await ask(here, { wrong: '少一个人', ...good, ...bad });
      assert.equal(page.status, 422, JSON.stringify(bad));
      assert.ok(words(page.text).includes(sentence), sentence);
      for (const [name, value] of Object.entries({ ...good, ...bad })) {
        if (name !== 'about') assert.equal(field(page.text, name).trim(), value.trim());
      }
    }
    assert.equal(everything(), count);
  });

  it('is one request however often its form is sent', async () => {
    forget();
    const before = requestsOf(here);
    const form = { key: `same${tag}`, wrong: `医保写错了 ${tag}`, right: '已经交了', about: 'other' };
    const all = await Promise.all([1, 2, 3].map(() => ask({ ...here, from: somewhere() }, form)));
    for (const page of [...all, await ask(here, form)]) {
      assert.equal(page.status, 200);
      assert.equal(field(page.text, 'wrong'), '', 'the form is empty again');
    }
    assert.equal(requestsOf(here), before + 1);
    const page = await say(here, {});
    assert.ok(words(page.text).includes('其他有误 收到了，还没有核对'), words(page.text));
  });

  it('waits when a household says too much in a day, with nothing lost', async () => {
    forget();
    let last;
    for (let i = 0; i < 14 && last?.status !== 429; i++) last = await answer(there, there.visits[0], i % 2 ? 'true' : 'false', { seen: i });
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
    const page = await ask(there, { wrong: `写了很久的话 ${tag}` });
    assert.equal(page.status, 429);
    assert.equal(field(page.text, 'wrong'), `写了很久的话 ${tag}`);
    assert.equal((await say(here, {})).status, 200, 'another household is not concerned');
    assert.equal((await say(there, {})).status, 200, 'and looking is free');
  });

  it('waits for others to be done when ten are open', async () => {
    for (let i = 0; i < 12; i++) {
      forget();
      await ask(there, { wrong: `第 ${i} 件 ${tag}` });
    }
    assert.equal(one(`SELECT COUNT(*) FROM change_request WHERE household_id = ${there.id} AND closed_at IS NULL`), '10');
    forget();
    const page = await ask(there, { wrong: '再提一件' });
    assert.equal(page.status, 422);
    assert.ok(page.text.includes('还有 10 件没有办完'));
    assert.equal(field(page.text, 'wrong'), '再提一件');
  });

  it('is nowhere in plain text: not in the database, not in a log', async () => {
    mysql('FLUSH TABLES');
    await sleep(1200);
    const found = spawnSync('grep', ['-rlaF', '-e', tag, '-e', encodeURIComponent(`没有人来 ${tag}`), join(run, 'log'), join(run, 'db/mingbai'),
      join(run, 'cache'), join(run, 'tmp')], { encoding: 'utf8' }).stdout.trim();
    assert.equal(found, '');
    assert.ok(Number(one("SELECT COUNT(*) FROM change_request")) > 10, 'there is something');
  });
});

// -- the office ------------------------------------------------------------------------------------

describe('a request in the office', () => {
  let id, self;
  const sentence = `已经把小孙子添上 ${tag}`;
  const step = async (who, name, fields) => who.post(`${self}/${name}`, { token: who.token, ...fields });

  before(async () => {
    forget();
    await ask(here, { about: 'people', wrong: `少了小孙子 ${tag}`, right: '5 口人', phone: '１３９ 0000-0000' });
    id = one(`SELECT MAX(id) FROM change_request WHERE household_id = ${here.id}`);
    self = `/office/requests/${id}`;
  });

  it('stands in the list of its region, oldest first', async () => {
    const list = await people.editor.get('/office/requests');
    assertHead(list);
    const waiting = list.text.split('最近 30 天办结的')[0];
    const ids = [...waiting.matchAll(/href="\/office\/requests\/(\d+)"/g)].map((m) => Number(m[1]));
    assert.ok(ids.length > 1);
    assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
    const from = await people.editor.get(`/office/requests?after=${id - 1}`);
    assert.match(from.text, new RegExp(`href="/office/requests/${id}"`));
    assert.ok(words(list.text).includes('走访不属实') && words(list.text).includes(here.code));
    assert.ok(!list.text.includes(there.code) && !list.text.includes(tag));
    assert.ok((await people.publisher.get('/office/requests')).text.includes(here.code));
  });

  it('is not there for another township, and that is logged', async () => {
    const steps = [['check', { finding: '看过' }], ['close', { outcome: 'applied', sentence: '好' }]];
    assert.equal((await people.stranger.get(self)).status, 404);
    for (const [name, fields] of steps) assert.equal((await step(people.stranger, name, fields)).status, 404);
    for (const path of ['/office/requests/0', '/office/requests/x', '/office/requests/99999999']) {
      assert.equal((await people.editor.get(path)).status, 404);
    }
    await sleep(200);
    assert.match(readFileSync(join(run, 'log/office.log'), 'utf8'), new RegExp(`request_of_elsewhere.*"request":"${id}"`));
    assert.equal(one(`SELECT state FROM change_request WHERE id = ${id}`), 'draft');
  });

  it('shows what was written, and that it was looked at is in the record', async () => {
    const page = await people.editor.get(self);
    for (const text of [`少了小孙子 ${tag}`, '5 口人', '13900000000', '还没核对']) assert.ok(page.text.includes(text), text);
    assert.deepEqual(audit('request', id).at(-1).slice(0, 2), ['look', 'bianji']);
    const house = await people.editor.get(`/office/households/${here.code}`);
    assert.ok(house.text.includes(self) && words(house.text).includes('户里答： 不属实'), words(house.text));
  });

  it('is not closed before it is checked, nor by whoever checked it', async () => {
    assert.equal((await step(people.editor, 'close', { outcome: 'applied', sentence })).status, 422);
    assert.equal((await step(people.editor, 'check', { finding: '' })).status, 422);
    const long = await step(people.editor, 'check', { finding: `${'核'.repeat(301)}` });
    assert.equal(long.status, 422);
    assert.ok(long.text.includes('核'.repeat(301)), 'what was typed is kept');
    assert.equal((await step(people.editor, 'check', { finding: `问过户主 ${tag}` })).status, 303);
    assert.equal((await step(people.colleague, 'check', { finding: '又核对' })).status, 409);
    const own = await people.editor.get(self);
    assert.ok(own.text.includes('要由另一个人办结') && !own.text.includes(`${self}/close"`));
    const refused = await step(people.editor, 'close', { outcome: 'applied', sentence });
    assert.equal(refused.status, 422);
    assert.ok(refused.text.includes('要由另一个人办结'));
    assert.equal(one(`SELECT state FROM change_request WHERE id = ${id}`), 'checked');
  });

  it('is refused to one person by the database too', () => {
    const checker = one(`SELECT checked_by FROM change_request WHERE id = ${id}`);
    const set = (by, state = 'applied') => `UPDATE change_request SET state = '${state}', closed_by = ${by},
      closed_at = UTC_TIMESTAMP(), told_sealed = 'x' WHERE id = ${id}`.replace(/\s+/g, ' ');
    const other = `(SELECT id FROM account WHERE id <> ${checker} LIMIT 1)`;
    for (const role of ['office', 'admin']) {
      const met = tries(role, [
        set(checker),
        set('NULL'),
        set(other, 'draft'),
        `UPDATE change_request SET checked_by = NULL, state = 'draft', checked_at = NULL WHERE id = ${id}`,
        `UPDATE change_request SET checked_by = ${other} WHERE id = ${id}`,
        `UPDATE change_request SET about = 'name' WHERE id = ${id}`,
        `DELETE FROM change_request WHERE id = ${id}`,
        `UPDATE visit_answer SET verdict = 'true' WHERE visit_id = ${here.visits[0]}`,
        `DELETE FROM visit_answer WHERE visit_id = ${here.visits[0]}`,
      ]);
      met.forEach((error, i) => assert.ok(error, `${role} ${i}`));
    }
    assert.match(tries('office', [`UPDATE change_request SET text_sealed = 'x' WHERE id = ${id}`])[0], /denied/);
  });

  it('is closed by a second person, once, and the household reads why', async () => {
    const page = await people.colleague.get(self);
    assert.ok(page.text.includes(`问过户主 ${tag}`));
    assert.ok(page.text.includes(`/office/households/${here.code}/join"`), 'where the change itself is done');
    assert.equal((await step(people.colleague, 'close', { outcome: '', sentence })).status, 422);
    const untold = await step(people.colleague, 'close', { outcome: 'applied', sentence: '' });
    assert.equal(untold.status, 422);
    assert.match(untold.text, /<option value="applied" selected>/);
    assert.equal((await step(people.colleague, 'close', { outcome: 'applied', sentence })).status, 303);
    assert.equal((await step(people.publisher, 'close', { outcome: 'refused', sentence: '不改' })).status, 409);
    const seen = words((await say(here, {})).text);
    assert.ok(seen.includes('家里人口有误 改好了') && seen.includes(`回复：${sentence}`), seen);
    assert.ok(!seen.includes('问过户主'), 'what the check found is the office’s');
    assert.deepEqual(audit('request', id).filter(([action]) => action !== 'look').map((row) => row.join('|')),
      [`check|bianji|`, `apply|${one(`SELECT login FROM account WHERE id = (SELECT closed_by FROM change_request WHERE id = ${id})`)}|`]);
    assert.ok((await people.editor.get('/office/requests')).text.includes('最近 30 天办结的'));
    assert.equal(one(`SELECT COUNT(*) FROM membership WHERE household_id = ${here.id}`), '1', 'closing changes nothing by itself');
  });

  it('cannot be read or changed by the lookup pool', () => {
    const met = tries('lookup', [
      'SELECT text_sealed FROM change_request', 'SELECT found_sealed FROM change_request', 'SELECT note_sealed FROM visit_answer',
      'SELECT account_id FROM visit', "UPDATE change_request SET state = 'checked'", 'DELETE FROM visit_answer',
      `INSERT INTO change_request (household_id, region, about, form, text_sealed, way, asked_at, state)
        VALUES (${here.id}, '990123', 'other', 'f', 'x', 'name', UTC_TIMESTAMP(), 'draft')`.replace(/\s+/g, ' '),
      'SELECT id_sealed FROM person',
    ]);
    met.forEach((error, i) => assert.match(error ?? '', /denied/, String(i)));
  });
});

// -- a whole number --------------------------------------------------------------------------------

describe('a whole identity number', () => {
  let path, member;
  const reason = { purpose: 'pay', reason: '银行退回，核对卡主' };
  const reveal = (who, fields, where = path) => who.post(where, { token: who.token, member, ...reason, ...fields });
  const reveals = () => audit('household', here.id).filter(([action]) => action === 'reveal');

  before(() => {
    path = `/office/households/${here.code}/reveal`;
    member = one(`SELECT id FROM membership WHERE household_id = ${here.id}`);
  });

  it('is for who may: an editor neither sees the link nor the number', async () => {
    assert.ok(!(await people.editor.get(`/office/households/${here.code}`)).text.includes('看证件号码'));
    assert.equal((await people.editor.get(`${path}?member=${member}`)).status, 403);
    const answer = await reveal(people.editor, {});
    assert.equal(answer.status, 403);
    assert.ok(!answer.text.includes(here.number));
    assert.deepEqual(reveals(), []);
  });

  it('wants a reason, which names nobody', async () => {
    const form = await people.publisher.get(`${path}?member=${member}`);
    assert.equal(form.status, 200);
    assert.ok(!form.text.includes(here.number));
    for (const bad of [{ purpose: '' }, { purpose: 'x' }, { reason: '' }, { reason: '核' }, { reason: '长'.repeat(61) },
      { reason: `核对${here.name}的卡` }, { reason: `核对 测 有声` }, { reason: `号码 ${here.number}` }, { reason: '打 139 0000 0000 问' }]) {
      const answer = await reveal(people.publisher, bad);
      assert.equal(answer.status, 422, JSON.stringify(bad));
      assert.ok(!words(answer.text.replace(/ value="[^"]*"/g, '')).includes(here.number));
    }
    assert.equal((await people.publisher.get(path)).status, 400);
    assert.deepEqual(reveals(), []);
  });

  it('is shown on the answer to the click and nowhere else, and that is in the record without it', async () => {
    const answer = await reveal(people.publisher, {});
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.ok(answer.text.includes(here.number));
    assert.deepEqual(reveals(), [['reveal', 'fabu', `member ${member}, pay: ${reason.reason}`]]);
    assert.ok(!(await people.publisher.get(`${path}?member=${member}`)).text.includes(here.number));
    assert.ok(!(await people.publisher.get(`/office/households/${here.code}`)).text.includes(here.number));
    await reveal(people.publisher, {});
    assert.equal(reveals().length, 2, 'each click is one line');
    await sleep(1200);
    const found = spawnSync('grep', ['-rlaF', '-e', here.number, join(run, 'log'), join(run, 'db')], { encoding: 'utf8' }).stdout.trim();
    assert.equal(found, '');
  });

  it('is not there of another place or another household', async () => {
    assert.equal((await reveal(people.chief, {}, `/office/households/${there.code}/reveal`)).status, 404);
    assert.equal((await reveal(people.publisher, {}, `/office/households/${there.code}/reveal`)).status, 404, 'whose member it is not');
    assert.equal((await reveal(people.publisher, { token: 'x' })).status, 403);
  });
});

describe('what was written', () => {
  it('can be read under new keys, and the old ones go', async () => {
    const ids = () => readFileSync(join(run, 'secret', 'keys'), 'utf8').split('\n')
      .map((line) => line.trim().split(/\s+/)).filter((line) => line[1] === 'seal').map(([id]) => Number(id));
    const old = Math.max(...ids());
    assert.equal(command('keys', 'rotate').status, 0);
    const early = command('keys', 'retire', String(old));
    assert.equal(early.status, 1);
    const resealed = command('keys', 'reseal');
    assert.equal(resealed.status, 0, resealed.stderr);
    assert.match(resealed.stdout, /requests: \d+ looked at, [1-9]\d* brought/);
    assert.match(resealed.stdout, /notes to visits: \d+ looked at, [1-9]\d* brought/);
    assert.equal(command('keys', 'retire', String(old)).status, 0);
    assert.ok(!ids().includes(old));
    assert.equal((await say(here, {})).status, 422, 'a pass under the old key leads to asking again');
    const page = await say({ ...here, pass: hidden((await askCard(here)).text, 'pass') }, {});
    assert.ok(words(page.text).includes(`回复：已经把小孙子添上 ${tag}`));
    const [[request], [about]] = mysql(`SELECT id FROM change_request WHERE household_id = ${here.id} AND state = 'applied'
      UNION SELECT MIN(id) FROM change_request WHERE household_id = ${here.id} AND visit_id = ${here.visits[0]}`);
    const office = await people.editor.get(`/office/requests/${request}`);
    for (const text of [`少了小孙子 ${tag}`, `问过户主 ${tag}`]) assert.ok(office.text.includes(text), text);
    assert.ok((await people.editor.get(`/office/requests/${about}`)).text.includes(`那天没有人来 ${tag}`));
  });
});

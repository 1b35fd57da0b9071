// Tickets over HTTP: an objection to a line of a village's list, from the form to the decision: it
// stops the case, it is kept from the level it complains about, it is found again by number and code
// alone. And questions, with what becomes public of them.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json, log/, secret/. Households and lists are made here.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bornIn, newcomer } from '../numbers.mjs';
import { assertPlain, command, forgetTries, formOf, get, mysql, run, signedIn, tries, unescape, words } from './lib.mjs';
import { multipart } from './register_file.mjs';
import { COUNTY, HERE, close, one, open, people, tag } from './staff.mjs';
import { sendForm, somewhere, visit } from './visitor.mjs';

const forget = () => mysql("DELETE FROM throttle WHERE kind LIKE 'ticket-%'");
const village = { login: `t${tag}v`, password: 'clerk-of-the-village', role: 'editor' };
const desk = { login: `t${tag}q`, password: 'a-second-one-of-the-county', role: 'publisher' };
const NAME = '测反映', PHONE = '13900001234';

// -- households on a list -----------------------------------------------------------------------

async function deed(who, code, what, fields = {}) {
  const path = `/office/households/${code}/${what}`;
  const answer = await who.send(await who.get(path), path, fields);
  assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 300)}`);
}

async function waiting(region, name) {
  const code = `Q${randomInt(1e9, 1e10)}`;
  const path = '/office/households/new';
  const made = await people.editor.send(await people.editor.get(path), path, {
    new_code: code, region, team: '三组', name, number: newcomer(),
  });
  assert.equal(made.status, 303, words(made.text).slice(0, 300));
  await deed(people.editor, code, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' });
  await deed(people.editor, code, 'pass');
  await deed(people.editor, code, 'pass');
  return code;
}
const caseOf = (code) => one(`SELECT c.id FROM case_file c JOIN household h ON h.id = c.open_of WHERE h.code = '${code}'`);
const lastOf = (code) => mysql(`SELECT e.stop, e.outcome, e.reason FROM event e JOIN household h ON h.id = e.household_id
  WHERE h.code = '${code}' ORDER BY e.id DESC LIMIT 1`)[0];

// A village's list with these households, published; its number and the line of each.
async function listed(region, codes) {
  const ask = `/office/lists/new?kind=entry&stop=village_notice&region=${region}`;
  const form = await people.editor.get(ask);
  const body = new URLSearchParams(formOf(form.text, '/office/lists/new').fields);
  body.delete('case');
  for (const code of codes) body.append('case', caseOf(code));
  const made = await people.editor.post('/office/lists/new', body);
  assert.equal(made.status, 303, words(made.text).slice(0, 300));
  const id = made.headers.location.match(/articles\/(\d+)/)[1];
  const put = await people.publisher.send(await people.publisher.get(`/office/articles/${id}/preview`), `/office/articles/${id}/publish`);
  assert.equal(put.status, 303, words(put.text).slice(0, 300));
  const lines = Object.fromEntries(mysql(`SELECT h.code, n.position FROM edition e JOIN case_notice n ON n.edition_id = e.id
    JOIN case_file c ON c.id = n.case_id JOIN household h ON h.id = c.household_id WHERE e.live_of = ${id}`));
  return { id, lines };
}

// Published editions are final even for the administrator, so the rule is lifted while time passes.
function passDays(document, days) {
  const [[trigger]] = mysql("SELECT action_statement FROM information_schema.triggers WHERE trigger_name = 'edition_is_final' AND trigger_schema = 'mingbai'")
    .reduce((all, row) => [[`${all[0]?.[0] ?? ''}${row.join('\t')}\n`]], []);
  mysql(`DROP TRIGGER edition_is_final;
    UPDATE edition SET opens_at = opens_at - INTERVAL ${days} DAY, closes_at = closes_at - INTERVAL ${days} DAY
     WHERE document_id = ${document} AND state = 'published';
    DELIMITER //
    CREATE TRIGGER edition_is_final BEFORE UPDATE ON edition FOR EACH ROW ${trigger}//`);
}

// -- a visitor's forms ----------------------------------------------------------------------------

async function form(from, query = '') {
  const page = await visit(from, `/tickets/new${query}`);
  assert.equal(page.status, 200, page.text);
  return page;
}

// As a browser sends it: everything on the page, and what is typed over it.
async function send(from, query, fields, file) {
  const page = await form(from, query);
  const all = { ...formOf(page.text, '/tickets/new').fields, ...fields };
  return sendAgain(from, all, file);
}
function sendAgain(from, all, file) {
  const parts = Object.entries(all).map(([name, value]) => ({ name, value }));
  if (file) parts.push({ name: 'file', file: file.name, content: file.bytes });
  const { boundary, body } = multipart(parts);
  return visit(from, '/tickets/new', { method: 'POST', type: `multipart/form-data; boundary=${boundary}`, body });
}
const codes = (answer) => {
  assert.equal(answer.status, 200, words(answer.text).slice(0, 400));
  const [number, secret] = [...answer.text.matchAll(/<b class="answer">([\d ]+)<\/b>/g)].map((m) => m[1].replaceAll(' ', ''));
  assert.match(number, /^\d{12}$/);
  assert.match(secret, /^\d{8}$/);
  return { number, secret, id: one(`SELECT id FROM ticket WHERE number = '${number}'`) };
};
const stands = (from, { number, secret }) => sendForm(from, '/tickets/receipt', { number, secret });
const hidden = (html, name) => unescape(html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '');
const audits = (id) => mysql(`SELECT action, login FROM audit WHERE object_kind = 'ticket' AND object_id = ${id} AND action <> 'look' ORDER BY id`)
  .map(([action]) => action);
const step = async (who, id, what, fields = {}) => who.post(`/office/tickets/${id}/${what}`, { token: who.token, ...fields });
const done = (answer) => assert.equal(answer.status, 303, words(answer.text).slice(0, 400));
function refused(answer, sentence, status = 422) {
  assert.equal(answer.status, status, words(answer.text).slice(0, 300));
  assert.ok(words(answer.text).includes(sentence), words(answer.text).slice(0, 500));
}

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(3000, 7)]);
let region, first, second, notice;

before(async () => {
  await open();
  forget();
  region = one(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code DESC LIMIT 1`);
  for (const [who, place, name] of [[village, region, '村里人'], [desk, COUNTY, '县里人']]) {
    const made = command('user', 'add', who.login, '--name', name, '--role', who.role, '--region', place, { input: `${who.password}\n` });
    assert.equal(made.status, 0, made.stderr);
  }
  people.village = await signedIn(village);
  people.desk = await signedIn(desk);
  first = await waiting(region, '测甲乙');
  second = await waiting(region, '测丙丁');
  notice = await listed(region, [first, second]);
});
after(async () => {
  for (const who of [village, desk]) command('user', 'disable', who.login);
  forget();
  forgetTries();
  await close();
});

// -- the tests ------------------------------------------------------------------------------------

describe('an objection', () => {
  const from = somewhere();
  let all, mine;

  it('begins at the notice, with the list to choose from', async () => {
    const page = (await get(`/notices/${notice.id}`)).text;
    assert.match(page, new RegExp(`href="/tickets/new\\?notice=${notice.id}">对名单有异议？`));
    const asked = await form(from, `?notice=${notice.id}`);
    assert.match(asked.headers.get('cache-control'), /no-store/);
    for (const line of Object.values(notice.lines)) assert.match(asked.text, new RegExp(`<option value="${line}"`));
    assert.match(asked.text, /<option value="objection" selected>/);
    assert.match(words(asked.text), /发公示的村里看不到/);
    const bare = await form(from);
    assert.doesNotMatch(bare.text, /value="objection"/, 'there is none without a notice');
  });

  it('is refused with what was typed when something is wrong', async () => {
    const text = `他家有小轿车 ${tag}`;
    refused(await send(from, `?notice=${notice.id}`, { kind: 'objection', text: '' }), '请写一写是什么事');
    const bad = await send(from, `?notice=${notice.id}`, { kind: 'objection', text, name: NAME, phone: '打我电话' });
    refused(bad, '电话只写数字');
    assert.ok(bad.text.includes(text) && bad.text.includes(`value="${NAME}"`));
    for (const told of [`我是${NAME}，${text}`, `${text}，打 139-0000-1234 找我`, `${text} ${bornIn('990123', 1960)}`]) {
      refused(await send(from, `?notice=${notice.id}`, { kind: 'objection', text: told, name: NAME, phone: PHONE }), '被反映的那一级看得到这段话');
    }
    refused(await send(from, `?notice=${notice.id}`, { kind: 'objection', text, entry: '999' }), '名单上没有这一行');
    refused(await send(from, '', { kind: 'objection', text }), '要先打开那份公示');
    refused(await send(from, `?notice=${notice.id}`, { kind: 'objection', text }, { name: 'x.pdf', bytes: Buffer.from('MZ not a pdf') }), '打开看不是照片');
    refused(await send(from, `?notice=${notice.id}`, { kind: 'objection', text }, { name: 'big.png', bytes: Buffer.concat([png, Buffer.alloc(6 << 20)]) }), '附件最大 6 MB');
    assert.equal((await visit(from, '/tickets/new?notice=999999999')).status, 404);
    assert.equal(one(`SELECT COUNT(*) FROM ticket WHERE document_id = ${notice.id}`), '0');
  });

  it('gets a number and a code, once, and the same ones when the answer was lost', async () => {
    const page = await form(from, `?notice=${notice.id}`);
    all = { ...formOf(page.text, '/tickets/new').fields, kind: 'objection', entry: notice.lines[first],
      text: `他家有小轿车 ${tag}`, name: NAME, phone: PHONE };
    const file = { name: `${NAME}拍的.png`, bytes: png };
    const answer = await sendAgain(from, all, file);
    mine = codes(answer);
    assertPlain({ ...answer, path: '/tickets/new', headers: Object.fromEntries(answer.headers), rawHeaders: [...answer.headers].flat() });
    assert.ok(!answer.text.includes(NAME) && !answer.text.includes(PHONE));
    assert.match(answer.headers.get('cache-control'), /no-store/);
    assert.deepEqual(codes(await sendAgain(from, all, file)), mine, 'the same form is the same ticket');
    assert.equal(one(`SELECT COUNT(*) FROM ticket WHERE document_id = ${notice.id}`), '1');
  });

  it('prints a slip with both, and opens nothing for a forged one', async () => {
    const { text } = await sendAgain(from, all, { name: `${NAME}拍的.png`, bytes: png });
    const slip = await sendForm(from, '/tickets/slip', { slip: hidden(text, 'slip') });
    assert.equal(slip.status, 200);
    const seen = words(slip.text).replaceAll(' ', '');
    assert.ok(seen.includes(mine.number) && seen.includes(mine.secret) && slip.text.includes('class="qr"'));
    for (const bad of ['', 'x', hidden(text, 'slip').replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A'))]) {
      assert.equal((await sendForm(from, '/tickets/slip', { slip: bad })).status, 422);
    }
  });

  it('keeps everything that was written sealed, and out of the logs', () => {
    const dump = mysql(`SELECT * FROM ticket WHERE id = ${mine.id}`).flat().join()
      + mysql(`SELECT HEX(sealed), HEX(name_sealed) FROM ticket_file WHERE ticket_id = ${mine.id}`).flat().join();
    for (const word of [NAME, PHONE, '小轿车', mine.secret, Buffer.from(NAME).toString('hex').toUpperCase()]) assert.ok(!dump.includes(word), word);
    for (const log of ['lookup', 'access']) {
      const text = readFileSync(join(run, `log/${log}.log`), 'utf8');
      for (const word of [NAME, PHONE, mine.number, mine.secret]) assert.ok(!text.includes(word), word);
    }
  });

  it('is counted in working days', () => {
    const [[asked, visitBy, decideBy]] = mysql(`SELECT DATE(asked_at + INTERVAL 8 HOUR), visit_by, decide_by FROM ticket WHERE id = ${mine.id}`);
    const odd = new Map(mysql('SELECT on_day, works FROM calendar_day'));
    const day = (n) => new Date(Date.parse(asked) + n * 864e5).toISOString().slice(0, 10);
    const works = (d) => (odd.has(d) ? odd.get(d) === '1' : ![0, 6].includes(new Date(d).getUTCDay()));
    const nth = (n) => { let i = 0; for (let left = n; left > 0;) if (works(day(++i))) left--; return day(i); };
    assert.deepEqual([visitBy, decideBy], [nth(2), nth(20)]);
  });

  it('stops the case it is about, and no other', async () => {
    passDays(notice.id, 20);
    const path = `/office/households/${first}/pass`;
    refused(await people.editor.send(await people.editor.get(path), path), '还有异议没有办结');
    await deed(people.editor, second, 'pass');
    const [hold] = mysql(`SELECT hold_id FROM ticket WHERE id = ${mine.id}`)[0];
    for (const query of [`UPDATE case_hold SET released_at = UTC_TIMESTAMP() WHERE id = ${hold}`]) {
      assert.match(tries('office', [query])[0], /a hold ends with a decision/);
    }
  });

  it('is not taken any more when the window is over; a question is', async () => {
    const late = await form(from, `?notice=${notice.id}`);
    assert.match(words(late.text), /不再收异议/);
    assert.doesNotMatch(late.text, /value="objection"/);
    const answer = await send(from, `?notice=${notice.id}`, { kind: 'objection', text: '还是要说一句' });
    refused(answer, '现在不收异议');
    assert.ok(answer.text.includes('还是要说一句'));
    const question = codes(await send(from, `?notice=${notice.id}`, { kind: 'question', text: '还能怎么反映', name: NAME }));
    assert.equal(one(`SELECT guarded FROM ticket WHERE id = ${question.id}`), '1', 'about a notice it is kept from the village too');
    assert.equal(one(`SELECT hold_id FROM ticket WHERE id = ${question.id}`), 'NULL');
  });

  it('is kept from the level it complains about', async () => {
    const self = `/office/tickets/${mine.id}`;
    const page = await people.village.get(self);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('小轿车') && page.text.includes('由上一级办'));
    for (const word of [NAME, PHONE, '拍的', '附件</dt>', '/reveal', '/file', '/decide', '/visit', '/assign']) assert.ok(!page.text.includes(word), word);
    const before = audits(mine.id);
    for (const [what, fields] of [['reveal'], ['file'], ['visit', { found: '看过了' }], ['decide', { outcome: 'refused', told: '不成立' }], ['assign', { account: 1 }]]) {
      const answer = await step(people.village, mine.id, what, fields);
      assert.equal(answer.status, 403, what);
      assert.ok(!answer.text.includes(NAME) && !answer.text.includes(PHONE));
    }
    assert.deepEqual(audits(mine.id), before);
    assert.equal((await people.stranger.get(self)).status, 404);
    assert.equal((await step(people.stranger, mine.id, 'reveal')).status, 404);
    const record = await people.auditor.get(self);
    assert.ok(record.text.includes('小轿车') && !record.text.includes(NAME));
    assert.equal((await step(people.auditor, mine.id, 'reveal')).status, 403);
  });

  it('shows a level above who wrote it, by click, and writes that down', async () => {
    const self = `/office/tickets/${mine.id}`;
    const page = await people.editor.get(self);
    assert.ok(page.text.includes(`${NAME}拍的.png`) && !page.text.includes(PHONE));
    const shown = await step(people.editor, mine.id, 'reveal');
    assert.ok(shown.text.includes(NAME) && shown.text.includes(PHONE));
    const file = await step(people.editor, mine.id, 'file');
    assert.equal(file.status, 200);
    assert.equal(file.headers['content-type'], 'application/octet-stream');
    assert.match(file.headers['content-disposition'], /^attachment; filename\*=UTF-8''ticket-\d+\.png$/);
    assert.ok(file.raw.equals(png));
    assert.deepEqual(audits(mine.id), ['ticket_reveal', 'ticket_file']);
    const detail = mysql(`SELECT GROUP_CONCAT(detail) FROM audit WHERE object_kind = 'ticket' AND object_id = ${mine.id}`)[0][0];
    assert.ok(!detail.includes(NAME) && !detail.includes(PHONE));
  });

  it('takes one more word from whoever has the codes', async () => {
    const page = await stands(from, mine);
    assert.match(words(page.text), /收到了，最晚.*有人去核实/);
    const pass = hidden(page.text, 'pass');
    const say = (text, more = {}) => sendForm(from, '/tickets/more', { pass, deed: 'more', text, ...more });
    assert.equal((await say('')).status, 422);
    assert.match(words((await say(`车牌是外地的 ${tag}`)).text), /收到了您补充的话/);
    const again = await say('再来一句');
    assert.equal(again.status, 409);
    assert.equal((await say('别人的', { pass: `${pass}x` })).status, 422);
    assert.ok((await people.editor.get(`/office/tickets/${mine.id}`)).text.includes('车牌是外地的'));
  });

  it('is assigned, visited and decided, in this order', async () => {
    const id = (login) => one(`SELECT id FROM account WHERE login = '${login}'`);
    refused(await step(people.editor, mine.id, 'assign', { account: id(village.login) }), '请选择由谁来办');
    refused(await step(people.editor, mine.id, 'assign', { account: id('shenji') }), '请选择由谁来办');
    done(await step(people.editor, mine.id, 'assign', { account: id('bianji') }));
    assert.ok((await people.editor.get('/office/tickets?mine=1')).text.includes(`/office/tickets/${mine.id}"`));
    assert.ok(!(await people.publisher.get('/office/tickets?mine=1')).text.includes(`/office/tickets/${mine.id}"`));
    refused(await step(people.editor, mine.id, 'decide', { outcome: 'upheld', told: '确实有车' }), '异议要先核实');
    done(await step(people.editor, mine.id, 'visit', { found: '到院子里看了，车在' }));
    refused(await step(people.editor, mine.id, 'visit', { found: '又去一次' }), '别人刚刚也办了', 409);
    assert.match(words((await stands(from, mine)).text), /已经核实/);
    refused(await step(people.editor, mine.id, 'decide', { outcome: 'answered', told: '确实有车' }), '请选择结果');
    refused(await step(people.editor, mine.id, 'decide', { outcome: 'upheld', told: `${NAME}说得对` }), '来件人的姓名');
    assert.deepEqual(lastOf(first).slice(0, 2), ['village_notice', 'reached']);
  });

  it('upheld, sends the case back with the reason, and the clock goes on', async () => {
    done(await step(people.editor, mine.id, 'decide', { outcome: 'upheld', told: `这户有一辆小轿车，不符合条件 ${tag}` }));
    const [stop, outcome, reason] = lastOf(first);
    assert.deepEqual([stop, outcome], ['village_notice', 'returned']);
    assert.ok(reason.startsWith('异议成立') && reason.includes('小轿车'));
    assert.equal(one(`SELECT released_at IS NOT NULL FROM case_hold h JOIN ticket t ON t.hold_id = h.id WHERE t.id = ${mine.id}`), '1');
    refused(await step(people.editor, mine.id, 'decide', { outcome: 'refused', told: '又不成立了' }), '别人刚刚也办了', 409);
    const told = await stands(from, mine);
    assert.match(words(told.text), /异议成立/);
    assert.ok(told.text.includes('不符合条件'));
    assert.deepEqual(audits(mine.id).slice(2), ['ticket_assign', 'ticket_visit', 'ticket_decide']);
    for (const query of [`UPDATE ticket SET outcome = 'refused' WHERE id = ${mine.id}`, `UPDATE ticket SET visited_at = UTC_TIMESTAMP() - INTERVAL 1 DAY WHERE id = ${mine.id}`]) {
      assert.match(tries('office', [query])[0], /stays/);
    }
    assert.match(tries('admin', [`DELETE FROM ticket WHERE id = ${mine.id}`])[0], /is kept/);
    assert.match(tries('office', [`UPDATE ticket SET text_sealed = '' WHERE id = ${mine.id}`])[0], /denied/);
  });

  it('to a whole list stops every case of it; not upheld, all go on', async () => {
    const pair = [await waiting(region, '测戊己'), await waiting(region, '测庚辛')];
    const list = await listed(region, pair);
    const other = codes(await send(somewhere(), `?notice=${list.id}`, { kind: 'objection', text: '名单漏了人' }));
    passDays(list.id, 20);
    for (const code of pair) {
      const path = `/office/households/${code}/pass`;
      refused(await people.editor.send(await people.editor.get(path), path), '还有异议没有办结');
    }
    done(await step(people.editor, other.id, 'visit', { found: '问过村里' }));
    done(await step(people.editor, other.id, 'decide', { outcome: 'refused', told: '查过了，没有漏' }));
    for (const code of pair) await deed(people.editor, code, 'pass');
  });

  it('to a list of the county takes no name, and the county decides', async () => {
    const id = one(`SELECT document_id FROM edition WHERE region = '${COUNTY}' AND state = 'published' AND closes_at > UTC_TIMESTAMP() AND kind = 'notice' LIMIT 1`);
    const page = await form(from, `?notice=${id}`);
    assert.ok(!page.text.includes('id="name"') && page.text.includes('不问您的姓名和电话'));
    const ticket = codes(await send(from, `?notice=${id}`, { kind: 'objection', text: '县里的有错', name: NAME, phone: PHONE }));
    assert.equal(one(`SELECT who_sealed IS NULL FROM ticket WHERE id = ${ticket.id}`), '1');
    done(await step(people.publisher, ticket.id, 'visit', { found: '查了台账' }));
    done(await step(people.publisher, ticket.id, 'decide', { outcome: 'partly', told: '有一处写错，已经更正' }));
  });
});

describe('an attachment', () => {
  const MOST = 6 << 20, BODY = 7 << 20; // what the form says; what its row takes
  const from = somewhere();
  const picture = (size) => ({ name: '照.png', bytes: Buffer.concat([png, Buffer.alloc(size - png.length, 9)]) });
  const count = () => one(`SELECT COUNT(*) FROM ticket WHERE region = '${region}'`);
  let all;
  before(async () => {
    all = { ...formOf((await form(from)).text, '/tickets/new').fields, kind: 'question', region, area: 'health', text: `附件多大 ${tag}` };
  });

  it('of one byte too many is refused, and what was typed is kept; so is all that fits a form', async () => {
    const had = count();
    const around = Object.entries(all).map(([name, value]) => ({ name, value }));
    const wrapped = multipart([...around, { name: 'file', file: picture(MOST).name, content: '' }]).body.length;
    for (const size of [MOST + 1, BODY - wrapped]) {
      const answer = await sendAgain(from, all, picture(size));
      refused(answer, '附件最大 6 MB，请换小一点的照片再选一次');
      assert.equal(formOf(answer.text, '/tickets/new').fields.text, all.text);
    }
    const long = await sendAgain(from, all, picture(BODY - wrapped + 1)).catch((error) => ({ status: error.code }));
    assert.ok([413, 'EPIPE', 'ECONNRESET'].includes(long.status), String(long.status)); // hung up on, or told
    assert.equal(count(), had);
  });

  it('of just as much as may be, or a byte less, comes to the office as it was sent', async () => {
    for (const size of [MOST, MOST - 1]) {
      const file = picture(size);
      const mine = codes(await sendAgain(from, { ...all, key: `${all.key.slice(0, -4)}${size % 1e4}` }, file));
      const back = await step(people.editor, mine.id, 'file');
      assert.equal(back.status, 200);
      assert.ok(back.raw.equals(file.bytes), `${size} bytes`);
    }
  });
});

describe('number and code', () => {
  const from = somewhere();
  let mine;
  before(async () => {
    mine = codes(await send(from, '', { kind: 'praise', region: HERE, text: `办事很快 ${tag}` }));
  });

  it('a wrong digit is told at once, and costs nothing', async () => {
    for (let i = 0; i < 12; i++) {
      const wrong = String((Number(mine.number[i]) + 1) % 10);
      const number = mine.number.slice(0, i) + wrong + mine.number.slice(i + 1);
      refused(await sendForm(from, '/tickets/receipt', { number, secret: mine.secret }), '有一位写错了');
    }
    assert.equal(one("SELECT COUNT(*) FROM throttle WHERE kind = 'ticket-number' AND tries > 0"), '0');
    const typed = await sendForm(from, '/tickets/receipt', { number: mine.number.replace(/(....)/g, '$1 '), secret: `${mine.secret.slice(0, 4)}-${mine.secret.slice(4)}` });
    assert.match(words(typed.text), /表扬办到哪一步/);
  });

  // Codes with a right check digit, so that they are looked up.
  const checked = (digits) => {
    let product = 10;
    for (const d of digits) { let sum = (product + Number(d)) % 10; if (sum === 0) sum = 10; product = (sum * 2) % 11; }
    return `${digits}${(11 - product) % 10}`;
  };

  it('hit and miss look the same from outside', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const ask = (number, secret) => sendForm(from, '/tickets/receipt', { number, secret }, headers);
    const hit = await ask(mine.number, mine.secret);
    const miss = await ask(mine.number, checked(String(randomInt(1e6, 9e6))));
    const unknown = await ask(checked(String(randomInt(1e10, 9e10))), mine.secret);
    for (const answer of [miss, unknown]) {
      assert.equal(answer.status, 200);
      assert.match(words(answer.text), /编号和密码对不上/);
      assert.equal(answer.bytes.length, hit.bytes.length);
      assert.deepEqual(answer.names, hit.names);
      assert.ok(!answer.text.includes('办到哪一步</h1>'));
    }
    const asked = readFileSync(join(run, 'log/lookup.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
      .filter((line) => line.event === 'request' && line.route === '/tickets/receipt' && line.method === 'POST').slice(-3).map((line) => line.asked);
    assert.equal(new Set(asked).size, 1, `as many statements: ${asked}`);
  });

  it('guessing a code gets slow for that number, and leaves others alone', async () => {
    forget();
    let last;
    for (let i = 0; i < 7; i++) last = await sendForm(from, '/tickets/receipt', { number: mine.number, secret: checked(String(randomInt(1e6, 9e6))) });
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get('retry-after')) > 0);
    assert.equal((await stands(somewhere(), mine)).status, 429, 'the right code has to wait too, or it would be told apart');
    mysql("UPDATE throttle SET last_at = last_at - INTERVAL 31 SECOND WHERE kind = 'ticket-number'");
    assert.match(words((await stands(from, mine)).text), /表扬办到哪一步/, 'slow, not locked');
    const figures = await get('/metrics/lookup');
    assert.match(figures.text, /^mingbai_status_misses_total [1-9]/m, 'guesses are counted for the alert');
  });

  it('many misses from one address ask for a step more', async () => {
    forget();
    const there = somewhere();
    await sendForm(there, '/tickets/receipt', { number: checked(String(randomInt(1e10, 9e10))), secret: mine.secret });
    mysql("UPDATE throttle SET tries = 31 WHERE kind = 'ticket-address'");
    const asked = await stands(there, mine);
    refused(asked, '请等 10 秒');
    assert.match(asked.text, /data-goal="[0-9a-f]{64}"/);
    forget();
  });

  it('a village behind one address gets in; a flood is asked for a step, then for patience', async () => {
    forget();
    const there = somewhere();
    for (let i = 0; i < 20; i++) codes(await send(there, '', { kind: 'praise', text: `第 ${i} 个人说好 ${tag}` }));
    const page = await form(there);
    assert.match(page.text, /name="proof"/);
    const early = await send(there, '', { kind: 'praise', text: '第二十一个' });
    refused(early, '请等 10 秒');
    assert.ok(early.text.includes('第二十一个'));
    mysql("UPDATE throttle SET tries = 61, last_at = UTC_TIMESTAMP() WHERE kind = 'ticket-send'");
    const flooded = await send(there, '', { kind: 'praise', text: '第六十二个' });
    assert.equal(flooded.status, 429);
    assert.ok(flooded.text.includes('第六十二个'), 'what was written stays');
    codes(await send(somewhere(), '', { kind: 'praise', text: `别处来的 ${tag}` }));
    forget();
  });
});

describe('a question', () => {
  const from = somewhere();
  const say = { kind: 'question', region: HERE, area: 'health', text: `慢病卡怎么办 ${tag}`, name: NAME, phone: PHONE };
  let mine, silent;

  it('goes to the office of its place, first due first', async () => {
    mine = codes(await send(from, '', { ...say, consent: '1' }));
    silent = codes(await send(from, '', { ...say, text: `不要公开 ${tag}` }));
    const page = await people.editor.get('/office/tickets');
    assert.ok(page.text.includes(`/office/tickets/${mine.id}"`));
    assert.ok(!(await people.stranger.get('/office/tickets')).text.includes(`/office/tickets/${mine.id}"`));
    assert.ok((await people.publisher.get(`/office/tickets?region=${HERE}&kind=question`)).text.includes(`/office/tickets/${mine.id}"`));
    assert.equal((await people.editor.get('/office/tickets?region=990123105')).status, 404);
    const due = [...page.text.matchAll(/最晚 <time datetime="([\d-]+)"/g)].map((m) => m[1]);
    assert.deepEqual(due, [...due].sort());
  });

  it('that is late stands first and says so, to the asker too', async () => {
    const [[trigger]] = [[mysql("SELECT action_statement FROM information_schema.triggers WHERE trigger_name = 'ticket_is_ordered' AND trigger_schema = 'mingbai'").map((r) => r.join('\t')).join('\n')]];
    mysql(`DROP TRIGGER ticket_is_ordered;
      UPDATE ticket SET visit_by = '2026-02-13', asked_at = '2026-02-11 01:00:00' WHERE id = ${mine.id};
      DELIMITER //
      CREATE TRIGGER ticket_is_ordered BEFORE UPDATE ON ticket FOR EACH ROW ${trigger}//`);
    const page = await people.editor.get('/office/tickets');
    const at = page.text.match(/<ul class="rows"><li>.*?<\/li>/s)[0];
    assert.ok(at.includes(`/office/tickets/${mine.id}"`) && /晚了 \d+ 个工作日/.test(at), at);
    assert.match(words(page.text), /其中 \d+ 件晚了/);
    assert.match(words((await stands(from, mine)).text), /说好的日子过了/);
  });

  it('is answered; nothing is public without consent, nor by one person alone', async () => {
    for (const ticket of [mine, silent]) {
      done(await step(people.editor, ticket.id, 'decide', { outcome: 'answered', told: '带身份证到镇卫生院办' }));
    }
    const text = { question: `慢病卡在哪里办 ${tag}`, answer: '带身份证和病历到镇卫生院。', area: 'health' };
    refused(await step(people.editor, silent.id, 'word', text), '没有同意公开');
    refused(await step(people.editor, mine.id, 'word', { ...text, answer: `${NAME}您好` }), '来件人的姓名');
    refused(await step(people.editor, mine.id, 'word', { ...text, answer: '打 13812345678' }), '手机号');
    refused(await step(people.editor, mine.id, 'word', { ...text, question: `有人问 ${bornIn('990123', 1970)}` }), '证件号');
    assert.equal((await step(people.publisher, mine.id, 'publish')).status, 409, 'nothing is worded yet');
    done(await step(people.publisher, mine.id, 'word', text));
    refused(await step(people.publisher, mine.id, 'publish'), '要由另一个人发布');
    assert.equal((await step(people.editor, mine.id, 'publish')).status, 403);
    assert.ok(!(await get('/questions')).text.includes(`慢病卡在哪里办 ${tag}`));
    done(await step(people.desk, mine.id, 'publish'));
    assert.deepEqual(audits(mine.id), ['ticket_decide', 'ticket_word', 'ticket_publish']);
  });

  const soon = async (path, has) => {
    for (let i = 0; i < 40; i++) {
      const { text } = await get(path);
      if (text.includes(`慢病卡在哪里办 ${tag}`) === has) return;
      await sleep(250);
    }
    assert.fail(`${path}: ${has ? 'not there' : 'still there'}`);
  };

  it('is found by everybody by place and area, as data too', async () => {
    await soon('/questions', true);
    await soon(`/questions?region=${HERE}&area=health`, true);
    assert.ok(!(await get('/questions?area=jobs')).text.includes(tag));
    assert.ok(!(await get('/questions?region=990123105')).text.includes(tag));
    const { items } = JSON.parse((await get(`/api/v1/questions?region=${HERE}`)).text);
    const item = items.find((q) => q.question.includes(tag));
    assert.deepEqual([item.region, item.area, item.kind, item.answer], [HERE, 'health', 'question', '带身份证和病历到镇卫生院。']);
    assert.equal((await get('/questions?area=nonsense')).status, 400);
    const page = (await get('/questions')).text;
    assert.ok(!page.includes(NAME) && !page.includes(PHONE) && !page.includes(`慢病卡怎么办 ${tag}`), 'only the words chosen for it');
  });

  it('is taken down by the office, put back, and taken back by whoever asked, for good', async () => {
    done(await step(people.publisher, mine.id, 'show'));
    await soon('/questions', false);
    done(await step(people.publisher, mine.id, 'show', { shown: '1' }));
    await soon('/questions', true);
    const pass = hidden((await stands(from, mine)).text, 'pass');
    assert.match(words((await sendForm(from, '/tickets/more', { pass, deed: 'unshow' })).text), /不再公开/);
    await soon('/questions', false);
    assert.ok(tries('office', [`UPDATE ticket SET consent = 1 WHERE id = ${mine.id}`])[0]);
  });

  it('of nobody is seen by the public pool, and the lookup pool reads no letter', () => {
    for (const [role, query] of [
      ['public', 'SELECT id FROM ticket LIMIT 1'], ['public', 'SELECT ticket_id FROM ticket_file LIMIT 1'],
      ['lookup', 'SELECT text_sealed FROM ticket LIMIT 1'], ['lookup', 'SELECT who_sealed FROM ticket LIMIT 1'],
      ['lookup', 'SELECT sealed FROM ticket_file LIMIT 1'], ['lookup', 'SELECT question FROM ticket LIMIT 1'],
      ['lookup', `UPDATE ticket SET outcome = 'upheld' WHERE id = ${mine.id}`],
      ['lookup', 'UPDATE case_hold SET released_at = UTC_TIMESTAMP()'],
    ]) assert.match(tries(role, [query])[0] ?? 'allowed', /denied/, `${role}: ${query}`);
  });
});

describe('the calendar', () => {
  it('doctor and the list say which year is not in the calendar', async () => {
    const year = new Date(Date.now() + 8 * 3600e3).getUTCFullYear();
    const source = one(`SELECT source FROM calendar_year WHERE year = ${year}`);
    mysql(`DELETE FROM calendar_year WHERE year = ${year}`);
    try {
      assert.match(words((await people.editor.get('/office/tickets')).text), new RegExp(`${year} 年的放假安排还没有录入`));
      const said = command('doctor');
      assert.equal(said.status, 1);
      assert.match(said.stdout, new RegExp(`working days.*${year}`));
    } finally {
      if (source) mysql(`INSERT INTO calendar_year (year, source) VALUES (${year}, '${source}')`);
    }
  });

  it('a new year is imported as a whole or not at all', () => {
    const rows = [['2099-01-01', '休', '元旦'], ['2099-01-21', '休', '春节'], ['2099-01-22', '休', '春节'], ['2099-01-23', '休', '春节'],
      ['2099-01-25', '班', '春节'], ['2099-05-01', '休', '劳动节'], ['2099-10-01', '休', '国庆节'], ['2099-10-02', '休', '国庆节']];
    const text = (list) => ['日期,安排,名称', ...list.map((row) => row.join(','))].join('\n');
    const file = join(tmpdir(), `mingbai-calendar-${tag}.csv`);
    const load = (list) => {
      writeFileSync(file, text(list));
      return command('import', 'calendar', file, '--year', '2099', '--source', '测试');
    };
    try {
      for (const bad of [rows.slice(0, 3), [...rows, ['2098-01-01', '休', 'x']], [...rows, ['2099-01-26', '班', 'x']], [...rows, rows[0]], [...rows, ['2099-02-30', '休', 'x']], [...rows, ['2099-03-03', '?', 'x']]]) {
        assert.notEqual(load(bad).status, 0, JSON.stringify(bad.at(-1)));
        assert.equal(one('SELECT COUNT(*) FROM calendar_day WHERE YEAR(on_day) = 2099'), '0');
      }
      for (let i = 0; i < 2; i++) assert.equal(load(rows).status, 0, load(rows).stderr);
      assert.deepEqual(mysql('SELECT COUNT(*), SUM(works) FROM calendar_day WHERE YEAR(on_day) = 2099')[0], ['8', '1']);
    } finally {
      rmSync(file, { force: true });
      mysql('DELETE FROM calendar_day WHERE YEAR(on_day) = 2099; DELETE FROM calendar_year WHERE year = 2099');
    }
  });
});

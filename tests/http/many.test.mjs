// One deed on several things: the first form shows what would happen and writes nothing; the second
// does all of it or nothing, by the rules of the single deed, with a line in the record for each.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, assertPlain, attributes, formOf, mysql, signedIn, unescape, words } from './lib.mjs';
import { HERE, THERE, close, draft, faults, one, open, people, tag } from './staff.mjs';
import { somewhere, sendForm, visit } from './visitor.mjs';

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 864e5).toISOString().slice(0, 10);
const body = (fields) => {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) out.append(name, one);
  return out;
};
const send = (who, what, fields) => people[who].post(`/office/many/${what}`, body({ token: people[who].token, ...fields }));
// What the page says beforehand: {lines: [text], fields}; the second form with everything it carries.
function preview(answer) {
  const [, form] = answer.text.match(/<main.*?<form [^>]*action="\/office\/many[^>]*>(.*?)<\/form>/s);
  const fields = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const [name] = attributes(tag, 'name');
    (fields[name] ??= []).push(attributes(tag, 'value')[0] ?? '');
  }
  return { fields, lines: [...form.matchAll(/<li>(.*?)<\/li>/gs)].map((m) => words(m[1])), button: words(form.match(/<button class="call" name="sure".*?<\/button>/s)?.[0] ?? '') };
}
const again = (who, answer, more = {}) => people[who].post(formOf(answer.text, answer.path).action, body({ ...preview(answer).fields, sure: '1', ...more }));
// All that may not have changed.
const tables = ['ticket', 'assignment', 'helper', 'finding_note', 'edition', 'edition_work', 'household'];
const state = () => [...tables.map((name) => mysql(`SELECT COUNT(*), MAX(id) FROM ${name === 'edition_work' ? 'document' : name}`)[0].join()),
  one("SELECT COALESCE(SUM(CRC32(CONCAT_WS('|', id, assigned_to))), 0) FROM ticket"), one('SELECT SUM(CRC32(CONCAT_WS(\'|\', id, state, version))) FROM edition'),
  one("SELECT COALESCE(SUM(CRC32(CONCAT_WS('|', id, to_on))), 0) FROM assignment"), one("SELECT COUNT(*) FROM audit WHERE action NOT LIKE 'sign%'")].join(' ');
const since = (id) => mysql(`SELECT action, object_id, login FROM audit WHERE id > ${id} ORDER BY id`).map((row) => row.join(' '));
const last = () => one('SELECT COALESCE(MAX(id), 0) FROM audit');

async function question(region) {
  const from = somewhere();
  const { fields } = formOf((await visit(from, '/tickets/new')).text, '/tickets/new');
  const told = await sendForm(from, '/tickets/new', { ...fields, kind: 'question', region, area: 'water', text: `问一问 ${tag}` });
  assert.equal(told.status, 200, words(told.text).slice(0, 300));
  return one(`SELECT MAX(id) FROM ticket WHERE region = '${region}'`);
}
async function submitted(who, title) {
  const id = await draft(people[who], 'notice', { title: `${title} ${tag}` });
  assert.equal((await people[who].send(await people[who].get(`/office/articles/${id}/preview`), `/office/articles/${id}/submit`)).status, 303);
  return id;
}

const own = {}, far = {};
before(async () => {
  await open();
  people.clerk = await signedIn(account('xinxi'));
  own.editor = one("SELECT id FROM account WHERE login = 'bianji'");
  own.colleague = one(`SELECT id FROM account WHERE login = 't${tag}e'`);
  own.tickets = [await question(HERE), await question(HERE), await question(HERE)];
  far.ticket = await question(THERE);
  own.codes = mysql(`SELECT h.code FROM household h JOIN spell s ON s.open_of = h.id WHERE h.region LIKE '${HERE}%' ORDER BY h.id LIMIT 3`).map(([code]) => code);
  far.code = one(`SELECT code FROM household WHERE region LIKE '${THERE}%' ORDER BY id LIMIT 1`);
});
after(close);

describe('tickets', () => {
  it('are chosen in the list, and the list needs no script', async () => {
    const page = await people.editor.get('/office/tickets');
    assertPlain(page);
    for (const id of own.tickets) assert.ok(page.text.includes(`<input type="checkbox" name="pick" value="${id}" form="many">`));
    assert.match(page.text, /<form id="many" method="post" action="\/office\/many\/tickets">/);
    assert.ok(!(await people.auditor.get('/office/tickets')).text.includes('name="pick"'), 'who may not is offered nothing');
  });

  it('beforehand each says what will happen or why not; nothing is written', async () => {
    const before_ = state();
    const answer = await send('editor', 'tickets', { pick: [...own.tickets, own.tickets[0], far.ticket, '99999999', 'x'], account: own.colleague });
    assert.equal(answer.status, 200);
    assertPlain(answer);
    const { lines, button } = preview(answer);
    assert.equal(lines.length, 6);
    assert.equal(lines.filter((line) => /交给测试员（现在是没有人在办）/.test(line)).length, 3);
    assert.equal(lines.filter((line) => /没有这一件，或者不在您负责的地方/.test(line)).length, 3, 'elsewhere is as nowhere');
    assert.match(button, /（3 件）/);
    assert.match(words(answer.text), /还什么都没有写进去/);
    assert.equal(state(), before_);
  });

  it('the second time all are given, each with its own line in the record', async () => {
    const from = last();
    const done = await again('editor', await send('editor', 'tickets', { pick: own.tickets, account: own.colleague }));
    assert.equal(done.status, 303, words(done.text ?? '').slice(0, 300));
    assert.deepEqual(mysql(`SELECT DISTINCT assigned_to FROM ticket WHERE id IN (${own.tickets})`), [[own.colleague]]);
    assert.deepEqual(since(from), own.tickets.map((id) => `ticket_assign ${id} bianji`));
  });

  it('what changed in between is named, and nothing at all is written', async () => {
    const shown = await send('editor', 'tickets', { pick: own.tickets, account: own.editor });
    const path = `/office/tickets/${own.tickets[1]}`;
    await people.editor.send(await people.editor.get(path), `${path}/assign`, { account: own.editor });
    const before_ = state();
    const answer = await again('editor', shown);
    assert.equal(answer.status, 409);
    assert.equal(state(), before_);
    const changed = preview(answer).lines.filter((line) => /刚刚变了/.test(line));
    assert.equal(changed.length, 1);
    const number = one(`SELECT number FROM ticket WHERE id = ${own.tickets[1]}`);
    assert.ok(changed[0].replaceAll(' ', '').includes(number));
    assert.equal((await again('editor', answer)).status, 303, 'seen again, it is done');
    assert.deepEqual(mysql(`SELECT DISTINCT assigned_to FROM ticket WHERE id IN (${own.tickets})`), [[own.editor]]);
  });

  it('by the single deed’s rules: nobody gets what he may not handle, nothing that is closed moves', async () => {
    const stranger = one("SELECT id FROM account WHERE login = 'bianji2'");
    const answer = await send('publisher', 'tickets', { pick: [own.tickets[0], far.ticket], account: stranger });
    const lines = preview(answer).lines;
    assert.equal(lines.filter((line) => /办不了 请选择由谁来办/.test(line)).length, 1);
    assert.equal(lines.filter((line) => /交给/.test(line)).length, 1);
    const decide = `/office/tickets/${own.tickets[2]}`;
    assert.equal((await people.editor.send(await people.editor.get(decide), `${decide}/decide`, { outcome: 'answered', told: '说清楚了' })).status, 303);
    assert.match(preview(await send('editor', 'tickets', { pick: own.tickets[2], account: own.colleague })).lines[0], /办不了 别人刚刚也办了/);
  });

  it('two at the same moment: one is told', async () => {
    const pick = own.tickets.slice(0, 2);
    const shown = await Promise.all([send('editor', 'tickets', { pick, account: own.colleague }), send('colleague', 'tickets', { pick: [...pick].reverse(), account: own.colleague })]);
    const done = await Promise.all([again('editor', shown[0]), again('colleague', shown[1])]);
    assert.deepEqual(done.map((one) => one.status).sort(), [303, 409]);
  });
});

describe('what is sent', () => {
  it('has to be something, at most 200, with the fields filled; what was chosen is kept', async () => {
    const none = await send('editor', 'tickets', { account: own.colleague });
    assert.equal(none.status, 422);
    assert.match(faults(none.text).join(), /选上要一起办的/);
    const many = await send('editor', 'tickets', { pick: Array.from({ length: 201 }, (_, i) => i + 1), account: own.colleague });
    assert.equal(many.status, 422);
    assert.match(faults(many.text).join(), /最多办 200 件/);
    const nobody = await send('editor', 'tickets', { pick: own.tickets.slice(0, 2), account: '' });
    assert.equal(nobody.status, 422);
    assertPlain(nobody);
    assert.deepEqual(preview(nobody).fields.pick, own.tickets.slice(0, 2));
    const put = await people.editor.post('/office/many/tickets', body({ ...preview(nobody).fields, account: own.editor }));
    assert.equal(preview(put).lines.length, 2);
  });

  it('forged marks write nothing', async () => {
    const before_ = state();
    for (const seen of [`${own.tickets[0]} 9.99`, `${own.tickets[0]}`, `${own.tickets[0]} `, ' ', `x'"<b> 1`]) {
      const answer = await send('editor', 'tickets', { seen, sure: '1', account: own.colleague });
      assert.ok([409, 422].includes(answer.status), `${seen}: ${answer.status}`);
      assertPlain(answer);
    }
    assert.equal(state(), before_);
  });
});

describe('findings', () => {
  it('rest together with one reason, and of those that are not there the page says so', async () => {
    const list = await people.editor.get('/office/findings?rule=stuck_payment');
    const codes = [...list.text.matchAll(/name="pick" value="(\w+)" form="many"/g)].map((m) => m[1]).slice(0, 3);
    assert.ok(codes.length > 1, 'something is found');
    const clean = own.codes.find((code) => !list.text.includes(code));
    const fields = { rule: 'stuck_payment', reason: `都问过乡财政所 ${tag}`, days: '30' };
    const before_ = state(), from = last();
    const shown = await send('editor', 'findings', { pick: [...codes, clean, far.code].filter(Boolean), ...fields });
    assert.equal(shown.status, 200);
    assert.equal(preview(shown).lines.filter((line) => line.includes(`放30 天：都问过乡财政所 ${tag}`)).length, codes.length);
    assert.equal(state(), before_);
    assert.equal((await again('editor', shown)).status, 303);
    assert.equal(one(`SELECT COUNT(*) FROM finding_note WHERE reason = '${fields.reason}'`), String(codes.length));
    assert.equal(since(from).filter((row) => row.startsWith('finding_settle')).length, codes.length);
    const after_ = (await people.editor.get('/office/findings?rule=stuck_payment')).text.replace(/<h2>已经核实.*/s, '');
    for (const code of codes) assert.ok(!after_.includes(`value="${code}"`));
    assert.equal((await send('editor', 'findings', { pick: codes, ...fields, rule: 'nothing' })).status, 404);
  });
});

describe('the helper of households', () => {
  it('changes for those that are chosen, by name of the old one in the preview', async () => {
    const fields = { name: `新来${tag.slice(-2)}`, unit: '县水利局', phone: '0999-5100456', on: day(0) };
    const before_ = state(), from = last();
    const shown = await send('clerk', 'helper', { pick: own.codes, ...fields });
    assert.equal(shown.status, 200, words(shown.text).slice(0, 200));
    assert.equal(state(), before_);
    const can = preview(shown).fields.seen?.length ?? 0;
    for (const line of preview(shown).lines) assert.match(line, /起由新来..（县水利局）帮扶；现在|办不了/);
    const wide = await send('editor', 'helper', { pick: own.codes, ...fields });
    const count = preview(wide).fields.seen.length;
    assert.equal((await again('editor', wide)).status, 303);
    assert.equal(one(`SELECT COUNT(*) FROM assignment a JOIN helper h ON h.id = a.helper_id WHERE h.name = '${fields.name}' AND a.to_on IS NULL`), String(count));
    assert.equal(since(from).filter((row) => row.startsWith('helper')).length, count);
    assert.ok(can <= count);
  });

  it('who leaves: all his households are on one page, chosen already', async () => {
    const id = one(`SELECT a.helper_id FROM assignment a JOIN household h ON h.id = a.household_id JOIN helper p ON p.id = a.helper_id
      WHERE a.to_on IS NULL AND h.region LIKE '${HERE}%' GROUP BY a.helper_id ORDER BY COUNT(*) DESC LIMIT 1`);
    const page = await people.editor.get(`/office/helpers/${id}`);
    assert.equal(page.status, 200);
    assertPlain(page);
    const codes = [...page.text.matchAll(/name="pick" value="(\w+)" form="many" checked/g)].map((m) => m[1]);
    const theirs = mysql(`SELECT h.code FROM assignment a JOIN household h ON h.id = a.household_id WHERE a.helper_id = ${id} AND a.to_on IS NULL AND h.region LIKE '${HERE}%'`).map(([code]) => code);
    assert.deepEqual([...codes].sort(), theirs.sort());
    assert.ok((await people.editor.get(`/office/households/${codes[0]}`)).text.includes(`/office/helpers/${id}"`), 'a household leads there');
    assert.equal((await people.stranger.get(`/office/helpers/${one(`SELECT a.helper_id FROM assignment a JOIN helper p ON p.id = a.helper_id WHERE p.unit = '县水利局' AND p.phone = '0999-5100456' LIMIT 1`)}`)).status, 404);
  });

  it('a day that cannot be is refused for each, as for one', async () => {
    const answer = await send('editor', 'helper', { pick: own.codes, name: '某人', unit: '某单位', on: '1990-01-01' });
    assert.equal(answer.status, 200);
    for (const line of preview(answer).lines) assert.match(line, /办不了 那一天还有别的帮扶责任人/);
    assert.equal(preview(answer).button, '');
  });
});

describe('editions', () => {
  it('are approved together, but not the own ones', async () => {
    const theirs = [await submitted('editor', '一起批甲'), await submitted('colleague', '一起批乙')];
    const mine = await submitted('chief', '自己的');
    const list = await people.chief.get('/office/articles?state=submitted');
    for (const id of theirs) assert.ok(list.text.includes(`name="pick" value="${id}" form="many"`));
    assert.ok(!(await people.editor.get('/office/articles?state=submitted')).text.includes('name="pick"'));
    const before_ = state(), from = last();
    const shown = await send('chief', 'articles', { pick: [...theirs, mine], do: 'approve' });
    assert.equal(state(), before_);
    assert.equal(preview(shown).lines.filter((line) => /批准，等着发布/.test(line)).length, 2);
    assert.equal(preview(shown).lines.filter((line) => /自己的 .* 办不了/.test(line)).length, 1);
    assert.equal((await again('chief', shown)).status, 303);
    for (const id of theirs) assert.equal(one(`SELECT state FROM edition WHERE draft_of = ${id}`), 'approved');
    assert.equal(one(`SELECT state FROM edition WHERE draft_of = ${mine}`), 'submitted');
    assert.deepEqual(since(from), theirs.map((id) => `approve ${id} t${tag}p`));
  });

  it('are returned together with a reason that names nobody’s number; one that was taken back stops all', async () => {
    const ids = [await submitted('editor', '一起退甲'), await submitted('editor', '一起退乙')];
    for (const reason of ['', '请打 13812345678']) {
      const wrong = await send('chief', 'articles', { pick: ids, do: 'return', reason });
      assert.equal(wrong.status, 422);
      assert.match(faults(wrong.text).join(), /退回的原因|手机号码/);
    }
    const shown = await send('chief', 'articles', { pick: ids, do: 'return', reason: '都没有写单价' });
    assert.match(unescape(preview(shown).lines[0]), /退回给写的人：都没有写单价/);
    const recall = `/office/articles/${ids[1]}`;
    assert.equal((await people.editor.send(await people.editor.get(recall), `${recall}/recall`)).status, 303);
    const before_ = state();
    const answer = await again('chief', shown);
    assert.equal(answer.status, 409);
    assert.equal(state(), before_, 'nothing is written');
    assert.match(preview(answer).lines.join('\n'), /一起退乙.*(刚刚变了|办不了)/);
    assert.equal((await again('chief', answer)).status, 303);
    assert.equal(one(`SELECT state FROM edition WHERE draft_of = ${ids[0]}`), 'draft');
    assert.match(words((await people.editor.get('/office')).text), /退回给您的/);
  });
});

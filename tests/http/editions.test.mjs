// An edition's way from draft to page by two people: submitting, returning, approving, an hour that is
// kept by itself; what saves itself; what changed. Clocks are moved in the database, never waited for.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertPlain, formOf, get, local, mysql, shanghai, tries, until, words } from './lib.mjs';
import { withCheckDigit } from '../numbers.mjs';
import { verify, withoutTriggers } from './chain.mjs';
import { HERE, chief, close, draft, editor, faults, one, open, people, publish, tag } from './staff.mjs';

before(open);
after(close);

const at = (id) => mysql(`SELECT id, state, version, number FROM edition WHERE document_id = ${id} ORDER BY number DESC LIMIT 1`)[0];
const state = (id) => at(id)[1];
const step = (who, id, deed, fields = {}) =>
  who.post(`/office/articles/${id}/${deed}`, { token: who.token, version: at(id)[2], ...fields });
const done = (answer, what) => assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 300)}`);
const deeds = (id) =>
  mysql(`SELECT action, was, became, login FROM audit WHERE object_kind = 'document' AND object_id = ${id} ORDER BY id`);
const edit = (id) => `/office/articles/${id}/edit`;
async function save(who, id, fields) {
  return who.send(await who.get(edit(id)), edit(id), { do: 'save', ...fields });
}
// The next day in Shanghai, at some hour: later than now, and not too late.
const tomorrow = () => new Date(shanghai(Date.now()).start + 32 * 3600e3).toISOString().slice(0, 10);
const schedule = (who, id) => step(who, id, 'publish', { do: 'schedule', day: tomorrow(), hour: '8' });
const comes = (id, deed = 'publish') =>
  mysql(`UPDATE edition_work SET due_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE due_deed = '${deed}' AND edition_id = ${at(id)[0]}`);
const due = (id) => one(`SELECT due_deed FROM edition_work WHERE edition_id = ${at(id)[0]}`);

describe('from draft to page', () => {
  it('submitted, returned with the reason, submitted again, published; each deed in the record', async () => {
    const id = await draft(people.editor, 'notice', { title: `两个人办 ${tag}` });
    done(await step(people.editor, id, 'submit'), 'submitted');
    assert.equal(state(id), 'submitted');
    const waiting = await people.chief.get(`/office/articles/${id}`);
    assert.match(words(waiting.text), /等待审核.*提交，等审核发布的人来看/);
    assert.match((await people.chief.get('/office')).text, new RegExp(`等您审核的.*articles/${id}/preview"`, 's'));

    const review = await people.chief.get(`/office/articles/${id}/preview`);
    assert.match(words(review.text), /检查过了：内容齐全/);
    assert.ok(review.text.includes('现在发布</button>') && review.text.includes('退回</button>'));
    const empty = await people.chief.send(review, `/office/articles/${id}/return`, { reason: '' });
    assert.equal(empty.status, 422);
    assert.match(faults(empty.text).join(), /退回的原因/);
    const secret = withCheckDigit('99012319770307123');
    const leak = await people.chief.send(review, `/office/articles/${id}/return`, { reason: `把 ${secret} 删掉` });
    assert.equal(leak.status, 422);
    assert.match(faults(leak.text).join(), /身份证号码/);
    done(await people.chief.send(review, `/office/articles/${id}/return`, { reason: '金额没有写清楚' }), 'returned');
    const back = words((await people.editor.get(`/office/articles/${id}`)).text);
    assert.match(back, /退回来了，请改好再提交 金额没有写清楚/);
    assert.match((await people.editor.get('/office')).text, new RegExp(`退回给您的.*articles/${id}".*?退回来了`, 's'));

    done(await save(people.editor, id, { body: '花 20 万元。', do: 'submit' }), 'saved and submitted');
    assert.equal(state(id), 'submitted');
    assert.doesNotMatch((await people.editor.get(`/office/articles/${id}`)).text, /金额没有写清楚<\/p>/);
    done(await publish(people.chief, id), 'published');
    assert.equal(state(id), 'published');
    assert.deepEqual(deeds(id), [
      ['draft', 'NULL', 'draft', editor.login], ['submit', 'draft', 'submitted', editor.login],
      ['return', 'submitted', 'draft', chief.login], ['save', 'NULL', 'NULL', editor.login],
      ['submit', 'draft', 'submitted', editor.login], ['publish', 'submitted', 'edition 1', chief.login],
    ]);
    assert.equal((await verify()).status, 0);
  });

  it('what was submitted is not changed by anybody until it comes back; what was typed is kept', async () => {
    const id = await draft(people.editor, 'notice', { title: `交了就不改 ${tag}`, body: '交上去的正文' });
    const page = await people.colleague.get(edit(id));
    done(await step(people.editor, id, 'submit'), 'submitted');
    assert.equal((await people.colleague.get(edit(id))).headers.location, `/office/articles/${id}`);
    const late = await people.colleague.send(page, edit(id), { body: '晚了一步的话', do: 'save' });
    assert.equal(late.status, 409);
    assert.match(words(late.text), /已经提交审核.*交上去的正文.*晚了一步的话/);
    assert.equal(formOf(late.text, edit(id)).fields.body, '晚了一步的话');
    assertPlain(late);
    assert.equal((await step(people.colleague, id, 'submit')).status, 409, 'twice');
    done(await step(people.colleague, id, 'recall'), 'taken back');
    done(await save(people.colleague, id, { body: '收回来改过' }), 'saved');
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '收回来改过');
  });

  it('a text that could not be published is not submitted, and the page says why', async () => {
    const id = await draft(people.editor, 'notice', { title: `有号码 ${tag}`, body: '电话 13812345678' });
    const answer = await people.editor.send(await people.editor.get(`/office/articles/${id}/preview`), `/office/articles/${id}/submit`);
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text).join(), /手机号码/);
    const both = await save(people.editor, id, { body: '电话 13812345679', do: 'submit' });
    assert.equal(both.headers.location, `/office/articles/${id}/preview`);
    assert.deepEqual([state(id), one(`SELECT body FROM edition WHERE document_id = ${id}`)], ['draft', '电话 13812345679'], 'saved all the same');
  });

  it('a version that was overtaken is neither submitted, returned nor approved', async () => {
    const id = await draft(people.editor, 'notice', { title: `旧版本 ${tag}` });
    for (const [who, deed, more] of [['editor', 'submit', {}], ['chief', 'publish', { do: 'approve' }], ['chief', 'publish', {}]])
      assert.equal((await step(people[who], id, deed, { version: '7', ...more })).status, 409, deed);
    done(await step(people.editor, id, 'submit'), 'submitted');
    assert.equal((await step(people.chief, id, 'return', { version: '7', reason: '旧的一版' })).status, 409);
    assert.equal(state(id), 'submitted');
  });

  it('approved and not yet out, then published by anybody else who may', async () => {
    const id = await draft(people.editor, 'policy', { title: `先批准 ${tag}` });
    done(await step(people.editor, id, 'submit'), 'submitted');
    done(await step(people.chief, id, 'publish', { do: 'approve' }), 'approved');
    assert.equal(state(id), 'approved');
    assert.match(words((await people.chief.get(`/office/articles/${id}`)).text), /已经批准，还没有发布/);
    assert.equal((await step(people.editor, id, 'recall')).status, 409, 'only what nobody has decided on');
    assert.equal((await get(`/policies/${id}`)).status, 404);
    done(await publish(people.publisher, id), 'published');
    assert.deepEqual(deeds(id).map(([action, was, became]) => [action, was, became]).slice(1), [
      ['submit', 'draft', 'submitted'], ['approve', 'submitted', 'approved'], ['publish', 'approved', 'edition 1']]);
  });
});

describe('four eyes', () => {
  const refused = (answer, what) => {
    assert.equal(answer.status, 422, what);
    assert.match(words(answer.text), /写过或者提交过/);
  };

  it('who wrote it does not publish it, now or at an hour, nor approve it', async () => {
    const id = await draft(people.chief, 'notice', { title: `自己写的 ${tag}` });
    const page = await people.chief.get(`/office/articles/${id}/preview`);
    assert.doesNotMatch(page.text, /现在发布<\/button>/);
    assert.match(words(page.text), /要由另一位审核发布的人来发布/);
    for (const fields of [{}, { do: 'approve' }, { do: 'schedule', day: tomorrow(), hour: '8' }])
      refused(await step(people.chief, id, 'publish', fields), JSON.stringify(fields));
    done(await step(people.chief, id, 'submit'), 'but submits it');
    refused(await step(people.chief, id, 'publish'), 'and still does not');
    done(await publish(people.publisher, id), 'another does');
  });

  it('one saved sentence among many is writing; submitting is enough', async () => {
    const id = await draft(people.editor, 'notice', { title: `改过一句 ${tag}` });
    done(await save(people.chief, id, { body: '审核的人自己改了一句。' }), 'saved');
    done(await save(people.editor, id, { body: '编辑最后改的。' }), 'and by the editor after him');
    refused(await step(people.chief, id, 'publish'), 'wrote some of it');
    const other = await draft(people.editor, 'notice', { title: `代交 ${tag}` });
    done(await step(people.chief, other, 'submit'), 'submitted');
    refused(await step(people.chief, other, 'publish'), 'submitted it');
    done(await step(people.editor, other, 'recall'), 'taken back');
    done(await publish(people.chief, other), 'then it is not his any more');
  });

  it('a correction that somebody else writes may be begun by who publishes it; a look changes nothing', async () => {
    const id = await draft(people.editor, 'notice', { title: `更正 ${tag}` });
    done(await publish(people.chief, id), 'published');
    done(await step(people.chief, id, 'correct'), 'begun');
    done(await save(people.chief, id, {}), 'saved as it was');
    done(await save(people.editor, id, { change_note: '改了日期' }), 'written');
    done(await publish(people.chief, id), 'published');
  });

  it('the database refuses it too, even to the administrator, and writes down itself who wrote', async () => {
    const id = await draft(people.editor, 'notice', { title: `触发器 ${tag}` });
    const [edition] = at(id);
    const who = one(`SELECT id FROM account WHERE login = '${editor.login}'`), other = one(`SELECT id FROM account WHERE login = '${chief.login}'`);
    assert.deepEqual(mysql(`SELECT account_id FROM edition_hand WHERE edition_id = ${edition}`), [[who]]);
    const out = (by) => `UPDATE edition SET state = 'published', published_at = UTC_TIMESTAMP(), published_by = ${by} WHERE id = ${edition}`;
    for (const role of ['office', 'admin']) {
      const [own, nobody, approved, scheduled] = tries(role, [out(who), out('NULL'),
        `UPDATE edition SET state = 'approved' WHERE id = ${edition}`, `UPDATE edition SET state = 'scheduled' WHERE id = ${edition}`]);
      for (const error of [own, nobody, approved, scheduled]) assert.match(error ?? '', /does not publish it/);
    }
    assert.match(tries('office', [`DELETE FROM edition_hand WHERE edition_id = ${edition}`])[0], /denied/);
    assert.match(tries('office', [`UPDATE edition_hand SET account_id = ${other} WHERE edition_id = ${edition}`])[0], /denied/);
    assert.match(tries('office', [`INSERT INTO edition (document_id, kind, region, state, number, title, body, updated_at) VALUES (${id}, 'notice', '${HERE}', 'published', 9, 'x', 'y', UTC_TIMESTAMP())`])[0], /begins as a draft/);
    assert.match(tries('office', [`INSERT INTO edition (document_id, kind, region, state, number, title, body, updated_at) VALUES (${id}, 'notice', '${HERE}', 'draft', 9, 'x', 'y', UTC_TIMESTAMP())`])[0], /Duplicate/, 'one on its way');
    done(await step(people.editor, id, 'submit'), 'submitted');
    for (const role of ['office', 'admin']) {
      assert.match(tries(role, [`UPDATE edition SET body = '偷换的' WHERE id = ${edition}`])[0], /does not change/);
      for (const to of ['withdrawn', 'corrected']) assert.match(tries(role, [`UPDATE edition SET state = '${to}' WHERE id = ${edition}`])[0], /step by step/);
    }
    assert.equal(state(id), 'submitted');
  });

  it('the database goes the ways of the table, and no other', () => {
    // draft submitted approved scheduled published withdrawn corrected, as model/publish/flow.c
    const ways = { draft: 'submitted approved scheduled published', submitted: 'draft approved scheduled published',
      approved: 'draft scheduled published', scheduled: 'draft approved published', published: 'corrected withdrawn',
      withdrawn: 'corrected', corrected: '' };
    const text = mysql("SELECT HEX(action_statement) FROM information_schema.triggers WHERE trigger_name = 'edition_is_final'")[0][0];
    const trigger = Buffer.from(text, 'hex').toString();
    for (const [from, to] of Object.entries(ways)) {
      const found = [...trigger.matchAll(new RegExp(`OLD\\.state = '${from}' AND NEW\\.state (?:IN \\(([^)]*)\\)|= '(\\w+)')`, 'g'))]
        .flatMap(([, list, single]) => (single ? [single] : [...list.matchAll(/\w+/g)].map(String))).filter((name) => name !== from);
      assert.deepEqual(found.sort(), to.split(' ').filter(Boolean).sort(), from);
    }
  });
});

describe('at its hour', () => {
  it('goes out by itself, once, with its clock, its leaf and a head; nobody else could in between', async () => {
    const id = await draft(people.editor, 'notice', { title: `定时 ${tag}` });
    const leaves = Number(one('SELECT COUNT(*) FROM ledger_leaf'));
    done(await schedule(people.chief, id), 'scheduled');
    assert.equal(state(id), 'scheduled');
    const page = words((await people.editor.get(`/office/articles/${id}`)).text);
    assert.match(page, /已经批准， 20\d\d年\d+月\d+日 08:00 自动发布/);
    assert.equal((await get(`/notices/${id}`)).status, 404);
    assert.equal(one('SELECT COUNT(*) FROM ledger_leaf'), String(leaves));
    comes(id);
    assert.ok((await until(10, () => state(id) === 'published')).value);
    const [opens, closes, out, by] = mysql(`SELECT UNIX_TIMESTAMP(opens_at), UNIX_TIMESTAMP(closes_at), UNIX_TIMESTAMP(published_at), published_by FROM edition WHERE document_id = ${id}`)[0];
    assert.equal(opens, out);
    assert.ok(Math.abs(out - Date.now() / 1000) < 30, 'the clock starts when it goes out');
    assert.equal(closes * 1000, shanghai(out * 1000).start + 6 * 86400e3);
    assert.equal(by, one(`SELECT id FROM account WHERE login = '${chief.login}'`));
    assert.equal(one(`SELECT COUNT(*) FROM ledger_leaf WHERE document_id = ${id}`), '1');
    assert.equal(one('SELECT size FROM ledger_head ORDER BY id DESC LIMIT 1'), one('SELECT size FROM ledger_tree'));
    assert.deepEqual(deeds(id).map((row) => row.slice(0, 3)), [['draft', 'NULL', 'draft'], ['schedule', 'draft', 'scheduled'], ['publish', 'scheduled', 'edition 1']]);
    assert.equal((await get(`/notices/${id}`)).status, 200);
    assert.equal((await verify()).status, 0);
  });

  it('may be called off, sent back, or published before its hour', async () => {
    const id = await draft(people.editor, 'notice', { title: `改主意 ${tag}` });
    done(await schedule(people.chief, id), 'scheduled');
    assert.equal((await step(people.editor, id, 'unschedule')).status, 403);
    done(await step(people.publisher, id, 'unschedule'), 'called off');
    assert.equal(state(id), 'approved');
    done(await schedule(people.chief, id), 'again');
    done(await step(people.chief, id, 'return', { reason: '再改一改' }), 'sent back');
    assert.equal(due(id), 'NULL');
    done(await schedule(people.chief, id), 'again');
    done(await publish(people.chief, id), 'at once');
    assert.equal(due(id), 'close');
  });

  it('an hour that is past, or missing, is refused and what was typed is kept', async () => {
    const id = await draft(people.editor, 'notice', { title: `几点 ${tag}` });
    for (const [day, hour, sentence] of [['2020-01-01', '8', /现在以后/], ['', '8', /请填写哪一天/], [tomorrow(), '', /请填写哪一天/],
      ['2999-01-01', '8', /一年以内/], [tomorrow(), '24', /几点/], ['morgen', '8', /哪一天/]]) {
      const answer = await step(people.chief, id, 'publish', { do: 'schedule', day, hour });
      assert.equal(answer.status, 422, `${day} ${hour}`);
      assert.match(faults(answer.text).join(), sentence);
      assert.equal(formOf(answer.text.slice(answer.text.indexOf('<details')), `/office/articles/${id}/publish`).fields.day, day);
    }
    assert.equal(state(id), 'draft');
  });

  it('is held back with the reason when the rules forbid it by then, or who approved it is gone', async () => {
    const id = await draft(people.editor, 'notice', { title: `拦下 ${tag}` });
    const held = async (sentence) => {
      comes(id);
      assert.ok((await until(10, () => state(id) === 'approved')).value);
      assert.match(words((await people.editor.get(`/office/articles/${id}`)).text), sentence);
      assert.equal((await get(`/notices/${id}`)).status, 404);
      assert.equal(due(id), 'NULL');
      assert.deepEqual(deeds(id).at(-1), ['hold', 'scheduled', 'approved', '-']);
    };
    done(await schedule(people.chief, id), 'scheduled');
    mysql(`UPDATE account SET disabled = 1 WHERE login = '${chief.login}'`);
    try {
      await held(/到时间没有发出去，请再看一遍 批准它的账号停用了.* 系统/);
    } finally {
      mysql(`UPDATE account SET disabled = 0 WHERE login = '${chief.login}'`);
    }
    done(await schedule(people.chief, id), 'looked at again');
    // As if the gate had learnt something since.
    await withoutTriggers(['edition'], () => mysql(`UPDATE edition SET body = '电话 13812345678' WHERE document_id = ${id}`));
    await held(/“正文”第 1 行第 4 个字起像是手机号码/);
    done(await step(people.chief, id, 'return', { reason: '删掉号码' }), 'sent back');
    done(await save(people.editor, id, { body: '干净了' }), 'saved');
    done(await publish(people.chief, id), 'published');
  });

  it('exactly once, though the office is killed and started again while many are due', async () => {
    const ids = [];
    for (let i = 0; i < 6; i++) {
      ids.push(await draft(people.editor, 'notice', { title: `重启 ${tag} ${i}` }));
      done(await schedule(people.chief, ids[i]), 'scheduled');
    }
    local('office-stop');
    ids.forEach((id) => comes(id));
    for (let i = 0; i < 3; i++) {
      local('office-start');
      local('office-stop');
    }
    local('office-start');
    assert.ok((await until(20, () => ids.every((id) => state(id) === 'published'))).value);
    const list = ids.join(', ');
    assert.equal(one(`SELECT COUNT(*) FROM ledger_leaf WHERE document_id IN (${list})`), '6');
    assert.equal(one(`SELECT COUNT(*) FROM audit WHERE object_kind = 'document' AND action = 'publish' AND object_id IN (${list})`), '6');
    assert.equal(one(`SELECT COUNT(*) FROM edition WHERE document_id IN (${list})`), '6');
    assert.equal((await verify()).status, 0);
  });

  it('the end of a window and of a term get one line in the record', async () => {
    const notice = await draft(people.editor, 'notice', { title: `期满 ${tag}` });
    const policy = await draft(people.editor, 'policy', { title: `失效 ${tag}`, effective_to: tomorrow() });
    for (const [id, deed, word] of [[notice, 'close', /公示期满/], [policy, 'expire', /执行期满/]]) {
      done(await publish(people.chief, id), 'published');
      comes(id, deed);
      assert.ok((await until(10, () => deeds(id).at(-1)[0] === deed)).value);
      assert.equal(due(id), 'NULL');
      assert.match(words((await people.editor.get(`/office/articles/${id}`)).text), word);
    }
    const gone = await draft(people.editor, 'notice', { title: `撤了就不满 ${tag}` });
    done(await publish(people.chief, gone), 'published');
    assert.equal(due(gone), 'close');
    done(await step(people.chief, gone, 'withdraw', { reason: '不办了，先撤' }), 'withdrawn');
    assert.equal(due(gone), 'NULL');
  });
});

describe('a page that saves itself', () => {
  const auto = (who, form, fields) => who.post(form.action, { ...form.fields, ...fields, do: 'auto' });
  const told = (answer) => JSON.parse(answer.text);

  it('is told when, and is not surprised by its own saves', async () => {
    const id = await draft(people.editor, 'notice', { title: `自动 ${tag}` });
    const form = formOf((await people.editor.get(edit(id))).text, edit(id));
    assert.ok(form.fields.key && form.fields.turn === '0');
    const first = await auto(people.editor, form, { body: '写了一半', turn: '1000' });
    assert.equal(first.status, 200);
    assert.match(first.headers['content-type'], /^application\/json/);
    assert.deepEqual(Object.keys(told(first)), ['at', 'version', 'action']);
    assert.match(told(first).at, /^\d\d:\d\d$/);
    assert.equal(told(first).action, edit(id));
    // The answer got lost: the next one, and the button, still carry the old version.
    assert.equal((await auto(people.editor, form, { body: '又写了一点', turn: '2000' })).status, 200);
    done(await people.editor.post(form.action, { ...form.fields, body: '写完了', turn: '3000', do: 'save' }), 'the button');
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '写完了');
    // What was under way meanwhile comes late, and is not taken for news.
    assert.equal((await auto(people.editor, form, { body: '又写了一点点', turn: '2500' })).status, 409);
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '写完了');
    assert.deepEqual(deeds(id).map(([action]) => action), ['draft', 'autosave', 'autosave', 'save']);
    assert.doesNotMatch(words((await people.editor.get(`/office/articles/${id}`)).text), /autosave/);
  });

  it('is told when somebody else saved, and overwrites nothing', async () => {
    const id = await draft(people.editor, 'notice', { title: `别人先存 ${tag}` });
    const form = formOf((await people.editor.get(edit(id))).text, edit(id));
    assert.equal((await auto(people.editor, form, { body: '我的一半', turn: '1' })).status, 200);
    done(await save(people.colleague, id, { body: '同事写的' }), 'the colleague');
    const answer = await auto(people.editor, form, { body: '我的全部', turn: '2' });
    assert.equal(answer.status, 409);
    assert.match(told(answer).say, /刚刚保存过.*保存草稿/);
    const both = await people.editor.post(form.action, { ...form.fields, body: '我的全部', turn: '3', do: 'save' });
    assert.equal(both.status, 409);
    assert.match(words(both.text), /同事写的.*我的全部/);
    // Another account with the same key is another page.
    const theirs = formOf((await people.colleague.get(edit(id))).text, edit(id));
    assert.equal((await auto(people.colleague, theirs, { body: '同事又写', turn: '5' })).status, 200);
    assert.equal((await auto(people.editor, { ...form, fields: { ...form.fields, key: theirs.fields.key } }, { body: '冒名', turn: '9' })).status, 409);
  });

  it('makes a new document once, and what is typed later goes into it', async () => {
    const address = '/office/articles/new?kind=notice';
    const form = formOf((await people.editor.get(address)).text, address);
    const fields = { title: `新写的 ${tag}`, type: 'notice', window_days: '0', body: '第一句', turn: '10' };
    const missing = await auto(people.editor, form, { ...fields, title: '' });
    assert.equal(missing.status, 422);
    assert.match(told(missing).say, /标题/);
    const first = told(await auto(people.editor, form, fields));
    const id = Number(first.action.match(/articles\/(\d+)\/edit/)[1]);
    // The button was pressed before the page heard of it.
    const answer = await people.editor.post(address, { ...form.fields, ...fields, body: '第一句，第二句', turn: '11', do: 'save' });
    assert.equal(answer.headers.location, `/office/articles/${id}`);
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '第一句，第二句');
    // Somebody changed it since: the form of the new document shows both.
    done(await save(people.colleague, id, { body: '同事接着写' }), 'saved');
    const late = await people.editor.post(address, { ...form.fields, ...fields, body: '第三句', turn: '0', do: 'save' });
    assert.equal(late.status, 409);
    assert.match(words(late.text), /同事接着写.*第三句/);
    assert.equal(formOf(late.text, edit(id)).fields.body, '第三句');
  });

  it('gets no word when nobody is signed in', async () => {
    const id = await draft(people.editor, 'notice', { title: `过期 ${tag}` });
    const form = formOf((await people.editor.get(edit(id))).text, edit(id));
    assert.equal((await people.stranger.post(form.action, { ...form.fields, token: 'x', do: 'auto' })).status, 403);
  });
});

describe('what changed', () => {
  const evil = '<img src=x onerror=alert(1)>';

  it('stands beside the preview for who publishes, sentence by sentence', async () => {
    const id = await draft(people.editor, 'notice', { title: `对照 ${tag}`, body: '修一条路。长 3 公里。六月完工。' });
    done(await publish(people.chief, id), 'published');
    done(await step(people.editor, id, 'correct'), 'begun');
    done(await save(people.editor, id, { body: `修一条路。长 5 公里。六月完工。${evil}`, change_note: '改了里程' }), 'saved');
    const page = await people.chief.get(`/office/articles/${id}/preview`);
    assertPlain(page);
    assert.match(page.text, /<del><span class="only-read">（删去：<\/span>3<span/);
    assert.match(page.text, /<ins><span class="only-read">（加上：<\/span>5<span/);
    assert.match(words(page.text), /和上一版（第 1 版）比.*正文.*1 句没有变/);
    done(await publish(people.chief, id), 'published');
  });

  it('of a notice everybody reads, kept by the cache; of what was withdrawn nobody', async () => {
    const id = await draft(people.editor, 'notice', { title: `公开对照 ${tag}`, body: '每户 100 元。到村委会领。' });
    done(await publish(people.chief, id), 'published');
    for (const n of [0, 1, 2, 9, 'x']) assert.equal((await get(`/notices/${id}/changes/${n}`)).status, 404, String(n));
    done(await step(people.editor, id, 'correct'), 'begun');
    done(await save(people.editor, id, { body: `每户 200 元。到村委会领。${evil}`, change_note: '金额写错' }), 'saved');
    assert.equal((await get(`/notices/${id}/changes/2`)).status, 404, 'not before it is out');
    done(await publish(people.chief, id), 'published');
    await until(5, async () => (await get(`/notices/${id}`)).text.includes(`/notices/${id}/changes/2`));
    const page = await get(`/notices/${id}/changes/2`);
    assert.equal(page.status, 200);
    assertPlain(page);
    assert.match(words(page.text), /第 2 版改了哪里.*更正：金额写错.*原来 每户 （删去： 1 ） 00 元。 现在 每户 （加上： 2 ） 00 元。/);
    assert.match((await get(`/notices/${id}/changes/2`)).headers['x-cache'] ?? '', /HIT/);
    assert.ok((await get(`/notices/${id}`)).text.includes(`href="/notices/${id}/changes/2"`));
    assert.equal((await get(`/policies/${id}/changes/2`)).status, 404);
    done(await step(people.chief, id, 'withdraw', { reason: '金额还是不对' }), 'withdrawn');
    assert.ok((await until(5, async () => !/每户/.test((await get(`/notices/${id}/changes/2`)).text))).value);
    assert.ok(!(await get(`/notices/${id}`)).text.includes('/changes/2'));
    assert.match(words((await get(`/notices/${id}/changes/2`)).text), /已撤回/);
  });

  it('of a policy the preview shows too, the card among it', async () => {
    const id = await draft(people.editor, 'policy', { title: `明白纸对照 ${tag}` });
    done(await publish(people.chief, id), 'published');
    done(await step(people.editor, id, 'correct'), 'begun');
    done(await save(people.editor, id, { card_when: '七月底以前', effective_to: '2027-01-01', change_note: '延一个月' }), 'saved');
    const text = words((await people.publisher.get(`/office/articles/${id}/preview`)).text);
    assert.match(text, /什么时候 原来 （删去： 六 ） 月底以前 现在 （加上： 七 ） 月底以前/);
    assert.match(text, /执行到 原来 （没有这一句） 现在 （加上： 2027年1月1日 ）/);
  });
});

it('after all of it nothing differs', async () => {
  const { status, lines } = await verify();
  assert.equal(status, 0, lines.join('\n'));
});

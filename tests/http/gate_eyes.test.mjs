// Four eyes over files: to send or to drop an attachment is to write the edition. Whoever had it open
// before meets a conflict, whoever did it does not publish it, and what is submitted keeps its files;
// the database holds the same against everybody.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { attributes, formOf, mysql, run, tries, words } from './lib.mjs';
import { papers, send } from './files.mjs';
import { jpeg } from './papers.mjs';
import { close, draft, faults, one, open, people, publish, tag } from './staff.mjs';

before(open);
after(close);

let drafts = 0, sent = 0;
const fresh = (who = people.editor) => draft(who, 'notice', { title: `四只眼 ${tag} 第 ${++drafts} 份` });
const edition = (id) => one(`SELECT MAX(id) FROM edition WHERE document_id = ${id}`);
const version = (id) => Number(one(`SELECT version FROM edition WHERE id = ${edition(id)}`));
const state = (id) => one(`SELECT state FROM edition WHERE id = ${edition(id)}`);
const hands = (id) => mysql(`SELECT a.login FROM edition_hand h JOIN account a ON a.id = h.account_id WHERE h.edition_id = ${edition(id)} ORDER BY a.login`).flat();
const login = (role) => ({ editor: 'bianji', colleague: `t${tag}e`, chief: `t${tag}p` })[role];
const account = (name) => one(`SELECT id FROM account WHERE login = '${name}'`);

const add = async (who, id, name = 'a.txt', content = `好，第 ${++sent} 个`) => {
  const answer = await send(who, id, [[name, content]]);
  assert.equal(answer.status, 303, faults(answer.text).join('\n'));
  return (await papers(who, id)).at(-1);
};
const drop = (who, paper) => who.post(`${paper.href}/drop`, { token: who.token });
const look = (who, paper) => who.post(`${paper.href}/look`, { token: who.token, looked: '1' });
const act = (who, id, word, more = {}) => who.post(`/office/articles/${id}/${word}`, { token: who.token, version: version(id), ...more });
const soon = () => new Date(Date.now() + 86400e3 + 8 * 3600e3).toISOString().slice(0, 10);

describe('sending or dropping a file is writing', () => {
  it('a new version each time, and whoever did it is a hand of the edition', async () => {
    const id = await fresh();
    assert.equal(version(id), 1);
    const paper = await add(people.colleague, id);
    assert.equal(version(id), 2);
    assert.deepEqual(hands(id), [login('editor'), login('colleague')].sort());
    assert.equal((await drop(people.chief, paper)).status, 303);
    assert.equal(version(id), 3);
    assert.deepEqual(hands(id), [login('editor'), login('colleague'), login('chief')].sort());
    // The desk and the document's page name the latest of them.
    assert.equal(one(`SELECT a.login FROM edition e JOIN account a ON a.id = e.written_by WHERE e.id = ${edition(id)}`), login('chief'));
  });

  it('an editor who had the text open gets the conflict page, with both texts and the files; nothing is lost', async () => {
    const id = await fresh(), address = `/office/articles/${id}/edit`;
    const page = await people.editor.get(address);
    await add(people.colleague, id, '别人加的.txt');
    const late = await people.editor.send(page, address, { do: 'save', body: '我写的新的一段。' });
    assert.equal(late.status, 409);
    assert.match(words(late.text), /测试员已经保存过.*我写的新的一段/);
    assert.match(words(late.text), /附件现在有 1 个：别人加的\.txt/);
    assert.notEqual(one(`SELECT body FROM edition WHERE id = ${edition(id)}`), '我写的新的一段。');
    // Having seen it, he saves; the file stays.
    assert.equal((await people.editor.send(late, address, { do: 'save' })).status, 303);
    assert.equal(one(`SELECT body FROM edition WHERE id = ${edition(id)}`), '我写的新的一段。');
    assert.equal((await papers(people.editor, id)).length, 1);
  });

  it('a page that saves itself goes on after the own upload, and stops after somebody else\'s', async () => {
    const id = await fresh(), address = `/office/articles/${id}/edit`;
    const form = formOf((await people.editor.get(address)).text, address).fields;
    const auto = (turn, body) => people.editor.post(address, { ...form, do: 'auto', turn, body });
    assert.equal((await auto(1, '一')).status, 200);
    await add(people.editor, id);
    assert.equal((await auto(2, '二')).status, 200, 'who uploads in another window goes on writing in this one');
    const paper = await add(people.colleague, id);
    assert.equal((await auto(3, '三')).status, 409);
    // Nor does it go on because the own upload came after.
    await add(people.editor, id);
    assert.equal((await auto(4, '四')).status, 409);
    assert.equal(one(`SELECT body FROM edition WHERE id = ${edition(id)}`), '二');
    assert.equal((await drop(people.editor, paper)).status, 303);
  });

  for (const [change, name] of [[(id) => add(people.editor, id), 'one more'], [async (id, paper) => drop(people.editor, paper), 'one less'],
    [async (id, paper) => { await drop(people.editor, paper); await add(people.editor, id, 'a.txt', '换过的'); }, 'another under the same name']]) {
    it(`a publisher does not publish files he has not seen: ${name}`, async () => {
      const id = await fresh(), paper = await add(people.editor, id, 'a.txt', '看过的');
      const page = await people.chief.get(`/office/articles/${id}/preview`), action = `/office/articles/${id}/publish`;
      assert.match(words(page.text), /附件 a\.txt/, 'he sees what goes out');
      await change(id, paper);
      for (const fields of [{}, { do: 'approve' }, { do: 'schedule', day: soon(), hour: '9' }]) {
        assert.equal((await people.chief.send(page, action, fields)).status, 409, JSON.stringify(fields));
      }
      assert.equal(state(id), 'draft');
      assert.equal((await publish(people.chief, id)).status, 303, 'having seen them, he does');
    });
  }

  it('who sent a file, or dropped one, neither approves nor publishes; another does', async () => {
    for (const touch of [(id) => add(people.chief, id), (id, paper) => drop(people.chief, paper)]) {
      const id = await fresh(), paper = await add(people.editor, id);
      await touch(id, paper);
      const page = await people.chief.get(`/office/articles/${id}/preview`);
      assert.match(words(page.text), /这一版您写过或者提交过/);
      assert.ok(!page.text.includes('现在发布</button>'));
      for (const fields of [{}, { do: 'approve' }, { do: 'schedule', day: soon(), hour: '9' }]) {
        const answer = await act(people.chief, id, 'publish', fields);
        assert.equal(answer.status, 422);
        assert.match(words(answer.text), /不能由您批准和发布/);
      }
      assert.equal((await publish(people.publisher, id)).status, 303);
    }
  });

  it('the word that one has looked is another\'s than the writer\'s, and is void once he writes', async () => {
    const id = await fresh(), paper = await add(people.chief, id, 'a.jpg', jpeg());
    const own = await look(people.chief, paper);
    assert.equal(own.status, 422);
    assert.match(faults(own.text)[0], /另一位审核发布的人来看/);
    assert.equal((await papers(people.chief, id))[0].state, 'unchecked');
    assert.equal((await look(people.publisher, paper)).status, 303);
    assert.equal((await papers(people.editor, id))[0].state, 'looked');
    // He then writes some of it: he is no second pair of eyes any more.
    await add(people.publisher, id);
    assert.equal((await papers(people.editor, id))[0].state, 'unchecked');
    assert.match(faults((await people.publisher.get(`/office/articles/${id}/preview`)).text).join(' '), /系统读不了里面的字/);
  });

  it('a picture nobody has looked at can be submitted, and goes no further until somebody has', async () => {
    const id = await fresh(), paper = await add(people.editor, id, 'a.jpg', jpeg());
    assert.equal((await act(people.editor, id, 'submit')).status, 303);
    assert.equal(state(id), 'submitted');
    for (const fields of [{}, { do: 'approve' }]) assert.equal((await act(people.chief, id, 'publish', fields)).status, 422);
    assert.equal((await look(people.chief, paper)).status, 303, 'and it can be looked at where it waits');
    assert.equal((await act(people.chief, id, 'publish')).status, 303);
  });

  it('files that come along to a correction are nobody\'s writing', async () => {
    const id = await fresh();
    await add(people.editor, id);
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.equal((await people.chief.post(`/office/articles/${id}/correct`, { token: people.chief.token })).status, 303);
    assert.deepEqual(hands(id), []);
    assert.equal((await papers(people.chief, id)).length, 1);
    const was = version(id), [paper] = await papers(people.editor, id);
    assert.equal((await drop(people.editor, paper)).status, 303);
    assert.equal(version(id), was + 1);
    assert.deepEqual(hands(id), [login('editor')]);
    // And what changed in the files is said to the publisher.
    await add(people.editor, id, '新的.txt');
    assert.match(words((await people.chief.get(`/office/articles/${id}/preview`)).text), /附件 原来 .*a.*txt，.*校验码.*现在 .*新的.*txt，.*校验码/);
  });
});

// A file screened before the rules became what they are today, which only time does: its row is
// written anew.
describe('a correction of what went out under older rules', () => {
  it('has its files screened anew; one that cannot be read any more stands in the way, and is not lost', async () => {
    const id = await fresh(), kept = await add(people.editor, id, '好的.txt'), spoilt = await add(people.editor, id, '坏的.txt');
    const digest = one(`SELECT digest FROM attachment WHERE edition_id = ${edition(id)} AND name = '坏的.txt'`);
    assert.equal((await publish(people.chief, id)).status, 303);
    mysql(`CREATE TEMPORARY TABLE old AS SELECT c.attachment_id, c.state, c.added_at FROM attachment_check c JOIN attachment a ON a.id = c.attachment_id WHERE a.edition_id = ${edition(id)};
      DELETE FROM attachment_check WHERE attachment_id IN (SELECT attachment_id FROM old);
      INSERT INTO attachment_check (attachment_id, state, rules, added_at) SELECT attachment_id, state, 0, added_at FROM old`);
    const file = join(run, 'files', digest), text = readFileSync(file);
    writeFileSync(file, 'PK\x03\x04 no archive');
    try {
      assert.equal((await people.chief.post(`/office/articles/${id}/correct`, { token: people.chief.token })).status, 303);
    } finally {
      writeFileSync(file, text);
    }
    const now = await papers(people.editor, id);
    assert.deepEqual(now.map(({ name, state }) => [name, state]), [[kept.name, 'clean'], [spoilt.name, 'hit']]);
    assert.match(now[1].said, /现在读不了这个文件。请删掉它/);
    assert.deepEqual(mysql(`SELECT c.rules FROM attachment_check c JOIN attachment a ON a.id = c.attachment_id WHERE a.edition_id = ${edition(id)}`), [['1'], ['1']]);
    assert.equal((await act(people.chief, id, 'publish')).status, 422);
    const said = async () => faults((await people.chief.get(`/office/articles/${id}/preview`)).text).join();
    assert.match(await said(), /坏的\.txt/);
    assert.equal((await drop(people.editor, now[1])).status, 303);
    assert.doesNotMatch(await said(), /坏的\.txt/);
  });
});

describe('looks', () => {
  it('who opens a file that is not out is in the audit; what is out anybody may have', async () => {
    const id = await fresh(), paper = await add(people.editor, id), file = paper.href.match(/\d+$/)[0];
    const looks = () => mysql(`SELECT login, detail FROM audit WHERE action = 'file_open' AND object_kind = 'file' AND object_id = ${file} ORDER BY id`);
    assert.equal((await people.chief.get(paper.href)).status, 200);
    assert.equal((await people.auditor.get(paper.href)).status, 200);
    assert.equal((await people.stranger.get(paper.href)).status, 404);
    assert.deepEqual(looks(), [[login('chief'), `document ${id}`], ['shenji', `document ${id}`]]);
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.equal((await people.auditor.get(paper.href)).status, 200);
    assert.equal(looks().length, 2);
  });
});

describe('what is submitted, approved or scheduled', () => {
  const stops = {
    submitted: (id) => act(people.editor, id, 'submit'),
    approved: (id) => act(people.chief, id, 'publish', { do: 'approve' }),
    scheduled: (id) => act(people.chief, id, 'publish', { do: 'schedule', day: soon(), hour: '9' }),
  };
  for (const [stop, lead] of Object.entries(stops)) {
    it(`${stop}: its files stay as they are, and the page says what to do`, async () => {
      const id = await fresh(), paper = await add(people.editor, id);
      assert.equal((await lead(id)).status, 303);
      assert.equal(state(id), stop);
      const page = await people.editor.get(`/office/files/${id}`);
      assert.deepEqual(attributes(page.text, 'action').filter((a) => a.startsWith('/office/files/')), [], 'no button');
      const was = version(id);
      for (const answer of [await send(people.editor, id, [['b.txt', '又一个']]), await drop(people.editor, paper), await send(people.chief, id, [['b.txt', '又一个']])]) {
        assert.equal(answer.status, 409);
        assert.match(faults(answer.text)[0], /已经提交审核，附件和文字一样，现在不能改.*收回/);
      }
      assert.deepEqual([version(id), (await papers(people.editor, id)).length], [was, 1]);
      // Back at the desk, it is open again.
      assert.equal((await act(people.chief, id, 'return', { reason: '附件要换一个' })).status, 303);
      assert.equal((await drop(people.editor, paper)).status, 303);
    });
  }

  it('published: the page says how to change it', async () => {
    const id = await fresh(), paper = await add(people.editor, id);
    assert.equal((await publish(people.chief, id)).status, 303);
    for (const answer of [await send(people.editor, id, [['b.txt', '又一个']]), await drop(people.editor, paper)]) {
      assert.equal(answer.status, 409);
      assert.match(faults(answer.text)[0], /已经发布.*更正/);
    }
  });
});

describe('the database', () => {
  const file = (id) => one(`SELECT MAX(id) FROM attachment WHERE edition_id = ${edition(id)}`);
  const put = (id, position = 8) => `INSERT INTO attachment (edition_id, position, name, type, size, digest) VALUES (${edition(id)}, ${position}, 'x.txt', 'text/plain', 1, '${'0'.repeat(64)}')`;
  const check = (by, s = 'clean') => `INSERT INTO attachment_check (attachment_id, state, rules, added_by, added_at) VALUES (LAST_INSERT_ID(), '${s}', 1, ${by}, UTC_TIMESTAMP())`;
  const move = (id, to, by) => [`UPDATE edition_work SET approved_by = ${by} WHERE edition_id = ${edition(id)}`,
    `UPDATE edition SET state = '${to}', published_by = ${to === 'published' ? by : 'NULL'}, published_at = ${to === 'published' ? 'UTC_TIMESTAMP()' : 'NULL'} WHERE id = ${edition(id)}`];

  it('gives the edition a new version and a hand, whoever writes the row', async () => {
    const id = await fresh(), chief = account(login('chief'));
    assert.deepEqual(tries('office', [put(id) + '; ' + check(chief)]), [null]);
    assert.equal(version(id), 2);
    assert.ok(hands(id).includes(login('chief')));
    for (const to of ['approved', 'published']) assert.match(tries('office', [move(id, to, chief).join('; ')])[0], /does not publish it/);
  });

  it('takes no file to what is no draft, and lets none go', async () => {
    const id = await fresh();
    await add(people.editor, id);
    const own = file(id);
    assert.match(tries('office', [`DELETE FROM attachment WHERE id = ${own}`])[0], /says so first/, 'not without a name');
    assert.equal((await act(people.editor, id, 'submit')).status, 303);
    for (const role of ['office', 'admin']) {
      for (const query of [put(id), `UPDATE attachment_check SET dropped_by = 1 WHERE attachment_id = ${own}`, `DELETE FROM attachment WHERE id = ${own}`]) {
        assert.match(tries(role, [query])[0] ?? 'went through', /only a draft|does not change|is kept/, `${role}: ${query}`);
      }
    }
  });

  it('lets nothing out with a file that was not screened, has a hit, or was seen by its writers alone', async () => {
    const chief = account(login('chief')), editor = account('bianji');
    for (const [rows, stops] of [[(id) => put(id), ['submitted', 'approved', 'published']],
      [(id) => `${put(id)}; ${check('NULL', 'hit')}`, ['submitted', 'approved', 'published']],
      [(id) => `${put(id)}; ${check('NULL', 'unchecked')}`, ['approved', 'published']]]) {
      const id = await fresh();
      assert.deepEqual(tries('office', [rows(id)]), [null]);
      for (const to of stops) assert.match(tries('office', [move(id, to, chief).join('; ')])[0] ?? 'went through', /stands in the way/, to);
    }
    const id = await fresh();
    await add(people.editor, id, 'a.jpg', jpeg());
    assert.match(tries('office', [`UPDATE attachment_check SET looked_by = ${editor}, looked_at = UTC_TIMESTAMP() WHERE attachment_id = ${file(id)}`])[0], /does not look/);
  });
});

// Lists of names come from the register only: nobody types one, however it is sent.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attributes, mysql, words } from './lib.mjs';
import { NOTICE, close, draft, one, open, people, tag } from './staff.mjs';

before(open);
after(close);

const address = '/office/articles/new?kind=notice';
const typed = { ...NOTICE, type: 'list', title: `手写的名单 ${tag}`, body: '张某某，三人。', window_days: '7' };

describe('a list that is typed', () => {
  it('is not offered; the page leads to where lists are made', async () => {
    const { text } = await people.editor.get(address);
    assert.ok(!text.includes('<option value="list"'));
    assert.ok(attributes(text, 'href').includes('/office/lists'));
  });

  it('is refused, kept as it was typed, and leads to the lists', async () => {
    const count = one('SELECT COUNT(*) FROM document');
    const answer = await people.editor.send(await people.editor.get(address), address, { ...typed, do: 'save' });
    assert.equal(answer.status, 422);
    assert.match(words(answer.text), /名单公示从登记生成，不能手写。请到“名单”页/);
    assert.ok(answer.text.includes(typed.title) && attributes(answer.text, 'href').includes('/office/lists'));
    assert.equal(one('SELECT COUNT(*) FROM document'), count);
  });

  it('is not made of another announcement either', async () => {
    const id = await draft(people.editor, 'notice', { title: `通知 ${tag}` });
    const edit = `/office/articles/${id}/edit`;
    const answer = await people.editor.send(await people.editor.get(edit), edit, { ...typed, do: 'save' });
    assert.equal(answer.status, 422);
    assert.match(words(answer.text), /不能手写/);
    assert.equal(one(`SELECT type FROM edition WHERE document_id = ${id}`), NOTICE.type);
  });

  it('is not published where an old draft still is one', async () => {
    const id = await draft(people.editor, 'notice', { title: `旧草稿 ${tag}`, window_days: '7' });
    mysql(`UPDATE edition SET type = 'list' WHERE document_id = ${id}`);
    const answer = await people.publisher.post(`/office/articles/${id}/publish`, { token: people.publisher.token, version: '1' });
    assert.equal(answer.status, 422);
    assert.match(words(answer.text), /从登记生成，不能手写/);
    const edit = `/office/articles/${id}/edit`;
    const change = await people.editor.send(await people.editor.get(edit), edit, { ...NOTICE, type: 'notice', title: 'x', do: 'save' });
    assert.match(words(change.text), /类别不能改/);
  });
});

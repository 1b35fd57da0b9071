// A register file on its way in, as short as it can be: each page and form of it once. (The scenario of
// tests/http/office_import.test.mjs has thousands of people in it, and jobs that are killed.)
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { command, mysql, until, words } from '../../http/lib.mjs';
import { HERE, close, one, open, people } from '../../http/staff.mjs';
import * as made from '../../http/register_file.mjs';
import { register } from '../commands.mjs';

before(open);
after(close);

const state = (id) => one(`SELECT state FROM intake_batch WHERE id = ${id}`);
const settled = async (id) => {
  await until(280, () => !['queued', 'approved', 'undo_asked'].includes(state(id)), 200);
  return state(id);
};
const sent = async (content, village) => {
  const answer = await made.upload(people.editor, 'a.csv', content, village);
  assert.equal(answer.status, 303, words(answer.text).slice(0, 300));
  return answer.headers.location.split('/').at(-1);
};
const press = async (who, id, what) => assert.equal((await who.post(`/office/imports/${id}/${what}`, { token: who.token })).status, 303, what);

it('is read, looked at, applied and undone', async () => {
  const [[village]] = mysql(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
  const file = register(command, made, village);
  assert.equal((await people.editor.get('/office/imports/new')).status, 200);
  const id = await sent(file, village);
  assert.equal(await settled(id), 'checked');
  for (const part of ['', '/new', '/joining', '/people', '/households', '/same', '/missing', '/suspects']) {
    assert.equal((await people.editor.get(`/office/imports/${id}${part}`)).status, 200, part);
  }
  await press(people.publisher, id, 'apply');
  assert.equal(await settled(id), 'applied');
  await press(people.publisher, id, 'undo');
  assert.equal(await settled(id), 'undone');
  assert.equal((await people.editor.get('/office/imports')).status, 200);
});

it('is dropped', async () => {
  const [[village]] = mysql(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
  const id = await sent(register(command, made, village), village);
  assert.equal(await settled(id), 'checked');
  await press(people.editor, id, 'drop');
});

it('is refused, with what is wrong as a file', async () => {
  const [[village]] = mysql(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
  const id = await sent(register(command, made, village).replace(/户主/g, '户主人'), village);
  assert.equal(await settled(id), 'refused');
  assert.equal((await people.editor.get(`/office/imports/${id}/report.csv`)).status, 200);
});

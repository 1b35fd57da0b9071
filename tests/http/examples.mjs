// An example for every address of the office: what stands where a row of the route table has braces,
// all of it of HERE, and what its page or its form wants besides. (For the public rows: rows.mjs.)
import assert from 'node:assert/strict';
import { attributes, command, formOf, mysql, post, quote, words } from './lib.mjs';
import { send } from './files.mjs';
import { png } from './papers.mjs';
import { passOf } from './pass.mjs';
import { multipart } from './register_file.mjs';
import { HERE, draft, one, people, project, tag } from './staff.mjs';
import { somewhere, visit } from './visitor.mjs';

// What stands in an address, all of it of HERE; and what only people of HERE may read in a list.
export const here = {};
export let marks;
const addresses = [
  ['/office/articles/{id}', () => ({ id: here.document })],
  ['/office/files/{id}', () => ({ id: here.document, file: paper() })],
  ['/office/users/{id}', () => ({ id: here.account })],
  ['/office/requests/{id}', () => ({ id: here.request })],
  ['/office/tickets/{id}', () => ({ id: here.ticket })],
  ['/office/helpers/{id}', () => ({ id: here.helper })],
  ['/office/imports/{id}', () => ({ id: here.batch, part: 'new' })],
  ['/office/efforts/files/{id}', () => ({ id: here.file })],
  ['/office/efforts/{id}', () => ({ id: here.effort })],
  ['/office/villages/{region}', () => ({ region: here.village })],
  ['/office/findings/{rule}/{code}', () => ({ rule: 'no_visit', code: here.found })],
  ['/office/households/{code}', () => ({ code: here.code, deed: 'visit' })],
];
// What a page wants to be asked with.
export const queries = {
  '/office/articles/new': () => '?kind=notice',
  '/office/efforts/new': () => '?kind=project',
  '/office/efforts/import': () => '?kind=project',
  '/office/lists/new': () => `?kind=entry&stop=village_notice&region=${here.village}`,
  '/office/households/{code}/reveal': () => `?member=${here.member}`,
};
export const fields = (row) => ({
  kind: row.path.startsWith('/office/articles') ? 'notice' : row.path.startsWith('/office/efforts') ? 'project' : 'entry', stop: 'village_notice', region: here.village, q: here.code,
  format: 'csv', which: 'all', member: here.member, key: 'k'.repeat(24),
});

// An attachment of the document, a picture nobody has looked at: anew, when somebody has taken it off.
function paper() {
  const ask = () => one(`SELECT a.id FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.document_id = ${here.document}`);
  const id = ask();
  if (id) return id;
  mysql(`INSERT INTO attachment (edition_id, position, name, type, size, digest)
      SELECT id, 1, 'a.png', 'image/png', 1, '${here.digest}' FROM edition WHERE document_id = ${here.document};
    INSERT INTO attachment_check (attachment_id, state, rules, added_at) VALUES (LAST_INSERT_ID(), 'unchecked', 1, UTC_TIMESTAMP())`);
  return ask();
}

export function concrete(row) {
  if (!row.path.includes('{')) return row.path;
  const found = addresses.find(([prefix]) => row.path.startsWith(prefix));
  const values = found?.[1]() ?? assert.fail(`no example for ${row.path}: say in this file what of ${HERE} it could be asked for`);
  return row.path.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? assert.fail(`no example for ${all} in ${row.path}`));
}

// Somebody of HERE, whose account the others' are copied from. (The list is by login, and tests leave
// theirs: this one comes first.)
export function someone(password) {
  command('user', 'add', `0${tag}x`, '--name', '样子', '--role', 'clerk', '--region', HERE, { input: `${password}\n` });
  here.account = one(`SELECT id FROM account WHERE login = '0${tag}x'`);
}
// colleague(login, role, region): one more, with the same password.
export const colleague = (login, role, region) => mysql(`INSERT INTO account (login, name, role, region, password, created_at)
  SELECT ${quote(login)}, '某人', '${role}', '${region}', password, created_at FROM account WHERE id = ${here.account}`);

// Makes what the examples name; everybody of staff.mjs is signed in.
export async function prepare() {
  let household;
  [[household, here.code, here.village, here.member]] = mysql(
    `SELECT h.id, h.code, h.region, m.id FROM household h JOIN membership m ON m.household_id = h.id AND m.to_on IS NULL
      WHERE h.region LIKE '${HERE}%' ORDER BY h.id LIMIT 1`,
  );
  here.helper = one(`SELECT a.helper_id FROM assignment a JOIN household h ON h.id = a.household_id WHERE a.to_on IS NULL AND h.region LIKE '${HERE}%'
    AND a.helper_id NOT IN (SELECT b.helper_id FROM assignment b JOIN household g ON g.id = b.household_id WHERE b.to_on IS NULL AND g.region NOT LIKE '${HERE}%') LIMIT 1`);
  const list = await people.editor.get('/office/findings?rule=no_visit');
  here.found = attributes(list.text, 'href').map((href) => href.match(/^\/office\/findings\/no_visit\/(\w+)$/)?.[1]).find(Boolean);
  here.document = await draft(people.editor, 'notice', { title: `本乡的 ${tag}` });
  assert.equal((await send(people.editor, here.document, [['a.png', png()]])).status, 303);
  here.digest = one(`SELECT a.digest FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.document_id = ${here.document}`);
  const asked = await post('/status/voice', {
    pass: passOf(household, 1800), deed: 'ask', about: 'people', key: `k${tag}`, wrong: '少一个人', right: '五口人',
  }, { 'Sec-Fetch-Site': 'same-origin' });
  assert.equal(asked.status, 200, words(asked.text));
  here.request = one(`SELECT MAX(id) FROM change_request WHERE household_id = ${household}`);
  mysql(`INSERT INTO intake_batch (region, file, state, staged, made_at, made_by)
    VALUES ('${HERE}', '${tag}m.csv', 'refused', 0, UTC_TIMESTAMP(), 'somebody')`);
  here.batch = one(`SELECT id FROM intake_batch WHERE file = '${tag}m.csv'`);
  [here.effort, here.file] = project(HERE, here.village, `本乡项目 ${tag}`, `${tag}e.csv`);
  const from = somewhere(), page = await visit(from, '/tickets/new');
  const question = { ...formOf(page.text, '/tickets/new').fields, kind: 'question', region: HERE, area: 'health', name: '来问的', phone: '13900001234', text: `怎么办 ${tag}` };
  const { boundary, body } = multipart([
    ...Object.entries(question).map(([name, value]) => ({ name, value })),
    { name: 'file', file: 'a.png', content: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(300, 7)]) },
  ]);
  const told = await visit(from, '/tickets/new', { method: 'POST', type: `multipart/form-data; boundary=${boundary}`, body });
  assert.equal(told.status, 200, words(told.text).slice(0, 300));
  here.ticket = one(`SELECT MAX(id) FROM ticket WHERE region = '${HERE}'`);
  marks = { '/office/articles': `本乡的 ${tag}`, '/office/imports': `${tag}m.csv`, '/office/efforts': `本乡项目 ${tag}`, '/office/users': `0${tag}x` };
}

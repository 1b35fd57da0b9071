// Every row of the office, asked by every role, of the own region and of another, and by a stranger;
// each form with its token, without one, with somebody else's, and sent from another site. What is
// to be answered follows from the row's permission, RIGHTS (lib.mjs) and the region alone. A row
// that cannot be asked for fails, so that a new one is not forgotten. (What forms may name of
// another region: walk.test.mjs.)
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ROLES, RIGHTS, Visitor, assertAttachmentHead, assertHead, attributes, can, command, formOf, mysql, post, quote, routes, signedIn, token, words } from './lib.mjs';
import { send } from './files.mjs';
import { png } from './papers.mjs';
import { passOf } from './pass.mjs';
import { multipart } from './register_file.mjs';
import { COUNTY, HERE, THERE, close, draft, one, open, people, tag } from './staff.mjs';
import { somewhere, visit } from './visitor.mjs';

const rows = routes().filter((row) => row.pool === 'office' && !row.bare);
// An administrator's region is a county; this one has no place in any list.
const ELSEWHERE = '980123';
const password = 'matrix-of-roles-and-rows';
const actors = { nobody: { role: null } };
for (const role of ROLES) {
  const name = (side) => `m${tag}${role.slice(0, 2)}${side}`;
  actors[`${role} of here`] = { role, login: name('h'), region: role === 'admin' ? COUNTY : HERE, here: true };
  actors[`${role} of elsewhere`] = { role, login: name('e'), region: role === 'admin' ? ELSEWHERE : THERE };
}

// What stands in an address, all of it of HERE; and what only people of HERE may read in a list.
const here = {};
let marks;
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
const queries = {
  '/office/articles/new': () => '?kind=notice',
  '/office/efforts/new': () => '?kind=project',
  '/office/efforts/import': () => '?kind=project',
  '/office/lists/new': () => `?kind=entry&stop=village_notice&region=${here.village}`,
  '/office/households/{code}/reveal': () => `?member=${here.member}`,
};
const fields = (row) => ({
  kind: row.path.startsWith('/office/articles') ? 'notice' : row.path.startsWith('/office/efforts') ? 'project' : 'entry', stop: 'village_notice', region: here.village, q: here.code,
  format: 'csv', which: 'all', member: here.member, key: 'k'.repeat(24),
});
// Forms whose answer does not depend on a region: about oneself, or a search that finds nothing.
const anywhere = /^\/office\/(login|logout|account|households$|search$)/;

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

function concrete(row) {
  if (!row.path.includes('{')) return row.path;
  const found = addresses.find(([prefix]) => row.path.startsWith(prefix));
  const values = found?.[1]() ?? assert.fail(`no example for ${row.path}: say in this file what of ${HERE} it could be asked for`);
  return row.path.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? assert.fail(`no example for ${all} in ${row.path}`));
}

// What the permission, the region and the token, and nothing else, say.
function expected(row, actor, proof) {
  const signs = row.path === '/office/login';
  if (row.method === 'GET' && !actor.role && !signs) return [303];
  if (!can(actor.role, row) || (row.method === 'POST' && proof !== 'right')) return [403];
  if (row.path.includes('{') && !actor.here) return [404];
  const inside = actor.role && /^\/office\/login/.test(row.path);
  if (row.method === 'GET') return inside ? [303] : queries[row.path] && row.path.endsWith('lists/new') && !actor.here ? [404] : [200];
  // (The document that the other rows are asked for holds no list that could be made anew; the
  // ticket has no answer that is public.)
  if (/\/(relist|show)$/.test(row.path)) return [404];
  if (actor.here || anywhere.test(row.path)) return [200, 303, 409, 422];
  return [404, 422];
}

async function ask(row, actor, proof) {
  const leaves = row.path === '/office/logout' && actor.role && proof === 'right';
  const who = !actor.role ? new Visitor() : leaves ? await signedIn({ ...actor, password }) : actor.visitor;
  const path = concrete(row) + (row.method === 'GET' || /(articles|efforts)\/new$/.test(row.path) ? queries[row.path]?.() ?? '' : '');
  if (row.method === 'GET') return who.get(path);
  const right = who.token ?? token((await who.get('/office/login')).text);
  const sent = { right, 'cross-site': right, wrong: people.editor.token, none: undefined }[proof];
  // Who may, sends nothing more: most forms are then sent back, and no query code is made void.
  const asks = /\/(lists\/new|reveal)$/.test(row.path);
  const filled = actor.here && proof === 'right' && !asks ? {} : fields(row);
  return who.post(path, { ...filled, ...(sent === undefined ? {} : { token: sent }) },
    proof === 'cross-site' ? { 'Sec-Fetch-Site': 'cross-site' } : {});
}

before(async () => {
  await open();
  mysql(`INSERT IGNORE INTO region (code, level, name) VALUES ('${ELSEWHERE}', 'county', '外县')`);
  // (The list is by login, and other tests leave theirs: this one comes first.)
  command('user', 'add', `0${tag}x`, '--name', '样子', '--role', 'clerk', '--region', HERE, { input: `${password}\n` });
  here.account = one(`SELECT id FROM account WHERE login = '0${tag}x'`);
  for (const actor of Object.values(actors).filter((one) => one.role)) {
    mysql(`INSERT INTO account (login, name, role, region, password, created_at)
      SELECT ${quote(actor.login)}, '某人', '${actor.role}', '${actor.region}', password, created_at FROM account WHERE id = ${here.account}`);
    actor.visitor = await signedIn({ ...actor, password });
  }
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
  mysql(`INSERT INTO effort (kind, region, created_at) VALUES ('project', '${here.village}', UTC_TIMESTAMP());
    INSERT INTO effort_edition (effort_id, kind, region, state, title, year, central, updated_at)
      VALUES (LAST_INSERT_ID(), 'project', '${here.village}', 'draft', '本乡项目 ${tag}', 2026, 100, UTC_TIMESTAMP());
    INSERT INTO effort_batch (kind, region, file, state, made_by, made_at)
      VALUES ('project', '${HERE}', '${tag}e.csv', 'checked', 1, UTC_TIMESTAMP())`);
  here.effort = one(`SELECT MAX(effort_id) FROM effort_edition WHERE title = '本乡项目 ${tag}'`);
  here.file = one(`SELECT id FROM effort_batch WHERE file = '${tag}e.csv'`);
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
});
after(async () => {
  for (const actor of Object.values(actors)) if (actor.here) command('user', 'disable', actor.login);
  await close();
});

describe('every row, every role, the own region and another, with a token and without', () => {
  it('knows who may what on every row', () => {
    assert.ok(rows.length > 70);
    for (const row of rows) assert.ok(row.right in RIGHTS, `${row.method} ${row.path} wants “${row.right}”, which RIGHTS does not know`);
  });

  for (const row of rows) {
    it(`${row.method} ${row.path}`, async () => {
      // Who may and is at home tries the finer forgeries too.
      const proofs = (actor) => row.method === 'GET' ? ['right']
        : actor.here && can(actor.role, row) ? ['none', 'wrong', 'cross-site', 'right'] : ['none', 'right'];
      const tries = Object.entries(actors).flatMap(([name, actor]) => proofs(actor).map((proof) => ({ name, actor, proof, right: expected(row, actor, proof) })));
      const judge = async ({ name, actor, proof, right }) => {
        const answer = await ask(row, actor, proof);
        const what = `${name}, ${proof} token: ${answer.status}, not ${right}: ${words(answer.text).slice(0, 200)}`;
        assert.ok(right.includes(answer.status), what);
        assert.equal(answer.headers['cache-control'], 'no-store');
        if (row.path.endsWith('/{file}') && answer.status === 200) assertAttachmentHead(answer);
        else assertHead(answer);
        if (!actor.role && answer.status === 303) assert.equal(answer.headers.location, '/office/login');
        if (!actor.here) for (const mark of Object.values(marks)) assert.ok(!answer.text.includes(mark), `${name} reads ${mark}`);
        if (actor.here && answer.status === 200 && marks[row.path]) assert.equal(answer.text.includes(marks[row.path]), row.path === '/office/users' || can(actor.role, { right: 'read' }), `${name}: ${marks[row.path]}`);
      };
      const counted = () => one("SELECT COUNT(*) FROM audit WHERE action NOT LIKE 'sign%'");
      const began = counted();
      const refused = ({ right }) => right[0] === 403 || right[0] === 404;
      await Promise.all(tries.filter(refused).map(judge));
      assert.equal(counted(), began, 'what is refused does nothing');
      const allowed = tries.filter((one) => !refused(one));
      if (row.method === 'GET') await Promise.all(allowed.map(judge));
      else for (const one of allowed) await judge(one);
    });
  }
});

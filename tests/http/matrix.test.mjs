// Every row of the office, asked by every role, of the own region and of another, and by a stranger;
// each form with its token, without one, with somebody else's, and sent from another site. What is
// to be answered follows from the row's permission, RIGHTS (lib.mjs) and the region alone. A row
// that cannot be asked for fails, so that a new one is not forgotten. (What forms may name of
// another region: walk.test.mjs.)
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ROLES, RIGHTS, Visitor, assertAttachmentHead, assertHead, can, command, mysql, routes, signedIn, token, words } from './lib.mjs';
import { colleague, concrete, fields, here, marks, prepare, queries, someone } from './examples.mjs';
import { COUNTY, HERE, THERE, close, one, open, people, tag } from './staff.mjs';

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

// Forms whose answer does not depend on a region: about oneself, or a search that finds nothing.
const anywhere = /^\/office\/(login|logout|account|households$|search$)/;

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
  someone(password);
  for (const actor of Object.values(actors).filter((one) => one.role)) {
    colleague(actor.login, actor.role, actor.region);
    actor.visitor = await signedIn({ ...actor, password });
  }
  await prepare();
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

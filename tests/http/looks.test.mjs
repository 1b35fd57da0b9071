// Every look at somebody is in the record: whatever page of the office names a person of the register,
// whichever row of the route table it is, leaves a line that says who looked, at what and when. The
// names are those of the database, three characters and more, so that no other word is taken for one.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { can, command, mysql, routes, signedIn, words } from './lib.mjs';
import { colleague, concrete, here, prepare, queries, someone } from './examples.mjs';
import { COUNTY, HERE, close, made, one, open, people, tag } from './staff.mjs';

const rows = routes().filter((row) => row.pool === 'office' && !row.bare && row.method === 'GET');
const ROLES = ['publisher', 'auditor', 'clerk', 'admin'];
const password = 'looks-at-many-people';
const login = (role) => `l${tag}${role.slice(0, 2)}`;
const named = new Set();
let names, waiting;

// Who is named on a page.
const found = (answer) => {
  const text = words(answer.text);
  return names.filter((name) => text.includes(name));
};

// The looks of somebody while `ask` runs, and its answer.
async function watched(who, ask) {
  const began = one('SELECT MAX(id) FROM audit');
  const answer = await ask(people[who]);
  const looks = mysql(`SELECT action, object_kind, COALESCE(object_id, 0), detail FROM audit WHERE id > ${began} AND login = '${login(who)}'`);
  return { answer, looks };
}

before(async () => {
  await open();
  someone(password);
  for (const role of ROLES) {
    colleague(login(role), role, role === 'admin' ? COUNTY : HERE);
    people[role] = await signedIn({ login: login(role), password });
  }
  await prepare();
  const office = mysql('SELECT name FROM account UNION SELECT name FROM helper').flat();
  names = mysql(`SELECT DISTINCT p.name FROM person p JOIN membership m ON m.person_id = p.id JOIN household h ON h.id = m.household_id
    WHERE h.region LIKE '${HERE}%' AND CHAR_LENGTH(p.name) > 2`).flat().filter((name) => !office.some((word) => word.includes(name)));
  // A household whose head is one of them and that nothing keeps from leaving, as far as its notice.
  [[here.code, here.village, here.member]] = mysql(`SELECT h.code, h.region, m.id FROM household h JOIN spell s ON s.open_of = h.id
      JOIN membership m ON m.household_id = h.id AND m.relation = '户主' AND m.to_on IS NULL JOIN person p ON p.id = m.person_id
      LEFT JOIN case_file c ON c.open_of = h.id
    WHERE c.id IS NULL AND h.region LIKE '${HERE}%' AND CHAR_LENGTH(p.name) > 2 ORDER BY h.id DESC LIMIT 1`);
  for (const [deed, fields] of [['removal', { reason_code: 'house', reason: '买了房' }], ['pass', {}], ['pass', {}]]) {
    const path = `/office/households/${here.code}/${deed}`;
    assert.equal((await people.editor.send(await people.editor.get(path), path, fields)).status, 303, deed);
  }
  waiting = `/office/lists/new?kind=removal&stop=village_notice&region=${here.village}`;
});
after(async () => {
  for (const role of ROLES) command('user', 'disable', login(role));
  await close();
});

describe('a page that names somebody', () => {
  for (const row of rows) {
    it(`is in the record: ${row.path}`, async () => {
      for (const who of ROLES.filter((role) => can(role, row))) {
        const path = row.path === '/office/lists/new' ? waiting : concrete(row) + (queries[row.path]?.() ?? '');
        const { answer, looks } = await watched(who, (visitor) => visitor.get(path));
        if (answer.status === 303 && /login/.test(row.path)) continue;
        assert.ok([200, 404].includes(answer.status), `${who} ${path}: ${answer.status}`);
        const shown = found(answer);
        if (shown.length) named.add(row.path);
        assert.ok(!shown.length || looks.length, `${who} ${path} names ${shown.length} and nothing is written down`);
        assert.ok(who !== 'admin' || !shown.length, `an administrator reads names on ${path}`);
      }
    });
  }

  it('there were such pages, or nothing was tried', () => {
    for (const path of ['/office/households', '/office/households/{code}', '/office/households/{code}/{deed}', '/office/households/{code}/reveal', '/office/lists/new'])
      assert.ok(named.has(path), path);
  });

  it('says which, and how many', async () => {
    const list = await watched('publisher', (visitor) => visitor.get(`/office/households?region=${here.village}`));
    assert.match(list.looks[0].join('|'), new RegExp(`^look\\|region\\|0\\|${here.village}: \\d+ households$`));
    const id = one(`SELECT id FROM household WHERE code = '${here.code}'`);
    const form = await watched('publisher', (visitor) => visitor.get(`/office/households/${here.code}/visit`));
    assert.deepEqual(form.looks, [['look', 'household', id, 'visit']]);
  });

  it('also when a form comes back refused, and when a draft’s list is chosen from', async () => {
    const visit = `/office/households/${here.code}/visit`;
    const refused = await watched('publisher', async (visitor) => visitor.post(visit, { token: visitor.token }));
    assert.equal(refused.answer.status, 422);
    assert.ok(found(refused.answer).length && refused.looks.length);
    const reveal = `/office/households/${here.code}/reveal`;
    const why = await watched('publisher', async (visitor) => visitor.post(reveal, { token: visitor.token, member: here.member }));
    assert.equal(why.answer.status, 422);
    assert.ok(found(why.answer).length && why.looks.length);

    const choice = await people.editor.get(waiting);
    const listed = await people.editor.send(choice, '/office/lists/new', { case: choice.text.match(/name="case" value="(\d+)"/)[1] });
    assert.equal(listed.status, 303, words(listed.text).slice(0, 300));
    const id = listed.headers.location.match(/\d+$/)[0];
    made.push(id);
    const page = await watched('publisher', (visitor) => visitor.get(`/office/articles/${id}`));
    assert.ok(found(page.answer).length, 'the lines to choose from name the households');
    assert.deepEqual(page.looks, [['look', 'document', id, '']]);
    const again = await people.publisher.get(`/office/articles/${id}`);
    assert.ok(!/查看/.test(words(again.text)), 'and the document’s own history is of deeds only');
  });
});

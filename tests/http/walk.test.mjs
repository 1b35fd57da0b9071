// Nothing an editor of one township does can touch or show another township's people: every row of
// the office is asked for with what belongs to another township, in its address and in its forms.
// A row this file has no example for fails, so that a new one is not forgotten.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { can, mysql, routes, unescape, until, words } from './lib.mjs';
import { HERE, NOTICE, THERE, close, draft, made, one, open, people, project, tag } from './staff.mjs';
import { papers, send } from './files.mjs';
import { png } from './papers.mjs';
import { upload } from './register_file.mjs';

const root = new URL('../..', import.meta.url).pathname;
const run = process.env.RUN_DIR ?? 'build/run';
const rows = routes().filter((row) => row.pool === 'office' && !row.bare && row.may > 0);
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

// Every word that stands for a deed, from its table.
const deeds = [...readFileSync(join(root, 'fcgi/office/deed.c'), 'utf8').matchAll(/^ {4}\{"(\w+)", "/gm)].map((m) => m[1]);

const own = {},
  far = {};
before(async () => {
  await open();
  for (const [place, region, who] of [[own, HERE, 'editor'], [far, THERE, 'stranger']]) {
    [[place.household, place.code, place.village, place.member, place.name]] = mysql(
      `SELECT h.id, h.code, h.region, m.id, p.name FROM household h
         JOIN membership m ON m.household_id = h.id AND m.relation = '户主' AND m.to_on IS NULL JOIN person p ON p.id = m.person_id
        WHERE h.region LIKE '${region}%' AND EXISTS (SELECT 1 FROM payment x WHERE x.household_id = h.id)
          AND EXISTS (SELECT 1 FROM measure x WHERE x.household_id = h.id)
          AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.open_of = h.id) ORDER BY h.id LIMIT 1`,
    );
    for (const table of ['payment', 'measure', 'assignment'])
      place[table] = one(`SELECT id FROM ${table} WHERE household_id = ${place.household} LIMIT 1`) ?? '1';
    place.case = one(`SELECT c.id FROM case_file c JOIN household h ON h.id = c.household_id WHERE h.region LIKE '${region}%' ORDER BY c.outcome IS NULL DESC LIMIT 1`);
    place.document = await draft(people[who], 'notice', { title: `走一遍 ${tag}` });
    assert.equal((await send(people[who], place.document, [['a.png', png()]])).status, 303);
    place.file = (await papers(people[who], place.document))[0].href.match(/\d+$/)[0];
  }
  // A list of a case of the own township.
  const [[leaves, region]] = mysql(`SELECT h.code, h.region FROM household h JOIN spell s ON s.open_of = h.id LEFT JOIN case_file c ON c.open_of = h.id
    WHERE c.id IS NULL AND h.region LIKE '${HERE}%' AND h.id <> ${own.household} ORDER BY h.id DESC LIMIT 1 OFFSET 9`);
  for (const [deed, fields] of [['removal', { reason_code: 'house', reason: '买了房' }], ['pass', {}], ['pass', {}]]) {
    const path = `/office/households/${leaves}/${deed}`;
    assert.equal((await people.editor.send(await people.editor.get(path), path, fields)).status, 303, deed);
  }
  const choice = await people.editor.get(`/office/lists/new?kind=removal&stop=village_notice&region=${region}`);
  const listed = await people.editor.send(choice, '/office/lists/new', { case: choice.text.match(/name="case" value="(\d+)"/)[1] });
  assert.equal(listed.status, 303, words(listed.text).slice(0, 300));
  made.push(own.list = listed.headers.location.match(/\d+$/)[0]);
  mysql(`INSERT INTO change_request (household_id, region, about, form, text_sealed, way, asked_at)
    VALUES (${far.household}, '${far.village}', 'people', RANDOM_BYTES(32), RANDOM_BYTES(80), 'name', UTC_TIMESTAMP())`);
  mysql(`INSERT INTO ticket (number, secret_index, secret_chain, form, kind, region, guarded, consent, text_sealed, asked_at, visit_by, decide_by)
    VALUES ('${String(Date.now()).slice(-12).padStart(12, '1')}', RANDOM_BYTES(32), 'x', RANDOM_BYTES(32), 'question', '${THERE}', 0, 1, RANDOM_BYTES(80), UTC_TIMESTAMP(), '2026-01-01', '2026-02-01')`);
  far.ticketNumber = one(`SELECT number FROM ticket WHERE region = '${THERE}' ORDER BY id DESC LIMIT 1`);
  far.ticket = one(`SELECT MAX(id) FROM ticket WHERE region = '${THERE}'`);
  far.request = one(`SELECT MAX(id) FROM change_request WHERE household_id = ${far.household}`);
  mysql(`INSERT INTO intake_batch (region, file, state, staged, made_at, made_by)
    VALUES ('${THERE}', '${tag}.csv', 'refused', 0, UTC_TIMESTAMP(), 'somebody')`);
  far.batch = one(`SELECT MAX(id) FROM intake_batch WHERE region = '${THERE}'`);
  far.account = one("SELECT id FROM account WHERE login = 'bianji2'");
  far.session = one(`SELECT LOWER(HEX(digest)) FROM session WHERE account_id = ${far.account} LIMIT 1`);
  [far.effort, far.file] = project(THERE, far.village, `外乡项目 ${tag}`, `${tag}.csv`);
  far.helper = one(`SELECT a.helper_id FROM assignment a JOIN household h ON h.id = a.household_id WHERE a.to_on IS NULL AND h.region LIKE '${THERE}%'
    AND a.helper_id NOT IN (SELECT b.helper_id FROM assignment b JOIN household g ON g.id = b.household_id WHERE b.to_on IS NULL AND g.region LIKE '${HERE}%') LIMIT 1`);
  far.county = await draft(people.publisher, 'notice', { title: `走一遍县里 ${tag}` });
  // What an earlier test sent in is tidied up by the office's job.
  await until(60, () => one("SELECT COUNT(*) FROM intake_batch WHERE staged = 1 AND state NOT IN ('queued', 'checked', 'approved')") === '0');
  known = state();
});
after(close);

// What stands in an address, by the part of it that is before: values of elsewhere.
const parts = ['new', 'joining', 'people', 'households', 'same', 'missing', 'suspects'];
const examples = [
  ['/office/users/{id}', () => [{ id: far.account }]],
  ['/office/efforts/files/{id}', () => [{ id: far.file }]],
  ['/office/efforts/{id}', () => [{ id: far.effort }]],
  ['/office/requests/{id}', () => [{ id: far.request }]],
  ['/office/tickets/{id}', () => [{ id: far.ticket }]],
  ['/office/findings/{rule}/{code}', () => [{ rule: 'no_visit', code: far.code }]],
  ['/office/villages/{region}', () => [{ region: far.village }]],
  ['/office/helpers/{id}', () => [{ id: far.helper }]],
  ['/office/imports/{id}', () => parts.map((part) => ({ id: far.batch, part }))],
  ['/office/households/{code}/reveal', () => [{ code: far.code, query: `?member=${far.member}` }]],
  ['/office/articles/{id}', () => [{ id: far.document }, { id: far.county }]],
  ['/office/files/{id}', () => [{ id: far.document, file: far.file }, { id: far.document, file: own.file }]],
  ['/office/households/{code}/{deed}', () => deeds.map((deed) => ({ code: far.code, deed }))],
  ['/office/households/{code}', () => [{ code: far.code }]],
];

// Rows whose address holds nothing, or whose forms name something: what of elsewhere could be named.
// path: own address; status: what may be answered. An empty list: the row names nothing.
const forms = {
  'POST /office/logout': () => [],
  'GET /office/login/code': () => [],
  'POST /office/login/code': () => [],
  'GET /office/account': () => [{ path: '/office/account', status: [200] }],
  'POST /office/account/sessions': () => [
    { path: '/office/account/sessions', fields: { session: far.session }, status: [303] },
  ],
  'GET /office/account/password': () => [],
  'POST /office/account/password': () => [],
  'GET /office/account/factor': () => [],
  'POST /office/account/factor': () => [],
  'GET /office/users': () => [{ path: '/office/users', status: [403] }], // an administrator's: accounts.test.mjs
  'GET /office/users/new': () => [],
  'POST /office/users/new': () => [
    { path: '/office/users/new', fields: { login: `x${tag}`, name: '某人', role: 'clerk', region: far.village }, status: [403] },
  ],
  'GET /office/glossary': () => [], // one list for the county
  'POST /office/glossary': () => [],
  'GET /office/banner': () => [{ path: '/office/banner', status: [403] }],
  'POST /office/banner': () => [{ path: '/office/banner', fields: { do: 'put', text: '试试', notice: far.document }, status: [403] }],
  'GET /office': () => [{ path: '/office', status: [200] }],
  'GET /office/articles': () => [{ path: `/office/articles?region=${far.village}`, status: [200, 404] }],
  'GET /office/articles/new': () => [],
  'POST /office/articles/new': () => [
    { path: '/office/articles/new?kind=notice', fields: { ...NOTICE, title: `x ${tag}`, region: far.village }, status: [422], logged: true },
  ],
  'POST /office/articles/{id}/relist': () => [
    { path: `/office/articles/${own.document}/relist`, fields: { case: far.case }, status: [404], logged: true },
    { path: `/office/articles/${own.list}/relist`, fields: { case: far.case }, status: [422], of: 'household_of_elsewhere' },
  ],
  'GET /office/files/{id}/{file}': () => [{ path: `/office/files/${own.document}/${far.file}`, status: [404] }],
  'POST /office/files/{id}/{file}/drop': () => [{ path: `/office/files/${own.document}/${far.file}/drop`, status: [404] }],
  'GET /office/lists': () => [{ path: '/office/lists', status: [200] }],
  'GET /office/lists/new': () => [
    { path: `/office/lists/new?kind=entry&stop=village_notice&region=${far.village}`, status: [404], logged: true },
  ],
  'POST /office/lists/new': () => [
    { path: '/office/lists/new', fields: { kind: 'entry', stop: 'village_notice', region: own.village, case: far.case }, status: [409], of: 'household_of_elsewhere' },
    { path: '/office/lists/new', fields: { kind: 'entry', stop: 'village_notice', region: far.village, case: far.case }, status: [404], logged: true },
  ],
  'GET /office/households': () => [{ path: `/office/households?region=${far.village}`, status: [404], logged: true }],
  'POST /office/households': () => [
    { path: '/office/households', fields: { q: far.code }, status: [200] },
    { path: '/office/households', fields: { q: far.name }, status: [200], echoes: true },
  ],
  'POST /office/many/tickets': () => [
    { path: '/office/many/tickets', fields: { pick: far.ticket, account: one("SELECT id FROM account WHERE login = 'bianji'") }, status: [200], says: '没有这一件' },
    { path: '/office/many/tickets', fields: { seen: `${far.ticket} 0.00`, sure: '1', account: one("SELECT id FROM account WHERE login = 'bianji'") }, status: [409], says: '没有这一件' },
  ],
  'POST /office/many/findings': () => [
    { path: '/office/many/findings', fields: { pick: far.code, rule: 'no_visit', reason: '试试', days: '7' }, status: [200], says: '没有这一件', of: 'household_of_elsewhere' },
    { path: '/office/many/findings', fields: { seen: `${far.code} 0`, sure: '1', rule: 'no_visit', reason: '试试', days: '7' }, status: [409], says: '没有这一件', of: 'household_of_elsewhere' },
  ],
  'POST /office/many/helper': () => [
    { path: '/office/many/helper', fields: { pick: far.code, name: '某人', unit: '某单位', on: today }, status: [200], says: '没有这一件', of: 'household_of_elsewhere' },
    { path: '/office/many/helper', fields: { seen: `${far.code} 0`, sure: '1', name: '某人', unit: '某单位', on: today }, status: [409], says: '没有这一件', of: 'household_of_elsewhere' },
  ],
  'POST /office/many/articles': () => [
    { path: '/office/many/articles', fields: { pick: far.document, do: 'approve' }, status: [403] },
  ],
  'GET /office/search': () => [{ path: '/office/search', status: [200] }],
  'POST /office/search': () => [
    ...[far.code, far.ticketNumber, `${tag}.csv`, `县里 ${tag}`].map((q) => ({ path: '/office/search', fields: { q }, status: [200], says: '没有找到' })),
    { path: '/office/search', fields: { q: far.name }, status: [200], echoes: true },
  ],
  'GET /office/households/export': () => [],
  'POST /office/households/export': () => [
    { path: '/office/households/export', fields: { region: far.village, format: 'csv' }, status: [422], logged: true },
  ],
  'POST /office/households/export/full': () => [
    { path: '/office/households/export/full', fields: { region: far.village, format: 'csv' }, status: [403] },
  ],
  'GET /office/slips': () => [{ path: '/office/slips', status: [200] }],
  'POST /office/slips': () => [
    { path: '/office/slips', fields: { region: far.village, which: 'all', key: 'k'.repeat(24) }, status: [404], logged: true },
  ],
  'GET /office/requests': () => [{ path: '/office/requests', status: [200] }],
  'GET /office/tickets': () => [{ path: `/office/tickets?region=${far.village}`, status: [404] }, { path: '/office/tickets', status: [200] }],
  'GET /office/findings': () => [{ path: '/office/findings?rule=no_visit', status: [200] }],
  'GET /office/findings.csv': () => [{ path: '/office/findings.csv?rule=no_visit', status: [200] }],
  'GET /office/imports': () => [{ path: `/office/imports?before=${Number(far.batch) + 1}`, status: [200] }],
  'GET /office/imports/new': () => [],
  'POST /office/imports/new': () => [{ path: '/office/imports/new', send: () => upload(people.editor, 'a.csv', 'x', far.village), status: [422], logged: true }],
  'GET /office/efforts': () => [{ path: '/office/efforts', status: [200] }],
  'GET /office/efforts/new': () => [],
  'POST /office/efforts/new': () => [
    { path: '/office/efforts/new?kind=project', fields: { title: `x ${tag}`, region: far.village, kind: 'project' }, status: [422] },
  ],
  'GET /office/efforts/import': () => [],
  'POST /office/efforts/import': () => [], // a form with a file: efforts.test.mjs
  'GET /office/audit': () => [{ path: `/office/audit?region=${far.village}`, status: [403] }],
  'GET /office/audit.csv': () => [{ path: `/office/audit.csv?region=${far.village}`, status: [403] }],
  'GET /office/households/new': () => [],
  'POST /office/households/new': () => [
    { path: '/office/households/new', fields: { new_code: `W${tag}`.toUpperCase(), region: far.village, name: '某人', number: '1' }, status: [422], logged: true },
  ],
  'GET /office/households/{code}/{deed}': () =>
    ['measure', 'payment'].map((deed) => ({ path: `/office/households/${own.code}/${deed}?id=${far[deed]}`, status: [404], logged: true })),
  'POST /office/households/{code}/{deed}': () => {
    const at = (deed) => `/office/households/${own.code}/${deed}`;
    const kin = { [`kin${far.member}`]: '其他' };
    return [
      { path: at('leave'), fields: { member: far.member, leaving: 'moved', on: today }, status: [422], logged: true },
      { path: at('head'), fields: { member: far.member, relation: '其他', on: today }, status: [422], logged: true },
      { path: at('split'), fields: { member: far.member, new_code: `W${tag}`.toUpperCase(), on: today }, status: [422], logged: true },
      { path: at('merge'), fields: { new_code: far.code, on: today, [`kin${own.member}`]: '其他' }, status: [422], of: 'household_of_elsewhere' },
      { path: at('move'), fields: { region: far.village, team: '一组', on: today }, status: [422], logged: true },
      { path: at('measure'), fields: { id: far.measure, title: '某项', state: 'done' }, status: [404], logged: true },
      { path: at('payment'), fields: { id: far.payment, state: 'received', desk: '某处', on: today }, status: [404], logged: true },
      { path: at('split'), fields: { member: own.member, new_code: `W${tag}`.toUpperCase(), on: today, ...kin }, status: [422], logged: true },
    ];
  },
};

// All that a form could say of somebody of elsewhere, at once; for addresses of elsewhere.
const everything = () => ({
  register_kind: 'sudden', attribute: 'general', cause1: 'illness', reason_code: 'death', reason: '试试', target: 'review',
  name: '某人', number: '1', papers: 'resident', twice: 'yes', relation: '配偶', joining: 'moved', leaving: 'moved', unit: '某单位',
  title: '某项', state: 'filed', desk: '某处', note: '某事', on: today, amount: '1', area: 'health', new_code: `V${tag}`.toUpperCase(),
  member: far.member, id: far.payment, case: far.case, region: own.village, version: '1', body: '改了', type: 'notice', issuer: '某', seen: '1',
  account: '1', found: '看过了', told: '说清楚了', question: '问什么', answer: '答什么', shown: '1', looked: '1',
  key: 'k'.repeat(24), finding: '核对过', outcome: 'applied', sentence: '改好了', days: '7', purpose: 'check', which: 'all', format: 'csv',
});

// The whole database but what a visit may write: sessions, throttles, looks, counts.
const tables = mysql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'mingbai' AND table_type = 'BASE TABLE'")
  .map(([name]) => name)
  .filter((name) => !['ticket', 'session', 'throttle', 'lookup_log', 'audit', 'audit_head', 'proof_spent', 'finding_count', 'finding_tally', 'figure', 'figure_year', 'figure_count', 'figure_unit'].includes(name));
// Of tickets the rows themselves: where a row has NULL, CHECKSUM reckons in what was read before it.
const ofTicket = mysql("SELECT column_name FROM information_schema.columns WHERE table_schema = 'mingbai' AND table_name = 'ticket' ORDER BY ordinal_position")
  .map(([name]) => `COALESCE(HEX(${name}), '-')`).join(', ');
const state = () => ({
  tickets: mysql(`SELECT id, MD5(CONCAT_WS('|', ${ofTicket})) FROM ticket ORDER BY id`).map((row) => row.join(' ')),
  tables: mysql(`CHECKSUM TABLE ${tables.join(', ')}`).map((row) => row.join(' ')),
  // But for who signed in, and that what is the own was looked at, or something was looked for.
  audits: one(`SELECT COUNT(*) FROM audit WHERE action NOT LIKE 'sign%' AND action <> 'search' AND object_kind <> 'finding'
    AND NOT (action = 'look' AND (object_kind = 'household' AND object_id = ${own.household} OR object_kind = 'document' AND object_id = ${own.list}))`),
});
let known; // as it was after the row before
const logged = (event) => readFileSync(join(run, 'log/office.log'), 'utf8').split(`"${event}"`).length;

// One try; the page may not show who lives elsewhere.
async function tryOut(who, row, path, fields, expected, { echoes, send, says = '' } = {}) {
  const answer = send ? await send() : row.method === 'GET' ? await people[who].get(path) : await people[who].post(path, { token: people[who].token, ...fields });
  assert.ok(expected.includes(answer.status), `${who} ${row.method} ${path}: ${answer.status}, not ${expected}: ${words(answer.text).slice(0, 200)}`);
  assert.ok(words(answer.text).includes(says), `${path} does not say ${says}`);
  const said = echoes ? unescape(answer.text).replaceAll(`value="${far.name}"`, '') : unescape(answer.text);
  assert.ok(!said.includes(far.name), `${path} shows a name of elsewhere`);
  assert.ok(!answer.text.includes(`/office/households/${far.code}"`), `${path} leads to a household of elsewhere`);
}

describe('with what is of another township', () => {
  for (const row of rows) {
    const name = `${row.method} ${row.path}`;
    it(name, async () => {
      const found = examples.find(([prefix]) => row.path.startsWith(prefix));
      const holds = row.path.includes('{');
      assert.ok(holds ? found : name in forms, `row without foreign example: ${name}. Say in this file what of another township it could name.`);
      for (const values of holds ? found[1]() : []) {
        const address = row.path.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? assert.fail(`row without foreign example: ${name}, ${all}`));
        const path = address + (row.method === 'GET' ? values.query ?? '' : '');
        for (const who of ['editor', 'chief']) {
          const lines = logged('out_of_region');
          const forbidden = !can(who === 'editor' ? 'editor' : 'publisher', row);
          await tryOut(who, row, path, everything(), [forbidden ? 403 : 404]);
          if (!forbidden) assert.ok(logged('out_of_region') > lines, `${path} is logged`);
        }
      }
      for (const one of forms[name]?.() ?? []) {
        const lines = [logged('out_of_region'), logged('household_of_elsewhere')];
        await tryOut('editor', row, one.path, one.fields, one.status, one);
        if (one.logged) assert.ok(logged('out_of_region') > lines[0], `${one.path} is logged`);
        if (one.of) assert.ok(logged(one.of) > lines[1], `${one.path} is logged`);
      }
      const before = known;
      known = state();
      assert.deepEqual(known, before, 'nothing has changed');
    });
  }
});

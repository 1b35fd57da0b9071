// How many notices an entry passes and how long each runs is the county's to set: here at the command
// line; the desks, the lists, the clock and the database follow. Values that make no sense are refused.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { account, command, mysql, signedIn, tries, words } from './lib.mjs';
import { withoutTriggers } from './chain.mjs';
import { COUNTY, HERE, close, made, one, open, people } from './staff.mjs';
import { newcomer } from '../numbers.mjs';

const names = ['notices_entry', 'group_days', 'village_days', 'township_days', 'county_days'];
const set = (name, value) => command('setting', name, value);
const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10);
let kept, second, village; // second: a publisher beside the one who writes the county's lists

before(async () => {
  await open();
  second = await signedIn(account('fabu2'));
  kept = mysql(`SELECT name, value FROM setting WHERE name IN ('${names.join("', '")}')`);
  [[village]] = mysql(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
});
after(async () => {
  for (const [id, days] of passed) await passDays(id, -days);
  mysql(`DELETE FROM setting WHERE name IN ('${names.join("', '")}')`);
  for (const [name, value] of kept) mysql(`INSERT INTO setting (name, value) VALUES ('${name}', '${value}')`);
  await close();
});

// -- a case, step by step ------------------------------------------------------------------------------

async function apply() {
  const code = `C${randomInt(1e9, 1e10)}`, path = '/office/households/new';
  const fields = { new_code: code, region: village, team: '一组', name: '测时长', number: newcomer() };
  done(await people.editor.send(await people.editor.get(path), path, fields), 'new');
  await act(people.editor, code, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' });
  return code;
}
const done = (answer, what) => assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 400)}`);
const send = async (who, code, what, fields = {}) => {
  const path = `/office/households/${code}/${what}`;
  return who.send(await who.get(path), path, fields);
};
const act = async (who, code, what, fields) => done(await send(who, code, what, fields), `${code} ${what}`);
const position = (code) => mysql(`SELECT e.stop, e.outcome, COALESCE(e.due_on, '') FROM event e JOIN household h ON h.id = e.household_id
  WHERE h.code = '${code}' ORDER BY e.id DESC LIMIT 1`)[0];
const caseOf = (code) => one(`SELECT c.id FROM case_file c JOIN household h ON h.id = c.open_of WHERE h.code = '${code}'`);

async function draft(who, code, stop, region) {
  const path = `/office/lists/new?kind=entry&stop=${stop}&region=${region}`;
  const answer = await who.send(await who.get(path), '/office/lists/new', { case: caseOf(code) });
  done(answer, stop);
  const id = Number(answer.headers.location.match(/\d+$/)[0]);
  made.push(id);
  return id;
}
const publish = async (id) => second.send(await second.get(`/office/articles/${id}/preview`), `/office/articles/${id}/publish`);
// Published editions are final even for the administrator, so the rule is lifted while time passes;
// at the end the clocks are put back, for the ledger knows them.
const passed = new Map();
const passDays = (id, days) => {
  passed.set(id, (passed.get(id) ?? 0) + days);
  return withoutTriggers(['edition'], () => mysql(`UPDATE edition SET opens_at = opens_at - INTERVAL ${days} DAY,
    closes_at = closes_at - INTERVAL ${days} DAY WHERE document_id = ${id} AND state = 'published'`));
};

// A notice of so many days: its sentence, its clock, and that it is waited for.
async function notice(who, code, stop, region, days) {
  const id = await draft(who, code, stop, region);
  const page = words((await people.publisher.get(`/office/articles/${id}/preview`)).text);
  assert.match(page, new RegExp(`从发布的第二天起算满 ${days} 天`), stop);
  done(await publish(id), `publishing ${stop}`);
  assert.deepEqual(position(code), [stop, 'reached', day(days)], 'its last day');
  assert.equal(one(`SELECT DATE(closes_at + INTERVAL 8 HOUR) FROM edition WHERE document_id = ${id}`), day(days + 1), 'until 24:00 of that day');
  await passDays(id, days);
  assert.match(words((await send(who, code, 'pass')).text), /公示还没有满规定的天数/, `${stop}: not on its last day`);
  await passDays(id, 1);
  await act(who, code, 'pass');
  assert.deepEqual(position(code).slice(0, 2), [stop, 'passed']);
}

describe('a setting', () => {
  it('that makes no sense is refused, and nothing is set', () => {
    const all = () => mysql('SELECT name, value FROM setting ORDER BY name');
    const before = all();
    const wrong = [['village_days', '0'], ['village_days', '91'], ['group_days', '-1'], ['county_days', 'five'], ['township_days', ''],
      ['notices_entry', ''], ['notices_entry', 'village,county'], ['notices_entry', 'village village'], ['notices_entry', 'province'],
      ['list_wait_days', '0'], ['no_such', '1']];
    for (const [name, value] of wrong) {
      const { status, stderr } = set(name, value);
      assert.equal(status, 2, `${name} ${value}`);
      assert.match(stderr, /1 to 90|group village township county|NAME is one of/);
    }
    assert.deepEqual(all(), before);
  });

  it('stands in the record: by whom, what it was and what it is', () => {
    mysql("DELETE FROM setting WHERE name = 'group_days'");
    for (const [value, was] of [['3', 'NULL'], ['4', '3']]) {
      assert.equal(set('group_days', value).status, 0);
      const [row] = mysql("SELECT login LIKE 'cli:%', region, object_kind, detail, was, became FROM audit WHERE action = 'setting' ORDER BY id DESC LIMIT 1");
      assert.deepEqual(row, ['1', COUNTY, 'setting', 'group_days', was, value]);
    }
  });
});

describe('a county with three notices and a proclamation, each of a length of its own', () => {
  it('has them all run in full, in this order', async () => {
    for (const [name, value] of [['notices_entry', 'group village township county'], ['group_days', '3'], ['village_days', '8'],
      ['township_days', '6'], ['county_days', '10']]) assert.equal(set(name, value).status, 0, name);
    const code = await apply();
    const shown = words((await people.editor.get(`/office/households/${code}`)).text);
    assert.match(shown, /户主申请.*民主评议.*组级公示.*村级公示.*乡镇审核.*乡镇公示.*县级审批.*县级公告.*录入建档/);
    await act(people.editor, code, 'pass');
    await act(people.editor, code, 'pass');
    await notice(people.editor, code, 'group_notice', village, 3);
    await notice(people.editor, code, 'village_notice', village, 8);
    await act(people.editor, code, 'pass');
    await notice(people.editor, code, 'township_notice', HERE, 6);
    await act(people.publisher, code, 'pass');
    await notice(people.publisher, code, 'county_notice', COUNTY, 10);
    await act(people.publisher, code, 'close');
    assert.equal(one(`SELECT COUNT(*) FROM spell s JOIN household h ON h.id = s.open_of WHERE h.code = '${code}'`), '1');
  });

  it('does not take a village\'s list with the days of a group\'s', async () => {
    const code = await apply();
    await act(people.editor, code, 'pass');
    await act(people.editor, code, 'pass');
    await notice(people.editor, code, 'group_notice', village, 3);
    const id = await draft(people.editor, code, 'village_notice', village);
    mysql(`UPDATE edition SET window_days = 3 WHERE document_id = ${id} AND state = 'draft'`);
    const version = one(`SELECT version FROM edition WHERE document_id = ${id}`);
    const answer = await people.publisher.post(`/office/articles/${id}/publish`, { token: people.publisher.token, version });
    assert.ok([409, 422].includes(answer.status), `${answer.status}`);
    assert.match(words(answer.text), /至少要公示 8 天，现在是 3 天/);
    assert.deepEqual(position(code).slice(0, 2), ['group_notice', 'passed']);
    await act(people.editor, code, 'reject', { reason_code: 'untrue', reason: '核实不符' });
  });
});

describe('a county with one proclamation only', () => {
  it('leads there at once, and the database knows no other way', async () => {
    for (const [name, value] of [['notices_entry', 'county'], ['county_days', '1']]) assert.equal(set(name, value).status, 0);
    const code = await apply();
    await act(people.editor, code, 'pass');
    await act(people.editor, code, 'pass');
    assert.deepEqual(position(code).slice(0, 2), ['review', 'passed']);
    await act(people.editor, code, 'pass');
    await act(people.publisher, code, 'pass');
    const event = (stop, outcome) => `INSERT INTO event (household_id, case_id, stop, outcome, on_day, reason, actor) SELECT household_id, id, '${stop}', '${outcome}', '${day(0)}', '', 'x' FROM case_file WHERE id = ${caseOf(code)}`;
    const [first, second] = tries('office', [event('entered', 'passed'), event('county_notice', 'reached')]);
    assert.match(first ?? '', /leaves out no stop/);
    assert.match(second ?? '', /a notice is posted first/);
    await notice(people.publisher, code, 'county_notice', COUNTY, 1);
    await act(people.publisher, code, 'close');
  });
});

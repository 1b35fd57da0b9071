// Every change of the register stands in the record with what was before and what came of it, and
// without anybody's name, number or phone.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { mysql, quote, words } from './lib.mjs';
import { HERE, close, one, open, people } from './staff.mjs';
import { newcomer } from '../numbers.mjs';

const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const daysAgo = (n) => new Date(Date.now() + 8 * 3600e3 - n * 86400e3).toISOString().slice(0, 10);
const named = [];
function somebody(name) {
  const person = { name, number: newcomer() };
  named.push(person.name, person.number);
  return person;
}
const code = () => `B${randomInt(1e9, 1e10)}`;
let villages, registered;

before(async () => {
  await open();
  villages = mysql(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 2`).map(([c]) => c);
  [registered] = mysql(`SELECT h.code, h.id FROM household h JOIN spell s ON s.open_of = h.id LEFT JOIN case_file c ON c.open_of = h.id
    WHERE c.id IS NULL AND h.region LIKE '${HERE}%' AND (SELECT COUNT(*) FROM assignment a WHERE a.household_id = h.id AND a.to_on IS NULL) = 1
    ORDER BY h.id LIMIT 1 OFFSET 40`);
});
after(close);

const started = () => one('SELECT MAX(id) FROM audit');
const since = (id) => mysql(`SELECT action, detail, was, became FROM audit WHERE id > ${id} AND action <> 'look' ORDER BY id`);
async function act(household, what, fields, query = '') {
  const path = `/office/households/${household}/${what}`;
  const at = started();
  const answer = await people.editor.send(await people.editor.get(path + query), path, fields);
  assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 500)}`);
  return since(at);
}
async function household(place = villages[0], ...others) {
  const fresh = code(), path = '/office/households/new';
  const answer = await people.editor.send(await people.editor.get(path), path, { new_code: fresh, region: place, team: '一组', ...somebody('测前后') });
  assert.equal(answer.status, 303, words(answer.text).slice(0, 300));
  mysql(`UPDATE membership m JOIN household h ON h.id = m.household_id SET m.from_on = '${daysAgo(10)}' WHERE h.code = '${fresh}'`);
  for (const [name, relation] of others) await act(fresh, 'join', { ...somebody(name), relation, joining: 'missed', on: daysAgo(9) });
  return fresh;
}
const member = (home, name) => one(`SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id JOIN household h ON h.id = m.household_id
  WHERE h.code = '${home}' AND p.name = ${quote(name)} AND m.to_on IS NULL`);

describe('the record of a change', () => {
  it('of people: the relation before and after', async () => {
    const home = await household();
    assert.deepEqual(await act(home, 'join', { ...somebody('测前后妻'), relation: '配偶', joining: 'marriage', on: daysAgo(5) }),
      [['member_join', 'marriage', 'NULL', '配偶']]);
    await act(home, 'join', { ...somebody('测前后子'), relation: '之子', joining: 'birth', on: daysAgo(5) });
    const [head, son] = [member(home, '测前后'), member(home, '测前后子')];
    assert.deepEqual(await act(home, 'head', { member: son, relation: '之父', on: daysAgo(3) }), [
      ['member_relation', `member ${head}`, '户主', '之父'],
      ['member_relation', `member ${son}`, '之子', '户主'],
      ['member_head', '', 'NULL', 'NULL'],
    ]);
    assert.deepEqual(await act(home, 'leave', { member: member(home, '测前后妻'), leaving: 'moved', on: daysAgo(2) }),
      [['member_leave', 'moved', '配偶', '迁走']]);
  });

  it('of households: which, and who was what in each', async () => {
    const home = await household(villages[0], ['测分户', '之子'], ['测分媳', '之儿媳']);
    const [son, wife] = [member(home, '测分户'), member(home, '测分媳')];
    const fresh = code();
    assert.deepEqual(await act(home, 'split', { new_code: fresh, member: son, [`kin${wife}`]: '配偶', on: daysAgo(4) }), [
      ['member_relation', `member ${son}`, `${home} 之子`, `${fresh} 户主`],
      ['member_relation', `member ${wife}`, `${home} 之儿媳`, `${fresh} 配偶`],
      ['household_split', fresh, 'NULL', 'NULL'], ['household_apart', home, 'NULL', 'NULL'],
    ]);
    assert.deepEqual(await act(fresh, 'move', { region: villages[1], team: '二组', on: daysAgo(3) }),
      [['household_moved', '', `${villages[0]} 一组`, `${villages[1]} 二组`]]);
    const [back, along] = [member(fresh, '测分户'), member(fresh, '测分媳')];
    assert.deepEqual((await act(fresh, 'merge', { new_code: home, [`kin${back}`]: '之子', [`kin${along}`]: '之儿媳', on: daysAgo(1) })).slice(0, 2), [
      ['member_relation', `member ${back}`, `${fresh} 户主`, `${home} 之子`],
      ['member_relation', `member ${along}`, `${fresh} 配偶`, `${home} 之儿媳`],
    ]);
  });

  it('of what a household is and gets', async () => {
    const [home, id] = registered;
    const causes = mysql(`SELECT c.cause FROM spell s JOIN spell_cause c ON c.spell_id = s.id WHERE s.open_of = ${id} ORDER BY c.position`).map(([c]) => c);
    const attribute = one(`SELECT attribute FROM spell WHERE open_of = ${id}`);
    assert.deepEqual(await act(home, 'facts', { attribute: 'destitute', cause1: 'disaster', cause2: 'roads', cause3: '' }),
      [['facts', '', `${attribute}; ${causes.join(' ')}`, 'destitute; disaster roads']]);

    const helper = () => mysql(`SELECT CONCAT('helper ', r.id, ', ', r.unit) FROM assignment a JOIN helper r ON r.id = a.helper_id WHERE a.household_id = ${id} AND a.to_on IS NULL`)[0][0];
    const was = helper();
    named.push('测帮扶', '0999-5100177');
    const rows = await act(home, 'helper', { name: '测帮扶', unit: '县农业农村局', phone: '0999-5100177', on: today });
    assert.deepEqual(rows, [['helper', today, was, helper()]]);
    assert.match(rows[0][3], /^helper \d+, 县农业农村局$/);

    assert.deepEqual(await act(home, 'measure', { area: 'health', title: '签约随访', amount: '', state: 'planned', on: daysAgo(2) }),
      [['measure', '', 'NULL', '签约随访; -; planned']]);
    const measure = one(`SELECT MAX(id) FROM measure WHERE household_id = ${id}`);
    assert.deepEqual(await act(home, 'measure', { title: '签约随访', amount: '120.5', state: 'running' }, `?id=${measure}`),
      [['measure', '', '签约随访; -; planned', '签约随访; 120.50; running']]);

    await act(home, 'payment', { title: '产业奖补', amount: '800', batch: '', state: 'filed', desk: '镇财政所', on: daysAgo(2) });
    const payment = one(`SELECT MAX(id) FROM payment WHERE household_id = ${id}`);
    assert.deepEqual(await act(home, 'payment', { state: 'approved', desk: '县财政局', on: today }, `?id=${payment}`),
      [['payment', '', `filed; 镇财政所; ${daysAgo(2)}`, `approved; 县财政局; ${today}`]]);
  });

  it('of a case: where it stood and where it stands', async () => {
    const home = await household();
    assert.deepEqual(await act(home, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }),
      [['case_reached', 'entry apply', '', 'apply running']]);
    assert.deepEqual(await act(home, 'pass', {}), [['case_passed', 'entry apply', 'apply running', 'review waiting']]);
    assert.deepEqual(await act(home, 'reject', { reason_code: 'untrue', reason: '核实不符' }), [['case_rejected', 'entry review', 'review waiting', 'rejected']]);
  });

  it('names nobody', () => {
    const all = mysql('SELECT detail, was, became FROM audit').flat().join('\n');
    assert.ok(named.length > 10);
    for (const word of named) assert.ok(!all.includes(word), word);
  });
});

// The household as people live it: they come, leave, marry, die, split, merge and move; each of it is
// one dated event that stays known, on the office's page and on the household's own card.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { account, formOf, limits, mysql, post, quote, signedIn, tries, words } from './lib.mjs';
import { newcomer } from '../numbers.mjs';

const TOWNSHIP = '990123102',
  OTHER = '990123105';
const one = (query) => mysql(query)[0]?.[0];
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const daysAgo = (n) => new Date(Date.now() + 8 * 3600e3 - n * 86400e3).toISOString().slice(0, 10);

const somebody = (name) => ({ name, number: newcomer() });

let editor, stranger, county, village, second, far;

before(async () => {
  await limits('off');
  editor = await signedIn(account('bianji'));
  stranger = await signedIn(account('bianji2'));
  county = await signedIn(account('fabu'));
  [[village], [second]] = mysql(`SELECT code FROM region WHERE parent = '${TOWNSHIP}' ORDER BY code LIMIT 2`);
  [[far]] = mysql(`SELECT code FROM region WHERE parent = '${OTHER}' ORDER BY code LIMIT 1`);
});
after(() => limits('back'));

// A form of one household, sent as its page has it.
async function act(who, code, what, fields) {
  const path = `/office/households/${code}/${what}`;
  return who.send(await who.get(path), path, fields);
}
const done = (answer, what) =>
  assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 500)}`);
function refused(answer, sentence) {
  assert.equal(answer.status, 422, words(answer.text).slice(0, 300));
  assert.ok(words(answer.text).includes(sentence), `“${sentence}”: ${words(answer.text).slice(0, 700)}`);
}

// A household that exists, with its head and whoever else, as of ten days ago.
async function household(who = editor, place = village, ...others) {
  const code = `H${randomInt(1e9, 1e10)}`;
  const head = somebody('测当家');
  const path = '/office/households/new';
  done(await who.send(await who.get(path), path, { new_code: code, region: place, team: '一组', ...head }), 'new');
  mysql(`UPDATE membership m JOIN household h ON h.id = m.household_id SET m.from_on = '${daysAgo(10)}' WHERE h.code = '${code}'`);
  for (const [name, relation] of others) {
    done(await act(who, code, 'join', { ...somebody(name), relation, joining: 'missed', on: daysAgo(10) }), name);
  }
  return { code, head };
}

const id = (code) => one(`SELECT id FROM household WHERE code = '${code}'`);
const member = (code, name) =>
  one(`SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id WHERE m.household_id = ${id(code)}
    AND p.name = ${quote(name)} AND m.to_on IS NULL`);
const living = (code) =>
  mysql(`SELECT p.name, m.relation FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.household_id = ${id(code)} AND m.to_on IS NULL ORDER BY m.id`).map((row) => row.join(' '));
const events = (code) =>
  mysql(`SELECT stop, on_day, reason_code, reason, account_id IS NOT NULL FROM event WHERE household_id = ${id(code)} ORDER BY id`);
const page = async (code, who = editor) => words((await who.get(`/office/households/${code}`)).text);
const card = async ({ name, number }) => {
  for (let patience = 0; ; patience++) {
    const answer = await post('/status', { name, id_number: number });
    if (answer.status !== 429 || patience === 8) return answer;
    await new Promise((resume) => setTimeout(resume, 1000));
  }
};
// What a refusal may not have touched.
const state = () => mysql(`SELECT (SELECT COUNT(*) FROM membership), (SELECT COUNT(*) FROM membership WHERE to_on IS NULL),
  (SELECT COUNT(*) FROM event), (SELECT COUNT(*) FROM household), (SELECT COUNT(*) FROM person)`)[0].join();

describe('people', () => {
  it('come for a reason, on a day, and the card says so', async () => {
    const { code, head } = await household();
    const child = { ...somebody('测新生'), relation: '之女', on: daysAgo(3), joining: '' };
    const before = state();
    refused(await act(editor, code, 'join', child), '请选择为什么添这个人');
    refused(await act(editor, code, 'join', { ...child, joining: 'birth', on: daysAgo(-1) }), '不能晚于今天');
    assert.equal(state(), before, 'what is refused writes nothing');
    done(await act(editor, code, 'join', { ...child, joining: 'birth', reason: '在县医院' }), 'a birth');
    assert.deepEqual(events(code), [['member_join', daysAgo(3), 'birth', '出生（之女）。在县医院', '1']]);
    assert.match(await page(code), /您家添了一个人。 测新生 原因：出生（之女）。在县医院/);
    const shown = words((await card(head)).text);
    assert.match(shown, /您家添了一个人。 原因：出生（之女）。在县医院/);
    assert.ok(!shown.includes('测新生'), 'names are masked on the card');
    refused(await act(editor, code, 'join', { ...child, joining: 'birth' }), '已经在这一户里');
    assert.equal(one(`SELECT COUNT(*) FROM audit WHERE object_kind = 'household' AND object_id = ${id(code)} AND action = 'member_join'`), '1');
  });

  it('leave, and that they were there stays known', async () => {
    const { code } = await household(editor, village, ['测出嫁', '之女']);
    const who = member(code, '测出嫁');
    refused(await act(editor, code, 'leave', { member: who, leaving: 'marriage', on: daysAgo(11) }), '日期早于');
    done(await act(editor, code, 'leave', { member: who, leaving: 'marriage', on: daysAgo(2) }), 'marries');
    assert.deepEqual(living(code), ['测当家 户主']);
    assert.match(await page(code), new RegExp('测出嫁 ，之女'.replace(' ', ' ?')), 'the closed membership is shown');
    assert.equal(events(code).at(-1).slice(0, 4).join(), `member_leave,${daysAgo(2)},marriage,结婚出去（之女）`);
    refused(await act(editor, code, 'leave', { member: who, leaving: 'death', on: today }), '请选择家里现在的一个人');
    const again = tries('office', [
      `UPDATE membership SET to_on = NULL WHERE id = ${who}`,
      `UPDATE membership SET to_on = '${today}' WHERE id = ${who}`,
    ]);
    for (const error of again) assert.match(error ?? '', /a membership only ends, once/);
  });

  it('who left one household comes into another on that day, not before', async () => {
    const from = await household(editor, village, ['测去留', '之女']);
    const to = await household();
    const number = one(`SELECT 1`) && somebody('x').number; // another number: a new person
    const moving = { name: '测进门', number };
    done(await act(editor, from.code, 'join', { ...moving, relation: '之子', joining: 'missed', on: daysAgo(9) }), 'there');
    done(await act(editor, from.code, 'leave', { member: member(from.code, '测进门'), leaving: 'moved', on: daysAgo(4) }), 'goes');
    refused(await act(editor, to.code, 'join', { ...moving, relation: '其他', joining: 'moved', on: daysAgo(6) }), '才离开原来的户');
    done(await act(editor, to.code, 'join', { ...moving, relation: '其他', joining: 'moved', on: daysAgo(4) }), 'comes');
    assert.equal(one(`SELECT COUNT(DISTINCT m.person_id) FROM membership m JOIN person p ON p.id = m.person_id WHERE p.name = '测进门' AND m.household_id IN (${id(from.code)}, ${id(to.code)})`), '1', 'the same person');
  });

  it('the last one does not leave before what runs for the household has ended', async () => {
    const { code } = await household();
    const leave = { member: member(code, '测当家'), leaving: 'death', on: today };
    done(await act(editor, code, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), 'entry');
    refused(await act(editor, code, 'leave', leave), '先办“自然减少”');
    done(await act(editor, code, 'withdraw', { reason: '老人去世' }), 'withdrawn');
    done(await act(editor, code, 'leave', leave), 'the last one');
    assert.deepEqual(living(code), []);
    assert.equal((await editor.get(`/office/households/${code}`)).status, 200);
  });

  it('the head changes on a day, once', async () => {
    const { code } = await household(editor, village, ['测接班', '之子']);
    refused(await act(editor, code, 'head', { member: member(code, '测接班'), relation: '', on: today }), '请选择原来的户主是新户主的什么人');
    done(await act(editor, code, 'head', { member: member(code, '测接班'), relation: '之父', on: daysAgo(1), reason: '年纪大了' }), 'head');
    assert.deepEqual(living(code).sort(), ['测当家 之父', '测接班 户主'].sort());
    assert.equal(events(code).at(-1)[0], 'member_head');
    assert.equal(one(`SELECT COUNT(*) FROM membership WHERE household_id = ${id(code)}`), '4');
  });
});

describe('a number that is somebody’s already', () => {
  it('is accepted with a warning when the officer insists, and marked in both households', async () => {
    const a = await household();
    const b = await household();
    const same = { name: a.head.name, number: a.head.number, relation: '其他', joining: 'moved', on: today };
    const first = await act(editor, b.code, 'join', same);
    refused(first, `登记在户 ${a.code} 里，要先从那里迁出`);
    const form = formOf(first.text, `/office/households/${b.code}/join`);
    assert.ok('twice' in form.fields, 'the page asks what to do');
    done(await act(editor, b.code, 'join', { ...same, twice: 'yes' }), 'twice');
    for (const { code } of [a, b]) assert.match(await page(code), /证件号码在另一户也登记着，待核/);
    assert.equal((await card(a.head)).status, 200);
    assert.equal(one(`SELECT COUNT(*) FROM audit WHERE action = 'member_twice' AND object_id = ${id(b.code)}`), '1');
  });

  it('says nothing of a household of another township', async () => {
    const there = await household(stranger, far);
    const here = await household();
    const answer = await act(editor, here.code, 'join', { ...there.head, relation: '其他', joining: 'moved', on: today });
    refused(answer, '在别的乡镇还登记着');
    assert.ok(!answer.text.includes(there.code));
  });

  it('under another name is refused first, and accepted as a second person', async () => {
    const a = await household();
    const b = await household();
    const other = { name: '测异名', number: a.head.number, relation: '其他', joining: 'moved', on: today };
    refused(await act(editor, b.code, 'join', other), '用别的姓名登记在户');
    done(await act(editor, b.code, 'join', { ...other, twice: 'yes' }), 'twice');
    assert.equal(one(`SELECT COUNT(DISTINCT q.id) FROM person p JOIN person q ON q.id_index = p.id_index WHERE p.name = '测异名' AND p.id = (SELECT MAX(id) FROM person)`), '2');
  });
});

describe('other documents', () => {
  const kinds = [
    ['disability', (n) => `${n}43`, '残疾人证'],
    ['passport', () => `E${randomInt(1e7, 1e8)}`, '护照'],
    ['permit', () => `H${randomInt(1e7, 1e8)}`, '港澳台证件'],
    ['military', () => `南字第${randomInt(1e6, 1e7)}号`, '军人证件'],
    ['other', () => `ABC${randomInt(1e9, 1e10)}XY`, '其他证件'],
  ];
  for (const [kind, number, label] of kinds) {
    it(`a ${kind} is written down as it is and shown as to be looked at`, async () => {
      const { code } = await household();
      const typed = { ...somebody(`测${label.slice(0, 2)}`), relation: '其他', joining: 'moved', on: today };
      typed.number = ` ${number(typed.number).split('').join(' ').toLowerCase()} `;
      refused(await act(editor, code, 'join', { ...typed, papers: 'resident' }), '请选其他证件');
      done(await act(editor, code, 'join', { ...typed, papers: 'other' }), kind);
      assert.match(await page(code), new RegExp(`${label}，待核`));
      assert.equal(one(`SELECT p.id_kind FROM person p JOIN membership m ON m.person_id = p.id WHERE m.household_id = ${id(code)} ORDER BY m.id DESC LIMIT 1`), kind);
    });
  }

  it('a resident’s number is checked whatever is chosen', async () => {
    const { code } = await household();
    const typed = { ...somebody('测身份'), relation: '其他', joining: 'moved', on: today };
    refused(await act(editor, code, 'join', { ...typed, papers: 'other' }), '请选居民身份证');
    refused(await act(editor, code, 'join', { ...typed, number: typed.number.slice(0, 17), papers: 'other' }), '证件号码不对');
    refused(await act(editor, code, 'join', { ...typed, number: '19800101', papers: 'other' }), '证件号码不对');
  });
});

describe('a household splits', () => {
  it('into two on a day, both knowing of it; what was given stays', async () => {
    const { code } = await household(editor, village, ['测老二', '之子'], ['测二嫂', '之儿媳'], ['测孙子', '之孙子']);
    done(await act(editor, code, 'payment', { title: '产业奖补', amount: '800', state: 'filed', desk: '镇财政所', on: today }), 'payment');
    const fresh = `${code}F`;
    const kin = { [`kin${member(code, '测二嫂')}`]: '配偶', [`kin${member(code, '测孙子')}`]: '之子' };
    const fields = { new_code: fresh, member: member(code, '测老二'), on: daysAgo(2), reason: '另盖了房', ...kin };
    const before = state();
    refused(await act(editor, code, 'split', { ...fields, on: daysAgo(12) }), '日期早于');
    refused(await act(editor, code, 'split', { ...fields, [`kin${member(code, '测孙子')}`]: '皇上' }), '与户主的关系');
    refused(await act(editor, code, 'split', { ...fields, [`kin${member(code, '测当家')}`]: '之父' }), '户主留在原来的户里');
    refused(await act(editor, code, 'split', { ...fields, new_code: code }), '已经有了');
    assert.equal(state(), before);
    done(await act(editor, code, 'split', fields), 'split');
    assert.deepEqual(living(fresh), ['测老二 户主', '测二嫂 配偶', '测孙子 之子']);
    assert.deepEqual(living(code), ['测当家 户主']);
    assert.deepEqual(events(code).at(-1).slice(0, 4), ['household_split', daysAgo(2), '', '分出 3 人。另盖了房']);
    assert.deepEqual(events(fresh).map(([stop]) => stop), ['household_apart']);
    assert.ok((await page(code)).includes(`户 ${fresh}`) && (await page(fresh)).includes(`户 ${code}`));
    assert.equal(one(`SELECT COUNT(*) FROM payment WHERE household_id = ${id(fresh)}`), '0');
    assert.equal(one(`SELECT COUNT(*) FROM payment WHERE household_id = ${id(code)}`), '1');
    assert.equal(one(`SELECT COUNT(*) FROM spell WHERE household_id = ${id(fresh)}`), '0');
  });
});

describe('two households merge', () => {
  it('when nothing of the one that goes is under way; its history stays', async () => {
    const from = await household(editor, village, ['测老伴', '配偶']);
    const to = await household();
    const fields = {
      new_code: to.code.toLowerCase(), on: daysAgo(1), reason: '住到一起',
      [`kin${member(from.code, '测当家')}`]: '之父', [`kin${member(from.code, '测老伴')}`]: '之母',
    };
    done(await act(editor, from.code, 'helper', { name: '周帮扶', unit: '农业农村局', phone: '0999-5100100', on: daysAgo(5) }), 'helper');
    done(await act(editor, from.code, 'payment', { title: '补贴', amount: '10', state: 'filed', desk: '镇财政所', on: today }), 'payment');
    done(await act(editor, from.code, 'measure', { area: 'health', title: '门诊补助', amount: '', state: 'running', on: daysAgo(5) }), 'measure');
    const before = state();
    refused(await act(editor, from.code, 'merge', { ...fields, new_code: from.code }), '请填另一户');
    refused(await act(editor, from.code, 'merge', { ...fields, new_code: 'NOSUCH' }), '没有这个户编号');
    refused(await act(editor, from.code, 'merge', fields), '1 笔钱没有到账');
    mysql(`UPDATE payment SET state = 'received' WHERE household_id = ${id(from.code)}`);
    refused(await act(editor, from.code, 'merge', fields), '1 项帮扶没有办完');
    mysql(`UPDATE measure SET state = 'done' WHERE household_id = ${id(from.code)}`);
    refused(await act(editor, from.code, 'merge', { ...fields, [`kin${member(from.code, '测老伴')}`]: '' }), '与户主的关系');
    assert.equal(state(), before);
    done(await act(editor, from.code, 'merge', fields), 'merge');
    assert.deepEqual(living(to.code), ['测当家 户主', '测当家 之父', '测老伴 之母']);
    assert.deepEqual(living(from.code), []);
    assert.deepEqual(events(from.code).at(-1).slice(0, 4), ['household_merged', daysAgo(1), '', '住到一起']);
    assert.deepEqual(events(to.code).at(-1).slice(0, 4), ['household_merge', daysAgo(1), '', '并进来 2 人。住到一起']);
    assert.equal(one(`SELECT to_on FROM assignment WHERE household_id = ${id(from.code)}`), daysAgo(1));
    assert.match(words((await card(from.head)).text), /另一户并到了您家/);
    refused(await act(editor, to.code, 'merge', { ...fields, new_code: from.code }), '已经没有人');
  });

  it('that are both in the register: one ends first', async () => {
    const [[a], [b]] = mysql(`SELECT h.code FROM household h JOIN spell s ON s.open_of = h.id LEFT JOIN case_file c ON c.open_of = h.id
      WHERE h.region LIKE '${TOWNSHIP}%' AND c.id IS NULL ORDER BY h.id DESC LIMIT 2`);
    const { code } = await household();
    refused(await act(editor, a, 'merge', { new_code: b, on: today }), '两户都在册');
    refused(await act(editor, a, 'merge', { new_code: code, on: today }), '请到那一户去办合户');
    done(await act(editor, a, 'cease', { reason_code: 'merged', reason: '并到儿子家' }), 'natural decrease');
    mysql(`UPDATE payment SET state = 'received' WHERE household_id = ${id(a)}; UPDATE measure SET state = 'done' WHERE household_id = ${id(a)}`);
    const kin = Object.fromEntries(mysql(`SELECT id FROM membership WHERE household_id = ${id(a)} AND to_on IS NULL`).map(([m]) => [`kin${m}`, '其他']));
    done(await act(editor, a, 'merge', { new_code: b, on: today, ...kin }), 'merge');
  });

  it('not with one of another township', async () => {
    const there = await household(stranger, far);
    const here = await household();
    refused(await act(editor, here.code, 'merge', { new_code: there.code, on: today, [`kin${member(here.code, '测当家')}`]: '其他' }), '别的乡镇的户，请县里办');
    done(await act(county, here.code, 'merge', { new_code: there.code, on: today, [`kin${member(here.code, '测当家')}`]: '其他' }), 'by the county');
    assert.ok(!(await page(here.code)).includes(there.code), 'the code of elsewhere is not shown');
  });
});

describe('a household moves', () => {
  it('within the township; to another one by the county, and then it is that one’s', async () => {
    const { code, head } = await household();
    refused(await act(editor, code, 'move', { region: village, team: '一组', on: today }), '没有搬');
    refused(await act(editor, code, 'move', { region: far, team: '一组', on: today }), '请县里办');
    refused(await act(editor, code, 'move', { region: `${TOWNSHIP}999`, team: '一组', on: today }), '没有这个村');
    done(await act(editor, code, 'move', { region: second, team: '二组', on: daysAgo(1) }), 'move');
    assert.equal(one(`SELECT region FROM household WHERE code = '${code}'`), second);
    assert.match(words((await card(head)).text), /您家搬了地方。 原因：从.+一组到.+二组/);
    done(await act(county, code, 'move', { region: far, team: '三组', on: today }), 'by the county');
    assert.equal((await editor.get(`/office/households/${code}`)).status, 404);
    assert.equal((await stranger.get(`/office/households/${code}`)).status, 200);
    assert.equal(events(code).filter(([stop]) => stop === 'household_moved').length, 2);
  });
});

describe('while a case runs', () => {
  it('a household neither splits, merges nor moves, and is told what to do', async () => {
    const { code } = await household(editor, village, ['测等等', '之子']);
    const other = await household();
    done(await act(editor, code, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), 'entry');
    const kin = { [`kin${member(code, '测等等')}`]: '之子', [`kin${member(code, '测当家')}`]: '之父' };
    refused(await act(editor, code, 'split', { new_code: `${code}X`, member: member(code, '测等等'), on: today }), '请先办结');
    refused(await act(editor, code, 'merge', { new_code: other.code, on: today, ...kin }), '请先办结');
    refused(await act(editor, other.code, 'merge', { new_code: code, on: today, [`kin${member(other.code, '测当家')}`]: '其他' }), `户 ${code} 正在办申请纳入`);
    refused(await act(editor, code, 'move', { region: second, team: '一组', on: today }), '请先办结');
    done(await act(editor, code, 'join', { ...somebody('测来了'), relation: '之女', joining: 'birth', on: today }), 'people may come');
    assert.match(tries('office', [`UPDATE household SET region = '${second}' WHERE code = '${code}'`])[0] ?? '', /does not move/);
    done(await act(editor, code, 'withdraw', { reason: '不申请了' }), 'withdrawn');
    done(await act(editor, code, 'move', { region: second, team: '一组', on: today }), 'move');
  });
});

describe('the database', () => {
  const office = (query) => tries('office', [query])[0] ?? 'nothing';
  const event = (household, file, stop, outcome) =>
    `INSERT INTO event (household_id, case_id, stop, outcome, on_day, actor) VALUES (${household}, ${file}, '${stop}', '${outcome}', '${today}', 'x')`;

  it('knows the stops of every kind of case as the program does', async () => {
    for (const [kind, what, fields] of [
      ['entry', 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }],
    ]) {
      const { code } = await household();
      done(await act(editor, code, what, fields), what);
      const shown = await page(code);
      const count = one(`SELECT COUNT(*) FROM case_stop WHERE kind = '${kind}' AND notice <> 'group'`);
      assert.equal(count, String((shown.match(/还没到这一步|正在办/g) ?? []).length), shown);
    }
  });

  it('lets the office’s account make no move the rules refuse', async () => {
    const { code } = await household();
    done(await act(editor, code, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), 'entry');
    const h = id(code);
    const file = one(`SELECT id FROM case_file WHERE open_of = ${h}`);
    const count = one('SELECT COUNT(*) FROM event');
    assert.match(office(event(h, file, 'review', 'passed')), /leaves out no stop/);
    assert.match(office(event(h, file, 'entered', 'passed')), /leaves out no stop/);
    assert.match(office(event(h, file, 'left', 'passed')), /of a stop of the case/);
    assert.match(office(event(h, file, 'apply', 'blessed')), /first stop/);
    assert.match(office(event(Number(h) - 1, file, 'apply', 'passed')), /of a stop of the case/);
    assert.match(office(event(h, file, 'township_check', 'returned')), /goes back, not on/);
    assert.match(office(`UPDATE case_file SET outcome = 'done' WHERE id = ${file}`), /ends by an event/);
    assert.match(office(`UPDATE case_file SET outcome = 'rejected' WHERE id = ${file}`), /ends by an event/);
    assert.match(office(`INSERT INTO spell (household_id, kind, attribute, from_on) VALUES (${h}, 'poor', 'general', '${today}')`), /begins with a case/);
    const stay = one(`SELECT id FROM spell WHERE to_on IS NULL ORDER BY id LIMIT 1`);
    assert.match(office(`UPDATE spell SET to_on = '${today}', ending = 'lifted' WHERE id = ${stay}`), /ends with a case/);
    assert.equal(one('SELECT COUNT(*) FROM event'), count);
    done(await act(editor, code, 'return', { target: 'apply', reason_code: 'papers', reason: '缺材料' }), 'returned');
    assert.match(office(event(h, file, 'apply', 'passed')), /has to come again/);
    done(await act(editor, code, 'resubmit', {}), 'resubmitted');
    done(await act(editor, code, 'pass', {}), 'apply');
    done(await act(editor, code, 'pass', {}), 'review');
    assert.match(office(event(h, file, 'village_notice', 'passed')), /runs its full days/);
    assert.match(office(event(h, file, 'village_notice', 'reached')), /posted first/);
    assert.match(office(event(h, file, 'township_check', 'passed')), /leaves out no stop/);
    const path = `/office/lists/new?kind=entry&stop=village_notice&region=${village}`;
    const list = await editor.send(await editor.get(path), '/office/lists/new', { case: file });
    done(list, 'a list');
    const article = list.headers.location;
    done(await county.send(await county.get(`${article}/preview`), `${article}/publish`), 'published');
    assert.match(office(event(h, file, 'village_notice', 'passed')), /runs its full days/);
    assert.match(office(event(h, file, 'township_check', 'passed')), /leaves out no stop/);
    mysql(`INSERT INTO case_hold (document_id, case_id, held_at) VALUES (${article.split('/').pop()}, ${file}, UTC_TIMESTAMP())`);
    assert.match(office(event(h, file, 'village_notice', 'passed')), /an objection is open/);
  });
});

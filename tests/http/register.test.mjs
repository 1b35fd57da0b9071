// The register in the office, over HTTP: one household from its application to the register, out of
// it and in again, through several accounts; what is not allowed is refused however it is sent;
// nobody sees or touches another township's people; the villager's card shows every step.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json, log/ and sockets. Notices run for days: here their
// windows are moved into the past directly in the database, as its administrator.
import { before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newcomer } from '../numbers.mjs';

const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const run = process.env.RUN_DIR ?? 'build/run';
const demo = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8'));

// -- the database, as its administrator ------------------------------------------------------------

function sql(text) {
  const socket = join(readFileSync(join(run, 'sockets'), 'utf8').trim(), 'db.sock');
  const out = execFileSync(
    'mariadb',
    ['--no-defaults', `--socket=${socket}`, `--user=${userInfo().username}`, '-N', '-B', 'mingbai'],
    { input: text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] },
  );
  return out.split('\n').filter((line) => line).map((line) => line.split('\t'));
}

const refuses = (text, what) => assert.throws(() => sql(text), what);

// Published editions are final even for the administrator, so the rule is lifted while time passes.
function passDays(document, days) {
  const [[trigger]] = sql("SELECT action_statement FROM information_schema.triggers WHERE trigger_name = 'edition_is_final' AND trigger_schema = 'mingbai'");
  const body = trigger.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
  sql(`DROP TRIGGER edition_is_final;
    UPDATE edition SET opens_at = opens_at - INTERVAL ${days} DAY, closes_at = closes_at - INTERVAL ${days} DAY
     WHERE document_id = ${document} AND state = 'published';
    DELIMITER //
    CREATE TRIGGER edition_is_final BEFORE UPDATE ON edition FOR EACH ROW ${body}//`);
}

// -- an officer at a browser -----------------------------------------------------------------------

class Officer {
  cookies = new Map();

  async send(path, fields) {
    for (let patience = 0; ; patience++) {
      const answer = await fetch(base + path, {
        method: fields ? 'POST' : 'GET',
        body: fields ? new URLSearchParams(fields) : undefined,
        headers: { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
        redirect: 'manual',
      });
      for (const line of (answer.headers.get('set-cookie') ?? '').split(/, (?=\w+=)/).filter(Boolean)) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        this.cookies.set(name, value);
      }
      const page = await answer.text();
      if (![429, 503].includes(answer.status) || patience === 8) {
        return { status: answer.status, page, to: answer.headers.get('location') };
      }
      await sleep(500);
    }
  }

  async get(path) {
    return this.send(path);
  }

  // As a browser does it: the page, then its form with all that is hidden in it.
  async post(path, fields, action = path) {
    const form = await this.get(path);
    assert.equal(form.status, 200, `GET ${path}`);
    const hidden = {};
    for (const [input] of form.page.matchAll(/<input type="hidden"[^>]*>/g)) {
      hidden[input.match(/ name="([^"]*)"/)[1]] = input.match(/ value="([^"]*)"/)[1];
    }
    return this.send(action, { ...hidden, ...fields });
  }

  // Not as a browser does it: only the token is true.
  async forge(path, fields) {
    return this.send(path, { token: this.token, ...fields });
  }

  static async signIn(account) {
    const officer = new Officer();
    const answer = await officer.post('/office/login', {
      login: account.login,
      password: account.password,
    });
    assert.equal(answer.status, 303, `${account.login} signs in`);
    const home = await officer.get('/office');
    officer.token = home.page.match(/name="token" value="([^"]*)"/)[1];
    return officer;
  }
}

const text = (page) => page.replace(/<[^>]*>/g, ' ').replace(/&[a-z]+;/g, ' ').replace(/\s+/g, ' ');

// -- people ----------------------------------------------------------------------------------------

const somebody = (name) => ({ name, number: newcomer() });

const township = '990123102';
const code = `T${randomInt(1e9, 1e10)}`;
const head = somebody('测有福');
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

let editor, stranger, publisher, second, village;
const self = `/office/households/${code}`;

before(async () => {
  const account = (login) => demo.accounts.find((a) => a.login === login);
  editor = await Officer.signIn(account('bianji'));
  stranger = await Officer.signIn(account('bianji2'));
  publisher = await Officer.signIn(account('fabu'));
  second = await Officer.signIn(account('fabu2')); // who makes a list does not publish it
  [[village]] = sql(`SELECT code FROM region WHERE parent = '${township}' ORDER BY code LIMIT 1`);
});

// -- steps -----------------------------------------------------------------------------------------

const done = (answer, what) => assert.equal(answer.status, 303, `${what}: ${text(answer.page).slice(0, 400)}`);
function refused(answer, sentence) {
  assert.ok([409, 422].includes(answer.status), `${answer.status}, not 409 or 422`);
  assert.ok(text(answer.page).includes(sentence), `"${sentence}" is not in: ${text(answer.page).slice(0, 600)}`);
}
const seen = () => sql(`SELECT MAX(e.id) FROM event e JOIN case_file c ON c.id = e.case_id
  JOIN household h ON h.id = c.open_of WHERE h.code = '${code}'`)[0][0];
const move = (who, what, fields = {}) => who.post(`${self}/${what}`, fields);
const caseId = () => sql(`SELECT c.id FROM case_file c JOIN household h ON h.id = c.open_of WHERE h.code = '${code}'`)[0][0];
const position = () => sql(`SELECT e.stop, e.outcome FROM event e JOIN household h ON h.id = e.household_id
  WHERE h.code = '${code}' ORDER BY e.id DESC LIMIT 1`)[0].join(' ');

async function draft(who, kind, stop, region) {
  const path = `/office/lists/new?kind=${kind}&stop=${stop}&region=${region}`;
  const answer = await who.post(path, { case: caseId() }, '/office/lists/new');
  done(answer, `draft of ${stop}`);
  return Number(answer.to.match(/articles\/(\d+)/)[1]);
}

const publish = (id) => publisher.post(`/office/articles/${id}/preview`, {}, `/office/articles/${id}/publish`);

// A notice from the draft to the end of its window, and on.
async function notice(who, kind, stop, region) {
  const id = await draft(who, kind, stop, region);
  done(await publish(id), `publishing ${stop}`);
  assert.equal(position(), `${stop} reached`);
  refused(await move(who, 'pass'), '公示还没有满规定的天数');
  passDays(id, 20);
  done(await move(who, 'pass'), `${stop} passed`);
  return id;
}

async function card() {
  for (let patience = 0; ; patience++) {
    const answer = await fetch(`${base}/status`, {
      method: 'POST',
      body: new URLSearchParams({ name: head.name, id_number: head.number }),
    });
    if (answer.status !== 429 || patience === 8) return text(await answer.text());
    await sleep(1000);
  }
}

// -- the tests, in the order of a life -------------------------------------------------------------

describe('a household in the office', () => {
  it('is written down with its head, once', async () => {
    const fields = { new_code: code, region: village, team: '三组', name: head.name, number: head.number };
    const wrong = await editor.post('/office/households/new', { ...fields, number: head.number.slice(0, 17) });
    assert.equal(wrong.status, 422);
    assert.ok(wrong.page.includes(`value="${head.name}"`), 'what was typed stands there again');
    done(await editor.post('/office/households/new', fields), 'new household');
    refused(await editor.post('/office/households/new', fields), '这个户编号已经有了');
    refused(await editor.post('/office/households/new', { ...fields, new_code: `${code}B` }), '要先从那里迁出');
    refused(await editor.post('/office/households/new', { ...fields, new_code: `${code}C`, region: '990123105200' }), '请选择您负责的村');
  });

  it('is found by name, by code and by village', async () => {
    const byName = await editor.post('/office/households', { q: '测有' });
    assert.ok(byName.page.includes(code));
    const byCode = await editor.post('/office/households', { q: ` ${code.toLowerCase()} ` });
    assert.ok(byCode.page.includes(self));
    const inVillage = await editor.get(`/office/households?region=${village}`);
    assert.equal(inVillage.status, 200);
    assert.ok(!(await stranger.post('/office/households', { q: '测有' })).page.includes(code));
    assert.ok(!(await editor.post('/office/households', { q: '%' })).page.includes('class="rows"'));
  });

  it('pages through a township without missing or repeating one', async () => {
    const codes = [];
    let path = '/office/households';
    for (let pages = 0; path && pages < 60; pages++) {
      const { page } = await editor.get(path);
      codes.push(...[...page.matchAll(/href="\/office\/households\/([A-Z0-9]+)"/g)].map((m) => m[1]));
      path = page.match(/rel="next" href="([^"]*)"/)?.[1].replaceAll('&amp;', '&');
    }
    const all = sql(`SELECT code FROM household WHERE region LIKE '${township}%'`).map(([c]) => c);
    assert.equal(new Set(codes).size, codes.length);
    assert.deepEqual([...codes].sort(), [...all].sort());
  });

  it('has people who come and go', async () => {
    const wife = somebody('测小花');
    const son = somebody('测小明');
    const join = { relation: '配偶', joining: 'marriage', on: today, ...wife };
    refused(await editor.post(`${self}/join`, { ...join, relation: '皇上' }), '请选择与户主关系');
    done(await editor.post(`${self}/join`, join), 'wife');
    done(await editor.post(`${self}/join`, { relation: '之子', joining: 'missed', on: today, ...son }), 'son');
    const id = (name) => sql(`SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id
      JOIN household h ON h.id = m.household_id WHERE h.code = '${code}' AND p.name = '${name}' AND m.to_on IS NULL`)[0][0];
    refused(await editor.post(`${self}/leave`, { member: id(head.name), leaving: 'death', on: today }), '请先换户主');
    refused(await editor.post(`${self}/leave`, { member: '1', leaving: 'moved', on: today }), '请选择家里现在的一个人');
    done(await editor.post(`${self}/leave`, { member: id('测小明'), leaving: 'moved', on: today }), 'the son leaves');
    done(await editor.post(`${self}/head`, { member: id('测小花'), relation: '配偶', on: today }), 'a new head');
    done(await editor.post(`${self}/head`, { member: id(head.name), relation: '配偶', on: today }), 'and back');
    done(await editor.post(`${self}/join`, { relation: '之子', joining: 'missed', on: today, ...son }), 'the son comes back');
    done(await editor.post(`${self}/split`, { new_code: `${code}S`, member: id('测小明'), on: today }), 'the son splits off');
    const page = text((await editor.get(self)).page);
    assert.ok(page.includes('测小花'));
    assert.ok(text((await editor.get(`${self}S`)).page).includes('测小明 户'));
  });

  it('is not there for another township, whatever is asked, and that is logged', async () => {
    const pages = ['', '/entry', '/pass', '/join', '/measure', '/helper', '/facts'];
    for (const page of pages) assert.equal((await stranger.get(self + page)).status, 404, page);
    for (const what of ['entry', 'pass', 'close', 'cease', 'join', 'leave', 'head', 'split', 'facts', 'helper', 'measure', 'payment', 'visit']) {
      const answer = await stranger.forge(`${self}/${what}`, {
        register_kind: 'sudden', attribute: 'general', cause1: 'illness', reason_code: 'death', reason: '试试',
        name: '某人', unit: '某单位', title: '某项', state: 'filed', desk: '某处', note: '某事', on: today, member: '1', amount: '1', area: 'health', relation: '配偶',
        number: somebody('').number, leaving: 'moved', new_code: 'X1',
      });
      assert.equal(answer.status, 404, what);
    }
    assert.equal((await stranger.get(`/office/lists/new?kind=entry&stop=village_notice&region=${village}`)).status, 404);
    assert.equal((await stranger.get(`/office/households?region=${village}`)).status, 404);
    const log = readFileSync(join(run, 'log', 'office.log'), 'utf8');
    assert.ok(log.includes('household_of_elsewhere'));
    assert.ok(!log.includes(head.number) && !log.includes(head.name));
  });

  it('gets help, money and visits, and lists the days without a helper', async () => {
    refused(await editor.post(`${self}/helper`, { name: '', unit: '农业农村局', on: today }), '请填帮扶责任人');
    done(await editor.post(`${self}/helper`, { name: '周帮扶', unit: '农业农村局', phone: '0999-5100100', on: today }), 'helper');
    done(await editor.post(`${self}/measure`, { area: 'health', title: '门诊补助', amount: '1,200.50', state: 'planned', on: today }), 'measure');
    refused(await editor.post(`${self}/measure`, { area: 'health', title: '门诊补助', amount: '很多', state: 'planned', on: today }), '金额写成数字');
    done(await editor.post(`${self}/payment`, { title: '产业奖补', amount: '800', batch: '第一批', state: 'filed', desk: '镇财政所', on: today }), 'payment');
    const page = (await editor.get(self)).page;
    const payment = page.match(new RegExp(`${self}/payment\\?id=(\\d+)`))[1];
    done(await editor.post(`${self}/payment?id=${payment}`, { state: 'approved', desk: '县财政局', on: today }, `${self}/payment`), 'payment moves');
    done(await editor.post(`${self}/visit`, { name: '周帮扶', note: '看了房子和水', on: today }), 'visit');
    const shown = text((await editor.get(self)).page);
    for (const word of ['周帮扶', '门诊补助', '1,200.50', '县财政局', '看了房子和水']) assert.ok(shown.includes(word), word);
    const [[other]] = sql(`SELECT p.id FROM payment p JOIN household h ON h.id = p.household_id WHERE h.code <> '${code}' LIMIT 1`);
    assert.equal((await editor.forge(`${self}/payment`, { id: other, state: 'paid', desk: '某处', on: today })).status, 404);
  });
});

describe('a case', () => {
  it('begins with an application, once', async () => {
    refused(await editor.post(`${self}/entry`, { register_kind: 'sudden', attribute: 'general', cause1: '' }), '请选择纳入类型');
    refused(await publisher.forge(`${self}/entry`, { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), '不归您这一级办');
    refused(await editor.forge(`${self}/exit`, { reason_code: 'secure', reason: '收入稳定' }), '现在不在册');
    done(await editor.post(`${self}/entry`, { register_kind: 'sudden', attribute: 'allowance', cause1: 'illness', cause2: 'labour' }), 'application');
    refused(await editor.forge(`${self}/entry`, { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), '别人已经办过');
    assert.ok((await card()).includes('正在申请纳入'));
  });

  it('is refused to whom it is not, and at the wrong time', async () => {
    refused(await editor.forge(`${self}/close`, { seen: seen() }), '还没到最后一步');
    refused(await editor.forge(`${self}/resubmit`, { seen: seen() }), '没有退回');
    refused(await editor.forge(`${self}/reject`, { seen: seen() }), '请选择原因');
    refused(await editor.forge(`${self}/return`, { seen: seen(), target: 'county_approval', reason_code: 'papers', reason: '缺材料' }), '只能退回到');
    refused(await editor.forge(`${self}/return`, { seen: seen(), target: 'no_such', reason_code: 'papers', reason: '缺材料' }), '只能退回到');
    refused(await publisher.forge(`${self}/pass`, { seen: seen() }), '不归您这一级办');
    refused(await editor.forge(`${self}/pass`, { seen: String(Number(seen()) - 1) }), '别人已经办过');
    assert.equal((await editor.forge(`${self}/no_such_deed`, {})).status, 404);
    assert.equal((await editor.send(`${self}/pass`, { seen: seen() })).status, 403, 'without a token');
    assert.equal(position(), 'apply reached');
  });

  it('is moved once when two move it at the same moment', async () => {
    const before = seen();
    const answers = await Promise.all([1, 2, 3, 4].map(() => editor.forge(`${self}/pass`, { seen: before })));
    assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409, 409, 409]);
    assert.equal(position(), 'apply passed');
  });

  it('goes on, but over no notice that has not run', async () => {
    done(await move(editor, 'pass'), 'review');
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '要先生成名单');
    refused(await editor.forge(`${self}/begin`, { seen: seen() }), '要先生成名单');
    assert.ok(text((await editor.get('/office/lists')).page).includes('村级公示'));
  });

  let first;
  it('gets a list from the register, with the words the law wants and no full name', async () => {
    first = await draft(editor, 'entry', 'village_notice', village);
    const page = text((await publisher.get(`/office/articles/${first}/preview`)).page);
    for (const word of ['谁公示', '可以反映什么', '怎么反映', '到什么时候', '测*福', '三组', '拟纳入突发严重困难户']) assert.ok(page.includes(word), word);
    assert.ok(!page.includes(head.name) && !page.includes(head.number));
    refused(await editor.post(`/office/lists/new?kind=entry&stop=village_notice&region=${village}`, { case: '999999' }, '/office/lists/new'), '已经不在这一步');
  });

  it('shows what the register changed since, and does not publish an old list', async () => {
    const son = somebody('测小宝');
    done(await editor.post(`${self}/join`, { relation: '之子', joining: 'birth', on: today, ...son }), 'a child');
    assert.match(text((await editor.get(`/office/articles/${first}`)).page), /人口：2 → 3/);
    refused(await publisher.forge(`/office/articles/${first}/publish`, { version: '1' }), '重新生成');
    assert.equal((await stranger.forge(`/office/articles/${first}/relist`, { case: caseId() })).status, 404);
    done(await editor.post(`/office/articles/${first}`, { case: caseId() }, `/office/articles/${first}/relist`), 'made anew');
    assert.doesNotMatch(text((await editor.get(`/office/articles/${first}`)).page), /人口：2 → 3/);
    assert.match(text((await publisher.get(`/office/articles/${first}/preview`)).page), /拟纳入帮扶的 1 户、3 人公示如下/);
    assert.equal((await publisher.forge(`/office/articles/${first}/publish`, { version: '1' })).status, 409);
  });

  it('waits until the notice has run, and while somebody objects', async () => {
    done(await publish(first), 'published');
    assert.ok((await card()).includes('正在“村级公示”'));
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '公示还没有满规定的天数');
    passDays(first, 20);
    sql(`INSERT INTO case_hold (document_id, held_at) VALUES (${first}, UTC_TIMESTAMP())`);
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '还有异议没有办结');
    sql(`UPDATE case_hold SET released_at = UTC_TIMESTAMP() WHERE document_id = ${first}`);
    done(await move(editor, 'pass'), 'passed');
  });

  it('has published a snapshot: what the register says later alters neither its lines nor its page', async () => {
    const lines = () => sql(`SELECT n.* FROM notice_entry n JOIN edition e ON e.id = n.edition_id WHERE e.document_id = ${first} ORDER BY n.edition_id, n.position`);
    const shown = async () => {
      await sleep(2500); // the page cache holds a page for two seconds, and shows the old one once more
      for (const path of ['', '/editions/1']) await fetch(`${base}/notices/${first}${path}`);
      await sleep(300);
      const pages = await Promise.all(['/notices/', '/api/v1/notices/'].map(async (path) => (await fetch(`${base}${path}${first}`)).text()));
      return [...pages, await (await fetch(`${base}/notices/${first}/editions/1`)).text()].map((page) => page.replace(/本页更新于 <time[^>]*>[^<]*<\/time>/, ''));
    };
    const [entries, pages] = [lines(), await shown()];
    assert.ok(entries.length > 0 && pages.every((page) => page.includes('测*福')));
    const [[person, name, home]] = sql(`SELECT p.id, p.name, h.id FROM household h JOIN membership m ON m.household_id = h.id AND m.relation = '户主' AND m.to_on IS NULL
      JOIN person p ON p.id = m.person_id WHERE h.code = '${code}'`);
    done(await editor.post(`${self}/join`, { relation: '之女', joining: 'birth', on: today, ...somebody('测小贝') }), 'a child');
    const child = sql(`SELECT MAX(m.id) FROM membership m WHERE m.household_id = ${home}`)[0][0];
    sql(`UPDATE person SET name = '改了名' WHERE id = ${person}; UPDATE household SET team = '九组' WHERE id = ${home};
      UPDATE case_file SET register_kind = 'marginal' WHERE open_of = ${home}`);
    try {
      assert.deepEqual(lines(), entries);
      const after = await shown();
      for (const [i, page] of pages.entries()) assert.equal(text(after[i]), text(page));
    } finally {
      sql(`UPDATE person SET name = '${name}' WHERE id = ${person}; UPDATE household SET team = '三组' WHERE id = ${home};
        UPDATE case_file SET register_kind = 'sudden' WHERE open_of = ${home}`);
    }
    done(await editor.post(`${self}/leave`, { member: child, leaving: 'other', on: today }), 'leaves again');
  });

  it('goes back before the notice when that is withdrawn or corrected', async () => {
    done(await publisher.post(`/office/articles/${first}`, {}, `/office/articles/${first}/correct`), 'a correction is drafted');
    const edit = await editor.post(`/office/articles/${first}/edit`, {
      title: '更正的名单', body: '更正。', type: 'list', window_days: '7', change_note: '改了标题', issuer: '村委会', do: 'save',
    });
    done(edit, 'saved');
    done(await publish(first), 'corrected');
    assert.equal(position(), 'village_notice reached');
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '公示还没有满规定的天数');
    done(await publisher.post(`/office/articles/${first}`, { reason: '名单里有错' }, `/office/articles/${first}/withdraw`), 'withdrawn');
    assert.equal(position(), 'village_notice recalled');
    assert.ok((await card()).includes('要重新公示'));
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '要先生成名单');
    await notice(editor, 'entry', 'village_notice', village);
  });

  it('is sent back with a reason and does all of it again', async () => {
    refused(await editor.forge(`${self}/return`, { seen: seen(), target: 'review', reason_code: 'death', reason: '不对的码' }), '请选择原因');
    done(await move(editor, 'return', { target: 'review', reason_code: 'papers', reason: '缺收入证明' }), 'returned');
    assert.match(await card(), /材料不齐。缺收入证明/);
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '要先补好材料');
    done(await move(editor, 'resubmit'), 'resubmitted');
    done(await move(editor, 'pass'), 'review again');
    await notice(editor, 'entry', 'village_notice', village);
    done(await move(editor, 'pass'), 'township check');
    await notice(editor, 'entry', 'township_notice', township);
    refused(await editor.forge(`${self}/pass`, { seen: seen() }), '不归您这一级办');
    done(await move(publisher, 'pass'), 'county approval');
    await notice(second, 'entry', 'county_notice', '990123');
    refused(await publisher.forge(`${self}/pass`, { seen: seen() }), '这是最后一步');
    refused(await editor.forge(`${self}/close`, { seen: seen() }), '不归您这一级办');
    done(await move(publisher, 'close'), 'closed');
  });

  it('has brought the household into the register, and the card tells the way', async () => {
    const shown = await card();
    assert.ok(shown.includes('现在是突发严重困难户'));
    assert.ok(shown.includes('低保户') && shown.includes('因病') && shown.includes('缺劳力'));
    for (const stop of ['户主申请', '民主评议', '村级公示', '乡镇审核', '乡镇公示', '县级审批', '县级公告', '录入建档']) assert.ok(shown.includes(stop), stop);
    assert.ok(!shown.includes(head.number));
    const [[spells]] = sql(`SELECT COUNT(*) FROM spell s JOIN household h ON h.id = s.household_id WHERE h.code = '${code}'`);
    assert.equal(spells, '1');
    const [[nobody]] = sql(`SELECT COUNT(*) FROM event e JOIN household h ON h.id = e.household_id WHERE h.code = '${code}' AND e.account_id IS NULL`);
    assert.equal(nobody, '0');
    const [[events, audits]] = sql(`SELECT (SELECT COUNT(*) FROM event e WHERE e.household_id = h.id AND e.case_id IS NOT NULL),
      (SELECT COUNT(*) FROM audit a WHERE a.object_kind = 'household' AND a.object_id = h.id AND a.action LIKE 'case_%')
      FROM household h WHERE h.code = '${code}'`);
    assert.equal(events, audits, 'an audit row for every event');
  });

  it('leads out again, and a relapse is a second stay', async () => {
    refused(await editor.forge(`${self}/entry`, { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), '已经在册');
    done(await editor.post(`${self}/facts`, { attribute: 'general', cause1: 'schooling', cause2: '', cause3: '' }), 'facts');
    done(await editor.post(`${self}/exit`, { reason_code: 'risk_gone', reason: '病好了' }), 'leaving begins');
    done(await move(editor, 'pass'), 'review');
    done(await move(editor, 'pass'), 'village check');
    await notice(editor, 'exit', 'village_notice', village);
    done(await move(editor, 'pass'), 'township check');
    await notice(second, 'exit', 'county_notice', '990123');
    done(await move(publisher, 'close'), 'left');
    assert.ok((await card()).includes('现在还在巩固期'));
    done(await editor.post(`${self}/entry`, { register_kind: 'unstable', attribute: 'general', cause1: 'illness' }), 'a relapse');
    assert.ok(text((await editor.get(self)).page).includes('返贫，再次纳入'));
    done(await move(editor, 'withdraw', { reason: '自己能解决' }), 'withdrawn by the household');
    done(await editor.post(`${self}/entry`, { register_kind: 'unstable', attribute: 'general', cause1: 'illness' }), 'again');
    done(await move(editor, 'reject', { reason_code: 'not_hard', reason: '还没有困难到这一步' }), 'turned down');
  });
});

describe('leaving in other ways', () => {
  // A household of the demo county that is in the register and has no case, of the editor's township.
  const anybody = () => sql(`SELECT h.code, h.region FROM household h JOIN spell s ON s.open_of = h.id
    LEFT JOIN case_file c ON c.open_of = h.id WHERE c.id IS NULL AND h.region LIKE '${township}%' ORDER BY h.id DESC LIMIT 1`)[0];
  const events = (c) => sql(`SELECT CONCAT(e.stop, ' ', e.outcome) FROM event e JOIN household h ON h.id = e.household_id
    WHERE h.code = '${c}' ORDER BY e.id DESC LIMIT 3`).map(([e]) => e);

  it('a removal wants its reason, and the reason stands in the list', async () => {
    const [c, region] = anybody();
    const at = `/office/households/${c}`;
    refused(await editor.forge(`${at}/removal`, { reason_code: 'papers', reason: '不是清退的码' }), '请选择原因');
    refused(await editor.forge(`${at}/removal`, { reason_code: 'house', reason: '' }), '请选择原因');
    done(await editor.post(`${at}/removal`, { reason_code: 'house', reason: '去年在县城买房' }), 'removal');
    refused(await editor.forge(`${at}/withdraw`, { seen: sql(`SELECT MAX(e.id) FROM event e JOIN household h ON h.id = e.household_id WHERE h.code = '${c}' AND e.case_id IS NOT NULL`)[0][0] }), '只有申请纳入可以由户主撤回');
    done(await editor.post(`${at}/pass`, {}), 'found');
    done(await editor.post(`${at}/pass`, {}), 'verify');
    const path = `/office/lists/new?kind=removal&stop=village_notice&region=${region}`;
    const [[id]] = sql(`SELECT c.id FROM case_file c JOIN household h ON h.id = c.open_of WHERE h.code = '${c}'`);
    const list = await editor.post(path, { case: id }, '/office/lists/new');
    done(list, 'list');
    assert.ok(text((await editor.get(list.to)).page).includes('拟清退（近三年买了房或建了豪华住房）'));

    // All of them die or move away: the case ends with it, and nothing begins any more.
    refused(await editor.post(`${at}/cease`, { reason_code: 'house', reason: '不对的码' }), '请选择原因');
    done(await editor.post(`${at}/cease`, { reason_code: 'moved', reason: '全家迁到外县' }), 'natural decrease');
    assert.deepEqual(events(c).slice(0, 2), ['natural reached', 'village_notice ended']);
    refused(await editor.forge(`${at}/entry`, { register_kind: 'sudden', attribute: 'general', cause1: 'illness' }), '自然减少结束');
    refused(await editor.forge(`${at}/cease`, { reason_code: 'moved', reason: '再来一次' }), '自然减少结束');

    // Its list says so, cannot be published, and is empty when it is made anew.
    const article = list.to.replace(base, '');
    assert.ok(text((await editor.get(article)).page).includes('不在名单了'));
    refused(await publisher.forge(`${article}/publish`, { version: '1' }), '重新生成');
    refused(await editor.post(article, { case: id }, `${article}/relist`), '名单会是空的');
  });

  it('a natural decrease needs no case', async () => {
    const [c] = anybody();
    done(await editor.post(`/office/households/${c}/cease`, { reason_code: 'death', reason: '独居老人去世' }), 'natural decrease');
    assert.equal(events(c)[0], 'natural reached');
    const [[ending, to]] = sql(`SELECT s.ending, s.to_on FROM spell s JOIN household h ON h.id = s.household_id WHERE h.code = '${c}' ORDER BY s.from_on DESC LIMIT 1`);
    assert.deepEqual([ending, to], ['natural', today]);
  });
});

describe('a county with three notices and one proclamation', () => {
  const c = `T${randomInt(1e9, 1e10)}`;
  it('posts at the group first, by its own setting', async () => {
    const old = somebody('测三公');
    done(await editor.post('/office/households/new', { new_code: c, region: village, team: '一组', ...old }), 'new household');
    done(await editor.post(`/office/households/${c}/entry`, { register_kind: 'marginal', attribute: 'general', cause1: 'roads' }), 'entry');
    sql("INSERT INTO setting (name, value) VALUES ('notices_entry', 'group village county') ON DUPLICATE KEY UPDATE value = 'group village county'");
    try {
      const page = text((await editor.get(`/office/households/${c}`)).page);
      assert.ok(page.includes('组级公示') && !page.includes('乡镇公示'));
      done(await editor.post(`/office/households/${c}/pass`, {}), 'apply');
      done(await editor.post(`/office/households/${c}/pass`, {}), 'review');
      assert.ok(text((await editor.get('/office/lists')).page).includes('组级公示'));
      refused(await editor.post(`/office/households/${c}/return`, { target: 'group_notice', reason_code: 'list_error', reason: '' }), '请选择原因');
    } finally {
      sql("DELETE FROM setting WHERE name = 'notices_entry'");
    }
    done(await editor.post(`/office/households/${c}/reject`, { reason_code: 'untrue', reason: '核实不符' }), 'turned down');
  });
});

describe('the database', () => {
  it('refuses what no page offers', () => {
    const [[id, household]] = sql(`SELECT e.id, h.id FROM event e JOIN household h ON h.id = e.household_id WHERE h.code = '${code}' LIMIT 1`);
    refuses(`UPDATE event SET reason = 'x' WHERE id = ${id}`, /an event does not change/);
    refuses(`DELETE FROM event WHERE id = ${id}`, /an event is kept/);
    refuses(`UPDATE case_file SET outcome = NULL WHERE household_id = ${household} AND outcome = 'done'`, /does not change/);
    const [[from, to]] = sql(`SELECT from_on, to_on FROM spell WHERE household_id = (SELECT household_id FROM spell WHERE to_on > from_on LIMIT 1) AND to_on > from_on LIMIT 1`);
    const [[other]] = sql(`SELECT household_id FROM spell WHERE from_on = '${from}' AND to_on = '${to}' LIMIT 1`);
    refuses(`INSERT INTO spell (household_id, kind, attribute, from_on) VALUES (${other}, 'poor', 'general', '${from}')`, /do not overlap/);
    refuses(`DELETE n FROM case_notice n JOIN edition e ON e.id = n.edition_id WHERE e.state = 'withdrawn'`, /does not change/);
    refuses(`UPDATE notice_entry SET size = 9 LIMIT 1`, /does not change/);
    const [[open]] = sql('SELECT household_id FROM case_file WHERE outcome IS NULL LIMIT 1');
    refuses(`INSERT INTO case_file (household_id, kind, register_kind, opened_on) VALUES (${open}, 'exit', 'poor', '2026-01-01')`, /Duplicate/);
  });
});

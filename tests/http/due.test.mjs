// At its hour, the hard cases: the process that publishes is killed half way, again and again; and a
// list of names whose register has moved on since it was approved. What goes out is what was approved,
// whole and once, or it comes back with the reason.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { formOf, get, mysql, run, shanghai, sockets, until, words } from './lib.mjs';
import { newcomer } from '../numbers.mjs';
import { verify } from './chain.mjs';
import { HERE, close, draft, made, one, open, people, tag } from './staff.mjs';

const village = one(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
const today = new Date(shanghai(Date.now()).start + 8 * 3600e3).toISOString().slice(0, 10);
const tomorrow = new Date(shanghai(Date.now()).start + 32 * 3600e3).toISOString().slice(0, 10);
const done = (answer, what) => assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 300)}`);

const at = (id) => mysql(`SELECT id, state, version FROM edition WHERE document_id = ${id}`)[0];
const state = (id) => at(id)[1];
const comes = (id) =>
  mysql(`UPDATE edition_work SET due_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE due_deed = 'publish' AND edition_id = ${at(id)[0]}`);
const schedule = async (id) =>
  done(await people.chief.post(`/office/articles/${id}/publish`,
    { token: people.chief.token, version: at(id)[2], do: 'schedule', day: tomorrow, hour: '8' }), 'scheduled');
// All that a publication writes, of one document.
const traces = (id) => ({
  state: state(id),
  leaves: one(`SELECT COUNT(*) FROM ledger_leaf WHERE document_id = ${id}`),
  audits: one(`SELECT COUNT(*) FROM audit WHERE object_kind = 'document' AND object_id = ${id} AND action = 'publish'`),
  clock: one(`SELECT opens_at IS NOT NULL FROM edition WHERE document_id = ${id}`),
  next: one(`SELECT due_deed FROM edition_work WHERE edition_id = ${at(id)[0]}`),
});
const waits = { state: 'scheduled', leaves: '0', audits: '0', clock: '0', next: 'publish' };
const isOut = { state: 'published', leaves: '1', audits: '1', clock: '1', next: 'close' };

before(open);
after(close);

describe('the process that publishes is killed', () => {
  // Somebody who holds a row until told to let go.
  async function hold(statement) {
    const client = spawn('mariadb', ['--no-defaults', `--socket=${join(sockets(), 'db.sock')}`, '-N', '-B', '-n', 'mingbai'],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((gone) => client.on('exit', gone));
    client.stdin.write(`START TRANSACTION;\n${statement} FOR UPDATE;\nSELECT 'held';\n`);
    await new Promise((held) => client.stdout.on('data', (text) => String(text).includes('held') && held()));
    return async () => {
      client.stdin.end('ROLLBACK;\n');
      await ended;
    };
  }

  // The office's process for such work, while there is one.
  function worker() {
    const parent = readFileSync(join(run, 'office.pid'), 'utf8').trim();
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return children.map(Number).find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'mingbai-jobs';
      } catch {
        return false; // gone meanwhile
      }
    });
  }

  // What stops it on its way: the rows it wants then, in this order.
  for (const [where, statement] of [
    ['before the document is read', (id) => `SELECT id FROM document WHERE id = ${id}`],
    ['when the page is out, and not in the ledger', () => 'SELECT size FROM ledger_tree WHERE one = 1'],
    ['when it is in the ledger, and not in the record', () => 'SELECT id FROM audit_head WHERE one = 1'],
  ]) {
    it(`${where}: nothing of it is there, and then all of it, once`, async () => {
      const id = await draft(people.editor, 'notice', { title: `杀一次 ${tag}` });
      await schedule(id);
      const heads = () => one('SELECT COUNT(*) FROM ledger_head WHERE size = (SELECT size FROM ledger_tree)');
      const release = await hold(statement(id));
      try {
        for (let i = 0; i < 2; i++) { // who comes after it is killed as well
          if (i === 0) comes(id);
          const { value: pid } = await until(10, worker);
          // (InnoDB shows what it showed to whoever asks again within a tenth of a second.)
          const { value: waiting } = await until(10, () => one("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'") > i, 200);
          assert.ok(pid && waiting, 'it stands there');
          process.kill(pid, 'SIGKILL');
          assert.ok((await until(10, () => worker() !== pid)).value);
          assert.deepEqual(traces(id), waits);
          assert.equal((await get(`/notices/${id}`)).status, 404);
        }
      } finally {
        await release();
      }
      assert.ok((await until(20, () => state(id) !== 'scheduled')).value);
      assert.deepEqual(traces(id), isOut);
      assert.equal(heads(), '1', 'a head for it');
      assert.equal((await get(`/notices/${id}`)).status, 200);
      const { status, lines } = await verify();
      assert.equal(status, 0, lines.join('\n'));
    });
  }
});

describe('a list whose hour comes', () => {
  const self = (code) => `/office/households/${code}`;
  const deed = async (code, what, fields = {}) => {
    const path = `${self(code)}/${what}`;
    done(await people.editor.send(await people.editor.get(path), path, fields), what);
  };
  const caseOf = (code) => one(`SELECT c.id FROM case_file c JOIN household h ON h.id = c.open_of WHERE h.code = '${code}'`);
  const stand = (code) => mysql(`SELECT e.stop, e.outcome FROM event e JOIN household h ON h.id = e.household_id WHERE h.code = '${code}' ORDER BY e.id DESC LIMIT 1`)[0].join(' ');
  const lines = (id) => mysql(`SELECT n.position, n.masked_name, n.village, n.team, n.size, n.category FROM notice_entry n JOIN edition e ON e.id = n.edition_id WHERE e.document_id = ${id} ORDER BY 1`);

  // A household of two that waits for the village's notice.
  async function waiting(name) {
    const code = `D${randomInt(1e9, 1e10)}`, path = '/office/households/new';
    done(await people.editor.send(await people.editor.get(path), path, { new_code: code, region: village, team: '三组', name, number: newcomer() }), 'new');
    await deed(code, 'join', { relation: '配偶', joining: 'marriage', on: today, name: '测小到', number: newcomer() });
    await deed(code, 'entry', { register_kind: 'sudden', attribute: 'general', cause1: 'illness' });
    await deed(code, 'pass');
    await deed(code, 'pass');
    return code;
  }

  // The list of two of them, approved for an hour to come.
  async function approved(names) {
    const codes = [];
    for (const name of names) codes.push(await waiting(name));
    const path = `/office/lists/new?kind=entry&stop=village_notice&region=${village}`;
    const { fields } = formOf((await people.editor.get(path)).text, '/office/lists/new');
    const sent = [...Object.entries(fields).filter(([name]) => name !== 'case'), ...codes.map((code) => ['case', caseOf(code)])];
    const answer = await people.editor.post('/office/lists/new', sent);
    done(answer, 'the list');
    const id = Number(answer.headers.location.match(/articles\/(\d+)/)[1]);
    made.push(id);
    await schedule(id);
    return { id, codes, lines: lines(id) };
  }
  const member = (code, name) => one(`SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id JOIN household h ON h.id = m.household_id WHERE h.code = '${code}' AND p.name = '${name}' AND m.to_on IS NULL`);
  const rename = (code, from, to) => mysql(`UPDATE person SET name = '${to}' WHERE id = (SELECT m.person_id FROM membership m WHERE m.id = ${member(code, from)})`);

  it('goes out as it was approved, with its cases, when the register still says so', async () => {
    const list = await approved(['测到期', '测准时']);
    assert.deepEqual(list.lines.map((line) => line[1]), ['测*期', '测*时']);
    comes(list.id);
    assert.ok((await until(10, () => state(list.id) !== 'scheduled')).value);
    assert.deepEqual(traces(list.id), isOut);
    assert.deepEqual(lines(list.id), list.lines);
    for (const code of list.codes) assert.equal(stand(code), 'village_notice reached');
    const page = words((await get(`/notices/${list.id}`)).text);
    for (const [, name] of list.lines) assert.ok(page.includes(name), name);
  });

  it('goes out when what changed stands on no line: a name whose shown letters are the same', async () => {
    const list = await approved(['测错名', '测无事']);
    rename(list.codes[0], '测错名', '测对名');
    comes(list.id);
    assert.ok((await until(10, () => state(list.id) !== 'scheduled')).value);
    assert.deepEqual(traces(list.id), isOut);
    assert.deepEqual(lines(list.id), list.lines);
  });

  const changes = [
    ['a household has withdrawn its case', ([code]) => deed(code, 'withdraw', { reason: '自己能解决' })],
    ['a case was sent back', ([code]) => deed(code, 'return', { target: 'review', reason_code: 'papers', reason: '缺收入证明' })],
    ['a case was turned down', ([code]) => deed(code, 'reject', { reason_code: 'untrue', reason: '核实不符' })],
    ['somebody on it has died', ([code]) => deed(code, 'leave', { member: member(code, '测小到'), leaving: 'death', on: today })],
    ['a name on it was corrected', ([code]) => rename(code, '测改一', '李改一')],
    ['all of a household are gone', ([code]) => deed(code, 'cease', { reason_code: 'moved', reason: '全家迁到外县' })],
  ];
  describe('comes back with the reason', () => {
    const lists = [];
    before(async () => {
      for (const [, change] of changes) {
        const list = await approved(['测改一', '测不变']);
        await change(list.codes);
        lists.push({ ...list, stands: list.codes.map(stand) });
      }
      for (const { id } of lists) comes(id);
    });

    changes.forEach(([what], i) => it(`when ${what} since`, async () => {
      const { id, codes, stands } = lists[i];
      assert.ok((await until(10, () => state(id) !== 'scheduled')).value);
      assert.deepEqual(traces(id), { ...waits, state: 'approved', next: 'NULL' });
      assert.match(words((await people.editor.get(`/office/articles/${id}`)).text), /到时间没有发出去，请再看一遍 登记有了变化，名单要先按现在的登记重新生成/);
      assert.deepEqual(codes.map(stand), stands, 'no case moved');
      assert.equal((await get(`/notices/${id}`)).status, 404);
      assert.equal((await people.chief.post(`/office/articles/${id}/publish`, { token: people.chief.token, version: at(id)[2] })).status, 422, 'nor by hand as it is');
    }));

    it('and goes out when it was sent back and made anew with who still waits', async () => {
      const { id, codes } = lists[0];
      const anew = () => people.editor.post(`/office/articles/${id}/relist`, { token: people.editor.token, case: caseOf(codes[1]) });
      assert.equal((await anew()).status, 409, 'what is approved is not written in');
      done(await people.chief.post(`/office/articles/${id}/return`, { token: people.chief.token, version: at(id)[2], reason: '按登记重做名单' }), 'sent back');
      done(await anew(), 'made anew');
      await schedule(id);
      comes(id);
      assert.ok((await until(10, () => state(id) !== 'scheduled')).value);
      assert.deepEqual(traces(id), isOut);
      assert.deepEqual(lines(id).map((line) => line[1]), ['测*变']);
    });
  });
});

it('after all of it nothing differs', async () => {
  const { status, lines } = await verify();
  assert.equal(status, 0, lines.join('\n'));
});

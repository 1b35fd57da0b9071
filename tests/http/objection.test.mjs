// An open objection stops the clock of a case: it goes on neither by the page, nor by a register file,
// nor by the database; there is no other way. Once it is decided the case goes on.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutTriggers } from './chain.mjs';
import { command, mysql, routes, tries, words } from './lib.mjs';
import { HERE, close, made, one, open, people } from './staff.mjs';

const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const folder = mkdtempSync(join(tmpdir(), 'mingbai-objection.'));
let home, code, region, file, document;

const send = async (who, what, fields = {}) => {
  const path = `/office/households/${code}/${what}`;
  return who.send(await who.get(path), path, fields);
};
const done = (answer, what) => assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 400)}`);
const events = () => one(`SELECT COUNT(*) FROM event WHERE household_id = ${home}`);

before(async () => {
  await open();
  // In the register, and about to leave it; a notice of it has run.
  [[home, code, region]] = mysql(`SELECT h.id, h.code, h.region FROM household h JOIN spell s ON s.open_of = h.id LEFT JOIN case_file c ON c.open_of = h.id
    WHERE c.id IS NULL AND h.region LIKE '${HERE}%' AND s.from_on < '${today}' - INTERVAL 60 DAY ORDER BY h.id DESC LIMIT 1 OFFSET 15`);
  done(await send(people.editor, 'exit', { reason_code: 'secure', reason: '收入稳定' }), 'exit');
  for (const stop of ['review', 'village_check']) done(await send(people.editor, 'pass'), stop);
  file = one(`SELECT id FROM case_file WHERE open_of = ${home}`);
  const choice = await people.editor.get(`/office/lists/new?kind=exit&stop=village_notice&region=${region}`);
  const listed = await people.editor.send(choice, '/office/lists/new', { case: file });
  done(listed, 'list');
  document = Number(listed.headers.location.match(/\d+$/)[0]);
  made.push(document);
  done(await people.publisher.send(await people.publisher.get(`/office/articles/${document}/preview`), `/office/articles/${document}/publish`), 'publish');
  await withoutTriggers(['edition'], () => mysql(`UPDATE edition SET opens_at = opens_at - INTERVAL 20 DAY, closes_at = closes_at - INTERVAL 20 DAY
    WHERE document_id = ${document} AND state = 'published'`));
  mysql(`INSERT INTO case_hold (document_id, case_id, held_at) VALUES (${document}, ${file}, UTC_TIMESTAMP())`);
});
after(async () => {
  rmSync(folder, { recursive: true });
  await close();
});

describe('while an objection is open, a case', () => {
  it('does not go on by the page, whoever presses', async () => {
    const before = events();
    for (const who of [people.editor, people.chief, people.publisher]) {
      const answer = await send(who, 'pass');
      assert.equal(answer.status, 422);
      assert.match(words(answer.text), /还有异议没有办结|不归您这一级办/);
    }
    for (const what of ['close', 'begin']) assert.equal((await send(people.editor, what)).status, 422, what);
    const page = words((await people.editor.get(`/office/households/${code}`)).text);
    assert.match(page, /还有异议没有办结/, 'the page says why');
    assert.equal(events(), before);
  });

  it('nor by a register file', () => {
    const rows = command('export', 'register', '--region', HERE, '--full').stdout.split('\r\n');
    const head = rows[0].replace('\ufeff', '').split(','), own = rows.filter((row) => row.startsWith(`${code},`));
    const changed = (set) => own.map((row) => {
      const cells = row.split(',');
      for (const [name, value] of Object.entries(set)) cells[head.indexOf(name)] = value;
      return cells.join(',');
    });
    const spell = () => mysql(`SELECT kind, from_on, to_on, ending FROM spell WHERE household_id = ${home} ORDER BY id`);
    const [before, was] = [spell(), events()];
    const kind = own[0].split(',')[head.indexOf('纳入类型')] === '边缘易致贫户' ? '突发严重困难户' : '边缘易致贫户';
    for (const set of [{ 当前状态: '脱贫', 脱贫日期: today }, { 纳入类型: kind }, { 识别日期: '2012-01-01' }]) {
      const path = join(folder, 'one.csv');
      writeFileSync(path, `${[head.join(','), ...changed(set)].join('\n')}\n`);
      const { status, stderr } = command('import', 'register', path, '--region', HERE, '--apply');
      assert.equal(status, 1, `${Object.keys(set)}: ${stderr}`);
      assert.match(stderr, /正在办理申请或退出，办完以前不能用导入改/);
    }
    assert.deepEqual(spell(), before);
    assert.equal(events(), was);
  });

  it('nor by the office\'s account in the database, not even beside a register file at work', () => {
    const event = (stop, outcome) => `INSERT INTO event (household_id, case_id, stop, outcome, on_day, reason, actor) VALUES (${home}, ${file}, '${stop}', '${outcome}', '${today}', '', 'x')`;
    const refused = tries('office', [event('village_notice', 'passed'), event('township_check', 'reached'), event('left', 'passed'),
      `UPDATE case_file SET outcome = 'done', closed_on = '${today}' WHERE id = ${file}`]);
    for (const [i, pattern] of [/an objection is open/, /leaves out no stop/, /leaves out no stop|objection is open/, /a case ends by an event/].entries()) {
      assert.match(refused[i] ?? '', pattern);
    }
    mysql(`INSERT INTO intake_batch (region, file, state, staged, made_at, made_by, approved_at, approved_by)
      VALUES ('${HERE}', 'at-work.csv', 'applying', 0, UTC_TIMESTAMP(), 'a', UTC_TIMESTAMP(), 'b')`);
    const batch = one("SELECT MAX(id) FROM intake_batch WHERE file = 'at-work.csv'");
    try {
      const [ends, begins] = tries('office', [`UPDATE spell SET to_on = '${today}', ending = 'lifted' WHERE open_of = ${home}`,
        `INSERT INTO spell (id, household_id, kind, attribute, from_on, to_on, ending) VALUES ((${batch} << 32) + 1, ${home}, 'poor', 'general', '1999-01-01', '1999-02-01', 'lifted')`]);
      assert.match(ends ?? '', /a stay ends with a case/);
      assert.match(begins ?? '', /a stay begins with a case/);
    } finally {
      mysql(`DELETE FROM intake_batch WHERE id = ${batch}`);
    }
  });

  it('and there is no other way: no other row of the portal moves a case, nor a word of the command line', () => {
    const moving = routes().filter((row) => row.method === 'POST' && row.pool !== 'office').map((row) => row.path);
    assert.deepEqual(moving.sort(), ['/api/v1/status', '/find', '/kiosk', '/status', '/status/voice',
      '/tickets/more', '/tickets/new', '/tickets/receipt', '/tickets/slip']);
    assert.doesNotMatch(command('help').stdout, /^ {2,}mingbai (case|move|pass)/m);
  });

  it('goes on once that is decided', async () => {
    mysql(`UPDATE case_hold SET released_at = UTC_TIMESTAMP() WHERE document_id = ${document}`);
    done(await send(people.editor, 'pass'), 'pass');
    assert.deepEqual(mysql(`SELECT stop, outcome FROM event WHERE household_id = ${home} ORDER BY id DESC LIMIT 1`)[0], ['village_notice', 'passed']);
    done(await send(people.editor, 'reject', { reason_code: 'untrue', reason: '还达不到' }), 'ends here');
  });
});

// Register files in the office: sent by one person, read by the job, applied by another; once,
// whatever dies on the way; and the register taken out as a file.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, assertHead, assertPlain, can, get, mysql, routes, run, signedIn, sockets, tries, unescape, until, words } from './lib.mjs';
import { COUNTY, HERE, chief, close, one, open, people } from './staff.mjs';
import { csv, headings, multipart, sendRaw, someone, upload } from './register_file.mjs';

const villages = () => mysql(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code`).map(([c]) => c);
const plain = {};
const spool = () => readdirSync(join(run, 'spool'));
const households = () => Number(one("SELECT COUNT(*) FROM household WHERE code LIKE 'OFF%'"));
const house = (i, more = {}) => ({ 户编号: `OFF${String(i).padStart(6, '0')}`, 证件号码: someone(i, 1), 姓名: '张导入', ...more });

before(async () => {
  await open();
  Object.assign(plain, {
    行政区划代码: villages()[0], 组: '一组', 与户主关系: '户主', 民族: '汉族', 纳入类型: '边缘易致贫户', 户属性: '一般户',
    主要致贫原因: '因病、缺水', 识别日期: '2024-03-01', 当前状态: '在册', 联系电话: '13900000001', 家庭住址: '一组 5 号',
    帮扶责任人: '李帮扶', 帮扶单位: '县测试局', 帮扶电话: '0999-5100001',
  });
});
after(async () => {
  for (const [id] of mysql("SELECT id FROM intake_batch WHERE state = 'applied' AND region LIKE '990123%' ORDER BY id DESC")) {
    await people.publisher.post(`/office/imports/${id}/undo`, { token: people.publisher.token });
    await settled(id);
  }
  await close();
});

// Sent, and its number.
async function sent(who, name, content, region = HERE) {
  const answer = await upload(who, name, content, region);
  assert.equal(answer.status, 303, words(answer.text));
  assert.match(answer.headers.location, /^\/office\/imports\/\d+$/);
  return answer.headers.location.split('/').at(-1);
}
const state = (id) => one(`SELECT state FROM intake_batch WHERE id = ${id}`);
// When the job has nothing more to do with it.
async function settled(id, seconds = 60) {
  const { value } = await until(seconds, () => !['queued', 'approved', 'undo_asked'].includes(state(id)));
  assert.ok(value, `batch ${id} is done: ${state(id)}`);
  return state(id);
}
const page = async (who, id, part = '') => {
  const answer = await who.get(`/office/imports/${id}${part}`);
  assert.equal(answer.status, 200);
  assertPlain(answer);
  return answer;
};
// On a fresh connection: nginx may just be closing an idle one.
const press = (who, id, what) => sendRaw(who, `/office/imports/${id}/${what}`, 'application/x-www-form-urlencoded',
  Buffer.from(new URLSearchParams({ token: who.token }).toString()));
const audits = (id) => mysql(`SELECT action, login FROM audit WHERE object_kind = 'import' AND object_id = ${id} ORDER BY id`).map((r) => r.join(' '));
const children = () => {
  const pool = readFileSync(join(run, 'office.pid'), 'utf8').trim();
  return readFileSync(`/proc/${pool}/task/${pool}/children`, 'utf8').trim().split(' ')
    .map((pid) => ({ pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }));
};
const job = () => children().find((c) => c.name === 'mingbai-jobs')?.pid;

describe('a file on its way in', () => {
  it('is what the form says it is', async () => {
    const answer = await people.editor.get('/office/imports/new');
    assert.match(answer.text, /enctype="multipart\/form-data"/);
    assertPlain(answer);
    for (const heading of headings) assert.ok(words(answer.text).includes(heading), heading);
  });

  it('and none: the form again, with what to do', async () => {
    const answer = await upload(people.editor, '', '', HERE);
    assert.equal(answer.status, 422);
    assert.match(words(answer.text), /请选择要上传的文件/);
    const bare = await people.editor.post('/office/imports/new', { token: people.editor.token, region: HERE });
    assert.equal(bare.status, 422);
  });

  const broken = {
    'no boundary': ['multipart/form-data', Buffer.from('x'), 403],
    'another boundary': ['multipart/form-data; boundary=aaa', multipart([{ name: 'token', value: 'x' }], 'bbb').body, 400],
    'no end': ['multipart/form-data; boundary=aaa', multipart([{ name: 'token', value: 'x' }], 'aaa').body.subarray(0, -6), 400],
    'a preamble': ['multipart/form-data; boundary=aaa', Buffer.concat([Buffer.from('hello\r\n'), multipart([{ name: 'a', value: 'x' }], 'aaa').body]), 400],
    'a thousand parts': ['multipart/form-data; boundary=aaa', multipart(Array(1000).fill({ name: 'a', value: 'x' }), 'aaa').body, 400],
    'too many files': ['multipart/form-data; boundary=aaa', multipart(Array(21).fill({ name: 'file', file: 'a.csv', content: 'x' }), 'aaa').body, 400],
    'a field of a megabyte': ['multipart/form-data; boundary=aaa', multipart([{ name: 'token', value: 'x'.repeat(1 << 20) }], 'aaa').body, 400],
    'a head of a megabyte': ['multipart/form-data; boundary=aaa', multipart([{ name: 'x'.repeat(1 << 20), value: 'x' }], 'aaa').body, 400],
    'a form without files of a megabyte': ['application/x-www-form-urlencoded', Buffer.alloc(1 << 20, 97), 413],
  };
  for (const [what, [type, body, status]] of Object.entries(broken)) {
    it(`malformed, ${what}: refused, nothing left`, async () => {
      const answer = await sendRaw(people.editor, '/office/imports/new', type, body);
      assert.equal(answer.status, status);
      assert.deepEqual(spool(), []);
    });
  }

  it('of a stranger, or with a wrong token, or from another site: never read', async () => {
    const count = one('SELECT COUNT(*) FROM intake_batch');
    const nobody = { cookies: new Map(), token: '' };
    assert.equal((await upload(nobody, 'a.csv', 'x'.repeat(1 << 20), HERE)).status, 403);
    assert.equal((await upload(people.editor, 'a.csv', 'x', HERE, { token: people.chief.token })).status, 403);
    assert.equal((await upload(people.editor, 'a.csv', 'x', HERE, { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403);
    assert.equal(one('SELECT COUNT(*) FROM intake_batch'), count);
    assert.deepEqual(spool(), []);
  });

  it('too large: nginx says so', async () => {
    const answer = await sendRaw(people.editor, '/office/imports/new', 'multipart/form-data; boundary=a',
      Buffer.alloc((64 << 20) + 1)).catch(() => ({ status: 413 }));
    assert.equal(answer.status, 413);
  });

  it('of another place is refused', async () => {
    const answer = await upload(people.editor, 'a.csv', csv(plain, [house(1)]), COUNTY);
    assert.equal(answer.status, 422);
    assert.match(words(answer.text), /请选择您负责的地方/);
    assert.deepEqual(spool(), []);
  });

  it('lies in a folder that only the pool can open', () => {
    assert.equal(statSync(join(run, 'spool')).mode & 0o777, 0o700);
  });
});

describe('a file that cannot be taken', () => {
  const wife = { 姓名: '王导入', 与户主关系: '配偶' };
  const bad = () => ({
    'nothing at all': ['a.csv', '', /文件是空的/],
    'only headings': ['a.csv', csv(plain, []), /只有列名，没有一行内容/],
    'UTF-16': ['a.csv', Buffer.from(`\ufeff${csv(plain, [house(1)], { bom: '' })}`, 'utf16le'), /UTF-16/],
    'a picture': ['a.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /不是表格文件/],
    'an old xls': ['a.xlsx', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /旧的 xls/],
    'an archive of noise': ['a.xlsx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(4000, 7)]), /xlsx 文件损坏/],
    'a missing column': ['a.csv', csv(plain, [house(1)], { columns: headings.filter((h) => h !== '证件号码') }), /证件号码 缺少这一列/],
    'a quotation mark never closed': ['a.csv', csv(plain, [house(1)]).replace('一组 5 号', '"一组 5 号'), /双引号没有成对/],
    'a cell of 10 MB': ['a.csv', csv(plain, [house(1, { 家庭住址: 'x'.repeat(10 << 20) })]), /太长/],
    'a wrong check digit': ['a.csv', csv(plain, [house(1, { 证件号码: someone(1, 1).slice(0, 17) + (someone(1, 1)[17] === '1' ? '2' : '1') })]), /2 证件号码 .*最后一位和前面的对不上/],
    'a name of private-use characters': ['a.csv', csv(plain, [house(1, { 姓名: '张\ue815' })]), /姓名 有自造的字/],
    'two heads': ['a.csv', csv(plain, [house(1), house(1, { ...wife, 与户主关系: '户主', 证件号码: someone(2, 1) })]), /这一户有两个以上户主/],
    'another place': ['a.csv', csv(plain, [house(1, { 行政区划代码: '990123105001' })]), /不在这次导入的地区里|没有这个村/],
  });
  for (const what of Object.keys(bad())) {
    it(what, async () => {
      const [name, content, message] = bad()[what];
      const id = await sent(people.editor, name, content);
      assert.equal(await settled(id), 'refused');
      const answer = await page(people.editor, id);
      assert.match(words(answer.text), message);
      assert.match(words(answer.text), /什么也没有写/);
      assert.ok(!answer.text.includes(someone(1, 1)), 'no whole number on the page');
      assert.doesNotMatch(answer.text, /\/apply"/);
      assert.deepEqual(spool(), []);
      const report = await people.editor.get(`/office/imports/${id}/report.csv`);
      assert.equal(report.status, 200);
      assert.match(report.headers['content-disposition'], /import-\d+-report\.csv/);
      assert.ok(report.text.startsWith('\ufeff行,列,类别,问题,怎么办\r\n'));
      assert.ok(report.text.split('\r\n').length > 2);
      assert.equal(one(`SELECT COUNT(*) FROM intake_household WHERE batch_id = ${id}`), '0');
    });
  }

  it('has all its mistakes in the report, the first ones on the page', async () => {
    const id = await sent(people.editor, 'many.csv', csv(plain, Array.from({ length: 300 }, (_, i) => house(i, { 姓名: '' }))));
    assert.equal(await settled(id), 'refused');
    const answer = await page(people.editor, id);
    assert.equal((answer.text.match(/没有填/g) ?? []).length, 50);
    assert.match(words(answer.text), /300 处错误/);
    const report = await people.editor.get(`/office/imports/${id}/report.csv`);
    assert.equal((report.text.match(/没有填/g) ?? []).length, 300);
  });
});

describe('a batch', () => {
  it('is sent by one, refused to the same, applied by another, undone; each with a line in the record', async () => {
    const id = await sent(people.chief, '登记 一.csv', csv(plain, [house(1), house(1, { 姓名: '王导入', 与户主关系: '配偶', 证件号码: someone(2, 1) }), house(3)]));
    assert.equal(await settled(id), 'checked');
    assert.deepEqual(spool(), []);
    const own = await page(people.chief, id);
    assert.match(words(own.text), /这个文件是您上传的，要请 另一个人 看过以后采用/);
    assert.doesNotMatch(own.text, new RegExp(`${id}/apply"`));
    assert.match(words(own.text), /新增 2 户 3 人/);
    const refused = await press(people.chief, id, 'apply');
    assert.equal(refused.status, 403);
    assert.match(words(refused.text), /这个文件是您自己上传的，要由另一个人采用/);
    assert.equal(state(id), 'checked');
    assert.equal((await press(people.colleague, id, 'apply')).status, 403, 'an editor does not');
    assert.equal(households(), 0);

    const other = await page(people.publisher, id);
    assert.match(other.text, new RegExp(`${id}/apply"`));
    assert.equal((await press(people.publisher, id, 'apply')).status, 303);
    assert.equal(await settled(id), 'applied');
    assert.equal(households(), 2);
    assert.equal((await press(people.publisher, id, 'apply')).status, 409, 'once is enough');
    assert.deepEqual(mysql(`SELECT made_by, approved_by, applied_by FROM intake_batch WHERE id = ${id}`)[0],
      [chief.login, 'fabu', 'fabu']);

    const again = await sent(people.chief, 'again.csv', csv(plain, [house(1), house(1, { 姓名: '王导入', 与户主关系: '配偶', 证件号码: someone(2, 1) }), house(3)]));
    assert.equal(await settled(again), 'refused');
    assert.match(words((await page(people.chief, again)).text), /和登记表一样，没有要写的/);

    assert.equal((await press(people.publisher, id, 'undo')).status, 303);
    assert.equal(await settled(id), 'undone');
    assert.equal(households(), 0);
    assert.deepEqual(audits(id).filter((l) => !l.startsWith('look')), [`import_upload ${chief.login}`, 'import_approve fabu',
      'import_applied fabu', 'import_undo fabu', 'import_undone fabu']);
  });

  it('is compared: new, changed with old and new, missing, alike; nobody named in full', async () => {
    const first = await sent(people.editor, 'a.csv', csv(plain, [house(10), house(11)]));
    await settled(first);
    await press(people.publisher, first, 'apply');
    assert.equal(await settled(first), 'applied');
    const id = await sent(people.editor, 'b.csv', csv(plain, [
      house(10, { 健康状况: '残疾', 联系电话: '13900000009', 姓名: '张改名', 户属性: '低保户' }),
      house(12), house(13, { 证件号码: someone(11, 1) }),
      house(10, { 姓名: '张小导', 与户主关系: '之子', 证件号码: someone(14, 1), 户属性: '低保户' })]));
    assert.equal(await settled(id), 'checked');
    const texts = {};
    for (const part of ['', '/new', '/joining', '/households', '/people', '/same', '/missing', '/suspects']) {
      const answer = await page(people.publisher, id, part);
      texts[part] = words(answer.text);
      assert.doesNotMatch(answer.text, /张改名|张导入|张小导|1390000000|\d{17}[\dX]/, part);
    }
    assert.match(texts['/new'], /OFF000012 .* 张\*入 1/);
    assert.match(texts['/joining'], /OFF000010 张\*导 之子/);
    assert.match(texts['/people'], /OFF000010 张\*名 姓名 张\*入 张\*名/);
    assert.match(texts['/people'], /健康状况 （空） 残疾/);
    assert.match(texts['/people'], /联系电话 （不显示） （已更换，不显示）/);
    assert.match(texts['/households'], /户属性 一般户 低保户/);
    assert.match(texts['/suspects'], /文件里同村两个人同名、同一天出生，号码不同 张\*入 OFF000012/);
    assert.match(texts['/suspects'], /登记里另一户有同一个证件号码 张\*入 OFF000013 4 OFF000011/);
    // The whole township is missing but for this: page by page, each once.
    const total = Number(one(`SELECT households_missing FROM intake_batch WHERE id = ${id}`));
    assert.ok(total > 100, `${total}`);
    const seen = [];
    for (let path = `/office/imports/${id}/missing`; path; ) {
      const answer = await people.publisher.get(path);
      assert.equal(answer.status, 200);
      seen.push(...[...answer.text.matchAll(/<tr><td>(\w+)<\/td>/g)].map((m) => m[1]));
      path = answer.text.match(/rel="next" href="([^"]*)"/)?.[1];
      path = path && unescape(path);
    }
    assert.equal(seen.length, total);
    assert.equal(new Set(seen).size, total);
    assert.equal((await people.publisher.get(`/office/imports/${id}/nonsense`)).status, 404);

    assert.equal((await press(people.editor, id, 'drop')).status, 303);
    assert.equal(state(id), 'dropped');
    assert.equal((await press(people.publisher, id, 'apply')).status, 409);
    await press(people.publisher, first, 'undo');
    assert.equal(await settled(first), 'undone');
  });

  it('that something was done with since is not undone, and says why', async () => {
    const id = await sent(people.editor, 'a.csv', csv(plain, [house(20)]));
    await settled(id);
    await press(people.publisher, id, 'apply');
    assert.equal(await settled(id), 'applied');
    const household = one("SELECT id FROM household WHERE code = 'OFF000020'");
    mysql(`INSERT INTO measure (household_id, area, title, state, from_on) VALUES (${household}, 'health', '测试', 'planned', '2025-01-01')`);
    await press(people.publisher, id, 'undo');
    assert.equal(await settled(id), 'applied');
    const told = words((await page(people.publisher, id)).text);
    assert.match(told, /没有撤回：.*后来有改动/);
    assert.match(told, /OFF000020 导入以后改过：帮扶措施/);
    mysql(`DELETE FROM measure WHERE household_id = ${household}`);
    // A correction, and what the office changed after it; a new query code is no change.
    const second = await sent(people.editor, 'b.csv', csv(plain, [house(20, { 健康状况: '残疾', 组: '二组' })]));
    assert.equal(await settled(second), 'checked');
    await press(people.publisher, second, 'apply');
    assert.equal(await settled(second), 'applied');
    mysql(`UPDATE household SET query_index = REPEAT('x', 32), query_chain = X'01' WHERE id = ${household};
      UPDATE household SET team = '三组' WHERE id = ${household}`);
    await press(people.publisher, second, 'undo');
    assert.equal(await settled(second), 'applied');
    assert.match(words((await page(people.publisher, second)).text), /OFF000020 导入以后改过：住址或村组/);
    mysql(`UPDATE household SET team = '二组', edits = edits - 2 WHERE id = ${household}`);
    await press(people.publisher, second, 'undo');
    assert.equal(await settled(second), 'undone');
    assert.equal(one(`SELECT CONCAT(team, edits) FROM household WHERE id = ${household}`), '一组0');
    await press(people.publisher, id, 'undo');
    assert.equal(await settled(id), 'undone');
  });

  it('that somebody was faster with goes back to whoever applies it, and is no failure of the job', async () => {
    const failed = async () => (await get('/metrics/office')).text.match(/job_runs_total\{job="imports",result="failed"\} (\d+)/)[1];
    const id = await sent(people.editor, 'a.csv', csv(plain, [house(25)]));
    assert.equal(await settled(id), 'checked');
    const before = await failed();
    // Written down at the same moment: not seen by the comparison, met by the writing.
    const faster = spawn('mariadb', ['--no-defaults', `--socket=${join(sockets(), 'db.sock')}`, `--user=${userInfo().username}`, 'mingbai']);
    faster.stdin.write(`BEGIN; INSERT INTO household (code, region, team, created_on) VALUES ('OFF000025', '${villages()[0]}', '', '2026-01-01');\n`);
    const rows = (where) => one(`SELECT 1 FROM information_schema.innodb_trx WHERE ${where}`);
    try {
      // (InnoDB shows what it showed to whoever asks again within a tenth of a second.)
      assert.ok((await until(10, () => rows('trx_rows_modified = 1'), 200)).value);
      await press(people.publisher, id, 'apply');
      assert.ok((await until(20, () => rows("trx_state = 'LOCK WAIT'"), 200)).value, 'its writing waits');
    } finally {
      faster.stdin.end('COMMIT;\n');
    }
    assert.ok((await until(20, () => state(id) === 'checked')).value);
    assert.match(words((await page(people.publisher, id)).text), /登记在这期间变了，这一批不能再写/);
    assert.ok((await until(10, () => one(`SELECT begun FROM intake_progress WHERE batch_id = ${id}`) === '0')).value, 'no try is counted');
    assert.equal(await failed(), before);
    await press(people.editor, id, 'drop');
    mysql("DELETE FROM household WHERE code = 'OFF000025'");
  });

  it('of another township is not there', async () => {
    const id = await sent(people.editor, 'a.csv', csv(plain, [house(30)]));
    await settled(id);
    for (const row of routes().filter((r) => r.path.startsWith('/office/imports/{id}'))) {
      const path = row.path.replace('{id}', id).replace('{part}', 'new');
      const answer = row.method === 'GET' ? await people.stranger.get(path)
        : await people.stranger.post(path, { token: people.stranger.token });
      assert.equal(answer.status, can('editor', row) ? 404 : 403, `${row.method} ${path}`);
    }
    assert.doesNotMatch((await people.stranger.get('/office/imports')).text, new RegExp(`imports/${id}"`));
    assert.match((await people.publisher.get('/office/imports')).text, new RegExp(`imports/${id}"`));
    assert.equal(state(id), 'checked');
    await press(people.editor, id, 'drop');
  });
});

describe('a job that is killed', { timeout: 240000 }, () => {
  const many = 12000;
  let id;
  before(async () => {
    id = await sent(people.editor, 'many.csv', csv(plain, Array.from({ length: many }, (_, i) => house(1000 + i))));
  });

  it('while it reads: reads again', async () => {
    const { value } = await until(30, () => one(`SELECT step FROM intake_progress WHERE batch_id = ${id}`) === '读取', 10);
    assert.ok(value);
    const before = job();
    process.kill(before, 'SIGKILL');
    assert.equal(await settled(id, 120), 'checked');
    assert.notEqual(job(), before);
    assert.equal(one(`SELECT COUNT(*) FROM intake_household WHERE batch_id = ${id}`), String(many));
  });

  it('while it writes: everything, once', async () => {
    const progress = [];
    await press(people.publisher, id, 'apply');
    for (let round = 0; round < 2; round++) {
      const { value } = await until(60, () => {
        progress.push(words(one(`SELECT step FROM intake_progress WHERE batch_id = ${id} AND begun > 0`) ?? ''));
        return progress.at(-1) === '写入' || state(id) === 'applied';
      }, 10);
      assert.ok(value);
      if (state(id) === 'applied') break;
      const pid = job();
      process.kill(pid, 'SIGKILL');
      await until(10, () => job() && job() !== pid);
    }
    assert.equal(await settled(id, 120), 'applied');
    assert.equal(households(), many);
    assert.equal(one(`SELECT COUNT(*) FROM event WHERE id >= ${id} << 32 AND id < (${id} + 1) << 32 AND stop = 'entered'`), String(many));
    assert.equal(one("SELECT COUNT(*) FROM spell s JOIN household h ON h.id = s.household_id WHERE h.code LIKE 'OFF%'"), String(many));
    assert.equal(audits(id).filter((l) => l.startsWith('import_applied')).length, 1);
    assert.deepEqual(spool(), []);
  });

  it('and told to stop by its pool: begins again, and it is no failure of the batch', async () => {
    await press(people.publisher, id, 'undo');
    process.kill(job(), 'SIGTERM');
    assert.equal(await settled(id, 120), 'undone');
    assert.equal(households(), 0);
    // Noted right after what was done is kept.
    assert.ok((await until(10, () => one(`SELECT begun FROM intake_progress WHERE batch_id = ${id}`) === '0')).value);
  });

  it('shows in the figures', async () => {
    const text = (await get('/metrics/office')).text;
    assert.match(text, /mingbai_job_runs_total\{job="imports",result="done"\} [1-9]/);
    assert.match(text, /mingbai_job_last_seconds\{job="imports"\} [1-9]/);
  });
});

describe('the database', () => {
  it('knows that another person applies, and every step', () => {
    const add = "INSERT INTO intake_batch (region, file, state, made_at, made_by) VALUES ('990123102', 'x', 'queued', UTC_TIMESTAMP(), 'a')";
    const last = 'ORDER BY id DESC LIMIT 1';
    const met = tries('office', [add,
      `UPDATE intake_batch SET state = 'applying' ${last}`,
      `UPDATE intake_batch SET state = 'approved', approved_by = 'b' ${last}`,
      `UPDATE intake_batch SET state = 'checked' ${last}`,
      `UPDATE intake_batch SET state = 'approved' ${last}`,
      `UPDATE intake_batch SET state = 'approved', approved_by = 'a' ${last}`,
      `UPDATE intake_batch SET state = 'applied', approved_by = 'b' ${last}`,
      `UPDATE intake_batch SET made_by = 'c' ${last}`,
      `DELETE FROM intake_batch ${last}`,
      `UPDATE intake_batch SET state = 'dropped' ${last}`]);
    assert.equal(met[0], null);
    for (const [i, pattern] of [[1, /step by step/], [2, /step by step/], [4, /second person/], [5, /second person|intake_second_person/],
      [6, /step by step/], [7, /denied/], [8, /denied/]]) assert.match(met[i] ?? '', pattern, `${i}`);
    assert.equal(met[3], null);
    assert.equal(met[9], null);
    assert.match(tries('admin', ["UPDATE intake_batch SET approved_by = made_by ORDER BY id DESC LIMIT 1"])[0], /intake_second_person/);
  });

  it('lets the office correct and delete only within an approved batch', () => {
    const household = one('SELECT id FROM household ORDER BY id LIMIT 1');
    const person = one('SELECT id FROM person ORDER BY id LIMIT 1');
    const spell = one('SELECT id FROM spell WHERE to_on IS NULL ORDER BY id LIMIT 1');
    const queries = [
      `UPDATE person SET name = 'x' WHERE id = ${person}`,
      `UPDATE household SET address_index = REPEAT('x', 32) WHERE id = ${household}`,
      `UPDATE membership SET relation = '其他' WHERE person_id = ${person}`,
      `UPDATE spell SET kind = 'poor', from_on = '2001-01-01' WHERE id = ${spell}`,
      `UPDATE household SET edits = edits - 2 WHERE id = ${household}`,
      `UPDATE membership SET edits = edits + 5 WHERE person_id = ${person}`,
      `UPDATE spell SET edits = edits + 1 WHERE id = ${spell}`,
      'UPDATE assignment SET edits = edits - 2 WHERE to_on IS NULL ORDER BY id LIMIT 1',
      `DELETE FROM person WHERE id = ${person}`,
      `DELETE FROM household WHERE id = ${household}`,
      `DELETE FROM membership WHERE person_id = ${person}`,
      `DELETE FROM spell WHERE id = ${spell}`,
      'DELETE FROM event ORDER BY id LIMIT 1',
      'DELETE FROM event ORDER BY id DESC LIMIT 1',
      'DELETE FROM helper ORDER BY id LIMIT 1',
      'DELETE FROM assignment ORDER BY id LIMIT 1',
    ];
    tries('office', queries).forEach((error, i) =>
      assert.match(error ?? '', /is kept|corrected by a register file|only ends, once|of an assignment stays/, queries[i]));
  });
});

describe('the register as a file', () => {
  const take = (who, fields, full = false) =>
    who.post(`/office/households/export${full ? '/full' : ''}`, { token: who.token, ...fields });

  it('is masked for whoever may not more', async () => {
    const form = await people.editor.get('/office/households/export');
    assertPlain(form);
    assert.doesNotMatch(form.text, /export\/full/);
    const answer = await take(people.editor, { region: HERE, format: 'csv' });
    assert.equal(answer.status, 200);
    assertHead(answer);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(answer.headers['content-disposition'], /register-990123102\.csv/);
    const lines = answer.text.trim().split('\r\n');
    assert.equal(lines[0], headings.join(','));
    assert.ok(answer.text.startsWith('\ufeff'));
    assert.ok(lines.length > 100);
    assert.doesNotMatch(answer.text, /\d{17}[\dX]/);
    for (const line of lines.slice(1)) {
      assert.ok(line.split(',')[1].startsWith(HERE));
      assert.match(line.split(',')[3], /\*/);
    }
    assert.equal((await take(people.editor, { region: HERE, format: 'csv' }, true)).status, 403);
    assert.deepEqual(spool(), []);
  });

  it('is full by permission, and both are in the record', async () => {
    const answer = await take(people.publisher, { region: HERE, format: 'csv' }, true);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /\d{17}[\dX]/);
    assert.deepEqual(mysql("SELECT login, detail FROM audit WHERE action = 'export_full' ORDER BY id DESC LIMIT 1")[0], ['fabu', HERE]);
    assert.ok(Number(one("SELECT COUNT(*) FROM audit WHERE action = 'export_masked' AND login = 'bianji'")) > 0);
    // What goes out comes in again and changes nothing.
    const id = await sent(people.publisher, 'full.csv', answer.raw);
    assert.equal(await settled(id), 'refused');
    assert.match(words((await page(people.publisher, id)).text), /没有要写的/);
  });

  it('as xlsx, for the whole county', async () => {
    const answer = await take(people.publisher, { region: COUNTY, format: 'xlsx' });
    assert.equal(answer.status, 200);
    assert.equal(answer.raw.subarray(0, 2).toString(), 'PK');
    assert.deepEqual(spool(), []);
  });

  it('not of another place, nor in another format', async () => {
    for (const fields of [{ region: COUNTY, format: 'csv' }, { region: '990123105', format: 'csv' }, { region: HERE, format: 'pdf' }, {}]) {
      assert.equal((await take(people.editor, fields)).status, 422, JSON.stringify(fields));
    }
  });
});

describe('nothing of it', () => {
  it('is in a log', async () => {
    await sleep(1200);
    for (const name of readdirSync(join(run, 'log'))) {
      const text = readFileSync(join(run, 'log', name), 'utf8');
      assert.doesNotMatch(text, /张导入|王导入|990128\d{12}/, name);
    }
  });
});

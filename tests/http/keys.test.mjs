// The identity keys change while the portal runs: everybody is found before, while and after, by
// both ways and by the office, and the old key can be taken away when nothing needs it any more.
//
// BASE_URL, RUN_DIR, MINGBAI: a running portal. Leaves it with other keys than it had.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Visitor, account, command, limits, mysql, secretOf, signedIn, totp, unique, words } from './lib.mjs';
import { sendForm, somewhere } from './visitor.mjs';

const run = process.env.RUN_DIR ?? 'build/run';
const mingbai = process.env.MINGBAI ?? join(run, 'mingbai');
const residents = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8')).residents;
const file = join(run, 'secret', 'keys');

const questions = residents.flatMap((r) => [
  { name: r.name, id_number: r.id_number },
  ...(r.query_code ? [{ household_code: r.household_code, query_code: r.query_code }] : []),
]);
const isCard = (answer) => answer.status === 200 && answer.text.includes('您家的情况</h1>');

async function keys(...words) {
  const child = spawn(mingbai, ['keys', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { out += text; });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, out };
}

// Ids by purpose, newest first; never the keys themselves.
function ids(purpose) {
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1] === purpose).map((words) => Number(words[0])).sort((a, b) => b - a);
}

async function everybody(when) {
  const from = somewhere();
  for (const question of questions) {
    const answer = await sendForm(from, '/status', question);
    assert.ok(isCard(answer), `${when}: ${'name' in question ? 'a name' : 'a code'} finds nothing`);
  }
}

// The office writes nobody down a second time, whichever key the number is under.
async function known(when, editor, village) {
  const path = '/office/households/new', form = await editor.get(path);
  for (const r of residents.slice(0, 4)) {
    const fields = { new_code: 'KEYS0009', region: village, name: r.name, number: r.id_number };
    const answer = await editor.send(form, path, fields);
    assert.equal(answer.status, 422, when);
    assert.match(words(answer.text), /要先从那里迁出/, when);
  }
}

// A ticket, by the codes it was given, before any key changed and after all of them did.
const sent = {};
async function sendTicket() {
  const { text } = await sendForm(somewhere(), '/tickets/new', { kind: 'praise', text: '换钥匙以前写的', key: String(Date.now()) });
  [sent.number, sent.secret] = [...text.matchAll(/<b class="answer">([\d ]+)<\/b>/g)].map((m) => m[1]);
}

describe('changing the keys', () => {
  // An officer whose second factor is sealed under the first key.
  const officer = { login: `k${unique()}`, password: 'ducks-under-a-willow' };
  let secret;
  before(sendTicket);
  before(async () => {
    command('user', 'add', officer.login, '--name', '某人', '--role', 'editor', '--region', '990123102', { input: `${officer.password}\n` });
    mysql(`UPDATE account SET one_time_until = NULL WHERE login = '${officer.login}'`);
    const visitor = await signedIn(officer);
    const form = await visitor.get('/office/account/factor');
    secret = secretOf(form.text);
    assert.equal((await visitor.send(form, '/office/account/factor', { code: totp(secret) })).status, 200);
  });
  after(() => command('user', 'disable', officer.login));

  it('is not noticed by anybody who asks', { timeout: 300000 }, async () => {
    const mode = statSync(file).mode;
    let asking = true, asked = 0;
    const missed = [];
    await limits('off');
    const editor = await signedIn(account('bianji'));
    const [[village]] = mysql("SELECT code FROM region WHERE parent = '990123102' ORDER BY code LIMIT 1");
    const load = [1, 2].map(async () => {
      const from = somewhere();
      while (asking) {
        const question = questions[Math.floor(Math.random() * questions.length)];
        const answer = await sendForm(from, '/status', question);
        asked++;
        if (!isCard(answer)) missed.push(answer.status);
        await sleep(10); // villagers ask, they do not wear the machine out: the keys are what is waited for
      }
    });
    try {
      await everybody('before');
      for (let round = 0; round < 2; round++) {
        const old = ids('index')[0];
        const rotated = await keys('rotate');
        assert.equal(rotated.code, 0, rotated.out);
        assert.equal(ids('index')[0], old + 1);
        assert.equal(ids('seal')[0], old + 1);
        assert.equal(statSync(file).mode, mode);
        await everybody('rotated');
        await known('rotated', editor, village);

        const early = await keys('retire', String(old));
        assert.equal(early.code, 1);
        assert.match(early.out, /reseal/);
        assert.equal((await keys('retire', String(old + 1))).code, 1, 'the current key stays');

        const [resealed] = await Promise.all([keys('reseal'), everybody('meanwhile'), known('meanwhile', editor, village)]);
        assert.equal(resealed.code, 0, resealed.out);
        assert.match(resealed.out, /people: \d+ looked at, [1-9]\d* brought/);
        assert.match((await keys('reseal')).out, /people: \d+ looked at, 0 brought/, 'a second run has nothing to do');
        await everybody('resealed');
        await known('resealed', editor, village);

        const retired = await keys('retire', String(old));
        assert.equal(retired.code, 0, retired.out);
        assert.ok(!ids('index').includes(old) && !ids('seal').includes(old));
        assert.ok(ids('worn').includes(old));
        await everybody('retired');
        await known('retired', editor, village);
      }
      assert.equal((await keys('retire', '250')).code, 1, 'no such key');
      assert.equal((await keys('retire', 'x')).code, 2);
    } finally {
      asking = false;
      await Promise.all(load);
      await limits('back');
    }
    assert.ok(asked > 100, `${asked} asked`);
    assert.deepEqual(missed, []);
  });

  it('leaves officers their second factor', async () => {
    const visitor = new Visitor();
    await visitor.send(await visitor.get('/office/login'), '/office/login', officer);
    // As if the half minute of the first code were over.
    mysql(`UPDATE account_factor SET last_step = last_step - 2 WHERE account_id = (SELECT id FROM account WHERE login = '${officer.login}')`);
    const form = await visitor.get('/office/login/code');
    assert.equal((await visitor.send(form, '/office/login/code', { code: totp(secret) })).status, 303);
    assert.equal((await visitor.get('/office')).status, 200);
  });

  it('says so in the log of the pool, without a key', async () => {
    await sleep(200);
    const log = readFileSync(join(run, 'log', 'lookup.log'), 'utf8');
    assert.match(log, /keys_renewed/);
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const key = line.trim().split(/\s+/)[2];
      if (key) assert.ok(!log.includes(key));
    }
  });

  it('leaves a register file what it was: the same again changes nothing, and it can be undone', { timeout: 120000 }, () => {
    const dir = mkdtempSync(join(tmpdir(), 'mingbai-keys.'));
    const path = join(dir, 'one.csv');
    writeFileSync(path, '户编号,行政区划代码,姓名,与户主关系,证件号码,联系电话,家庭住址,纳入类型,识别日期\n'
      + 'KEYS0001,990123100001,周换钥,户主,990125198001018017,13900000008,一组 8 号,边缘易致贫户,2024-03-01\n');
    const ask = (...words) => spawnSync(mingbai, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
    const take = () => ask('import', 'register', path, '--region', '990123100', '--apply').stderr;
    const same = (when) => assert.match(take(), /新增 0 户 0 人，更正 0 户 0 人/, when);
    try {
      const batch = take().match(/import undo (\d+)/)[1];
      const old = ids('index')[0];
      assert.equal(ask('keys', 'rotate').status, 0);
      same('rotated');
      const other = join(dir, 'other.csv');
      writeFileSync(other, readFileSync(path, 'utf8').replace('KEYS0001', 'KEYS0002'));
      assert.match(ask('import', 'register', other, '--region', '990123100', '--dry-run').stderr,
        /登记表里另一户有同一个证件号码：本户 KEYS0002，另一户 KEYS0001/, 'found under the older key');
      assert.equal(ask('keys', 'reseal').status, 0);
      same('sealed again');
      const retired = ask('keys', 'retire', String(old));
      assert.equal(retired.status, 0, retired.stderr);
      same('the old key is gone');
      const line = ask('export', 'register', '--region', '990123100', '--full').stdout.split('\n')
        .find((l) => l.startsWith('KEYS0001'));
      for (const cell of ['13900000008', '一组 8 号', '990125198001018017']) assert.ok(line.includes(cell));
      const undone = ask('import', 'undo', batch);
      assert.equal(undone.status, 0, undone.stderr);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('leaves a ticket to whoever has its codes', async () => {
    assert.match((await sendForm(somewhere(), '/tickets/receipt', sent)).text, /表扬办到哪一步<\/h1>/);
  });
});

// Accounts: the first sign-in sets a password; the second factor, its paper codes, and that no code
// serves twice; the own sessions; what an administrator does to accounts of the region, and what not
// even an administrator can.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Visitor, account, attributes, can, command, demo, forgetTries, formOf, limits, mysql, routes, secretOf, signedIn, token, totp, tries,
  unescape, unique, words,
} from './lib.mjs';

const COUNTY = '990123',
  HERE = '990123102';
const tag = unique();
const one = (query) => mysql(query)[0]?.[0];
const idOf = (login) => one(`SELECT id FROM account WHERE login = '${login}'`);
const rows = routes().filter((row) => row.pool === 'office' && !row.bare);
const last = (n = 1) => mysql(`SELECT action, login, was, became, detail FROM audit ORDER BY id DESC LIMIT ${n}`);
const setting = (value) => mysql(`REPLACE INTO setting (name, value) VALUES ('second_factor', '${value}')`);
const made = [];

function user(what, login, password, more = {}) {
  const words = Object.entries(more).flatMap(([name, value]) => [`--${name}`, value]);
  return command('user', what, login, ...words, { input: `${password}\n` });
}
// A new account whose password is its own already.
function someone(role, region = role === 'admin' ? COUNTY : HERE) {
  const login = `a${tag}${made.length}`;
  const { status, stderr } = user('add', login, 'ducks-under-a-willow', { name: '测试员', role, region });
  assert.equal(status, 0, stderr);
  mysql(`UPDATE account SET one_time_until = NULL WHERE login = '${login}'`);
  made.push(login);
  return { login, password: 'ducks-under-a-willow', role };
}
// The password alone: a visitor, and where the door leads.
async function knock(who, password = who.password) {
  const visitor = new Visitor();
  const answer = await visitor.send(await visitor.get('/office/login'), '/office/login', { login: who.login, password });
  return { visitor, status: answer.status, leads: answer.status === 303 ? (await visitor.get('/office')).headers.location : undefined };
}
// Every page but those of this step leads to the step, and no form of another does anything.
async function onlyStep(visitor, step) {
  const right = token((await visitor.get(step)).text);
  for (const row of rows) {
    const path = row.path.replace(/\{\w+\}/g, '1');
    if (path === step || ['/office/login', '/office/logout'].includes(path)) continue;
    const answer = row.method === 'GET' ? await visitor.get(path) : await visitor.post(path, { token: right });
    if (row.method === 'GET') assert.deepEqual([path, answer.status, answer.headers.location], [path, 303, step]);
    else assert.equal(answer.status, 403, path);
  }
}

before(async () => {
  await limits('off');
  forgetTries();
});
after(async () => {
  setting('optional');
  for (const login of made) command('user', 'disable', login);
  forgetTries();
  await limits('back');
});

describe('the first sign-in', () => {
  const login = `a${tag}f`;
  const first = 'first-of-all-words';

  it('leads to setting a password, and nowhere else', async () => {
    assert.equal(user('add', login, first, { name: '新来的', role: 'editor', region: HERE }).status, 0);
    made.push(login);
    assert.equal(last()[0][0], 'account_open');
    const { visitor, leads } = await knock({ login, password: first });
    assert.equal(leads, '/office/account/password');
    await onlyStep(visitor, '/office/account/password');
  });

  it('refuses what everybody tries first, the one that was given, and two that differ', async () => {
    const { visitor } = await knock({ login, password: first });
    const form = await visitor.get('/office/account/password');
    for (const [password, again, says] of [
      ['short', 'short', /8 到 64 个字符/],
      ['woaini1314', 'woaini1314', /太常见/],
      [`${login}1`, `${login}1`, /太常见/],
      [first, first, /和现在的不一样/],
      ['ducks and willows', 'ducks and willow', /两次输入/],
    ]) {
      const answer = await visitor.send(form, '/office/account/password', { password, again });
      assert.equal(answer.status, 422, password);
      assert.match(words(answer.text), says);
      assert.ok(!answer.text.includes(`value="${password}"`), 'a password is never shown again');
    }
    assert.equal((await visitor.get('/office')).status, 303, 'still at the door');
  });

  it('ends with a password of one’s own, which alone opens from then on', async () => {
    const { visitor } = await knock({ login, password: first });
    const form = await visitor.get('/office/account/password');
    const done = await visitor.send(form, '/office/account/password', { password: 'ducks and willows', again: 'ducks and willows' });
    assert.equal(done.headers.location, '/office');
    assert.equal((await visitor.get('/office')).status, 200);
    assert.deepEqual(last()[0].slice(0, 2), ['password_set', login]);
    assert.equal((await knock({ login, password: first })).status, 422);
    assert.equal((await knock({ login, password: 'ducks and willows' })).leads, undefined);
  });

  it('is too late after seven days', async () => {
    assert.equal(user('reset', login, 'given-once-more').status, 0);
    mysql(`UPDATE account SET one_time_until = one_time_until - INTERVAL 167 HOUR WHERE login = '${login}'`);
    assert.equal((await knock({ login, password: 'given-once-more' })).status, 303);
    mysql(`UPDATE account SET one_time_until = one_time_until - INTERVAL 1 HOUR WHERE login = '${login}'`);
    assert.equal((await knock({ login, password: 'given-once-more' })).status, 422);
  });
});

describe('changing the own password', () => {
  it('wants the old one, and signs out everywhere else', async () => {
    const who = someone('editor');
    const here = await signedIn(who),
      there = await signedIn(who);
    const change = async (old) => here.send(await here.get('/office/account/password'), '/office/account/password',
      { old, password: 'eleven new ducks', again: 'eleven new ducks' });
    const refused = await change('not-the-old-one');
    assert.equal(refused.status, 422);
    assert.match(words(refused.text), /现在的密码不对/);
    assert.equal((await there.get('/office')).status, 200);
    assert.equal((await change(who.password)).headers.location, '/office/account');
    assert.equal((await here.get('/office')).status, 200);
    assert.equal((await there.get('/office')).headers.location, '/office/login');
  });
});

describe('the second factor', () => {
  let who, secret, codes;
  // As if the half minute of the last code were over.
  const later = () => mysql(`UPDATE account_factor SET last_step = last_step - 2 WHERE account_id = ${idOf(who.login)}`);
  const give = async (visitor, code) => visitor.send(await visitor.get('/office/login/code'), '/office/login/code', { code });

  before(() => {
    setting('required');
    who = someone('publisher');
  });

  it('is wanted of publishers, administrators and auditors before anything else', async () => {
    for (const role of ['publisher', 'admin', 'auditor']) {
      const { visitor, leads } = await knock(someone(role));
      assert.equal(leads, '/office/account/factor', role);
      if (role === 'publisher') await onlyStep(visitor, '/office/account/factor');
    }
    for (const role of ['clerk', 'editor']) assert.equal((await knock(someone(role))).leads, undefined, role);
  });

  it('unless the county says otherwise, in so many words', async () => {
    for (const [value, leads] of [['optional', undefined], ['', '/office/account/factor'], ['Optional', '/office/account/factor'], ['off', '/office/account/factor']]) {
      setting(value);
      assert.equal((await knock(who)).leads, leads, value);
    }
    mysql("DELETE FROM setting WHERE name = 'second_factor'");
    assert.equal((await knock(who)).leads, '/office/account/factor', 'nothing said');
    setting('required');
  });

  it('is set up with a QR code or by typing, and proved by a code', async () => {
    const { visitor } = await knock(who);
    const form = await visitor.get('/office/account/factor');
    assert.match(form.text, /<svg class="qr"[^>]*aria-label="二维码/);
    secret = secretOf(form.text);
    assert.match(secret, /^[A-Z2-7]{32}$/);
    const refused = await visitor.send(form, '/office/account/factor', { code: totp(secret, 9) });
    assert.equal(refused.status, 422);
    assert.equal(secretOf(refused.text), secret, 'it is still the one that was scanned');
    const tampered = await visitor.send(form, '/office/account/factor', { offer: 'A'.repeat(80), code: totp(secret) });
    assert.equal(tampered.status, 422);
    assert.equal(one(`SELECT COUNT(*) FROM account_factor WHERE account_id = ${idOf(who.login)}`), '0');
    const done = await visitor.send(form, '/office/account/factor', { code: totp(secret).replace(/^.../, '$& ') });
    assert.equal(done.status, 200);
    codes = [...done.text.matchAll(/<li><code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})<\/code>/g)].map((m) => m[1]);
    assert.equal(new Set(codes).size, 10);
    assert.equal((await visitor.get('/office')).status, 200);
    assert.ok(!(await visitor.get('/office/account')).text.includes(codes[0]), 'shown once');
    assert.deepEqual(last()[0].slice(0, 2), ['factor_set', who.login]);
  });

  it('of one account cannot be set up for another', async () => {
    const other = await knock(someone('auditor'));
    const offer = formOf((await (await knock(someone('auditor'))).visitor.get('/office/account/factor')).text, '/office/account/factor').fields.offer;
    const form = await other.visitor.get('/office/account/factor');
    assert.equal((await other.visitor.send(form, '/office/account/factor', { offer, code: totp(secretOf(form.text)) })).status, 422);
  });

  it('is stored so that the database alone opens nothing', () => {
    const [[sealed]] = mysql(`SELECT HEX(secret_sealed) FROM account_factor WHERE account_id = ${idOf(who.login)}`);
    assert.equal(sealed.length / 2, 1 + 24 + 20 + 16, 'key, nonce, secret, tag');
    const digests = mysql(`SELECT HEX(digest) FROM recovery_code WHERE account_id = ${idOf(who.login)}`).flat();
    assert.equal(digests.length, 10);
    for (const code of codes) assert.ok(!digests.includes(Buffer.from(code).toString('hex').toUpperCase()));
  });

  it('is asked for after the password, and until then nothing is open', async () => {
    const { visitor, leads } = await knock(who);
    assert.equal(leads, '/office/login/code');
    await onlyStep(visitor, '/office/login/code');
    const before = visitor.cookies.get('mingbai');
    later();
    const done = await give(visitor, totp(secret));
    assert.equal(done.headers.location, '/office');
    assert.notEqual(visitor.cookies.get('mingbai'), before, 'a new session for more rights');
    assert.equal((await visitor.get('/office')).status, 200);
    assert.deepEqual(last()[0], ['sign_in', who.login, 'NULL', 'NULL', 'code']);
    visitor.cookies.set('mingbai', before);
    assert.equal((await visitor.get('/office')).headers.location, '/office/login');
  });

  it('takes no code twice, also not at the same moment', async () => {
    const code = totp(secret);
    const again = await give((await knock(who)).visitor, code);
    assert.equal(again.status, 422);
    assert.match(words(again.text), /已经用过/);
    later();
    const visitors = [];
    for (let i = 0; i < 4; i++) visitors.push((await knock(who)).visitor);
    const answers = await Promise.all(visitors.map((visitor) => give(visitor, totp(secret))));
    assert.deepEqual(answers.map((a) => a.status).sort(), [303, 422, 422, 422]);
    forgetTries();
  });

  it('takes a paper code, once, however it is typed', async () => {
    const { visitor } = await knock(who);
    const done = await give(visitor, codes[0].toUpperCase().replaceAll('-', ' '));
    assert.equal(done.headers.location, '/office/account');
    assert.match(words((await visitor.get('/office/account')).text), /恢复码还剩 9 个/);
    assert.equal(last()[0][4], 'recovery');
    assert.equal((await give((await knock(who)).visitor, codes[0])).status, 422);
    assert.equal((await give((await knock(who)).visitor, 'aaaa-bbbb-cccc')).status, 422);
    forgetTries();
  });

  it('gets slow for who guesses, and locks nobody out', async () => {
    const { visitor } = await knock(who);
    const form = await visitor.get('/office/login/code');
    const guess = (code) => visitor.send(form, '/office/login/code', { code });
    for (let i = 0; i < 6; i++) assert.equal((await guess('000000')).status, 422);
    assert.deepEqual(last()[0].slice(0, 2), ['sign_in_refused', who.login]);
    const slow = await guess('000000');
    assert.equal(slow.status, 429);
    assert.ok(Number(slow.headers['retry-after']) <= 30);
    later();
    assert.equal((await guess(totp(secret))).status, 429, 'the right one waits too, or it would be told apart');
    mysql("UPDATE throttle SET last_at = last_at - INTERVAL 31 SECOND WHERE kind = 'login-code'");
    assert.equal((await guess(totp(secret))).status, 303);
  });

  it('is waited for ten minutes', async () => {
    const { visitor } = await knock(who);
    const age = (minutes) => mysql(`UPDATE session SET created_at = UTC_TIMESTAMP() - INTERVAL ${minutes} MINUTE
      WHERE account_id = ${idOf(who.login)} AND proved = 0`);
    age(9);
    assert.equal((await visitor.get('/office')).headers.location, '/office/login/code');
    age(11);
    assert.equal((await visitor.get('/office')).headers.location, '/office/login');
  });

  it('is replaced only by who has the old one; the other sessions and paper codes end', async () => {
    later();
    const { visitor } = await knock(who);
    await give(visitor, totp(secret));
    const other = (await knock(who)).visitor;
    await give(other, codes[1]);
    const form = await visitor.get('/office/account/factor');
    const fresh = secretOf(form.text);
    assert.notEqual(fresh, secret);
    const change = (old) => visitor.send(form, '/office/account/factor', { old, code: totp(fresh) });
    assert.equal((await change('')).status, 422);
    assert.equal((await change('000000')).status, 422);
    assert.equal((await visitor.send(form, '/office/account/factor', { old: codes[2], code: '1' })).status, 422);
    assert.equal((await change(codes[2])).status, 200, 'which the wrong code before did not use up');
    assert.equal((await other.get('/office')).headers.location, '/office/login');
    assert.equal((await give((await knock(who)).visitor, codes[3])).status, 422);
    secret = fresh;
    forgetTries();
  });

  it('can be taken away from the command line, for a phone that is lost', async () => {
    assert.equal(command('user', 'factor', who.login).status, 0);
    assert.equal((await knock(who)).leads, '/office/account/factor');
    assert.match(command('user', 'factor', `nobody${tag}`).stderr, /there is no login/);
  });
});

describe('the own sessions', () => {
  before(() => setting('optional'));

  it('are listed with the device and half of the address, and end one by one or all', async () => {
    const who = someone('clerk');
    const agents = ['Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36', 'Mozilla/5.0 (Linux; Android 10; K) Chrome/99 Safari', '<b>x'];
    const visitors = [];
    for (const agent of agents) {
      const visitor = new Visitor();
      const form = await visitor.get('/office/login');
      await visitor.send(form, '/office/login', { login: who.login, password: who.password }, { 'User-Agent': agent });
      visitors.push(visitor);
    }
    const page = await visitors[0].get('/office/account');
    for (const word of ['Windows 电脑上的 Chrome（就是这里）', '安卓手机上的 Chrome', '不认识的设备', '127.0.*.*']) assert.ok(words(page.text).includes(word), word);
    assert.ok(!page.text.includes('127.0.0.1') && !page.text.includes('<b>x'));
    assert.equal(one(`SELECT COUNT(*) FROM session WHERE account_id = ${idOf(who.login)} AND (device LIKE '%Mozilla%' OR network LIKE '127.0.0%')`), '0');

    const send = (session) => visitors[0].post('/office/account/sessions', { token: token(page.text), session });
    const others = attributes(page.text, 'value').filter((value) => /^[0-9a-f]{64}$/.test(value));
    assert.equal(others.length, 2);
    const foreign = one(`SELECT LOWER(HEX(digest)) FROM session WHERE account_id <> ${idOf(who.login)} LIMIT 1`);
    for (const session of [foreign, 'x', '']) assert.equal((await send(session)).status, 303);
    assert.equal(one(`SELECT COUNT(*) FROM session WHERE digest = UNHEX('${foreign}')`), '1', 'somebody else’s stays');
    const phone = page.text.match(/安卓手机[\s\S]*?name="session" value="([0-9a-f]{64})"/)[1];
    assert.equal((await send(phone)).headers.location, '/office/account');
    assert.deepEqual(await Promise.all(visitors.map(async (v) => (await v.get('/office')).status)), [200, 303, 200]);
    assert.deepEqual(last()[0].slice(0, 2), ['session_end', who.login]);
    await send('others');
    assert.deepEqual(await Promise.all(visitors.map(async (v) => (await v.get('/office')).status)), [200, 303, 303]);
  });
});

describe('an administrator', () => {
  let admin, chief;
  const page = (id) => admin.get(`/office/users/${id}`);
  const act = async (id, part, fields = {}) => admin.post(`/office/users/${id}/${part}`, { token: admin.token, ...fields });
  const open = async (fields) => admin.send(await admin.get('/office/users/new'), '/office/users/new', fields);

  before(async () => {
    chief = someone('admin');
    admin = await signedIn(chief);
  });

  it('opens an account, whose password is shown once and is for one sign-in', async () => {
    const login = `a${tag}n`;
    made.push(login);
    const done = await open({ login, name: '新同事', role: 'clerk', region: HERE });
    assert.equal(done.status, 200);
    const password = done.text.match(/<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})<\/code>/)[1];
    assert.deepEqual(last()[0], ['account_open', chief.login, 'NULL', `clerk ${HERE}`, login]);
    assert.equal((await knock({ login, password })).leads, '/office/account/password');
    assert.ok(!(await admin.get(`/office/users/${idOf(login)}`)).text.includes(password));
    assert.match(words((await admin.get('/office/users')).text), /新同事 等第一次登录/);
  });

  it('is told what is wrong with a form, and what was typed is kept', async () => {
    const right = { login: `a${tag}w`, name: '某人', role: 'clerk', region: HERE };
    for (const [change, says] of [
      [{ login: chief.login }, /已经有人用/],
      [{ login: 'Wang Li' }, /小写字母/],
      [{ name: '' }, /请写姓名/],
      [{ role: '' }, /请选择角色/],
      [{ region: '' }, /请选择您管的地方/],
      [{ region: '980123' }, /请选择您管的地方/],
      [{ region: '99' }, /请选择您管的地方/],
      [{ role: 'admin' }, /县级管理员管全县/],
    ]) {
      const answer = await open({ ...right, ...change });
      assert.equal(answer.status, 422, JSON.stringify(change));
      assert.match(words(answer.text), says);
      if (!('name' in change)) assert.ok(answer.text.includes('value="某人"'));
    }
    assert.equal(idOf(right.login), undefined);
    assert.equal((await open({ ...right, role: 'king' })).status, 422);
  });

  it('changes role and place, which count at once, and the record says from what to what', async () => {
    const who = someone('clerk');
    const visitor = await signedIn(who);
    assert.equal((await visitor.get('/office/articles/new?kind=notice')).status, 403);
    assert.equal((await act(idOf(who.login), 'change', { name: '改名', role: 'editor', region: '990123105' })).status, 303);
    assert.deepEqual(last()[0], ['account_change', chief.login, `clerk ${HERE}`, 'editor 990123105; renamed', who.login]);
    const form = await visitor.get('/office/articles/new?kind=notice');
    assert.equal(form.status, 200);
    assert.ok(words(form.text).includes('改名 · 编辑'));
  });

  it('suspends and lets in again', async () => {
    const who = someone('editor');
    const visitor = await signedIn(who);
    assert.equal((await act(idOf(who.login), 'suspend')).status, 303);
    assert.deepEqual(last()[0].slice(0, 4), ['account_suspend', chief.login, 'active', 'suspended']);
    assert.equal((await visitor.get('/office')).headers.location, '/office/login');
    assert.equal((await knock(who)).status, 422);
    assert.match(words((await page(idOf(who.login))).text), /停用[\s\S]*恢复这个账号/);
    assert.equal((await act(idOf(who.login), 'resume')).status, 303);
    assert.equal((await knock(who)).leads, undefined);
  });

  it('gives a new password, and takes away a second factor', async () => {
    const who = someone('editor');
    const visitor = await signedIn(who);
    const form = await visitor.get('/office/account/factor');
    await visitor.send(form, '/office/account/factor', { code: totp(secretOf(form.text)) });
    assert.equal((await knock(who)).leads, '/office/login/code', 'who set one up is asked for it, wanted or not');
    assert.match(words((await page(idOf(who.login))).text), /有二次验证/);
    assert.equal((await act(idOf(who.login), 'factor')).status, 303);
    assert.equal(last()[0][0], 'account_factor');
    assert.equal((await visitor.get('/office')).headers.location, '/office/login');
    const done = await act(idOf(who.login), 'password');
    const password = done.text.match(/<code>([a-z2-9-]{14})<\/code>/)[1];
    assert.equal(last()[0][0], 'account_password');
    assert.equal((await knock(who)).status, 422);
    assert.equal((await knock(who, password)).leads, '/office/account/password');
  });

  it('does nothing to the own account', async () => {
    const id = idOf(chief.login);
    assert.match(words((await page(id)).text), /这是您自己的账号/);
    assert.equal((await page(id)).text.includes(`action="/office/users/${id}/`), false);
    const before = one(`SELECT CONCAT(name, role, region, password, disabled) FROM account WHERE id = ${id}`);
    for (const [part, fields] of [['change', { name: 'x', role: 'publisher', region: COUNTY }], ['suspend'], ['resume'], ['password'], ['factor']]) {
      const answer = await act(id, part, fields);
      assert.equal(answer.status, 409, part);
      assert.match(words(answer.text), /自己的账号/);
    }
    assert.equal(one(`SELECT CONCAT(name, role, region, password, disabled) FROM account WHERE id = ${id}`), before);
  });

  it('reaches nobody outside the own region', async () => {
    mysql(`INSERT INTO account (login, name, role, region, password, created_at) SELECT 'a${tag}o', '外面的', 'editor', '99', password, created_at FROM account LIMIT 1`);
    made.push(`a${tag}o`);
    const id = idOf(`a${tag}o`);
    assert.equal((await page(id)).status, 404);
    for (const part of ['change', 'suspend', 'resume', 'password', 'factor']) assert.equal((await act(id, part, { name: 'x', role: 'clerk', region: HERE })).status, 404);
    assert.ok(!(await admin.get('/office/users')).text.includes('外面的'));
    for (const id of ['0', '-1', 'x', '99999999999999999999']) assert.equal((await page(id)).status, 404);
  });

  it('finds all accounts of the region, page by page', async () => {
    mysql(`INSERT INTO account (login, name, role, region, password, created_at)
      SELECT CONCAT('p${tag}', s.n), '某人', 'clerk', '${HERE}', a.password, a.created_at
        FROM (SELECT 10 + (SELECT COUNT(*) FROM region r WHERE r.code < x.code) n FROM region x ORDER BY code LIMIT 60) s, account a WHERE a.login = '${chief.login}'`);
    const found = [];
    let at = '/office/users';
    while (at) {
      const { text } = await admin.get(at);
      found.push(...[...text.matchAll(/href="\/office\/users\/(\d+)"/g)].map((m) => m[1]));
      at = unescape(text.match(/rel="next" href="([^"]*)"/)?.[1] ?? '');
    }
    const right = mysql(`SELECT id FROM account WHERE region LIKE '${COUNTY}%' ORDER BY login`).flat();
    assert.deepEqual(found, right);
    mysql(`UPDATE account SET disabled = 1 WHERE login LIKE 'p${tag}%'`);
  });
});

describe('the last administrator of a county', () => {
  // A county of its own, so that the demo's has nothing to do with it.
  const county = '980124';
  let first, second;
  const admins = () => Number(one(`SELECT COUNT(*) FROM account WHERE region = '${county}' AND role = 'admin' AND disabled = 0`));

  before(async () => {
    mysql(`INSERT IGNORE INTO region (code, level, name) VALUES ('${county}', 'county', '另一县')`);
    mysql(`UPDATE account SET disabled = 1 WHERE region = '${county}' AND id NOT IN (SELECT id FROM (SELECT MAX(id) id FROM account WHERE region = '${county}') x)`);
    first = someone('admin', county);
    second = someone('admin', county);
    for (const login of mysql(`SELECT login FROM account WHERE region = '${county}' AND disabled = 0 AND login NOT IN ('${first.login}', '${second.login}')`).flat())
      command('user', 'disable', login);
    assert.equal(admins(), 2);
  });

  it('stays when two suspend each other at the same moment', async () => {
    const [a, b] = [await signedIn(first), await signedIn(second)];
    for (let round = 0; round < 5; round++) {
      mysql(`UPDATE account SET disabled = 0 WHERE login IN ('${first.login}', '${second.login}')`);
      const visitors = [a, b];
      for (const [i, who] of [first, second].entries())
        if ((await visitors[i].get('/office')).status !== 200) Object.assign(visitors[i], await signedIn(who));
      const answers = await Promise.all([
        a.post(`/office/users/${idOf(second.login)}/suspend`, { token: a.token }),
        b.post(`/office/users/${idOf(first.login)}/suspend`, { token: b.token }),
      ]);
      assert.equal(admins(), 1, `round ${round}: ${answers.map((one) => one.status)}`);
    }
  });

  it('is not suspended, moved or given another role, from the command line either', () => {
    const login = one(`SELECT login FROM account WHERE region = '${county}' AND role = 'admin' AND disabled = 0`);
    const { status, stderr } = command('user', 'disable', login);
    assert.equal(status, 2);
    assert.match(stderr, /last administrator/);
    assert.equal(admins(), 1);
  });

  it('nor by a hole in the pages: the database itself refuses', () => {
    const who = `WHERE region = '${county}' AND role = 'admin' AND disabled = 0`;
    for (const role of ['office', 'admin']) {
      const errors = tries(role, [
        `UPDATE account SET disabled = 1 ${who}`,
        `UPDATE account SET role = 'clerk' ${who}`,
        `UPDATE account SET region = '${COUNTY}' ${who}`,
      ]);
      for (const error of errors) assert.match(error ?? '', /the last administrator stays/, role);
      assert.ok(tries(role, [`DELETE FROM account ${who}`])[0]);
    }
    assert.match(tries('admin', [`DELETE FROM account ${who}`])[0], /an account is kept/);
    for (const [query, error] of [
      ["UPDATE account SET role = 'king' WHERE login = 'bianji'", /account_role/],
      ["UPDATE account SET role = 'admin' WHERE login = 'bianji'", /account_admin_place/],
      ["UPDATE account SET login = 'other' WHERE login = 'bianji'", /denied/],
    ]) assert.match(tries('office', [query])[0] ?? '', error, query);
    assert.equal(admins(), 1);
  });

  it('may go when there is another', async () => {
    const [[stays, id]] = mysql(`SELECT login, id FROM account WHERE region = '${county}' AND role = 'admin' AND disabled = 0`);
    const third = someone('admin', county);
    const visitor = await signedIn(third);
    assert.equal((await visitor.post(`/office/users/${id}/change`, { token: visitor.token, name: 'x', role: 'clerk', region: county })).status, 303);
    assert.equal(admins(), 1);
    assert.equal((await knock({ login: stays, password: 'ducks-under-a-willow' })).status, 303, 'as a clerk');
  });
});

describe('the demo', () => {
  it('signs everybody in with what stands in demo.json, and says that this is the demo’s way', async () => {
    assert.equal(demo().second_factor, 'optional');
    assert.deepEqual([...new Set(demo().accounts.map((one) => one.role))].sort(), ['admin', 'auditor', 'clerk', 'editor', 'publisher']);
    for (const one of demo().accounts) {
      const { status, leads } = await knock(account(one.login));
      assert.deepEqual([status, leads], [303, undefined], one.login);
    }
    assert.match(command('doctor').stderr, /second_factor is optional/);
  });

  it('shows each role its own menu, and a desk that leads nowhere closed', async () => {
    for (const one of demo().accounts) {
      const { text } = await (await signedIn(one)).get('/office');
      const menu = attributes(text.match(/<nav class="menu".*?<\/nav>/s)[0], 'href').map((href) => href.split('?')[0]);
      for (const path of menu) {
        const row = rows.find((row) => row.method === 'GET' && row.path === path);
        assert.ok(row && can(one.role, row), `${one.role}: ${path}`);
      }
      assert.equal(menu.includes('/office/users'), ['admin', 'auditor'].includes(one.role));
      const leads = attributes(text, 'href').map((href) => href.split('?')[0]).filter((path) => path.startsWith('/office'));
      for (const path of leads) {
        const row = rows.find((row) => row.method === 'GET' && new RegExp(`^${row.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
        assert.ok(row && can(one.role, row), `${one.role}: ${path}`);
      }
      if (one.role === 'admin') {
        const kinds = new Set(leads.map((path) => path.replace(/\d+$/, '{id}')).filter((path) => path !== '/office/users/{id}'));
        assert.deepEqual([...kinds].sort(), ['/office', '/office/account', '/office/banner', '/office/users']);
      }
    }
  });
});

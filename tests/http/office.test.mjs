// The office: signing in, who may do what to which document, writing, the publish gate, publishing,
// correcting and withdrawing, two people at once, and a record of it all that nobody can change.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Visitor, account, ask, assertHead, assertPlain, attributes, command, forgetTries, formOf, get, identity, limits, mingbai, mysql, post, routes, rowsOf, run, shanghai, signedIn, timeless, token, tries, unescape, unique, until, words } from './lib.mjs';

const HERE = '990123102', THERE = '990123105', COUNTY = '990123';
const editor = account('bianji'), stranger = account('bianji2'), publisher = account('fabu');
const tag = unique();
// A second editor and a publisher of the same township, made for this run.
const colleague = { login: `t${tag}e`, password: 'colleague-of-the-first', role: 'editor', region: HERE };
const chief = { login: `t${tag}p`, password: 'publisher-of-a-township', role: 'publisher', region: HERE };
const made = [];
const people = {};

const one = (query) => mysql(query)[0]?.[0];
const audits = (id) => mysql(`SELECT action, login, role, region, request_id FROM audit WHERE object_kind = 'document' AND object_id = ${id} ORDER BY id`);

const NOTICE = { type: 'project', window_days: '5', issuer: '柳溪镇人民政府', body: '修一条路。\n\n- 长 **3 公里**\n- 花 20 万元' };
const POLICY = {
  area: 'water', level: 'township', issuer: '柳溪镇人民政府', document_number: '柳政发〔2026〕9号', issued_on: '2026-03-05',
  card_who: '镇里各户', card_what: '装水表不要钱', card_how: '到村委会登记', card_when: '六月底以前', card_bring: '户口本', card_ask: '镇水利站 0999-5120100',
  body: '## 一、范围\n\n全镇各村。',
};

// A new draft by the form itself; its number.
async function draft(who, kind, fields) {
  const address = `/office/articles/new?kind=${kind}`;
  const answer = await who.send(await who.get(address), address, { ...(kind === 'policy' ? POLICY : NOTICE), do: 'save', ...fields });
  assert.equal(answer.status, 303, words(answer.text).slice(0, 400));
  const id = Number(answer.headers.location.match(/^\/office\/articles\/(\d+)$/)[1]);
  made.push(id);
  return id;
}

async function publish(who, id) {
  const action = `/office/articles/${id}/publish`;
  return who.send(await who.get(`/office/articles/${id}/preview`), action);
}

// What the preview says is wrong.
const faults = (html) => [...(html.match(/<div class="wrongs".*?<\/div>/s)?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/gs)].map((m) => words(m[1]));

before(async () => {
  await limits('off');
  forgetTries();
  for (const who of [colleague, chief]) {
    const { status, stderr } = command('user', 'add', who.login, '--name', '测试员', '--role', who.role, '--region', who.region, { input: `${who.password}\n` });
    assert.equal(status, 0, stderr);
  }
  people.editor = await signedIn(editor);
  people.stranger = await signedIn(stranger);
  people.publisher = await signedIn(publisher);
  people.colleague = await signedIn(colleague);
  people.chief = await signedIn(chief);
});

after(async () => {
  // What was published for a test leaves the lists again; who was made for it cannot come back.
  for (const id of made) {
    await people.publisher.post(`/office/articles/${id}/withdraw`, { token: people.publisher.token, reason: '测试用的，已经结束' });
  }
  for (const who of [colleague, chief]) command('user', 'disable', who.login);
  forgetTries();
  await limits('back');
});

describe('signing in', () => {
  it('opens the desk, with a cookie that scripts and other sites cannot use', async () => {
    const visitor = new Visitor();
    const answer = await visitor.signIn(editor);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, '/office');
    const [cookie, ...flags] = answer.headers['set-cookie'].find((line) => line.startsWith('mingbai=')).split('; ');
    assert.ok(cookie.slice(8).length >= 22, 'at least 128 random bits');
    assert.deepEqual(flags, ['Path=/', 'SameSite=Lax', 'HttpOnly']);
    const desk = await visitor.get('/office');
    assert.equal(desk.status, 200);
    assert.equal(desk.headers['cache-control'], 'no-store');
    assert.equal(desk.headers['content-encoding'], undefined, 'a page with a token is not compressed');
    assertHead(desk);
  });

  it('keeps of the cookie only its digest', async () => {
    const visitor = await signedIn(editor);
    const digest = createHash('sha256').update(visitor.cookies.get('mingbai')).digest('hex');
    assert.equal(one(`SELECT COUNT(*) FROM session WHERE digest = UNHEX('${digest}')`), '1');
  });

  it('takes no cookie that somebody brought along', async () => {
    const visitor = new Visitor();
    visitor.cookies.set('mingbai', 'A'.repeat(43));
    assert.equal((await visitor.get('/office')).status, 303);
    await visitor.signIn(editor);
    assert.notEqual(visitor.cookies.get('mingbai'), 'A'.repeat(43));
  });

  it('says the same to a wrong password, an unknown login and a disabled one', async () => {
    const gone = `t${tag}d`;
    command('user', 'add', gone, '--name', '走了的人', '--role', 'editor', '--region', HERE, { input: 'long-gone-password\n' });
    command('user', 'disable', gone);
    const pages = [], times = [];
    for (const who of [{ login: colleague.login, password: 'wrong-password' }, { login: `t${tag}x`, password: 'wrong-password' }, { login: gone, password: 'long-gone-password' }]) {
      const visitor = new Visitor();
      const form = await visitor.get('/office/login');
      const began = performance.now();
      const answer = await visitor.send(form, '/office/login', who);
      times.push(performance.now() - began);
      assert.equal(answer.status, 422);
      assert.equal(visitor.cookies.has('mingbai'), false);
      assert.ok(!answer.text.includes(who.password));
      pages.push(timeless(answer.text).replaceAll(who.login, 'LOGIN').replace(token(answer.text), ''));
    }
    assert.equal(pages[1], pages[0]);
    assert.equal(pages[2], pages[0]);
    assert.match(words(pages[0]), /账号或密码不对/);
    assert.ok(Math.min(...times) > Math.max(...times) / 4, `takes as long: ${times.map(Math.round)} ms`);
  });

  it('wants the token of its own page, and to be sent from it', async () => {
    const visitor = new Visitor();
    const right = token((await visitor.get('/office/login')).text);
    const fields = { login: editor.login, password: editor.password, token: right };
    const refused = [
      [{ ...fields, token: '' }, {}],
      [{ ...fields, token: `${right}x` }, {}],
      [{ ...fields, token: people.editor.token }, {}],
      [fields, { 'Sec-Fetch-Site': 'cross-site' }],
      [fields, { 'Sec-Fetch-Site': 'same-site' }],
      [fields, { 'Sec-Fetch-Site': '', Origin: 'http://other.example' }],
      [fields, { 'Sec-Fetch-Site': '', Origin: 'null' }],
      [fields, { 'Sec-Fetch-Site': '', Origin: 'http://127.0.0.1.other.example' }],
    ];
    for (const [sent, headers] of refused) {
      const answer = await visitor.post('/office/login', sent, headers);
      assert.equal(answer.status, 403, JSON.stringify([sent, headers]));
      assert.equal(visitor.cookies.has('mingbai'), false);
    }
    const alone = await post('/office/login', fields);
    assert.equal(alone.status, 403, 'without the cookie');
    const { origin } = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:8080');
    assert.equal((await visitor.post('/office/login', fields, { 'Sec-Fetch-Site': '', Origin: origin })).status, 303, 'an old browser');
  });

  it('gets slow for who guesses, and opens for the right one later', async () => {
    const visitor = new Visitor();
    const form = await visitor.get('/office/login');
    const wrong = (password) => visitor.send(form, '/office/login', { login: chief.login, password });
    for (let i = 0; i < 6; i++) assert.equal((await wrong('guess-guess')).status, 422, `guess ${i + 1}`);
    const limited = await wrong('guess-guess');
    assert.equal(limited.status, 429);
    const wait = Number(limited.headers['retry-after']);
    assert.ok(wait > 0 && wait <= 30, `${wait} s`);
    assert.match(words(limited.text), /等/);
    assert.equal((await wrong(chief.password)).status, 429, 'the right password has to wait too, or it would be told apart');
    assert.equal((await people.colleague.get('/office')).status, 200, 'who is in stays in');
    await signedIn(colleague);
    // Half a minute later.
    mysql("UPDATE throttle SET last_at = last_at - INTERVAL 31 SECOND WHERE kind = 'login-account'");
    assert.equal((await wrong(chief.password)).status, 303);
    assert.equal((await new Visitor().signIn({ ...chief, password: 'guess-guess' })).status, 422, 'and the count began anew');
  });

  it('ends when the officer signs out, whatever the browser kept', async () => {
    const visitor = await signedIn(editor);
    const cookie = visitor.cookies.get('mingbai');
    const answer = await visitor.post('/office/logout', { token: visitor.token });
    assert.equal(answer.status, 303);
    assert.match(answer.headers['set-cookie'][0], /^mingbai=; .*Max-Age=0/);
    visitor.cookies.set('mingbai', cookie);
    assert.equal((await visitor.get('/office')).status, 303);
    assert.equal((await visitor.post('/office/articles/new?kind=notice', { token: visitor.token, title: 'x' })).status, 403);
  });

  for (const [what, column, minutes] of [['half an hour without a click', 'seen_at', 31], ['eight hours', 'created_at', 481]]) {
    it(`ends after ${what}`, async () => {
      const visitor = await signedIn(editor);
      const digest = createHash('sha256').update(visitor.cookies.get('mingbai')).digest('hex');
      const age = (n) => mysql(`UPDATE session SET ${column} = UTC_TIMESTAMP() - INTERVAL ${n} MINUTE WHERE digest = UNHEX('${digest}')`);
      age(minutes - 3);
      assert.equal((await visitor.get('/office')).status, 200);
      age(minutes);
      assert.equal((await visitor.get('/office')).headers.location, '/office/login');
    });
  }

  it('over https gives a cookie that plain http can neither see nor set', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));
    const socket = join(folder, 'office.sock');
    const wrapper = readFileSync(mingbai, 'utf8').replace(/MINGBAI_URL='[^']*'/, "MINGBAI_URL='https://county.example'").replace(/MINGBAI_LISTEN=\S+/, `MINGBAI_LISTEN='${socket}'`).replace(/MINGBAI_WORKERS=\d+/g, 'MINGBAI_WORKERS=1');
    writeFileSync(join(folder, 'mingbai'), wrapper, { mode: 0o700 });
    const pool = spawn(join(folder, 'mingbai'), ['serve', 'office'], { stdio: 'ignore' });
    try {
      const { value: form } = await until(10, () => ask(socket, { DOCUMENT_URI: '/office/login' }).catch(() => null));
      const login = form.headers.find(([name]) => name === 'Set-Cookie')[1];
      assert.match(login, /; Secure$/);
      const fields = new URLSearchParams({ login: editor.login, password: editor.password, token: token(form.text) });
      const answer = await ask(socket, { DOCUMENT_URI: '/office/login', REQUEST_METHOD: 'POST', CONTENT_TYPE: 'application/x-www-form-urlencoded', HTTP_COOKIE: login.split(';')[0] }, fields.toString());
      assert.equal(answer.status, 303);
      const session = answer.headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value).find((value) => value.startsWith('__Host-'));
      assert.match(session, /^__Host-mingbai=[^;]{22,}; Path=\/; SameSite=(Lax|Strict); HttpOnly; Secure$/);
    } finally {
      pool.kill('SIGTERM');
      await until(5, () => pool.exitCode !== null || pool.signalCode !== null);
      rmSync(folder, { recursive: true });
    }
  });
});

describe('who may do what', () => {
  const documents = {};
  const accounts = { editor, stranger, chief, publisher };
  const rows = routes().filter((row) => row.pool === 'office' && !row.bare);

  before(async () => {
    documents.here = await draft(people.editor, 'notice', { title: `权限 ${tag} 本乡` });
    documents.there = await draft(people.stranger, 'notice', { title: `权限 ${tag} 外乡` });
    documents.county = await draft(people.publisher, 'notice', { title: `权限 ${tag} 县里` });
  });

  const actors = {
    nobody: { role: null, own: [] },
    editor: { role: 'editor', own: ['here'] },
    stranger: { role: 'editor', own: ['there'] },
    chief: { role: 'publisher', own: ['here'] },
    publisher: { role: 'publisher', own: ['here', 'there', 'county'] },
  };

  // What the row of the table, and nothing else, says.
  function right(row, actor, document, hasToken) {
    const { role, own } = actors[actor];
    const signIn = row.path === '/office/login';
    const allowed = row.may === 0 || (role !== null && (row.may < 3 || role === 'publisher'));
    if (row.method === 'GET' && role === null && !signIn) return [303];
    if (!allowed || (row.method === 'POST' && !hasToken)) return [403];
    if (row.path.includes('{id}') && !own.includes(document)) return [404];
    if (row.method === 'GET') return signIn && role ? [303] : [200];
    return [303, 409, 422];
  }

  async function send(row, actor, document, proof) {
    const leaves = row.path.endsWith('/logout') && proof === 'right' && actor !== 'nobody';
    const who = actor === 'nobody' ? new Visitor() : leaves ? await signedIn(accounts[actor]) : people[actor];
    const path = row.path.replace('{id}', documents[document]) + (row.path.endsWith('/new') ? '?kind=notice' : '');
    let sent = who.token ?? '';
    if (actor === 'nobody' && row.path === '/office/login') sent = token((await who.get('/office/login')).text);
    const fields = { none: {}, wrong: { token: people.colleague.token }, right: { token: sent }, 'cross-site': { token: sent } }[proof];
    const headers = proof === 'cross-site' ? { 'Sec-Fetch-Site': 'cross-site' } : {};
    const answer = row.method === 'GET' ? await who.get(path) : await who.post(path, fields, headers);
    assertHead(answer);
    assert.equal(answer.headers['cache-control'], 'no-store');
    return answer;
  }

  for (const row of rows) {
    it(`${row.method} ${row.path}: every role, every document, with a token and without`, async () => {
      const targets = row.path.includes('{id}') ? Object.keys(documents) : ['none'];
      for (const actor of Object.keys(actors)) {
        const cases = targets.flatMap((document) => (row.method === 'POST' ? ['right', 'none', 'wrong', 'cross-site'] : ['right']).map((proof) => {
          const expected = right(row, actor, document, proof === 'right');
          return { document, proof, expected, refused: [403, 404].includes(expected[0]) };
        }));
        const before = one('SELECT COUNT(*) FROM audit');
        for (const { document, proof, expected, refused } of cases.filter((c) => c.refused)) {
          const answer = await send(row, actor, document, proof);
          assert.ok(expected.includes(answer.status), `${actor}, ${document}, ${proof} token: ${answer.status}, not ${expected}`);
          assert.ok(refused && !answer.text.includes(tag), 'nothing is told');
        }
        assert.equal(one('SELECT COUNT(*) FROM audit'), before, 'what is refused does nothing');
        for (const { document, proof, expected } of cases.filter((c) => !c.refused)) {
          const answer = await send(row, actor, document, proof);
          assert.ok(expected.includes(answer.status), `${actor}, ${document}, ${proof} token: ${answer.status}, not ${expected}`);
          if (actor === 'nobody' && answer.status === 303) assert.equal(answer.headers.location, '/office/login');
        }
      }
    });
  }

  it('no form may be longer than its row says', async () => {
    for (const row of rows.filter((one) => one.method === 'POST')) {
      const path = row.path.replace('{id}', documents.here);
      const answer = await people.chief.post(path, { token: people.chief.token, title: 'a'.repeat(row.body) });
      assert.equal(answer.status, 413, row.path);
    }
  });

  it('the lists show the own region and what lies below, nothing else', async () => {
    for (const [actor, region] of [['editor', HERE], ['stranger', THERE], ['publisher', COUNTY]]) {
      const names = new Map(mysql('SELECT document_id, region FROM edition').map(([id, code]) => [id, code]));
      const found = [];
      let at = '/office/articles';
      for (let pages = 0; at && pages < 60; pages++) {
        const page = (await people[actor].get(at)).text;
        found.push(...rowsOf(page).map((row) => row.href.split('/').pop()));
        at = attributes(page.match(/<a [^>]*rel="next"[^>]*>/)?.[0] ?? '', 'href')[0];
      }
      const right = [...names].filter(([, code]) => code.startsWith(region)).map(([id]) => id);
      assert.equal(new Set(found).size, right.length, `${actor}`);
      for (const id of found) assert.ok(names.get(id).startsWith(region), `${actor} sees ${id}`);
      for (const row of rowsOf((await people[actor].get('/office')).text)) {
        assert.ok(names.get(row.href.split('/').pop()).startsWith(region), `${actor}'s desk`);
      }
    }
  });

  it('a document is made for the own region only', async () => {
    const address = '/office/articles/new?kind=notice';
    const form = await people.editor.get(address);
    const choices = [...form.text.match(/<select id="region".*?<\/select>/s)[0].matchAll(/<option value="(\d+)"/g)].map((m) => m[1]);
    assert.ok(choices.length > 1 && choices.every((code) => code.startsWith(HERE)));
    for (const region of [THERE, COUNTY, '99', '', '990123105201', `${HERE}x`, `${HERE}999`]) {
      const count = one('SELECT COUNT(*) FROM document');
      const answer = await people.editor.send(form, address, { ...NOTICE, title: `外乡 ${tag}`, region, do: 'save' });
      assert.equal(answer.status, 422, region);
      assert.equal(one('SELECT COUNT(*) FROM document'), count);
    }
    const village = choices.find((code) => code.length === 12);
    const id = await draft(people.editor, 'notice', { title: `村里的 ${tag}`, region: village });
    assert.equal(one(`SELECT region FROM document WHERE id = ${id}`), village);
    assert.equal((await people.publisher.get(`/office/articles/${id}`)).status, 200);
    assert.equal((await people.stranger.get(`/office/articles/${id}`)).status, 404);
  });
});

describe('writing', () => {
  it('a draft comes back as it was typed, and Markdown shows in the preview', async () => {
    const body = '第一段。\n\n## 小标题\n\n1. 一\n2. 二\n\n**要紧** 和 ~~旧的~~\n\n| 村 | 户 |\n|---|---|\n| 青石 | 3 |';
    const id = await draft(people.editor, 'notice', { title: `排版 ${tag} & “引号”`, body, type: 'funds', window_days: '7' });
    const form = formOf((await people.editor.get(`/office/articles/${id}/edit`)).text, `/office/articles/${id}/edit`);
    assert.equal(form.fields.title, `排版 ${tag} & “引号”`);
    assert.equal(form.fields.body, body);
    assert.equal(form.fields.type, 'funds');
    assert.equal(form.fields.window_days, '7');
    const page = (await people.editor.get(`/office/articles/${id}/preview`)).text;
    for (const part of ['<h2>小标题</h2>', '<ol><li>一</li>', '<strong>要紧</strong>', '<del>旧的</del>', '<td>青石</td>']) {
      assert.ok(page.replace(/>\s+</g, '><').includes(part), part);
    }
    assert.match(words(page), /预览 还没有发布，外面看不到。 现在发布，公示 7 天，截至\S*\d+月\d+日24时。/);
    assert.doesNotMatch(page, /现在发布<\/button>/, 'an editor cannot publish');
    assert.match((await people.chief.get(`/office/articles/${id}/preview`)).text, /现在发布<\/button>/);
  });

  it('a draft is not there for the public', async () => {
    const id = await draft(people.editor, 'policy', { title: `还没发布 ${tag}` });
    for (const path of [`/policies/${id}`, `/notices/${id}`, `/policies/${id}/editions/1`, `/api/v1/policies/${id}`]) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.ok(!(await get('/policies')).text.includes(tag));
  });

  it('what is refused comes back as it was sent, with a sentence for each mistake', async () => {
    const address = '/office/articles/new?kind=policy';
    const sent = { ...POLICY, title: '', issued_on: '2026-02-30', effective_from: 'morgen', card_who: '字'.repeat(601), document_number: '第'.repeat(41), body: '留住这一段', do: 'save' };
    const answer = await people.editor.send(await people.editor.get(address), address, sent);
    assert.equal(answer.status, 422);
    const { fields } = formOf(answer.text, address);
    for (const [name, value] of Object.entries(sent).filter(([name]) => name !== 'do')) assert.equal(fields[name], value, name);
    const list = faults(answer.text).join('\n');
    for (const word of ['标题', '发文日期', '开始执行', '谁能享受', '发文字号']) assert.ok(list.includes(word), word);
    for (const name of ['title', 'issued_on', 'effective_from', 'card_who', 'document_number']) assert.ok(answer.text.includes(`<a href="#${name}">`), name);
  });

  it('a form sent twice makes one document', async () => {
    const address = '/office/articles/new?kind=notice';
    const form = await people.editor.get(address);
    const fields = { ...NOTICE, title: `两次 ${tag}`, do: 'save' };
    const first = await people.editor.send(form, address, fields);
    const second = await people.editor.send(form, address, fields);
    assert.equal(first.status, 303);
    assert.equal(second.status, 303);
    assert.equal(second.headers.location, first.headers.location);
    const other = await people.editor.get(address);
    const answers = await Promise.all(Array.from({ length: 4 }, () => people.editor.send(other, address, { ...fields, title: `同时 ${tag}` })));
    assert.ok(answers.some((answer) => answer.status === 303));
    for (const answer of answers) assert.ok([303, 409].includes(answer.status), `${answer.status}`);
    for (const title of ['两次', '同时']) assert.equal(one(`SELECT COUNT(*) FROM edition WHERE title = '${title} ${tag}'`), '1', title);
    made.push(...mysql(`SELECT document_id FROM edition WHERE title LIKE '%次 ${tag}' OR title LIKE '同时 ${tag}'`).map(([id]) => Number(id)));
  });

  it('two at once: the later one sees both texts and loses nothing', async () => {
    const id = await draft(people.editor, 'notice', { title: `两个人 ${tag}`, body: '原来的正文' });
    const address = `/office/articles/${id}/edit`;
    const mine = await people.editor.get(address), theirs = await people.colleague.get(address);
    assert.equal((await people.colleague.send(theirs, address, { body: '同事改的正文', window_days: '9', type: 'funds', do: 'save' })).status, 303);
    const answer = await people.editor.send(mine, address, { body: '我改的正文', title: `我的标题 ${tag}`, do: 'save' });
    assert.equal(answer.status, 409);
    const text = words(answer.text.match(/<section class="wrongs".*?<\/section>/s)[0]);
    for (const part of ['同事改的正文', '我改的正文', `两个人 ${tag}`, `我的标题 ${tag}`, '测试员', '资金公示 您的 项目公示', '公示几天 对方的 9 您的 5']) assert.ok(text.includes(part), part);
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '同事改的正文', 'nothing was overwritten');
    const { fields } = formOf(answer.text, address);
    assert.equal(fields.body, '我改的正文');
    assert.equal(fields.title, `我的标题 ${tag}`);
    assert.equal((await people.editor.send(answer, address, { body: '合在一起的正文', do: 'save' })).status, 303);
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '合在一起的正文');
    assert.deepEqual(audits(id).map(([action]) => action), ['draft', 'save', 'save']);
  });

  it('a draft published in between does not swallow what was typed', async () => {
    const id = await draft(people.editor, 'notice', { title: `已经发布 ${tag}` });
    const address = `/office/articles/${id}/edit`;
    const mine = await people.editor.get(address);
    assert.equal((await publish(people.chief, id)).status, 303);
    const answer = await people.editor.send(mine, address, { body: '晚了一步的正文', do: 'save' });
    assert.equal(answer.status, 409);
    assert.ok(words(answer.text).includes('晚了一步的正文'));
    assert.match(words(answer.text), /已经发布/);
    assert.equal(one(`SELECT COUNT(*) FROM edition WHERE document_id = ${id}`), '1');
  });

  it('a form of an earlier edition does not fit a later one', async () => {
    const id = await draft(people.editor, 'notice', { title: `先后两版 ${tag}`, body: '最早的正文' });
    const address = `/office/articles/${id}/edit`;
    const old = await people.editor.get(address);
    await people.colleague.send(await people.colleague.get(address), address, { body: '发布的正文', do: 'save' });
    assert.equal((await publish(people.chief, id)).status, 303);
    await people.colleague.post(`/office/articles/${id}/correct`, { token: people.colleague.token });
    const answer = await people.editor.send(old, address, { body: '最早的正文，加一句', do: 'save' });
    assert.equal(answer.status, 409);
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id} AND state = 'draft'`), '发布的正文');
  });

  it('a preview that has been overtaken does not publish', async () => {
    const id = await draft(people.editor, 'notice', { title: `旧的预览 ${tag}` });
    const preview = await people.chief.get(`/office/articles/${id}/preview`);
    const address = `/office/articles/${id}/edit`;
    await people.editor.send(await people.editor.get(address), address, { body: '又改了', do: 'save' });
    const answer = await people.chief.send(preview, `/office/articles/${id}/publish`);
    assert.equal(answer.status, 409);
    assert.equal(one(`SELECT state FROM edition WHERE document_id = ${id}`), 'draft');
  });
});

describe('the publish gate', () => {
  const id18 = identity('99012319770307123');
  const wide = (s) => s.replace(/\d/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  const card = ((first) => {
    for (let digit = 0; digit < 10; digit++) {
      const all = [...`${first}${digit}`].reverse().map(Number);
      if (all.reduce((sum, d, i) => sum + (i % 2 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : d), 0) % 10 === 0) return `${first}${digit}`;
    }
  })('622202000011223344');
  const numbers = [
    ['an identity number', '身份证号码', [id18, wide(id18), `${id18.slice(0, 6)} ${id18.slice(6, 14)} ${id18.slice(14)}`, id18.replace(/(.)/g, '$1-').slice(0, -1), `**${id18}**`, `${id18.slice(0, 6)}<b>${id18.slice(6)}</b>`]],
    ['a mobile number', '手机号码', ['13812345678', '138 1234 5678', '138-1234-5678', wide('13812345678'), '+86 13812345678']],
    ['a bank card', '银行卡号', [card, card.replace(/(\d{4})/g, '$1 ').trim()]],
  ];

  for (const [what, word, spellings] of numbers) {
    it(`${what} stops publishing, with line and column`, async () => {
      for (const number of spellings) {
        const id = await draft(people.editor, 'notice', { title: `门 ${tag}`, body: `第一行\n\n电话是：${number}，请联系` });
        const answer = await people.chief.get(`/office/articles/${id}/preview`);
        const list = faults(answer.text);
        assert.equal(list.length, 1, `${number}: ${list}`);
        assert.ok(list[0].includes(word), list[0]);
        assert.match(list[0], /第 ?3 ?行.*第 ?[5-9] ?(个字|列)/, number);
        assert.ok(!list[0].includes(number), 'the sentence does not repeat it');
        assert.doesNotMatch(answer.text, /现在发布<\/button>/);
        const forced = await people.chief.post(`/office/articles/${id}/publish`, { token: people.chief.token, version: '1' });
        assert.equal(forced.status, 422, number);
        assert.ok(faults(forced.text)[0].includes(word));
        assert.equal(one(`SELECT state FROM edition WHERE document_id = ${id}`), 'draft');
        assert.equal((await get(`/notices/${id}`)).status, 404);
      }
    });
  }

  it('looks at every field that will be read', async () => {
    for (const name of ['title', 'issuer', 'document_number', 'body', 'card_who', 'card_what', 'card_how', 'card_when', 'card_bring', 'card_ask']) {
      const id = await draft(people.editor, 'policy', { title: `门 ${tag}`, [name]: `甲 ${id18}` });
      const list = faults((await people.chief.get(`/office/articles/${id}/preview`)).text);
      assert.equal(list.length, 1, `${name}: ${list}`);
      assert.ok(list[0].includes('身份证号码'), name);
    }
  });

  it('lets pass what only looks like one', async () => {
    const id = await draft(people.editor, 'notice', { title: `不是号码 ${tag}`, body: `办公电话 0999-5120100，文号〔2026〕12345678901号，编号 ${id18.slice(0, 17)}${id18[17] === '1' ? '2' : '1'}，金额 123456789012.50 元，12345678901` });
    assert.deepEqual(faults((await people.chief.get(`/office/articles/${id}/preview`)).text), []);
  });

  it('wants a whole plain card, and says what is missing', async () => {
    const missing = { issuer: '发文单位', area: '哪一方面', level: '哪一级', card_who: '谁能享受', card_what: '能得什么', card_how: '怎么去办', card_ask: '去问哪里', issued_on: '发文日期', body: '正文' };
    const id = await draft(people.editor, 'policy', { title: `缺这缺那 ${tag}`, ...Object.fromEntries(Object.keys(missing).map((name) => [name, ''])) });
    const list = faults((await people.chief.get(`/office/articles/${id}/preview`)).text);
    for (const word of Object.values(missing)) assert.ok(list.some((sentence) => sentence.includes(word)), word);
    assert.equal((await people.chief.post(`/office/articles/${id}/publish`, { token: people.chief.token, version: '1' })).status, 422);
    const ends = await draft(people.editor, 'policy', { title: `先完后始 ${tag}`, effective_from: '2026-05-01', effective_to: '2026-04-01' });
    assert.match(faults((await people.chief.get(`/office/articles/${ends}/preview`)).text).join(), /执行到.*早于/);
  });

  it('wants a list of names to run its days: 5 in a township, 7 in a village', async () => {
    const village = one(`SELECT code FROM region WHERE parent = '${HERE}' LIMIT 1`);
    for (const [region, least] of [[HERE, 5], [village, 7]]) {
      for (const days of [0, least - 1, least]) {
        const id = await draft(people.editor, 'notice', { title: `名单 ${tag}`, type: 'list', window_days: String(days), region });
        const list = faults((await people.chief.get(`/office/articles/${id}/preview`)).text);
        if (days < least) assert.match(list.join(), new RegExp(`至少要 ${least} 天，现在是 ${days} 天`));
        else assert.deepEqual(list, []);
      }
    }
  });
});

describe('publishing', { concurrency: 8 }, () => {
  // Seen from outside within five seconds, although every page was in the page cache just now.
  async function appears(paths, has) {
    const began = performance.now();
    const left = new Set(paths);
    const { took } = await until(8, async () => {
      for (const path of left) {
        const answer = await get(path);
        if (answer.status === 200 && has(answer, path)) left.delete(path);
      }
      return left.size === 0;
    });
    assert.deepEqual([...left], []);
    assert.ok(took <= 5, `after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }

  it('a notice is on its page, the lists, the home page and the API within five seconds', async () => {
    const title = `新公告 ${tag}`;
    const id = await draft(people.editor, 'notice', { title });
    assert.equal((await people.editor.post(`/office/articles/${id}/publish`, { token: people.editor.token, version: '1' })).status, 403);
    const paths = [`/notices/${id}`, '/notices', `/notices?region=${HERE}&type=project&state=open`, '/', '/api/v1/notices', `/api/v1/notices/${id}`];
    for (const path of paths) await get(path);
    const answer = await publish(people.chief, id);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, `/office/articles/${id}`);
    await appears(paths, (page) => unescape(page.text).includes(title));
    const [opens, closes, published] = mysql(`SELECT UNIX_TIMESTAMP(opens_at), UNIX_TIMESTAMP(closes_at), UNIX_TIMESTAMP(published_at) FROM edition WHERE document_id = ${id}`)[0].map(Number);
    assert.equal(opens, published);
    assert.equal(closes * 1000, shanghai(published * 1000).start + 6 * 86400e3, 'five full days, then the end of the day');
    const item = JSON.parse((await get(`/api/v1/notices/${id}`)).text);
    assert.equal(item.state, 'open');
    assert.equal(item.region, HERE);
    assert.equal(Date.parse(item.closes_at), closes * 1000);
    assert.match(item.closes_at, /T00:00:00\+08:00$/);
    assert.deepEqual(audits(id).map((row) => row.slice(0, 4)), [['draft', editor.login, 'editor', HERE], ['publish', chief.login, 'publisher', HERE]]);
    for (const row of audits(id)) assert.match(row[4], /^[0-9a-f]{32}$/, 'the id of the request');
  });

  it('so is a policy', async () => {
    const title = `新政策 ${tag}`;
    const id = await draft(people.publisher, 'policy', { title });
    const paths = [`/policies/${id}`, '/policies', '/policies?area=water', '/', '/api/v1/policies', `/api/v1/policies/${id}`];
    for (const path of paths) await get(path);
    assert.equal((await publish(people.publisher, id)).status, 303);
    await appears(paths, (page) => unescape(page.text).includes(title));
    const text = words((await get(`/policies/${id}`)).text);
    for (const part of Object.values(POLICY).filter((value) => !/^[a-z]+$|##|^\d{4}-/.test(value))) assert.ok(text.includes(part), part);
  });

  it('twice publishes once', async () => {
    const id = await draft(people.editor, 'notice', { title: `连点两下 ${tag}` });
    const preview = await people.chief.get(`/office/articles/${id}/preview`);
    const answers = await Promise.all([1, 2, 3].map(() => people.chief.send(preview, `/office/articles/${id}/publish`)));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409, 409]);
    assert.deepEqual(audits(id).map(([action]) => action), ['draft', 'publish']);
  });

  it('a correction is a second edition with a clock of its own; the first stays readable', async () => {
    const id = await draft(people.editor, 'notice', { title: `要更正 ${tag}`, body: '写错了的正文' });
    await publish(people.chief, id);
    await sleep(1100);
    const begun = await people.editor.send(await people.editor.get(`/office/articles/${id}`), `/office/articles/${id}/correct`);
    assert.equal(begun.status, 303);
    const address = `/office/articles/${id}/edit`;
    assert.equal(begun.headers.location, address);
    assert.equal((await people.editor.send(await people.editor.get(address), address, { body: '改对了的正文', window_days: '6', do: 'save' })).status, 303);
    assert.ok(words((await get(`/notices/${id}`)).text).includes('写错了的正文'), 'until it is published the old one stands');
    assert.match(faults((await people.chief.get(`/office/articles/${id}/preview`)).text).join(), /改了什么/);
    await people.editor.send(await people.editor.get(address), address, { change_note: '数字写错，改过来', do: 'save' });
    assert.equal((await publish(people.chief, id)).status, 303);

    const [first, second] = mysql(`SELECT number, state, UNIX_TIMESTAMP(opens_at), UNIX_TIMESTAMP(closes_at) FROM edition WHERE document_id = ${id} ORDER BY number`);
    assert.deepEqual([first[0], first[1], second[0], second[1]], ['1', 'corrected', '2', 'published']);
    assert.ok(Number(second[2]) > Number(first[2]), 'the clock starts anew');
    assert.equal(Number(second[3]) * 1000, shanghai(second[2] * 1000).start + 7 * 86400e3);
    await appears([`/notices/${id}`], (page) => words(page.text).includes('改对了的正文') && page.text.includes('更正'));
    const now = (await get(`/notices/${id}`)).text;
    assert.ok(words(now).includes('数字写错，改过来'));
    assert.ok(now.includes(`href="/notices/${id}/editions/1"`));
    const old = (await get(`/notices/${id}/editions/1`)).text;
    assert.ok(words(old).includes('写错了的正文'));
    assert.match(old, new RegExp(`以前的版本。<a href="/notices/${id}">`));
    assert.ok(words((await get(`/notices/${id}/editions/2`)).text).includes('改对了的正文'));
    assert.deepEqual(audits(id).map(([action]) => action), ['draft', 'publish', 'revise', 'save', 'save', 'publish']);
  });

  it('a withdrawn notice keeps its page with the reason, and leaves the lists', async () => {
    const id = await draft(people.editor, 'notice', { title: `要撤回 ${tag}`, body: '不该公开的正文' });
    await publish(people.chief, id);
    await appears([`/notices/${id}`, '/notices'], (page) => page.text.includes(tag));
    const page = await people.chief.get(`/office/articles/${id}`);
    const empty = await people.chief.send(page, `/office/articles/${id}/withdraw`, { reason: '' });
    assert.equal(empty.status, 422);
    assert.match(words(empty.text), /请填写“撤回的原因”/);
    assert.equal((await people.editor.post(`/office/articles/${id}/withdraw`, { token: people.editor.token, reason: '编辑不能撤回' })).status, 403);
    assert.equal((await people.chief.send(page, `/office/articles/${id}/withdraw`, { reason: '项目不做了' })).status, 303);
    await appears([`/notices/${id}`], (answer) => words(answer.text).includes('项目不做了'));
    assert.ok(!(await get(`/notices/${id}`)).text.includes('不该公开的正文'));
    await appears(['/notices', '/', '/api/v1/notices'], (answer) => !answer.text.includes(`/notices/${id}"`));
    assert.deepEqual(audits(id).map(([action]) => action), ['draft', 'publish', 'withdraw']);
  });

  it('a withdrawn policy keeps its page with the reason, and nothing of its text', async () => {
    const id = await draft(people.editor, 'policy', { title: `撤下政策 ${tag}` });
    await publish(people.chief, id);
    assert.equal((await people.chief.post(`/office/articles/${id}/withdraw`, { token: people.chief.token, reason: '写错了镇名' })).status, 303);
    await appears([`/policies/${id}`], (answer) => words(answer.text).includes('写错了镇名'));
    for (const path of [`/policies/${id}`, `/policies/${id}/editions/1`, `/api/v1/policies/${id}`]) {
      const answer = await get(path);
      for (const part of [POLICY.body.slice(4), POLICY.card_what, POLICY.card_how]) assert.ok(!answer.text.includes(part), `${path}: ${part}`);
    }
    assert.equal(JSON.parse((await get(`/api/v1/policies/${id}`)).text).card, null);
  });

  it('what was withdrawn does not come back with an old edition or a later one', async () => {
    const id = await draft(people.editor, 'notice', { title: `撤了又改 ${tag}`, body: '泄露了的第一版' });
    await publish(people.chief, id);
    const address = `/office/articles/${id}/edit`;
    const edit = async (body) => {
      await people.editor.post(`/office/articles/${id}/correct`, { token: people.editor.token });
      await people.editor.send(await people.editor.get(address), address, { body, change_note: '改了正文', do: 'save' });
      assert.equal((await publish(people.chief, id)).status, 303);
    };
    const withdraw = () => people.chief.post(`/office/articles/${id}/withdraw`, { token: people.chief.token, reason: '里面有不该公开的内容' });
    const hidden = async (paths) => {
      for (const path of paths) {
        const { value } = await until(5, async () => !/泄露了的/.test((await get(path)).text));
        assert.ok(value, path);
        assert.ok(words((await get(path)).text).includes('里面有不该公开的内容'), path);
      }
    };
    await edit('泄露了的第二版');
    await withdraw();
    await hidden([`/notices/${id}`, `/notices/${id}/editions/1`, `/notices/${id}/editions/2`]);
    await edit('干净的第三版');
    await appears([`/notices/${id}`], (answer) => words(answer.text).includes('干净的第三版'));
    await hidden([`/notices/${id}/editions/2`]);
  });
});

describe('the record', () => {
  it('has a line for every sign-in, refused sign-in and sign-out', async () => {
    const last = () => mysql('SELECT action, login FROM audit ORDER BY id DESC LIMIT 1')[0];
    const visitor = await signedIn(colleague);
    assert.deepEqual(last(), ['sign_in', colleague.login]);
    await visitor.post('/office/logout', { token: visitor.token });
    assert.deepEqual(last(), ['sign_out', colleague.login]);
    await new Visitor().signIn({ login: colleague.login, password: 'wrong-password' });
    assert.equal(last()[0], 'sign_in_refused');
  });

  it('cannot be changed by the office, nor by the administrator', () => {
    for (const role of ['office', 'admin']) {
      const queries = ["UPDATE audit SET login = 'nobody' LIMIT 1", 'DELETE FROM audit LIMIT 1', 'REPLACE INTO audit SELECT * FROM audit ORDER BY id LIMIT 1'];
      tries(role, queries).forEach((error, i) => assert.match(error ?? '', role === 'office' ? /denied/ : /does not change|is kept/, queries[i]));
    }
    assert.match(tries('office', ['TRUNCATE TABLE audit'])[0], /denied/);
  });

  it('of what was published does not change in any column, whoever asks', () => {
    const free = ['state', 'successor_id', 'withdrawn_at', 'withdrawn_reason', 'updated_at', 'draft_of', 'live_of', 'version', 'written_by', 'id'];
    const columns = mysql("SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'mingbai' AND table_name = 'edition'").filter(([name]) => !free.includes(name));
    assert.ok(columns.length >= 25);
    const queries = [];
    const id = one("SELECT id FROM edition WHERE kind = 'policy' AND state = 'published' LIMIT 1");
    for (const [name, type] of columns) {
      const value = /int/.test(type) ? `COALESCE(${name}, 0) + 1` : /date/.test(type) ? "'2001-02-03'" : `CONCAT('x', LEFT(COALESCE(${name}, ''), 8))`;
      queries.push(`UPDATE edition SET ${name} = ${value} WHERE id = ${id}`);
    }
    for (const role of ['office', 'admin']) {
      tries(role, queries).forEach((error, i) => assert.match(error ?? '', /a published edition does not change|foreign key/, queries[i]));
    }
    for (const role of ['office', 'admin']) assert.ok(tries(role, [`UPDATE edition SET state = 'draft' WHERE id = ${id}`])[0]);
    assert.match(tries('office', [`DELETE FROM edition WHERE id = ${id}`])[0], /denied/);
  });

  // What each pool's account may read; everything else is closed to it.
  const readable = {
    public: ['published_edition', 'published_entry', 'published_attachment', 'region', 'setting'],
    lookup: ['region', 'setting', 'lookup_person', 'lookup_household', 'membership', 'spell', 'spell_cause', 'case_file', 'event', 'helper', 'assignment', 'measure', 'payment', 'lookup_log', 'throttle'],
    office: ['region', 'setting', 'account', 'session', 'throttle', 'audit', 'document', 'edition', 'notice_entry', 'attachment'],
  };
  const writable = { public: [], lookup: ['lookup_log', 'throttle'], office: ['session', 'throttle', 'audit', 'document', 'edition', 'notice_entry', 'attachment'] };

  for (const role of ['public', 'lookup', 'office']) {
    it(`is closed to the ${role} pool but for what it needs`, () => {
      const tables = mysql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'mingbai'").map(([name]) => name);
      assert.ok(tables.length > 20);
      const reads = tries(role, tables.map((table) => `SELECT 1 FROM ${table} LIMIT 1`));
      tables.forEach((table, n) => assert.equal(reads[n] === null, readable[role].includes(table), `reads ${table}`));
      const queries = tables.filter((table) => !writable[role].includes(table))
        .flatMap((table) => [`DELETE FROM ${table} WHERE 1 = 0`, `INSERT INTO ${table} SELECT * FROM ${table} WHERE 1 = 0`])
        .concat(tables.map((table) => `DROP TABLE ${table}`), "SELECT 'x' INTO OUTFILE '/tmp/mingbai-test'", 'SELECT 1 FROM mysql.user LIMIT 1', 'CREATE TABLE extra (a INT)', 'CREATE USER extra', "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE setting");
      tries(role, queries).forEach((error, n) => assert.ok(error, queries[n]));
    });
  }
});

describe('hostile words', () => {
  const evil = `'"><script>alert(1)</script><img src=x onerror=alert(1)>&lt;`;
  const body = [
    evil, '', '[a](javascript:alert(1)) [b](data:text/html,x) [c](//other.example) [d](JaVaScRiPt:alert(1)) [e](&#106;avascript:alert(1)) [f](vbscript:x)', '',
    '![g](x" onerror="alert(1)) ![h](https://other.example/pixel.png)', '', '<javascript:alert(1)> <https://x.example/"onmouseover=alert(1)>', '',
    '[i](https://x.example/"><script>alert(1)</script>)', '[j]: javascript:alert(1)', '[j]', '', '<div onclick=alert(1)>x</div>', '<!-- --><style>*{}</style>', '```<script>alert(1)</script>```', '',
    '| <script>alert(1)</script> | b |', '|---|---|', '| [k](javascript:alert(1)) | c |',
  ].join('\n');
  const fits = (most) => evil.slice(0, most);

  for (const kind of ['notice', 'policy']) {
    it(`in every field of a ${kind} come out as words`, async () => {
      const plain = kind === 'policy' ? POLICY : NOTICE;
      const texts = { title: fits(80) + tag, issuer: fits(60), body };
      if (kind === 'policy') Object.assign(texts, { document_number: fits(40) }, Object.fromEntries(['who', 'what', 'how', 'when', 'bring', 'ask'].map((name) => [`card_${name}`, evil])));
      const id = await draft(people.editor, kind, { ...plain, ...texts });
      const office = `/office/articles/${id}`;
      for (const path of [office, `${office}/edit`, `${office}/preview`, '/office', '/office/articles']) assertPlain(await people.editor.get(path));
      const { fields } = formOf((await people.editor.get(`${office}/edit`)).text, `${office}/edit`);
      for (const [name, value] of Object.entries(texts)) assert.equal(fields[name], value, `${name} comes back as typed`);
      assert.equal((await publish(people.chief, id)).status, 303);
      await people.editor.post(`${office}/correct`, { token: people.editor.token });
      await people.editor.send(await people.editor.get(`${office}/edit`), `${office}/edit`, { change_note: evil, do: 'save' });
      const late = await people.colleague.post(`${office}/edit`, { token: people.colleague.token, version: '0', title: evil, body: evil, issuer: fits(60), change_note: evil });
      assert.equal(late.status, 409);
      assertPlain(late);
      assert.equal((await publish(people.chief, id)).status, 303);
      const list = kind === 'policy' ? '/policies' : '/notices';
      const address = `${list}/${id}`;
      await until(5, async () => (await get(address)).text.includes('第 2 版') && (await get(list)).text.includes(tag) && (await get('/')).text.includes(tag));
      for (const path of [address, `${address}/editions/1`, `${address}/editions/2`, list, '/']) {
        for (const cookie of ['', 'view=elder']) {
          const page = await get(path, cookie ? { Cookie: cookie } : {});
          assert.equal(page.status, 200);
          assert.ok(unescape(page.text).includes(texts.title) || !page.text.includes(`/${id}"`), path);
          assertPlain(page);
        }
      }
      const item = await get(`/api/v1${address}`);
      assert.match(item.headers['content-type'], /^application\/json/);
      assert.equal(JSON.parse(item.text).title, texts.title);
      assert.equal(JSON.parse(item.text).body, body);
      assert.equal((await people.chief.post(`${office}/withdraw`, { token: people.chief.token, reason: evil })).status, 303);
      await until(5, async () => (await get(address)).text.includes('已撤回') || (await get(address)).text.includes('撤下'));
      assertPlain(await get(address));
      for (const path of [office, '/office', '/office/articles']) assertPlain(await people.editor.get(path));
    });
  }

  it('in arguments, chosen values and addresses do nothing', async () => {
    const typed = encodeURIComponent(evil);
    for (const path of [`/notices?type=${typed}`, `/policies?area=${typed}&before=${typed}`, `/${typed}`, `/view?size=${typed}`, `/status?name=${typed}`, `/office/login?next=${typed}`, `/notices?${typed}=${typed}`]) {
      assertPlain(await get(path));
    }
    for (const kind of ['notice', 'policy']) {
      const sent = Object.fromEntries(['title', 'body', 'issuer', 'type', 'area', 'level', 'region', 'key', 'version', 'window_days', 'issued_on', 'do', 'kind', 'change_note'].map((name) => [name, evil]));
      const answer = await people.editor.post(`/office/articles/new?kind=${kind}`, { ...sent, kind, token: people.editor.token });
      assert.equal(answer.status, 422);
      assertPlain(answer);
    }
    const visitor = new Visitor();
    assertPlain(await visitor.send(await visitor.get('/office/login'), '/office/login', { login: evil, password: evil }));
    forgetTries();
  });
});

// The office: signing in, who may do what to which document, and a record of it all that nobody
// can change.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ask } from './fcgi.mjs';
import {
  Visitor,
  account,
  assertHead,
  attributes,
  can,
  command,
  mingbai,
  mysql,
  post,
  routes,
  rowsOf,
  signedIn,
  timeless,
  token,
  tries,
  until,
  words,
} from './lib.mjs';
import {
  COUNTY,
  HERE,
  NOTICE,
  THERE,
  auditor,
  chief,
  close,
  colleague,
  draft,
  editor,
  one,
  open,
  people,
  publisher,
  stranger,
  tag,
} from './staff.mjs';

before(open);
after(close);

describe('signing in', () => {
  it('opens the desk, with a cookie that scripts and other sites cannot use', async () => {
    const visitor = new Visitor();
    const answer = await visitor.signIn(editor);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, '/office');
    const [cookie, ...flags] = answer.headers['set-cookie']
      .find((line) => line.startsWith('mingbai='))
      .split('; ');
    assert.ok(cookie.slice(8).length >= 22, 'at least 128 random bits');
    assert.deepEqual(flags, ['Path=/', 'SameSite=Lax', 'HttpOnly']);
    const desk = await visitor.get('/office');
    assert.equal(desk.status, 200);
    assert.equal(desk.headers['cache-control'], 'no-store');
    assert.equal(
      desk.headers['content-encoding'],
      undefined,
      'a page with a token is not compressed',
    );
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

  it('keeps nothing open in the database while it shows a stranger the door', async () => {
    const open = `SELECT COUNT(*) FROM information_schema.innodb_trx t
      JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
      WHERE p.user = 'mingbai_office' AND p.command = 'Sleep'`;
    assert.equal((await new Visitor().get('/office')).status, 303);
    assert.ok((await until(3, () => one(open) === '0', 200)).value);
  });

  it('says the same to a wrong password, an unknown login and a disabled one', async () => {
    const gone = `t${tag}d`;
    command('user', 'add', gone, '--name', '走了的人', '--role', 'editor', '--region', HERE, {
      input: 'long-gone-password\n',
    });
    command('user', 'disable', gone);
    const pages = [],
      times = [];
    for (const who of [
      { login: colleague.login, password: 'wrong-password' },
      { login: `t${tag}x`, password: 'wrong-password' },
      { login: gone, password: 'long-gone-password' },
    ]) {
      const visitor = new Visitor();
      const form = await visitor.get('/office/login');
      const began = performance.now();
      const answer = await visitor.send(form, '/office/login', who);
      times.push(performance.now() - began);
      assert.equal(answer.status, 422);
      assert.equal(visitor.cookies.has('mingbai'), false);
      assert.ok(!answer.text.includes(who.password));
      pages.push(
        timeless(answer.text).replaceAll(who.login, 'LOGIN').replace(token(answer.text), ''),
      );
    }
    assert.equal(pages[1], pages[0]);
    assert.equal(pages[2], pages[0]);
    assert.match(words(pages[0]), /账号或密码不对/);
    assert.ok(
      Math.min(...times) > Math.max(...times) / 4,
      `takes as long: ${times.map(Math.round)} ms`,
    );
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
    assert.equal(
      (await visitor.post('/office/login', fields, { 'Sec-Fetch-Site': '', Origin: origin }))
        .status,
      303,
      'an old browser',
    );
  });

  it('gets slow for who guesses, and opens for the right one later', async () => {
    const visitor = new Visitor();
    const form = await visitor.get('/office/login');
    const wrong = (password) =>
      visitor.send(form, '/office/login', { login: chief.login, password });
    for (let i = 0; i < 6; i++)
      assert.equal((await wrong('guess-guess')).status, 422, `guess ${i + 1}`);
    const limited = await wrong('guess-guess');
    assert.equal(limited.status, 429);
    const wait = Number(limited.headers['retry-after']);
    assert.ok(wait > 0 && wait <= 30, `${wait} s`);
    assert.match(words(limited.text), /等/);
    assert.equal(
      (await wrong(chief.password)).status,
      429,
      'the right password has to wait too, or it would be told apart',
    );
    assert.equal((await people.colleague.get('/office')).status, 200, 'who is in stays in');
    await signedIn(colleague);
    // Half a minute later.
    mysql(
      "UPDATE throttle SET last_at = last_at - INTERVAL 31 SECOND WHERE kind = 'login-account'",
    );
    assert.equal((await wrong(chief.password)).status, 303);
    assert.equal(
      (await new Visitor().signIn({ ...chief, password: 'guess-guess' })).status,
      422,
      'and the count began anew',
    );
  });

  it('ends when the officer signs out, whatever the browser kept', async () => {
    const visitor = await signedIn(editor);
    const cookie = visitor.cookies.get('mingbai');
    const answer = await visitor.post('/office/logout', { token: visitor.token });
    assert.equal(answer.status, 303);
    assert.match(answer.headers['set-cookie'][0], /^mingbai=; .*Max-Age=0/);
    visitor.cookies.set('mingbai', cookie);
    assert.equal((await visitor.get('/office')).status, 303);
    assert.equal(
      (await visitor.post('/office/articles/new?kind=notice', { token: visitor.token, title: 'x' }))
        .status,
      403,
    );
  });

  for (const [what, column, minutes] of [
    ['half an hour without a click', 'seen_at', 31],
    ['eight hours', 'created_at', 481],
  ]) {
    it(`ends after ${what}`, async () => {
      const visitor = await signedIn(editor);
      const digest = createHash('sha256').update(visitor.cookies.get('mingbai')).digest('hex');
      const age = (n) =>
        mysql(
          `UPDATE session SET ${column} = UTC_TIMESTAMP() - INTERVAL ${n} MINUTE WHERE digest = UNHEX('${digest}')`,
        );
      age(minutes - 3);
      assert.equal((await visitor.get('/office')).status, 200);
      age(minutes);
      assert.equal((await visitor.get('/office')).headers.location, '/office/login');
    });
  }

  it('over https gives a cookie that plain http can neither see nor set', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));
    const socket = join(folder, 'office.sock');
    const wrapper = readFileSync(mingbai, 'utf8')
      .replace(/MINGBAI_URL='[^']*'/, "MINGBAI_URL='https://county.example'")
      .replace(/MINGBAI_LISTEN=\S+/, `MINGBAI_LISTEN='${socket}'`)
      .replace(/MINGBAI_WORKERS=\d+/g, 'MINGBAI_WORKERS=1');
    writeFileSync(join(folder, 'mingbai'), wrapper, { mode: 0o700 });
    const pool = spawn(join(folder, 'mingbai'), ['serve', 'office'], { stdio: 'ignore' });
    try {
      const { value: form } = await until(10, () =>
        ask(socket, { DOCUMENT_URI: '/office/login' }).catch(() => null),
      );
      const login = form.headers.find(([name]) => name === 'Set-Cookie')[1];
      assert.match(login, /; Secure$/);
      const fields = new URLSearchParams({
        login: editor.login,
        password: editor.password,
        token: token(form.text),
      });
      const answer = await ask(
        socket,
        {
          DOCUMENT_URI: '/office/login',
          REQUEST_METHOD: 'POST',
          CONTENT_TYPE: 'application/x-www-form-urlencoded',
          HTTP_COOKIE: login.split(';')[0],
        },
        fields.toString(),
      );
      assert.equal(answer.status, 303);
      const session = answer.headers
        .filter(([name]) => name === 'Set-Cookie')
        .map(([, value]) => value)
        .find((value) => value.startsWith('__Host-'));
      assert.match(
        session,
        /^__Host-mingbai=[^;]{22,}; Path=\/; SameSite=(Lax|Strict); HttpOnly; Secure$/,
      );
    } finally {
      pool.kill('SIGTERM');
      await until(5, () => pool.exitCode !== null || pool.signalCode !== null);
      rmSync(folder, { recursive: true });
    }
  });
});

describe('who may do what', () => {
  // (Who may open which row: matrix.test.mjs.)
  const rows = routes().filter((row) => row.pool === 'office' && !row.bare);

  it('no form may be longer than its row says', async () => {
    const admin = await signedIn(account('guanli'));
    // (The one row for files is tried in office_import.test.mjs.)
    for (const row of rows.filter((one) => one.method === 'POST' && one.body < 1 << 20)) {
      const path = row.path.replace('{id}', '1');
      const who = can('publisher', row) ? people.chief : admin;
      const answer = await who.post(path, {
        token: who.token,
        title: 'a'.repeat(row.body),
      });
      assert.equal(answer.status, 413, row.path);
    }
  });

  it('the lists show the own region and what lies below, nothing else', async () => {
    for (const [actor, region] of [
      ['editor', HERE],
      ['stranger', THERE],
      ['publisher', COUNTY],
    ]) {
      const names = new Map(
        mysql('SELECT document_id, region FROM edition').map(([id, code]) => [id, code]),
      );
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
      for (const [, id] of (await people[actor].get('/office')).text.matchAll(/"\/office\/articles\/(\d+)/g)) {
        assert.ok(names.get(id).startsWith(region), `${actor}'s desk`);
      }
    }
  });

  it('a document is made for the own region only', async () => {
    const address = '/office/articles/new?kind=notice';
    const form = await people.editor.get(address);
    const choices = [
      ...form.text.match(/<select id="region".*?<\/select>/s)[0].matchAll(/<option value="(\d+)"/g),
    ].map((m) => m[1]);
    assert.ok(choices.length > 1 && choices.every((code) => code.startsWith(HERE)));
    for (const region of [THERE, COUNTY, '99', '', '990123105201', `${HERE}x`, `${HERE}999`]) {
      const count = one('SELECT COUNT(*) FROM document');
      const answer = await people.editor.send(form, address, {
        ...NOTICE,
        title: `外乡 ${tag}`,
        region,
        do: 'save',
      });
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
      const queries = [
        "UPDATE audit SET login = 'nobody' LIMIT 1",
        'DELETE FROM audit LIMIT 1',
        'REPLACE INTO audit SELECT * FROM audit ORDER BY id LIMIT 1',
        'UPDATE audit SET hash = previous LIMIT 1',
      ];
      tries(role, queries).forEach((error, i) =>
        assert.match(
          error ?? '',
          role === 'office' ? /denied/ : /does not change|is kept|follows the one before/,
          queries[i],
        ),
      );
    }
    assert.match(tries('office', ['TRUNCATE TABLE audit'])[0], /denied/);
  });

  it('of what was published does not change in any column, whoever asks', () => {
    const free = [
      'state',
      'successor_id',
      'withdrawn_at',
      'withdrawn_reason',
      'updated_at',
      'draft_of',
      'live_of',
      'open_in',
      'version',
      'written_by',
      'id',
    ];
    const columns = mysql(
      "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'mingbai' AND table_name = 'edition'",
    ).filter(([name]) => !free.includes(name));
    assert.ok(columns.length >= 25);
    const queries = [];
    const id = one("SELECT id FROM edition WHERE kind = 'policy' AND state = 'published' LIMIT 1");
    for (const [name, type] of columns) {
      const value = /int/.test(type)
        ? `COALESCE(${name}, 0) + 1`
        : /date/.test(type)
          ? "'2001-02-03'"
          : `CONCAT('x', LEFT(COALESCE(${name}, ''), 8))`;
      queries.push(`UPDATE edition SET ${name} = ${value} WHERE id = ${id}`);
    }
    for (const role of ['office', 'admin']) {
      tries(role, queries).forEach((error, i) =>
        assert.match(error ?? '', /a published edition does not change|foreign key/, queries[i]),
      );
    }
    for (const role of ['office', 'admin'])
      assert.ok(tries(role, [`UPDATE edition SET state = 'draft' WHERE id = ${id}`])[0]);
    assert.match(tries('office', [`DELETE FROM edition WHERE id = ${id}`])[0], /denied/);
  });

  it('is not made longer: a list that was handed in takes no more lines', () => {
    const id = one("SELECT e.id FROM edition e JOIN notice_entry n ON n.edition_id = e.id WHERE e.state = 'published' LIMIT 1");
    const queries = [
      `INSERT INTO notice_entry (edition_id, position, masked_name, village, team, size, category) VALUES (${id}, 9999, '张*', 'x', 'x', 1, 'x')`,
      `INSERT INTO case_notice (edition_id, position, case_id, stop) SELECT ${id}, 9999, MAX(id), 'village' FROM case_file`,
    ];
    for (const role of ['office', 'admin'])
      tries(role, queries).forEach((error, i) => assert.match(error ?? '', /does not grow/, `${role}: ${queries[i]}`));
  });

  // Figures: what is out, and what the job makes it from, which nobody else may see.
  const figures = ['figure', 'figure_year', 'figure_count', 'figure_unit'];
  const register = ['person', 'household', 'membership', 'spell', 'spell_cause', 'case_file', 'event', 'helper',
    'assignment', 'measure', 'payment', 'visit', 'case_notice', 'case_hold', 'finding_note', 'finding_count', 'finding_tally', ...figures,
    'slip_batch', 'slip', 'change_request', 'ticket'];
  // Its files on their way in; what these rights are worth is office_import.test.mjs's.
  const intake = ['intake_batch', 'intake_household', 'intake_person', 'intake_was_household', 'intake_was_person',
    'intake_found_household', 'intake_found_person',
    'intake_progress', 'intake_said', 'intake_suspect'];
  // Projects, jobs, donations; their sums are the triggers' alone (efforts.test.mjs).
  const efforts = ['effort_edition', 'effort_step', 'effort_payment', 'effort_batch', 'effort_said'];
  // What each pool's account may read; everything else is closed to it.
  const readable = {
    public: ['published_edition', 'published_entry', 'published_question', 'published_attachment', 'published_leaf', 'published_file',
      'ledger_node', 'ledger_tree', 'ledger_head', 'region', 'setting', 'banner',
      'published_effort', 'published_effort_step', 'published_effort_payment', 'figure', 'figure_year',
      'search_state', 'search_document', 'search_posting', 'search_word', 'published_fit_condition', 'glossary', 'policy_check'],
    lookup: [
      'region',
      'setting',
      'banner',
      'lookup_person',
      'lookup_household',
      'membership',
      'spell',
      'spell_cause',
      'case_file',
      'event',
      'helper',
      'assignment',
      'measure',
      'payment',
      'lookup_log',
      'throttle',
      'proof_spent',
      'visit',
      'visit_answer',
      'change_request',
      'ticket', 'published_edition', 'published_entry', 'case_notice', 'calendar_day', 'calendar_year',
      'published_fit_condition',
    ],
    office: [
      'region',
      'setting',
      'banner',
      'account',
      'session',
      'throttle',
      'audit',
      'document',
      'edition',
      'edition_work',
      'edition_hand',
      'notice_entry',
      'attachment',
      'attachment_check',
      'attachment_finding',
      'lookup_person',
      'lookup_household',
      'lookup_log',
      'visit_answer',
      'ticket_file', 'calendar_day', 'calendar_year', 'published_edition', 'published_entry', 'published_effort',
      'search_state', 'search_document', 'search_posting', 'search_word',
      'glossary', 'policy_check', 'fit_condition', 'form_once',
      'audit_head',
      'ledger_tree',
      'ledger_leaf',
      'ledger_node',
      'ledger_head',
      'account_factor',
      'recovery_code',
      'effort',
      ...efforts,
      ...register,
      ...intake,
    ],
  };
  const writable = {
    public: [],
    lookup: ['lookup_log', 'throttle', 'proof_spent', 'visit_answer', 'change_request', 'ticket', 'ticket_file', 'case_hold'],
    office: ['account', 'account_factor', 'recovery_code', 'session', 'throttle', 'audit', 'banner', 'document', 'edition', 'notice_entry', 'attachment', 'attachment_check', 'attachment_finding',
      'ledger_leaf', 'ledger_node', 'ledger_head', 'effort', 'search_document', 'search_posting', 'search_word', 'glossary', 'policy_check', 'fit_condition', 'form_once',
      ...efforts, ...register, ...intake],
  };

  for (const role of ['public', 'lookup', 'office']) {
    it(`is closed to the ${role} pool but for what it needs`, () => {
      const tables = mysql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'mingbai'",
      ).map(([name]) => name);
      assert.ok(tables.length > 20);
      const reads = tries(
        role,
        tables.map((table) => `SELECT 1 FROM ${table} LIMIT 1`),
      );
      tables.forEach((table, n) =>
        assert.equal(reads[n] === null, readable[role].includes(table), `reads ${table}`),
      );
      const queries = tables
        .filter((table) => !writable[role].includes(table))
        .flatMap((table) => [
          `DELETE FROM ${table} WHERE 1 = 0`,
          `INSERT INTO ${table} SELECT * FROM ${table} WHERE 1 = 0`,
        ])
        .concat(
          tables.map((table) => `DROP TABLE ${table}`),
          "SELECT 'x' INTO OUTFILE '/tmp/mingbai-test'",
          'SELECT 1 FROM mysql.user LIMIT 1',
          'CREATE TABLE extra (a INT)',
          'CREATE USER extra',
          "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE setting",
        );
      tries(role, queries).forEach((error, n) => assert.ok(error, queries[n]));
    });
  }
});

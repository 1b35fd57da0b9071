// The record of the office: a chain that holds when many write at once, mirrored where the
// database's owner does not reach, and a page for auditors, who change nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { verify, withoutTriggers } from './chain.mjs';
import { account, attributes, can, command, mysql, routes, run, signedIn, tries } from './lib.mjs';
import { COUNTY, HERE, THERE, chief, close, draft, editor, one, open, people, publish, publisher, tag } from './staff.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));
const local = { login: `t${tag}a`, password: 'auditor-of-a-township' };

before(async () => {
  await open();
  const { status, stderr } = command('user', 'add', local.login, '--name', '镇里审计', '--role', 'auditor', '--region', HERE, { input: `${local.password}\n` });
  assert.equal(status, 0, stderr);
  people.auditor = await signedIn(account('shenji'));
  people.local = await signedIn(local);
});
after(async () => {
  command('user', 'disable', local.login);
  rmSync(folder, { recursive: true });
  await close();
});

const last = () => Number(one('SELECT id FROM audit_head'));

describe('the chain', () => {
  it('holds when many write at once, and has each deed once', { timeout: 120000 }, async () => {
    const began = last();
    const ids = await Promise.all(Array.from({ length: 10 }, (_, i) => draft(people.editor, 'notice', { title: `链 ${tag} ${i}` })));
    await Promise.all(ids.map(async (id) => {
      for (let k = 0; k < 4; k++) {
        const address = `/office/articles/${id}/edit`;
        const answer = await people.editor.send(await people.editor.get(address), address, { title: `链 ${tag} ${id} ${k}`, do: 'save' });
        assert.equal(answer.status, 303);
      }
    }));
    assert.equal(one(`SELECT COUNT(*) FROM audit WHERE id > ${began} AND action = 'save' AND object_id IN (${ids})`), '40');
    const rows = mysql(`SELECT id, HEX(previous), HEX(hash) FROM audit WHERE id > ${began} ORDER BY id`);
    rows.forEach(([id, previous], i) => {
      assert.equal(Number(id), began + 1 + i, 'without gaps');
      if (i > 0) assert.equal(previous, rows[i - 1][2]);
    });
    assert.deepEqual(mysql('SELECT id, HEX(hash) FROM audit_head')[0], [rows.at(-1)[0], rows.at(-1)[2]]);
    assert.equal((await verify()).status, 0);
  });

  it('has nothing of what was taken back', async () => {
    const id = await draft(people.editor, 'notice', { title: `撤销 ${tag}` });
    const address = `/office/articles/${id}/edit`;
    const form = await people.editor.get(address);
    const began = last();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => people.editor.send(form, address, { title: `撤销 ${tag} ${i}`, do: 'save' })));
    assert.equal(answers.filter((answer) => answer.status === 303).length, 1);
    assert.equal(last(), began + 1);
    assert.equal((await verify()).status, 0);
  });

  it('says what was before and what came of it', async () => {
    const id = await draft(people.editor, 'notice', { title: `前后 ${tag}` });
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.deepEqual(mysql(`SELECT was, became FROM audit WHERE object_id = ${id} AND action = 'publish'`)[0], ['draft', 'edition 1']);
    await people.chief.post(`/office/articles/${id}/withdraw`, { token: people.chief.token, reason: '发重了，以前一份为准' });
    assert.deepEqual(mysql(`SELECT was, became FROM audit WHERE object_id = ${id} AND action = 'withdraw'`)[0], ['edition 1', 'withdrawn']);
  });

  it('takes no row that does not follow the one before, whoever brings it', async () => {
    const copy = (id, previous) => `INSERT INTO audit (id, at, login, role, region, action, object_kind, detail, request_id, previous, hash) SELECT ${id}, at, login, role, region, action, object_kind, 'forged', request_id, ${previous}, hash FROM audit ORDER BY id DESC LIMIT 1`;
    for (const role of ['office', 'admin']) {
      const queries = [
        copy('NULL', 'hash'), copy('id + 2', 'hash'), copy('id + 1', 'previous'),
        "INSERT INTO audit (at, login, role, region, action, object_kind, detail, request_id) VALUES (UTC_TIMESTAMP(), 'x', '', '', 'x', 'x', '', '')",
        'UPDATE audit_head SET id = 1', 'DELETE FROM audit_head',
      ];
      tries(role, queries).forEach((error, i) => assert.match(error ?? '', /follows the one before|only grows|is kept|denied/, queries[i]));
    }
    assert.equal((await verify()).status, 0);
  });

  it('tells of a row taken out, one put in, and an end cut off', async () => {
    const ids = mysql('SELECT id FROM audit ORDER BY id DESC LIMIT 6').map(([id]) => Number(id));
    await withoutTriggers(['audit'], async () => {
      for (const [gone, named] of [[ids[3], ids[2]], [ids[0], null]]) {
        mysql(`CREATE TABLE kept AS SELECT * FROM audit WHERE id = ${gone}; DELETE FROM audit WHERE id = ${gone}`);
        const { status, lines } = await verify();
        mysql('INSERT INTO audit SELECT * FROM kept; DROP TABLE kept');
        assert.equal(status, 1);
        assert.ok(lines.some((line) => (named ? line.startsWith(`record ${named}: does not follow`) : /^record: the chain does not end/.test(line))), lines.join('\n'));
      }
      mysql(`INSERT INTO audit SELECT ${ids[0] + 1}, at, account_id, login, role, region, action, object_kind, object_id, 'put in', request_id, was, became, hash, REPEAT(X'07', 32) FROM audit WHERE id = ${ids[0]}`);
      const { lines } = await verify();
      mysql(`DELETE FROM audit WHERE id = ${ids[0] + 1}`);
      assert.ok(lines.some((line) => line.startsWith(`record ${ids[0] + 1}: was changed`)));
    });
    assert.equal((await verify()).status, 0);
  });
});

describe('the mirror', () => {
  const log = join(run, 'log', 'office.log');
  const mirrored = () => readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line)).filter((line) => line.event === 'audit');

  it('has a line for each row, with its hash and nothing personal', async () => {
    const began = last();
    const id = await draft(people.editor, 'notice', { title: `镜子 ${tag}` });
    await signedIn(chief);
    const rows = mysql(`SELECT id, LOWER(HEX(hash)), action, request_id FROM audit WHERE id > ${began} ORDER BY id`);
    assert.ok(rows.length >= 2 && id);
    const lines = mirrored();
    for (const [row, hash, action, request] of rows) {
      const line = lines.find((one) => one.row === row);
      assert.deepEqual([line?.hash, line?.action], [hash, action]);
      assert.deepEqual(Object.keys(line).sort(), ['action', 'event', 'hash', 'kind', 'level', 'program', 'request', 'row', 'time']);
      assert.ok(request === line.request || request === '');
    }
    assert.ok(!readFileSync(log, 'utf8').includes(tag));
  });

  it('shows what a chain that was written anew hides', async () => {
    assert.equal((await verify('--log', log)).status, 0);
    const text = readFileSync(log, 'utf8');
    const line = mirrored().at(-3);
    const other = join(folder, 'other.log');
    // As if the row had been another when the line was written.
    writeFileSync(other, text.replace(line.hash, 'ab'.repeat(32)));
    const { status, lines } = await verify('--log', other);
    assert.equal(status, 1);
    assert.ok(lines.includes(`record ${line.row}: is not what the log says it was`), lines.join('\n'));
    writeFileSync(other, text.replace(`"row":"${line.row}"`, '"row":"99999999"'));
    assert.ok((await verify('--log', other)).lines.includes('record 99999999: is in the log and is gone'));
  });
});

describe('the auditor', () => {
  it('reads the desk, documents, households, the accounts and the record', async () => {
    const household = one(`SELECT code FROM household WHERE region LIKE '${HERE}%' LIMIT 1`);
    const village = one(`SELECT region FROM household WHERE code = '${household}'`);
    const document = one("SELECT document_id FROM edition WHERE state = 'published' LIMIT 1");
    const began = last();
    for (const path of ['/office', '/office/articles', `/office/articles/${document}`, '/office/households', `/office/households/${household}`, '/office/audit',
      `/office/households/${household}/card`, '/office/slips', `/office/villages/${village}/book`, '/office/requests', '/office/imports',
      '/office/users', `/office/users/${one("SELECT id FROM account WHERE login = 'bianji'")}`, '/office/tickets', '/office/efforts',
      '/office/lists', '/office/findings', '/office/findings?rule=no_visit', '/office/findings.csv']) {
      const page = await people.auditor.get(path);
      assert.equal(page.status, 200, path);
      const ways = attributes(page.text, 'href').concat(attributes(page.text, 'action'));
      for (const href of ways.filter((one) => one.startsWith('/office'))) {
        const bare = href.split('?')[0];
        const row = routes().find((r) => r.pool === 'office' && new RegExp(`^${r.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare));
        assert.ok(row && can('auditor', row), `${path} leads to ${href}`);
      }
    }
    const looks = mysql(`SELECT action FROM audit WHERE id > ${began} AND login = 'shenji' ORDER BY id`).map(([action]) => action);
    assert.deepEqual(looks, ['look', 'look', 'card', 'book', 'finding_list', 'finding_csv'], 'and his looks are in the record too');
  });

  it('changes nothing: every row that does is closed to him', async () => {
    const began = last();
    for (const row of routes().filter((r) => r.pool === 'office' && r.method === 'POST' && !/login|logout|^\/office\/account\/|^\/office\/(households|search)$/.test(r.path))) {
      const path = row.path.replace(/\{id\}/, '1').replace(/\{code\}/, 'x').replace(/\{deed\}/, 'visit').replace(/\{\w+\}/g, '1');
      const answer = await people.auditor.post(path, { token: people.auditor.token });
      assert.equal(answer.status, 403, row.path);
    }
    assert.equal(last(), began);
  });

  it('alone reads the record', async () => {
    for (const who of [people.editor, people.publisher, people.chief])
      for (const path of ['/office/audit', '/office/audit.csv']) assert.equal((await who.get(path)).status, 403);
    assert.ok(!(await people.publisher.get('/office')).text.includes('/office/audit'));
    assert.ok((await people.auditor.get('/office')).text.includes('/office/audit'));
  });

  const found = (page) => [...page.text.matchAll(/第 (\d+) 条/g)].map((m) => Number(m[1]));

  it('finds by who, where, what, which and when, and pages through all of it', async () => {
    const id = await draft(people.editor, 'notice', { title: `找 ${tag}` });
    const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
    const tomorrow = new Date(Date.now() + 32 * 3600e3).toISOString().slice(0, 10);
    const cases = [
      [`login=${editor.login}`, `login = '${editor.login}'`],
      [`region=${THERE}`, `region LIKE '${THERE}%'`],
      ['action=sign_in', "action = 'sign_in'"],
      [`kind=document&id=${id}`, `object_kind = 'document' AND object_id = ${id}`],
      [`login=${editor.login}&action=draft&from=${today}`, `login = '${editor.login}' AND action = 'draft' AND at >= '${today}' - INTERVAL 8 HOUR`],
      [`from=${tomorrow}`, 'FALSE'],
      [`to=${today}`, '1'],
      ['to=2020-01-01', 'FALSE'],
    ];
    for (const [query, where] of cases) {
      const right = mysql(`SELECT id FROM audit WHERE (region LIKE '${COUNTY}%' OR region = '') AND (${where}) ORDER BY id DESC LIMIT 60`).map(([n]) => Number(n));
      const seen = [];
      let at = `/office/audit?${query}`;
      for (let pages = 0; at && pages < 3; pages++) {
        const page = await people.auditor.get(at);
        assert.equal(page.status, 200, at);
        seen.push(...found(page));
        at = attributes(page.text.match(/<a rel="next"[^>]*>/)?.[0] ?? '', 'href')[0];
      }
      assert.deepEqual(seen, right.slice(0, seen.length), query);
      assert.equal(seen.length, Math.min(60, right.length), query);
    }
    for (const wrong of ['region=x', 'id=x', 'from=x', 'before=x', `login=${'a'.repeat(50)}`])
      assert.equal((await people.auditor.get(`/office/audit?${wrong}`)).status, 400, wrong);
  });

  it('of a township sees what its people did, and refused sign-ins', async () => {
    const page = await people.local.get('/office/audit');
    const ids = found(page);
    assert.ok(ids.length > 0);
    for (const [region] of mysql(`SELECT DISTINCT region FROM audit WHERE id IN (${ids})`)) assert.ok(region === '' || region.startsWith(HERE), region);
    assert.deepEqual(found(await people.local.get(`/office/audit?login=${publisher.login}`)), []);
  });

  it('takes it away as a file that no spreadsheet runs', async () => {
    const id = await draft(people.editor, 'notice', { title: `=HYPERLINK("x") ${tag}` });
    const answer = await people.auditor.get(`/office/audit.csv?kind=document&id=${id}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /^text\/csv/);
    assert.match(answer.headers['content-disposition'], /^attachment; .*audit\.csv/);
    const lines = answer.text.replace(/^\ufeff/, '').trim().split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0], /^序号,时间,账号/);
    assert.ok(lines[1].includes(`"'=HYPERLINK(""x"") ${tag}"`), lines[1]);
    assert.equal(lines[1].split(',').at(-1), one(`SELECT LOWER(HEX(hash)) FROM audit WHERE object_kind = 'document' AND object_id = ${id}`));
    assert.deepEqual(mysql('SELECT action, login FROM audit ORDER BY id DESC LIMIT 1')[0], ['audit_export', 'shenji']);
  });
});

// The search of the office: everything of the own region by what stands on it, nothing of elsewhere,
// and what was typed stays on the page. An answer about what is elsewhere is the answer about what
// is nowhere.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json, log/.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withCheckDigit } from '../numbers.mjs';
import { account, assertPlain, demo, formOf, mysql, request, run, signedIn, timeless, words } from './lib.mjs';
import { send } from './files.mjs';
import { HERE, THERE, close, draft, one, open, people, project, tag } from './staff.mjs';
import { somewhere, visit, sendForm } from './visitor.mjs';

const search = (who, q) => people[who].post('/office/search', { token: people[who].token, q });
// The answer without what was typed.
const said = (answer) => timeless(answer.text.replace(/value="[^"]*"/g, ''));
const headings = (answer) => [...answer.text.matchAll(/<h2>(.*?) <b>/g)].map((m) => m[1]);

const own = {}, far = {};
before(async () => {
  await open();
  people.admin = await signedIn(account('guanli'));
  const residents = demo().residents;
  for (const [place, region] of [[own, HERE], [far, THERE]]) {
    [[place.code, place.name]] = mysql(`SELECT h.code, p.name FROM household h
      JOIN membership m ON m.household_id = h.id AND m.relation = '户主' AND m.to_on IS NULL JOIN person p ON p.id = m.person_id
      WHERE h.region LIKE '${region}%' ORDER BY h.id LIMIT 1`);
    place.resident = residents.find((r) => one(`SELECT region LIKE '${region}%' FROM household WHERE code = '${r.household_code}'`) === '1');
    mysql(`INSERT INTO intake_batch (region, file, state, staged, made_at, made_by) VALUES ('${region}', '${tag}${region}.csv', 'dropped', 0, UTC_TIMESTAMP(), 'somebody')`);
  }
  own.document = await draft(people.editor, 'policy', { title: `井水怎么治理 ${tag}`, document_number: `柳政发〔2031〕${tag.slice(-3)}号` });
  far.document = await draft(people.stranger, 'notice', { title: `外乡的渠道 ${tag}` });
  for (const [place, region] of [[own, HERE], [far, THERE]]) {
    const from = somewhere();
    const { fields } = formOf((await visit(from, '/tickets/new')).text, '/tickets/new');
    const told = await sendForm(from, '/tickets/new', { ...fields, kind: 'question', region, area: 'water', text: `问一问 ${tag}` });
    assert.equal(told.status, 200, words(told.text).slice(0, 300));
    place.ticket = one(`SELECT number FROM ticket WHERE region = '${region}' ORDER BY id DESC LIMIT 1`);
  }
});
after(close);

describe('finds what is in the region', () => {
  it('a household by its code, with what is open about it', async () => {
    const answer = await search('editor', own.code.toLowerCase());
    assertPlain(answer);
    assert.equal(headings(answer)[0], '户');
    assert.ok(answer.text.includes(`/office/households/${own.code}"`));
  });

  it('by a name from its beginning, and never by a surname alone', async () => {
    assert.ok((await search('editor', own.name)).text.includes(`/office/households/${own.code}"`));
    assert.match(words((await search('editor', own.name[0])).text), /没有找到/);
  });

  it('by a whole number, however it is typed', async (t) => {
    const { id_number: number, household_code: code } = own.resident ?? demo().residents[0];
    const who = own.resident ? 'editor' : 'publisher';
    for (const typed of [number, `${number.slice(0, 6)} ${number.slice(6, 14)}-${number.slice(14)}`.toLowerCase()]) {
      assert.ok((await search(who, typed)).text.includes(`/office/households/${code}"`));
      const register = await people[who].post('/office/households', { token: people[who].token, q: typed });
      assert.ok(register.text.includes(`/office/households/${code}"`), 'the register finds it too');
    }
    assert.match(words((await search(who, number.slice(0, 17))).text), /没有找到/, 'a part of a number finds nobody');
    t.diagnostic(who);
  });

  it('texts by a part of the title and by document number; a ticket, a file by theirs', async () => {
    for (const q of [`怎么治理 ${tag}`, `2031〕${tag.slice(-3)}`]) {
      assert.ok((await search('editor', q)).text.includes(`/office/articles/${own.document}"`), q);
    }
    const grouped = own.ticket.replace(/(.{4})(?=.)/g, '$1 ');
    for (const q of [own.ticket, grouped]) assert.deepEqual(headings(await search('editor', q)), ['群众来件'], q);
    assert.deepEqual(headings(await search('editor', `${tag}${HERE}`)), ['登记表']);
  });

  it('attachments by a part of their name, and who helps households by the beginning of his', async () => {
    for (const [who, id] of [['editor', own.document], ['stranger', far.document]])
      assert.equal((await send(people[who], id, [[`水表-${tag}-${who}.txt`, '好']])).status, 303);
    const file = await search('editor', `表-${tag}`);
    assert.deepEqual(headings(file), ['附件']);
    assert.ok(file.text.includes(`/office/files/${own.document}"`) && !file.text.includes('stranger'));
    const helps = (region) => `SELECT a.helper_id FROM assignment a JOIN household h ON h.id = a.household_id WHERE a.to_on IS NULL AND h.region LIKE '${region}%'`;
    const helper = (region, not) => mysql(`SELECT id, name FROM helper WHERE id IN (${helps(region)}) AND id NOT IN (${helps(not)}) ORDER BY id LIMIT 1`)[0];
    const [id, name] = helper(HERE, THERE), [other, elsewhere] = helper(THERE, HERE);
    assert.ok((await search('editor', name)).text.includes(`/office/helpers/${id}"`));
    assert.ok(!(await search('editor', elsewhere)).text.includes(`/office/helpers/${other}"`));
    assert.ok(!(await search('auditor', name)).text.includes('/office/helpers/'), 'leads nobody where he may not go');
  });

  it('people of the office, for an administrator and an auditor', async () => {
    for (const who of ['admin', 'auditor']) {
      const found = await search(who, 'bianji');
      assert.ok(headings(found).includes('人员') && /bianji2/.test(found.text), who);
    }
    for (const who of ['editor', 'publisher']) assert.ok(!headings(await search(who, 'bianji')).includes('人员'), who);
  });

  it('what the rules find about the one household, with the way to it', async () => {
    const lists = await people.editor.get('/office/findings');
    const rules = [...lists.text.matchAll(/href="(\/office\/findings\?rule=\w+)"/g)].map((m) => m[1]);
    let found;
    for (const list of rules) found ??= (await people.editor.get(list)).text.match(/\/office\/findings\/\w+\/([0-9A-Z-]+)/);
    const answer = await search('editor', found[1]);
    assert.deepEqual(headings(answer).slice(0, 1), ['户']);
    assert.ok(headings(answer).includes('疑点'), headings(answer).join());
    assert.ok(answer.text.includes(`href="${found[0]}"`));
  });

  it('a project of the own region by a part of its title', async () => {
    const [id] = project(HERE, `${HERE}201`, `修一段渠 ${tag}`, `${tag}修渠.csv`);
    const answer = await search('editor', `一段渠 ${tag}`);
    assert.deepEqual(headings(answer), ['项目用工']);
    assert.ok(answer.text.includes(`/office/efforts/${id}"`));
    assert.match(words((await search('stranger', `一段渠 ${tag}`)).text), /没有找到/);
  });

  it('is on every page of the office, as a form that needs no script', async () => {
    for (const path of ['/office', '/office/households', '/office/tickets', '/office/account']) {
      const page = await people.editor.get(path);
      assert.match(page.text, /<form class="seek" method="post" action="\/office\/search" role="search">/, path);
    }
    const answer = await people.editor.send(await people.editor.get('/office/account'), '/office/search', { q: own.code });
    assert.ok(answer.text.includes(`/office/households/${own.code}"`));
    assert.equal((await people.editor.get('/office/search')).status, 200);
  });
});

describe('does not tell', () => {
  it('what is elsewhere from what is nowhere', async () => {
    const nowhere = said(await search('editor', `没有这个${tag}`));
    for (const q of [far.code, far.ticket, `${tag}${THERE}`, `外乡的渠道 ${tag}`, far.resident?.id_number ?? far.code]) {
      assert.equal(said(await search('editor', q)), nowhere);
    }
    assert.ok((await search('publisher', far.code)).text.includes(`/office/households/${far.code}"`), 'the county finds it');
  });

  it('anybody what was looked for: not the address, the logs, nor the record', async () => {
    const number = withCheckDigit('99012319660606321');
    const before_ = one('SELECT MAX(id) FROM audit');
    for (const q of [number, own.name, `${own.name}家`]) await search('editor', q);
    const rows = mysql(`SELECT action, object_kind, detail, login FROM audit WHERE id > ${before_}`);
    assert.deepEqual(rows.map(([action, kind, , login]) => `${action} ${kind} ${login}`), Array(3).fill('search household bianji'));
    assert.match(rows[0][2], /^0 found$/);
    assert.match(rows[1][2], /^[1-9]\d* found$/);
    await sleep(1200); // nginx writes its log once a second
    for (const file of ['office.log', 'access.log', 'nginx.log']) {
      let log = '';
      try { log = readFileSync(join(run, 'log', file), 'utf8'); } catch { continue; }
      for (const word of [number, own.name, encodeURIComponent(own.name)]) assert.ok(!log.includes(word), file);
    }
    const asked = await people.editor.get(`/office/search?q=${encodeURIComponent(own.name)}`);
    assert.ok(!asked.text.includes(own.name), 'what stands in an address is not looked for');
  });
});

describe('whatever is typed', () => {
  it('does no harm', async () => {
    for (const q of ['%', '%%%', '_____', "' OR 1=1 --", '\\', '"><script>', '户'.repeat(60), 'a'.repeat(60), '99999999999999999999', '🙂🙂', ' ', '']) {
      const answer = await search('editor', q);
      assert.equal(answer.status, 200, q);
      assertPlain(answer);
      // Titles are what people write: one may hold anything. Nobody's house is called so.
      assert.deepEqual(headings(answer).filter((one) => one !== '文稿'), [], q);
    }
    for (const raw of ['%00', '%FF%FE', '%C0%AF', '%ED%A0%80', 'a%0Bb', 'x'.repeat(61)]) {
      const answer = await request('POST', '/office/search', {
        body: `token=${people.editor.token}&q=${raw}`,
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin',
          Cookie: [...people.editor.cookies].map(([n, v]) => `${n}=${v}`).join('; '),
        },
      });
      assert.equal(answer.status, 422, raw);
      assertPlain(answer);
      assert.match(words(answer.text), /“找什么”/);
    }
  });
});

// What the office prints: a household's card, slips with query codes, the book of a village. A code
// is shown once and kept nowhere; the old one dies with the new; nobody prints another place's people.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertHead, assertPlain, demo, formOf, mysql, post, run, sockets, words } from './lib.mjs';
import { withCheckDigit } from '../numbers.mjs';
import { HERE, THERE, close, one, open, people, tag } from './staff.mjs';

// A village of this test's own, so that no other test's code dies.
const VILLAGE = `${HERE}998`;
const base = 1_000_000_000 + (Date.now() % 8_000_000_000);
const code = (n) => `P${base + n}`;
const heads = [
  { name: '测开荣', number: withCheckDigit('99012319520307123'), team: '一组' },
  { name: '测冬梅', number: withCheckDigit('99012319610812446'), team: '十组' },
  { name: '测玉兰', number: withCheckDigit('99012319700101221'), team: '二组' },
];
const household = (n) => `/office/households/${code(n)}`;
const idOf = (n) => one(`SELECT id FROM household WHERE code = '${code(n)}'`);
const audits = (action) =>
  mysql(`SELECT object_kind, object_id, detail FROM audit WHERE action = '${action}' ORDER BY id`);

before(async () => {
  await open();
  mysql(`INSERT INTO region (code, parent, level, name) VALUES ('${VILLAGE}', '${HERE}', 'village', '测纸村')`);
  for (const [n, head] of heads.entries()) {
    const answer = await people.editor.send(await people.editor.get('/office/households/new'), '/office/households/new', {
      new_code: code(n), region: VILLAGE, team: head.team, name: head.name, number: head.number,
    });
    assert.equal(answer.status, 303, words(answer.text).slice(0, 300));
  }
});
after(async () => {
  mysql(`DELETE s FROM slip s JOIN household h ON h.id = s.household_id WHERE h.region = '${VILLAGE}';
    DELETE FROM slip_batch WHERE region = '${VILLAGE}';
    CREATE TEMPORARY TABLE gone AS SELECT m.person_id AS id FROM membership m JOIN household h ON h.id = m.household_id WHERE h.region = '${VILLAGE}';
    DELETE m FROM membership m JOIN household h ON h.id = m.household_id WHERE h.region = '${VILLAGE}';
    DELETE p FROM person p JOIN gone ON gone.id = p.id;
    DELETE l FROM lookup_log l JOIN household h ON h.id = l.household_id WHERE h.region = '${VILLAGE}';
    DELETE FROM household WHERE region = '${VILLAGE}'; DELETE FROM region WHERE code = '${VILLAGE}'`);
  await close();
});

// The slips of a sheet: [{household, query, text}].
const slipsOf = (html) =>
  [...html.matchAll(/<li>\s*<svg class="qr".*?<\/ol>\s*<p>.*?<\/p>\s*<\/li>/gs)].map(([slip]) => ({
    household: slip.match(/户编号<\/dt><dd>([^<]*)/)[1].replaceAll(' ', ''),
    query: slip.match(/查询码<\/dt><dd class="query">([^<]*)/)[1],
    text: words(slip),
  }));

const form = () => people.editor.get('/office/slips');
const make = async (fields, page) =>
  people.editor.send(page ?? (await form()), '/office/slips', { region: VILLAGE, which: 'fresh', ...fields });
const replace = async (n) => {
  const page = await people.editor.get(household(n));
  return people.editor.send(page, `${household(n)}/slip`);
};

// Whether these two codes open a card; waits as long as the portal says.
async function opens(household_code, query_code) {
  for (let patience = 0; ; patience++) {
    const answer = await post('/status', { household_code, query_code });
    if (answer.status !== 429 || patience === 8) return /您家的情况/.test(answer.text);
    await sleep(1000 * Number(answer.headers['retry-after'] ?? 1));
  }
}

describe('slips with query codes', () => {
  let slips;

  it('are made for the households of a village that have none, each with what it says', async () => {
    const answer = await make({});
    assert.equal(answer.status, 200, words(answer.text).slice(0, 300));
    assert.equal(answer.headers['cache-control'], 'no-store');
    assertHead(answer);
    slips = slipsOf(answer.text);
    assert.deepEqual(slips.map((s) => s.household), [code(0), code(2), code(1)], 'by group: 一 二 十');
    for (const slip of slips) {
      assert.match(slip.query, /^\d{4} \d{4}$/);
      assert.match(slip.text, /测\*[荣梅兰] 户 .*测纸村/);
      assert.doesNotMatch(slip.text, /\d{15}|测开荣|测冬梅|测玉兰/);
      assert.match(slip.text, /现在没有登记帮扶责任人/);
    }
    assert.equal(new Set(slips.map((s) => s.query)).size, 3);
    assert.doesNotMatch(answer.text, new RegExp(heads.map((h) => h.number).join('|')));
  });

  it('open the card, typed with the space or without', async () => {
    assert.ok(await opens(slips[0].household, slips[0].query));
    assert.ok(await opens(slips[1].household, slips[1].query.replace(' ', '')));
    assert.ok(!(await opens(slips[0].household, slips[1].query)), 'one household’s code is not another’s');
  });

  it('are recorded: the batch, who, how many, which households; no code', () => {
    const [[id, number, login]] = mysql(`SELECT b.id, b.number, a.login FROM slip_batch b
      JOIN account a ON a.id = b.made_by WHERE b.region = '${VILLAGE}' ORDER BY b.id DESC LIMIT 1`);
    assert.deepEqual([number, login], ['3', 'bianji']);
    assert.equal(one(`SELECT COUNT(*) FROM slip WHERE batch_id = ${id}`), '3');
    assert.deepEqual(audits('slips').at(-1), ['slip_batch', id, `${VILLAGE} 3 fresh`]);
    assert.equal(one(`SELECT COUNT(*) FROM household WHERE region = '${VILLAGE}' AND LENGTH(query_index) = 32`), '3');
  });

  it('are not made again for who has one', async () => {
    const answer = await make({});
    assert.equal(answer.status, 422);
    assert.match(words(answer.text), /这里的户都有查询码了/);
    assert.match(answer.text, new RegExp(`<option value="${VILLAGE}" selected>`), 'what was chosen is kept');
  });

  it('are shown once: the same form sent again makes nothing, also at the same moment', async () => {
    const page = await form();
    const answers = await Promise.all([1, 2, 3].map(() => make({ which: 'all', team: '十组' }, page)));
    assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409, 409]);
    const [shown] = slipsOf(answers.find((a) => a.status === 200).text);
    assert.equal((await make({ which: 'all', team: '十组' }, page)).status, 409);
    assert.match(words((await make({ which: 'all' }, page)).text), /刚刚已经生成过了/);
    assert.ok(await opens(shown.household, shown.query), 'the one that was shown is the one that counts');
    assert.ok(!(await opens(slips[2].household, slips[2].query)), 'the old one is dead');
    slips[2] = shown;
    assert.equal((await people.editor.get('/office/slips')).text.includes(shown.query), false);
    const { fields } = formOf(page.text, '/office/slips');
    assert.equal(one(`SELECT COUNT(*) FROM slip_batch WHERE form_key = '${fields.key}'`), '1');
  });

  it('a lost one is replaced from the household’s page, and the old one dies at once', async () => {
    const answer = await replace(0);
    assert.equal(answer.status, 200, words(answer.text).slice(0, 300));
    assert.equal(answer.headers['cache-control'], 'no-store');
    const [fresh, ...rest] = slipsOf(answer.text);
    assert.equal(rest.length, 0);
    assert.equal(fresh.household, code(0));
    assert.ok(!(await opens(slips[0].household, slips[0].query)));
    assert.ok(await opens(fresh.household, fresh.query));
    slips[0] = fresh;
    assert.deepEqual(audits('slip').at(-1), ['household', idOf(0), '']);
    assert.match(words((await people.editor.get(household(0))).text), /查询码：\d+年\d+月\d+日 [\d:]+ 印的/);
  });

  it('say what is wrong with a form: no village, a group that is not there, somebody else’s village', async () => {
    for (const [fields, status, sentence] of [
      [{ region: '' }, 422, /请.*哪个村|哪个村/],
      [{ which: '' }, 422, /给哪些户/],
      [{ which: 'all', team: '没有的组' }, 422, /没有登记的户/],
      [{ region: `${THERE}200` }, 404, /./],
      [{ region: HERE }, 404, /./],
      [{ region: `${HERE}777` }, 404, /./],
      [{ key: '' }, 422, /./],
    ]) {
      const batches = one('SELECT COUNT(*) FROM slip_batch');
      const answer = await make(fields);
      assert.equal(answer.status, status, JSON.stringify(fields));
      assert.match(words(answer.text), sentence);
      assert.equal(one('SELECT COUNT(*) FROM slip_batch'), batches);
    }
    assert.equal((await people.editor.post('/office/slips', { region: VILLAGE, which: 'all' })).status, 403, 'no token');
  });

  it('more than 500 at once are refused with a way out, group by group', async () => {
    mysql(`INSERT INTO person (name, name_key, id_index, id_sealed) VALUES ('测大村', '测大村', RANDOM_BYTES(32), '');
      INSERT INTO household (code, region, team, created_on)
        SELECT CONCAT('Q', ${base} + seq), '${VILLAGE}', IF(seq = 501, '二十组', '十九组'), '2020-01-01' FROM seq_1_to_501;
      INSERT INTO membership (household_id, person_id, relation, from_on)
        SELECT h.id, (SELECT MAX(id) FROM person), '户主', '2020-01-01' FROM household h WHERE h.code LIKE 'Q%' AND h.region = '${VILLAGE}'`);
    const refused = await make({ which: 'all' });
    assert.equal(refused.status, 422);
    assert.match(words(refused.text), /超过 500 户，一次最多印 500 户。请填上组名/);
    const began = performance.now();
    const answer = await make({ which: 'fresh', team: '十九组' });
    const took = performance.now() - began;
    assert.equal(slipsOf(answer.text).length, 500);
    assert.ok(took < 10_000, `${Math.round(took)} ms`);
    assert.ok(answer.raw.length < 1 << 20, `${answer.raw.length} bytes`);
  });

  it('no code is in the database, in a log or in any other file', async () => {
    await sleep(1200); // nginx writes its log once a second
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));
    try {
      const list = join(folder, 'codes');
      const codes = slips.flatMap((s) => [s.query, s.query.replace(' ', ''), s.query.replace(' ', '+')]);
      writeFileSync(list, `${codes.join('\n')}\n`);
      writeFileSync(join(folder, 'dump'), execFileSync('mariadb-dump', ['--no-defaults', `--socket=${sockets()}/db.sock`, 'mingbai'], { maxBuffer: 1 << 29 }));
      assert.ok(readFileSync(join(folder, 'dump')).includes(code(0)), 'the dump holds the register');
      const found = spawnSync('grep', ['-rlaF', '-f', list, '--exclude=codes', '--exclude=demo.json', '--exclude-dir=secret', folder, run], { encoding: 'utf8' });
      assert.equal(found.stdout, '');
      assert.equal(found.status, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a household’s card', () => {
  it('says who, since when, and the last four of each number; not one digit more', async () => {
    const answer = await people.editor.get(`${household(1)}/card`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assertPlain(answer);
    const text = words(answer.text);
    for (const word of ['测冬梅 户', '测纸村 十组', '户主', heads[1].number.slice(-4), '县里热线', '自己查']) assert.ok(text.includes(word), word);
    for (let from = 0; from <= 13; from++) {
      assert.ok(!answer.text.includes(heads[1].number.slice(from, from + 5)), 'five digits of the number');
    }
    assert.deepEqual(audits('card').at(-1), ['household', idOf(1), '']);
  });

  it('of the demo county shows what its own page shows: helper, measures, payments', async () => {
    const [[c, name, title, programme]] = mysql(`SELECT h.code, p.name, m.title, y.programme FROM household h
      JOIN assignment a ON a.household_id = h.id AND a.to_on IS NULL JOIN helper p ON p.id = a.helper_id
      JOIN measure m ON m.household_id = h.id JOIN payment y ON y.household_id = h.id
      WHERE h.region LIKE '${HERE}%' LIMIT 1`);
    const text = words((await people.editor.get(`/office/households/${c}/card`)).text);
    for (const word of [name, title, programme]) assert.ok(text.includes(word), word);
    assert.match(text, /证件后四位/);
    assert.ok(demo().residents.every((r) => !text.includes(r.id_number)));
  });
});

describe('the book of a village', () => {
  it('has every household once, by the number of its group, with totals', async () => {
    const answer = await people.editor.get(`/office/villages/${VILLAGE}/book`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const rows = [...answer.text.matchAll(/<tr(?: class="first")?><td>([^<]*)<\/td><td><a href="([^"]*)">/g)];
    assert.equal(rows.length, 504);
    assert.deepEqual([...new Set(rows.map((r) => r[1]))], ['一组', '二组', '十组', '十九组', '二十组']);
    assert.equal(new Set(rows.map((r) => r[2])).size, 504);
    const text = words(answer.text);
    assert.match(text, /全村登记 504 户 504 人，在册 0 户 0 人/);
    assert.ok(text.includes('测开荣') && text.includes('没有'), 'officials see the name, and who has no helper');
    for (const { number } of heads) assert.ok(!answer.text.includes(number.slice(-10)));
    assert.equal(audits('book').at(-1)[2], VILLAGE);
  });

  it('agrees with the register in a village of the demo county', async () => {
    const [[village]] = mysql(`SELECT h.region FROM household h JOIN spell s ON s.open_of = h.id
      WHERE h.region LIKE '${HERE}%' AND h.region <> '${VILLAGE}' LIMIT 1`);
    const [[households, registered]] = mysql(`SELECT COUNT(*), SUM(EXISTS (SELECT 1 FROM spell s WHERE s.open_of = h.id)) FROM household h WHERE h.region = '${village}'`);
    const text = words((await people.editor.get(`/office/villages/${village}/book`)).text);
    assert.match(text, new RegExp(`全村登记 ${households} 户 \\d+ 人，在册 ${registered} 户`));
    assert.match(text, new RegExp(`这一份共 ${households} 户`));
  });

  it('goes on after 2,000 households by a link, missing none', async () => {
    mysql(`INSERT INTO household (code, region, team, created_on)
      SELECT CONCAT('R', ${base} + seq), '${VILLAGE}', CONCAT(1 + seq % 7, '组'), '2020-01-01' FROM seq_1_to_1600`);
    const found = [];
    let path = `/office/villages/${VILLAGE}/book`, pages = 0;
    for (; path; pages++) {
      const { text, status } = await people.editor.get(path);
      assert.equal(status, 200);
      found.push(...[...text.matchAll(/<td><a href="\/office\/households\/([^"]*)"/g)].map((m) => m[1]));
      path = text.match(/rel="next" href="([^"]*)"/)?.[1];
    }
    assert.equal(pages, 2);
    assert.equal(found.length, 2104);
    assert.equal(new Set(found).size, 2104);
    assert.equal((await people.editor.get(`/office/villages/${VILLAGE}/book?after=x`)).status, 400);
  });
});

describe('another township', () => {
  it('prints nothing of this one, and the try is logged', async () => {
    const { stranger, editor } = people;
    const before = mysql(`SELECT HEX(query_index) FROM household WHERE code = '${code(0)}'`);
    const page = await stranger.get('/office/slips');
    const { fields } = formOf(page.text, '/office/slips');
    assert.ok(!page.text.includes(VILLAGE), 'nor is the village there to choose');
    for (const path of [`${household(0)}/card`, `/office/villages/${VILLAGE}/book`, '/office/villages/990123102/book', '/office/villages/x/book']) {
      assert.equal((await stranger.get(path)).status, 404, path);
    }
    assert.equal((await editor.get(`/office/villages/${THERE}200/book`)).status, 404);
    assert.equal((await stranger.post('/office/slips', { ...fields, region: VILLAGE, which: 'all' })).status, 404);
    assert.equal((await stranger.post(`${household(0)}/slip`, { token: stranger.token, key: fields.key })).status, 404);
    assert.deepEqual(mysql(`SELECT HEX(query_index) FROM household WHERE code = '${code(0)}'`), before);
    const log = readFileSync(join(run, 'log', 'office.log'), 'utf8');
    assert.match(log, /village_of_elsewhere/);
    assert.match(log, /household_of_elsewhere/);
  });

  it('nor does who is not signed in', async () => {
    for (const path of [`${household(0)}/slip`, '/office/slips']) {
      assert.equal((await post(path, { key: tag.repeat(4), region: VILLAGE, which: 'all' })).status, 403, path);
    }
  });
});

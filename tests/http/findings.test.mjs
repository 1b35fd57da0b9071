// Findings: each fault is planted in the demo register, in the database or by the office's forms; it
// is listed for its own region and for no other, in the table to take away as well, and gone when it
// is mended. What has been settled rests; who may do so, and for whom.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { command, demo, mysql, next, root, run, signedIn, tries, unescape, until, words } from './lib.mjs';
import { HERE, THERE, close, open, people, tag } from './staff.mjs';

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10);
const one = (query) => mysql(query)[0]?.[0];

// Registered households for long, without a case, with several people, that no other suite looks at.
let homes;
function take() {
  const home = homes.pop();
  assert.ok(home, 'the demo county has enough households');
  return { row: home, id: home[0], code: home[1], spell: home[2], self: `/office/households/${home[1]}` };
}
const ours = (region) =>
  mysql(`SELECT h.id, h.code, s.id FROM household h JOIN spell s ON s.open_of = h.id
     LEFT JOIN case_file c ON c.open_of = h.id
    WHERE h.region LIKE '${region}%' AND c.id IS NULL AND s.from_on < '${day(-60)}'
      AND (SELECT COUNT(*) FROM membership m WHERE m.household_id = h.id AND m.to_on IS NULL) > 1
      AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.household_id = h.id AND p.state_on <= '${day(-28)}'
        AND p.state IN ('filed', 'approved', 'paid'))
      AND h.code NOT IN (${demo().residents.map((r) => `'${r.household_code}'`)})
    ORDER BY h.id`);

before(async () => {
  await open();
  homes = ours(HERE);
});
after(close);

// -- asking ----------------------------------------------------------------------------------------

const list = (rule) => `/office/findings?rule=${rule}`;
const rows = (page) => [...(page.match(/<ul class="rows">.*?<\/ul>/s)?.[0] ?? '').matchAll(/<li>.*?<\/li>/gs)].map((m) => m[0]);

// The rows of a rule by household, through all pages.
async function listed(who, rule) {
  const found = new Map();
  let at = list(rule);
  for (let pages = 0; at && pages < 60; pages++) {
    const answer = await who.get(at);
    assert.equal(answer.status, 200, at);
    const text = answer.text.replace(/<section>.*<\/section>/s, '');
    for (const row of rows(text)) {
      const code = row.match(/\/office\/households\/([A-Z0-9]+)/)[1];
      assert.ok(!found.has(code), `${code} once`);
      found.set(code, words(row));
    }
    at = next(answer.text);
  }
  return found;
}

async function table(who, rule) {
  const answer = await who.get(`/office/findings.csv${rule ? `?rule=${rule}` : ''}`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^text\/csv/);
  assert.match(answer.headers['content-disposition'], /attachment/);
  return answer.text;
}

const number = (page, title) => Number(words(page).match(new RegExp(`${title} (\\d+)`))?.[1] ?? 0);
async function desk(who, title) {
  mysql("UPDATE finding_tally SET counted_at = counted_at - INTERVAL 1 HOUR"); // an hour later
  return number((await who.get('/office')).text, title);
}

const deed = async (home, what, fields, query = '') => {
  const path = `${home.self}/${what}`;
  const answer = await people.editor.send(await people.editor.get(path + query), path, fields);
  assert.equal(answer.status, 303, `${what}: ${words(answer.text).slice(0, 300)}`);
};

// -- a case of a household, where the rules of cases matter ---------------------------------------------

const happens = (home, stop, outcome, on, due = 'NULL') =>
  mysql(`INSERT INTO event (household_id, case_id, stop, outcome, on_day, due_on, reason, actor)
    SELECT ${home.id}, c.id, '${stop}', '${outcome}', '${on}', ${due === 'NULL' ? due : `'${due}'`}, '', '村委会'
      FROM case_file c WHERE c.open_of = ${home.id}`);
function leaves(home, stop, outcome, on, due) {
  mysql(`INSERT INTO case_file (household_id, spell_id, kind, register_kind, opened_on)
    VALUES (${home.id}, ${home.spell}, 'exit', 'poor', '${day(-60)}')`);
  happens(home, stop, outcome, on, due);
}

const head = (home) => one(`SELECT id FROM membership WHERE household_id = ${home.id} AND relation = '户主' AND to_on IS NULL`);
const other = (home) => one(`SELECT id FROM membership WHERE household_id = ${home.id} AND relation <> '户主' AND to_on IS NULL LIMIT 1`);

// Each fault: what plants it, what mends it, and what the row says.
const faults = {
  no_measure: {
    title: '监测户没有帮扶措施',
    plant: (h) => mysql(`DELETE FROM measure WHERE household_id = ${h.id}; SET foreign_key_checks = 0;
      CREATE TEMPORARY TABLE was SELECT * FROM spell WHERE id = ${h.spell};
      DELETE FROM spell WHERE id = ${h.spell};
      INSERT INTO spell (id, household_id, kind, attribute, from_on)
        SELECT id, household_id, 'marginal', attribute, from_on FROM was`),
    says: /边缘易致贫户，.*纳入/,
    mend: (h) => deed(h, 'measure', { area: 'health', title: '签约随访', state: 'running', on: day(0) }),
  },
  no_helper: {
    title: '没有帮扶责任人',
    plant: (h) => mysql(`UPDATE assignment SET to_on = '${day(-9)}' WHERE household_id = ${h.id} AND to_on IS NULL`),
    says: / 起没有/,
    mend: (h) => deed(h, 'helper', { name: '周帮扶', unit: '农业农村局', phone: '0999-5100100', on: day(-9) }),
  },
  helper_gap: {
    title: '帮扶责任人断档',
    plant: async (h) => {
      mysql(`UPDATE assignment SET to_on = '${day(-9)}' WHERE household_id = ${h.id} AND to_on IS NULL`);
      await deed(h, 'helper', { name: '周帮扶', unit: '农业农村局', phone: '0999-5100100', on: day(-3) });
    },
    says: / 起没有，.* 才又有/,
    mend: (h) => mysql(`UPDATE assignment SET to_on = '${day(-3)}' WHERE household_id = ${h.id} AND to_on = '${day(-9)}'`),
  },
  no_visit: {
    title: '本月还没有走访',
    plant: (h) => mysql(`DELETE FROM visit WHERE household_id = ${h.id} AND on_day >= '${day(0).slice(0, 8)}01';
      INSERT INTO visit (household_id, on_day, visitor, note) VALUES (${h.id}, '${day(-40)}', '周帮扶', '看了')`),
    says: / 走访过/,
    mend: (h) => deed(h, 'visit', { on: day(0), name: '周帮扶', note: '看了房子' }),
  },
  no_head: {
    title: '没有户主',
    plant: (h) => mysql(`UPDATE membership SET relation = '其他' WHERE id = ${head(h)}`),
    says: /（没有户主） 户/,
    mend: (h) => deed(h, 'head', { member: other(h), relation: '其他', on: day(0) }),
  },
  two_heads: {
    title: '不止一个户主',
    plant: (h) => mysql(`UPDATE membership SET relation = '户主' WHERE id = ${other(h)}`),
    says: /户/,
    mend: (h) => mysql(`UPDATE membership SET relation = '配偶' WHERE id = ${one(`SELECT MAX(id) FROM membership WHERE household_id = ${h.id} AND relation = '户主' AND to_on IS NULL`)}`),
  },
  no_members: {
    title: '家里没有人了',
    plant: (h) => mysql(`UPDATE membership SET to_on = '${day(-1)}' WHERE household_id = ${h.id} AND to_on IS NULL`),
    says: / 离开/,
    mend: (h) => mysql(`UPDATE membership SET to_on = NULL WHERE household_id = ${h.id} AND to_on = '${day(-1)}'`),
  },
  odd_document: {
    title: '证件要核对',
    plant: (h) => mysql(`UPDATE person SET id_kind = 'other' WHERE id = (SELECT person_id FROM membership WHERE id = ${head(h)})`),
    says: /户/,
    mend: (h) => mysql(`UPDATE person SET id_kind = 'resident' WHERE id = (SELECT person_id FROM membership WHERE id = ${head(h)})`),
  },
  left_paid: {
    title: '不在册了还在发钱',
    plant: (h) => mysql(`UPDATE spell SET to_on = '${day(-60)}', ending = 'removed' WHERE id = ${h.spell};
      DELETE FROM payment WHERE household_id = ${h.id};
      INSERT INTO payment (household_id, programme, amount, batch, state, desk, state_on)
      VALUES (${h.id}, '=农村低保金', 10000, '', 'received', '代发银行', '${day(-2)}')`),
    says: /清退以后，=农村低保金/,
    mend: (h) => mysql(`UPDATE payment SET state = 'returned' WHERE household_id = ${h.id}`),
  },
  stuck_payment: {
    title: '钱停着不动',
    plant: (h) => mysql(`DELETE FROM payment WHERE household_id = ${h.id};
      INSERT INTO payment (household_id, programme, amount, batch, state, desk, state_on)
      VALUES (${h.id}, '医疗救助', 10000, '', 'approved', '县财政局', '${day(-31)}')`),
    says: /停在县财政局，.* 起/,
    mend: (h) => deed(h, 'payment', { state: 'paid', desk: '代发银行', on: day(0) },
      `?id=${one(`SELECT id FROM payment WHERE household_id = ${h.id}`)}`),
  },
  list_overdue: {
    title: '该公示没公示',
    plant: (h) => leaves(h, 'village_check', 'passed', day(-12)),
    says: /脱贫：村里入户核实完毕/,
    mend: (h) => happens(h, 'village_notice', 'reached', day(0), day(7)),
  },
  notice_overdue: {
    title: '公示期满没人办',
    plant: (h) => leaves(h, 'village_notice', 'reached', day(-9), day(-1)),
    says: /脱贫的公示，.* 24 时已经期满/,
    mend: (h) => happens(h, 'village_notice', 'passed', day(0)),
  },
  stop_overdue: {
    title: '一步办了太久',
    plant: (h) => leaves(h, 'review', 'reached', day(-30)),
    says: /脱贫/,
    mend: (h) => deed(h, 'pass', {}),
  },
};

describe('a fault in the register', () => {
  for (const [rule, fault] of Object.entries(faults)) {
    it(`is listed and counted while it is there: ${rule}`, async () => {
      const home = take();
      const before = await desk(people.editor, fault.title);
      assert.ok(!(await listed(people.editor, rule)).has(home.code) || rule === 'no_visit', 'not before');
      await fault.plant(home);
      const row = (await listed(people.editor, rule)).get(home.code);
      assert.ok(row, 'for its own township');
      assert.match(row, fault.says);
      if (rule !== 'no_visit') assert.ok((await desk(people.editor, fault.title)) > before, 'counted on the desk');
      assert.ok((await table(people.editor, rule)).includes(home.code), 'in the table');
      assert.ok((await listed(people.publisher, rule)).has(home.code), 'for the county');
      assert.ok(!(await listed(people.stranger, rule)).has(home.code), 'not for another township');
      assert.ok(!(await table(people.stranger, rule)).includes(home.code), 'nor there in the table');
      await fault.mend(home);
      assert.ok(!(await listed(people.editor, rule)).has(home.code), 'gone when mended');
      if (/^(no|two|odd|helper|stuck)_/.test(rule)) homes.unshift(home.row); // as it was: for others
    });
  }

  it('of two townships is listed in each, its own household only: same_id', async () => {
    const [here, there] = [take(), ours(THERE).at(-1)];
    const person = one(`SELECT person_id FROM membership WHERE id = ${head(here)}`);
    const twin = one(`SELECT person_id FROM membership WHERE household_id = ${there[0]} AND to_on IS NULL LIMIT 1`);
    const was = one(`SELECT HEX(id_index) FROM person WHERE id = ${twin}`);
    mysql(`UPDATE person SET id_index = (SELECT x.i FROM (SELECT id_index AS i FROM person WHERE id = ${person}) x) WHERE id = ${twin}`);
    try {
      const mine = await listed(people.editor, 'same_id');
      const theirs = await listed(people.stranger, 'same_id');
      assert.ok(mine.get(here.code).includes(there[1]), 'with the code of the other');
      assert.ok(theirs.get(there[1]).includes(here.code));
      assert.ok(!mine.has(there[1]) && !theirs.has(here.code));
    } finally {
      mysql(`UPDATE person SET id_index = UNHEX('${was}') WHERE id = ${twin}`);
    }
    assert.ok(!(await listed(people.editor, 'same_id')).has(here.code));
  });

  it('is none while an objection holds the notice, nor while the limit has not passed', async () => {
    const held = take();
    leaves(held, 'village_notice', 'reached', day(-9), day(-1));
    const document = one('SELECT document_id FROM edition WHERE state = \'published\' LIMIT 1');
    mysql(`INSERT INTO event (household_id, case_id, stop, outcome, on_day, due_on, reason, actor, document_id)
      SELECT household_id, case_id, stop, outcome, on_day, due_on, '', '村委会', ${document} FROM event WHERE household_id = ${held.id} ORDER BY id DESC LIMIT 1;
      INSERT INTO case_hold (document_id, case_id, held_at) SELECT ${document}, id, UTC_TIMESTAMP() FROM case_file WHERE open_of = ${held.id}`);
    assert.ok(!(await listed(people.editor, 'notice_overdue')).has(held.code));
    mysql(`UPDATE case_hold SET released_at = UTC_TIMESTAMP() WHERE document_id = ${document}`);
    assert.ok((await listed(people.editor, 'notice_overdue')).has(held.code));
    const waits = take();
    leaves(waits, 'village_check', 'passed', day(-9));
    assert.ok(!(await listed(people.editor, 'list_overdue')).has(waits.code));
    mysql("INSERT INTO setting (name, value) VALUES ('list_wait_days', '5')");
    try {
      assert.ok((await listed(people.editor, 'list_overdue')).has(waits.code), 'the county decides');
    } finally {
      mysql("DELETE FROM setting WHERE name = 'list_wait_days'");
    }
  });
});

describe('the table to take away', () => {
  it('masks names, runs no formula and leaves a trace', async () => {
    const home = take();
    await faults.left_paid.plant(home);
    mysql(`UPDATE spell SET ending = 'removed' WHERE id = ${home.spell} AND ending IS NULL`);
    const audits = () => Number(one("SELECT COUNT(*) FROM audit WHERE action = 'finding_csv'"));
    const before = audits();
    const text = await table(people.editor);
    const name = one(`SELECT p.name FROM membership m JOIN person p ON p.id = m.person_id WHERE m.id = ${head(home)}`);
    const line = text.split('\r\n').find((row) => row.includes(home.code));
    assert.ok(line.includes('*') && !line.includes(name), line);
    for (const [cell] of text.matchAll(/"(?:[^"]|"")*"/g)) assert.doesNotMatch(cell, /^"[=+\-@\t]/);
    assert.match(text.replace(/^\uFEFF/, ''), /^"疑点","户编号","户主","村","组","情况","说明"\r\n/);
    assert.doesNotMatch(text, /\d{17}/);
    assert.equal(audits(), before + 1);
    await faults.left_paid.mend(home);
  });
});

describe('what has been settled', () => {
  let home, path;
  const settle = async (who, fields) => who.send(await who.get(path), path, fields);

  it('rests with its reason, for its rule only', async () => {
    home = take();
    path = `/office/findings/no_head/${home.code}`;
    assert.equal((await people.editor.get(path)).status, 404, 'there is nothing to settle');
    await faults.no_head.plant(home);
    const none = await settle(people.editor, { reason: '', days: '30' });
    assert.equal(none.status, 422);
    assert.match(words(none.text), /核实的情况和原因/);
    const never = await settle(people.editor, { reason: '户主在办证', days: '' });
    assert.equal(never.status, 422);
    assert.ok(never.text.includes('value="户主在办证"'), 'what was typed stands there again');
    assert.equal((await settle(people.editor, { reason: '户主在办证', days: '9999' })).status, 422);
    assert.equal((await settle(people.editor, { reason: '户主在办证', days: '0' })).status, 422, 'it does not rest yet');
    const answer = await settle(people.editor, { reason: '户主在办证', days: '30' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, list('no_head'));
    assert.ok(!(await listed(people.editor, 'no_head')).has(home.code));
    const page = words((await people.editor.get(list('no_head'))).text);
    assert.match(page, /先放着的.*户主在办证.*写，放到/);
    mysql(`UPDATE membership SET to_on = '${day(-1)}' WHERE household_id = ${home.id} AND to_on IS NULL`);
    assert.ok((await listed(people.editor, 'no_members')).has(home.code), 'another rule still says it');
    mysql(`UPDATE membership SET to_on = NULL WHERE household_id = ${home.id} AND to_on = '${day(-1)}'`);
  });

  it('is written down: who, which rule, how long; not the words', () => {
    const [[action, login, detail]] = mysql(`SELECT action, login, detail FROM audit WHERE object_kind = 'household' AND object_id = ${home.id} ORDER BY id DESC LIMIT 1`);
    assert.deepEqual([action, login, detail], ['finding_settle', 'bianji', 'no_head 30']);
  });

  it('is another township\'s business only', async () => {
    const before = one('SELECT COUNT(*) FROM finding_note');
    assert.equal((await people.stranger.get(path)).status, 404);
    assert.equal((await people.stranger.post(path, { token: people.stranger.token, reason: '试试', days: '30' })).status, 404);
    assert.equal((await people.editor.get(path.replace('no_head', 'no_such'))).status, 404);
    assert.equal((await people.editor.get('/office/findings?rule=no_such')).status, 404);
    assert.equal((await people.editor.get('/office/findings.csv?rule=no_such')).status, 404);
    assert.equal((await people.editor.post(path, { token: 'x', reason: '试试', days: '30' })).status, 403);
    assert.ok(!words((await people.stranger.get(list('no_head'))).text).includes('户主在办证'));
    assert.equal(one('SELECT COUNT(*) FROM finding_note'), before);
    assert.ok(readFileSync(join(run, 'log', 'office.log'), 'utf8').includes('household_of_elsewhere'));
  });

  it('comes back when its days are over, or when a clerk says so', async () => {
    mysql(`UPDATE finding_note SET until_on = '${day(0)}' WHERE household_id = ${home.id}`);
    assert.ok((await listed(people.editor, 'no_head')).has(home.code), 'its days are over');
    assert.equal((await settle(people.chief, { reason: '再等', days: '90' })).status, 303);
    assert.ok(!(await listed(people.editor, 'no_head')).has(home.code));
    assert.equal((await settle(people.editor, { reason: '证办好了', days: '0' })).status, 303);
    assert.ok((await listed(people.editor, 'no_head')).has(home.code), 'listed again');
    assert.equal(one(`SELECT COUNT(*) FROM finding_note WHERE household_id = ${home.id}`), '3', 'every note is kept');
    await faults.no_head.mend(home);
  });

  it('does not cover what happens afterwards: money that stops again', async () => {
    const poor = take();
    await faults.stuck_payment.plant(poor);
    const at = `/office/findings/stuck_payment/${poor.code}`;
    const answer = await people.editor.send(await people.editor.get(at), at, { reason: '银行核对户名', days: '90' });
    assert.equal(answer.status, 303);
    assert.ok(!(await listed(people.editor, 'stuck_payment')).has(poor.code));
    mysql(`UPDATE finding_note SET made_on = '${day(-40)}' WHERE household_id = ${poor.id}`); // noted before it moved
    assert.ok((await listed(people.editor, 'stuck_payment')).has(poor.code));
    await faults.stuck_payment.mend(poor);
  });

  it('cannot be altered by the office afterwards', () => {
    for (const error of tries('office', [
      "UPDATE finding_note SET reason = 'x'",
      'DELETE FROM finding_note',
      'DELETE FROM finding_count',
    ])) assert.match(error ?? '', /denied/);
  });
});

describe('counting', () => {
  it('sums the townships for the county, and tells how far it is', async () => {
    let page;
    for (let tries = 0; tries < 40; tries++) {
      page = words((await people.publisher.get('/office/findings')).text);
      if (!/还在数/.test(page)) break;
    }
    assert.doesNotMatch(page, /还在数/);
    const [all] = mysql("SELECT SUM(number) FROM finding_count WHERE rule = 'stuck_payment' AND LENGTH(region) = 9")[0];
    assert.equal(number(page, '钱停着不动'), Number(all));
    assert.ok(Number(all) > number((await people.editor.get('/office/findings')).text, '钱停着不动'));
  });

  it('has counted by itself: the first look of a province, a prefecture or a village is whole, and says what is listed', async () => {
    mysql('DELETE FROM finding_tally; DELETE FROM finding_count');
    const all = () => one("SELECT COUNT(*) FROM region r LEFT JOIN finding_tally t ON t.region = r.code WHERE r.level = 'township' AND t.region IS NULL") === '0';
    assert.ok((await until(60, all, 200)).value, 'every township is counted, though nobody looks');
    const titles = readFileSync(join(root, 'fcgi/model/register/finding_rules.c'), 'utf8').match(/^ {4}\{"\w+", "[^"]+"/gm).map((row) => row.split('"')[3]);
    const village = one(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
    for (const region of ['99', '9901', '990123', HERE, village]) {
      const login = `f${tag}${region}`.slice(0, 40), password = 'looks-at-all-of-it';
      const made = command('user', 'add', login, '--name', '看疑点', '--role', 'publisher', '--region', region, { input: `${password}\n` });
      assert.equal(made.status, 0, made.stderr);
      const who = await signedIn({ login, password });
      const page = (await who.get('/office/findings')).text;
      assert.doesNotMatch(words(page), /还在数/, region);
      const rows = (await table(who)).trim().split('\r\n').slice(1);
      let found = 0;
      for (const title of titles) {
        const of = rows.filter((row) => row.startsWith(`"${title}"`)), listed = of.length;
        // On a machine that is short of time the table ends early, and says so.
        if (of.some((row) => row.includes('没有列完'))) assert.ok(number(page, title) >= listed - 1, `${region} ${title}`);
        else assert.equal(number(page, title), listed, `${region} ${title}`);
        found += listed;
      }
      assert.ok(found > 0 || region === village, region);
      command('user', 'disable', login);
    }
  });

  it('uses a count for a hundred times as long as it took', async () => {
    await people.editor.get('/office');
    mysql(`UPDATE finding_count SET number = 777 WHERE region = '${HERE}' AND rule = 'stuck_payment';
      UPDATE finding_tally SET took_ms = 36000, counted_at = UTC_TIMESTAMP() WHERE region = '${HERE}'`);
    const kept = (await people.editor.get('/office')).text;
    assert.equal(number(kept, '钱停着不动'), 777);
    mysql(`UPDATE finding_tally SET counted_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR WHERE region = '${HERE}'`);
    assert.notEqual(number((await people.editor.get('/office')).text, '钱停着不动'), 777);
  });

  it('links every count to its list', async () => {
    const page = (await people.editor.get('/office')).text;
    for (const [, href] of page.matchAll(/href="(\/office\/findings\?rule=[^"]*)"/g)) {
      assert.equal((await people.editor.get(unescape(href))).status, 200, href);
    }
  });
});

// The desk: each role sees what it can do, late first, one click from where it is done; nothing of
// another township; and it does not count what is done.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json. Tickets, requests and files are made here by SQL.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, assertPlain, attributes, mysql, signedIn, unescape, words } from './lib.mjs';
import { HERE, THERE, close, draft, one, open, people, tag } from './staff.mjs';

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 864e5).toISOString().slice(0, 10);
let next = Number(String(Date.now()).slice(-11)) * 10;

// A question about a place, due on a day; its number.
function ticket(region, due, more = {}) {
  const number = String(next++).padStart(12, '1');
  mysql(`INSERT INTO ticket (number, secret_index, secret_chain, form, kind, region, guarded, consent, text_sealed, asked_at, visit_by, decide_by, assigned_to)
    VALUES ('${number}', RANDOM_BYTES(32), 'x', RANDOM_BYTES(32), 'question', '${region}', ${more.guarded ?? 0}, 1, RANDOM_BYTES(80), UTC_TIMESTAMP(), '${due}', '${due}', ${more.to ?? 'NULL'})`);
  return one(`SELECT id FROM ticket WHERE number = '${number}'`);
}

// The groups of the page: {heading: {count, lines: [{href, text, late}]}}.
function groups(html) {
  const found = {};
  for (const [, inside] of html.matchAll(/<section class="todo[^"]*">(.*?)<\/section>/gs)) {
    const [, heading, count] = inside.match(/<h2>(.*?) <b>(.*?)<\/b>/);
    found[heading] = {
      count,
      lines: [...inside.matchAll(/<li>(.*?)<\/li>/gs)].map(([, line]) => ({
        href: attributes(line, 'href')[0], text: words(line), late: line.includes('class="mark"'),
      })),
      more: attributes(inside.match(/<p class="more">.*?<\/p>/s)?.[0] ?? '', 'href')[0],
    };
  }
  return found;
}
// Nobody can read what was not written by the form: these are closed unread, as a ticket is kept.
const end = (list) => mysql(`UPDATE ticket SET decided_at = UTC_TIMESTAMP(), decided_by = 1, outcome = 'answered', told_sealed = RANDOM_BYTES(60) WHERE id IN (${list.join(',')})`);
const desk = async (who) => groups((await who.get('/office')).text);

const ids = {};
before(async () => {
  await open();
  people.clerk = await signedIn(account('xinxi'));
  people.admin = await signedIn(account('guanli'));
  const editor = one("SELECT id FROM account WHERE login = 'bianji'");
  ids.late = ticket(HERE, '2020-01-02');
  ids.today = ticket(HERE, day(0));
  ids.later = ticket(HERE, day(1));
  ids.taken = ticket(HERE, day(1), { to: one("SELECT id FROM account WHERE login = 'fabu'") });
  ids.mine = ticket(HERE, day(1), { to: editor });
  ids.guarded = ticket(HERE, '2020-01-01', { guarded: 1 });
  ids.far = ticket(THERE, '2020-01-01');
  mysql(`INSERT INTO intake_batch (region, file, state, staged, made_at, made_by) VALUES
    ('${HERE}', '${tag}d.csv', 'checked', 0, UTC_TIMESTAMP() - INTERVAL 3 DAY, 'somebody'),
    ('${HERE}', '${tag}own.csv', 'checked', 0, UTC_TIMESTAMP(), 't${tag}p'),
    ('${THERE}', '${tag}far.csv', 'checked', 0, UTC_TIMESTAMP(), 'somebody')`);
});
after(async () => {
  mysql(`UPDATE intake_batch SET state = 'dropped' WHERE file LIKE '${tag}%'`);
  end(Object.values(ids));
  await close();
});

describe('what an editor finds on the desk', () => {
  it('late first, in words, each line the page of that ticket', async () => {
    const page = await people.editor.get('/office');
    assertPlain(page);
    const found = groups(page.text);
    assert.equal(Object.keys(found)[0], '晚了的');
    const [first] = found['晚了的'].lines;
    assert.equal(first.href, `/office/tickets/${ids.late}`);
    assert.match(first.text, /^核实 咨询 晚了 \d+ 个工作日/);
    assert.ok(first.late);
    assert.match(words(page.text), /\d+ 件晚了/);
    const due = found['今天到期'].lines.find((line) => line.href === `/office/tickets/${ids.today}`);
    assert.match(due.text, /今天到期/);
    assert.ok(!due.late);
  });

  it('not what a colleague has taken, nor what is kept from this level, nor what is of elsewhere', async () => {
    const page = (await people.editor.get('/office')).text;
    for (const name of ['later', 'mine']) assert.ok(page.includes(`/office/tickets/${ids[name]}"`), name);
    for (const name of ['taken', 'guarded', 'far']) assert.ok(!page.includes(`/office/tickets/${ids[name]}"`), name);
  });

  it('every line leads somewhere he may go', async () => {
    for (const who of ['clerk', 'editor', 'chief', 'publisher', 'auditor', 'admin']) {
      for (const [heading, { lines, more }] of Object.entries(await desk(people[who]))) {
        for (const href of [...lines.map((line) => line.href), more].filter(Boolean)) {
          if (Object.values(ids).includes(href.split('/').pop())) continue;
          assert.equal((await people[who].get(unescape(href))).status, 200, `${who}, ${heading}: ${href}`);
        }
      }
    }
  });
});

describe('by role', () => {
  it('a publisher of the township reviews others’ texts and files, not the own ones', async () => {
    const theirs = await draft(people.editor, 'notice', { title: `审一审 ${tag}` });
    const own = await draft(people.chief, 'notice', { title: `自己写 ${tag}` });
    for (const [who, id] of [['editor', theirs], ['chief', own]]) {
      const sent = await people[who].send(await people[who].get(`/office/articles/${id}/preview`), `/office/articles/${id}/submit`);
      assert.equal(sent.status, 303);
      mysql(`UPDATE edition SET updated_at = '2020-01-01' WHERE document_id = ${id}`); // the longest waiting is first
    }
    const found = await desk(people.chief);
    const hrefs = found['等您审核的'].lines.map((line) => line.href);
    assert.ok(hrefs.includes(`/office/articles/${theirs}/preview`));
    assert.ok(!hrefs.includes(`/office/articles/${own}/preview`));
    const files = found['登记表等第二个人'].lines.map((line) => line.text).join('\n');
    assert.match(files, new RegExp(`${tag}d\\.csv 3 天前上传`));
    assert.ok(!files.includes(`${tag}own`) && !files.includes(`${tag}far`));
    const editor = await desk(people.editor);
    assert.ok(!('等您审核的' in editor) && !('登记表等第二个人' in editor), 'an editor is not asked to');
  });

  it('a clerk sees no texts, an administrator only accounts, an auditor changes nothing', async () => {
    const clerk = Object.keys(await desk(people.clerk));
    for (const heading of ['等您审核的', '您的草稿', '退回给您的', '定时发布的', '登记表等第二个人', '还没有弄好的账号']) {
      assert.ok(!clerk.includes(heading), heading);
    }
    const admin = await people.admin.get('/office');
    assert.deepEqual(Object.keys(groups(admin.text)), ['还没有弄好的账号']);
    assert.ok(!admin.text.includes('/office/articles/new'));
    const auditor = Object.keys(await desk(people.auditor));
    assert.ok(auditor.includes('晚了的'));
    assert.ok(!auditor.includes('更正申请') && !auditor.includes('您的草稿'));
  });

  it('an own draft is one click from its text, and goes when it is submitted', async () => {
    const id = await draft(people.colleague, 'notice', { title: `写了一半 ${tag}` });
    const line = (await desk(people.colleague))['您的草稿'].lines[0];
    assert.equal(line.href, `/office/articles/${id}/edit`);
    assert.match(line.text, /接着写 写了一半 .* 今天改过/);
    assert.ok(!JSON.stringify(await desk(people.editor)).includes(`articles/${id}/edit`), 'of nobody else');
  });
});

describe('a great many', () => {
  it('is said to be 99+, and only the first are shown', async () => {
    ticket(HERE, '2021-01-01');
    mysql(`INSERT INTO ticket (number, secret_index, secret_chain, form, kind, region, guarded, consent, text_sealed, asked_at, visit_by, decide_by)
      SELECT LPAD(${next} + id, 12, '2'), RANDOM_BYTES(32), 'x', RANDOM_BYTES(32), 'question', '${HERE}', 0, 1, RANDOM_BYTES(80), UTC_TIMESTAMP(), '2021-01-01', '2021-01-01'
        FROM (SELECT ROW_NUMBER() OVER (ORDER BY code) AS id FROM region) AS places LIMIT 120`);
    const made = mysql(`SELECT id FROM ticket WHERE open_in = '${HERE}' AND visit_by = '2021-01-01'`).map(([id]) => id);
    const late = (await desk(people.editor))['晚了的'];
    end(made);
    assert.equal(late.count, '99+');
    assert.equal(late.lines.length, 6);
    assert.ok(late.more.startsWith('/office/tickets'));
  });
});

// Projects and their money, jobs, donations: entered by one person, published by another; stages and
// payments that add up, whoever writes them; lists that are narrowed, turned and taken away; files.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { verify, withoutTriggers } from './chain.mjs';
import { assertHead, assertPlain, get, mysql, next, rowsOf, shanghai, tries, unescape, until, words } from './lib.mjs';
import { COUNTY, HERE, THERE, close, one, open, people, tag } from './staff.mjs';
import { multipart, sendRaw } from './register_file.mjs';

before(open);
// What was published for a test leaves the lists again.
after(async () => {
  for (const [id] of mysql(`SELECT effort_id FROM effort_edition WHERE state = 'published' AND title LIKE '%${tag}%'`)) {
    await people.publisher.post(`/office/efforts/${id}/withdraw`, { token: people.publisher.token, why: '测试用的，已经结束' });
  }
  await close();
});

const iso = (days) => { const { year, month, day } = shanghai(Date.now() + days * 86400e3);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`; };
const fen = (text) => Math.round(Number(text.replaceAll(',', '')) * 100);
const at = (id, part = '') => `/office/efforts/${id}${part && `/${part}`}`;

const PROJECT = { area: 'infrastructure', year: '2026', central: '100,000', county: '23456.78', households: '12', people: '40' };
const JOB = { type: 'job', party: '禾源测试厂', posts: '3', wage_from: '2800', wage_to: '4200', place: '镇上', phone: '0999-5120100' };

async function make(who, kind, fields) {
  const address = `/office/efforts/new?kind=${kind}`;
  const answer = await who.send(await who.get(address), address, fields);
  assert.equal(answer.status, 303, words(answer.text).slice(0, 600));
  return Number(answer.headers.location.split('/').pop());
}
const press = (who, id, part, fields) => who.post(at(id, part), { token: who.token, ...fields });
async function publish(who, id) {
  const page = await who.get(at(id));
  return who.send(page, at(id, 'publish'));
}
async function published(kind, fields, who = people.editor) {
  const id = await make(who, kind, fields);
  const answer = await publish(people.chief, id);
  assert.equal(answer.status, 303, words(answer.text).slice(0, 400));
  return id;
}
const step = (who, id, stage, on, act = 'on', reason = '') => press(who, id, 'step', { stage, act, on, reason });
const pay = (who, id, amount, paid_on = iso(0), purpose = '') => press(who, id, 'payment', { amount, paid_on, purpose });
const row = (id) => mysql(`SELECT stages_done, budget, paid, unpublished, waiting FROM effort WHERE id = ${id}`)[0].map(Number);
// What is published shows within five seconds; pages that read no arguments are asked past the cache.
let fresh = 0;
async function shows(path, text) {
  const past = () => (/\/\d+$/.test(path) ? `${path}?q=${tag}${fresh++}` : path);
  const { value } = await until(5, async () => { const a = await get(past()); return a.status === 200 && words(a.text).includes(text) && a; });
  assert.ok(value, `${path} shows ${text}`);
  return value;
}

describe('a project', () => {
  let id;
  it('is a draft until a second person publishes it', async () => {
    id = await make(people.editor, 'project', { ...PROJECT, title: `修路 ${tag}` });
    assert.equal((await get(`/projects/${id}`)).status, 404);
    assert.equal((await publish(people.chief, id)).status, 303);
    const page = await shows(`/projects/${id}`, `修路 ${tag}`);
    assertPlain(page);
    assert.match(words(page.text), /预算 123,456\.78 元，已拨付 0\.00 元/);
    assert.equal(words(page.text).match(/还没到这一步/g).length, 5);
    assert.deepEqual(mysql(`SELECT action, login FROM audit WHERE object_kind = 'effort' AND object_id = ${id} ORDER BY id`).map((r) => r[0]), ['draft', 'publish']);
  });

  it('of the officer who wrote it is not offered, and refused', async () => {
    const own = await make(people.chief, 'project', { ...PROJECT, title: `自己写 ${tag}` });
    const page = await people.chief.get(at(own));
    assert.match(words(page.text), /要请 另一个人 来发布/);
    assert.ok(!page.text.includes(at(own, 'publish')));
    const mark = unescape((await people.publisher.get(at(own))).text.match(/name="mark" value="([^"]*)"/)[1]);
    const refused = await press(people.chief, own, 'publish', { mark });
    assert.equal(refused.status, 403);
    assert.equal(one(`SELECT state FROM effort_edition WHERE effort_id = ${own}`), 'draft');
    assert.equal((await press(people.publisher, own, 'publish', { mark })).status, 303, 'the county may');
  });

  it('moves one stage at a time, never before the one before, back with a reason', async () => {
    for (const [what, expected, fields] of [
      ['a stage is skipped', /要先办完这一步/, [2, iso(-9)]],
      ['tomorrow', /还没到/, [1, iso(1)]],
      ['back where nothing is done', /不用退回/, [1, iso(-9), 'back', 'x']],
    ]) {
      const answer = await step(people.editor, id, ...fields);
      assert.equal(answer.status, 422, what);
      assert.match(words(answer.text), expected, what);
    }
    assert.equal((await step(people.editor, id, 1, iso(-9))).status, 303);
    assert.match(words((await step(people.editor, id, 2, iso(-10))).text), /日期不能早于/);
    assert.equal((await step(people.editor, id, 2, iso(-9))).status, 303);
    assert.equal((await step(people.editor, id, 1, iso(-8), 'back')).status, 422, 'without a reason');
    assert.match(words((await step(people.editor, id, 1, iso(-8), 'back', '打 139 0000 1234')).text), /手机号码/);
    assert.deepEqual(row(id), [0, 12345678, 0, 0, 2], 'nothing shows before it is published');
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.deepEqual(row(id), [2, 12345678, 0, 0, 0]);
    await shows(`/projects/${id}`, '正在乡村实施');
    await step(people.editor, id, 2, iso(-7), 'back', '图纸要改');
    await publish(people.chief, id);
    const page = await shows(`/projects/${id}`, '退回重办，原因：图纸要改');
    assert.match(words(page.text), /正在县级审批/);
  });

  it('pays to the last fen of its budget; for more, a larger budget is published with its reason', async () => {
    assert.match(words((await pay(people.editor, id, '123456.79')).text), /最多再付 123,456\.78 元/);
    assert.equal((await pay(people.editor, id, '100000', iso(-3), '第一次工程款')).status, 303);
    assert.match(words((await pay(people.editor, id, '23456.79')).text), /最多再付 23,456\.78 元/, 'what waits counts');
    assert.equal((await pay(people.editor, id, '23456.78')).status, 303);
    await publish(people.chief, id);
    assert.deepEqual(row(id), [1, 12345678, 12345678, 0, 0]);
    assert.match(words((await shows(`/projects/${id}`, '第一次工程款')).text), /已拨付 123,456\.78 元（100%）/);
    const edit = at(id, 'edit');
    const less = await people.editor.send(await people.editor.get(edit), edit, { central: '99999', note: '少一元' });
    assert.equal(less.status, 303);
    assert.match(words((await people.chief.get(at(id))).text), /比已经拨付的 123,456\.78 元少/);
    const more = await people.editor.send(await people.editor.get(edit), edit, { central: '150000', note: '加宽 1 米' });
    assert.equal(more.status, 303);
    assert.equal((await publish(people.chief, id)).status, 303);
    await shows(`/projects/${id}`, '加宽 1 米（预算由 123,456.78 元改为 173,456.78 元）');
    assert.equal((await pay(people.editor, id, '-1', iso(0))).status, 422, 'paid back without a reason');
    assert.equal((await pay(people.editor, id, '-456.78', iso(0), '多付了')).status, 303);
    await publish(people.chief, id);
    assert.equal(row(id)[2], 12300000);
    const [was, became] = mysql(`SELECT was, became FROM audit WHERE object_kind = 'effort' AND object_id = ${id} AND action = 'publish' ORDER BY id DESC LIMIT 1`)[0];
    assert.match(was, /已拨付 123,456\.78/);
    assert.match(became, /已拨付 123,000\.00/);
  });

  it('what waits can be taken back, the last first; what is published cannot', async () => {
    await step(people.editor, id, 2, iso(-2));
    await step(people.editor, id, 3, iso(-1));
    const ids = mysql(`SELECT id FROM effort_step WHERE effort_id = ${id} AND state = 'waiting' ORDER BY id`).map(Number);
    assert.equal((await press(people.editor, id, 'drop', { what: 'step', deed: ids[0] })).status, 409);
    assert.equal((await press(people.editor, id, 'drop', { what: 'step', deed: ids[1] })).status, 303);
    assert.equal((await press(people.editor, id, 'drop', { what: 'step', deed: ids[0] })).status, 303);
    assert.equal(row(id)[4], 0);
    const old = one(`SELECT id FROM effort_payment WHERE effort_id = ${id} AND state = 'published' LIMIT 1`);
    assert.equal((await press(people.editor, id, 'drop', { what: 'payment', deed: old })).status, 409);
  });

  it('of two who edit at once the second is told, and loses nothing', async () => {
    const edit = at(id, 'edit');
    const [first, second] = [await people.editor.get(edit), await people.colleague.get(edit)];
    assert.equal((await people.editor.send(first, edit, { about: '先写的', note: 'a' })).status, 303);
    const late = await people.colleague.send(second, edit, { about: '后写的', note: 'b' });
    assert.equal(late.status, 409);
    assert.match(late.text, /别人刚刚改过[\s\S]*后写的/);
    assert.equal((await press(people.editor, id, 'drop', { what: 'draft' })).status, 303);
  });

  it('that was looked at before something else came is not published unseen', async () => {
    const page = await people.chief.get(at(id));
    await step(people.editor, id, 2, iso(-1));
    const seen = await people.chief.get(at(id));
    await pay(people.editor, id, '1', iso(0));
    assert.equal((await people.chief.send(seen, at(id, 'publish'))).status, 409);
    assert.ok(!page.text.includes(at(id, 'publish')), 'nothing waited');
    assert.equal((await publish(people.chief, id)).status, 303);
  });

  it('withdrawn keeps its page with the reason, and leaves lists and sums', async () => {
    const before = Number(one(`SELECT COUNT(*) FROM effort_edition WHERE kind = 'project' AND state = 'published'`));
    assert.equal((await press(people.chief, id, 'withdraw', { why: '电话 13900001234' })).status, 422);
    assert.equal((await press(people.chief, id, 'withdraw', { why: '重复录入' })).status, 303);
    const page = await shows(`/projects/${id}`, '原因：重复录入');
    assert.ok(!page.text.includes('加宽'));
    assert.equal(Number(one(`SELECT COUNT(*) FROM effort_edition WHERE kind = 'project' AND state = 'published'`)), before - 1);
  });

  it('cannot be told otherwise in the database, by the office or its administrator', () => {
    const other = one("SELECT id FROM effort WHERE kind = 'project' AND stages_done = 6 LIMIT 1");
    const edition = one(`SELECT id FROM effort_edition WHERE live_of = ${other}`);
    const queries = [
      `UPDATE effort_edition SET central = central + 1 WHERE id = ${edition}`,
      `UPDATE effort_edition SET title = 'x' WHERE id = ${edition}`,
      `DELETE FROM effort_edition WHERE id = ${edition}`,
      `UPDATE effort_payment SET amount = amount + 1 WHERE effort_id = ${other}`,
      `DELETE FROM effort_payment WHERE effort_id = ${other}`,
      `UPDATE effort SET paid = budget + 1 WHERE id = ${other}`,
      `INSERT INTO effort_payment (effort_id, on_day, amount, state, made_at) SELECT id, '2026-01-01', budget + 1, 'waiting', UTC_TIMESTAMP() FROM effort WHERE id = ${other}`,
      `INSERT INTO effort_step (effort_id, number, stage, on_day, state, made_at) VALUES (${other}, 99, 3, '2099-01-01', 'waiting', UTC_TIMESTAMP())`,
      `INSERT INTO effort_step (effort_id, number, stage, back, on_day, state, made_at) VALUES (${other}, 99, 3, 1, '2099-01-01', 'waiting', UTC_TIMESTAMP())`,
      `INSERT INTO effort_payment (effort_id, on_day, amount, state, made_at, made_by, published_by) VALUES (${other}, '2026-01-01', -1, 'published', UTC_TIMESTAMP(), 1, 1)`,
      `INSERT INTO effort_edition (effort_id, kind, region, state, title, type, party, updated_at) VALUES (${other}, 'donation', '${HERE}', 'draft', 'x', 'hidden', '张三', UTC_TIMESTAMP())`,
    ];
    for (const role of ['office', 'admin']) tries(role, queries).forEach((error, i) => assert.ok(error, `${role}: ${queries[i]}`));
    assert.match(tries('office', ['UPDATE effort SET paid = 0, budget = 0'])[0], /denied/);
  });
});

describe('the ledger', () => {
  const leaves = (id) => mysql(`SELECT LOWER(HEX(hash)), what, number FROM ledger_leaf WHERE document_id = ${id} AND what LIKE 'effort%' ORDER BY position`);
  const heads = () => Number(one('SELECT COUNT(*) FROM ledger_head'));
  const answer = async (hash) => words((await get(`/verify/${hash}?q=${fresh++}`)).text);

  it('has every edition, stage and payment, and says of each number what became of it', async () => {
    const began = heads();
    const id = await make(people.editor, 'project', { ...PROJECT, title: `上账 ${tag}` });
    assert.deepEqual(leaves(id), [], 'a draft is nobody’s business');
    await publish(people.chief, id);
    await step(people.editor, id, 1, iso(-3));
    await pay(people.editor, id, '100');
    await publish(people.chief, id);
    assert.deepEqual(leaves(id).map((l) => l.slice(1)), [['effort', '1'], ['effort_step', '1'], ['effort_pay', '0']]);
    assert.equal(heads(), began + 2);
    const [[first], [deed]] = leaves(id);
    assert.match(await answer(first), /是的，这份项目是本网站 .* 发布的，到现在没有改过/);
    assert.match(await answer(deed), /项目的一步、一笔钱/);
    for (const [hash] of leaves(id)) {
      const { text } = await get(`/verify/${hash}/text`);
      assert.equal(createHash('sha256').update('\0').update(text).digest('hex'), hash);
    }
    assert.match(await answer(first), /现在 正在县级审批。预算 .* 元，已拨付 100\.00 元/, 'to compare the sheet with');
    const told = JSON.parse((await get(`/api/v1/verify/${first}`)).text);
    assert.deepEqual([told.verdict, told.kind, told.id, new URL(told.url).pathname], ['current', 'project', id, `/projects/${id}`]);

    const edit = at(id, 'edit');
    await people.editor.send(await people.editor.get(edit), edit, { county: '30,000', note: '县里追加' });
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.ok((await until(5, async () => /已经更正，请看第 2 版/.test(await answer(first)))).value);
    await press(people.chief, id, 'withdraw', { why: '写错了地方' });
    const last = leaves(id);
    assert.deepEqual(last.slice(3).map((l) => l[1]), ['effort', 'effort_out']);
    assert.ok((await until(5, async () => /已经撤回，不再算数。原因：写错了地方/.test(await answer(last[3][0])))).value);
    assert.ok((await until(5, async () => (await get(`/verify/${first}/text`)).status === 404)).value, 'what had to go is not found here');
  });

  it('names a project, a job, a donation that is changed in the database', { timeout: 60000 }, async () => {
    const some = (kind, where = '1') => one(`SELECT effort_id FROM effort_edition d WHERE kind = '${kind}' AND state = 'published' AND ${where} ORDER BY effort_id LIMIT 1`);
    const paid = some('project', 'EXISTS (SELECT 1 FROM effort_payment p WHERE p.effort_id = d.effort_id) AND (SELECT COUNT(*) FROM effort_step s WHERE s.effort_id = d.effort_id) > 1');
    const [job, gift] = [some('job'), some('donation', 'amount > 0')], gone = some('job', 'effort_id > (SELECT MIN(effort_id) FROM effort_edition WHERE kind = \'job\' AND state = \'published\')');
    const live = (id) => `live_of = ${id}`;
    const deed = (table, which) => `id = ${one(`SELECT ${which}(id) FROM ${table} WHERE effort_id = ${paid} AND state = 'published'`)}`;
    await withoutTriggers(['effort', 'effort_edition', 'effort_step', 'effort_payment'], async () => {
      const changes = [
        ['effort_edition', live(paid), 'central = central + 1, county = county - 1', 'central = central - 1, county = county + 1', `project ${paid} edition `],
        ['effort_edition', live(job), "party = CONCAT(party, '。')", 'party = LEFT(party, CHAR_LENGTH(party) - 1)', `job ${job} edition `],
        ['effort_edition', live(gone), "state = 'corrected'", "state = 'published'", `job ${gone} edition `],
        ['effort_edition', live(gift), 'amount = amount + 1', 'amount = amount - 1', `donation ${gift} edition `],
        ['effort_step', deed('effort_step', 'MIN'), 'on_day = on_day - INTERVAL 1 DAY', 'on_day = on_day + INTERVAL 1 DAY', `project ${paid}: one of its stages was changed`],
        ['effort_payment', deed('effort_payment', 'MIN'), 'amount = amount - 1', 'amount = amount + 1', `project ${paid}: one of its payments was changed`],
        ['effort_step', deed('effort_step', 'MAX'), "state = 'dropped'", "state = 'published'", `project ${paid}: was published and is taken out`],
        ['effort', `id = ${paid}`, 'paid = paid - 1', 'paid = paid + 1', `project ${paid}: its sums are not those`],
      ].map(([table, where, set, back, said]) => ({ table, row: one(`SELECT id FROM ${table} WHERE ${where}`), set, back, said }));
      // One that nobody published through the portal.
      const other = Number(one('SELECT MAX(id) FROM effort')) + 1;
      mysql(`INSERT INTO effort (id, kind, region, created_at) VALUES (${other}, 'job', '${HERE}', UTC_TIMESTAMP());
        INSERT INTO effort_edition (effort_id, kind, region, state, number, title, updated_at, published_at) VALUES (${other}, 'job', '${HERE}', 'published', 1, 'x', UTC_TIMESTAMP(), UTC_TIMESTAMP())`);
      try {
        for (const c of changes) mysql(`UPDATE ${c.table} SET ${c.set} WHERE id = ${c.row}`);
        const { lines } = await verify();
        for (const said of [...changes.map((c) => c.said), `job ${other} edition 1: is out and is not in the ledger`])
          assert.ok(lines.some((line) => line.startsWith(said)), `${said} in\n${lines.join('\n')}`);
      } finally {
        for (const c of changes) mysql(`UPDATE ${c.table} SET ${c.back} WHERE id = ${c.row}`);
        mysql(`DELETE FROM effort_edition WHERE effort_id = ${other}; DELETE FROM effort WHERE id = ${other}`);
      }
    });
    const { status, lines } = await verify();
    assert.equal(status, 0, lines.join('\n'));
  });
});

describe('the money', () => {
  const sums = (html, caption) => {
    const table = html.match(new RegExp(`<caption>${caption}</caption>.*?</table>`, 's'))[0];
    return [...table.matchAll(/<tr><th scope="row">(.*?)<\/th><td>(.*?)<\/td><\/tr>/gs)].map(([, head, cells]) => ({
      name: words(head), link: unescape(head.match(/href="([^"]*)"/)?.[1] ?? ''), text: words(cells),
      budget: fen(words(cells).match(/^([\d,.]+) 元|^([\d,.]+)\u00a0元/)?.slice(1).find(Boolean) ?? 'NaN'),
      paid: fen(words(cells).match(/已拨付 ([\d,.]+)/)?.[1] ?? '0'),
      count: Number(words(cells).match(/(\d+) 个项目/)?.[1] ?? 0),
    }));
  };
  const check = (rows, expected) => {
    const total = rows.pop();
    assert.equal(total.name, '合计');
    for (const what of expected) assert.equal(rows.reduce((n, r) => n + r[what], 0), total[what], what);
    return total;
  };
  const truth = (where) => mysql(`SELECT COUNT(*), COALESCE(SUM(d.budget), 0), COALESCE(SUM(e.paid), 0) FROM effort_edition d JOIN effort e ON e.id = d.effort_id
    WHERE d.kind = 'project' AND d.state = 'published' AND ${where}`)[0].map(Number);

  it('adds up: by source, by place, by year, and down to the village', async () => {
    let path = '/projects', where = `d.region LIKE '${COUNTY}%'`;
    for (let depth = 0; depth < 3; depth++) {
      const { text } = await get(path);
      const [count, budget, paid] = truth(where);
      const places = sums(text, '花到哪些地方');
      const total = check([...places], ['budget', 'paid', 'count']);
      assert.deepEqual([total.count, total.budget, total.paid], [count, budget, paid], path);
      assert.equal(check(sums(text, '钱从哪里来'), ['budget']).budget, budget);
      if (depth < 2) assert.equal(check(sums(text, '各年度'), ['budget', 'paid', 'count']).budget, budget);
      assert.match(words(text), new RegExp(`共 ${count} 个项目`));
      const down = places.find((p) => p.link);
      if (!down) break;
      path = down.link;
      where = `d.region LIKE '${new URLSearchParams(path.split('?')[1]).get('region')}%'`;
    }
    const [count, budget] = truth("d.region LIKE '990123%' AND d.year = 2026");
    const year = check(sums((await get('/projects?year=2026')).text, '花到哪些地方'), ['budget', 'paid', 'count']);
    assert.deepEqual([year.count, year.budget], [count, budget]);
  });

  it('is the same on the page, in the table and in the data', async () => {
    for (const asked of [`region=${HERE}`, 'year=2026']) {
      const total = sums((await get(`/projects?${asked}`)).text, '花到哪些地方').pop();
      const items = [];
      for (let cursor = ''; cursor !== null;) {
        const part = JSON.parse((await get(`/api/v1/projects?${asked}${cursor && `&before=${cursor}`}`)).text);
        items.push(...part.items);
        cursor = part.next;
      }
      const add = (list) => list.reduce((a, b) => a + b, 0);
      assert.deepEqual([items.length, add(items.map((i) => i.budget.total)), add(items.map((i) => i.paid))], [total.count, total.budget, total.paid], asked);
      const [head, ...lines] = (await get(`/projects.csv?${asked}`)).text.replace('\ufeff', '').trim().split('\r\n')
        .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)].map((m) => m[1].replace(/^"|"$/g, '')));
      const column = (name) => add(lines.map((line) => fen(line[head.indexOf(name)])));
      assert.deepEqual([lines.length, column(head.find((h) => /^预算/.test(h))), column(head.find((h) => /^已拨付/.test(h)))], [total.count, total.budget, total.paid], asked);
    }
  });

  it('every payment is in what was paid, every source in the budget', () => {
    assert.deepEqual(mysql(`SELECT e.id FROM effort e LEFT JOIN effort_edition d ON d.live_of = e.id WHERE e.kind = 'project' AND
      (e.paid <> (SELECT COALESCE(SUM(amount), 0) FROM effort_payment p WHERE p.effort_id = e.id AND p.state = 'published')
       OR e.paid > e.budget OR (d.id IS NOT NULL AND e.budget <> d.central + d.province + d.prefecture + d.county + d.society + d.own))`), []);
  });
});

describe('the lists', () => {
  const walk = async (path) => {
    const found = [];
    for (let p = path; p; ) {
      const answer = await get(p);
      assert.equal(answer.status, 200, p);
      found.push(...rowsOf(answer.text).map((r) => Number(r.href.split('/').pop())));
      p = next(answer.text);
    }
    return found;
  };
  const ids = (where) => mysql(`SELECT d.effort_id FROM effort_edition d JOIN effort e ON e.id = d.effort_id WHERE d.state = 'published' AND ${where}
    ORDER BY d.published_at DESC, d.effort_id DESC`).map(Number);

  it('show exactly what is asked for, page by page', async () => {
    for (const [path, where] of [
      ['/projects', "d.kind = 'project'"],
      [`/projects?region=${HERE}`, `d.kind = 'project' AND d.region LIKE '${HERE}%'`],
      ['/projects?year=2025&area=water', "d.kind = 'project' AND d.year = 2025 AND d.area = 'water'"],
      ['/projects?state=finished', "d.kind = 'project' AND e.stages_done = 6"],
      ['/projects?state=build', "d.kind = 'project' AND e.stages_done = 2"],
      [`/projects?q=${encodeURIComponent('茶园')}`, "d.kind = 'project' AND (d.title LIKE '%茶园%' OR d.party LIKE '%茶园%')"],
      ['/jobs', `d.kind = 'job' AND d.deadline >= '${iso(0)}'`],
      ['/jobs?state=closed', `d.kind = 'job' AND d.deadline < '${iso(0)}'`],
      ['/jobs?type=training&state=closed', `d.kind = 'job' AND d.type = 'training' AND d.deadline < '${iso(0)}'`],
    ]) assert.deepEqual(await walk(path), ids(where), path);
    assert.equal((await walk('/projects?q=%25')).length, 0, 'a wildcard is a character');
  });

  it('refuse what is malformed and say which', async () => {
    for (const [path, label] of [
      ['/projects?state=nonsense', '到了哪一步'], ['/projects?year=12', '哪一年'], ['/projects?region=x', '哪个地方'],
      ['/projects?area=moon', '哪一方面'], ['/projects?before=1', '翻页'], ['/jobs?state=build', '还能不能报名'],
      ['/jobs?type=x', '招工还是培训'], ['/projects/donations?year=x', '哪一年'],
      [`/projects?q=${'a'.repeat(41)}`, '名称里的字'],
    ]) {
      const answer = await get(path);
      assert.equal(answer.status, 400, path);
      assert.ok(words(answer.text).includes(label), path);
    }
    assert.equal((await get('/api/v1/projects?year=x')).status, 400);
    assert.equal((await get('/jobs?colour=red')).status, 200, 'unknown ones are ignored');
  });

  it('are JSON with cursors and tags, and tables without formulas', async () => {
    const first = await get('/api/v1/projects');
    const { items, next: cursor } = JSON.parse(first.text);
    assert.equal(items.length, 50);
    const again = await get('/api/v1/projects', { 'If-None-Match': first.headers.etag });
    assert.equal(again.status, 304);
    const rest = JSON.parse((await get(`/api/v1/projects?before=${cursor}`)).text);
    assert.ok(rest.items.length > 0 && rest.items.every((i) => !items.some((j) => j.id === i.id)));
    for (const p of items) {
      const { total, ...parts } = p.budget;
      assert.equal(Object.values(parts).reduce((a, b) => a + b), total);
      assert.ok(p.paid <= total && /\/projects\/\d+$/.test(p.url));
    }
    const jobs = JSON.parse((await get('/api/v1/jobs')).text).items;
    for (const j of jobs) assert.equal(j.state, j.deadline >= iso(0) ? 'open' : 'closed');
    assert.ok(new Set(jobs.map((j) => j.state)).size === 2);
    const given = JSON.parse((await get('/api/v1/donations?year=2025')).text).items;
    assert.ok(given.length > 0 && given.every((d) => d.on.startsWith('2025-')));
    const evil = await published('project', { ...PROJECT, title: `=cmd|' ${tag}`, party: '+1' });
    const { value: csv } = await until(5, async () => { const t = (await get('/projects.csv')).text; return t.includes(tag) && t; });
    const line = csv.split('\r\n').find((l) => l.startsWith(`${evil},`));
    assert.match(line, /^\d+,'=cmd\|'/);
    assert.match(line, /,'\+1,/);
    assert.ok(csv.startsWith('\ufeff编号,项目名称,'));
    for (const path of ['/projects.csv', '/jobs.csv', '/projects/donations.csv']) {
      const answer = await get(path);
      assert.match(answer.headers['content-type'], /^text\/csv/);
      assertHead(answer);
    }
  });
});

describe('a job', () => {
  it('with a mobile number is stopped, with an office number goes out, and ends by itself', async () => {
    const id = await make(people.editor, 'job', { ...JOB, title: `招工 ${tag}`, deadline: iso(0), phone: '139-0000-1234' });
    assert.match(words((await people.chief.get(at(id))).text), /“电话”第 1 行第 1 个字起像是手机号码，不能公开。请改写办公电话/);
    const mark = '1-0-0-0';
    assert.equal((await press(people.chief, id, 'publish', { mark })).status, 422);
    const edit = at(id, 'edit');
    await people.editor.send(await people.editor.get(edit), edit, { phone: '0999-5120100' });
    assert.equal((await publish(people.chief, id)).status, 303);
    const page = await shows(`/jobs/${id}`, '现在可以报名');
    assert.match(words(page.text), /今天是最后一天.*0999-5120100.*每月 2,800\.00—4,200\.00 元/);
    const gone = await published('job', { ...JOB, title: `招过了 ${tag}`, deadline: iso(-1) });
    assert.match(words((await shows(`/jobs/${gone}`, '报名已经截止')).text), /0999-5120100/, 'still readable');
    assert.ok(!(await get('/jobs')).text.includes(`招过了 ${tag}`));
    await shows('/jobs?state=closed', `招过了 ${tag}`);
  });
});

describe('a donation', () => {
  it('names a person only with consent, and belongs to a published project', async () => {
    const address = '/office/efforts/new?kind=donation';
    const fields = { type: 'hidden', party: '张三丰', amount: '100', on_day: iso(-1), title: `助学 ${tag}` };
    const refused = await people.editor.send(await people.editor.get(address), address, fields);
    assert.equal(refused.status, 422);
    assert.equal(one(`SELECT COUNT(*) FROM effort_edition WHERE title = '助学 ${tag}'`), '0', 'the name is not even kept');
    const project = one(`SELECT live_of FROM effort_edition WHERE kind = 'project' AND state = 'published' AND region LIKE '${HERE}%' LIMIT 1`);
    const far = one(`SELECT live_of FROM effort_edition WHERE kind = 'project' AND state = 'published' AND region LIKE '${THERE}%' LIMIT 1`);
    const id = await make(people.editor, 'donation', { ...fields, party: '', project_id: far });
    assert.match(words((await people.chief.get(at(id))).text), /没有这个编号的已发布项目，或者它不在这个地方/);
    const edit = at(id, 'edit');
    await people.editor.send(await people.editor.get(edit), edit, { project_id: project });
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.match(words((await shows(`/projects/${project}`, `助学 ${tag}`)).text), /爱心人士/);
    assert.match(words((await shows('/projects/donations', `助学 ${tag}`)).text), /爱心人士 100\.00 元/);
  });
});

describe('a file', () => {
  const send = async (who, kind, text, token = who.token) => {
    const { boundary, body } = multipart([{ name: 'token', value: token }, { name: 'kind', value: kind }, { name: 'file', file: `${tag}.csv`, content: text }]);
    return sendRaw(who, `/office/efforts/import?kind=${kind}`, `multipart/form-data; boundary=${boundary}`, body);
  };
  const heads = '项目名称*,行政区划代码*,领域,年度,中央资金,县级资金,受益户数,受益人数,乡镇申报,县级审批,乡村实施';
  const village = () => one(`SELECT code FROM region WHERE parent = '${HERE}' ORDER BY code LIMIT 1`);
  const count = () => one('SELECT COUNT(*) FROM effort');

  it('with mistakes leaves nothing but a report by row and column', async () => {
    const n = count();
    const answer = await send(people.editor, 'project', [heads,
      `好的 ${tag},${village()},基础设施,2026,"100,000.5",0,3,9,2026-01-05,2026-02-01,`,
      `外乡 ${tag},${THERE},月亮,26年,很多,0,3,9,,,`,
      `跳步 ${tag},${village()},饮水安全,2026,100,0,9,3,,2026-02-01,`,
      `号码13900001234,${village()},饮水安全,2026,100,0,,,,,`,
      `没钱 ${tag},${village()},饮水安全,2026,,,,,,,`].join('\r\n'));
    assert.equal(answer.status, 303, words(answer.text).slice(0, 300));
    const page = await people.editor.get(answer.headers.location);
    assertPlain(page);
    const text = words(page.text);
    for (const said of [/有错，没有导入/, /3 行政区划代码 没有这个地方/, /3 领域 不认识这个词 请填：产业、/, /3 年度 不是整数/, /3 中央资金 不是金额/,
      /4 受益人数 受益人数比受益户数还少/, /5 项目名称 “名称”.*手机号码/, /6 中央资金 请按来源写预算/]) assert.match(text, said);
    assert.ok(!page.text.includes('13900001234'), 'the number is not said again');
    assert.equal(count(), n);
    assert.equal((await press(people.chief, `files/${answer.headers.location.split('/').pop()}`, 'publish')).status, 409);
  });

  it('says of each usual mistake in its cell how to mend it', async () => {
    const n = count();
    const good = (title, more = {}) => { const c = { region: village(), central: '100000', day: '2026-01-05', ...more };
      return `${title} ${tag},${c.region},产业,2026,"${c.central}",0,3,9,${c.day},,`; };
    const [[known, region, title, party]] = mysql(`SELECT live_of, region, title, party FROM effort_edition
      WHERE kind = 'project' AND state = 'published' AND year = 2026 AND region LIKE '${HERE}%' ORDER BY id LIMIT 1`);
    const answer = await send(people.editor, 'project', [`${heads.replace('中央资金', '中央资金（元）')},已拨付,实施单位`,
      `${good('全角')},,`.replace('"100000"', '１００００．５０').replace('2026-01-05', '２０２６年１月５日'),
      good('万元', { central: '12.5万元' }), good('负数', { central: '-3000' }), good('日子', { day: '二月一日' }),
      good('地名', { region: '柳溪镇' }), good('两次'), good('两次'), good('少了', { central: '12.5' }),
      `${title},${region},产业,2026,1000,0,3,9,,,,,${party}`].join('\r\n'));
    const page = await people.editor.get(answer.headers.location);
    const text = words(page.text);
    for (const said of [/1 第 12 列（L） （提示）拨付的钱没有读/, /3 中央资金 写的是万元 请换算成元，例如 12\.5 万元写成 125000/, /4 中央资金 金额不能是负数/,
      /5 乡镇申报 不是日期/, /6 行政区划代码 这里写的不是代码/, /8 项目名称 和第 7 行重复/, /9 （提示）预算合计只有 12\.50 元，是不是按万元填的/,
      new RegExp(`10 项目名称 已经录入过，编号 ${known} `)]) assert.match(text, said);
    assert.doesNotMatch(text, / 2 (项目名称|中央资金|乡镇申报)/, 'full-width digits are digits');
    assert.equal(count(), n, 'nothing is kept');
    const tens = await send(people.editor, 'project', `${heads.replace('中央资金', '中央资金（万元）')}\r\n${good('列名')}`);
    assert.match(words((await people.editor.get(tens.headers.location)).text), /有错，没有导入.*这一列是万元/);
  });

  it('without any becomes drafts, which another person publishes together, stages and all', async () => {
    const answer = await send(people.editor, 'project', [heads,
      `甲 ${tag},${village()},基础设施,2026,"100,000.5",20,3,9,2026/1/5,2026年2月1日,`,
      `乙 ${tag},${HERE},产业,2025,0,7,,,,,`].join('\n'));
    const path = answer.headers.location;
    assert.match(words((await people.editor.get(path)).text), /等别人发布.*甲.*100,020\.50.*您上传的|等别人发布.*甲.*100,020\.50/);
    assert.equal((await people.editor.post(`${path}/publish`, { token: people.editor.token })).status, 403);
    assert.equal((await people.stranger.get(path)).status, 404);
    assert.equal((await people.chief.post(`${path}/publish`, { token: people.chief.token })).status, 303);
    assert.equal((await people.chief.post(`${path}/publish`, { token: people.chief.token })).status, 409, 'once');
    const id = one(`SELECT live_of FROM effort_edition WHERE title = '甲 ${tag}'`);
    assert.deepEqual(row(id), [2, 10002050, 0, 0, 0]);
    await shows(`/projects/${id}`, '办完了， 2026年2月1日');
  });

  it('of the publisher himself waits for somebody else, and can be thrown away as a whole', async () => {
    const jobs = ['名称,行政区划代码,类别,用人单位,人数,月工资最低,月工资最高,工作地点,截止日期,联系电话',
      `采茶 ${tag},${HERE},招工,春芽,5,2000,3000,茶园,${iso(20)},0999-5120100`].join('\n');
    const { headers } = await send(people.chief, 'job', jobs);
    const page = await people.chief.get(headers.location);
    assert.ok(!page.text.includes(`${headers.location}/publish`) && /另一个人/.test(page.text));
    assert.equal((await people.chief.post(`${headers.location}/publish`, { token: people.chief.token })).status, 403);
    assert.equal((await people.editor.post(`${headers.location}/drop`, { token: people.editor.token })).status, 303);
    assert.equal(one(`SELECT state FROM effort_edition WHERE title = '采茶 ${tag}'`), 'dropped');
  });

  it('that is none, or of a stranger, or too large, is refused', async () => {
    const none = await send(people.editor, 'job', '');
    assert.match(words((await people.editor.get(none.headers.location)).text), /文件是空的/);
    assert.equal((await send(people.editor, 'job', 'x', people.chief.token)).status, 403);
    const { boundary, body } = multipart([{ name: 'token', value: people.editor.token }, { name: 'kind', value: 'job' }, { name: 'file', file: 'a.csv', content: 'x'.repeat(2 << 20) }]);
    const large = await sendRaw(people.editor, '/office/efforts/import?kind=job', `multipart/form-data; boundary=${boundary}`, body).catch(() => ({ status: 413 }));
    assert.equal(large.status, 413);
  });
});

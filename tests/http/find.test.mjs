// Which policies fit me: what the page answers is what the rows of conditions say, worked out here from
// the rows alone; every policy with conditions can be reached; every answer says why; nothing of it is
// kept. And the way of the conditions: set by an editor, checked, published by another, final.
//
// BASE_URL, RUN_DIR: a running portal.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { strictly, verify, withoutTriggers } from './chain.mjs';
import { attributes, demo, get, limits, mysql, post, run, tries, unescape, words } from './lib.mjs';
import { close, draft, faults, open, people, publish, tag } from './staff.mjs';

const pick = (list) => list[Math.floor(Math.random() * list.length)];

// -- the rules, as they stand in the tables ------------------------------------------------------------

// What is in force and has conditions: [{id, title, conditions: [{role, fact}]}].
function policies() {
  const found = new Map();
  for (const [id, title, role, fact] of mysql(`SELECT e.document_id, HEX(e.title), c.role, c.fact
      FROM edition e JOIN fit_condition c ON c.edition_id = e.id
     WHERE e.kind = 'policy' AND e.state = 'published' AND e.successor_id IS NULL
       AND (e.effective_from IS NULL OR e.effective_from <= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR))
       AND (e.effective_to IS NULL OR e.effective_to >= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR))`)) {
    if (!found.has(id)) found.set(id, { id, title: Buffer.from(title, 'hex').toString(), conditions: [] });
    found.get(id).conditions.push({ role, fact });
  }
  return [...found.values()];
}

// The questions as the page asks them: the facts of each, and whether only one can be chosen.
function questionsOf(html) {
  return [...html.matchAll(/<fieldset>(.*?)<\/fieldset>/gs)].map(([, inside]) => {
    const tags = inside.match(/<input [^>]*>/g);
    const single = tags[0].includes('type="radio"');
    const names = tags.map((tag) => [attributes(tag, 'name')[0], attributes(tag, 'value')[0]]);
    const facts = single ? names.map(([, value]) => value).filter((v) => v && v !== 'none')
      : names.filter(([, value]) => value === '1').map(([name]) => name);
    const neither = names.find(([, value]) => value === 'none')[0];
    return { single, facts, neither };
  });
}

// Every household there can be, as far as some facts go, that agrees with what was answered.
function* households(facts, known, questions) {
  const free = facts.filter((f) => !(f in known));
  for (let n = 0; n < 1 << free.length; n++) {
    const home = { ...known };
    free.forEach((f, i) => { home[f] = Boolean(n & (1 << i)); });
    if (questions.every((q) => !q.single || q.facts.filter((f) => home[f]).length <= 1)) yield home;
  }
}
function fits(conditions, home) {
  const of = (role) => conditions.filter((c) => c.role === role).map((c) => home[c.fact]);
  const any = of('any');
  return of('all').every(Boolean) && !of('none').some(Boolean) && (any.length === 0 || any.some(Boolean));
}
// Brute force: it fits if every such household fits, and does not if none does.
function verdict(conditions, known, questions) {
  const facts = [...new Set(conditions.map((c) => c.fact))];
  const found = new Set();
  for (const home of households(facts, known, questions)) found.add(fits(conditions, home));
  return found.size === 2 ? 'may' : found.has(true) ? 'fits' : 'not';
}

// -- the answer, as it is read --------------------------------------------------------------------------

function answerOf(html) {
  const lists = { fits: new Map(), may: new Map(), not: new Map() };
  const parts = [['fits', /<h2>符合的<\/h2>(.*?)<\/section>/s], ['may', /<h2>可能符合的<\/h2>(.*?)<\/section>/s]];
  for (const [name, part] of parts) {
    for (const [, one] of (html.match(part)?.[1] ?? '').matchAll(/<article[^>]*>(.*?)<\/article>/gs)) {
      const [, id] = one.match(/href="\/policies\/(\d+)"/);
      lists[name].set(id, { why: words(one.match(/<p class="why">(.*?)<\/p>/s)[1]), text: words(one) });
    }
  }
  for (const [, one] of (html.match(/<summary>不符合的(.*?)<\/details>/s)?.[1] ?? '').matchAll(/<li>(.*?)<\/li>/gs))
    lists.not.set(one.match(/href="\/policies\/(\d+)"/)[1], { why: words(one.replace(/^.*<br>/s, '')) });
  return lists;
}

// What no question decides: [[id, words]].
const restOf = (html) => [...(html.match(/<summary>还有 \d+ 项，(.*?)<\/details>/s)?.[1] ?? '').matchAll(/<li>(.*?)<\/li>/gs)]
  .map(([, one]) => [one.match(/href="\/policies\/(\d+)"/)[1], words(one)]);

// The fields a choice of answers sends, and what is known by it.
function answers(questions, choose) {
  const fields = {}, known = {};
  for (const q of questions) {
    const given = choose(q); // undefined: not answered; else the facts that are so
    if (given === undefined) continue;
    for (const f of q.facts) known[f] = given.includes(f);
    if (given.length === 0) fields[q.neither] = 'none';
    else if (q.single) fields[q.neither] = given[0];
    else for (const f of given) fields[f] = '1';
  }
  return { fields, known };
}
const byChance = (q) => {
  const roll = Math.random();
  if (roll < 0.3) return undefined;
  if (roll < 0.5) return [];
  return q.single ? [pick(q.facts)] : q.facts.filter(() => Math.random() < 0.5);
};

describe('the questions', () => {
  it('are one page that asks for every fact a condition may have, and keeps nothing', async () => {
    const page = await get('/find');
    assert.equal(page.status, 200);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.equal(page.headers['set-cookie'], undefined);
    const asked = questionsOf(page.text).flatMap((q) => q.facts);
    assert.equal(new Set(asked).size, asked.length);
    for (const { title, conditions } of policies())
      for (const { fact } of conditions) assert.ok(asked.includes(fact), `${title}: ${fact}`);
    assert.ok(page.text.includes('method="post"'), 'no answer in an address');
    assert.equal(words((await get('/find?ill=1&register=lifted')).text.match(/<main.*<\/main>/s)[0]),
      words(page.text.match(/<main.*<\/main>/s)[0]), 'nor is one read from there');
  });

  it('sent without an answer come back and say so; nonsense is no answer', async () => {
    for (const fields of [{}, { ill: '', register: '' }, { register: 'emperor', unheard: '1' }]) {
      const answer = await post('/find', fields);
      assert.equal(answer.status, 200);
      assert.ok(answer.text.includes('还没有回答') && questionsOf(answer.text).length > 3);
    }
    assert.equal((await post('/find', { ill: 'x'.repeat(5000) })).status, 413);
    assert.equal((await post('/find', { ill: '1' }, { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  });

  it('can be answered anew from the answer, with what was answered still marked', async () => {
    const answer = await post('/find', { register: 'lifted', ill: '1', elder: '1', no_school: 'none' });
    const hidden = [...answer.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, n, v]) => [n, v]);
    const again = await post('/find', Object.fromEntries([...hidden, ['do', 'edit']]));
    const marked = (again.text.match(/<input [^>]* checked>/g) ?? []).map((t) => `${attributes(t, 'name')}=${attributes(t, 'value')}`);
    assert.deepEqual(marked.filter((m) => !m.endsWith('=')).sort(), ['elder=1', 'ill=1', 'no_school=none', 'register=lifted']);
  });
});

describe('the answer', () => {
  let questions, rules;
  const said = {}; // fact: its words, as the API has them
  before(async () => {
    questions = questionsOf((await get('/find')).text);
    rules = policies();
    assert.ok(rules.length >= 25);
    for (const { id } of rules)
      for (const c of JSON.parse((await get(`/api/v1/policies/${id}`)).text).conditions) said[c.fact] = c.text;
  });

  it('agrees with a brute-force evaluation of the rows over 300 random walks, and always says why', async () => {
    const seen = { fits: 0, may: 0, not: 0 };
    for (let walk = 0; walk < 300; walk++) {
      const { fields, known } = answers(questions, byChance);
      if (Object.keys(fields).length === 0) continue;
      const page = await post('/find', fields);
      assert.equal(page.status, 200);
      assert.equal(page.headers['cache-control'], 'no-store');
      assert.equal(page.headers['set-cookie'], undefined);
      const shown = answerOf(page.text);
      for (const { id, title, conditions } of rules) {
        const right = verdict(conditions, known, questions);
        const told = Object.keys(shown).filter((list) => shown[list].has(id));
        assert.deepEqual(told, [right], `${title} by ${JSON.stringify(fields)}`);
        const { why } = shown[right].get(id);
        assert.match(why, /^(您家|要您家|还要看您家).{2,}。$/, title);
        // It names conditions of this policy and no others.
        const named = Object.keys(said).filter((fact) => why.includes(said[fact]));
        assert.ok(named.length > 0 && named.every((fact) => conditions.some((c) => c.fact === fact)), `${title}: ${why}`);
        if (right === 'may') assert.ok(named.every((fact) => !(fact in known)), `${title}: ${why}`);
        seen[right]++;
      }
      const count = shown.fits.size + shown.may.size + shown.not.size;
      assert.equal(count, rules.length, 'nothing else is in it');
    }
    assert.ok(Math.min(...Object.values(seen)) > 300, JSON.stringify(seen));
  });

  it('reaches every policy with conditions, and shows its plain card', async () => {
    const cards = Object.fromEntries(mysql(`SELECT document_id, HEX(CONCAT_WS('\n', card_who, card_what, card_how, card_when, card_bring, card_ask))
      FROM edition WHERE kind = 'policy' AND state = 'published'`).map(([id, hex]) => [id, Buffer.from(hex, 'hex').toString()]));
    for (const { id, title, conditions } of rules) {
      const facts = [...new Set(conditions.map((c) => c.fact))];
      const home = [...households(facts, {}, questions)].find((h) => fits(conditions, h));
      assert.ok(home, `${title}: nobody can get it`);
      const { fields } = answers(questions, (q) => {
        const asked = q.facts.filter((f) => f in home);
        return asked.length ? asked.filter((f) => home[f]) : undefined;
      });
      const { fits: shown } = answerOf((await post('/find', fields)).text);
      assert.ok(shown.has(id), `${title} by ${JSON.stringify(fields)}`);
      const text = shown.get(id).text.replace(/\s/g, '');
      for (const line of cards[id].split('\n')) assert.ok(text.includes(line.replace(/\s/g, '')), `${title}: ${line}`);
    }
  });

  it('names every other policy in force too, with whom its card is for', async () => {
    const rest = restOf((await post('/find', { elder: '1' })).text);
    const decided = new Set(rules.map((p) => p.id));
    const want = mysql(`SELECT document_id, HEX(card_who) FROM edition WHERE kind = 'policy' AND state = 'published' AND successor_id IS NULL
       AND (effective_from IS NULL OR effective_from <= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR))
       AND (effective_to IS NULL OR effective_to >= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR))`).filter(([id]) => !decided.has(id));
    assert.ok(want.length > 5);
    assert.deepEqual(rest.map(([id]) => id).sort(), want.map(([id]) => id).sort());
    const flat = (text) => text.replace(/\s/g, '');
    for (const [id, who] of want)
      assert.ok(flat(rest.find(([one]) => one === id)[1]).endsWith(flat(`给谁的：${Buffer.from(who, 'hex')}`)), id);
  });

  it('is small whatever was answered', async () => {
    let largest = 0;
    const all = (given) => answers(questions, given).fields;
    const worst = [all((q) => (q.single ? [q.facts[0]] : q.facts)), all((q) => (q.single ? [q.facts[1]] : q.facts)),
      { elder: '1' }, { register: 'monitored' }, all(() => [])];
    for (const fields of worst) {
      const page = await post('/find', fields, { 'Accept-Encoding': 'br' });
      largest = Math.max(largest, page.raw.length);
    }
    const form = await get('/find', { 'Accept-Encoding': 'br' });
    console.log(`# /find ${form.raw.length} bytes, its largest answer ${largest}`);
    assert.ok(largest <= 8192 && form.raw.length <= 10 * 1024);
  });

  it('leaves nothing in a log', async () => {
    const mark = `zebra${tag}`;
    await post('/find', { ill: mark, register: mark });
    await get(`/find?ill=${mark}`);
    const log = join(run, 'log');
    for (const name of readdirSync(log)) {
      assert.ok(!readFileSync(join(log, name)).includes(mark), name);
    }
  });
});

describe('the card of a household', () => {
  before(() => limits('off'));
  after(() => limits('back'));
  it('names policies that its register does not rule out, and calls sure what it proves', async () => {
    const rules = new Map(policies().map((p) => [p.id, p]));
    const questions = questionsOf((await get('/find')).text);
    let named = 0, sure = 0;
    for (const r of demo().residents) {
      const page = await post('/status', { name: r.name, id_number: r.id_number });
      assert.equal(page.status, 200);
      const section = page.text.match(/<h2>您还可能享受<\/h2>(.*?)<\/section>/s)[1];
      assert.ok(section.includes('href="/find"'));
      const [[id]] = mysql(`SELECT id FROM household WHERE code = '${r.household_code}'`);
      const [stay] = mysql(`SELECT kind, attribute, to_on, COALESCE(ending, ''), id FROM spell WHERE household_id = ${id} ORDER BY from_on DESC LIMIT 1`);
      const known = {};
      const runs = stay && stay[2] === 'NULL', lifted = stay?.[3] === 'lifted' && r.status === 'lifted';
      known.lifted = Boolean(lifted || (runs && stay[0] === 'poor'));
      known.monitored = Boolean(runs && stay[0] !== 'poor');
      if (runs || lifted) for (const one of ['allowance', 'destitute']) known[one] = stay[1] === one;
      const people = mysql(`SELECT COALESCE(p.health, ''), COALESCE(p.schooling, '') FROM membership m JOIN person p ON p.id = m.person_id
        WHERE m.household_id = ${id} AND (m.to_on IS NULL OR m.to_on > CURRENT_DATE)`);
      const causes = runs || lifted ? mysql(`SELECT cause FROM spell_cause WHERE spell_id = ${stay[4]}`).map(([c]) => c) : [];
      if (people.length && people.every(([health]) => health)) {
        known.ill = people.some(([health]) => /大病|慢性病/.test(health)) || causes.includes('illness');
        known.disabled = people.some(([health]) => /残疾/.test(health)) || causes.includes('disability');
        known.pupil = people.some(([, school]) => /(小学|初中)在读/.test(school));
      }
      const rows = [...section.matchAll(/<li><a href="\/policies\/(\d+)">.*?<span class="facts">(.*?)<\/span><\/li>/gs)];
      assert.ok(rows.length <= 5);
      for (const [, policy, word] of rows) {
        const { title, conditions } = rules.get(policy);
        const right = verdict(conditions, known, questions);
        assert.notEqual(right, 'not', `${r.status}: ${title}`);
        if (word === '符合') {
          const rest = conditions.every((c) => c.fact in known);
          assert.ok(right === 'fits' || !rest, `${r.status}: ${title}`);
          sure++;
        }
        named++;
      }
    }
    assert.ok(named > 5 && sure > 0, `${named} ${sure}`);
  });
});

describe('conditions', () => {
  const title = `给养牲口的人家的办法${tag}`;
  const rows = (list) => Object.fromEntries(list.flatMap(([role, fact], i) => [[`fit_role_${i + 1}`, role], [`fit_fact_${i + 1}`, fact]]));
  const stored = (id) => mysql(`SELECT c.role, c.fact FROM fit_condition c JOIN edition e ON e.id = c.edition_id
    WHERE e.document_id = ${id} AND e.number = (SELECT MAX(number) FROM edition WHERE document_id = ${id}) ORDER BY c.position`).map((r) => r.join(' '));
  const save = async (who, id, fields) => {
    const address = `/office/articles/${id}/edit`;
    return who.send(await who.get(address), address, { do: 'save', ...fields });
  };
  const submit = async (who, id) => who.send(await who.get(`/office/articles/${id}/preview`), `/office/articles/${id}/submit`);
  const state = (id) => mysql(`SELECT state FROM edition WHERE document_id = ${id} ORDER BY number DESC LIMIT 1`)[0][0];
  let id;

  before(open);
  after(close);

  it('are typed as rows, kept with the draft, and half a row is refused with what was typed', async () => {
    id = await draft(people.editor, 'policy', { title, ...rows([['all', 'farming'], ['any', 'monitored'], ['any', 'lifted']]) });
    assert.deepEqual(stored(id), ['all farming', 'any monitored', 'any lifted']);
    const half = await save(people.editor, id, { fit_role_4: 'none' });
    assert.equal(half.status, 422);
    assert.ok(words(half.text).includes('条件 4 只选了一半') && /<option value="none" selected>/.test(half.text));
    assert.equal((await save(people.editor, id, { fit_role_4: 'none', fit_fact_4: 'emperor' })).status, 422);
    assert.equal(stored(id).length, 3);
  });

  it('that nobody can fulfil stop it from being submitted, each with its row', async () => {
    const wrong = [
      [['all', 'farming'], ['none', 'farming'], /条件第 2 条.*既要有/],
      [['all', 'monitored'], ['all', 'lifted'], /条件第 2 条.*一户人家不会既/],
      [['all', 'monitored'], ['any', 'lifted'], /条件第 2 条.*没有一条能和/],
      [['all', 'farming'], ['all', 'farming'], /条件第 2 条.*写了两遍/],
    ];
    for (const [a, b, text] of wrong) {
      assert.equal((await save(people.editor, id, rows([a, b, ['', '']]))).status, 303);
      await submit(people.editor, id);
      assert.equal(state(id), 'draft');
      const said = faults((await people.editor.get(`/office/articles/${id}/preview`)).text);
      assert.ok(said.some((line) => text.test(line)), said.join('\n'));
    }
    // What no question asks for: only something older than the program can hold it.
    await withoutTriggers(['fit_condition'], () => mysql(`UPDATE fit_condition c JOIN edition e ON e.id = c.edition_id
      SET c.fact = 'horse' WHERE e.document_id = ${id} AND c.position = 2`));
    const said = faults((await people.editor.get(`/office/articles/${id}/preview`)).text);
    assert.ok(said.some((line) => /条件第 2 条.*“horse”没有哪一道题会问到/.test(line)), said.join('\n'));
    assert.equal((await save(people.editor, id, rows([['all', 'farming'], ['none', 'debt'], ['', '']]))).status, 303);
    assert.deepEqual(stored(id), ['all farming', 'none debt']);
  });

  it('go out by a second person, and then count', async () => {
    const preview = words((await people.editor.get(`/office/articles/${id}/preview`)).text);
    assert.ok(preview.includes('都要有：自己种地或养牲口') && preview.includes('有了就不行：借着小额信贷'));
    await submit(people.editor, id);
    assert.equal((await publish(people.chief, id)).status, 303);
    const page = async (fields) => answerOf((await post('/find', fields)).text);
    assert.ok((await page({ farming: '1' })).fits.has(String(id)));
    assert.ok((await page({ farming: '1', debt: '1' })).not.has(String(id)));
    assert.ok((await page({ elder: '1' })).may.has(String(id)));
    const { conditions } = JSON.parse((await get(`/api/v1/policies/${id}`)).text);
    assert.deepEqual(conditions.map((c) => `${c.role} ${c.fact}`), ['all farming', 'none debt']);
    assert.ok(conditions.every((c) => c.text.length > 3));
  });

  it('are final once out, whatever account tries, and in the bytes the ledger proves', async () => {
    const [[edition]] = mysql(`SELECT id FROM edition WHERE document_id = ${id} AND state = 'published'`);
    const met = tries('office', [
      `INSERT INTO fit_condition (edition_id, position, role, fact, set_by) VALUES (${edition}, 9, 'any', 'ill', 1)`,
      `UPDATE fit_condition SET dropped_by = 1 WHERE edition_id = ${edition}`,
      `UPDATE fit_condition SET fact = 'ill' WHERE edition_id = ${edition}`,
      `DELETE FROM fit_condition WHERE edition_id = ${edition}`,
    ]);
    assert.ok(met.every(Boolean), JSON.stringify(met));
    assert.ok(tries('public', ['SELECT * FROM fit_condition'])[0] && tries('lookup', ['SELECT * FROM fit_condition'])[0]);
    const [[hash]] = mysql(`SELECT LOWER(HEX(hash)) FROM ledger_leaf WHERE edition_id = ${edition} AND what = 'edition'`);
    const { text } = await get(`/verify/${hash}/text`);
    assert.ok(text.startsWith('mingbai-edition 2\n'));
    assert.ok(text.endsWith('conditions 1\n2\nrole 3\nall\nfact 7\nfarming\nrole 4\nnone\nfact 4\ndebt\n'), text.slice(-120));
    assert.equal((await strictly()).status, 0);
    await withoutTriggers(['fit_condition'], async () => {
      mysql(`UPDATE fit_condition SET fact = 'ill' WHERE edition_id = ${edition} AND position = 1`);
      try {
        const { status, lines } = await verify();
        assert.equal(status, 1);
        assert.ok(lines.some((line) => line.startsWith(`policy ${id} edition 1:`)), lines.join('\n'));
      } finally {
        mysql(`UPDATE fit_condition SET fact = 'farming' WHERE edition_id = ${edition} AND position = 1`);
      }
    });
    assert.equal((await strictly()).status, 0);
  });

  it('come along to a correction; whoever changes one does not publish it; the difference says which', async () => {
    const revise = `/office/articles/${id}/correct`;
    await people.chief.send(await people.chief.get(`/office/articles/${id}`), revise);
    assert.deepEqual(stored(id), ['all farming', 'none debt']);
    assert.equal((await save(people.chief, id, { ...rows([['all', 'farming'], ['any', 'allowance']]), change_note: '改了条件' })).status, 303);
    assert.deepEqual(stored(id), ['all farming', 'any allowance']);
    const preview = await people.chief.get(`/office/articles/${id}/preview`);
    const changes = words(preview.text.match(/<section class="changes">.*?<\/section>/s)[0]);
    assert.ok(changes.includes('哪些人家符合') && changes.includes('是低保户') && changes.includes('借着小额信贷'), changes);
    await people.chief.post(`/office/articles/${id}/publish`, { token: people.chief.token, version: attributes(preview.text.match(/<input[^>]*name="version"[^>]*>/)[0], 'value')[0] });
    assert.equal(state(id), 'draft', 'four eyes');
    // The database says so too, of who would touch a condition alone.
    const [[edition]] = mysql(`SELECT id FROM edition WHERE document_id = ${id} AND state = 'draft'`);
    assert.match(tries('office', [`INSERT INTO fit_condition (edition_id, position, role, fact) VALUES (${edition}, 9, 'any', 'ill')`])[0], /says so/);
    assert.match(tries('office', [`DELETE FROM fit_condition WHERE edition_id = ${edition}`])[0], /says so first/);
    assert.equal((await publish(people.publisher, id)).status, 303);
    assert.equal(state(id), 'published');
    assert.ok(answerOf((await post('/find', { farming: '1' })).text).may.has(String(id)));
    assert.equal((await strictly()).status, 0);
  });
});

// Fifty people at five documents at once: saving, submitting, taking back, returning, approving,
// publishing, correcting. Whatever was answered with yes is in the text; whatever was not comes back
// on a page; nothing is out twice or out of order.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, it } from 'node:test';
import { formOf, limits, mysql, request, unique } from './lib.mjs';
import { verify } from './chain.mjs';
import { HERE, NOTICE, close, draft, made, one, open, people, tag } from './staff.mjs';

const PEOPLE = 50, PUBLISHERS = 15, DOCUMENTS = 5, ROUNDS = 3;
const run = unique();

// Somebody signed in: an account and a session written into the database, since fifty passwords take
// their time. A connection for each request.
class Person {
  constructor(i) {
    this.login = `c${run}${i}`;
    this.publishes = i < PUBLISHERS;
    this.cookie = randomBytes(32).toString('base64url');
    this.token = randomBytes(32).toString('base64url');
  }

  // As SQL: the row of the account; then the session's.
  get account() {
    return `('${this.login}', '众人', '${this.publishes ? 'publisher' : 'editor'}', '${HERE}', '-', UTC_TIMESTAMP())`;
  }

  get session() {
    const digest = createHash('sha256').update(this.cookie).digest('hex');
    return `(X'${digest}', (SELECT id FROM account WHERE login = '${this.login}'), '${this.token}', UTC_TIMESTAMP(), UTC_TIMESTAMP())`;
  }

  ask(method, path, fields) {
    const body = fields && new URLSearchParams({ ...fields, token: this.token }).toString();
    return request(method, path, {
      body,
      fresh: true,
      headers: {
        Cookie: `mingbai=${this.cookie}`,
        'Sec-Fetch-Site': 'same-origin',
        ...(body ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } : {}),
      },
    });
  }
}

const crowd = Array.from({ length: PEOPLE }, (_, i) => new Person(i));
const documents = [];

before(async () => {
  await open();
  await limits('off');
  mysql(`INSERT INTO account (login, name, role, region, password, created_at) VALUES ${crowd.map((p) => p.account).join(', ')};
    INSERT INTO session (digest, account_id, form_token, created_at, seen_at) VALUES ${crowd.map((p) => p.session).join(', ')}`);
  for (let i = 0; i < DOCUMENTS; i++)
    documents.push(await draft(people.editor, 'notice', { ...NOTICE, title: `众人 ${tag} ${i}`, body: '开头。' }));
});
after(async () => {
  mysql(`UPDATE account SET disabled = 1 WHERE login LIKE 'c${run}%'`);
  await close();
});

it('fifty at once lose no text, publish nothing twice and nothing out of order', { timeout: 120000 }, async () => {
  const kept = []; // [document, what was added], answered with yes
  const counts = {};
  const count = (what) => { counts[what] = (counts[what] ?? 0) + 1; };
  const chance = (part) => Math.random() < part;
  let published = 0, refused = 0;

  async function write(who, id, mark) {
    const address = `/office/articles/${id}/edit`;
    const page = await who.ask('GET', address);
    if (page.status !== 200) return false; // on its way to the page, or out
    const { fields } = formOf(page.text, address);
    const by = chance(0.3) ? 'auto' : chance(0.3) ? 'submit' : 'save';
    const turn = by === 'auto' || chance(0.5) ? String(Date.now()) : '0';
    const sent = { ...fields, body: `${fields.body}\n${mark}`, change_note: '众人都在改', do: by, turn };
    const answer = await who.ask('POST', address, sent);
    count(`${by} ${answer.status}`);
    if (answer.status === 303 || (by === 'auto' && answer.status === 200)) kept.push([id, mark]);
    else {
      refused++;
      assert.equal(answer.status, 409, `${by}: ${answer.status}`);
      if (by !== 'auto') assert.equal(formOf(answer.text, address).fields.body, sent.body.replace(/\r/g, ''), 'the page keeps what was typed');
      else assert.ok(JSON.parse(answer.text).say);
    }
    return true;
  }

  async function decide(who, id) {
    const office = `/office/articles/${id}`;
    const page = await who.ask('GET', `${office}/preview`);
    const version = page.text.match(/name="version" value="(\d+)"/)?.[1];
    const what = !version ? 'correct' : chance(0.3) ? 'return' : 'publish';
    const fields = { version: version ?? '0', reason: '请再改一改', ...(what === 'publish' && chance(0.25) ? { do: 'approve' } : {}) };
    const answer = await who.ask('POST', `${office}/${what}`, fields);
    count(`${what}${fields.do ?? ''} ${answer.status}`);
    assert.ok([303, 409, 422].includes(answer.status), `${what}: ${answer.status}`);
    if (what === 'publish' && !fields.do && answer.status === 303) published++;
  }

  await Promise.all(crowd.map(async (who, i) => {
    // Most are refused in such a crowd: on until enough was done, however the dice fall.
    const enough = () => kept.length >= 15 && published >= 5;
    for (let round = 0; round < ROUNDS || (!enough() && round < 5 * ROUNDS); round++) {
      const id = documents[(i + round) % DOCUMENTS];
      if (who.publishes && chance(0.7)) {
        await decide(who, id);
        continue;
      }
      if (await write(who, id, `第${i}人第${round}句。`)) continue;
      // Nothing to write in: taken back, or corrected, as the document's page offers.
      const page = await who.ask('GET', `/office/articles/${id}`);
      const next = page.text.match(/action="[^"]*\/(recall|correct)"/)?.[1];
      if (!next) continue;
      const version = page.text.match(/name="version" value="(\d+)"/)?.[1] ?? '0';
      const answer = await who.ask('POST', `/office/articles/${id}/${next}`, { version });
      count(`${next} ${answer.status}`);
      assert.ok([303, 409].includes(answer.status), `${next}: ${answer.status}`);
      await write(who, id, `第${i}人第${round}句，又来。`);
    }
  }));

  assert.ok(kept.length >= 15 && refused >= 10 && published >= 5, JSON.stringify(counts));
  for (const id of documents) {
    const editions = mysql(`SELECT number, state, REPLACE(body, '\\n', '|'), published_at, published_by, id FROM edition WHERE document_id = ${id} ORDER BY number`);
    const text = editions.at(-1)[2].split('|');
    for (const [, mark] of kept.filter(([where]) => where === id))
      assert.equal(text.filter((line) => line === mark).length, 1, `${mark} of ${id}`);
    editions.forEach(([number, state, body, when, by, edition], i) => {
      assert.equal(Number(number), i + 1, 'without gaps');
      const last = i === editions.length - 1;
      const right = last ? ['draft', 'submitted', 'approved', 'published'] : i === editions.length - 2 ? ['published', 'corrected'] : ['corrected'];
      assert.ok(right.includes(state), `${number} of ${editions.length} is ${state}`);
      if (i > 0) {
        assert.ok(body.startsWith(editions[i - 1][2]), 'each goes on from the one before');
        if (when !== 'NULL') assert.ok(when >= editions[i - 1][3], 'in order');
      }
      if (by !== 'NULL')
        assert.equal(one(`SELECT COUNT(*) FROM edition_hand WHERE edition_id = ${edition} AND account_id = ${by}`), '0', 'four eyes');
    });
    assert.ok(editions.filter(([, state]) => state === 'published').length <= 1);
    const leaves = mysql(`SELECT number FROM ledger_leaf WHERE document_id = ${id} AND what = 'edition' ORDER BY position`).map(([n]) => Number(n));
    assert.deepEqual(leaves, editions.filter((e) => e[3] !== 'NULL').map((e) => Number(e[0])), 'a leaf each, in order');
  }
  const list = documents.join(', ');
  assert.equal(one(`SELECT COUNT(*) FROM edition WHERE document_id IN (${list}) AND published_at IS NOT NULL`), String(published));
  assert.equal(one(`SELECT COUNT(*) FROM audit WHERE object_kind = 'document' AND object_id IN (${list}) AND action = 'publish'`), String(published));
  const { status, lines } = await verify();
  assert.equal(status, 0, lines.join('\n'));
  assert.ok(made.length >= DOCUMENTS);
});

// What hangs on walls and stands in halls: the sheet of a notice, the card of a policy, the screen of
// a village, the shared tablet; and what helps to understand: hard words, when a policy was gone over.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, demo, formOf, get, mysql, shanghai, signedIn, unescape, until, words } from './lib.mjs';
import { close, one, open, people, tag } from './staff.mjs';
import { byName, sendForm, somewhere, visit } from './visitor.mjs';

const LIVE = "kind = 'notice' AND state = 'published'";
const notice = (where) => mysql(`SELECT document_id, id, HEX(title), region FROM edition WHERE ${LIVE} AND ${where} LIMIT 1`)
  .map(([document, id, title, region]) => ({ document, id, region, title: Buffer.from(title, 'hex').toString() }))[0];
const policy = one("SELECT document_id FROM edition WHERE kind = 'policy' AND state = 'published' AND card_who <> '' AND body LIKE '%低保%' LIMIT 1");
const short = (edition) => one(`SELECT LOWER(LEFT(HEX(hash), 12)) FROM ledger_leaf WHERE what = 'edition' AND edition_id = ${edition} ORDER BY position DESC LIMIT 1`);
const TERM = `词${tag}`.slice(0, 20);

before(open);
after(async () => {
  mysql(`DELETE FROM glossary WHERE term = '${TERM}'; DELETE FROM policy_check WHERE document_id = ${policy}`);
  await close();
});

describe('the sheet of a notice', () => {
  it('says until when, about what, how and to whom; has every row of the list and its number', async () => {
    const n = notice("closes_at > UTC_TIMESTAMP() AND opens_at <= UTC_TIMESTAMP() AND type = 'list' AND EXISTS (SELECT 1 FROM notice_entry x WHERE x.edition_id = edition.id)");
    const page = await get(`/notices/${n.document}/print`);
    assert.equal(page.status, 200);
    const text = words(page.text);
    assert.ok(text.includes(n.title));
    assert.match(text, /截至 \d+月\d+日24时/);
    assert.match(text, /能提什么.*谁该上没上/);
    assert.match(text, /打电话 [\d-]{7,}/);
    assert.equal(page.text.match(/<tbody>(.*?)<\/tbody>/s)[1].split('<tr').length - 1,
      Number(one(`SELECT COUNT(*) FROM notice_entry WHERE edition_id = ${n.id}`)));
    assert.ok(text.replaceAll(' ', '').includes(short(n.id)), 'its number');
    assert.equal(page.text.match(/class="qr"/g).length, 2);
    assert.match(page.text, /<table>\s*<thead>/, 'the head is repeated by the printer');
    assert.ok((await get(`/notices/${n.document}`)).text.includes(`/notices/${n.document}/print`), 'the page leads to it');
  });

  it('of one that is over asks for nothing any more; of a withdrawn one tells to take the old down', async () => {
    const over = notice('closes_at <= UTC_TIMESTAMP()');
    assert.match(words((await get(`/notices/${over.document}/print`)).text), /公示期已过/);
    const gone = one("SELECT document_id FROM edition WHERE kind = 'notice' AND state = 'withdrawn' LIMIT 1");
    const page = await get(`/notices/${gone}/print`);
    assert.match(words(page.text), /已撤回.*揭下.*原因/);
    assert.ok(!page.text.includes('<tbody>'));
  });

  it('is there for what is published alone', async () => {
    const draft = one("SELECT MAX(id) + 1 FROM document");
    for (const path of [`/notices/${draft}/print`, `/notices/${policy}/print`, '/notices/x/print', `/policies/${notice('1').document}/card`]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });
});

it('the card of a policy holds what the page’s card holds', async () => {
  const page = await get(`/policies/${policy}`), card = await get(`/policies/${policy}/card`);
  const told = (text) => [...text.matchAll(/<div><dt>(谁能享受|能得什么|怎么去办|什么时候|要带什么|去问哪里)<\/dt><dd>(.*?)<\/dd>/gs)].map((m) => m.slice(1));
  assert.ok(told(page.text).length >= 4);
  assert.deepEqual(told(card.text), told(page.text));
});

describe('the screen of a hall', () => {
  const village = notice("LENGTH(region) = 12 AND closes_at > UTC_TIMESTAMP() AND opens_at <= UTC_TIMESTAMP()")?.region
    ?? one("SELECT code FROM region WHERE level = 'village' ORDER BY code LIMIT 1");
  const above = [village, village.slice(0, 9), village.slice(0, 6), village.slice(0, 4), village.slice(0, 2)].map((code) => `'${code}'`).join();
  const shown = (text) => [...text.matchAll(/data-id="n(\d+)"/g)].map((m) => m[1]);

  it('shows what is open in the village and above it, the first to close first, then the newest', async () => {
    const page = await get(`/board/${village}`);
    assert.equal(page.status, 200);
    const opens = mysql(`SELECT document_id FROM edition WHERE ${LIVE} AND region IN (${above}) AND closes_at > UTC_TIMESTAMP() AND opens_at <= UTC_TIMESTAMP()
      ORDER BY closes_at, document_id LIMIT 10`).flat();
    const others = mysql(`SELECT document_id FROM edition WHERE ${LIVE} AND region IN (${above})
      AND (closes_at IS NULL OR closes_at <= UTC_TIMESTAMP() OR opens_at > UTC_TIMESTAMP()) ORDER BY published_at DESC, document_id DESC LIMIT 5`).flat();
    assert.deepEqual(shown(page.text), [...opens, ...others]);
    assert.ok(others.length > 0);
    const jobs = mysql(`SELECT HEX(title) FROM effort_edition WHERE kind = 'job' AND state = 'published' AND region IN (${above}) AND deadline >= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR)`)
      .map(([hex]) => Buffer.from(hex, 'hex').toString());
    for (const title of jobs.slice(0, 3)) assert.ok(unescape(page.text).includes(title), title);
  });

  it('shows nothing of a neighbour', async () => {
    const foreign = mysql(`SELECT document_id FROM edition WHERE ${LIVE} AND region NOT IN (${above})`).flat();
    const page = await get(`/board/${village}`);
    assert.deepEqual(shown(page.text).filter((id) => foreign.includes(id)), []);
  });

  it('without a script reads itself anew, and only then', async () => {
    const page = await get(`/board/${village}`);
    assert.match(page.text, /<noscript><meta http-equiv="refresh"/);
    assert.equal(page.text.match(/http-equiv="refresh"/g).length, 1);
    assert.equal(page.headers.refresh, undefined);
  });

  it('is there for every place of the county, and for no other', async () => {
    for (const code of ['990123', village.slice(0, 9)]) assert.equal((await get(`/board/${code}`)).status, 200, code);
    for (const code of ['0', '990123999999', 'x', '99012310200']) assert.equal((await get(`/board/${code}`)).status, 404, code);
  });
});

describe('the shared tablet', () => {
  const resident = demo().residents[0];
  const ask = (path, fields = byName(resident)) => sendForm(somewhere(), path, fields);

  it('asks as /status does, and keeps nothing', async () => {
    for (const answer of [await visit(somewhere(), '/kiosk'), await ask('/kiosk')]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.equal(answer.headers.get('set-cookie'), null);
      for (const way of ['/status', '/status/voice', '/view', '/notices"', '/policies"']) assert.ok(!answer.text.includes(`="${way}`), `leads to ${way}`);
    }
  });

  it('gives the card, and without a script puts the empty form in its place after a minute', async () => {
    const answer = await ask('/kiosk');
    assert.match(words(answer.text), /您家/);
    assert.equal(answer.headers.get('refresh'), '60');
    assert.ok(answer.text.includes('href="/kiosk"'), 'the way off the card');
    const own = await ask('/status');
    assert.equal(own.headers.get('refresh'), null, '/status stays');
    assert.ok(own.text.includes('action="/status/voice"'));
  });

  it('says of a miss what /status says', async () => {
    const miss = await ask('/kiosk', { name: '没有人', id_number: resident.id_number });
    assert.match(words(miss.text), /没有查到/);
    assert.ok(miss.text.includes('action="/kiosk"'));
    assert.equal((await ask('/kiosk', { name: '' })).status, 422);
  });
});

describe('hard words', () => {
  const put = async (who, fields) => {
    const form = formOf((await who.get(`/office/glossary${fields.version ? `?term=${encodeURIComponent(fields.term)}` : ''}`)).text, '/office/glossary').fields;
    return who.post('/office/glossary', { token: form.token, do: 'put', ...fields });
  };
  const version = () => one(`SELECT version FROM glossary WHERE term = '${TERM}'`);

  it('an editor adds one, and it stands in the list; the record says who', async () => {
    const answer = await put(people.editor, { term: TERM, meaning: '就是这个意思', version: 0 });
    assert.equal(answer.status, 303, words(answer.text ?? ''));
    const { value } = await until(10, async () => (await get('/glossary')).text.includes(TERM));
    assert.ok(value);
    assert.equal(one(`SELECT became FROM audit WHERE action = 'glossary_put' AND detail = '${TERM}'`), '就是这个意思');
  });

  it('what is wrong is said, and what was typed is kept', async () => {
    for (const [fields, why] of [
      [{ term: TERM, meaning: '另一个', version: 0 }, /已经有了/],
      [{ term: '字', meaning: '一个字', version: 0 }, /两个字以上/],
      [{ term: `${TERM.slice(0, 8)}二`, meaning: '', version: 0 }, /什么意思/],
      [{ term: `${TERM.slice(0, 8)}三`, meaning: '打 13900001234', version: 0 }, /号码/],
    ]) {
      const answer = await put(people.editor, fields);
      assert.equal(answer.status, 422, JSON.stringify(fields));
      assert.match(words(answer.text), why);
      if (fields.meaning) assert.ok(answer.text.includes(fields.meaning));
    }
  });

  it('who changes an older one than there is meets a conflict', async () => {
    assert.equal((await put(people.editor, { term: TERM, meaning: '改过的意思', version: version() })).status, 303);
    const late = await people.editor.post('/office/glossary', { token: people.editor.token, do: 'put', term: TERM, meaning: '晚了', version: 1 });
    assert.equal(late.status, 409);
  });

  it('stand under the texts in which they occur, and under no other', async () => {
    const page = await get(`/policies/${policy}`);
    const under = [...page.text.matchAll(/<dfn>(.*?)<\/dfn>/g)].map((m) => m[1]);
    const text = Buffer.from(one(`SELECT HEX(CONCAT_WS('\n', card_who, card_what, card_how, card_when, card_bring, card_ask, body)) FROM edition
      WHERE kind = 'policy' AND state = 'published' AND document_id = ${policy}`), 'hex').toString();
    assert.ok(under.includes('低保'));
    for (const term of under) assert.ok(text.includes(term), term);
  });

  it('go again', async () => {
    const gone = await people.editor.post('/office/glossary', { token: people.editor.token, do: 'drop', term: TERM, version: version() });
    assert.equal(gone.status, 303);
    assert.equal(version(), undefined);
  });
});

it('a policy says when it was last gone over', async () => {
  const region = one(`SELECT region FROM edition WHERE kind = 'policy' AND state = 'published' AND document_id = ${policy}`);
  const officer = region.length === 6 ? await signedIn(account('fabu')) : people.editor;
  const path = `/office/articles/${policy}/check`;
  const page = await officer.get(`/office/articles/${policy}`);
  const answer = await officer.post(path, { token: formOf(page.text, path).fields.token });
  assert.equal(answer.status, 303, words(answer.text ?? ''));
  const { year, month, day } = shanghai(Date.now());
  const { value } = await until(10, async () => words((await get(`/policies/${policy}`)).text).replaceAll(" ", "").includes(`最近核对：${year}年${month}月${day}日`));
  assert.ok(value);
  assert.equal((await people.stranger.post(path, { token: people.stranger.token })).status, 404, 'of another region');
  const draft = notice('1').document;
  assert.ok([404, 409].includes((await officer.post(`/office/articles/${draft}/check`, { token: officer.token })).status));
});

it('the page for when there is no line, and the worker that keeps pages', async () => {
  assert.match(words((await get('/offline')).text), /没有网络/);
  const { text } = await get(`/policies/${policy}`);
  const worker = await get(text.match(/data-share="([^"]+)"/)[1]);
  assert.equal(worker.headers['service-worker-allowed'], '/');
  assert.match(worker.headers['content-security-policy'], /connect-src 'self'/);
  for (const path of ['/', '/status', '/kiosk', '/office/login']) assert.ok(!(await get(path)).text.includes('/js/sw.'), `${path} brings none`);
});

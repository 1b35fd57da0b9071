// Feeds and the calendar: both forms tell the same, what is told is what is published, and parsers
// that others wrote read them.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parseAtomFeed, parseJsonFeed } from 'feedsmith';
import ICAL from 'ical.js';
import { base, get, mysql } from './lib.mjs';

const FEEDS = [
  ['notices', ''],
  ['notices', '?type=list'],
  ['notices', '?region=530999102'],
  ['policies', ''],
  ['policies', '?area=education'],
  ['ledger', ''],
];
const both = async (name, query) => {
  const atom = await get(`/feeds/${name}.atom${query}`);
  const json = await get(`/feeds/${name}.json${query}`);
  assert.equal(atom.status, 200);
  assert.equal(json.status, 200);
  assert.equal(atom.headers['content-type'], 'application/atom+xml; charset=utf-8');
  assert.equal(json.headers['content-type'], 'application/feed+json; charset=utf-8');
  return { atom: atom.text, json: json.text };
};
const township = mysql("SELECT code FROM region WHERE level = 'township' LIMIT 1")[0][0];

describe('feeds', () => {
  // Another's parser finds in either form what RFC 4287 and JSON Feed 1.1 ask for, and the same.
  for (const [name, query] of FEEDS) {
    it(`${name}${query} are the same as Atom and as JSON`, async () => {
      const { atom, json } = await both(name, query);
      const checked = spawnSync('xmllint', ['--noout', '--nonet', '-'], { input: atom });
      assert.equal(checked.status, 0, String(checked.stderr));
      const xml = parseAtomFeed(atom);
      const plain = parseJsonFeed(json);
      assert.equal(JSON.parse(json).version, 'https://jsonfeed.org/version/1.1');
      assert.equal(xml.title.value, plain.title);
      assert.equal(xml.id, `${base}/feeds/${name}.atom${query}`);
      assert.ok(xml.links.some((one) => one.rel === 'self' && one.href === xml.id));
      assert.equal(plain.feed_url, `${base}/feeds/${name}.json${query}`);
      const entries = xml.entries ?? [];
      const items = plain.items ?? [];
      assert.equal(entries.length, items.length);
      const moments = entries.map((one) => Date.parse(one.updated));
      // A head is newer than another that covers less, whatever the clock of its unit said.
      const place = name === 'ledger' ? entries.map((one) => Number(one.id.split('head-')[1])) : moments;
      assert.deepEqual(place, [...place].sort((a, b) => b - a), 'the latest change first');
      if (entries.length) assert.equal(xml.updated, entries[0].updated);
      assert.equal(new Set(items.map((one) => one.id)).size, items.length);
      items.forEach((item, i) => {
        assert.equal(item.id, entries[i].id);
        assert.equal(item.title, entries[i].title.value.replace(/^【已撤回】/, ''));
        assert.equal(item.content_html, entries[i].content.value);
        assert.equal(+new Date(item.date_modified), moments[i]);
        assert.equal(item.authors[0].name, entries[i].authors[0].name);
      });
    });
  }

  it('hold the newest publications and no others', async () => {
    for (const [kind, name] of [
      ['notice', 'notices'],
      ['policy', 'policies'],
    ]) {
      const want = mysql(
        `SELECT document_id FROM edition WHERE kind = '${kind}' AND state IN ('published', 'withdrawn')
          ORDER BY COALESCE(withdrawn_at, published_at) DESC, document_id DESC LIMIT 30`,
      ).map(([id]) => Number(id));
      const got = JSON.parse((await get(`/feeds/${name}.json`)).text).items;
      assert.deepEqual(got.map((one) => one._mingbai.id), want);
    }
  });

  it('are narrowed to a kind and a place', async () => {
    const { items } = JSON.parse((await get(`/feeds/notices.json?type=funds&region=${township}`)).text);
    const [[want]] = mysql(
      `SELECT COUNT(*) FROM edition WHERE kind = 'notice' AND type = 'funds' AND region LIKE '${township}%'
          AND state IN ('published', 'withdrawn')`,
    );
    assert.equal(items.length, Math.min(30, Number(want)));
    for (const one of items) {
      assert.equal(one._mingbai.type, 'funds');
      assert.ok(one._mingbai.region.startsWith(township));
    }
    assert.equal((await get('/feeds/notices.atom?type=nonsense')).status, 400);
    assert.equal((await get('/feeds/other.atom')).status, 404);
  });

  it('say of what was withdrawn that it is, and nothing of what it said', async () => {
    const [[id, reason, body, region, type]] = mysql(
      "SELECT document_id, withdrawn_reason, SUBSTRING_INDEX(body, CHAR(10), 1), region, type FROM edition WHERE kind = 'notice' AND state = 'withdrawn' AND body REGEXP '^[^\\n]{8}' ORDER BY withdrawn_at DESC LIMIT 1",
    );
    const { atom, json } = await both('notices', `?region=${region}&type=${type}`);
    const item = JSON.parse(json).items.find((one) => one._mingbai.id === Number(id));
    assert.ok(item._mingbai.withdrawn);
    assert.ok(item.content_html.includes(reason));
    const entry = parseAtomFeed(atom).entries.find((one) => one.id.endsWith(`/notices/${id}`));
    assert.match(entry.title.value, /^【已撤回】/);
    assert.ok(!atom.includes(body.trim()), body);
  });

  it('carry the newest signed head of the ledger', async () => {
    const { atom, json } = await both('notices', '');
    const { head } = JSON.parse((await get('/api/v1/ledger')).text);
    const { _ledger: told } = JSON.parse(json);
    assert.equal(told.text, head.text);
    assert.equal(told.root, head.root);
    const key = createPublicKey(head.public_key);
    assert.ok(verify(null, Buffer.from(told.text), key, Buffer.from(told.signature, 'base64')));
    const inside = atom.match(/<head xml:space="preserve">([^<]*)<\/head><signature>([^<]*)</);
    assert.equal(inside[1], head.text);
    assert.equal(inside[2], head.signature);
  });

  it('are not asked for twice when nothing changed', async () => {
    const first = await get('/feeds/policies.atom');
    const again = await get('/feeds/policies.atom', { 'If-None-Match': first.headers.etag });
    assert.equal(again.status, 304);
  });
});

describe('the calendar', () => {
  const events = async (query = '') => {
    const answer = await get(`/feeds/notices.ics${query}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'text/calendar; charset=utf-8');
    for (const line of answer.text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(!/[^\r]\n/.test(answer.text));
    ICAL.design.strict = true;
    const calendar = new ICAL.Component(ICAL.parse(answer.text));
    assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
    return calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  };

  it('has the last day of every window that has not ended', async () => {
    const want = mysql(
      `SELECT document_id, title, DATE(closes_at + INTERVAL 8 HOUR - INTERVAL 1 SECOND) FROM edition
        WHERE kind = 'notice' AND state = 'published' AND closes_at > UTC_TIMESTAMP()
        ORDER BY closes_at, document_id LIMIT 30`,
    );
    assert.ok(want.length > 0);
    const got = await events();
    assert.deepEqual(
      got.map((one) => [one.uid.match(/^notice-(\d+)@/)[1], one.summary, String(one.startDate)]),
      want.map(([id, title, day]) => [id, `最后一天提意见：${title}`, day]),
    );
    for (const one of got) {
      assert.ok(one.startDate.isDate);
      assert.equal(one.duration.toSeconds(), 86400);
    }
  });

  it('of a place that has none is still a calendar', async () => {
    assert.deepEqual(await events('?region=999999999999'), []);
  });
});

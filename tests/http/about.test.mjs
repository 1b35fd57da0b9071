// What the portal says of itself: to people, and to the machines that come by.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { base, get, mysql, words } from './lib.mjs';

const xml = async (path) => {
  const answer = await get(path);
  assert.equal(answer.status, 200, path);
  assert.equal(answer.headers['content-type'], 'application/xml; charset=utf-8');
  const checked = spawnSync('xmllint', ['--noout', '--nonet', '-'], { input: answer.text });
  assert.equal(checked.status, 0, String(checked.stderr));
  return [...answer.text.matchAll(/<loc>([^<]*)<\/loc>(?:<lastmod>([^<]*)<)?/g)].map((m) => ({
    at: m[1],
    changed: m[2],
  }));
};

describe('the sitemap', () => {
  it('names every document that is out, once, with when it last changed', async () => {
    const parts = await xml('/sitemap.xml');
    const places = [];
    for (const part of parts) places.push(...(await xml(part.at.slice(base.length))));
    const want = mysql(
      `SELECT kind, document_id, UNIX_TIMESTAMP(CONVERT_TZ(COALESCE(withdrawn_at, published_at), '+00:00', @@session.time_zone))
         FROM edition WHERE state IN ('published', 'withdrawn') ORDER BY document_id`,
    ).map(([kind, id, at]) => `${base}/${kind === 'policy' ? 'policies' : 'notices'}/${id} ${Number(at)}`);
    want.push(
      ...mysql(
        `SELECT kind, effort_id, UNIX_TIMESTAMP(CONVERT_TZ(COALESCE(withdrawn_at, published_at), '+00:00', @@session.time_zone))
           FROM effort_edition WHERE state IN ('published', 'withdrawn') AND kind <> 'donation' ORDER BY effort_id`,
      ).map(([kind, id, at]) => `${base}/${kind}s/${id} ${Number(at)}`),
    );
    const told = places.filter((one) => one.changed);
    assert.deepEqual(
      told.map((one) => `${one.at} ${Date.parse(one.changed) / 1000}`),
      want,
    );
    assert.equal(new Set(places.map((one) => one.at)).size, places.length);
  });

  it('names no page that is not there', async () => {
    for (const one of await xml('/sitemap/lists')) {
      assert.equal((await get(one.at.slice(base.length))).status, 200, one.at);
    }
    for (const path of ['/sitemap/documents/99', '/sitemap/efforts/0', '/sitemap/documents/-1', '/sitemap/x']) {
      assert.equal((await get(path)).status, 404, path);
    }
  });
});

describe('texts for machines', () => {
  it('robots stay out of the office and find the sitemap', async () => {
    const answer = await get('/robots.txt');
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(answer.text, /^User-agent: \*\n(Disallow: \/[a-z/]+\n)+\nSitemap: (\S+)\n$/);
    assert.ok(answer.text.includes('Disallow: /office\n'));
    assert.ok(answer.text.includes(`Sitemap: ${base}/sitemap.xml\n`));
  });

  it('security.txt has what RFC 9116 asks for and ends within a year', async () => {
    const answer = await get('/.well-known/security.txt');
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
    const fields = answer.text
      .trim()
      .split('\n')
      .map((line) => line.match(/^([A-Z][A-Za-z-]+): (\S.*)$/).slice(1));
    const of = (name) => fields.filter(([n]) => n === name).map(([, value]) => value);
    assert.ok(of('Contact').length >= 1);
    for (const one of of('Contact')) assert.match(one, /^(https?|tel|mailto):/);
    assert.equal(of('Expires').length, 1);
    const left = Date.parse(of('Expires')[0]) - Date.now();
    assert.ok(left > 100 * 864e5 && left < 365 * 864e5, of('Expires')[0]);
    assert.deepEqual(of('Canonical'), [`${base}/.well-known/security.txt`]);
  });
});

describe('statements', () => {
  it('stand in the foot of every page and say whom to ring', async () => {
    const home = (await get('/')).text;
    const phone = home.match(/class="tel" href="tel:[^"]*">([^<]+)</)[1];
    for (const path of ['/privacy', '/accessibility']) {
      assert.ok(home.includes(`href="${path}"`), path);
      const page = await get(path);
      assert.equal(page.status, 200);
      assert.ok(words(page.text).includes(phone), path);
    }
  });
});

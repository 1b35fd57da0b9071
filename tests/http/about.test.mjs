// What the portal says of itself: to people, and to the machines that come by.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { base, get, mysql, routes, words } from './lib.mjs';

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
    for (const part of parts.filter((one) => !one.at.endsWith('/lists'))) places.push(...(await xml(part.at.slice(base.length))));
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

  // Pages of the table without an argument that no search engine needs.
  const UNNAMED = {
    '/kiosk': 'the status query again, on a shared tablet',
    '/tickets/receipt': 'for who has a receipt in hand',
    '/offline': 'what a browser keeps for when there is no line',
    '/view': 'no page: it sets the size of letters',
    '/healthz': 'for who runs it', '/readyz': 'for who runs it', '/metrics': 'for who runs it',
  };

  it('names every page of the route table, but for some', async () => {
    const paths = routes().filter((row) => row.method === 'GET' && row.pool !== 'office').map((row) => row.path);
    const pages = [...new Set(paths)].filter((path) => !/[{.]|^\/(api|sitemap)\//.test(path));
    for (const path of Object.keys(UNNAMED)) assert.ok(pages.includes(path), `${path} is gone`);
    const named = (await xml('/sitemap/lists')).map((one) => one.at.slice(base.length));
    assert.deepEqual(named.sort(), pages.filter((path) => !(path in UNNAMED)).sort());
    const { text } = await get('/robots.txt');
    const barred = text.match(/(?<=^Disallow: ).*$/gm);
    for (const path of named) assert.ok(!barred.some((one) => path.startsWith(one)), `${path} is named and barred`);
    for (const path of ['/office/login', '/view?size=elder', '/kiosk', '/offline', '/board/990123', '/api/v1/search?q=x', '/tickets/receipt'])
      assert.ok(barred.some((one) => path.startsWith(one)), path);
  });

  it('says of a list when something in it last came or went', async () => {
    const told = new Map((await xml('/sitemap/lists')).map((one) => [one.at.slice(base.length), one.changed && Date.parse(one.changed) / 1000]));
    const last = (table, where, at) =>
      Number(mysql(`SELECT UNIX_TIMESTAMP(CONVERT_TZ(MAX(${at}), '+00:00', @@session.time_zone)) FROM ${table} WHERE ${where}`)[0][0]);
    const changed = 'COALESCE(withdrawn_at, published_at)', out = "state IN ('published', 'withdrawn')";
    const want = {
      '/notices': last('edition', `kind = 'notice' AND ${out}`, changed),
      '/policies': last('edition', `kind = 'policy' AND ${out}`, changed),
      '/jobs': last('effort_edition', `kind = 'job' AND ${out}`, changed),
      '/projects/donations': last('effort_edition', `kind = 'donation' AND ${out}`, changed),
      '/questions': last('published_question', 'TRUE', 'published_at'),
    };
    for (const [path, at] of told) assert.equal(at, want[path], path);
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
    assert.match(answer.text, /^User-agent: \*\n(Disallow: \/[a-z0-9/?]+\n)+\nSitemap: (\S+)\n$/);
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

// The page cache: it saves work, and nobody can make it give the wrong page to somebody else.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertFileHead, assertHead, attributes, get, limits, request, routes, run, timeless } from './lib.mjs';
import { address, publicRows } from './rows.mjs';

// A list nobody has asked for yet: the cursor is different each time, the page behind it the same.
let last = 9e15 - Math.floor(Math.random() * 1e14);
const unseen = (list = 'notices') => `/${list}?before=4102444800-${last--}`;

const files = () => {
  const count = (at) =>
    readdirSync(at, { withFileTypes: true }).reduce(
      (n, e) => n + (e.isDirectory() ? count(join(at, e.name)) : 1),
      0,
    );
  return count(join(run, 'cache'));
};

before(() => limits('off'));
after(() => limits('back'));

describe('what is kept', () => {
  it('comes from the program once and then from the cache', async () => {
    const path = unseen();
    const first = await get(path);
    assert.equal(first.headers['x-cache'], 'MISS');
    for (let i = 0; i < 5; i++) {
      const again = await get(path);
      assert.equal(again.headers['x-cache'], 'HIT');
      assert.equal(again.text, first.text);
    }
  });

  it('is made anew when its time is over', async () => {
    const path = unseen();
    await get(path);
    await sleep(3100);
    const second = await get(path);
    assert.ok(
      ['EXPIRED', 'UPDATING', 'MISS'].includes(second.headers['x-cache']),
      second.headers['x-cache'],
    );
    assert.equal((await get(path)).headers['x-cache'], 'HIT');
  });

  it('is asked for once when many come at the same time', async () => {
    const path = unseen();
    const answers = await Promise.all(Array.from({ length: 12 }, () => get(path)));
    const made = answers.filter((one) => one.headers['x-cache'] === 'MISS');
    assert.equal(made.length, 1);
    for (const answer of answers) assert.equal(answer.text, answers[0].text);
  });

  it('is exactly what the route table says', async () => {
    for (const row of routes().filter(
      (one) => one.method === 'GET' && one.may === 0 && !one.bare,
    )) {
      const path = address(row.path);
      await get(path);
      const answer = await get(path);
      if (row.keeps) {
        assert.equal(answer.headers['x-cache'], 'HIT', row.path);
        assert.equal(answer.headers['cache-control'], 'no-cache', row.path);
      } else {
        assert.notEqual(answer.headers['x-cache'], 'HIT', row.path);
        assert.equal(answer.headers['cache-control'], 'no-store', row.path);
      }
    }
  });

  it('never carries a cookie, whatever the visitor sends', async () => {
    for (const row of routes().filter((one) => one.keeps > 0 && !one.path.includes('{'))) {
      for (const cookie of ['view=elder', 'mingbai=x', 'mingbai-login=y; view=elder']) {
        for (let i = 0; i < 2; i++) {
          const answer = await get(row.path, { Cookie: cookie });
          assert.equal(answer.headers['set-cookie'], undefined, row.path);
        }
      }
    }
  });

  it('is never an error: what is guessed at would fill it', async () => {
    const kept = files();
    for (const path of [
      '/nothing',
      '/notices?type=x',
      `/policies/${last--}`,
      `/api/v1/notices/${last--}`,
    ]) {
      for (let i = 0; i < 2; i++) assert.equal((await get(path)).headers['x-cache'], 'MISS', path);
    }
    assert.ok(files() - kept <= 0);
  });
});

describe('a visitor cannot spoil it', () => {
  it('by asking with HEAD first', async () => {
    for (const encoding of ['', 'gzip', 'br']) {
      for (const path of [unseen(), unseen('policies'), unseen('api/v1/notices')]) {
        const headers = encoding ? { 'Accept-Encoding': encoding } : {};
        const head = await request('HEAD', path, { headers });
        assert.equal(head.status, 200);
        assert.equal(head.raw.length, 0);
        assert.equal(head.headers['x-cache'], 'MISS');
        const page = await get(path, headers);
        assert.equal(page.headers['x-cache'], 'HIT');
        assert.ok(
          page.text.length > 500 || path.startsWith('/api'),
          `${path}: ${page.text.length} characters`,
        );
        assert.equal(timeless(page.text), timeless((await get(path)).text), 'the whole page');
      }
    }
  });

  it('by asking with HEAD when it is time for a new one', async () => {
    const path = unseen();
    const page = timeless((await get(path)).text);
    await sleep(3100);
    await request('HEAD', path);
    assert.equal(timeless((await get(path)).text), page);
  });

  it('with a form, or another method', async () => {
    const path = unseen();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await request(method, path, {
        body: method === 'OPTIONS' ? undefined : 'a=b',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
      assert.ok(answer.status >= 400, method);
    }
    const page = await get(path);
    assert.equal(page.status, 200);
    assert.match(page.text, /<h1>公告公示<\/h1>/);
  });

  it('with an encoding others cannot read', async () => {
    const asked = {
      '': ['', undefined],
      gzip: ['gzip'],
      br: ['br'],
      'gzip, deflate, br': ['br'],
      GZIP: ['gzip', undefined],
      deflate: [undefined],
      identity: [undefined],
      'gzip;q=0': [undefined],
      'br;q=0, gzip;q=0.5': ['gzip'],
      'br;q=0.0,gzip;q=0.000': [undefined],
      'xbr, gzipped': [undefined],
      'br;q=1.0': ['br'],
      'gzip ;q=0': [undefined, 'gzip'],
      '*': [undefined],
      'gzip\u00e4': [undefined],
    };
    const path = unseen();
    const page = (await get(path)).text;
    for (let round = 0; round < 3; round++) {
      for (const [accept, right] of Object.entries(asked)) {
        const answer = await get(path, accept ? { 'Accept-Encoding': accept } : {});
        assert.ok(
          right.includes(answer.headers['content-encoding']),
          `${accept}: ${answer.headers['content-encoding']}`,
        );
        assert.equal(timeless(answer.text), timeless(page), accept);
      }
    }
  });

  it('with another host', async () => {
    const path = unseen();
    for (const host of [
      'other.example',
      '127.0.0.1.other.example',
      'localhost.',
      '[::1]',
      '127.0.0.2',
      '_',
      'LOCALHOST"><script>',
    ]) {
      const answer = await request('GET', path, { headers: { Host: host }, fresh: true });
      assert.ok(
        [400, 421].includes(answer.status) || host === 'localhost.',
        `${host}: ${answer.status}`,
      );
      assertHead(answer);
      assert.ok(!answer.text.includes('other.example'));
    }
    for (const header of [
      'X-Forwarded-Host',
      'X-Host',
      'Forwarded',
      'X-Original-URL',
      'X-Rewrite-URL',
      'X-HTTP-Method-Override',
      'X-Forwarded-Proto',
    ]) {
      const answer = await get(path, { [header]: 'other.example' });
      assert.equal(answer.status, 200);
      assert.ok(!answer.text.includes('other.example'), header);
    }
    const page = await get(path);
    assert.equal(page.headers['x-cache'], 'HIT', 'none of these headers had a place of its own');
    assert.ok(!page.text.includes('other.example'));
  });

  it('with arguments nobody knows, or only pages that are not kept', async () => {
    const path = unseen();
    const page = (await get(path)).text;
    const before = files();
    for (let i = 0; i < 60; i++) {
      const answer = await get(`${path}&utm_${i}=${'x'.repeat(i)}&kind=${i}&%3Cb%3E=${i}#${i}`);
      assert.equal(timeless(answer.text), timeless(page));
      assert.doesNotMatch(answer.text, /utm_|<b>=/);
    }
    const more = files() - before;
    assert.ok(more <= 1, `${more} entries more`);
  });

  it('with arguments said twice, in another order or in other letters', async () => {
    const right = timeless((await get('/notices?type=list&year=2022')).text);
    const other = timeless((await get('/notices?type=list&year=2019')).text);
    assert.notEqual(right, other);
    for (const args of [
      'year=2022&type=list',
      'type=list&year=2022&year=2019',
      'TYPE=list&Year=2022&year=2019',
      'type=list&&&year=2022&',
      'year=2022&type=list&type=funds',
    ]) {
      assert.equal(timeless((await get(`/notices?${args}`)).text), right, args);
    }
    assert.equal(timeless((await get('/notices?type=list&year=2019&year=2022')).text), other);
    // An argument inside another's value stays inside.
    assert.equal((await get('/notices?type=list%26year%3D2019')).status, 400);
    assert.equal(
      timeless((await get('/notices?type=list')).text),
      timeless((await get('/notices?type=list&a=%26year=2019')).text),
    );
  });

  it('with a path that only looks like another', async () => {
    const home = timeless((await get('/')).text);
    for (const path of [
      '/notices%3Ftype=list',
      '/notices%20',
      '/%20/',
      '/notices;type=list',
      '/notices/..',
      '/policies/../',
      '/./',
      '//',
    ]) {
      const answer = await get(path);
      if (answer.status === 200)
        assert.equal(
          timeless(answer.text).replace(/back=[^"]*/g, ''),
          home.replace(/back=[^"]*/g, ''),
          path,
        );
      else assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
    }
    assert.equal(timeless((await get('/')).text), home);
  });

  it('with a cookie that is not ours', async () => {
    const path = unseen();
    const page = (await get(path)).text;
    const before = files();
    for (const value of ['big', 'elder2', 'elder%20', '"elder"', 'x'.repeat(2000)]) {
      const answer = await get(path, { Cookie: `view=${value}; other=1` });
      assert.equal(timeless(answer.text), timeless(page), value);
    }
    assert.ok(files() - before <= 1);
  });
});

describe('a browser that has the page already', () => {
  // Every row that anybody may read, and some with what is asked for.
  const paths = [
    ...publicRows().map((row) => address(row.path)),
    '/policies?area=health',
    '/notices.csv?type=list',
    '/feeds/notices.atom?type=list',
    '/search?q=%E4%BD%8E%E4%BF%9D',
    '/api/v1/search?q=%E4%BD%8E%E4%BF%9D',
  ];
  const TOLD = ['content-type', 'content-encoding', 'content-disposition', 'cache-control', 'vary', 'etag', 'content-security-policy'];
  const told = (answer) => TOLD.map((name) => `${name}: ${answer.headers[name]}`);
  // The home page and the lists say when they were made; a new minute is a new page.
  async function unlessNew(check) {
    for (let tries = 0; ; tries++) {
      try {
        return await check();
      } catch (error) {
        if (tries === 2) throw error;
      }
    }
  }

  it('is told so by its tag, in every encoding, of every page, table, feed and answer of the API', async () => {
    assert.ok(paths.length > 50, `${paths.length} rows`);
    for (const path of paths) {
      for (const encoding of ['', 'gzip', 'br']) {
        const headers = encoding ? { 'Accept-Encoding': encoding } : {};
        await unlessNew(async () => {
          const page = await get(path, headers);
          assert.equal(page.status, 200, path);
          assert.match(page.headers.etag ?? '', /^W\/"[0-9a-f]+"$/, path);
          for (const known of [page.headers.etag, `"x", ${page.headers.etag}`]) {
            const answer = await get(path, { ...headers, 'If-None-Match': known });
            assert.equal(answer.status, 304, `${path} ${encoding}`);
            assert.equal(answer.raw.length, 0);
            assert.equal(answer.headers['content-encoding'], undefined);
            assert.equal(answer.headers.etag, page.headers.etag, path);
            if (!path.startsWith('/files/')) assertHead(answer);
          }
        });
      }
    }
  });

  it('is told the same by HEAD, and no more', async () => {
    for (const path of paths) {
      await unlessNew(async () => {
        const headers = { 'Accept-Encoding': 'gzip' };
        const [page, head] = [await get(path, headers), await request('HEAD', path, { headers })];
        assert.equal(head.status, 200, path);
        assert.equal(head.raw.length, 0);
        assert.deepEqual(told(head), told(page), path);
        const again = await request('HEAD', path, { headers: { ...headers, 'If-None-Match': page.headers.etag } });
        assert.equal(again.status, 304, path);
      });
    }
  });

  it('gets the page when its tag is an old one', async () => {
    for (const path of paths) {
      for (const tag of ['W/"0123456789abcdef01234567"', '"x"', 'W/""']) {
        const answer = await get(path, { 'If-None-Match': tag });
        assert.equal(answer.status, 200, path);
        assert.ok(answer.raw.length > 0);
      }
    }
  });

  it('has another tag for large letters', async () => {
    const tag = async (cookie) =>
      (await get('/policies', cookie ? { Cookie: cookie } : {})).headers.etag;
    assert.notEqual(await tag(), await tag('view=elder'));
  });

  it('is told nothing of the kind where nothing is kept', async () => {
    for (const path of ['/status', '/kiosk', '/tickets/new', '/office/login', '/healthz', '/nothing', '/view']) {
      const answer = await get(path, { 'If-None-Match': '*' });
      assert.notEqual(answer.status, 304, path);
      assert.equal(answer.headers.etag, undefined, path);
    }
  });

  it('gets static files the same way, and parts of none of the pages', async () => {
    const files = new Set();
    for (const path of ['/', '/kiosk', '/offline', '/office/login', address('/board/{region}'), address('/notices/{id}/print')]) {
      const { text } = await get(path);
      for (const name of ['href', 'src', 'data-share'])
        for (const at of attributes(text, name)) if (at.startsWith('/static/')) files.add(at);
    }
    for (const kind of [/\.css$/, /\.js$/, /\.svg$/]) assert.ok([...files].some((at) => kind.test(at)), String(kind));
    for (const at of files) {
      for (const encoding of ['', 'gzip', 'br']) {
        const headers = { 'Accept-Encoding': encoding };
        const file = await get(at, headers);
        const again = await get(at, { ...headers, 'If-None-Match': file.headers.etag });
        assert.equal(again.status, 304, at);
        assert.equal(again.raw.length, 0);
        if (!/\/sw\./.test(at)) assertFileHead(again);
        assert.equal((await request('HEAD', at, { headers })).headers.etag, file.headers.etag);
      }
    }
    const part = await get('/policies', { Range: 'bytes=0-9' });
    assert.ok([200, 206].includes(part.status));
    assert.ok(part.status === 200 || part.raw.length === 10);
  });
});

// What anybody sees: every page of the route table with its head, the lists with their filters, the
// state of notices and policies, attachments, and that a page is small, plain and our own.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import {
  assertAttachmentHead,
  assertFileHead,
  assertHead,
  attributes,
  base,
  get,
  limits,
  mysql,
  next,
  plain,
  post,
  request,
  routes,
  rowsOf,
  scripts,
  shanghai,
  timeless,
  unescape,
  words,
} from './lib.mjs';

const LABEL = {
  area: '哪方面',
  level: '哪一级',
  region: '哪个地方',
  year: '哪一年',
  before: '翻页',
  type: '哪一类',
  state: '还能不能提意见',
};
const AREAS = [
  'industry',
  'employment',
  'relocation',
  'forest',
  'education',
  'health',
  'subsistence',
  'housing',
  'water',
  'credit',
  'solar',
  'tourism',
  'commerce',
  'infrastructure',
  'society',
  'insurance',
  'general',
];
const LEVELS = ['province', 'prefecture', 'county', 'township'];
const TYPES = ['list', 'project', 'funds', 'notice', 'jobs', 'tender', 'other'];

const moment = (text) => (text === 'NULL' ? null : Date.parse(`${text.replace(' ', 'T')}Z`));
const ids = (query) => mysql(query).map(([id]) => Number(id));

// What is published, straight from the table: one object an edition that the public may see.
function editions() {
  return mysql(`SELECT document_id, number, kind, state, region, type, area, level, issued_on,
      effective_from, effective_to, successor_id, published_at, opens_at, closes_at, id, HEX(title),
      HEX(withdrawn_reason) FROM edition WHERE state <> 'draft'
      ORDER BY published_at DESC, document_id DESC`).map((r) => ({
    document: Number(r[0]),
    number: Number(r[1]),
    kind: r[2],
    state: r[3],
    region: r[4],
    type: r[5],
    area: r[6],
    level: r[7],
    issued: r[8],
    from: r[9],
    to: r[10],
    successor: r[11] === 'NULL' ? null : Number(r[11]),
    published: moment(r[12]),
    opens: moment(r[13]),
    closes: moment(r[14]),
    id: Number(r[15]),
    title: Buffer.from(r[16], 'hex').toString(),
    reason: Buffer.from(r[17] ?? '', 'hex').toString(),
  }));
}

const all = editions();
const live = (kind) => all.filter((e) => e.kind === kind && e.state === 'published');
const address = (e) => `/${e.kind === 'policy' ? 'policies' : 'notices'}/${e.document}`;

// Every row of a list, page by page.
async function walk(path) {
  const rows = [];
  for (let at = path, pages = 0; at; pages++) {
    assert.ok(pages < 60, `${path} does not end`);
    const answer = await get(at);
    assert.equal(answer.status, 200, at);
    rows.push(...rowsOf(answer.text));
    at = next(answer.text);
  }
  return rows;
}

const numbers = (rows) => rows.map((row) => Number(row.href.split('/').pop()));
const documents = (list) => list.map((e) => e.document);

before(() => limits('off'));
after(() => limits('back'));

describe('every URL of the route table', () => {
  const some = {
    '/policies/': live('policy')[0].document,
    '/notices/': live('notice')[0].document,
  };
  const file = ids(
    "SELECT a.id FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.state = 'published' LIMIT 1",
  )[0];
  const [[hash]] = mysql(
    `SELECT LOWER(HEX(hash)) FROM ledger_leaf WHERE what = 'edition' AND document_id = ${some['/notices/']} ORDER BY position DESC LIMIT 1`,
  );
  const corrected = live('notice').find((e) => e.number > 1);
  const effort = (kind) =>
    ids(`SELECT MIN(effort_id) FROM effort_edition WHERE kind = '${kind}' AND state = 'published'`)[0];
  const concrete = (path) =>
    path
      .replace('/projects/{id}', `/projects/${effort('project')}`)
      .replace('/jobs/{id}', `/jobs/${effort('job')}`)
      .replace('/notices/{id}/changes/{n}', `/notices/${corrected.document}/changes/${corrected.number}`)
      .replace('/board/{region}', '/board/990123')
      .replace('{hash}', hash)
      .replace('/files/{id}', `/files/${file}`)
      .replace('{n}', '1')
      .replace(
        /^(\/api\/v1)?(\/policies\/|\/notices\/)\{id\}/,
        (_, api, list) => `${api ?? ''}${list}${some[list]}`,
      )
      .replace(/\{[a-z]+\}/g, '1');
  const outside = (row) =>
    row.pool !== 'public' && row.path === '/metrics' ? `/metrics/${row.pool}` : concrete(row.path);

  for (const row of routes().filter((one) => one.method === 'GET')) {
    it(`GET ${row.pool} ${row.path}`, async () => {
      const answer = await get(outside(row));
      const office = row.may > 0;
      assert.equal(answer.status, office || row.path === '/view' ? 303 : 200);
      if (office) assert.equal(answer.headers.location, '/office/login');
      const type = answer.headers['content-type'];
      if (row.path.startsWith('/api/')) assert.equal(type, 'application/json; charset=utf-8');
      else if (['/healthz', '/readyz', '/metrics'].includes(row.path) || /(\/text|\.txt)$/.test(row.path))
        assert.match(type, /^text\/plain;.*charset=utf-8$/);
      else if (/^\/(feeds|sitemap)/.test(row.path))
        assert.match(type, /^(application\/(atom\+xml|feed\+json|xml)|text\/calendar); charset=utf-8$/);
      else if (row.path.endsWith('.csv') && !office) assert.equal(type, 'text/csv; charset=utf-8');
      else if (!row.path.startsWith('/files/')) assert.equal(type, 'text/html; charset=utf-8');
      assert.equal(answer.headers['cache-control'], row.keeps ? 'no-cache' : 'no-store');
      if (row.keeps) assert.match(answer.headers['x-cache'], /^[A-Z]+$/);
      if (row.path === '/files/{id}') assertAttachmentHead(answer);
      else assertHead(answer);
    });
  }
});

describe('the head of answers that are not pages', () => {
  const big = 'a'.repeat(9000);
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const cases = [
    ['an unknown page', 404, 'GET', '/nothing'],
    ['an unknown document', 404, 'GET', '/policies/99999999'],
    ['a number beyond numbers', 404, 'GET', '/notices/99999999999999999999999'],
    ['an unknown edition', 404, 'GET', `${address(live('notice')[0])}/editions/99`],
    ['a policy asked for as a notice', 404, 'GET', `/notices/${live('policy')[0].document}`],
    ['an unknown part of the API', 404, 'GET', '/api/v1/nothing', 'json'],
    ['a malformed argument', 400, 'GET', '/notices?type=x'],
    ['a malformed argument of the API', 400, 'GET', '/api/v1/notices?type=x', 'json'],
    ['a broken escape', 400, 'GET', '/notices?type=%zz'],
    ['a form sent to a page', 405, 'POST', '/policies'],
    ['a form sent to the API', 405, 'POST', '/api/v1/policies', 'json'],
    ['a long form for a page', 413, 'POST', '/notices', 'html', big],
    ['a long form for the API', 413, 'POST', '/api/v1/notices', 'json', big],
    ['a long form for the status query', 413, 'POST', '/status', 'html', big],
    ['a long form for the office', 413, 'POST', '/office/login', 'html', 'a'.repeat(300 * 1024)],
    ['a form for a file', 413, 'POST', '/static/x', 'html', big],
    ['an unknown file', 404, 'GET', '/static/css/nothing.css'],
    ['a folder', 404, 'GET', '/static/'],
    ['a page that is nginx’s own', 404, 'GET', '/pages/404.html'],
    ['a file by its place on disk', 404, 'GET', '/stored/x'],
    ['a way out of the site', 400, 'GET', '/..%2f..%2fetc/passwd'],
    ['a zero byte', 400, 'GET', '/%00'],
    ['another host', 421, 'GET', '/', 'html', undefined, { Host: 'other.example' }],
  ];
  for (const [what, status, method, path, type = 'html', body, headers = {}] of cases) {
    it(`${what}: ${status}`, async () => {
      const answer = await request(method, path, {
        body,
        headers: body ? { ...form, ...headers } : headers,
        fresh: true,
      });
      assert.equal(answer.status, status);
      assert.match(
        answer.headers['content-type'],
        type === 'json' ? /^application\/problem\+json/ : /^text\/html; charset=utf-8$/,
      );
      assert.equal(answer.headers['cache-control'], 'no-store');
      assertHead(answer);
      if (type === 'json') {
        assert.equal(JSON.parse(answer.text).status, status);
      } else {
        assert.match(answer.text, /<h1>.*<\/h1>/, 'a page of ours');
        assert.match(answer.text, /href="\/"/, 'a way on');
      }
    });
  }

  // What no client library would send.
  const raw = [
    ['no request at all', 'nonsense\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: other\r\n\r\n', 400],
    [
      'a header without end',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(9000)}\r\n\r\n`,
      400,
    ],
    ['an address without end', `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 414],
    [
      'another host in the request line',
      'GET http://other.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
      421,
    ],
  ];
  for (const [what, text, status] of raw) {
    it(`${what}: ${status}`, async () => {
      const answer = await new Promise((done, failed) => {
        const { hostname, port } = new URL(base);
        const socket = net.connect(port, hostname, () => socket.write(text));
        const chunks = [];
        socket.setTimeout(1000, () => socket.end());
        socket.on('data', (chunk) => chunks.push(chunk)).on('error', failed);
        socket.on('close', () => done(Buffer.concat(chunks).toString()));
      });
      const [head, page] = answer.split(/\r\n\r\n(.*)/s);
      const [first, ...lines] = head.split('\r\n');
      assert.equal(Number(first.split(' ')[1]), status);
      const rawHeaders = lines.flatMap((line) => line.split(/: (.*)/s).slice(0, 2));
      const headers = Object.fromEntries(
        lines
          .map((line) => line.split(/: (.*)/s).slice(0, 2))
          .map(([k, v]) => [k.toLowerCase(), v]),
      );
      assertHead({ rawHeaders, headers }, what);
      assert.match(page, /<h1>/);
      assert.ok(!page.includes('other.example'));
    });
  }

  it('another method is told which ones there are', async () => {
    for (const [path, allowed] of [
      ['/', 'GET, HEAD'],
      ['/policies', 'GET, HEAD'],
      ['/api/v1/policies', 'GET, HEAD'],
      ['/office/logout', 'POST'],
    ]) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const answer = await request(method, path);
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.equal(answer.headers.allow, allowed);
      }
    }
  });

  it('no answer says its method is fine when it is not', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      for (const path of [
        '/',
        '/policies',
        '/status',
        '/office',
        '/api/v1/policies',
        '/static/x',
      ]) {
        const answer = await request(method, path);
        assert.ok(
          answer.status >= 400 && answer.status < 500,
          `${method} ${path}: ${answer.status}`,
        );
        assertHead(answer);
      }
    }
  });

  it('too many forms at once: 429, with the time to wait', async () => {
    await limits('on');
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => post('/office/login', { login: 'x' })),
    );
    await limits('off');
    const limited = answers.filter((one) => one.status === 429);
    assert.ok(limited.length >= 20, `${limited.length} of 60 are limited`);
    assert.ok(limited.length < 50, 'a burst gets through');
    for (const answer of limited) {
      assertHead(answer);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.match(answer.text, /太快/);
    }
  });
});

describe('the lists', () => {
  it('show all announcements, newest first, each once', async () => {
    const rows = await walk('/notices');
    assert.ok(rows.length >= 290, `${rows.length} announcements`);
    assert.deepEqual(numbers(rows), documents(live('notice')));
    assert.deepEqual(
      rows.map((row) => row.title),
      live('notice').map((e) => e.title),
    );
  });

  it('show all policies, newest first, each once', async () => {
    const rows = await walk('/policies');
    assert.ok(rows.length >= 40, `${rows.length} policies`);
    assert.deepEqual(numbers(rows), documents(live('policy')));
    assert.deepEqual(
      rows.map((row) => row.title),
      live('policy').map((e) => e.title),
    );
  });

  it('are the same over the API', async () => {
    for (const [path, kind] of [
      ['/api/v1/notices', 'notice'],
      ['/api/v1/policies', 'policy'],
    ]) {
      const found = [];
      let cursor = '';
      do {
        const { items, next: more } = JSON.parse((await get(`${path}${cursor}`)).text);
        found.push(...items.map((item) => item.id));
        cursor = more ? `?before=${more}` : '';
      } while (cursor);
      assert.deepEqual(found, documents(live(kind)));
    }
  });

  const now = Date.now();
  const year = (ms) => String(shanghai(ms).year);
  const rules = {
    notices: {
      type: (e, v) => e.type === v,
      region: (e, v) => e.region.startsWith(v),
      state: (e, v) =>
        e.closes !== null && (v === 'open' ? e.opens <= now && e.closes > now : e.closes <= now),
      year: (e, v) => year(e.published) === v,
    },
    policies: {
      area: (e, v) => e.area === v,
      level: (e, v) => e.level === v,
      region: (e, v) => e.region.startsWith(v),
      year: (e, v) => e.issued.startsWith(v),
    },
  };
  const published = { notices: live('notice'), policies: live('policy') };
  const places = ids("SELECT code FROM region WHERE level = 'township'").map(String);
  const villages = [
    ...new Set(published.notices.map((e) => e.region).filter((code) => code.length === 12)),
  ].slice(0, 6);
  const regions = ['990123', '990199', ...places, ...villages];
  const values = {
    notices: {
      type: TYPES,
      region: regions,
      state: ['open', 'closed'],
      year: ['2016', '2019', '2025', year(now), '2999'],
    },
    policies: {
      area: AREAS,
      level: LEVELS,
      region: regions.slice(0, 6),
      year: ['1990', '2018', '2022', year(now)],
    },
  };

  async function compare(list, args) {
    const rows = await walk(`/${list}?${new URLSearchParams(args)}`);
    const right = published[list].filter((e) =>
      Object.entries(args).every(([name, v]) => rules[list][name](e, v)),
    );
    assert.deepEqual(numbers(rows), documents(right), `/${list} ${JSON.stringify(args)}`);
    return right.length;
  }

  for (const list of ['notices', 'policies']) {
    for (const [name, each] of Object.entries(values[list])) {
      it(`/${list}?${name}= shows what fits and nothing else`, async () => {
        let found = 0;
        for (const value of each) found += await compare(list, { [name]: value });
        assert.ok(found > 0);
      });
    }

    it(`/${list}: filters work together`, async () => {
      // Each combination is taken from something published, and so finds at least that.
      const own = (e) =>
        list === 'notices'
          ? {
              type: e.type,
              region: e.region.slice(0, 9),
              state: e.closes === null ? undefined : e.closes > now ? 'open' : 'closed',
              year: year(e.published),
            }
          : { area: e.area, level: e.level, region: e.region, year: e.issued.slice(0, 4) };
      const names = Object.keys(rules[list]);
      for (const e of published[list].filter((_, i) => i % 23 === 0)) {
        for (let bits = 3; bits < 16; bits++) {
          const args = Object.fromEntries(
            names
              .filter((_, i) => (bits >> i) & 1)
              .map((name) => [name, own(e)[name]])
              .filter(([, v]) => v),
          );
          assert.ok((await compare(list, args)) > 0, JSON.stringify(args));
        }
      }
    });

    it(`/${list}: unknown and empty arguments change nothing`, async () => {
      const plain = timeless((await get(`/${list}?year=2022`)).text);
      for (const more of [
        'utm=x',
        'year=&page=9',
        'x[]=1&y',
        'type=&area=&level=&state=&region=',
        '%22=%3Cscript%3E',
      ]) {
        const at = more.startsWith('year')
          ? `/${list}?page=9&year=2022`
          : `/${list}?year=2022&${more}`;
        const answer = await get(at);
        assert.equal(answer.status, 200, at);
        assert.equal(timeless(answer.text), plain, at);
      }
    });

    it(`/${list}: a malformed argument is a 400 that names it`, async () => {
      const wrong = {
        type: ['x', 'list%20'],
        area: ['x'],
        level: ['village'],
        state: ['ajar'],
        region: ['99x', '1234567890123', '-1'],
        year: ['12', '3000', 'x', '20.5'],
        before: ['x', '1', '1-', '-1-1', '1-2-3', "1'-1"],
      };
      for (const [name, each] of Object.entries(wrong)) {
        if (!(name in rules[list]) && name !== 'before') continue;
        for (const value of each) {
          const answer = await get(`/${list}?${name}=${value}`);
          assert.equal(answer.status, 400, `${name}=${value}`);
          const sentence = answer.text.match(/<ul class="wrongs">(.*?)<\/ul>/s)?.[1] ?? '';
          assert.ok(
            sentence.includes(name === 'before' ? '翻页的位置' : LABEL[name]),
            `${name}=${value}: ${sentence}`,
          );
          const api = await get(`/api/v1/${list}?${name}=${value}`);
          assert.equal(api.status, 400, `api ${name}=${value}`);
          assert.ok(
            JSON.parse(api.text).detail.includes(name === 'before' ? '翻页' : name),
            `api ${name}=${value}: ${api.text}`,
          );
        }
      }
    });

    it(`/${list}: each condition in force can be taken off`, async () => {
      const args =
        list === 'notices'
          ? 'region=990123&year=2022&type=list&state=closed'
          : 'area=health&level=county&region=990123&year=2022';
      const page = (await get(`/${list}?${args}`)).text;
      const tags = [...page.matchAll(/<ul class="tags".*?<\/ul>/gs)].flatMap(([part]) =>
        attributes(part, 'href'),
      );
      assert.equal(tags.length, 4);
      for (const href of tags) {
        assert.equal(
          new URL(href, base).searchParams.size ?? [...new URL(href, base).searchParams].length,
          3,
        );
        assert.equal((await get(href)).status, 200);
      }
    });
  }

  it('say what to do when nothing fits', async () => {
    for (const path of ['/notices?year=1991', '/policies?year=1991']) {
      const page = (await get(path)).text;
      assert.match(words(page), /没有找到/);
      assert.match(page, /href="tel:\d+"/);
    }
  });
});

describe('the notice clock', () => {
  const dayText = (closes, now) => {
    const last = shanghai(closes - 1000);
    const years = last.year === shanghai(now).year ? '' : `${last.year}年`;
    return `${years}${last.month}月${last.day}日24时`;
  };

  it('says until when and how many days are left, on the list and on the page', async () => {
    const rows = new Map((await walk('/notices')).map((row) => [row.href, row]));
    let open = 0;
    for (const e of live('notice').filter((one) => one.closes !== null)) {
      const now = Date.now();
      const until = dayText(e.closes, now);
      const days = Math.round((shanghai(e.closes - 1000).start - shanghai(now).start) / 86400e3);
      const text = words(rows.get(address(e)).html);
      if (e.closes > now) {
        open++;
        const left = days > 0 ? `还剩 ${days} 天` : '今天是最后一天';
        assert.ok(text.includes(`截至 ${until} ${left}`), `${address(e)}: ${text}`);
        const page = (await get(address(e))).text;
        assert.match(page, /<h2>现在可以提意见<\/h2>/);
        assert.ok(words(page).includes(`截至 ${until} ${left}`), address(e));
        assert.match(
          page,
          /<section class="window open".*?href="tel:\d+".*?<\/section>/s,
          'whom to ring',
        );
      } else {
        assert.ok(
          text.includes(`已结束（ ${until} 截止）`) || text.includes(`已结束（${until}截止）`),
          `${address(e)}: ${text}`,
        );
      }
      assert.equal((e.closes + 8 * 3600e3) % 86400e3, 0, 'a window ends at 24:00');
    }
    assert.ok(open >= 3, `${open} notices are open`);
  });

  it('is not shown where there is nothing to object to', async () => {
    const quiet = live('notice').find((e) => e.closes === null);
    const page = (await get(address(quiet))).text;
    assert.doesNotMatch(page, /class="clock|class="window/);
  });

  it('puts on the home page what can be objected to, the first to close first', async () => {
    const rows = rowsOf((await get('/')).text).filter((row) =>
      row.html.includes('class="clock open"'),
    );
    const open = live('notice')
      .filter((e) => e.closes > Date.now())
      .sort((a, b) => a.closes - b.closes || a.document - b.document);
    assert.deepEqual(numbers(rows).slice(0, Math.min(4, open.length)), documents(open.slice(0, 4)));
  });
});

describe('what became of a document', () => {
  it('a corrected notice says so, names the reason and links every edition', async () => {
    const corrected = live('notice').filter((e) => e.number > 1);
    assert.ok(corrected.length >= 1);
    for (const e of corrected) {
      const page = (await get(address(e))).text;
      assert.match(words(page), /本公告于\d+年\d+月\d+日更正/);
      for (let n = 1; n < e.number; n++)
        assert.ok(page.includes(`href="${address(e)}/editions/${n}"`));
      const old = await get(`${address(e)}/editions/1`);
      assert.equal(old.status, 200);
      assert.match(old.text, new RegExp(`这是以前的版本。<a href="${address(e)}">`));
      assert.doesNotMatch(
        old.text,
        /class="clock open"/,
        'the clock of an old edition has stopped',
      );
      const first = all.find((one) => one.document === e.document && one.number === 1);
      assert.ok(words(old.text).includes(first.title));
      assert.match(old.text, /<div class="prose">/, 'its text is still there');
    }
  });

  it('a withdrawn notice keeps its page with the reason and is in no list', async () => {
    const withdrawn = all.filter((e) => e.kind === 'notice' && e.state === 'withdrawn');
    assert.ok(withdrawn.length >= 1);
    for (const e of withdrawn) {
      const page = (await get(address(e))).text;
      assert.match(page, /<b class="mark">已撤回<\/b>/);
      assert.ok(words(page).includes(e.reason), 'the reason');
      assert.doesNotMatch(page, /<div class="prose">|class="names"|class="files"/);
      const item = JSON.parse((await get(`/api/v1${address(e)}`)).text);
      assert.equal(item.state, 'withdrawn');
      assert.equal(item.body, null);
      assert.deepEqual(item.list, []);
    }
  });

  it('an expired and a superseded policy are marked, on the list and on the page', async () => {
    const rows = new Map((await walk('/policies')).map((row) => [row.href, row]));
    const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
    const count = { 已被取代: 0, 已失效: 0, 还没生效: 0, '': 0 };
    for (const e of live('policy')) {
      const mark = e.successor
        ? '已被取代'
        : e.to !== 'NULL' && e.to < today
          ? '已失效'
          : e.from !== 'NULL' && e.from > today
            ? '还没生效'
            : '';
      count[mark]++;
      const page = (await get(address(e))).text;
      const shown = rows.get(address(e)).html.match(/<b class="mark">(.*?)<\/b>/)?.[1] ?? '';
      assert.equal(shown, mark, address(e));
      assert.equal(page.match(/<b class="mark">(.*?)<\/b>/)?.[1] ?? '', mark, address(e));
      if (!e.successor) continue;
      const heir = all.find((one) => one.document === e.successor && one.state === 'published');
      assert.ok(page.includes(`<a href="/policies/${e.successor}">`), 'a link to what replaced it');
      assert.ok(words(page).includes(heir.title));
      assert.equal((await get(`/policies/${e.successor}`)).status, 200);
    }
    assert.ok(count.已被取代 > 0 && count.已失效 > 0 && count[''] > 0, JSON.stringify(count));
  });

  it('every policy has its plain card and its papers', async () => {
    for (const e of live('policy')) {
      const text = words((await get(address(e))).text);
      for (const word of [
        '明白纸',
        '谁能享受',
        '能得什么',
        '怎么去办',
        '去问哪里',
        '发文单位',
        '文件原文',
      ]) {
        assert.ok(text.includes(word), `${address(e)}: ${word}`);
      }
    }
  });

  it('every list shows names partly hidden, and adds up', async () => {
    const lists =
      mysql(`SELECT e.document_id, COUNT(*), COALESCE(SUM(n.amount), 0) FROM notice_entry n
      JOIN edition e ON e.id = n.edition_id WHERE e.state = 'published' GROUP BY e.document_id`);
    assert.ok(lists.length > 10);
    for (const [document, count, sum] of lists) {
      const page = (await get(`/notices/${document}`)).text;
      const names = [...page.matchAll(/<th scope="row">(.*?)<\/th>/g)].map((m) => unescape(m[1]));
      assert.equal(names.length, Number(count));
      for (const name of names) assert.match(name, /\*/, `${name} is hidden in part`);
      assert.match(words(page), new RegExp(`共 ${count} 户`));
      if (Number(sum) === 0) continue;
      const total = words(page)
        .match(/合计 ([\d,.]+) 元/)[1]
        .replaceAll(',', '');
      assert.equal(Math.round(Number(total) * 100), Number(sum), `/notices/${document}`);
    }
  });
});

describe('attachments', () => {
  const files = mysql(`SELECT a.id, HEX(a.name), a.type, a.size, a.digest, e.kind, e.document_id
    FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.state = 'published'`);

  it('download whole, under their own names', async () => {
    assert.ok(files.length > 0);
    for (const [id, hex, type, size, digest, kind, document] of files) {
      const answer = await get(`/files/${id}`);
      assert.equal(answer.status, 200);
      assertAttachmentHead(answer);
      assert.equal(answer.headers['content-type'].split(';')[0], type);
      const name = decodeURIComponent(
        answer.headers['content-disposition'].match(/^attachment; filename\*=UTF-8''(.+)$/)[1],
      );
      assert.equal(name, Buffer.from(hex, 'hex').toString());
      assert.equal(answer.raw.length, Number(size));
      assert.equal(createHash('sha256').update(answer.raw).digest('hex'), digest);
      const page = (await get(`/${kind === 'policy' ? 'policies' : 'notices'}/${document}`)).text;
      assert.ok(page.includes(`href="/files/${id}"`), 'its document links it');
    }
  });

  it('are not there for any other number', async () => {
    for (const id of ['0', '999999', '1x', '01e9', '-1'])
      assert.equal((await get(`/files/${id}`)).status, 404, id);
  });
});

describe('every page there is a link to', () => {
  const pages = new Map();

  before(async () => {
    const waiting = ['/', '/notices', '/policies', '/status', '/office/login', '/api/v1/notices'];
    const seen = new Set(waiting);
    while (waiting.length) {
      await Promise.all(
        waiting.splice(0, 16).map(async (path) => {
          const answer = await get(path, { 'Accept-Encoding': 'br' });
          pages.set(path, answer);
          if (!/text\/html/.test(answer.headers['content-type'] ?? '')) return;
          for (const href of attributes(answer.text, 'href')) {
            const at = href.split('#')[0];
            if (!at.startsWith('/') || at.startsWith('/view') || seen.has(at)) continue;
            seen.add(at);
            waiting.push(at);
          }
        }),
      );
    }
  });

  const html = () =>
    [...pages].filter(([, answer]) => /text\/html/.test(answer.headers['content-type']));

  it('is there', () => {
    assert.ok(pages.size > 380, `${pages.size} pages`);
    const missing = [...pages]
      .filter(([, answer]) => answer.status !== 200)
      .map(([path, answer]) => `${path} ${answer.status}`);
    assert.deepEqual(missing, []);
  });

  it("has no style or script but the build's, and asks nothing of another host", () => {
    for (const [path, answer] of html()) {
      const page = plain(answer);
      const tags = page.match(/<[a-z][^>]*>/g);
      assert.doesNotMatch(page, /<style|<iframe|<object|<embed|<base|<meta http-equiv/i, path);
      for (const tag of tags) {
        assert.doesNotMatch(
          tag,
          /\s(style|on[a-z]+|srcset|srcdoc|ping|background|formaction)\s*=/i,
          `${path}: ${tag}`,
        );
        for (const name of ['href', 'src', 'action', 'poster', 'data']) {
          for (const value of attributes(tag, name))
            assert.match(value, /^(\/(?!\/)|#|tel:\d)/, `${path}: ${tag}`);
        }
      }
      for (const [, attrs, inside] of scripts(page)) {
        if (attrs === ' type="application/ld+json"') continue; // is data, and looked at in linked.test.mjs
        assert.match(attrs, /^ src="\/static\/js\/[\w.]+\.js" defer$/, path);
        assert.equal(inside, '', path);
      }
    }
  });

  it('is in Chinese, has a title, one first heading and a way past the menu', () => {
    for (const [path, answer] of html()) {
      const page = answer.text;
      assert.match(page, /^<!DOCTYPE html>\s*<html lang="zh-CN"/, path);
      assert.match(page, /<title>[^<]*明白栏<\/title>/, path);
      assert.equal(page.match(/<h1[ >]/g)?.length, 1, `${path}: h1`);
      // (On paper there is no menu.)
      if (!/\/(print|card)$/.test(path)) assert.match(page, /<a class="skip" href="#main">/, path);
      const named = attributes(page, 'id');
      assert.equal(new Set(named).size, named.length, `${path}: an id twice`);
      for (const href of attributes(page, 'href').filter((one) => one.startsWith('#'))) {
        assert.ok(named.includes(href.slice(1)), `${path}: ${href} leads nowhere`);
      }
    }
  });

  it("says where it is the table's business: no page holds a number of somebody", () => {
    for (const [path, answer] of html()) {
      assert.doesNotMatch(
        words(answer.text),
        /(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/,
        path,
      );
    }
  });

  for (const encoding of ['br', 'gzip']) {
    it(`is at most 13 KB over the wire with its style, script and icon (${encoding})`, async () => {
      const ask = (path) => get(path, { 'Accept-Encoding': encoding });
      const parts = new Map();
      let largest = ['', 0];
      for (const [path, known] of html()) {
        if (path.startsWith('/office')) continue; // has its style in files of its own
        const answer = encoding === 'br' ? known : await ask(path);
        const page = plain(answer);
        const files = [
          ...new Set([
            ...attributes(page, 'src'),
            ...page.match(/<link(?! rel="(alternate|canonical)")[^>]*>/g).flatMap((tag) => attributes(tag, 'href')),
          ]),
        ].filter((file) => file !== '#icon');
        let bytes = answer.wire;
        for (const file of files) {
          if (!parts.has(file)) parts.set(file, await ask(file));
          assert.equal(parts.get(file).status, 200, file);
          bytes += parts.get(file).wire;
        }
        if (!/\/(print|card)$/.test(path)) assert.deepEqual(files, [], `${path}: asks for nothing else`);
        const script = deflateRawSync(scripts(answer.text).filter(([, attrs]) => !attrs).map(([, , inside]) => inside).join('')).length;
        assert.ok(script > 0 && script <= 3 * 1024, `${path}: ${script} bytes of script`);
        if (bytes > largest[1]) largest = [path, bytes];
      }
      assert.ok(largest[1] <= 13 * 1024, `${largest[0]}: ${largest[1]} bytes`);
    });
  }

  it('has files a browser may keep for a year, in every encoding the same', async () => {
    const page = plain(await get('/office/login')); // (public pages hold theirs themselves)
    const files = [
      ...new Set([
        ...attributes(page, 'src'),
        ...page.match(/<link[^>]*>/g).flatMap((tag) => attributes(tag, 'href')),
      ]),
    ].filter((file) => file !== '#icon');
    assert.ok(files.length >= 2, files.join(' '));
    for (const file of files) {
      const plain = await get(file);
      assertFileHead(plain);
      assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.match(
        plain.headers['content-type'],
        /^(text\/css|text\/javascript|image\/svg\+xml); charset=utf-8$/,
      );
      assert.match(file, /\.[0-9a-f]{10}\.(css|js|svg)$/);
      const hash = createHash('sha256').update(plain.raw).digest('hex').slice(0, 10);
      assert.ok(file.includes(hash), `${file} is named after its content`);
      for (const encoding of ['br', 'gzip']) {
        const packed = await get(file, { 'Accept-Encoding': encoding });
        assert.equal(packed.headers['content-encoding'], encoding, file);
        assert.match(packed.headers.vary, /accept-encoding/i);
        assert.equal(packed.text, plain.text);
        assert.ok(packed.raw.length < plain.raw.length);
      }
    }
  });
});

describe('the size of letters', () => {
  it('is kept in a cookie, and leads back to the page', async () => {
    const on = await get('/view?size=elder&back=%2Fnotices%3Ftype%3Dlist');
    assert.equal(on.status, 303);
    assert.equal(on.headers.location, '/notices?type=list');
    assert.match(
      on.headers['set-cookie'][0],
      /^view=elder; Path=\/; SameSite=Lax; Max-Age=31536000; HttpOnly$/,
    );
    const off = await get('/view?back=%2F', { Cookie: 'view=elder' });
    assert.match(off.headers['set-cookie'][0], /^view=; .*Max-Age=0/);
    assert.equal(off.headers.location, '/');
  });

  it('never mixes with the plain pages in the page cache', async () => {
    for (const path of [
      '/',
      '/notices?year=2021',
      '/policies',
      address(live('policy')[0]),
      '/nothing',
      '/status',
    ]) {
      for (let round = 0; round < 2; round++) {
        for (const encoding of ['', 'br', 'gzip']) {
          const [elder, plain, odd] = await Promise.all(
            ['view=elder', '', 'view=huge; view2=elder'].map((cookie) =>
              get(path, {
                ...(cookie && { Cookie: cookie }),
                ...(encoding && { 'Accept-Encoding': encoding }),
              }),
            ),
          );
          assert.match(elder.text, /<html lang="zh-CN" class="elder">/, path);
          assert.match(elder.text, /换回普通字号/);
          for (const page of [plain, odd]) {
            assert.match(page.text, /<html lang="zh-CN">/, path);
            assert.match(page.text, /换成大字版/);
          }
        }
      }
    }
  });

  it('leads back here and nowhere else', async () => {
    const away = [
      'https://other.example/',
      '//other.example',
      '/\\other.example',
      '\\\\other.example',
      '/%09/other.example',
      'javascript:alert(1)',
      '/a\r\nSet-Cookie: x=y',
      '/a b',
      'other.example',
      '',
      ' //other.example',
      '/\u3000',
      '/"><script>',
    ];
    for (const back of away) {
      const answer = await get(`/view?size=elder&back=${encodeURIComponent(back)}`);
      assert.ok([303, 400].includes(answer.status), back);
      const to = new URL(answer.headers.location ?? '/', `${base}/view`);
      assert.equal(to.origin, new URL(base).origin, back);
      assert.equal(
        answer.headers['set-cookie']?.some((line) => line.startsWith('x=')) ?? false,
        false,
      );
    }
  });
});

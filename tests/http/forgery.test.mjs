// A FastCGI request forged inside a body, sent through nginx and to the pools' own sockets: it is
// never executed, and no other bytes there do any harm.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FCGI, begin, params, record, talk } from './fcgi.mjs';
import { POOLS, figuresOf, get, limits, request, sockets, workers } from './lib.mjs';

const COUNTING = 200; // ms: a worker counts a request after it has answered it

before(() => limits('off'));
after(() => limits('back'));

// A body that holds a whole request of its own: from the loopback address, and for what nobody else
// asks while these tests run. The program reads in pieces of 8192 bytes; were it to leave a piece
// unread on a connection that stays, the next record would be looked for there. So before each
// forgery lie empty records of eight bytes, which lead to it from wherever the looking begins:
// shifted by 0 to 7 bytes, one of eight bodies fits every boundary.
function forgery(shift, size) {
  const pairs = {
    REQUEST_METHOD: 'GET',
    DOCUMENT_URI: '/healthz',
    QUERY_STRING: '',
    REMOTE_ADDR: '127.0.0.1',
    REQUEST_ID: 'f'.repeat(32),
    HTTP_HOST: '127.0.0.1',
  };
  const head = params(pairs);
  const padded = Buffer.concat([
    head,
    params({ X: 'x'.repeat((8 - ((head.length + 3) % 8)) % 8) }),
  ]);
  const request = Buffer.concat([
    begin(),
    record(FCGI.PARAMS, padded),
    record(FCGI.PARAMS),
    record(FCGI.STDIN),
  ]);
  const nothing = Buffer.from([1, 11, 0, 0, 0, 0, 0, 0]);
  const slope = Buffer.concat(Array.from({ length: size / 64 }, () => nothing));
  const unit = Buffer.concat([slope, request]);
  return Buffer.concat([
    Buffer.alloc(shift, 'a'),
    ...Array.from({ length: Math.ceil(size / unit.length) }, () => unit),
  ]).subarray(0, size);
}

// What a pool executed meanwhile: requests, and those of them that were forged.
async function executed(pool, act) {
  const count = (figures, wanted) =>
    [...figures].reduce((sum, [name, value]) => {
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
  const kinds = ['application/x-www-form-urlencoded', 'application/octet-stream'];
  const targets = [
    ['lookup', '/status', 4000],
    ['lookup', '/status', 8000],
    ['lookup', '/tickets/nothing', 8000],
    ['public', '/policies', 8000],
    ['public', '/view', 1000],
    ['office', '/office/login', 4000],
    ['office', '/office/login', 64000],
    ['office', '/office/articles/new', 64000],
    ['office', '/office/nothing', 64000],
  ];

  for (const [pool, path, size] of targets) {
    it(`is never executed through nginx: ${path}, ${size} bytes`, async () => {
      const answers = [];
      const { forgeries, requests } = await executed(pool, async () => {
        for (const type of kinds) {
          for (let shift = 0; shift < 8; shift++) {
            answers.push(
              await request('POST', path, {
                body: forgery(shift, size),
                headers: { 'Content-Type': type },
              }),
            );
          }
        }
      });
      assert.equal(forgeries, 0);
      assert.ok(requests <= answers.length, `${requests} requests for ${answers.length}`);
      for (const answer of answers)
        assert.ok(answer.status >= 400 && !/^alive/.test(answer.text), `${answer.status}`);
    });
  }

  for (const pool of POOLS) {
    // A row that takes a form, one that takes none, and no row at all.
    const paths = {
      public: ['/policies', '/nothing'],
      lookup: ['/status', '/nothing'],
      office: ['/office/login', '/office', '/nothing'],
    }[pool];
    it(`is never executed by the ${pool} pool itself, though the connection stays, whatever length is announced`, async () => {
      const socket = join(sockets(), `${pool}.sock`);
      const cases = [];
      for (const path of paths) {
        for (const length of ['right', 0, 100000]) {
          for (let shift = 0; shift < 8; shift++) cases.push({ path, length, shift });
        }
      }
      const all = cases.length;
      const { forgeries, requests } = await executed(pool, async () => {
        while (cases.length) {
          await Promise.all(
            cases.splice(0, workers(pool).length).map(async ({ path, length, shift }) => {
              const body = forgery(shift, 40000);
              const head = params({
                REQUEST_METHOD: 'POST',
                DOCUMENT_URI: path,
                CONTENT_TYPE: kinds[0],
                CONTENT_LENGTH: length === 'right' ? body.length : length,
                REQUEST_ID: '1'.repeat(32),
                REMOTE_ADDR: '127.0.0.9',
                HTTP_HOST: '127.0.0.1',
              });
              const { stdout, ends } = await talk(
                socket,
                Buffer.concat([
                  begin(true),
                  record(FCGI.PARAMS, head),
                  record(FCGI.PARAMS),
                  record(FCGI.STDIN, body),
                  record(FCGI.STDIN),
                ]),
                5000,
              );
              const what = `${path}, ${length} bytes announced, shifted by ${shift}`;
              assert.match(stdout, /^Status: 4\d\d /, what);
              assert.ok(!stdout.includes('alive'), what);
              assert.equal(ends, 1, what);
            }),
          );
        }
      });
      assert.equal(forgeries, 0);
      assert.equal(requests, all);
    });
  }

  it('would be counted', async () => {
    const { forgeries, requests } = await executed('lookup', () =>
      talk(join(sockets(), 'lookup.sock'), forgery(0, 4000).subarray(496), 5000),
    );
    assert.ok(forgeries >= 1, 'the same bytes, sent as requests, are executed');
    assert.equal(requests, forgeries);
  });

  it('and nonsense on a socket harms nobody', async () => {
    const before = workers('lookup');
    const socket = join(sockets(), 'lookup.sock');
    const nonsense = [
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.alloc(4096, 255),
      Buffer.alloc(64),
      Buffer.from([1]),
      begin(),
      Buffer.concat([
        begin(),
        record(FCGI.PARAMS, Buffer.from([255, 255, 255, 255, 255, 255, 255, 255, 65])),
      ]),
      Buffer.concat([
        begin(),
        record(FCGI.PARAMS, Buffer.from([10, 200, 65])),
        record(FCGI.PARAMS),
        record(FCGI.STDIN),
      ]),
      Buffer.concat([
        begin(),
        record(FCGI.PARAMS, params({ DOCUMENT_URI: 'x'.repeat(40000) })),
        record(FCGI.PARAMS),
        record(FCGI.STDIN),
      ]),
      Buffer.concat([begin(), record(FCGI.PARAMS), record(FCGI.STDIN)]),
      Buffer.concat([begin(), record(FCGI.ABORT)]),
      Buffer.concat([
        record(FCGI.BEGIN, Buffer.from([0, 9, 0, 0, 0, 0, 0, 0])),
        record(FCGI.PARAMS),
      ]),
    ];
    for (const bytes of nonsense) await talk(socket, bytes, 100);
    for (let i = 0; i < 8; i++) assert.equal((await get('/status')).status, 200);
    assert.deepEqual(workers('lookup'), before, 'no worker died of it');
  });

  it('a parameter said twice counts as it was said first', async () => {
    const pair = (value) => params({ DOCUMENT_URI: value });
    const head = Buffer.concat([
      params({ REQUEST_METHOD: 'GET' }),
      pair('/healthz'),
      pair('/metrics'),
    ]);
    const { stdout } = await talk(
      join(sockets(), 'public.sock'),
      Buffer.concat([begin(), record(FCGI.PARAMS, head), record(FCGI.PARAMS), record(FCGI.STDIN)]),
    );
    assert.match(stdout, /alive/);
  });
});

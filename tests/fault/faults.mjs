// The faults of `make fault`, one row each: what is done to the portal under load, and which failures
// that explains. Everything not explained is a finding, and so is a 500, a page that is not ours, and
// any failure of a page that nginx has kept.
//
//   name      for the table
//   does      async (c): the fault; it is over when this ends
//   explains  (answer, c): whether a failed answer is this fault's doing; nothing, if left out
//   most      (c): how many such answers there may be; without it, any number
//   back      seconds until all must be well again (default 10)
//
// c: signIn() again; kills, how many there were; maybe(kind), that one more such write may come of it.
import { execFile } from 'node:child_process';
import { readdirSync, rmSync, unlinkSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import {
  POOLS, administrator, below, between, childrenOf, dbSocket, pick, pidOf, run, seconds, setClock, sleep, sql, url,
} from './lib.mjs';
import { Proxy } from './proxy.mjs';

const isAway = (answer) => answer.status === 503; // a page that says: come back
const isBroken = (answer) => Boolean(answer.error); // no answer at all
const ofPool = { public: ['page', 'cached'], lookup: ['ticket', 'look'], office: ['draft', 'save', 'publish', 'upload', 'visit'] };
const awayOf = (...pools) => (answer) => isAway(answer) && pools.some((pool) => ofPool[pool].includes(answer.kind));

const signal = (pid, what) => { try { process.kill(pid, what); return true; } catch { return false; } };

// Again and again at random moments, as long as a fault lasts.
async function atTimes(least, most, act) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    await sleep(between(least, most));
    if (performance.now() > end) return;
    await act();
  }
}

// -- killed ----------------------------------------------------------------------------------------

const killsWorkers = (pool) => ({
  name: `kill -9: workers of ${pool}`,
  does: (c) => atTimes(150, 900, () => { if (signal(pick(childrenOf(pidOf(pool))), 'SIGKILL')) c.kills++; }),
  explains: awayOf(pool),
  // The lookup pool lets answers wait for their moment: some may wait in one worker.
  most: (c) => c.kills * (pool === 'lookup' ? 3 : 1),
});

const killsSupervisor = (pool) => ({
  name: `kill -9: supervisor of ${pool}`,
  does: (c) => atTimes(1000, 3000, () => { if (signal(pidOf(pool), 'SIGKILL')) c.kills++; }),
  explains: awayOf(pool),
});

const stops = (name, pids) => ({
  name: `SIGSTOP: ${name}`,
  does: async () => {
    const pid = pids();
    signal(pid, 'SIGSTOP');
    try { await sleep(Math.min(seconds, 4) * 1000); } finally { signal(pid, 'SIGCONT'); }
  },
});

const killed = [
  ...POOLS.map(killsWorkers),
  ...POOLS.map(killsSupervisor),
  {
    name: "kill -9: nginx's workers",
    does: (c) => atTimes(300, 1200, () => { if (signal(pick(childrenOf(pidOf('nginx'))), 'SIGKILL')) c.kills++; }),
    explains: isBroken,
    breaks: true,
  },
  {
    name: "kill -9: nginx's master",
    does: (c) => atTimes(1500, 3500, () => { if (signal(pidOf('nginx'), 'SIGKILL')) c.kills++; }),
    explains: isBroken,
    breaks: true,
  },
  {
    name: 'kill -9: mariadbd',
    does: (c) => atTimes(1000, 3500, () => { if (signal(pidOf('db'), 'SIGKILL')) c.kills++; }),
    explains: isAway,
    back: 30,
  },
  {
    name: 'kill -9: all at once',
    does: async (c) => {
      await sleep(between(500, 2500));
      for (const name of ['db', 'nginx', ...POOLS]) {
        const pid = pidOf(name);
        for (const one of [pid, ...childrenOf(pid)]) if (signal(one, 'SIGKILL')) c.kills++;
      }
      await sleep(1000);
    },
    explains: (answer) => isAway(answer) || isBroken(answer),
    breaks: true,
    back: 30,
  },
  stops('a worker of public', () => pick(childrenOf(pidOf('public')))),
  stops('a worker of lookup', () => pick(childrenOf(pidOf('lookup')))),
  stops("a worker of nginx", () => pick(childrenOf(pidOf('nginx')))),
];

// -- the database ----------------------------------------------------------------------------------

// The pools' connections, so that they must come again.
const disconnect = async () => {
  const ids = await sql("SELECT id FROM information_schema.processlist WHERE user LIKE 'mingbai%'", 0).catch(() => []);
  await Promise.all(ids.map(([id]) => sql(`KILL ${id}`, 0).catch(() => {})));
};

const frozen = (how, time) => ({
  name: `database frozen ${how}`,
  does: async () => {
    const pid = pidOf('db');
    signal(pid, 'SIGSTOP');
    try { await sleep(time * 1000); } finally { signal(pid, 'SIGCONT'); }
  },
  explains: isAway,
});

const proxied = (name, manner, more = {}) => ({
  name: `database's bytes ${name}`,
  does: async (c) => {
    const proxy = new Proxy(manner);
    await proxy.open();
    try {
      c.cuts = [performance.now()];
      await disconnect();
      await sleep(seconds * 1000);
    } finally {
      c.cuts.push(performance.now());
      await proxy.close();
    }
  },
  // Whoever comes and goes in between cuts what was under way.
  explains: (answer, c) => isAway(answer) && c.cuts.some((at) => answer.began < at + 1000 && answer.ended > at),
  ...more,
});

// Somebody at the database's own client who holds something for a while.
const holds = (statement) => async () => {
  await sql(`START TRANSACTION; ${statement}; SELECT SLEEP(${seconds + 2}); ROLLBACK`);
};

const database = [
  frozen('for a moment', 2),
  frozen('longer than anybody waits', 12),
  {
    name: 'database restarted',
    does: async (c) => {
      await sleep(500);
      signal(pidOf('db'), 'SIGTERM');
      c.kills++;
      await sleep(seconds * 1000);
    },
    explains: isAway,
    back: 30,
  },
  {
    name: 'database cuts connections',
    does: () => atTimes(100, 500, disconnect),
    explains: isAway,
  },
  {
    name: 'database with ten connections',
    does: async () => {
      const admin = administrator();
      admin.say('SET GLOBAL max_connections = 10');
      try {
        await disconnect();
        await sleep(seconds * 1000);
      } finally {
        admin.say('SET GLOBAL max_connections = 200');
        admin.end();
      }
    },
    explains: isAway,
  },
  {
    name: 'database whose connections others hog',
    does: async () => {
      const hogs = Array.from({ length: 230 }, () => net.connect(dbSocket()).on('error', () => {}));
      await sleep(300);
      await disconnect();
      await sleep(seconds * 1000);
      for (const hog of hogs) hog.destroy();
    },
    explains: isAway,
  },
  {
    name: 'database read only',
    does: async () => {
      await sql('SET GLOBAL read_only = 1');
      try { await sleep(seconds * 1000); } finally { await sql('SET GLOBAL read_only = 0'); }
    },
    explains: awayOf('lookup', 'office'),
  },
  { name: 'database: the record is locked', does: holds('SELECT id FROM audit_head FOR UPDATE'), explains: awayOf('lookup', 'office') },
  proxied('late by 30 ms', { delay: 30 }),
  proxied('in slices of 1 to 9', { slice: 9 }),
  proxied('cut off at random', { cut: 60000 }, { explains: isAway }),
  proxied('swallowed', { swallow: 60000 }, { explains: isAway }),
];

// -- disks -----------------------------------------------------------------------------------------

// As full as can be, to the last byte; by another process, so that the load goes on meanwhile.
function fill(folder) {
  const path = join(folder, 'ballast');
  const most = 'fallocate -l $(df --output=avail -B1 "$1" | tail -n 1) "$1/ballast"; cat /dev/zero >> "$1/ballast"';
  return new Promise((done) => { execFile('sh', ['-c', most, 'sh', folder], () => done(() => unlinkSync(path))); });
}

export const disks = { db: 800, log: 64, cache: 192, files: 8, spool: 8, 'spool.lookup': 8, tmp: 32 }; // MB beyond what is there
const full = (folders, name, more = {}) => ({
  name: `disk full: ${name}`,
  disk: true,
  does: async (c) => {
    c.server = pidOf('db');
    const free = await Promise.all(folders.map((folder) => fill(join(run, folder))));
    try { await sleep(seconds * 1000); } finally { for (const again of free) again(); }
  },
  ...more,
});

const disk = [
  // (It still reads. But without room to roll back in, InnoDB ends the server.)
  full(['db'], 'of the database', { back: 75,
    explains: (answer, c) => isAway(answer) && (awayOf('lookup', 'office')(answer) || pidOf('db') !== c.server) }),
  full(['log'], 'of the logs'),
  // nginx sends nothing that it cannot keep: README and nginx/server-example say what to do about it.
  full(['cache'], 'of the page cache', { explains: (answer) => isBroken(answer) && ['page', 'cached'].includes(answer.kind), breaks: true }),
  full(['files'], 'of attachments', { explains: (answer) => isAway(answer) && answer.kind === 'upload' }),
  full(['spool', 'spool.lookup'], 'of files on their way in', { explains: (answer) => isAway(answer) && ['upload', 'ticket'].includes(answer.kind) }),
  // (Here the database keeps its temporary files there too.)
  full(['tmp'], "of nginx's bodies", { explains: isAway }),
  full(Object.keys(disks), 'all of them', { breaks: true, back: 75,
    explains: (answer) => isAway(answer) || (isBroken(answer) && ['page', 'cached'].includes(answer.kind)) }),
];

// -- clocks ----------------------------------------------------------------------------------------

const jumps = (name, ...steps) => ({
  name: `clock ${name}`,
  does: async (c) => {
    try {
      for (const step of steps) {
        setClock(step);
        await sleep((seconds * 1000) / steps.length);
        await c.signIn();
        await sleep(500);
      }
    } finally {
      setClock(0);
      // What was kept under a clock that was ahead would count as fresh until then (README).
      for (const name of readdirSync(join(run, 'cache'))) if (name.length === 1) rmSync(join(run, 'cache', name), { recursive: true, force: true });
    }
    await c.signIn();
  },
});

const clocks = [
  jumps('an hour ahead', 3600), jumps('an hour behind', -3600), jumps('a day ahead', 86400),
  jumps('a day behind', -86400), jumps('to and fro', 90, -90, 7, -3600, 0),
];

// -- peers -----------------------------------------------------------------------------------------

const body = 'key=x&kind=question&region=990123102&area=water&text=' + '%E6%B0%B4'.repeat(200);
const get = 'GET /notices HTTP/1.1\r\nHost: 127.0.0.1\r\n';
const post = `POST /tickets/new HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;

function peer(...said) {
  const socket = net.connect({ host: new URL(url).hostname, port: new URL(url).port });
  socket.on('error', () => {});
  for (const text of said) socket.write(text);
  return socket;
}
const crowd = async (count, make, then = async () => {}) => {
  const all = [];
  for (let i = 0; i < count; i++) {
    all.push(make(i));
    if (i % 100 === 99) await sleep(20);
  }
  try { await then(all); } finally { for (const one of all) one.destroy(); }
};
const drips = (text) => (all) => (async () => {
  for (let i = 0; i < seconds; i++) {
    for (const one of all) if (one.writable) one.write(text[i % text.length]);
    await sleep(1000);
  }
})();
const slam = (make, wait) => () => atTimes(20, 60, async () => {
  const one = make();
  await sleep(between(0, wait));
  one.destroy();
});

const peers = [
  { name: 'peers: a byte a second of the head', does: () => crowd(300, () => peer('GET /no'), drips('tices?a=b'.repeat(9))) },
  { name: 'peers: a byte a second of the body', does: () => crowd(300, () => peer(post), drips(body)) },
  { name: 'peers: close in the head', does: slam(() => peer(get.slice(0, 5 + below(get.length - 5))), 30) },
  { name: 'peers: close in the body', does: slam(() => peer(post, body.slice(0, below(body.length))), 30) },
  {
    name: 'peers: close before the answer',
    does: (c) => {
      c.maybe('ticket'); // the form of such a peer is whole, and always the same
      return slam(() => peer(pick([`${get}\r\n`, post + body, `GET /search?q=%E6%B0%B4 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`])), 6)();
    },
  },
  {
    name: 'peers: never read',
    does: () => crowd(100, () => {
      const one = peer(`${get.replace('/notices', '/policies.csv')}\r\n`.repeat(60));
      one.pause();
      return one;
    }, () => sleep(seconds * 1000)),
  },
  { name: 'peers: thousands that say nothing', does: () => crowd(3000, () => peer(), () => sleep(seconds * 1000)) },
];

export const faults = [...killed, ...database, ...disk, ...clocks, ...peers];

// What the portal weighs when it has worked for a while, and how long it takes to start.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './pool.mjs';

const POOLS = ['public', 'lookup', 'office'];

// memory(portal): MB of each pool's workers (the largest of them), of all of a pool, and of nginx and
// all pools together. PSS counts what processes share once.
export function memory(portal) {
  const of = (name) => {
    const [parent, ...workers] = portal.memory(name);
    const most = (key) => Math.max(...workers.map((w) => w[key]));
    const all = [parent, ...workers];
    return { worker: { rss: most('rss'), pss: most('pss') }, rss: all.reduce((n, p) => n + p.rss, 0), pss: all.reduce((n, p) => n + p.pss, 0), processes: all.length };
  };
  const parts = Object.fromEntries([...POOLS, 'nginx'].map((name) => [name, of(name)]));
  const sum = (key) => Object.values(parts).reduce((n, p) => n + p[key], 0);
  return { ...parts, stack: { rss: sum('rss'), pss: sum('pss') } };
}

const answers = (socket) => new Promise((done) => {
  const s = net.connect(socket, () => { s.destroy(); done(true); });
  s.on('error', () => done(false));
});

// starts(portal): milliseconds from the start of each pool until it listens; all its statements have
// been accepted by the database by then. (A second pool beside the one that runs, on its own socket.)
export async function starts(portal, times = 5) {
  const out = {};
  for (const pool of POOLS) {
    const socket = join(portal.sockets, `bench-${pool}.sock`), program = join(portal.run, 'tmp/bench-pool');
    writeFileSync(program, readFileSync(join(portal.run, 'mingbai'), 'utf8').replace(/(MINGBAI_LISTEN=).*/g, `$1'${socket}'`), { mode: 0o700 });
    const all = [];
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      const child = spawn(program, ['serve', pool], { stdio: 'ignore' });
      const gone = new Promise((done) => { child.once('exit', done); });
      while (!(existsSync(socket) && await answers(socket))) {
        if (child.exitCode !== null) throw new Error(`${pool} did not start`);
        await sleep(1);
      }
      all.push(performance.now() - began);
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(program);
    out[pool] = median(all);
  }
  return out;
}

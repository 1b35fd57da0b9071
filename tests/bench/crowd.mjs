// What a crowd does to the portal: how throughput grows with the number of visitors at once, where it
// no longer does (saturation), what is left of it at twice that, how long a visitor waits for the first
// byte, and what those hear who are too many.
import http from 'node:http';
import { local } from './local.mjs';
import { ask, load } from './load.mjs';
import { median, quantile } from './pool.mjs';

const STEPS = [1, 2, 4, 8, 16, 32, 64, 128];

// First bytes of one more visitor, one question after the other, until ${done} resolves (or 40 times).
async function firstBytes(one, done) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const all = [];
  let over = false;
  done?.then(() => { over = true; }, () => { over = true; });
  for (let i = 0; done ? !over : i < 40; i++) all.push((await ask(one.url, one.requests[i % one.requests.length], agent)).first);
  agent.destroy();
  return { p50: median(all), p99: quantile(all, 0.99), asked: all.length };
}

// crowd(portal, one): {steps, saturation, peak, twice: {rate, ratio}, first: {one, full, twice}}.
export async function crowd(portal, one, { seconds, rounds }) {
  const steps = [];
  for (const connections of STEPS) steps.push({ connections, ...await load(portal, one.url, one.requests, { connections, seconds }) });
  const top = Math.max(...steps.map((s) => s.rate));
  const saturation = steps.find((s) => s.rate >= 0.95 * top).connections;
  const at = async (connections) => {
    const going = load(portal, one.url, one.requests, { connections, seconds });
    const first = await firstBytes(one, going);
    return { first, ...await going };
  };
  const alone = await firstBytes(one);
  const full = [], twice = [];
  for (let round = 0; round < rounds; round++) {
    full.push(await at(saturation));
    twice.push(await at(2 * saturation));
  }
  const ratios = twice.map((run, i) => run.rate / full[i].rate);
  const first = (runs) => ({ p50: median(runs.map((r) => r.first.p50)), p99: median(runs.map((r) => r.first.p99)) });
  return {
    name: one.name, saturation, peak: median(full.map((r) => r.rate)),
    steps: steps.map(({ connections, rate, p99 }) => ({ connections, rate, p99 })),
    twice: { rate: median(twice.map((r) => r.rate)), ratio: { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) } },
    first: { one: alone, saturated: first(full), twice: first(twice) },
  };
}

// refused(portal, one): with nginx's limits as they are in service, one address that asks for far more
// than its share: how many a second are served, and how soon the others hear that it was too much.
export async function refused(portal, one, { seconds }) {
  local(portal, 'limits-on');
  const requests = [{ ...one.requests[0], headers: { ...one.requests[0].headers, 'X-Address': '10.1.2.3' } }];
  await load(portal, one.url, requests, { connections: 32, seconds: 2, count: true }); // the burst
  const run = await load(portal, one.url, requests, { connections: 32, seconds, count: true });
  local(portal, 'limits-off');
  const total = Object.values(run.counts).reduce((a, b) => a + b, 0);
  return { name: one.name, counts: run.counts, share: (run.counts[429] ?? 0) / total, served: ((run.counts[200] ?? 0) / total) * run.rate, p99: run.p99, failed: run.failed };
}

// flood(portal, one): more at once than a pool can keep waiting.
export async function flood(portal, one, { seconds, connections = 1500 }) {
  const run = await load(portal, one.url, one.requests, { connections, seconds, count: true, timeout: 15 });
  return { name: one.name, connections, counts: run.counts, rate: run.rate, p50: run.p50, p99: run.p99, failed: run.failed };
}

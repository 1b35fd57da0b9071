// What a crowd does to the portal: how throughput grows with the number of visitors at once, where it
// no longer does (saturation), what is left of it at twice that, how long a visitor waits for the first
// byte, and what those hear who are too many.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { local } from './local.mjs';
import { ask, load } from './load.mjs';
import { median, quantile } from './pool.mjs';

const STEPS = [1, 2, 4, 8, 16, 32, 64, 128];

// First bytes of one more visitor, one question after the other, until ${done} resolves.
async function firstBytes(one, done) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const all = [], { requests } = one;
  let over = false;
  done.then(() => { over = true; }, () => { over = true; });
  for (let i = 0; !over; i++) all.push((await ask(one.url, requests[i % requests.length], agent)).first);
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
  const alone = await firstBytes(one, sleep(seconds * 1000));
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
// than its share: how many hear that it was too much, and how soon, beside those who are served when
// there are no limits.
export async function refused(portal, one, { seconds }) {
  const crowd = { connections: 32, seconds, count: true };
  const served = await load(portal, one.url, one.requests, crowd);
  local(portal, 'limits-on');
  await load(portal, one.url, one.requests, { ...crowd, seconds: 4 }); // its burst
  const run = await load(portal, one.url, one.requests, crowd);
  local(portal, 'limits-off');
  return { name: one.name, counts: run.counts, share: (run.counts[429] ?? 0) / total(run.counts), p50: run.p50, times: run.p50 / served.p50 };
}

// rush(one, peak): visitors who do not wait for one another, twice as many a second as the portal can
// serve: how many are served all the same, and when the others hear that they are too many. Beside the
// same visitors coming no faster than they are served: to send them takes its share of the machine too.
export async function rush(one, peak, { seconds }) {
  const enough = await visits(one, peak, seconds), twice = await visits(one, 2 * peak, seconds);
  return { name: one.name, ...twice, share: twice.served / enough.served };
}

async function visits(one, rate, seconds) {
  const going = new Set(), answers = [];
  const visit = async (at) => {
    const answer = await ask(one.url, one.requests[0], false).catch(() => ({ status: 0 }));
    answers.push({ status: answer.status, at: performance.now(), ms: performance.now() - at });
  };
  const began = performance.now();
  for (let sent = 0, now = began; now < began + seconds * 1000; now = performance.now()) {
    for (; sent < ((now - began) / 1000) * rate; sent++) {
      const one = visit(performance.now()).finally(() => going.delete(one));
      going.add(one);
    }
    await sleep(2);
  }
  const over = performance.now();
  await Promise.all(going);
  const of = (status) => answers.filter((a) => a.status === status).map((a) => a.ms);
  const served = answers.filter((a) => a.status === 200 && a.at <= over).length / ((over - began) / 1000);
  const figures = (list) => (list.length ? { count: list.length, p50: median(list), p99: quantile(list, 0.99) } : { count: 0 });
  return { rate, served, ok: figures(of(200)), busy: figures(of(503)), lost: of(0).length };
}

const total = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);

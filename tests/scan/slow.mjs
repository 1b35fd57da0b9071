// slowhttptest: hundreds of connections that say their head, or their body, a few bytes at a time,
// read what they asked for a few bytes at a time, or want a thousand pieces of a file. All the while
// somebody else asks like anybody: each answer comes, and as soon as on a busy day.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './send.mjs';

const CONNECTIONS = 900, SECONDS = 15, PATIENCE = 2000;
const kinds = {
  headers: ['-H', '-i', '5', '-x', '24'],
  body: ['-B', '-i', '5', '-s', '7000', '-x', '10'],
  reading: ['-X', '-w', '1', '-y', '32', '-n', '5', '-z', '8', '-k', '3'],
  ranges: ['-R', '-a', '1', '-b', '1500', '-t', 'GET'],
};

async function under(name, options, path, base) {
  const attack = spawn('slowhttptest', [...options, '-c', String(CONNECTIONS), '-r', '300', '-l', String(SECONDS), '-p', '3', '-u', new URL(path, base).href], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '', over = false;
  attack.stdout.on('data', (piece) => { said += piece; });
  const ended = new Promise((done) => attack.on('close', () => { over = true; done(); }));
  const took = [], failed = [];
  const usual = ['/', '/policies', '/status', '/notices', '/office/login'];
  for (let i = 0; !over; i++) {
    const began = performance.now();
    const asked = { method: 'GET', path: usual[i % usual.length], type: 'query', values: {} };
    const answer = await ask(base, asked).catch((error) => ({ status: error.code }));
    took.push(performance.now() - began);
    if (answer.status !== 200) failed.push(`${asked.path}: ${answer.status}`);
    await sleep(50);
  }
  await ended;
  took.sort((a, b) => a - b);
  const p99 = took[Math.floor(took.length * 0.99)] ?? Infinity;
  const findings = failed.map((where) => ({ what: `refused under slow ${name}`, where }));
  if (p99 > PATIENCE) findings.push({ what: `waits under slow ${name}`, where: `${Math.round(p99)} ms` });
  if (/service available:\s+NO/.test(said.split('Test ended').at(-2) ?? '')) findings.push({ what: `slow ${name}`, where: 'slowhttptest says that nobody answers' });
  return { asked: took.length, p99: Math.round(p99), findings };
}

export default async function slow(all, { base, file }) {
  const figures = {}, findings = [];
  let cases = 0;
  for (const [name, options] of Object.entries(kinds)) {
    const path = { body: '/status', reading: '/policies', ranges: file }[name] ?? '/';
    const one = await under(name, options, path, base);
    cases += one.asked;
    figures[name] = `${one.asked} answers, p99 ${one.p99} ms`;
    findings.push(...one.findings);
  }
  return { cases, figures, findings };
}

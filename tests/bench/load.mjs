// Load: wrk with prepared requests, and a look at the first byte of single answers.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './portal.mjs';

const run = promisify(execFile);
const lua = (value) => (value === null || value === undefined ? 'nil'
  : typeof value === 'object' ? `{${Object.entries(value).map(([k, v]) => `["${k}"]=${lua(v)}`).join(',')}}`
    : `"${String(value).replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}"`);

// In a request: a number of as many digits that only grows; an address by chance.
export const TURN = '@TURN_SIXTEEN__@';
export const ADDRESS = '@ADDRESS@';

export const BR = { 'Accept-Encoding': 'br' };
export const get = (path, headers = {}) => ({ method: 'GET', path, headers });
export const form = (path, fields, headers = {}) => ({
  method: 'POST', path, body: new URLSearchParams(fields).toString().replaceAll('%40', '@'),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
});

// load(portal, url, requests, {connections, seconds}): {rate, cpu, p50, p99, counts}: requests a
// second, microseconds of CPU a request, milliseconds. What was not answered with 2xx or 3xx is an
// error, but where ${count} asks for the numbers of each status.
export async function load(portal, url, requests, { connections = 16, seconds = 2, count = false, timeout = 10 } = {}) {
  const file = join(portal.run, 'tmp/requests.lua');
  writeFileSync(file, `return {${requests.map((r) => lua(r)).join(',\n')}}`);
  const before = portal.spent();
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, `--timeout=${timeout}s`, '-s', join(root, 'tests/bench/wrk.lua'), url],
    { env: { ...process.env, BENCH_REQUESTS: file, ...(count ? { BENCH_COUNT: '1' } : {}) } }).catch((error) => { throw new Error(`wrk: ${error.stdout}${error.stderr}`); });
  const spent = portal.spent() - before;
  const f = JSON.parse(stdout.match(/^figures (.*)$/m)[1]);
  if (!count && (f.failed > 0 || f.status > 0))
    throw new Error(`${url} ${requests[0].path}: of ${f.requests} answers ${f.status} with 4xx or 5xx, ${f.failed} failed`);
  return { rate: f.requests / (f.us / 1e6), cpu: spent / f.requests, p50: f.p50 / 1000, p99: f.p99 / 1000, most: f.most / 1000, failed: f.failed, counts: f.counts };
}

// ask(url, request, agent): {status, headers, body, first, all}: milliseconds to the first byte and
// to the last.
export function ask(url, { method, path, headers, body }, agent) {
  const plain = (text) => String(text ?? '').replaceAll(TURN, String(Date.now() * 1000));
  return new Promise((done, failed) => {
    const began = performance.now();
    const sent = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v.replaceAll(ADDRESS, `10.${[0, 0, 0].map(() => 1 + Math.floor(Math.random() * 250)).join('.')}`)]));
    if (body !== undefined) sent['Content-Length'] = Buffer.byteLength(plain(body));
    const call = http.request(url + path, { method, headers: sent, agent }, (answer) => {
      const first = performance.now() - began;
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks), first, all: performance.now() - began }));
    });
    call.on('error', failed);
    call.end(body === undefined ? undefined : plain(body));
  });
}

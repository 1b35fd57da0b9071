// One visitor of the portal: requests that come from a loopback address of its own, so that what a
// test does wrong is not counted against the others.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { below } from '../numbers.mjs';

const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const unpack = { gzip: gunzipSync, br: brotliDecompressSync };

export const somewhere = () => `127.${1 + below(250)}.${below(250)}.${2 + below(250)}`;

// Resolves to status, headers (a Headers), names (of the headers, in order), bytes (of the body as
// it came) and text (of the body, unpacked).
export function visit(from, path, { method = 'GET', type, headers = {}, body } = {}) {
  const sent = body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { method, agent: false, localAddress: from, headers: { connection: 'close', ...sent, ...headers } };
    const rq = request(`${base}${path}`, options);
    rq.on('error', reject);
    rq.on('response', (rs) => {
      const chunks = [];
      rs.on('data', (chunk) => chunks.push(chunk));
      rs.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const as = unpack[rs.headers['content-encoding']] ?? ((b) => b);
        resolve({
          status: rs.statusCode, headers: new Headers(rs.headers), bytes, text: as(bytes).toString(),
          names: rs.rawHeaders.filter((_, i) => i % 2 === 0),
        });
      });
    });
    rq.end(body);
  });
}

export const sendForm = (from, path, fields, headers) => visit(from, path, {
  method: 'POST', type: 'application/x-www-form-urlencoded', body: String(new URLSearchParams(fields)), headers,
});
export const sendJson = (from, path, body, headers) => visit(from, path, {
  method: 'POST', type: 'application/json', body: typeof body === 'string' ? body : JSON.stringify(body), headers,
});

// patiently(ask): the answer of ask(); a limit that other tests have reached is waited for.
export async function patiently(ask) {
  for (let patience = 0; ; patience++) {
    const answer = await ask();
    if (answer.status !== 429 || patience === 8) return answer;
    await sleep(1000 * Math.min(Number(answer.headers.get('retry-after') ?? 1) + 0.2, 65));
  }
}

// The two ways a resident of demo.json asks.
export const byName = (r) => ({ name: r.name, id_number: r.id_number });
export const byCode = (r) => ({ household_code: r.household_code, query_code: r.query_code });

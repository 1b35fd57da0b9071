// What the benches of the status query share: asking a pool at its socket (no nginx, so that nothing
// hides or adds to a difference; every question from an address of its own, so that no limit answers
// in the pool's place), numbers that nobody has, and the figures.
import { createConnection } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { below, bornIn } from '../numbers.mjs';

export { below };

export const pick = (list) => list[below(list.length)];
export function shuffle(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const k = below(i + 1);
    [list[i], list[k]] = [list[k], list[i]];
  }
  return list;
}

// -- FastCGI, as much of it as one request needs ----------------------------------------------------

const record = (type, content) => {
  const head = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([head, content]);
};

function params(list) {
  const parts = [];
  for (const [name, value] of Object.entries(list)) {
    const n = Buffer.byteLength(name), v = Buffer.byteLength(value);
    const size = (x) => (x < 128 ? Buffer.from([x]) : Buffer.from([128 | (x >> 24), (x >> 16) & 255, (x >> 8) & 255, x & 255]));
    parts.push(size(n), size(v), Buffer.from(name + value));
  }
  return Buffer.concat(parts);
}

const none = Buffer.alloc(0);

// lookup(run): asks the lookup pool of the portal that runs in ${run}.
export function lookup(run) {
  const socket = join(readFileSync(join(run, 'sockets'), 'utf8').trim(), 'lookup.sock');
  const { base_url } = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8'));
  const host = new URL(base_url).hostname;

  function question(fields, id) {
    const body = Buffer.from(new URLSearchParams(fields).toString());
    const byte = () => 1 + below(254);
    return Buffer.concat([
      record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
      record(4, params({
        REQUEST_METHOD: 'POST', DOCUMENT_URI: '/status', QUERY_STRING: '', HTTP_HOST: host,
        CONTENT_TYPE: 'application/x-www-form-urlencoded', CONTENT_LENGTH: String(body.length),
        REMOTE_ADDR: `10.${byte()}.${byte()}.${byte()}`, ACCEPT_ENCODING: 'br', REQUEST_ID: id,
      })),
      record(4, none), record(5, body), record(5, none),
    ]);
  }

  // Milliseconds from sending to the last byte, the size of head and body, the status.
  function once(bytes) {
    return new Promise((resolve, reject) => {
      const chunks = [];
      let began;
      const s = createConnection(socket, () => {
        began = process.hrtime.bigint();
        s.end(bytes);
      });
      s.on('data', (chunk) => chunks.push(chunk));
      s.on('error', reject);
      s.on('close', () => {
        const ms = Number(process.hrtime.bigint() - began) / 1e6;
        const all = Buffer.concat(chunks), out = [];
        for (let at = 0; at + 8 <= all.length; ) {
          const length = all.readUInt16BE(at + 4), padding = all[at + 6];
          if (all[at + 1] === 6) out.push(all.subarray(at + 8, at + 8 + length));
          at += 8 + length + padding;
        }
        const text = Buffer.concat(out);
        if (text.length === 0) { reject(new Error('no answer')); return; }
        const head = text.subarray(0, text.indexOf('\r\n\r\n')).toString();
        resolve({ ms, size: text.length, status: Number(head.match(/^Status: (\d+)/)[1]) });
      });
    });
  }

  // Asks again when a busy machine let the pool give up on us before we had sent anything.
  return async function ask(fields, id = '0123456789abcdef0123456789abcdef') {
    for (let patience = 0; ; patience++) {
      try {
        return await once(question(fields, id));
      } catch (error) {
        if (patience === 5) throw error;
      }
    }
  };
}

// -- people ------------------------------------------------------------------------------------------

// The place does not exist.
export const nobody = () => bornIn(991200 + below(8000), 1900 + below(90));

// People of a register file that people.mjs has made: [{name, id_number}].
export function peopleOf(csv) {
  return csv.trim().split(/\r?\n/).slice(1).map((line) => {
    const cells = line.split(',');
    return { name: cells[3], id_number: cells[5] };
  });
}

// -- figures -----------------------------------------------------------------------------------------

export const mean = (x) => x.reduce((a, b) => a + b, 0) / x.length;
export const quantile = (x, q) => Float64Array.from(x).sort()[Math.min(x.length - 1, Math.floor(x.length * q))];
export const median = (x) => quantile(x, 0.5);
const variance = (x, m) => x.reduce((a, b) => a + (b - m) ** 2, 0) / (x.length - 1);
export function welch(a, b) {
  const ma = mean(a), mb = mean(b);
  return (ma - mb) / Math.sqrt(variance(a, ma) / a.length + variance(b, mb) / b.length);
}

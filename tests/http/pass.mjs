// A household's pass made by hand, from the keys of the running portal: XChaCha20-Poly1305 over
// "ID way MINUTES", as fcgi/model/register/voice.c seals it. For tests of passes that are too old.
import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './lib.mjs';

// The key for one nonce of 24 bytes (draft-irtf-cfrg-xchacha, 2.2).
function subkey(key, nonce) {
  const s = new Uint32Array(16);
  [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574].forEach((word, i) => { s[i] = word; });
  for (let i = 0; i < 8; i++) s[4 + i] = key.readUInt32LE(4 * i);
  for (let i = 0; i < 4; i++) s[12 + i] = nonce.readUInt32LE(4 * i);
  const turn = (word, n) => (word << n) | (word >>> (32 - n));
  const quarter = (a, b, c, d) => {
    s[a] += s[b]; s[d] = turn(s[d] ^ s[a], 16);
    s[c] += s[d]; s[b] = turn(s[b] ^ s[c], 12);
    s[a] += s[b]; s[d] = turn(s[d] ^ s[a], 8);
    s[c] += s[d]; s[b] = turn(s[b] ^ s[c], 7);
  };
  for (let round = 0; round < 10; round++) {
    for (const i of [0, 1, 2, 3]) quarter(i, i + 4, i + 8, i + 12);
    for (const i of [0, 1, 2, 3]) quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
  }
  const out = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((word, i) => out.writeUInt32LE(s[word], 4 * i));
  return out;
}

// passOf(household, seconds): a pass that ends so many seconds from now (whole minutes, rounded down).
export function passOf(household, seconds, way = 'n') {
  const [id, , hex] = readFileSync(join(run, 'secret', 'keys'), 'utf8').split('\n')
    .map((line) => line.trim().split(/\s+/)).filter((line) => line[1] === 'seal')
    .sort((a, b) => b[0] - a[0])[0];
  const nonce = randomBytes(24);
  const cipher = createCipheriv('chacha20-poly1305', subkey(Buffer.from(hex, 'hex'), nonce),
    Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]), { authTagLength: 16 });
  cipher.setAAD(Buffer.from('voice'));
  const text = `${household}${way}${Math.floor((Date.now() / 1000 + seconds) / 60)}`;
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([Buffer.from([Number(id)]), nonce, body, cipher.getAuthTag()]).toString('base64url');
}

// One-time codes by the clock, as an authenticator app makes them; written from RFC 6238, so that the
// program is not checked with itself.
import { createHmac } from 'node:crypto';

// The secret that the page of the second factor shows, and the code an app makes of it; `ahead`: of
// so many half minutes later.
export const secretOf = (html) => html.match(/<code>([A-Z2-7 ]+)<\/code>/)[1].replaceAll(' ', '');
export function totp(secret, ahead = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// What the tests of the ledger and of the record share: the triggers out of the way, one byte of a
// value changed, and RFC 9162 once more, in a few lines of its own.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mingbai, mysql, quote } from './lib.mjs';

const sha = (...parts) => {
  const h = createHash('sha256');
  for (const part of parts) h.update(part);
  return h.digest();
};
export const leafHash = (data) => sha(Buffer.from([0]), data);
export const nodeHash = (left, right) => sha(Buffer.from([1]), left, right);

// MTH of §2.1.1, over leaf hashes.
export function rootOf(leaves) {
  if (leaves.length === 0) return sha('');
  if (leaves.length === 1) return leaves[0];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

// §2.1.4.2, with big numbers instead of bits.
export function agrees(from, to, path, first, second) {
  if (from === to) return path.length === 0 && first.equals(second);
  const nodes = [...path];
  if (Number.isInteger(Math.log2(from))) nodes.unshift(first);
  if (nodes.length === 0) return false;
  let fn = from - 1, sn = to - 1;
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let fr = nodes[0], sr = nodes[0];
  for (const c of nodes.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && fr.equals(first) && sr.equals(second);
}

// without triggers(TABLES, work): as the database's owner could; they are back afterwards.
export async function withoutTriggers(tables, work) {
  const list = tables.map(quote).join(', ');
  const names = mysql(
    `SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = 'mingbai' AND event_object_table IN (${list})`,
  ).map(([name]) => name);
  const texts = names.map((name) => {
    const [row] = mysql(
      `SELECT HEX(CONCAT('CREATE DEFINER=\`', REPLACE(definer, '@', '\`@\`'), '\` TRIGGER ', trigger_name, ' ', action_timing, ' ', event_manipulation, ' ON ', event_object_table, ' FOR EACH ROW ', action_statement)) FROM information_schema.triggers WHERE trigger_schema = 'mingbai' AND trigger_name = ${quote(name)}`,
    );
    return Buffer.from(row[0], 'hex').toString('utf8');
  });
  for (const name of names) mysql(`DROP TRIGGER ${name}`);
  try {
    return await work();
  } finally {
    for (const text of texts) mysql(`DELIMITER //\n${text}//\n`);
  }
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];

// A value of the database as hex, and the same with one byte changed that the column still takes.
function flipped(hex, type) {
  const bytes = Buffer.from(hex, 'hex');
  for (let i = 0; i < 200; i++) {
    const copy = Buffer.from(bytes);
    copy[Math.floor(Math.random() * copy.length)] ^= 1 << Math.floor(Math.random() * 7);
    if (type === 'binary') return copy;
    const text = copy.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(copy) || /[\0-\x1f\x7f�]/.test(text) !== /[\0-\x1f\x7f�]/.test(bytes.toString('utf8'))) continue;
    if (text.trimEnd() !== text || text === bytes.toString('utf8')) continue;
    return copy;
  }
  return null;
}

// One random column of one row changed by a byte; {column, undo}, or null when it was not to be had.
export function change(table, where, free = []) {
  const columns = mysql(
    `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'mingbai' AND table_name = ${quote(table)} AND extra NOT LIKE '%GENERATED%' AND column_key <> 'PRI'`,
  ).filter(([name]) => !free.includes(name));
  const [column, kind] = pick(columns);
  const [[hex, text]] = mysql(`SELECT HEX(${column}), ${/int|date/.test(kind) ? column : '0'} FROM ${table} WHERE ${where}`);
  if (hex === 'NULL' || hex === '') return null;
  let fresh, old;
  if (/int/.test(kind)) {
    old = text;
    fresh = String(BigInt(text) ^ (1n << BigInt(Math.floor(Math.random() * 6))));
  } else if (/date/.test(kind)) {
    old = quote(text);
    fresh = `${quote(text)} + INTERVAL ${1 + Math.floor(Math.random() * 20)} ${kind === 'date' ? 'DAY' : 'SECOND'}`;
  } else {
    const bytes = flipped(hex, /binary/.test(kind) ? 'binary' : 'text');
    if (!bytes) return null;
    const value = (b) => (/binary/.test(kind) ? `X'${b.toString('hex')}'` : `CONVERT(X'${b.toString('hex')}' USING utf8mb4)`);
    fresh = value(bytes);
    old = value(Buffer.from(hex, 'hex'));
  }
  const set = (value) => mysql(`SET FOREIGN_KEY_CHECKS = 0; UPDATE ${table} SET ${column} = ${value} WHERE ${where}`);
  try {
    set(fresh);
  } catch {
    return null; // a key stood in the way
  }
  return { column, fresh, undo: () => set(old) };
}

// `mingbai verify`: its exit code and its lines; not waited for with closed eyes, or nginx would have
// closed the connections we keep. What differed before the test began is left out: register.test.mjs
// moves the clocks of published notices in the database, and that is seen.
export const strictly = (...args) =>
  new Promise((done) => {
    execFile(mingbai, ['verify', ...args], { encoding: 'utf8', maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ status: error ? error.code : 0, lines: stdout.trim().split('\n'), stderr }));
  });
const known = new Set((await strictly()).lines);
export async function verify(...args) {
  const { status, lines, stderr } = await strictly(...args);
  const fresh = lines.filter((line) => !known.has(line) || /^\d/.test(line));
  const nothing = status === 1 && fresh.every((line) => /^\d/.test(line));
  return { status: nothing ? 0 : status, lines: fresh, stderr };
}

// What nth.mjs and refuse.mjs hold an answer against.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, scriptOf } from './rig.mjs';

// The rows of the route table: {pool, method, path, key}.
export function rowsOf(rig) {
  return execFileSync(join(rig.run, 'mingbai'), ['routes'], { encoding: 'utf8' }).trim().split('\n').map((line) => {
    const [pool, method, path] = line.split('\t');
    return { pool, method, path, key: `${pool} ${method} ${path}` };
  });
}

export const rowOf = (rows, pool, method, path) => rows.find((row) => row.pool === pool && row.method === method
  && new RegExp(`^${row.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path));

// wanted(WORDS, text): it holds one of the words, and none of those after a minus.
export const wanted = (words, text) => !words.some((word) => word[0] === '-' && text.includes(word.slice(1)))
  && (words.every((word) => word[0] === '-') || words.some((word) => text.includes(word)));

// What a page says, without what differs from one request to the next: times, tokens, numbers.
export const gist = (answer) => `${answer.status} ${answer.headers.location ?? ''} ${answer.text}`
  .replace(/<time[^>]*>[^<]*<\/time>/g, '').replace(/[\w+/=-]{16,}/g, '').replace(/\d+/g, '0');

export const same = (a, b) => a.length === b.length && [...a].sort().join() === [...b].sort().join();

// between(A, B): how often each stands in A more than in B (less: negative).
export function between(a, b) {
  const count = {};
  for (const one of a) count[one] = (count[one] ?? 0) + 1;
  for (const one of b) count[one] = (count[one] ?? 0) - 1;
  return Object.fromEntries(Object.entries(count).filter(([, n]) => n !== 0));
}

// An error as a visitor should see it: a plain page of ours, or the same for programs (RFC 9457).
export function isProper(answer, path) {
  const type = answer.headers['content-type'] ?? '';
  if (!answer.whole) return false;
  if (/^\/(readyz|healthz|metrics)$/.test(path)) return /text\/plain/.test(type);
  if (path.startsWith('/api/')) return /problem\+json/.test(type) && JSON.parse(answer.text).status === answer.status;
  return /text\/html/.test(type) && /<html lang="zh/.test(answer.text) && answer.text.trimEnd().endsWith('</html>')
    && !/mysql|errno|SQL|for a test/.test(answer.text);
}

// verified(rig, stories): what `mingbai verify` says at the end and should not. Stories that turn a
// notice's clock by hand, past the program, are found out by it, and rightly.
export function verified(rig, stories) {
  const { status, stdout, stderr } = spawnSync(join(rig.run, 'mingbai'), ['verify'], { encoding: 'utf8' });
  const turned = stories.some((name) => /UPDATE edition SET/.test(readFileSync(scriptOf(name), 'utf8')));
  const lines = stdout.split('\n').filter((line) => / is not | does not /.test(line) && !(turned && /its text, list or files were changed/.test(line)));
  return status > 1 ? [stdout + stderr] : lines;
}

// clean(rig, pool, bytes): the request with nothing wrong, taken back again.
export async function clean(rig, pool, bytes, more) {
  const answer = await pool.ask(bytes, more);
  answer.wrote = await rig.written(answer);
  await rig.undo();
  answer.gist = gist(answer);
  return answer;
}

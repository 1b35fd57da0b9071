// Answering the step that the status query asks for after many misses from one address, as the
// page's own script does.
import { createHash } from 'node:crypto';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export function solve({ proof, goal, most }) {
  for (let n = 0; n < most; n++) if (sha256(`${proof}:${n}`) === goal) return String(n);
  throw new Error('no answer below most');
}

// What the page or the problem asks for, or null.
export function challengeOf(text) {
  if (text.startsWith('{')) return JSON.parse(text).challenge ?? null;
  const note = text.match(/data-token="([^"]+)" data-goal="([0-9a-f]{64})" data-most="(\d+)"/);
  return note && { proof: note[1], goal: note[2], most: Number(note[3]) };
}

// The fields to add, when an answer was refused for want of them.
export function answerTo(status, text) {
  const challenge = status === 422 || status === 403 ? challengeOf(text) : null;
  const refused = status === 403 || text.includes('所以多一步');
  return challenge && refused ? { proof: challenge.proof, answer: solve(challenge) } : null;
}

// A portal of a suite's own, as docker/local makes it: what tests/bench and tests/fault begin with.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

// launch(port, run, log, env): its process, at once; what it says goes to the file ${log}.
export function launch(port, run, log, env = {}) {
  const fd = openSync(log, 'w');
  const stack = spawn(join(root, 'docker/local'), [String(port), run], {
    stdio: ['ignore', fd, fd], env: { ...process.env, LIMITS: 'off', ...env },
  });
  closeSync(fd);
  return stack;
}

// ready(stack, log): resolves when it serves; throws what it said when it ends before.
export async function ready(stack, log) {
  const said = () => readFileSync(log, 'utf8');
  while (!/^ready /m.test(said())) {
    if (stack.exitCode !== null || stack.signalCode !== null) throw new Error(said());
    await sleep(20);
  }
}

// land(stack): asks it to stop, and resolves when it has.
export async function land(stack) {
  if (!stack || stack.exitCode !== null || stack.signalCode !== null) return;
  const gone = new Promise((done) => { stack.once('exit', done); });
  stack.kill('SIGTERM');
  await gone;
}

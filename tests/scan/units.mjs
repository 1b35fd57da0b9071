// What systemd says of the walls round each pool (docker/systemd), drop-ins included: 0 is none can
// get anywhere, 10 is none at all.
import { cpSync, mkdirSync, existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../http/lib.mjs';

const MOST = 0.5;

export default async function units(all, { out }) {
  const figures = {}, findings = [];
  for (const pool of ['public', 'lookup', 'office']) {
    const from = join(root, 'docker/systemd'), dir = join(out, 'units');
    const unit = join(dir, `mingbai@${pool}.service`);
    mkdirSync(dir, { recursive: true });
    cpSync(join(from, 'mingbai@.service'), unit);
    const more = join(from, `mingbai@${pool}.service.d`);
    if (existsSync(more)) cpSync(more, `${unit}.d`, { recursive: true });
    const { stdout, stderr } = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=5', '--no-pager', unit], { encoding: 'utf8' });
    const level = stdout?.match(/exposure level for \S+: ([\d.]+)/)?.[1];
    figures[pool] = level;
    if (!(Number(level) <= MOST)) findings.push({ what: 'exposure', where: `${pool}: ${level ?? stderr}` });
  }
  return { cases: 3, figures, findings };
}

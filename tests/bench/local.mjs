// The commands docker/local has for a portal that runs.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './portal.mjs';

export const local = (portal, what) => execFileSync(join(root, 'docker/local'), [what, portal.run], { stdio: ['ignore', 'ignore', 'inherit'] });

// Sends the scanners, one after another, and adds up: what they found, less what `explained` says is
// none. Called by tests/scan/run, which has started the portal; the environment says where it is.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { base, mysql } from '../http/lib.mjs';
import { people } from '../http/staff.mjs';
import { targets } from './targets.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const PARTS = ['units', 'walk', 'headers', 'tls', 'slow', 'sqlmap', 'wapiti'];
const parts = process.argv.length > 2 ? process.argv.slice(2) : PARTS;
const out = process.env.SCAN_DIR;

// "PART | what, as a regular expression | where, as one | why it is none"
const explained = readFileSync(join(here, 'explained'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split(' | '))
  .map(([part, what, where, why]) => ({ part, what: new RegExp(`^${what}$`, 's'), where: new RegExp(where, 's'), why, used: 0 }));
const excuse = (part, finding) => explained.find((one) => one.part === part && one.what.test(finding.what) && one.where.test(finding.where));

const all = await targets();
const how = {
  out, base: new URL(base), site: new URL(process.env.SITE_URL), maps: new URL(process.env.MAPS_URL), http: process.env.HTTP_PORT, https: process.env.HTTPS_PORT,
  deep: process.env.DEEP === '1',
  foreigner: { cookie: [...people.stranger.cookies].map((pair) => pair.join('=')).join('; '), token: people.stranger.token },
  file: `/static/${readdirSync(join(here, '../../build/static'), { recursive: true }).find((name) => /\.js$/.test(name))}`,
};

// What strangers try again and again is slowed down (tests/http/guard.test.mjs): not here.
const forgetting = setInterval(() => mysql('DELETE FROM throttle'), 500);

const report = [];
for (const part of parts) {
  const began = performance.now();
  const { default: run } = await import(`./${part}.mjs`);
  const result = await run(all, how).catch((error) => ({ cases: 0, figures: {}, findings: [{ what: 'the part failed', where: error.stack }] }));
  const judged = result.findings.map((finding) => ({ ...finding, why: excuse(part, finding)?.why }));
  const seconds = Math.round((performance.now() - began) / 1000);
  report.push({ part, seconds, ...result, findings: judged });
  const bad = judged.filter((finding) => !finding.why);
  console.log([part.padEnd(8), String(result.cases).padStart(6), `${judged.length - bad.length} explained`.padStart(14), `${bad.length} findings`.padStart(12), `${seconds} s`.padStart(8),
    ` ${Object.entries(result.figures).map(([name, value]) => `${name} ${value}`).join('; ')}`].join(' '));
  for (const { what, where } of bad.slice(0, 20)) console.log(`         ${what}: ${where}`.slice(0, 240));
}
clearInterval(forgetting);
writeFileSync(join(out, 'report.json'), JSON.stringify({ at: new Date().toISOString(), deep: how.deep, parts: report }, null, 1));
const bad = report.flatMap((one) => one.findings).filter((finding) => !finding.why).length;
console.log(bad ? `${bad} findings` : 'nothing found that is not explained');
process.exit(bad ? 1 : 0);

// sqlmap at every field of every row: boolean, error, union, stacked and time-based injection into
// each value, for MariaDB. The pages never show an error of the database and most fields only take
// what fits their kind, so that more risk finds nothing more; level 2 (DEEP) tries cookies too.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodyOf, queryOf } from './send.mjs';

const LANES = 3;
const line = '='.repeat(54);

// As a proxy would have noted it (Burp's log), which sqlmap reads with what each request carries.
function noted(target, base) {
  const { type, body } = bodyOf(target);
  const head = [`${target.method} ${target.path}${queryOf(target)} HTTP/1.1`, `Host: ${base.host}`];
  if (target.cookie) head.push(`Cookie: ${target.cookie}`);
  if (type) head.push(`Content-Type: ${type}`);
  return `${line}\n10:00:00  ${base.origin}  [${base.hostname}]\n${line}\n${head.join('\r\n')}\r\n\r\n${body ?? ''}\r\n${line}\n\n`;
}

function lane(list, at, { base, out, deep }) {
  const dir = join(out, `sqlmap.${at}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'requests.txt'), list.map((target) => noted(target, base)).join(''));
  const options = [
    '-l', join(dir, 'requests.txt'), '--batch', '--ignore-stdin', '--dbms=mysql', '--disable-coloring', '--flush-session', '--drop-set-cookie',
    `--output-dir=${dir}`, `--results-file=${join(dir, 'found.csv')}`, `--tmp-dir=${dir}`, '--ignore-code=*', '--skip-waf',
    '--answers=crack=N,dict=N,follow=N,quit=N,redirect=N,custom=N,CSRF=N,optimize=N', '--technique=BEUST', '--keep-alive',
    ...(deep ? ['--level=3', '--risk=2'] : ['--level=1', '--risk=1']),
    // What proves that it is us: beside it no value is worth trying.
    ...(at === 0 ? [] : ['--skip=token,pass']),
  ];
  return new Promise((done) => {
    const said = join(dir, 'said.txt'), to = openSync(said, 'w');
    spawn('sqlmap', options, { stdio: ['ignore', to, to], env: { ...process.env, HOME: dir } }).on('close', (code) => {
      closeSync(to);
      const found = existsSync(join(dir, 'found.csv')) ? readFileSync(join(dir, 'found.csv'), 'utf8').split('\n').slice(1).filter(Boolean) : [];
      done({ code, said: readFileSync(said, 'utf8'), found });
    });
  });
}

export default async function sqlmap(all, how) {
  // The forms whose token and pass are tried as well come first.
  const list = all.filter((target) => target.values && Object.keys(target.values).length + (target.path.match(/\d/) ? 1 : 0) > 0);
  const first = list.filter((target) => ['POST /office/search', 'POST /status/voice'].includes(target.name));
  const rest = list.filter((target) => !first.includes(target));
  const lists = [first, ...Array.from({ length: LANES }, (_, i) => rest.filter((_, k) => k % LANES === i))];
  const lanes = await Promise.all(lists.map((each, at) => lane(each, at, how)));
  const tried = lanes.reduce((n, one) => n + (one.said.match(/does not seem to be injectable/g) ?? []).length, 0);
  const findings = lanes.flatMap((one) => one.found.map((text) => ({ what: 'injection', where: text })));
  lanes.forEach((one, at) => {
    if (one.code !== 0) findings.push({ what: 'sqlmap ended', where: `lane ${at}, code ${one.code}: ${one.said.slice(-300)}` });
  });
  return { cases: list.length, figures: { rows: list.length, fields: list.reduce((n, one) => n + Object.keys(one.values).length, 0), tried }, findings };
}

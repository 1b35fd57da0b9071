// wapiti at every row: as nobody, and as each of the office. It learns of links and forms from pages;
// so that none is missed, a page of our own holds a link or a form for each row (the second nginx
// shows it), and it goes no further. SQL is sqlmap's; modules that want the network are left out.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryOf } from './send.mjs';

const MODULES = 'crlf,exec,file,permanentxss,redirect,shellshock,sql,xss,htaccess,methods,cookieflags,csp,http_headers';
const DEEP = `${MODULES},backup,blindsql,timesql,xxe`;
// Debian's wapiti 3.0.4 stumbles over Python 3.11 in what makes an expression of -x.
const START = `
import re
from wapitiCore.net import crawler
crawler.wildcard_translate = lambda address: re.compile(re.escape(address) + '$')
from wapitiCore.main.wapiti import wapiti_main
wapiti_main()`;
const sign = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (value) => String(value).replace(/[&<>"]/g, (c) => sign[c]);

const link = (target) => `<a href="${text(target.path + queryOf(target))}">${text(target.name)}</a>`;
const form = (target) => `<form method="post" action="${text(target.path)}"${target.type === 'multipart' ? ' enctype="multipart/form-data"' : ''}>${
  Object.entries(target.values).map(([name, value]) => `<input type="${name === 'file' ? 'file' : 'text'}" name="${text(name)}" value="${text(name === 'file' ? '' : value)}">`).join('')
}<input type="submit"></form>`;

function attack(name, list, { maps: base, out, deep }) {
  const map = `map-${name}.html`, dir = join(out, `wapiti.${name}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(out, 'maps', map), `<!DOCTYPE html><title>rows</title>${list.map((target) => (target.method === 'GET' ? link(target) : form(target))).join('\n')}`);
  const cookie = list.find((target) => target.cookie)?.cookie;
  const options = [
    '-u', `${base.origin}/${map}`, '--scope', 'domain', '-d', '1', '-m', deep ? DEEP : MODULES, '-x', `${base.origin}/office/logout`,
    '--max-links-per-page', '2000', '--max-parameters', '80', '-S', deep ? 'normal' : 'aggressive', '--flush-session', '--no-bugreport', '-v', '0',
    '--skip', 'token', '-f', 'json', '-o', join(dir, 'report.json'), '--store-session', dir, '--store-config', dir, '-t', '20',
    '--max-attack-time', deep ? '3600' : '120', ...(cookie ? ['-H', `Cookie: ${cookie}`] : []),
  ];
  return new Promise((done) => {
    let said = '';
    const run = spawn('/usr/bin/python3', ['-c', START, ...options], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: dir } });
    run.stdout.on('data', (piece) => { said += piece; });
    run.stderr.on('data', (piece) => { said += piece; });
    run.on('close', (code) => {
      writeFileSync(join(dir, 'said.txt'), said);
      const report = existsSync(join(dir, 'report.json')) ? JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) : null;
      done({ name, code, said, report });
    });
  });
}

export default async function wapiti(all, how) {
  const actors = [...new Set(all.map((target) => target.actor))];
  const ends = await Promise.all(actors.map((name) => attack(name, all.filter((target) => target.actor === name && target.type !== 'json'), how)));
  const findings = [];
  for (const { name, code, said, report } of ends) {
    if (!report) findings.push({ what: 'wapiti ended', where: `${name}, code ${code}: ${said.slice(-300)}` });
    for (const kind of ['vulnerabilities', 'anomalies']) {
      for (const [what, list] of Object.entries(report?.[kind] ?? {})) {
        for (const one of list) findings.push({ what, where: `${name}: ${one.method} ${one.path} ${one.parameter ?? ''} ${one.info ?? ''}`, request: one.http_request });
      }
    }
  }
  return { cases: all.length, figures: { rows: all.length, actors: actors.length, modules: (how.deep ? DEEP : MODULES).split(',').length }, findings };
}

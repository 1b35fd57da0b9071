// testssl.sh at the port that nginx/server-example opens. It rates each thing it sees; whatever it
// does not call fine or just information is a finding.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export default async function tls(all, { out, https }) {
  const json = join(out, 'testssl.json');
  const command = ['--quiet', '--color', '0', '--warnings', 'off', '--nodns', 'min', '--ip', '127.0.0.1', '--add-ca', join(out, 'tls/ca.pem'),
    '--jsonfile', json, '--logfile', join(out, 'testssl.txt'), `localhost:${https}`];
  await new Promise((done) => {
    spawn('testssl', command, { stdio: ['ignore', 'ignore', 'ignore'] }).on('close', done);
  });
  const said = JSON.parse(readFileSync(json, 'utf8'));
  const findings = said.filter(({ severity }) => !['OK', 'INFO', 'DEBUG'].includes(severity))
    .map(({ id, severity, finding }) => ({ what: `${severity} ${id}`, where: finding }));
  const grade = said.find(({ id }) => id === 'overall_grade')?.finding;
  return { cases: said.length, figures: { checks: said.length, fine: said.filter(({ severity }) => severity === 'OK').length, ...(grade ? { grade } : {}) }, findings };
}

// A portal of the bench's own, and what is measured of it: docker/local starts it, two more servers
// of the same nginx stand beside it, and its processes' CPU time and memory are read from /proc.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { land, launch, ready, root } from '../portal.mjs';

export { root };
const build = resolve(process.env.BUILD ?? join(root, 'build/release'));
export const WORKERS = 4; // of the public and the lookup pool, and of the bare program

const isFree = (port) => new Promise((done) => {
  const server = createServer();
  server.once('error', () => done(false));
  server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
});

// freePorts(n): the first of n ports in a row that nobody has.
async function freePorts(n) {
  for (let from = Number(process.env.PORT ?? 8400); ; from += n) {
    const free = await Promise.all(Array.from({ length: n }, (_, i) => isFree(from + i)));
    if (free.every(Boolean)) return from;
  }
}

export class Portal {
  // The folder it lives in is used again when it is there.
  constructor(folder) {
    this.run = folder;
    mkdirSync(join(folder, 'www/file'), { recursive: true });
  }

  // Resolves to the seconds until it was ready.
  async start() {
    const port = await freePorts(4);
    this.url = `http://127.0.0.1:${port}`; // as it is
    this.uncached = `http://127.0.0.1:${port + 1}`; // the same without the page cache
    this.floor = `http://127.0.0.1:${port + 2}`; // files, and the bare program
    const log = join(this.run, 'start.log');
    const began = performance.now();
    this.stack = launch(port, this.run, log, {
      BUILD: build, PUBLIC_WORKERS: WORKERS, LOOKUP_WORKERS: WORKERS, DB_POOL: process.env.DB_POOL ?? '1G',
    });
    await ready(this.stack, log);
    this.sockets = readFileSync(join(this.run, 'sockets'), 'utf8').trim();
    return (performance.now() - began) / 1000;
  }

  async stop() {
    this.bare?.kill();
    await land(this.stack);
  }

  // sql(text): rows of strings, as the database's administrator.
  sql(input, options = {}) {
    const out = execFileSync('mariadb', ['--no-defaults', `--socket=${this.sockets}/db.sock`, '--default-character-set=utf8mb4', '-N', '-B', '-r', 'mingbai'],
      { input, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
    return out.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  mingbai(...args) {
    return execFileSync(join(this.run, 'mingbai'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  // settled(): when the office's jobs have caught up with what was written (the search index of new
  // announcements): nothing writes any more for some seconds, or a minute is over.
  async settled() {
    const writes = () => this.sql("SHOW GLOBAL STATUS LIKE 'Innodb_rows_%'").filter(([k]) => !k.endsWith('read')).join();
    for (let was = '', quiet = 0, i = 0; quiet < 3 && i < 60; i++) {
      await sleep(1000);
      const now = writes();
      quiet = now === was ? quiet + 1 : 0;
      was = now;
    }
  }

  // -- two more servers ------------------------------------------------------------------------------

  // serve(files): beside the portal, in the same nginx and with its settings: the portal without the
  // page cache (`bypass` and `no_cache` are inherited by each of its locations; nothing else differs),
  // and the floors. ${files}: [{name, head}], head: the portal's own header lines, for the static ones.
  async serve(files) {
    const server = (url, more) => `server {\nlisten ${new URL(url).host} backlog=4096;\nserver_name 127.0.0.1;\n`
      // So that each request can come from an address of its own, as a county's do.
      + `set_real_ip_from 127.0.0.1;\nreal_ip_header X-Address;\n${more}}\n`;
    const quoted = (value) => `'${value.replaceAll("'", "\\'")}'`;
    const location = ({ name, head }) => `location = /file/${name} {\nbrotli_static on;\netag on;\ncharset utf-8;\ncharset_types text/html;\n`
      + head.map(([key, value]) => `add_header ${key} ${quoted(value)} always;\n`).join('') + '}\n';
    writeFileSync(join(this.run, 'nginx/bench.conf'), `upstream bare { server unix:${this.sockets}/bare.sock; }\n`
      + server(this.uncached, 'fastcgi_cache_bypass 1;\nfastcgi_no_cache 1;\ninclude mingbai/site.conf;\n')
      + server(this.floor, files.map(location).join('')
        + 'set $encoding "";\nlocation / {\nfastcgi_pass bare;\ninclude mingbai/private.conf;\nclient_max_body_size 256k;\nclient_body_buffer_size 256k;\nfastcgi_max_temp_file_size 0;\n}\n'));
    const conf = join(this.run, 'nginx/nginx.conf');
    const text = readFileSync(conf, 'utf8');
    if (!text.includes('include bench.conf;')) writeFileSync(conf, text.replace(/\}\s*$/, '    include bench.conf;\n}\n'));
    this.reload();
    for (let tries = 0; await isFree(Number(new URL(this.floor).port)); tries++) {
      if (tries === 100) throw new Error(`nginx does not take ${this.run}/nginx/bench.conf; see ${this.run}/log/nginx.log`);
      await sleep(50);
    }
    await sleep(1000); // workers from before have gone
  }

  reload() {
    process.kill(this.pid('nginx'), 'SIGHUP');
  }

  // The bare program with as many workers as a pool, and the table it reads.
  async startBare(program) {
    this.sql(`CREATE OR REPLACE TABLE bench_row (id INT PRIMARY KEY, value VARCHAR(100) NOT NULL, seen INT NOT NULL DEFAULT 0);
      INSERT INTO bench_row (id, value) SELECT seq, REPEAT('x', 100) FROM seq_1_to_10000;
      GRANT SELECT, UPDATE ON bench_row TO mingbai_office@localhost;`);
    this.bare = spawn(program, [`${this.sockets}/bare.sock`, String(WORKERS), join(this.run, 'www/file'), `${this.sockets}/db.sock`, 'mingbai_office', join(this.run, 'secret/office')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, LIBFCGI_OS_CLOSE_POLL_TIMEOUT: '150', LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT: '1000' }, // as web/fcgi.c
    });
    while (!existsSync(`${this.sockets}/bare.sock`)) await sleep(20);
  }

  // -- what it takes ---------------------------------------------------------------------------------

  pid(name) {
    return Number(readFileSync(join(this.run, `${name}.pid`), 'utf8'));
  }

  // Of a pool or nginx: the first process and its children.
  pids(name) {
    const first = this.pid(name);
    return [first, ...children(first)];
  }

  // Microseconds of CPU time that the whole stack has had: nginx, pools, database, bare program.
  spent() {
    const all = ['nginx', 'public', 'lookup', 'office', 'db'].flatMap((name) => this.pids(name));
    if (this.bare) all.push(this.bare.pid, ...children(this.bare.pid));
    return all.reduce((sum, pid) => sum + ticks(pid), 0) * TICK;
  }

  // MB: [{rss, pss}] of each process.
  memory(name) {
    return this.pids(name).map((pid) => {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      const kb = (key) => Number(rollup.match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))[1]);
      return { rss: kb('Rss') / 1024, pss: kb('Pss') / 1024 };
    });
  }
}

const TICK = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const children = (pid) => readdirSync(`/proc/${pid}/task`).flatMap((task) =>
  readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number));

function ticks(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

// A portal of its own for the suites that make single calls and single statements fail (nth.mjs,
// refuse.mjs). The scenarios of tests/http are the stories: they play as always, against this portal,
// but between nginx and each pool sits a proxy, and what a suite has not seen yet it may try as often
// as it likes, with this or that failing, before the story goes on as if nothing had been.
//
// That works because triggers write down every row that was written, with the statement that undoes
// it, in the writer's own transaction: what was committed can be looked at and taken back.
//
//   build/MODE/mingbai    each pool with one worker, nth.so before it, on NAME.real.sock
//   RUN_DIR               build/fault/run; PORT; MODE=asan for the sanitizers' build
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import net from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { land, launch, ready, root } from '../portal.mjs';

export { root };
export const POOLS = ['public', 'lookup', 'office'];

// Beside RUN_DIR where that is named, so that several can run at once.
const beside = process.env.RUN_DIR && resolve(process.env.RUN_DIR);
export const reportFile = (name) => (beside ? `${beside}.${name}.json` : join(root, `build/fault/${name}.json`));

// What a request may write or not as time goes: that a session was seen, and counts that have grown old.
const AGES = /^UPDATE session$| finding_(tally|count)$/;

// -- the database, as its administrator --------------------------------------------------------------

// A client that stays: query(SQL) resolves to rows of strings.
class Client {
  #text = ''; #waiting = []; #process;

  constructor(socket) {
    this.#process = spawn('mariadb', ['--no-defaults', `--socket=${socket}`, '--default-character-set=utf8mb4',
      '-N', '-B', '-n', '--force', 'mingbai'], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stdout.setEncoding('utf8').on('data', (text) => this.#take(text));
    this.#process.stderr.setEncoding('utf8').on('data', (text) => { this.wrong = (this.wrong ?? '') + text; });
  }

  #take(text) {
    this.#text += text;
    for (let at; (at = this.#text.indexOf('#done\n')) >= 0;) {
      const lines = this.#text.slice(0, at);
      this.#text = this.#text.slice(at + 6);
      this.#waiting.shift()(lines.split('\n').filter(Boolean).map((line) => line.split('\t')));
    }
  }

  async query(sql) {
    const rows = await new Promise((done) => {
      this.#waiting.push(done);
      this.#process.stdin.write(`${sql};\nSELECT '#done';\n`);
    });
    if (this.wrong) throw new Error(`${this.wrong}: ${sql.slice(0, 300)}`);
    return rows;
  }

  end() { this.#process.stdin.end(); }
}

// What undoes a row's change, as an expression of SQL: `row` is OLD or NEW.
const literal = (row, { name, type }) => /binary|blob|bit/.test(type)
  ? `IFNULL(CONCAT('x''', HEX(${row}.\`${name}\`), ''''), 'NULL')` : `QUOTE(${row}.\`${name}\`)`;
const where = (row, columns) => columns.filter((c) => c.key)
  .map((c) => `'\`${c.name}\` = ', ${literal(row, c)}`).join(", ' AND ', ");
const pairs = (columns, row = 'OLD') => columns.map((c) => `'\`${c.name}\` = ', ${literal(row, c)}`).join(", ', ', ");
const undoing = {
  INSERT: (table, columns) => `CONCAT('DELETE FROM \`${table}\` WHERE ', ${where('NEW', columns)})`,
  UPDATE: (table, columns) => `CONCAT('UPDATE \`${table}\` SET ', ${pairs(columns)}, ' WHERE ', ${where('NEW', columns)})`,
  DELETE: (table, columns, row) => `CONCAT('INSERT INTO \`${table}\` SET ', ${pairs(columns, row)})`,
};

// Every table gets its three diaries, and three triggers that refuse what refuse() says (the
// so-and-so-manieth row of its kind in a request, and all after it). What that is stands in a variable
// of the server that a server without a master has no use for: a trigger that reads a table locks it,
// and stories would be in each other's way. The schema's own triggers keep silent for the procedure
// that undoes. A table without a key has none: what is counted there is not undone.
async function keepDiaries(db) {
  if ((await db.query("SHOW TABLES LIKE 'fault_log'")).length) return; // KEEP=1
  await db.query(`CREATE TABLE fault_log (seq BIGINT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(80) NOT NULL, back LONGTEXT NOT NULL)`);
  const tables = new Map();
  for (const [table, name, type, key, extra] of await db.query(`SELECT c.table_name, c.column_name, c.data_type,
      EXISTS (SELECT 1 FROM information_schema.key_column_usage k WHERE k.constraint_schema = 'mingbai' AND k.constraint_name = 'PRIMARY'
        AND k.table_name = c.table_name AND k.column_name = c.column_name), IF(c.extra = '', '-', c.extra)
      FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = 'mingbai' AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE 'fault%' ORDER BY c.table_name, c.ordinal_position`)) {
    if (/GENERATED/.test(extra)) continue;
    if (!tables.has(table)) tables.set(table, []);
    tables.get(table).push({ name, type, key: key === '1' });
  }
  let sql = '';
  for (const [name] of await db.query("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = 'mingbai' ORDER BY event_object_table, action_timing, event_manipulation, action_order")) {
    const made = (await db.query(`SHOW CREATE TRIGGER \`${name}\``))[0][2].replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\\\/g, '\\');
    const [, head, body] = made.match(/^([^]*?FOR\s+EACH\s+ROW(?:\s+(?:FOLLOWS|PRECEDES)\s+\S+)?)\s+([^]*)$/i) ?? assert.fail(made);
    // (In the order they were made in, which is the one they had.)
    sql += `DROP TRIGGER \`${name}\`$$\n${head.replace(/\s+(FOLLOWS|PRECEDES)\s+\S+$/i, '')} BEGIN IF @fault_undo IS NULL THEN\n${body.replace(/;?\s*$/, ';')}\nEND IF; END$$\n`;
  }
  for (const [table, columns] of tables) {
    if (!columns.some((c) => c.key)) throw new Error(`${table} has no primary key`);
    for (const [event, undo] of Object.entries(undoing)) {
      const what = `${event} ${table}`;
      sql += `CREATE TRIGGER fault_refuse_${event}_${table} BEFORE ${event} ON \`${table}\` FOR EACH ROW
        IF @fault_undo IS NULL AND LOCATE(',${what} ', @@global.init_slave) > 0
            AND (@@global.init_slave LIKE 'all,%' OR (USER() LIKE 'mingbai\\\\_office@%' AND @@max_statement_time = 0)) THEN
          SET @fault_next = SUBSTRING_INDEX(SUBSTRING_INDEX(@@global.init_slave, ',${what} ', -1), ',', 1);
          IF NOT @fault_${event}_${table} <=> @fault_next THEN
            SET @fault_${event}_${table} = @fault_next, @left_${event}_${table} = CAST(SUBSTRING_INDEX(@fault_next, ' ', -1) AS SIGNED);
          END IF;
          SET @left_${event}_${table} = @left_${event}_${table} - 1;
          IF @left_${event}_${table} < 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused, for a test'; END IF;
        END IF$$
        CREATE TRIGGER fault_log_${event}_${table} AFTER ${event} ON \`${table}\` FOR EACH ROW
        IF @fault_undo IS NULL THEN INSERT INTO fault_log (what, back) VALUES ('${what}', ${undo(table, columns)}); END IF$$\n`;
    }
  }
  // What goes along with another table's row fires no trigger of its own.
  for (const [child, column, parent, key] of await db.query(`SELECT k.table_name, k.column_name, k.referenced_table_name, k.referenced_column_name
      FROM information_schema.referential_constraints r JOIN information_schema.key_column_usage k
        ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
     WHERE r.constraint_schema = 'mingbai' AND r.delete_rule = 'CASCADE'`)) {
    sql += `CREATE TRIGGER fault_along_${child} BEFORE DELETE ON \`${parent}\` FOR EACH ROW
      IF @fault_undo IS NULL THEN INSERT INTO fault_log (what, back)
        SELECT 'ALONG ${child}', ${undoing.DELETE(child, tables.get(child), 'c')} FROM \`${child}\` c WHERE c.\`${column}\` = OLD.\`${key}\`; END IF$$\n`;
  }
  sql += `CREATE PROCEDURE fault_undo() BEGIN
      DECLARE done INT DEFAULT 0; DECLARE one LONGTEXT;
      DECLARE list CURSOR FOR SELECT back FROM fault_log ORDER BY seq DESC;
      DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
      SET @fault_undo = 1, foreign_key_checks = 0, unique_checks = 0;
      START TRANSACTION; OPEN list; FETCH list INTO one;
      WHILE done = 0 DO EXECUTE IMMEDIATE one; FETCH list INTO one; END WHILE;
      CLOSE list; DELETE FROM fault_log; COMMIT;
      SET @fault_undo = NULL; END$$\n`;
  await db.query(`DELIMITER $$\n${sql}DELIMITER ;\nSELECT 1`);
}

// -- what goes over a pool's socket ------------------------------------------------------------------

const END = 3, STDIN = 5, STDOUT = 6, PARAMS = 4;

function* records(bytes) {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt16BE(at + 4), next = at + 8 + size + bytes[at + 6];
    if (next > bytes.length) return;
    yield { type: bytes[at + 1], content: bytes.subarray(at + 8, at + 8 + size) };
    at = next;
  }
}

// Whether a whole request has come: its last record is an empty one of standard input.
function isWhole(bytes) {
  for (const { type, content } of records(bytes)) if (type === STDIN && content.length === 0) return true;
  return false;
}

export function paramsOf(bytes) {
  const all = Buffer.concat([...records(bytes)].filter((r) => r.type === PARAMS).map((r) => r.content));
  const found = {};
  for (let at = 0; at < all.length;) {
    const length = () => {
      const long = all[at] & 128, n = long ? all.readUInt32BE(at) & 0x7fffffff : all[at];
      at += long ? 4 : 1;
      return n;
    };
    const n = length(), v = length();
    found[all.toString('latin1', at, at + n)] ??= all.toString('utf8', at + n, at + n + v);
    at += n + v;
  }
  return found;
}

// An answer as nginx would see it; `whole` if the pool ended it.
function answerOf(bytes) {
  const all = [...records(bytes)];
  const out = Buffer.concat(all.filter((r) => r.type === STDOUT).map((r) => r.content));
  const at = out.indexOf('\r\n\r\n');
  const answer = { bytes, whole: all.some((r) => r.type === END) && at > 0, status: 0, headers: {}, text: '' };
  if (at < 0) return answer;
  for (const line of out.toString('latin1', 0, at).split('\r\n')) {
    const [name, value] = line.split(/: (.*)/s);
    answer.headers[name.toLowerCase()] = value;
  }
  answer.status = parseInt(answer.headers.status ?? '200', 10);
  const body = out.subarray(at + 4), encoding = answer.headers['content-encoding'];
  try {
    answer.text = (encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body).toString();
  } catch {
    answer.whole = false;
  }
  return answer;
}

// -- a pool ------------------------------------------------------------------------------------------

const FIELD = { armed: 0, n: 4, on: 8, count: 12, fired: 16, idle: 20, pid: 24, live: 28, stray: 32, closed: 36, connection: 40, trace: 44, name: 48, sites: 80 };
const CONTROL_BYTES = 80 + 65536 * 4;

export class Pool {
  constructor(rig, name) {
    Object.assign(this, { rig, name, file: join(rig.run, `fault.${name}`), real: `${rig.sockets}/${name}.real.sock`, log: join(rig.run, 'log', `${name}.log`) });
    writeFileSync(this.file, Buffer.alloc(CONTROL_BYTES));
    this.control = openSync(this.file, 'r+');
  }

  start() {
    const env = { ...process.env, FAULT_FILE: this.file, LD_PRELOAD: join(root, 'build/fault/nth.so'),
      ASAN_OPTIONS: `verify_asan_link_order=0:allocator_may_return_null=1:log_path=${this.rig.run}/log/asan:detect_leaks=0`,
      UBSAN_OPTIONS: `print_stacktrace=1:log_path=${this.rig.run}/log/asan` };
    const log = openSync(this.log, 'a');
    this.process = spawn(`${this.rig.run}/mingbai.fault`, ['serve', this.name], { env, stdio: ['ignore', log, log] });
    writeFileSync(join(this.rig.run, `${this.name}.pid`), `${this.process.pid}\n`);
  }

  #get(field) {
    const b = Buffer.alloc(4);
    readSync(this.control, b, 0, 4, FIELD[field]);
    return b.readInt32LE(0);
  }
  #set(values) {
    for (const [field, value] of Object.entries(values)) {
      const b = Buffer.alloc(4);
      b.writeUInt32LE(value);
      writeSync(this.control, b, 0, 4, FIELD[field]);
    }
  }

  // children: of this pool's supervisor; jobs: the one that is none.
  children() {
    const pid = this.process.pid;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  }
  jobs() {
    return this.children().find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'mingbai-jobs');
  }

  async #idle(before) {
    for (let i = 0; this.#get('idle') === before; i++) {
      if (i > 6000) throw new Error(`${this.name}: no worker comes back`);
      await (i < 20 ? new Promise(setImmediate) : sleep(i < 200 ? 1 : 10));
    }
  }

  async ready() {
    await this.#idle(0);
    this.pid = this.#get('pid');
  }

  send(bytes) {
    return new Promise((done, failed) => {
      const socket = net.connect(this.real), chunks = [];
      socket.on('error', (error) => ['ECONNREFUSED', 'ENOENT'].includes(error.code) && failed(error));
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('close', () => done(answerOf(Buffer.concat(chunks))));
      socket.write(bytes);
    });
  }

  // One request with its n-th call failing (n 0: none), once or from then on; what there is to say of it.
  async ask(bytes, { n = 0, on = false, trace = false } = {}) {
    const idle = this.#get('idle');
    this.#set({ n, on: on ? 1 : 0, trace: trace ? 1 : 0, stray: 0, armed: 1 });
    writeSync(this.control, Buffer.alloc(32), 0, 32, FIELD.name);
    const answer = await this.send(bytes);
    await this.#idle(idle);
    this.#set({ armed: 0 });
    const name = Buffer.alloc(32);
    readSync(this.control, name, 0, 32, FIELD.name);
    const pid = this.#get('pid'), died = pid !== this.pid;
    this.pid = pid;
    answer.call = name.toString('latin1').replace(/\0.*/s, '');
    for (const field of ['count', 'fired', 'live', 'stray', 'closed']) answer[field] = this.#get(field);
    answer.died = died;
    answer.files = this.openFiles();
    if (trace) {
      const sites = Buffer.alloc((answer.count + 1) * 4);
      readSync(this.control, sites, 0, sites.length, FIELD.sites);
      answer.sites = Array.from({ length: answer.count }, (_, i) => sites.readUInt32LE((i + 1) * 4));
    }
    return answer;
  }

  connection() { return this.#get('connection'); }

  // Open descriptors but for the connection to the database, which may be there or not.
  openFiles() {
    try { return readdirSync(`/proc/${this.pid}/fd`).length - (this.connection() ? 1 : 0); } catch { return 0; }
  }
}

// -- the portal --------------------------------------------------------------------------------------

export class Rig {
  constructor({ mode = process.env.MODE ?? 'release', run = resolve(process.env.RUN_DIR ?? join(root, 'build/fault/run')), port = process.env.PORT ?? '8599' } = {}) {
    Object.assign(this, { mode, run, port, pools: {}, queue: Promise.resolve(), seen: 0 });
  }

  // TIME (600 seconds): what a suite may take; then the story in hand is played to its end, untried.
  hurry() { this.began = 0; this.story?.kill('SIGKILL'); }
  isLate() { return Date.now() - this.began > 1000 * Number(process.env.TIME ?? 600); }

  async start() {
    this.began = Date.now();
    rmSync(process.env.KEEP ? join(this.run, 'nginx') : this.run, { recursive: true, force: true });
    mkdirSync(this.run, { recursive: true });
    const log = join(this.run, 'start.log');
    this.stack = launch(this.port, this.run, log, {
      BUILD: join(root, 'build', this.mode), PUBLIC_WORKERS: '1', LOOKUP_WORKERS: '1', OFFICE_WORKERS: '1',
      DB_OPTIONS: '--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=OFF --innodb-log-file-size=64M', DB_POOL: '256M',
      ASAN_OPTIONS: 'detect_leaks=0',
    });
    await ready(this.stack, log);
    this.sockets = readFileSync(join(this.run, 'sockets'), 'utf8').trim();
    for (const pool of POOLS) execFileSync(join(root, 'docker/local'), [`${pool}-stop`, this.run]);
    this.db = new Client(`${this.sockets}/db.sock`);
    await keepDiaries(this.db);
    const wrapper = readFileSync(join(this.run, 'mingbai'), 'utf8').replace('"$role.sock"', '"$role.real.sock"');
    writeFileSync(join(this.run, 'mingbai.fault'), wrapper, { mode: 0o700 });
    for (const name of POOLS) {
      const pool = this.pools[name] = new Pool(this, name);
      pool.start();
      await pool.ready();
      net.createServer((socket) => this.#take(pool, socket)).listen(`${this.sockets}/${name}.sock`);
    }
    // A story waits as long as its request is tried out.
    rmSync(join(this.run, 'nginx/mingbai'));
    cpSync(join(root, 'nginx'), join(this.run, 'nginx/mingbai'), { recursive: true });
    for (const file of readdirSync(join(this.run, 'nginx/mingbai'))) {
      const path = join(this.run, 'nginx/mingbai', file), text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace(/fastcgi_(read|send)_timeout [^;]*;/g, 'fastcgi_$1_timeout 900s;')
        .replace('fastcgi_cache_lock on;', 'fastcgi_cache_lock on; fastcgi_cache_lock_timeout 900s; fastcgi_cache_lock_age 900s;'));
    }
    process.kill(Number(readFileSync(join(this.run, 'nginx.pid'), 'utf8')), 'SIGHUP');
  }

  async stop() {
    this.story?.kill('SIGKILL');
    await Promise.race([this.queue, sleep(10000)]);
    this.db?.end();
    for (const pool of Object.values(this.pools)) {
      const gone = new Promise((done) => pool.process.once('exit', done));
      pool.process.kill('SIGTERM');
      await Promise.race([gone, sleep(15000)]);
    }
    await land(this.stack);
  }

  // What nginx asks of a pool: one after another, whatever the pool.
  #take(pool, socket) {
    const chunks = [];
    let asked = false;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (asked || !isWhole(bytes)) return;
      asked = true;
      this.queue = this.queue.then(async () => {
        try {
          await this.meet?.(pool, bytes);
        } catch (error) {
          this.broken ??= error;
          console.error(error);
        }
        const answer = await pool.send(bytes);
        socket.end(answer.bytes);
      }).catch((error) => { this.broken ??= error; console.error(error); socket.destroy(); });
    });
  }

  // Nobody else writes while fn runs: the jobs stand still, between two transactions. (What the
  // server says of those is as old as a tenth of a second.)
  async alone(fn) {
    const jobs = this.pools.office.jobs();
    for (let busy = Boolean(jobs), tries = 0; busy;) {
      if (tries++ === 50) throw new Error('somebody keeps a transaction open');
      process.kill(jobs, 'SIGSTOP');
      await sleep(110);
      busy = (await this.db.query('SELECT COUNT(*) FROM information_schema.innodb_trx'))[0][0] !== '0';
      if (busy) process.kill(jobs, 'SIGCONT');
      if (busy) await sleep(200);
    }
    try {
      this.isAlone = true;
      if (this.standing) await this.accept();
      this.others = new Set(await this.#connections());
      for (const pool of Object.values(this.pools)) this.others.delete(pool.connection());
      await this.db.query('DELETE FROM fault_log');
      return await fn();
    } finally {
      this.isAlone = false;
      await this.standing?.();
      if (jobs) process.kill(jobs, 'SIGCONT');
    }
  }

  async #connections() {
    return (await this.db.query("SELECT id FROM information_schema.processlist WHERE user LIKE 'mingbai\\_%'")).map(([id]) => Number(id));
  }

  // What the request before has committed. A connection that was left may still be at work.
  async written(answer) {
    if (answer.closed || answer.died) {
      const ours = Object.values(this.pools).map((pool) => pool.connection());
      for (let i = 0; (await this.#connections()).some((id) => !this.others.has(id) && !ours.includes(id)); i++) {
        if (i > 2000) throw new Error('a connection that was left does not end');
        await sleep(1);
      }
    }
    const all = (await this.db.query('SELECT what FROM fault_log ORDER BY seq')).map(([what]) => what);
    this.isWritten = all.length > 0;
    return all.filter((what) => !AGES.test(what));
  }

  // refuse([['UPDATE ticket', 0]], who): from now on the first of these that comes is refused, and those after
  // it; to `all`, or to the jobs alone (the office's, but without a limit of time). accept(): no more.
  async refuse(list, who = 'all') {
    const words = list.map(([what, nth]) => `${what} ${this.cases = (this.cases ?? 0) + 1} ${nth}`);
    await this.db.query(`SET GLOBAL init_slave = '${words.length ? `${who},${words.join(',')},` : ''}'`);
  }
  accept() { return this.refuse([]); }

  // What written() has seen is taken back.
  async undo() { if (this.isWritten) await this.db.query('CALL fault_undo()'); }
}

// -- the stories -------------------------------------------------------------------------------------

// Plays files of tests/http, or of our own (stories/), one after another; resolves to those that did not
// end well.
// (Tests that stop and start a pool would start one without us.)
const without = { editions: ['--test-name-pattern=/^(?!exactly once, though the office)/'] };
export const scriptOf = (name) => [`tests/fault/stories/${name}.test.mjs`, `tests/http/${name}.test.mjs`].map((path) => join(root, path)).find(existsSync);
export async function play(rig, names) {
  const env = { ...process.env, BASE_URL: `http://127.0.0.1:${rig.port}`, RUN_DIR: rig.run, MINGBAI: join(rig.run, 'mingbai'),
    BUILD_DIR: join(root, 'build', rig.mode), STACK_PID: String(rig.stack.pid) };
  const failed = [];
  for (const name of names) {
    if (rig.isLate()) { failed.push(`${name} (no time)`); continue; }
    if (!without[name] && /local\('\w+-st/.test(readFileSync(scriptOf(name), 'utf8'))) { failed.push(`${name} (stops the pools)`); continue; }
    const began = Date.now();
    const log = openSync(join(rig.run, 'log', `story.${name}.log`), 'w');
    const story = rig.story = spawn('node', ['--test-reporter=spec', ...(without[name] ?? []), scriptOf(name)], { env, stdio: ['ignore', log, log] });
    const code = await new Promise((done) => story.on('exit', done));
    if (code !== 0) failed.push(name);
    process.stderr.write(`${code === 0 ? 'ok  ' : 'FAIL'} story ${name} ${Math.round((Date.now() - began) / 1000)} s\n`);
  }
  return failed;
}

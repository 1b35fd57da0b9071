// What writes besides requests, refused in the same way: the commands of the command line and the jobs
// of the office. For refuse.mjs, which brings the portal (rig.mjs) and keeps the account.
import { spawnSync } from 'node:child_process';
import { openSync, readSync, closeSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { between, same } from './judge.mjs';

export const refused = (text) => text.match(/"event":"db_failed","statement":"(\w+)","error":"refused/)?.[1];

// What was appended to a file since it was `from` bytes long.
export function since(file, from) {
  const n = statSync(file).size - from, bytes = Buffer.alloc(n), fd = openSync(file, 'r');
  readSync(fd, bytes, 0, n, from);
  closeSync(fd);
  return bytes.toString();
}

// -- the commands ------------------------------------------------------------------------------------

export const VILLAGE = '990123100001';
const PASSWORD = 'three-ducks-on-a-pond\n';

// The register of a village as it goes out, with this and that changed, somebody gone and somebody new.
export function register(mingbai, { csv, someone }, village = VILLAGE) {
  const { stdout } = mingbai('export', 'register', '--region', village, '--full');
  const [columns, ...lines] = stdout.replace(/^\ufeff/, '').trim().split(/\r?\n/)
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, a, b]) => (a ?? b).replaceAll('""', '"')));
  const rows = lines.map((cells) => Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ''])));
  const homes = [...new Set(rows.map((row) => row.户编号))].slice(0, 6);
  const kept = rows.filter((row) => homes.includes(row.户编号));
  for (const row of kept.filter(({ 户编号 }) => homes.indexOf(户编号) < 3)) {
    Object.assign(row, { 联系电话: '13900000077', 家庭住址: '新址 1 号', 主要致贫原因: '缺水', 户属性: '低保户',
      帮扶责任人: '陈改派', 帮扶单位: '县改派局', 帮扶电话: '0999-5100077' });
  }
  const leaves = kept.findIndex((row) => row.与户主关系 !== '户主');
  if (leaves >= 0) kept.splice(leaves, 1);
  const plain = { 户编号: `CMD${village.slice(-6)}`, 行政区划代码: village, 组: '一组', 民族: '汉族', 纳入类型: '边缘易致贫户', 户属性: '一般户', 主要致贫原因: '因病、缺水',
    识别日期: '2024-03-01', 当前状态: '在册', 联系电话: '13900000001', 家庭住址: '一组 5 号', 帮扶责任人: '李帮扶', 帮扶单位: '县测试局', 帮扶电话: '0999-5100001' };
  return csv({}, [...kept, { ...plain, 姓名: '张新来', 与户主关系: '户主', 证件号码: someone(Number(village.slice(-3)) * 2, 5) }, { ...plain, 姓名: '王新来', 与户主关系: '配偶', 证件号码: someone(Number(village.slice(-3)) * 2 + 1, 5) }]);
}

// Each command with what it reads; `keep`: what it did stays, for those after it; `few`: it writes thousands
// of rows; `silent`: none, but the file of keys. What is laid aside for a
// file that is on its way (`aside`) may be there when the command fails: the next one clears it away.
const aside = /^\w+ intake_|^(INSERT|UPDATE) audit/;
function* commands(rig, mingbai, made) {
  const file = (name, text) => { const path = join(rig.run, name); writeFileSync(path, text); return path; };
  const days = Array.from({ length: 8 }, (_, i) => `2031-10-0${i + 1},休,国庆节\n`).join('');
  const login = `r${Date.now()}`;
  const user = (...words) => ({ words: ['user', ...words], input: PASSWORD });
  const batch = async () => (await rig.db.query('SELECT MAX(id) FROM intake_batch'))[0][0];
  yield { ...user('add', login, '--name', '某人', '--role', 'clerk', '--region', VILLAGE), keep: true };
  yield user('reset', login);
  yield { ...user('factor', login), before: `INSERT INTO account_factor (account_id, secret_sealed, last_step, since) SELECT id, RANDOM_BYTES(60), 0, UTC_TIMESTAMP() FROM account WHERE login = '${login}';
    INSERT INTO recovery_code (account_id, digest) SELECT id, RANDOM_BYTES(32) FROM account WHERE login = '${login}'`, keep: true };
  yield user('disable', login);
  yield { words: ['setting', 'county_hours', '周一到周五'] };
  yield { words: ['import', 'calendar', file('calendar.csv', `日期,安排,名称\n${days}`), '--year', '2031', '--source', '通知'], keep: true };
  yield { words: ['import', 'calendar', file('calendar.csv', `日期,安排,名称\n${days}`), '--year', '2031', '--source', '又通知'] };
  yield { words: ['import', 'regions', file('streets.csv', 'code,name\n990123998,新添镇\n'), '--county', '990123'] };
  const path = file('register.csv', register(mingbai, made)), words = ['import', 'register', path, '--region', VILLAGE];
  yield { words, keep: true };
  yield { words: async () => ['import', 'drop', await batch()] };
  yield { words: async () => ['import', 'apply', await batch(), '--as', 'fabu'] };
  yield { words: [...words, '--apply'], keep: true };
  yield { words: async () => ['import', 'undo', await batch()] };
  yield { words: ['migrate'], before: 'UPDATE search_state SET rules = 0', few: true, keep: true };
  yield { words: ['keys', 'sign'], silent: true, keep: true };
  yield { words: ['verify', '--sign'] };
  yield { words: ['keys', 'rotate'], silent: true, keep: true };
  yield { words: ['keys', 'reseal'], few: true, again: true }; // by and by; what is done stays done
}

// refuseCommands(rig, note): note(name, outcome, statement) of each case; finding(name, what, detail).
export async function refuseCommands(rig, note, finding) {
  const mingbai = (...words) => {
    const input = typeof words.at(-1) === 'object' ? words.pop().input : '';
    return spawnSync(join(rig.run, 'mingbai'), words, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  };
  process.env.RUN_DIR = rig.run; // lib.mjs looks there as soon as it is loaded
  const made = await import('../http/register_file.mjs');
  for (const command of commands(rig, mingbai, made)) {
    const words = typeof command.words === 'function' ? await command.words() : command.words;
    const name = words.slice(0, 2).join(' ');
    await rig.alone(async () => {
      if (command.before) await rig.db.query(command.before);
      await rig.db.query('DELETE FROM fault_log');
      const run = async () => {
        const answer = mingbai(...words, { input: command.input ?? '' });
        return { ...answer, wrote: await rig.written({}), undone: await rig.undo() };
      };
      const first = await run();
      if (first.status !== 0 || (first.wrote.length === 0 && !command.silent)) finding(name, 'does not do its work', { status: first.status, said: first.stderr.slice(0, 300) });
      const count = new Map();
      for (const what of first.wrote.filter((one) => !one.startsWith('ALONG '))) count.set(what, (count.get(what) ?? 0) + 1);
      // Of many rows of one table some: they may be of several statements.
      const some = (n) => [...new Set(command.few ? [0] : [0, 1, 2, 3, 5, 8, 13, 21, n - 1])].filter((nth) => nth < n);
      for (const [what, nth] of [...count].flatMap(([what, n]) => some(n).map((nth) => [what, nth]))) {
        await rig.refuse([[what, nth]]);
        const answer = await run();
        await rig.accept();
        const statement = refused(answer.stderr), detail = { what, nth, statement, status: answer.status };
        if (!statement) { finding(name, 'was not refused', detail); continue; }
        note(name, `command ends with ${answer.status ?? answer.signal}`, statement);
        if (answer.status !== 3) finding(name, 'does not say that it failed', { ...detail, said: answer.stderr.slice(-300) });
        const half = answer.wrote.filter((one) => !aside.test(one)), whole = first.wrote.filter((one) => !aside.test(one));
        if (half.length && !command.again && !same(half, whole)) finding(name, 'is half written', { ...detail, wrote: between(half, whole) });
        const next = await run();
        if (next.status !== 0 || !same(next.wrote, first.wrote)) finding(name, 'is not right the next time', { ...detail, next: next.status, said: next.stderr.slice(-300), wrote: between(next.wrote, first.wrote) });
      }
      if (command.keep) mingbai(...words, { input: command.input ?? '' });
    });
  }
}

// -- the jobs ----------------------------------------------------------------------------------------

// While the stories play, writes of the jobs are refused: a job that failed is tried again, and what it was
// to do is done; if not, the story waits in vain. (A file of people may fail so often, then it is given up.)
const PATIENCE = 2, TRIES = 8;

export class Jobs {
  #open = new Map(); #what; #failed = 0; #at = 0; #busy = false;

  // wants: the statements to be refused; what: statement -> 'UPDATE table'.
  constructor(rig, wants, what, note) {
    Object.assign(this, { rig, note });
    this.#what = what;
    for (const name of wants) {
      if (!this.#open.has(what(name))) this.#open.set(what(name), { names: new Set(), tries: 0 });
      this.#open.get(what(name)).names.add(name);
    }
  }

  start() {
    this.log = this.rig.pools.office.log;
    this.#at = statSync(this.log).size;
    this.timer = setInterval(() => this.#look(), 200);
    this.rig.standing = () => this.#arm();
    return this.#arm();
  }

  async stop() {
    clearInterval(this.timer);
    this.rig.standing = undefined;
    await this.rig.accept();
  }

  // Another row of the same table the next time: it may be of another statement.
  #arm() {
    const list = this.#failed < PATIENCE ? [...this.#open] : [];
    return this.rig.refuse(list.map(([what, { tries }]) => [what, tries % 4]), 'jobs');
  }

  async #look() {
    if (this.#busy || this.rig.isAlone) return; // (then they stand still)
    this.#busy = true;
    const text = since(this.log, this.#at), whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.#at += Buffer.byteLength(whole);
    let changed = false;
    for (const line of whole.split('\n').filter((one) => !one.includes('"request":'))) {
      if (line.includes('"import_step"') && this.#failed) { this.#failed = 0; changed = true; }
      const name = refused(line), what = name && this.#what(name), open = this.#open.get(what);
      if (!name) continue;
      this.note('the jobs', 'a job is done again', name);
      changed = true;
      if (/^(intake|batch)_/.test(name)) this.#failed++;
      open?.names.delete(name);
      if (open && (open.names.size === 0 || ++open.tries === TRIES)) this.#open.delete(what);
    }
    if (changed && !this.rig.isAlone) await this.#arm();
    this.#busy = false;
  }
}

// What the HTTP scenarios share: where the portal is, raw requests, a visitor with a cookie jar,
// reading pages, and the database as its administrator. Node's own modules only.
//
//   BASE_URL  the portal                      RUN_DIR    its folder, as docker/local made it
//   MINGBAI   RUN_DIR/mingbai                 BUILD_DIR  where the program was built
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { secretOf, totp } from '../totp.mjs';

export { secretOf, totp };

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
export const run = resolve(process.env.RUN_DIR ?? join(root, 'build/run'));
export const mingbai = process.env.MINGBAI ?? join(run, 'mingbai');
export const sockets = () => readFileSync(join(run, 'sockets'), 'utf8').trim();
export const demo = () => JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8'));
export const account = (login) => demo().accounts.find((one) => one.login === login);

// -- requests --------------------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const { hostname, port } = new URL(base);

// request(method, path, {headers, body}): the answer as it came over the wire. `wire` is the number
// of its bytes, head and body; `text` the decoded body. `from` is the visitor's address, `fresh` a
// connection of its own.
export function request(method, path, options = {}) {
  const { headers = {}, body, fresh = false, from } = options;
  return new Promise((done, failed) => {
    const to = {
      hostname,
      port,
      method,
      path,
      headers,
      localAddress: from,
      agent: fresh || from ? false : agent,
    };
    const call = http.request(to, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', failed);
      answer.on('end', () => {
        const raw = Buffer.concat(chunks);
        const head = answer.rawHeaders.reduce((n, part) => n + Buffer.byteLength(part) + 2, 17);
        done({
          method,
          path,
          status: answer.statusCode,
          headers: answer.headers,
          rawHeaders: answer.rawHeaders,
          raw,
          wire: head + raw.length,
          get text() {
            return decoded(answer.headers['content-encoding'], raw).toString('utf8');
          },
        });
      });
    });
    // nginx may have closed a kept connection that was quiet for long: nothing was read of this yet.
    call.on('error', (error) => {
      if (!call.reusedSocket || !['ECONNRESET', 'EPIPE'].includes(error.code)) return failed(error);
      return request(method, path, { ...options, fresh: true }).then(done, failed);
    });
    call.end(body);
  });
}

function decoded(encoding, raw) {
  if (raw.length === 0) return raw;
  if (encoding === 'br') return brotliDecompressSync(raw);
  return encoding === 'gzip' ? gunzipSync(raw) : raw;
}

export const get = (path, headers) => request('GET', path, { headers });

export function post(path, fields, headers = {}) {
  const body = new URLSearchParams(fields).toString();
  return request('POST', path, {
    body,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    },
  });
}

// A browser as far as the portal can tell: keeps cookies, sends forms from the portal's own pages.
export class Visitor {
  cookies = new Map();

  #headers(more) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { ...(cookie ? { Cookie: cookie } : {}), ...more };
  }

  #keep(answer) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair, ...flags] = line.split(/;\s*/);
      const [name, value] = pair.split(/=(.*)/s);
      if (value === '' || flags.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  async get(path, headers) {
    return this.#keep(await get(path, this.#headers(headers)));
  }

  async post(path, fields, headers = {}) {
    return this.#keep(
      await post(path, fields, this.#headers({ 'Sec-Fetch-Site': 'same-origin', ...headers })),
    );
  }

  // send(answer, action, fields): the form of a page, with what it holds and what is typed over it.
  send(answer, action, fields = {}, headers = {}) {
    const form = formOf(answer.text, action);
    return this.post(form.action, { ...form.fields, ...fields }, headers);
  }

  // With what is due at the door: a password of one's own the first time, a second factor where one
  // is wanted. Both are remembered for the next time.
  async signIn({ login, password }) {
    const answer = await this.send(await this.get('/office/login'), '/office/login', {
      login,
      password: owned.get(`${login} ${password}`) ?? password,
    });
    this.token = answer.status === 303 ? token((await this.#pass(login, password)).text) : undefined;
    return answer;
  }

  async #pass(login, password) {
    for (;;) {
      const page = await this.get('/office');
      const step = page.headers.location;
      if (page.status !== 303 || step === '/office/login') return page;
      const form = await this.get(step);
      const own = `${password}-own`;
      const fields = {
        '/office/account/password': () => ({ password: own, again: own }),
        '/office/account/factor': () => ({ code: totp(secretOf(form.text)) }),
        '/office/login/code': () => secrets.has(login) && { code: totp(secrets.get(login)) },
      }[step]();
      assert.ok(fields, `${login} is led to ${step}`);
      const done = await this.send(form, step, fields);
      assert.ok([200, 303].includes(done.status), `${login} passes ${step}: ${words(done.text)}`);
      if (step.endsWith('password')) owned.set(`${login} ${password}`, own);
      if (step.endsWith('factor')) secrets.set(login, secretOf(form.text));
    }
  }
}
const owned = new Map(),
  secrets = new Map();

export async function signedIn(who) {
  const visitor = new Visitor();
  const answer = await visitor.signIn(who);
  assert.equal(answer.status, 303, `${who.login} signs in`);
  return visitor;
}

// until(SECONDS, ask): what ask gives as soon as it is truthy, with the seconds it took.
export async function until(seconds, ask, step = 50) {
  const began = performance.now();
  for (;;) {
    const value = await ask();
    const took = (performance.now() - began) / 1000;
    if (value) return { value, took };
    if (took > seconds) return { value, took };
    await sleep(step);
  }
}

// -- pages -----------------------------------------------------------------------------------------

const entities = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'", nbsp: '\u00a0' };
export const unescape = (s) =>
  s.replace(/&(lt|gt|quot|amp|#39|nbsp);/g, (_, name) => entities[name]);

// The words of a page, as a reader sees them.
export function words(html) {
  const shown = html.replace(/<(script|style|head)\b.*?<\/\1>/gs, ' ').replace(/<[^>]*>/g, ' ');
  return unescape(shown).replace(/\s+/g, ' ').trim();
}

// The page without the moment it was made at, to compare two of them.
export const timeless = (html) => html.replace(/本页更新于 <time[^>]*>[^<]*<\/time>/g, '');

export const attributes = (html, name) =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((m) => unescape(m[1]));

// The rows of a list page: [{href, title, html}].
export function rowsOf(html) {
  const lists = [...html.matchAll(/<ul class="rows">(.*?)<\/ul>/gs)].map((m) => m[1]).join('');
  return [...lists.matchAll(/<li>\s*<h3><a href="([^"]*)">(.*?)<\/a><\/h3>(.*?)<\/li>/gs)].map(
    ([, href, title, rest]) => ({ href: unescape(href), title: unescape(title), html: rest }),
  );
}

export const next = (html) =>
  attributes(html.match(/<a [^>]*rel="next"[^>]*>/)?.[0] ?? '', 'href')[0];
export const token = (html) => unescape(html.match(/name="token" value="([^"]*)"/)?.[1] ?? '');

// The form with this action and what it would send if nothing were typed.
export function formOf(html, action) {
  const forms = [...html.matchAll(/<form [^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
  const found = forms.find(([, where]) => unescape(where) === action);
  assert.ok(found, `a form for ${action}; there are ${forms.map((f) => f[1])}`);
  const fields = {};
  for (const [tag] of found[2].matchAll(/<input [^>]*>/g)) {
    const [name] = attributes(tag, 'name');
    if (name && !/type="checkbox"/.test(tag)) fields[name] = attributes(tag, 'value')[0] ?? '';
  }
  for (const [, name, text] of found[2].matchAll(
    /<textarea [^>]*name="([^"]*)"[^>]*>(.*?)<\/textarea>/gs,
  )) {
    fields[name] = unescape(text.replace(/^\n/, ''));
  }
  for (const [, name, list] of found[2].matchAll(
    /<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs,
  )) {
    fields[name] = attributes(list.match(/<option [^>]* selected>/)?.[0] ?? '', 'value')[0] ?? '';
  }
  return { action: unescape(found[1]), fields };
}

// The head every answer has, whoever made it. `code` is for the message.
export function assertHead(answer, what = `${answer.method} ${answer.path} ${answer.status}`) {
  const expected = {
    'x-content-type-options': /^nosniff$/,
    'x-frame-options': /^DENY$/,
    'referrer-policy': /^(same-origin|no-referrer)$/,
    'permissions-policy': /camera=\(\).*geolocation=\(\).*microphone=\(\)/,
    'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/,
    'content-security-policy': /^default-src 'none';/,
  };
  for (const [name, value] of Object.entries(expected)) {
    const sent = answer.rawHeaders.filter((part, i) => i % 2 === 0 && part.toLowerCase() === name);
    assert.equal(sent.length, 1, `${what}: ${name} is there once`);
    assert.match(answer.headers[name], value, `${what}: ${name}`);
  }
  const policy = answer.headers['content-security-policy'];
  assert.ok(policy.includes("img-src 'self' data:;"), what); // the icon stands in the page
  assert.doesNotMatch(policy.replace(' data:', ''), /unsafe|\*|data:|https?:/, what);
  for (const rule of [
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "script-src 'self'",
  ]) {
    assert.ok(policy.includes(rule), `${what}: ${rule}`);
  }
  assert.doesNotMatch(answer.headers.server ?? '', /\d/, `${what}: no version`);
  assert.equal(answer.headers['x-powered-by'], undefined, what);
}

// The head of an attachment: whatever a browser makes of it, nothing in it runs.
export function assertAttachmentHead(answer) {
  assert.match(answer.headers['content-disposition'], /^attachment; filename\*=UTF-8''/, answer.path);
  for (const [name, value] of [
    ['content-security-policy', "default-src 'none'; sandbox; script-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['cross-origin-resource-policy', 'same-origin'],
  ]) {
    const sent = answer.rawHeaders.filter((part, i) => i % 2 === 0 && part.toLowerCase() === name);
    assert.equal(sent.length, 1, `${answer.path}: ${name} is there once`);
    assert.equal(answer.headers[name], value, `${answer.path}: ${name}`);
  }
}

// The head of a static file: only what means something there, since it weighs on the first visit.
export function assertFileHead(answer) {
  assert.equal(answer.headers['x-content-type-options'], 'nosniff', answer.path);
  assert.equal(answer.headers['content-security-policy'], "default-src 'none'", answer.path);
  assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin', answer.path);
  assert.doesNotMatch(answer.headers.server ?? '', /\d/, answer.path);
}

// The script elements of a page: [all of it, attributes, content].
export const scripts = (page) => [...page.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];

const icon = readFileSync(join(root, 'build/gen/asset.h'), 'utf8').match(/INLINE_icons_favicon_svg "(.*)"/)[1];

// The page without the style, script and icon of ours that stand in it: those whose hashes its policy
// names, which are those of the build, and the build's icon. Anything else that calls itself so stays.
export function plain(answer) {
  const policy = answer.headers['content-security-policy'] ?? '';
  return answer.text.replaceAll(`"${icon}"`, '"#icon"').replace(/<(style|script)>(.*?)<\/\1>/gs, (all, tag, inside) => {
    const hash = createHash('sha256').update(inside).digest('base64');
    return policy.includes(`${tag}-src 'self' `) && policy.includes(`'sha256-${hash}'`) ? '' : all;
  });
}

// A page holds no tag, attribute or address that came from somebody's words. (The tests that write
// hostile words allow themselves links to https://x.example/.)
export function assertPlain(answer) {
  const page = plain(answer);
  assert.doesNotMatch(page, /<script>|<style|<img src=x/i, answer.path);
  for (const found of page.match(/<[a-z!/][^>]*>/gi) ?? []) {
    const quoted = found.slice(1).replace(/"[^"]*"/g, '""');
    assert.doesNotMatch(quoted, /\s(on[a-z]+|style)\s*=|'|</i, `${answer.path}: ${found}`);
    for (const name of ['href', 'src', 'action']) {
      for (const value of attributes(found, name)) {
        assert.match(
          value,
          /^(\/(?!\/)|#|tel:\d*$|otpauth:\/\/totp\/|https:\/\/x\.example\/)/,
          `${answer.path}: ${found}`,
        );
      }
    }
  }
  for (const [tag, attrs, inside] of scripts(page)) {
    if (attrs === ' type="application/ld+json"') JSON.parse(inside);
    else assert.equal(inside, '', answer.path);
    assert.doesNotMatch(inside, /[<>&]/, `${answer.path}: ${tag}`);
  }
  assertHead(answer);
}

// -- the program, the database, the rows of the route table ------------------------------------------

export function command(...args) {
  const options = typeof args.at(-1) === 'object' ? args.pop() : {};
  const { status, stdout, stderr } = spawnSync(options.program ?? mingbai, args, {
    input: options.input ?? '',
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

// Which role may what: what DOMAIN.md and model/county/account.h promise, said here once more.
const everybody = ['clerk', 'editor', 'publisher', 'admin', 'auditor'];
const keepers = ['clerk', 'editor', 'publisher'];
export const RIGHTS = {
  anyone: [null, ...everybody],
  signed_in: everybody,
  read: [...keepers, 'auditor'],
  leave: everybody,
  give_code: everybody,
  set_password: everybody,
  set_factor: everybody,
  keep: keepers,
  answer: keepers,
  write: ['editor', 'publisher'],
  publish: ['publisher'],
  reveal: ['publisher'],
  export: ['publisher'],
  staff: ['admin', 'auditor'],
  manage: ['admin'],
  banner: ['admin'],
  audit: ['auditor'],
};
export const ROLES = everybody;
// can(role, row): a row's permission is one of this role's; null: a stranger.
export const can = (role, row) => RIGHTS[row.right].includes(role);

// pool method path may keeps body bare right fields, as in serve/routes.c; right: the word for may,
// fields: the names its form reads.
export function routes() {
  return command('routes')
    .stdout.split('\n')
    .filter(Boolean)
    .map((line) => {
      const [pool, method, path, may, keeps, body, bare, right, fields] = line.split('\t');
      return {
        pool,
        method,
        path,
        may: Number(may),
        keeps: Number(keeps),
        body: Number(body),
        bare: bare === 'bare',
        right,
        fields: fields ? fields.split(',') : [],
      };
    });
}

// mysql(query): rows of strings, as the database's administrator. NULL is the word NULL.
export function mysql(query) {
  const text = execFileSync(
    'mariadb',
    [
      '--no-defaults',
      `--socket=${sockets()}/db.sock`,
      '--default-character-set=utf8mb4',
      '-N',
      '-B',
      '-r',
      'mingbai',
    ],
    { input: query, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

// quote(text): as a string of SQL.
export const quote = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

// tries(role, queries): one after another as the account of a pool or `admin`; for each the error it
// met, or null.
export function tries(role, queries) {
  const { stderr, error } = spawnSync(
    'mariadb',
    [
      '--no-defaults',
      `--socket=${sockets()}/db.sock`,
      `--user=mingbai_${role}`,
      '--default-character-set=utf8mb4',
      '--force',
      '--local-infile=1',
      '-N',
      '-B',
      'mingbai',
    ],
    {
      input: queries.map((query) => `${query};\n`).join(''),
      encoding: 'utf8',
      env: { ...process.env, MYSQL_PWD: readFileSync(join(run, 'secret', role), 'utf8').trim() },
    },
  );
  assert.ifError(error);
  const met = queries.map(() => null);
  for (const [, line, text] of stderr.matchAll(/^ERROR \d+ \(\w+\) at line (\d+): (.*)$/gm))
    met[line - 1] = text;
  return met;
}

// local('db-stop'): the commands docker/local has for tests.
export function local(what) {
  const { status, stderr } = spawnSync(join(root, 'docker/local'), [what, run], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  assert.equal(status, 0, `docker/local ${what}: ${stderr}`);
}

// Rate limits of nginx: 'off' while a suite asks more than a village would, 'on', or 'back' as they
// were when the suite began.
const limitsBefore = /default "";/.test(readFileSync(join(run, 'nginx/limits.conf'), 'utf8'))
  ? 'off'
  : 'on';
export async function limits(how) {
  local(`limits-${how === 'back' ? limitsBefore : how}`);
  agent.destroy(); // connections kept by workers that are on their way out
}

// Forgets failed sign-ins, so that suites can be run again and again from one address.
export const forgetTries = () => mysql("DELETE FROM throttle WHERE kind LIKE 'login%'");

// -- time and numbers ------------------------------------------------------------------------------

// The day in Shanghai of a moment in milliseconds: {year, month, day, start}.
export function shanghai(ms) {
  const d = new Date(ms + 8 * 3600e3);
  const start = Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - 8 * 3600e3;
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), start };
}

export const unique = () => `${process.pid.toString(36)}${Date.now().toString(36)}`;

// -- the pools as seen by who runs them ------------------------------------------------------------

export const POOLS = ['public', 'lookup', 'office'];

// The samples of Prometheus' text format; throws on a line it does not know.
function samples(text) {
  const found = new Map(),
    types = new Map();
  assert.ok(text.endsWith('\n'));
  for (const line of text.trim().split('\n')) {
    const type = line.match(/^# TYPE ([a-z_]+) (counter|gauge|histogram)$/);
    if (type) types.set(type[1], type[2]);
    if (line.startsWith('#')) {
      assert.match(line, /^# (TYPE [a-z_]+ \w+|HELP [a-z_]+ .+)$/);
      continue;
    }
    const [, name, labels, value] =
      line.match(/^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (-?\d+(?:\.\d+)?|\+Inf)$/) ??
      assert.fail(line);
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    assert.ok(types.has(family), `${name} has a type`);
    assert.ok(!found.has(name + labels), `${line} twice`);
    found.set(`${name}${labels ?? ''}`, Number(value));
  }
  return found;
}

// The figures of a pool: a map from name and labels to the number.
export const figuresOf = async (pool) =>
  samples((await get(pool === 'public' ? '/metrics' : `/metrics/${pool}`)).text);

// The processes of a pool that answer.
export function workers(pool) {
  const parent = readFileSync(join(run, `${pool}.pid`), 'utf8').trim();
  return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

// A list nobody has asked for yet, so that it is not in the page cache.
let last = 8e15 - Math.floor(Math.random() * 1e14);
export const unseen = (list = '/notices') => `${list}?before=4102444800-${last--}`;
// A number no document has.
export const unknown = () => last--;

// What is measured, and against which floor: the portal's pages, its status query and the saving of
// a draft, each beside nginx with a file of the same bytes or the bare program with the same bytes and
// as many SELECTs as the page is counted to make.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESS, BR, TURN, ask, form, get, load } from './load.mjs';
import { median, nobody, peopleOf } from './pool.mjs';

const DRAFTS = 64;

// Questions of residents who are found, and of the same with a number that nobody has. Each from an address of its own, so that no limit answers in the pool's place.
const question = (fields) => form('/status', fields, { 'X-Address': ADDRESS });
const hits = (people) => people.map(question);
// Five misses of one number are free: numbers enough, and others each time.
const misses = (people) => Array(5).fill(people).flat().map(({ name }) => question({ name, id_number: nobody() }));

// signIn(portal, login): a visitor who is signed in, as tests/http has it.
export async function signIn(portal, login) {
  process.env.BASE_URL = portal.url;
  process.env.RUN_DIR = portal.run;
  const { account, signedIn } = await import(`../http/lib.mjs?${portal.url}`);
  return signedIn(account(login));
}

// Saves of drafts as the page's own script sends them, each with something new (what is not would not
// be written), each of the next draft: no two at once meet.
async function saves(portal) {
  const editor = await signIn(portal, 'bianji');
  const { draft } = await import('../http/staff.mjs');
  const { formOf } = await import('../http/lib.mjs');
  const all = [];
  for (let i = 0; i < DRAFTS; i++) {
    const path = `/office/articles/${await draft(editor, 'notice', { title: `量一量 ${i}` })}/edit`;
    const { fields } = formOf((await editor.get(path)).text, path);
    const cookie = [...editor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    all.push(form(path, { ...fields, body: `${fields.body}${'写。'.repeat(200)}${TURN}`, do: 'auto', turn: TURN }, { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }));
  }
  return all;
}

const firstOf = async (portal, list) => (await ask(portal.url, get(list))).body.toString().match(/<h3><a href="([^"]+)"/)[1];

// subjects(portal, csv): [{name, url, requests, group, bar, connections}]; group: cached or not.
export async function subjects(portal, csv) {
  const people = peopleOf(readFileSync(csv, 'utf8'));
  const policy = await firstOf(portal, '/policies'), notice = await firstOf(portal, '/notices?state=open');
  const pages = { home: '/', policy, notice };
  const cached = Object.entries(pages).map(([name, path]) => ({
    name: `cached ${name}`, file: `${name}.html`, group: 'cached', bar: 0.8, url: portal.url, requests: [get(path, BR)], connections: 32,
  }));
  cached.push({ name: 'cached policy, identity', file: 'policy.html', group: 'cached', url: portal.url, requests: [get(policy)], connections: 32 });
  const bare = (name, path, bar, headers) => ({ name, group: 'page', pool: 'public', bar, url: portal.uncached, requests: [get(path, headers)], connections: 16 });
  return [
    ...cached,
    bare('policy', policy, 0.6), bare('notice', notice, 0.6),
    bare('policy, compressed on the way', policy, null, BR), bare('list of notices', '/notices'),
    bare('search', '/search?q=%E4%BD%8E%E4%BF%9D'), bare('figures', '/figures'),
    { name: 'status, found', group: 'status', pool: 'lookup', bar: 0.6, url: portal.uncached, requests: hits(people), connections: 64 },
    { name: 'status, not found', group: 'status', pool: 'lookup', bar: 0.6, url: portal.uncached, get requests() { return misses(people); }, connections: 64 },
    { name: 'save of a draft', group: 'office', pool: 'office', url: portal.uncached, requests: await saves(portal), connections: 16 },
  ];
}

const HOP = /^(server|date|content-type|content-length|content-encoding|transfer-encoding|connection|etag|last-modified)$/;

// floors(portal, list): writes what the floors send, counts what each subject asks of the database,
// and gives it its floor: {floor, requests, selects, writes}. Starts nginx's two servers.
export async function floors(portal, list) {
  const folder = join(portal.run, 'www/file'), heads = new Map();
  for (const one of list.filter((s) => s.file)) {
    const bytes = async (headers) => ask(portal.url, get(one.requests[0].path, headers));
    const plain = await bytes({}), packed = await bytes(BR);
    writeFileSync(join(folder, one.file), plain.body);
    writeFileSync(join(folder, `${one.file}.br`), packed.body);
    heads.set(one.file, Object.entries(packed.headers).filter(([name]) => !HOP.test(name)));
    one.floor = { url: portal.floor, requests: [get(`/file/${one.file}`, one.requests[0].headers)] };
  }
  await portal.serve([...heads].map(([name, head]) => ({ name, head })));
  for (const [i, one] of list.entries()) {
    if (!one.file) await bareFloor(portal, one, i, folder);
  }
}

// The answer as the program sends it to nginx, which adds its own lines as it does for the program.
async function bareFloor(portal, one, i, folder) {
  const name = `answer-${String.fromCharCode(97 + i)}`;
  const answer = await ask(one.url, one.requests[0]);
  if (answer.status >= 400) throw new Error(`${one.name}: ${answer.status}`);
  const inlined = answer.headers['content-security-policy'].match(/style-src 'self'([^;]*)/)[1].trim();
  const kept = ['content-type', 'etag', 'content-encoding', 'cache-control', 'vary'].filter((h) => answer.headers[h]);
  const head = [`Status: ${answer.status} OK`, ...kept.map((h) => `${h}: ${answer.headers[h]}`), 'X-Accel-Expires: 0', ...(inlined ? [`X-Inlined: ${inlined}`] : [])];
  writeFileSync(join(folder, name), Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), answer.body]));
  Object.assign(one, await counted(portal, one));
  const { requests } = one;
  const at = (selects, writes) => requests.slice(0, 64).map((r) => ({ ...r, path: `/${selects}/${writes}/${name}` }));
  one.floor = { url: portal.floor, requests: at(one.selects, 0) };
  if (one.writes > 0) one.writing = { url: portal.floor, requests: at(one.selects, one.writes) };
}

// How many SELECTs and writes a request makes in the middle of others (some things are read once a
// second), by what the server counts of the pool's own account: the office's jobs go on beside it.
async function counted(portal, one) {
  const TIMES = 120, { requests } = one;
  const status = () => portal.sql(`SELECT select_commands, update_commands FROM information_schema.user_statistics WHERE user = 'mingbai_${one.pool}'`)[0]?.map(Number) ?? [0, 0];
  portal.sql('SET GLOBAL userstat = ON; FLUSH USER_STATISTICS;');
  for (let i = 0; i < TIMES; i++) await ask(one.url, requests[i % requests.length]);
  const [selects, writes] = status().map((n) => Math.round(n / TIMES));
  portal.sql('SET GLOBAL userstat = OFF;');
  return { selects, writes };
}

// The floors among themselves: what a file costs, what the bare program, and what each SELECT.
export function ladder(portal, list) {
  const policy = list.find((one) => one.name === 'policy'), [request] = policy.floor.requests;
  const name = request.path.split('/').at(-1);
  const bare = (n) => ({ name: `bare program, ${n} SELECT${n === 1 ? '' : 's'}`, url: portal.floor, requests: [{ ...request, path: `/${n}/0/${name}` }], connections: 16 });
  return [
    { name: 'nginx, file', url: portal.floor, requests: [get('/file/policy.html')], connections: 32 },
    { name: 'nginx, file, compressed before', url: portal.floor, requests: [get('/file/policy.html', BR)], connections: 32 },
    bare(0), bare(1), bare(3),
  ];
}

const spread = (list) => ({ median: median(list), least: Math.min(...list), most: Math.max(...list) });
const shown = (runs) => ({ rate: median(runs.map((r) => r.rate)), cpu: median(runs.map((r) => r.cpu)), p50: median(runs.map((r) => r.p50)), p99: median(runs.map((r) => r.p99)) });

export async function climb(portal, steps, { rounds, seconds }) {
  const runs = steps.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, step] of steps.entries()) runs[i].push(await load(portal, step.url, step.requests, { ...step, seconds }));
  }
  return steps.map((step, i) => ({ name: step.name, ...shown(runs[i]) }));
}

// compare(portal, one, …): floor, subject, floor, subject …; each subject beside the mean of the
// floors around it.
export async function compare(portal, one, { rounds, seconds }) {
  const options = { connections: one.connections, seconds };
  const measure = (what) => load(portal, what.url, what.requests, options);
  await load(portal, one.url, one.requests, { ...options, seconds: 1 });
  const floor = [await measure(one.floor)], subject = [], writing = [];
  for (let round = 0; round < rounds; round++) {
    subject.push(await measure(one));
    floor.push(await measure(one.floor));
    if (one.writing) writing.push(await measure(one.writing));
  }
  const around = (key) => (run, i) => (floor[i][key] + floor[i + 1][key]) / 2 / run[key];
  return {
    name: one.name, group: one.group, selects: one.selects, writes: one.writes, bar: one.bar ?? null,
    floor: shown(floor), subject: shown(subject),
    ratio: spread(subject.map((run, i) => 1 / around('rate')(run, i))), // of requests a second
    cpu_ratio: spread(subject.map(around('cpu'))), // the floor's CPU time by the subject's
    ...(writing.length ? { writing: { ...shown(writing), ratio: spread(subject.map((run, i) => run.rate / writing[i].rate)), cpu_ratio: spread(subject.map((run, i) => writing[i].cpu / run.cpu)) } } : {}),
  };
}

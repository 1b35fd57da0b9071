// What the scanners are sent to: every row of the route table with every field its form reads, as
// whoever may ask for it. Addresses and what they want besides are those of the HTTP scenarios
// (rows.mjs, examples.mjs); a field that none of them fills has something of its kind here.
import { Visitor, account, can, demo, routes, signedIn, token } from '../http/lib.mjs';
import { colleague, concrete, fields, here, prepare, queries, someone } from '../http/examples.mjs';
import { address } from '../http/rows.mjs';
import { passOf } from '../http/pass.mjs';
import { COUNTY, HERE, open, tag } from '../http/staff.mjs';

const password = 'scanned-from-all-sides';
// Three of the office between them may ask for every row of it; a fourth for what ends sessions.
const actors = {
  nobody: { role: null },
  publisher: { role: 'publisher', region: HERE },
  admin: { role: 'admin', region: COUNTY },
  auditor: { role: 'auditor', region: HERE },
  leaver: { role: 'clerk', region: HERE },
};
const ends = /^\/office\/(logout|login|account)/;
const actorOf = (row) =>
  row.pool !== 'office' || row.right === 'anyone' ? 'nobody'
    : ends.test(row.path) && row.method === 'POST' ? 'leaver'
      : ['publisher', 'admin', 'auditor'].find((name) => can(actors[name].role, row));

// One value for a name, of the kind the form wants.
const resident = demo().residents[0];
const usual = {
  ...{ name: resident.name, id_number: resident.id_number, household_code: resident.household_code, query_code: resident.query_code },
  area: 'health', level: 'county', region: HERE, year: '2026', before: '1790000000-1', after: '1', type: 'notice', state: 'open',
  kind: 'notice', q: '危房', size: 'elder', back: '/', parent: COUNTY, hash: 'a'.repeat(64), rule: 'no_visit', on: '2026-03-05',
  from: '2026-01-01', to: '2026-12-31', issued_on: '2026-03-05', effective_from: '2026-03-05', effective_to: '2027-03-05',
  day: '2026-12-01', hour: '9', login: 'nobody1', role: 'clerk', password: 'not-the-right-one', old: 'not-the-right-one',
  phone: '0999-5100123', version: '1', do: 'save', deed: 'ask', about: 'people', term: '低保', action: 'sign_in', secret: 'abcd-efgh',
  number: 'A1', months: '3', amount: '100', paid_on: '2026-03-05', papers: 'resident', relation: '配偶', joining: 'moved', leaving: 'moved',
};

// The fields that a row without a form reads by itself.
const own = { 'POST /find': ['who', 'work', 'home', 'region'] };

function target(row, who) {
  const name = `${row.method} ${row.path}`;
  const path = row.pool === 'office' ? concrete(row) : address(row.path);
  const given = row.pool === 'office' ? { ...Object.fromEntries(new URLSearchParams(queries[row.path]?.() ?? '')), ...fields(row) } : {};
  const sent = [...row.fields, ...(own[name] ?? [])].map((field) => [field, given[field] ?? usual[field] ?? '1']);
  if (row.path === '/status/voice' || row.path === '/tickets/more') sent.find(([field]) => field === 'pass')[1] = passOf(1, 36000);
  const values = Object.fromEntries(sent);
  if (row.pool === 'office' && row.method === 'POST') values.token = who.token;
  const file = row.fields.includes('file');
  return {
    name, method: row.method, path, values, pool: row.pool,
    keeps: row.keeps, bare: row.bare, actor: actorOf(row),
    type: row.method === 'GET' ? 'query' : file ? 'multipart' : row.path.startsWith('/api/') ? 'json' : 'form',
    cookie: who.cookie,
  };
}

// targets(): all of them. Rows that say how the program itself is are asked for nothing.
export async function targets() {
  await open();
  someone(password);
  for (const [name, actor] of Object.entries(actors)) {
    actor.visitor = new Visitor();
    if (actor.role) {
      const login = `s${tag}${name.slice(0, 2)}`;
      colleague(login, actor.role, actor.region);
      actor.visitor = await signedIn({ login, password });
    } else {
      actor.visitor.token = token((await actor.visitor.get('/office/login')).text);
    }
    actor.token = actor.visitor.token;
    actor.cookie = [...actor.visitor.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  }
  await prepare();
  return routes().filter((row) => !/^\/(healthz|readyz|metrics)$/.test(row.path) || row.pool === 'public')
    .map((row) => target(row, actors[actorOf(row)]));
}

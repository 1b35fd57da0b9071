// Every statement of sql/query under EXPLAIN, with plausible parameters, against the demo county: on
// tables that grow none reads everything. (The demo county is small; the server is told to think of
// every look into an index as cheap, as it is in a large one.)
//
// RUN_DIR: a running portal of ours, for its database's socket.
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const run = process.env.RUN_DIR ?? 'build/run';
const root = new URL('../..', import.meta.url).pathname;
const socket = join(readFileSync(join(run, 'sockets'), 'utf8').trim(), 'db.sock');

// Tables that grow with the county and with time.
const growing = new Set(['household', 'person', 'membership', 'spell', 'event', 'payment', 'case_file',
  'measure', 'assignment', 'lookup_log', 'edition', 'edition_work', 'edition_hand', 'document', 'notice_entry', 'audit', 'throttle',
  'session', 'proof_spent', 'ticket', 'ticket_file', 'visit', 'finding_note', 'slip_batch', 'slip', 'visit_answer',
  'change_request', 'fit_condition', 'attachment', 'attachment_check', 'attachment_finding', 'ledger_leaf', 'ledger_node', 'ledger_head', 'effort', 'effort_edition', 'effort_step',
  'effort_payment', 'effort_batch', 'effort_said', 'figure', 'figure_count',
  'search_document', 'search_posting', 'search_word', 'form_once']);

// What may read a growing table whole, and why.
const allowed = {
  reseal_counts: 'a command, once, to say how much there is to do',
  reseal_people_under: 'a command, once; an index for it would cost every import',
  reseal_codes_under: 'a command, once',
  reseal_text_counts: 'a command, once, to say how much there is to do',
  reseal_texts_under: 'a command, once',
  ledger_past: 'a command, once in the life of an installation',
  ledger_missing: 'a command that reads everything published anyway',
  ticket_under: 'a command, once',
  posting_everything: 'a command, when the index is made anew',
  session_sweep: 'by two ages; a session is forgotten after eight hours, so the table stays small',
};

function sql(text) {
  const args = ['--no-defaults', `--socket=${socket}`, `--user=${userInfo().username}`, '--batch', 'mingbai'];
  return execFileSync('mariadb', args, { input: text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
const table = (text) => {
  const [head, ...rows] = text.trim().split('\n').map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
};

// name, parameters and SQL of each statement, as gen/sql.c reads them.
function statements(file) {
  const found = [];
  const lines = readFileSync(join(root, 'sql/query', file), 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i].startsWith('-- statement ')) continue;
    let head = lines[i].slice('-- statement '.length);
    while (/^-- {2,}/.test(lines[i + 1])) head += ` ${lines[++i].slice(2).trim()}`;
    let body = '';
    while (lines[++i] !== undefined && !/^-- (statement|row) /.test(lines[i])) {
      if (!lines[i].startsWith('--')) body += `${lines[i]}\n`;
    }
    i--;
    const [, name, params] = head.match(/^(\w+)\(([^)]*)\)/);
    found.push({ name, body: body.trim().replace(/;$/, ''), params: params.split(',').map((p) => p.trim()).filter(Boolean)
      .map((p) => p.split(/\s+/)) });
  }
  return found;
}

// Plausible values; what is not named here goes by its type.
const one = (text) => { try { return table(sql(text))[0]; } catch { return undefined; } };
const household = one('SELECT id, code, region FROM household ORDER BY id LIMIT 1 OFFSET 5');
const known = {
  id: household.id, household_id: household.id, code: `'${household.code}'`, region: `'${household.region}'`,
  parent: "'990123'", kind: "'policy'", state: "'published'", area: "'health'", level: "'county'",
  type: "'list'", list: "'[]'", most: '20', count: '20', login: "'fabu'", like: "'990123%'", prefix: "'990123%'",
  low: "'990123'", high: "'9901240'", before_id: '1000000', after: '1', key: '1',
};
const typed = {
  int: '1', text: "'a'", bytes: "UNHEX(REPEAT('ab', 32))", moment: "'2026-06-01 00:00:00'", day: "'2026-06-01'",
  money: '100', bool: '1',
};
const value = (name, type) => (known[name] && !(name === 'key' && type === 'bytes') ? known[name] : typed[type]);

// The tables behind the names that EXPLAIN shows.
function aliases(body) {
  const map = {};
  for (const [, name, alias] of body.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?:AS\s+)?(?!(?:WHERE|JOIN|LEFT|ON|ORDER|SET|LIMIT|STRAIGHT_JOIN|FORCE|GROUP|USING)\b)([a-z]\w*))?/g)) {
    map[alias ?? name] = name;
  }
  return map;
}
const ofView = (name) => name.replace(/^(published|lookup)_/, '').replace(/^entry$/, 'notice_entry')
  .replace(/^leaf$/, 'ledger_leaf').replace(/^file$/, 'attachment').replace(/^question$/, 'ticket');

const used = new Set();

describe('the plan of', () => {
  for (const file of readdirSync(join(root, 'sql/query')).filter((name) => name.endsWith('.sql')).sort()) {
    for (const { name, body, params } of statements(file)) {
      it(`${name} (${file})`, () => {
        let text = body;
        for (const [param, type] of params) {
          text = text.replaceAll(new RegExp(`:${param}\\b`, 'g'), value(param, type));
        }
        if (/^(SET SESSION|((UNLOCK|LOCK|TRUNCATE) TABLES?))\b/.test(body)) return; // has no plan
        const plan = table(sql(`SET SESSION max_seeks_for_key = 1; EXPLAIN ${text};`));
        if (/^INSERT\b/.test(body) && !/\bSELECT\b/.test(body)) return; // writes one row, reads none
        const names = aliases(body);
        for (const row of plan) {
          const base = ofView(names[row.table] ?? row.table);
          if (!growing.has(base) || row.select_type === 'INSERT') continue;
          const sorted = /filesort|temporary/.test(row.Extra ?? '');
          const whole = row.type === 'ALL' || (row.type === 'index' && !(/\bLIMIT\b/.test(body) && !sorted));
          if (whole && name in allowed) {
            used.add(name);
            continue;
          }
          assert.ok(!whole, `reads all of ${base}: type ${row.type}, key ${row.key}, rows ${row.rows}, ${row.Extra}`);
        }
      });
    }
  }

  it('no statement: the list of exceptions holds only what is one', () => {
    assert.deepEqual([...used].sort(), Object.keys(allowed).sort());
  });

  it('a statement that reads everything would be seen', () => {
    const bad = table(sql("SET SESSION max_seeks_for_key = 1; EXPLAIN SELECT id FROM payment WHERE batch = 'a';"));
    assert.equal(bad[0].type, 'ALL');
  });
});

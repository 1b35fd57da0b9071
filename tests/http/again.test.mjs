// Two who wait for each other: the database sends one of them back, and nobody hears of it. What he
// sent is done again, once. And who had no answer sends his form again: it is done once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, it } from 'node:test';
import { join } from 'node:path';
import { formOf, mysql, sockets, until, words } from './lib.mjs';
import { HERE, close, draft, one, open, people, tag } from './staff.mjs';

before(open);
after(close);

// Somebody at the database's own client, who does one thing after the other.
function officer() {
  const client = spawn('mariadb', ['--no-defaults', `--socket=${join(sockets(), 'db.sock')}`, '-N', '-B', '-n', 'mingbai'],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  client.stdout.on('data', (text) => { said += text; });
  const ended = new Promise((gone) => client.on('exit', gone));
  return {
    does: async (statement, word) => {
      client.stdin.write(`${statement};\n`);
      if (word) assert.ok((await until(20, async () => said.includes(word))).value, word);
    },
    leaves: () => { if (!client.stdin.writableEnded) client.stdin.end('ROLLBACK;\n'); return ended; },
  };
}
const deadlocks = () => Number(mysql("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")[0][1]);
// Somebody who has written something waits.
const waiting = () => one("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_rows_modified > 0") > 0;

it('a page that is saved meets a deadlock and is saved all the same, once', async () => {
  const id = await draft(people.editor, 'notice', { title: `撞上了 ${tag}` });
  const edition = one(`SELECT id FROM edition WHERE document_id = ${id}`);
  const page = await people.editor.get(`/office/articles/${id}/edit`);
  const before = {
    version: Number(one(`SELECT version FROM edition WHERE id = ${edition}`)),
    deadlocks: deadlocks(), audits: Number(one(`SELECT COUNT(*) FROM audit WHERE object_kind = 'document' AND object_id = ${id}`)) };
  const other = officer();
  try {
    // He has the more to lose, so it is the page that is sent back.
    await other.does('START TRANSACTION');
    await other.does("INSERT INTO throttle (kind, subject, tries, first_at, last_at) SELECT 'status_target', RANDOM_BYTES(32), 1, UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM region LIMIT 200");
    await other.does("SELECT 'head', id FROM audit_head WHERE one = 1 FOR UPDATE", 'head');
    let early;
    const saving = people.editor.send(page, `/office/articles/${id}/edit`, { title: `撞上了还是存了 ${tag}`, do: 'save' });
    saving.then((answer) => { early = answer; });
    const { value } = await until(20, async () => early || waiting(), 250); // (the table is renewed only for who asks seldom)
    assert.equal(value, true, early ? words(early.text).slice(0, 300) : 'the page waits for the record');
    await other.does(`SELECT 'page', id FROM edition WHERE id = ${edition} FOR UPDATE`, 'page');
    await other.leaves();
    const saved = await saving;
    assert.equal(saved.status, 303, words(saved.text).slice(0, 300));
  } finally {
    await other.leaves();
  }
  assert.ok(deadlocks() > before.deadlocks, 'there was one');
  assert.equal(one(`SELECT title FROM edition WHERE id = ${edition}`), `撞上了还是存了 ${tag}`);
  assert.equal(Number(one(`SELECT version FROM edition WHERE id = ${edition}`)), before.version + 1);
  assert.equal(Number(one(`SELECT COUNT(*) FROM audit WHERE object_kind = 'document' AND object_id = ${id}`)), before.audits + 1);
});

// What is written down anew each time, and how often one row of it is there.
const household = () => `/office/households/${one(`SELECT code FROM household h JOIN spell s ON s.open_of = h.id WHERE h.region LIKE '${HERE}%' ORDER BY h.id DESC LIMIT 1`)}`;
const project = () => `/office/efforts/${one(`SELECT e.id FROM effort e JOIN effort_edition d ON d.effort_id = e.id AND d.state = 'published'
  WHERE e.kind = 'project' AND e.region LIKE '${HERE}%' AND e.budget > e.paid + e.unpublished + 1000 ORDER BY e.id LIMIT 1`)}`;
const anew = [
  { what: 'visit', of: household, fields: (word) => ({ name: '村里', note: word }), count: 'visit WHERE note' },
  { what: 'measure', of: household, fields: (word) => ({ area: 'water', title: word, state: 'planned' }), count: 'measure WHERE title' },
  { what: 'payment', of: household, fields: (word) => ({ title: word, amount: '100', state: 'filed', desk: '镇里' }), count: 'payment WHERE programme' },
  { what: 'payment', of: project, shown: '', fields: (word) => ({ amount: '1', paid_on: '2026-03-05', purpose: word }), count: 'effort_payment WHERE reason' },
];

for (const { what, of, shown = `/${what}`, fields, count } of anew) {
  const times = (word) => Number(one(`SELECT COUNT(*) FROM ${count} = '${word}'`));

  it(`${count.split(' ')[0]}: the form sent again is done once and leads where it led`, async () => {
    const there = of(), path = `${there}/${what}`, word = `${what}又来${tag}`;
    const logged = () => Number(one("SELECT COUNT(*) FROM audit WHERE action IN ('visit', 'measure', 'payment', 'effort_pay')"));
    const { fields: form } = formOf((await people.editor.get(there + shown)).text, path);
    const sends = (more = {}) => people.editor.post(path, { ...form, ...fields(word), ...more });
    const before = logged();
    for (let i = 0; i < 3; i++) {
      const answer = await sends();
      assert.equal(answer.status, 303, words(answer.text).slice(0, 300));
      assert.equal(answer.headers.location, there);
    }
    assert.equal(times(word), 1);
    assert.equal(logged(), before + 1, 'and is in the record once');
    // Another page of the same form is another one; so is what is typed over it.
    const { fields: next } = formOf((await people.editor.get(there + shown)).text, path);
    assert.equal((await people.editor.post(path, { ...next, ...fields(word) })).status, 303);
    assert.equal(times(word), 2);
    assert.equal((await sends(fields(`${word}改`))).status, 303);
    assert.equal(times(`${word}改`), 1);
  });

  it(`${count.split(' ')[0]}: of the same form twice at once one is done`, async () => {
    const there = of(), path = `${there}/${what}`, word = `${what}同时${tag}`;
    const { fields: form } = formOf((await people.editor.get(there + shown)).text, path);
    const answers = await Promise.all([1, 2].map(() => people.editor.post(path, { ...form, ...fields(word) })));
    for (const answer of answers) assert.ok([303, 503].includes(answer.status), words(answer.text).slice(0, 300));
    assert.equal((await people.editor.post(path, { ...form, ...fields(word) })).status, 303, 'whoever comes again is told');
    assert.equal(times(word), 1);
  });

  it(`${count.split(' ')[0]}: what was refused may be sent again`, async () => {
    const there = of(), path = `${there}/${what}`, word = `${what}退了${tag}`;
    const { fields: form } = formOf((await people.editor.get(there + shown)).text, path);
    const wrong = Object.fromEntries(Object.keys(form).filter((name) => /on$/.test(name)).map((name) => [name, '2999-01-01']));
    const bad = what === 'measure' ? { title: '' } : wrong;
    for (let i = 0; i < 2; i++) assert.equal((await people.editor.post(path, { ...form, ...fields(word), ...bad })).status, 422);
    assert.equal(times(word), 0);
    assert.equal((await people.editor.post(path, { ...form, ...fields(word) })).status, 303);
    assert.equal(times(word), 1);
  });
}

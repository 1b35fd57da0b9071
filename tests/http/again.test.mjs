// Two who wait for each other: the database sends one of them back, and nobody hears of it. What he
// sent is done again, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, it } from 'node:test';
import { join } from 'node:path';
import { mysql, sockets, until, words } from './lib.mjs';
import { close, draft, one, open, people, tag } from './staff.mjs';

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

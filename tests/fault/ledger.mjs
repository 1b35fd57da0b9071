// The ledger of `make fault`: what the portal has said yes to, kept by those who asked, and compared
// with the database when all is quiet. A write is *sure* when it was acknowledged: it must be there,
// once. One whose answer never came may be there or not, but not twice and not by half.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, run, sql } from './lib.mjs';

export const KINDS = ['draft', 'save', 'publish', 'upload', 'visit', 'ticket', 'look'];
const PREFIX = '账目';

export class Ledger {
  entries = []; // {kind, mark, sure, …}
  faults = []; // sentences, of the check that ran last
  #told = new Set();
  #marks = 0;

  // A mark that nothing else in the database holds.
  mark(kind) {
    this.#marks++;
    return `${PREFIX}${kind}${String(this.#marks).padStart(6, '0')}x${process.pid}`;
  }

  // note(kind, mark, sure, more): sure: acknowledged; null: nobody knows; what was refused is not noted.
  note(kind, mark, sure, more = {}) {
    this.entries.push({ kind, mark, sure: sure === true, ...more });
  }

  sure(kind) {
    return this.entries.filter((one) => one.sure && (!kind || one.kind === kind)).length;
  }

  // Where the counting begins: households looked up and tickets written before are not ours.
  async open() {
    const [[looks, tickets]] = await sql('SELECT (SELECT COUNT(*) FROM lookup_log), (SELECT COUNT(*) FROM ticket)');
    this.before = { looks: Number(looks), tickets: Number(tickets) };
  }

  // check(): {lost, doubled, halves}: since it was asked last; each is in `faults` in words.
  async check() {
    const found = { lost: 0, doubled: 0, halves: 0 };
    this.faults = [];
    const say = (what, sentence) => {
      if (this.#told.has(sentence)) return;
      this.#told.add(sentence);
      this.faults.push(sentence);
      found[what]++;
    };
    await this.#each(say);
    await this.#counts(say);
    await this.#whole(say);
    return found;
  }

  // Everything with a mark: how often it is there.
  async #each(say) {
    const times = new Map();
    const add = (mark, n = 1) => times.set(mark, (times.get(mark) ?? 0) + n);
    for (const [title] of await sql(`SELECT title FROM edition WHERE title LIKE '${PREFIX}draft%'`)) add(title);
    for (const [body] of await sql(`SELECT REPLACE(body, '\\n', '|') FROM edition WHERE title LIKE '${PREFIX}draft%'`))
      for (const line of body.split('|')) if (line.startsWith(`${PREFIX}save`)) add(line.trim());
    for (const [name] of await sql(`SELECT name FROM attachment WHERE name LIKE '${PREFIX}upload%'`)) add(name.replace('.csv', ''));
    for (const [note] of await sql(`SELECT note FROM visit WHERE note LIKE '${PREFIX}visit%'`)) add(note);
    const out = await sql(`SELECT document_id FROM edition WHERE title LIKE '${PREFIX}draft%' AND state = 'published'`);
    for (const [id] of out) add(`publish ${id}`);
    for (const [number] of await sql('SELECT number FROM ticket')) add(`ticket ${number}`);
    for (const one of this.entries) {
      const key = one.kind === 'publish' ? `publish ${one.id}` : one.kind === 'ticket' ? `ticket ${one.number}` : one.mark;
      if (one.kind === 'look' || (one.kind === 'ticket' && !one.number)) continue;
      const n = times.get(key) ?? 0;
      if (one.sure && n === 0) say('lost', `${one.kind} ${one.mark} was acknowledged and is not there`);
      if (n > 1) say('doubled', `${one.kind} ${one.mark} is there ${n} times`);
    }
  }

  // What bears no mark of its own: as many as were acknowledged, at most those nobody knows of more.
  async #counts(say) {
    const [[looks, tickets]] = await sql('SELECT (SELECT COUNT(*) FROM lookup_log), (SELECT COUNT(*) FROM ticket)');
    for (const [kind, n] of [['look', looks - this.before.looks], ['ticket', tickets - this.before.tickets]]) {
      const sure = this.sure(kind), all = this.entries.filter((one) => one.kind === kind).length;
      if (n < sure) say('lost', `${kind}: ${sure} were acknowledged, ${n} are there`);
      if (n > all) say('doubled', `${kind}: ${all} were sent, ${n} are there`);
    }
  }

  // Nothing by half: each deed with its audit row, its leaf, its file, and the chains whole.
  async #whole(say) {
    const rules = {
      'a document without an edition': 'SELECT d.id FROM document d LEFT JOIN edition e ON e.document_id = d.id WHERE e.id IS NULL',
      'a draft without its audit row': `SELECT e.document_id FROM edition e WHERE e.title LIKE '${PREFIX}draft%' AND
        (SELECT COUNT(*) FROM audit a WHERE a.object_kind = 'document' AND a.object_id = e.document_id AND a.action = 'draft') <> 1`,
      'published, but not once in the record and the ledger': `SELECT e.document_id FROM edition e WHERE e.title LIKE '${PREFIX}draft%' AND
        ((SELECT COUNT(*) FROM audit a WHERE a.object_kind = 'document' AND a.object_id = e.document_id AND a.action = 'publish') <> (e.state = 'published')
         OR (SELECT COUNT(*) FROM ledger_leaf l WHERE l.edition_id = e.id AND l.what = 'edition') <> (e.state = 'published'))`,
      'a visit without its audit row': `SELECT v.household_id FROM (SELECT household_id, COUNT(*) n FROM visit WHERE note LIKE '${PREFIX}visit%' GROUP BY household_id) v
        WHERE v.n <> (SELECT COUNT(*) FROM audit a WHERE a.object_kind = 'household' AND a.object_id = v.household_id AND a.action = 'visit')`,
      'a file without its check': `SELECT a.id FROM attachment a LEFT JOIN attachment_check c ON c.attachment_id = a.id
        WHERE a.name LIKE '${PREFIX}upload%' AND c.attachment_id IS NULL`,
      'a file of no ticket': 'SELECT f.ticket_id FROM ticket_file f LEFT JOIN ticket t ON t.id = f.ticket_id WHERE t.id IS NULL',
    };
    for (const [what, query] of Object.entries(rules))
      for (const [id] of await sql(query)) say('halves', `${what}: ${id}`);
    const withFile = this.entries.filter((one) => one.kind === 'ticket' && one.sure && one.file);
    const files = new Set((await sql('SELECT t.number FROM ticket_file f JOIN ticket t ON t.id = f.ticket_id')).map(([n]) => n));
    for (const one of withFile) if (!files.has(one.number)) say('halves', `ticket ${one.number} without the file that came with it`);
    for (const [name, digest] of await sql(`SELECT name, digest FROM attachment WHERE name LIKE '${PREFIX}upload%'`)) {
      const path = join(run, 'files', digest);
      const is = existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex');
      if (is !== digest) say('halves', `the stored file of ${name} is ${is ? 'another' : 'missing'}`);
    }
    const { status, stdout, stderr } = await command('verify');
    if (status !== 0) say('halves', `mingbai verify: ${status} ${stdout.trim().split('\n').slice(-4).join('; ')} ${stderr}`);
  }
}

// The load of `make fault`: clerks, a publisher, villagers and readers who go on whatever happens.
// What was acknowledged goes to the ledger; every answer is looked at. Who gets no answer, or is told
// to come back, sends the same form again as a person would (only forms that the portal promises to
// take once).
import { account, demo, formOf, signedIn, unseen } from '../http/lib.mjs';
import { HERE, NOTICE } from '../http/staff.mjs';
import { multipart } from '../http/register_file.mjs';
import { ask, below, pick, sleep, sql } from './lib.mjs';

const CACHED = ['/', '/policies', '/notices', '/projects', '/jobs', '/figures', '/glossary', '/api/v1/notices', '/feeds/notices.atom'];
// Some fit into memory, some wait in a file of nginx's.
const png = () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(pick([3000, 100000]), 7)]);
const somewhere = () => `127.${1 + below(250)}.${below(250)}.${2 + below(250)}`;
const form = (fields) => new URLSearchParams(fields).toString();
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

// Done, and shown the way back; or sent to the door, since the session is over.
const isDoor = (answer) => answer.status === 303 && /^\/office\/login/.test(answer.headers.location);
const isDone = (answer) => answer.status === 303 && !isDoor(answer);

// A proper answer to give when something is away: a page in plain words, or a problem in JSON.
function isProper(answer) {
  const type = answer.headers['content-type'] ?? '';
  if (type.startsWith('application/problem+json')) return JSON.parse(answer.text).status === answer.status;
  return type.startsWith('text/html') && /<h1>[^<]*[\u4e00-\u9fff]/.test(answer.text) && /<html lang="zh/.test(answer.text) &&
    (answer.status !== 503 || Number(answer.headers['retry-after']) > 0);
}

export class Load {
  answers = []; // of the case that runs: {kind, cached, status, error, proper, began, ended}
  requests = 0;
  #running = false;
  #actors = [];

  constructor(ledger) {
    this.ledger = ledger;
  }

  // What there is to ask for, and who asks.
  async prepare() {
    this.residents = demo().residents;
    this.codes = (await sql(`SELECT code FROM household WHERE region LIKE '${HERE}%' ORDER BY code LIMIT 40`)).map(([code]) => code);
    this.policies = (await sql("SELECT document_id FROM edition WHERE kind = 'policy' AND state = 'published'")).map(([id]) => id);
    this.notices = (await sql("SELECT document_id FROM edition WHERE kind = 'notice' AND state = 'published'")).map(([id]) => id);
    this.cached = [...CACHED, `/policies/${this.policies[0]}`, `/notices/${this.notices[0]}`];
    this.drafts = []; // written and not yet published
    await this.signIn();
  }

  // After a clock that went on sessions are over, as they should be.
  async signIn() {
    await sql("DELETE FROM throttle");
    this.clerks = [await signedIn(account('bianji')), await signedIn(account('bianji'))];
    this.publisher = await signedIn(account('fabu'));
  }

  // Every page of the list is in nginx's cache.
  async warm() {
    for (const path of this.cached) {
      const answer = await ask('GET', path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.error ?? ''}`);
    }
  }

  async send(kind, method, path, options) {
    const answer = await ask(method, path, options);
    const failed = answer.status >= 500 || answer.status === 0;
    this.requests++;
    this.answers.push({ kind, path: path.split('?')[0], status: answer.status, error: answer.error, began: answer.began,
      ended: answer.ended, proper: failed && !answer.error ? isProper(answer) : true, moved: answer.headers.location });
    return answer;
  }

  as(who, headers = {}) {
    const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', ...headers };
  }

  // The same form until it is answered: {answer, sure}; sure: true acknowledged, false refused, null
  // nobody knows.
  async insist(kind, path, options, isYes, times = 3) {
    let doubt = false, answer;
    for (let i = 0; i < times; i++) {
      answer = await this.send(kind, 'POST', path, options);
      if (isYes(answer)) return { answer, sure: true };
      const refused = (answer.status >= 400 && answer.status < 500) || isDoor(answer);
      if (refused) return { answer, sure: doubt ? null : false };
      doubt = true;
      if (!this.#running) break;
      await sleep(300);
    }
    return { answer, sure: null };
  }

  // -- what each of them does ----------------------------------------------------------------------

  async write(who) {
    const path = '/office/articles/new?kind=notice';
    const page = await this.send('draft', 'GET', path, { headers: this.as(who) });
    if (page.status !== 200) return;
    const mark = this.ledger.mark('draft');
    const body = form({ ...formOf(page.text, path).fields, ...NOTICE, title: mark, do: 'save' });
    const { answer, sure } = await this.insist('draft', path, { headers: this.as(who, FORM), body }, (a) => a.status === 303 && /articles\/\d+$/.test(a.headers.location));
    if (sure === false) return;
    this.ledger.note('draft', mark, sure);
    if (!sure) return;
    const id = answer.headers.location.match(/\d+$/)[0];
    await this.save(who, id);
    if (below(4) === 0) await this.upload(who, id);
    this.drafts.push(id);
  }

  async save(who, id) {
    const path = `/office/articles/${id}/edit`;
    const page = await this.send('save', 'GET', path, { headers: this.as(who) });
    if (page.status !== 200) return;
    const { fields } = formOf(page.text, path);
    const mark = this.ledger.mark('save');
    const body = form({ ...fields, body: `${fields.body}\n${mark}`, do: 'save' });
    const { sure } = await this.insist('save', path, { headers: this.as(who, FORM), body }, isDone);
    if (sure !== false) this.ledger.note('save', mark, sure);
  }

  async upload(who, id) {
    const mark = this.ledger.mark('upload');
    const { boundary, body } = multipart([{ name: 'token', value: who.token }, { name: 'file', file: `${mark}.csv`, content: `项目,数量\n${mark},1\n` }]);
    const headers = this.as(who, { 'Content-Type': `multipart/form-data; boundary=${boundary}` });
    const { sure } = await this.insist('upload', `/office/files/${id}`, { headers, body }, isDone, 1);
    if (sure !== false) this.ledger.note('upload', mark, sure);
  }

  async visit(who) {
    const path = `/office/households/${pick(this.codes)}/visit`;
    const page = await this.send('visit', 'GET', path, { headers: this.as(who) });
    if (page.status !== 200) return;
    const mark = this.ledger.mark('visit');
    const body = form({ ...formOf(page.text, path).fields, name: '走访的', note: mark });
    const { sure } = await this.insist('visit', path, { headers: this.as(who, FORM), body }, isDone);
    if (sure !== false) this.ledger.note('visit', mark, sure);
  }

  async publish(who) {
    const id = this.drafts.shift();
    if (!id) return;
    const page = await this.send('publish', 'GET', `/office/articles/${id}/preview`, { headers: this.as(who) });
    const path = `/office/articles/${id}/publish`;
    if (page.status !== 200 || !page.text.includes(`action="${path}"`)) return;
    const body = form(formOf(page.text, path).fields);
    const { sure } = await this.insist('publish', path, { headers: this.as(who, FORM), body }, isDone, 1);
    if (sure !== false) this.ledger.note('publish', `of document ${id}`, sure, { id });
  }

  async ticket() {
    const from = somewhere();
    const page = await this.send('ticket', 'GET', '/tickets/new', { from });
    if (page.status !== 200) return;
    const mark = this.ledger.mark('ticket'), file = below(4) === 0;
    const fields = { ...formOf(page.text, '/tickets/new').fields, kind: 'question', region: HERE, area: 'water', text: mark };
    delete fields.file;
    const parts = Object.entries(fields).map(([name, value]) => ({ name, value }));
    if (file) parts.push({ name: 'file', file: '照片.png', content: png() });
    const { boundary, body } = multipart(parts);
    const { answer, sure } = await this.insist('ticket', '/tickets/new', { from, body, headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } },
      (a) => a.status === 200 && /<b class="answer">/.test(a.text));
    if (sure === false) return;
    const [number, secret] = [...answer.text.matchAll(/<b class="answer">([\d ]+)<\/b>/g)].map((m) => m[1].replaceAll(' ', ''));
    this.ledger.note('ticket', mark, sure, { number: sure ? number : undefined, secret, file });
  }

  async look() {
    const { name, id_number, household_code } = pick(this.residents);
    const answer = await this.send('look', 'POST', '/status', { from: somewhere(), headers: FORM, body: form({ name, id_number }) });
    const hit = answer.status === 200 && answer.text.includes(household_code);
    if (hit || answer.status >= 500 || answer.status === 0) this.ledger.note('look', name, hit);
  }

  async read() {
    if (below(3) > 0) return this.send('cached', 'GET', pick(this.cached), { from: somewhere() });
    const path = pick([() => unseen(), () => unseen('/policies'), () => `/search?q=${encodeURIComponent('水')}`, () => `/policies/${pick(this.policies)}/card`]);
    return this.send('page', 'GET', path(), { from: somewhere() });
  }

  // -- all of them -----------------------------------------------------------------------------------

  start() {
    this.#running = true;
    const goes = async (pause, deed) => {
      while (this.#running) {
        await deed();
        await sleep(pause / 2 + below(pause));
      }
    };
    this.#actors = [
      ...[0, 1].map((i) => goes(80, () => (below(3) > 0 ? this.write(this.clerks[i]) : this.visit(this.clerks[i])))),
      goes(120, () => this.publish(this.publisher)),
      goes(80, () => this.ticket()), goes(80, () => this.ticket()),
      goes(60, () => this.look()), goes(60, () => this.look()),
      goes(30, () => this.read()), goes(30, () => this.read()), goes(30, () => this.read()), goes(30, () => this.read()),
    ];
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.#actors);
  }

  // take(): the answers since the last time.
  take() {
    const taken = { answers: this.answers, requests: this.requests };
    this.answers = [];
    this.requests = 0;
    return taken;
  }
}

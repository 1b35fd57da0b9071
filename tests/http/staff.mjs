// Who works in the office during a test, and what they do again and again: drafts and publishing.
import assert from 'node:assert/strict';
import { account, command, forgetTries, limits, mysql, signedIn, unique, words } from './lib.mjs';

export const HERE = '990123102',
  THERE = '990123105',
  COUNTY = '990123';
export const editor = account('bianji'),
  stranger = account('bianji2'),
  publisher = account('fabu'),
  auditor = account('shenji');
export const tag = unique();
// A second editor and a publisher of the same township, made for this run.
export const colleague = {
  login: `t${tag}e`,
  password: 'colleague-of-the-first',
  role: 'editor',
  region: HERE,
};
export const chief = {
  login: `t${tag}p`,
  password: 'publisher-of-a-township',
  role: 'publisher',
  region: HERE,
};
export const made = [];
export const people = {};

export const one = (query) => mysql(query)[0]?.[0];
export const audits = (id) =>
  mysql(
    `SELECT action, login, role, region, request_id FROM audit WHERE object_kind = 'document' AND object_id = ${id} ORDER BY id`,
  );

export const NOTICE = {
  type: 'project',
  window_days: '5',
  issuer: '柳溪镇人民政府',
  body: '修一条路。\n\n- 长 **3 公里**\n- 花 20 万元',
};
export const POLICY = {
  area: 'water',
  level: 'township',
  issuer: '柳溪镇人民政府',
  document_number: '柳政发〔2026〕9号',
  issued_on: '2026-03-05',
  card_who: '镇里各户',
  card_what: '装水表不要钱',
  card_how: '到村委会登记',
  card_when: '六月底以前',
  card_bring: '户口本',
  card_ask: '镇水利站 0999-5120100',
  body: '## 一、范围\n\n全镇各村。',
};

// A new draft by the form itself; its number.
export async function draft(who, kind, fields) {
  const address = `/office/articles/new?kind=${kind}`;
  const answer = await who.send(await who.get(address), address, {
    ...(kind === 'policy' ? POLICY : NOTICE),
    do: 'save',
    ...fields,
  });
  assert.equal(answer.status, 303, words(answer.text).slice(0, 400));
  const id = Number(answer.headers.location.match(/^\/office\/articles\/(\d+)$/)[1]);
  made.push(id);
  return id;
}

// A draft of a project in a village, and a checked file of projects of its township: the ids of both.
export function project(township, village, title, file) {
  mysql(`INSERT INTO effort (kind, region, created_at) VALUES ('project', '${village}', UTC_TIMESTAMP());
    INSERT INTO effort_edition (effort_id, kind, region, state, title, year, central, updated_at)
      VALUES (LAST_INSERT_ID(), 'project', '${village}', 'draft', '${title}', 2026, 100, UTC_TIMESTAMP());
    INSERT INTO effort_batch (kind, region, file, state, made_by, made_at)
      VALUES ('project', '${township}', '${file}', 'checked', 1, UTC_TIMESTAMP())`);
  return [one(`SELECT effort_id FROM effort_edition WHERE title = '${title}'`),
    one(`SELECT id FROM effort_batch WHERE file = '${file}'`)];
}

export async function publish(who, id) {
  const action = `/office/articles/${id}/publish`;
  return who.send(await who.get(`/office/articles/${id}/preview`), action);
}

// What the preview says is wrong.
export const faults = (html) =>
  [...(html.match(/<div class="wrongs".*?<\/div>/s)?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/gs)].map(
    (m) => words(m[1]),
  );

// Everybody signed in, and no limits; for before().
export async function open() {
  await limits('off');
  forgetTries();
  for (const who of [colleague, chief]) {
    const { status, stderr } = command(
      'user',
      'add',
      who.login,
      '--name',
      '测试员',
      '--role',
      who.role,
      '--region',
      who.region,
      { input: `${who.password}\n` },
    );
    assert.equal(status, 0, stderr);
    // Their passwords are their own already.
    mysql(`UPDATE account SET one_time_until = NULL WHERE login = '${who.login}'`);
  }
  people.editor = await signedIn(editor);
  people.stranger = await signedIn(stranger);
  people.publisher = await signedIn(publisher);
  people.auditor = await signedIn(auditor);
  people.colleague = await signedIn(colleague);
  people.chief = await signedIn(chief);
}

// As it was; for after().
export async function close() {
  // What was published for a test leaves the lists again; who was made for it cannot come back.
  for (const id of made) {
    await people.publisher.post(`/office/articles/${id}/withdraw`, {
      token: people.publisher.token,
      reason: '测试用的，已经结束',
    });
  }
  for (const who of [colleague, chief]) command('user', 'disable', who.login);
  forgetTries();
  await limits('back');
}

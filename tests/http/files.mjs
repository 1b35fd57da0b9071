// The attachments of a document in the office: sending them by the form, and what its page says of each.
import assert from 'node:assert/strict';
import { assertPlain, unescape, words } from './lib.mjs';
import { multipart, sendRaw } from './register_file.mjs';

// send(who, id, [[name, content]]): through the form of the document's page.
export async function send(who, id, files, { token = who.token, headers } = {}) {
  const { boundary, body } = multipart([{ name: 'token', value: token },
    ...files.map(([name, content]) => ({ name: 'file', file: name, content }))]);
  return sendRaw(who, `/office/files/${id}`, `multipart/form-data; boundary=${boundary}`, body, headers);
}
// The files of a document, in order: {name, state, said, href}.
export function papersOf(html) {
  const list = html.match(/<ol class="papers">(.*?)<\/ol>/s)?.[1] ?? '';
  return list.split(/(?=<li class="(?:clean|hit|unchecked|looked)">)/).filter((s) => s.startsWith('<li')).map((item) => ({
    state: item.match(/class="(\w+)"/)[1],
    name: unescape(item.match(/<a href="[^"]*">(.*?)<\/a>/)[1]),
    href: item.match(/<a href="([^"]*)">/)[1],
    said: words(item),
    html: item,
  }));
}
// papers(who, id): the same, asked for.
export const papers = async (who, id) => {
  const answer = await who.get(`/office/files/${id}`);
  assert.equal(answer.status, 200);
  assertPlain(answer);
  return papersOf(answer.text);
};

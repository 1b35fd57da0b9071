// Addresses for the public rows of the route table: where a row has braces, something that is published.
import { mysql, routes } from './lib.mjs';

const one = (query) => mysql(query)[0][0];
const document = (kind, more = '') =>
  one(`SELECT document_id FROM edition WHERE kind = '${kind}' AND state = 'published' ${more} ORDER BY id LIMIT 1`);
const effort = (kind) => one(`SELECT MIN(effort_id) FROM effort_edition WHERE kind = '${kind}' AND state = 'published'`);

export const policy = document('policy');
export const notice = document('notice');
// With a list of names; and one that was corrected.
export const listed = document('notice', 'AND id IN (SELECT edition_id FROM notice_entry)');
export const corrected = document('notice', 'AND number = 2');
export const hash = one(
  `SELECT LOWER(HEX(hash)) FROM ledger_leaf WHERE what = 'edition' AND document_id = ${notice} ORDER BY position DESC LIMIT 1`,
);
const file = one("SELECT a.id FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.state = 'published' LIMIT 1");
const county = one("SELECT code FROM region WHERE level = 'county' LIMIT 1");

// address('/notices/{id}/print'): an address of that row.
export const address = (path) =>
  path
    .replace('/notices/{id}/changes/{n}', `/notices/${corrected}/changes/2`)
    .replace('/notices/{id}/list.csv', `/notices/${listed}/list.csv`)
    .replace('/policies/{id}', `/policies/${policy}`)
    .replace('/notices/{id}', `/notices/${notice}`)
    .replace('/projects/{id}', `/projects/${effort('project')}`)
    .replace('/jobs/{id}', `/jobs/${effort('job')}`)
    .replace('/files/{id}', `/files/${file}`)
    .replace('{region}', county)
    .replace('{hash}', hash)
    .replace(/\{(id|n|from|to)\}/g, '1');

// What anybody may read: rows of the public pool, but for those of who runs it and the size of letters.
export const publicRows = () =>
  routes().filter((row) => row.pool === 'public' && row.method === 'GET' && (row.keeps > 0 || !row.bare));

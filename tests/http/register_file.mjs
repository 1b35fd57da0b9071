// Register files for the tests of the office's import: csv of invented people, and sending one as a
// browser does (multipart/form-data).
import { createHash } from 'node:crypto';
import { request } from './lib.mjs';

export const headings = ['户编号', '行政区划代码', '组', '姓名', '与户主关系', '证件号码', '民族', '文化程度',
  '健康状况', '劳动技能', '务工状况', '联系电话', '家庭住址', '纳入类型', '户属性', '主要致贫原因',
  '识别日期', '当前状态', '脱贫日期', '帮扶责任人', '帮扶单位', '帮扶电话'];

export function numberFor(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, i) => all + weight * Number(first17[i]), 0);
  return first17 + '10X98765432'[sum % 11];
}

// The i-th of a family of numbers that nobody in the demo county has.
export function someone(i, family = 0) {
  const year = 1950 + (Math.floor(i / 900) % 60);
  const month = String(1 + (Math.floor(i / 54000) % 12)).padStart(2, '0');
  return numberFor(`9901${27 + family}${year}${month}01${String(i % 900).padStart(3, '0')}`);
}

const quoted = (s) => (/[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s);

// csv(plain, rows): each row over the plain one.
export function csv(plain, rows, { columns = headings, bom = '\ufeff' } = {}) {
  const lines = rows.map((r) => columns.map((c) => quoted(String({ ...plain, ...r }[c] ?? ''))).join(','));
  return bom + [columns.join(','), ...lines, ''].join('\r\n');
}

// The body of a form: [{name, value} | {name, file, content}].
export function multipart(parts, boundary = `----test${createHash('sha256').update(String(Math.random())).digest('hex').slice(0, 24)}`) {
  const body = [];
  for (const { name, value, file, content } of parts) {
    body.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`);
    if (file !== undefined) {
      body.push(`; filename="${file}"\r\nContent-Type: application/octet-stream\r\n\r\n`, Buffer.from(content));
    } else body.push(`\r\n\r\n${value}`);
    body.push('\r\n');
  }
  body.push(`--${boundary}--\r\n`);
  return { boundary, body: Buffer.concat(body.map((b) => Buffer.from(b))) };
}

export const cookies = (who) => [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

// As it is, to an address of the portal.
export function sendRaw(who, path, type, body, headers = {}) {
  return request('POST', path, {
    body, fresh: true,
    headers: { 'Content-Type': type, 'Content-Length': body.length, Cookie: cookies(who),
      'Sec-Fetch-Site': 'same-origin', ...headers },
  });
}

// upload(who, name, content, region): the answer to the upload form.
export function upload(who, name, content, region, { token = who.token, headers } = {}) {
  const { boundary, body } = multipart([
    { name: 'token', value: token }, { name: 'file', file: name, content }, { name: 'region', value: region }]);
  return sendRaw(who, '/office/imports/new', `multipart/form-data; boundary=${boundary}`, body, headers);
}

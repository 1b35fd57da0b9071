// A target as a request: its query, its body and the body's kind; and sending it.
import http from 'node:http';
import https from 'node:https';

const BOUNDARY = 'mingbaiscan';

export const queryOf = ({ type, values }) => {
  const text = type === 'query' ? String(new URLSearchParams(values)) : '';
  return text ? `?${text}` : '';
};

export function bodyOf({ type, values }) {
  if (type === 'form') return { type: 'application/x-www-form-urlencoded', body: String(new URLSearchParams(values)) };
  if (type === 'json') return { type: 'application/json', body: JSON.stringify(values) };
  if (type !== 'multipart') return {};
  const parts = Object.entries(values).map(([name, value]) => name === 'file'
    ? `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,2\r\n`
    : `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, body: `${parts.join('')}--${BOUNDARY}--\r\n` };
}

// ask(base, target, {cookie, token, headers}): the answer, over TLS where the base says so. token:
// undefined leaves the target's own; null sends none.
export function ask(base, target, { cookie, token, headers = {} } = {}) {
  const values = { ...target.values };
  if (token === null) delete values.token;
  else if (token !== undefined) values.token = token;
  const sent = { ...target, values };
  const { type, body } = bodyOf(sent);
  const make = base.protocol === 'https:' ? https.request : http.request;
  const head = { ...(cookie ? { Cookie: cookie } : {}), ...(body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }), ...headers };
  return new Promise((done, failed) => {
    const call = make(new URL(target.path + queryOf(sent), base), { method: target.method, headers: head, agent: false }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', failed);
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    call.on('error', failed);
    call.end(body);
  });
}

// FastCGI as nginx speaks it to a pool: for the tests that talk to a socket themselves.
import net from 'node:net';

export const FCGI = { BEGIN: 1, ABORT: 2, END: 3, PARAMS: 4, STDIN: 5, STDOUT: 6, STDERR: 7 };

export function record(type, content = Buffer.alloc(0), id = 1) {
  const head = Buffer.from([
    1,
    type,
    id >> 8,
    id & 255,
    content.length >> 8,
    content.length & 255,
    0,
    0,
  ]);
  return Buffer.concat([head, content]);
}

export function params(pairs) {
  const length = (n) =>
    n < 128
      ? Buffer.from([n])
      : Buffer.from([(n >>> 24) | 128, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Buffer.concat(
    Object.entries(pairs).flatMap(([name, value]) => {
      const [n, v] = [Buffer.from(name), Buffer.from(String(value))];
      return [length(n.length), length(v.length), n, v];
    }),
  );
}

// begin(keep): opens a request as a responder; `keep` asks for the connection to stay.
export const begin = (keep = false) =>
  record(FCGI.BEGIN, Buffer.from([0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0]));

// talk(path, bytes, ms): everything a pool says to these bytes until it closes or `ms` are over:
// {stdout, ends, closed}, `ends` the number of requests it ended.
export function talk(path, bytes, ms = 2000) {
  return new Promise((done, failed) => {
    const socket = net.connect(path);
    const chunks = [];
    let closed = false;
    const finish = () => {
      socket.destroy();
      let rest = Buffer.concat(chunks);
      const out = [];
      let ends = 0;
      while (rest.length >= 8) {
        const size = rest.readUInt16BE(4);
        if (rest[1] === FCGI.STDOUT) out.push(rest.subarray(8, 8 + size));
        if (rest[1] === FCGI.END) ends++;
        rest = rest.subarray(8 + size + rest[6]);
      }
      done({ stdout: Buffer.concat(out).toString(), ends, closed });
    };
    const timer = setTimeout(finish, ms);
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) =>
      error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
        ? (clearTimeout(timer), failed(error))
        : undefined,
    );
    socket.on('close', () => {
      closed = true;
      clearTimeout(timer);
      finish();
    });
  });
}

// ask(path, pairs, body): one whole request; {status, headers: [[name, value]], text}.
export async function ask(path, pairs, body = '') {
  const content = Buffer.from(body);
  const all = {
    REQUEST_METHOD: 'GET',
    QUERY_STRING: '',
    CONTENT_LENGTH: content.length,
    REMOTE_ADDR: '127.0.0.9',
    HTTP_HOST: '127.0.0.1',
    REQUEST_ID: '0'.repeat(32),
    ACCEPT_ENCODING: '',
    ...pairs,
  };
  const { stdout } = await talk(
    path,
    Buffer.concat([
      begin(),
      record(FCGI.PARAMS, params(all)),
      record(FCGI.PARAMS),
      ...(content.length ? [record(FCGI.STDIN, content)] : []),
      record(FCGI.STDIN),
    ]),
  );
  const [head, text] = stdout.split(/\r\n\r\n(.*)/s);
  const headers = head.split('\r\n').map((line) => line.split(/: (.*)/s).slice(0, 2));
  return {
    status: Number(headers.find(([name]) => name === 'Status')?.[1].split(' ')[0]),
    headers,
    text,
  };
}

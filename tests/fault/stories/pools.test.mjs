// What is asked of each pool by who runs it; of two of them nginx asks none of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FCGI, begin, params, record, talk } from '../../http/fcgi.mjs';
import { POOLS, sockets } from '../../http/lib.mjs';

for (const pool of POOLS) {
  it(`${pool} says that it is alive, can serve, and what it has done`, async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const asked = params({ REQUEST_METHOD: 'GET', DOCUMENT_URI: path, QUERY_STRING: '', CONTENT_LENGTH: 0, REMOTE_ADDR: '127.0.0.9', HTTP_HOST: '127.0.0.1' });
      const { stdout } = await talk(`${sockets()}/${pool}.sock`, Buffer.concat([begin(), record(FCGI.PARAMS, asked), record(FCGI.PARAMS), record(FCGI.STDIN)]), 300000);
      assert.match(stdout, /^Status: 200 /, path);
    }
  });
}

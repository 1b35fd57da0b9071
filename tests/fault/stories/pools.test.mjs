// What is asked of each pool by who runs it; of two of them nginx asks none of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ask } from '../../http/fcgi.mjs';
import { POOLS, sockets } from '../../http/lib.mjs';

for (const pool of POOLS) {
  it(`${pool} says that it is alive, can serve, and what it has done`, async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      assert.equal((await ask(`${sockets()}/${pool}.sock`, { DOCUMENT_URI: path })).status, 200, path);
    }
  });
}

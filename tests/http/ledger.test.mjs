// The ledger: what a number on a sheet says, that everything published is in it, that others can
// check it, and that no byte of it is changed unseen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { verify as isSigned } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { agrees, change, leafHash, rootOf, strictly, verify, withoutTriggers } from './chain.mjs';
import { Visitor, attributes, get, mysql, quote, tries, unescape, until, words } from './lib.mjs';
import { chief, close, draft, one, open, people, publish, tag } from './staff.mjs';

// Another's implementation of RFC 6962: what npm itself checks the provenance of packages with.
const require = createRequire(import.meta.url);
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/timestamp/merkle.js');

before(open);
after(close);

const leaf = (where) =>
  one(`SELECT LOWER(HEX(hash)) FROM ledger_leaf l WHERE what = 'edition' AND ${where} ORDER BY position DESC LIMIT 1`);
const json = async (path) => {
  const answer = await get(path);
  assert.equal(answer.status, 200, path);
  return JSON.parse(answer.text);
};
const lead = (text) => words(text.match(/<h1>.*?<\/h1>(.*?)<dl/s)[1]);

describe('a number on a sheet', () => {
  it('says of what still stands when it was published, and links the page', async () => {
    const hash = leaf("kind = 'notice' AND edition_id IN (SELECT id FROM edition WHERE state = 'published')");
    for (const digits of [hash, hash.slice(0, 12), hash.slice(0, 10)]) {
      const page = await get(`/verify/${digits}`);
      assert.equal(page.status, 200);
      assert.match(lead(page.text), /^是的，这份公告是本网站 \d{4}年\d+月\d+日 \d\d:\d\d 发布的，到现在没有改过。$/);
      assert.ok(page.text.replaceAll(' ', '').includes(`<dd>${hash}</dd>`), 'the whole number');
      const link = attributes(page.text, 'href').find((href) => /^\/notices\/\d+\/editions\/\d+$/.test(href));
      assert.equal((await get(link)).status, 200);
    }
  });

  it('says what took the place of an edition, a policy, and why one was withdrawn', async () => {
    const corrected = leaf("edition_id IN (SELECT id FROM edition WHERE state = 'corrected' AND withdrawn_at IS NULL AND document_id IN (SELECT live_of FROM edition WHERE state = 'published'))");
    assert.match(lead((await get(`/verify/${corrected}`)).text), /已经更正，请看第 \d+ 版/);
    const replaced = leaf("kind = 'policy' AND edition_id IN (SELECT id FROM edition WHERE successor_id IS NOT NULL)");
    assert.match(lead((await get(`/verify/${replaced}`)).text), /现在已经有新的代替它：/);
    const withdrawn = leaf("edition_id IN (SELECT id FROM edition WHERE state = 'withdrawn')");
    const page = await get(`/verify/${withdrawn}`);
    assert.match(lead(page.text), /已经撤回，不再算数。原因：./);
    assert.equal((await get(`/verify/${withdrawn}/text`)).status, 404, 'what had to go is not found here');
    assert.ok(!page.text.includes(`${withdrawn}/text`));
  });

  it('stands on each sheet and each page of projects and jobs, with the way to check it', async () => {
    const some = (table, kind) => one(`SELECT ${table === 'edition' ? 'document_id' : 'effort_id'} FROM ${table} WHERE kind = '${kind}' AND state = 'published' ORDER BY id DESC LIMIT 1`);
    const sheets = [`/notices/${some('edition', 'notice')}/print`, `/policies/${some('edition', 'policy')}/card`];
    for (const sheet of sheets) {
      const { text } = await get(sheet);
      assert.match(text, /<div class="proof">\s*<svg class="qr"[^>]*aria-label="二维码，扫一扫核对这张纸"/, sheet);
      const number = text.match(/输入 <b>([0-9a-f ]{14})<\/b>/)[1].replaceAll(' ', '');
      assert.match(lead((await get(`/verify/${number}`)).text), /^是的|^这份/, sheet);
    }
    for (const [kind, list] of [['project', 'projects'], ['job', 'jobs']]) {
      const id = some('effort_edition', kind), { text } = await get(`/${list}/${id}`);
      const link = attributes(text, 'href').find((href) => /^\/verify\/[0-9a-f]{12}$/.test(href));
      assert.match(text, /<svg class="qr"[^>]*aria-label="二维码，扫一扫核对/, list);
      assert.ok((await get(link)).text.includes(`href="/${list}/${id}"`), 'and leads back');
    }
  });

  it('stands on each notice and each policy, and leads back to it', async () => {
    for (const [kind, path] of [['notice', 'notices'], ['policy', 'policies']]) {
      const [id, number] = mysql(`SELECT document_id, number FROM edition WHERE kind = '${kind}' AND state = 'published' ORDER BY id DESC LIMIT 1`)[0];
      for (const address of [`/${path}/${id}`, `/${path}/${id}/editions/${number}`]) {
        const link = attributes((await get(address)).text, 'href').find((href) => /^\/verify\/[0-9a-f]{12}$/.test(href));
        assert.ok(link, address);
        assert.ok((await get(link)).text.includes(`/${path}/${id}/editions/${number}"`), link);
      }
    }
  });

  it('may be typed with spaces and in capitals; what is no number is told so', async () => {
    const hash = leaf("kind = 'notice'").slice(0, 12);
    const typed = hash.toUpperCase().replace(/(.{4})/g, '$1 ');
    const answer = await get(`/verify?hash=${encodeURIComponent(typed)}`);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, `/verify/${hash}`);
    for (const wrong of ['123', '编号', 'zzzzzzzzzzzz', 'a'.repeat(65)]) {
      const page = await get(`/verify?hash=${encodeURIComponent(wrong)}`);
      assert.equal(page.status, 422, wrong);
      assert.match(words(page.text), /核对编号至少有 10 位/);
      assert.ok(page.text.includes(`value="${wrong}"`), 'what was typed is kept');
    }
    const missing = await get('/verify/0123456789ab');
    assert.equal(missing.status, 404);
    assert.match(words(missing.text), /没有查到这个编号/);
    assert.equal((await get('/verify/12345')).status, 404);
    assert.equal((await get('/api/v1/verify/12345')).status, 400);
    assert.equal((await get('/api/v1/verify/0123456789ab')).status, 404);
  });

  it('and the page says it when the portal itself shows something else', async () => {
    const [id] = mysql("SELECT id FROM edition WHERE kind = 'notice' AND state = 'published' ORDER BY id LIMIT 1")[0];
    const hash = leaf(`edition_id = ${id}`);
    await withoutTriggers(['edition'], async () => {
      mysql(`UPDATE edition SET title = CONCAT(title, '。') WHERE id = ${id}`);
      try {
        const { value } = await until(6, async () => /和当时发布的不一样/.test((await get(`/verify/${hash}`)).text));
        assert.ok(value);
        assert.equal((await json(`/api/v1/verify/${hash}`)).verdict, 'altered');
      } finally {
        mysql(`UPDATE edition SET title = LEFT(title, CHAR_LENGTH(title) - 1) WHERE id = ${id}`);
      }
    });
    const { value } = await until(6, async () => /到现在没有改过/.test((await get(`/verify/${hash}`)).text));
    assert.ok(value);
  });
});

describe('publishing', () => {
  it('adds a leaf and a signed head with it; correcting and withdrawing too', async () => {
    const size = () => Number(one('SELECT size FROM ledger_tree'));
    const heads = () => Number(one('SELECT COUNT(*) FROM ledger_head'));
    const began = size(), signed = heads();
    const id = await draft(people.editor, 'notice', { title: `账本 ${tag}` });
    assert.equal(size(), began, 'a draft is nobody’s business');
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.deepEqual([size(), heads()], [began + 1, signed + 1]);
    const first = leaf(`document_id = ${id}`);
    const told = await json(`/api/v1/verify/${first}`);
    assert.deepEqual([told.verdict, told.proof.leaf_index, told.head.size], ['current', began, began + 1]);

    await people.editor.post(`/office/articles/${id}/correct`, { token: people.editor.token });
    await people.editor.send(await people.editor.get(`/office/articles/${id}/edit`), `/office/articles/${id}/edit`, {
      body: '改成 4 公里。', change_note: '改了长度', do: 'save',
    });
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.equal(size(), began + 2);
    const second = leaf(`document_id = ${id}`);
    assert.notEqual(second, first);
    const { value } = await until(6, async () => (await json(`/api/v1/verify/${first}`)).verdict === 'corrected');
    assert.ok(value);

    const reason = '写错了地方';
    await people.chief.post(`/office/articles/${id}/withdraw`, { token: people.chief.token, reason });
    assert.equal(size(), began + 3);
    const [what, edition] = mysql('SELECT what, number FROM ledger_leaf ORDER BY position DESC LIMIT 1')[0];
    assert.deepEqual([what, edition], ['withdrawal', '2']);
    await until(6, async () => (await json(`/api/v1/verify/${second}`)).verdict === 'withdrawn');
    assert.match(lead((await get(`/verify/${second}`)).text), new RegExp(reason));
    assert.equal((await verify('--notice', String(id))).status, 0);
  });

  it('of many at once gives each its own leaf, in one row', async () => {
    const began = Number(one('SELECT size FROM ledger_tree'));
    const ids = [];
    for (let i = 0; i < 6; i++) ids.push(await draft(people.editor, 'notice', { title: `同时 ${tag} ${i}` }));
    const forms = await Promise.all(ids.map((id) => people.chief.get(`/office/articles/${id}/preview`)));
    const answers = await Promise.all(
      ids.flatMap((id, i) => [0, 1].map(() => people.chief.send(forms[i], `/office/articles/${id}/publish`))),
    );
    for (const answer of answers) assert.ok([303, 409, 503].includes(answer.status), String(answer.status));
    const out = Number(one(`SELECT COUNT(*) FROM edition WHERE state = 'published' AND document_id IN (${ids})`));
    assert.ok(out >= 1);
    const rows = mysql(`SELECT position, edition_id FROM ledger_leaf WHERE position >= ${began} ORDER BY position`);
    assert.equal(rows.length, out);
    assert.equal(new Set(rows.map(([, edition]) => edition)).size, out);
    assert.deepEqual(rows.map(([at]) => Number(at)), rows.map((_, i) => began + i));
    assert.equal((await verify()).status, 0);
  });

  it('that is refused leaves no leaf', async () => {
    const began = one('SELECT size FROM ledger_tree');
    const id = await draft(people.editor, 'notice', { title: `拦下 ${tag}`, body: '电话 13800138000' });
    const answer = await people.chief.post(`/office/articles/${id}/publish`, { token: people.chief.token, version: '1' });
    assert.equal(answer.status, 422);
    assert.equal(one('SELECT size FROM ledger_tree'), began);
  });

  it('the tree cannot be changed by the office, nor by the administrator', async () => {
    for (const role of ['office', 'admin']) {
      const queries = ['ledger_leaf', 'ledger_node', 'ledger_head'].flatMap((table) => [
        `UPDATE ${table} SET ${table === 'ledger_head' ? 'root' : 'hash'} = REPEAT(X'61', 32) LIMIT 1`,
        `DELETE FROM ${table} LIMIT 1`,
      ]).concat(
        'UPDATE ledger_tree SET size = 0', 'DELETE FROM ledger_tree',
        "INSERT INTO ledger_leaf SELECT position + 5, REPEAT(X'62', 32), what, edition_id, document_id, kind, number, salt, inside FROM ledger_leaf ORDER BY position DESC LIMIT 1",
      );
      tries(role, queries).forEach((error, i) => assert.match(error ?? '', /denied|does not change|is kept|only grows|follows/, queries[i]));
    }
  });
});

describe('anybody can check', () => {
  let leaves;
  before(async () => {
    leaves = [];
    for (let from = 0; from !== null;) {
      const part = await json(`/api/v1/ledger/leaves/${from}`);
      leaves.push(...part.items.map((item) => Buffer.from(item.hash, 'hex')));
      from = part.next;
    }
  });

  // A notice as it was published: what earlier tests changed in the database is altered, and said to be.
  const intact = async () => {
    const rows = mysql(`SELECT LOWER(HEX(hash)) FROM ledger_leaf WHERE what = 'edition' AND kind = 'notice'
      AND edition_id IN (SELECT id FROM edition WHERE state = 'published') ORDER BY position DESC LIMIT 100`);
    for (const [hash] of rows) if ((await json(`/api/v1/verify/${hash}`)).verdict !== 'altered') return hash;
    return assert.fail('every notice was altered');
  };

  it('that a leaf is what it says and is in the tree, with an implementation of RFC 6962 not ours', async () => {
    let checked = 0;
    const { headers } = await get(`/verify/${await intact()}/text`);
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const step = Math.max(1, Math.floor(leaves.length / 60));
    for (let i = 0; i < leaves.length; i += step) {
      const told = await json(`/api/v1/verify/${leaves[i].toString('hex')}`);
      if (!told.text_url || told.verdict === 'altered') continue;
      const { status, text: body } = await get(new URL(told.text_url).pathname);
      if (status === 404) continue; // withdrawn just now, and the answer before is some seconds old
      const entry = (text, index = told.proof.leaf_index) => ({
        canonicalizedBody: Buffer.from(text),
        inclusionProof: {
          logIndex: String(index),
          treeSize: String(told.proof.tree_size),
          rootHash: Buffer.from(told.proof.root, 'hex'),
          hashes: told.proof.path.map((node) => Buffer.from(node.hash, 'hex')),
        },
      });
      assert.deepEqual(leafHash(body), leaves[i]);
      verifyMerkleInclusion(entry(body));
      assert.throws(() => verifyMerkleInclusion(entry(`${body} `)));
      assert.throws(() => verifyMerkleInclusion(entry(body, told.proof.leaf_index ^ 1)));
      assert.equal(told.proof.root, told.head.root);
      checked++;
    }
    assert.ok(checked > 40, `${checked}`);
  });

  it('the head: its root is that of the leaves, its signature that of the key', async () => {
    const { size, head } = await json('/api/v1/ledger');
    assert.equal(leaves.length, size);
    assert.equal(rootOf(leaves.slice(0, head.size)).toString('hex'), head.root);
    const signature = Buffer.from(head.signature, 'base64');
    assert.ok(isSigned(null, Buffer.from(head.text), head.public_key, signature));
    assert.ok(!isSigned(null, Buffer.from(head.text.replace('\n', '\n1')), head.public_key, signature));
    const [name, count, root] = head.text.split('\n');
    assert.deepEqual([name, Number(count), Buffer.from(root, 'base64').toString('hex')], ['mingbai', head.size, head.root]);
    const page = await get('/verify');
    const plain = page.text.replaceAll(' ', '');
    assert.ok(plain.includes(head.root) && unescape(page.text).includes(head.public_key.trim()));
  });

  it('that a later tree continues an earlier one, for many pairs', async () => {
    const n = leaves.length;
    const pairs = [[1, n], [n, n], [n - 1, n], [1, 1], [2, 5], [6, 8], [128, n], [127, 256]];
    for (let i = 0; i < 25; i++) {
      const to = 1 + Math.floor(Math.random() * n);
      pairs.push([1 + Math.floor(Math.random() * to), to]);
    }
    for (const [from, to] of pairs) {
      const { path } = await json(`/api/v1/ledger/consistency/${from}/${to}`);
      const nodes = path.map((node) => Buffer.from(node.hash, 'hex'));
      const first = rootOf(leaves.slice(0, from)), second = rootOf(leaves.slice(0, to));
      assert.ok(agrees(from, to, nodes, first, second), `${from} ${to}`);
      assert.ok(!agrees(from, to, nodes, leafHash('x'), second), `${from} ${to}`);
    }
    for (const wrong of ['0/5', '6/5', `1/${n + 1}`, 'a/5', '1/-2'])
      assert.equal((await get(`/api/v1/ledger/consistency/${wrong}`)).status, 400, wrong);
  });

  it('with the three lines the page gives, and tools that everybody has', async () => {
    const lines = unescape((await get('/verify')).text.match(/<pre[^>]*>(.*?)<\/pre>/s)[1]).trim().split('\n');
    assert.equal(lines.length, 3);
    const hash = await intact();
    const script = `cd "$(mktemp -d)"; H=${hash}\n${lines.join('\n')}\nrm -f p k s t; rmdir "$PWD"`;
    const out = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
    assert.equal(out[0].split(' ')[0], hash);
    assert.match(out[1], /^[0-9a-f]{64}$/);
    assert.equal(out[1], out[2]);
    assert.match(out[3], /Verified Successfully/);
  });
});

describe('mingbai verify', () => {
  it('finds nothing when nothing was changed', async () => {
    const { status, lines, stderr } = await strictly();
    assert.equal(status, 0, stderr + lines.join('\n'));
    assert.equal(lines.at(-1), 'nothing differs');
    assert.equal(lines[0], `${one('SELECT COUNT(*) FROM ledger_leaf')} publications`);
    assert.equal((await verify('--notice', '99999999')).status, 1);
    for (const wrong of [['x'], ['--notice'], ['--notice', 'x'], ['--log', '/nonexistent']])
      assert.equal((await verify(...wrong)).status, 2, wrong.join(' '));
  });

  it('names each of a hundred single bytes changed in the database, and is silent when they are back', { timeout: 600000 }, async () => {
    while (Number(one('SELECT COUNT(*) FROM audit')) < 60)
      await new Visitor().signIn({ login: chief.login, password: chief.password });
    const editions = mysql("SELECT id, document_id, number, kind FROM edition WHERE published_at IS NOT NULL");
    const entries = mysql("SELECT n.edition_id, n.position, e.document_id, e.number FROM notice_entry n JOIN edition e ON e.id = n.edition_id WHERE e.published_at IS NOT NULL");
    const files = mysql("SELECT a.id, e.document_id, e.number, e.kind FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.published_at IS NOT NULL");
    const rows = mysql('SELECT id FROM audit').map(([id]) => id);
    const any = (list) => list.splice(Math.floor(Math.random() * list.length), 1)[0];
    // Who a change is to be called: the page or the row.
    const kinds = [
      () => { const [id, document, number, kind] = any(editions); return ['edition', `id = ${id}`, `${kind} ${document} edition ${number}:`]; },
      () => { const [id, position, document, number] = any(entries); return ['notice_entry', `edition_id = ${id} AND position = ${position}`, `notice ${document} edition ${number}:`]; },
      () => { const id = any(rows); return ['audit', `id = ${id}`, `record ${id}:`]; },
      () => { const [id, document, number, kind] = any(files); return ['attachment', `id = ${id}`, `${kind} ${document} edition ${number}:`]; },
    ];
    let found = 0;
    const seen = {};
    await withoutTriggers(['edition', 'notice_entry', 'audit', 'attachment'], async () => {
      for (let round = 0; found < 100; round++) {
        assert.ok(round < 12);
        const changes = [];
        try {
          while (changes.length < 10) {
            const roll = Math.random();
            const [table, where, name] = kinds[roll < 0.4 ? 0 : roll < 0.7 || files.length < 2 && roll > 0.95 ? 1 : roll < 0.95 ? 2 : 3]();
            if (changes.some((c) => c.name === name)) continue; // one a page, so that each is found by itself
            const done = change(table, where);
            if (done) changes.push({ ...done, table, name });
          }
          const { status, lines } = await verify();
          assert.equal(status, 1);
          for (const c of changes) {
            assert.ok(lines.some((line) => line.startsWith(c.name)), `${c.table}.${c.column} = ${c.fresh} of ${c.name} in\n${lines.join('\n')}`);
            (seen[c.table] ??= new Set()).add(c.column);
            found++;
          }
        } finally {
          for (const c of changes.reverse()) c.undo();
        }
      }
    });
    assert.ok(found >= 100);
    assert.ok(seen.edition.size > 5 && seen.audit.size > 3 && seen.notice_entry.size > 3);
    const { status, lines } = await verify();
    assert.equal(status, 0, lines.join('\n'));
  });

  it('names a publication that is taken out, put in, or changed together with its leaf', async () => {
    const [id, document, number, title] = mysql("SELECT id, document_id, number, title FROM edition WHERE kind = 'notice' AND state = 'published' AND id NOT IN (SELECT edition_id FROM notice_entry) AND id NOT IN (SELECT edition_id FROM attachment) ORDER BY id LIMIT 1")[0];
    const page = `notice ${document} edition ${number}:`;
    const hash = leaf(`edition_id = ${id}`);
    await withoutTriggers(['edition', 'ledger_leaf'], async () => {
      mysql(`CREATE TABLE kept AS SELECT * FROM edition WHERE id = ${id}`);
      const columns = mysql("SELECT GROUP_CONCAT(column_name) FROM information_schema.columns WHERE table_schema = 'mingbai' AND table_name = 'edition' AND extra NOT LIKE '%GENERATED%'")[0][0];
      try {
        mysql(`DELETE FROM edition WHERE id = ${id}`);
        assert.ok((await verify()).lines.some((line) => line.startsWith(page) && /not there any more/.test(line)));
      } finally {
        mysql(`INSERT INTO edition (${columns}) SELECT ${columns} FROM kept; DROP TABLE kept`);
      }
      // One that nobody published through the portal.
      const other = Number(one('SELECT MAX(id) FROM document')) + 1;
      mysql(`INSERT INTO document (id, kind, region, created_at) VALUES (${other}, 'notice', '990123', UTC_TIMESTAMP());
             INSERT INTO edition (document_id, kind, region, state, number, title, body, updated_at, published_at) VALUES (${other}, 'notice', '990123', 'published', 1, 'x', 'y', UTC_TIMESTAMP(), UTC_TIMESTAMP())`);
      try {
        assert.ok((await verify()).lines.some((line) => line.startsWith(`notice ${other} edition 1:`) && /not in the ledger/.test(line)));
      } finally {
        mysql(`DELETE FROM edition WHERE document_id = ${other}; DELETE FROM document WHERE id = ${other}`);
      }
      // Text and leaf rewritten to fit each other: the nodes and the signed heads do not.
      const text = (await get(`/verify/${hash}/text`)).text;
      const fresh = `${title}改`;
      const forged = text.replace(`title ${Buffer.byteLength(title)}\n${title}\n`, `title ${Buffer.byteLength(fresh)}\n${fresh}\n`);
      assert.notEqual(forged, text);
      try {
        mysql(`UPDATE edition SET title = ${quote(fresh)} WHERE id = ${id}; UPDATE ledger_leaf SET hash = X'${leafHash(forged).toString('hex')}' WHERE edition_id = ${id} AND what = 'edition'`);
        const { status, lines } = await verify();
        assert.equal(status, 1);
        assert.ok(!lines.some((line) => line.startsWith(page)), 'the leaf itself fits');
        assert.ok(lines.some((line) => /^ledger: the tree head .* changed together with its leaf/.test(line)), lines.join('\n'));
      } finally {
        mysql(`UPDATE edition SET title = ${quote(title)} WHERE id = ${id}; UPDATE ledger_leaf SET hash = X'${hash}' WHERE edition_id = ${id} AND what = 'edition'`);
      }
    });
    assert.equal((await verify()).status, 0);
  });

  it('names a head that was not signed by us, and signs a new one when all is well', async () => {
    const [id, key] = mysql('SELECT id, HEX(signature) FROM ledger_head ORDER BY id LIMIT 1')[0];
    await withoutTriggers(['ledger_head'], async () => {
      mysql(`UPDATE ledger_head SET signature = REPEAT(X'01', 64) WHERE id = ${id}`);
      try {
        assert.ok((await verify()).lines.some((line) => line.startsWith(`ledger: the tree head ${id} `) && /signature is wrong/.test(line)));
      } finally {
        mysql(`UPDATE ledger_head SET signature = X'${key}' WHERE id = ${id}`);
      }
    });
    const heads = Number(one('SELECT COUNT(*) FROM ledger_head'));
    assert.equal((await verify('--sign')).status, 0);
    assert.equal(Number(one('SELECT COUNT(*) FROM ledger_head')), heads + 1);
    assert.equal((await verify()).status, 0);
  });
});

it('the office signs a head each day by itself, once', async () => {
  const ran = async () => Number((await get('/metrics/office')).text.match(/^mingbai_job_last_seconds\{job="ledger_head"\} (\d+)$/m)?.[1]);
  assert.ok((await until(30, async () => (await ran()) > 0, 500)).value, 'the job has run');
  const today = one('SELECT COUNT(*) FROM ledger_head WHERE DATE(signed_at + INTERVAL 8 HOUR) = DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR)');
  assert.ok(Number(today) > 0);
});

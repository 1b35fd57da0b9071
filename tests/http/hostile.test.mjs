// A county whose every word is hostile: in a portal of its own each text of the database is replaced
// by one that would be a script if any page forgot to escape it. Then every page is looked at.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const run = mkdtempSync(join(tmpdir(), 'mingbai-hostile-'));
// Whoever runs it: what nobody foresaw should meet the sanitizers, where they are built.
const build = [join(root, 'build/asan'), process.env.BUILD_DIR, join(root, 'build/release')].find((one) => one && existsSync(join(one, 'mingbai')));
const EVIL = `"'><script>alert(1)`; // short enough for the shortest column
let stack, lib, residents;

const freePort = () =>
  new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

before(async () => {
  const port = await freePort();
  const out = openSync(join(run, 'out'), 'w');
  stack = spawn(join(root, 'docker/local'), [String(port), run], {
    stdio: ['ignore', out, out],
    env: {
      ...process.env,
      BUILD: build,
      DEMO_OPTIONS: '--hostile',
      LIMITS: 'off',
      ASAN_OPTIONS: `log_path=${run}/log/asan:detect_leaks=0`,
      UBSAN_OPTIONS: `log_path=${run}/log/asan`,
    },
  });
  process.on('exit', () => stack.kill('SIGTERM'));
  const words = () => readFileSync(join(run, 'out'), 'utf8');
  for (let i = 0; i < 1800 && !words().includes('ready '); i++) {
    assert.equal(stack.exitCode, null, words());
    await sleep(100);
  }
  process.env.BASE_URL = `http://127.0.0.1:${port}/`;
  process.env.RUN_DIR = run;
  process.env.MINGBAI = join(run, 'mingbai');
  lib = await import('./lib.mjs');
  residents = lib.demo().residents;
});

after(async () => {
  stack.kill('SIGTERM');
  for (let i = 0; i < 300 && stack.exitCode === null && stack.signalCode === null; i++)
    await sleep(100);
  rmSync(run, { recursive: true, force: true });
});

// Every text a person can have written: in all tables, but for what is looked up by and for figures.
function poison() {
  const columns = lib.mysql(`SELECT c.table_name, c.column_name, c.character_maximum_length
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'mingbai' AND t.table_type = 'BASE TABLE' AND c.character_set_name = 'utf8mb4'
      AND c.column_name <> 'name_key'`);
  const triggers = lib.mysql(
    "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = 'mingbai' AND action_timing = 'BEFORE'",
  );
  for (const [trigger] of triggers) lib.mysql(`DROP TRIGGER ${trigger}`);
  // A word stands in the glossary once: one is left to become hostile.
  const [[word]] = lib.mysql('SELECT MIN(term) FROM glossary');
  lib.mysql(`DELETE FROM glossary WHERE term <> ${lib.quote(word)}`);
  const tables = new Map();
  for (const [table, column, most] of columns) {
    assert.ok(EVIL.length <= Number(most), `${table}.${column} is shorter than the test's words`);
    tables.set(table, [...(tables.get(table) ?? []), `${column} = ${lib.quote(EVIL)}`]);
  }
  const only = (table) => (table === 'setting' ? "WHERE name NOT LIKE '%\\_days'" : '');
  lib.mysql(
    [...tables]
      .map(([table, sets]) => `UPDATE ${table} SET ${sets.join(', ')} ${only(table)};`)
      .join('\n'),
  );
  lib.mysql(
    `INSERT INTO setting (name, value) VALUES ('county_banner', ${lib.quote(EVIL)})`,
  );
  return columns;
}

const shown = (page) => lib.unescape(page).includes(EVIL);

async function crawl(visitor, start, enter) {
  const pages = new Map();
  const waiting = [...start];
  const seen = new Set(start);
  while (waiting.length) {
    await Promise.all(
      waiting.splice(0, 8).map(async (path) => {
        const answer = await visitor.get(path);
        pages.set(path, answer);
        if (!/text\/html/.test(answer.headers['content-type'] ?? '')) return;
        for (const href of lib.attributes(answer.text, 'href')) {
          const at = href.split('#')[0];
          if (!at.startsWith('/') || seen.has(at) || !enter(at)) continue;
          seen.add(at);
          waiting.push(at);
        }
      }),
    );
  }
  return pages;
}

describe('the hostile seed, as it was loaded', () => {
  it('shows its words on public pages, and only as words', async () => {
    const pages = await crawl(new lib.Visitor(), ['/', '/notices', '/policies'], (at) =>
      /^\/(notices|policies)(\/\d+(\/editions\/\d+)?)?$/.test(at),
    );
    let seen = 0;
    for (const answer of pages.values()) {
      lib.assertPlain(answer);
      if (answer.text.includes('&lt;script&gt;alert(')) seen++;
    }
    assert.ok(seen >= 5, `${seen} of ${pages.size} pages show it`);
  });

  it('shows its household its card, and nothing happens', async () => {
    const r = residents.find((one) => one.status === 'hostile');
    assert.ok(r, 'demo.json names it');
    const answer = await lib.post('/status', {
      household_code: r.household_code,
      query_code: r.query_code,
    });
    assert.equal(answer.status, 200);
    assert.match(answer.text, /您家的情况/);
    assert.match(answer.text, /&lt;script&gt;alert\(/);
    lib.assertPlain(answer);
  });
});

describe('with every text of the database hostile', () => {
  let columns;
  before(async () => {
    columns = poison();
    assert.ok(columns.length > 30, `${columns.length} columns`);
    assert.equal(lib.command('pages', join(run, 'www/pages')).status, 0);
    await sleep(3200); // until no kept page is fresh any more
  });

  it('no public page runs it', async () => {
    const seen = {};
    const pages = await crawl(
      new lib.Visitor(),
      [
        '/',
        '/notices',
        '/notices?type=list',
        '/policies',
        '/policies?region=990123102&year=2022',
        '/status',
        '/nothing',
        '/notices?type=x',
        '/static/nothing',
        '/pages/x',
      ],
      (at) => {
        if (/^\/(view|static\/|files\/|feeds\/|api\/)|\.csv\b|^\/verify\/\w+\/text$/.test(at)) return false; // no pages
        // Every document is looked at; of their old editions, and of the forms about them, enough.
        const kind = at.match(/^\/\w+\/\d+\/editions|^\/tickets\/new/)?.[0].replace(/\d+/, '#') ?? '';
        seen[kind] = (seen[kind] ?? 0) + 1;
        return !kind || seen[kind] <= 40;
      },
    );
    assert.ok(pages.size > 300);
    for (const [path, answer] of pages) {
      lib.assertPlain(answer);
      assert.ok(shown(answer.text) || answer.status === 404, `${path} shows the county's name`);
    }
    for (const path of ['/', '/notices', '/policies'])
      lib.assertPlain(await lib.get(path, { Cookie: 'view=elder' }));
  });

  it('no card of a household runs it', async () => {
    for (const r of residents) {
      if (!r.query_code) continue;
      const answer = await lib.post('/status', {
        household_code: r.household_code,
        query_code: r.query_code,
      });
      assert.match(answer.text, /您家的情况/, r.status);
      assert.ok(shown(answer.text));
      lib.assertPlain(answer);
    }
    for (const fields of [
      { name: EVIL, id_number: EVIL },
      { household_code: EVIL, query_code: EVIL },
      { household_code: 'A1', query_code: 'B2' },
    ]) {
      lib.assertPlain(await lib.post('/status', fields));
    }
  });

  it('no office page runs it', async () => {
    const chief = await lib.signedIn(lib.account('fabu'));
    const seen = {};
    const pages = await crawl(
      chief,
      [
        '/office',
        '/office/articles',
        '/office/articles/new?kind=policy',
        '/office/articles/new?kind=notice',
        '/office/nothing',
      ],
      (at) => {
        // A dozen documents of each list are enough; every one looks like its neighbour.
        const kind = at.replace(/\d+/g, '#');
        seen[kind] = (seen[kind] ?? 0) + 1;
        return at.startsWith('/office') && seen[kind] <= 12;
      },
    );
    const one = [...pages.keys()].find((path) => /^\/office\/articles\/\d+$/.test(path));
    await chief.post(`${one}/correct`, { token: chief.token });
    for (const path of [`${one}/edit`, `${one}/preview`]) pages.set(path, await chief.get(path));
    pages.set(
      '409',
      await chief.post(`${one}/edit`, {
        token: chief.token,
        version: '0',
        title: EVIL,
        body: EVIL,
      }),
    );
    pages.set('422', await chief.post(`${one}/withdraw`, { token: chief.token, reason: '' }));
    assert.ok(pages.size > 20, `${pages.size} pages`);
    for (const [path, answer] of pages) {
      assert.ok(answer.status < 500, `${path}: ${answer.status}`);
      // A table to take away runs nothing in a browser, and no formula: findings.test.mjs.
      if (answer.headers['content-type'].startsWith('text/csv')) continue;
      if (/^\/office\/files\/\d+\/\d+$/.test(path)) {
        lib.assertAttachmentHead(answer);
        continue;
      }
      lib.assertPlain(answer);
      // (The door leads whoever is signed in back in, and says nothing.)
      if (answer.status !== 303) assert.ok(shown(answer.text), path);
    }
    lib.assertPlain(await lib.get('/office/login'));
  });

  it('the API gives it back as data', async () => {
    for (const path of ['/api/v1/notices', '/api/v1/policies', '/api/v1/regions?parent=990123']) {
      const answer = await lib.get(path);
      assert.match(answer.headers['content-type'], /^application\/json; charset=utf-8$/);
      lib.assertHead(answer);
      const { items } = JSON.parse(answer.text);
      assert.ok(items.length > 10 && items.every((item) => (item.title ?? item.name) === EVIL));
      if (!items[0].id) continue;
      const one = JSON.parse((await lib.get(`${path}/${items[0].id}`)).text);
      assert.equal(one.title, EVIL);
      assert.equal(one.body, EVIL);
    }
  });

  it('a file of that name is only downloaded', async () => {
    const [id] = lib.mysql(
      "SELECT a.id FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.state = 'published' LIMIT 1",
    )[0];
    const answer = await lib.get(`/files/${id}`);
    assert.equal(answer.status, 200);
    lib.assertAttachmentHead(answer);
    assert.equal(
      answer.headers['content-disposition'],
      `attachment; filename*=UTF-8''${[...Buffer.from(EVIL)].map((c) => `%${c.toString(16).toUpperCase().padStart(2, '0')}`).join('')}`,
    );
  });

  it('nobody died of it', () => {
    for (const name of readdirSync(join(run, 'log'))) {
      assert.ok(!name.startsWith('asan.'), name);
      assert.doesNotMatch(
        readFileSync(join(run, 'log', name), 'utf8'),
        /worker_died|runtime error/,
        name,
      );
    }
  });
});

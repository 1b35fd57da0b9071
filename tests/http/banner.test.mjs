// The banner: put up by the county's administrator, on every page of the three pools within a minute,
// also on one that was kept and on one that is not there; gone as fast, or by itself at its hour.
//
// BASE_URL: the portal; RUN_DIR: holds demo.json.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, assertPlain, formOf, get, mysql, post, routes, signedIn, tries, unescape, until, words } from './lib.mjs';
import { withCheckDigit } from '../numbers.mjs';
import { address, publicRows } from './rows.mjs';
import { close, faults, one, open, people, tag } from './staff.mjs';

const TEXT = `今晚八点到明早六点柳泉镇停水，请提前存水。${tag}`;
const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 864e5).toISOString().slice(0, 10);
const put = async (fields, who = 'admin') => people[who].send(await people[who].get('/office/banner'), '/office/banner', { do: 'put', ...fields });
const drop = async () => people.admin.post('/office/banner', {
  token: people.admin.token, do: 'drop', version: formOf((await people.admin.get('/office/banner')).text, '/office/banner').fields.version });
const banner = (answer) => unescape(answer.text).match(/<section class="banner" aria-label="紧急通知"><p>(.*?)<\/p><\/section>/s)?.[1];
const notice = one("SELECT document_id FROM edition WHERE kind = 'notice' AND state = 'published' ORDER BY published_at DESC LIMIT 1");
const policy = one("SELECT document_id FROM edition WHERE kind = 'policy' AND state = 'published' LIMIT 1");

// Every public page, the forms and answers of the lookup pool, a page that is not there, the office.
const pages = ['/', '/notices', '/policies', `/notices/${notice}`, `/policies/${policy}`, '/questions', '/verify', '/status',
  '/tickets/new', '/tickets/receipt', '/nothing', '/notices/999999999', '/office/login'];
const asked = () => post('/status', { name: '没有人', id_number: withCheckDigit('99012319660606321') }, { 'Sec-Fetch-Site': 'same-origin' });

before(async () => {
  await open();
  people.admin = await signedIn(account('guanli'));
  await drop();
});
after(async () => {
  await drop();
  await close();
});

describe('a banner', () => {
  it('is on pages that were kept before, on all of them, within a minute', async () => {
    const list = routes().filter((row) => row.pool === 'public' && row.keeps > 0);
    assert.ok(list.every((row) => row.keeps < 60), 'no page is kept for a minute');
    for (const path of pages) await get(path);
    assert.equal((await get('/notices')).headers['x-cache'], 'HIT', 'the page before is a kept one');
    const done = await put({ text: TEXT, day: '', hour: '', notice });
    assert.equal(done.status, 303, words(done.text).slice(0, 300));
    for (const path of pages) {
      const { value, took } = await until(60, async () => banner(await get(path))?.startsWith(TEXT));
      assert.ok(value && took < 60, `${path} after ${took} s`);
    }
    assert.ok(banner(await asked()).startsWith(TEXT), 'the answer to a question too');
    assert.ok(banner(await people.editor.get('/office')).startsWith(TEXT), 'and the office');
    assert.ok(banner(await get('/', { Cookie: 'view=elder' })).startsWith(TEXT), 'in large type');
    assert.equal(banner(await get('/')), `${TEXT} <a href="/notices/${notice}">看公告</a>`);
    assertPlain(await get('/'));
  });

  it('is on every page of the route table that anybody can open', async () => {
    const rows = [...publicRows(), ...routes().filter((row) => row.pool === 'lookup' && row.method === 'GET' && !row.bare)];
    let met = 0;
    for (const row of rows) {
      const path = address(row.path);
      const shown = async () => {
        const answer = await get(path);
        return !/^text\/html/.test(answer.headers['content-type']) || unescape(answer.text).includes(TEXT);
      };
      met++;
      assert.ok((await until(60, shown)).value, path);
    }
    assert.ok(met > 40);
  });

  it('costs a page 300 bytes at most, and its own words', async () => {
    const html = (await get('/nothing')).text.match(/<section class="banner".*?<\/section>/s)[0];
    assert.ok(Buffer.byteLength(html) - Buffer.byteLength(TEXT) <= 300);
    const wire = async () => (await get('/questions', { 'Accept-Encoding': 'br' })).raw.length;
    const more = await wire();
    assert.equal((await drop()).status, 303);
    await until(60, async () => !banner(await get('/questions', { 'Accept-Encoding': 'br' })));
    const less = await wire();
    assert.ok(more - less <= 300 + Buffer.byteLength(TEXT), `${more - less} bytes on the wire`);
  });

  it('is gone as fast, and the record says who put up what', async () => {
    for (const path of pages) {
      const { value } = await until(60, async () => banner(await get(path)) === undefined);
      assert.ok(value, path);
    }
    assert.equal(banner(await people.editor.get('/office')), undefined);
    const rows = mysql("SELECT action, login, was, became FROM audit WHERE object_kind = 'banner' ORDER BY id DESC LIMIT 2");
    assert.deepEqual(rows, [['banner_drop', 'guanli', TEXT, ''], ['banner_put', 'guanli', '', TEXT]]);
  });

  it('ends by itself', async () => {
    assert.equal((await put({ text: TEXT, day: day(1), hour: '6', notice: '' })).status, 303);
    await until(60, async () => banner(await get('/')) === TEXT);
    assert.equal(banner(await get('/')), TEXT, 'without a link');
    mysql('UPDATE banner SET until_at = UTC_TIMESTAMP()'); // its hour has come
    for (const path of ['/', '/status', '/nothing']) assert.ok((await until(60, async () => banner(await get(path)) === undefined)).value, path);
    assert.match(words((await people.admin.get('/office/banner')).text), /上一条，已经到时结束/);
  });
});

describe('what does not go up', () => {
  it('somebody’s number, too many words, an end that is past, a notice that is not out', async () => {
    const hidden = one("SELECT document_id FROM edition WHERE state = 'withdrawn' LIMIT 1");
    const wrong = [
      [{ text: '' }, /请写横幅上的话/],
      [{ text: `请打 ${withCheckDigit('99012319770307123')}` }, /身份证号码/],
      [{ text: '请打 １３８ 1234 5678' }, /手机号码/],
      [{ text: '停'.repeat(121) }, /最多 120 个字/],
      [{ text: '停水', day: '2020-01-01' }, /现在以后/],
      [{ text: '停水', day: day(40) }, /30 天以内/],
      [{ text: '停水', day: '', hour: '6' }, /哪一天/],
      [{ text: '停水', notice: hidden ?? '999999' }, /没有发布/],
      [{ text: '停水', notice: policy }, /没有发布/],
    ];
    for (const [fields, says] of wrong) {
      const answer = await put({ day: '', hour: '', notice: '', ...fields });
      assert.equal(answer.status, 422, JSON.stringify(fields));
      assert.match(faults(answer.text).join(), says);
      assertPlain(answer);
      if (fields.text) assert.ok(unescape(answer.text).includes(fields.text), 'what was typed is kept');
    }
    assert.equal(banner(await get('/status')), undefined);
  });

  it('over what another has put up since, or by somebody else', async () => {
    const form = await people.admin.get('/office/banner');
    assert.equal((await put({ text: TEXT })).status, 303);
    assert.equal((await people.admin.send(form, '/office/banner', { do: 'put', text: '旧的' })).status, 409);
    assert.ok(banner(await get('/status')).startsWith(TEXT));
    for (const who of ['editor', 'publisher', 'auditor']) assert.equal((await people[who].get('/office/banner')).status, 403, who);
  });

  it('by the databases of the pools that only show it', () => {
    for (const role of ['public', 'lookup']) {
      const [error] = tries(role, ["UPDATE banner SET text = 'x'"]);
      assert.match(error ?? '', /denied/, role);
    }
    const [setting] = tries('office', ["UPDATE setting SET value = 'x' WHERE name = 'county_name'"]);
    assert.match(setting ?? '', /denied/, 'the office sets the banner and nothing else of the county');
  });
});

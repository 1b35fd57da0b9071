// On walls and in halls: the sheet of a notice on A4 and A3 with its head on every page and a code
// that leads where it says; a policy's card on one sheet; the screen of a hall, which goes on for days
// without a line; the shared tablet, which forgets; reading without a line.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import jsQR from 'jsqr';
import { base, close, demo, go, open, readable, screenPath, shot, visit, visitor } from './stage.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1280, height: 900 };
const HALLS = { '1080p': { width: 1920, height: 1080 }, '720p': { width: 1280, height: 720 }, portrait: { width: 1080, height: 1920 } };

let lists, policy, village;
const text = async (path) => (await fetch(base + path)).text();

before(async () => {
  await open();
  const rows = await text('/notices?type=list');
  lists = [...rows.matchAll(/<h3><a href="(\/notices\/\d+)"/g)].map((m) => m[1]);
  policy = (await text('/policies')).match(/<h3><a href="(\/policies\/\d+)"/)[1];
  // A village that has announcements of its own.
  village = demo.residents.map((r) => r.household_code)[0] && '990123102001';
});
after(close);

async function print(page, name) {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  writeFileSync(screenPath(`${name}.pdf`), pdf);
  const raw = pdf.toString('latin1');
  const [, width, height] = raw.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/).map(Number);
  return { sheets: raw.match(/\/Type \/Page\b/g).length, width, height };
}

// What a camera reads off an element.
async function scan(page, element) {
  const source = (await element.screenshot({ scale: 'css' })).toString('base64');
  const blank = await page.context().newPage();
  const { data, width, height } = await blank.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const drawing = canvas.getContext('2d');
    drawing.drawImage(image, 0, 0);
    return { data: [...drawing.getImageData(0, 0, image.width, image.height).data], width: image.width, height: image.height };
  }, source);
  await blank.close();
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}

async function judge(page, where) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Runtime.evaluate', { expression: `${axe};void 0` });
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)}`)));
  assert.deepEqual(found, [], where);
}

describe('the sheet of a notice', () => {
  it('is A4, and A3 by one press, larger in all', () => visit({ size: DESK }, async (page) => {
    await go(page, `${lists[0]}/print`);
    const small = await print(page, 'sheet-a4');
    assert.ok(Math.abs(small.width - 595) < 2 && Math.abs(small.height - 842) < 2, JSON.stringify(small));
    const letter = () => page.locator('h1').evaluate((h) => parseFloat(getComputedStyle(h).fontSize));
    const before = await letter();
    await judge(page, 'sheet');
    await shot(page, 'sheet-a4');
    await page.getByRole('link', { name: /A3/ }).click();
    assert.ok(await letter() > 1.35 * before);
    const large = await print(page, 'sheet-a3');
    assert.ok(Math.abs(large.width - 842) < 2 && Math.abs(large.height - 1191) < 2, JSON.stringify(large));
    await page.getByRole('link', { name: /A4/ }).click();
    assert.equal((await print(page, 'sheet-a4')).width, small.width);
  }));

  it('of a long list has its head and its number of pages on every sheet, and tears no row', () => visit({ size: DESK }, async (page) => {
    await go(page, `${lists[0]}/print`);
    await page.evaluate(() => {
      const body = document.querySelector('tbody');
      const rows = [...body.rows];
      for (let i = 0; body.rows.length < 200; i++) body.append(rows[i % rows.length].cloneNode(true));
    });
    const paper = await print(page, 'sheet-long');
    assert.ok(paper.sheets >= 5, `${paper.sheets} sheets`);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('thead')).display), 'table-header-group');
    assert.ok(await page.evaluate(() => [...document.querySelectorAll('tr')].every((row) => getComputedStyle(row).breakInside === 'avoid')));
  }));

  it('says until when in the largest letters but for its title, and a phone reads the way to check it', () => visit({ size: DESK }, async (page) => {
    const open = (await text('/notices?state=open')).match(/<h3><a href="(\/notices\/\d+)"/)[1];
    await go(page, `${open}/print`);
    const sizes = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
      .map((e) => [e.tagName + e.className, parseFloat(getComputedStyle(e).fontSize)]).sort((a, b) => b[1] - a[1]));
    assert.ok(sizes.slice(0, 2).some(([what]) => what.startsWith('TIME')), JSON.stringify(sizes.slice(0, 3)));
    assert.match(await scan(page, page.locator('.proof .qr')), new RegExp(`^${base}/verify/[0-9a-f]{8,}$`));
    assert.equal(await scan(page, page.locator('.how .qr')), `${base}/tickets/new?notice=${open.match(/\d+/)[0]}`);
    await shot(page, 'sheet-open');
  }));
});

it('a policy’s card is one sheet of A4 for every policy of the first list', () => visit({ size: DESK }, async (page) => {
  const all = [...(await text('/policies')).matchAll(/<h3><a href="(\/policies\/\d+)"/g)].map((m) => m[1]);
  for (const path of all.slice(0, 8)) {
    await go(page, `${path}/card`);
    assert.equal((await print(page, 'policy-card')).sheets, 1, path);
  }
  await go(page, `${policy}/card`);
  assert.equal(await scan(page, page.locator('.qr')), base + policy);
  await judge(page, 'card');
  await shot(page, 'policy-card');
}));

describe('the screen of a hall', () => {
  const shown = (page) => page.evaluate(() => {
    const on = document.querySelectorAll('article.on');
    return { count: on.length, id: on[0]?.dataset.id, left: on[0]?.querySelector('.page').scrollLeft, old: document.getElementById('old').textContent };
  });

  for (const [name, size] of Object.entries(HALLS)) {
    it(`${name}: all of it is on the screen, page by page, in letters one reads from afar`, () => visit({ size }, async (page) => {
      await page.clock.install();
      await go(page, `/board/${village}`);
      const ids = await page.locator('article').evaluateAll((all) => all.map((one) => one.dataset.id));
      assert.ok(ids.length > 2);
      const seen = new Map();
      for (let i = 0; i < 120 && seen.size < ids.length; i++) {
        const now = await shown(page);
        assert.equal(now.count, 1);
        seen.set(now.id, [...seen.get(now.id) ?? [], now.left]);
        const { small, out } = await page.evaluate(() => {
          const box = document.querySelector('article.on').getBoundingClientRect(), foot = document.querySelector('footer').getBoundingClientRect();
          return { small: parseFloat(getComputedStyle(document.querySelector('article.on .page')).fontSize) / Math.min(innerWidth, innerHeight),
            out: box.bottom > foot.top + 1 || foot.bottom > innerHeight + 1 || document.documentElement.scrollWidth > innerWidth };
        });
        assert.ok(!out, `${now.id} runs out of the screen`);
        assert.ok(small > 0.03, `letters of ${small} of the screen`);
        await page.clock.runFor(12_000);
      }
      assert.deepEqual([...seen.keys()].sort(), [...ids].sort(), 'every article has its turn');
      for (const [id, lefts] of seen) assert.equal(new Set(lefts).size, lefts.length, `${id}: each page once`);
      await readable(page, name);
      if (name === '1080p') await judge(page, 'board');
      await shot(page, `board-${name}`, false);
    }));
  }

  it('goes on for ten minutes and for three days with the server stopped, says since when, and takes up again', async () => {
    const page = await visitor({ size: HALLS['720p'] });
    await page.clock.install();
    await go(page, `/board/${village}`);
    await page.clock.runFor(13_000);
    await page.context().setOffline(true);
    const turns = [];
    for (let minute = 0; minute < 10; minute++) {
      await page.clock.runFor(60_000);
      turns.push(JSON.stringify(await shown(page)));
    }
    assert.ok(new Set(turns).size >= 5, 'it keeps turning over');
    assert.equal(JSON.parse(turns[3]).old, '', 'no word of a short break');
    await page.clock.runFor(60_000);
    assert.match((await shown(page)).old, /^连不上网站，这是 \d+月\d+日.* 的内容$/);
    await page.clock.fastForward(71 * 3600e3);
    await page.clock.runFor(60_000);
    const late = await shown(page);
    assert.equal(late.count, 1);
    assert.match(late.old, /连不上网站/);
    await shot(page, 'board-offline', false);
    assert.equal(page.url(), `${base}/board/${village}`);
    await page.context().setOffline(false);
    await page.clock.setSystemTime(Date.now());
    let said = 'x';
    for (let i = 0; i < 40 && said; i++) {
      await page.clock.runFor(61_000);
      await page.clock.setSystemTime(Date.now());
      await page.clock.runFor(1_000);
      said = (await shown(page)).old;
    }
    assert.equal(said, '');
    await page.context().close();
    assert.deepEqual(page.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault)), []);
  });

  it('reckons the days left anew while it has no line', () => visit({ size: HALLS['720p'], expects: [] }, async (page) => {
    await page.clock.install();
    await go(page, '/board/990123');
    const clock = page.locator('.clock.open b').first();
    const closes = Date.parse(await page.locator('.clock.open time').first().getAttribute('datetime'));
    await page.route('**/board/*', (route) => route.abort());
    await page.clock.setSystemTime(closes - 3600e3);
    await page.clock.runFor(1000);
    assert.equal(await clock.textContent(), '今天是最后一天');
    await page.clock.setSystemTime(closes + 1000);
    await page.clock.runFor(1000);
    assert.equal(await clock.textContent(), '已经截止');
    page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !/ERR_FAILED/.test(fault)));
  }));

  it('is one readable page without a script', () => visit({ js: false, size: HALLS['720p'] }, async (page) => {
    await go(page, `/board/${village}`);
    assert.ok(await page.locator('article').count() > 2);
    for (const article of await page.locator('article').all()) assert.ok(await article.isVisible());
    await shot(page, 'board-plain');
  }));
});

describe('the shared tablet', () => {
  const TABLET = { width: 800, height: 1280 };
  const resident = demo.residents[0];
  async function query(page) {
    await page.fill('#name', resident.name);
    await page.locator('#id_number').focus();
    for (const key of resident.id_number) await page.locator('.pad button', { hasText: new RegExp(`^${key}$`) }).click();
    await page.locator('main button.call').first().click();
    await page.locator('.answer').waitFor();
  }

  it('takes a number by its large keys and shows the card', () => visit({ size: TABLET }, async (page) => {
    await go(page, '/kiosk');
    await page.locator('#id_number').focus();
    await shot(page, 'kiosk', false);
    for (const key of await page.locator('.pad button:visible').all()) {
      const { width, height } = await key.boundingBox();
      assert.ok(width >= 60 && height >= 60, `${width} x ${height}`);
    }
    await judge(page, 'kiosk');
    await query(page);
    await shot(page, 'kiosk-card', false);
    await judge(page, 'card on the kiosk');
  }));

  it('clears itself after a minute without a touch, and no way leads back', () => visit({ size: TABLET }, async (page) => {
    await page.clock.install();
    await go(page, '/kiosk');
    const length = await page.evaluate(() => history.length);
    await query(page);
    await page.clock.runFor(50_000);
    assert.equal(await page.locator('.answer').count(), 1);
    await page.clock.runFor(12_000);
    assert.equal(await page.locator('.answer').count(), 0);
    assert.equal(await page.inputValue('#id_number'), '');
    assert.equal(await page.evaluate(() => history.length), length, 'nothing was added to the history');
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    await query(page);
    await page.locator('.pad button:visible').last().click();
    assert.equal(await page.locator('.answer').count(), 0, 'by its key at once');
    await query(page);
    await go(page, '/');
    await page.goBack();
    assert.equal(await page.locator('.answer').count(), 0, 'not by the browser’s way back');
  }));

  it('what was typed and not sent goes too, and a card’s links lead nowhere', () => visit({ size: TABLET }, async (page) => {
    await page.clock.install();
    await go(page, '/kiosk');
    await page.fill('#name', '王小明');
    await page.clock.runFor(62_000);
    assert.equal(await page.inputValue('#name'), '');
    await query(page);
    for (const link of await page.locator('main a').all()) {
      const href = await link.getAttribute('href');
      if (href === '/kiosk' || !(await link.isVisible())) continue;
      await link.click();
      assert.equal(page.url(), `${base}/kiosk`);
    }
  }));
});

it('a policy that was read can be read without a line; the own household cannot be asked for', async () => {
  const page = await visitor({});
  await page.clock.install();
  await go(page, policy);
  await page.clock.runFor(5000);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await go(page, policy);
  await go(page, '/status');
  const kept = await page.evaluate(async () => {
    for (let i = 0; i < 100; i++) {
      const keys = (await (await caches.open('pages')).keys()).map((one) => new URL(one.url).pathname);
      if (keys.some((path) => path.startsWith('/policies/'))) return keys;
      await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
    }
    return [];
  });
  assert.ok(kept.includes(policy) && kept.includes('/offline') && kept.includes('/notices'), kept.join());
  assert.ok(!kept.some((path) => /status|tickets|office|kiosk/.test(path)), kept.join());
  await page.context().setOffline(true);
  await go(page, policy);
  assert.ok(await page.locator('h1').isVisible());
  assert.match(await page.locator('.remark').first().innerText(), /稍早保存/);
  await go(page, '/glossary');
  assert.match(await page.locator('h1').innerText(), /没有网络/);
  await page.locator('#kept li:nth-child(2) a').waitFor();
  await shot(page, 'offline');
  await assert.rejects(go(page, '/status'), /ERR_INTERNET_DISCONNECTED/);
  await page.context().close();
});

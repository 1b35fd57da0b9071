// On walls and in halls: the sheet of a notice on A4 and A3 with its head on every page and a code
// that leads where it says; a policy's card on one sheet; the screen of a hall, which goes on for days
// without a line; the shared tablet, which forgets; reading without a line.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import jsQR from 'jsqr';
import { base, close, demo, follow, go, open, readable, scan, screenPath, shot, visit, visitor } from './stage.mjs';

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

// What stands on each sheet; and what a camera reads off one of them.
const sheetsOf = (name) => execFileSync('pdftotext', ['-layout', screenPath(`${name}.pdf`), '-']).toString().split('\f').slice(0, -1);
function scanSheet(name, sheet) {
  const picture = execFileSync('pdftoppm', ['-r', '110', '-gray', '-f', sheet, '-l', sheet, screenPath(`${name}.pdf`)], { maxBuffer: 2 ** 26 });
  const [head, width, height] = picture.subarray(0, 40).toString('latin1').match(/^P5\s+(\d+)\s+(\d+)\s+255\s/);
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) pixels.fill(picture[head.length + i], 4 * i, 4 * i + 3);
  return jsQR(pixels, Number(width), Number(height))?.data;
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
    const number = (await page.locator('.proof b').innerText()).replaceAll(' ', '');
    for (const [name, { sheets }] of [['sheet-a4', small], ['sheet-a3', large]]) {
      assert.equal(scanSheet(name, sheets), `${base}/verify/${number}`, `the code on the last sheet of ${name}`);
      if (sheets > 1) assert.equal(scanSheet(name, 1), `${base}/tickets/new?notice=${lists[0].match(/\d+/)[0]}`);
    }
  }));

  it('of a long list has its head and its number of pages on every sheet, and tears no row', () => visit({ size: DESK }, async (page) => {
    await go(page, `${lists[0]}/print`);
    await page.evaluate(() => {
      const body = document.querySelector('tbody');
      const rows = [...body.rows];
      for (let i = 0; body.rows.length < 200; i++) body.append(rows[i % rows.length].cloneNode(true));
      [...body.rows].forEach((row, i) => { row.cells[0].textContent = 1000 + i; });
    });
    const paper = await print(page, 'sheet-long');
    assert.ok(paper.sheets >= 5, `${paper.sheets} sheets`);
    const title = await page.locator('h1').innerText(), number = await page.locator('.proof b').innerText();
    const sheets = sheetsOf('sheet-long'); // a row: its number, then a masked name (a line of the code may begin with digits, too)
    assert.equal(sheets.length, paper.sheets);
    for (const [i, sheet] of sheets.entries()) {
      assert.match(sheet, new RegExp(`^\\s*${i + 1} ?/ ?${paper.sheets}$`, 'm'));
      if (!/^\s*1\d{3}\s+\S*\*/m.test(sheet)) continue;
      for (const word of [title, number, '序号', '截至']) assert.ok(sheet.includes(word), `${word} on sheet ${i + 1}`);
    }
    assert.deepEqual(sheets.join('\n').match(/^\s*1\d{3}(?=\s+\S*\*)/gm).map(Number), Array.from({ length: 200 }, (_, i) => 1000 + i), 'no row is lost');

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

describe('a policy’s card', () => {
  it('is one sheet of A4 for every policy there is', () => visit({ size: DESK }, async (page) => {
    const all = new Set();
    for (let next = '/policies'; next;) {
      const list = await text(next);
      for (const [, path] of list.matchAll(/<h3><a href="(\/policies\/\d+)"/g)) all.add(path);
      next = list.match(/href="(\/policies\?before=[^"]+)"/)?.[1];
    }
    assert.ok(all.size > 20, `${all.size} policies`);
    // Printed are those of each size that have most on them.
    const full = {};
    for (const path of all) {
      const card = await text(`${path}/card`), [, kind] = card.match(/<body class="(policy[^"]*)"/);
      const letters = card.match(/<main[^]*<\/main>/)[0].replace(/<[^>]*>/g, '').length;
      (full[kind] ??= []).push([letters, path]);
    }
    for (const cards of Object.values(full)) {
      for (const [letters, path] of cards.sort((a, b) => b[0] - a[0]).slice(0, 4)) {
        await go(page, `${path}/card`);
        assert.equal((await print(page, 'policy-card')).sheets, 1, `${path}: ${letters} letters`);
      }
    }
    await go(page, `${policy}/card`);
    await print(page, 'policy-card');
    assert.equal(await scan(page, page.locator('.title .qr')), base + policy);
    assert.match(await scan(page, page.locator('.proof .qr')), new RegExp(`^${base}/verify/[0-9a-f]{12}$`));
    await judge(page, 'card');
    await shot(page, 'policy-card');
  }));

  it('with much on it has smaller letters, and is one sheet still', () => visit({ size: DESK }, async (page) => {
    await go(page, `${policy}/card`);
    for (const [kind, letters] of [['policy', 240], ['policy middle', 480], ['policy small', 1020]]) {
      await page.evaluate(([name, n]) => {
        document.body.className = name;
        const all = [...document.querySelectorAll('main > dl dd')];
        for (const one of all) one.textContent = '字'.repeat(n / all.length);
      }, [kind, letters]);
      assert.equal((await print(page, 'policy-card-full')).sheets, 1, kind);
    }
  }));
});

describe('the screen of a hall', () => {
  const shown = (page) => page.evaluate(() => {
    const on = document.querySelectorAll('article.on');
    return { count: on.length, id: on[0]?.dataset.id, left: on[0]?.querySelector('.page').scrollLeft, old: document.getElementById('old').textContent,
      open: document.querySelectorAll('.clock.open').length, clock: document.getElementById('now').textContent };
  });
  // The next page, which comes after 12 to 30 seconds.
  async function onward(page) {
    const place = async () => page.evaluate(() => document.getElementById('count').textContent);
    const before = await place();
    for (let waited = 0; waited <= 30; waited += 3) {
      await page.clock.runFor(3_000);
      if (await place() !== before) return;
    }
    assert.fail('it stands still');
  }

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
          const main = document.querySelector('main').getBoundingClientRect(), box = document.querySelector('article.on').getBoundingClientRect();
          const rims = [...document.querySelectorAll('footer, footer *, header, header *')].map((one) => one.getBoundingClientRect());
          const over = rims.some((one) => one.right > innerWidth + 1 || one.bottom > innerHeight + 1 || (one.top < main.bottom - 1 && one.bottom > main.top + 1 && one.left < main.right - 1));
          return { small: parseFloat(getComputedStyle(document.querySelector('article.on .page')).fontSize) / Math.min(innerWidth, innerHeight),
            out: over || box.bottom > main.bottom + 1 || box.right > main.right + 1 || document.documentElement.scrollWidth > innerWidth };
        });
        assert.ok(!out, `${now.id} runs out of the screen`);
        assert.ok(small > 0.03, `letters of ${small} of the screen`);
        await onward(page);
      }
      assert.deepEqual([...seen.keys()].sort(), [...ids].sort(), 'every article has its turn');
      for (const [id, lefts] of seen) assert.equal(new Set(lefts).size, lefts.length, `${id}: each page once`);
      await readable(page, name);
      if (name === '1080p') await judge(page, 'board');
      await shot(page, `board-${name}`, false);
    }));
  }

  // No answer comes any more, as when the server is stopped: not even to what bypasses the browser's line.
  async function cut(page) {
    await page.context().setOffline(true);
    await page.context().route('**/*', (route) => route.abort());
  }
  async function mend(page) {
    await page.context().unroute('**/*');
    await page.context().setOffline(false);
  }
  const quiet = (page) => page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !/ERR_(FAILED|INTERNET_DISCONNECTED)/.test(fault)));

  it('goes on for ten minutes with the server stopped: every page again and again, and the clocks go on', () => visit({ size: HALLS['1080p'] }, async (page) => {
    await page.clock.install();
    await go(page, `/board/${village}`);
    await page.clock.runFor(2_000);
    await cut(page);
    const times = new Map(), minutes = new Set();
    let last = '';
    for (let second = 0; second < 600; second += 6) {
      await page.clock.runFor(6_000);
      const now = await shown(page), place = `${now.id} ${now.left}`;
      assert.equal(now.count, 1);
      assert.equal(now.old === '', second < 590 && now.old === '', 'no word of a short break');
      minutes.add(now.clock);
      if (place !== last) times.set(place, (times.get(place) ?? 0) + 1);
      last = place;
    }
    const ids = await page.locator('article').evaluateAll((all) => all.map((one) => one.dataset.id));
    assert.deepEqual([...new Set([...times.keys()].map((place) => place.split(' ')[0]))].sort(), ids.sort(), 'every article');
    assert.ok(minutes.size >= 10, `its clock showed ${minutes.size} minutes`);
    // And on: no page is left out, whichever turn it is.
    for (let i = 0; i < 2 * times.size + 2; i++) {
      await onward(page);
      const now = await shown(page), place = `${now.id} ${now.left}`;
      times.set(place, (times.get(place) ?? 0) + 1);
    }
    assert.deepEqual([...times].filter(([, n]) => n < 2), [], 'every page again');
    assert.match((await shown(page)).old, /^连不上网站，这是 \d+月\d+日.* 的内容$/);
    quiet(page);
  }));

  it('goes on for three days so, shows nothing as open that has ended, and takes up again', () => visit({ size: HALLS['720p'] }, async (page) => {
    await page.clock.install();
    await go(page, '/board/990123');
    await page.clock.runFor(2_000);
    await cut(page);
    const before = await shown(page);
    const ends = await page.locator('article > .clock.open time').evaluateAll((all) => all.map((one) => Date.parse(one.dateTime)));
    const left = async () => page.locator('article > .clock.open b').allTextContents();
    const now = () => page.evaluate(() => Date.now());
    const begun = await now();
    for (let day = 1; day <= 3; day++) {
      await page.clock.fastForward(24 * 3600e3);
      const ids = new Set();
      for (let i = 0; i < 5; i++) {
        await onward(page);
        ids.add(JSON.stringify(await shown(page)));
      }
      assert.equal(ids.size, 5, `day ${day}: it turns over`);
      const today = await now();
      assert.ok(today - begun > day * 24 * 3600e3);
      const days = (moment) => Math.floor((moment + 8 * 3600e3) / 864e5);
      assert.deepEqual(await left(), ends.filter((one) => one > today)
        .map((one) => (days(one - 1) === days(today) ? '今天是最后一天' : `还剩 ${days(one - 1) - days(today)} 天`)), `day ${day}`);
    }
    const late = await shown(page);
    assert.equal(late.count, 1);
    assert.match(late.old, /连不上网站/);
    assert.equal(page.url(), `${base}/board/990123`);
    for (let i = 0; i < 9; i++) await page.clock.fastForward(10 * 24 * 3600e3);
    await onward(page);
    assert.deepEqual(await page.locator('.clock.open').count(), 0, 'what has ended is over');
    assert.ok(before.open > 0 && await page.locator('article > .clock.closed').count() >= ends.length);
    assert.deepEqual(await page.locator('footer').evaluate((e) => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]), [0, 0],
      'all that is said beside it can be read');
    await shot(page, 'board-offline', false);
    await mend(page);
    await page.clock.setSystemTime(Date.now());
    let back = late;
    for (let i = 0; i < 60 && (back.old || !back.open); i++) {
      await page.clock.runFor(61_000);
      await page.clock.setSystemTime(Date.now());
      await page.clock.runFor(1_000);
      back = await shown(page);
    }
    assert.equal(back.old, '');
    assert.ok(back.open > 0);
    quiet(page);
  }));

  it('comes up again without a line after the power was cut', () => visit({ size: HALLS['720p'] }, async (page) => {
    await go(page, `/board/${village}`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(async () => !!await caches.match(location.pathname));
    await page.context().setOffline(true);
    const again = await page.context().newPage();
    await go(again, `/board/${village}`);
    await again.locator('.live article.on').waitFor();
    assert.notEqual(await again.evaluate(() => getComputedStyle(document.body).display), 'block', 'with its style');
    quiet(page);
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
    assert.doesNotMatch(await page.locator('.pad').innerText(), /连不上|正在查/, 'no word of trouble beside the answer');
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

describe('without a line', () => {
  // A visitor whose browser has kept what it keeps.
  async function reader(path) {
    const page = await visitor({});
    await page.clock.install();
    await go(page, path);
    await page.clock.runFor(5000);
    await page.evaluate(() => navigator.serviceWorker.ready);
    return page;
  }
  const kept = (page, name = 'pages') => page.evaluate(async (cache) => (await (await caches.open(cache)).keys()).map((one) => new URL(one.url).pathname), name);

  it('a policy that was read once can be read, and the newest announcements; the own household cannot be asked for', async () => {
    const page = await reader(policy);
    for (const path of ['/status', '/kiosk', '/tickets/new', '/office/login']) await go(page, path);
    const paths = await kept(page);
    assert.ok(paths.includes(policy) && paths.includes('/offline') && paths.includes('/notices'), paths.join());
    assert.equal(paths.filter((path) => /^\/notices\/\d+$/.test(path)).length, 5);
    assert.ok(![...paths, ...await kept(page, 'files')].some((path) => /status|tickets|office|kiosk/.test(path)), paths.join());
    await page.context().setOffline(true);
    await go(page, policy);
    assert.ok(await page.locator('h1').isVisible());
    assert.match(await page.locator('.remark').first().innerText(), /您看到的是 \d+年\d+月\d+日 \d+:\d+ 的内容/);
    await go(page, '/notices');
    await follow(page, page.locator('.rows h3 a').first());
    assert.match(await page.locator('.remark').first().innerText(), /后来改没改、撤没撤/);
    for (const path of ['/glossary', '/policies?area=health']) {
      await go(page, path);
      assert.match(await page.locator('h1').innerText(), /现在连不上/);
      assert.equal(await page.locator('.remark').count(), 0);
    }
    await page.locator('#kept li:nth-child(2) a').waitFor();
    await shot(page, 'offline');
    await assert.rejects(go(page, '/status'), /ERR_INTERNET_DISCONNECTED/);
    await page.context().close();
  });

  it('a kept announcement whose time is over is not shown as open', async () => {
    const open = (await text('/notices?state=open')).match(/<h3><a href="(\/notices\/\d+)"/)[1];
    const page = await reader(open);
    assert.equal(await page.locator('.window.open .clock.open').count(), 1);
    const closes = Date.parse(await page.locator('.clock.open time').getAttribute('datetime'));
    await page.context().setOffline(true);
    await page.clock.setSystemTime(closes - 3600e3);
    await go(page, open);
    assert.equal(await page.locator('.clock.open b').innerText(), '今天是最后一天');
    await page.clock.setSystemTime(closes + 1000);
    await go(page, open);
    assert.equal(await page.locator('.window.open, .clock.open').count(), 0);
    assert.match(await page.locator('.window').innerText(), /公示期已过[^]*已结束/);
    await page.context().close();
  });

  it('no more than sixty pages are kept, the last that were read', async () => {
    const page = await reader(policy);
    await page.evaluate(async () => {
      const store = await caches.open('pages');
      for (let i = 0; i < 80; i++) await store.put(`/policies/${90000 + i}`, new Response('x'));
    });
    await go(page, '/policies');
    await page.waitForFunction(async () => (await (await caches.open('pages')).keys()).length === 60);
    assert.ok((await kept(page)).includes('/policies'));
    await page.context().close();
  });
});

it('reads a policy’s card aloud where there is a voice, and says so where there is none', () => visit({}, async (page) => {
  await page.addInitScript(() => {
    const said = [];
    const speech = { said, voices: [], getVoices: () => speech.voices, cancel: () => { said.length = 0; }, speak: (words) => said.push(words) };
    Object.defineProperty(self, 'speechSynthesis', { value: speech });
  });
  await go(page, policy);
  const button = page.locator('[data-read=".card"] button');
  await button.click();
  assert.equal(await button.innerText(), '不读了');
  const said = await page.evaluate(() => speechSynthesis.said.map((one) => [one.text, one.lang]));
  assert.ok(said.length > 4 && said.every(([, lang]) => lang === 'zh-CN'));
  assert.ok(said.some(([one]) => one.includes('谁能享受')));
  await page.evaluate(() => speechSynthesis.said.at(-1).onend());
  assert.equal(await button.innerText(), '读给我听');
  await page.evaluate(() => { speechSynthesis.voices = [{ lang: 'en-US' }]; });
  await button.click();
  assert.equal(await button.innerText(), '这部手机不会读');
  assert.equal(await page.evaluate(() => speechSynthesis.said.length), 0);
}));

// Paper, as it comes out of the printer: a household's card on one sheet of A4 and its own card from
// the phone, slips to cut with nothing cut off, the village's book across with its head on each
// page; and the QR code read by a camera that is not ours.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arrive, ask, base, close, demo, follow, go, leave, open, scan, screenPath, shot, texts, visit, visitor } from './stage.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const DESK = { width: 1280, height: 900 };
const POINT = 4 / 3; // CSS pixels

let page, households;

// Sheets of paper: how many, how wide and high in points. The file stays with the screenshots.
async function print(what, name) {
  const pdf = await what.pdf({ preferCSSPageSize: true, format: 'A4' });
  writeFileSync(screenPath(`${name}.pdf`), pdf);
  const text = pdf.toString('latin1');
  const [, width, height] = text.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/).map(Number);
  return { sheets: text.match(/\/Type \/Page\b/g).length, width, height };
}
const isA4 = ({ width, height }, across = false) => {
  const [w, h] = across ? [842, 595] : [595, 842];
  assert.ok(Math.abs(width - w) < 2 && Math.abs(height - h) < 2, `${width} x ${height}`);
};

before(async () => {
  await open();
  const editor = demo.accounts.find((a) => a.role === 'editor');
  page = await visitor({ size: DESK });
  await go(page, '/office/login');
  await page.fill('#login', editor.login);
  await page.fill('#password', editor.password);
  await follow(page, page.locator('button.call'));
  await go(page, '/office/slips');
  await follow(page, page.locator('.areas a').first());
  // Those whose codes other tests use stay as they are.
  const known = demo.residents.map((r) => r.household_code);
  households = await page.locator('tbody a').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  households = households.filter((path) => !known.some((code) => path.endsWith(code)));
  assert.ok(households.length > 5);
});
after(async () => {
  await leave(page);
  await close();
});

// No letter on paper is smaller than this.
async function letters(least, where) {
  await page.emulateMedia({ media: 'print' });
  const small = (await texts(page)).filter((t) => t.px < least * POINT - 0.1);
  await page.emulateMedia({ media: null });
  assert.deepEqual(small, [], `${where}: smaller than ${least} pt`);
}

async function judge(where) {
  await page.evaluate(`${readFileSync(axe, 'utf8')};void 0`);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)}`));
  });
  assert.deepEqual(found, [], where);
}

describe('a household’s card', () => {
  it('fits one sheet of A4, in large letters, for the first households of a village', async () => {
    for (const path of households.slice(0, 6)) {
      await go(page, `${path}/card`);
      const lines = await page.locator('tbody tr').count();
      const paper = await print(page, 'paper-card');
      isA4(paper);
      if (lines <= 8) assert.equal(paper.sheets, 1, `${path}: ${lines} people, measures and payments`);
      await letters(10.5, path);
    }
    await shot(page, 'paper-card');
    await judge('card');
  });

  it('goes on cleanly on a second sheet when the family is large', async () => {
    await go(page, `${households[0]}/card`);
    await page.evaluate(() => {
      for (const body of document.querySelectorAll('tbody')) {
        const row = body.querySelector('tr');
        for (let i = 0; i < 16; i++) body.append(row.cloneNode(true));
      }
    });
    const paper = await print(page, 'paper-card-long');
    assert.ok(paper.sheets === 2 || paper.sheets === 3, `${paper.sheets} sheets`);
    const kept = await page.evaluate(() => [...document.querySelectorAll('tr')].every((row) => getComputedStyle(row).breakInside === 'avoid'));
    assert.ok(kept, 'no row is torn apart');
  });

  it('has a code that a phone reads: the address of the query, and nothing more', async () => {
    await go(page, `${households[0]}/card`);
    assert.equal(await scan(page, page.locator('svg.qr')), `${base}/status`);
  });

  it('has nothing on paper that only helps on the screen', async () => {
    await go(page, `${households[0]}/card`);
    assert.ok(await page.locator('.screen button', { hasText: '打印' }).isVisible());
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.screen').isVisible(), false);
    await page.emulateMedia({ media: null });
  });
});

describe('what is published', () => {
  it('carries a code that leads from the sheet to the answer whether it is genuine', async () => {
    for (const list of ['/notices', '/policies', '/projects', '/jobs']) {
      await go(page, list);
      await go(page, await page.locator('.rows h3 a').first().getAttribute('href'));
      const number = (await page.locator('.proof a').innerText()).replaceAll(' ', '');
      for (const media of ['screen', 'print']) {
        await page.emulateMedia({ media });
        assert.equal(await scan(page, page.locator('.proof svg.qr')), `${base}/verify/${number}`, `${list} on ${media}`);
      }
      await page.emulateMedia({ media: null });
      assert.equal((await go(page, `/verify/${number}`)).status(), 200);
      assert.match(await page.locator('main').innerText(), /是本网站.*发布的，到现在没有改过/);
    }
  });
});

describe('slips', () => {
  it('come from the household’s page, one, with its code in large groups, and nothing is cut off', async () => {
    await go(page, households[1]);
    await page.locator('summary', { hasText: '换一个查询码' }).click();
    let sent = 0;
    page.on('request', (request) => { sent += request.method() === 'POST'; });
    const answer = await arrive(page, () => page.locator('button.danger', { hasText: '换新的' }).dblclick());
    assert.equal(answer.status(), 200);
    assert.equal(sent, 1, 'a double click is one');
    assert.match(await page.locator('.query').innerText(), /^\d{4}\s\d{4}$/);
    assert.ok(await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.query')).fontSize)) >= 20 * POINT);
    assert.equal(await scan(page, page.locator('svg.qr')), `${base}/status`);
    await letters(10.5, 'slip');
    await judge('slip');
  });

  it('stand eight on a sheet', async () => {
    await page.evaluate(() => {
      const slip = document.querySelector('main > ul > li');
      slip.querySelector('h2').textContent = '欧阳*兰 户';
      slip.querySelector('ol li').textContent = '手机扫右上角的码，或打开 mingbai.heyuan-county.example.cn/status';
      for (let i = 0; i < 17; i++) slip.after(slip.cloneNode(true));
    });
    await page.emulateMedia({ media: 'print' });
    const over = await page.locator('main > ul > li').evaluateAll((slips) => slips.filter((s) => s.scrollHeight > s.clientHeight + 1 || s.scrollWidth > s.clientWidth + 1).length);
    await page.emulateMedia({ media: null });
    assert.equal(over, 0, 'slips too small for what is on them');
    const paper = await print(page, 'paper-slips');
    isA4(paper);
    assert.equal(paper.sheets, 3, '18 slips');
    await shot(page, 'paper-slips');
  });

  it('of a whole village are asked for by a form that a keyboard and a reader can use', async () => {
    await go(page, '/office/slips');
    await judge('the form');
    page.expects.add(422);
    const answer = await follow(page, page.locator('button.call'));
    assert.equal(answer.status(), 422);
    assert.ok(await page.locator('.wrongs').isVisible());
    await shot(page, 'office-slips');
  });
});

describe('the book of a village', () => {
  it('lies across, with its head on every sheet', async () => {
    await go(page, '/office/slips');
    await follow(page, page.locator('.areas a').first());
    const once = await print(page, 'paper-book');
    isA4(once, true);
    await judge('book');
    await letters(10.5, 'book');
    await page.evaluate(() => {
      const body = document.querySelector('tbody');
      const rows = [...body.rows];
      for (let i = 0; i < 5; i++) rows.forEach((row) => body.append(row.cloneNode(true)));
    });
    const long = await print(page, 'paper-book-long');
    assert.ok(long.sheets >= 4, `${long.sheets} sheets`);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('thead')).display), 'table-header-group');
    assert.match(await page.locator('thead tr').first().innerText(), /村册\s+截至 .*全村登记 \d+ 户 \d+ 人/);
  });
});

describe('the own card from the phone', () => {
  it('prints on two sheets, with the words and without the buttons', () => visit({}, async (phone) => {
    const answer = await ask(phone, demo.residents[0]);
    assert.equal(answer.status(), 200);
    const paper = await print(phone, 'paper-status');
    isA4(paper);
    assert.ok(paper.sheets <= 2, `${paper.sheets} sheets`);
    await phone.emulateMedia({ media: 'print' });
    assert.ok(await phone.locator('.answer').isVisible());
    assert.equal(await phone.locator('[data-print] .button').isVisible(), false);
  }));
});

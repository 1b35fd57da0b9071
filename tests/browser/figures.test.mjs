// Figures on a phone, without scripts: from the county to a township to a village and back by
// touching what is there. Each chart has its words and its table, none of them covers another, and
// nothing is lost: at 320 px, in large type, with wider text, in forced colours, without styles.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { SMALL, close, follow, go, inFirstScreen, large, noSideways, open, pathOf, readable, shot, visit } from './stage.mjs';

before(open);
after(close);

// From the county down to a village; `look` sees each of the three pages.
async function drill(page, look) {
  await go(page, '/');
  await follow(page, page.locator('a[href="/figures"]').first());
  for (const where of ['county', 'township', 'village']) {
    await look(where);
    if (where === 'village') break;
    await follow(page, page.locator('section', { hasText: '各地' }).locator('tbody th a').first());
  }
  assert.match(pathOf(page), /region=\d{12}/);
  await follow(page, page.getByRole('link', { name: /^回到/ }));
  await follow(page, page.getByRole('link', { name: /^回到/ }));
  assert.equal(pathOf(page), '/figures');
}

// Every chart: a name, a description, and directly behind it a table with a row for each of its bars;
// no word of it cut off or under another or a bar.
const charts = (page) => page.evaluate(() => [...document.querySelectorAll('svg.chart')].flatMap((svg) => {
  const wrong = [], say = (what) => wrong.push(`${svg.getAttribute('aria-labelledby')}: ${what}`);
  const parts = svg.getAttribute('aria-labelledby').split(' ').map((id) => document.getElementById(id)?.textContent.trim());
  if (svg.getAttribute('role') !== 'img' || parts.length !== 2 || !parts.every(Boolean)) say('unnamed');
  const table = svg.nextElementSibling;
  const lines = [...svg.querySelectorAll('text')];
  if (!table?.matches('table') || table.tBodies[0].rows.length !== lines.length) say('no table beside it');
  const box = (e) => e.getBoundingClientRect();
  const all = [...svg.querySelectorAll('text, rect')].map((e) => [e, box(e)]), whole = box(svg);
  for (const [e, b] of all) {
    if (b.left < whole.left - 1 || b.right > whole.right + 1 || b.top < whole.top - 1 || b.bottom > whole.bottom + 1) say(`cut off: ${e.textContent}`);
    for (const [other, o] of all) {
      if (e !== other && b.left < o.right && o.left < b.right && b.top + 3 < o.bottom && o.top + 3 < b.bottom) say(`covered: ${e.textContent || 'bar'} ${other.textContent}`);
    }
  }
  return wrong;
}));

const spaced = (page) => page.evaluate(() => {
  for (const e of document.querySelectorAll('body, body *')) {
    Object.assign(e.style, { lineHeight: 1.5, letterSpacing: '.12em', wordSpacing: '.16em' });
    if (e.matches('p')) e.style.marginBottom = '2em';
  }
});

for (const [name, options, more] of [
  ['on a phone', {}, async (page) => inFirstScreen(page, '.lead')],
  ['at 320 px, as at 400 %', { size: SMALL }, async (page) => inFirstScreen(page, '.lead')],
  ['in large type', { elder: true }, (page, where) => large(page, where)],
  ['in large type at 320 px', { elder: true, size: SMALL }],
  ['in the dark', { dark: true }],
  ['with more contrast', { contrast: 'more' }],
  ['in forced colours', { forced: true, dark: true }],
]) {
  it(`are found and read ${name}, without scripts`, () =>
    visit({ js: false, ...options }, (page) => drill(page, async (where) => {
      assert.deepEqual(await charts(page), [], where);
      await noSideways(page);
      await readable(page, where);
      await more?.(page, where);
      await shot(page, `figures-${where}-${name.replace(/\W+/g, '-')}`);
    })));
}

describe('nothing is lost', () => {
  it('with the distances of WCAG 1.4.12', () =>
    visit({ js: false, size: SMALL }, (page) => drill(page, async (where) => {
      await spaced(page);
      assert.deepEqual(await charts(page), [], where);
      await noSideways(page);
    })));

  it('without styles: what a cell is about stands in it', () =>
    visit({ js: false }, async (page) => {
      await page.route('**/figures*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace(/<style>.*?<\/style>/s, '') });
      });
      await drill(page, async (where) => {
        assert.deepEqual(await charts(page), [], where);
        const cells = await page.locator('table td').allInnerTexts();
        assert.ok(cells.length > 10);
        for (const cell of cells) assert.match(cell, /^\S+：(不公布|[\d,.]+(户|万?元|个项目))/, where);
      });
    }));

  it('on paper: charts and tables in black, the way to other pages left out', () =>
    visit({ size: { width: 794, height: 1123 } }, async (page) => {
      await go(page, '/figures');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      assert.deepEqual(await charts(page), []);
      const ink = await page.evaluate(() => [...document.querySelectorAll('.chart rect, .chart text, td')].map((e) => getComputedStyle(e)[e.matches('td') ? 'color' : 'fill']));
      assert.deepEqual([...new Set(ink)], ['rgb(0, 0, 0)']);
      assert.equal(await page.locator('main .more a').first().isVisible(), false);
      await noSideways(page);
    }));
});

// Every page that anybody can open, under all that readers do to pages: a phone of 320 px, pages
// enlarged to 200 and 400 %, more space between letters and lines (WCAG 1.4.12), colours of the
// reader's own, no script, no style, large type. Nothing is lost, cut, covered or shoved about.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  PHONE, SMALL, base, close, go, leave, open, publicPages, shot, sideways, small, visitor,
} from './stage.mjs';

let paths;
before(async () => {
  await open();
  paths = await publicPages();
});
after(close);

// Runs in the page. What is wrong with its words: outside the window, cut off by their own box, or
// lying on one another. (A line of text is as high here as its letters: lines may stand close.)
function faults() {
  const found = [], lines = [];
  const room = document.documentElement.clientWidth;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) ? e : scrolls(e.parentElement));
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement, text = node.data.trim();
    if (!text || !e.checkVisibility() || e.closest('.skip, .only-read, .elder .small, script, option, title')) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    const cut = /hidden|clip/.test(style.overflowX + style.overflowY)
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
    if (cut) found.push(`cut: ${text.slice(0, 20)}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    const within = scrolls(e);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 1) continue;
      if (!within && (left < -1 || right > room + 1)) found.push(`outside: ${text.slice(0, 20)}`);
      const middle = (top + bottom) / 2;
      lines.push({ node, text, left, right, top: middle - size * 0.42, bottom: middle + size * 0.42 });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((a, i) => {
    for (let k = i + 1; k < lines.length && lines[k].top < a.bottom - 2; k++) {
      const b = lines[k];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2) {
        found.push(`covered: ${a.text.slice(0, 20)} / ${b.text.slice(0, 20)}`);
      }
    }
  });
  return [...new Set(found)].slice(0, 5);
}

const wrong = async (page) => [...await page.evaluate(faults), await sideways(page)].filter((one) => one);

// The words that can be read, without the white space between them.
const words = (page) => page.evaluate(() => document.body.innerText.replace(/\s+/g, ''));

// Is each letter of ${less} in ${more}, in the same order?
function within(less, more) {
  let at = 0;
  for (const letter of less) {
    at = more.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const spaced = (on) => {
  const sheet = new CSSStyleSheet();
  if (on) {
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
      p { margin-block-end: 2em !important; }`);
  }
  document.adoptedStyleSheets = [sheet];
};

// How far the page was shoved about while it came, in the three decimals that are told of such a figure.
// (A browser short of time may paint half a line; the rest makes it wider.)
const moved = () => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum >= 0.0005 ? [`moves by ${sum}`] : []), 50);
});

// A screen in a hall and sheets of paper have their own sizes: there only the words count.
const fixed = (path) => /^\/board\/|\/(print|card)$/.test(path);

describe('every page anybody can open', () => {
  it('keeps its words at 320 px, at 200 and 400 %, spaced, in the reader’s colours, without style', { timeout: 180_000 }, async () => {
    const page = await visitor({ js: false });
    const found = [];
    for (const path of paths) {
      const look = async (how, all) => {
        for (const one of fixed(path) ? [] : await wrong(page)) found.push(`${path} ${how}: ${one}`);
        if (!within(all, await words(page))) found.push(`${path} ${how}: words are missing`);
      };
      await page.setViewportSize({ width: 1280, height: 900 });
      await go(page, path);
      const all = await words(page);
      assert.ok(all.length > 40, `${path}: ${all}`);
      await look('as it is', all);
      for (const width of [640, 320]) { // 1280 px enlarged to 200 and 400 %
        await page.setViewportSize({ width, height: 740 });
        await look(`at ${width} px`, all);
      }
      await page.evaluate(spaced, true);
      await look('spaced', all);
      await page.evaluate(spaced, false);
      await page.emulateMedia({ forcedColors: 'active' });
      await look('in forced colours', all);
      await page.emulateMedia({ forcedColors: 'none' });
      await page.evaluate(() => { for (const sheet of document.styleSheets) sheet.disabled = true; });
      await look('without style', all);
    }
    await leave(page);
    assert.deepEqual(found, []);
  });

  it('in large type has letters of 30 px and room for a finger; it stands still', { timeout: 180_000 }, async () => {
    const page = await visitor({ elder: true });
    const found = [];
    for (const path of paths.filter((one) => !fixed(one))) {
      const note = (list) => found.push(...list.map((one) => `${path}: ${one}`));
      await page.setViewportSize(PHONE);
      await go(page, path);
      note(await page.evaluate(moved));
      note(await small(page));
      note(await wrong(page));
      await page.setViewportSize(SMALL);
      note((await wrong(page)).map((one) => `at 320 px ${one}`));
    }
    await leave(page);
    assert.deepEqual(found, []);
  });
});

describe('home', () => {
  for (const elder of [false, true]) {
    it(`answers in its first screen, ${elder ? 'large' : 'plain'}: my household, open for objection, a policy, whom to ring`, async () => {
      const page = await visitor({ js: false, elder });
      await go(page, '/');
      for (const path of ['a[href="/status"].button', '.doors a[href="/notices?state=open"]', '.doors a[href="/find"]', '.doors a[href^="tel:"]']) {
        const box = await page.locator(path).boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height <= PHONE.height, `${path}: ${JSON.stringify(box)}`);
      }
      await shot(page, `home${elder ? '-elder' : ''}`, false);
      await leave(page);
    });
  }

  it('and every other page lead to everything public', async () => {
    const all = ['/status', '/policies', '/find', '/notices', '/projects', '/jobs', '/projects/donations', '/figures',
      '/questions', '/search', '/glossary', '/verify', '/privacy', '/accessibility'];
    for (const path of paths.filter((one) => !fixed(one) && one !== '/kiosk')) {
      const html = await (await fetch(base + path)).text();
      const frame = html.replace(/<main.*<\/main>/s, '');
      assert.deepEqual(all.filter((one) => !frame.includes(`href="${one}"`)), [], path);
    }
  });
});

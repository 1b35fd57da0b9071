// What the browser tests share: one Chromium, visitors with their own window and cookies, and the
// questions asked of every page (is it in the first screen, large enough, wide enough, dark enough).
//
// BASE_URL: the portal; RUN_DIR: holds demo.json; BUILD_DIR: screenshots go to its screens/;
// CHROMIUM: the browser, /usr/bin/chromium otherwise.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import jsQR from 'jsqr';
import { chromium } from 'playwright-core';
import { nobody } from '../numbers.mjs';

export const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
export const runDir = process.env.RUN_DIR ?? 'build/run';
export const demo = JSON.parse(readFileSync(join(runDir, 'demo.json'), 'utf8'));
const screens = join(process.env.BUILD_DIR ?? 'build', 'screens');
mkdirSync(screens, { recursive: true });

export const PHONE = { width: 360, height: 740 };
export const SMALL = { width: 320, height: 640 };

let browser;

export async function open() {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
export const close = () => browser.close();

// A visitor: a page in a context of its own. What no page may do is noted in page.faults: console
// errors (a breach of the content security policy is one), errors of scripts, foreign hosts.
// Statuses that a test asks for on purpose go into `expects`.
export async function visitor({ js = true, dark = false, elder = false, contrast, forced = false, size = PHONE, expects = [] } = {}) {
  const context = await browser.newContext({
    viewport: size,
    javaScriptEnabled: js,
    colorScheme: dark ? 'dark' : 'light',
    contrast: contrast ?? 'no-preference',
    forcedColors: forced ? 'active' : 'none',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  context.setDefaultTimeout(30_000); // a busy machine is no fault of the page
  if (elder) await context.addCookies([{ name: 'view', value: 'elder', url: base }]);
  const page = await context.newPage();
  page.faults = [];
  page.expects = new Set(expects);
  watch(context, page);
  return page;
}

function watch(context, page) {
  const fault = (text) => page.faults.push(text);
  const wanted = (text) => [...page.expects].some((code) => text.includes(`status of ${code} `));
  context.on('console', (m) => {
    if (m.type() === 'error' && !wanted(m.text())) fault(`console: ${m.text()}`);
    if (m.type() === 'warning') fault(`console: ${m.text()}`);
  });
  context.on('weberror', (e) => fault(`script: ${e.error().message}`));
  context.on('request', (r) => {
    if (!r.url().startsWith(`${base}/`)) fault(`foreign host: ${r.url()}`);
  });
  context.on('response', (r) => {
    if (r.status() >= 400 && !page.expects.has(r.status())) fault(`${r.status()} ${r.url()}`);
  });
}

export async function leave(page) {
  await page.context().close();
  assert.deepEqual(page.faults, []);
}

// visit(options, story): a visitor for the length of a story; its page must have been faultless.
export async function visit(options, story) {
  const page = await visitor(options);
  try {
    await story(page);
  } catch (error) {
    await shot(page, 'failed').catch(() => {});
    await page.context().close();
    throw error;
  }
  await leave(page);
}

export const go = (page, path) => page.goto(base + path);
export const pathOf = (page) => page.url().slice(base.length);
// For whoever looks at them: in CI nobody does.
export const shot = async (page, name, fullPage = true) => {
  if (!process.env.CI) await page.screenshot({ path: join(screens, `${name}.png`), fullPage });
};
export const screenPath = (name) => join(screens, name);

// What a camera sees of an element, read in a page that has no rules of its own.
export async function scan(page, element) {
  const picture = (await element.screenshot({ scale: 'css' })).toString('base64');
  const blank = await page.context().newPage();
  const { data, width, height } = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const drawing = canvas.getContext('2d');
    drawing.drawImage(image, 0, 0);
    return { data: [...drawing.getImageData(0, 0, image.width, image.height).data], width: image.width, height: image.height };
  }, picture);
  await blank.close();
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}

// arrive(page, act): does it and waits for the page it leads to; its response.
export async function arrive(page, act) {
  const [answer] = await Promise.all([arrival(page), act()]);
  return answer;
}
// A draft that saved itself has a new address without going anywhere: that is no arrival.
export async function arrival(page) {
  for (;;) {
    const answer = await page.waitForNavigation();
    if (answer || page.url().includes('#')) return answer;
  }
}
export const follow = (page, locator) => arrive(page, () => locator.click());

// ask(page, resident): fills the status form and sends it. A limit that other tests have reached
// is waited for.
export async function ask(page, { name, id_number }) {
  for (let patience = 0; ; patience++) {
    if (pathOf(page) !== '/status' || !(await page.locator('#name').count())) await go(page, '/status');
    await page.fill('#name', name);
    await page.fill('#id_number', id_number);
    page.expects.add(429);
    const answer = await follow(page, page.locator('button.call').first());
    if (answer.status() !== 429 || patience === 6) return answer;
    await sleep(1000 * Math.min(Number(answer.headers()['retry-after'] ?? 1) + 0.2, 65));
    await go(page, '/status');
  }
}

// Whom no register knows.
export const unknown = () => ({ name: '王小明', id_number: nobody() });

// -- what pages there are -----------------------------------------------------------------------------

// The route table, as the program's command line tells it.
export async function routes() {
  const { stdout } = await promisify(execFile)(process.env.MINGBAI ?? join(runDir, 'mingbai'), ['routes']);
  return stdout.trim().split('\n').map((line) => line.split('\t'))
    .map(([pool, method, path, , , , bare]) => ({ pool, method, path, bare: bare === 'bare' }));
}

// A notice that was corrected: the page of what changed in it.
export async function corrected() {
  for (let path = '/notices'; path;) {
    const html = await (await fetch(base + path)).text();
    const row = html.split('<li>').find((part) => part.includes('已更正'));
    if (row) return `${row.match(/href="([^"]*)"/)[1]}/changes/2`;
    path = html.match(/rel="next" href="([^"]*)"/)?.[1].replaceAll('&amp;', '&');
  }
  return assert.fail('no notice was ever corrected');
}

// Every page anybody can open, one address for each row of the route table.
export async function publicPages() {
  const html = async (path) => (await fetch(base + path)).text();
  const first = async (list) => (await html(list)).match(/<h3><a href="([^"]+)"/)[1];
  const notice = await first('/notices?type=list'), policy = await first('/policies');
  const known = {
    '/policies/{id}': policy,
    '/policies/{id}/card': `${policy}/card`,
    '/policies/{id}/editions/{n}': `${policy}/editions/1`,
    '/notices/{id}': notice,
    '/notices/{id}/print': `${notice}/print`,
    '/notices/{id}/editions/{n}': `${notice}/editions/1`,
    '/notices/{id}/changes/{n}': await corrected(),
    '/board/{region}': '/board/990123',
    '/projects/{id}': await first('/projects'),
    '/jobs/{id}': await first('/jobs'),
    '/search': '/search?q=%E4%BD%8E%E4%BF%9D',
    '/verify/{hash}': (await html(notice)).match(/href="(\/verify\/\w+)"/)[1],
  };
  return (await routes())
    .filter((r) => r.pool !== 'office' && r.method === 'GET' && !r.bare)
    .map((r) => known[r.path] ?? r.path)
    .filter((path) => !/^\/(api|files|feeds|sitemap)\b|\.(txt|xml|json|csv)$|\/text$/.test(path));
}

// -- what is asked of pages --------------------------------------------------------------------------

// inFirstScreen(page, selector, spare): it can be seen whole without scrolling, with so many pixels
// to spare below.
export async function inFirstScreen(page, selector, spare = 0) {
  const box = await page.locator(selector).first().boundingBox();
  const { width, height } = page.viewportSize();
  assert.ok(box, `${selector} is not shown`);
  assert.ok(box.y >= 0 && box.y + box.height + spare <= height && box.x >= 0 && box.x + box.width <= width,
    `${selector} is at ${JSON.stringify(box)}, outside the first screen of ${width}x${height}`);
}

// What makes a page scroll sideways; empty when nothing does.
export const sideways = (page) => page.evaluate(() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return '';
  const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > room + 1);
  return `too wide: ${wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 80)).join(' | ') || 'unknown'}`;
});

export async function noSideways(page, where = pathOf(page)) {
  assert.equal(await sideways(page), '', `${where} scrolls sideways`);
}

// Everything visible that holds text of its own: its size, and its contrast with what lies behind.
export const texts = (page) => page.evaluate(() => {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!colour.startsWith('rgba')) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  for (const e of document.body.querySelectorAll('*')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '');
    const field = e.matches('input:not([type=hidden], [type=checkbox]), select, textarea');
    if ((!own && !field) || !e.checkVisibility() || e.closest('.skip, .only-read, h1.small, script, option')) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(style.color), light(ground(e))];
    found.push({
      text: e.textContent.trim().slice(0, 20) || e.name || e.tagName,
      px: parseFloat(style.fontSize),
      contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
    });
  }
  return found;
});

// Everything that can be pressed: how large a finger's place it offers. A link inside a sentence is
// as high as its line; the whole row of a list belongs to the link in it.
export const targets = (page) => page.evaluate(() => {
  const found = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!e.checkVisibility() || e.closest('.skip')) continue;
    const around = e.parentElement.textContent.trim().length - e.textContent.trim().length;
    if (e.matches('a') && !e.matches('.button, .tel') && around > 3 && e.closest('p, li, dd, .prose') === e.parentElement) continue;
    const place = e.closest('.rows > li') && e.matches('h3 a') ? e.closest('li') : e.closest('label') ?? e;
    const { width, height } = place.getBoundingClientRect();
    found.push({ what: (e.textContent.trim() || e.name || e.tagName).slice(0, 20), width, height });
  }
  return found;
});

export async function readable(page, where, contrast = 7) {
  const faint = (await texts(page)).filter((t) => t.contrast < contrast);
  assert.deepEqual(faint, [], `${where}: faint text`);
}

// What is too small in large type: letters under 30 px, places for a finger under 60.
export async function small(page) {
  const faint = (await texts(page)).filter((t) => t.px < 30).map((t) => `${t.text} has ${t.px} px`);
  const tight = (await targets(page)).filter((t) => t.height < 60 || t.width < 60)
    .map((t) => `${t.what} is ${Math.round(t.width)}x${Math.round(t.height)}`);
  return [...faint, ...tight];
}

export async function large(page, where) {
  assert.equal(await page.locator('html.elder').count(), 1, `${where} is not in large type`);
  assert.deepEqual(await small(page), [], where);
  // What stands first on the page leaves the header alone.
  const over = await page.evaluate(() => document.querySelector('header').getBoundingClientRect().bottom
    - document.querySelector('main').firstElementChild.getBoundingClientRect().top);
  assert.ok(over < 1, `${where}: ${over} px of the header are covered`);
}

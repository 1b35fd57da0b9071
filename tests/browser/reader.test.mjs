// Somebody of the public: finds a notice that can still be objected to, reads its clock and its
// list, searches by filters, turns pages; reads a policy, its plain card first; sees what was
// corrected, withdrawn, replaced; prints a list. Every page is light enough for a weak signal.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { ask, base, close, demo, follow, go, open, pathOf, screenPath, shot, visit, visitor } from './stage.mjs';

before(open);
after(close);

const LIGHT = 13 * 1024; // bytes on the wire, cold: the page, its style, its script, its icon

const rows = (page) => page.locator('.rows > li');
const linksOf = (page) => page.locator('.rows h3 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
const notices = (page) => page.getByRole('navigation').getByRole('link', { name: '公示' });

// The first page of a list whose rows answer to a text; the row's link.
async function findRow(page, path, text) {
  await go(page, path);
  for (let turn = 0; turn < 40; turn++) {
    const hit = rows(page).filter({ hasText: text });
    if (await hit.count()) return hit.first().locator('h3 a');
    const older = page.getByRole('link', { name: '再看更早的' });
    if (!(await older.count())) break;
    await follow(page, older);
  }
  return assert.fail(`no row with “${text}” under ${path}`);
}

async function filter(page, choices) {
  await page.locator('details.filter summary').click();
  for (const [label, choice] of Object.entries(choices)) await page.getByLabel(label).selectOption(choice);
  await follow(page, page.getByRole('button', { name: '找一找' }));
}

// The newest withdrawn notice. Lists leave it out; whoever has its address still finds it.
async function withdrawnNotice() {
  const { items } = await (await fetch(`${base}/api/v1/notices`)).json();
  const newest = Math.max(...items.map((item) => item.id));
  for (let id = newest; id > 0; id--) {
    const page = await (await fetch(`${base}/notices/${id}`)).text();
    if (page.includes('>已撤回<')) return `/notices/${id}`;
  }
  return assert.fail('the demo county has no withdrawn notice');
}

for (const js of [false, true]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    it('finds an open notice from home and reads its clock', () =>
      visit({ js }, async (page) => {
        await go(page, '/');
        const link = page.locator('section', { hasText: '正在公示' }).locator('.rows h3 a').first();
        const title = await link.innerText();
        await follow(page, link);
        assert.equal(await page.locator('h1').innerText(), title);
        const time = page.locator('.window.open .clock time');
        assert.match(await time.innerText(), /^\d+月\d+日24时$/);
        assert.ok(Date.parse(await time.getAttribute('datetime')) > Date.now(), 'closes later');
        assert.match(await page.locator('.window .clock b').innerText(), /还剩 \d+ 天|今天是最后一天/);
        assert.match(await page.locator('.window a[href^="tel:"]').innerText(), /\d{4}-\d{7}/);
        await shot(page, `notice-js-${js}`);
      }));

    it('filters by kind and place, takes a filter away, turns pages there and back', () =>
      visit({ js }, async (page) => {
        await go(page, '/');
        await follow(page, notices(page));
        const first = await linksOf(page);
        await follow(page, page.getByRole('link', { name: '再看更早的' }));
        const second = await linksOf(page);
        assert.ok(second.length > 0 && second.every((link) => !first.includes(link)), 'nothing twice');
        await follow(page, page.getByRole('link', { name: '回到最新的' }));
        assert.deepEqual(await linksOf(page), first);

        const place = (await page.locator('#region option').nth(2).textContent()).trim();
        await filter(page, { 哪一类: '名单公示', 哪个地方: place });
        assert.ok(await rows(page).count() > 0);
        for (const row of await rows(page).allInnerTexts()) {
          assert.ok(row.includes('名单公示') && row.includes(place), row);
        }
        assert.equal(await page.locator('.tags li').count(), 2);
        await follow(page, page.locator('.tags a').first());
        assert.equal(await page.locator('.tags li').count(), 1);
      }));
  });
}

describe('a notice', () => {
  it('shows the whole list, names partly hidden, not one digit of a number', () =>
    visit({}, async (page) => {
      await go(page, '/notices?type=list');
      await shot(page, 'notices');
      for (const link of (await linksOf(page)).slice(0, 3)) {
        await go(page, link);
        if (!(await page.locator('table.names').count())) continue;
        const told = Number((await page.locator('.names caption').innerText()).match(/共 (\d+) 户/)[1]);
        const names = await page.locator('.names tbody th').allInnerTexts();
        assert.equal(names.length, told);
        for (const name of names) assert.match(name, /^\S*\*\S*$/u);
        assert.doesNotMatch(await page.locator('main').innerText(), /\d{15}|\d{17}[\dX]|1[3-9]\d{9}/);
        await page.getByRole('link', { name: /往下看/ }).click();
        assert.equal(pathOf(page), `${link}#list`);
        await shot(page, 'notice-list');
        return;
      }
      assert.fail('no list among the newest list notices');
    }));

  it('says nothing is found without leaving anybody stranded', () =>
    visit({}, async (page) => {
      await go(page, '/notices?type=tender&state=open&region=990123100001');
      if (await rows(page).count()) return;
      assert.match(await page.locator('.remark').innerText(), /没有找到公告[\s\S]*去掉一两个条件[\s\S]*打电话/);
      await follow(page, page.getByRole('link', { name: '看全部公告' }));
      assert.ok(await rows(page).count() > 0);
    }));

  it('that was corrected shows its editions, and each old edition leads to the newest', () =>
    visit({}, async (page) => {
      await follow(page, await findRow(page, '/notices', '已更正'));
      const newest = pathOf(page);
      assert.match(await page.locator('main').innerText(), /更正/);
      assert.ok(await page.locator('.editions > li').count() >= 2);
      await shot(page, 'notice-corrected');
      await follow(page, page.locator('.editions a', { hasText: '改了哪里' }).first());
      assert.match(await page.locator('main').innerText(), /改了这些[\s\S]*原来[\s\S]*现在/);
      await shot(page, 'notice-changed');
      await follow(page, page.getByRole('link', { name: '看现在的公告' }));
      await follow(page, page.locator('.editions a', { hasText: '第 1 版' }));
      assert.match(await page.locator('main').innerText(), /这是以前的版本/);
      await follow(page, page.getByRole('link', { name: '看最新的版本' }));
      assert.equal(pathOf(page), newest);
    }));

  it('that was withdrawn keeps its page with the reason, and no list', () =>
    visit({}, async (page) => {
      await go(page, await withdrawnNotice());
      assert.match(await page.locator('.remark').innerText(), /已撤回[\s\S]*原因：\S+/);
      assert.equal(await page.locator('.names, .prose, .window').count(), 0);
      await shot(page, 'notice-withdrawn');
    }));

  it('prints: the text and the whole list in black on white, the telephone with them', () =>
    visit({ size: { width: 794, height: 1123 } }, async (page) => {
      await go(page, '/notices?type=list');
      await follow(page, page.locator('.rows h3 a').first());
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      for (const part of ['.menu', '.chip', 'button', '.links', '.more']) {
        for (const each of await page.locator(part).all()) assert.equal(await each.isVisible(), false, part);
      }
      for (const part of ['h1', '.clock', '.window a[href^="tel:"]', '.prose', '.foot time']) {
        assert.ok(await page.locator(part).first().isVisible(), part);
      }
      const ink = await page.evaluate(() => [document.body, document.querySelector('.top'), document.querySelector('h1')]
        .map((e) => `${getComputedStyle(e).color} ${getComputedStyle(e).backgroundColor}`));
      assert.deepEqual(ink, ['rgb(0, 0, 0) rgb(255, 255, 255)', 'rgb(0, 0, 0) rgba(0, 0, 0, 0)', 'rgb(0, 0, 0) rgba(0, 0, 0, 0)']);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} px too wide for the sheet`);
      await page.pdf({ path: screenPath('notice.pdf'), format: 'A4' });
      assert.ok(statSync(screenPath('notice.pdf')).size > 5000);
      await shot(page, 'notice-print');
    }));
});

describe('a policy', () => {
  it('is found by its field from home; its plain card stands before the official text', () =>
    visit({}, async (page) => {
      await go(page, '/');
      await follow(page, page.getByRole('link', { name: '健康', exact: true }));
      assert.equal(await page.locator('h1').innerText(), '健康政策');
      await shot(page, 'policies');
      await follow(page, page.locator('.rows h3 a').first());
      const order = await page.evaluate(() => ['.card', '.prose'].map((part) => document.querySelector(part).getBoundingClientRect().top));
      assert.ok(order[0] < order[1]);
      const asked = await page.locator('.card dt').allInnerTexts();
      assert.deepEqual(asked, ['谁能享受', '能得什么', '怎么去办', '什么时候', '要带什么', '去问哪里']);
      await shot(page, 'policy');
    }));

  it('that was replaced says so and leads to the one in force', () =>
    visit({}, async (page) => {
      await follow(page, await findRow(page, '/policies', '已被取代'));
      assert.match(await page.locator('.remark').first().innerText(), /已被取代/);
      await shot(page, 'policy-replaced');
      await follow(page, page.locator('.remark a').first());
      assert.equal(await page.getByText('已被取代').count(), 0);
    }));

  it('that has ended says since when', () =>
    visit({}, async (page) => {
      await follow(page, await findRow(page, '/policies', '已失效'));
      assert.match(await page.locator('.remark').first().innerText(), /\d+年\d+月\d+日以后不再执行/);
    }));
});

describe('projects and jobs', () => {
  for (const options of [{}, { elder: true }, { js: false }]) {
    it(`are found from home, fit the phone and say the answer first (${JSON.stringify(options)})`, () =>
      visit(options, async (page) => {
        const name = options.elder ? 'elder' : options.js === false ? 'plain' : 'normal';
        const fits = async (where) => assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} is too wide`);
        await go(page, '/');
        await follow(page, page.getByRole('link', { name: '项目资金' }).first());
        assert.match(await page.locator('.lead').innerText(), /共 \d+ 个项目，预算 [\d,]+\.\d\d 元，已拨付 [\d,]+\.\d\d 元/);
        await fits('projects');
        await shot(page, `projects-${name}`);
        await follow(page, page.locator('.rows h3 a').first());
        assert.equal(await page.locator('.stops > li').count(), 6);
        assert.match(await page.locator('.answer').innerText(), /预算 .* 元，已拨付 .* 元/);
        assert.ok((await page.locator('.answer').boundingBox()).y < 740, 'in the first screen');
        await fits('project');
        await shot(page, `project-${name}`);
        await go(page, '/');
        await follow(page, page.getByRole('link', { name: '用工和培训' }).first());
        assert.ok(await rows(page).count() > 0);
        await fits('jobs');
        await shot(page, `jobs-${name}`);
        await follow(page, page.locator('.rows h3 a').first());
        assert.match(await page.locator('main a[href^="tel:"]').innerText(), /\d{4}-\d{7}/);
        assert.ok((await page.locator('main a[href^="tel:"]').boundingBox()).y < 740, 'whom to ring is in the first screen');
        await fits('job');
        await shot(page, `job-${name}`);
        await go(page, '/projects/donations');
        await fits('donations');
      }));
  }
});

describe('a weak signal', () => {
  // All bytes of a page for somebody who comes for the first time, as the browser counts them.
  async function weigh(name, story) {
    const page = await visitor();
    const cdp = await page.context().newCDPSession(page);
    let bytes = 0;
    const parts = new Map();
    await cdp.send('Network.enable');
    cdp.on('Network.responseReceived', (e) => parts.set(e.requestId, e.response.url.slice(base.length)));
    cdp.on('Network.loadingFinished', (e) => {
      bytes += e.encodedDataLength;
      parts.set(e.requestId, `${parts.get(e.requestId)} ${e.encodedDataLength}`);
    });
    await story(page, () => { bytes = 0; parts.clear(); });
    await page.context().close();
    assert.deepEqual(page.faults, []);
    assert.ok(bytes > 0 && bytes <= LIGHT, `${name}: ${bytes} bytes (${[...parts.values()].join(', ')})`);
  }
  const first = async (path) => (await (await fetch(base + path)).text()).match(/<h3><a href="([^"]+)"/)[1];

  for (const path of ['/', '/notices', '/policies', '/projects', '/jobs', '/status', '/notices?type=list&state=closed']) {
    it(`carries ${path} and its first row`, async () => {
      await weigh(path, (page) => go(page, path));
      if (path === '/status') return;
      const row = await first(path);
      await weigh(row, (page) => go(page, row));
    });
  }

  it('carries the card, style and script fetched anew', () =>
    weigh('card', async (page, reset) => {
      await go(page, '/status');
      reset();
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Network.enable');
      await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
      await ask(page, demo.residents.find((r) => r.status === 'relapsed'));
    }));
});

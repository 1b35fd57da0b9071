// A villager with a cheap phone: from the home page to the household's card by touching what is
// there, with and without JavaScript; what is typed wrong is kept and said beside the field; large
// type stays on from page to page; nothing ever scrolls sideways; it can be read in the dark.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  PHONE, SMALL, ask, close, demo, follow, go, inFirstScreen, large, leave, noSideways, open,
  pathOf, readable, shot, unknown, visit, visitor,
} from './stage.mjs';
import { withCheckDigit } from '../numbers.mjs';

before(open);
after(close);

// What the answer must say, for each status the demo county has a household of.
const answers = {
  poor: /现在是建档立卡贫困户/,
  unstable: /现在是脱贫不稳定户/,
  marginal: /现在是边缘易致贫户/,
  sudden: /现在是突发严重困难户/,
  applying: /正在申请纳入，现在办到“.+”这一步/,
  returned: /申请在“.+”这一步退回了/,
  rejected: /申请没有通过/,
  leaving: /现在正在办脱贫/,
  lifted: /已在\d+年\d+月脱贫/,
  relapsed: /脱贫后又遇到困难，\d+年\d+月重新纳入/,
  removing: /正在核实要不要清退/,
  removed: /已在\d+年\d+月清退/,
  natural: /因自然减少.+结束/,
};

const withX = demo.residents.find((r) => r.id_number.endsWith('X')) ?? demo.residents[0];
const spaced = (s) => ` ${s.slice(0, 6)} ${s.slice(6, 14)}\u3000${s.slice(14)}`.toLowerCase();
const wrongDigit = (r) => {
  const first = r.id_number.slice(0, 17);
  const right = withCheckDigit(first).at(-1);
  return { ...r, id_number: first + (right === '5' ? '6' : '5') };
};

async function assertCard(page, resident) {
  assert.equal(await page.title(), '您家的情况 - 禾源县明白栏');
  assert.ok(answers[resident.status], `no words known for the status ${resident.status}`);
  assert.match(await page.locator('.answer').innerText(), answers[resident.status]);
  assert.equal(await page.content().then((html) => html.includes(resident.id_number)), false);
  await inFirstScreen(page, '.answer');
  await inFirstScreen(page, '.helper a[href^="tel:"]', 20);
  await noSideways(page, resident.status);
}

for (const js of [false, true]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    it('leads from home to the card by name and number, typed with spaces and a small x', () =>
      visit({ js }, async (page) => {
        await go(page, '/');
        await inFirstScreen(page, '.ask .button');
        await follow(page, page.getByRole('link', { name: '开始查' }));
        await inFirstScreen(page, '#id_number');
        await page.getByLabel('姓名').fill(` ${withX.name} `);
        await page.getByLabel('这个人的证件号码').fill(spaced(withX.id_number));
        await follow(page, page.getByRole('button', { name: '查一查' }).first());
        await assertCard(page, withX);
        await shot(page, `card-js-${js}`);
        await follow(page, page.getByRole('link', { name: '离开并清除' }));
        assert.equal(pathOf(page), '/');
      }));

    it('leads to the card by the two codes on the village’s slip', () =>
      visit({ js }, async (page) => {
        await go(page, '/status');
        await page.getByText('没带证件？').click();
        await page.getByLabel('户编号').fill(withX.household_code);
        await page.getByLabel('查询码').fill(withX.query_code);
        await follow(page, page.getByRole('button', { name: '查一查' }).last());
        await assertCard(page, withX);
      }));

    it('keeps what was typed when a digit is wrong, and leads to the field', () =>
      visit({ js, expects: [422] }, async (page) => {
        const typed = wrongDigit(withX);
        await go(page, '/status');
        const answer = await ask(page, typed);
        assert.equal(answer.status(), 422);
        assert.equal(await page.inputValue('#name'), typed.name);
        assert.equal(await page.inputValue('#id_number'), typed.id_number);
        const field = page.locator('#id_number');
        assert.equal(await field.getAttribute('aria-invalid'), 'true');
        const note = page.locator(`#${await field.getAttribute('aria-describedby')}`);
        assert.match(await note.innerText(), /有一位写错了/);
        const problem = page.getByRole('alert').getByRole('link');
        assert.match(await problem.innerText(), /有一位写错了/);
        await inFirstScreen(page, '[role=alert] a');
        await problem.click();
        assert.equal(await page.evaluate(() => document.activeElement.id), 'id_number');
        await noSideways(page);
        await shot(page, `wrong-digit-js-${js}`);
      }));

    it('says what may be wrong and whom to ring when nothing is found', () =>
      visit({ js }, async (page) => {
        const stranger = unknown();
        await go(page, '/status');
        const answer = await ask(page, stranger);
        assert.equal(answer.status(), 200);
        assert.equal(await page.locator('h1').innerText(), '没有查到');
        const main = await page.locator('main').innerText();
        for (const words of ['不等于您家没有资格', '一位一位对一遍', '还没有录进来']) {
          assert.ok(main.includes(words), words);
        }
        assert.ok(await page.locator('main a[href^="tel:"]').count() > 0);
        assert.equal(await page.inputValue('#name'), stranger.name);
        assert.equal(await page.inputValue('#id_number'), stranger.id_number);
        await noSideways(page);
        await shot(page, `miss-js-${js}`);
      }));
  });
}

for (const elder of [false, true]) {
  describe(`the card${elder ? ' in large type' : ''}`, () => {
    let page;
    before(async () => { page = await visitor({ js: false, elder }); });
    after(() => leave(page));

    for (const resident of demo.residents) {
      it(`says it in the first sentence, and whom to ring in the first screen: ${resident.status}`, async () => {
        await go(page, '/status');
        await ask(page, resident);
        await assertCard(page, resident);
        await shot(page, `card${elder ? '-elder' : ''}-${resident.status}`, false);
      });
    }
  });
}

describe('large type', () => {
  it('is switched on by one touch, stays on from page to page, and is switched off again', () =>
    visit({ js: false }, async (page) => {
      await go(page, '/notices?state=open');
      await follow(page, page.getByRole('link', { name: '大字版', exact: true }));
      assert.match(pathOf(page), /^\/notices\?state=open&?$/);
      await large(page, 'notices');
      await follow(page, page.locator('.rows a').first());
      await large(page, 'a notice');
      await page.getByRole('link', { name: '菜单' }).click();
      await follow(page, page.getByRole('navigation').getByRole('link', { name: '政策', exact: true }));
      await large(page, 'policies');
      await follow(page, page.getByRole('navigation').getByRole('link', { name: '查我家' }));
      await ask(page, withX);
      await large(page, 'the card');
      await follow(page, page.getByRole('link', { name: '离开并清除' }));
      await large(page, 'home');
      await follow(page, page.getByRole('link', { name: '换回普通字号' }));
      assert.equal(await page.locator('html.elder').count(), 0);
      await follow(page, page.getByRole('navigation').getByRole('link', { name: '公示' }));
      assert.equal(await page.locator('html.elder').count(), 0);
    }));
});

// Every kind of page a villager meets, by path; and those that only a form leads to.
async function eachPage(page, look) {
  page.expects.add(404).add(422);
  for (const path of ['/', '/notices', '/notices?state=open', '/policies', '/status', '/no-such-page']) {
    await go(page, path);
    await look(path);
    if (path !== '/notices' && path !== '/policies') continue;
    await follow(page, page.locator('.rows a').first());
    await look(`${path}/…`);
  }
  await go(page, '/status');
  await ask(page, wrongDigit(withX));
  await look('wrong digit');
  for (const status of ['applying', 'leaving', 'unstable']) {
    await go(page, '/status');
    await ask(page, demo.residents.find((r) => r.status === status));
    await look(`card ${status}`);
  }
}

async function fits(page, where) {
  for (const size of [SMALL, PHONE]) {
    await page.setViewportSize(size);
    await noSideways(page, `${where} at ${size.width} px`);
  }
}

describe('every page', () => {
  const name = (kind, where) => `${kind}-${where.replace(/\W+/g, '-')}`;

  it('fits a phone of 360 and of 320 px, with a contrast of 7:1', () =>
    visit({ js: false }, (page) => eachPage(page, async (where) => {
      await fits(page, where);
      await readable(page, where);
    })));

  it('in large type has letters of 30 px, room for a finger of 60 px, and fits just as well', () =>
    visit({ js: false, elder: true }, (page) => eachPage(page, async (where) => {
      await large(page, where);
      await fits(page, where);
      await readable(page, where);
      await shot(page, name('elder', where));
    })));

  it('is dark when the phone is, with a contrast of 7:1', () =>
    visit({ js: false, dark: true }, (page) => eachPage(page, async (where) => {
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.ok(ground.match(/\d+/g).every((part) => Number(part) < 40), ground);
      await readable(page, where);
      await shot(page, name('dark', where));
    })));
});

// An objection from a phone without JavaScript, in small and in large type, and what becomes of it:
// a villager opens a notice, objects, notes number and code, prints the slip; a clerk of the level
// above finds it, sees who wrote it by a click, visits and decides; the villager reads the decision.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  PHONE, SMALL, arrive, close, demo, follow, go, inFirstScreen, large, leave, noSideways, open, readable, shot,
  visitor,
} from './stage.mjs';

before(open);
after(close);

const role = (name) => demo.accounts.find((a) => a.role === name);

async function clerk(account) {
  const page = await visitor({ js: false, size: { width: 1280, height: 900 }, expects: [404, 422] });
  await go(page, '/office/login');
  await page.fill('#login', account.login);
  await page.fill('#password', account.password);
  await follow(page, page.locator('button.call'));
  return page;
}

async function fits(page, where) {
  for (const size of [SMALL, PHONE]) {
    await page.setViewportSize(size);
    await noSideways(page, `${where} at ${size.width} px`);
  }
  await readable(page, where);
}

for (const elder of [false, true]) {
  describe(`an objection${elder ? ' in large type' : ''}`, () => {
    const name = elder ? 'ticket-elder' : 'ticket';
    const told = '去看过了，名单没有错，理由已经当面说清。';
    let villager, county, number, secret;

    before(async () => {
      county = await clerk(role('publisher'));
      villager = await visitor({ js: false, elder, expects: [422] });
    });
    after(async () => {
      await leave(villager);
      await leave(county);
    });

    const check = async (where) => {
      await fits(villager, where);
      if (elder) await large(villager, where);
      await shot(villager, `${name}-${where}`);
    };

    it('begins at a notice that is open', async () => {
      await go(villager, '/notices?state=open&type=list');
      await follow(villager, villager.locator('.rows h3 a').first());
      await follow(villager, villager.getByRole('link', { name: '对名单有异议？' }));
      assert.equal(await villager.locator('h1').innerText(), '对公示有意见');
      assert.equal(await villager.locator('#kind').inputValue(), 'objection');
      await check('form');
      await inFirstScreen(villager, 'h1');
    });

    it('says what is wrong and keeps what was typed', async () => {
      if (await villager.locator('#phone').count()) await villager.fill('#phone', '没有电话');
      await villager.fill('#text', '');
      await follow(villager, villager.getByRole('button', { name: '提交' }));
      assert.match(await villager.locator('.wrongs').innerText(), /请写一写是什么事/);
      if (await villager.locator('#phone').count()) {
        assert.equal(await villager.locator('#phone').inputValue(), '没有电话');
        await villager.fill('#phone', '');
      }
      await check('mistake');
    });

    it('gives number and code, in the first screen, and a slip', async () => {
      await villager.fill('#text', '这家人去年在县城买了房。');
      await villager.setInputFiles('#file', { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500)]) });
      await follow(villager, villager.getByRole('button', { name: '提交' }));
      [number, secret] = (await villager.locator('.card .answer').allInnerTexts()).map((text) => text.replaceAll(' ', ''));
      assert.match(`${number} ${secret}`, /^\d{12} \d{8}$/);
      await inFirstScreen(villager, '.card');
      await check('receipt');
      await follow(villager, villager.getByRole('button', { name: '打印成小纸条' }));
      const slip = (await villager.locator('main').innerText()).replaceAll(' ', '');
      assert.ok(slip.includes(number) && slip.includes(secret));
      await shot(villager, `${name}-slip`);
    });

    const look = async () => {
      await go(villager, '/tickets/receipt');
      await villager.fill('#number', number);
      await villager.fill('#secret', secret);
      await follow(villager, villager.getByRole('button', { name: '查一查' }));
    };

    it('is found again by number and code, and takes one more word', async () => {
      await go(villager, '/tickets/receipt');
      await check('ask');
      await look();
      assert.match(await villager.locator('.answer').innerText(), /最晚.*有人去核实/);
      await inFirstScreen(villager, '.answer');
      await check('state');
      await villager.fill('#text', '房子在城东。');
      await follow(villager, villager.getByRole('button', { name: '补充这一句' }));
      assert.match(await villager.locator('[role=status]').innerText(), /收到了/);
    });

    it('waits in the list of the level above, and is handled there', async () => {
      await go(county, '/office/tickets?kind=objection');
      await shot(county, `${name}-office-list`);
      const mine = number.replace(/(\d{4})(?=\d)/g, '$1 ');
      while (!await county.locator('.rows > li', { hasText: mine }).count()) await follow(county, county.getByRole('link', { name: '下一页' }));
      await follow(county, county.locator('.rows > li', { hasText: mine }).locator('h3 a'));
      assert.match(await county.locator('main').innerText(), /photo\.png/);
      await shot(county, `${name}-office`);
      await county.getByLabel('核实到什么').fill('去县房管局查过，名下没有房。');
      await follow(county, county.getByRole('button', { name: '核实过了' }));
      await county.locator('#outcome').selectOption({ label: '异议不成立' });
      await county.locator('#told').fill(told);
      await shot(county, `${name}-office-decide`);
      await follow(county, county.getByRole('button', { name: '办结' }));
      assert.match(await county.locator('main').innerText(), /异议不成立/);
    });

    it('tells the villager the decision with its reason', async () => {
      await look();
      const page = await villager.locator('main').innerText();
      assert.ok(page.includes('异议不成立') && page.includes(told));
      await inFirstScreen(villager, '.card');
      await check('told');
      await arrive(villager, () => villager.getByRole('link', { name: '离开并清除' }).click());
    });
  });
}

describe('questions and answers', () => {
  it('are read on a phone', async () => {
    for (const elder of [false, true]) {
      const page = await visitor({ elder });
      await go(page, '/questions');
      assert.ok(await page.locator('.rows h2').count() > 2);
      await fits(page, 'questions');
      if (elder) await large(page, 'questions');
      await shot(page, `questions${elder ? '-elder' : ''}`);
      await go(page, '/tickets/new');
      await fits(page, 'a question');
      if (elder) await large(page, 'a question');
      await shot(page, `question${elder ? '-elder' : ''}`);
      await leave(page);
    }
  });
});

// A household has its say: a clerk writes a visit down, the villager answers from the card that it
// was not so and that a grandchild is missing, on a phone without JavaScript, in small and in large
// type; one clerk checks, a second closes, and the villager reads what became of it.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  SMALL, PHONE, ask, base, close, demo, follow, go, inFirstScreen, large, leave, noSideways, open, pathOf, readable,
  shot, visitor,
} from './stage.mjs';

before(open);
after(close);

const DESK = { width: 1280, height: 900 };
const role = (name) => demo.accounts.find((a) => a.role === name);

async function clerk(account) {
  const page = await visitor({ js: false, size: DESK, expects: [404, 422] });
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
  describe(`a household has its say${elder ? ', in large type' : ''}`, () => {
    const kind = elder ? 'voice-elder' : 'voice';
    const wrong = `小孙子去年八月出生，没有算进来（${Date.now().toString(36)}）`;
    const told = '问清楚了：小孙子已经添上，现在是 5 口人。';
    let villager, first, second, resident, request;

    before(async () => {
      first = await clerk(role('editor'));
      second = await clerk(role('publisher'));
      villager = await visitor({ js: false, elder, expects: [422] });
    });
    after(async () => {
      for (const page of [villager, first, second]) await leave(page);
    });

    const openPage = async () => {
      await go(villager, '/status');
      await ask(villager, resident);
      await follow(villager, villager.getByRole('button', { name: '回答走访、我要更正' }));
      assert.equal(await villager.locator('h1').innerText(), '走访和更正');
    };

    it('the clerk writes down a visit', async () => {
      for (const one of demo.residents) {
        const answer = await go(first, `/office/households/${one.household_code}/visit`);
        if (answer.status() === 200) resident = one;
      }
      assert.ok(resident, 'a household of the clerk’s township');
      await go(first, `/office/households/${resident.household_code}/visit`);
      await first.fill('#on', '2026-03-04');
      await first.fill('#name', '李建国');
      await first.fill('#note', '看了住房和饮水，问了孩子上学。');
      await follow(first, first.getByRole('button', { name: '保存' }));
      assert.equal(pathOf(first), `/office/households/${resident.household_code}`);
    });

    it('the villager says that it was not so', async () => {
      await openPage();
      await inFirstScreen(villager, '.rows > li b');
      if (!elder) await inFirstScreen(villager, 'button[value=false]');
      if (elder) await large(villager, 'the page behind the card');
      await fits(villager, kind);
      await shot(villager, `${kind}-page`);
      const visit = villager.locator('.rows > li').filter({ hasText: '看了住房和饮水' }).first();
      await visit.getByLabel('为什么').fill('那天我们都在地里，没有人来。');
      await follow(villager, visit.getByRole('button', { name: '不属实' }));
      await inFirstScreen(villager, '[role=status]');
      assert.match(await villager.locator('[role=status]').innerText(), /我们会去查/);
      assert.match(await villager.locator('.rows > li').first().innerText(), /您答了：\s*不属实/);
    });

    it('a mistake is said beside the field, and nothing is lost', async () => {
      await villager.getByLabel('怎么不对').fill(wrong);
      const answer = await follow(villager, villager.getByRole('button', { name: '提交更正' }));
      assert.equal(answer.status(), 422);
      assert.equal(await villager.getByLabel('怎么不对').inputValue(), wrong);
      await inFirstScreen(villager, '[role=alert] a');
      await shot(villager, `${kind}-mistake`);
      await villager.getByLabel('哪里不对').selectOption({ label: '家里人口' });
      await villager.getByLabel('应该是什么').fill('家里 5 口人');
      await follow(villager, villager.getByRole('button', { name: '提交更正' }));
      const page = await villager.locator('main').innerText();
      assert.match(page, /收到了/);
      assert.match(page, /家里人口有误\s+收到了，还没有核对/);
      await fits(villager, `${kind} done`);
      await shot(villager, `${kind}-done`);
    });

    it('one clerk checks it and cannot close it', async () => {
      await go(first, `/office/households/${resident.household_code}`);
      await follow(first, first.getByRole('link', { name: '家里人口有误' }).first());
      request = pathOf(first);
      assert.ok((await first.locator('main').innerText()).includes(wrong));
      await first.getByLabel('核对到什么').fill('打电话问过户主，有出生证明。');
      await follow(first, first.getByRole('button', { name: '核对好了' }));
      assert.match(await first.locator('main').innerText(), /要由另一个人办结/);
      assert.equal(await first.getByRole('button', { name: '办结' }).count(), 0);
      await shot(first, `${kind}-checked`);
    });

    it('a second one closes it, with a sentence for the household', async () => {
      await go(second, request);
      assert.ok(await second.getByRole('link', { name: '添一个人' }).isVisible());
      await shot(second, `${kind}-close`);
      await second.getByLabel('结果').selectOption({ label: '已经改好' });
      await second.getByLabel('告诉这一户的话').fill(told);
      await follow(second, second.getByRole('button', { name: '办结' }));
      assert.equal(second.url(), base + request);
      assert.match(await second.locator('main').innerText(), /已改/);
    });

    it('the villager reads what became of it', async () => {
      await openPage();
      const page = await villager.locator('main').innerText();
      assert.match(page, /家里人口有误\s+改好了/);
      assert.ok(page.includes(`回复：${told}`));
      assert.match(page, /最近 30 天一共查了 \d+ 次/);
      await shot(villager, `${kind}-told`);
    });
  });
}

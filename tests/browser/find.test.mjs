// A villager of 70 with a cheap phone and no JavaScript asks which policies fit: from home by touching
// what is there, through the questions, to an answer whose first screen says it; and back to change one.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  PHONE, SMALL, close, follow, go, inFirstScreen, large, noSideways, open, pathOf, readable, shot, visit,
} from './stage.mjs';

before(open);
after(close);

const mark = (page, words) => page.getByText(words, { exact: true }).click();

for (const elder of [false, true]) {
  describe(`which policies fit me${elder ? ', in large type' : ''}`, () => {
    it('leads from home through the questions to the answer and back', () =>
      visit({ js: false, elder }, async (page) => {
        const looks = async (where) => {
          if (elder) await large(page, where);
          await readable(page, where);
          for (const size of [SMALL, PHONE]) {
            await page.setViewportSize(size);
            await noSideways(page, `${where} at ${size.width} px`);
          }
          await shot(page, `find-${where}${elder ? '-elder' : ''}`, where !== 'first');
        };
        await go(page, '/');
        await follow(page, page.locator('main').getByRole('link', { name: /^找政策/ }));
        assert.equal(pathOf(page), '/find');
        await inFirstScreen(page, '.find label');
        await looks('first');
        await looks('questions');
        await mark(page, '脱贫户、建档立卡户');
        await mark(page, '得了大病，或者长年吃药');
        await mark(page, '65 岁以上的老人');
        await mark(page, '自己种地、养牲口');
        await follow(page, page.getByRole('button', { name: '看结果' }));
        assert.equal(pathOf(page), '/find', 'no answer in the address');
        await inFirstScreen(page, '.answer');
        assert.match(await page.locator('.answer').innerText(), /^有 \d+ 项符合，还有 \d+ 项可能符合。$/);
        const first = page.locator('.fit article.card').first();
        assert.match(await first.locator('.why').innerText(), /^您家.+。$/);
        await inFirstScreen(page, '.fit article.card h3');
        await first.locator('summary').click();
        for (const word of ['怎么去办', '要带什么', '去问哪里', '谁能享受'])
          assert.ok((await first.innerText()).includes(word), word);
        assert.ok(await first.locator('a[href^="tel:"]').count());
        const elders = page.locator('.fit article.card', { hasText: '经济困难老年人' });
        assert.match(await elders.locator('.why').innerText(), /脱贫户.*65 岁以上的老人/);
        for (const more of await page.locator('.filter summary').all()) await more.click();
        await looks('answer');
        assert.deepEqual(await page.context().cookies().then((all) => all.map((c) => c.name)), elder ? ['view'] : []);
        await follow(page, page.getByRole('button', { name: '改一改答案' }));
        assert.ok(await page.locator('[name=elder]').isChecked() && await page.locator('[value=lifted]').isChecked());
        assert.equal(await page.locator('[name=pupil]').isChecked(), false);
      }));

    it('says so when nothing was answered', () =>
      visit({ js: false, elder }, async (page) => {
        await go(page, '/find');
        await follow(page, page.getByRole('button', { name: '看结果' }));
        await inFirstScreen(page, '[role=alert]');
        await readable(page, 'nothing answered');
      }));
  });
}

it('works by keyboard alone', () =>
  visit({ js: false }, async (page) => {
    await go(page, '/find');
    await page.locator('[name=ill]').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.answer');
    assert.match(await page.locator('.answer').innerText(), /项可能符合/);
  }));

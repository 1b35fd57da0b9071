// The two roles whose day has no story elsewhere, by keyboard alone, with and without JavaScript. A
// village's clerk finds a household and writes down a visit; the county's auditor finds that visit in
// the record, and that the clerk looked; sees who has which account; is offered nothing that changes
// anything; and takes the record away as a table.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { close, demo, go, leave, noSideways, open, pathOf, PHONE, shot, visitor } from './stage.mjs';
import { choose, press, read, signIn, tabTo, write } from './keyboard.mjs';
import { mysql } from '../http/lib.mjs';

const DESK = { width: 1280, height: 900 };
const of = (role) => demo.accounts.find((a) => a.role === role);
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

before(open);
after(close);

for (const js of [true, false]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    const note = `看了屋顶，漏雨的地方补好了 ${Date.now().toString(36)}`;
    const [[code, id]] = mysql(`SELECT h.code, h.id FROM household h JOIN spell s ON s.open_of = h.id
      WHERE h.region LIKE CONCAT((SELECT region FROM account WHERE login = '${of('clerk').login}'), '%') ORDER BY h.id LIMIT 1 OFFSET 2`);

    it('the clerk finds a household and writes down a visit', { timeout: 90_000 }, async () => {
      const page = await visitor({ js, size: DESK, expects: [422] });
      assert.equal(await signIn(page, of('clerk').login, of('clerk').password), 200);
      assert.equal(pathOf(page), '/office');
      await shot(page, `clerk-desk-${js}`);
      await write(page, '在本地方里搜索', code);
      assert.equal(await press(page, '搜索'), 200);
      const name = await page.locator(`main a[href="/office/households/${code}"]`).innerText();
      assert.equal(await press(page, name), 200);
      assert.equal(await press(page, '记一次走访'), 200);
      assert.equal(await press(page, '保存'), 422, 'what is missing is said');
      await write(page, '谁去走访的', '村里的信息员');
      await write(page, '做了什么', note);
      await write(page, '哪一天', today);
      assert.equal(await press(page, '保存'), 200);
      assert.equal(pathOf(page), `/office/households/${code}`);
      assert.ok((await read(page)).includes(note));
      await shot(page, `clerk-visit-${js}`);
      await press(page, '退出登录');
      await leave(page);
    });

    it('the auditor finds it in the record, with who looked, and changes nothing', { timeout: 90_000 }, async () => {
      const page = await visitor({ js, size: DESK });
      assert.equal(await signIn(page, of('auditor').login, of('auditor').password), 200);
      await shot(page, `auditor-desk-${js}`);
      assert.equal(await press(page, '操作记录'), 200);
      await tabTo(page, '按条件找');
      await page.keyboard.press('Enter');
      await write(page, '谁（账号）', of('clerk').login);
      await choose(page, '对什么', '户');
      await write(page, '它的号', id);
      assert.equal(await press(page, '找一找'), 200);
      const lines = await page.locator('.rows h3').allInnerTexts();
      assert.match(lines[0], /查看 户/, 'that the page was opened again, after the visit');
      assert.ok(lines.some((line) => /记走访 户/.test(line)), lines.join('\n'));
      assert.ok(!(await read(page)).includes(note), 'the record says that, not what of');
      await shot(page, `auditor-record-${js}`);
      await tabTo(page, '下载这些记录');
      const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      assert.match(file.suggestedFilename(), /audit\.csv$/);
      assert.equal(await press(page, '人员'), 200);
      const who = page.locator('.rows h3 a').first();
      assert.equal(await press(page, await who.innerText()), 200);
      assert.match(await read(page), /由县级管理员办/);
      await shot(page, `auditor-account-${js}`);
      for (const path of [pathOf(page), '/office/users', '/office/audit', `/office/households/${code}`, '/office/tickets', '/office/articles']) {
        await go(page, path);
        assert.equal(await page.locator('main form[method=post]').count(), 0, path);
      }
      await page.setViewportSize(PHONE);
      for (const path of ['/office', '/office/audit', '/office/users']) {
        await go(page, path);
        await noSideways(page);
      }
      await leave(page);
    });
  });
}

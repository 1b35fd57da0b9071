// A clerk's register file, with and without JavaScript: full of mistakes at first, then mended, and
// applied by somebody else; the page says at every step what to do next.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { close, demo, go, leave, open, pathOf, shot, visitor } from './stage.mjs';
import { csv, headings, someone } from '../http/register_file.mjs';

before(open);
after(close);

const DESK = { width: 1280, height: 900 };
const editor = demo.accounts.find((a) => a.role === 'editor');
const publisher = demo.accounts.find((a) => a.role === 'publisher');

async function signIn(page, account) {
  await go(page, '/office/login');
  await page.fill('#login', account.login);
  await page.fill('#password', account.password);
  await page.locator('button.call').click();
  await page.waitForURL('**/office');
}

async function send(page, content) {
  await page.getByRole('link', { name: '导入', exact: true }).click();
  await page.waitForURL('**/office/imports');
  await page.getByRole('link', { name: '上传一个文件' }).click();
  await page.waitForURL('**/office/imports/new');
  await page.setInputFiles('#file', { name: '柳泉镇 三月.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.getByRole('button', { name: '上传' }).click();
  await page.locator('.mark', { hasText: /没有导入|等别人采用/ }).waitFor({ timeout: 60_000 });
  return pathOf(page);
}
const main = (page) => page.locator('main').innerText();

for (const js of [true, false]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    it('is refused with a table of what to mend, mended, applied by another, and undone', { timeout: 240_000 }, async () => {
      const clerk = await visitor({ js, size: DESK });
      await signIn(clerk, editor);
      const villages = await (async () => {
        await go(clerk, '/office/imports/new');
        return clerk.locator('#region option').evaluateAll((all) => all.map((o) => o.value));
      })();
      const plain = {
        行政区划代码: villages[1], 组: '一组', 与户主关系: '户主', 民族: '汉族', 纳入类型: '边缘易致贫户', 户属性: '一般户',
        主要致贫原因: '因病', 识别日期: '2024-03-01', 当前状态: '在册', 联系电话: '13900000001', 家庭住址: '一组 5 号',
        帮扶责任人: '李帮扶', 帮扶单位: '县测试局', 帮扶电话: '0999-5100001', 姓名: '张明白',
      };
      const house = (i, more) => ({ 户编号: `CLERK${js ? 1 : 2}${i}`, 证件号码: someone(i + (js ? 0 : 500), 2), ...more });
      const wrong = [
        house(1, { 姓名: '' }), house(2, { 证件号码: '9.90123E+17' }), house(3, { 证件号码: someone(3, 2).slice(1) }),
        house(4, { 行政区划代码: '990123100999' }), house(5, { 识别日期: '2023-02-29' }), house(6, { 纳入类型: '穷户' }),
        house(7, { 联系电话: '没有' }), house(8, { 姓名: '张\ue815' }), house(9, { 与户主关系: '配偶' }), house(10, { 当前状态: '走了' }),
      ];
      const refused = await send(clerk, csv(plain, wrong));
      const said = await main(clerk);
      assert.match(said, /没有导入/);
      for (const words of ['没有填', '已经改掉了号码的后几位', '没有这个村', '没有这一天', '不认识这个词', '不像电话号码', '自造的字']) {
        assert.ok(said.includes(words), words);
      }
      assert.ok((await clerk.locator('table.lines tbody tr').count()) >= 9);
      await shot(clerk, `clerk-mistakes-${js}`);
      const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.getByRole('link', { name: '下载全部' }).click()]);
      assert.match(file.suggestedFilename(), /^import-\d+-report\.csv$/);
      await clerk.getByRole('link', { name: '改好了，再传一次' }).click();
      await clerk.waitForURL('**/office/imports/new');

      const batch = await send(clerk, csv(plain, wrong.map((w, i) => house(i + 1, {}))));
      assert.notEqual(batch, refused);
      assert.match(await main(clerk), /这个文件是您上传的/);
      assert.equal(await clerk.getByRole('button', { name: '采用这一批' }).count(), 0);
      await shot(clerk, `clerk-own-${js}`);

      const chief = await visitor({ js, size: DESK });
      await signIn(chief, publisher);
      await chief.getByRole('link', { name: '导入', exact: true }).click();
      await chief.getByRole('link', { name: '柳泉镇 三月.csv' }).first().click();
      await chief.getByRole('link', { name: '新增的户' }).click();
      assert.match(await main(chief), /张\*白/);
      await shot(chief, `clerk-new-${js}`);
      await chief.getByRole('link', { name: '回到这一批' }).click();
      await shot(chief, `clerk-apply-${js}`);
      await chief.getByRole('button', { name: '采用这一批' }).click();
      await chief.locator('.mark', { hasText: '已写进登记' }).waitFor({ timeout: 60_000 });
      await shot(chief, `clerk-applied-${js}`);
      await chief.getByRole('button', { name: '撤回这一批' }).click();
      await chief.locator('.mark', { hasText: '已撤回' }).waitFor({ timeout: 60_000 });
      assert.match(await main(chief), /撤回/);

      // Everything fits a narrow window too.
      await clerk.setViewportSize({ width: 320, height: 640 });
      await go(clerk, refused);
      const wide = await clerk.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${wide}`);
      await shot(clerk, `clerk-narrow-${js}`);
      await leave(clerk);
      await leave(chief);
    });
  });
}

it('the form names every column', async () => {
  const page = await visitor({ size: DESK });
  await signIn(page, editor);
  await go(page, '/office/imports/new');
  await page.locator('summary').click();
  const text = await main(page);
  for (const heading of headings) assert.ok(text.includes(heading), heading);
  await shot(page, 'clerk-upload');
  await leave(page);
});

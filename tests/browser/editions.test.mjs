// Two people and one page: the township's editor writes while the page saves itself, offline and after
// being signed out too; the county's publisher sees how it will look, what is in the way and what
// changed, sends it back, lets it go out; a reader sees word by word what a correction changed.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, demo, follow, go, inFirstScreen, noSideways, open, pathOf, readable, shot, visitor, leave, PHONE, SMALL } from './stage.mjs';

const DESK = { width: 1280, height: 900 };
const who = (login) => demo.accounts.find((a) => a.login === login);
const run = Date.now().toString(36);
const title = `青石坎水渠清淤公示（${run}）`;
const body = '## 花了多少钱\n\n一共 3 万元，分三笔付。人工 1 万元。\n\n- 六月底完工\n- 意见请到镇里说';

let editor, publisher, reader, article;
before(async () => {
  await open();
  editor = await visitor({ size: DESK, expects: [403] });
  publisher = await visitor({ size: DESK, expects: [422] });
  reader = await visitor({ size: PHONE });
});
after(async () => {
  // It leaves the lists again.
  await go(publisher, article);
  await publisher.fill('#reason', '试过了，撤下来');
  await press(publisher, '撤回');
  for (const page of [editor, publisher, reader]) await leave(page);
  await close();
});

async function signIn(page, account) {
  await go(page, '/office/login');
  await page.fill('#login', account.login);
  await page.fill('#password', account.password);
  await follow(page, page.locator('button.call'));
}
const press = (page, name) => follow(page, page.getByRole('button', { name, exact: true }));
const told = (page, text) => page.locator('.saved', { hasText: text }).waitFor();
const main = (page) => page.locator('main').innerText();

describe('writing', () => {
  it('a new document is saved when a field is left, without a button, on a slow line too', async () => {
    await signIn(editor, who('bianji'));
    await go(editor, '/office/articles/new?kind=notice');
    await editor.route('**/office/articles**', async (route) => {
      await sleep(700); // longer than it takes to fill the next field
      await route.continue();
    });
    await editor.fill('#title', title);
    await editor.selectOption('#type', 'project');
    await editor.fill('#issuer', '柳泉镇人民政府');
    await editor.fill('#window_days', '7');
    await editor.fill('#body', body);
    await editor.locator('#title').focus();
    await told(editor, '已自动保存');
    article = pathOf(editor).replace('/edit', '');
    assert.match(article, /^\/office\/articles\/\d+$/);
    await editor.unroute('**/office/articles**');
    await shot(editor, 'office-autosave');
    await editor.reload();
    assert.equal(await editor.inputValue('#body'), body);
    assert.equal(await editor.inputValue('#window_days'), '7');
  });

  it('offline the text stays, and is saved when the line is back', async () => {
    editor.faults.length = 0;
    await editor.context().setOffline(true);
    await editor.fill('#body', `${body}\n\n离线时写的。`);
    await editor.locator('#title').focus();
    await told(editor, '现在连不上');
    await editor.context().setOffline(false);
    await told(editor, '已自动保存');
    editor.faults.length = 0; // the browser notes that a request failed
    const second = await editor.context().newPage();
    await go(second, `${article}/edit`);
    assert.match(await second.inputValue('#body'), /离线时写的/);
    await second.close();
  });

  it('signed out elsewhere: the text stays, signing in again saves it, and the button works', async () => {
    const second = await editor.context().newPage();
    await go(second, '/office');
    await press(second, '退出登录');
    await editor.fill('#body', `${body}\n\n退出以后写的。`);
    await editor.locator('#title').focus();
    await told(editor, '登录过期了');
    await editor.getByRole('link', { name: '去登录' }).waitFor();
    await shot(editor, 'office-signed-out');
    await signIn(second, who('bianji'));
    await second.close();
    await editor.bringToFront();
    await editor.evaluate(() => dispatchEvent(new Event('focus')));
    await told(editor, '已自动保存');
    await editor.fill('#body', body);
    await press(editor, '提交审核');
    assert.match(await main(editor), /等待审核[\s\S]*等审核发布的人来看/);
    assert.equal(await editor.getByRole('link', { name: '修改' }).count(), 0);
    await shot(editor, 'office-submitted');
  });
});

describe('four eyes', () => {
  it('the publisher finds it on the desk, sees everything on one page, and sends it back', async () => {
    await signIn(publisher, who('fabu'));
    await shot(publisher, 'office-desk-publisher');
    await follow(publisher, publisher.getByRole('link', { name: `审核 ${title}` }).first());
    await inFirstScreen(publisher, 'button.call');
    await inFirstScreen(publisher, 'a.danger');
    assert.match(await main(publisher), /内容齐全，没有证件号/);
    await shot(publisher, 'office-review');
    await publisher.fill('#reason', '人工的钱要写明几个工');
    await press(publisher, '退回');
    await go(editor, '/office');
    assert.match(await editor.locator('.todo li', { hasText: title }).first().innerText(), /退回来了/);
    await go(editor, article);
    assert.match(await main(editor), /退回来了，请改好再提交[\s\S]*人工的钱要写明几个工/);
    await shot(editor, 'office-returned');
  });

  it('is put right, submitted, and published by the other', async () => {
    await go(editor, `${article}/edit`);
    await editor.fill('#body', body.replace('人工 1 万元', '人工 50 个工，1 万元'));
    await press(editor, '提交审核');
    await go(publisher, `${article}/preview`);
    await press(publisher, '现在发布');
    assert.match(await main(publisher), /已发布/);
  });

  it('a correction shows what changed, to the publisher and then to everybody', async () => {
    await go(editor, article);
    await press(editor, '更正（出新一版）');
    await editor.fill('#body', body.replace('一共 3 万元', '一共 4 万元').replace('- 六月底完工', '- 七月十五日完工\n- 村里派人监督'));
    await editor.fill('#change_note', '金额和完工日期写错');
    await press(editor, '提交审核');
    await go(publisher, `${article}/preview`);
    assert.equal(await publisher.locator('.changes del', { hasText: '3' }).count(), 1);
    assert.match(await publisher.locator('.changes').innerText(), /和上一版（第 1 版）比/);
    await shot(publisher, 'office-review-changes');
    await publisher.setViewportSize(PHONE);
    await noSideways(publisher);
    await shot(publisher, 'office-review-phone');
    await publisher.setViewportSize(DESK);
    await press(publisher, '现在发布');
    const id = article.split('/').pop();
    await go(reader, `/notices/${id}`);
    for (let i = 0; i < 25 && !(await reader.getByRole('link', { name: '改了哪里' }).count()); i++) {
      await reader.waitForTimeout(200);
      await reader.reload();
    }
    await follow(reader, reader.getByRole('link', { name: '改了哪里' }).first());
    assert.equal(pathOf(reader), `/notices/${id}/changes/2`);
    assert.match(await main(reader), /金额和完工日期写错[\s\S]*原来[\s\S]*3[\s\S]*现在[\s\S]*4/);
    await shot(reader, 'notice-changes');
    await readable(reader, 'what changed');
    await reader.setViewportSize(SMALL);
    await noSideways(reader);
  });

  it('a time may be set, and called off; who writes does not publish', async () => {
    await go(editor, article);
    await press(editor, '更正（出新一版）');
    await editor.fill('#change_note', '再改一次');
    await press(editor, '提交审核');
    await go(publisher, `${article}/preview`);
    await publisher.locator('summary', { hasText: '定一个时间' }).click();
    await shot(publisher, 'office-schedule');
    await press(publisher, '到时自动发布');
    assert.match(await main(publisher), /定时发布[\s\S]*08:00 自动发布/);
    await shot(publisher, 'office-scheduled');
    await press(publisher, '取消定时');
    assert.match(await main(publisher), /已经批准，还没有发布/);
    await go(publisher, '/office/articles/new?kind=notice');
    await publisher.fill('#title', `自己写的 ${run}`);
    await publisher.selectOption('#type', 'notice');
    await publisher.fill('#window_days', '0');
    await publisher.fill('#body', '停水一天。');
    await press(publisher, '预览');
    assert.match(await main(publisher), /要由另一位审核发布的人来发布/);
    assert.equal(await publisher.getByRole('button', { name: '现在发布' }).count(), 0);
    await shot(publisher, 'office-own');
  });
});

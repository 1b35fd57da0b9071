// A clerk's attachments, with and without JavaScript: one that would tell a telephone number is
// stopped and replaced, a picture waits for the publisher's eyes, and then both are out.
import { after, before, it } from 'node:test';
import assert from 'node:assert/strict';
import { close, demo, follow, go, leave, noSideways, open, pathOf, readable, shot, visitor } from './stage.mjs';
import { docx, exif, jpeg, xlsx } from '../http/papers.mjs';

before(open);
after(close);

const DESK = { width: 1280, height: 900 };
const editor = demo.accounts.find((a) => a.role === 'editor');
const publisher = demo.accounts.find((a) => a.role === 'publisher');
const main = (page) => page.locator('main').innerText();
const files = (page) => page.locator('.papers > li');

async function signIn(page, account) {
  await go(page, '/office/login');
  await page.fill('#login', account.login);
  await page.fill('#password', account.password);
  await follow(page, page.locator('button.call'));
}

async function upload(page, ...list) {
  await page.setInputFiles('#file', list.map(([name, buffer]) => ({ name, mimeType: 'application/octet-stream', buffer })));
  await follow(page, page.getByRole('button', { name: '上传并检查' }));
}

for (const js of [true, false]) {
  it(`is stopped, replaced, looked at and published, JavaScript ${js ? 'on' : 'off'}`, { timeout: 120_000 }, async () => {
    const clerk = await visitor({ js, size: DESK, expects: [422] });
    await signIn(clerk, editor);
    await go(clerk, '/office/articles/new?kind=notice');
    await clerk.fill('#title', `修路项目清单 ${js ? '甲' : '乙'}`);
    await clerk.selectOption('#type', 'project');
    await clerk.fill('#body', '项目和金额见附件。');
    await follow(clerk, clerk.getByRole('button', { name: '保存草稿' }));
    const article = pathOf(clerk);
    await follow(clerk, clerk.getByRole('link', { name: '附件（0）' }));
    assert.match(await main(clerk), /还没有附件/);

    await upload(clerk, ['项目清单.xlsx', xlsx([{ name: '清单', rows: [['项目', '联系人'], ['青石村通村路', '老张 13900007788']] }, { name: '底册', state: 'hidden', rows: [['x']] }])],
      ['现场.jpg', jpeg(exif('Zhang at home'))], ['旧表.doc', Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex')]);
    assert.match(await main(clerk), /没有收“旧表\.doc”.*另存为 docx/);
    const [sheet, photo] = await files(clerk).allInnerTexts();
    assert.match(sheet, /项目清单\.xlsx\s+不能公开.*工作表“底册”是隐藏的.*工作表“清单”第 2 行 B 列像是手机号码/s);
    assert.doesNotMatch(sheet, /0000|7788/);
    assert.match(photo, /现场\.jpg\s+要人看过.*已经去掉.*审核发布的人要打开看过/s);
    await noSideways(clerk);
    await readable(clerk, 'attachments', 4.5);
    await shot(clerk, `attachment-hit-${js}`);

    await follow(clerk, files(clerk).first().getByRole('button', { name: '删掉这个附件' }));
    await upload(clerk, ['项目清单.docx', docx(['青石村通村路', '联系电话：0999-5100123'])]);
    assert.match((await files(clerk).allInnerTexts())[1], /项目清单\.docx\s+可以公开/);
    await follow(clerk, clerk.getByRole('link', { name: '回到文稿' }));
    assert.equal(pathOf(clerk), article);
    await clerk.getByRole('link', { name: '附件（2）' }).waitFor();

    const chief = await visitor({ js, size: DESK });
    await signIn(chief, publisher);
    await go(chief, `${article}/preview`);
    assert.match(await main(chief), /附件 1“现场\.jpg”：系统读不了里面的字.*打开看过/);
    assert.equal(await chief.getByRole('button', { name: '现在发布' }).count(), 0);
    await shot(chief, `attachment-preview-${js}`);
    await follow(chief, chief.getByRole('link', { name: '附件（2）' }));
    const [saved] = await Promise.all([chief.waitForEvent('download'), chief.getByRole('link', { name: '现场.jpg' }).click()]);
    assert.equal(saved.suggestedFilename(), '现场.jpg');
    await chief.getByLabel(/我打开从头到尾看过/).check();
    await shot(chief, `attachment-look-${js}`);
    await follow(chief, chief.getByRole('button', { name: '看过了' }));
    assert.match((await files(chief).allInnerTexts())[0], /看过了.*打开看过。/s);
    await go(chief, `${article}/preview`);
    await follow(chief, chief.getByRole('button', { name: '现在发布' }));
    await follow(chief, chief.getByRole('link', { name: '看公开的页面' }));
    for (const name of ['现场.jpg', '项目清单.docx']) await chief.getByRole('link', { name }).waitFor();
    await shot(chief, `attachment-public-${js}`);
    await leave(clerk);
    await leave(chief);
  });
}

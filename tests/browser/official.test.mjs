// A notice's way, by keyboard alone, with and without JavaScript: the township's editor writes it in
// Markdown, looks at it, saves it; a second window that saved later loses nothing; the county's
// publisher publishes it; a reader sees it within five seconds; the publisher withdraws it, and the
// reader reads why.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrive, close, demo, go, leave, open, pathOf, shot, visitor } from './stage.mjs';

before(open);
after(close);

const DESK = { width: 1024, height: 900 };
const SEEN_WITHIN = 5000; // milliseconds from publishing to the reader
const editor = demo.accounts.find((a) => a.role === 'editor');
const publisher = demo.accounts.find((a) => a.role === 'publisher');

// -- a keyboard ----------------------------------------------------------------------------------------

// What a person at the keyboard hears of the place the focus is at.
const focused = (page) => page.evaluate(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  return (e.labels?.[0]?.textContent || e.textContent || e.value || '').trim();
});

// Goes on with the tab key until the focus is on something whose name begins so.
async function tabTo(page, name) {
  const passed = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (here.startsWith(name)) return;
    passed.push(here.slice(0, 12));
  }
  return assert.fail(`the tab key never reaches “${name}” on ${pathOf(page)}: ${passed.slice(0, 40).join(' | ')}`);
}

async function write(page, label, text) {
  await tabTo(page, label);
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

async function choose(page, label, option) {
  await tabTo(page, label);
  for (let i = 0; i < 40; i++) {
    const chosen = await page.evaluate(() => document.activeElement.selectedOptions[0].textContent.trim());
    if (chosen === option) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`no “${option}” under “${label}”`);
}

// Presses the thing of that name and waits for the page it leads to; its status.
async function press(page, name) {
  await tabTo(page, name);
  return (await arrive(page, () => page.keyboard.press('Enter'))).status();
}

async function signIn(page, account) {
  await go(page, '/office/login');
  await write(page, '账号', account.login);
  await write(page, '密码', account.password);
  assert.equal(await press(page, '登录'), 200);
  assert.equal(pathOf(page), '/office');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), '跳到正文', 'the first stop leads past the menu');
}

const read = (page) => page.locator('main').innerText();

// -- the way -------------------------------------------------------------------------------------------

for (const js of [true, false]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    const title = `青石坎水渠清淤工程公示（${Date.now().toString(36)}${js ? 'a' : 'b'}）`;
    const body = '## 花了多少钱\n\n一共 **3 万元**，分三笔付。\n\n- 人工\n- 石料\n\n意见请到镇里说。';
    let writer, checker, reader, article, notice;

    before(async () => {
      writer = await visitor({ js, size: DESK });
      checker = await visitor({ js, size: DESK });
      reader = await visitor({ js });
    });
    after(async () => {
      for (const page of [writer, checker, reader]) await leave(page);
    });

    it('the editor writes it in Markdown, sees it as it will look, and saves it', async () => {
      await signIn(writer, editor);
      await shot(writer, 'office-home');
      await press(writer, '写公告');
      await write(writer, '标题', title);
      await choose(writer, '哪一类公告', '项目公示');
      await write(writer, '谁发布的', '柳泉镇人民政府');
      await write(writer, '公示几天', '7');
      await write(writer, '正文', body);
      await shot(writer, 'office-edit');
      await press(writer, '预览');
      assert.equal(await writer.locator('article h1').innerText(), title);

      assert.equal(await writer.locator('article .prose strong').innerText(), '3 万元');
      assert.equal(await writer.locator('article .prose li').count(), 2);
      assert.match(await read(writer), /还没有发布，外面看不到/);
      assert.match(await read(writer), /公示\s*7\s*天/);
      assert.equal(await writer.getByRole('button', { name: '现在发布' }).count(), 0, 'an editor may not publish');
      await shot(writer, 'office-preview');
      await press(writer, '回去修改');
      assert.equal(await writer.inputValue('#body'), body);
      await write(writer, '正文', `${body}\n\n第一次改。`);
      await press(writer, '保存草稿');
      assert.match(await read(writer), /草稿[\s\S]*第一次改。/);
      article = pathOf(writer);
    });

    it('two windows on one draft: who saves later sees both texts, and nothing is lost', async () => {
      const second = await writer.context().newPage();
      writer.expects.add(409);
      await go(second, `${article}/edit`);
      await go(writer, `${article}/edit`);
      await write(writer, '正文', `${body}\n\n甲窗口写的。`);
      await press(writer, '保存草稿');
      await write(second, '正文', `${body}\n\n乙窗口写的。`);
      assert.equal(await press(second, '保存草稿'), 409);
      const conflict = await second.locator('section.wrongs').innerText();
      assert.match(conflict, /已经保存过/);
      assert.ok(conflict.includes('甲窗口写的。') && conflict.includes('乙窗口写的。'), conflict);
      assert.equal(await second.inputValue('#body'), `${body}\n\n乙窗口写的。`);
      assert.equal(await second.inputValue('#title'), title);
      await shot(second, 'office-conflict');
      await write(second, '正文', `${body}\n\n甲窗口写的。\n\n乙窗口写的。`);
      assert.equal(await press(second, '保存草稿'), 200);
      assert.match(await read(second), /甲窗口写的。[\s\S]*乙窗口写的。/);
      await second.close();
    });

    it('nobody outside sees the draft', async () => {
      for (const path of ['/', '/notices']) {
        await go(reader, path);
        assert.equal(await reader.getByText(title).count(), 0);
      }
    });

    it('the publisher publishes it, and a reader sees it within five seconds, at home and in the list', async () => {
      await signIn(checker, publisher);
      await press(checker, '文稿'); // it was not handed in, so it does not wait on the desk
      await press(checker, title);
      assert.match(await read(checker), /甲窗口写的。[\s\S]*乙窗口写的。/);
      await press(checker, '预览和发布');
      await press(checker, '现在发布');
      const published = Date.now();
      assert.match(await read(checker), /已发布/);
      notice = await checker.getByRole('link', { name: '看公开的页面' }).getAttribute('href');
      await shot(checker, 'office-article');
      for (const path of ['/', '/notices']) {
        let seen = false;
        while (!seen && Date.now() - published < SEEN_WITHIN) {
          await go(reader, path);
          seen = await reader.getByRole('link', { name: title }).count() > 0;
          if (!seen) await sleep(200);
        }
        assert.ok(seen, `${path} does not show it after ${SEEN_WITHIN} ms`);
      }
      await go(reader, notice);
      assert.equal(await reader.locator('h1').innerText(), title);
      assert.match(await reader.locator('.window.open').innerText(), /截至 \d+月\d+日24时\s*还剩 7 天/);
      assert.match(await read(reader), /甲窗口写的。[\s\S]*乙窗口写的。/);
    });

    it('the publisher withdraws it with a reason, and the reader reads why', async () => {
      await go(checker, article);
      await write(checker, '撤回的原因', '金额写错了一位，核对以后重新公示。');
      await press(checker, '撤回');
      const withdrawn = Date.now();
      assert.match(await read(checker), /已撤回/);
      let told = '';
      while (!/已撤回/.test(told) && Date.now() - withdrawn < SEEN_WITHIN) {
        await go(reader, notice);
        told = await read(reader);
      }
      assert.match(told, /已撤回[\s\S]*原因：金额写错了一位，核对以后重新公示。/);
      assert.ok(!told.includes('甲窗口写的。'));
      await shot(reader, 'notice-just-withdrawn');
    });

    it('both sign out, and the way back is shut', async () => {
      for (const page of [writer, checker]) {
        page.expects.add(403);
        await go(page, '/office');
        await press(page, '退出登录');
        await go(page, '/office');
        assert.equal(new URL(page.url()).pathname, '/office/login');
      }
    });
  });
}

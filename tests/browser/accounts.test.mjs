// The door of the office, by keyboard alone, with and without JavaScript: the county's administrator
// opens an account for a publisher; she signs in with the password for one time, sets her own, sets up
// the second factor, keeps the paper codes, works, signs out, comes back with a code of her phone and
// once with one on paper, sees where she is signed in, and is suspended in the end.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { choose, press, read, signIn, write } from './keyboard.mjs';
import { close, demo, go, leave, noSideways, open, pathOf, runDir, shot, visitor } from './stage.mjs';
import { secretOf, totp } from '../totp.mjs';

const DESK = { width: 1280, height: 900 };
const administrator = demo.accounts.find((a) => a.role === 'admin');
const mingbai = (...words) => execFileSync(process.env.MINGBAI ?? join(runDir, 'mingbai'), words);

before(async () => {
  mingbai('setting', 'second_factor', 'required');
  await open();
});
after(async () => {
  mingbai('setting', 'second_factor', 'optional');
  await close();
});

// A code for each half minute serves once: the secret's own clock runs ahead, as far as it may.
const phone = { secret: '', ahead: -1 };
const code = async () => {
  const left = 30000 - (Date.now() % 30000);
  if (left < 8000) await sleep(left); // or the earliest would be too old before it is sent
  return totp(phone.secret, phone.ahead++);
};

for (const js of [true, false]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    const login = `b${Date.now().toString(36)}${js ? 'a' : 'b'}`;
    const keep = (page, name) => (js ? shot(page, name) : undefined);
    let chief, she, paper;

    before(async () => {
      phone.ahead = -1;
      chief = await visitor({ js, size: DESK });
      she = await visitor({ js, size: DESK });
    });
    after(async () => {
      mingbai('user', 'factor', administrator.login); // as it was
      for (const page of [chief, she]) await leave(page);
    });

    it('the administrator sets up a second factor before anything else, and opens an account', async () => {
      await signIn(chief, administrator.login, administrator.password);
      assert.equal(pathOf(chief), '/office/account/factor');
      await write(chief, '应用里现在的六位数字', totp(secretOf(await chief.content())));
      assert.equal(await press(chief, '确认'), 200);
      await press(chief, '抄好了');
      await press(chief, '人员');
      await keep(chief, 'office-users');
      await press(chief, '开一个账号');
      await write(chief, '账号', login);
      await write(chief, '姓名', '龙小梅');
      await choose(chief, '角色', '审核发布');
      await choose(chief, '管哪里', '禾源县');
      assert.equal(await press(chief, '开账号'), 200);
      assert.match(await read(chief), /只显示这一次/);
      await keep(chief, 'office-user-once');
    });

    it('she sets her own password, then the second factor, and keeps the paper codes', async () => {
      const once = await chief.locator('.secret code').last().innerText();
      await signIn(she, login, once);
      assert.equal(pathOf(she), '/office/account/password');
      await keep(she, 'office-first-password');
      she.expects.add(422);
      await write(she, '新密码', 'woaini1314');
      await write(she, '再输一次', 'woaini1314');
      assert.equal(await press(she, '保存密码'), 422);
      assert.match(await read(she), /这个密码太常见/);
      await write(she, '新密码', 'eleven ducks swim');
      await write(she, '再输一次', 'eleven ducks swim');
      assert.equal(await press(she, '保存密码'), 200);
      assert.equal(pathOf(she), '/office/account/factor');
      phone.secret = secretOf(await she.content());
      assert.ok(await she.locator('.scan svg.qr').isVisible());
      await keep(she, 'office-factor');
      await write(she, '应用里现在的六位数字', '000 000');
      assert.equal(await press(she, '确认'), 422);
      assert.equal(secretOf(await she.content()), phone.secret);
      await write(she, '应用里现在的六位数字', await code());
      assert.equal(await press(she, '确认'), 200);
      paper = await she.locator('.once code').allInnerTexts();
      assert.equal(paper.length, 10);
      await keep(she, 'office-factor-codes');
      await press(she, '抄好了');
      assert.equal(pathOf(she), '/office');
    });

    it('she comes back with a code of the phone, and with one on paper', async () => {
      for (const [with_, lands] of [[code, '/office'], [() => paper[0], '/office/account']]) {
        await press(she, '退出登录');
        await signIn(she, login, 'eleven ducks swim');
        assert.equal(pathOf(she), '/office/login/code');
        await keep(she, 'office-code');
        await write(she, '验证码', await with_());
        assert.equal(await press(she, '登录'), 200);
        assert.equal(pathOf(she), lands);
      }
      assert.match(await read(she), /恢复码还剩\s*9\s*个/);
      assert.match(await read(she), /Linux 电脑上的 Chrome（就是这里）/);
      await keep(she, 'office-account');
    });

    it('all of it fits a phone', async () => {
      await she.setViewportSize({ width: 320, height: 640 });
      for (const path of ['/office/account', '/office/account/password', '/office/account/factor']) {
        await go(she, path);
        await noSideways(she);
      }
      await keep(she, 'office-factor-phone');
      await she.setViewportSize(DESK);
    });

    it('the administrator suspends her, and she is out at once', async () => {
      await go(chief, `/office/users?after=${login.slice(0, -1)}`);
      await press(chief, '龙小梅');
      await keep(chief, 'office-user');
      await press(chief, '停用这个账号');
      assert.match(await read(chief), /停用[\s\S]*恢复这个账号/);
      await go(she, '/office');
      assert.equal(pathOf(she), '/office/login');
    });
  });
}

// A village's clerk signs in, sees on the desk what is late, gets there with one click and does it;
// finds a household from the box on every page; and lets several findings rest, having seen before
// what will happen. With and without JavaScript.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { close, demo, go, leave, noSideways, open, PHONE, shot, visitor } from './stage.mjs';
import { formOf, mysql } from '../http/lib.mjs';
import { sendForm, somewhere, visit } from '../http/visitor.mjs';

const DESK = { width: 1280, height: 900 };
const who = demo.accounts.find((a) => a.login === 'xinxi');
const main = (page) => page.locator('main').innerText();
const press = async (page, name) => {
  const button = page.getByRole('button', { name });
  await Promise.all([page.waitForLoadState('load'), button.click()]);
};

// A question to the clerk's village that should have been looked into long ago.
async function lateTicket() {
  const [[region]] = mysql("SELECT region FROM account WHERE login = 'xinxi'");
  const from = somewhere();
  const { fields } = formOf((await visit(from, '/tickets/new')).text, '/tickets/new');
  const sent = await sendForm(from, '/tickets/new', { ...fields, kind: 'question', region, area: 'water', text: '水表什么时候装' });
  assert.equal(sent.status, 200, sent.text.slice(0, 500));
  const [[id]] = mysql(`SELECT MAX(id) FROM ticket WHERE region = '${region}'`);
  // What was asked does not change; for a test the clock has to.
  const rule = mysql("SELECT action_statement FROM information_schema.triggers WHERE trigger_name = 'ticket_is_ordered' AND trigger_schema = 'mingbai'").map((r) => r.join('\t')).join('\n');
  mysql(`DROP TRIGGER ticket_is_ordered;
    UPDATE ticket SET visit_by = '2026-02-13', asked_at = '2026-02-11 01:00:00' WHERE id = ${id};
    DELIMITER //
    CREATE TRIGGER ticket_is_ordered BEFORE UPDATE ON ticket FOR EACH ROW ${rule}//`);
  return id;
}

before(open);
after(close);

for (const js of [true, false]) {
  describe(`with JavaScript ${js ? 'on' : 'off'}`, () => {
    it('what is late is seen, one click, done', { timeout: 60_000 }, async () => {
      const id = await lateTicket();
      const page = await visitor({ js, size: DESK });
      await go(page, '/office/login');
      await page.fill('#login', who.login);
      await page.fill('#password', who.password);
      await page.locator('button.call').click();
      await page.waitForURL('**/office');
      assert.match(await page.locator('h1').innerText(), /\d+ 件晚了/);
      const line = page.locator('.todo.late li', { has: page.locator(`a[href="/office/tickets/${id}"]`) });
      assert.match(await line.innerText(), /核实 咨询[\s\S]*晚了 \d+ 个工作日/);
      await shot(page, `desk-late-${js}`);
      const tops = await page.locator('.menu a').evaluateAll((all) => all.map((one) => one.offsetTop));
      assert.equal(new Set(tops).size, 1, 'on a desk the menu is one row');
      await line.getByRole('link').click();
      await page.waitForURL(`**/office/tickets/${id}`);
      await page.fill('#found', '到户里看过，水表下周装。');
      await press(page, '核实过了');
      assert.match(await main(page), /到户里看过，水表下周装。/);
      await go(page, '/office');
      assert.equal(await page.locator(`.todo.late a[href="/office/tickets/${id}"]`).count(), 0, 'it is not late any more');

      const [[code]] = mysql(`SELECT code FROM household WHERE region = (SELECT region FROM account WHERE login = 'xinxi') ORDER BY id LIMIT 1`);
      await page.locator('.seek [name=q]').fill(code);
      await press(page, '搜索');
      assert.equal(await page.locator(`main a[href="/office/households/${code}"]`).count(), 1);
      await shot(page, `desk-search-${js}`);

      await go(page, '/office/findings?rule=stuck_payment');
      const boxes = page.locator('[name=pick]');
      assert.ok((await boxes.count()) > 1);
      const codes = await boxes.evaluateAll((all) => all.slice(0, 2).map((one) => one.value));
      for (const one of codes) await page.locator(`[name=pick][value="${one}"]`).check();
      await page.fill('#reason', '问过乡财政所，月底发');
      await page.selectOption('#days', '30');
      await press(page, '先看看会怎样');
      assert.match(await main(page), /还什么都没有写进去/);
      await shot(page, `desk-many-${js}`);
      await press(page, '放一放（2 件）');
      for (const one of codes) assert.equal(await page.locator(`[name=pick][value="${one}"]`).count(), 0);
      await page.setViewportSize(PHONE);
      await go(page, '/office');
      await noSideways(page);
      await shot(page, `desk-phone-${js}`);
      await leave(page);
    });
  });
}

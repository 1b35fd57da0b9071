// The office by keyboard alone: the tab key to something by its name, typing, choosing, pressing. What
// the stories of the roles share.
import assert from 'node:assert/strict';
import { arrive, go, pathOf } from './stage.mjs';

// What a person at the keyboard hears of the place the focus is at.
const focused = (page) => page.evaluate(() => {
  const e = document.activeElement;
  return !e || e === document.body ? '' : (e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || e.value || '').trim();
});

// Goes on with the tab key until the focus is on something whose name begins so.
export async function tabTo(page, name) {
  const passed = [];
  for (let i = 0; i < 160; i++) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (here.startsWith(name)) return;
    passed.push(here.slice(0, 12));
  }
  return assert.fail(`the tab key never reaches “${name}” on ${pathOf(page)}: ${passed.slice(0, 40).join(' | ')}`);
}

export async function write(page, label, text) {
  await tabTo(page, label);
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

export async function choose(page, label, option) {
  await tabTo(page, label);
  for (let i = 0; i < 200; i++) {
    if ((await page.evaluate(() => document.activeElement.selectedOptions[0].textContent.trim())) === option) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`no “${option}” under “${label}”`);
}

// Presses the thing of that name and waits for the page it leads to; its status.
export async function press(page, name) {
  await tabTo(page, name);
  return (await arrive(page, () => page.keyboard.press('Enter'))).status();
}

export async function signIn(page, login, password) {
  await go(page, '/office/login');
  await write(page, '账号', login);
  await write(page, '密码', password);
  return press(page, '登录');
}

export const read = (page) => page.locator('main').innerText();

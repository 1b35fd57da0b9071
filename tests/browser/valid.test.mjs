// Every page there is, as the machines that judge pages see it: all that can be reached by links
// from home, all of the route table, the cards, the error pages, the office. The Nu checker and
// html-validate have nothing to say about their HTML, stylelint nothing about the style sheets, axe
// nothing about their use by everybody: small, dark, large.
//
// MINGBAI: the program's command line (`routes`). The checker is Java's; axe is optional.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  arrival, ask, base, close, corrected, demo, go, leave, open, routes, runDir, screenPath, texts, unknown, visitor,
} from './stage.mjs';
import { judgeCss, judgeHtml } from './judges.mjs';
import { secretOf, totp } from '../totp.mjs';

const run = promisify(execFile);
const need = createRequire(import.meta.url);
const optional = (name) => { try { return need.resolve(name); } catch { return null; } };
const axe = optional('axe-core/axe.min.js');

const SAMPLES = 4; // pages fetched of one kind; the kinds are what matters
const folder = screenPath('html');

// Pages by a name for people; where they lie tells what they are.
const pages = new Map();
const keep = (name, html) => pages.set(name, html);

// -- gathering -----------------------------------------------------------------------------------------

// A path's kind: its route, and which arguments it has.
const kindOf = (path) => {
  const url = new URL(path, base);
  return `${url.pathname.replace(/\/verify\/\w+/, '/verify/{id}').replace(/\d+/g, '{id}')}?${[...url.searchParams.keys()].sort().join('&')}`;
};

const linksIn = (html) => [...html.matchAll(/\shref="([^"#]+)/g)]
  .map((m) => m[1].replaceAll('&amp;', '&'))
  .filter((href) => href.startsWith('/') && !/^\/(static|view|files)\b/.test(href));

async function walk() {
  const seen = new Map();
  // Nothing leads to these but the first, and what forms ask for.
  const waiting = ['/', '/board/990123', '/kiosk', '/offline', '/search', ...['低保', '没有这个词'].map((q) => `/search?q=${encodeURIComponent(q)}`)];
  while (waiting.length) {
    const path = waiting.shift();
    const kind = kindOf(path);
    if (pages.has(path) || (seen.get(kind) ?? 0) >= SAMPLES) continue;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    const answer = await fetch(base + path);
    const html = await answer.text();
    assert.equal(answer.status, 200, `${path} is linked and answers ${answer.status}`);
    if (!answer.headers.get('content-type').startsWith('text/html')) continue;
    keep(path, html);
    waiting.push(...linksIn(html));
    // Few documents were ever corrected; each has its first edition at an address of its own.
    if (/^\/(notices|policies)\/\d+$/.test(path)) waiting.push(`${path}/editions/1`);
  }
}

// What forms lead to, what goes wrong, and what nginx shows by itself.
async function lookups() {
  const page = await visitor({ expects: [404, 400, 422] });
  for (const resident of demo.residents) {
    await go(page, '/status');
    keep(`card ${resident.status}`, await (await ask(page, resident)).text());
  }
  const press = (name) => Promise.all([arrival(page), page.getByRole('button', { name }).click()]);
  for (const resident of demo.residents) { // one of them is of the editor's township
    await go(page, '/status');
    await ask(page, resident);
    keep('voice', await (await press('回答走访、我要更正'))[0].text());
    await page.fill('#right', '5 口人');
    keep('voice refused', await (await press('提交更正'))[0].text());
    await page.selectOption('#about', 'people');
    await page.fill('#wrong', '少一个人');
    keep('voice done', await (await press('提交更正'))[0].text());
  }
  await page.evaluate(() => { document.querySelector('[name=pass]').value = 'x'; });
  keep('voice late', await (await press('提交更正'))[0].text());
  await go(page, '/status');
  keep('miss', await (await ask(page, unknown())).text());
  await go(page, '/status');
  keep('wrong digit', await (await ask(page, { ...demo.residents[0], id_number: '12345' })).text());
  // Which policies fit: nothing answered, an answer, and back to change it.
  await go(page, '/find');
  keep('find nothing', await (await press('看结果'))[0].text());
  await page.locator('[name=ill]').check();
  await page.locator('[value=lifted]').check();
  keep('find answer', await (await press('看结果'))[0].text());
  keep('find again', await (await press('改一改答案'))[0].text());
  // A ticket from its form to where it stands, and what is refused on the way.
  await go(page, '/tickets/new');
  keep('ticket refused', await (await press('提交'))[0].text());
  await page.fill('#text', '校验用的一件');
  keep('ticket receipt', await (await press('提交'))[0].text());
  const [number, secret] = await page.locator('.card .answer').allInnerTexts();
  keep('ticket slip', await (await press('打印成小纸条'))[0].text());
  await go(page, '/tickets/receipt');
  keep('receipt refused', await (await press('查一查'))[0].text());
  await page.fill('#number', number);
  await page.fill('#secret', '1616 1462');
  keep('receipt miss', await (await press('查一查'))[0].text());
  await page.fill('#number', number);
  await page.fill('#secret', secret);
  keep('receipt state', await (await press('查一查'))[0].text());
  await page.fill('#text', '再说一句');
  keep('receipt more', await (await press('补充这一句'))[0].text());
  for (const path of ['/no-such-page', '/notices?state=nonsense']) keep(path, await (await go(page, path)).text());
  await leave(page);
  const shown = join(runDir, 'www/pages');
  for (const file of readdirSync(shown)) {
    if (file.endsWith('.html')) keep(`nginx ${file}`, readFileSync(join(shown, file), 'utf8'));
  }
}

const accountOf = (role) => demo.accounts.find((a) => a.role === role);

async function signIn(page, account) {
  await go(page, '/office/login');
  await page.fill('#login', account.login);
  await page.fill('#password', account.password);
  await page.locator('button.call').click();
  await page.waitForURL(`${base}/office`);
}

// The accounts, as their administrator sees them; and the door, as a new colleague does.
async function accounts(page, fetched) {
  const sent = async (name, fields) => {
    for (const [field, value] of Object.entries(fields)) await page.fill(`#${field}`, value);
    const [answer] = await Promise.all([arrival(page), page.locator('main button.call').click()]);
    keep(name, await answer.text());
  };
  await page.context().clearCookies();
  await signIn(page, accountOf('admin'));
  await fetched('/office/account', '/office/account');
  await fetched('/office/account/password', '/office/account/password');
  await fetched('/office/banner', '/office/banner');
  await fetched('/office/users', '/office/users');
  await fetched('/office/users/{id}', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/users/new', '/office/users/new');
  await sent('users refused', {});
  const login = `v${Date.now().toString(36)}`;
  await page.selectOption('#role', 'clerk');
  await page.selectOption('#region', '990123102');
  await sent('user once', { login, name: '新同事' });
  const password = await page.locator('.secret code').last().innerText();
  await page.context().clearCookies();
  await go(page, '/office/login');
  await sent('first password', { login, password });
  await sent('first password refused', { password: 'short', again: '' });
  await sent('password set', { password: 'eleven ducks swim', again: 'eleven ducks swim' });
  await fetched('/office/account/factor', '/office/account/factor');
  const secret = secretOf(await page.content());
  await sent('factor refused', { code: '1' });
  await sent('factor set', { code: totp(secret) });
  await fetched('/office/account/factor again', '/office/account/factor');
  await page.context().clearCookies();
  await go(page, '/office/login');
  await sent('/office/login/code', { login, password: 'eleven ducks swim' });
  await sent('code refused', { code: '1' });
}

async function office() {
  const page = await visitor({ expects: [422] });
  const fetched = async (name, path) => keep(name, await (await go(page, path)).text());
  await fetched('/office/login', '/office/login');
  await signIn(page, accountOf('editor'));
  // A register file, until the job has read it: the page of the batch and of its parts.
  const imported = async (name, text) => {
    await go(page, '/office/imports/new');
    await page.setInputFiles('#file', { name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.locator('button.call').click();
    await page.locator('.mark', { hasText: /没有导入|等别人采用/ }).waitFor();
    const batch = new URL(page.url()).pathname;
    await fetched(`/office/imports/{id} ${name}`, batch);
    for (const part of ['new', 'suspects']) await fetched(`/office/imports/{id}/{id} ${part}`, `${batch}/${part}`);
  };
  const title = `校验用的草稿 ${Date.now().toString(36)}`;
  for (const kind of ['policy', 'notice']) {
    await fetched(`/office/articles/new?kind=${kind}`, `/office/articles/new?kind=${kind}`);
    const [refused] = await Promise.all([arrival(page), page.locator('button[value=save]').click()]);
    keep(`refused ${kind}`, await refused.text());
    await page.fill('#title', title);
    await page.fill('#body', '## 小标题\n\n一段话，**重点**。\n\n1. 一\n2. 二\n\n|类别|钱|\n|-|-|\n|低保|470 元|');
    await page.locator('button[value=save]').click();
    await page.waitForURL(/articles\/\d+$/); // (its address changed before, when it saved itself)
    const article = new URL(page.url()).pathname;
    await fetched(`/office/articles/{id} ${kind}`, article);
    await fetched(`/office/articles/{id}/edit ${kind}`, `${article}/edit`);
    await fetched(`/office/articles/{id}/preview ${kind}`, `${article}/preview`);
    await fetched(`/office/files/{id} ${kind}`, article.replace('articles', 'files'));
  }
  // A correction on its way, from the draft to whoever publishes it.
  await go(page, '/office/articles?kind=notice&state=published');
  const begin = page.getByRole('button', { name: '更正（出新一版）' });
  const typed = page.locator('.rows > li', { hasNotText: '名单公示' }); // what is in a list the register says
  for (const href of await typed.locator('h3 a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))) {
    await go(page, href);
    if (await begin.count()) break; // none is on its way yet
  }
  await begin.click();
  const correction = new URL(page.url()).pathname.replace('/edit', '');
  await page.fill('#change_note', '校验用的更正');
  await page.fill('#body', `${await page.inputValue('#body')}\n\n校验用的一句话。`);
  await Promise.all([arrival(page), page.locator('button[value=submit]').click()]);
  await fetched('/office/articles/{id} submitted', correction);
  await fetched('/office/search', '/office/search');
  const pressed = async (name, button) => keep(name, await (await Promise.all([arrival(page), button.click()]))[0].text());
  await page.fill('main [name=q]', title);
  await pressed('search found', page.locator('main form button').first());
  await fetched('/office/households', '/office/households');
  for (const box of (await page.locator('[name=pick]').all()).slice(0, 2)) await box.check();
  await pressed('many refused', page.getByRole('button', { name: '先看看会怎样' }));
  for (const [field, words] of [['name', '校验用'], ['unit', '校验办'], ['phone', '0999-5120100']]) await page.fill(`#${field}`, words);
  await pressed('many seen', page.getByRole('button', { name: '先看看会怎样' }));
  await go(page, '/office/households');
  const household = await page.locator('.rows h3 a').first().getAttribute('href');
  await fetched('/office/households/{id}', household);
  await fetched('/office/helpers/{id}', await page.locator('a[href^="/office/helpers/"]').first().getAttribute('href'));
  await fetched('/office/households/{id}/{id} join', `${household}/join`);
  await fetched('/office/households/{id}/card', `${household}/card`);
  await fetched('/office/households/new', '/office/households/new');
  await fetched('/office/slips', '/office/slips');
  await fetched('/office/villages/{id}/book', await page.locator('.areas a').first().getAttribute('href'));
  await fetched('/office/requests', '/office/requests');
  await fetched('/office/requests/{id}', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/tickets', '/office/tickets');
  await fetched('/office/tickets/{id}', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/tickets?state', '/office/tickets?state=closed');
  await fetched('/office/tickets/{id} closed', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/findings', '/office/findings');
  await fetched('/office/findings?rule', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/findings/{id}/{id}', await page.locator('.rows a[href*="/office/findings/"]').first().getAttribute('href'));
  await fetched('/office/lists', '/office/lists');
  // What waits for a list depends on the day the demo county was made; the page is there either way.
  await fetched('/office/lists/new?', '/office/lists/new?kind=entry&stop=village_notice&region=990123102001');
  await fetched('/office/households/export', '/office/households/export');
  await fetched('/office/imports/new', '/office/imports/new');
  await imported('refused', '户编号,姓名\r\n1,=张\r\n');
  await fetched('/office/imports', '/office/imports');
  await fetched('/office/efforts', '/office/efforts');
  for (const kind of ['project', 'job', 'donation']) {
    await fetched(`/office/efforts/new ${kind}`, `/office/efforts/new?kind=${kind}`);
    await page.fill('#title', `校验用的 ${kind}`);
    const [saved] = await Promise.all([arrival(page), page.locator('button.call').click()]);
    const effort = new URL(saved.url()).pathname;
    keep(`/office/efforts/{id} ${kind}`, await saved.text());
    await fetched(`/office/efforts/{id}/edit ${kind}`, `${effort}/edit`);
  }
  for (const [name, text] of [['refused', '名称,人数\r\n招工,两个\r\n'],
    ['fine', '名称,行政区划代码,类别,用人单位,人数,工作地点,截止日期,联系电话\r\n采茶,990123102,招工,春芽茶业,3,茶园,2099-01-01,0999-5120100\r\n']]) {
    await fetched('/office/efforts/import', '/office/efforts/import?kind=job');
    await page.setInputFiles('#file', { name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) });
    const [read] = await Promise.all([arrival(page), page.locator('button.call').click()]);
    keep(`/office/efforts/files/{id} ${name}`, await read.text());
  }
  await fetched('/office', '/office');
  await fetched('/office/glossary', '/office/glossary');
  await fetched('/office/glossary?term', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/articles', '/office/articles');
  await fetched('/office/articles?state=draft', '/office/articles?state=draft');
  await page.context().clearCookies();
  await signIn(page, accountOf('publisher'));
  await fetched('/office publisher', '/office');
  await fetched('/office/articles/{id}/preview review', `${correction}/preview`);
  const [sentBack] = await Promise.all([arrival(page), page.locator('#send-back button').click()]);
  keep('/office/articles/{id}/preview refused', await sentBack.text());
  await page.fill('#reason', '校验完了');
  await Promise.all([arrival(page), page.locator('#send-back button').click()]);
  await fetched('/office/articles/{id} returned', correction);
  await go(page, household);
  await fetched('/office/households/{id}/reveal', await page.getByRole('link', { name: '看证件号码' }).first().getAttribute('href'));
  await fetched('/office/articles publisher', '/office/articles');
  const published = await page.locator('.rows h3 a').first().getAttribute('href');
  await fetched('/office/articles/{id} published', published);
  await page.context().clearCookies();
  await signIn(page, accountOf('auditor'));
  await fetched('/office/audit', '/office/audit');
  await fetched('/office/audit?login', '/office/audit?login=fabu&action=sign_in');
  await fetched('/office/households/{id} auditor', household);
  await fetched('/office/users auditor', '/office/users');
  await fetched('/office/users/{id} auditor', await page.locator('.rows h3 a').first().getAttribute('href'));
  await fetched('/office/slips auditor', '/office/slips');
  await fetched('/office/findings auditor', '/office/findings?rule=no_visit');
  await accounts(page, fetched);
  await leave(page);
}

before(async () => {
  await open();
  await walk();
  const changes = await corrected();
  keep(changes, await (await fetch(base + changes)).text());
  await lookups();
  await office();
});
after(close);

// One page of each kind; `kind` tells that of a path.
function samples(kind) {
  const kinds = new Map();
  for (const [name, html] of pages) {
    const [path, ...rest] = name.split(' ');
    const of = path.startsWith('/') ? kind(path) + rest.join() : name;
    if (!kinds.has(of)) kinds.set(of, [name, html]);
  }
  return [...kinds.values()];
}

// -- judging -------------------------------------------------------------------------------------------

it('every page of the route table has been met', async () => {
  const missed = (await routes())
    .filter((r) => r.method === 'GET' && !r.bare && !/^\/(api|files|feeds|sitemap)\b|\.(txt|xml|json|csv)$|\/text$|\/\{file\}$/.test(r.path))
    .filter((r) => {
      const pattern = new RegExp(`^${r.path.replace(/\{\w+\}/g, '(\\w+|\\{id\\})')}([? ]|$)`);
      return ![...pages.keys()].some((name) => pattern.test(name));
    });
  assert.deepEqual(missed.map((r) => r.path), []);
});

it('the Nu HTML checker has nothing to say', { timeout: 300_000 }, async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = [...pages.keys()];
  names.forEach((name, i) => writeFileSync(join(folder, `${i}.html`), pages.get(name)));
  const jar = need.resolve('vnu-jar/build/dist/vnu.jar');
  const done = await run('java', ['-Xss4m', '-jar', jar, '--format', 'json', '--exit-zero-always',
    ...names.map((_, i) => join(folder, `${i}.html`))], { maxBuffer: 1 << 26 });
  const { messages } = JSON.parse(done.stderr || done.stdout);
  const said = messages.map((m) => `${names[Number(m.url.match(/(\d+)\.html$/)[1])]}: ${m.message} (${(m.extract ?? '').trim()})`);
  assert.deepEqual(said, []);
});

it('html-validate has nothing to say', async () => assert.deepEqual(await judgeHtml(samples((path) => kindOf(path))), []));

it('stylelint has nothing to say', async () => assert.deepEqual(await judgeCss(), []));

describe('axe finds nothing', { skip: axe ? false : 'axe-core is not installed' }, () => {
  const source = axe && readFileSync(axe, 'utf8');

  // A list filtered by this or by that is the same page, and the cards differ only in which parts
  // they have.
  const cards = ['card applying', 'card relapsed', 'card returned'];
  const seen = () => samples((path) => kindOf(path).split('?')[0])
    .filter(([name]) => !name.startsWith('nginx ') && (!name.startsWith('card ') || cards.includes(name)));

  // Runs in the browser. Public pages have one head and the office's another, so each page needs only
  // its title and body shown in one of them.
  async function judge({ name, html, rules }) {
    const next = new DOMParser().parseFromString(html, 'text/html');
    document.title = next.title;
    document.body.replaceWith(next.body);
    // In large type the menu stands below the content.
    const menu = document.querySelector('.elder #menu');
    if (menu) document.querySelector('main').after(menu);
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ['violations'], runOnly: rules, rules: { 'color-contrast-enhanced': { enabled: true } },
    });
    return violations.flatMap((v) => v.nodes.map((n) => `${name} — ${v.id}: ${n.html.slice(0, 120)}`));
  }

  // In the dark only the colours change, and those of public pages are measured below.
  for (const [mode, look, judged, rules] of [
    ['light', {}, seen],
    ['large type', { elder: true }, seen],
    ['dark', { dark: true }, () => seen().filter(([name]) => name.startsWith('/office')), ['color-contrast-enhanced']],
  ]) {
    it(`at 360 px, ${mode}`, { timeout: 300_000 }, async () => {
      const page = await visitor(look);
      const cdp = await page.context().newCDPSession(page);
      const found = [], office = ([, html]) => html.includes('/css/office.');
      assert.ok(judged().some(office), 'the pages of the office are known by their style');
      for (const inside of [false, true]) {
        const list = judged().filter((one) => office(one) === inside);
        if (inside) await signIn(page, accountOf('editor'));
        else await go(page, '/status');
        await cdp.send('Runtime.evaluate', { expression: `${source};void 0` });
        for (const [name, html] of list) found.push(...await page.evaluate(judge, { name, html, rules }));
      }
      await leave(page);
      assert.deepEqual(found, []);
    });
  }
});

// What the county shows everybody, loaded as it is, with the style sheets it has: 7:1 (AAA) however the
// phone is set.
for (const elder of [false, true]) {
  it(`every public page has a contrast of 7:1 in all colours${elder ? ', in large type' : ''}`, { timeout: 300_000 }, async () => {
    const page = await visitor({ js: false, elder, expects: [404, 400] });
    const faint = [];
    const paths = samples((path) => kindOf(path).split('?')[0]).map(([path]) => path)
      .filter((path) => path.startsWith('/') && !path.startsWith('/office') && !path.includes(' '));
    assert.ok(paths.length > 30);
    for (const path of paths) {
      await go(page, path);
      for (const colorScheme of ['light', 'dark']) {
        for (const more of [{}, { contrast: 'more' }, { forcedColors: 'active' }]) {
          await page.emulateMedia({ colorScheme, contrast: 'no-preference', forcedColors: 'none', ...more });
          for (const t of await texts(page)) if (t.contrast < 7) faint.push(`${path} ${colorScheme} ${Object.keys(more)}: ${t.text} ${t.contrast.toFixed(1)}`);
        }
      }
    }
    await leave(page);
    assert.deepEqual(faint, []);
  });
}

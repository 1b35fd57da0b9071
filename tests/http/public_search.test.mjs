// /search: the expected first hit of many queries against the demo; any q is answered; what is
// published, corrected, withdrawn or hidden is found, or is not, at once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertHead, command, get, mysql, unescape, words } from './lib.mjs';
import { close, draft, open, people, publish } from './staff.mjs';

const address = (q, more = '') => `/search?q=${encodeURIComponent(q)}${more}`;
const hits = (html) =>
  [...html.matchAll(/<li>\s*<h3><a href="([^"]*)">(.*?)<\/a><\/h3>(.*?)<p class="facts">(.*?)<\/p>\s*<\/li>/gs)].map((m) => ({
    href: unescape(m[1]),
    title: words(m[2]).replaceAll(' ', ''),
    html: m[2] + m[3],
    text: words(m[3]),
    facts: words(m[4]),
  }));
async function find(q, more) {
  const answer = await get(address(q, more));
  assert.equal(answer.status, 200, `${q}: ${answer.status}`);
  return { html: answer.text, hits: hits(answer.text), near: answer.text.includes('完全一样的') };
}

// What a visitor asks, and what the first hit is about.
const EXPECTED = [
  ['低保', /2026年城乡低保/],
  ['低保标准', /2026年城乡低保/],
  ['城乡低保 2026', /2026年城乡低保/],
  ['特困供养', /2026年城乡低保/],
  ['临时救助', /临时救助实施细则/],
  ['医疗救助', /医疗救助实施办法/],
  ['家庭医生', /家庭医生签约/],
  ['先诊疗后付费', /先诊疗后付费/],
  ['住院', /住院先诊疗后付费/],
  ['雨露计划', /雨露计划/],
  ['职业教育 补助', /雨露计划职业教育补助/],
  ['寄宿 生活补助', /困难学生生活补助/],
  ['大学新生 路费', /大学新生路费/],
  ['护林员', /护林员/],
  ['生态护林员 选聘', /^禾源县生态护林员选聘/],
  ['退耕还林', /退耕还林补助发放规定/],
  ['危房', /危房改造/],
  ['住房安全', /住房安全动态监测/],
  ['易地搬迁', /易地搬迁/],
  ['旧宅基地', /旧宅基地复垦/],
  ['公益性岗位', /公益性岗位/],
  ['务工 交通补助', /外出务工交通补助/],
  ['帮扶车间', /帮扶车间/],
  ['培训 烹调', /中式烹调/],
  ['招聘会', /专场招聘会/],
  ['小额信贷', /小额信贷/],
  ['贴息', /贴息/],
  ['以奖代补', /产业到户以奖代补/],
  ['苗木', /种植苗木补助/],
  ['农业保险', /农业保险/],
  ['防返贫', /防返贫综合保险/],
  ['综合保险', /防返贫综合保险/],
  ['光伏', /光伏/],
  ['光伏 收益', /光伏收益/],
  ['农家乐', /农家乐/],
  ['乡村旅游', /乡村旅游联农带农/],
  ['饮水', /饮水/],
  ['水费', /饮水工程管护和水费/],
  ['停水', /停水/],
  ['通组公路', /通组公路/],
  ['以工代赈', /以工代赈项目/],
  ['村民自建', /村民自建管理/],
  ['电商', /电商/],
  ['冷链', /寄递和冷链/],
  ['消费帮扶', /消费帮扶产品/],
  ['万企联村', /万企联村/],
  ['10·17', /10·17/],
  ['捐赠', /捐赠/],
  ['公示公告', /公示公告工作规范/],
  ['识别', /贫困户识别/],
  ['动态监测', /返贫动态监测/],
  ['衔接资金', /衔接资金/],
  ['招标', /招标公告/],
  ['中标', /中标/],
  ['高血压', /高血压.*问答/],
  ['慢病卡', /高血压.*问答/],
  ['水表', /水表.*问答/],
  ['医保缴费', /医保缴费提醒/],
  ['一卡通', /./],
  ['禾政办发〔2025〕58号', /2026年城乡低保/],
  ['禾政办发[2025]58号', /2026年城乡低保/],
  ['禾政办发(2025)58号', /2026年城乡低保/],
  ['禾政办发（２０２５）５８号', /2026年城乡低保/],
  ['禾政办发【2025】58号', /2026年城乡低保/],
  ['禾政办发 2025 58号', /2026年城乡低保/],
  ['南政办发〔2026〕5号', /过渡期后常态化帮扶/],
  ['禾林发〔2023〕6号', /^禾源县生态护林员选聘/],
  ['禾扶发2016', /雨露计划补助申报/],
  ['"先诊疗后付费"', /先诊疗后付费/],
  ['“过渡期后”', /过渡期后/],
  ['过渡期', /过渡期后/],
  ['水', /水/],
  ['核桃', /核桃/],
  ['柳泉镇 护林员', /柳泉镇.*护林员/],
  ['2026年 低保', /2026年城乡低保/],
  ['帮扶责任人', /责任人走访/],
  ['贫困户退出', /贫困户退出办法/],
  ['10·17 捐款', /社会帮扶项目认领/],
  ['孩子上大学有什么补助', /大学新生路费/],
  ['大学新生怎么补', /大学新生路费/],
  ['补助', /政策$|政策 ·/, '&kind=policy'],
  ['雨露计划', /雨露计划职业教育补助实施办法/, '&kind=policy&year=2023'],
  ['雨露计划', /雨露计划补助申报/, '&kind=policy&year=2016'],
  ['保洁', /用工培训/, '&kind=job'],
  ['公路', /公路.*项目/, '&kind=project'],
  ['管护', /护林|管护/, '&kind=policy&area=forest'],
];

describe('the first hit of', () => {
  for (const [q, want, more] of EXPECTED) {
    it(`${q}${more ?? ''}`, async () => {
      const found = await find(q, more);
      assert.ok(found.hits.length > 0, 'nothing found');
      assert.match(`${found.hits[0].title} ${found.hits[0].facts}`, want);
    });
  }
});

describe('a query', () => {
  before(open);
  after(close);

  it('is answered whatever bytes it has', async () => {
    const odd = ['%', '%%', '%zz', '%E4%BD', '%FF%FE', '%00', '%ED%A0%80', '%F4%90%80%80', '%C0%AF', '%E2%80%AE', '%0A%0D', '+++',
      '%22', '%22%22%22', '%E2%80%9C', '*', '-', '%2B%2D', '(', ')', '%3C%3E', '@', '~', "'", "'%20OR%201=1%20--", '%5C', '%5C%5C%25_',
      '%22a%20-b%20*%22', 'AND%20OR%20NOT', '%7B%7B', '%3Cscript%3Ealert(1)%3C/script%3E', '%F0%A0%80%80', '%F0%9F%98%80',
      'a'.repeat(3000), '%E4%BD%8E'.repeat(300), 'a%20'.repeat(900), '%22%E4%BD%8E%E4%BF%9D%20'.repeat(50), ':kpolicy', '%3Aypolicy'];
    for (const q of odd) {
      for (const path of [`/search?q=${q}`, `/api/v1/search?q=${q}`]) {
        const answer = await get(path);
        assert.equal(answer.status, 200, path.slice(0, 80));
        if (path.startsWith('/search')) assert.doesNotMatch(answer.text, /<script>/);
      }
    }
    let seed = 7;
    for (let i = 0; i < 100; i++) {
      const bytes = Array.from({ length: 1 + (i % 40) }, () => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return `%${(seed >>> 24).toString(16).padStart(2, '0')}`;
      }).join('');
      assert.equal((await get(`/search?q=${bytes}`)).status, 200, bytes);
    }
  });

  it('finds only terms of the text, none of the index', async () => {
    assert.equal((await find(':kpolicy')).hits.length, 0);
    assert.equal((await find('')).hits.length, 0);
    assert.match((await find(' ，。')).html, /写几个字就行/);
  });

  it('shows itself as text, and where nothing holds all of it, what comes near', async () => {
    const { html, near } = await find('"><b>低保龘');
    assert.ok(html.includes('value="&quot;&gt;&lt;b&gt;低保龘"'));
    assert.ok(near);
  });

  it('is never kept, and says so', async () => {
    const answer = await get(address('低保'));
    assertHead(answer);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['x-cache'], undefined);
  });

  it('with a filter that is wrong says which', async () => {
    for (const wrong of ['kind=x', 'area=x', 'region=x', 'year=1', 'before=x']) {
      assert.equal((await get(`/search?q=a&${wrong}`)).status, 400, wrong);
    }
    assert.equal((await find('低保', '&before=99-5')).hits.length, 0);
  });

  it('is narrowed by kind, area, place and year', async () => {
    const all = (await find('补助')).hits;
    assert.ok(all.length === 10);
    for (const one of (await find('补助', '&kind=policy')).hits) assert.match(one.href, /^\/policies\//);
    for (const one of (await find('补助', '&kind=project')).hits) assert.match(one.href, /^\/projects\//);
    for (const one of (await find('保洁', '&kind=job')).hits) assert.match(one.href, /^\/jobs\//);
    const [[region, name]] = mysql("SELECT r.code, r.name FROM edition e JOIN region r ON r.code = LEFT(e.region, 9) WHERE e.kind = 'notice' AND e.state = 'published' AND LENGTH(e.region) >= 9 LIMIT 1");
    const there = (await find('公示', `&region=${region}&kind=notice`)).hits;
    assert.ok(there.length > 0);
    for (const one of there) assert.ok(one.facts.includes(name), one.facts);
    for (const one of (await find('补助', '&kind=policy&year=2023')).hits) {
      const [[year]] = mysql(`SELECT YEAR(issued_on) FROM edition WHERE document_id = ${one.href.split('/').pop()} AND live_of IS NOT NULL`);
      assert.equal(year, '2023');
    }
    for (const one of (await find('补助', '&kind=policy&area=forest')).hits) {
      const [[area]] = mysql(`SELECT area FROM edition WHERE document_id = ${one.href.split('/').pop()} AND live_of IS NOT NULL`);
      assert.equal(area, 'forest');
    }
  });

  it('is paged to its end: no hit twice, none left out, titles before texts', async () => {
    const seen = [];
    let html = (await find('村民')).html;
    const [, count] = html.match(/找到 (\d+) 条/);
    for (let i = 0; i < 100; i++) {
      seen.push(...hits(html));
      const next = html.match(/rel="next" href="([^"]+)"/)?.[1];
      if (!next) break;
      html = (await get(unescape(next))).text;
    }
    assert.equal(seen.length, Number(count));
    assert.equal(new Set(seen.map((one) => one.href + one.title)).size, seen.length);
    const inTitle = seen.map((one) => one.title.includes('村民'));
    assert.deepEqual(inTitle, [...inTitle].sort((a, b) => b - a));
  });

  it('finds what holds all its words, as a search through the tables does', async () => {
    for (const q of ['饮水', '护林员', '青石', '卡', '一卡通', '养殖', '保险', '公路']) {
      const want = mysql(
        `SELECT COUNT(*) FROM published_edition WHERE state = 'published' AND kind = 'policy'
            AND INSTR(CONCAT_WS('\\n', title, document_number, issuer, card_who, card_what, card_how, card_when, card_bring, card_ask, REPLACE(body, '**', '')), '${q}') > 0`)[0][0];
      const { html } = await find(q, '&kind=policy');
      const got = Number(html.match(/找到 (\d+) 条/)?.[1] ?? 0);
      assert.ok(got >= Number(want) && got <= Number(want) + 3, `${q}: ${got} of ${want}`);
    }
  });

  it('marks its words where they stand', async () => {
    const [first] = (await find('雨露计划')).hits;
    assert.match(first.html, /<mark>雨露计划<\/mark>/);
    const [number] = (await find('禾政办发[2025]58号')).hits;
    assert.match(number.html, /<mark>禾政办发〔2025<\/mark>〕<mark>58号<\/mark>/);
  });

  it('in quotes wants the words as they stand', async () => {
    const [loose, strict] = [await find('低保 标准'), await find('"低保标准"')];
    assert.ok(loose.hits.length > 0);
    for (const one of strict.near ? [] : strict.hits) assert.match(one.html.replace(/<\/?mark>/g, ''), /低保标准/);
    assert.equal((await find('"供养低保"')).near, true);
  });

  it('that nobody wrote is answered with what may have been meant', async () => {
    for (const [q, meant] of [['低宝', '低保'], ['雨露计化', '雨露计划'], ['胡林员', '护林员'], ['危放改造', '危房改造']]) {
      const { html } = await find(q);
      const offers = [...html.matchAll(/<a class="button" href="\/search\?q=([^"&]+)">/g)].map((m) => decodeURIComponent(m[1]));
      assert.ok(offers.includes(meant), `${q}: ${offers}`);
    }
  });

  it('works the same as JSON', async () => {
    const page = await find('雨露计划');
    const data = JSON.parse((await get(`/api/v1${address('雨露计划')}`)).text);
    assert.equal(data.near, false);
    assert.deepEqual(data.items.map((one) => one.url.replace(/^https?:\/\/[^/]*/, '')), page.hits.map((one) => one.href));
    assert.match(data.items[0].title, /雨露计划/);
  });

  it('finds a notice at once, its newest edition only, and of a withdrawn one the title', async () => {
    const word = (n) => String.fromCodePoint(0x9000 + ((Date.now() / 1000 + n * 97) % 2000 | 0), 0x8000 + ((Date.now() + n * 31) % 2000 | 0), 0x7000 + n);
    const [title, body, later] = [word(1), word(2), word(3)];
    const id = await draft(people.editor, 'notice', { title: `修渠${title}的公告`, body: `村里修渠，${body}，请让一让。` });
    assert.equal((await find(title)).near, true, 'a draft is not found');
    assert.equal((await publish(people.chief, id)).status, 303);
    for (const q of [title, body, `"${body}"`, title[1]]) assert.ok((await find(q)).hits.some((one) => one.href === `/notices/${id}`), q);
    assert.match((await find(body)).hits[0].html, new RegExp(`<mark>${body}</mark>`));

    const edit = `/office/articles/${id}/edit`;
    await people.editor.send(await people.editor.get(`/office/articles/${id}`), `/office/articles/${id}/correct`);
    await people.editor.send(await people.editor.get(edit), edit, { body: `村里修渠，${later}。`, change_note: '改了一句', do: 'save' });
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.ok((await find(later)).hits.some((one) => one.href === `/notices/${id}`));
    assert.ok(!(await find(`"${body}"`)).hits.some((one) => one.href === `/notices/${id}`), 'the edition before is gone');
    assert.equal((await find(title)).hits.length, 1);

    await people.publisher.post(`/office/articles/${id}/withdraw`, { token: people.publisher.token, reason: '金额写错了，改好再发' });
    const [hit] = (await find(title)).hits;
    assert.equal(hit.href, `/notices/${id}`);
    assert.match(hit.facts, /已撤回/);
    assert.equal(hit.text, '');
    assert.ok(!(await find(later)).hits.some((one) => one.href === `/notices/${id}`), 'its text is gone');
    // And not a pair of it is left in the index.
    const left = mysql(`SELECT COUNT(*) FROM search_posting WHERE term = UNHEX('${Buffer.from(later.slice(0, 2)).toString('hex')}') AND (titles <> '' OR bodies <> '')`);
    assert.equal(left[0][0], '0');
  });

  it('finds no names of a list, and no words of an attachment', async () => {
    const [[name]] = mysql("SELECT masked_name FROM published_entry WHERE masked_name LIKE '__*%' LIMIT 1");
    const { hits: rows, near } = await find(`"${name}"`);
    assert.ok(near || rows.length === 0, name);
  });

  it('finds the same after the index is made anew', async () => {
    const shape = () => mysql('SELECT kind, ref_id, edition, bare FROM search_document ORDER BY kind, ref_id');
    const postings = () => mysql("SELECT COUNT(*), SUM(LENGTH(titles)), SUM(LENGTH(bodies)) FROM search_posting WHERE titles <> '' OR bodies <> ''");
    const [was, had] = [shape(), postings().map(([, ...sums]) => sums)];
    mysql('UPDATE search_state SET rules = 0');
    assert.equal(command('migrate').status, 0);
    assert.deepEqual(shape(), was);
    assert.deepEqual(postings().map(([, ...sums]) => sums), had);
  });
});

// /search: the expected first hit of many queries against the demo; any q is answered; what is
// published, corrected, withdrawn or hidden is found, or is not, at once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertHead, command, get, mysql, plain, unescape, words } from './lib.mjs';
import { EXPECTED } from './relevance.mjs';
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
        if (path.startsWith('/search')) assert.doesNotMatch(plain(answer), /<script>/);
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

  it('says of what no longer holds that it does not', async () => {
    const over = (table, id, day) => mysql(`SELECT ${day} < DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR) FROM ${table} WHERE ${id} AND live_of IS NOT NULL`)[0][0] === '1';
    const [[title]] = mysql("SELECT title FROM edition WHERE kind = 'policy' AND state = 'published' AND effective_to < CURDATE() - INTERVAL 1 DAY LIMIT 1");
    const policies = (await find(title, '&kind=policy')).hits;
    assert.ok(policies.some((one) => one.title === title && /已失效|已被取代/.test(one.facts)), title);
    const seen = new Set();
    for (const q of ['培训', '县', '工']) {
      for (const one of (await find(q, '&kind=job')).hits) {
        const closed = over('effort_edition', `effort_id = ${one.href.split('/').pop()}`, 'deadline');
        assert.equal(one.facts.includes('已截止'), closed, one.href);
        seen.add(closed);
      }
    }
    assert.equal(seen.size, 2, 'both were seen');
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

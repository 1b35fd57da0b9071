// From a draft to a published page and back: writing, two people at once, the publish gate, publishing,
// correcting, withdrawing; and hostile words in every field.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Visitor,
  assertPlain,
  forgetTries,
  formOf,
  get,
  mysql,
  shanghai,
  unescape,
  until,
  words,
} from './lib.mjs';
import { withCheckDigit } from '../numbers.mjs';
import {
  HERE,
  NOTICE,
  POLICY,
  audits,
  chief,
  close,
  draft,
  editor,
  faults,
  made,
  one,
  open,
  people,
  publish,
  tag,
} from './staff.mjs';

before(open);
after(close);

describe('writing', () => {
  it('a draft comes back as it was typed, and Markdown shows in the preview', async () => {
    const body =
      '第一段。\n\n## 小标题\n\n1. 一\n2. 二\n\n**要紧** 和 ~~旧的~~\n\n| 村 | 户 |\n|---|---|\n| 青石 | 3 |';
    const id = await draft(people.editor, 'notice', {
      title: `排版 ${tag} & “引号”`,
      body,
      type: 'funds',
      window_days: '7',
    });
    const form = formOf(
      (await people.editor.get(`/office/articles/${id}/edit`)).text,
      `/office/articles/${id}/edit`,
    );
    assert.equal(form.fields.title, `排版 ${tag} & “引号”`);
    assert.equal(form.fields.body, body);
    assert.equal(form.fields.type, 'funds');
    assert.equal(form.fields.window_days, '7');
    const page = (await people.editor.get(`/office/articles/${id}/preview`)).text;
    for (const part of [
      '<h2>小标题</h2>',
      '<ol><li>一</li>',
      '<strong>要紧</strong>',
      '<del>旧的</del>',
      '<td>青石</td>',
    ]) {
      assert.ok(page.replace(/>\s+</g, '><').includes(part), part);
    }
    assert.match(
      words(page),
      /预览 还没有发布，外面看不到。 现在发布，公示 7 天，截至\S*\d+月\d+日24时。/,
    );
    assert.doesNotMatch(page, /现在发布<\/button>/, 'an editor cannot publish');
    assert.match(
      (await people.chief.get(`/office/articles/${id}/preview`)).text,
      /现在发布<\/button>/,
    );
  });

  it('a draft is not there for the public', async () => {
    const id = await draft(people.editor, 'policy', { title: `还没发布 ${tag}` });
    for (const path of [
      `/policies/${id}`,
      `/notices/${id}`,
      `/policies/${id}/editions/1`,
      `/api/v1/policies/${id}`,
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.ok(!(await get('/policies')).text.includes(tag));
  });

  it('what is refused comes back as it was sent, with a sentence for each mistake', async () => {
    const address = '/office/articles/new?kind=policy';
    const sent = {
      ...POLICY,
      title: '',
      issued_on: '2026-02-30',
      effective_from: 'morgen',
      card_who: '字'.repeat(601),
      document_number: '第'.repeat(41),
      body: '留住这一段',
      do: 'save',
    };
    const answer = await people.editor.send(await people.editor.get(address), address, sent);
    assert.equal(answer.status, 422);
    const { fields } = formOf(answer.text, address);
    for (const [name, value] of Object.entries(sent).filter(([name]) => name !== 'do'))
      assert.equal(fields[name], value, name);
    const list = faults(answer.text).join('\n');
    for (const word of ['标题', '发文日期', '开始执行', '谁能享受', '发文字号'])
      assert.ok(list.includes(word), word);
    for (const name of ['title', 'issued_on', 'effective_from', 'card_who', 'document_number'])
      assert.ok(answer.text.includes(`<a href="#${name}">`), name);
  });

  it('a form sent twice makes one document', async () => {
    const address = '/office/articles/new?kind=notice';
    const form = await people.editor.get(address);
    const fields = { ...NOTICE, title: `两次 ${tag}`, do: 'save' };
    const first = await people.editor.send(form, address, fields);
    const second = await people.editor.send(form, address, fields);
    assert.equal(first.status, 303);
    assert.equal(second.status, 303);
    assert.equal(second.headers.location, first.headers.location);
    const other = await people.editor.get(address);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        people.editor.send(other, address, { ...fields, title: `同时 ${tag}` }),
      ),
    );
    assert.ok(answers.some((answer) => answer.status === 303));
    for (const answer of answers) assert.ok([303, 409].includes(answer.status), `${answer.status}`);
    for (const title of ['两次', '同时'])
      assert.equal(one(`SELECT COUNT(*) FROM edition WHERE title = '${title} ${tag}'`), '1', title);
    made.push(
      ...mysql(
        `SELECT document_id FROM edition WHERE title LIKE '%次 ${tag}' OR title LIKE '同时 ${tag}'`,
      ).map(([id]) => Number(id)),
    );
  });

  it('two at once: the later one sees both texts and loses nothing', async () => {
    const id = await draft(people.editor, 'notice', { title: `两个人 ${tag}`, body: '原来的正文' });
    const address = `/office/articles/${id}/edit`;
    const mine = await people.editor.get(address),
      theirs = await people.colleague.get(address);
    assert.equal(
      (
        await people.colleague.send(theirs, address, {
          body: '同事改的正文',
          window_days: '9',
          type: 'funds',
          do: 'save',
        })
      ).status,
      303,
    );
    const answer = await people.editor.send(mine, address, {
      body: '我改的正文',
      title: `我的标题 ${tag}`,
      do: 'save',
    });
    assert.equal(answer.status, 409);
    const text = words(answer.text.match(/<section class="wrongs".*?<\/section>/s)[0]);
    for (const part of [
      '同事改的正文',
      '我改的正文',
      `两个人 ${tag}`,
      `我的标题 ${tag}`,
      '测试员',
      '资金公示 您的 项目公示',
      '公示几天 对方的 9 您的 5',
    ])
      assert.ok(text.includes(part), part);
    assert.equal(
      one(`SELECT body FROM edition WHERE document_id = ${id}`),
      '同事改的正文',
      'nothing was overwritten',
    );
    const { fields } = formOf(answer.text, address);
    assert.equal(fields.body, '我改的正文');
    assert.equal(fields.title, `我的标题 ${tag}`);
    assert.equal(
      (await people.editor.send(answer, address, { body: '合在一起的正文', do: 'save' })).status,
      303,
    );
    assert.equal(one(`SELECT body FROM edition WHERE document_id = ${id}`), '合在一起的正文');
    assert.deepEqual(
      audits(id).map(([action]) => action),
      ['draft', 'save', 'save'],
    );
  });

  it('a draft published in between does not swallow what was typed', async () => {
    const id = await draft(people.editor, 'notice', { title: `已经发布 ${tag}` });
    const address = `/office/articles/${id}/edit`;
    const mine = await people.editor.get(address);
    assert.equal((await publish(people.chief, id)).status, 303);
    const answer = await people.editor.send(mine, address, { body: '晚了一步的正文', do: 'save' });
    assert.equal(answer.status, 409);
    assert.ok(words(answer.text).includes('晚了一步的正文'));
    assert.match(words(answer.text), /已经发布/);
    assert.equal(one(`SELECT COUNT(*) FROM edition WHERE document_id = ${id}`), '1');
  });

  it('a form of an earlier edition does not fit a later one', async () => {
    const id = await draft(people.editor, 'notice', {
      title: `先后两版 ${tag}`,
      body: '最早的正文',
    });
    const address = `/office/articles/${id}/edit`;
    const old = await people.editor.get(address);
    await people.colleague.send(await people.colleague.get(address), address, {
      body: '发布的正文',
      do: 'save',
    });
    assert.equal((await publish(people.chief, id)).status, 303);
    await people.colleague.post(`/office/articles/${id}/correct`, {
      token: people.colleague.token,
    });
    const answer = await people.editor.send(old, address, {
      body: '最早的正文，加一句',
      do: 'save',
    });
    assert.equal(answer.status, 409);
    assert.equal(
      one(`SELECT body FROM edition WHERE document_id = ${id} AND state = 'draft'`),
      '发布的正文',
    );
  });

  it('a preview that has been overtaken does not publish', async () => {
    const id = await draft(people.editor, 'notice', { title: `旧的预览 ${tag}` });
    const preview = await people.chief.get(`/office/articles/${id}/preview`);
    const address = `/office/articles/${id}/edit`;
    await people.editor.send(await people.editor.get(address), address, {
      body: '又改了',
      do: 'save',
    });
    const answer = await people.chief.send(preview, `/office/articles/${id}/publish`);
    assert.equal(answer.status, 409);
    assert.equal(one(`SELECT state FROM edition WHERE document_id = ${id}`), 'draft');
  });
});

describe('the publish gate', () => {
  const id18 = withCheckDigit('99012319770307123');
  const wide = (s) => s.replace(/\d/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  const card = ((first) => {
    for (let digit = 0; digit < 10; digit++) {
      const all = [...`${first}${digit}`].reverse().map(Number);
      if (
        all.reduce((sum, d, i) => sum + (i % 2 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : d), 0) % 10 ===
        0
      )
        return `${first}${digit}`;
    }
  })('622202000011223344');
  const numbers = [
    [
      'an identity number',
      '身份证号码',
      [
        id18,
        wide(id18),
        `${id18.slice(0, 6)} ${id18.slice(6, 14)} ${id18.slice(14)}`,
        id18.replace(/(.)/g, '$1-').slice(0, -1),
        `**${id18}**`,
        `${id18.slice(0, 6)}<b>${id18.slice(6)}</b>`,
      ],
    ],
    [
      'a mobile number',
      '手机号码',
      ['13812345678', '138 1234 5678', '138-1234-5678', wide('13812345678'), '+86 13812345678'],
    ],
    ['a bank card', '银行卡号', [card, card.replace(/(\d{4})/g, '$1 ').trim()]],
  ];

  for (const [what, word, spellings] of numbers) {
    it(`${what} stops publishing, with line and column`, async () => {
      for (const number of spellings) {
        const id = await draft(people.editor, 'notice', {
          title: `门 ${tag}`,
          body: `第一行\n\n电话是：${number}，请联系`,
        });
        const answer = await people.chief.get(`/office/articles/${id}/preview`);
        const list = faults(answer.text);
        assert.equal(list.length, 1, `${number}: ${list}`);
        assert.ok(list[0].includes(word), list[0]);
        assert.match(list[0], /第 ?3 ?行.*第 ?[5-9] ?(个字|列)/, number);
        assert.ok(!list[0].includes(number), 'the sentence does not repeat it');
        assert.doesNotMatch(answer.text, /现在发布<\/button>/);
        const forced = await people.chief.post(`/office/articles/${id}/publish`, {
          token: people.chief.token,
          version: '1',
        });
        assert.equal(forced.status, 422, number);
        assert.ok(faults(forced.text)[0].includes(word));
        assert.equal(one(`SELECT state FROM edition WHERE document_id = ${id}`), 'draft');
        assert.equal((await get(`/notices/${id}`)).status, 404);
      }
    });
  }

  it('looks at every field that will be read', async () => {
    for (const name of [
      'title',
      'issuer',
      'document_number',
      'body',
      'card_who',
      'card_what',
      'card_how',
      'card_when',
      'card_bring',
      'card_ask',
    ]) {
      const id = await draft(people.editor, 'policy', { title: `门 ${tag}`, [name]: `甲 ${id18}` });
      const list = faults((await people.chief.get(`/office/articles/${id}/preview`)).text);
      assert.equal(list.length, 1, `${name}: ${list}`);
      assert.ok(list[0].includes('身份证号码'), name);
    }
  });

  it('lets pass what only looks like one', async () => {
    const id = await draft(people.editor, 'notice', {
      title: `不是号码 ${tag}`,
      body: `办公电话 0999-5120100，文号〔2026〕12345678901号，编号 ${id18.slice(0, 17)}${id18[17] === '1' ? '2' : '1'}，金额 123456789012.50 元，12345678901`,
    });
    assert.deepEqual(faults((await people.chief.get(`/office/articles/${id}/preview`)).text), []);
  });

  it('wants a whole plain card, and says what is missing', async () => {
    const missing = {
      issuer: '发文单位',
      area: '哪一方面',
      level: '哪一级',
      card_who: '谁能享受',
      card_what: '能得什么',
      card_how: '怎么去办',
      card_ask: '去问哪里',
      issued_on: '发文日期',
      body: '正文',
    };
    const id = await draft(people.editor, 'policy', {
      title: `缺这缺那 ${tag}`,
      ...Object.fromEntries(Object.keys(missing).map((name) => [name, ''])),
    });
    const list = faults((await people.chief.get(`/office/articles/${id}/preview`)).text);
    for (const word of Object.values(missing))
      assert.ok(
        list.some((sentence) => sentence.includes(word)),
        word,
      );
    assert.equal(
      (
        await people.chief.post(`/office/articles/${id}/publish`, {
          token: people.chief.token,
          version: '1',
        })
      ).status,
      422,
    );
    const ends = await draft(people.editor, 'policy', {
      title: `先完后始 ${tag}`,
      effective_from: '2026-05-01',
      effective_to: '2026-04-01',
    });
    assert.match(
      faults((await people.chief.get(`/office/articles/${ends}/preview`)).text).join(),
      /执行到.*早于/,
    );
  });

  it('wants a list of names to run its days: 5 in a township, 7 in a village', async () => {
    const village = one(`SELECT code FROM region WHERE parent = '${HERE}' LIMIT 1`);
    for (const [region, least] of [
      [HERE, 5],
      [village, 7],
    ]) {
      for (const days of [0, least - 1, least]) {
        const id = await draft(people.editor, 'notice', {
          title: `名单 ${tag}`,
          window_days: String(days),
          region,
        });
        // A list is made from the register; here only its days matter.
        mysql(`UPDATE edition SET type = 'list' WHERE document_id = ${id}`);
        const list = faults((await people.chief.get(`/office/articles/${id}/preview`)).text);
        if (days < least)
          assert.match(list.join(), new RegExp(`至少要 ${least} 天，现在是 ${days} 天`));
        else assert.doesNotMatch(list.join(), /天/);
        assert.match(list.join(), /从登记生成/, 'and one without lines is not published');
      }
    }
  });
});

describe('publishing', { concurrency: 8 }, () => {
  // Seen from outside within five seconds, although every page was in the page cache just now.
  async function appears(paths, has) {
    const began = performance.now();
    const left = new Set(paths);
    const { took } = await until(8, async () => {
      for (const path of left) {
        const answer = await get(path);
        if (answer.status === 200 && has(answer, path)) left.delete(path);
      }
      return left.size === 0;
    });
    assert.deepEqual([...left], []);
    assert.ok(took <= 5, `after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }

  it('a notice is on its page, the lists, the home page and the API within five seconds', async () => {
    const title = `新公告 ${tag}`;
    const id = await draft(people.editor, 'notice', { title });
    assert.equal(
      (
        await people.editor.post(`/office/articles/${id}/publish`, {
          token: people.editor.token,
          version: '1',
        })
      ).status,
      403,
    );
    const paths = [
      `/notices/${id}`,
      '/notices',
      `/notices?region=${HERE}&type=project&state=open`,
      '/',
      '/api/v1/notices',
      `/api/v1/notices/${id}`,
    ];
    for (const path of paths) await get(path);
    const answer = await publish(people.chief, id);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, `/office/articles/${id}`);
    await appears(paths, (page) => unescape(page.text).includes(title));
    const [opens, closes, published] = mysql(
      `SELECT UNIX_TIMESTAMP(opens_at), UNIX_TIMESTAMP(closes_at), UNIX_TIMESTAMP(published_at) FROM edition WHERE document_id = ${id}`,
    )[0].map(Number);
    assert.equal(opens, published);
    assert.equal(
      closes * 1000,
      shanghai(published * 1000).start + 6 * 86400e3,
      'five full days, then the end of the day',
    );
    const item = JSON.parse((await get(`/api/v1/notices/${id}`)).text);
    assert.equal(item.state, 'open');
    assert.equal(item.region, HERE);
    assert.equal(Date.parse(item.closes_at), closes * 1000);
    assert.match(item.closes_at, /T00:00:00\+08:00$/);
    assert.deepEqual(
      audits(id).map((row) => row.slice(0, 4)),
      [
        ['draft', editor.login, 'editor', HERE],
        ['publish', chief.login, 'publisher', HERE],
      ],
    );
    for (const row of audits(id)) assert.match(row[4], /^[0-9a-f]{32}$/, 'the id of the request');
  });

  it('so is a policy', async () => {
    const title = `新政策 ${tag}`;
    const id = await draft(people.editor, 'policy', { title });
    const paths = [
      `/policies/${id}`,
      '/policies',
      '/policies?area=water',
      '/',
      '/api/v1/policies',
      `/api/v1/policies/${id}`,
    ];
    for (const path of paths) await get(path);
    assert.equal((await publish(people.publisher, id)).status, 303);
    await appears(paths, (page) => unescape(page.text).includes(title));
    const text = words((await get(`/policies/${id}`)).text);
    for (const part of Object.values(POLICY).filter((value) => !/^[a-z]+$|##|^\d{4}-/.test(value)))
      assert.ok(text.includes(part), part);
  });

  it('twice publishes once', async () => {
    const id = await draft(people.editor, 'notice', { title: `连点两下 ${tag}` });
    const preview = await people.chief.get(`/office/articles/${id}/preview`);
    const answers = await Promise.all(
      [1, 2, 3].map(() => people.chief.send(preview, `/office/articles/${id}/publish`)),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409, 409]);
    assert.deepEqual(
      audits(id).map(([action]) => action),
      ['draft', 'publish'],
    );
  });

  it('a correction is a second edition with a clock of its own; the first stays readable', async () => {
    const id = await draft(people.editor, 'notice', {
      title: `要更正 ${tag}`,
      body: '写错了的正文',
    });
    await publish(people.chief, id);
    await sleep(1100);
    const begun = await people.editor.send(
      await people.editor.get(`/office/articles/${id}`),
      `/office/articles/${id}/correct`,
    );
    assert.equal(begun.status, 303);
    const address = `/office/articles/${id}/edit`;
    assert.equal(begun.headers.location, address);
    assert.equal(
      (
        await people.editor.send(await people.editor.get(address), address, {
          body: '改对了的正文',
          window_days: '6',
          do: 'save',
        })
      ).status,
      303,
    );
    assert.ok(
      words((await get(`/notices/${id}`)).text).includes('写错了的正文'),
      'until it is published the old one stands',
    );
    assert.match(
      faults((await people.chief.get(`/office/articles/${id}/preview`)).text).join(),
      /改了什么/,
    );
    await people.editor.send(await people.editor.get(address), address, {
      change_note: '数字写错，改过来',
      do: 'save',
    });
    assert.equal((await publish(people.chief, id)).status, 303);

    const [first, second] = mysql(
      `SELECT number, state, UNIX_TIMESTAMP(opens_at), UNIX_TIMESTAMP(closes_at) FROM edition WHERE document_id = ${id} ORDER BY number`,
    );
    assert.deepEqual(
      [first[0], first[1], second[0], second[1]],
      ['1', 'corrected', '2', 'published'],
    );
    assert.ok(Number(second[2]) > Number(first[2]), 'the clock starts anew');
    assert.equal(Number(second[3]) * 1000, shanghai(second[2] * 1000).start + 7 * 86400e3);
    await appears(
      [`/notices/${id}`],
      (page) => words(page.text).includes('改对了的正文') && page.text.includes('更正'),
    );
    const now = (await get(`/notices/${id}`)).text;
    assert.ok(words(now).includes('数字写错，改过来'));
    assert.ok(now.includes(`href="/notices/${id}/editions/1"`));
    const old = (await get(`/notices/${id}/editions/1`)).text;
    assert.ok(words(old).includes('写错了的正文'));
    assert.match(old, new RegExp(`以前的版本。<a href="/notices/${id}">`));
    assert.ok(words((await get(`/notices/${id}/editions/2`)).text).includes('改对了的正文'));
    assert.deepEqual(
      audits(id).map(([action]) => action),
      ['draft', 'publish', 'revise', 'save', 'save', 'publish'],
    );
  });

  it('a withdrawn notice keeps its page with the reason, and leaves the lists', async () => {
    const id = await draft(people.editor, 'notice', {
      title: `要撤回 ${tag}`,
      body: '不该公开的正文',
    });
    await publish(people.chief, id);
    await appears([`/notices/${id}`, '/notices'], (page) => page.text.includes(tag));
    const page = await people.chief.get(`/office/articles/${id}`);
    const empty = await people.chief.send(page, `/office/articles/${id}/withdraw`, { reason: '' });
    assert.equal(empty.status, 422);
    assert.match(words(empty.text), /请填写“撤回的原因”/);
    assert.equal(
      (
        await people.editor.post(`/office/articles/${id}/withdraw`, {
          token: people.editor.token,
          reason: '编辑不能撤回',
        })
      ).status,
      403,
    );
    assert.equal(
      (await people.chief.send(page, `/office/articles/${id}/withdraw`, { reason: '项目不做了' }))
        .status,
      303,
    );
    await appears([`/notices/${id}`], (answer) => words(answer.text).includes('项目不做了'));
    assert.ok(!(await get(`/notices/${id}`)).text.includes('不该公开的正文'));
    await appears(
      ['/notices', '/', '/api/v1/notices'],
      (answer) => !answer.text.includes(`/notices/${id}"`),
    );
    assert.deepEqual(
      audits(id).map(([action]) => action),
      ['draft', 'publish', 'withdraw'],
    );
  });

  it('a withdrawn policy keeps its page with the reason, and nothing of its text', async () => {
    const id = await draft(people.editor, 'policy', { title: `撤下政策 ${tag}` });
    await publish(people.chief, id);
    assert.equal(
      (
        await people.chief.post(`/office/articles/${id}/withdraw`, {
          token: people.chief.token,
          reason: '写错了镇名',
        })
      ).status,
      303,
    );
    await appears([`/policies/${id}`], (answer) => words(answer.text).includes('写错了镇名'));
    for (const path of [
      `/policies/${id}`,
      `/policies/${id}/editions/1`,
      `/api/v1/policies/${id}`,
    ]) {
      const answer = await get(path);
      for (const part of [POLICY.body.slice(4), POLICY.card_what, POLICY.card_how])
        assert.ok(!answer.text.includes(part), `${path}: ${part}`);
    }
    assert.equal(JSON.parse((await get(`/api/v1/policies/${id}`)).text).card, null);
  });

  it('what was withdrawn does not come back with an old edition or a later one', async () => {
    const id = await draft(people.editor, 'notice', {
      title: `撤了又改 ${tag}`,
      body: '泄露了的第一版',
    });
    await publish(people.chief, id);
    const address = `/office/articles/${id}/edit`;
    const edit = async (body) => {
      await people.editor.post(`/office/articles/${id}/correct`, { token: people.editor.token });
      await people.editor.send(await people.editor.get(address), address, {
        body,
        change_note: '改了正文',
        do: 'save',
      });
      assert.equal((await publish(people.chief, id)).status, 303);
    };
    const withdraw = () =>
      people.chief.post(`/office/articles/${id}/withdraw`, {
        token: people.chief.token,
        reason: '里面有不该公开的内容',
      });
    const hidden = async (paths) => {
      for (const path of paths) {
        const { value } = await until(5, async () => !/泄露了的/.test((await get(path)).text));
        assert.ok(value, path);
        assert.ok(words((await get(path)).text).includes('里面有不该公开的内容'), path);
      }
    };
    await edit('泄露了的第二版');
    await withdraw();
    await hidden([`/notices/${id}`, `/notices/${id}/editions/1`, `/notices/${id}/editions/2`]);
    await edit('干净的第三版');
    await appears([`/notices/${id}`], (answer) => words(answer.text).includes('干净的第三版'));
    await hidden([`/notices/${id}/editions/2`]);
  });
});

describe('hostile words', () => {
  const evil = `'"><script>alert(1)</script><img src=x onerror=alert(1)>&lt;`;
  const body = [
    evil,
    '',
    '[a](javascript:alert(1)) [b](data:text/html,x) [c](//other.example) [d](JaVaScRiPt:alert(1)) [e](&#106;avascript:alert(1)) [f](vbscript:x)',
    '',
    '![g](x" onerror="alert(1)) ![h](https://other.example/pixel.png)',
    '',
    '<javascript:alert(1)> <https://x.example/"onmouseover=alert(1)>',
    '',
    '[i](https://x.example/"><script>alert(1)</script>)',
    '[j]: javascript:alert(1)',
    '[j]',
    '',
    '<div onclick=alert(1)>x</div>',
    '<!-- --><style>*{}</style>',
    '```<script>alert(1)</script>```',
    '',
    '| <script>alert(1)</script> | b |',
    '|---|---|',
    '| [k](javascript:alert(1)) | c |',
  ].join('\n');
  const fits = (most) => evil.slice(0, most);

  for (const kind of ['notice', 'policy']) {
    it(`in every field of a ${kind} come out as words`, async () => {
      const plain = kind === 'policy' ? POLICY : NOTICE;
      const texts = { title: fits(80) + tag, issuer: fits(60), body };
      if (kind === 'policy')
        Object.assign(
          texts,
          { document_number: fits(40) },
          Object.fromEntries(
            ['who', 'what', 'how', 'when', 'bring', 'ask'].map((name) => [`card_${name}`, evil]),
          ),
        );
      const id = await draft(people.editor, kind, { ...plain, ...texts });
      const office = `/office/articles/${id}`;
      for (const path of [
        office,
        `${office}/edit`,
        `${office}/preview`,
        '/office',
        '/office/articles',
      ])
        assertPlain(await people.editor.get(path));
      const { fields } = formOf((await people.editor.get(`${office}/edit`)).text, `${office}/edit`);
      for (const [name, value] of Object.entries(texts))
        assert.equal(fields[name], value, `${name} comes back as typed`);
      assert.equal((await publish(people.chief, id)).status, 303);
      await people.editor.post(`${office}/correct`, { token: people.editor.token });
      await people.editor.send(await people.editor.get(`${office}/edit`), `${office}/edit`, {
        change_note: evil,
        do: 'save',
      });
      const late = await people.colleague.post(`${office}/edit`, {
        token: people.colleague.token,
        version: '0',
        title: evil,
        body: evil,
        issuer: fits(60),
        change_note: evil,
      });
      assert.equal(late.status, 409);
      assertPlain(late);
      assert.equal((await publish(people.chief, id)).status, 303);
      const list = kind === 'policy' ? '/policies' : '/notices';
      const address = `${list}/${id}`;
      await until(
        5,
        async () =>
          (await get(address)).text.includes('第 2 版') &&
          (await get(list)).text.includes(tag) &&
          (await get('/')).text.includes(tag),
      );
      for (const path of [address, `${address}/editions/1`, `${address}/editions/2`, list, '/']) {
        for (const cookie of ['', 'view=elder']) {
          const page = await get(path, cookie ? { Cookie: cookie } : {});
          assert.equal(page.status, 200);
          assert.ok(
            unescape(page.text).includes(texts.title) || !page.text.includes(`/${id}"`),
            path,
          );
          assertPlain(page);
        }
      }
      const item = await get(`/api/v1${address}`);
      assert.match(item.headers['content-type'], /^application\/json/);
      assert.equal(JSON.parse(item.text).title, texts.title);
      assert.equal(JSON.parse(item.text).body, body);
      assert.equal(
        (await people.chief.post(`${office}/withdraw`, { token: people.chief.token, reason: evil }))
          .status,
        303,
      );
      await until(
        5,
        async () =>
          (await get(address)).text.includes('已撤回') ||
          (await get(address)).text.includes('撤下'),
      );
      assertPlain(await get(address));
      for (const path of [office, '/office', '/office/articles'])
        assertPlain(await people.editor.get(path));
    });
  }

  it('in arguments, chosen values and addresses do nothing', async () => {
    const typed = encodeURIComponent(evil);
    for (const path of [
      `/notices?type=${typed}`,
      `/policies?area=${typed}&before=${typed}`,
      `/${typed}`,
      `/view?size=${typed}`,
      `/status?name=${typed}`,
      `/office/login?next=${typed}`,
      `/notices?${typed}=${typed}`,
    ]) {
      assertPlain(await get(path));
    }
    for (const kind of ['notice', 'policy']) {
      const sent = Object.fromEntries(
        [
          'title',
          'body',
          'issuer',
          'type',
          'area',
          'level',
          'region',
          'key',
          'version',
          'window_days',
          'issued_on',
          'do',
          'kind',
          'change_note',
        ].map((name) => [name, evil]),
      );
      const answer = await people.editor.post(`/office/articles/new?kind=${kind}`, {
        ...sent,
        kind,
        token: people.editor.token,
      });
      assert.equal(answer.status, 422);
      assertPlain(answer);
    }
    const visitor = new Visitor();
    assertPlain(
      await visitor.send(await visitor.get('/office/login'), '/office/login', {
        login: evil,
        password: evil,
      }),
    );
    forgetTries();
  });
});

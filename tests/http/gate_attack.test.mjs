// The gate, attacked: files that are two things at once or carry a name that means harm, sizes at the
// edge, and everybody who asks for a file that is not his: by number, by digest, by the store's path.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Visitor, assertAttachmentHead, get, request, run } from './lib.mjs';
import { papers, send } from './files.mjs';
import { docx, jpeg, paragraph, pdf, png, zip, types, part } from './papers.mjs';
import { close, draft, faults, one, open, people, publish, tag } from './staff.mjs';

before(open);
after(close);

let drafts = 0;
const fresh = (who = people.editor) => draft(who, 'notice', { title: `试探 ${tag} 第 ${++drafts} 份` });
const HTML = '<html><body><script>alert(document.cookie)</script></body></html>\n';
const number = (paper) => paper.href.match(/\d+$/)[0];
const digestOf = (content) => createHash('sha256').update(content).digest('hex');

describe('a file that is two things', () => {
  const refused = {
    'page before.pdf': [Buffer.concat([Buffer.from(HTML), pdf([['x']])]), /坏了|不是能公开/],
    'page behind.pdf': [Buffer.concat([pdf([['x']]), Buffer.from(HTML)]), /坏了/],
    'archive behind.pdf': [Buffer.concat([pdf([['x']]), zip({ 'a.html': HTML })]), /坏了/],
    'page.txt': [HTML, /不是能公开/],
    'drawing.svg': ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>', /不是能公开/],
    'drawing.jpg': ['<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>', /不是能公开/],
    'script.gif': ['GIF89a/*\x01\x00\x01\x00*/=1;alert(1)', /不是能公开/],
    'flash.pdf': ['CWS\x09\x00\x10\x00\x00x', /不是能公开/],
    'nothing.pdf': ['', /是空的/],
    'blank.docx': [Buffer.alloc(0), /是空的/],
  };
  it('is refused, and nothing of it is kept', async () => {
    const id = await fresh(), names = Object.keys(refused), said = [];
    for (let i = 0; i < names.length; i += 5) {
      const some = names.slice(i, i + 5), answer = await send(people.editor, id, some.map((name) => [name, refused[name][0]]));
      assert.equal(answer.status, 422);
      said.push(...faults(answer.text));
    }
    names.forEach((name, i) => {
      assert.ok(said[i].startsWith(`没有收“${name}”`), said[i]);
      assert.match(said[i], refused[name][1], name);
    });
    assert.deepEqual(await papers(people.editor, id), []);
    const kept = readdirSync(join(run, 'files'));
    for (const name of names) assert.ok(!kept.includes(digestOf(Buffer.from(refused[name][0]))), name);
  });

  it('or was, goes out as the one thing that was read', async () => {
    const id = await fresh();
    await send(people.editor, id, [['a.jpg', Buffer.concat([jpeg(), Buffer.from(HTML), zip({ 'a.html': HTML })])], ['b.png', Buffer.concat([png(), Buffer.from(HTML)])]]);
    for (const paper of await papers(people.editor, id)) {
      const kept = (await people.editor.get(paper.href)).raw.toString('latin1');
      assert.doesNotMatch(kept, /script|PK\x03\x04/, paper.name);
    }
  });

  it('a text that looks like a page is a text to whoever fetches it', async () => {
    const id = await fresh();
    await send(people.editor, id, [['说明.txt', `说明\n\n${'x'.repeat(2000)}\n${HTML}`]]);
    const [paper] = await papers(people.editor, id);
    if (!paper) return; // refused is fine too
    const answer = await people.editor.get(paper.href);
    assert.match(answer.headers['content-type'], /^text\/plain/);
    assertAttachmentHead(answer);
  });

  it('pictures in a document wait for somebody\'s eyes', async () => {
    const id = await fresh();
    const media = zip({ '[Content_Types].xml': types, 'word/document.xml': part('document', `<w:body>${paragraph('扫描的名单')}</w:body>`), 'word/media/image1.png': png() });
    const shown = pdf([['text']], { objects: ['<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream'] });
    await send(people.editor, id, [['扫描.docx', media], ['扫描.pdf', shown], ['文字.docx', docx('只有文字')]]);
    const [word, pages, plain] = await papers(people.editor, id);
    for (const paper of [word, pages]) {
      assert.equal(paper.state, 'unchecked', paper.said);
      assert.match(paper.said, /文件里有图片，系统读不了图片里的字。.*审核发布的人要打开看过/);
    }
    assert.equal(plain.state, 'clean');
  });
});

describe('a name', () => {
  const names = ['../../../etc/passwd', '/etc/cron.d/x.txt', '..%2f..%2fx.txt', 'a\u202etxt.exe', 'a\tb.txt', "a';DROP TABLE attachment;--.txt",
    '<img src=x onerror=alert(1)>.txt', 'CON.txt', '"; filename="x.html', `${'.'.repeat(60)}txt`, 'a.html', 'x.php.txt', '\u0000a.txt'];
  it('is a name and nothing else: not a path, a header, a tag, a program', async () => {
    const taken = [];
    for (const name of names) {
      const id = await fresh(), answer = await send(people.editor, id, [[name, `好 ${name}`]]).catch(() => ({ status: 400 }));
      if (answer.status !== 303) {
        assert.ok([400, 422].includes(answer.status), `${JSON.stringify(name)}: ${answer.status}`);
        continue;
      }
      const [paper] = await papers(people.editor, id); // (asks assertPlain of the page)
      taken.push(paper.name);
      assert.match(paper.name, /^[^\x00-\x1f\x7f/\\:*?"<>|%$`;&'!#]+\.txt$/, JSON.stringify(name));
      assert.doesNotMatch(paper.name, /^[.-]|[\u202a-\u202e\u2066-\u2069]/);
      const file = await people.editor.get(paper.href);
      assertAttachmentHead(file);
      assert.match(file.headers['content-disposition'], /^attachment; filename\*=UTF-8''(%[0-9A-F]{2})+$/);
    }
    assert.ok(taken.length >= 8, taken.join('\n'));
    for (const name of readdirSync(join(run, 'files'))) assert.match(name, /^[0-9a-f]{64}$/, 'what lies in the store is called by its digest');
  });
});

describe('a size', () => {
  it('at the limit is taken, one byte more is not', async () => {
    const id = await fresh(), most = 10 << 20, line = `${'长'.repeat(21)}\n`;
    const text = Buffer.from(line.repeat(Math.ceil((most + 64) / 64))), exact = Buffer.concat([text.subarray(0, most - 64), Buffer.alloc(64, 97)]);
    assert.equal(exact.length, most);
    const fits = await send(people.editor, id, [['正好.txt', exact]]);
    assert.equal(fits.status, 303, faults(fits.text).join(' '));
    const over = await send(people.editor, id, [['多一点.txt', Buffer.concat([exact, Buffer.from('a')])]]);
    assert.equal(over.status, 422);
    assert.match(faults(over.text)[0], /没有收“多一点\.txt”：它超过 10 MB/);
    assert.deepEqual((await papers(people.editor, id)).map((p) => p.name), ['正好.txt']);
    assert.equal(statSync(join(run, 'files', digestOf(exact))).size, most);
  });
});

describe('a file that is not his', () => {
  // What anybody may try who knows its number and its digest.
  const ways = (id, file, digest) => [`/files/${file}`, `/files/${file}?x=1`, `/files/0${file}`, `/files/${file}/`, `/files/${file}.txt`,
    `/stored/${digest}`, `/stored//${digest}`, `/stored/../stored/${digest}`, `/static/../stored/${digest}`, `/static/..%2fstored/${digest}`,
    `/%73tored/${digest}`, `/stored/${digest}%00`, `/stored/./${digest}`, `/STORED/${digest}`, `/office/files/${id}/${file}`, `/office/files/${id}/${file}/look`];

  async function shut(id, file, content, what) {
    for (const path of ways(id, file, digestOf(content))) {
      for (const [method, headers] of [['GET', {}], ['HEAD', {}], ['GET', { Range: 'bytes=0-3' }], ['GET', { 'X-Accel-Redirect': `/stored/${digestOf(content)}` }], ['GET', { 'If-None-Match': '*', 'If-Modified-Since': new Date(Date.now() + 1e6).toUTCString() }]]) {
        const answer = await request(method, path, { headers });
        assert.ok([303, 400, 403, 404, 405].includes(answer.status), `${what}: ${method} ${path}: ${answer.status}`);
        assert.ok(!answer.raw.includes(content), `${what}: ${path}`);
      }
    }
  }

  it('of a draft, submitted, withdrawn or corrected: whatever way it is asked for', async () => {
    const id = await fresh(), content = `秘密 ${tag} 一`;
    await send(people.editor, id, [['a.txt', content]]);
    const [paper] = await papers(people.editor, id), file = number(paper);
    await shut(id, file, content, 'draft');
    // An officer of elsewhere, and one's own document's address with another's file.
    const other = await fresh(people.stranger);
    for (const path of [paper.href, `/office/files/${other}/${file}`]) assert.equal((await people.stranger.get(path)).status, 404, path);
    assert.equal((await send(people.stranger, id, [['b.txt', '外乡的']])).status, 404);
    assert.equal((await publish(people.chief, id)).status, 303);
    const out = await get(`/files/${file}`);
    assert.equal(out.text, content);
    // Corrected without it: the old edition's file is gone with it.
    await people.editor.post(`/office/articles/${id}/correct`, { token: people.editor.token });
    const [copy] = await papers(people.editor, id);
    await people.editor.post(`${copy.href}/drop`, { token: people.editor.token });
    const address = `/office/articles/${id}/edit`;
    await people.editor.send(await people.editor.get(address), address, { do: 'save', change_note: '去掉附件' });
    assert.equal((await get(`/files/${file}`)).status, 200, 'until the correction is out');
    assert.equal((await publish(people.chief, id)).status, 303);
    await shut(id, file, content, 'corrected');
  });

  it('of a withdrawn one, from the moment it is withdrawn', async () => {
    const id = await fresh(), content = `秘密 ${tag} 二`;
    await send(people.editor, id, [['a.txt', content]]);
    const [paper] = await papers(people.editor, id);
    assert.equal((await publish(people.chief, id)).status, 303);
    const was = await get(`/files/${number(paper)}`);
    assert.equal(was.status, 200);
    assert.equal(was.headers['cache-control'], 'no-store');
    await people.chief.post(`/office/articles/${id}/withdraw`, { token: people.chief.token, reason: '附件里有错' });
    await shut(id, number(paper), content, 'withdrawn');
    assert.ok(!(await get(`/notices/${id}`)).text.includes(`/files/${number(paper)}`));
  });

  it('in part, or asked whether it changed, it has the same head', async () => {
    const id = await fresh();
    await send(people.editor, id, [['a.txt', '好'.repeat(100)]]);
    const [paper] = await papers(people.editor, id);
    assert.equal((await publish(people.chief, id)).status, 303);
    const path = `/files/${number(paper)}`;
    for (const headers of [{ Range: 'bytes=0-9' }, { 'If-Modified-Since': new Date(Date.now() + 1e6).toUTCString() }, {}]) {
      const answer = await get(path, headers);
      assert.ok([200, 206, 304].includes(answer.status));
      if (answer.status !== 304) assertAttachmentHead(answer);
      assert.match(answer.headers['content-security-policy'], /^default-src 'none'; sandbox/);
    }
    assert.equal((await new Visitor().post(path, {})).status, 405);
  });
});

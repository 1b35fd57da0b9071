// The publish gate: what stands in an attachment is found wherever it hides, and stops the document;
// what only looks like somebody's number passes; what nobody can read a publisher must have opened.
// asan only: what matters here is the program that reads strangers' files.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Visitor, assertAttachmentHead, get, mysql, routes, run, tries, words } from './lib.mjs';
import { papers, papersOf, send } from './files.mjs';
import { numberFor } from './register_file.mjs';
import { close, draft, faults, one, open, people, publish, tag } from './staff.mjs';
import * as make from './papers.mjs';

const { docx, xlsx, pdf, png, jpeg, exif, chunk, segment, paragraph, run: words_run } = make;
const numbers = Array.from({ length: 12 }, (_, i) => numberFor('99012819710203' + String(i + 1).padStart(3, '0')));
const ID = numbers.find((n) => !n.endsWith('X')), ID_X = numbers.find((n) => n.endsWith('X'));
const MOBILE = '13900007788', CARD = '6200000000000005';
const full = (s) => s.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)));
const spaced = (s, by, ...at) => [...s].map((c, i) => (at.includes(i) ? by + c : c)).join('');
const gb = (text) => Buffer.from([...text].flatMap((c) => (c < '\x80' ? [c.charCodeAt(0)] : { 电: [0xb5, 0xe7], 话: [0xbb, 0xb0], 名: [0xc3, 0xfb], 单: [0xb5, 0xa5] }[c])));

before(open);
after(close);

const fetched = async (who, paper) => (await who.get(paper.href)).raw;
let drafts = 0;
const fresh = (who = people.editor) => draft(who, 'notice', { title: `附件 ${tag} 第 ${++drafts} 份` });
const refusals = (answer) => faults(answer.text);

// Sent six at a time, eighteen to a draft: [name, content] -> what became of it.
async function screened(files) {
  const found = new Map();
  for (let at = 0; at < files.length; at += 18) {
    const some = files.slice(at, at + 18), id = await fresh();
    for (let i = 0; i < some.length; i += 6) {
      const answer = await send(people.editor, id, some.slice(i, i + 6));
      assert.equal(answer.status, 303, refusals(answer).join('\n'));
    }
    const list = await papers(people.editor, id);
    assert.equal(list.length, some.length);
    some.forEach(([name], i) => found.set(name, { ...list[i], id }));
  }
  return found;
}

// -- the two sets ----------------------------------------------------------------------------------

const one_cell = (value) => [{ rows: [['姓名', '号码'], ['张三', value]] }];
const boxes = [...ID];

// What is planted, and what must be said of it.
const planted = {
  'text.txt': ['电话：' + MOBILE, /第 1 行像是手机号码/],
  'line.txt': [`一\n二\n三 ${ID}\n`, /第 3 行像是身份证号码/],
  'gb18030.txt': [gb(`电话${MOBILE}`), /手机号码/],
  'full_width.txt': [full(ID), /身份证号码/],
  'spaced.txt': [spaced(MOBILE, ' ', 3, 7), /手机号码/],
  'hyphens.txt': [spaced(ID, '-', 6, 14), /身份证号码/],
  'dots.txt': [spaced(MOBILE, '.', 3, 7), /手机号码/],
  'zero_width.txt': [spaced(ID, '\u200b', 4, 9, 15), /身份证号码/],
  'spelt.txt': [[...MOBILE].join(' '), /手机号码/],
  'circled.txt': ['电话 \u2460\u2462\u2468' + MOBILE.slice(3), /手机号码/],
  'bold_digits.txt': [[...ID].map((d) => String.fromCodePoint(0x1d7ce + Number(d))).join(''), /身份证号码/],
  'wrapped.txt': [`${ID.slice(0, 10)}\n${ID.slice(10)}`, /身份证号码/],
  'check_x.txt': [ID_X.toLowerCase(), /身份证号码/],
  'full_x.txt': [`${full(ID_X.slice(0, 17))}Ｘ`, /身份证号码/],
  'bank.csv': [`姓名,账号\n张三,${CARD}\n`, /第 2 行像是银行卡号/],
  'guarded.csv': [`姓名,号码\r\n张三,"=""${ID}"""\r\n`, /第 2 行像是身份证号码/],
  'gb18030.csv': [gb(`名单,${ID}\r\n`), /身份证号码/],
  'bank_spaced.csv': [`"${spaced(CARD, ' ', 4, 8, 12)}"\n`, /银行卡号/],
  'word.docx': [docx(['名单', `张三 ${ID}`]), /第 2 段像是身份证号码/],
  'runs.docx': [docx([paragraph('139', '0000', words_run('77', '<w:rPr><w:b/></w:rPr>'), '88')]), /第 1 段像是手机号码/],
  'table.docx': [docx([make.rows(make.row('姓名', '号码'), make.row('张三', ID))]), /第 4 段像是身份证号码/],
  'boxes.docx': [docx([make.rows(make.row('证号', ...boxes))]), /身份证号码/],
  'header.docx': [docx('正文', { 'word/header1.xml': make.part('hdr', paragraph(MOBILE)) }), /页眉像是手机号码/],
  'footer.docx': [docx('正文', { 'word/footer2.xml': make.part('ftr', paragraph(CARD)) }), /页脚像是银行卡号/],
  'footnote.docx': [docx('正文', { 'word/footnotes.xml': make.part('footnotes', `<w:footnote w:id="1">${paragraph(ID)}</w:footnote>`) }), /脚注或尾注像是身份证号码/],
  'comment.docx': [docx('正文', { 'word/comments.xml': make.part('comments', `<w:comment w:id="0" w:author="李四">${paragraph('打', MOBILE)}</w:comment>`) }), /批注像是手机号码/],
  'deleted.docx': [docx([`<w:p>${make.deleted(ID)}</w:p>`]), /修订记录.*身份证号码/],
  'inserted.docx': [docx([`<w:p>${make.inserted(words_run(MOBILE.slice(0, 5)), words_run(MOBILE.slice(5)))}</w:p>`]), /修订记录.*手机号码/],
  'text_box.docx': [docx([`<w:p>${words_run('看图')}<w:r><w:pict><w:txbxContent>${paragraph(MOBILE)}</w:txbxContent></w:pict></w:r></w:p>`]), /手机号码/],
  'around_box.docx': [docx([`<w:p>${words_run('1390000')}<w:r><w:pict><w:txbxContent>${paragraph('图')}</w:txbxContent></w:pict></w:r>${words_run('7788')}</w:p>`]), /手机号码/],
  'field.docx': [docx([`<w:p><w:r><w:instrText>HYPERLINK "tel:${MOBILE}"</w:instrText></w:r></w:p>`]), /手机号码/],
  'link.docx': [docx('正文', { 'word/_rels/document.xml.rels': `<Relationships><Relationship Id="r1" Target="tel:${MOBILE}" TargetMode="External"/></Relationships>` }), /超链接像是手机号码/],
  'alt_text.docx': [docx([`<w:p><w:r><w:drawing><wp:docPr xmlns:wp="wp" id="1" name="图" descr="张三 ${ID}"/></w:drawing></w:r></w:p>`]), /身份证号码/],
  'custom_xml.docx': [docx('正文', { 'customXml/item1.xml': `<data><tel>${MOBILE}</tel></data>` }), /看不见的部分.*手机号码/],
  'vanished.docx': [docx([paragraph(words_run(ID, '<w:rPr><w:vanish/></w:rPr>'))]), /隐藏的文字.*身份证号码/],
  'cell.xlsx': [xlsx(one_cell(ID)), /工作表“表1”第 2 行 B 列像是身份证号码/],
  'number.xlsx': [xlsx(one_cell(13900007788)), /第 2 行 B 列像是手机号码/],
  'exponent.xlsx': [xlsx(one_cell({ xml: '<v>1.3900007788E10</v>' })), /第 2 行 B 列像是手机号码/],
  'rich.xlsx': [xlsx(one_cell({ runs: ['990128', '19710203', ID.slice(14)] })), /身份证号码/],
  'inline.xlsx': [xlsx(one_cell({ t: 'inlineStr', xml: `<is><t>${CARD}</t></is>` })), /银行卡号/],
  'formula.xlsx': [xlsx(one_cell({ t: 'str', xml: `<f>"139"&amp;"00007788"</f><v>${MOBILE}</v>` })), /手机号码/],
  'second_sheet.xlsx': [xlsx([{ rows: [['a']] }, { name: '底册', rows: [[], ['x', '', MOBILE]] }]), /工作表“底册”第 2 行 C 列像是手机号码/],
  'hidden_sheet.xlsx': [xlsx([{ rows: [['a']] }, { name: '底册', state: 'hidden', rows: [[ID]] }]), /工作表“底册”是隐藏的.*身份证号码/],
  'very_hidden.xlsx': [xlsx([{ rows: [['a']] }, { name: '底册', state: 'veryHidden', rows: [[ID]] }]), /工作表“底册”是隐藏的.*身份证号码/],
  'hidden_column.xlsx': [xlsx([{ rows: [['张三', ID]], cols: '<col min="2" max="2" width="9" hidden="1"/>' }]), /B 列起有隐藏的列|B 列像是身份证/],
  'narrow_column.xlsx': [xlsx([{ rows: [['张三', MOBILE]], cols: '<col min="2" max="2" width="0" customWidth="1"/>' }]), /隐藏的列/],
  'hidden_row.xlsx': [xlsx([{ rows: [['张三'], [MOBILE]], hiddenRows: [1] }]), /第 2 行起有隐藏的行/],
  'cell_comment.xlsx': [xlsx(one_cell('好'), { 'xl/comments1.xml': make.cellComment(['139', '00007788']) }), /批注像是手机号码/],
  'drawing.xlsx': [xlsx(one_cell('好'), { 'xl/drawings/drawing1.xml': `<d xmlns:a="a"><a:p><a:r><a:t>9901281971</a:t></a:r><a:r><a:t>${ID.slice(10)}</a:t></a:r></a:p></d>` }), /文本框或图表像是身份证号码/],
  'sheet_footer.xlsx': [xlsx([{ rows: [['a']], after: `<headerFooter><oddFooter>&amp;C${MOBILE}</oddFooter></headerFooter>` }]), /手机号码/],
  'choices.xlsx': [xlsx([{ rows: [['a']], after: `<dataValidations><dataValidation><formula1>"${ID}"</formula1></dataValidation></dataValidations>` }]), /身份证号码/],
  'left_string.xlsx': [xlsx([{ rows: [[1]] }], { 'xl/sharedStrings.xml': make.sst(`张三 ${ID}`) }), /看不见的部分.*身份证号码/],
  'pivot.xlsx': [xlsx(one_cell('好'), { 'xl/pivotCache/pivotCacheRecords1.xml': `<r><r><s v="${ID}"/></r></r>` }), /身份证号码.*透视表|透视表.*身份证号码/],
  'other_book.xlsx': [xlsx(one_cell('好'), { 'xl/externalLinks/externalLink1.xml': `<e><cell r="A1"><v>${MOBILE}</v></cell></e>` }), /连着别的文件/],
  'boxes.xlsx': [xlsx([{ rows: [['证号', ...boxes]] }]), /身份证号码/],
  'page.pdf': [pdf([['first'], [`tel ${MOBILE}`]]), /第 2 页第 1 行像是手机号码/],
  'spaced.pdf': [pdf([[spaced(ID, ' ', 6, 14)]]), /第 1 页第 1 行像是身份证号码/],
  'note.pdf': [pdf([['text']], { annots: '5 0 R', objects: [`<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(call ${MOBILE})>>`] }), /批注像是手机号码/],
  'note_wide.pdf': [pdf([['text']], { annots: '5 0 R', objects: [`<</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]/Contents ${make.wide(`电话${full(MOBILE)}`)}>>`] }), /批注像是手机号码/],
  'form.pdf': [pdf([['text']], { catalog: '/AcroForm<</Fields[5 0 R]>>', objects: [`<</FT/Tx/T(who)/V(${ID})/Type/Annot/Subtype/Widget/Rect[0 0 9 9]>>`] }), /表单.*身份证号码/],
  'bookmark.pdf': [pdf([['text']], { catalog: '/Outlines 5 0 R', objects: ['<</First 6 0 R/Last 6 0 R/Count 1>>', `<</Title ${make.wide(`张三 ${ID}`)}/Parent 5 0 R/Dest[2 0 R/Fit]>>`] }), /书签像是身份证号码/],
  [`${MOBILE}.pdf`]: [pdf([['text']]), /文件名像是手机号码/],
  [`名单_${spaced(ID, '_', 6, 14)}.txt`]: ['没有号码', /文件名像是身份证号码/],
};

// What is hidden and holds no number.
const hidden = {
  'comment only.docx': [docx('正文', { 'word/comments.xml': make.part('comments', `<w:comment w:id="0" w:author="李四">${paragraph('这里改一下')}</w:comment>`) }), /有批注.*审阅/],
  'change only.docx': [docx([`<w:p>${make.inserted(words_run('新的'))}</w:p>`]), /修订记录.*接受全部修订/],
  'embedded.docx': [docx('正文', { 'word/embeddings/Microsoft_Excel_Sheet.xlsx': xlsx(one_cell('x')) }), /嵌着别的文件/],
  'macro.docx': [docx('正文', { 'word/vbaProject.bin': 'x' }), /宏或脚本/],
  'hidden sheet only.xlsx': [xlsx([{ rows: [['a']] }, { name: '旧表', state: 'hidden', rows: [['b']] }]), /工作表“旧表”是隐藏的.*取消隐藏/],
  'attached.pdf': [pdf([['text']], { catalog: '/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>', objects: ['<</Type/Filespec/F(a.txt)/EF<</F 6 0 R>>>>', '<</Length 1>>stream\nx\nendstream'] }), /嵌着别的文件/],
  'script.pdf': [pdf([['text']], { catalog: '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>' }), /宏或脚本/],
};

const wrong = `${ID.slice(0, 17)}${ID[17] === '1' ? '2' : '1'}`;
const harmless = {
  'number.txt': '禾政发〔2026〕12号', 'numbers.txt': '某扶办发〔2019〕137号、某政办〔2020〕5号',
  'day.txt': '2026年3月5日14:05', 'days.txt': '2016-01-02 2017-03-04 2018-05-06', 'compact.txt': '20160102 20170304 20180506',
  'sum.txt': '合计 1,390,000,000.00 元', 'sums.txt': '15000.00 3000.00 200.50 139000000.00',
  'wrong_check.txt': wrong, 'wrong_spaced.txt': spaced(wrong, ' ', 6, 14), 'wrong_full.txt': full(wrong),
  'no_birthday.txt': '990128197113030013', 'fifteen.txt': '990128710203001',
  'office.txt': '县扶贫办 0999-5100123', 'office_full.txt': full('0999-5100123'), 'two_offices.txt': '0999-5100123 0999-5100124',
  'extension.txt': '(0999)5100123 转 802', 'service.txt': '12317 400-820-8820 95588',
  'masked.txt': '张*英 990128********0013 139****7788', 'bank_wrong.txt': '6200000000000006', 'bank_tail.txt': '尾号 0005',
  'credit_code.txt': '91990123MA0000000X', 'long.txt': '1'.repeat(40), 'village.txt': '990123102001 990123102201',
  'decimal.txt': '3.14159265358979', 'version.txt': '192.168.100.200', 'order.txt': '12345678901', 'other.txt': '29000077880',
  'list.csv': '编码,户数,人数\n990123102001,45,160\n990123102002,39,128\n', 'dates.csv': '日期,金额\n2026-03-05,139000.00\n2026-03-06,77880.00\n',
  'gb.csv': gb('名单,20260305,1390\r\n'), 'columns.csv': '1380,2024,305\n1390,2024,306\n1370,2024,307\n',
  'letter.docx': docx(['禾政发〔2026〕12号', '关于公布 2026 年项目的通知', '联系电话：0999-5100123']),
  'table.docx': docx([make.rows(make.row('序号', '日期', '金额'), make.row('1', '20260305', '139000'), make.row('2', '20260306', '77880'))]),
  'runs.docx': docx([paragraph('2026', '年', '3', '月', '5', '日', '，金额 ', '1390000', '.', '00')]),
  'figures.docx': docx([make.rows(make.row('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '1'))]),
  'paragraphs.docx': docx(['139', '0000', '7788']), 'wrong.docx': docx([wrong, '6200000000000006']),
  'ids.docx': docx([`<w:p w14:paraId="13900007" w:rsidR="00990128">${words_run('好')}</w:p>`]),
  'sums.xlsx': xlsx([{ rows: [['金额', '日期'], [139000, 46000], [7788.5, 46001], [13900, 46002]] }]),
  'wide.xlsx': xlsx([{ rows: [[1, 3, 9, 0, 0, 0, 0, 7, 7, 8, 8], [1, 5, 8, 0, 2, 3, 4, 5, 6, 7, 8]] }]),
  'cells.xlsx': xlsx([{ rows: [['139', '0000', '7788'], ['990123', '20260305', '1234']] }]),
  'codes.xlsx': xlsx([{ rows: [['990123102001', '柳溪镇', '0999-5100123'], [990123102001, 'x', 95588]] }]),
  'wrong.xlsx': xlsx([{ rows: [[wrong, '6200000000000006', '12345678901']] }]),
  'empty_hidden.xlsx': xlsx([{ rows: [['a']], cols: '<col min="5" max="16384" width="9" hidden="1"/>' }]),
  'notice.pdf': pdf([['No. [2026] 12', '2026-03-05', 'tel 0999-5100123', '1390000.00 77880.00']]),
  'columns.pdf': pdf([Array.from({ length: 60 }, (_, i) => String(100100 + i * 7919))]),
  'wrong.pdf': pdf([[wrong, '6200000000000006', '990128 19711303 0013']]),
  '名单 2026-03-05 第12号.txt': '好', '禾政发〔2026〕12号.pdf': pdf([['text']]),
};

describe('numbers in attachments', () => {
  it(`planted in every place there is: ${Object.keys(planted).length} files, all stopped, each with its place`, async () => {
    assert.ok(Object.keys(planted).length >= 40);
    const files = Object.entries(planted).map(([name, [content]]) => [name, content]);
    const found = await screened(files);
    const documents = new Set();
    for (const [name, [, said]] of Object.entries(planted)) {
      const paper = found.get(name);
      assert.equal(paper.state, 'hit', `${name}: ${paper.said}`);
      assert.match(paper.said, said, name);
      assert.match(paper.said, /不能公开.*(请|换上)/, name);
      documents.add(paper.id);
      for (const number of [ID, ID_X, MOBILE, CARD, ...(/\d{11}|_/.test(name) ? [] : [ID.slice(6), MOBILE.slice(3)])]) {
        if (!name.includes(number)) assert.ok(!paper.said.includes(number), `${name}: not one digit is said`);
      }
    }
    for (const id of documents) {
      const preview = await people.chief.get(`/office/articles/${id}/preview`);
      assert.ok(faults(preview.text).length >= papersOf((await people.chief.get(`/office/files/${id}`)).text).length, 'the preview says it too');
      assert.ok(!preview.text.includes('现在发布</button>'));
      const version = one(`SELECT version FROM edition WHERE document_id = ${id}`);
      const answer = await people.chief.post(`/office/articles/${id}/publish`, { token: people.chief.token, version });
      assert.equal(answer.status, 422);
    }
  });

  it('and whatever else is hidden: stopped, with the way to take it out', async () => {
    const found = await screened(Object.entries(hidden).map(([name, [content]]) => [name, content]));
    for (const [name, [, said]] of Object.entries(hidden)) {
      const paper = found.get(name);
      assert.equal(paper.state, 'hit', `${name}: ${paper.said}`);
      assert.match(paper.said, said, name);
    }
  });

  it(`look-alikes: ${Object.keys(harmless).length} files, all pass, and are published`, async () => {
    assert.ok(Object.keys(harmless).length >= 40);
    const found = await screened(Object.entries(harmless));
    for (const [name, paper] of found) assert.equal(paper.state, 'clean', `${name}: ${paper.said}`);
    for (const id of new Set([...found.values()].map((p) => p.id))) {
      const answer = await publish(people.chief, id);
      assert.equal(answer.status, 303, words(answer.text));
    }
  });

  it('a number in the audit, the log or an address there is none', () => {
    const said = mysql("SELECT detail, COALESCE(was, ''), COALESCE(became, '') FROM audit WHERE action LIKE 'file%'").flat().join('\n');
    assert.match(said, /^file \d+ hit$/m);
    for (const number of [ID, ID_X, MOBILE, CARD]) assert.ok(!said.includes(number));
    const log = readFileSync(join(run, 'log/office.log'), 'utf8');
    for (const number of [ID, ID_X, MOBILE, CARD]) assert.ok(!log.includes(number));
    const places = mysql('SELECT place FROM attachment_finding').flat().join('\n');
    for (const number of [ID, MOBILE, CARD]) assert.ok(!places.includes(number));
  });
});

// With a password for whoever opens it.
const locked = (password) => {
  const path = join(tmpdir(), `${tag}.pdf`);
  writeFileSync(path, pdf([['x']]));
  try {
    return execFileSync('qpdf', ['--encrypt', password, 'owner', '256', '--', path, '-'], { stdio: ['ignore', 'pipe', 'ignore'] });
  } finally { rmSync(path); }
};

describe('a file on its way in', () => {
  const refused = {
    'empty.txt': ['', /是空的/],
    'page.txt': ['<!DOCTYPE html><html><body><script>alert(1)</script></body></html>', /不是能公开的那几种文件/],
    'drawing.png': ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', /不是能公开/],
    'program.pdf': [Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(100)]), /不是能公开/],
    'old.doc': [Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /旧的 doc、xls 请另存为 docx、xlsx/],
    'archive.docx': [make.zip({ 'a.txt': 'x' }), /不是能公开/],
    'noise.docx': [Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(4000, 7)]), /坏了/],
    'entities.docx': [make.zip({ '[Content_Types].xml': make.types, 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }), /坏了/],
    'cut.docx': [docx('x').subarray(0, 200), /坏了/],
    'locked.docx': [make.zip({ '[Content_Types].xml': make.types, 'word/document.xml': 'x' }, { flags: 1 }), /坏了|密码/],
    'cut.pdf': [Buffer.from('%PDF-1.7\nnothing more'), /坏了/],
    'locked.pdf': [locked('secret'), /设了密码/],
    'cut.png': [png().subarray(0, 40), /坏了/],
    'cut.jpg': [jpeg().subarray(0, 60), /坏了/],
    'utf16.txt': [Buffer.from('\ufeff电话', 'utf16le'), /UTF-8 或者 GB18030/],
  };
  it('is what it holds, not what it is called: others are refused with the reason', async () => {
    const id = await fresh();
    const all = Object.entries(refused).map(([name, [content]]) => [name, content]), said = [];
    for (let i = 0; i < all.length; i += 6) {
      const answer = await send(people.editor, id, all.slice(i, i + 6));
      assert.equal(answer.status, 422);
      said.push(...refusals(answer));
    }
    assert.equal(said.length, Object.keys(refused).length, said.join('\n'));
    Object.entries(refused).forEach(([name, [, why]], i) => {
      assert.ok(said[i].startsWith(`没有收“${name}”：`), said[i]);
      assert.match(said[i], why, name);
    });
    assert.deepEqual(await papers(people.editor, id), []);
    assert.deepEqual(readdirSync(join(run, 'spool')).filter((n) => n.startsWith('part.')), []);
  });

  // What would fill the memory, or never end.
  const bombs = {
    'zip.xlsx': [() => make.zip({ '[Content_Types].xml': make.types, 'xl/workbook.xml': 'x' }, { 'xl/workbook.xml': 260 << 20 }), /太大/],
    'lying.docx': [() => make.zip({ '[Content_Types].xml': make.types, 'word/document.xml': Buffer.alloc(200 << 20, 32) }, { 'word/document.xml': 10 }), /太大|坏了|太复杂/],
    'deep.docx': [() => make.zip({ '[Content_Types].xml': make.types, 'word/document.xml': '<a>'.repeat(1e6) }), /太大/],
    'parts.docx': [() => make.zip({ '[Content_Types].xml': make.types, 'word/document.xml': 'x', ...Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`word/a${i}.xml`, ''])) }), /太大/],
    'objects.pdf': [() => Buffer.from(`%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n${Array.from({ length: 4e5 }, (_, i) => `${i + 3} 0 obj 0 endobj\n`).join('')}trailer<</Root 1 0 R/Size 400003>>\n%%EOF`), /太复杂|坏了/],
    'loop.pdf': [() => pdf([['x']]).toString('latin1').replace('/Count 1/Kids[6 0 R]', '/Count 9/Kids[2 0 R]'), /太复杂|坏了/],
    'page of pages.pdf': [() => pdf(Array(2400).fill(['x'])), /太复杂/],
  };
  it('if it would never end, ends: in time, with a sentence, and nothing of it runs on', async () => {
    const id = await fresh();
    for (const [name, [content, why]] of Object.entries(bombs)) {
      const answer = await send(people.editor, id, [[name, content()]]);
      assert.equal(answer.status, 422, `${name}: a worker that took too long would have been replaced`);
      assert.match(refusals(answer)[0], why, name);
    }
    assert.deepEqual(await papers(people.editor, id), []);
    assert.deepEqual(readers(), []);
  });

  it('too large for one, for the form, or one too many: said so', async () => {
    const id = await fresh();
    const big = await send(people.editor, id, [['big.txt', Buffer.alloc((10 << 20) + 1, 97)], ['fine.txt', '好']]);
    assert.equal(big.status, 422);
    assert.match(refusals(big)[0], /没有收“big.txt”：它超过 10 MB/);
    assert.deepEqual((await papers(people.editor, id)).map((p) => p.name), ['fine.txt'], 'the other one is kept');
    const none = await send(people.editor, id, []);
    assert.match(refusals(none)[0], /请选择要上传的文件/);
    assert.equal((await send(people.editor, id, Array.from({ length: 19 }, (_, i) => [`${i}.txt`, `第 ${i} 个`]))).status, 303, 'the most there may be');
    const more = await send(people.editor, id, [['more.txt', '再来一个']]);
    assert.match(refusals(more)[0], /最多 20 个附件/);
    const huge = await send(people.editor, id, Array.from({ length: 5 }, (_, i) => [`${i}.txt`, Buffer.alloc(10 << 20, 97)]))
      .catch(() => ({ status: 413 }));
    assert.equal(huge.status, 413);
  });

  it('gets a name that harms nobody, and the ending of its kind', async () => {
    const id = await fresh();
    const names = { '..\\..\\etc\\passwd': 'passwd.txt', '-rf $(x).txt': '_rf _(x).txt', 'a.exe': 'a.exe.txt', '表格.PDF': '表格.txt', '.htaccess': '_htaccess.txt', [`${'长'.repeat(130)}.txt`]: `${'长'.repeat(100)}.txt`, '名单.CSV': '名单.csv' };
    assert.equal((await send(people.editor, id, Object.keys(names).map((name) => [name.replaceAll('\\', '/'), '好']))).status, 303);
    assert.deepEqual((await papers(people.editor, id)).map((p) => p.name), Object.values(names));
  });

  it('of a stranger, of elsewhere, with a wrong token, or to what is out: not taken', async () => {
    const id = await fresh(), before = one('SELECT COUNT(*) FROM attachment');
    const nobody = { cookies: new Map(), token: '' };
    assert.equal((await send(nobody, id, [['a.txt', 'x']])).status, 403);
    assert.equal((await send(people.editor, id, [['a.txt', 'x']], { token: people.chief.token })).status, 403);
    assert.equal((await send(people.stranger, id, [['a.txt', 'x']])).status, 404);
    assert.equal((await send(people.auditor, id, [['a.txt', 'x']])).status, 403);
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.equal((await send(people.editor, id, [['a.txt', 'x']])).status, 409);
    assert.equal(one('SELECT COUNT(*) FROM attachment'), before);
  });
});

// Processes that read files, of this stack.
const readers = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return line.includes(join(run, 'spool')) && /read-file|pdftotext|qpdf/.test(line);
  } catch { return false; }
});

describe('what can be left out is left out', () => {
  const latin = (bytes) => Buffer.from(bytes).toString('latin1');

  it('who took a picture, where and when; the picture stays, and so does which way is up', async () => {
    const id = await fresh();
    await send(people.editor, id, [
      ['a.jpg', Buffer.concat([jpeg(exif(`Zhang ${MOBILE}`), segment(0xfe, `comment ${MOBILE}`), segment(0xed, 'Photoshop')), Buffer.from(`behind ${ID}`)])],
      ['a.png', Buffer.concat([png(chunk('tEXt', `Author\0${MOBILE}`), chunk('eXIf', 'MM'), chunk('iTXt', 'x')), Buffer.from('behind')])],
      ['plain.png', png()]]);
    const [photo, picture, plain] = await papers(people.editor, id);
    for (const paper of [photo, picture]) {
      assert.equal(paper.state, 'unchecked');
      assert.match(paper.said, /拍摄时间、地点.*已经去掉/);
      const kept = latin(await fetched(people.editor, paper));
      assert.doesNotMatch(kept, /1390000|Zhang|comment|Photoshop|behind|tEXt|eXIf|iTXt|Author/);
    }
    const kept = await fetched(people.editor, photo);
    assert.deepEqual(kept, jpeg(segment(0xe1, 'Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0')), 'the turn alone is written anew');
    assert.deepEqual(await fetched(people.editor, picture), png());
    assert.deepEqual(await fetched(people.editor, plain), png(), 'nothing to leave out: as it was sent');
    assert.doesNotMatch(plain.said, /去掉。/);
  });

  it('who wrote a document', async () => {
    const id = await fresh(), who = `张三 ${MOBILE}`;
    await send(people.editor, id, [
      ['a.docx', docx('正文', { 'docProps/core.xml': make.core(who), 'word/media/image1.jpeg': jpeg(exif(`Zhang ${MOBILE}`)) })],
      ['a.xlsx', xlsx(one_cell('好'), { 'docProps/core.xml': make.core(who), 'docProps/custom.xml': `<P><lpwstr>${who}</lpwstr></P>` })],
      ['a.pdf', pdf([['text']], { info: `/Author(Zhang ${MOBILE})/Title(x)`, catalog: '/Metadata 5 0 R', objects: [`<</Type/Metadata/Subtype/XML/Length 30>>stream\n<x:xmpmeta>Zhang 139</x:xmpmeta>\nendstream`] })]]);
    for (const paper of await papers(people.editor, id)) {
      assert.equal(paper.state, paper.name === 'a.docx' ? 'unchecked' : 'clean', paper.said); // (it holds a picture)
      assert.match(paper.said, /作者、单位.*已经去掉/, paper.name);
      const kept = latin(await fetched(people.editor, paper));
      assert.ok(!kept.includes(MOBILE) && !kept.includes('Zhang'), paper.name);
      // What was kept is a whole document: sent again, it has nothing more to leave out.
      const again = await fresh();
      assert.equal((await send(people.editor, again, [[paper.name, await fetched(people.editor, paper)]])).status, 303);
      const [second] = await papers(people.editor, again);
      assert.equal(second.state, paper.state);
      assert.doesNotMatch(second.said, /已经去掉/, paper.name);
    }
  });
});

describe('what no program can read', () => {
  it('a publisher must have opened, and says so; that is in the record', async () => {
    const id = await fresh();
    await send(people.editor, id, [['scan.pdf', pdf([['text'], [], []])], ['photo.jpg', jpeg()]]);
    const [scan, photo] = await papers(people.editor, id);
    assert.equal(scan.state, 'unchecked');
    assert.match(scan.said, /第 2 页、第 3 页是图片，或者没有文字/);
    assert.equal(photo.state, 'unchecked');
    assert.ok(!scan.html.includes('/look"'), 'a writer cannot');
    assert.equal((await people.editor.post(`${scan.href}/look`, { token: people.editor.token, looked: '1' })).status, 403);
    assert.match(faults((await people.chief.get(`/office/articles/${id}/preview`)).text).join(' '), /系统读不了里面的字.*系统读不了里面的字/);
    const careless = await people.chief.post(`${scan.href}/look`, { token: people.chief.token });
    assert.equal(careless.status, 422);
    assert.match(faults(careless.text)[0], /打开附件从头到尾看过/);
    for (const paper of [scan, photo]) {
      assert.equal((await people.chief.get(paper.href)).status, 200);
      assert.equal((await people.chief.post(`${paper.href}/look`, { token: people.chief.token, looked: '1' })).status, 303);
    }
    assert.deepEqual((await papers(people.editor, id)).map((p) => p.state), ['looked', 'looked']);
    assert.equal(one(`SELECT COUNT(*) FROM audit WHERE object_id = ${id} AND action = 'file_look'`), '2');
    assert.equal((await publish(people.chief, id)).status, 303);
  });
});

describe('who may', () => {
  it('each row of the route table, for every role and a stranger, with a token and without', async () => {
    const id = await fresh(), other = await fresh();
    await send(people.editor, id, [['a.jpg', jpeg()], ['b.jpg', jpeg()]]);
    await send(people.editor, other, [['c.jpg', jpeg()]]);
    const [{ href }] = await papers(people.editor, id), [foreign] = await papers(people.editor, other);
    const list = routes().filter((row) => row.path.startsWith('/office/files/'));
    // What an actor gets: nobody, editor, editor of elsewhere, publisher here, auditor.
    const expected = {
      'GET /office/files/{id}': [303, 200, 404, 200, 200],
      'POST /office/files/{id}': [403, 422, 404, 422, 403],
      'GET /office/files/{id}/{file}': [303, 200, 404, 200, 200],
      'POST /office/files/{id}/{file}/look': [403, 403, 403, 303, 403],
      'POST /office/files/{id}/{file}/drop': [403, 303, 404, 409, 403],
    };
    assert.deepEqual(list.map((row) => `${row.method} ${row.path}`).sort(), Object.keys(expected).sort());
    const actors = [new Visitor(), people.editor, people.stranger, people.chief, people.auditor];
    for (const [row, statuses] of Object.entries(expected)) {
      const [method, pattern] = row.split(' ');
      const path = pattern.replace('/{id}/{file}', href.slice('/office/files'.length)).replace('{id}', id);
      for (const [i, who] of actors.entries()) {
        const ask = (token) => (method === 'GET' ? who.get(path) : who.post(path, { token, looked: '1' }));
        if (method === 'POST') assert.equal((await ask('')).status, 403, `${row} of ${i} without a token`);
        const status = (await ask(who.token ?? '')).status;
        // Who comes second finds the file gone.
        assert.ok(status === statuses[i] || (statuses[i] === 409 && status === 404), `${row} of ${i}: ${status}`);
      }
    }
    assert.equal((await people.editor.get(foreign.href.replace(String(other), String(id)))).status, 404, 'a file of another document');
  });
});

describe('what is out', () => {
  it('is handed out to be saved, runs nothing, and is the file that was screened', async () => {
    const id = await fresh(), text = `好 ${randomBytes(4).toString('hex')}`;
    await send(people.editor, id, [['清单.txt', text]]);
    const [paper] = await papers(people.editor, id);
    assert.equal((await people.stranger.get(paper.href)).status, 404);
    assert.equal((await get(paper.href)).status, 303, 'a draft is not public');
    const number = paper.href.split('/').at(-1);
    assert.equal((await get(`/files/${number}`)).status, 404);
    assert.equal((await publish(people.chief, id)).status, 303);
    for (const answer of [await get(`/files/${number}`), await people.auditor.get(paper.href)]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.text, text);
      assertAttachmentHead(answer);
    }
    assert.equal((await get(`/stored/${createHash('sha256').update(text).digest('hex')}`)).status, 404);
    assert.match((await get(`/notices/${id}`)).text, new RegExp(`href="/files/${number}"`));
    // Withdrawn, it is handed out to nobody, and what it was can still be checked.
    const hash = one(`SELECT LOWER(HEX(hash)) FROM ledger_leaf WHERE document_id = ${id} AND what = 'edition'`);
    await people.chief.post(`/office/articles/${id}/withdraw`, { token: people.chief.token, reason: '附件要换一个' });
    assert.equal((await get(`/files/${number}`)).status, 404);
    assert.match(words((await get(`/verify/${hash}`)).text), /已经撤回，不再算数/);
  });

  it('does not change, whoever asks the database', async () => {
    const id = await fresh();
    await send(people.editor, id, [['a.txt', '好']]);
    const file = one(`SELECT a.id FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.document_id = ${id}`);
    const edition = one(`SELECT id FROM edition WHERE document_id = ${id}`);
    assert.match(tries('admin', [`UPDATE attachment SET name = 'b.txt' WHERE id = ${file}`])[0], /does not change/, 'not even in a draft');
    assert.match(tries('admin', [`UPDATE attachment_check SET state = 'hit' WHERE attachment_id = ${file}`])[0], /does not change/);
    await publish(people.chief, id);
    for (const met of tries('admin', [`UPDATE attachment SET name = 'b.txt' WHERE id = ${file}`, `DELETE FROM attachment WHERE id = ${file}`,
      `UPDATE attachment_check SET looked_at = NOW() WHERE attachment_id = ${file}`,
      `INSERT INTO attachment (edition_id, position, name, type, size, digest) VALUES (${edition}, 9, 'x', 'text/plain', 1, '${'0'.repeat(64)}')`])) {
      assert.match(met ?? 'went through', /does not change|is kept|only a draft/);
    }
    assert.equal((await people.editor.post(`/office/files/${id}/${file}/drop`, { token: people.editor.token })).status, 409);
  });

  it('comes along to a correction, without the word of who looked; one taken off is gone', async () => {
    const id = await fresh();
    await send(people.editor, id, [['a.txt', '第一个'], ['b.jpg', jpeg()]]);
    const [, photo] = await papers(people.editor, id);
    await people.chief.post(`${photo.href}/look`, { token: people.chief.token, looked: '1' });
    assert.equal((await publish(people.chief, id)).status, 303);
    assert.equal((await people.editor.post(`/office/articles/${id}/correct`, { token: people.editor.token })).status, 303);
    const [first, second] = await papers(people.editor, id);
    assert.deepEqual([first.name, first.state, second.name, second.state], ['a.txt', 'clean', 'b.jpg', 'unchecked']);
    assert.equal((await people.editor.post(`${second.href}/drop`, { token: people.editor.token })).status, 303);
    assert.deepEqual((await papers(people.editor, id)).map((p) => p.name), ['a.txt']);
    assert.equal(one(`SELECT COUNT(*) FROM published_attachment p JOIN edition e ON e.id = p.edition_id WHERE e.document_id = ${id}`), '2', 'what is out has both');
  });

  it('a stored file that was touched stops the publishing', async () => {
    const id = await fresh();
    await send(people.editor, id, [['a.txt', `碰 ${tag}`]]);
    const digest = one(`SELECT a.digest FROM attachment a JOIN edition e ON e.id = a.edition_id WHERE e.document_id = ${id}`);
    writeFileSync(join(run, 'files', digest), '换过了');
    assert.match(faults((await people.chief.get(`/office/articles/${id}/preview`)).text).join(' '), /保存的文件不见了，或者被动过/);
  });
});

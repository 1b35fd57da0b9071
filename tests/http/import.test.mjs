// Register files at the command line, against the real database: files that cannot be taken are
// refused with a reason and write nothing; what goes out comes in again unchanged; what is applied
// can be undone.
//
// RUN_DIR: a running portal with the demo county; MINGBAI: its command line.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';

const run = process.env.RUN_DIR ?? 'build/run';
const mingbai = process.env.MINGBAI ?? join(run, 'mingbai');
const county = '990123', place = '990123100'; // where the size is not the point, a township's register will do
const dir = mkdtempSync(join(tmpdir(), 'mingbai-import.'));
after(() => rmSync(dir, { recursive: true }));

// -- asking ----------------------------------------------------------------------------------------

function command(...args) {
  const out = spawnSync(mingbai, args, { maxBuffer: 1 << 30 });
  return { code: out.status, out: out.stdout, said: out.stderr.toString() };
}

function file(name, content) {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

function sql(text) {
  const socket = join(readFileSync(join(run, 'sockets'), 'utf8').trim(), 'db.sock');
  const out = spawnSync('mariadb', ['--no-defaults', `--socket=${socket}`, `--user=${userInfo().username}`, '-N', '-B',
    '--default-character-set=utf8mb4', 'mingbai', '-e', text]);
  assert.equal(out.status, 0, out.stderr.toString());
  return out.stdout.toString().trim();
}

const take = (path, ...more) => command('import', 'register', path, '--region', place, ...more);
const full = (region = place) => command('export', 'register', '--region', region, '--full').out;
const report = (path) => readFileSync(`${path}.report.csv`, 'utf8');
const login = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8')).accounts[0].login;
const batchOf = (said) => said.match(/第 (\d+) 批/)[1];

// -- files -----------------------------------------------------------------------------------------

function numberFor(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, i) => all + weight * Number(first17[i]), 0);
  return first17 + '10X98765432'[sum % 11];
}
const someone = (i) => numberFor(`99012519800101${String(i).padStart(3, '0')}`);

const headings = ['户编号', '行政区划代码', '组', '姓名', '与户主关系', '证件号码', '民族', '文化程度',
  '健康状况', '劳动技能', '务工状况', '联系电话', '家庭住址', '纳入类型', '户属性', '主要致贫原因',
  '识别日期', '当前状态', '脱贫日期', '帮扶责任人', '帮扶单位', '帮扶电话'];
const village = '990123100001';
const plain = {
  户编号: 'TEST0001', 行政区划代码: village, 组: '一组', 姓名: '张测试', 与户主关系: '户主',
  证件号码: someone(1), 民族: '汉族', 纳入类型: '边缘易致贫户', 户属性: '一般户', 主要致贫原因: '因病、缺水',
  识别日期: '2024-03-01', 当前状态: '在册', 联系电话: '13900000001', 家庭住址: '一组 5 号',
  帮扶责任人: '李帮扶', 帮扶单位: '县测试局', 帮扶电话: '0999-5100001',
};
const wife = { 姓名: '王测试', 与户主关系: '配偶', 证件号码: someone(3) };

const quote = (s) => (/[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s);
function csv(rows, { columns = headings, eol = '\r\n', bom = '\ufeff' } = {}) {
  const lines = rows.map((r) => columns.map((c) => quote(String({ ...plain, ...r }[c] ?? ''))).join(','));
  return bom + [columns.join(','), ...lines, ''].join(eol);
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});
const crc = (b) => ~b.reduce((c, x) => (c >>> 8) ^ crcTable[(c ^ x) & 255], 0xffffffff) >>> 0;

// A zip archive; ${lie} changes what it says of a part's size.
function zip(parts, lie = {}) {
  const files = [], central = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text), packed = deflateRawSync(data), label = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(lie.flags ?? 0, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc(data), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(lie[name] ?? data.length, 18);
    head.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, label, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, label);
    files.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central), end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, directory, Buffer.from('PK\x05\x06'), end]);
}

const xml = '<?xml version="1.0" encoding="UTF-8"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const escape = (s) => String(s).replace(/&/g, '&amp;').replace(/</g, '&lt;');
function letter(i) {
  return i < 26 ? String.fromCharCode(65 + i) : letter(Math.floor(i / 26) - 1) + letter(i % 26);
}
const inline = (ref, s) => `<c r="${ref}" t="inlineStr"><is><t>${escape(s)}</t></is></c>`;

// The parts of a workbook; a row's cell may be given as raw XML with {raw}.
function parts(rows, { columns = headings, before = '', behind = '', sheets = '', pr = '', styles = '', strings } = {}) {
  const line = (cells, n) => `<row r="${n}">${cells.map((c, i) =>
    c?.raw ? c.raw.replaceAll('REF', letter(i) + n) : c ? inline(letter(i) + n, c) : '').join('')}</row>`;
  const body = rows.map((r, i) => line(columns.map((c) => ({ ...plain, ...r })[c]), i + 2)).join('');
  return {
    'xl/workbook.xml': `${xml}<workbook ${main} xmlns:r="${relation}">${pr}<sheets><sheet name="一" sheetId="1" r:id="rId1"/>${sheets}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ...(styles ? { 'xl/styles.xml': `${xml}<styleSheet ${main}>${styles}</styleSheet>` } : {}),
    ...(strings ? { 'xl/sharedStrings.xml': `${xml}<sst ${main}>${strings}</sst>` } : {}),
    'xl/worksheets/sheet1.xml': `${xml}<worksheet ${main}>${before}<sheetData>${line(columns, 1)}${body}</sheetData>${behind}</worksheet>`,
  };
}
const xlsx = (rows, options) => zip(parts(rows, options));
const replaced = (name, text) => zip({ ...parts([{}]), [name]: text });
function without(name) {
  const p = parts([{}]);
  delete p[name];
  return zip(p);
}
const cut = (b, share) => b.subarray(0, Math.floor(b.length * share));

function gb18030(text) {
  const out = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });
  assert.equal(out.status, 0);
  return out.stdout;
}

// -- what is refused ---------------------------------------------------------------------------------

const drop = (name) => headings.filter((h) => h !== name);
const deep = `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`;
const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`;

const refused = [
  ['nothing at all', 'a.csv', '', /文件是空的/],
  ['only a byte order mark', 'a.csv', '\ufeff', /没有一行内容/],
  ['only headings', 'a.csv', csv([]), /只有列名，没有一行内容/],
  ['only blank lines', 'a.csv', '\r\n\r\n\n', /没有一行内容/],
  ['UTF-16, little endian', 'a.csv', Buffer.from('\ufeff' + csv([{}], { bom: '' }), 'utf16le'), /UTF-16/],
  ['UTF-16, big endian', 'a.csv', Buffer.from('\ufeff' + csv([{}], { bom: '' }), 'utf16le').swap16(), /UTF-16/],
  ['UTF-16 without a mark', 'a.csv', Buffer.from('a,b\r\n1,2\r\n', 'utf16le'), /不是表格文件/],
  ['neither UTF-8 nor GB18030', 'a.csv', Buffer.concat([Buffer.from(csv([{}])), Buffer.from([0xff, 0xff, 0x80, 0xff, 10])]), /编码认不出来/],
  ['UTF-8 cut within a character', 'a.csv', Buffer.concat([Buffer.from(csv([{}])), Buffer.from([0xe5])]), /编码认不出来/],
  ['GB18030 cut within a character', 'a.csv', Buffer.concat([gb18030(csv([{}], { bom: '' })), Buffer.from([0xb5])]), /编码认不出来/],
  ['zero bytes', 'a.csv', csv([{}]).replace('汉族', '汉\0族'), /不是表格文件/],
  ['a picture', 'a.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /不是表格文件/],
  ['an old xls', 'a.xlsx', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /旧的 xls|密码/],
  ['a web page', 'a.csv', '<!DOCTYPE html><html><body>登录</body></html>', /没有一个认识的列名/],
  ['another table', 'a.csv', '品名,单价\r\n茶叶,20\r\n', /没有一个认识的列名/],
  ['a title above the headings', 'a.csv', `某县登记表\r\n${csv([{}], { bom: '' })}`, /没有一个认识的列名/],
  ['a missing column', 'a.csv', csv([{}], { columns: drop('证件号码') }), /证件号码：缺少这一列/],
  ['another missing column', 'a.csv', csv([{}], { columns: drop('识别日期') }), /识别日期：缺少这一列/],
  ['a heading twice', 'a.csv', csv([{}], { columns: [...headings, '姓名'] }), /姓名：这个列名出现了两次/],
  ['semicolons', 'a.csv', csv([{}]).replaceAll(',', ';'), /没有一个认识的列名/],
  ['a quotation mark never closed', 'a.csv', csv([{}]).replace('一组 5 号', '"一组 5 号'), /双引号没有成对/],
  ['a quotation mark within a cell', 'a.csv', csv([{}]).replace('县测试局', '县"测"试局'), /双引号没有成对/],
  ['65 columns', 'a.csv', `${csv([{}]).trimEnd()}${','.repeat(60)}\r\n`, /超过 64 列/],
  ['a cell of 5,000 bytes', 'a.csv', csv([{ 家庭住址: '住'.repeat(1700) }]), /太长/],
  ['a cell of 10 MB', 'a.csv', csv([{ 家庭住址: 'x'.repeat(10 << 20) }]), /太长/],
  ['a quoted cell of 10 MB', 'a.csv', csv([{ 家庭住址: `,${'x\n'.repeat(5 << 20)}` }]), /太长/],
  ['an address of 201 characters', 'a.csv', csv([{ 家庭住址: '住'.repeat(201) }]), /家庭住址：太长，最多 200 个字/],
  ['mixed line ends, wrong line', 'a.csv', `${csv([{}], { eol: '\n' })}\r\n${csv([{ 证件号码: '1' }], { bom: '' }).split('\r\n')[1]}\r`, /第 4 行 证件号码/],
  ['no name', 'a.csv', csv([{ 姓名: '' }]), /姓名：没有填/],
  ['a name of private-use characters', 'a.csv', csv([{ 姓名: '张\ue815' }]), /姓名：有自造的字/],
  ['a control character', 'a.csv', csv([{ 姓名: '张\u0007三' }]), /姓名：有看不见的控制字符/],
  ['text that turns around', 'a.csv', csv([{ 姓名: '张\u202e三' }]), /姓名：有看不见的控制字符/],
  ['a masked name', 'a.csv', csv([{ 姓名: '张*三' }]), /姓名打了星号/],
  ['a masked number', 'a.csv', csv([{ 证件号码: '**************1234' }]), /号码打了星号/],
  ['a scientific number', 'a.csv', csv([{ 证件号码: '9.90123E+17' }]), /表格软件已经改掉了号码的后几位/],
  ['a rounded number', 'a.csv', csv([{ 证件号码: '990123198001010000' }]), /最后三位是 000/],
  ['a wrong check digit', 'a.csv', csv([{ 证件号码: someone(1).slice(0, 17) + (someone(1)[17] === '1' ? '2' : '1') }]), /最后一位和前面的对不上/],
  ['17 digits', 'a.csv', csv([{ 证件号码: someone(1).slice(1) }]), /您填了 17 位/],
  ['15 digits', 'a.csv', csv([{ 证件号码: '990123800101001' }]), /15 位的老号码/],
  ['a birthday that is not', 'a.csv', csv([{ 证件号码: numberFor('99012519800230001') }]), /没有这一天/],
  ['no number', 'a.csv', csv([{ 证件号码: '' }]), /证件号码：没有填/],
  ['an unknown village', 'a.csv', csv([{ 行政区划代码: '990123100999' }]), /没有这个村/],
  ['a short village', 'a.csv', csv([{ 行政区划代码: '990123' }]), /要 12 位数字/],
  ['a household code with hanzi', 'a.csv', csv([{ 户编号: '张三户' }]), /只能有字母和数字/],
  ['an unknown kind', 'a.csv', csv([{ 纳入类型: '穷户' }]), /纳入类型：不认识这个词。请填：建档立卡贫困户/],
  ['an unknown cause', 'a.csv', csv([{ 主要致贫原因: '因懒' }]), /有一个原因不认识/],
  ['an unknown state', 'a.csv', csv([{ 当前状态: '走了' }]), /当前状态：不认识这个词/],
  ['no such day', 'a.csv', csv([{ 识别日期: '2023-02-29' }]), /识别日期：没有这一天/],
  ['no date', 'a.csv', csv([{ 识别日期: '去年' }]), /识别日期：不是日期/],
  ['a day to come', 'a.csv', csv([{ 识别日期: '2999-01-01' }]), /这一天还没到/],
  ['left before it came', 'a.csv', csv([{ 当前状态: '脱贫', 脱贫日期: '2020-01-01' }]), /早于或等于识别日期/],
  ['left without a day', 'a.csv', csv([{ 当前状态: '脱贫' }]), /却没有填日期/],
  ['a day of leaving, still there', 'a.csv', csv([{ 脱贫日期: '2025-01-01' }]), /当前状态却不是/],
  ['a phone of words', 'a.csv', csv([{ 联系电话: '没有' }]), /不像电话号码/],
  ['two heads', 'a.csv', csv([{}, { ...wife, 与户主关系: '户主' }]), /这一户有两个以上户主/],
  ['no head', 'a.csv', csv([wife]), /这一户没有户主/],
  ['one number twice in a household', 'a.csv', csv([{}, { ...wife, 证件号码: someone(1) }]), /这一户里有两个人是同一个号码/],
  ['one household, two villages', 'a.csv', csv([{}, { ...wife, 行政区划代码: '990123100002' }]), /和同一户的第 2 行不一样/],
  ['one household torn apart, and unlike', 'a.csv', csv([{}, { 户编号: 'TEST0002', 证件号码: someone(5) }, { ...wife, 识别日期: '2023-01-01' }]), /同一户的各行写得不一样/],
  ['a truncated archive', 'a.xlsx', cut(xlsx([{}]), 0.6), /xlsx 文件损坏/],
  ['an archive of noise', 'a.xlsx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(4000, 7)]), /xlsx 文件损坏/],
  ['an archive without a workbook', 'a.xlsx', zip({ 'a.txt': 'x' }), /缺少工作表/],
  ['a workbook without its sheet', 'a.xlsx', without('xl/worksheets/sheet1.xml'), /缺少工作表/],
  ['a workbook without relations', 'a.xlsx', without('xl/_rels/workbook.xml.rels'), /缺少工作表/],
  ['a sheet that breaks off', 'a.xlsx', replaced('xl/worksheets/sheet1.xml', parts([{}])['xl/worksheets/sheet1.xml'].slice(0, -40)), /内容损坏/],
  ['a sheet that is no xml', 'a.xlsx', replaced('xl/worksheets/sheet1.xml', 'hello'), /内容损坏/],
  ['entities', 'a.xlsx', replaced('xl/worksheets/sheet1.xml', `${laughs}<worksheet>&b;</worksheet>`), /不允许的声明/],
  ['elements without end', 'a.xlsx', replaced('xl/worksheets/sheet1.xml', `<worksheet ${main}>${deep}</worksheet>`), /嵌套太深/],
  ['a bomb', 'a.xlsx', replaced('xl/worksheets/sheet1.xml', `<worksheet ${main}>${' '.repeat(200 << 20)}</worksheet>`), /没有一行内容|太大/],
  ['a bomb that says so', 'a.xlsx', zip(parts([{}]), { 'xl/worksheets/sheet1.xml': 0xfffffff0 }), /太大|损坏/],
  ['merged headings', 'a.xlsx', xlsx([{}], { behind: '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>' }), /第 1 行 第 1 列（A）：有合并单元格/],
  ['merged cells', 'a.xlsx', xlsx([{}], { behind: '<mergeCells><mergeCell ref="C2:C3"/></mergeCells>' }), /第 2 行 第 3 列（C）：有合并单元格/],
  ['a formula', 'a.xlsx', xlsx([{ 姓名: { raw: '<c r="REF" t="str"><f>A1</f><v>张三</v></c>' } }]), /第 2 行 第 4 列（D）：这一格是公式/],
  ['a formula that calls out', 'a.xlsx', xlsx([{ 组: { raw: '<c r="REF"><f>cmd|"/c calc"!A1</f><v>0</v></c>' } }]), /这一格是公式/],
  ['an error value', 'a.xlsx', xlsx([{ 民族: { raw: '<c r="REF" t="e"><v>#N/A</v></c>' } }]), /错误值/],
  ['a numeric ID cell', 'a.xlsx', xlsx([{ 证件号码: { raw: '<c r="REF"><v>9.9012519800101E+17</v></c>' } }]), /第 2 行 证件号码：这一格是数字/],
  ['a numeric date without a date format', 'a.xlsx', xlsx([{ 识别日期: { raw: '<c r="REF"><v>45352</v></c>' } }]), /识别日期：不是日期/],
  ['a string that is not there', 'a.xlsx', xlsx([{ 姓名: { raw: '<c r="REF" t="s"><v>99</v></c>' } }], { strings: '<si><t>一</t></si>' }), /内容损坏/],
  ['a shared string of 10 MB', 'a.xlsx', xlsx([{}], { strings: `<si><t>${'x'.repeat(10 << 20)}</t></si>` }), /太长/],
  ['an inline string of 10 MB', 'a.xlsx', xlsx([{ 家庭住址: 'x'.repeat(10 << 20) }]), /太长/],
  ['rows that go backwards', 'a.xlsx', xlsx([{}]).length ? replaced('xl/worksheets/sheet1.xml', parts([{}])['xl/worksheets/sheet1.xml'].replace('<row r="2">', '<row r="1">')) : '', /顺序乱了/],
  ['a row far below', 'a.xlsx', replaced('xl/worksheets/sheet1.xml', parts([{}])['xl/worksheets/sheet1.xml'].replace('<row r="2">', '<row r="9000000">')), /超过 200 万行/],
  ['a cell far to the right', 'a.xlsx', xlsx([{}], { columns: [...headings, ...Array(60).fill(''), '姓名'] }), /超过 64 列|出现了两次/],
];

describe('a file that cannot be taken', () => {
  let kept;
  before(() => { kept = full(); });

  it('is one of at least 60', () => assert.ok(refused.length >= 60, `${refused.length}`));

  for (const [what, name, content, message] of refused) {
    it(what, () => {
      const path = file(name, content);
      const answer = take(path, '--apply');
      assert.equal(answer.code, 1, answer.said);
      assert.match(answer.said, message);
      assert.match(answer.said, /什么也没有写/);
      assert.ok(!answer.said.includes(someone(1)), 'no whole number on the screen');
    });
  }

  it('that is not there', () => assert.match(take(join(dir, 'none.csv')).said, /打不开这个文件/));
  it('that is a folder', () => {
    const answer = command('import', 'register', dir, '--region', county, '--report', join(dir, 'r.csv'));
    assert.match(answer.said, /打不开这个文件/);
  });
  it('for a region that is not there', () => {
    const answer = command('import', 'register', file('a.csv', csv([{}])), '--region', '110101');
    assert.equal(answer.code, 2);
  });
  it('of another region', () => {
    const path = file('a.csv', csv([{}]));
    const answer = command('import', 'register', path, '--region', '990123101', '--dry-run');
    assert.match(answer.said, /不在这次导入的地区里/);
  });
  it('wrote nothing', () => assert.ok(kept.equals(full())));
  it('has a report by row and column', () => {
    const path = file('two.csv', csv([{ 姓名: '', 识别日期: 'x' }]));
    take(path);
    const lines = report(path).trimEnd().split('\r\n');
    assert.equal(lines[0], '\ufeff行,列,类别,问题,怎么办');
    assert.ok(lines.some((l) => l.startsWith('2,姓名,错误,没有填')));
    assert.ok(lines.some((l) => l.startsWith('2,识别日期,错误,不是日期')));
  });
});

// -- what is taken -----------------------------------------------------------------------------------

const shared = (i) => ({ raw: `<c r="REF" t="s"><v>${i}</v></c>` });
const dated = (n) => ({ raw: `<c r="REF" s="1"><v>${n}</v></c>` });
const dates = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
const custom = '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs>';

describe('a file that is taken, however it was saved', () => {
  const table = [
    ['UTF-8 with a mark', 'a.csv', csv([{}, wife])],
    ['UTF-8 without', 'a.csv', csv([{}, wife], { bom: '' })],
    ['LF', 'a.csv', csv([{}, wife], { eol: '\n' })],
    ['CR', 'a.csv', csv([{}, wife], { eol: '\r' })],
    ['GB18030', 'a.csv', gb18030(csv([{}, wife], { bom: '' }))],
    ['blank lines', 'a.csv', csv([{}, wife], { eol: '\n\n\n' })],
    ['no end of the last line', 'a.csv', csv([{}, wife]).trimEnd()],
    ['a line end within quotes', 'a.csv', csv([{ 家庭住址: '一组\n5 号' }, { ...wife, 家庭住址: '一组\n5 号' }])],
    ['another order of columns, and stars', 'a.csv', csv([{}, wife], { columns: [...headings].reverse() }).replace('户编号', '户编号*')],
    ['a column more', 'a.csv', csv([{}, wife], { columns: [...headings, '备注'] })],
    ['only what must be there', 'a.csv', csv([{}, wife], { columns: ['户编号', '行政区划代码', '姓名', '与户主关系', '证件号码', '纳入类型', '识别日期'] })],
    ['other dates', 'a.csv', csv([{ 识别日期: '2024/3/1' }, { ...wife, 识别日期: '2024年3月1日' }])],
    ['full width and spaces', 'a.csv', csv([{ 证件号码: ` ${someone(1).slice(0, 6)} ${someone(1).slice(6)}` }, wife])],
    ['lines that do not stand together', 'a.csv', csv([{}, { 户编号: 'TEST0009', 证件号码: someone(9) }, wife]), 3],
    ['inline strings', 'a.xlsx', xlsx([{}, wife])],
    ['shared strings', 'a.xlsx', xlsx([{ 姓名: shared(0) }, { ...wife, 姓名: shared(1) }], { strings: '<si><t>张测试</t></si><si><r><t>王</t></r><r><t>测试</t></r><rPh><t>WANG</t></rPh></si>' })],
    ['a date', 'a.xlsx', xlsx([{ 识别日期: dated(45352) }, wife], { styles: dates })],
    ['a date of the other epoch', 'a.xlsx', xlsx([{ 识别日期: dated(43890) }, wife], { styles: dates, pr: '<workbookPr date1904="1"/>' })],
    ['a date in a format of its own', 'a.xlsx', xlsx([{ 识别日期: dated(45352.5) }, wife], { styles: custom })],
    ['numbers that are exact', 'a.xlsx', xlsx([{ 行政区划代码: { raw: '<c r="REF"><v>990123100001</v></c>' } }, wife])],
    ['a hidden sheet', 'a.xlsx', xlsx([{}, wife], { sheets: '<sheet name="二" sheetId="2" state="hidden" r:id="rId2"/>' }), 2, /有隐藏的工作表/],
    ['a hidden column', 'a.xlsx', xlsx([{}, wife], { before: '<cols><col min="3" max="3" hidden="1"/></cols>' }), 2, /第 3 列（C）：有隐藏的列/],
    ['a disability certificate', 'a.csv', csv([{ 证件号码: `${someone(1)}43` }, wife])],
    ['a passport', 'a.csv', csv([{ 证件号码: 'E12345678' }, wife])],
  ];
  for (const [what, name, content, people = 2, note] of table) {
    it(what, () => {
      const answer = take(file(name, content), '--dry-run');
      assert.equal(answer.code, 0, answer.said);
      assert.match(answer.said, new RegExp(`新增 ${people - 1} 户 ${people} 人`));
      assert.match(answer.said, /登记表没有改动/);
      if (note) assert.match(answer.said, note);
    });
  }
});

describe('export and import', () => {
  for (const [format, region] of [['csv', county], ['xlsx', place]]) {
    it(`as ${format}, is the identity`, () => {
      const out = command('export', 'register', '--region', region, '--full', '--format', format);
      assert.equal(out.code, 0);
      const answer = command('import', 'register', file(`full.${format}`, out.out), '--region', region, '--apply');
      assert.equal(answer.code, 0, answer.said);
      assert.match(answer.said, /新增 0 户 0 人，更正 0 户 0 人/);
      assert.match(answer.said, /文件里没有 0 户/);
      assert.match(answer.said, /没有要写的/);
    });
  }

  it('shows no whole number, name or phone unless asked', () => {
    const masked = command('export', 'register', '--region', county).out.toString();
    const lines = masked.trim().split('\r\n').slice(1);
    assert.ok(lines.length > 10000);
    assert.ok(!/\d{17}[\dX]/.test(masked));
    for (const l of lines.slice(0, 500)) assert.match(l.split(',')[3], /\*/);
  });
});

describe('a batch', () => {
  let kept;
  before(() => { kept = full(); });

  it('is applied, found unchanged, corrected, and undone', () => {
    const path = file('new.csv', csv([{}, wife]));
    const one = take(path, '--apply');
    assert.equal(one.code, 0, one.said);
    const first = batchOf(one.said.match(/已写进.*/)[0]);
    const line = full().toString().split('\r\n').find((l) => l.startsWith('TEST0001') && l.includes('户主'));
    for (const h of Object.keys(plain)) assert.ok(line.includes(plain[h]), h);

    assert.match(take(path, '--apply').said, /新增 0 户 0 人，更正 0 户 0 人/);

    const changed = file('changed.csv', csv([
      { 健康状况: '残疾', 联系电话: '13900000002', 主要致贫原因: '因残', 帮扶责任人: '周帮扶' },
      { ...wife, 姓名: '王改名', 主要致贫原因: '因残', 帮扶责任人: '周帮扶' },
      { 姓名: '张小测', 与户主关系: '之子', 证件号码: someone(7), 主要致贫原因: '因残', 帮扶责任人: '周帮扶' },
    ]));
    const two = take(changed, '--apply');
    assert.equal(two.code, 0, two.said);
    assert.match(two.said, /新增 0 户 1 人，更正 1 户 2 人/);
    assert.match(report(changed), /由“王测试”改为“王改名”/);
    assert.match(report(changed), /由“因病、缺水”改为“因残”/);
    const second = batchOf(two.said.match(/已写进.*/)[0]);

    assert.match(command('import', 'undo', first).said, /请先撤销后面的批次/);
    assert.equal(command('import', 'undo', second).code, 0);
    assert.match(take(path, '--apply').said, /新增 0 户 0 人，更正 0 户 0 人/);
    assert.equal(command('import', 'undo', first).code, 0);
    assert.ok(kept.equals(full()), 'the register is as before');
    assert.equal(command('import', 'undo', first).code, 1);
  });

  it('waits for somebody to apply it', () => {
    const waiting = take(file('new.csv', csv([{}, wife])));
    assert.match(waiting.said, /等另一个人确认/);
    assert.ok(kept.equals(full()));
    const id = batchOf(waiting.said.match(/等另一个人.*/)[0]);
    assert.match(command('import', 'list').out.toString(), new RegExp(`第 ${id} 批 .* new.csv `));
    const alone = command('import', 'apply', id);
    assert.equal(alone.code, 1);
    assert.match(alone.said, /要由另一个人确认/);
    assert.ok(kept.equals(full()), 'who brought it in does not apply it');
    assert.equal(command('import', 'apply', id, '--as', 'nobody-here').code, 2);
    const applied = command('import', 'apply', id, '--as', login);
    assert.equal(applied.code, 0, applied.said);
    assert.ok(!kept.equals(full()));
    assert.equal(command('import', 'apply', id).code, 1);
    assert.equal(command('import', 'undo', id).code, 0);
    assert.ok(kept.equals(full()));
  });

  it('that nobody wants is dropped', () => {
    const waiting = take(file('new.csv', csv([{}, wife])));
    const id = batchOf(waiting.said.match(/等另一个人.*/)[0]);
    assert.equal(command('import', 'drop', id).code, 0);
    assert.equal(command('import', 'list').out.toString(), '没有等着确认的批次\n');
    assert.equal(command('import', 'apply', id, '--as', login).code, 1);
    assert.equal(command('import', 'drop', id).code, 1);
    assert.equal(sql('SELECT COUNT(*) FROM intake_person'), '0', 'its lines are gone');
    assert.ok(kept.equals(full()));
  });

  it('is not undone over what was changed since, and says what that is', () => {
    const one = take(file('new.csv', csv([{}, wife])), '--apply');
    assert.equal(one.code, 0, one.said);
    const id = batchOf(one.said.match(/已写进.*/)[0]);
    sql("UPDATE household SET team = '二组' WHERE code = 'TEST0001'");
    const refused = command('import', 'undo', id);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /TEST0001 导入以后改过：住址或村组/);
    assert.ok(full().toString().includes('TEST0001,990123100001,二组'), 'nothing was undone');

    // A batch that corrects: the line of the file, and what the office did to it since.
    const two = take(file('changed.csv', csv([{ 组: '二组' }, { ...wife, 组: '二组', 健康状况: '残疾' }])), '--apply');
    assert.equal(two.code, 0, two.said);
    const second = batchOf(two.said.match(/已写进.*/)[0]);
    sql(`UPDATE person p JOIN membership m ON m.person_id = p.id JOIN household h ON h.id = m.household_id
            SET p.health = '健康' WHERE h.code = 'TEST0001' AND m.relation = '配偶'`);
    const again = command('import', 'undo', second);
    assert.equal(again.code, 1);
    assert.match(again.said, /第 3 行 TEST0001 导入以后改过：成员/);

    sql(`UPDATE person p JOIN membership m ON m.person_id = p.id JOIN household h ON h.id = m.household_id
            SET p.health = '残疾', p.edits = p.edits - 2 WHERE h.code = 'TEST0001' AND m.relation = '配偶'`);
    assert.equal(command('import', 'undo', second).code, 0);
    sql("UPDATE household SET team = '一组', edits = -1 WHERE code = 'TEST0001'");
    assert.equal(command('import', 'undo', id).code, 0);
    assert.ok(kept.equals(full()));
  });

  it('with one person under two numbers shows both, side by side', () => {
    const born = (n) => numberFor(`99012519800101${n}`);
    const rows = [{ 证件号码: born('801') }, { 户编号: 'TEST0002', 证件号码: born('803') }];
    const inFile = take(file('alike.csv', csv(rows)), '--dry-run');
    assert.match(inFile.said, /文件里同村有两个人同名、同一天出生，号码不同：本户 TEST0001，另一户 TEST0002（第 3 行）/);
    const sameNumber = take(file('same.csv', csv([rows[0], { ...rows[1], 姓名: '钱测试', 证件号码: born('801') }])), '--dry-run');
    assert.match(sameNumber.said, /文件里两户有同一个证件号码：本户 TEST0001，另一户 TEST0002（第 3 行）/);

    const one = take(file('one.csv', csv([rows[0]])), '--apply');
    const inRegister = take(file('two.csv', csv([rows[1]])), '--dry-run');
    assert.match(inRegister.said, /登记表里同村有同名、同一天出生的人，号码不同：本户 TEST0002，另一户 TEST0001/);
    assert.equal(command('import', 'undo', batchOf(one.said.match(/已写进.*/)[0])).code, 0);
  });

  it('points out who in the demo county may be the same', () => {
    const [code, region, , name, , number] = kept.toString().split('\r\n')[1].split(',');
    const twin = numberFor(`990126${number.slice(6, 14)}990`);
    const answer = take(file('twin.csv', csv([{ 姓名: name, 行政区划代码: region, 证件号码: twin }])), '--dry-run');
    assert.equal(answer.code, 0, answer.said);
    assert.match(answer.said, new RegExp(`登记表里同村有同名、同一天出生的人，号码不同：本户 TEST0001，另一户 ${code}`));
  });

  it('does not move a household while its case runs', () => {
    const [code, from] = sql(`SELECT h.code, h.region FROM household h JOIN case_file c ON c.open_of = h.id
      JOIN spell p ON p.open_of = h.id WHERE h.region LIKE '${place}%' ORDER BY h.id LIMIT 1`).split('\t');
    const to = sql(`SELECT MIN(code) FROM region WHERE level = 'village' AND code LIKE '${place}%' AND code <> '${from}'`);
    const [top, ...rest] = kept.toString().split('\r\n');
    const moved = rest.filter((l) => l.startsWith(`${code},`)).map((l) => l.replace(`${code},${from},`, `${code},${to},`));
    const answer = take(file('moved.csv', [top, ...moved, ''].join('\r\n')), '--dry-run');
    assert.equal(answer.code, 1, answer.said);
    assert.match(answer.said, /这一户正在办理申请或退出，办完以前不能换地方/);
  });

  it('with a number that another household has, says so and goes on', () => {
    const other = kept.toString().split('\r\n')[1].split(',');
    const answer = take(file('same.csv', csv([{ 证件号码: other[5] }])), '--dry-run');
    assert.equal(answer.code, 0, answer.said);
    assert.match(answer.said, new RegExp(`另一户有同一个证件号码：本户 TEST0001，另一户 ${other[0]}`));
  });

  it('keeps formulas as text on the way out and in', () => {
    const path = file('formula.csv', csv([{ 家庭住址: "'=1+1", 帮扶单位: "'-县局", 组: "'@组" }]));
    const one = take(path, '--apply');
    assert.equal(one.code, 0, one.said);
    const out = full();
    const line = out.toString().split('\r\n').find((l) => l.startsWith('TEST0001'));
    for (const cell of [",'=1+1,", ",'-县局,", ",'@组,"]) assert.ok(line.includes(cell), cell);
    assert.match(take(file('again.csv', out), '--apply').said, /新增 0 户 0 人，更正 0 户 0 人/);
    assert.equal(command('import', 'undo', batchOf(one.said.match(/已写进.*/)[0])).code, 0);
  });

  it('that is killed leaves the register as it was', { timeout: 120000 }, async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => ({
      户编号: `KILL${i}`, 证件号码: numberFor(`990126${1950 + Math.floor(i / 900)}0101${String(i % 900).padStart(3, '0')}`),
    }));
    const path = file('many.csv', csv(rows));
    const whole = full(county);
    for (const wait of [150, 500, 900, 1400]) {
      const child = spawn(mingbai, ['import', 'register', path, '--region', county, '--apply']);
      let said = '';
      child.stderr.on('data', (more) => { said += more; });
      const ended = new Promise((done) => child.on('close', done));
      await sleep(wait);
      child.kill('SIGKILL');
      await ended;
      const applied = said.match(/import undo (\d+)/);
      if (applied) { // it was faster: take it back
        assert.equal(command('import', 'undo', applied[1]).code, 0);
      }
      await sleep(300);
      assert.ok(whole.equals(full(county)), `killed after ${wait} ms`);
    }
  });
});

// Documents as offices write them, made byte by byte: zip, docx, xlsx, pdf, jpg, png. For the tests
// of attachments; no more of each format than the tests need.
import zlib from 'node:zlib';

const { deflateRawSync, deflateSync } = zlib;

const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});

export const crc = zlib.crc32 ?? ((b) => {
  let c = 0xffffffff;
  for (const x of b) c = (c >>> 8) ^ table[(c ^ x) & 255];
  return ~c >>> 0;
});

// zip({name: text or bytes}): ${lie} says another size of a part than it has, or other flags.
export function zip(parts, lie = {}) {
  const files = [], central = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const data = Buffer.from(content), packed = deflateRawSync(data), label = Buffer.from(name);
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

const xml = (text) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`;
export const escaped = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
export const types = xml('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>');

export const core = (who) => xml(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${escaped(who)}</dc:creator><cp:lastModifiedBy>${escaped(who)}</cp:lastModifiedBy></cp:coreProperties>`);

// -- Word ------------------------------------------------------------------------------------------

export const run = (text, more = '') => `<w:r>${more}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
export const paragraph = (...runs) => `<w:p>${runs.map((r) => (r.startsWith('<') ? r : run(r))).join('')}</w:p>`;
export const row = (...cells) => `<w:tr>${cells.map((c) => `<w:tc>${paragraph(c)}</w:tc>`).join('')}</w:tr>`;
export const rows = (...list) => `<w:tbl>${list.join('')}</w:tbl>`;
export const inserted = (...runs) => `<w:ins w:id="1" w:author="张三" w:date="2026-03-01T00:00:00Z">${runs.join('')}</w:ins>`;
export const deleted = (text) => `<w:del w:id="2" w:author="张三" w:date="2026-03-01T00:00:00Z"><w:r><w:delText>${escaped(text)}</w:delText></w:r></w:del>`;
export const part = (name, body) => xml(`<w:${name} ${W}>${body}</w:${name}>`);

// docx(body, {part: content}): ${body} are texts or paragraphs.
export function docx(body, parts = {}) {
  const inside = [body].flat().map((p) => (p.startsWith('<') ? p : paragraph(p))).join('');
  return zip({ '[Content_Types].xml': types, 'word/document.xml': part('document', `<w:body>${inside}</w:body>`), ...parts });
}

// -- Excel -----------------------------------------------------------------------------------------

const letter = (i) => (i < 26 ? '' : String.fromCharCode(64 + Math.floor(i / 26))) + String.fromCharCode(65 + (i % 26));

// xlsx([{name, state, rows: [[cells]], hiddenRows, cols, after}], {parts}): a number becomes a numeric
// cell, a text a shared string; {xml} is a cell's own inside.
export function xlsx(sheets, parts = {}) {
  const strings = [];
  const cell = (value, r, c) => {
    const ref = `${letter(c)}${r + 1}`;
    if (value === null || value === '') return '';
    if (typeof value === 'number') return `<c r="${ref}"><v>${value}</v></c>`;
    if (value.xml !== undefined) return `<c r="${ref}"${value.t ? ` t="${value.t}"` : ''}>${value.xml}</c>`;
    strings.push(value.runs ? value.runs.map((t) => `<r><t>${escaped(t)}</t></r>`).join('') : `<t>${escaped(value)}</t>`);
    return `<c r="${ref}" t="s"><v>${strings.length - 1}</v></c>`;
  };
  const all = { '[Content_Types].xml': types };
  sheets.forEach((sheet, i) => {
    const lines = sheet.rows.map((line, r) => `<row r="${r + 1}"${sheet.hiddenRows?.includes(r) ? ' hidden="1"' : ''}>${line.map((v, c) => cell(v, r, c)).join('')}</row>`);
    all[`xl/worksheets/sheet${i + 1}.xml`] = xml(`<worksheet ${S}>${sheet.cols ? `<cols>${sheet.cols}</cols>` : ''}<sheetData>${lines.join('')}</sheetData>${sheet.after ?? ''}</worksheet>`);
  });
  all['xl/workbook.xml'] = xml(`<workbook ${S}><sheets>${sheets.map((s, i) => `<sheet name="${escaped(s.name ?? `表${i + 1}`)}" sheetId="${i + 1}"${s.state ? ` state="${s.state}"` : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`);
  all['xl/_rels/workbook.xml.rels'] = xml(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`);
  all['xl/sharedStrings.xml'] = xml(`<sst ${S}>${strings.map((s) => `<si>${s}</si>`).join('')}</sst>`);
  return zip({ ...all, ...parts });
}
export const sst = (...list) => xml(`<sst ${S}>${list.map((t) => `<si><t>${escaped(t)}</t></si>`).join('')}</sst>`);
export const cellComment = (text) => xml(`<comments ${S}><authors><author>张三</author></authors><commentList><comment ref="B2" authorId="0"><text>${text.map((t) => `<r><t>${escaped(t)}</t></r>`).join('')}</text></comment></commentList></comments>`);

// -- PDF -------------------------------------------------------------------------------------------

// A string of PDF in UTF-16, as Chinese ones are.
export const wide = (text) => `<FEFF${[...Buffer.from(text, 'utf16le').swap16()].map((b) => b.toString(16).padStart(2, '0')).join('')}>`;

// pdf(pages, {info, annots, catalog, objects}): ${pages} are lists of lines of ASCII; objects come
// after the seventh and are numbered on from there.
export function pdf(pages, { info, annots = '', catalog = '', objects = [], trailer = '' } = {}) {
  const list = [`<</Type/Catalog/Pages 2 0 R ${catalog}>>`, '', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', info ? `<<${info}>>` : '<<>>', ...objects];
  const kids = [];
  for (const lines of pages) {
    const text = `BT /F 12 Tf 14 TL 40 700 Td ${lines.map((l) => `(${l}) Tj T*`).join(' ')} ET`;
    list.push(`<</Length ${text.length}>>stream\n${text}\nendstream`);
    kids.push(list.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${list.length} 0 R/Resources<</Font<</F 3 0 R>>>>${annots ? `/Annots[${annots}]` : ''}>>`));
  }
  list[1] = `<</Type/Pages/Count ${kids.length}/Kids[${kids.map((k) => `${k} 0 R`).join(' ')}]>>`;
  let text = '%PDF-1.7\n';
  const at = list.map((object, i) => {
    const here = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return here;
  });
  const start = text.length;
  text += `xref\n0 ${list.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}`;
  text += `trailer\n<</Size ${list.length + 1}/Root 1 0 R${info ? '/Info 4 0 R' : ''}${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

// -- pictures --------------------------------------------------------------------------------------

export function chunk(type, data = '') {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]), size = Buffer.alloc(4), sum = Buffer.alloc(4);
  size.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([size, body, sum]);
}

// A picture of one point, with ${more} chunks before its end.
export const png = (...more) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'),
  chunk('IHDR', Buffer.from('0000000100000001080200000000'.slice(0, 26), 'hex')), ...more,
  chunk('IDAT', deflateSync(Buffer.from([0, 200, 30, 30]))), chunk('IEND')]);

export function segment(marker, data) {
  const body = Buffer.from(data, 'latin1'), head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

// The blocks of a picture; nothing here draws it.
export const jpeg = (...more) => Buffer.concat([Buffer.from([0xff, 0xd8]),
  segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'), ...more, segment(0xdb, `\0${'\x10'.repeat(64)}`),
  segment(0xc0, '\x08\0\x01\0\x01\x01\x01\x11\0'), segment(0xda, '\x01\x01\0\0\x3f\0'),
  Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]), Buffer.from([0xff, 0xd9])]);

// An EXIF block: which way up, and who took it where.
export const exif = (words, turned = 6) => segment(0xe1,
  `Exif\0\0MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(turned)}\0\0\x01\x3b\0\x02\0\0\0\x20\0\0\0\x26\0\0\0\0${words}`);

// A register file of invented people: `node people.mjs N < villages > file.csv`, where villages is
// one 12-digit code a line. Numbers fit their check digits and belong to a county that does not
// exist; the same N gives the same file.
import { readFileSync } from 'node:fs';

const people = Number(process.argv[2] ?? 1000000);
const villages = readFileSync(0, 'utf8').trim().split('\n');
const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董'];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红云梅春志建国文辉力'];
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const kinds = ['建档立卡贫困户', '脱贫不稳定户', '边缘易致贫户', '突发严重困难户'];
const attributes = ['一般户', '低保户', '特困供养户'];
const causes = ['因病', '因残', '因学', '缺技术', '缺劳力、因病', '交通不便'];
const others = ['配偶', '之子', '之女', '之父', '之母'];
const two = (n) => String(n).padStart(2, '0');

let seed = 42;
const below = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const pick = (list) => list[below(list.length)];

function number(i) {
  const born = new Date(Date.UTC(1930, 0, 1 + (i % 30000)));
  const first = `990124${born.getUTCFullYear()}${two(born.getUTCMonth() + 1)}${two(born.getUTCDate())}${String(Math.floor(i / 30000)).padStart(3, '0')}`;
  let sum = 0;
  for (let k = 0; k < 17; k++) sum += weights[k] * (first.charCodeAt(k) - 48);
  return first + '10X98765432'[sum % 11];
}

const lines = ['户编号,行政区划代码,组,姓名,与户主关系,证件号码,民族,文化程度,健康状况,劳动技能,务工状况,联系电话,家庭住址,纳入类型,户属性,主要致贫原因,识别日期,当前状态,脱贫日期,帮扶责任人,帮扶单位,帮扶电话'];
const write = (more) => {
  lines.push(more);
  if (lines.length < 5000) return;
  process.stdout.write(lines.join('\r\n') + '\r\n');
  lines.length = 0;
};
for (let i = 0, house = 0; i < people; house++) {
  const size = 1 + below(5);
  const village = villages[Math.floor((i / people) * villages.length)];
  const lifted = below(2) === 0;
  const helper = below(400);
  const since = `20${two(13 + below(7))}-${two(1 + below(12))}-${two(1 + below(28))}`;
  const household = `,${pick(kinds)},${pick(attributes)},${pick(causes)},${since},${lifted ? '脱贫,2020-11-20' : '在册,'},${given[helper % 30]}${surnames[helper % 35]},县第${helper}办公室,0999-51${String(10000 + helper)}`;
  const address = `${two(1 + below(8))}组${1 + below(200)}号`;
  for (let m = 0; m < size && i < people; m++, i++) {
    const name = pick(surnames) + pick(given) + (below(3) ? pick(given) : '');
    write(`P${String(10000000 + house)},${village},${two(1 + (house % 8))}组,${name},${m === 0 ? '户主' : pick(others)},${number(i)},汉族,初中,${below(6) ? '健康' : '长期慢性病'},普通劳动力,县外务工,139${String(10000000 + i)},${address}${household}`);
  }
}
process.stdout.write(lines.length ? lines.join('\r\n') + '\r\n' : '');

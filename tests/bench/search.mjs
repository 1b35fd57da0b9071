// What tests/bench/search needs: announcements put together from the demo's sentences, and queries.
//
//   node search.mjs make N PLACES           SQL to stdout; PLACES: lines "code<tab>name"
//   node search.mjs ask URL N COMMON TEXTS   COMMON: lines "hex of a term<tab>…"; TEXTS: lines of text
import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import { median, quantile } from './pool.mjs';

const [what, ...args] = process.argv.slice(2);
let seed = 20261122;
const random = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * n);
};
const pick = (list) => list[random(list.length)];
const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split('\t'));

const SUBJECTS = ['生态护林员名单', '雨露计划补助发放', '产业奖补资金', '危房改造对象', '公益性岗位人员', '衔接资金项目计划',
  '通组公路硬化工程', '农村饮水工程', '光伏收益分配', '小额信贷贴息', '防返贫监测对象', '易地搬迁后续扶持项目', '临时救助对象',
  '低保对象', '医疗救助资金', '种植苗木发放', '外出务工交通补助', '帮扶车间招聘', '农业保险理赔', '村集体经济分红'];
const ENDS = ['公示', '公告', '的通知', '情况公示', '结果公告'];

function make(n, places) {
  const sentences = ['policy', 'notice'].flatMap((kind) => readdirSync(new URL(`../../sql/demo/${kind}`, import.meta.url)).flatMap((name) =>
    readFileSync(new URL(`../../sql/demo/${kind}/${name}`, import.meta.url), 'utf8').split(/[\n。；]/).map((s) => s.trim()).filter((s) => s.length > 8)));
  const at = (i) => new Date(Date.UTC(2016, 0, 1) + Math.floor((i * 10 * 365 * 86400e3) / n)).toISOString().slice(0, 19).replace('T', ' ');
  process.stdout.write('SET foreign_key_checks = 0; SET unique_checks = 0; SET autocommit = 0; SET @d = (SELECT MAX(id) FROM document);\n');
  for (let from = 0; from < n; from += 500) {
    const documents = [], editions = [];
    for (let i = from; i < Math.min(n, from + 500); i++) {
      const [code, name] = pick(places);
      const title = `${name}${at(i).slice(0, 4)}年${pick(SUBJECTS)}${pick(ENDS)}`;
      const body = Array.from({ length: 8 + random(10) }, () => pick(sentences)).join('。').replace(/[\\']/g, '');
      documents.push(`(@d + ${i + 1}, 'notice', '${code}', '${at(i)}')`);
      editions.push(`(@d + ${i + 1}, 'notice', '${code}', 'published', 1, '${title}', '${body}。', 'notice', '${at(i)}', '${at(i)}')`);
    }
    process.stdout.write(`INSERT INTO document (id, kind, region, created_at) VALUES ${documents.join(',')};\n`
      + `INSERT INTO edition (document_id, kind, region, state, number, title, body, type, updated_at, published_at) VALUES ${editions.join(',')};\nCOMMIT;\n`);
  }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const ask = (url) => new Promise((done, failed) => {
  const began = process.hrtime.bigint();
  http.get(url, { agent }, (answer) => {
    let size = 0;
    answer.on('data', (part) => { size += part.length; });
    answer.on('end', () => done({ status: answer.statusCode, ms: Number(process.hrtime.bigint() - began) / 1e6, size }));
  }).on('error', failed);
});

async function measure(url, n, common, texts) {
  const most = common.map(([term]) => Buffer.from(term, 'hex').toString('utf8'));
  const runs = texts.flat().join('\n').match(/\p{Script=Han}{4,}/gu);
  // One to four hanzi as they stand in the texts; a third of them the commonest there are.
  const query = {
    1: () => (random(3) ? pick(runs)[0] : pick(most.filter((t) => t.length === 1))),
    2: () => (random(3) ? pick(runs).slice(0, 2) : pick(most.filter((t) => t.length === 2))),
    3: () => (random(3) ? pick(runs).slice(0, 3) : `${pick(most.filter((t) => t.length === 2))}${pick(most.filter((t) => t.length === 1))}`),
    4: () => (random(3) ? pick(runs).slice(0, 4) : `${pick(most.filter((t) => t.length === 2))} ${pick(most.filter((t) => t.length === 2))}`),
  };
  for (let i = 0; i < 50; i++) await ask(`${url}/search?q=${encodeURIComponent(query[2]())}`);
  let bad = 0;
  const show = (name, all, least) => {
    const p99 = quantile(all, 0.99);
    console.log(`${name.padEnd(24)} p50 ${median(all).toFixed(1).padStart(6)}  p95 ${quantile(all, 0.95).toFixed(1).padStart(6)}  p99 ${p99.toFixed(1).padStart(6)} ms  max ${Math.max(...all).toFixed(1).padStart(6)}`);
    if (least && p99 > least) bad = 1;
  };
  const beside = []; // a page that asks the database next to nothing, in between: what the machine adds
  for (const length of [1, 2, 3, 4]) {
    const all = [];
    for (let i = 0; i < n / 4; i++) {
      const answer = await ask(`${url}/search?q=${encodeURIComponent(query[length]())}`);
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      all.push(answer.ms);
      if (i % 4 === 0) beside.push((await ask(`${url}/verify`)).ms);
    }
    show(`${length} hanzi`, all, 20);
  }
  const commonest = [];
  for (const term of most) for (let i = 0; i < 5; i++) commonest.push((await ask(`${url}/search?q=${encodeURIComponent(term)}`)).ms);
  show(`commonest (${most.slice(0, 4).join(' ')})`, commonest, 20);
  const narrowed = [];
  for (const term of most) narrowed.push((await ask(`${url}/search?q=${encodeURIComponent(term)}&kind=policy&year=2023`)).ms);
  show('commonest, narrowed', narrowed, 20);
  show('(/verify, in between)', beside);
  const none = [];
  for (let i = 0; i < 100; i++) none.push((await ask(`${url}/search?q=${encodeURIComponent(`${pick(most)}龘${pick(most)}`)}`)).ms);
  show('none, near ones shown', none);
  process.exit(bad);
}

if (what === 'make') make(Number(args[0]), lines(args[1]));
else await measure(args[0], Number(args[1]), lines(args[2]), lines(args[3]));

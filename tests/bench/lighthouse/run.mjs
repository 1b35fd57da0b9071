// Lighthouse's word on the public pages: mobile, on its own slow 4G and on 300 ms and 700 kbit/s.
// Not part of `make test`; it wants Chromium, a portal (`make run`) and what stands in package.json:
//
//   cd tests/bench/lighthouse && npm ci && BASE_URL=http://localhost:8080 node run.mjs [WORD...]
//
// BASE_URL names localhost: only there does a browser take plain HTTP for safe. With words only pages
// whose name holds one. A page below the bar is measured again, RUNS (3) times in all, and its middle
// result counts: what else the machine does is in the figures.
// Prints a table; ends with 1 if a page is below the bar, and then says which audits were.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const base = (process.env.BASE_URL ?? 'http://localhost:8080').replace(/\/$/, '');
const words = process.argv.slice(2);
const times = Number(process.env.RUNS ?? 3);

const first = async (list) => (await (await fetch(base + list)).text()).match(/<h3><a href="([^"]+)"/)[1];
const pages = {
  home: '/',
  policies: '/policies',
  policy: await first('/policies'),
  notices: '/notices',
  notice: await first('/notices?state=open'),
  status: '/status',
  find: '/find',
  search: '/search?q=%E4%BD%8E%E4%BF%9D',
  figures: '/figures',
};

// Largest contentful paint in ms; the bars of both nets.
const nets = {
  default: { most: 800 },
  slow: { most: 1500, throttling: { rttMs: 300, throughputKbps: 700, cpuSlowdownMultiplier: 4 } },
};

async function measure(port, path, net) {
  const { lhr } = await lighthouse(base + path, {
    port,
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    ...(net.throttling && { throttling: net.throttling }),
  });
  const scores = Object.values(lhr.categories).map((c) => Math.round(100 * c.score));
  const lcp = Math.round(lhr.audits['largest-contentful-paint'].numericValue);
  const faults = Object.values(lhr.categories).flatMap((c) => c.auditRefs)
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
    .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ''}`.trim());
  return {
    scores, lcp, faults,
    shift: lhr.audits['cumulative-layout-shift'].numericValue,
    bytes: lhr.audits['total-byte-weight'].numericValue,
    fine: scores.every((s) => s === 100) && lcp <= net.most,
  };
}

const rank = (one) => one.scores.reduce((a, b) => a + b) - one.lcp / 1000;
let missed = 0;
const chrome = await launch({
  chromePath: process.env.CHROMIUM || '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic'],
});
console.log('page      net      perf a11y best  seo  LCP ms  CLS    bytes');
for (const [name, path] of Object.entries(pages)) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  for (const [kind, net] of Object.entries(nets)) {
    const runs = [await measure(chrome.port, path, net)];
    while (!runs[0].fine && runs.length < times) runs.push(await measure(chrome.port, path, net));
    const one = runs.sort((a, b) => rank(a) - rank(b))[runs.length >> 1];
    if (!one.fine) missed++;
    console.log(`${name.padEnd(9)} ${kind.padEnd(8)} ${one.scores.map((s) => String(s).padStart(4)).join(' ')}`
      + `  ${String(one.lcp).padStart(6)}  ${(one.shift ?? 0).toFixed(3)}  ${one.bytes}${one.faults.length ? `  ${one.faults.join(', ')}` : ''}`);
  }
}
await chrome.kill();
process.exit(missed ? 1 : 0);

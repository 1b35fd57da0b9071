// What a run says: the table on the screen, the bars it is held to, and the chart for README.

const f = (x, digits = 0) => (x === undefined || x === null ? '' : x.toFixed(digits));
const times = (s) => `${f(s.median, 2)} (${f(s.least, 2)}–${f(s.most, 2)})`;
const width = (text) => [...text].length;
const pad = (text, n, left) => (left ? text + ' '.repeat(Math.max(0, n - width(text))) : ' '.repeat(Math.max(0, n - width(text))) + text);

function table(heads, rows) {
  const columns = heads.map((head, i) => Math.max(width(head), ...rows.map((row) => width(String(row[i] ?? '')))));
  const line = (row) => row.map((cell, i) => pad(String(cell ?? ''), columns[i], i === 0)).join('  ').trimEnd();
  return [line(heads), ...rows.map(line), ''].join('\n');
}

// bars(report): [{name, value, bar, at_most, fine}]: everything the portal is held to.
export function bars(r) {
  const least = (name, value, bar) => ({ name, value, bar, at_most: false, fine: value >= bar });
  const most = (name, value, bar) => ({ name, value, bar, at_most: true, fine: value <= bar });
  const all = r.pages.filter((p) => p.bar).map((p) => least(`${p.name}, of its floor's requests a second`, p.ratio.median, p.bar));
  for (const c of r.crowd) all.push(least(`${c.name}, throughput at twice saturation, of the peak`, c.twice.ratio.median, 0.9));
  if (r.refused) {
    all.push(least('far too many from one address, share that hears 429', r.refused.share, 0.5), most('… how soon, times a served page', r.refused.times, 2));
    all.push(least('a rush of twice the peak, served of what is served at the peak', r.rush.share, 0.9));
    if (r.rush.busy.count) all.push(most('… how soon the others hear 503, p50 by that of the served', r.rush.busy.p50 / r.rush.ok.p50, 0.5));
  }
  all.push(most('memory of a public worker, MB', r.memory.public.worker.rss, 8), most('memory of the stack without the database, MB', r.memory.stack.pss, 120));
  if (!r.size) return all;
  for (const c of r.size.cells) {
    if (c.times.p50 === 1) continue;
    const where = `${c.name}, ${c.people.toExponential(0).replace('e+', 'e')} people`;
    if (c.work) all.push(most(`${where}, p99, times the smallest`, c.times.p99, 1.3));
    else if (!c.name.endsWith('last page')) all.push(most(`${where}, times the smallest`, c.times.p50, 1.3));
  }
  for (const d of r.size.depth) all.push(most(`${d.list}, last page by first, ${d.people.toExponential(0).replace('e+', 'e')} people`, d.times, 1.2));
  return all;
}

function pagesText(r) {
  const out = [];
  out.push(table(['floors', 'req/s', 'CPU µs'], r.ladder.map((s) => [s.name, f(s.rate), f(s.cpu)])));
  out.push(table(['page', 'SELECTs', 'writes', 'floor req/s', 'req/s', 'ratio', 'floor CPU µs', 'CPU µs', 'ratio of CPU', 'p50 ms', 'p99 ms', 'bar'],
    r.pages.map((p) => [p.name, p.selects, p.writes, f(p.floor.rate), f(p.subject.rate), times(p.ratio), f(p.floor.cpu), f(p.subject.cpu), times(p.cpu_ratio), f(p.subject.p50, 1), f(p.subject.p99, 1), p.bar ? f(p.bar, 2) : ''])));
  const writing = r.pages.filter((p) => p.writing);
  out.push(table(['beside a floor that also writes as often', 'floor req/s', 'ratio', 'floor CPU µs', 'ratio of CPU'],
    writing.map((p) => [p.name, f(p.writing.rate), times(p.writing.ratio), f(p.writing.cpu), times(p.writing.cpu_ratio)])));
  return out;
}

function crowdText(r) {
  const out = [];
  out.push(table(['a crowd', 'saturated at', 'peak req/s', 'at twice', 'first byte: alone', 'saturated', 'twice', 'p99 alone', 'saturated', 'twice'],
    r.crowd.map((c) => [c.name, `${c.saturation} at once`, f(c.peak), times(c.twice.ratio), ...['p50', 'p99'].flatMap((k) => ['one', 'saturated', 'twice'].map((w) => `${f(c.first[w][k], 1)} ms`))])));
  const counts = Object.entries(r.refused.counts).map(([s, n]) => `${n} × ${s}`).join(', ');
  out.push(`far too many from one address: ${counts}; p50 ${f(r.refused.p50, 1)} ms, ${f(r.refused.times, 2)} times that of a served page`);
  const told = ({ count, p50, p99 }) => (count ? `${count}, p50 ${f(p50)} ms, p99 ${f(p99)} ms` : '0');
  out.push(`twice the peak for a while, nobody waiting for others: ${f(r.rush.rate)} a second, served ${f(r.rush.served)} (${f(r.rush.share, 2)} of what the same visitors are served at the peak); 200: ${told(r.rush.ok)}; 503: ${told(r.rush.busy)}; ${r.rush.lost} without an answer`, '');
  return out;
}

export function show(r) {
  const out = [`${r.machine.cpus} processors, ${r.machine.model}; load before ${r.machine.load}; ${r.rounds} rounds of ${r.seconds} s; medians (least–most)`, ''];
  if (r.ladder) out.push(...pagesText(r));
  if (r.refused) out.push(...crowdText(r));
  out.push(table(['memory, MB', 'worker RSS', 'worker PSS', 'all RSS', 'all PSS', 'listens after'],
    ['public', 'lookup', 'office', 'nginx'].map((n) => [n, f(r.memory[n].worker.rss, 1), f(r.memory[n].worker.pss, 1), f(r.memory[n].rss, 1), f(r.memory[n].pss, 1), r.starts[n] ? `${f(r.starts[n])} ms` : ''])
      .concat([['together', '', '', f(r.memory.stack.rss, 1), f(r.memory.stack.pss, 1), `${f(r.ready, 1)} s, with the database`]])));
  if (r.size) {
    out.push(table(['cost against size', 'people', 'announcements', 'p50 ms', 'p99 ms', 'p50 ×', 'p99 ×', 'work p50 ms', 'p99 ms', 'p99 ×'],
      r.size.cells.map((c) => [c.name, c.people, c.notices, f(c.p50, 2), f(c.p99, 2), f(c.times.p50, 2), f(c.times.p99, 2), f(c.work?.p50, 2), f(c.work?.p99, 2), f(c.times.work_p99, 2)])));
  }
  out.push(...r.bars.map((b) => `${b.fine ? 'ok  ' : 'MISS'} ${b.name}: ${f(b.value, 2)} (${b.at_most ? 'at most' : 'at least'} ${b.bar})`));
  return out.join('\n');
}

// chart(report): an SVG: each page's share of its floor, by requests a second and by CPU time, with the
// spread of the rounds and the bar it is held to.
export function chart(r) {
  const ROW = 34, LEFT = 210, SCALE = 460, TOP = 64;
  const pages = r.pages, height = TOP + pages.length * ROW + 30;
  const x = (value) => (LEFT + Math.min(value, 1.1) * SCALE).toFixed(1);
  const text = (at, y, words, more = '') => `<text x="${at}" y="${y}" ${more}>${words.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
  const rows = pages.map((p, i) => {
    const y = TOP + i * ROW;
    const bar = (s, top, fill) => `<rect x="${LEFT}" y="${top}" width="${(x(s.median) - LEFT).toFixed(1)}" height="9" fill="${fill}"/>`
      + `<path d="M${x(s.least)} ${top + 4.5}H${x(s.most)}" stroke="#222" stroke-width="1.5"/>`;
    return text(LEFT - 8, y + 15, p.name, 'text-anchor="end"') + bar(p.ratio, y + 2, p.bar && p.ratio.median < p.bar ? '#b3261e' : '#1f6f5c') + bar(p.cpu_ratio, y + 13, '#9bb8b0')
      + (p.bar ? `<path d="M${x(p.bar)} ${y - 2}V${y + 26}" stroke="#b3261e" stroke-width="2"/>` : '')
      + text(LEFT + 1.1 * SCALE + 8, y + 15, p.ratio.median.toFixed(2));
  });
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => `<path d="M${x(v)} ${TOP - 8}V${height - 26}" stroke="#ddd"/>${text(x(v), height - 10, v.toFixed(1), 'text-anchor="middle"')}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 ${height}" font-family="sans-serif" font-size="12" fill="#222">
<title>Each page beside its floor</title>
<rect width="780" height="${height}" fill="#fff"/>
${text(16, 22, 'Each page beside its floor: nginx with a file of the same bytes (cached), a bare FastCGI program', 'font-size="14"')}
${text(16, 40, 'with as many SELECTs (the others). Dark: requests a second; light: CPU time; black: spread; red line: the bar.')}
${grid.join('\n')}
${rows.join('\n')}
</svg>
`;
}

// The screen of a hall: turns over what the page holds and fetches the next lot. Without a line it
// goes on with what it has, also after the power was cut (sw.js), says since when that is, and what
// has ended meanwhile; it never leaves its page for a browser's error page. A press fills the screen;
// the space bar stops and starts it.
'use strict';
const SHORT = 12e3, LONG = 30e3, LETTER = 80; // a page stays this long; each letter counts
const AGAIN = 60e3, DAY = 864e5;
const $ = id => document.getElementById(id);
const main = $('main'), script = document.scripts[0].src;
let ahead = 0; // of the screen's own clock, which may be wrong
let fresh;
let at = -1, page = 0, pages = 1, rests = false;

const now = () => Date.now() + ahead;
const time = box => Date.parse(box.dateTime);
const day = moment => Math.floor((moment + DAY / 3) / DAY); // in Shanghai
const text = (moment, weekday) => new Date(moment).toLocaleString('zh-CN', {
  timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', weekday });

function end(clock, until) {
  const job = clock.closest('.jobs li');
  clock.className = 'clock closed';
  clock.textContent = `已结束（${until.textContent}截止）`;
  if (job && job.parentNode.children.length > 1) job.remove();
  else if (job) job.parentNode.replaceWith('现在没有能报名的。');
}

function clocks() {
  const made = time($('made'));
  $('now').textContent = text(now(), 'long');
  $('old').textContent = now() - made > 10 * AGAIN ? `连不上网站，这是 ${text(made)} 的内容` : '';
  document.querySelectorAll('.clock.open').forEach(clock => {
    const until = clock.querySelector('time'), closes = time(until), left = day(closes - 1) - day(now());
    if (closes <= now()) end(clock, until);
    else clock.querySelector('b').textContent = left ? `还剩 ${left} 天` : '今天是最后一天';
  });
}

function take() {
  main.replaceChildren(...fresh.querySelectorAll('main > *'));
  $('made').replaceWith(fresh.getElementById('made'));
  fresh = null;
  clocks();
}

// The next page; how long it stays.
function turn() {
  if (++page >= pages) {
    if (fresh) take();
    at = (at + 1) % main.children.length;
    page = 0;
  }
  const all = [...main.children], box = all[at].querySelector('.page');
  all.forEach((one, i) => one.classList.toggle('on', i === at));
  const step = box.clientWidth + parseFloat(getComputedStyle(box).columnGap);
  pages = Math.round((box.scrollWidth - box.clientWidth) / step) + 1;
  box.scrollLeft = page * step;
  $('count').textContent = `第 ${at + 1} 件，共 ${all.length} 件${pages > 1 ? `\n第 ${page + 1} 页，共 ${pages} 页` : ''}`;
  return Math.min(LONG, Math.max(SHORT, LETTER * all[at].textContent.length / pages));
}
function go() {
  setTimeout(go, rests ? SHORT : turn());
}

async function load() {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), AGAIN / 2);
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', signal: stop.signal }), copy = answer.clone();
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok || !next.querySelector('main > [data-id]')) return;
    ahead = Date.parse(answer.headers.get('date')) - Date.now() || 0;
    fresh = next;
    if (self.caches) await (await caches.open('pages')).put(location.pathname, copy);
    if (next.scripts[0].src !== script) location.reload(); // a new version
  } catch { /* the next try is a minute away */ }
}

// A screen that is a tablet or a computer stays lit.
function wake() {
  if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request('screen').catch(() => {});
}

document.documentElement.className = 'live';
onkeydown = e => { if (e.key === ' ') rests = !rests; };
onclick = () => { if (!document.fullscreenElement) document.documentElement.requestFullscreen().catch(() => {}); };
document.addEventListener('visibilitychange', wake);
if (navigator.serviceWorker) navigator.serviceWorker.register(main.dataset.offline, { scope: '/' }).catch(() => {});
wake();
clocks();
go();
load();
setInterval(clocks, 1e3);
setInterval(load, AGAIN);

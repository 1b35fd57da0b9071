// The screen of a hall: turns over what the page holds and fetches the next lot. Without a line it
// goes on with what it has and says since when that is; it never leaves its page for a browser's
// error page. The space bar stops and starts it.
'use strict';
const EACH = 12e3, AGAIN = 60e3, DAY = 864e5;
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

function clocks() {
  const made = time($('made'));
  $('now').textContent = text(now(), 'long');
  $('old').textContent = now() - made > 10 * AGAIN ? `连不上网站，这是 ${text(made)} 的内容` : '';
  document.querySelectorAll('.clock.open').forEach(clock => {
    const closes = time(clock.querySelector('time')), left = day(closes - 1) - day(now());
    clock.querySelector('b').textContent = closes <= now() ? '已经截止' : left ? `还剩 ${left} 天` : '今天是最后一天';
  });
}

function take() {
  main.replaceChildren(...fresh.querySelectorAll('main > *'));
  $('made').replaceWith(fresh.getElementById('made'));
  fresh = null;
}

function turn() {
  if (rests) return;
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
  $('count').textContent = `${at + 1} / ${all.length}${pages > 1 ? `，第 ${page + 1} 页，共 ${pages} 页` : ''}`;
}

async function load() {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), AGAIN / 2);
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', signal: stop.signal });
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok || !next.querySelector('main > [data-id]')) return;
    ahead = Date.parse(answer.headers.get('date')) - Date.now() || 0;
    if (next.scripts[0].src !== script) location.reload(); // a new version
    fresh = next;
  } catch { /* the next try is a minute away */ }
}

document.documentElement.className = 'live';
onkeydown = e => { if (e.key === ' ') rests = !rests; };
if (navigator.serviceWorker) navigator.serviceWorker.register(main.dataset.offline, { scope: '/' }).catch(() => {});
turn();
clocks();
load();
setInterval(clocks, 1e3);
setInterval(turn, EACH);
setInterval(load, AGAIN);

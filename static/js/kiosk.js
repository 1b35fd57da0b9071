// A tablet in the village that many people use. Answers are fetched into the page, so that there is
// nothing in the browser's history to go back to; what was asked and answered goes away by itself.
'use strict';
const REST = 60, SOON = 15; // seconds without a touch
const $ = id => document.getElementById(id);
const blank = $('main').cloneNode(true), style = document.querySelector('[rel=stylesheet]').href;
let left = REST, answered = false, old = false, field;

const make = (text, act, parent) => {
  const b = document.createElement('button');
  b.type = 'button';
  b.textContent = text;
  b.onpointerdown = e => e.preventDefault(); // the field keeps the focus
  b.onclick = act;
  parent.append(b);
  return b;
};
const bar = document.createElement('div'), keys = document.createElement('div'), said = document.createElement('p');
bar.className = 'pad';
said.setAttribute('role', 'status');
bar.append(said, keys);
for (const key of '1234567890X') make(key, () => type(field.value + key), keys);
make('字母', () => { // the tablet's own keys
  const one = field;
  one.inputMode = 'text';
  one.blur();
  one.focus();
}, keys);
make('退一格', () => type(field.value.slice(0, -1)), keys);
const done = make('', clear, bar), ask = make('查一查', () => field.form.requestSubmit(), bar);
$('main').after(bar);

function type(value) {
  field.value = value;
  field.focus();
}
function put(main) {
  $('main').replaceWith(main);
  main.querySelectorAll('.digits').forEach(one => { one.inputMode = 'none'; });
  field = null;
  left = REST;
  said.textContent = '';
  show();
  scrollTo(0, 0);
}
function clear() {
  // A new version of the portal: nobody is asking now.
  if (old) fetch('/kiosk').then(page => { if (page.ok) location.reload(); }).catch(() => {});
  answered = false;
  put(blank.cloneNode(true));
}
function show() {
  const used = answered || [...document.querySelectorAll('main input:not([type=hidden])')].some(one => one.value !== one.defaultValue);
  if (!used) left = REST;
  keys.hidden = !field || !field.matches('.digits');
  ask.hidden = !field;
  done.hidden = !used;
  said.hidden = !said.textContent;
  done.classList.toggle('soon', left <= SOON);
  done.textContent = left <= SOON ? `还在看就摸一下屏幕，${left} 秒后清掉` : `用完了，清掉（${left} 秒后自动清掉）`;
}

onsubmit = async e => {
  e.preventDefault();
  said.textContent = '正在查，请等一下';
  show();
  try {
    const body = new URLSearchParams(new FormData(e.target));
    const answer = await fetch('/kiosk', { method: 'POST', body, cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    put(page.querySelector('.kiosk main'));
    answered = true;
    old = page.querySelector('[rel=stylesheet]').href !== style;
    show();
  } catch {
    said.textContent = '现在连不上，没有查成。请等一会儿，再按“查一查”。';
    show();
  }
};
// No way leads off this page.
onclick = e => {
  const link = e.target.closest('a');
  if (!link || link.getAttribute('href')[0] === '#') return;
  e.preventDefault();
  if (link.pathname === '/kiosk') clear();
};
addEventListener('focusin', e => {
  if (!e.target.matches('main input')) return; // nothing moves under a finger that presses a button
  field = e.target;
  show();
});
for (const touch of ['pointerdown', 'keydown', 'scroll']) addEventListener(touch, () => { left = REST; });
addEventListener('pagehide', clear);
setInterval(() => { if (--left <= 0) clear(); else show(); }, 1000);
put(blank.cloneNode(true));

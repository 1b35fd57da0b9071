// A tablet in the village that many people use. Answers are fetched into the page, so that there is
// nothing in the browser's history to go back to; what was asked and answered goes away by itself.
'use strict';
const REST = 60; // seconds without a touch
const $ = id => document.getElementById(id);
const blank = $('main').cloneNode(true);
let left = REST, answered = false, field;

const make = (text, act, parent) => {
  const b = document.createElement('button');
  b.type = 'button';
  b.textContent = text;
  b.onpointerdown = e => e.preventDefault(); // the field keeps the focus
  b.onclick = act;
  parent.append(b);
  return b;
};
const bar = document.createElement('div');
bar.className = 'pad';
const keys = document.createElement('div');
bar.append(keys);
for (const key of '1234567890X') make(key, () => type(field.value + key), keys);
make('退一格', () => type(field.value.slice(0, -1)), keys);
const done = make('', clear, bar);
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
  show();
  scrollTo(0, 0);
}
function clear() {
  answered = false;
  put(blank.cloneNode(true));
}
function show() {
  const used = answered || [...document.querySelectorAll('main input')].some(one => one.value !== one.defaultValue);
  if (!used) left = REST;
  keys.hidden = !field;
  done.hidden = !used;
  done.textContent = `用完了，清掉（${left} 秒后自动清掉）`;
}

onsubmit = async e => {
  e.preventDefault();
  try {
    const body = new URLSearchParams(new FormData(e.target));
    const answer = await fetch('/kiosk', { method: 'POST', body, cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    answered = true;
    put(page.getElementById('main'));
  } catch {
    done.textContent = '现在连不上，请等一会儿再试';
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
  if (e.target.closest('.pad')) return;
  field = e.target.matches('.digits') ? e.target : null;
  show();
});
for (const touch of ['pointerdown', 'keydown', 'scroll']) addEventListener(touch, () => { left = REST; });
addEventListener('pagehide', clear);
setInterval(() => { if (--left <= 0) clear(); else show(); }, 1000);
put(blank.cloneNode(true));

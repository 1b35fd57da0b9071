// Small comforts; every page is complete without them.
'use strict';
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const offer = (place, text, act) => {
  const b = document.createElement('button');
  b.type = 'button';
  b.textContent = text;
  b.onclick = () => act(b);
  place.append(b);
};

// The page is a kept one: the county's computer did not answer.
const [visit] = performance.getEntriesByType('navigation');
if (visit && (visit.serverTiming || []).some(t => t.name === 'cache' && t.description === 'STALE')) {
  const note = document.createElement('p');
  note.className = 'remark';
  note.setAttribute('role', 'status');
  note.textContent = '您看到的是稍早保存的页面，最新的可能还没更新。';
  document.getElementById('main').prepend(note);
}

if (navigator.clipboard) each('[data-share]', place => offer(place, '复制网址', b =>
  navigator.clipboard.writeText(location.href).then(() => { b.textContent = '复制好了'; })));
each('[data-print]', place => offer(place, '打印', () => print()));

// Leaving a form of the office that has been written in.
each('[data-guard]', form => {
  let written = false;
  form.oninput = () => { written = true; };
  form.onsubmit = () => { written = false; };
  addEventListener('beforeunload', e => { if (written) e.preventDefault(); });
});

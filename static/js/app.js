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

// The page is a kept one: the county's computer did not answer, or there is no line. What has
// ended since then is not shown as open.
const [visit] = performance.getEntriesByType('navigation'), made = document.querySelector('footer time');
const stale = visit && (visit.serverTiming || []).some(t => t.name === 'cache' && t.description === 'STALE');
if (made && (stale || !navigator.onLine || 'kept' in document.documentElement.dataset) && !document.getElementById('kept')) {
  const note = document.createElement('p'), day = t => Math.floor(t / 864e5 + 1 / 3); // in Shanghai
  note.className = 'remark';
  note.setAttribute('role', 'status');
  note.textContent = `现在连不上网站。您看到的是 ${made.textContent} 的内容，后来改没改、撤没撤，连上以后才知道。`;
  document.getElementById('main').prepend(note);
  each('.clock.open', clock => {
    const until = clock.querySelector('time'), closes = Date.parse(until.dateTime), left = day(closes - 1) - day(Date.now());
    if (closes > Date.now()) {
      clock.querySelector('b').textContent = left ? `还剩 ${left} 天` : '今天是最后一天';
      return;
    }
    clock.className = 'clock closed';
    clock.textContent = `已结束（${until.textContent}截止）`;
    const box = clock.closest('.window.open');
    if (!box) return;
    box.className = 'window closed';
    box.querySelector('h2').textContent = '公示期已过';
  });
}

each('[data-share]', place => {
  const { title } = document, url = location.href;
  if (navigator.share) offer(place, '发给别人', () => navigator.share({ title, url }).catch(() => {}));
  if (navigator.clipboard) offer(place, '复制网址', b =>
    navigator.clipboard.writeText(url).then(() => { b.textContent = '复制好了'; }));
  // What was read can be read again without a line; when all else is done.
  const { share } = place.dataset, { serviceWorker } = navigator;
  if (serviceWorker) setTimeout(() => serviceWorker.register(share, { scope: '/' }).catch(() => {}), 4000);
});
// Read aloud, sentence by sentence: some voices give up on a long text.
const speech = self.speechSynthesis;
if (speech) each('[data-read]', place => offer(place, '读给我听', b => {
  const name = b.textContent, stop = text => { b.textContent = text; speech.cancel(); };
  if (name === '不读了') return stop('读给我听');
  const voices = speech.getVoices();
  if (voices.length && !voices.some(v => v.lang.startsWith('zh'))) return stop('这部手机不会读');
  stop('不读了');
  const said = document.querySelector(place.dataset.read).innerText.split(/[。！？\n]+/).filter(s => s.trim());
  for (const [i, text] of said.entries()) {
    const words = new SpeechSynthesisUtterance(text);
    words.lang = 'zh-CN';
    words.rate = .9;
    if (i === said.length - 1) words.onend = () => stop('读给我听');
    words.onerror = e => { if (!/canceled|interrupted/.test(e.error)) stop('这部手机不会读'); };
    speech.speak(words);
  }
}));
if (speech) addEventListener('pagehide', () => speech.cancel());
each('[data-print]', place => offer(place, '打印', () => print()));

// Leaving a form of the office that has been written in.
each('[data-guard]', form => {
  let written = false;
  form.oninput = () => { written = true; };
  form.onsubmit = () => { written = false; };
  addEventListener('beforeunload', e => { if (written) e.preventDefault(); });
});

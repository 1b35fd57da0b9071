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

// The page is a kept one: the county's computer did not answer, or there is no line.
const [visit] = performance.getEntriesByType('navigation');
if (!navigator.onLine || (visit && (visit.serverTiming || []).some(t => t.name === 'cache' && t.description === 'STALE'))) {
  const note = document.createElement('p');
  note.className = 'remark';
  note.setAttribute('role', 'status');
  note.textContent = '您看到的是稍早保存的页面，最新的可能还没更新。';
  document.getElementById('main').prepend(note);
}

each('[data-share]', place => {
  const { title } = document, url = location.href, speech = self.speechSynthesis;
  if (navigator.share) offer(place, '发给别人', () => navigator.share({ title, url }).catch(() => {}));
  if (navigator.clipboard) offer(place, '复制网址', b =>
    navigator.clipboard.writeText(url).then(() => { b.textContent = '复制好了'; }));
  // Sentence by sentence: some voices give up on a long text.
  if (speech) offer(place, '读给我听', b => {
    const on = !speech.speaking;
    speech.cancel();
    b.textContent = on ? '不读了' : '读给我听';
    if (on) for (const said of document.querySelector('article').innerText.split(/[。！？\n]+/)) {
      const words = new SpeechSynthesisUtterance(said);
      words.lang = 'zh-CN';
      speech.speak(words);
    }
  });
  // What was read can be read again without a line; when all else is done.
  const { share } = place.dataset, { serviceWorker } = navigator;
  if (share && serviceWorker) setTimeout(() => serviceWorker.register(share, { scope: '/' }).catch(() => {}), 4000);
});
each('[data-print]', place => offer(place, '打印', () => print()));

// Leaving a form of the office that has been written in.
each('[data-guard]', form => {
  let written = false;
  form.oninput = () => { written = true; };
  form.onsubmit = () => { written = false; };
  addEventListener('beforeunload', e => { if (written) e.preventDefault(); });
});

// Policies and announcements that were read once can be read without a line. Nothing of a household,
// no form and no page of the office ever passes through here.
'use strict';
const KEEP = /^\/(|policies|notices|glossary|(policies|notices|board)\/\d+)$/;
const store = () => caches.open('pages');

async function keep(request, answer) {
  if (answer.ok) (await store()).put(request, answer.clone());
  return answer;
}
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return keep(request, answer);
  } catch { /* no line */ }
  return await caches.match(request) || caches.match('/offline');
}
async function first() {
  const answer = await fetch('/offline'), kept = await store();
  await kept.addAll([...new Set((await answer.clone().text()).match(/\/static\/[^"]+/g)), '/notices']);
  await kept.put('/offline', answer);
}
oninstall = e => { skipWaiting(); e.waitUntil(first()); };
onfetch = e => {
  const { request } = e, { origin, pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || search) return;
  if (pathname.startsWith('/static/')) {
    e.respondWith(caches.match(request).then(kept => kept || fetch(request).then(answer => keep(request, answer))));
  } else if (request.mode === 'navigate' && KEEP.test(pathname)) e.respondWith(page(request));
};

// Policies and announcements that were read once can be read without a line, and so can the newest
// announcements. Nothing of a household, no form and no page of the office ever passes through here.
'use strict';
const KEEP = /^\/(|policies|notices|glossary|(policies|notices|board)\/\d+)$/;
const MOST = { pages: 60, files: 40 }; // the oldest go first
const NEWS = 5; // announcements that are kept before they are read

async function keep(name, request, answer) {
  if (!answer.ok) return;
  const store = await caches.open(name);
  await store.put(request, answer);
  for (const old of (await store.keys()).slice(0, -MOST[name])) await store.delete(old);
}
// A page with its style and scripts.
async function whole(path) {
  const answer = await fetch(path), text = await answer.clone().text();
  for (const file of text.match(/\/static\/[^"]+/g) || []) {
    if (!await caches.match(file)) await keep('files', file, await fetch(file));
  }
  await keep('pages', path, answer);
  return text;
}
async function news(text) {
  for (const path of [...new Set(text.match(/\/notices\/\d+/g))].slice(0, NEWS)) {
    if (!await caches.match(path)) await whole(path);
  }
}
async function first() {
  await whole('/offline');
  await news(await whole('/notices'));
  // What is being read while all this comes.
  for (const { url } of await clients.matchAll({ includeUncontrolled: true })) {
    const { pathname } = new URL(url);
    if (KEEP.test(pathname)) await whole(pathname);
  }
}

// A kept page says of itself that it is one (app.js tells since when).
async function kept(request) {
  const answer = await caches.match(request) || await caches.match('/offline'), { headers } = answer;
  return new Response((await answer.text()).replace('<html', '<html data-kept'), { headers });
}
async function page(e) {
  let answer;
  try {
    answer = await fetch(e.request);
  } catch { /* no line */ }
  if (!answer || answer.status > 499) return kept(e.request);
  const { pathname, search } = new URL(e.request.url), copy = answer.clone();
  if (!search && answer.headers.get('x-cache') !== 'FALLBACK') {
    e.waitUntil(keep('pages', e.request, answer.clone()).then(() => pathname === '/notices' && copy.text().then(news)).catch(() => {}));
  }
  return answer;
}
oninstall = e => { skipWaiting(); e.waitUntil(first()); };
onfetch = e => {
  const { request } = e, { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.startsWith('/static/')) e.respondWith(caches.match(request).then(file => file || fetch(request)));
  else if (request.mode === 'navigate' && KEEP.test(pathname)) e.respondWith(page(e));
};

// What can still be read: the pages this browser has kept, by their titles.
'use strict';
(async () => {
  const kept = await caches.open('pages'), list = document.getElementById('kept');
  for (const request of await kept.keys()) {
    const path = new URL(request.url).pathname;
    if (!/^\/(policies|notices)/.test(path)) continue;
    const text = await (await kept.match(request)).text();
    const link = document.createElement('a'), item = document.createElement('li');
    link.href = path;
    link.textContent = new DOMParser().parseFromString(text, 'text/html').title.replace(/ - .*/, '');
    item.append(link);
    list.append(item);
  }
})();

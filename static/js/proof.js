// Works out the number a form asks for after many misses, so that nobody has to wait for it.
'use strict';
(async () => {
  const notes = document.querySelectorAll('[data-goal]');
  if (!notes.length || !self.crypto || !crypto.subtle) return;
  const { token, goal, most } = notes[0].dataset;
  const write = new TextEncoder();
  for (let n = 0; n < most; n++) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', write.encode(`${token}:${n}`)));
    if (!digest.every((byte, i) => byte === parseInt(goal.substr(2 * i, 2), 16))) continue;
    document.querySelectorAll('[name=answer]').forEach(input => { input.value = n; });
    notes.forEach(note => { note.textContent = note.dataset.done || '确认好了，可以查。'; });
    return;
  }
})();

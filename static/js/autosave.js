// A draft saves itself: a while after something was written, when a field is left, and when the page
// is. Offline, or after the session has ended, the text stays in the form and is saved later. The
// server takes a later turn of the same page for what it is: no conflict with ourselves.
'use strict';
(() => {
  const EVERY = 20000, LATE = 15000; // milliseconds
  const SMALL = 60000; // bytes a browser sends for a page that is gone
  const form = document.querySelector('form[data-autosave]');
  const note = form.querySelector('.saved'), login = note.querySelector('a');
  // A page that came back holds what is not saved; two texts are for somebody to compare first.
  let written = !!document.querySelector('.wrongs'), stuck = !!document.querySelector('section.wrongs');
  let out = false, pressed = false, leaving = false, again = false, busy = null;

  const say = (words, away = false, wrong = true) => {
    note.hidden = false;
    note.classList.toggle('error', wrong);
    login.hidden = !away;
    note.firstElementChild.textContent = words;
  };
  const turn = () => { form.elements.turn.value = Date.now(); };
  const text = () => new URLSearchParams(new FormData(form));
  const isSmall = () => text().toString().length < SMALL;

  // Signed in again in another window: the page's token is a new one.
  const renew = async () => {
    const answer = await fetch(form.action, { signal: AbortSignal.timeout(LATE) });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('form[data-autosave] [name=token]') || page.querySelector('.signed [name=token]');
    if (!fresh) return false;
    document.querySelectorAll('[name=token]').forEach(field => { field.value = fresh.value; });
    out = false;
    return true;
  };

  const send = async (last) => {
    turn();
    const body = text();
    body.set('do', 'auto');
    written = false;
    const answer = await fetch(form.action, { method: 'POST', body, keepalive: last && isSmall(), signal: AbortSignal.timeout(LATE) });
    if (answer.ok && !answer.redirected) {
      const { at, version, action } = await answer.json();
      form.elements.version.value = version;
      if (form.getAttribute('action') !== action) {
        form.action = action;
        if (!pressed) history.replaceState(null, '', action);
      }
      if (written) note.hidden = true;
      else say(`已自动保存 ${at}`, false, false);
      return;
    }
    written = true;
    out = answer.status === 403;
    if (out) {
      say('登录过期了，您写的还在这一页。请在新窗口登录，再回到这一页，会接着保存。', true);
    } else if (answer.status === 409 || answer.status === 422) {
      stuck = answer.status === 409;
      say(`还没有自动保存：${(await answer.json()).say}`);
    } else {
      throw new Error(answer.status);
    }
  };

  // What was asked for while one save was under way is saved right after it.
  const save = (last = false) => {
    again = !!busy;
    if (!written || stuck || leaving || busy) return busy;
    busy = (async () => {
      try {
        do {
          again = false;
          if (!out || await renew()) await send(last);
        } while (again && written && !stuck && !leaving);
      } catch {
        written = true;
        say('现在连不上，您写的还在这一页，连上以后会自动保存。请不要关掉这一页。');
      }
      busy = null;
    })();
    return busy;
  };

  // "Saved" is said of all that stands there, or not at all.
  form.addEventListener('input', () => {
    written = true;
    if (!note.classList.contains('error')) note.hidden = true;
  });
  form.addEventListener('change', () => save());
  setInterval(save, EVERY);
  addEventListener('online', () => save());
  addEventListener('focus', () => { if (out) save(); });
  document.addEventListener('visibilitychange', () => save(document.hidden));
  addEventListener('pagehide', () => save(true));
  // Only what could not be saved by itself keeps the page open.
  addEventListener('beforeunload', e => {
    if (leaving || !written) return;
    if (stuck || out || !navigator.onLine || !isSmall()) e.preventDefault();
    save(true);
  });

  // The button: after what is under way, with the token of who is signed in now.
  addEventListener('pageshow', () => { leaving = false; });
  form.addEventListener('submit', e => {
    if (!navigator.onLine) {
      e.preventDefault();
      say('现在连不上，您写的还在这一页。请过一会儿再按一次。');
    } else if (busy || out) {
      const button = e.submitter;
      e.preventDefault();
      pressed = true;
      Promise.resolve(busy).then(() => !out || renew()).then(
        ready => (ready ? form.requestSubmit(button) : say('登录过期了，您写的还在这一页。请在新窗口登录，再回来按一次。', true)),
        () => say('现在连不上，您写的还在这一页。请过一会儿再按一次。'));
    } else {
      turn();
      leaving = true;
    }
  });
})();

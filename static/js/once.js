// A form whose answer is shown once is sent once: of a double click only the first counts, or its
// answer would never be seen.
'use strict';
document.querySelectorAll('[data-once]').forEach(form => form.addEventListener('submit', e => {
  if (form.dataset.sent) e.preventDefault();
  form.dataset.sent = 'yes';
}));

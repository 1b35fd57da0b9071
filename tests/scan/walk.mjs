// Our own walk, over TLS: every row asked by nobody, by somebody of elsewhere with the lowest role,
// and by who may but without the form's token, with another's, and from another site. No personal
// page without permission, nothing kept that depends on a cookie, no cookie but at the office's door,
// and each with every flag. (What the office answers to each role: tests/http/matrix.test.mjs.)
import { timeless } from '../http/lib.mjs';
import { marks } from '../http/examples.mjs';
import { ask } from './send.mjs';

// Rows of the lookup pool whose form anybody may send: they change nothing of whoever is signed in.
const open = (target) => target.pool !== 'office';

export default async function walk(all, { site, foreigner }) {
  const findings = [];
  let asked = 0;
  const found = (what, target, more = '') => findings.push({ what, where: `${target.name}${more && `: ${more}`}` });

  // What holds of any answer, whoever asked.
  function judge(target, answer, who) {
    asked++;
    const keeps = answer.headers['cache-control'] ?? '';
    const cookies = answer.headers['set-cookie'] ?? [];
    if (answer.status >= 500) found('server error', target, `${answer.status} for ${who}`);
    if (target.keeps > 0 && answer.status === 200 ? keeps !== 'no-cache' : keeps !== 'no-store') {
      if (!(answer.status === 404 && keeps === 'no-cache')) found('cache', target, `${answer.status} for ${who}: “${keeps}”`);
    }
    if (target.pool !== 'office' && cookies.length && !target.path.startsWith('/view')) found('cookie on a public page', target, cookies.join());
    if (cookies.length && keeps !== 'no-store') found('cookie on what is kept', target);
    for (const cookie of cookies) {
      for (const flag of ['Secure', 'HttpOnly', 'SameSite=', 'Path=/']) {
        if (!cookie.includes(flag)) found('cookie without a flag', target, `${flag} in ${cookie.replace(/=[^;]*/, '=…')}`);
      }
      if (!cookie.startsWith('__Host-')) found('cookie without __Host-', target, cookie.replace(/=.*/, ''));
      if (/domain=/i.test(cookie)) found('cookie with a domain', target);
    }
    if (!/max-age=\d{8}/.test(answer.headers['strict-transport-security'] ?? '')) found('no HSTS', target);
    if (!/^default-src 'none'/.test(answer.headers['content-security-policy'] ?? '')) found('no policy', target);
  }

  for (const target of all) {
    const stranger = await ask(site, target, { token: null });
    judge(target, stranger, 'nobody');
    // (What ends sessions would end his: without the token.)
    const other = await ask(site, target, { cookie: foreigner.cookie, token: target.actor === 'leaver' ? null : foreigner.token });
    judge(target, other, 'somebody of elsewhere');
    if (open(target)) {
      // Whoever is signed in reads what everybody reads.
      if (target.keeps > 0 && timeless(stranger.text) !== timeless(other.text)) found('depends on a cookie', target);
      continue;
    }
    if (target.name !== 'GET /office/login' && target.name !== 'POST /office/login') {
      const refused = target.method === 'GET' ? stranger.status === 303 && stranger.headers.location === '/office/login' : stranger.status === 403;
      if (!refused) found('open to nobody', target, String(stranger.status));
    }
    if (target.path !== target.name.split(' ')[1] && ![400, 403, 404].includes(other.status)) found('open to somebody of elsewhere', target, String(other.status));
    for (const mark of Object.values(marks)) if (other.text.includes(mark)) found('tells somebody of elsewhere', target, mark);
    if (target.method !== 'POST') continue;
    const { cookie } = target;
    for (const [how, options] of [
      ['without a token', { token: null }],
      ["with another's token", { token: foreigner.token }],
      ['from another site', { headers: { 'Sec-Fetch-Site': 'cross-site' } }],
      ['from another origin', { headers: { Origin: 'https://x.example' } }],
    ]) {
      const answer = await ask(site, target, { cookie, ...options });
      judge(target, answer, how);
      if (answer.status !== 403) found(`taken ${how}`, target, String(answer.status));
    }
  }
  return { cases: asked, figures: { rows: all.length, asked }, findings };
}

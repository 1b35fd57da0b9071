// The score that Mozilla's HTTP Observatory gives the home page and the office's door, with its own
// tests and points (npm's @mdn/mdn-http-observatory), asked as a library: its command knows no ports.
// The list of hosts that browsers know beforehand is not fetched (run makes an empty one).
import { ALL_TESTS } from '@mdn/mdn-http-observatory/src/constants.js';
import { getGradeForScore, getScoreModifier } from '@mdn/mdn-http-observatory/src/grader/grader.js';
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from '@mdn/mdn-http-observatory/src/grader/charts.js';
import { retrieve } from '@mdn/mdn-http-observatory/src/retriever/retriever.js';

// The table of this version ends at 145. Of that 5 are for standing in the browsers' own list of hosts
// with HTTPS, which a county asks for once it is up; 5 for cookies with every flag, where there are
// cookies; 5 for the hash of a script from a file, where ours stands in the page with its hash in the
// policy. The other 130 each page must have, and fail in nothing.
const ENOUGH = 130, TOP = 145;

// As the package's own scan() adds up: what is more than an A counts only from an A on.
async function scoreOf(path, { http, https }) {
  const got = await retrieve('localhost', { httpPort: http, httpsPort: https, path });
  if (!got.responses.auto) throw new Error(`nothing answers at ${https}`);
  const results = ALL_TESTS.map((test) => test(got)).filter((one) => one.result);
  const points = results.map((one) => ({ test: one.constructor.name || one.expectation, result: one.result, pass: one.pass, points: getScoreModifier(one.result) }));
  const sum = (list) => list.reduce((n, one) => n + one.points, 100);
  const base = sum(points.filter((one) => one.points < 0));
  const { score, grade } = getGradeForScore(base >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(points) : base);
  return { path, score, grade, points };
}

export default async function headers(all, how) {
  const pages = [];
  for (const path of ['/', '/policies', '/status', '/office/login']) pages.push(await scoreOf(path, how));
  const findings = pages.flatMap(({ path, score, points }) => [
    ...(score < ENOUGH ? [{ what: 'score', where: `${path} has ${score} of ${ENOUGH}` }] : []),
    ...points.filter((one) => !one.pass).map((one) => ({ what: one.result, where: path })),
  ]);
  return { cases: pages.length, figures: { score: `${Math.min(...pages.map((page) => page.score))} of ${TOP}` }, pages, findings };
}

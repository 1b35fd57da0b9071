// How html-validate and stylelint judge here: their recommended rules, and of each that is set
// otherwise the reason. Asked by valid.test.mjs.
import { join } from 'node:path';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import stylelint from 'stylelint';

const root = new URL('../..', import.meta.url).pathname;

const html = {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // A button in a form submits, an input takes text: that is what both are without a type, and each
    // page has to be light.
    'no-implicit-button-type': 'off',
    'no-implicit-input-type': 'off',
    // No browser breaks a line behind a hyphen that stands between digits (UAX 14, LB25); a special
    // one would be copied along with the number.
    'tel-non-breaking': 'off',
    // A list may have a name (ARIA 1.2).
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Of several buttons the one that was pressed is sent, of several boxes those that are ticked.
    'form-dup-name': 'off',
    // What was published goes out as it was written, blanks and all.
    'no-trailing-whitespace': 'off',
  },
};

// A board hangs where nobody can press anything: without scripts it has to load itself anew.
const boards = { ...html, rules: { ...html.rules, 'meta-refresh': 'off' } };

// judgeHtml(pages): pages by name, as text; what is wrong with them, a line each.
export async function judgeHtml(pages) {
  const judge = new HtmlValidate(new StaticConfigLoader(html)), board = new HtmlValidate(new StaticConfigLoader(boards));
  const said = [];
  for (const [name, text] of pages) {
    const { results } = await (name.startsWith('/board/') ? board : judge).validateString(text);
    const lines = text.split('\n');
    for (const m of results.flatMap((r) => r.messages)) {
      said.push(`${name}: ${m.ruleId}: ${m.message} (${lines[m.line - 1].slice(Math.max(0, m.column - 40), m.column + 60)})`);
    }
  }
  return said;
}

const css = {
  extends: 'stylelint-config-standard',
  rules: {
    // A rule is a line here, and related ones stand together: a sheet is read like a table.
    'declaration-block-single-line-max-declarations': null,
    'at-rule-empty-line-before': null,
    'comment-empty-line-before': null,
    'declaration-empty-line-before': null,
    // Layers and classes say what wins; rules stand by what they are about.
    'no-descending-specificity': null,
    // Browsers on old phones know min-width, not width >=.
    'media-feature-range-notation': 'prefix',
    // Fonts and sheets of paper have names of their own.
    'value-keyword-case': ['lower', { ignoreKeywords: ['A3', 'A4'], camelCaseSvgKeywords: true, ignoreProperties: ['/^--/', 'font', 'font-family'] }],
  },
};

// judgeCss(): all sheets there are.
export async function judgeCss() {
  const { results } = await stylelint.lint({
    files: join(root, 'static/css/*.css'), config: css, configBasedir: join(root, 'tests'),
    reportNeedlessDisables: true, reportInvalidScopeDisables: true,
  });
  return results.flatMap((r) => r.warnings.map((w) => `${r.source.split('/').pop()}:${w.line}: ${w.text}`));
}

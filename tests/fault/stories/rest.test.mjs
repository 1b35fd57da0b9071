// What no scenario asks for with everything right, or only among thousands of other things.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { mysql, words } from '../../http/lib.mjs';
import { HERE, close, open, people } from '../../http/staff.mjs';

const place = {};
before(async () => {
  // A session past its time, which the next one to sign in takes away.
  mysql(`INSERT INTO session (digest, account_id, form_token, proved, device, network, created_at, seen_at)
    SELECT RANDOM_BYTES(32), id, 'x', 1, '', '', '2020-01-01', '2020-01-01' FROM account LIMIT 1`);
  await open();
  [[place.code, place.village, place.member]] = mysql(`SELECT h.code, h.region, m.id FROM household h JOIN membership m ON m.household_id = h.id AND m.to_on IS NULL
    WHERE h.region LIKE '${HERE}%' AND EXISTS (SELECT 1 FROM spell s WHERE s.open_of = h.id) ORDER BY h.id LIMIT 1`);
});
after(close);

const page = async (who, path) => assert.equal((await who.get(path)).status, 200, path);
const send = async (who, path, fields, statuses = [200, 303]) => {
  const answer = await who.post(path, { token: who.token, ...fields });
  assert.ok(statuses.includes(answer.status), `${path} ${answer.status} ${words(answer.text).slice(0, 300)}`);
};

it('the register as a file, masked and in full', async () => {
  await page(people.editor, '/office/households/export');
  await send(people.editor, '/office/households/export', { region: place.village, format: 'csv' });
  await send(people.publisher, '/office/households/export/full', { region: place.village, format: 'xlsx' });
});

it('a household: its card, a new slip, a number that is shown', async () => {
  const path = `/office/households/${place.code}`;
  await page(people.editor, `${path}/card`);
  await send(people.editor, `${path}/slip`, { key: 'k'.repeat(24) });
  await page(people.publisher, `${path}/reveal?member=${place.member}`);
  await send(people.publisher, `${path}/reveal`, { member: place.member, purpose: 'pay', reason: '发放要核对' });
});

it('a search', async () => {
  await page(people.editor, '/office/search');
  await send(people.editor, '/office/search', { q: place.code });
});

it('lists and forms', async () => {
  for (const path of ['/office/efforts', '/office/efforts/import?kind=project', '/office/requests']) await page(people.editor, path);
});

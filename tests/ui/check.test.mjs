/* SPDX-License-Identifier: MIT */
/* The last step before sending: what sending leads to is told, and sending is one key away. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseLanguage, expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const TITLE = 'Trykksår ble oppdaget først etter hjemreise';
const [atOnce, fatal] = ['Alvorlig', 'Død'];

async function toCheck(page, change) {
  await page.goTo('/meld');
  await fillReport(page, { title: TITLE, ...change });
  await press(page, 'file.to_check');
  await page.getByRole('heading', { level: 1, name: text('file.check_heading') }).waitFor();
}

test('promise, similar cases and duties to notify are told, and the next stop of the keyboard is the button', async () => {
  const page = await site.open({ as: 'nurse.trondheim', width: 320 });
  await toCheck(page, {});
  const status = page.getByRole('status').filter({ hasText: text('before.similar_none') });
  await status.waitFor();
  assert.match(await status.innerText(), /\d{4}/);
  await page.getByText(text('before.duties')).waitFor({ state: 'detached' });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), text('file.send'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();

  // The same once more, and worse: now there is one like it, and it may have to be notified elsewhere.
  const { id } = (await (await site.client('nurse.trondheim')).get('/deviations?view=mine&limit=1')).body.items[0];
  for (let found = []; found.length === 0;) found = await site.cluster.query(`SELECT 1 FROM case_search WHERE deviation_id = ${id}`);
  await toCheck(page, { actual: atOnce, potential: fatal });
  await page.getByRole('heading', { name: text('before.duties') }).waitFor();
  const similar = page.getByRole('region', { name: text('before.similar') });
  assert.equal(await similar.getByRole('link', { name: TITLE }).getAttribute('href'), `/saker/${id}`);
  assert.match(await similar.innerText(), new RegExp(text('before.same_parties')));
  assert.match(await page.getByRole('region', { name: text('before.duties') }).innerText(), new RegExp(`Frist: ${text('before.at_once')}`));
  await page.shot('check-all-320');
  await expectAccessible(page, 'the check step');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), text('file.send'));
  await chooseLanguage(page, 'nn');
  await page.getByRole('heading', { name: text('before.duties', {}, 'nn') }).waitFor();
  await page.setViewportSize({ width: 1200, height: 900 });
  await page.shot('check-all-nn');
  expectNoProblems(page);
  await page.close_all();
});

test('a service that is busy for a moment is asked again, and what it says is shown', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  let asked = 0;
  await page.route('**/deviations/validation', (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }) : route.continue();
  });
  await toCheck(page, {});
  await page.getByRole('status').filter({ hasText: /20\d\d/ }).waitFor();
  assert.equal(asked, 2);
  await page.close_all();
});

test('a report can be sent when the service cannot say what is similar', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.route('**/deviations/validation', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }));
  await toCheck(page, {});
  await page.getByText(text('before.unknown')).waitFor();
  await press(page, 'file.send');
  await page.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();
  await page.close_all();
});

test('on whose behalf, and the times of a stay, are asked for on demand, judged before sending and shown with the case', async () => {
  const page = await site.open({ as: 'nurse.trondheim', width: 390 });
  await page.goTo('/meld');
  await fillReport(page, { title: 'Varsel om innleggelse uteble' });
  await page.getByText(text('file.more')).click();
  await page.getByLabel(text('details.received')).selectOption({ label: text('details.phone') });
  await press(page, 'file.to_check');
  await page.getByRole('link', { name: text('details.who_missing') }).waitFor();
  await page.getByLabel(text('details.who')).fill('Nattevakt, sone øst');
  await page.getByText(text('details.times')).click();
  await page.getByLabel(text('details.admitted_at')).fill('2026-03-02T08:00');
  await page.getByLabel(text('details.admission_notice_at')).fill('2026-03-04T08:00');
  await page.shot('file-details');
  await press(page, 'file.to_check');
  const findings = page.getByRole('region', { name: text('details.stay') });
  await findings.getByText(text('details.late', { by: text('before.hours_other', { count: 24 }) })).waitFor();
  await expectAccessible(page, 'the check step with times');
  await press(page, 'file.send');
  await page.getByRole('link', { name: text('receipt.open') }).click();
  await page.getByText('Nattevakt, sone øst (').waitFor();
  assert.match(await page.getByRole('region', { name: text('details.stay') }).innerText(), /2\. mars 2026.*08:00/);
  await page.shot('case-details');
  expectNoProblems(page);
  await page.close_all();
});

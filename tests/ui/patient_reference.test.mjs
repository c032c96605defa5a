/* SPDX-License-Identifier: MIT */
/* The patient reference on the receipt and in the case: added, asked for, approved, shown for a minute, put off. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

const NUMBER = '02013299997';

let site;
let case_id;

before(async () => { site = await startSite(); });
after(() => site?.stop());

const panel = (page) => page.getByRole('region', { name: text('reference.heading'), exact: true });
const shows = (page, words) => panel(page).getByText(words, { exact: false }).first().waitFor();
const stored = (page) => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));

test('who reports adds it on the receipt; a slip in the number is told, and nothing of it is kept in the browser', async () => {
  const page = await site.open({ as: 'nurse.trondheim', width: 320 });
  await page.goTo('/meld');
  await fillReport(page);
  await press(page, 'file.to_check');
  await press(page, 'file.send');
  await page.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();
  case_id = page.url().split('/').at(-1);
  await shows(page, text('reference.none'));
  await page.shot('reference-receipt-320');
  await press(page, 'reference.put');
  await press(page, 'reference.put_send');
  await page.locator('.ds-error-summary').getByText(text('reference.kind_missing')).waitFor();
  await page.getByRole('radio', { name: text('reference.kind_identity') }).check();
  await page.getByLabel(text('reference.number'), { exact: true }).fill('02013299998');
  await press(page, 'reference.put_send');
  await page.locator('.ds-error-summary').getByText('fødselsnummer', { exact: false }).first().waitFor();
  await page.shot('reference-put-error-320');
  await expectAccessible(page, 'a wrong number');
  await page.getByLabel(text('reference.number'), { exact: true }).fill(`${NUMBER.slice(0, 6)} ${NUMBER.slice(6)}`);
  assert.ok(!/0201329/.test(await stored(page)));
  await press(page, 'reference.put_send');
  await shows(page, text('reference.put_done'));
  assert.equal(await page.evaluate(() => document.activeElement.textContent), text('reference.put_done'));
  await page.shot('reference-put-320');
  await expectAccessible(page, 'added');
  expectNoProblems(page);
  await page.close_all();
});

for (const width of [1200, 320]) {
  test(`a coordinator asks, a colleague approves, and the number is there for a minute (${width} px)`, async () => {
    const page = await site.open({ as: 'koordinator.stolav', width });
    const client = await site.client('koordinator.trondheim');
    const path = `/deviations/${case_id}/patient-reference`;
    const purpose = 'Finne forløpet, avtalt på tlf 73 86 40 00';
    if (width === 320) await (await site.client('nurse.trondheim')).put(path, { kind: 'identity', value: NUMBER, patient_objects: false });
    await page.close_all();

    const asking = await site.open({ as: 'koordinator.trondheim', width });
    await asking.goTo(`/saker/${case_id}`);
    await shows(asking, text('reference.second_person'));
    await press(asking, 'reference.request');
    await press(asking, 'reference.request_send');
    await asking.locator('.ds-error-summary').getByText(text('reference.purpose_missing')).waitFor();
    await expectAccessible(asking, 'a request with errors');
    await asking.getByLabel(text('reference.legal_basis')).selectOption({ index: 2 });
    await asking.getByLabel(text('reference.purpose'), { exact: true }).fill(purpose);
    await asking.getByRole('button', { name: text('guard.fine') }).click();
    await asking.shot(`reference-request-${width}`);
    await press(asking, 'reference.request_send');
    await shows(asking, text('reference.request_done'));

    const colleague = await site.open({ as: 'kvalitet.trondheim', width });
    await colleague.goTo(`/saker/${case_id}`);
    await shows(colleague, 'Jon Vikåsen');
    await colleague.shot(`reference-decide-${width}`);
    await expectAccessible(colleague, 'a request to decide');
    await press(colleague, 'reference.approve');
    await shows(colleague, text('reference.approve_done'));

    await asking.clock.install();
    await asking.goTo(`/saker/${case_id}`);
    await press(asking, 'reference.open');
    await press(asking, 'reference.open_send');
    await panel(asking).getByText(NUMBER).waitFor();
    await asking.shot(`reference-open-${width}`);
    await expectAccessible(asking, 'the opened reference');
    assert.ok(!(await stored(asking)).includes(NUMBER));
    await asking.clock.runFor(30_000);
    assert.equal(await panel(asking).getByText(NUMBER).count(), 1);
    await asking.clock.runFor(31_000);
    await shows(asking, text('reference.hidden'));
    assert.equal(await panel(asking).getByText(NUMBER).count(), 0);
    assert.equal(await asking.evaluate(() => document.activeElement.textContent), text('reference.hidden'));
    await shows(asking, text('reference.openings'));
    await asking.shot(`reference-opened-${width}`);
    await expectAccessible(asking, 'the openings');
    const { body } = await client.get(path);
    assert.equal(body.openings[0].purpose, purpose);
    for (const one of [asking, colleague]) {
      expectNoProblems(one);
      await one.close_all();
    }
  });
}

test('it works by keyboard alone', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo(`/saker/${case_id}`);
  await panel(page).getByRole('button', { name: text('reference.replace') }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown'); // the second kind
  await page.keyboard.press('Tab');
  await page.keyboard.type('Journal 4711');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await shows(page, text('reference.put_done'));
  await shows(page, 'motsetter seg');
  await page.close_all();
  const other = await site.open({ as: 'koordinator.stolav' });
  await other.goTo(`/saker/${case_id}`);
  await shows(other, 'Pasienten motsetter seg at St. Olavs hospital HF får vite hvem det er');
  assert.equal(await panel(other).getByRole('button', { name: text('reference.open') }).count(), 0);
  await other.close_all();
});

test('a closed case tells when it goes, and a coordinator puts that off', async () => {
  const council = await site.client('raad.lege');
  const version = async () => (await council.get(`/deviations/${case_id}`)).body.version;
  await council.post(`/deviations/${case_id}/answer`, { text: 'Rutinen er endret.' }, { version: await version() });
  assert.equal((await council.post(`/deviations/${case_id}/closing`, {}, { version: await version() })).status, 200);
  const page = await site.open({ as: 'koordinator.trondheim', width: 320 });
  await page.goTo(`/saker/${case_id}`);
  await shows(page, 'Pasientreferansen slettes');
  const before = await panel(page).locator('.ds-alert').first().textContent();
  await press(page, 'reference.postpone');
  await page.getByLabel(text('reference.postpone_reason')).fill('Tilsynet ber om journalen');
  await panel(page).locator('form').getByRole('button', { name: text('reference.postpone_send') }).click();
  await shows(page, text('reference.postpone_done'));
  await shows(page, 'Tilsynet ber om journalen');
  assert.notEqual(await panel(page).locator('.ds-alert').first().textContent(), before);
  await page.shot('reference-postponed-320');
  await expectAccessible(page, 'postponed');
  const reader = await site.open({ as: 'raad.lege' });
  await reader.goTo(`/saker/${case_id}`);
  await shows(reader, 'Pasientreferansen slettes');
  assert.equal(await panel(reader).getByRole('button').count(), 0);
  await reader.shot('reference-council-1200');
  for (const one of [page, reader]) {
    expectNoProblems(one);
    await one.close_all();
  }
});

/* SPDX-License-Identifier: MIT */
/* Several small slips in one go: what they have in common once, a line each, by keyboard, and a number for each at the end. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const what = (page, place) => page.getByRole('group', { name: text('batch.row', { number: place }), exact: true }).getByLabel(text('batch.what'));

async function fillCommon(page) {
  await page.goTo('/meld');
  await page.getByRole('link', { name: text('batch.link') }).click();
  await page.getByRole('heading', { level: 1, name: text('batch.heading') }).waitFor();
  await page.getByLabel(text('file.other_organisation'), { exact: true }).selectOption({ label: 'St. Olavs hospital HF' });
  await page.getByLabel(text('file.category')).selectOption({ label: 'Epikrise' });
  await page.getByLabel(text('file.title'), { exact: true }).fill('Epikrise kom for sent');
}

for (const width of [320, 1200]) {
  test(`three lines are written by keyboard and become three cases, at ${width} px`, async () => {
    const page = await site.open({ as: 'nurse.trondheim', width });
    await fillCommon(page);
    await page.getByRole('region', { name: text('route.heading') }).getByText('Fagråd for legesamarbeid', { exact: true }).waitFor();
    await page.getByRole('group', { name: text('batch.row', { number: 1 }), exact: true }).getByLabel(text('batch.when')).fill('2026-03-02');
    await what(page, 1).focus();
    const lines = ['Fem dager etter hjemreise', 'Åtte dager etter hjemreise', 'Kom aldri'];
    for (const [place, line] of lines.entries()) {
      await page.keyboard.type(line);
      if (place < 2) await page.keyboard.press('Enter');
      if (place < 2) await what(page, place + 2).waitFor();
    }
    assert.equal(await page.getByRole('group', { name: text('batch.row', { number: 3 }), exact: true }).getByLabel(text('batch.when')).inputValue(), '2026-03-02');
    await page.shot(`batch-${width}`);
    await expectAccessible(page, 'the batch');
    await page.getByRole('button', { name: text('batch.send_other', { count: 3 }) }).click();
    await page.getByRole('heading', { level: 1, name: text('batch.sent_other', { count: 3 }) }).waitFor();
    const items = await page.getByRole('main').getByRole('listitem').allInnerTexts();
    assert.deepEqual(items.map((item) => item.split('\n').at(-1)), lines);
    assert.equal(new Set(items.map((item) => item.match(/STO-\d{4}-\d{5}/)[0])).size, 3);
    await page.shot(`batch-sent-${width}`);
    await expectAccessible(page, 'the receipts');
    expectNoProblems(page);
    await page.close_all();
  });
}

test('what is wrong is told at its line, and nothing written is lost by a reload', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await fillCommon(page);
  await page.getByRole('button', { name: text('batch.send_other', { count: 0 }) }).click();
  await page.getByRole('link', { name: text('batch.errors.no_rows') }).waitFor();
  await what(page, 1).fill('Gjelder 020132 99997');
  await page.getByRole('button', { name: text('batch.send_one', { count: 1 }) }).click();
  await page.locator('.ds-error-summary').getByRole('link').waitFor();
  await page.shot('batch-wrong');
  await what(page, 1).fill('Kom aldri');
  await page.reload();
  await page.settled();
  assert.equal(await what(page, 1).inputValue(), 'Kom aldri');
  await page.getByRole('button', { name: text('batch.add') }).click();
  await page.getByRole('button', { name: text('batch.remove_row', { number: 2 }) }).click();
  await page.getByRole('button', { name: text('batch.send_one', { count: 1 }) }).click();
  await page.getByRole('heading', { level: 1, name: text('batch.sent_one', { count: 1 }) }).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

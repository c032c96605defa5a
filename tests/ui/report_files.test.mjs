/* SPDX-License-Identifier: MIT */
/* The report is taken along as files; numbers for a purpose are put on record; denominators are pasted in. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPastCases, monthsOf } from '../http/support/past_cases.mjs';
import { expectAccessible, expectNoProblems, startSite, text } from './support/browser.mjs';

let site;

before(async () => {
  site = await startSite();
  const [[template]] = await site.cluster.query("SELECT min(d.id) FROM deviation d JOIN helsefellesskap h ON h.id = d.helsefellesskap_id WHERE h.code = 'st_olavs'");
  await addPastCases(site.cluster, template, 300, monthsOf('2025-2'));
  const made = await site.service.command(['report', '--helsefellesskap', 'st_olavs', '--count', '2025-2', '--approve']);
  assert.equal(made.code, 0, made.stderr);
});
after(() => site?.stop());

test('anybody saves the report as PDF, workbook and CSV', async () => {
  const page = await site.open({ as: 'nurse.trondheim', width: 320 });
  await page.goTo('/laering');
  for (const [format, ending] of [['pdf', /\.pdf$/], ['xlsx', /\.xlsx$/], ['csv', /\.csv$/]]) {
    const link = page.getByRole('link', { name: text(`report_files.${format}`) });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.match(download.suggestedFilename(), ending);
  }
  assert.equal(await page.getByRole('button', { name: text('extract.begin') }).count(), 0);
  await page.getByRole('heading', { name: text('report_files.heading') }).scrollIntoViewIfNeeded();
  await page.shot('report-files-320');
  expectNoProblems(page);
  await page.close_all();
});

test('the secretariat takes out numbers for a purpose, and the data protection officer sees it', async () => {
  const page = await site.open({ as: 'sekretariat' });
  await page.goTo('/laering');
  await page.getByRole('button', { name: text('extract.begin') }).click();
  await page.getByRole('button', { name: text('extract.take') }).click();
  await page.getByText(text('extract.purpose_missing')).first().waitFor();
  await page.getByRole('textbox', { name: text('extract.purpose') }).fill('Underlag til fagrådets møte i mars');
  await page.getByRole('form', { name: text('extract.begin') }).getByLabel(text('extract.columns')).selectOption('actual_harm');
  await expectAccessible(page, 'taking out numbers');
  await page.shot('report-extract-1200');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: text('extract.take') }).click()]);
  assert.match(download.suggestedFilename(), /^uttrekk-st_olavs-.*\.xlsx$/);
  await page.getByText(text('extract.done')).waitFor();
  expectNoProblems(page);
  await page.close_all();

  const officer = await site.open({ as: 'personvern', width: 320 });
  await officer.goTo('/laering/uttrekk');
  await officer.getByText('Underlag til fagrådets møte i mars').waitFor();
  await officer.shot('report-extracts-320');
  await expectAccessible(officer, 'who took out numbers');
  await officer.close_all();
});

test('an administrator pastes denominators, and is told which line is wrong', async () => {
  const page = await site.open({ as: 'administrator' });
  await page.goTo('/laering/nevnere');
  await page.getByLabel(text('denominators.source')).fill('Sykehusets egne tall');
  await page.getByLabel(text('denominators.lines')).fill('innleggelser;;2026-01;4210\ntull\ninnbyggere;;2026;320 000');
  await page.getByRole('button', { name: text('denominators.take_in') }).click();
  await page.getByText(text('denominators.wrong_lines', { lines: '2' })).first().waitFor();
  await page.getByLabel(text('denominators.lines')).fill('innleggelser;;2026-01;4210\ninnleggelser;ingen_slik;2026-02;100\n');
  await page.getByRole('button', { name: text('denominators.take_in') }).click();
  await page.getByText(text('denominators.refused')).waitFor();
  await page.getByText(/^Linje 2: /).waitFor();
  await page.shot('denominators-refused-1200');
  await page.getByLabel(text('denominators.lines')).fill('innleggelser;;2026-01;4210\ninnbyggere;;2026;320 000');
  await page.getByRole('button', { name: text('denominators.take_in') }).click();
  await page.getByRole('cell', { name: '4 210' }).waitFor();
  await page.shot('denominators-1200');
  await expectAccessible(page, 'denominators');
  expectNoProblems(page);
  await page.close_all();
});

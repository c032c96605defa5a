/* SPDX-License-Identifier: MIT */
/* A council hides a name with the keyboard, and shows it again. */
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';

let site;
let id;
before(async () => {
  site = await startSite();
  const nurse = await site.client('nurse.trondheim');
  ({ id } = await fileReport(nurse, await readReports(nurse), { title: 'Navn i teksten', description: '😀 Kari ringte oss i går.' }));
});
after(() => site?.stop());

test('what is marked with the keyboard is hidden, and shown again', async () => {
  for (const width of [320, 1200]) {
    const page = await site.open({ as: 'raad.lege', width });
    await page.goTo(`/saker/${id}`);
    await page.waitForLoadState('networkidle'); // what is fetched for itself moves what stands below it
    await page.getByText(text('mask.heading')).click();
    await press(page, 'mask.hide');
    await page.getByRole('link', { name: text('mask.nothing') }).waitFor();
    await page.getByRole('link', { name: text('mask.no_reason') }).waitFor();
    await page.getByLabel(text('mask.text')).focus();
    await page.keyboard.press('Control+Home');
    for (let count = 0; count < 2; count += 1) await page.keyboard.press('ArrowRight');
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('radio', { name: text('mask.reason_colleague') }).check();
    await press(page, 'mask.hide');
    await page.getByText(text('mask.done')).waitFor();
    await page.getByRole('region', { name: text('case.narrative') }).getByText('😀 ████ ringte oss i går.').waitFor();
    await page.getByText(text('event.text_masked')).first().waitFor();
    await expectAccessible(page, `a case with something hidden, ${width} px`);
    await page.shot(`mask-${width}`);
    await page.getByRole('button', { name: text('mask.lift_what', { where: text('file.description'), start: 3, end: 6 }) }).click();
    await page.getByText(text('mask.lifted')).waitFor();
    await page.getByRole('region', { name: text('case.narrative') }).getByText('😀 Kari ringte oss i går.').waitFor();
    expectNoProblems(page);
    await page.close_all();
  }
});

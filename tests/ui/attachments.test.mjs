/* SPDX-License-Identifier: MIT */
/* Files with a report and in a case: chosen, sent with progress over a line that breaks, fetched, and removed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';
import { pdf, phoneJpeg, strippedJpeg, upload } from '../http/support/files.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';

let site;
let nurse;
before(async () => {
  site = await startSite();
  nurse = await site.client('nurse.trondheim');
});
after(() => site?.stop());

const file = (name, buffer, mimeType = 'application/pdf') => ({ name, buffer, mimeType });
const choose = (page, files) => page.locator('input[type=file]').setInputFiles(files);
const uploaded = (page) => page.getByRole('list', { name: text('attachments.list') });

test('a report is sent with a file that was chosen with the keyboard, and keeps it over a reload', async () => {
  for (const width of [320, 1200]) {
    const page = await site.open({ as: 'nurse.trondheim', width });
    await page.goTo('/meld');
    await fillReport(page, { title: `Med vedlegg, ${width === 320 ? 'smal' : 'bred'}` });
    const button = page.getByRole('button', { name: text('attachments.choose') });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.press('Enter')]);
    assert.equal(chooser.isMultiple(), true);
    await chooser.setFiles([file('Bilde.jpg', phoneJpeg(), 'image/jpeg'), file('Feil fil.pdf', pdf()), file('program.exe', Buffer.from('MZ')), file('Stor.pdf', Buffer.alloc(11_000_000))]);
    await uploaded(page).getByText('Feil fil.pdf').waitFor();
    await page.getByText(text('attachments.wrong_type', { name: 'program.exe' })).waitFor();
    await page.getByText('Stor.pdf er på').waitFor();
    await page.shot(`attachments-form-${width}`);
    await expectAccessible(page, `the form with files, ${width} px`);
    await page.getByRole('button', { name: text('attachments.remove_what', { name: 'Feil fil.pdf' }) }).click();
    await uploaded(page).getByText('Feil fil.pdf').waitFor({ state: 'detached' });
    await page.route('**/pieces/*', () => {});
    await choose(page, [file('Henger.pdf', pdf(), 'application/pdf')]);
    await press(page, 'file.to_check');
    await page.getByText(text('attachments.wait')).waitFor();
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/attachments/')),
      page.getByRole('button', { name: text('attachments.cancel_what', { name: 'Henger.pdf' }) }).click()]);
    await page.unroute('**/pieces/*');
    await page.reload();
    await uploaded(page).getByText('Bilde.jpg').waitFor();
    await press(page, 'file.to_check');
    await page.getByText('Bilde.jpg').waitFor();
    await press(page, 'file.send');
    await page.getByRole('heading', { name: text('receipt.heading') }).waitFor();
    const { body: { items: [newest] } } = await nurse.get('/deviations?view=mine&limit=1');
    const { body: { items } } = await nurse.get(`/deviations/${newest.id}/attachments`);
    assert.deepEqual(items.map((one) => [one.name, one.size]), [['Bilde.jpg', strippedJpeg().length]]);
    expectNoProblems(page);
    await page.close_all();
  }
});

test('progress is shown; without a line it waits, says so, and goes on by itself; it can be given up', async () => {
  const { id } = await fileReport(nurse, await readReports(nurse), {});
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo(`/saker/${id}`);
  await page.getByText(text('attachments.add'), { exact: true }).click();
  let pieces = 0;
  await page.route('**/pieces/*', async (route) => {
    pieces += 1;
    if (pieces === 3) await page.context().setOffline(true);
    await new Promise((done) => setTimeout(done, 150));
    await route.continue().catch(() => {});
  });
  const bytes = pdf(5_000_000);
  await choose(page, [file('Lang.pdf', bytes)]);
  const bar = page.getByRole('progressbar', { name: text('attachments.progress', { name: 'Lang.pdf' }) });
  await bar.waitFor();
  await page.getByText(text('attachments.paused')).waitFor();
  const held = Number(await bar.getAttribute('value'));
  assert.ok(held > 0 && held < bytes.length, String(held));
  await page.shot('attachments-paused');
  await expectAccessible(page, 'a file on its way');
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Lang.pdf' }).waitFor();
  await page.getByText(text('event.attachment_added')).first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Lang.pdf' }).click()]);
  assert.equal(download.suggestedFilename(), 'Lang.pdf');

  await page.unroute('**/pieces/*');
  await page.route('**/pieces/*', () => {}); // never answered
  await choose(page, [file('Angret.pdf', bytes)]);
  await page.getByRole('button', { name: text('attachments.cancel_what', { name: 'Angret.pdf' }) }).click();
  await page.getByText('Angret.pdf').waitFor({ state: 'detached' });
  const [[left]] = await site.cluster.query(`SELECT count(*) FROM attachment WHERE deviation_id = ${id} AND added_at IS NULL`);
  assert.ok(Number(left) <= 1);
  await page.close_all();
});

test('a name with a number in it has to be changed or said to be fine; what cannot be taken says what to do', async () => {
  const { id } = await fileReport(nurse, await readReports(nurse), {});
  const page = await site.open({ as: 'nurse.trondheim', width: 320 });
  await page.goTo(`/saker/${id}`);
  await page.getByText(text('attachments.add'), { exact: true }).click();
  await choose(page, [file('02013299997.pdf', pdf())]);
  const name = page.getByLabel(text('attachments.new_name'));
  await name.fill('Henvisning.pdf');
  await page.shot('attachments-name-320');
  await expectAccessible(page, 'a file whose name was refused');
  await press(page, 'attachments.use_name');
  await page.getByRole('link', { name: 'Henvisning.pdf' }).waitFor();
  await choose(page, [file('ring 912 34 567.pdf', pdf())]);
  await press(page, 'attachments.name_fine');
  await page.getByRole('link', { name: 'ring 912 34 567.pdf' }).waitFor();
  await choose(page, [file('side.txt', Buffer.from('<!DOCTYPE html><html></html>'), 'text/plain')]);
  await page.getByText('Filer av denne typen tas ikke imot').waitFor();
  await press(page, 'attachments.leave_out');
  await page.getByText('side.txt').waitFor({ state: 'detached' });
  expectNoProblems(page);
  await page.close_all();
});

test('files can be let go over the page, and no more than there is room for are taken', async () => {
  const { id } = await fileReport(nurse, await readReports(nurse), {});
  const page = await site.open({ as: 'raad.lege' });
  await page.goTo(`/saker/${id}`);
  await page.getByText(text('attachments.add'), { exact: true }).click();
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (let count = 1; count <= 7; count += 1) transfer.items.add(new File(['Hei\n'], `Notat ${count}.txt`, { type: 'text/plain' }));
    return transfer;
  });
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer });
  await page.getByText(text('attachments.too_many', { count: 5 })).first().waitFor();
  await page.getByRole('link', { name: 'Notat 5.txt' }).waitFor();
  assert.equal(await uploaded(page).getByRole('link').count(), 5);
  assert.equal(await page.getByRole('button', { name: text('attachments.choose') }).isDisabled(), true);
  expectNoProblems(page);
  await page.close_all();
});

test('one is removed with a reason, which stays; whoever may not remove is not asked to', async () => {
  const { id } = await fileReport(nurse, await readReports(nurse), {});
  await upload(nurse, { name: 'Liste.pdf', bytes: pdf(), on: id });
  for (const width of [320, 1200]) {
    await upload(nurse, { name: 'Navn.pdf', bytes: pdf(), on: id });
    const page = await site.open({ as: 'raad.lege', width });
    await page.goTo(`/saker/${id}`);
    await page.getByRole('button', { name: text('attachments.remove_what', { name: 'Navn.pdf' }) }).click();
    await press(page, 'attachments.remove_sure');
    await page.getByText(text('attachments.no_reason')).waitFor();
    await page.getByRole('radio', { name: text('attachments.reason_identity') }).check();
    await page.shot(`attachments-remove-${width}`);
    await expectAccessible(page, `a case with files, ${width} px`);
    await press(page, 'attachments.remove_sure');
    await page.getByText(text('attachments.reason_identity')).first().waitFor();
    await page.getByRole('link', { name: 'Navn.pdf' }).waitFor({ state: 'detached' });
    await page.getByText(text('event.attachment_removed')).first().waitFor();
    await page.shot(`attachments-case-${width}`);
    expectNoProblems(page);
    await page.close_all();
  }
  const page = await site.open({ as: 'sekretariat' });
  await page.goTo(`/saker/${id}`);
  await page.getByRole('link', { name: 'Liste.pdf' }).waitFor();
  assert.equal(await page.getByRole('button', { name: text('attachments.remove_what', { name: 'Liste.pdf' }) }).count(), 0);
  assert.equal(await page.getByText(text('attachments.add'), { exact: true }).count(), 0);
  await page.close_all();
});

/* SPDX-License-Identifier: MIT */
/* A council puts right how a case is classified, is offered to hand it over, and takes the change back; and moves a deadline. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileReport, readCase, readReports, workingDay } from '../http/support/reports.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
let nurse;
let reports;
before(async () => {
  site = await startSite();
  nurse = await site.client('nurse.trondheim');
  reports = await readReports(nurse);
});
after(() => site?.stop());

const label = (list, code) => reports.register.code_lists[list].find((one) => one.code === code).labels.nb;

for (const width of [320, 1200])
  test(`what will change is told before it is sent, and can be taken back, at ${width} px`, async () => {
    const { id } = await fileReport(nurse, reports, { title: 'Epikrisen kom sent' });
    const page = await site.open({ as: 'raad.lege', width });
    await page.goTo(`/saker/${id}`);
    await press(page, 'reclassify.open');
    await press(page, 'reclassify.send');
    await page.getByText(text('reclassify.unchanged')).first().waitFor();
    await expectAccessible(page, `changing facts, with mistakes, ${width} px`);
    await page.getByLabel(text('file.category')).selectOption({ label: label('category', 'epikrise') });
    await page.getByLabel(text('file.potential_harm')).selectOption({ label: label('harm', 'severe') });
    const category = `${text('file.category')} ${label('category', 'legemidler')} → ${label('category', 'epikrise')}`;
    await page.getByText(category).waitFor();
    await page.getByLabel(text('reclassify.reason')).fill('Det var epikrisen som kom sent.');
    await expectAccessible(page, `changing facts, ${width} px`);
    await page.shot(`reclassify-${width}`);
    await press(page, 'reclassify.send');
    await page.getByText(text('reclassify.done')).waitFor();
    await page.getByRole('region', { name: text('case.history') }).getByText(category).waitFor();
    await page.getByText('Det var epikrisen som kom sent.').waitFor();
    await page.getByText(text('reclassify.filed_as')).waitFor();
    await expectAccessible(page, `changed facts, ${width} px`);
    await page.shot(`reclassified-${width}`);
    await press(page, 'reclassify.undo');
    await page.getByText(text('reclassify.undone')).waitFor();
    await page.getByText(text('reclassify.filed_as')).waitFor({ state: 'detached' });
    assert.equal((await readCase(nurse, id)).category, 'legemidler');
    expectNoProblems(page);
    await page.close_all();
  });

test('a case that belongs elsewhere now is offered to be handed over, also after the page was loaded anew', async () => {
  const { id } = await fileReport(nurse, reports, { title: 'Meldingen kom ikke fram' });
  const page = await site.open({ as: 'raad.lege', width: 1200 });
  await page.goTo(`/saker/${id}`);
  const council = reports.council('digital').name;
  await press(page, 'reclassify.open');
  await page.getByLabel(text('file.category')).selectOption({ label: label('category', 'ikt_helseplattformen') });
  await page.getByLabel(text('reclassify.reason')).fill('Gjelder Helseplattformen.');
  await press(page, 'reclassify.send');
  await page.getByText(text('reclassify.elsewhere', { council })).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: text('reclassify.elsewhere', { council }) }).waitFor();
  await expectAccessible(page, 'a case that belongs elsewhere');
  await page.shot('reclassified-elsewhere-1200');
  await page.getByRole('button', { name: text('reclassify.hand_over', { council }) }).click();
  assert.equal(await page.getByLabel(text('send_on.hand_over_choice'), { exact: true }).evaluate((list) => list.selectedOptions[0].textContent), council);
  await page.getByLabel(text('send_on.hand_over_text')).fill('Gjelder Helseplattformen.');
  await press(page, 'send_on.hand_over_send');
  await page.getByRole('heading', { name: text('send_on.handed_over_to', { number: (await readCase(nurse, id)).number, council }) }).waitFor();

  const reporter = await site.open({ as: 'nurse.trondheim', width: 320 });
  await reporter.goTo(`/saker/${id}`);
  await reporter.getByText(text('reclassify.filed_as')).waitFor();
  assert.equal(await reporter.getByRole('button', { name: text('reclassify.open') }).count(), 0);
  await expectAccessible(reporter, 'changed facts as the reporter sees them, 320 px');
  await reporter.shot('reclassified-reporter-320');
  for (const one of [page, reporter]) {
    expectNoProblems(one);
    await one.close_all();
  }
});

test('who leads the council moves a deadline by keyboard at 320 px, and the reporter sees both dates', async () => {
  const { id } = await fileReport(nurse, reports, { title: 'Trenger mer tid' });
  const promised = (await readCase(nurse, id)).deadlines.promised_on;
  const page = await site.open({ as: 'raad.lege', width: 320 });
  await page.goTo(`/saker/${id}`);
  const open = page.getByRole('button', { name: text('deadlines.move'), exact: true });
  await open.focus();
  await page.keyboard.press('Enter');
  await page.getByLabel(text('deadlines.which')).selectOption('answer');
  await press(page, 'deadlines.send');
  await page.getByText(text('deadlines.day_missing')).first().waitFor();
  await expectAccessible(page, 'moving a deadline, with mistakes, 320 px');
  await page.getByLabel(text('deadlines.new_day')).fill(workingDay(60));
  await page.getByLabel(text('deadlines.reason')).fill('Vi venter på en gjennomgang.');
  await page.shot('move-deadline-320');
  await press(page, 'deadlines.send');
  await page.getByText(/^Fristen er flyttet til/).waitFor();
  await expectAccessible(page, 'a moved deadline, 320 px');
  await page.shot('moved-deadline-320');

  const reporter = await site.open({ as: 'nurse.trondheim', width: 1200 });
  await reporter.goTo(`/saker/${id}`);
  const deadlines = (await readCase(nurse, id)).deadlines;
  assert.deepEqual([deadlines.answer_due_on, deadlines.promised_on], [workingDay(60), promised]);
  await reporter.getByText(/^Melder ble lovet svar innen/).waitFor();
  await reporter.getByRole('region', { name: text('case.history') }).getByText(/Svar til melder: .+ → .+/).waitFor();
  assert.equal(await reporter.getByRole('button', { name: text('deadlines.move') }).count(), 0);
  await reporter.shot('moved-deadline-reporter-1200');
  for (const one of [page, reporter]) {
    expectNoProblems(one);
    await one.close_all();
  }
});

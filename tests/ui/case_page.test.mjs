/* SPDX-License-Identifier: MIT */
/* Working on a case: who has it, who is named, texts ready to use, notes apart from the dialogue, and two people at once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileReport, readCase, readReports } from '../http/support/reports.mjs';
import { addPerson } from '../http/support/people.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
let nurse;
let reports;
let council;
before(async () => {
  site = await startSite();
  await addPerson(site.cluster, 'kollega', [{ role: 'council_member', council: 'legesamarbeid' }]);
  nurse = await site.client('nurse.trondheim');
  council = await site.client('raad.lege');
  reports = await readReports(nurse);
});
after(() => site?.stop());

const open = async (as, id, width = 1200) => {
  const page = await site.open({ as, width });
  await page.goTo(`/saker/${id}`);
  return page;
};

test('a case is taken, given to another, and given back; news are asked for', async () => {
  const { id } = await fileReport(nurse, reports);
  const page = await open('raad.lege', id);
  await press(page, 'assign.take');
  await page.getByRole('button', { name: text('assign.undo') }).waitFor();
  const own = (await readCase(council, id)).assignee;
  assert.equal(own.own, true);
  await page.getByText(text('assign.done', { name: own.name })).waitFor();
  await press(page, 'assign.undo');
  await page.getByText(text('assign.none_done')).waitFor();
  await page.getByLabel(text('assign.label')).selectOption({ label: 'Prøve kollega' });
  await page.getByText(text('assign.done', { name: 'Prøve kollega' })).waitFor();
  await press(page, 'watch.begin');
  await page.getByText(text('watch.begun')).waitFor();
  assert.equal((await readCase(council, id)).watching, true);
  await press(page, 'watch.end');
  await page.getByText(text('watch.ended')).waitFor();
  await expectAccessible(page, 'a case that is assigned');
  expectNoProblems(page);
  await page.close_all();
});

test('a colleague is named in a note by keyboard; the note stands apart and the reporter sees none of it', async () => {
  const { id } = await fileReport(nurse, reports);
  for (const width of [320, 1200]) {
    const page = await open('raad.lege', id, width);
    await press(page, 'action.note');
    const note = page.getByLabel(text('write.note'));
    await note.pressSequentially('Ser du på denne, @koll');
    await page.getByRole('list', { name: text('mention.choose') }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await note.inputValue(), 'Ser du på denne, @Prøve kollega ');
    await page.getByText(text('mention.told', { names: 'Prøve kollega' })).waitFor();
    await expectAccessible(page, `naming somebody in a note, ${width} px`);
    await page.shot(`case-note-${width}`);
    await press(page, 'send.note');
    await page.getByText(text('done.note')).waitFor();
    const notes = page.getByRole('region', { name: text('case.notes') });
    await notes.getByText(text('mention.named', { names: 'Prøve kollega' })).first().waitFor();
    await notes.getByText(text('case.internal')).waitFor();
    assert.equal(await page.getByRole('region', { name: text('case.dialogue'), exact: true }).getByText('Ser du på denne').count(), 0);
    await page.shot(`case-${width}`);
    expectNoProblems(page);
    await page.close_all();
  }
  const reporter = await open('nurse.trondheim', id);
  await reporter.getByRole('region', { name: text('case.dialogue'), exact: true }).waitFor();
  assert.equal(await reporter.getByText('Ser du på denne').count(), 0);
  assert.equal(await reporter.getByRole('region', { name: text('case.notes') }).count(), 0);
  await reporter.close_all();
});

test('a ready text is put into the answer, and the second of two keeps the text and sees what the first did', async () => {
  const { id } = await fileReport(nurse, reports);
  for (const width of [320, 1200]) {
    const page = await open('raad.lege', id, width);
    await press(page, 'action.answer');
    await page.getByLabel(text('modules.label')).selectOption({ label: 'Takk for meldingen' });
    const answer = page.getByLabel(text('write.answer'));
    assert.match(await answer.inputValue(), /^Takk for at du meldte fra\./);
    await answer.fill(`Mitt svar fra ${width === 320 ? 'telefonen' : 'kontoret'}.`);
    const { version } = await readCase(council, id);
    await council.post(`/deviations/${id}/answer`, { text: 'Det første svaret.' }, { version });
    await press(page, 'send.answer');
    const told = page.getByRole('alert').filter({ hasText: text('case.changed') });
    await told.getByText('Det første svaret.').waitFor();
    await told.getByText(text('event.answered')).waitFor();
    assert.match(await answer.inputValue(), /^Mitt svar fra/);
    await expectAccessible(page, `what somebody else changed, ${width} px`);
    await page.shot(`case-changed-${width}`);
    await press(page, 'case.send_anyway');
    await page.getByText(text('done.answer')).waitFor();
    expectNoProblems(page);
    await page.close_all();
  }
  assert.equal((await readCase(council, id)).messages.length, 4);
});

test('the council asks for a correction, and the reporter adds to the report beside what was written', async () => {
  const { id } = await fileReport(nurse, reports);
  const page = await open('raad.lege', id);
  await page.getByText(text('refused.heading')).click();
  await page.getByText(text('refused.answer_missing')).waitFor();
  await press(page, 'action.request_correction');
  await page.getByLabel(text('write.request_correction')).fill('Hvilken dag var det?');
  await press(page, 'send.request_correction');
  await page.getByText(text('done.request_correction')).waitFor();
  await page.close_all();
  const reporter = await open('nurse.trondheim', id, 320);
  await press(reporter, 'action.addendum');
  await reporter.getByLabel(text('write.addendum')).fill('Det var mandag kveld.');
  await press(reporter, 'send.addendum');
  await reporter.getByText(text('done.addendum')).waitFor();
  const narrative = reporter.getByRole('region', { name: text('case.narrative') });
  await narrative.getByText('Kom hjem uten liste.').waitFor();
  await narrative.getByText('Det var mandag kveld.').waitFor();
  await expectAccessible(reporter, 'a report with an addendum');
  await reporter.shot('case-addendum-320');
  await reporter.emulateMedia({ media: 'print' });
  assert.equal(await reporter.getByRole('button').count(), 0, 'nothing to press on paper');
  await narrative.getByText('Det var mandag kveld.').waitFor();
  expectNoProblems(reporter);
  await reporter.close_all();
});

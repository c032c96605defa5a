/* SPDX-License-Identifier: MIT */
/* Two cases become one learning note: written, released by both parties, read by a second person, published, found, found useful. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileReport, readReports } from '../http/support/reports.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

const TITLE = 'Legemiddellisten hentes fra ett sted';
let site;

before(async () => {
  site = await startSite();
});
after(() => site?.stop());

async function fileTwo() {
  const nurse = await site.client('nurse.trondheim');
  const reports = await readReports(nurse);
  for (const title of ['Første saken om listen', 'Andre saken om listen']) await fileReport(nurse, reports, { title, category: 'legemidler' });
}

/* Who is waited for finds the note among what is on its way, and does their part. */
async function takePart(as, waits, what) {
  const page = await site.open({ as });
  await page.goTo('/laering/notater');
  const item = page.getByRole('listitem').filter({ hasText: TITLE });
  await item.getByText(text(`notes.waits.${waits}`)).waitFor();
  await page.shot(`notes-work-${as}`);
  await item.getByRole('link', { name: TITLE }).click();
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  await page.settled();
  await press(page, `notes.do.${what}`);
  await page.getByText(text(`notes.did.${what}`)).waitFor();
  await page.shot(`notes-after-${what}-${as}`);
  await expectAccessible(page, `${what} by ${as}`);
  expectNoProblems(page);
  await page.close_all();
}

test('a note of two cases goes from the queue to the library', async () => {
  await fileTwo();
  const council = await site.open({ as: 'raad.lege' });
  await council.goTo('/ko?vis=alle&sok=saken+om+listen');
  for (const title of ['Første saken om listen', 'Andre saken om listen'])
    await council.getByRole('row').filter({ hasText: title }).getByRole('checkbox').check();
  await council.getByRole('link', { name: text('notes.from_cases') }).click();
  await council.getByRole('heading', { level: 1, name: text('notes.new_heading') }).waitFor();
  await council.settled();

  // What is missing is said at the field, and nothing typed is lost.
  await press(council, 'notes.save');
  await council.getByRole('link', { name: text('close.title_missing') }).waitFor();
  await council.shot('notes-form-errors');
  await council.getByLabel(text('notes.title')).fill(TITLE);
  await council.getByLabel(text('notes.theme')).fill('Legemiddellister');
  await council.getByLabel(text('notes.what_happened')).fill('To lister sa ulike ting etter utskrivning.');
  await council.getByLabel(text('notes.why')).fill('Epikrisen og meldingen ble skrevet hver for seg.');
  await council.getByLabel(text('notes.text')).fill('Hent listen fra ett sted, og skriv hvem som har ansvar.');
  await council.getByRole('checkbox', { name: text('notes.party.gp') }).check();
  await council.shot('notes-form');
  await expectAccessible(council, 'the form');
  await press(council, 'notes.save');
  await council.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  await council.settled();
  await press(council, 'notes.do.ask_review');
  await council.getByText(text('notes.did.ask_review')).waitFor();
  await council.getByText('Trondheim kommune').first().waitFor();
  await council.shot('notes-in-review');
  assert.equal(await council.getByRole('button', { name: text('notes.do.publish') }).count(), 0);

  await takePart('koordinator.trondheim', 'release', 'release');
  await takePart('koordinator.stolav', 'release', 'release');
  await takePart('sekretariat', 'review', 'review');

  await council.goTo('/laering/notater');
  await council.getByRole('listitem').filter({ hasText: TITLE }).getByText(text('notes.waits.publish')).waitFor();
  await council.getByRole('link', { name: TITLE }).click();
  await press(council, 'notes.do.publish');
  await council.getByText(text('notes.did.publish')).waitFor();
  await council.shot('notes-published');
  await expectAccessible(council, 'published');

  const nurse = await site.open({ as: 'nurse.trondheim', width: 320 });
  await nurse.goTo('/laering/notater');
  await nurse.getByLabel(text('notes.search')).fill('lister');
  await press(nurse, 'queue.search_send');
  await nurse.waitForURL(/sok=lister/);
  await nurse.getByRole('link', { name: TITLE }).waitFor();
  await nurse.shot('notes-library-320');
  await expectAccessible(nurse, 'the library');
  await nurse.getByRole('link', { name: TITLE }).click();
  await nurse.getByRole('button', { name: text('notes.useful'), pressed: false }).click();
  await nurse.getByRole('button', { name: text('notes.useful'), pressed: true }).waitFor();
  await nurse.getByRole('button', { name: text('notes.done_at', { place: 'Trondheim kommune' }) }).click();
  await nurse.getByText(`${text('notes.done_count_one', { count: 1 })}: Trondheim kommune`).waitFor();
  await nurse.shot('notes-marked-320');
  await expectAccessible(nurse, 'the note');
  assert.equal(await nurse.getByRole('heading', { name: text('notes.steps') }).count(), 0, 'how it came about is for those who work on it');

  // Nothing found says what to do.
  await nurse.goTo('/laering/notater?sok=sykkel');
  await nurse.getByText(text('notes.none_found')).waitFor();
  await nurse.getByRole('button', { name: text('notes.show_all') }).click();
  await nurse.getByRole('link', { name: TITLE }).waitFor();
  for (const page of [council, nurse]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

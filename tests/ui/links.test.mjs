/* SPDX-License-Identifier: MIT */
/* The same event reported by both parties: each is asked, and reads the other when both have said yes. And a council that links. */
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';

let site;
let mine;
let theirs;
let third;
let names;
before(async () => {
  site = await startSite();
  const [nurse, hospital] = await Promise.all(['nurse.trondheim', 'melder.stolav'].map((name) => site.client(name)));
  const reports = await readReports(nurse);
  names = { hospital: reports.hospital.name, municipality: reports.mine.name };
  mine = await fileReport(nurse, reports, { occurred_on: '2026-03-10', category: 'epikrise', title: 'Epikrisen kom ikke' });
  theirs = await fileReport(hospital, reports, { occurred_on: '2026-03-10', category: 'epikrise', title: 'Epikrisen ble sendt feil',
    reporter_organisation_id: reports.hospital.id, other_organisation_id: reports.mine.id });
  third = await fileReport(nurse, reports, { category: 'epikrise', title: 'Enda en epikrise' });
  await site.cluster.query("SELECT set_config('samavvik.job', 'on', false); SELECT offer_matches(2000)");
});
after(() => site?.stop());

const sentence = (key, organisation) => text(key, { organisation, when: text('links.match_when', { date: '10. mars 2026' }) });

test('each side says that it is the same event, and then reads the other', async () => {
  const nurse = await site.open({ as: 'nurse.trondheim', width: 320 });
  await nurse.goTo(`/saker/${mine.id}`);
  await nurse.getByText(sentence('links.match_open', names.hospital)).waitFor();
  await expectAccessible(nurse, 'an offered match, 320 px');
  await nurse.shot('match-offered-320');
  await press(nurse, 'links.same');
  await nurse.getByText(sentence('links.waiting', names.hospital)).waitFor();
  expectNoProblems(nurse);
  await nurse.close_all();

  const hospital = await site.open({ as: 'melder.stolav', width: 1200 });
  await hospital.goTo(`/saker/${theirs.id}`);
  await press(hospital, 'links.same');
  await hospital.getByText(text('links.accepted')).waitFor();
  await expectAccessible(hospital, 'an accepted match, 1200 px');
  await hospital.shot('match-accepted-1200');
  await hospital.getByRole('region', { name: text('links.match_heading') }).getByRole('link', { name: mine.number }).click();
  await hospital.getByRole('heading', { level: 1, name: 'Epikrisen kom ikke' }).waitFor();
  expectNoProblems(hospital);
  await hospital.close_all();
});

test('a council links a case by its number, takes the link away, and undoes that', async () => {
  const council = await site.open({ as: 'raad.lege', width: 1200 });
  await council.goTo(`/saker/${third.id}`);
  await press(council, 'links.open_add');
  /* Whoever puts the number right at once is not held up by the case being fetched anew. */
  await council.route(`**/deviations/${third.id}/links`, (route) => setTimeout(() => route.continue(), 1000));
  await council.getByLabel(text('links.number')).fill('STO-1999-00001');
  await press(council, 'links.add');
  await council.getByText('Vi finner ingen slik sak blant dem du kan se.').waitFor();
  await council.getByLabel(text('links.number')).fill(mine.number.toLowerCase());
  await council.getByLabel(text('links.number')).press('Enter');
  await council.getByText(text('links.linked')).waitFor();
  const region = council.getByRole('region', { name: text('links.heading') });
  await region.getByText('Epikrisen kom ikke').waitFor();
  await expectAccessible(council, 'a linked case');
  await council.shot('linked-1200');
  await region.getByRole('button', { name: text('links.remove') }).click();
  await council.getByText(text('links.removed', { number: mine.number })).waitFor();
  await region.getByText(text('links.none')).waitFor();
  await press(council, 'links.undo');
  await region.getByText('Epikrisen kom ikke').waitFor();
  expectNoProblems(council);
  await council.close_all();
});

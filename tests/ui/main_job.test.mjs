/* SPDX-License-Identifier: MIT */
/* The main job in a browser: a nurse files, the council answers and closes, everyone reads what was learnt. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishNote } from '../http/support/notes.mjs';
import { expectNoProblems, fillReport, press, signIn, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const TITLE = 'Epikrise kom ni dager etter hjemreise';
const LEARNT = 'Epikrisen følger pasienten';

test('a report goes from the nurse to the council and back, and what was learnt to everyone', async () => {
  const nurse = await site.open({ as: 'nurse.trondheim', width: 390 });
  await nurse.shot('home-nurse');
  await nurse.getByRole('link', { name: text('menu.file') }).first().click();
  await fillReport(nurse, { title: TITLE });

  // Before anything is sent the form says which council gets it, and why.
  const panel = nurse.getByRole('region', { name: text('route.heading') });
  await panel.getByText('Fagråd for legesamarbeid', { exact: true }).waitFor();
  await nurse.shot('file');
  await press(nurse, 'file.to_check');
  await nurse.getByRole('heading', { level: 1, name: text('file.check_heading') }).waitFor();
  await panel.getByText('Fagråd for legesamarbeid', { exact: true }).waitFor();
  await nurse.getByText(TITLE).waitFor();
  await nurse.shot('check');
  await press(nurse, 'file.send');

  await nurse.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();
  const receipt = await nurse.locator('main').innerText();
  const [number] = receipt.match(/[A-ZÆØÅ]{2,}-\d{4}-\d{5}/);
  assert.match(receipt, /Fagråd for legesamarbeid/);
  await nurse.shot('receipt');

  // The council's queue has it, new.
  const council = await site.open({ as: 'raad.lege' });
  await council.shot('home-council');
  await council.getByRole('link', { name: text('menu.queue') }).click();
  const row = council.getByRole('row').filter({ hasText: number });
  assert.match(await row.innerText(), new RegExp(text('status.sent')));
  await council.shot('queue');
  await row.getByRole('link', { name: TITLE }).click();
  await council.getByRole('heading', { level: 1, name: TITLE }).waitFor();

  await press(council, 'action.acknowledge');
  await council.getByText(text('done.acknowledge')).waitFor();
  await press(council, 'action.note');
  await council.getByLabel(text('write.note')).fill('Ta det opp på møtet torsdag.');
  await press(council, 'send.note');
  await council.getByText(text('done.note')).waitFor();
  await press(council, 'action.answer');
  await council.getByLabel(text('write.answer')).fill('Takk. Avdelingen har endret rutinen.\nEpikrisen skrives før hjemreise.');
  await press(council, 'send.answer');
  await council.getByText(text('done.answer')).waitFor();

  // Closing without saying whether others can learn from it is refused at the field.
  await press(council, 'action.close');
  await council.locator('form').getByRole('button', { name: text('close.send') }).click();
  await council.getByRole('link', { name: text('close.learn_missing') }).waitFor();
  await council.getByRole('radio', { name: text('close.dialogue_no') }).check();
  await council.getByRole('radio', { name: text('close.agree_partly') }).check();
  await council.getByRole('radio', { name: text('close.learn_yes') }).check();
  await council.getByRole('link', { name: text('close.learn_missing') }).waitFor({ state: 'detached' }); // put right, so no longer said
  await council.getByLabel(text('close.title')).fill(LEARNT);
  await council.getByLabel(text('close.text')).fill('Epikrisen skal være med i hånden. Uten den vet ingen hva som er avtalt.');
  await council.shot('close');
  await council.locator('form').getByRole('button', { name: text('close.send') }).click();
  await council.getByText(text('case.proposed'), { exact: true }).waitFor();
  // How a note gets to everybody is walked in notes.test.mjs; here it goes by the API.
  const doctors = await site.service.signIn('raad.lege');
  const { body: closed } = await doctors.get(`/deviations/${new URL(council.url()).pathname.split('/').at(-1)}`);
  await publishNote(site.service, doctors, closed.learning_note);
  await council.reload();
  await council.getByText(text('notes.status.published'), { exact: true }).waitFor();
  await council.shot('case-council');

  // The nurse sees the answer, and not the internal note.
  await nurse.getByRole('link', { name: text('receipt.open') }).click();
  await nurse.getByText('Epikrisen skrives før hjemreise.').waitFor();
  const seen = await nurse.locator('main').innerText();
  assert.match(seen, new RegExp(text('status.closed')));
  assert.ok(seen.includes(text('case.parties_agree')) && seen.includes(text('close.agree_partly')), seen);
  assert.doesNotMatch(seen, /møtet torsdag/);
  await nurse.shot('case-nurse');
  await nurse.getByRole('link', { name: text('menu.mine') }).click();
  await nurse.getByRole('listitem').filter({ hasText: number }).waitFor();
  await nurse.shot('mine');

  // Somebody else reads what was learnt; there is no report of a half-year yet.
  const reader = await site.open({ as: 'asu' });
  await reader.getByRole('link', { name: text('menu.learning'), exact: true }).click();
  await reader.getByText(text('report.none_yet', { half_year: '' }).slice(0, 30)).waitFor();
  await reader.shot('learning');
  await reader.getByRole('link', { name: LEARNT }).click();
  await reader.getByText('Epikrisen skal være med i hånden.').waitFor();
  for (const page of [nurse, council, reader]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

test('a link from a mail leads to its page after signing in', async () => {
  const nurse = await site.client('nurse.trondheim');
  const { body } = await nurse.get('/deviations?view=mine&limit=1');
  const page = await site.open();
  await page.goTo(`/saker/${body.items[0].id}`);
  await signIn(page, 'nurse.trondheim');
  await page.getByRole('heading', { level: 1, name: body.items[0].title }).waitFor();
  await page.close_all();
});

test('a case one may not see looks like one that does not exist', async () => {
  const council = await site.client('raad.digital');
  const other = (await (await site.client('raad.lege')).get(
    `/deviations?view=council&council_id=${(await site.client('raad.lege')).session.memberships[0].council.id}&limit=1`)).body.items[0];
  assert.equal((await council.get(`/deviations/${other.id}`)).status, 404);
  const page = await site.open({ as: 'raad.digital' });
  for (const path of [`/saker/${other.id}`, '/saker/999999999', '/saker/abc', '/finnes/ikke']) {
    await page.goTo(path);
    await page.getByRole('heading', { level: 1, name: text('not_found.title') }).waitFor();
  }
  await page.close_all();
});

test('a positive story asks no harm, and a user representative is asked for the point of the agreement', async () => {
  const nurse = await site.open({ as: 'nurse.trondheim' });
  await nurse.goTo('/meld');
  await nurse.getByRole('radio', { name: 'God historie' }).check();
  assert.equal(await nurse.getByRole('group', { name: text('file.actual_harm') }).count(), 0);
  await fillReport(nurse, { kind: 'God historie', category: 'Transport og pasientreise', actual: null, potential: null, title: 'Transporten ventet' });
  await press(nurse, 'file.to_check');
  await press(nurse, 'file.send');
  await nurse.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();

  const representative = await site.open({ as: 'bruker' });
  await representative.goTo('/meld');
  assert.equal(await representative.getByRole('group', { name: text('file.kind') }).count(), 0);
  await fillReport(representative, { kind: null, category: 'Annet' });
  const point = representative.getByLabel(text('file.agreement_point'));
  // The points are those of the agreement of the day of the event.
  const day = representative.getByLabel(text('file.occurred_on'), { exact: false }).first();
  await point.selectOption({ value: '13' });
  await day.fill('2022-03-01');
  await representative.getByText('Punkt 13 fantes ikke i avtalen 1. mars 2022', { exact: false }).first().waitFor();
  await point.selectOption({ value: '9' });
  assert.equal(await point.locator('option[value="13"]').count(), 0);
  await day.fill('');
  await representative.getByRole('region', { name: text('route.heading') }).getByText('Fagråd for digital samhandling', { exact: true }).waitFor();
  await representative.getByText(text('file.more')).click();
  assert.equal(await representative.getByLabel(text('file.patient_group')).count(), 0);
  await nurse.close_all();
  await representative.close_all();
});

test('the subscription to the learning summary is kept', async () => {
  const page = await site.open({ as: 'fastlege.orkland' });
  await page.goTo('/profil');
  await page.getByRole('button', { name: text('subscription.end') }).first().click();
  await page.getByText(text('subscription.ended')).waitFor();
  await page.reload();
  await page.settled();
  await page.getByText(text('subscription.none')).waitFor();
  await page.getByRole('button', { name: text('subscription.add') }).click();
  await page.getByLabel(text('subscription.frequency')).selectOption('monthly');
  await page.getByRole('button', { name: text('subscription.save') }).click();
  await page.locator('.subscriptions').getByText(text('subscription.frequency_monthly')).first().waitFor();
  await page.close_all();
});

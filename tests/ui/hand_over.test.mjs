/* SPDX-License-Identifier: MIT */
/* A council asks and waits, the reporter answers; and a case is handed over, taken back, and returned with a reason. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';

let site;
let nurse;
let reports;
let names;
before(async () => {
  site = await startSite();
  nurse = await site.client('nurse.trondheim');
  reports = await readReports(nurse);
  names = { doctors: reports.council('legesamarbeid').name, patients: reports.council('pasientsamarbeid').name };
});
after(() => site?.stop());

const since = /Saken venter på melder siden/;

test('a council asks and waits by keyboard at 320 px, and the reporter\'s answer starts the clock again', async () => {
  const { id } = await fileReport(nurse, reports, { title: 'Epikrisen kom sent' });
  const council = await site.open({ as: 'raad.lege', width: 320 });
  await council.goTo(`/saker/${id}`);
  await council.getByRole('region', { name: text('deadlines.heading') }).getByText(text('deadlines.answer')).waitFor();
  const open = council.getByRole('button', { name: text('send_on.wait'), exact: true });
  await open.focus();
  await council.keyboard.press('Enter');
  await council.getByRole('radio', { name: /^Melder \(Ingrid Moholt\)/ }).waitFor();
  await press(council, 'send_on.wait_send');
  await council.getByText(text('case.text_missing')).first().waitFor();
  await expectAccessible(council, 'asking, with a mistake, 320 px');
  await council.shot('ask-and-wait-320');
  await council.getByLabel(text('send_on.wait_text')).fill('Hvilken dag kom pasienten hjem?');
  await press(council, 'send_on.wait_send');
  await council.getByText(since).waitFor();
  await council.getByText(text('deadlines.stand_still')).waitFor();
  await expectAccessible(council, 'a case that waits, 320 px');
  await council.shot('waiting-320');

  const reporter = await site.open({ as: 'nurse.trondheim', width: 1200 });
  await reporter.goTo(`/saker/${id}`);
  await reporter.getByText(since).waitFor();
  await reporter.getByText(text('waiting.hint')).waitFor();
  await expectAccessible(reporter, 'a case that waits for the reader');
  await reporter.shot('waiting-reporter-1200');
  await press(reporter, 'action.message');
  await reporter.getByLabel(text('write.message')).fill('Fredag kveld.');
  await press(reporter, 'send.message');
  await reporter.getByText(text('done.message')).waitFor();
  await reporter.getByText(since).waitFor({ state: 'detached' });
  for (const page of [council, reporter]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

test('the council takes a case up again without an answer', async () => {
  const { id } = await fileReport(nurse, reports, { title: 'Ingen svarer' });
  const council = await site.open({ as: 'raad.lege', width: 1200 });
  await council.goTo(`/saker/${id}`);
  await press(council, 'send_on.wait');
  await council.getByRole('radio', { name: 'St. Olavs hospital HF' }).check();
  await council.getByLabel(text('send_on.wait_text')).fill('Kan dere si mer?');
  await press(council, 'send_on.wait_send');
  await council.getByText('Saken venter på St. Olavs hospital HF siden').waitFor();
  await press(council, 'waiting.resume');
  await council.getByText('Saken venter på St. Olavs hospital HF siden').waitFor({ state: 'detached' });
  expectNoProblems(council);
  await council.close_all();
});

test('a case is handed over with a reason, taken back, and handed over again; the reporter sees who has it and why', async () => {
  const { id, number } = await fileReport(nurse, reports, { title: 'Kom til feil råd' });
  const council = await site.open({ as: 'raad.lege', width: 1200 });
  await council.goTo(`/saker/${id}`);
  const handOver = async (reason) => {
    await press(council, 'send_on.hand_over');
    await press(council, 'send_on.hand_over_send');
    await council.getByText(text('send_on.hand_over_choice_missing')).first().waitFor();
    await council.getByLabel(text('send_on.hand_over_choice'), { exact: true }).selectOption({ label: names.patients });
    await council.getByLabel(text('send_on.hand_over_text')).fill(reason);
    await expectAccessible(council, 'handing over');
    await council.shot('hand-over-1200');
    await press(council, 'send_on.hand_over_send');
    await council.getByRole('heading', { name: text('send_on.handed_over_to', { number, council: names.patients }) }).waitFor();
  };
  await handOver('Gjelder pasientforløpet.');
  await expectAccessible(council, 'handed over');
  await council.shot('handed-over-1200');
  await press(council, 'send_on.take_back');
  await council.getByRole('heading', { level: 1, name: 'Kom til feil råd' }).waitFor();
  await council.getByText(text('send_on.taken_back_by', { to: names.doctors })).waitFor();
  await handOver('Gjelder likevel pasientforløpet.');
  await council.goTo(`/saker/${id}`);
  await council.getByRole('heading', { level: 1, name: text('not_found.title') }).waitFor();

  const reporter = await site.open({ as: 'nurse.trondheim', width: 320 });
  await reporter.goTo(`/saker/${id}`);
  const list = reporter.getByRole('list', { name: text('send_on.hand_overs') });
  await list.getByText('Gjelder likevel pasientforløpet.').waitFor();
  assert.equal(await list.getByRole('listitem').count(), 3);
  await expectAccessible(reporter, 'a case that was handed over, 320 px');
  await reporter.shot('handed-over-reporter-320');
  for (const page of [council, reporter]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

test('before a third hand-over the page says that the secretariat will be told', async () => {
  const { id } = await fileReport(nurse, reports, { title: 'Fram og tilbake' });
  const clients = await Promise.all(['raad.lege', 'raad.digital', 'raad.pasient'].map((name) => site.client(name)));
  const next = async (client, council, version) => assert.equal((await client.post(`/deviations/${id}/hand-over`, { council, reason: 'Ikke vår' }, { key: null, version })).status, 200);
  await next(clients[0], 'digital', 1);
  await next(clients[1], 'legesamarbeid', 2);
  const council = await site.open({ as: 'raad.lege', width: 320 });
  await council.goTo(`/saker/${id}`);
  await press(council, 'send_on.hand_over');
  await council.getByText(text('send_on.passed_around_other', { count: 2 })).waitFor();
  await expectAccessible(council, 'a warning before a third hand-over, 320 px');
  await council.shot('passed-around-320');
  expectNoProblems(council);
  await council.close_all();
});

test('a case is returned with a coded reason and an answer, which closes it', async () => {
  const { id } = await fileReport(nurse, reports, { title: 'Hører ikke til her' });
  const council = await site.open({ as: 'raad.lege', width: 1200 });
  await council.goTo(`/saker/${id}`);
  await press(council, 'send_on.return');
  await council.getByRole('radio', { name: /Gjelder bare én av partene/ }).check();
  await council.getByLabel(text('send_on.return_text')).fill('Meld dette i kommunens eget kvalitetssystem.');
  await expectAccessible(council, 'returning a case');
  await council.shot('return-1200');
  await press(council, 'send_on.return_send');
  await council.getByText(text('send_on.return_done')).waitFor();
  await council.getByText('Meld dette i kommunens eget kvalitetssystem.').waitFor();
  assert.equal((await nurse.get(`/deviations/${id}`)).body.status, 'closed');
  expectNoProblems(council);
  await council.close_all();
});

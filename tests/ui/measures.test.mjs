/* SPDX-License-Identifier: MIT */
/* A council adds a measure, who is responsible moves it, and when the day has come the council says whether it helped. */
import { after, before, test } from 'node:test';
import { fileReport, readReports } from '../http/support/reports.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

const WHAT = 'Listen sperres til den er lest av begge';
let site;

before(async () => {
  site = await startSite();
});
after(() => site?.stop());

const inDays = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);

test('a measure from the case to its effect', async () => {
  const nurse = await site.client('nurse.trondheim');
  const { id, number } = await fileReport(nurse, await readReports(nurse), { title: 'Listen ble ikke lest', category: 'legemidler' });
  const council = await site.open({ as: 'raad.lege' });
  await council.goTo(`/saker/${id}`);
  await council.getByText(text('measures.none')).waitFor();
  await council.settled();
  await press(council, 'measures.open_add');
  // What is missing is said at the fields.
  await press(council, 'measures.add');
  await council.getByRole('link', { name: text('measures.missing.measure_strength') }).waitFor();
  await council.getByLabel(text('measures.text')).fill(WHAT);
  await council.getByRole('radio', { name: text('measures.strength.strong'), exact: true }).check();
  await council.getByLabel(text('measures.responsible_label')).selectOption({ label: 'Trondheim kommune' });
  await council.getByLabel(text('measures.due'), { exact: true }).fill(inDays(-2));
  await council.shot('measures-form');
  await expectAccessible(council, 'the form');
  await press(council, 'measures.add');
  await council.getByText(text('measures.added')).waitFor();
  await council.getByText(text('measures.state.overdue')).waitFor();
  await council.shot('measures-case');

  // Who is responsible finds it, and says that it is done.
  const coordinator = await site.open({ as: 'koordinator.trondheim', width: 320 });
  await coordinator.goTo('/tiltak?vis=forfalt');
  await coordinator.getByText(WHAT).waitFor();
  await coordinator.shot('measures-work-320');
  await expectAccessible(coordinator, 'the work list');
  await coordinator.getByRole('link', { name: number }).click();
  await coordinator.getByRole('heading', { name: WHAT }).waitFor();
  await coordinator.settled();
  await coordinator.getByRole('button', { name: text('measures.move_to', { phase: text('measures.phase.evaluate') }) }).click();
  await coordinator.getByLabel(text('measures.done_when')).fill(inDays(-200));
  await coordinator.getByRole('button', { name: text('measures.move_to', { phase: text('measures.phase.evaluate') }) }).last().click();
  await coordinator.getByText(text('measures.moved', { phase: text('measures.phase.evaluate') })).waitFor();
  await coordinator.shot('measures-moved-320');
  await expectAccessible(coordinator, 'the case with a measure');

  // The council wrote over nothing: it sees what has happened, and evaluates.
  await council.goTo(`/saker/${id}`);
  await council.getByText(text('measures.state.to_evaluate')).waitFor();
  await council.settled();
  await council.getByRole('button', { name: text('measures.evaluate_which', { text: WHAT }) }).click();
  await press(council, 'measures.save_effect');
  await council.getByText(text('measures.effect_missing')).waitFor();
  await council.getByRole('radio', { name: text('measures.effect.some') }).check();
  await council.getByLabel(text('measures.effect_note')).fill('To saker i høst, åtte i vår');
  await council.shot('measures-effect');
  await expectAccessible(council, 'the form for the effect');
  await press(council, 'measures.save_effect');
  await council.getByText(text('measures.evaluated')).waitFor();
  await council.getByText('To saker i høst, åtte i vår').waitFor();
  await council.shot('measures-evaluated');
  await council.goTo('/tiltak?vis=effekt');
  await council.getByText(text('measures.empty.to_evaluate')).waitFor();
  for (const page of [council, coordinator]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

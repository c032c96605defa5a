/* SPDX-License-Identifier: MIT */
/* An administrator changes the configuration: sees what changes, is told every mistake, takes it into use and goes back. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { addPerson } from '../http/support/people.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => {
  site = await startSite();
  await addPerson(site.cluster, 'leder', [{ role: 'administrator' }]);
});
after(() => site?.stop());

const part = (page, name) => page.getByRole('navigation', { name: text('configuration.parts') }).getByRole('link', { name: text(`configuration.section.${name}`), exact: true }).click();

test('a unit is added and a council renamed: shown first, then taken into use, and taken back', async () => {
  const page = await site.open({ as: 'leder', width: 1200 });
  await page.goTo('/administrasjon/oppsett');
  await page.shot('configuration-1200');
  await expectAccessible(page, 'configuration, as a file');
  await part(page, 'units');
  await expectAccessible(page, 'configuration, units');
  await page.shot('configuration-units-1200');
  await press(page, 'configuration.add');
  await press(page, 'configuration.done');
  await page.getByRole('link', { name: text('configuration.missing', { name: text('configuration.field.code') }) }).waitFor();
  await page.getByLabel(text('configuration.field.organisation')).selectOption({ label: 'St. Olavs hospital HF' });
  await page.getByLabel(text('configuration.field.code'), { exact: true }).fill('ny_klinikk');
  await page.getByLabel(text('configuration.field.name'), { exact: true }).fill('Ny klinikk');
  await page.shot('configuration-entry-1200');
  await press(page, 'configuration.done');
  await page.getByText(text('configuration.pending')).waitFor();
  await part(page, 'councils');
  await page.getByRole('button', { name: 'Fagråd for digital samhandling' }).click();
  await page.getByLabel(text('configuration.field.name'), { exact: true }).fill('Fagråd for digitalt samarbeid');
  await press(page, 'configuration.done');
  await press(page, 'configuration.preview');
  await page.getByRole('heading', { name: text('configuration.what_changes_other', { count: 2 }) }).waitFor();
  await expectAccessible(page, 'configuration, changes');
  await page.shot('configuration-preview-1200');
  await page.getByLabel(text('configuration.note')).fill('Ny klinikk og nytt navn');
  await press(page, 'configuration.apply');
  await page.getByRole('heading', { name: text('configuration.what_changes_other', { count: 2 }) }).waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: text('configuration.versions'), exact: true }).click();
  await page.getByText('Ny klinikk og nytt navn').waitFor();
  await page.shot('configuration-versions-1200');
  expectNoProblems(page);
  await page.close_all();
});

test('every mistake is named with its place and name', async () => {
  const page = await site.open({ as: 'leder', width: 320 });
  await page.goTo('/administrasjon/oppsett/deadline_sets');
  await page.getByRole('button', { name: 'Vanlige frister' }).click();
  await page.getByLabel(text('configuration.field.answer_days')).fill('mange');
  await page.getByLabel(text('configuration.field.valid_to')).fill('1999-01-01');
  await press(page, 'configuration.done');
  await press(page, 'configuration.preview');
  await page.getByRole('heading', { name: text('configuration.mistakes_other', { count: 2 }) }).waitFor();
  await page.getByText(`${text('configuration.section.deadline_sets')}: Vanlige frister: ${text('configuration.field.answer_days')}`).waitFor();
  await expectAccessible(page, 'configuration with mistakes, 320 px');
  await page.shot('configuration-mistakes-320');
  await press(page, 'configuration.drop');
  await page.getByText(text('configuration.pending')).waitFor({ state: 'hidden' });
  await page.close_all();
});

test('the helsefellesskap itself is changed like any other part', async () => {
  const page = await site.open({ as: 'leder', width: 320 });
  await page.goTo('/administrasjon/oppsett');
  await part(page, 'helsefellesskap');
  await page.getByLabel(text('configuration.field.smallest_shown')).fill('0');
  await page.getByRole('checkbox', { name: text('configuration.field.user_representative') }).check();
  await expectAccessible(page, 'the helsefellesskap itself, 320 px');
  await page.shot('configuration-own-320');
  await press(page, 'configuration.done');
  await press(page, 'configuration.preview');
  await page.getByText(`${text('configuration.section.helsefellesskap')}: ${text('configuration.field.smallest_shown')}`).waitFor();
  await page.getByLabel(text('configuration.field.smallest_shown')).fill('4');
  await press(page, 'configuration.done');
  await press(page, 'configuration.preview');
  await page.getByRole('heading', { name: text('configuration.what_changes_one', { count: 1 }) }).waitFor();
  await press(page, 'configuration.drop');
  await page.close_all();
});

test('the whole goes out as a file and comes in again', async () => {
  const page = await site.open({ as: 'leder', width: 1200 });
  await page.goTo('/administrasjon/oppsett');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: text('configuration.download') }).click()]);
  const document = JSON.parse(readFileSync(await download.path(), 'utf8'));
  document.councils.find(({ code }) => code === 'digital').abbreviation = 'FDS';
  const file = join(tmpdir(), `samavvik-configuration-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(document));
  await page.getByLabel(text('configuration.bring_in')).setInputFiles(file);
  await press(page, 'configuration.preview');
  await page.getByRole('heading', { name: text('configuration.what_changes_one', { count: 1 }) }).waitFor();
  await page.getByText('FDS').waitFor();
  await press(page, 'configuration.apply');
  await page.getByRole('heading', { name: text('configuration.what_changes_one', { count: 1 }) }).waitFor({ state: 'hidden' });
  const [[abbreviation]] = await site.cluster.query("SELECT abbreviation FROM council WHERE code = 'digital'");
  assert.equal(abbreviation, 'FDS');
  expectNoProblems(page);
  await page.close_all();
});

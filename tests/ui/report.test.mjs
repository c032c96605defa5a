/* SPDX-License-Identifier: MIT */
/* A reader of the joint committee opens the report, filters, looks closer; the secretariat counts, remarks and approves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPastCases, monthsOf } from '../http/support/past_cases.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => {
  site = await startSite();
  const [[template]] = await site.cluster.query("SELECT min(d.id) FROM deviation d JOIN helsefellesskap h ON h.id = d.helsefellesskap_id WHERE h.code = 'st_olavs'");
  await addPastCases(site.cluster, template, 900, monthsOf('2024-2', '2025-1', '2025-2'));
  for (const half_year of ['2024-2', '2025-1']) {
    const made = await site.service.command(['report', '--helsefellesskap', 'st_olavs', '--count', half_year, '--approve']);
    assert.equal(made.code, 0, made.stderr);
  }
});
after(() => site?.stop());

const label = (name) => text(`report.dimension_${name}`);
const figures = (page) => page.locator('.report-figures strong').first().innerText();

test('the secretariat counts a half-year, says what it means, and approves it', async () => {
  const page = await site.open({ as: 'sekretariat', width: 1200 });
  await page.goTo('/laering');
  await page.getByRole('link', { name: text('report.prepare') }).click();
  await page.getByRole('heading', { level: 1, name: text('report.prepare') }).waitFor();
  // The draft of the last half-year came by itself.
  await page.getByRole('heading', { name: text('report.first_half', { year: 2026 }) }).waitFor();
  await press(page, 'report.discard');
  await press(page, 'report.discard_now');
  await page.getByText(text('report.nothing_in_work')).waitFor();
  await page.getByLabel(text('report.half_year'), { exact: true }).selectOption('2025-2');
  await page.shot('report-preparation');
  await press(page, 'report.count');
  await page.getByRole('button', { name: text('report.approve'), exact: true }).waitFor({ timeout: 20000 });
  await press(page, 'report.add_remark');
  await page.getByLabel(text('report.of_whom'), { exact: true }).selectOption({ label: 'Fagråd for legesamarbeid' });
  await page.getByLabel(text('report.remark_text'), { exact: true }).fill('Rådet har bedt om én legemiddelliste. Tallene for legemidler skal måles igjen om et halvt år.');
  await press(page, 'report.store_remarks');
  await page.getByRole('button', { name: text('report.store_remarks') }).waitFor({ state: 'detached' });
  await expectAccessible(page, 'preparing a report');
  await page.shot('report-draft');
  await page.getByRole('link', { name: text('report.look') }).click();
  await page.getByText(text('report.is_draft')).waitFor();
  assert.match(await figures(page), /^\d+$/);
  await page.goBack();
  await press(page, 'report.approve');
  await press(page, 'report.approve_now');
  await page.getByRole('cell', { name: /Anne Kristin/ }).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('a reader opens the report, filters, looks at two things at once, and may share the address', async () => {
  const page = await site.open({ as: 'asu', width: 1200 });
  await page.goTo('/laering');
  await page.locator('.chart svg').waitFor();
  await page.getByText('Rådet har bedt om én legemiddelliste.').waitFor();
  const all = Number(await figures(page));
  assert.ok(all > 100, String(all));
  await expectAccessible(page, 'the report');
  await page.shot('report-1200');
  await page.getByRole('combobox', { name: label('category'), exact: true }).selectOption({ label: 'Legemidler og legemiddelliste' });
  await page.waitForURL(/kategori=legemidler/);
  const fewer = (before) => page.waitForFunction((many) => Number(document.querySelector('.report-figures strong').textContent) < many, before);
  await fewer(all);
  const ofCategory = Number(await figures(page));
  await page.getByRole('combobox', { name: label('kind'), exact: true }).selectOption({ label: 'Pasienthendelse' });
  await page.getByText(text('report.two_filters')).waitFor();
  await page.getByText(text('report.cross_too_many')).waitFor();
  await fewer(ofCategory);
  const shared = page.url();
  const filtered = await figures(page);
  await page.goTo(new URL(shared).pathname + new URL(shared).search);
  await page.locator('.chart svg').waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(await figures(page), filtered);
  await press(page, 'report.clear');
  await page.getByLabel(text('report.from'), { exact: true }).selectOption({ label: text('report.first_half', { year: 2025 }) });
  await page.getByLabel(text('report.rows'), { exact: true }).selectOption({ label: label('category') });
  await page.getByLabel(text('report.columns'), { exact: true }).selectOption({ label: label('counterpart') });
  await page.getByRole('table', { name: text('report.cross_title', { rows: label('category'), columns: label('counterpart') }) }).waitFor();
  assert.ok(await page.getByText(text('report.suppressed'), { exact: true }).count() > 0, 'small numbers are hidden');
  await page.shot('report-two-things');
  await page.getByLabel(text('report.chart_kind')).selectOption({ label: text('control_chart.kind.run') });
  await page.getByText(text('control_chart.kind_help.run')).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('it reads on a phone, in the dark and on paper', async () => {
  const phone = await site.open({ as: 'asu', width: 320 });
  await phone.goTo('/laering?kategori=legemidler');
  await phone.locator('.chart svg').waitFor();
  await expectAccessible(phone, 'the report, narrow');
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out');
  await phone.shot('report-320');
  await phone.emulateMedia({ colorScheme: 'dark' });
  await phone.shot('report-320-dark');
  await phone.emulateMedia({ colorScheme: 'light', media: 'print' });
  const paper = await phone.pdf({ format: 'A4' });
  assert.ok(paper.length > 10000);
  expectNoProblems(phone);
  await phone.close_all();
});

test('suppressed, zero and no data are three different things', async () => {
  const page = await site.open({ as: 'asu' });
  await page.route(/\/report\?|\/report$/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    const harm = body.dimensions.find(({ dimension }) => dimension === 'actual_harm');
    const states = [['none', 'no_data', null, null], ['low', 'zero', 0, null], ['moderate', 'suppressed', null, null], ['severe', 'suppressed', null, 12], ['fatal', 'shown', 12, null]];
    harm.values = states.map(([value, state, count, at_least]) => ({ value, cell: { state, count, at_least }, before: null }));
    await route.fulfill({ response: answer, json: body });
  });
  await page.goTo('/laering');
  const table = page.getByRole('table', { name: label('actual_harm'), exact: true });
  await table.waitFor();
  assert.deepEqual(await table.locator('tbody td').allInnerTexts(),
    [text('report.no_data'), '0', text('report.suppressed'), text('report.at_least', { count: 12 }), '12']);
  await page.close_all();
});

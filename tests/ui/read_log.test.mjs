/* SPDX-License-Identifier: MIT */
/* The data protection officer finds who has seen a case, and takes the answer away on paper or as a spreadsheet. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, startSite, text } from './support/browser.mjs';

let site;
let number;

before(async () => {
  site = await startSite();
  const council = await site.client('raad.lege');
  const { id } = council.session.memberships.find((one) => one.council).council;
  const { body } = await council.get(`/deviations?view=council&council_id=${id}&status=sent&limit=1`);
  number = body.items[0].number;
  await council.get(`/deviations/${body.items[0].id}`);
});
after(() => site?.stop());

test('from the menu to who has seen a case, by number', async () => {
  for (const [width, scheme] of [[1200, 'light'], [320, 'light'], [1200, 'dark']]) {
    const page = await site.open({ as: 'personvern', width, scheme });
    await page.goTo('/');
    await page.getByRole('link', { name: text('menu.read_log') }).first().click();
    await page.getByRole('heading', { level: 1, name: text('read_log.heading') }).waitFor();
    await page.getByLabel(text('read_log.case_number')).fill(number);
    await page.getByRole('button', { name: text('read_log.search'), exact: true }).click();
    await page.getByRole('link', { name: text('read_log.readers_of', { number }) }).waitFor();
    await page.shot(`read-log-${width}-${scheme}`);
    await expectAccessible(page, `read log ${width} ${scheme}`);
    await page.getByRole('link', { name: text('read_log.readers_of', { number }) }).click();
    await page.getByRole('heading', { level: 1, name: text('readers.heading_of', { number }) }).waitFor();
    await page.getByRole('cell', { name: text('read_what.case'), exact: true }).first().waitFor();
    await page.shot(`readers-${width}-${scheme}`);
    await expectAccessible(page, `readers ${width} ${scheme}`);
    expectNoProblems(page);
    await page.close_all();
  }
});

test('the spreadsheet holds the table, and no formula', async () => {
  const page = await site.open({ as: 'personvern' });
  const name = '=HYPERLINK("http://x")';
  await page.route('**/readers', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.readers[0].person = { id: '1', name };
    await route.fulfill({ response: answer, json: body });
  });
  await page.goTo(`/innsynslogg?case_number=${number}`);
  await page.getByRole('link', { name: text('read_log.readers_of', { number }) }).click();
  const button = page.getByRole('button', { name: text('readers.csv') });
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.ok(csv.startsWith(`\uFEFF"${text('readers.who')}";`), csv.slice(0, 40));
  assert.ok(csv.includes(`"'${name.replaceAll('"', '""')}"`), csv);
  assert.ok(csv.includes(text('read_what.case')));
  assert.equal(download.suggestedFilename(), `innsyn-${number}.csv`);
  expectNoProblems(page);
  await page.close_all();
});

test('a number that no case has is said so', async () => {
  const page = await site.open({ as: 'personvern' });
  await page.goTo('/innsynslogg?case_number=STO-1999-00001');
  await page.getByText(text('read_log.no_case')).waitFor();
  await page.close_all();
});

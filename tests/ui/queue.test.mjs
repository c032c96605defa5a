/* SPDX-License-Identifier: MIT */
/* The queue in a browser: worked by keyboard, followed while others work in it, narrowed, kept, and read on a phone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addPerson } from '../http/support/people.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';
import { waitFor } from '../http/support/service.mjs';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
let nurse;
let doctors;
let reports;
before(async () => {
  site = await startSite();
  [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => site.client(name)));
  reports = await readReports(nurse);
  await addPerson(site.cluster, 'raad.lege.to', [{ role: 'council_member', council: 'legesamarbeid' }]);
  await site.cluster.query(`UPDATE deviation SET status = 'closed', answered_at = now(), closed_at = now() WHERE council_id = ${reports.council('legesamarbeid').id}`);
});
after(() => site?.stop());

const file = (title, more) => fileReport(nurse, reports, { title, ...more });
const focused = (page) => page.evaluate(() => document.activeElement.textContent);
const titles = (page) => page.locator('[data-case] th a').allTextContents();
/* The list says that it loads before it shows what it found. */
const onlyShown = (page, wanted) => page.waitForFunction((names) =>
  [...document.querySelectorAll('[data-case] th a')].map((link) => link.textContent).join('|') === names, wanted.join('|'));
const rowOf = (page, title) => page.getByRole('row').filter({ hasText: title });

test('a council works its queue without a mouse', async () => {
  const first = await file('Første sak', { potential_harm: 'severe' });
  await file('Andre sak');
  await file('Tredje sak');
  const page = await site.open({ as: 'raad.lege' });
  await page.getByRole('link', { name: text('menu.queue') }).click();
  await rowOf(page, 'Tredje sak').waitFor();
  await onlyShown(page, ['Første sak', 'Andre sak', 'Tredje sak']);

  // Down and up the list; a takes the case one is at.
  await page.keyboard.press('j');
  assert.equal(await focused(page), 'Første sak');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('a');
  await rowOf(page, 'Første sak').getByText(doctors.session.person.name).waitFor();
  assert.equal(await focused(page), 'Første sak', 'the focus stays where it was');
  await page.getByRole('button', { name: text('queue.undo') }).click();
  await page.getByText(text('queue.undone_one', { count: 1 })).waitFor();
  await rowOf(page, 'Første sak').getByText(text('queue.nobody')).waitFor();

  // Two are selected and acknowledged at once, and it is taken back.
  await rowOf(page, 'Andre sak').getByRole('link').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText(text('queue.selected_other', { count: 2 })).waitFor();
  await page.shot('queue-selected');
  await expectAccessible(page, 'selected');
  await page.keyboard.press('b');
  await page.getByText(text('queue.done_acknowledge_other', { count: 2 })).waitFor();
  await rowOf(page, 'Andre sak').getByText(text('status.received')).waitFor();
  await page.shot('queue-done');
  await page.getByRole('button', { name: text('queue.undo') }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(text('queue.undone_other', { count: 2 })).waitFor();
  await rowOf(page, 'Andre sak').getByText(text('status.sent')).waitFor();

  // Somebody else gets one.
  await rowOf(page, 'Tredje sak').getByRole('link').focus();
  await page.keyboard.press('x');
  await page.getByLabel(text('queue.colleague')).selectOption({ label: 'Prøve raad.lege.to' });
  await page.shot('queue-colleague');
  await page.getByRole('button', { name: text('queue.assign'), exact: true }).click();
  await rowOf(page, 'Tredje sak').getByText('Prøve raad.lege.to').waitFor();
  await page.getByRole('button', { name: text('queue.undo') }).click();
  await rowOf(page, 'Tredje sak').getByText(text('queue.nobody')).waitFor();

  // Enter opens, n goes on to the next, u back to the list.
  await rowOf(page, 'Første sak').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Første sak' }).waitFor();
  assert.match(page.url(), new RegExp(`/saker/${first.id}$`));
  await page.getByRole('link', { name: text('queue.next_other', { count: 2 }) }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('heading', { level: 1, name: 'Andre sak' }).waitFor();
  await page.keyboard.press('u');
  await rowOf(page, 'Første sak').waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('the keys are explained, write nothing away from a field, and can be turned off', async () => {
  const page = await site.open({ as: 'raad.lege' });
  await page.goTo('/ko');
  await rowOf(page, 'Første sak').waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: text('queue.keys') });
  await help.getByText(text('queue.key_assign')).waitFor();
  await expectAccessible(page, 'help');
  await page.shot('queue-keys');
  await page.keyboard.press('j'); // no key works under the dialog
  assert.ok(await help.isVisible());
  await help.getByLabel(text('queue.keys_on')).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  assert.notEqual(await focused(page), 'Første sak');
  await page.keyboard.press('?');
  await help.getByLabel(text('queue.keys_on')).check();
  await help.getByRole('button', { name: text('queue.close') }).click();
  await page.keyboard.press('j');
  assert.equal(await focused(page), 'Første sak');

  await press(page, 'queue.save_view');
  await page.getByLabel(text('queue.view_name')).pressSequentially('jxa b');
  assert.equal(await page.getByLabel(text('queue.view_name')).inputValue(), 'jxa b');
  assert.equal(await page.locator('[data-case] input:checked').count(), 0);
  await page.close_all();
});

test('what others do is seen in place, new cases wait until they are asked for, and nothing jumps', async () => {
  await file('Sak å følge');
  const watcher = await site.open({ as: 'raad.lege' });
  await watcher.clock.install();
  await watcher.goTo('/ko?sorter=newest');
  await rowOf(watcher, 'Sak å følge').waitFor();
  const before = await titles(watcher);
  await rowOf(watcher, 'Andre sak').getByRole('link').focus();

  const other = await site.open({ as: 'raad.lege.to' });
  await other.goTo('/ko');
  await rowOf(other, 'Sak å følge').getByRole('link').focus();
  await other.keyboard.press('a');
  await rowOf(other, 'Sak å følge').getByText('Prøve raad.lege.to').waitFor();
  await file('Splitter ny sak');

  await watcher.clock.fastForward(16_000);
  await rowOf(watcher, 'Sak å følge').getByText('Prøve raad.lege.to').waitFor();
  await rowOf(watcher, 'Sak å følge').getByText(text('queue.changed')).waitFor();
  const news = watcher.getByRole('status').getByRole('button', { name: text('queue.news_one', { count: 1 }) });
  await news.waitFor();
  assert.deepEqual(await titles(watcher), before);
  assert.equal(await focused(watcher), 'Andre sak');
  await watcher.shot('queue-news');
  await expectAccessible(watcher, 'news');
  await watcher.keyboard.press('v');
  await rowOf(watcher, 'Splitter ny sak').waitFor();
  assert.equal((await titles(watcher))[0], 'Splitter ny sak');
  assert.equal(await focused(watcher), 'Andre sak');
  assert.equal(await news.count(), 0);

  // Somebody acts on what another has changed: told, and nothing is overwritten.
  const { items } = (await doctors.get('/queue?sort=newest')).body;
  const split = items.find((one) => one.title === 'Splitter ny sak');
  await doctors.post(`/deviations/${split.id}/answer`, { text: 'Et svar' }, { version: split.version });
  await rowOf(watcher, 'Splitter ny sak').getByRole('link').focus();
  await watcher.keyboard.press('b');
  await watcher.getByText(text('queue.outcome_changed_meanwhile', { number: split.number })).waitFor();
  for (const page of [watcher, other]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

test('asking again costs nothing while nothing has changed, and rests while the tab is hidden', async () => {
  const page = await site.open({ as: 'raad.lege' });
  await page.clock.install();
  const answers = [];
  page.on('response', (response) => { if (/\/api\/v1\/queue\?/.test(response.url())) answers.push(response.status()); });
  await page.goTo('/ko');
  await rowOf(page, 'Første sak').waitFor();
  await page.clock.fastForward(16_000);
  await page.waitForFunction(() => true);
  while (answers.length < 3) await page.waitForEvent('response');
  assert.deepEqual(answers.slice(0, 3), [200, 304, 304]);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const asked = answers.length;
  await page.clock.fastForward(120_000);
  assert.equal(answers.length, asked);
  await page.close_all();
});

test('a narrowed view stands in the address, is kept under a name, and going back finds it', async () => {
  await file('Epikrise borte', { category: 'epikrise' });
  const page = await site.open({ as: 'raad.lege' });
  await page.goTo('/ko');
  await rowOf(page, 'Epikrise borte').waitFor();
  await page.getByText(text('queue.narrow'), { exact: true }).click();
  await page.getByLabel(text('queue.filter_category')).selectOption('epikrise');
  await onlyShown(page, ['Epikrise borte']);
  assert.match(page.url(), /kategori=epikrise/);
  await page.shot('queue-narrowed');
  await expectAccessible(page, 'narrowed');

  await press(page, 'queue.save_view');
  await page.getByLabel(text('queue.view_name')).fill('Epikriser');
  await page.getByRole('button', { name: text('queue.save'), exact: true }).click();
  await page.getByRole('link', { name: 'Epikriser' }).waitFor();
  await page.getByRole('navigation', { name: text('queue.views') }).getByRole('link', { name: new RegExp(text('queue.view_mine')) }).click();
  await page.getByText(text('queue.empty_mine')).waitFor();
  await page.goBack();
  await rowOf(page, 'Epikrise borte').waitFor();
  await page.goTo('/ko');
  await page.getByRole('link', { name: 'Epikriser' }).click();
  await onlyShown(page, ['Epikrise borte']);
  await page.getByRole('button', { name: text('queue.delete_view', { name: 'Epikriser' }) }).click();
  await page.getByRole('link', { name: 'Epikriser' }).waitFor({ state: 'detached' });
  expectNoProblems(page);
  await page.close_all();
});

test('a search marks what it finds, as text and not as markup', async () => {
  await file('Legemiddelskjema <i>borte</i>', { description: 'Skjemaet <b>manglet</b> ved hjemkomst. Ingen visste hvor det var.' });
  const [[id]] = await site.cluster.query('SELECT max(id) FROM deviation');
  const page = await site.open({ as: 'raad.lege' });
  await page.goTo('/ko');
  await rowOf(page, 'Første sak').waitFor();
  await waitFor('the search to know the case', async () => (await site.cluster.query(`SELECT 1 FROM case_search WHERE deviation_id = ${id}`)).length === 1);
  await page.keyboard.press('/');
  await page.keyboard.type('legemiddelskjema');
  await page.keyboard.press('Enter');
  await page.locator('mark', { hasText: 'Legemiddelskjema' }).waitFor();
  await onlyShown(page, ['Legemiddelskjema <i>borte</i>']);
  assert.match(page.url(), /sok=legemiddelskjema/);
  await rowOf(page, 'Skjemaet <b>manglet</b>').waitFor();
  await page.shot('queue-search');
  await expectAccessible(page, 'search');
  await page.getByLabel(text('queue.search'), { exact: true }).fill('finnes ikke noe sted');
  await page.keyboard.press('Enter');
  await page.getByText(text('queue.empty_search', { words: 'finnes ikke noe sted', view: text('queue.view_open') })).waitFor();
  await press(page, 'queue.search_clear');
  await rowOf(page, 'Første sak').waitFor();
  expectNoProblems(page);
  await page.close_all();
});

describe('a list', () => {
  test('of a coordinator says what waits for the organisation', async () => {
    const page = await site.open({ as: 'koordinator.stolav' });
    await page.getByRole('link', { name: text('menu.queue') }).click();
    await page.getByRole('heading', { level: 1, name: text('queue.heading_organisation') }).waitFor();
    await page.getByText(text('queue.empty_waiting_for_us')).waitFor();
    const [[id]] = await site.cluster.query("SELECT max(id) FROM deviation WHERE title = 'Andre sak'");
    await site.cluster.query(`UPDATE deviation SET waiting_for = 'other_organisation', waiting_since = now(), last_event = last_event WHERE id = ${id}`);
    await page.reload();
    await rowOf(page, 'Andre sak').getByText(text('queue.waits_for', { who: 'St. Olavs hospital HF' })).waitFor();
    assert.equal(await page.getByRole('checkbox').count(), 0, 'nothing to select where one treats nothing');
    await page.close_all();
  });

  test('of the secretariat is of all councils', async () => {
    const page = await site.open({ as: 'sekretariat' });
    await page.goTo('/ko');
    await page.getByLabel(text('queue.place')).selectOption({ label: text('queue.all_of', { name: 'St. Olavs hospital og kommunene' }) });
    await rowOf(page, 'Første sak').waitFor();
    await page.close_all();
  });

  test('says when a case is due in working days, and is read on a phone', async () => {
    const [[late], [soon]] = await site.cluster.query("SELECT id FROM deviation WHERE title IN ('Første sak', 'Tredje sak') ORDER BY id");
    await site.cluster.query(`UPDATE deviation SET received_at = NULL, receipt_due_at = now() - interval '8 days' WHERE id = ${late}`);
    await site.cluster.query(`UPDATE deviation SET received_at = NULL, receipt_due_at = now() + interval '30 minutes' WHERE id = ${soon}`);
    for (const [width, scheme] of [[320, 'light'], [320, 'dark'], [1200, 'light']]) {
      const page = await site.open({ as: 'raad.lege', width, scheme });
      await page.goTo('/ko');
      await rowOf(page, 'Første sak').getByText(/\d+ virkedager over fristen/).waitFor();
      await page.shot(`queue-${width}-${scheme}`);
      await expectAccessible(page, `queue at ${width} ${scheme}`);
      expectNoProblems(page);
      await page.close_all();
    }
  });
});

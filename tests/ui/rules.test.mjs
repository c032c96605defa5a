/* SPDX-License-Identifier: MIT */
/* The administrator's page of routing rules: a draft is worked on, tried on the cases, made to count, and taken back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const overview = '/administrasjon/regler';
const named = (what, position) => `${text(`rules.${what}`)}: ${text('rules.number', { position })}`;
const rule = (page, position) => page.locator('section[aria-labelledby="rules-heading"] ol.rules > li').nth(position - 1);

async function beginDraft(page) {
  await page.goTo(overview);
  await press(page, 'rules.begin');
  await page.getByRole('heading', { level: 2, name: text('rules.rules') }).waitFor();
}

test('a rule is added and moved by keyboard, tried on the cases, activated with a reason, and undone', async () => {
  const page = await site.open({ as: 'administrator' });
  await page.getByRole('navigation').getByRole('link', { name: text('people.administration') }).click();
  await page.getByRole('link', { name: text('rules.heading') }).click();
  await page.getByRole('heading', { level: 2, name: text('rules.counting', { version: 1 }) }).waitFor();
  await page.getByText(text('rules.no_drafts')).waitFor();
  await page.settled();
  await page.shot('rules');
  await expectAccessible(page, 'rules');
  await press(page, 'rules.begin');
  await page.getByText(text('rules.no_difference')).waitFor();

  // A new rule: what is missing is told, and it is put before the one for every case.
  await press(page, 'rules.add_rules');
  await press(page, 'rules.keep_rule');
  await page.locator('.ds-error-summary').waitFor();
  const form = page.locator('form[aria-labelledby="rule-form"]');
  await form.locator('summary', { hasText: text('rules.fact.category') }).focus();
  await page.keyboard.press('Enter');
  await form.getByRole('checkbox', { name: 'Legemidler og legemiddelliste' }).check();
  await form.locator('summary', { hasText: text('rules.fact.reporter_party') }).click();
  await form.getByRole('checkbox', { name: 'Kommune', exact: true }).check();
  await form.getByLabel(text('rules.council'), { exact: true }).selectOption({ label: 'Fagråd for digital samhandling' });
  for (const language of ['nb', 'nn', 'en']) await form.getByLabel(text(`rules.why.${language}`)).fill(`Legemidler fra kommunene (${language})`);
  await page.shot('rules-form');
  await expectAccessible(page, 'a rule');
  await press(page, 'rules.keep_rule');
  await page.getByText(text('rules.differences_one', { count: 1 })).waitFor();

  // It never gets a case where it stands: the page says so at the rule, and it is moved up by keyboard.
  const count = await page.locator('section[aria-labelledby="rules-heading"] ol.rules > li').count();
  await rule(page, count - 1).getByText(/får aldri noen sak/).waitFor();
  const up = () => rule(page, count - 1).getByRole('button', { name: named('up', count - 1), exact: true });
  await up().focus();
  for (let at = count - 1; at > 1; at -= 1) {
    await page.keyboard.press('Enter');
    await page.waitForFunction((id) => document.activeElement?.getAttribute('aria-label') === id, named('up', at - 1));
  }
  await rule(page, 1).getByText('Legemidler fra kommunene (nb)').waitFor();
  await rule(page, count - 1).getByText(/får aldri/).waitFor({ state: 'detached' });
  await page.getByText(text('rules.store_first')).waitFor();
  await press(page, 'rules.store');
  await page.getByText(text('rules.stored')).waitFor();
  await press(page, 'rules.try');
  await page.getByText(/ saker ville gått et annet sted enn med versjon 1\./).waitFor();
  await page.settled();
  await page.shot('rules-draft');
  await expectAccessible(page, 'a draft');

  // Activated with a reason, and the new version decides at once.
  await press(page, 'rules.activate_now');
  await page.locator('.ds-error-summary').waitFor();
  await page.getByLabel(text('rules.note')).fill('Vedtatt i møte 3. mai');
  await press(page, 'rules.activate_now');
  await page.getByText(text('rules.activated', { version: 2 })).waitFor();
  await page.getByText(/Vedtatt i møte 3\. mai/).waitFor();
  const nurse = await site.open({ as: 'nurse.trondheim', width: 320 });
  await nurse.goTo('/meld');
  await fillReport(nurse, { category: 'Legemidler og legemiddelliste' });
  await nurse.getByText('Legemidler fra kommunene (nb)').first().waitFor();

  // And undone.
  await page.getByRole('button', { name: `${text('rules.undo')}: ${text('rules.version', { version: 1 })}` }).click();
  await page.getByLabel(text('rules.note')).fill('Angret');
  await page.getByRole('button', { name: text('rules.undo'), exact: true }).click();
  await page.getByRole('heading', { level: 2, name: text('rules.counting', { version: 1 }) }).waitFor();
  await page.shot('rules-undone');
  expectNoProblems(page);
});

test('the secretariat sees which cases would move, on a telephone as well', async () => {
  const administrator = await site.open({ as: 'administrator' });
  await beginDraft(administrator);
  await administrator.getByRole('button', { name: named('edit', 3), exact: true }).click();
  await administrator.getByLabel(text('rules.council'), { exact: true }).selectOption({ index: 1 });
  await press(administrator, 'rules.keep_rule');
  await press(administrator, 'rules.store');
  await administrator.getByText(text('rules.stored')).waitFor();

  const page = await site.open({ as: 'sekretariat', width: 320 });
  await page.getByRole('navigation').getByRole('link', { name: text('rules.short'), exact: true }).click();
  await page.getByRole('heading', { level: 2, name: text('rules.drafts') }).waitFor();
  await page.settled();
  await page.shot('rules-320');
  await expectAccessible(page, 'rules at 320 px');
  await page.locator('section[aria-labelledby="rule-drafts"] a').first().click();
  await page.getByLabel(text('rules.months')).selectOption('60');
  await press(page, 'rules.try');
  await page.locator('section[aria-labelledby="trial"] [role=status] p').first().waitFor();
  await page.shot('rules-trial-320');
  await expectAccessible(page, 'trial at 320 px');
  assert.equal(await page.getByRole('button', { name: text('rules.store'), exact: true }).count(), 0);
  expectNoProblems(page);
  expectNoProblems(administrator);
});

test('two who work on one draft are told, and the second loses nothing', async () => {
  const [first, second] = [await site.open({ as: 'administrator' }), await site.open({ as: 'administrator' })];
  await beginDraft(first);
  await second.goTo(new URL(first.url()).pathname);
  for (const [page, title] of [[first, 'Den ene'], [second, 'Den andre']]) {
    await page.getByLabel(text('rules.title')).fill(title);
    await press(page, 'rules.store');
    await page.getByText(text(page === first ? 'rules.stored' : 'rules.somebody_else')).waitFor();
  }
  assert.equal(await second.getByLabel(text('rules.title')).inputValue(), 'Den andre');
  await expectAccessible(second, 'somebody else');
  await press(second, 'rules.store_mine');
  await second.getByText(text('rules.stored')).waitFor();
  await press(second, 'rules.throw_away');
  await second.getByRole('heading', { level: 2, name: text('rules.drafts') }).waitFor();
  for (const page of [first, second]) expectNoProblems(page);
});

test('rules are planned from a day to come, moved, and taken back', async () => {
  const page = await site.open({ as: 'administrator' });
  await beginDraft(page);
  await page.getByLabel(text('rules.title')).fill('Regler fra nyttår');
  await press(page, 'rules.store');
  await page.getByText(text('rules.stored')).waitFor();
  const form = page.locator('form[aria-labelledby="activation-heading"]');
  await form.getByRole('radio', { name: text('rules.from_a_moment') }).check();
  await form.getByRole('button', { name: text('rules.plan') }).click();
  await form.locator('.ds-error-summary').getByText(text('rules.moment_missing')).waitFor();
  await form.getByLabel(text('rules.moment')).fill('2027-01-01T00:00');
  await form.getByLabel(text('rules.note')).fill('Vedtatt i november');
  await page.shot('rules-plan');
  await expectAccessible(page, 'planning');
  await form.getByRole('button', { name: text('rules.plan') }).click();
  const planned = page.locator('section[aria-labelledby="planned"]');
  await planned.getByRole('heading', { name: /1\. jan\.? 2027/ }).waitFor();
  await page.setViewportSize({ width: 320, height: 900 });
  await page.shot('rules-planned');
  await expectAccessible(page, 'planned');
  await planned.getByRole('link', { name: 'Regler fra nyttår' }).click();
  await planned.getByRole('button', { name: text('rules.move_plan') }).click();
  await planned.getByLabel(text('rules.moment')).fill('2027-02-01T07:30');
  await planned.getByLabel(text('rules.note')).fill('Utsatt');
  await planned.getByRole('button', { name: text('rules.move_plan') }).click();
  await planned.getByRole('heading', { name: /1\. feb\.? 2027.*07[.:]30/ }).waitFor();
  await page.shot('rules-planned-draft');
  await planned.getByRole('button', { name: text('rules.take_plan_back') }).click();
  /* What is thrown away is gone from the list at once, not when the list has been fetched. */
  await page.route('**/rule-drafts', (route) => setTimeout(() => route.continue(), 1000));
  await page.getByRole('button', { name: text('rules.throw_away') }).click();
  await page.getByRole('heading', { level: 2, name: text('rules.drafts') }).waitFor();
  assert.equal(await page.getByText('Regler fra nyttår').count(), 0);
  expectNoProblems(page);
});

test('whoever opens a case can see which rule sent it there, and what it saw', async () => {
  const page = await site.open({ as: 'raad.lege' });
  const client = await site.client('raad.lege');
  const council = client.session.memberships.find((one) => one.council).council;
  const { body } = await client.get(`/deviations?view=council&council_id=${council.id}&limit=1`);
  await page.goTo(`/saker/${body.items[0].id}`);
  await page.getByText(text('rules.explain')).click();
  await page.getByText(new RegExp(text('rules.decisive'))).first().waitFor();
  await page.shot('rules-why');
  await expectAccessible(page, 'why this council');
  expectNoProblems(page);
});

test('a draft with changes that are not stored asks before one follows a link away, and stays when one says no', async () => {
  const page = await site.open({ as: 'administrator', width: 1200 });
  await page.goTo('/administrasjon/regler');
  await press(page, 'rules.begin');
  const title = page.getByLabel(text('rules.title'), { exact: true });
  await title.fill('Ikke lagret ennå');
  const away = () => page.getByRole('link', { name: text('menu.learning'), exact: true }).first().click();
  const asked = [];
  page.removeAllListeners('dialog'); // elsewhere a dialog is a mistake
  page.once('dialog', (dialog) => { asked.push(dialog.message()); return dialog.dismiss(); });
  await away();
  assert.deepEqual(asked, [text('page.leave_unsaved')]);
  assert.equal(await title.inputValue(), 'Ikke lagret ennå');
  page.once('dialog', (dialog) => dialog.accept());
  await away();
  await title.waitFor({ state: 'detached' });
  await page.close_all();
});

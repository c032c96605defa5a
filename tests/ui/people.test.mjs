/* SPDX-License-Identifier: MIT */
/* The administrator's pages: people and their roles, machine clients, the record of changes; and one's own roles with a substitute. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

test('a person is found, gets a role and a substitute, and the changes are told', async () => {
  const page = await site.open({ as: 'administrator' });
  await page.getByRole('navigation').getByRole('link', { name: text('people.administration') }).click();
  await page.getByRole('heading', { level: 1, name: text('people.heading') }).waitFor();
  await page.getByLabel(text('people.search')).fill('stavne');
  await page.getByRole('heading', { level: 2, name: text('people.found_one', { count: 1 }) }).waitFor();
  await page.shot('people');
  await expectAccessible(page, 'people');
  await page.getByRole('link', { name: 'Maya Stavne' }).click();
  await page.getByRole('heading', { level: 1, name: 'Maya Stavne' }).waitFor();
  await press(page, 'people.add');
  await page.locator('.ds-error-summary').waitFor();
  await page.getByLabel(text('people.role'), { exact: true }).selectOption('council_member');
  await page.getByLabel(text('people.council'), { exact: true }).selectOption({ label: 'Fagråd for legesamarbeid' });
  await press(page, 'people.add');
  await page.getByRole('heading', { level: 3, name: /legesamarbeid/ }).waitFor();
  await page.getByRole('button', { name: new RegExp(`^${text('people.substitute')}: .*legesamarbeid`) }).click();
  await page.getByLabel(text('people.substitute_who')).fill('raad.akutt');
  await page.locator('form[aria-label]').getByLabel(text('people.last_day')).fill('2999-01-01');
  await press(page, 'people.substitute_send');
  await page.getByText(/Vikar: Håkon Lade/).waitFor();
  await page.getByText(text('people.change.substitute_named')).first().waitFor();
  await page.shot('person');
  await expectAccessible(page, 'person');
  const substitute = await site.open({ as: 'raad.akutt', width: 320 });
  await substitute.goTo('/profil');
  await substitute.getByText(text('people.stands_in_for', { name: 'Maya Stavne' })).waitFor();
  await substitute.shot('profile-substitute-320');
  await expectAccessible(substitute, 'profile of a substitute');
  for (const each of [page, substitute]) expectNoProblems(each);
});

test('a person is added with a link by mail, and what is missing is told', async () => {
  const page = await site.open({ as: 'administrator', width: 320 });
  await page.goTo('/administrasjon/personer');
  await press(page, 'people.invite');
  await press(page, 'people.invite_send');
  await page.locator('.ds-error-summary').waitFor();
  await page.shot('invite-320');
  await expectAccessible(page, 'invite');
  await page.getByLabel(text('people.name'), { exact: true }).fill('Kari Ny');
  await page.getByLabel(text('people.email'), { exact: true }).fill('kari.ny@example.org');
  await page.locator('form').getByLabel(text('people.role')).selectOption('analyst');
  await press(page, 'people.invite_send');
  await page.getByText(text('people.invited', { name: 'Kari Ny' })).waitFor();
  await page.getByRole('link', { name: 'Kari Ny' }).waitFor();
  expectNoProblems(page);
});

test('a machine client\'s token is shown once', async () => {
  const page = await site.open({ as: 'administrator', width: 320 });
  await page.goTo('/administrasjon/maskinklienter');
  await page.getByText(text('clients.none')).waitFor();
  await page.getByLabel(text('clients.name'), { exact: true }).fill('Avvikssystemet i Orkland');
  await page.getByLabel(text('people.organisation'), { exact: true }).selectOption({ label: 'Orkland kommune' });
  await press(page, 'clients.create');
  const token = await page.locator('code').textContent();
  assert.match(token, /^svk_/);
  await page.getByRole('heading', { level: 2, name: 'Avvikssystemet i Orkland' }).waitFor();
  await page.shot('clients-320');
  await expectAccessible(page, 'clients');
  await page.goTo('/administrasjon/maskinklienter');
  assert.equal(await page.locator('code').count(), 0);
  await page.getByRole('button', { name: new RegExp(`^${text('clients.revoke')}`) }).click();
  await page.getByText(text('clients.state_revoked')).waitFor();
  await page.goTo('/administrasjon/endringer');
  await page.getByText(`${text('people.change.token_revoked')}: Avvikssystemet i Orkland`).waitFor();
  await page.shot('changes-320');
  await expectAccessible(page, 'changes');
  expectNoProblems(page);
});

/* SPDX-License-Identifier: MIT */
/* Signing in at a provider, proving it once more in a tab beside, and signing out of both. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HPR, LEVEL, newKey, PID, startProvider, writeIssuers } from '../http/support/openid_issuers.mjs';
import { addPerson } from '../http/support/people.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';
import { freePort, startCluster, startService } from '../http/support/service.mjs';
import { chooseLanguage, expectAccessible, expectNoProblems, press, startSite, text } from './support/browser.mjs';

const number = '13816900233';
let cluster;
let service;
let provider;
let site;

before(async () => {
  cluster = await startCluster();
  const port = await freePort();
  const serviceUrl = `http://127.0.0.1:${port}`;
  const clientKey = await newKey('PS256', 'ours');
  // At localhost: another site than the service's, so that its cookies are kept from us and ours from it.
  provider = await startProvider({ serviceUrl, code: 'helseid', clientKey, accounts: {
    koordinator: { [HPR]: '9144900', [LEVEL]: '4' }, ingrid: { [PID]: number, [LEVEL]: '4' }, ukjent: { [PID]: '21833600289', [LEVEL]: '4' } } });
  const file = writeIssuers(cluster.folder, [{ code: 'helseid', issuer: provider.issuer, clientKey, roles: ['reporter', 'coordinator'],
    link_by: { identity_number_claim: PID, hpr_number_claim: HPR },
    name: { nb: 'HelseID', nn: 'HelseID', en: 'HelseID' } }]);
  service = await startService({ cluster, demo: true, env: {
    SAMAVVIK_LISTEN: `127.0.0.1:${port}`, SAMAVVIK_PUBLIC_URL: serviceUrl, SAMAVVIK_OPENID_ISSUERS_FILE: file,
    SAMAVVIK_OPENID_INSECURE: '1', SAMAVVIK_IDENTITY_KEY: 'a key for tests, which is long enough',
  } });
  for (const [name, role] of [['melder.orkland', 'reporter'], ['koordinator.orkland', 'coordinator']]) {
    await addPerson(cluster, name, [{ role, organisation: 'orkland_kommune' }]);
  }
  await service.command(['identify'], { input: [{ username: 'nurse.trondheim', identity_number: number },
    { username: 'koordinator.orkland', hpr_number: '9144900' }].map((line) => JSON.stringify(line)).join('\n') });
  process.env.SAMAVVIK_URL = serviceUrl;
  site = await startSite();
});
after(async () => {
  await site?.stop();
  await service?.stop();
  await provider?.stop();
  await cluster?.stop();
});

const button = (key) => ({ name: text(key, { name: 'HelseID' }) });

/* Fills in the provider's own pages. */
async function atProvider(page, login) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('x');
  await page.locator('button[type=submit]').click();
  const consent = page.getByRole('button', { name: 'Continue' });
  await Promise.race([consent.waitFor(), page.waitForURL(`${service.url}/**`)]).catch(() => {});
  if (page.url().startsWith(provider.issuer)) await consent.click();
  await page.waitForURL(`${service.url}/**`);
}

async function signInAt(page, login, path = '/') {
  await page.goTo(path);
  await page.getByRole('link', button('openid.sign_in_by')).click();
  await atProvider(page, login);
  await page.settled();
}

test('the provider comes first, and leads back to the page one wanted', async () => {
  for (const width of [320, 1200]) {
    const page = await site.open({ width });
    await page.goTo('/mine');
    await expectAccessible(page, `sign-in at ${width} px`);
    await page.shot(`openid-sign-in-${width}`);
    const first = await page.locator('main a[href*="/openid/"], main input').first().evaluate((one) => one.tagName);
    assert.equal(first, 'A');
    await page.close_all();
  }
  const page = await site.open();
  await signInAt(page, 'ingrid', '/mine');
  await page.getByRole('navigation').waitFor();
  assert.equal(new URL(page.url()).pathname, '/mine');
  await page.goTo('/profil');
  await page.getByText(text('openid.by', { name: 'HelseID' })).waitFor();
  await expectAccessible(page, 'profile');
  await page.shot('openid-profile');

  await page.getByRole('button', { name: text('profile.sign_out') }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole('button', { name: /yes/i }).click();
  await page.waitForURL(`${service.url}/logg-inn`);
  await page.settled();
  await page.getByRole('heading', { level: 1, name: text('sign_in.title') }).waitFor();
  await page.getByRole('link', button('openid.sign_in_by')).click();
  await page.locator('input[name=login]').waitFor(); // the provider asks anew
  expectNoProblems(page);
  await page.close_all();
});

test('who is not known reads what to do, in three languages', async () => {
  const page = await site.open({ width: 320 });
  await signInAt(page, 'ukjent');
  assert.equal(new URL(page.url()).pathname, '/innlogging/ukjent');
  for (const language of ['nb', 'nn', 'en']) {
    await chooseLanguage(page, language);
    await page.getByRole('heading', { level: 1, name: text('openid.unknown', {}, language) }).waitFor();
    await page.getByText(text('openid.unknown_text', {}, language)).waitFor();
  }
  await chooseLanguage(page, 'nb');
  await expectAccessible(page, 'not known');
  await page.shot('openid-unknown');
  for (const outcome of ['ingen-rolle', 'niva', 'utlopt', 'avbrutt', 'avvist', 'utilgjengelig', 'noe-annet']) {
    await page.goTo(`/innlogging/${outcome}`);
    await page.getByRole('link', { name: text('openid.again') }).waitFor();
  }
  await page.getByRole('heading', { level: 1, name: text('openid.refused') }).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('a session that ends on the way goes on after signing in beside, with everything still there', async () => {
  const page = await site.open();
  await signInAt(page, 'ingrid', '/meld');
  await page.getByLabel(text('file.title'), { exact: true }).fill('Epikrise mangler');
  await cluster.query('DELETE FROM session');
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await page.bringToFront();
  const dialog = page.getByRole('dialog', { name: text('sign_in.ended') });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await dialog.waitFor();
  await page.shot('openid-again');
  const [beside] = await Promise.all([page.context().waitForEvent('page'),
    dialog.getByRole('link', button('openid.sign_in_by')).click()]);
  await beside.waitForURL(`${service.url}/innlogging/fortsett`); // the provider still knows the person
  await beside.getByRole('heading', { level: 1, name: text('openid.signed_in') }).waitFor();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.getByLabel(text('file.title'), { exact: true }).inputValue(), 'Epikrise mangler');
  expectNoProblems(page);
  await page.close_all();
});

test('a sensitive step is confirmed at the provider in a tab beside, and then goes on by itself', async () => {
  const reporter = await service.signIn('melder.orkland');
  const { id } = await fileReport(reporter, await readReports(reporter));
  await reporter.put(`/deviations/${id}/patient-reference`, { kind: 'local_reference', value: 'Journal 4711', patient_objects: false });
  const page = await site.open();
  await signInAt(page, 'koordinator', `/saker/${id}`);
  await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 hour'");
  await press(page, 'reference.open');
  await page.getByLabel(text('reference.legal_basis')).selectOption({ index: 2 });
  await page.getByLabel(text('reference.purpose'), { exact: true }).fill('Finne forløpet i egen journal');
  await press(page, 'reference.open_send');
  const dialog = page.getByRole('dialog', { name: text('confirm.title') });
  await dialog.waitFor();
  for (const width of [320, 1200]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page, `confirm at ${width} px`);
    await page.shot(`openid-confirm-${width}`);
  }
  const [beside] = await Promise.all([page.context().waitForEvent('page'), dialog.getByRole('link', button('openid.confirm_by')).click()]);
  await beside.locator('input[name=login]').waitFor(); // the provider asks, although it knows the person
  await atProvider(beside, 'koordinator');
  await beside.getByRole('heading', { level: 1, name: text('openid.confirmed') }).waitFor();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Journal 4711').waitFor();
  expectNoProblems(page);
  await page.close_all();
});

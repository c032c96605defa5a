/* SPDX-License-Identifier: MIT */
/* What a person types is not lost and not sent twice, whatever happens to the session, the line or the mouse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseLanguage, demoPassword, expectNoProblems, fillReport, press, signIn, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const receipt = (page) => page.getByRole('heading', { level: 1, name: text('receipt.heading') });

/* How many cases the nurse has with this title. */
async function countOf(title) {
  const nurse = await site.client('nurse.trondheim');
  const { body } = await nurse.get('/deviations?view=mine&limit=100');
  return body.items.filter((item) => item.title === title).length;
}

async function typed(page, language = 'nb') {
  return {
    title: await page.getByLabel(text('file.title', {}, language), { exact: true }).inputValue(),
    description: await page.getByLabel(text('file.description', {}, language)).inputValue(),
  };
}

test('everything wrong is named at once, in the three languages, and what was typed stays', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  const given = { title: 'Hjelpemidler manglet', description: 'Senga var ikke levert.\n"Ingen" visste <hvorfor>.' };
  await fillReport(page, { ...given, kind: null, other: null, category: null, actual: null, potential: null });
  for (const language of ['nb', 'nn', 'en']) {
    await chooseLanguage(page, language);
    await page.getByRole('button', { name: text('file.to_check', {}, language) }).click();
    const summary = page.locator('.ds-error-summary');
    await summary.getByRole('heading', { name: text('form.wrong_other', { count: 5 }, language) }).waitFor();
    assert.ok(await summary.evaluate((box) => box === document.activeElement), 'the summary has the focus');
    await summary.getByRole('link', { name: text('file.errors.category', {}, language) }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'field-category');
    const described = await page.locator('#field-category').evaluate((field) =>
      field.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' '));
    assert.match(described, new RegExp(text('file.errors.category', {}, language)));
    assert.deepEqual(await typed(page, language), given);
  }
  await page.shot('errors');
  await page.close_all();
});

test('what only the service finds wrong is shown at its field, in the language of the person', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  for (const language of ['nb', 'nn', 'en']) {
    await chooseLanguage(page, 'nb');
    await page.goTo('/meld');
    await fillReport(page);
    if (!await page.getByLabel(text('file.external_system')).isVisible()) await page.getByText(text('file.more')).click();
    await page.getByLabel(text('file.external_system')).fill('x'.repeat(61));
    await chooseLanguage(page, language);
    await page.getByRole('button', { name: text('file.to_check', {}, language) }).click();
    await page.getByRole('button', { name: text('file.send', {}, language), exact: true }).click();
    const field = page.getByLabel(text('file.external_system', {}, language));
    await page.locator('#field-external_system[aria-invalid=true]').waitFor();
    await field.waitFor(); // the details are open
    assert.match(await page.locator('#field-external_system-error').innerText(), /60/);
    assert.ok(await page.locator('.ds-error-summary').evaluate((box) => box === document.activeElement));
    assert.equal(await field.inputValue(), 'x'.repeat(61));
    // Putting it right takes the error away without moving the focus.
    await field.fill('EQS');
    await page.locator('#field-external_system-error').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'field-external_system');
  }
  await page.close_all();
});

test('the session ends in the middle of the form: nothing is lost, and the person is told', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const title = 'Økten tok slutt midt i';
  await page.goTo('/meld');
  await fillReport(page, { title });
  // Nothing but sending is left to find out that the session is over.
  await page.getByText(text('drafts.saved', { time: '' }).trim()).waitFor();
  await press(page, 'file.to_check');
  await page.context().clearCookies();
  // Sending, or what is looked up before it: whichever asks first is told.
  const dialog = page.getByRole('dialog', { name: text('sign_in.ended') });
  await page.getByRole('button', { name: text('file.send'), exact: true }).click({ timeout: 5000 }).catch(() => dialog.waitFor());
  await dialog.getByLabel(text('sign_in.username')).fill('nurse.trondheim');
  await dialog.getByLabel(text('sign_in.password')).fill(demoPassword);
  await page.shot('session-ended');
  await dialog.getByRole('button', { name: text('sign_in.send') }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(title).waitFor();
  await press(page, 'file.send');
  await receipt(page).waitFor();
  assert.equal(await countOf(title), 1);
  expectNoProblems(page);
  await page.close_all();
});

test('a reload and a new sign-in find the form as it was', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const given = { title: 'Lastet på nytt', description: 'Linje én\nlinje to' };
  await page.goTo('/meld');
  await fillReport(page, given);
  await page.reload();
  await page.settled();
  assert.deepEqual(await typed(page), given);
  await page.context().clearCookies();
  await page.reload();
  await page.getByLabel(text('sign_in.username')).fill('nurse.trondheim');
  await page.getByLabel(text('sign_in.password')).fill(demoPassword);
  await press(page, 'sign_in.send');
  await page.getByLabel(text('file.title'), { exact: true }).waitFor();
  assert.deepEqual(await typed(page), given);
  await page.close_all();
});

test('another person at the same screen is not shown the draft, and signing out deletes it', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  await fillReport(page, { title: 'Bare for meg' });
  await page.context().clearCookies();
  await page.goTo('/meld');
  await signIn(page, 'fastlege.orkland');
  assert.equal((await typed(page)).title, '');
  await page.context().clearCookies();
  await page.goTo('/meld');
  await signIn(page, 'nurse.trondheim');
  assert.equal((await typed(page)).title, 'Bare for meg');
  await page.goTo('/profil');
  await press(page, 'profile.sign_out');
  await page.getByLabel(text('sign_in.username')).waitFor();
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })), /Bare for meg/);
  await page.close_all();
});

test('a double click makes one case', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const title = 'Klikket to ganger';
  await page.goTo('/meld');
  await fillReport(page, { title });
  await press(page, 'file.to_check');
  await page.getByRole('button', { name: text('file.send'), exact: true }).dblclick();
  await receipt(page).waitFor();
  assert.equal(await countOf(title), 1);
  await page.close_all();
});

test('an answer lost on the line: trying again makes no second case', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const title = 'Svaret kom aldri fram';
  await page.goTo('/meld');
  await fillReport(page, { title });
  await press(page, 'file.to_check');
  await page.route('**/api/v1/deviations', async (route) => {
    await route.fetch(); // the service gets it, the browser never hears
    await route.abort();
  }, { times: 1 });
  await press(page, 'file.send');
  await page.getByRole('alert').getByText(text('failure.no_answer')).waitFor();
  await page.getByText(title).waitFor();
  await press(page, 'failure.retry');
  await receipt(page).waitFor();
  assert.equal(await countOf(title), 1);
  await page.close_all();
});

test('changed after a lost answer: the person is told that the first one arrived', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const title = 'Endret etter tapt svar';
  await page.goTo('/meld');
  await fillReport(page, { title });
  await press(page, 'file.to_check');
  await page.route('**/api/v1/deviations', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await press(page, 'file.send');
  await page.getByRole('alert').getByText(text('failure.no_answer')).waitFor();
  await press(page, 'file.back');
  await page.getByLabel(text('file.title'), { exact: true }).fill(`${title} igjen`);
  await press(page, 'file.to_check');
  await press(page, 'file.send');
  await page.getByRole('alert').getByText(text('file.arrived')).waitFor();
  assert.deepEqual([await countOf(title), await countOf(`${title} igjen`)], [1, 0]);
  await press(page, 'file.as_new');
  await press(page, 'file.send');
  await receipt(page).waitFor();
  assert.equal(await countOf(`${title} igjen`), 1);
  await page.close_all();
});

test('a busy service is tried again after the time it asks for', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  await fillReport(page, { title: 'Opptatt' });
  await press(page, 'file.to_check');
  await page.route('**/api/v1/deviations', (route) => route.fulfill({
    status: 503, headers: { 'Retry-After': '2', 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: 'Opptatt', status: 503, code: 'busy', request_id: 'x-12345678' }),
  }), { times: 1 });
  await press(page, 'file.send');
  const waiting = page.getByRole('button', { name: text('failure.retry_in_other', { count: 2 }) });
  await waiting.waitFor();
  assert.ok(await waiting.isDisabled());
  await press(page, 'failure.retry');
  await receipt(page).waitFor();
  await page.close_all();
});

test('two people work on one case: the second is told, sees what is new, and keeps the text', async () => {
  const council = await site.client('raad.pasient');
  const { id } = council.session.memberships.find((one) => one.council).council;
  const { body } = await council.get(`/deviations?view=council&council_id=${id}&status=sent&limit=1`);
  const [item] = body.items;
  const page = await site.open({ as: 'raad.pasient' });
  await page.goTo(`/saker/${item.id}`);
  await press(page, 'action.answer');
  const answer = 'Vi har snakket med avdelingen.';
  await page.getByLabel(text('write.answer')).fill(answer);
  const before = await council.get(`/deviations/${item.id}`);
  assert.equal((await council.post(`/deviations/${item.id}/acknowledgement`, undefined, { version: before.body.version })).status, 200);
  await press(page, 'send.answer');
  await page.getByRole('alert').getByText(text('case.changed')).waitFor();
  await page.getByRole('alert').getByText(text('event.acknowledged')).waitFor();
  assert.equal(await page.getByLabel(text('write.answer')).inputValue(), answer);
  await page.shot('changed-meanwhile');
  await press(page, 'send.answer');
  await page.getByText(text('done.answer')).waitFor();
  await page.locator('.messages').getByText(answer).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

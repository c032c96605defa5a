/* SPDX-License-Identifier: MIT */
/* The guard while somebody writes: what it says, how it is put right, and that nothing gets past it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

const NUMBER = '020132 99997'; // valid by its control digits, and nobody's

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const description = (page) => page.getByLabel(text('file.description'), { exact: true });
const found = (kind, words) => text(`guard.${kind}`, { words });
const notes = (page) => page.locator('.guard .ds-alert p');
const mask = (page) => page.getByRole('button', { name: text('guard.mask', { removed: text('guard.removed') }) });
const fine = (page) => page.getByRole('button', { name: text('guard.fine') });
const summary = (page) => page.getByRole('group', { name: text('form.wrong_one') });
const send = (page) => page.getByRole('button', { name: text('file.send'), exact: true });

test('an identity number is shown in words while it is written, and stops the form until it is gone', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  await fillReport(page, { description: null });
  await description(page).pressSequentially(`Gjelder 😀 ${NUMBER} fra post 3.`);
  await notes(page).getByText(found('fnr', '020132 *****')).waitFor();
  assert.equal(await description(page).getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator('.guard [role=status]').allInnerTexts().then((all) => all.join()), /020132/);
  assert.equal(await fine(page).count(), 0);
  await expectAccessible(page, 'with a finding');
  await page.shot('guard-block');

  await press(page, 'file.to_check');
  const entry = summary(page).getByRole('link', { name: text('guard.error_block', { label: text('file.description') }) });
  await entry.click();
  assert.ok(await description(page).evaluate((field) => field === document.activeElement));
  assert.match(page.url(), /\/meld$/);
  await page.goTo('/meld/kontroll'); // by its address
  await page.getByRole('heading', { level: 1, name: text('file.heading') }).waitFor();
  await notes(page).getByText(found('fnr', '020132 *****')).waitFor();
  assert.equal(await description(page).inputValue(), `Gjelder 😀 ${NUMBER} fra post 3.`);

  await mask(page).click();
  assert.equal(await description(page).inputValue(), `Gjelder 😀 ${text('guard.removed')} fra post 3.`);
  await page.getByText(text('guard.masked')).last().waitFor();
  await press(page, 'file.to_check');
  await send(page).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('what was replaced comes back with the button, and with the undo of the field', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  const written = `Først ${NUMBER}, så mer.`;
  await description(page).fill(written);
  await mask(page).click();
  await page.getByRole('button', { name: text('guard.undo') }).click();
  assert.equal(await description(page).inputValue(), written);
  await mask(page).press('Enter'); // by keyboard, and the focus is in the field then
  assert.equal(await description(page).inputValue(), `Først ${text('guard.removed')}, så mer.`);
  await page.keyboard.press('Control+z');
  assert.equal(await description(page).inputValue(), written);
  await page.close_all();
});

test('a warning can be confirmed, the history shows it, and a new text is asked for anew', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  const words = 'Ring avdelingen på 912 34 567.';
  await fillReport(page, { title: 'Telefon i teksten', description: `  ${words}` });
  await notes(page).getByText(found('phone', '912 34 567')).waitFor();
  await page.shot('guard-warn');
  await press(page, 'file.to_check');
  await summary(page).getByRole('link', { name: text('guard.error_warn', { label: text('file.description') }) }).waitFor();
  await fine(page).click();
  await page.getByText(text('guard.said_fine', { words: '912 34 567' })).waitFor();
  await expectAccessible(page, 'with a confirmed finding');
  await page.shot('guard-confirmed');

  await description(page).fill(`  ${words} Eller 987 65 432.`);
  await notes(page).getByText(found('phone', '987 65 432')).waitFor();
  assert.equal(await notes(page).count(), 1);
  await description(page).fill(`  ${words}`);
  await notes(page).first().waitFor({ state: 'detached' });

  await press(page, 'file.to_check');
  await send(page).waitFor();
  await page.reload(); // the confirmation is kept with the draft
  await send(page).click();
  await page.getByRole('heading', { name: text('receipt.heading') }).waitFor();
  await page.getByRole('link', { name: text('receipt.open') }).click();
  const entry = page.locator('.history li').filter({ hasText: text('event.warning_confirmed') });
  await entry.getByText(text('guard.confirmed', { kind: text('guard.kind.phone'), where: text('file.description') })).waitFor();
  await entry.getByText('Ingrid Moholt').waitFor();
  await page.shot('guard-history');
  expectNoProblems(page);
  await page.close_all();
});

/* A new case of the council, opened by one of its members. */
async function openCase(as, { answered = false } = {}) {
  const nurse = await site.client('nurse.trondheim');
  const { body: register } = await nurse.get('/helsefellesskap/st_olavs/register');
  const { body: filed } = await nurse.post('/deviations', {
    helsefellesskap: 'st_olavs', kind: 'patient', reporter_organisation_id: nurse.session.memberships[0].organisation.id,
    other_organisation_id: register.organisations.find((one) => one.party === 'hospital').id, category: 'epikrise',
    title: 'En sak å skrive i', description: 'Epikrisen kom ikke.', actual_harm: 'none', potential_harm: 'none',
  });
  if (answered) {
    const council = await site.client('raad.lege');
    assert.equal((await council.post(`/deviations/${filed.id}/answer`, { text: 'Takk.' }, { version: 1 })).status, 200);
  }
  const page = await site.open({ as });
  await page.goTo(`/saker/${filed.id}`);
  return page;
}

for (const [action, label] of [['message', 'write.message'], ['note', 'write.note'], ['answer', 'write.answer']]) {
  test(`the ${action} of a case is guarded as well`, async () => {
    const page = await openCase('raad.lege');
    await press(page, `action.${action}`);
    await page.getByLabel(text(label)).fill(`Vi ringte dr. Olsen om ${NUMBER}.`);
    await press(page, `send.${action}`);
    await summary(page).getByRole('link', { name: text('guard.error_block', { label: text(label) }) }).waitFor();
    await notes(page).getByText(found('fnr', '020132 *****')).waitFor();
    await mask(page).first().click();
    await fine(page).click();
    await press(page, `send.${action}`);
    await page.getByText(text(`done.${action}`)).waitFor();
    await page.locator('.messages').getByText(`Vi ringte dr. Olsen om ${text('guard.removed')}.`).waitFor();
    await page.locator('.history').getByText(text('guard.confirmed', { kind: text('guard.kind.name'), where: text('guard.where.text') })).waitFor();
    expectNoProblems(page);
    await page.close_all();
  });
}

test('the learning point of a closing, and the reason of a reopening', async () => {
  const page = await openCase('raad.lege', { answered: true });
  await press(page, 'action.close');
  await page.getByRole('radio', { name: text('close.learn_yes') }).check();
  await page.getByLabel(text('close.title')).fill('Ring før helg');
  await page.getByLabel(text('close.text')).fill('Skriv til post.avdeling@sykehus.example før helg.');
  await page.locator('#write-here').getByRole('button', { name: text('close.send') }).click();
  await summary(page).getByRole('link', { name: text('guard.error_warn', { label: text('close.text') }) }).waitFor();
  await fine(page).click();
  await page.locator('#write-here').getByRole('button', { name: text('close.send') }).click();
  await page.getByText(text('done.close'), { exact: true }).waitFor();
  await press(page, 'action.reopen');
  await page.getByLabel(text('write.reopen')).fill(`Gjelder også ${NUMBER}`);
  await page.locator('#write-here').getByRole('button', { name: text('send.reopen') }).click();
  await summary(page).getByRole('link', { name: text('guard.error_block', { label: text('write.reopen') }) }).waitFor();
  await mask(page).click();
  await page.locator('#write-here').getByRole('button', { name: text('send.reopen') }).click();
  await page.getByText(text('done.reopen')).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('a browser that runs no WebAssembly asks the service', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goTo('/meld');
  await fillReport(page, { title: 'Uten WebAssembly', description: 'Ring 😀 på 912 34 567, ikke om 0201 3299 997.' });
  await notes(page).getByText(found('fnr', '020132 *****')).waitFor();
  await notes(page).getByText(found('phone', '912 34 567')).waitFor();
  await mask(page).first().click();
  await fine(page).click();
  await press(page, 'file.to_check');
  await send(page).click();
  await page.getByRole('heading', { name: text('receipt.heading') }).waitFor();
  await page.close_all();
});

test('the guard comes when a form is opened, compressed, and is compiled as what it is', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const files = [];
  page.on('response', (answer) => { if (/wasm|scan-/.test(answer.url())) files.push(answer); });
  await page.goTo('/');
  await page.waitForLoadState('networkidle');
  assert.deepEqual(files.map((answer) => answer.url()), []);
  await page.goTo('/meld');
  const waited = page.waitForResponse(/\.wasm$/);
  await description(page).fill('Noe å se på');
  const wasm = await waited;
  assert.match(wasm.url(), /\/assets\/guard-[\w]+\.wasm$/);
  assert.equal(wasm.headers()['content-type'], 'application/wasm');
  assert.match(wasm.headers()['cache-control'], /immutable/);
  expectNoProblems(page);
  await page.close_all();
});

for (const scheme of ['light', 'dark']) {
  test(`on a narrow screen, ${scheme}`, async () => {
    const page = await site.open({ as: 'nurse.trondheim', width: 320, scheme });
    await page.goTo('/meld');
    await fillReport(page, { title: 'Svar til kari.nordmann.med.langt.navn@avdeling.sykehuset.example.org', description: `Pasienten Ola Nordmann, født 24. mai 1939, ${NUMBER}, tlf. 91234567, 301082 99963` });
    await notes(page).nth(5).waitFor();
    await page.locator('.guard').nth(1).scrollIntoViewIfNeeded();
    await expectAccessible(page, `narrow, ${scheme}`);
    await page.shot(`guard-narrow-${scheme}`);
    await page.close_all();
  });
}

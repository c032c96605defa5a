/* SPDX-License-Identifier: MIT */
/* Filing and following without an account, in a browser: the form, the puzzle behind it, the code, the secretariat and the dialogue. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chooseLanguage, expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const CODE = /([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}/;
const heading = (page, key, values) => page.getByRole('heading', { level: 1, name: text(key, values), exact: true }).waitFor();

async function fillOpenReport(page, change = {}) {
  await page.getByLabel(text('file.reporter_organisation'), { exact: true }).selectOption({ label: 'Oppdal kommune' });
  await fillReport(page, change);
}

/* To the page with the code; answers the code. */
async function send(page) {
  await press(page, 'file.to_check');
  await heading(page, 'file.check_heading');
  await press(page, 'file.send');
  await heading(page, 'receipt_code.heading');
  return (await page.locator('.receipt-code').innerText()).match(CODE)[0];
}

async function look(page, code) {
  await page.goTo('/oppfolging');
  await page.getByLabel(text('follow_up.code')).fill(code);
  await press(page, 'follow_up.look');
}

/* Leaving the code before it is kept asks; these tests mean it. */
function acceptLeaving(page) {
  page.removeAllListeners('dialog');
  page.on('dialog', (dialog) => void dialog.accept());
}

test('a substitute files without an account, the secretariat confirms, the council answers, and the code shows it', async () => {
  const title = 'Epikrise kom aldri fram';
  const visitor = await site.open({ width: 390 });
  acceptLeaving(visitor);
  await visitor.goTo('/');
  await visitor.shot('sign-in-without-account');
  await visitor.getByRole('link', { name: text('open_file.go') }).click();
  await heading(visitor, 'open_file.heading');
  await fillOpenReport(visitor, { title });
  await visitor.shot('open-file');
  const code = await send(visitor);
  assert.doesNotMatch(visitor.url(), CODE);
  await visitor.shot('code');
  await expectAccessible(visitor, 'code');

  // The file has the code and where to use it; the draft is gone; nothing of the code is left in the browser.
  const [download] = await Promise.all([visitor.waitForEvent('download'), press(visitor, 'receipt_code.save')]);
  assert.match(readFileSync(await download.path(), 'utf8'), new RegExp(`${code}[\\s\\S]*/oppfolging`));
  await visitor.getByText(text('receipt_code.saved')).waitFor();
  const kept = await visitor.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  assert.ok(!kept.includes(title) && !CODE.test(kept), kept);
  await visitor.reload();
  await heading(visitor, 'receipt_code.gone_heading');
  await expectAccessible(visitor, 'code-gone');

  await look(visitor, code.toLowerCase().replaceAll('-', ' '));
  await heading(visitor, 'follow_up.heading').catch(() => {});
  await visitor.getByRole('heading', { level: 1, name: title }).waitFor();
  await visitor.getByText(text('follow_up.status.held'), { exact: true }).waitFor();
  await visitor.shot('follow-held');
  await expectAccessible(visitor, 'follow-held');

  const secretariat = await site.open({ as: 'sekretariat' });
  const menu = secretariat.getByRole('navigation').getByRole('link', { name: new RegExp(text('menu.held')) });
  await secretariat.getByRole('navigation').getByText(/\d+ venter/).waitFor({ state: 'attached' });
  await menu.click();
  await heading(secretariat, 'held.heading');
  await secretariat.shot('held-list');
  await expectAccessible(secretariat, 'held-list');
  await secretariat.getByRole('link', { name: title }).click();
  await secretariat.getByRole('heading', { level: 1, name: title }).waitFor();
  await secretariat.shot('held-report');
  await expectAccessible(secretariat, 'held-report');
  await press(secretariat, 'held.confirm');
  await secretariat.getByText(text('case.by_receipt')).waitFor();
  await secretariat.getByText(text('event.confirmed')).waitFor();
  const id = secretariat.url().match(/saker\/(\d+)/)[1];

  const council = await site.client('raad.lege');
  await council.post(`/deviations/${id}/messages`, { audience: 'internal', text: 'Bare for rådet' });
  await council.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Hvilken avdeling?' });
  await look(visitor, code);
  await visitor.getByText('Hvilken avdeling?').waitFor();
  assert.equal(await visitor.getByText('Bare for rådet').count(), 0);
  // An identity number is stopped here as everywhere.
  await visitor.getByLabel(text('write.message')).fill('Pasienten er 13097248022');
  await press(visitor, 'send.message');
  await visitor.locator('.ds-error-summary').waitFor();
  await visitor.getByLabel(text('write.message')).fill('Det var kirurgisk avdeling.');
  await press(visitor, 'send.message');
  await visitor.getByText(text('done.message')).waitFor();
  await visitor.getByLabel(text('follow_up.email'), { exact: true }).fill('vikar@example.org');
  await press(visitor, 'follow_up.mail_start');
  await visitor.getByText(text('follow_up.mail_on')).waitFor();
  await visitor.shot('follow-case');
  await expectAccessible(visitor, 'follow-case');
  const { body } = await council.get(`/deviations/${id}`);
  assert.ok(body.messages.some((message) => message.side === 'reporter' && message.text === 'Det var kirurgisk avdeling.'));
  await press(visitor, 'follow_up.done');
  await heading(visitor, 'follow_up.heading');
  for (const page of [visitor, secretariat]) {
    expectNoProblems(page);
    await page.close_all();
  }
});

test('what is written survives a reload, and a lost answer makes one report and still shows its code', async () => {
  const title = 'Svaret kom bort på veien';
  const page = await site.open();
  acceptLeaving(page);
  await page.goTo('/meld-uten-konto');
  await fillOpenReport(page, { title });
  await page.reload();
  await page.settled();
  assert.equal(await page.getByLabel(text('file.title'), { exact: true }).inputValue(), title);
  await press(page, 'file.to_check');
  await heading(page, 'file.check_heading');

  // The first answer never reaches the browser, although the report has arrived.
  let lost = 0;
  await page.route('**/api/v1/held-reports', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await press(page, 'file.send');
  await page.getByText(text('failure.no_answer')).waitFor();
  await press(page, 'failure.retry');
  await heading(page, 'receipt_code.heading');
  const code = (await page.locator('.receipt-code').innerText()).match(CODE)[0];
  const secretariat = await site.client('sekretariat');
  const held = (await secretariat.get('/held-reports?limit=100')).body.items.filter((item) => item.title === title);
  assert.equal(held.length, 1);
  await look(page, code);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();

  // Rejected: whoever sent it reads why.
  const reader = await site.open({ as: 'sekretariat', width: 320 });
  await reader.goTo(`/holdte/${held[0].id}`);
  await press(reader, 'held.reject');
  await press(reader, 'held.send_rejection');
  await reader.locator('.ds-error-summary').waitFor();
  await expectAccessible(reader, 'rejecting');
  await reader.getByLabel(text('held.reason_label')).selectOption({ label: text('held.reason.duplicate') });
  await reader.getByLabel(text('held.text')).fill('Kommunen har meldt det samme. Følg den saken.');
  await press(reader, 'held.send_rejection');
  await reader.getByText(text('held.status.rejected'), { exact: true }).waitFor();
  await reader.shot('held-rejected-320');
  await expectAccessible(reader, 'rejected');
  await look(page, code);
  await page.getByText('Kommunen har meldt det samme. Følg den saken.').waitFor();
  await page.shot('follow-rejected');
  for (const one of [page, reader]) {
    expectNoProblems(one);
    await one.close_all();
  }
});

test('wrong codes are told apart from slips, and a full hour says what to do and keeps what was written', async () => {
  const page = await site.open({ width: 320 });
  await page.goTo('/oppfolging');
  await press(page, 'follow_up.look');
  await page.getByRole('link', { name: text('follow_up.code_missing') }).waitFor();
  await page.getByLabel(text('follow_up.code')).fill('7K3M');
  await press(page, 'follow_up.look');
  await page.locator('.ds-error-summary').getByText(/20 tegn/).waitFor();
  await expectAccessible(page, 'code-slip');
  await page.getByLabel(text('follow_up.code')).fill('0000 0000 0000 0000 0000');
  await press(page, 'follow_up.look');
  await page.locator('.ds-error-summary').getByText(/Ingen melding/).waitFor();
  await page.shot('follow-wrong-320');

  await page.goTo('/meld-uten-konto');
  await fillOpenReport(page);
  await press(page, 'file.to_check');
  await heading(page, 'file.check_heading');
  await page.route('**/api/v1/held-reports', (route) => route.fulfill({
    status: 429, contentType: 'application/problem+json', headers: { 'Retry-After': '900' },
    body: JSON.stringify({ type: 'about:blank', title: 'For mange', status: 429, code: 'filing_full', detail: 'Vent et kvarter.', request_id: 'x' }) }));
  await press(page, 'file.send');
  await page.getByText('Vent et kvarter.').waitFor();
  await page.getByText(text('failure.kept')).waitFor();
  await page.shot('filing-full-320');
  await expectAccessible(page, 'filing-full');
  expectNoProblems(page);
  await page.close_all();
});

test('with the keyboard alone, at 320 px, in the dark and in English', async () => {
  const page = await site.open({ width: 320, scheme: 'dark', locale: 'en-GB' });
  acceptLeaving(page);
  await page.goTo('/');
  await chooseLanguage(page, 'nb');
  await expectAccessible(page, 'sign-in-without-account');
  const tabTo = async (name) => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => [document.activeElement.id, document.activeElement.textContent.trim()]);
      if (here.includes(name)) return;
    }
    assert.fail(`Tab does not reach ${name}`);
  };
  await tabTo(text('open_file.go'));
  await page.keyboard.press('Enter');
  await heading(page, 'open_file.heading');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await expectAccessible(page, 'open-file');
  await fillOpenReport(page);
  await tabTo(text('file.to_check'));
  await page.keyboard.press('Enter');
  await heading(page, 'file.check_heading');
  await tabTo(text('file.send'));
  await page.keyboard.press('Enter');
  await heading(page, 'receipt_code.heading');
  await expectAccessible(page, 'code-320-dark');
  await page.shot('code-320-dark');
  const code = (await page.locator('.receipt-code').innerText()).match(CODE)[0];
  await tabTo(text('follow_up.go'));
  await page.keyboard.press('Enter');
  await heading(page, 'follow_up.heading');
  await tabTo('field-code');
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.getByText(text('follow_up.status.held'), { exact: true }).waitFor();
  await chooseLanguage(page, 'en');
  await page.getByText(text('follow_up.status.held', {}, 'en'), { exact: true }).waitFor();
  await expectAccessible(page, 'follow-320-dark');
  expectNoProblems(page);
  await page.close_all();
});

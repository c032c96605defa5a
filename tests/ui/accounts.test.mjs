/* SPDX-License-Identifier: MIT */
/* Local accounts: from the mail of an invitation to signed in, two-step sign-in, sessions, and being asked once more who one is. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import decode from '../../src/ui/node_modules/qr/decode.js';
import { Mailbox } from '../http/support/mailbox.mjs';
import { addPerson } from '../http/support/people.mjs';
import { calmMoment, enrol, noCode, totp } from '../http/support/totp.mjs';
import { demoPassword, expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

const GOOD = 'seks grønne traktorer på rad';
const WIDTHS = [320, 1200];

let site;
let mailbox;
let number = 0;
before(async () => {
  site = await startSite();
  mailbox = new Mailbox(site.service, site.cluster);
});
after(() => site?.stop());

/* A person of one's own for a test, with a client of the API. */
async function somebody() {
  number += 1;
  const username = `prøve.konto${number}`;
  await addPerson(site.cluster, username, [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  return { username, client: await site.client(username) };
}

const secondFactor = (page) => page.getByRole('region', { name: text('factor.title') });
const forgetSteps = () => site.cluster.query('UPDATE second_factor SET last_step = 0');
const longAgo = () => site.cluster.query("UPDATE session SET confirmed_at = now() - interval '1 hour'");

async function enterPassword(page, username, password = demoPassword) {
  await page.getByLabel(text('sign_in.username')).fill(username);
  await page.getByLabel(text('sign_in.password'), { exact: true }).fill(password);
  await press(page, 'sign_in.send');
}

/* What an app's camera reads from the picture on the page. */
async function readQrCode(page) {
  const { size, squares } = await page.locator('svg.qr').evaluate((svg) => ({
    size: svg.viewBox.baseVal.width, squares: svg.querySelector('.qr-squares').getAttribute('d'),
  }));
  const scale = 4;
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y] of squares.matchAll(/M(\d+) (\d+)h1/g)) {
    for (let i = 0; i < scale * scale; i += 1) {
      const at = ((Number(y) * scale + Math.floor(i / scale)) * side + Number(x) * scale + (i % scale)) * 4;
      data.fill(0, at, at + 3);
    }
  }
  return decode({ width: side, height: side, data });
}

describe('an invitation', () => {
  test('leads from the mail to signed in', async () => {
    await mailbox.fetch();
    assert.equal((await site.service.command(['user', 'add', 'kari.nordmann', '--name', 'Kari Nordmann', '--email', 'kari@example.org'])).code, 0);
    assert.equal((await site.service.command(['user', 'invite', 'kari.nordmann'])).code, 0);
    const [mail] = await mailbox.fetch();
    const page = await site.open();
    await page.goTo(mail.links[0]);
    await page.getByRole('heading', { level: 1, name: text('set_password.welcome') }).waitFor();
    assert.equal(page.url(), `${site.url}/passord`, 'the token is gone from the address');
    const field = page.getByLabel(text('account.new_password'));
    const refusedWith = async (password, message) => {
      await field.fill(password);
      await press(page, 'set_password.send');
      await page.locator('#field-new_password-error').getByText(message).waitFor();
      assert.ok(await page.locator('.ds-error-summary').evaluate((box) => box === document.activeElement));
    };
    await refusedWith('', text('account.new_missing'));
    await refusedWith('kort', text('account.new_short', { count: 12 }));
    await refusedWith('Kari.Nordmann1', /bygger på navnet ditt/);
    await refusedWith('Sommeren2026!', /lett å gjette/);
    await page.getByLabel(text('account.show')).check();
    assert.equal(await field.getAttribute('type'), 'text');
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `set password at ${width}`);
      await page.shot(`set-password-${width}`);
    }
    await field.fill(GOOD);
    await field.press('Enter');
    await page.getByText(text('set_password.done')).waitFor();
    assert.equal(await page.getByLabel(text('sign_in.username')).inputValue(), 'kari.nordmann');
    await page.getByLabel(text('sign_in.password'), { exact: true }).fill(GOOD);
    await press(page, 'sign_in.send');
    await page.getByRole('link', { name: 'Kari Nordmann' }).waitFor();
    expectNoProblems(page);
    await page.close_all();

    const late = await site.open();
    await late.goTo(mail.links[0]);
    await late.getByRole('alert').getByText(text('set_password.not_usable')).waitFor();
    await expectAccessible(late, 'a used link');
    await late.shot('used-link');
    await late.close_all();
  });
});

test('a forgotten password: the page says the same whoever is asked for', async () => {
  await site.cluster.query("UPDATE person SET email = 'ingrid@example.org' WHERE username = 'nurse.trondheim'");
  for (const [name, mails] of [['nurse.trondheim', 1], ['finnes.ikke', 0]]) {
    const page = await site.open({ width: 320 });
    await page.goTo('/');
    await page.getByRole('link', { name: text('sign_in.forgotten') }).click();
    await page.getByRole('heading', { level: 1, name: text('forgotten.title') }).waitFor();
    await press(page, 'forgotten.send');
    await page.locator('#field-username-error').waitFor();
    await page.getByLabel(text('forgotten.username')).fill(name);
    await expectAccessible(page, 'forgotten password');
    await press(page, 'forgotten.send');
    await page.getByText(text('forgotten.sent')).waitFor();
    await page.shot(`forgotten-${mails}`);
    assert.equal((await mailbox.fetch()).length, mails);
    expectNoProblems(page);
    await page.close_all();
  }
});

describe('two-step sign-in', () => {
  test('is turned on with an app, and recovery codes are shown once', async () => {
    const { username } = await somebody();
    const page = await site.open({ as: username });
    await page.goTo('/profil');
    await secondFactor(page).getByRole('button', { name: text('factor.begin') }).click();
    const shown = await page.locator('.secret').innerText();
    const uri = new URL(await readQrCode(page));
    assert.equal(uri.protocol + uri.host, 'otpauth:totp');
    const secret = uri.searchParams.get('secret');
    assert.equal(shown.replaceAll(' ', ''), secret);
    assert.equal(uri.searchParams.get('issuer'), 'Samavvik');
    const code = page.getByLabel(text('sign_in.code'));
    await code.fill(noCode(secret));
    await press(page, 'factor.confirm');
    await page.locator('#field-code-error').waitFor();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `enrolling at ${width}`);
      await page.shot(`enrol-${width}`);
    }
    await code.fill(totp(secret));
    await press(page, 'factor.confirm');
    await page.getByRole('heading', { name: text('factor.codes') }).waitFor();
    assert.equal(await page.locator('.codes li').count(), 10);
    assert.ok(await page.locator('#recovery-codes').evaluate((heading) => heading === document.activeElement));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `recovery codes at ${width}`);
      await page.shot(`recovery-codes-${width}`);
    }
    await press(page, 'factor.codes_kept');
    await page.getByText(text('factor.left_other', { count: 10 })).waitFor();
    await page.reload();
    await page.settled();
    assert.equal(await page.locator('.codes').count(), 0);
    expectNoProblems(page);
    await page.close_all();
  });

  test('asks for the code after the password, by keyboard alone', async () => {
    const { username, client } = await somebody();
    const { secret, codes } = await enrol(client);
    await forgetSteps();
    const page = await site.open({ width: 320 });
    await page.goTo('/');
    await page.getByLabel(text('sign_in.username')).focus();
    await page.keyboard.type(username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Enter');
    await page.getByText(text('sign_in.code_lead')).waitFor();
    await page.waitForFunction(() => document.activeElement.id === 'field-code');
    await expectAccessible(page, 'the code at 320');
    await page.shot('sign-in-code');
    await page.keyboard.type(noCode(secret));
    await page.keyboard.press('Enter');
    await page.locator('#field-code-error').getByText(text('sign_in.code_wrong')).waitFor();
    await calmMoment();
    await page.getByLabel(text('sign_in.code')).fill(totp(secret));
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    expectNoProblems(page);
    await page.close_all();

    const other = await site.open();
    await other.goTo('/');
    await enterPassword(other, username);
    await press(other, 'sign_in.back');
    await enterPassword(other, username);
    await other.getByLabel(text('sign_in.code')).fill(codes[3].toLowerCase());
    await press(other, 'sign_in.send');
    await other.getByRole('navigation').waitFor();
    await other.close_all();
  });

  test('the session ends in the middle of the form: the dialog asks for the code too, and nothing is lost', async () => {
    const { username, client } = await somebody();
    const page = await site.open({ as: username });
    const { secret } = await enrol(client);
    await forgetSteps();
    await page.goTo('/meld');
    await fillReport(page, { title: 'Totrinn midt i skjemaet' });
    await press(page, 'file.to_check');
    await page.context().clearCookies();
    /* Whatever asks the service first is told: sending, or the draft that saves itself. */
    const dialog = page.getByRole('dialog', { name: text('sign_in.ended') });
    await page.getByRole('button', { name: text('file.send'), exact: true }).click({ timeout: 5000 }).catch(() => dialog.waitFor());
    await dialog.getByLabel(text('sign_in.username')).fill(username);
    await dialog.getByLabel(text('sign_in.password')).fill(demoPassword);
    await dialog.getByRole('button', { name: text('sign_in.send') }).click();
    await calmMoment();
    await dialog.getByLabel(text('sign_in.code')).fill(totp(secret));
    await page.shot('session-ended-code');
    await dialog.getByRole('button', { name: text('sign_in.send') }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Totrinn midt i skjemaet').waitFor();
    await press(page, 'file.send');
    await page.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();
    expectNoProblems(page);
    await page.close_all();
  });
});

describe('a sensitive step', () => {
  test('asks who is there and goes on by itself; cancelled, it changes nothing', async () => {
    const { username, client } = await somebody();
    const page = await site.open({ as: username });
    const { secret } = await enrol(client);
    await page.goTo('/profil');
    await longAgo();
    await secondFactor(page).getByRole('button', { name: text('factor.remove'), exact: true }).click();
    await press(page, 'factor.remove_sure');
    const dialog = page.getByRole('dialog', { name: text('confirm.title') });
    await dialog.getByRole('button', { name: text('confirm.cancel') }).click();
    await dialog.waitFor({ state: 'hidden' });
    await secondFactor(page).getByRole('alert').waitFor();
    assert.ok((await client.get('/me/second-factor')).body.enrolled_at);

    await press(page, 'factor.remove_sure');
    await dialog.getByLabel(text('sign_in.password')).fill('Feil-passord-2026');
    await dialog.getByRole('button', { name: text('confirm.send') }).click();
    await dialog.locator('#field-proof_password-error').waitFor();
    await dialog.getByLabel(text('sign_in.password')).fill(demoPassword);
    await dialog.getByRole('button', { name: text('confirm.send') }).click();
    await forgetSteps();
    await calmMoment();
    await dialog.getByLabel(text('sign_in.code')).fill(totp(secret));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `confirm at ${width}`);
      await page.shot(`confirm-${width}`);
    }
    await dialog.getByRole('button', { name: text('confirm.send') }).click();
    await dialog.waitFor({ state: 'hidden' });
    await secondFactor(page).getByRole('button', { name: text('factor.begin') }).waitFor();
    expectNoProblems(page);
    await page.close_all();
  });
});

describe('the profile', () => {
  test('shows where one is signed in, and ends it elsewhere', async () => {
    const { username, client } = await somebody();
    const page = await site.open({ as: username });
    await page.goTo('/profil');
    const sessions = page.getByRole('region', { name: text('sessions.title') });
    await sessions.getByText(text('sessions.unknown')).first().waitFor();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `profile at ${width}`);
      await page.shot(`profile-${width}`);
    }
    await sessions.getByRole('button', { name: text('sessions.end') }).first().click();
    await sessions.getByText(text('sessions.ended')).waitFor();
    assert.equal((await client.get('/session')).status, 401);
    await sessions.getByRole('button', { name: text('sessions.end_others') }).waitFor({ state: 'detached' });
    expectNoProblems(page);
    await page.close_all();
  });

  test('changes the password, and says what is wrong with it', async () => {
    const { username, client } = await somebody();
    const page = await site.open({ as: username, width: 320 });
    await page.goTo('/profil');
    await press(page, 'account.change');
    await press(page, 'account.change_send');
    await page.locator('#field-current_password-error').waitFor();
    await page.getByLabel(text('account.current_password')).fill('Feil-passord-2026');
    await page.getByLabel(text('account.new_password')).fill(GOOD);
    await press(page, 'account.change_send');
    await page.locator('#field-current_password-error').getByText(/feil/i).waitFor();
    await expectAccessible(page, 'change password');
    await page.shot('change-password');
    await page.getByLabel(text('account.current_password')).fill(demoPassword);
    await press(page, 'account.change_send');
    await page.getByText(text('account.changed')).waitFor();
    assert.equal((await client.get('/session')).status, 401);
    await page.goTo('/mine');
    expectNoProblems(page);
    await page.close_all();
  });
});

test('too many mistakes: the page says how long to wait', async () => {
  const { username } = await somebody();
  const page = await site.open();
  await page.goTo('/');
  for (let i = 0; i < 11; i += 1) {
    await enterPassword(page, username, 'Feil-passord-2026');
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: text('sign_in.send'), exact: true }).waitFor();
  }
  await page.getByRole('alert').getByText(/For mange forsøk/).waitFor();
  await page.shot('too-many-attempts');
  await page.close_all();
});

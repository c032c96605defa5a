/* SPDX-License-Identifier: MIT */
/* Learning summaries: from the draft to the mail, how the mail looks, and ending it without signing in. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import PostalMime from 'postal-mime';
import { expectAccessible, expectNoProblems, startSite, text } from './support/browser.mjs';
import { waitFor } from '../http/support/service.mjs';

let site;

const note = (title, parties) => site.cluster.query(`INSERT INTO learning_note (helsefellesskap_id, council_id, category, title, text, status, published_at, parties)
  SELECT h.id, c.id, 'epikrise', '${title}', 'Slik gjør vi det.', 'published', now() - interval '1 minute', '${parties}'
  FROM helsefellesskap h JOIN council c ON c.helsefellesskap_id = h.id AND c.code = 'legesamarbeid' WHERE h.code = 'st_olavs'`);

before(async () => {
  site = await startSite();
  await note('Ring avdelingen før utskrivning når legemiddellisten er endret', '{hospital,municipality}');
  await note('Skriv i epikrisen hvem som følger opp prøvesvar', '{}');
});
after(() => site?.stop());

async function mailTo(address) {
  return waitFor('the mail', async () => {
    for (const name of readdirSync(site.service.mailFolder).filter((one) => one.endsWith('.eml'))) {
      const mail = await PostalMime.parse(readFileSync(join(site.service.mailFolder, name)));
      if (mail.to[0].address === address && /unsubscribe|abonnement/.test(mail.text)) return mail;
    }
    return null;
  });
}

test('the secretariat sees what waits, approves it, tries it on itself, and keeps the annual wheel', async () => {
  await site.cluster.query(`UPDATE subscription SET frequency = 'monthly' WHERE person_id = (SELECT id FROM person WHERE username = 'fastlege.orkland')`);
  assert.match((await site.service.command(['digest', '--helsefellesskap', 'st_olavs', '--frequency', 'monthly'])).stdout, /"state":"draft"/);
  for (const width of [320, 1200]) {
    const page = await site.open({ as: 'sekretariat', width });
    await page.goTo('/oppsummeringer');
    await page.getByRole('heading', { name: text('summaries.wheel'), exact: true }).waitFor();
    await page.getByText(text('summaries.status_draft')).waitFor();
    await page.getByRole('button', { name: text('summaries.test') }).waitFor();
    await page.shot(`summaries-${width}`);
    await expectAccessible(page, `summaries ${width}`);
    await page.getByRole('button', { name: text('summaries.change_wheel') }).click();
    await page.getByRole('button', { name: text('summaries.add_date') }).click();
    await page.getByLabel(text('summaries.label')).last().fill(`Partnerskapsmøte ${'x'.repeat(width === 320 ? 1 : 2)}`);
    await page.shot(`summaries-wheel-${width}`);
    await expectAccessible(page, `annual wheel ${width}`);
    await page.getByRole('button', { name: text('subscription.save') }).click();
    await page.getByRole('cell', { name: /Partnerskapsmøte/ }).first().waitFor();
    expectNoProblems(page);
    await page.close_all();
  }
  const page = await site.open({ as: 'sekretariat' });
  await page.goTo('/oppsummeringer');
  await page.getByRole('button', { name: text('summaries.approve') }).click();
  await page.getByText(text('summaries.done_approve')).waitFor();
  await page.getByRole('button', { name: text('summaries.reopen') }).waitFor();
  await page.getByRole('button', { name: text('summaries.test') }).click();
  await page.getByText(text('summaries.test_sent')).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('the mail reads well on a wide and on a narrow screen, with its picture and a sentence beside it', async () => {
  assert.match((await site.service.command(['digest', '--helsefellesskap', 'st_olavs'])).stdout, /"state":"sent"/);
  const mail = await mailTo('nurse.trondheim@example.org');
  const picture = mail.attachments.find((one) => one.contentId === '<chart@samavvik>');
  const html = mail.html.replace('cid:chart@samavvik', `data:image/png;base64,${Buffer.from(picture.content).toString('base64')}`);
  for (const width of [600, 320]) {
    const page = await site.open({ width });
    await page.setContent(html);
    await page.shot(`mail-${width}`);
    const { image, overflow, headings } = await page.evaluate(() => ({
      image: document.querySelector('img').naturalWidth, overflow: document.documentElement.scrollWidth - window.innerWidth,
      headings: [...document.querySelectorAll('h1, h2')].map((one) => one.tagName).join(' '),
    }));
    assert.ok(image > 500 && overflow <= 0, `${image} ${overflow}`);
    assert.equal(headings, 'H1 H2 H2');
    await page.close_all();
  }
});

test('one ends a subscription from the mail without signing in, changes one\'s mind, and changes it', async () => {
  const mail = await mailTo('nurse.trondheim@example.org');
  const [, end] = mail.text.match(/(\/avmelding#\S+)/);
  const [, choices] = mail.text.match(/(\/abonnement#\S+)/);
  for (const width of [320, 1200]) {
    const page = await site.open({ width });
    await page.goTo(end);
    await page.getByRole('button', { name: text('subscription.end_now') }).waitFor();
    assert.ok(!page.url().includes('#'), 'the link is no longer in the address');
    await expectAccessible(page, `end a subscription ${width}`);
    await page.shot(`unsubscribe-${width}`);
    await page.getByRole('button', { name: text('subscription.end_now') }).click();
    await page.getByRole('button', { name: text('subscription.restore') }).click();
    await page.getByRole('button', { name: text('subscription.end_now') }).waitFor();
    await page.close_all();
    const other = await site.open({ width });
    await other.goTo(choices);
    await other.getByRole('button', { name: text('subscription.change') }).first().click();
    await other.getByLabel(text('subscription.weekday')).selectOption('3');
    await other.shot(`subscription-${width}`);
    await expectAccessible(other, `change a subscription ${width}`);
    await other.getByRole('button', { name: text('subscription.save') }).click();
    await other.getByText(/på onsdag/).waitFor();
    expectNoProblems(other);
    await other.close_all();
  }
  const page = await site.open({});
  await page.goTo('/avmelding#u1-000000000000000000000000000000000000000000000000');
  await page.getByText(text('subscription.link_not_usable')).waitFor();
  await page.close_all();
});

/* SPDX-License-Identifier: MIT */
/* Whoever looks after mail sees what became of it, stops and sends it after all, and is told when none flows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPerson } from '../http/support/people.mjs';
import { expectAccessible, expectNoProblems, startSite, text } from './support/browser.mjs';

let site;

before(async () => {
  site = await startSite();
  await addPerson(site.cluster, 'leder', [{ role: 'administrator' }]);
});
after(() => site?.stop());

/* Mail to the members of the demo, in every state. Nothing of it is due, so nothing is sent while one looks. */
const fill = (more = '') => site.cluster.query(`
  DELETE FROM outbox; DELETE FROM announcement;
  INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, not_before, created_at, attempts, last_code, last_status, last_reason, sent_at, failed_at)
  SELECT h.id, x.kind, p.id, p.email, 'nb', 'ui:' || x.n, now() + interval '1 hour', now() - x.n * interval '7 minutes', x.attempts, x.code, x.status, x.reason,
    CASE WHEN x.reason = 'ok' THEN now() END, CASE WHEN x.reason IN ('refused', 'recipient', 'expired') THEN now() END
  FROM helsefellesskap h, person p, (VALUES (1, 'case_new', 0, NULL::int, NULL::text, NULL::text), (2, 'case_answered', 3, 451, '4.7.1', 'later'), (3, 'digest', 1, NULL, NULL, 'ok'),
    (4, 'case_closed', 1, 550, '5.1.1', 'recipient'), (5, 'deadline_reminder', 9, NULL, NULL, 'expired'), (6, 'case_new', 0, NULL, NULL, NULL)) x (n, kind, attempts, code, status, reason)
  WHERE h.code = 'st_olavs' AND p.username = 'nurse.trondheim'; ${more}`);

const open = async (page) => {
  await page.goTo('/administrasjon/post');
  await page.getByRole('heading', { level: 2, name: text('post.found_other', { count: 6 }) }).waitFor();
};

test('from the menu to the list, in both widths and themes', async () => {
  await fill();
  for (const [as, width, scheme] of [['leder', 1200, 'light'], ['leder', 320, 'light'], ['sekretariat', 1200, 'dark']]) {
    const page = await site.open({ as, width, scheme });
    await page.goTo('/');
    if (as === 'leder') await page.getByRole('link', { name: text('menu.administration') }).first().click();
    await page.getByRole('link', { name: text('post.heading'), exact: true }).first().click();
    await page.getByRole('heading', { level: 2, name: text('post.found_other', { count: 6 }) }).waitFor();
    assert.equal(await page.getByLabel(text('post.search')).count(), as === 'leder' ? 1 : 0, 'only who manages people searches them');
    await page.shot(`post-${width}-${scheme}`);
    await expectAccessible(page, `mail ${width} ${scheme}`);
    expectNoProblems(page);
    await page.close_all();
  }
});

test('what waits is stopped by keyboard, undone, and several are stopped at once', async () => {
  await fill();
  const page = await site.open({ as: 'leder' });
  await open(page);
  const states = async () => (await site.cluster.query("SELECT last_reason FROM outbox WHERE kind = 'case_new' ORDER BY id")).map(([reason]) => reason);
  const name = (await page.getByRole('heading', { level: 3 }).first().innerText()).trim();
  await page.getByRole('button', { name: text('post.action_for.cancel', { kind: text('post.kind.case_new'), recipient: name }) }).first().press('Enter');
  await page.getByText(text('post.done.cancel_one', { count: 1 })).waitFor();
  assert.equal((await states()).filter((one) => one === 'cancelled').length, 1);
  await page.getByRole('button', { name: text('post.undo') }).press('Enter');
  await page.getByText(text('post.done.put_back_one', { count: 1 })).waitFor();
  assert.equal((await states()).filter((one) => one === 'cancelled').length, 0);

  await page.getByLabel(text('post.state_label')).selectOption('waiting');
  await page.getByRole('heading', { level: 2, name: text('post.found_other', { count: 2 }) }).waitFor();
  await page.getByRole('button', { name: text('post.select_all', { count: 2 }) }).click();
  await page.getByRole('button', { name: text('post.action_count.cancel', { count: 2 }) }).click();
  await page.getByText(text('post.done.cancel_other', { count: 2 })).waitFor();
  await page.getByText(text('post.none_narrowed')).waitFor();
  assert.deepEqual(await states(), ['cancelled', 'cancelled']);
  await page.shot('post-stopped');
  expectNoProblems(page);
  await page.close_all();
});

test('mail that does not flow stands above every page of who looks after it, and is gone when it flows', async () => {
  await fill("UPDATE outbox SET last_reason = 'connect', not_before = now() + interval '1 hour', created_at = now() - interval '25 minutes' WHERE kind = 'case_new'; UPDATE outbox SET sent_at = now() - interval '1 day' WHERE sent_at IS NOT NULL");
  const page = await site.open({ as: 'leder', width: 320 });
  await page.goTo('/');
  await page.getByText(text('post.stuck_waiting_other', { count: 3 })).waitFor();
  await page.shot('post-stuck');
  await expectAccessible(page, 'mail is stuck');
  const nurse = await site.open({ as: 'nurse.trondheim' });
  await nurse.goTo('/');
  await nurse.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await nurse.getByText(text('post.stuck_see')).count(), 0);
  await site.cluster.query("UPDATE outbox SET sent_at = now(), last_reason = 'ok' WHERE sent_at IS NULL AND failed_at IS NULL");
  await page.goTo('/profil');
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.getByText(text('post.stuck_see')).count(), 0);
  expectNoProblems(page);
  await Promise.all([page.close_all(), nurse.close_all()]);
});

test('somebody whose address gives mail back is told on the profile', async () => {
  await site.cluster.query("INSERT INTO refused_address (digest, code, status) SELECT address_digest(email), 550, '5.1.1' FROM person WHERE username = 'nurse.trondheim'");
  const page = await site.open({ as: 'nurse.trondheim', width: 320 });
  await page.goTo('/profil');
  await page.getByText(text('post.own_address', { when: '' }).slice(0, 30)).waitFor();
  await page.shot('post-own-address');
  await expectAccessible(page, 'own address');
  expectNoProblems(page);
  await page.close_all();
});

test('with no mail there is an explanation instead of an empty list', async () => {
  await site.cluster.query('DELETE FROM outbox; DELETE FROM announcement');
  const page = await site.open({ as: 'leder' });
  await page.goTo('/administrasjon/post');
  await page.getByText(text('post.none')).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

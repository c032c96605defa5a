/* SPDX-License-Identifier: MIT */
/* One asks for a case to be erased, another does it, and the case says so. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, startSite, text } from './support/browser.mjs';

let site;
let id;
let number;

before(async () => {
  site = await startSite();
  const council = await site.client('raad.lege');
  const mine = council.session.memberships.find((one) => one.council).council.id;
  const { body } = await council.get(`/deviations?view=council&council_id=${mine}&status=sent&limit=1`);
  ({ id, number } = body.items[0]);
});
after(() => site?.stop());

test('from asking on the case to the erased case', async () => {
  const asks = await site.open({ as: 'sekretariat', width: 320 });
  await asks.goTo(`/saker/${id}`);
  await asks.getByRole('button', { name: text('erasure.request') }).click();
  await asks.getByRole('button', { name: text('erasure.request_send') }).click();
  await asks.getByText(text('erasure.basis_missing')).waitFor();
  await asks.getByLabel(text('erasure.basis')).selectOption('objection');
  await asks.getByLabel(text('erasure.decision')).fill('2026-1234');
  await asks.shot('erasure-request-320');
  await expectAccessible(asks, 'asking for erasure');
  await asks.getByRole('button', { name: text('erasure.request_send') }).click();
  await asks.getByText(text('erasure.request_done')).waitFor();
  await asks.goTo('/sletting');
  await asks.getByText(text('erasure.own')).waitFor();
  expectNoProblems(asks);
  await asks.close_all();

  const decides = await site.open({ as: 'personvern' });
  await decides.goTo('/');
  await decides.getByRole('link', { name: text('menu.erasure') }).first().click();
  await decides.getByRole('heading', { level: 2, name: number }).waitFor();
  await decides.getByRole('button', { name: text('erasure.approve') }).click();
  await decides.getByText(text('erasure.sure_text', { number })).waitFor();
  await decides.shot('erasure-sure-1200');
  await expectAccessible(decides, 'deciding about erasure');
  await decides.getByRole('button', { name: text('erasure.sure'), exact: true }).click();
  await decides.getByRole('button', { name: text('erasure.sure'), exact: true }).waitFor({ state: 'detached' });
  expectNoProblems(decides);
  await decides.close_all();

  const sees = await site.open({ as: 'raad.lege' });
  await sees.goTo(`/saker/${id}`);
  await sees.getByRole('heading', { level: 1, name: text('case.erased_title') }).waitFor();
  assert.ok(await sees.getByText(text('event.erased')).isVisible());
  await sees.shot('erased-case-1200');
  await expectAccessible(sees, 'an erased case');
  await sees.close_all();
});

/* SPDX-License-Identifier: MIT */
/* WCAG 2.1 AA, as far as a machine can tell: axe on every page, in both colour schemes, wide and at 320 px; focus; keyboard. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishNote } from '../http/support/notes.mjs';
import { expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

let site;
let case_id;
let note_id;

/* A case with everything that can be shown in one: answer, dialogue, internal note, proposed and then published learning point. */
before(async () => {
  site = await startSite();
  const council = await site.client('raad.lege');
  const { id } = council.session.memberships.find((one) => one.council).council;
  const { body } = await council.get(`/deviations?view=council&council_id=${id}&status=sent&limit=1`);
  case_id = body.items[0].id;
  const at = `/deviations/${case_id}`;
  const version = async () => (await council.get(at)).body.version;
  await council.post(`${at}/acknowledgement`, undefined, { version: await version() });
  await council.post(`${at}/messages`, { audience: 'internal', text: 'Et internt notat.' });
  await council.post(`${at}/messages`, { audience: 'dialogue', text: 'Hvilken avdeling gjaldt det?' });
  await council.post(`${at}/answer`, { text: 'Rutinen er endret.' }, { version: await version() });
  const closed = await council.post(`${at}/closing`,
    { feedback_mode: 'tell_of_actions', learning_point: { title: 'Ring først', text: 'En telefon sparer en uke.' } },
    { version: await version() });
  note_id = closed.body.learning_note.id;
  await publishNote(site.service, await site.service.signIn('raad.lege'), closed.body.learning_note);
});
after(() => site?.stop());

async function visit(page, name, path) {
  await page.goTo(path);
  await page.shot(name);
  await expectAccessible(page, name);
  assert.match(await page.title(), /\S+ – Samavvik$/);
  assert.equal(await page.locator('h1').count(), 1);
}

/* Contrast is a matter of the scheme and room one of the width: each of both is seen on every page. */
const looks = [[320, 'light'], [1200, 'dark']];

for (const [width, scheme] of looks) {
  test(`every page at ${width} px in the ${scheme} scheme`, async () => {
    const at = (name) => `${name}-${width}-${scheme}`;
    const visitor = await site.open({ width, scheme });
    await visit(visitor, at('sign-in'), '/');
    await press(visitor, 'sign_in.send');
    await expectAccessible(visitor, at('sign-in-errors'));
    await visit(visitor, at('accessibility'), '/tilgjengelighet');

    const nurse = await site.open({ as: 'nurse.trondheim', width, scheme });
    for (const [name, path] of [['home', '/'], ['mine', '/mine'], ['learning', '/laering'], ['note', `/laering/${note_id}`],
      ['profile', '/profil'], ['not-found', '/finnes-ikke'], ['file', '/meld']]) await visit(nurse, at(name), path);
    await press(nurse, 'file.to_check');
    await nurse.locator('.ds-error-summary').waitFor();
    await nurse.shot(at('file-errors'));
    await expectAccessible(nurse, at('file-errors'));
    await fillReport(nurse);
    await nurse.getByText(text('file.more')).click();
    await nurse.shot(at('file-filled'));
    await expectAccessible(nurse, at('file-filled'));
    await press(nurse, 'file.to_check');
    await nurse.getByRole('heading', { level: 1, name: text('file.check_heading') }).waitFor();
    await expectAccessible(nurse, at('check'));
    await press(nurse, 'file.send');
    await nurse.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();
    await nurse.shot(at('receipt'));
    await expectAccessible(nurse, at('receipt'));

    const council = await site.open({ as: 'raad.lege', width, scheme });
    await visit(council, at('home-council'), '/');
    await visit(council, at('queue'), '/ko?vis=alle');
    await visit(council, at('case'), `/saker/${case_id}`);
    await press(council, 'action.reopen');
    await expectAccessible(council, at('case-writing'));
    for (const page of [visitor, nurse, council]) {
      expectNoProblems(page);
      await page.close_all();
    }
  });
}

test('a new page and a new step move the focus to their heading', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const focused = () => page.evaluate(() => [document.activeElement.tagName, document.activeElement.textContent]);
  for (const key of ['menu.mine', 'menu.learning', 'menu.file']) {
    await page.getByRole('navigation').getByRole('link', { name: text(key), exact: true }).click();
    await page.settled();
    assert.equal((await focused())[0], 'H1', key);
  }
  await fillReport(page);
  await press(page, 'file.to_check');
  await page.getByRole('heading', { level: 1, name: text('file.check_heading') }).waitFor();
  assert.deepEqual(await focused(), ['H1', text('file.check_heading')]);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: text('file.heading') }).waitFor();
  assert.deepEqual(await focused(), ['H1', text('file.heading')]);
  await page.close_all();
});

test('a report is filed with the keyboard alone', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/');
  const here = () => page.evaluate(() => ({ id: document.activeElement.id, text: document.activeElement.textContent.trim() }));
  /* Presses Tab until the element is reached, and sees that the focus shows. */
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const { id, text: name } = await here();
      if (id === wanted || name === wanted) {
        const shows = await page.evaluate(() => {
          const shown = (element) => {
            const style = element && getComputedStyle(element);
            return style && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
          };
          // A radio button shows it around itself and its label.
          return shown(document.activeElement) || shown(document.activeElement.closest('.ds-field'));
        });
        assert.ok(shows, `the focus shows on ${wanted}`);
        return;
      }
    }
    assert.fail(`Tab does not reach ${wanted}`);
  };
  await page.keyboard.press('Tab');
  assert.equal((await here()).text, text('shell.skip'));
  await tabTo(text('menu.file'));
  await page.keyboard.press('Enter');
  await page.locator('#field-kind').waitFor();
  await tabTo('field-kind');
  await page.keyboard.press('Space');
  await tabTo('field-other_organisation_id');
  await page.keyboard.type('St. Olavs');
  await tabTo('field-title');
  await page.keyboard.type('Filed by keyboard');
  await tabTo('field-description');
  await page.keyboard.type('Alt skrevet uten mus.');
  await tabTo('field-category');
  await page.keyboard.type('Epikrise');
  await tabTo('field-actual_harm');
  await page.keyboard.press('Space');
  await tabTo('field-potential_harm');
  await page.keyboard.press('ArrowDown');
  await tabTo(text('file.to_check'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: text('file.check_heading') }).waitFor();
  await tabTo(text('file.send'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: text('receipt.heading') }).waitFor();
  expectNoProblems(page);
  await page.close_all();
});

test('the skip link leads past the menu', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.close_all();
});

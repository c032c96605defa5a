/* SPDX-License-Identifier: MIT */
/* A report is filed in a minute by keyboard, and what was begun on one device is gone on with on another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';
import { pdf } from '../http/support/files.mjs';
import { addPerson } from '../http/support/people.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const receipt = (page) => page.getByRole('heading', { level: 1, name: text('receipt.heading') });
const saved = (page) => page.getByText(text('drafts.saved', { time: '' }).trim());
const title_of = (page) => page.getByLabel(text('file.title'), { exact: true });

for (const width of [320, 1200]) {
  test(`by keyboard alone at ${width} px it takes less than a minute and few keys`, async () => {
    const page = await site.open({ as: 'nurse.trondheim', width });
    await page.goTo('/meld');
    let keys = 0;
    const key = async (name) => { keys += 1; await page.keyboard.press(name); };
    const tabTo = async (wanted) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await key('Tab');
        const at = await page.evaluate(() => [document.activeElement.id, document.activeElement.textContent.trim()]);
        if (at.includes(wanted)) return;
      }
      assert.fail(`Tab does not reach ${wanted}`);
    };
    const title = `Med tastatur på ${width} punkter`;
    await tabTo('field-kind');
    await key('Space');
    await tabTo('field-other_organisation_id');
    await page.keyboard.type('geri');
    await page.getByRole('option', { name: /geriatri/ }).waitFor();
    if (width === 320) await page.shot('suggestions-320');
    await expectAccessible(page, `suggestions at ${width} px`);
    await key('Enter');
    await tabTo('field-title');
    await page.keyboard.type(title);
    await tabTo('field-description');
    await page.keyboard.type('Alt skrevet uten mus.');
    await tabTo('field-category');
    await page.keyboard.type('Epikrise');
    await tabTo('field-actual_harm');
    await key('Space');
    await tabTo('field-potential_harm');
    await key('ArrowDown');
    await page.shot(`filled-${width}`);
    await tabTo(text('file.to_check'));
    await key('Enter');
    await page.getByRole('heading', { level: 1, name: text('file.check_heading') }).waitFor();
    await tabTo(text('file.send'));
    await key('Enter');
    await receipt(page).waitFor();
    assert.ok(keys < 80, `${keys} keys beside the text itself`);
    const [[seconds, unit]] = await site.cluster.query(`SELECT d.filing_seconds, u.name FROM deviation d JOIN unit u ON u.id = d.other_unit_id WHERE d.title = '${title}'`);
    assert.ok(Number(seconds) < 60, `${seconds} s`);
    assert.match(unit, /geriatri/);
    expectNoProblems(page);
    await page.close_all();
  });
}

test('what was begun on one device is gone on with on another, and is gone when it is sent', async () => {
  const [desk, phone] = [await site.open({ as: 'nurse.trondheim' }), await site.open({ as: 'nurse.trondheim', width: 320 })];
  const title = 'Begynt ved pulten';
  const saves = [];
  desk.on('response', (answer) => { if (answer.request().method() === 'PUT') saves.push(answer.status()); });
  await desk.goTo('/meld');
  await fillReport(desk, { title });
  await saved(desk).waitFor();
  assert.deepEqual([...new Set(saves)], [200]);
  // A file that arrived, and one of which only a part did.
  await desk.locator('input[type=file]').first().setInputFiles({ name: 'Epikrise.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await desk.getByRole('link', { name: 'Epikrise.pdf' }).waitFor();
  let pieces = 0;
  await desk.route('**/pieces/*', (route) => ((pieces += 1) < 2 ? route.continue() : undefined));
  const half = { name: 'Halv.pdf', mimeType: 'application/pdf', buffer: pdf(900_000) };
  await desk.locator('input[type=file]').first().setInputFiles(half);
  await desk.getByText(text('attachments.sent_of', { sent: '256 kB', size: '879 kB' })).waitFor();
  await phone.goTo('/');
  await phone.shot('home-320');
  await expectAccessible(phone, 'home with drafts');
  await phone.getByRole('link', { name: title }).click();
  await title_of(phone).waitFor();
  assert.equal(await title_of(phone).inputValue(), title);
  await phone.getByRole('link', { name: 'Epikrise.pdf' }).waitFor();
  await phone.getByText(text('attachments.unfinished', { sent: '256 kB', size: '879 kB' })).waitFor();
  await phone.shot('draft-files-320');
  await expectAccessible(phone, 'a draft with files of another device');
  await press(phone, 'file.to_check');
  await phone.getByText(text('attachments.settle')).first().waitFor();
  const [chooser] = await Promise.all([phone.waitForEvent('filechooser'),
    phone.getByRole('button', { name: text('attachments.again_what', { name: 'Halv.pdf' }) }).click()]);
  await chooser.setFiles(half);
  await phone.getByRole('link', { name: 'Halv.pdf' }).waitFor();
  // Both go on: the second is asked, and loses nothing.
  await title_of(phone).fill(`${title} og på telefonen`);
  await saved(phone).waitFor();
  await title_of(desk).fill(`${title} og her`);
  await desk.getByRole('alert').getByRole('button', { name: text('drafts.use_theirs') }).waitFor();
  await desk.shot('draft-elsewhere');
  await press(desk, 'drafts.use_theirs');
  await desk.waitForFunction((wanted) => document.querySelector('#field-title').value === wanted, `${title} og på telefonen`);
  await press(phone, 'file.to_check');
  await phone.getByText('Epikrise.pdf, Halv.pdf').waitFor();
  await press(phone, 'file.send');
  await receipt(phone).waitFor();
  await desk.goTo('/');
  assert.equal(await desk.getByRole('link', { name: title }).count(), 1, 'the case alone');
  expectNoProblems(phone);
  await desk.close_all();
  await phone.close_all();
});

test('without a line the draft stays in the browser, and is saved when the line is back', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  await page.context().setOffline(true);
  await fillReport(page, { title: 'Uten nett' });
  await page.getByText(text('drafts.failed')).waitFor();
  assert.equal(await title_of(page).inputValue(), 'Uten nett');
  await page.context().setOffline(false);
  await saved(page).waitFor();
  const nurse = await site.client('nurse.trondheim');
  assert.ok((await nurse.get('/drafts')).body.items.some((one) => one.title === 'Uten nett'));
  await page.close_all();
});

test('the last choices are offered, and a good story is asked for what to keep and not for harm', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld');
  const offered = page.getByRole('group', { name: text('last_choices.heading') }).getByRole('button').first();
  await offered.click();
  await page.waitForFunction(() => document.querySelector('#field-other_organisation_id').value !== '');
  await page.getByRole('group', { name: text('file.kind') }).getByRole('radio').last().check();
  await page.getByLabel(text('good_story.keep')).waitFor();
  assert.equal(await page.getByRole('group', { name: text('file.actual_harm') }).count(), 0);
  await page.shot('good-story');
  await expectAccessible(page, 'a good story');
  await page.close_all();
});

/* Last, as everybody's register is long from here on. */
test('one of hundreds of organisations is found by a few letters, and what its name begins with comes first', async () => {
  await addPerson(site.cluster, 'leder', [{ role: 'administrator' }]);
  const leader = await site.client('leder');
  const at = '/helsefellesskap/st_olavs/configuration';
  const { body: document, headers } = await leader.get(at);
  const like = document.organisations.find(({ party }) => party === 'gp');
  const places = ['Byåsen', 'Heimdal', 'Tiller', 'Ranheim', 'Saupstad', 'Øya', 'Lade', 'Sjetnemarka', 'Åfjord', 'Melhus'];
  const names = ['Ørlandet helsehus', 'Nye Ørlandet legekontor', 'Bakklandsykehjemmet', 'Legene ved Ørlandet torg',
    ...Array.from({ length: 396 }, (_, n) => `${places[n % places.length]} legesenter avdeling ${n}`)];
  document.organisations.push(...names.map((name, n) => ({ ...like, code: `fastlege_${n}`, organisation_number: undefined, name })));
  const answer = await leader.put(at, document, { version: headers.get('etag') });
  assert.equal(answer.status, 200, answer.text.slice(0, 500));

  const page = await site.open({ as: 'nurse.trondheim', width: 320 });
  await page.goTo('/meld');
  const box = page.getByRole('combobox', { name: text('file.other_organisation') });
  const options = page.locator('.suggestion').getByRole('option');
  const offered = async (typed, first) => {
    await box.fill(typed);
    await options.first().getByText(first).waitFor();
    return options.allTextContents();
  };
  await box.click();
  const status = page.locator('.suggestion').getByRole('status');
  await status.getByText(/^Viser 12 av [4-9]\d\d\./).waitFor();
  await expectAccessible(page, 'hundreds of organisations, 320 px');
  assert.equal(await options.count(), 12);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  assert.match((await offered('orlandet', 'Ørlandet helsehus')).join(), /^Ørlandet helsehus.*Legene ved Ørlandet.*Nye Ørlandet/);
  await page.shot('suggestions-hundreds-320');
  assert.match((await offered('sykehjem', /^/)).join(), /Bakklandsykehjemmet/);
  assert.equal((await offered('tiller lege 342', 'Tiller legesenter avdeling 342')).length, 1);
  await box.fill('legesenter');
  await box.press('End');
  for (let n = 0; n < 11; n += 1) await box.press('ArrowDown');
  assert.equal(await page.locator('.suggestion [aria-selected=true]').evaluate((one) => [...one.parentElement.children].indexOf(one)), 11);
  const name = (await options.nth(11).textContent()).split(' avdeling')[0];
  await box.press('Enter');
  await page.waitForFunction((begin) => document.querySelector('#field-other_organisation_id').value.startsWith(begin), name);
  expectNoProblems(page);
  await page.close_all();
});

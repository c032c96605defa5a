/* SPDX-License-Identifier: MIT */
/* Text from others is inert, nothing is fetched from anyone else, and the first page is small. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { chooseLanguage, expectNoProblems, fillReport, press, startSite, text } from './support/browser.mjs';

let site;
before(async () => { site = await startSite(); });
after(() => site?.stop());

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(2)>',
  '=HYPERLINK("http://example.invalid","klikk")\n+1+1\n-2\n@SUM(A1)',
  '👩‍⚕️ \u202Esnudd\u202C a\u0308\u0301 \u00AD &amp; &lt;b&gt; {{t}} ${1} javascript:alert(3)',
].join('\r\n');

test('hostile text is shown as it was written, and does nothing', async () => {
  const nurse = await site.client('nurse.trondheim');
  const { body: register } = await nurse.get('/helsefellesskap/st_olavs/register');
  const title = '<img src=x onerror=alert(1)> =1+1 😊 {{count}}';
  const filed = await nurse.post('/deviations', {
    helsefellesskap: 'st_olavs', kind: 'patient', reporter_organisation_id: nurse.session.memberships[0].organisation.id,
    other_organisation_id: register.organisations.find((one) => one.party === 'hospital').id, category: 'epikrise', title,
    description: HOSTILE, immediate_action: HOSTILE, suggestion: HOSTILE, actual_harm: 'none', potential_harm: 'none',
    external_system: '<b>EQS</b>',
  });
  assert.equal(filed.status, 201, filed.text);
  await nurse.post(`/deviations/${filed.body.id}/messages`, { audience: 'dialogue', text: HOSTILE });

  const page = await site.open({ as: 'raad.lege' });
  for (const path of ['/', '/ko', `/saker/${filed.body.id}`]) {
    await page.goTo(path);
    await page.getByText(title, { exact: true }).first().waitFor();
    assert.equal(await page.locator('main :is(script, img, b, a[href^="javascript"])').count(), 0, path);
  }
  const shown = await page.locator('.written').allInnerTexts();
  const lines = (value) => value.replaceAll('\r\n', '\n');
  assert.deepEqual(shown.map(lines), Array(4).fill(lines(HOSTILE)));
  expectNoProblems(page);
  await page.shot('hostile');
  await page.close_all();
});

test('text never becomes markup, and no file but our own a script', async () => {
  const page = await site.open();
  await page.goTo('/');
  const outcomes = await page.evaluate(() => {
    const attempt = (act) => { try { act(); return 'done'; } catch (error) { return error.name; } };
    return {
      markup: attempt(() => { document.createElement('p').innerHTML = '<b>x</b>'; }),
      evaluated: attempt(() => { document.createElement('script').text = '1'; }),
      elsewhere: attempt(() => new Worker('https://elsewhere.example/assets/a.js')),
      blob: attempt(() => new Worker(URL.createObjectURL(new Blob(['1'])))),
      own: attempt(() => new Worker('/assets/nothing.js')),
    };
  });
  assert.deepEqual(outcomes, { markup: 'TypeError', evaluated: 'TypeError', elsewhere: 'TypeError', blob: 'TypeError', own: 'done' });
  await page.close_all();
});

test('everything comes from the service itself, also the API documentation', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  const elsewhere = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  for (const path of ['/', '/meld', '/laering', '/profil']) await page.goTo(path);
  await page.goto('/api-docs');
  await page.getByText('/password-resets').first().waitFor(); // the viewer writes operations as one comes to them
  await page.shot('api-docs');
  assert.deepEqual(elsewhere, []);
  expectNoProblems(page);
  await page.close_all();
});

test('the first page needs less than 150 kB of script, and no more than its own', async () => {
  const page = await site.open();
  const scripts = new Map();
  page.on('response', async (answer) => {
    if (answer.request().resourceType() === 'script') scripts.set(answer.url(), await answer.body());
  });
  await page.goTo('/');
  await page.waitForLoadState('networkidle');
  const bytes = [...scripts.values()].reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  assert.ok(scripts.size > 1);
  assert.ok(bytes < 150_000, `${bytes} bytes gzipped`);
  assert.ok(![...scripts.keys()].some((url) => /draw_months|LearningPage|CasePage/.test(url)), [...scripts.keys()].join(' '));
  await page.close_all();
});

test('files are compressed, hashed and kept for good; the page itself is asked for anew', async () => {
  const answer = await fetch(`${site.url}/meld`, { headers: { Accept: 'text/html' } });
  const page = await answer.text();
  assert.equal(answer.headers.get('cache-control'), 'no-cache');
  assert.doesNotMatch(page, /<script(?![^>]* src=)|<style|style=|\son[a-z]+=/);
  const [script] = page.match(/\/assets\/main-[\w-]+\.js/);
  const file = await fetch(site.url + script, { headers: { 'Accept-Encoding': 'br' } });
  assert.equal(file.headers.get('content-encoding'), 'br');
  assert.match(file.headers.get('cache-control'), /immutable/);
  assert.match(answer.headers.get('content-security-policy'), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img/);
});

test('the three languages, signed in and out, with the language of the document', async () => {
  const page = await site.open();
  await page.goTo('/');
  for (const language of ['en', 'nn', 'nb']) {
    await chooseLanguage(page, language);
    await page.getByRole('heading', { level: 1, name: text('sign_in.title', {}, language) }).waitFor();
    assert.match(await page.title(), new RegExp(`^${text('sign_in.title', {}, language)}`));
  }
  await page.close_all();

  const nurse = await site.open({ as: 'nurse.trondheim' });
  await nurse.goTo('/meld');
  for (const language of ['en', 'nn', 'nb']) {
    await chooseLanguage(nurse, language);
    await nurse.getByRole('heading', { level: 1, name: text('file.heading', {}, language) }).waitFor();
    // No key of a catalogue shows through anywhere.
    assert.doesNotMatch(await nurse.locator('body').innerText(), /\b(file|form|menu|shell|route)\.[a-z_]+\b|\{\{/);
  }
  // The choice goes with the person to the next machine.
  await chooseLanguage(nurse, 'nn');
  await nurse.waitForLoadState('networkidle');
  assert.equal((await site.client('nurse.trondheim')).session.person.language, 'nn');
  await chooseLanguage(nurse, 'nb');
  await nurse.waitForLoadState('networkidle');
  await nurse.close_all();
});

test('a report without a case to see offers no way to send nothing', async () => {
  const page = await site.open({ as: 'nurse.trondheim' });
  await page.goTo('/meld/kontroll'); // nothing is written yet
  await page.getByRole('heading', { level: 1, name: text('file.heading') }).waitFor();
  await fillReport(page);
  await press(page, 'file.to_check');
  await page.getByRole('button', { name: text('file.send'), exact: true }).waitFor();
  await page.close_all();
});

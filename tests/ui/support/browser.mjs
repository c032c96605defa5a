/* SPDX-License-Identifier: MIT */
/*
 * A real browser against the real service, for the tests of the front end.
 *
 *   const site = await startSite();                       // service with the demo, and Chromium
 *   const page = await site.open({ as: 'nurse.trondheim', width: 320, scheme: 'dark' });
 *   await page.goTo('/meld'); …
 *   await site.stop();
 *
 * Every page keeps what went wrong in it (page.problems): script errors, and what the content security policy refused. What a page
 * shows that nobody has closed, as where a test failed, is printed at the end, with the requests that were refused.
 * Environment: SAMAVVIK_URL (a running service with the demo, instead of one of its own), SAMAVVIK_SCREENSHOTS (a folder).
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { Client, demoPassword, projectRoot, startCluster, startService } from '../../http/support/service.mjs';

export { demoPassword };

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

const catalogues = Object.fromEntries(['nb', 'nn', 'en'].map((language) =>
  [language, JSON.parse(readFileSync(join(projectRoot, `src/ui/i18n/${language}.json`), 'utf8'))]));

/* A text of the interface: text('file.send'), text('form.wrong_other', { count: 7 }, 'nn'). */
export function text(key, values = {}, language = 'nb') {
  const found = key.split('.').reduce((level, part) => level?.[part], catalogues[language]);
  assert.equal(typeof found, 'string', `no text ${key} in ${language}`);
  return found.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name]));
}

class Site {
  constructor(url, browser, stopService) {
    this.url = url;
    this.browser = browser;
    this.stopService = stopService;
  }

  /* A page of its own, as of one person at one machine, who is signed in already; how one signs in is tested with signIn. */
  async open({ as, width = 1200, height = 900, scheme = 'light', locale = 'nb-NO' } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale, baseURL: this.url });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.problems = [];
    page.refused = [];
    page.on('response', (answer) => { if (answer.status() >= 400) page.refused.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`); });
    page.on('requestfailed', (request) => page.refused.push(`${request.failure()?.errorText} ${request.method()} ${request.url()}`));
    page.on('pageerror', (error) => page.problems.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) page.problems.push(message.text());
    });
    page.on('dialog', (dialog) => { page.problems.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    Object.assign(page, {
      goTo: (path) => page.goto(path).then(() => page.settled()),
      /* The heading is there and nothing is being fetched. */
      settled: async () => {
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.locator('.loading').first().waitFor({ state: 'detached' });
      },
      shot: (name) => takeShot(page, name),
      close_all: () => context.close(),
    });
    if (as) {
      const { cookies } = await this.client(as);
      await context.addCookies([...cookies].map(([name, value]) => ({ name, value, domain: new URL(this.url).hostname, path: '/', secure: true, httpOnly: true })));
      await page.goto('/');
      await arrive(page);
    }
    return page;
  }

  /* The same person by the API, to arrange and to check. */
  async client(username) {
    const client = new Client(this.url);
    const { body } = await client.post('/session', { username, password: demoPassword });
    client.session = body;
    client.csrf = body.csrf_token;
    return client;
  }

  async stop() {
    for (const page of this.browser.contexts().flatMap((context) => context.pages())) await tellState(page);
    await this.browser.close();
    await this.stopService();
  }
}

export async function startSite({ history = null } = {}) {
  const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  if (process.env.SAMAVVIK_URL) return new Site(process.env.SAMAVVIK_URL, await launch(), async () => {});
  const cluster = await startCluster();
  const service = await startService({ cluster, demo: true, history });
  const site = new Site(service.url, await launch(), async () => {
    await service.stop();
    await cluster.stop();
  });
  return Object.assign(site, { cluster, service });
}

export async function signIn(page, username) {
  await page.getByLabel(text('sign_in.username')).fill(username);
  await page.getByLabel(text('sign_in.password')).fill(demoPassword);
  await page.getByRole('button', { name: text('sign_in.send') }).click();
  await arrive(page);
}

async function arrive(page) {
  await page.getByRole('navigation').waitFor();
  await page.settled();
  // The demo's people read different languages; the tests read bokmål.
  await chooseLanguage(page, 'nb');
}

export async function chooseLanguage(page, language) {
  await page.locator(`header button[lang=${language}]`).click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function takeShot(page, name) {
  const folder = process.env.SAMAVVIK_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function tellState(page) {
  const seen = await page.evaluate(() => document.body.innerText.slice(0, 3000)).catch((error) => error.message);
  console.log(`still open: ${page.url()}\n${page.refused?.join('\n')}\n${page.problems?.join('\n')}\n${seen}`);
}

/* Axe finds nothing, and nothing sticks out sideways. */
export async function expectAccessible(page, what) {
  // What is still fading in has other colours than it will have.
  await page.evaluate(() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime)).map((one) => one.finished)));
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
  assert.deepEqual(found, [], what);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(content <= window, `${what}: ${content} px wide in a window of ${window}`);
}

export function expectNoProblems(page) {
  assert.deepEqual(page.problems, []);
}

/* The answers of the short form, by what is shown to the person. `change` replaces or, with null, leaves out. */
export async function fillReport(page, change = {}) {
  const answers = {
    kind: 'Pasienthendelse', other: 'St. Olavs hospital HF', title: 'Epikrise mangler ved hjemkomst',
    description: 'Pasienten kom hjem fredag kveld uten epikrise.', category: 'Epikrise', actual: 'Ingen', potential: 'Moderat', ...change,
  };
  const radio = async (group, choice) => {
    if (choice) await page.getByRole('group', { name: text(group) }).getByRole('radio', { name: choice }).check();
  };
  await radio('file.kind', answers.kind);
  if (answers.other) {
    const other = page.getByRole('combobox', { name: text('file.other_organisation'), exact: true });
    await other.fill(answers.other);
    await other.press('Enter');
  }
  if (answers.title !== null) await page.getByLabel(text('file.title'), { exact: true }).fill(answers.title);
  if (answers.description !== null) await page.locator('#field-description').fill(answers.description);
  if (answers.category) await page.getByLabel(text('file.category')).selectOption({ label: answers.category });
  await radio('file.actual_harm', answers.actual);
  await radio('file.potential_harm', answers.potential);
}

export const press = (page, key) => page.getByRole('button', { name: text(key), exact: true }).click();

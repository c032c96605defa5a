/* SPDX-License-Identifier: MIT */
/* Search in the queue: by words and by number, with the places marked, within the view, and only in what one sees. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileReport, readReports } from './support/reports.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let nurse;
let doctors;
let reports;
const cases = {};
const numbers = {};

const search = async (client, q, more = '') => {
  const answer = await client.get(`/queue?q=${encodeURIComponent(q)}${more}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const named = ({ items }) => items.map(({ id }) => Object.keys(cases).find((name) => cases[name] === id) ?? id);
const marked = (pieces) => pieces.filter((_, index) => index % 2 === 1);

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  const file = async (name, title, description, more) => {
    const receipt = await fileReport(nurse, reports, { title, description, ...more });
    cases[name] = receipt.id;
    numbers[name] = receipt.number;
  };
  await file('summary', 'Epikrise kom for sent', 'Epikrisen kom ni dager etter utskrivning, uten legemiddelliste.');
  await file('list', 'Legemiddelliste manglet', 'Lista fulgte ikke med. <b>Se & les</b> den igjen.');
  await file('closed', 'Epikrisen var god', 'Alt var med i epikrisen.');
  await file('others', 'Epikrise til feil mottaker', 'Meldingen gikk til feil kommune.', { category: 'meldingsutveksling' });
  await cluster.query(`UPDATE deviation SET status = 'closed', answered_at = now(), closed_at = now() WHERE id = ${cases.closed}`);
  await waitFor('the search to know the cases', async () => (await cluster.query('SELECT count(*) FROM case_search'))[0][0] === '4');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('finds words in whatever form, the newest case first, within the view', async () => {
  assert.deepEqual(named(await search(doctors, 'epikrise')), ['summary']);
  assert.deepEqual(named(await search(doctors, 'epikriser', '&view=all')), ['closed', 'summary']);
  assert.deepEqual(named(await search(doctors, 'legemiddelliste', '&view=all')), ['list', 'summary']);
  assert.deepEqual(named(await search(doctors, 'epikrise -god', '&view=all')), ['summary']);
  assert.deepEqual(named(await search(doctors, '"kom for sent"', '&view=all')), ['summary']);
  assert.deepEqual(named(await search(doctors, 'legemid')), ['list', 'summary']); // the beginning of a word
  assert.deepEqual(named(await search(doctors, 'epikrise', '&view=closed')), ['closed']);
  assert.deepEqual(named(await search(doctors, 'epikrise', '&view=mine')), []);
  assert.deepEqual(named(await search(doctors, 'legemiddelliste', '&category=epikrise')), []);
  for (const nothing of ['og', '  ..  ', '&|!', "'':*", 'zzzzzz']) assert.deepEqual(named(await search(doctors, nothing, '&view=all')), [], nothing);
});

test('a case number finds its case, and nobody else\'s', async () => {
  assert.deepEqual(named(await search(doctors, numbers.list)), ['list']);
  assert.deepEqual(named(await search(doctors, ` ${numbers.list.toLowerCase()} `)), ['list']);
  assert.deepEqual(named(await search(doctors, numbers.others, '&view=all')), []);
});

test('says where the words stand, in pieces without markup', async () => {
  const { items, found } = await search(doctors, 'legemiddelliste');
  assert.deepEqual(found.map(({ id }) => id).sort(), items.map(({ id }) => id).sort());
  const list = found.find(({ id }) => id === cases.list);
  assert.deepEqual(list.title, ['', 'Legemiddelliste', ' manglet']);
  const summary = found.find(({ id }) => id === cases.summary);
  assert.deepEqual(marked(summary.excerpt), ['legemiddelliste']);
  const text = (await search(doctors, 'les igjen')).found[0].excerpt.join('');
  assert.ok(text.includes('<b>Se & les</b> den igjen'), text);
});

test('what is masked is neither found nor shown', async () => {
  const mask = (field, start, end) => doctors.post(`/deviations/${cases.summary}/masks`, { field, start, end, reason: 'identity' }, { key: null, version: mask.version++ });
  mask.version = 1;
  assert.equal((await mask('description', 16, 18)).status, 200); // "ni"
  assert.equal((await mask('title', 9, 21)).status, 200); // "kom for sent"
  assert.deepEqual(named(await search(doctors, '"kom for sent"', '&view=all')), []);
  const { found } = await search(doctors, 'utskrivning');
  assert.ok(!/kom for sent/.test(found[0].title.join('')) && found[0].title.join('').includes('█'));
});

test('finds nothing one may not see, for anybody', async () => {
  assert.deepEqual(named(await search(await service.signIn('raad.digital'), 'epikrise', '&view=all')), ['others']);
  const council = reports.council('legesamarbeid').id;
  for (const name of ['raad.digital', 'raad.innlandet', 'fastlege.orkland', 'sekretariat.innlandet']) {
    const other = await service.signIn(name);
    for (const where of [`&council_id=${council}`, `&organisation_id=${reports.hospital.id}`, '&helsefellesskap=st_olavs']) {
      const answer = await search(other, 'epikrise', `&view=all${where}`);
      assert.deepEqual(named(answer).filter((one) => one !== 'others'), [], `${name}${where}`);
      if (name === 'raad.digital') continue;
      const one = await search(other, 'epikrise', `&view=all&limit=1${where}`);
      assert.deepEqual([answer.items, answer.found, one.items, one.next_cursor], [[], [], [], null], `${name}${where}`);
    }
  }
  assert.deepEqual(named(await search(await service.signIn('sekretariat'), 'epikrise', '&view=all&helsefellesskap=st_olavs')), ['others', 'closed', 'summary']);
  assert.deepEqual(named(await search(await service.signIn('koordinator.stolav'), 'epikrise', '&view=all')), ['others', 'closed', 'summary']);
  assert.deepEqual(named(await search(await service.signIn('koordinator.stolav'), numbers.list)), ['list']);
});

test('is paged like every list, also back through earlier quarters', async () => {
  await cluster.query(`UPDATE case_search SET quarter = quarter - 3 WHERE deviation_id = ${cases.summary};
    UPDATE deviation SET submitted_at = submitted_at - interval '9 months' WHERE id = ${cases.summary}`);
  const found = [];
  for (let at = '/queue?q=epikrise&view=all&limit=1&helsefellesskap=st_olavs'; at;) {
    const answer = await (await service.signIn('sekretariat')).get(at);
    found.push(...named(answer.body));
    at = /^<\/api\/v1(\/[^>]*)>/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  assert.deepEqual(found, ['others', 'closed', 'summary']);
});

test('asked again with its tag it says that nothing has changed', async () => {
  const { headers } = await doctors.get('/queue?q=legemiddelliste');
  const again = await doctors.get('/queue?q=legemiddelliste', { headers: { 'If-None-Match': headers.get('etag') } });
  assert.deepEqual([again.status, again.text], [304, '']);
});

test('what is looked for is not in the log', () => {
  assert.match(service.log, /list_queue/);
  assert.doesNotMatch(service.log, /epikrise|legemid/i);
});

/* SPDX-License-Identifier: MIT */
/* The configuration of a helsefellesskap as one document: out and in again, refused whole with every mistake, or taken whole. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let leader;
const path = '/helsefellesskap/st_olavs/configuration';

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true });
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  await addPerson(cluster, 'leder.innlandet', [{ role: 'administrator', helsefellesskap: 'innlandet' }]);
  leader = await service.signIn('leder');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

async function read(client = leader, at = path) {
  const answer = await client.get(at);
  assert.equal(answer.status, 200, answer.text);
  return { document: answer.body, text: answer.text, version: answer.headers.get('etag') };
}
const check = (document) => leader.post(`${path}/check`, document, { key: null });
const put = (document, version) => leader.put(path, document, { version });
const errors = (answer) => answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

/* Reads, changes what comes back, and brings it in. */
async function change(edit) {
  const { document, version } = await read();
  edit(document);
  const answer = await put(document, version);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

test('what is read can be brought in again, and changes nothing', async () => {
  for (const [name, client] of [['st_olavs', leader], ['innlandet', await service.signIn('leder.innlandet')]]) {
    const at = `/helsefellesskap/${name}/configuration`;
    const { document, text, version } = await read(client, at);
    assert.ok(document.organisations.length > 5 && document.councils.length > 3 && document.rules.rules.length > 3, name);
    const checked = await client.post(`${at}/check`, document, { key: null });
    assert.deepEqual(checked.body, { differences: [] }, checked.text);
    const answer = await client.put(at, document, { version });
    assert.equal(answer.text, text);
    assert.deepEqual((await client.get(`${at.replace('/configuration', '/configuration-changes')}`)).body.items, []);
  }
});

test('one entry stands on one line, so that versions can be compared', async () => {
  const { text } = await read();
  assert.match(text, /^ {4}\{"code":"trondheim_kommune","name":"Trondheim kommune".*\},?$/m);
});

test('the command that configured it takes the export as well', async () => {
  const { text } = await read();
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const file = `${mkdtempSync('/tmp/samavvik-test-')}/export.json`;
  writeFileSync(file, text);
  const said = await service.command(['configure', file]);
  assert.equal(said.code, 0, said.stderr);
  assert.equal((await read()).text, text);
});

test('a change is shown before it is made, kept with who and why, and taken back', async () => {
  const before = await read();
  const edited = structuredClone(before.document);
  edited.note = 'Ny klinikk fra nyttår';
  edited.units.push({ organisation: 'st_olavs_hospital', code: 'ny_klinikk', name: 'Ny klinikk', valid_from: '2027-01-01' });
  edited.councils.find(({ code }) => code === 'digital').name = 'Fagråd for digitalt samarbeid';
  const [council, unit] = (await check(edited)).body.differences;
  assert.deepEqual(council, { section: 'councils', key: 'digital', change: 'changed',
    fields: [{ field: 'name', from: before.document.councils.find(({ code }) => code === 'digital').name, to: 'Fagråd for digitalt samarbeid' }] });
  assert.deepEqual([unit.section, unit.key, unit.change], ['units', 'st_olavs_hospital ny_klinikk', 'added']);
  assert.equal((await read()).text, before.text, 'nothing has changed yet');

  assert.equal((await put(edited, before.version)).status, 200);
  const [first] = (await leader.get('/helsefellesskap/st_olavs/configuration-changes')).body.items;
  assert.deepEqual([first.by, first.note, first.differences.length], ['Prøve leder', 'Ny klinikk fra nyttår', 2]);
  assert.equal(outcome(await put(edited, before.version)), '412 version_conflict');

  const after = await read();
  const undone = await put(before.document, after.version);
  assert.equal(undone.status, 200, undone.text);
  assert.equal((await read()).text, before.text);
  const kept = await leader.get(`/configuration-changes/${first.id}`);
  assert.ok(kept.body.units.some(({ code }) => code === 'ny_klinikk'));
});

test('every mistake is named with its place, and nothing is taken', async () => {
  const { document, text, version } = await read();
  const bad = structuredClone(document);
  bad.anything = [];
  bad.organisations[0].name = 7;
  bad.organisations[1].party = 'planet';
  bad.organisations.push({ code: 'Store Bokstaver', party: 'gp', name: 'X', shoe_size: 43 });
  bad.units.push({ organisation: 'nobody', code: 'a', name: 'A' }, { organisation: 'st_olavs_hospital', code: 'b' });
  bad.agreement_parties.push({ ...bad.agreement_parties[0] });
  bad.councils[0].valid_from = '2026-02-30';
  bad.councils[1].valid_from = '2026-02-01';
  bad.councils[1].valid_to = '2026-01-01';
  bad.code_lists.category[0].labels = { nb: 'Bare bokmål' };
  const [places, [organisations, units, parties]] = [errors(await put(bad, version)), [document.organisations.length, document.units.length, document.agreement_parties.length]];
  assert.deepEqual(places.sort(), ['/agreement_parties/0 duplicate', `/agreement_parties/${parties} duplicate`, '/anything unknown_key',
    '/code_lists/category/0/labels three_languages', '/councils/0/valid_from bad_date', '/councils/1 period_ends_first', '/organisations/0/name wrong_type',
    '/organisations/1/party not_allowed', `/organisations/${organisations}/code bad_code`, `/organisations/${organisations}/shoe_size unknown_key`,
    `/units/${units + 1}/name required`, `/units/${units}/organisation unknown_code`].sort());
  assert.deepEqual(errors(await check(bad)).sort(), places);
  assert.equal((await read()).text, text);
});

test('the fields of the helsefellesskap itself are changed and checked like the rest', async () => {
  const { document, version } = await read();
  const own = (fields) => ({ ...document, helsefellesskap: { ...document.helsefellesskap, ...fields } });
  const bad = own({ name: ' ', language: 'se', smallest_shown: 0, publishes_learning: 'yes', anything: 1, filing_without_account: { parties: ['ministry'], organisations: ['nobody'] } });
  const refused = errors(await put(bad, version));
  assert.deepEqual(refused.sort(), ['/helsefellesskap/anything unknown_key', '/helsefellesskap/filing_without_account not_allowed',
    '/helsefellesskap/filing_without_account unknown_code', '/helsefellesskap/language not_allowed', '/helsefellesskap/name too_short',
    '/helsefellesskap/publishes_learning wrong_type', '/helsefellesskap/smallest_shown not_allowed']);
  const changed = await put(own({ name: 'Helsefellesskapet', language: 'nn', smallest_shown: 7 }), version);
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual([changed.body.helsefellesskap.name, changed.body.helsefellesskap.language, changed.body.helsefellesskap.smallest_shown], ['Helsefellesskapet', 'nn', 7]);
  assert.equal((await put(document, (await read()).version)).status, 200);
});

test('what cases or other entries refer to cannot be taken away; it ends on a day', async () => {
  const { document, version } = await read();
  const without = structuredClone(document);
  without.councils = without.councils.filter(({ code }) => code !== 'legesamarbeid');
  without.text_modules = without.text_modules.filter(({ council }) => council !== 'legesamarbeid');
  without.code_lists.category = without.code_lists.category.filter(({ code }) => code !== 'epikrise');
  const refused = await put(without, version);
  assert.equal(refused.status, 422, refused.text);
  assert.deepEqual(errors(refused).sort(), ['/code_lists in_use', '/councils in_use']);
});

test('an organisation and a council that ended come back, and a first day that was wrong is corrected', async () => {
  const offered = async (list, name) => (await leader.get('/helsefellesskap/st_olavs/register')).body[list].some((one) => one.name === name);
  const periods = () => cluster.query(`SELECT m.valid_from, m.valid_to FROM helsefellesskap_member m JOIN organisation o ON o.id = m.organisation_id
    WHERE o.code = 'tydal_kommune' ORDER BY m.valid_from`);
  const bring = async (member, council) => {
    const { document, version } = await read();
    const entry = document.organisations.find(({ code }) => code === 'tydal_kommune');
    delete entry.member_to;
    Object.assign(entry, member);
    const other = document.councils.find(({ code }) => code === 'psu');
    delete other.valid_to;
    Object.assign(other, council);
    const answer = await put(document, version);
    assert.equal(answer.status, 200, answer.text);
    return [await offered('organisations', entry.name), await offered('councils', other.name)];
  };
  assert.deepEqual(await bring({ member_to: '2025-01-01' }, { valid_to: '2025-01-01' }), [false, false]);
  assert.deepEqual(await bring({ member_from: '2025-07-01' }, { valid_from: '2025-07-01' }), [true, true]);
  assert.deepEqual(await periods(), [['2020-01-01', '2025-01-01'], ['2025-07-01', '']]);
  await bring({ member_from: '2025-08-01' }, { valid_from: '2000-01-01' });
  assert.deepEqual(await periods(), [['2020-01-01', '2025-01-01'], ['2025-08-01', '']]);
});

test('a code that ends is no longer offered, and cases that have it keep it', async () => {
  const nurse = await service.signIn('nurse.trondheim');
  const reports = await readReports(nurse);
  const { id } = await fileReport(nurse, reports, { category: 'transport' });
  await change((document) => {
    const transport = document.code_lists.category.find(({ code }) => code === 'transport');
    transport.valid_to = '2026-01-01';
  });
  const register = await nurse.get('/helsefellesskap/st_olavs/register');
  assert.ok(!register.body.code_lists.category.some(({ code }) => code === 'transport'));
  const refused = await nurse.post('/deviations', reports.make({ category: 'transport' }));
  assert.equal(refused.status, 422);
  assert.equal((await nurse.get(`/deviations/${id}`)).body.category, 'transport');
});

test('a label that changes from a day on is two entries; which one holds depends on the day', async () => {
  await change((document) => {
    const list = document.code_lists.category;
    const index = list.findIndex(({ code }) => code === 'epikrise');
    const { valid_from: _, ...old } = list[index];
    list.splice(index, 1, { ...old, valid_to: '2026-06-01' }, { ...old, labels: { nb: 'Utskrivningsnotat', nn: 'Utskrivingsnotat', en: 'Discharge note' }, valid_from: '2026-06-01' });
  });
  const nurse = await service.signIn('nurse.trondheim');
  const register = await nurse.get('/helsefellesskap/st_olavs/register');
  assert.deepEqual(register.body.code_lists.category.filter(({ code }) => code === 'epikrise').map(({ labels }) => labels.nb), ['Utskrivningsnotat']);
  const { document } = await read();
  const overlapping = structuredClone(document);
  overlapping.code_lists.category.filter(({ code }) => code === 'epikrise')[0].valid_to = '2026-07-01';
  assert.deepEqual(errors(await check(overlapping)).map((one) => one.replace(/\d+/, 'N')), ['/code_lists/category/N periods_overlap']);
});

test('what only the database would refuse is refused with the place it stands in', async () => {
  const { document, text } = await read();
  document.deadline_sets[0].receipt_days = 100;
  const refused = await check(document);
  assert.equal(refused.status, 422, refused.text);
  assert.deepEqual(errors(refused), ['/deadline_sets breaks_rule']);
  assert.equal((await read()).text, text);
});

test('rules that are others become the next version, and count', async () => {
  const at = '/helsefellesskap/st_olavs/rule-sets';
  const before = (await leader.get(at)).body.items[0];
  const answer = await change((document) => { document.rules.title = 'Andre regler'; });
  assert.equal(answer.rules.title, 'Andre regler');
  const [after] = (await leader.get(at)).body.items;
  assert.deepEqual([after.title, after.version, after.active, after.made_by], ['Andre regler', before.version + 1, true, 'Prøve leder']);
});

test('rules with a mistake refuse the whole document', async () => {
  const { document, text } = await read();
  const bad = structuredClone(document);
  bad.councils[0].name = 'Et annet navn';
  bad.rules.rules = bad.rules.rules.filter(({ when }) => Object.keys(when).length > 0);
  bad.rules.rules[0].council = 'ukjent_raad';
  const refused = await check(bad);
  assert.equal(refused.status, 422, refused.text);
  assert.ok(errors(refused).some((one) => one.endsWith('unknown_code')), refused.text);
  assert.equal((await read()).text, text);
});

test('the form of the document is there as data, with every section that is read', async () => {
  const { sections } = (await leader.get('/configuration-form')).body;
  const { document } = await read();
  assert.deepEqual(sections.map(({ section }) => section).sort(), Object.keys(document).filter((name) => !['helsefellesskap', 'rules'].includes(name)).sort());
  for (const { section, fields } of sections) {
    const entries = Array.isArray(document[section]) ? document[section] : Object.values(document[section]).flat();
    const known = fields.map(({ field }) => field);
    for (const entry of entries) assert.deepEqual(Object.keys(entry).filter((name) => !known.includes(name)), [], section);
  }
});

test('another helsefellesskap’s document, no document at all, and people are refused', async () => {
  const { document, version } = await read();
  assert.deepEqual(errors(await put({ ...document, helsefellesskap: { ...document.helsefellesskap, code: 'innlandet' } }, version)), ['/helsefellesskap/code another_helsefellesskap']);
  assert.deepEqual(errors(await put({ ...document, people: [] }, version)), ['/people unknown_key']);
  assert.deepEqual(errors(await put({}, version)), ['/helsefellesskap required']);
  assert.deepEqual(errors(await put([], version)), [' not_object']);
});

test('an administrator of another helsefellesskap finds none, and may not touch its organisations in the database either', async () => {
  const other = await service.signIn('leder.innlandet');
  assert.equal(outcome(await other.get(path)), '404 not_found');
  const at = '/helsefellesskap/innlandet/configuration';
  const { document, version } = await read(other, at);
  document.organisations.push({ code: 'trondheim_kommune', name: 'Overtatt kommune', party: 'municipality' });
  const refused = await other.put(at, document, { version });
  assert.equal(refused.status, 403, refused.text);
  assert.equal((await cluster.query("SELECT name FROM organisation WHERE code = 'trondheim_kommune'"))[0][0], 'Trondheim kommune');
});

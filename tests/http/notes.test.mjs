/* SPDX-License-Identifier: MIT */
/*
 * Learning notes (features F86, F87): many cases, one point; released by both parties, read by a second person, looked through once
 * more, published, replaced, withdrawn; what readers make of it; and what anybody may read without signing in.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { publishNote, releaseNote, step } from './support/notes.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

const library = '/helsefellesskap/st_olavs/learning-notes';
const work = '/helsefellesskap/st_olavs/learning-work';
const open = '/public/st_olavs/learning-notes';
let cluster;
let service;
let reports;
let council;
const people = {};

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'raad.lege.to', [{ role: 'council_member', council: 'legesamarbeid' }]);
  for (const [name, username] of Object.entries({ nurse: 'nurse.trondheim', doctors: 'raad.lege', colleague: 'raad.lege.to', digital: 'raad.digital',
    hospital: 'koordinator.stolav', municipality: 'koordinator.trondheim', secretariat: 'sekretariat', asu: 'asu', other: 'nurse.innlandet',
    practice: 'fastlege.orkland' }))
    people[name] = await service.signIn(username);
  reports = await readReports(people.nurse);
  council = reports.council('legesamarbeid').id;
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const text = (more = {}) => ({ title: 'Hent listen fra ett sted', theme: 'Legemiddellister', what_happened: 'To lister sa ulike ting.',
  why: 'Epikrisen kom sent.', text: 'Hent listen fra kjernejournal.', category: 'legemidler', ...more });
const write = (note, client = people.doctors, more = {}) => client.post(library, { council_id: council, note: text(note), ...more });
const file = async (more) => (await fileReport(people.nurse, reports, more)).id;
const cases = (...ids) => ids.map((id) => ({ id }));

async function written(note) {
  const answer = await write(note);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

describe('a note from several cases', () => {
  let first;
  let second;
  let note;
  before(async () => {
    [first, second] = [await file(), await file()];
    note = await written({ cases: cases(first, second), parties: ['gp', 'hospital'], patient_group: 'frail_elderly' });
  });

  test('holds what happened, why, what to do and for whom, with the way back to its cases', async () => {
    assert.equal(note.status, 'proposed');
    assert.deepEqual([note.theme, note.what_happened, note.why, note.text, note.parties, note.patient_group], ['Legemiddellister', 'To lister sa ulike ting.',
      'Epikrisen kom sent.', 'Hent listen fra kjernejournal.', ['gp', 'hospital'], 'frail_elderly']);
    assert.deepEqual(note.cases.map((one) => one.id), [first, second]);
    assert.equal((await readCase(people.doctors, first)).learning_note.id, note.id);
    assert.ok((await readCase(people.doctors, second)).events.some((event) => event.kind === 'learning_proposed'));
  });

  test('is its council\'s until it is in review, and a repeated request makes no second one', async () => {
    const key = 'et-notat-og-ikke-to';
    const body = { council_id: council, note: text({ title: 'En gang' }) };
    const [one, two] = [await people.doctors.post(library, body, { key }), await people.doctors.post(library, body, { key })];
    assert.deepEqual([one.status, two.status, one.body.id], [201, 201, two.body.id]);
    for (const name of ['nurse', 'hospital', 'municipality', 'digital', 'secretariat', 'asu', 'other'])
      assert.equal(outcome(await people[name].get(`/learning-notes/${note.id}`)), '404 not_found', name);
    assert.equal((await people.colleague.get(`/learning-notes/${note.id}`)).status, 200);
  });

  test('takes cases of its own council only, and a case nobody may know of answers like none', async () => {
    const theirs = await file({ category: 'ikt_helseplattformen' });
    assert.notEqual((await readCase(people.nurse, theirs)).route.council.code, 'legesamarbeid');
    const refused = await write({ cases: cases(first, theirs, '999999999') });
    assert.deepEqual(refused.body.errors.map(({ pointer, code }) => `${pointer} ${code}`), ['/note/cases/1/id unknown_case', '/note/cases/2/id unknown_case']);
    assert.equal(outcome(await write({}, people.digital)), '403 forbidden');
    assert.equal(outcome(await write({}, people.secretariat)), '403 forbidden');
    const wrong = await write({ category: 'ingen_slik', patient_group: 'ingen', replaces: note.id });
    assert.deepEqual(wrong.body.errors.map(({ pointer, code }) => `${pointer} ${code}`), ['/note/category unknown_code', '/note/patient_group unknown_code',
      '/note/replaces unknown_note']);
  });

  test('is not published before it was in review, nor before both parties have released it', async () => {
    assert.equal(outcome(await step(people.colleague, note, 'publication')), '409 note_step_not_allowed');
    note = (await step(people.doctors, note, 'review-request')).body;
    assert.deepEqual(note.work.releases.map((one) => [one.organisation.name, one.state]).sort(), [['St. Olavs hospital HF', 'waiting'], ['Trondheim kommune', 'waiting']]);
    assert.equal(outcome(await step(people.colleague, note, 'publication')), '409 release_missing');
    assert.ok(!note.work.allowed.includes('publish'));
  });

  test('waits for those it waits for, and for nobody else', async () => {
    const waits = async (name) => (await people[name].get(work)).body.items.filter((one) => one.note.id === note.id).flatMap((one) => one.waits_for_you);
    assert.deepEqual(await waits('hospital'), ['release']);
    assert.deepEqual(await waits('municipality'), ['release']);
    assert.deepEqual(await waits('colleague'), ['review']);
    assert.deepEqual(await waits('secretariat'), ['review']);
    assert.deepEqual(await waits('doctors'), []);
    for (const name of ['nurse', 'asu', 'digital', 'practice']) assert.deepEqual((await people[name].get(work)).body.items, [], name);
    assert.equal(outcome(await people.other.get(work)), '404 not_found');
    assert.equal((await people.nurse.get(`/learning-notes/${note.id}`)).status, 404);
  });

  test('is released by the coordinators of the parties; who objects says why', async () => {
    const say = (client, body) => step(client, note, 'release', body);
    assert.equal(outcome(await say(people.nurse, { decision: 'release' })), '403 forbidden');
    assert.equal(outcome(await say(people.doctors, { decision: 'release' })), '403 forbidden');
    assert.equal(outcome(await say(people.secretariat, { decision: 'release' })), '403 forbidden'); // both have coordinators
    assert.deepEqual((await say(people.hospital, { decision: 'object' })).body.errors.map((one) => `${one.pointer} ${one.code}`), ['/reason missing']);
    const [[municipality]] = await cluster.query("SELECT id FROM organisation WHERE code = 'trondheim_kommune'");
    assert.equal(outcome(await say(people.hospital, { decision: 'release', organisation_id: municipality })), '403 forbidden');
    const objected = await say(people.hospital, { decision: 'object', reason: 'Avdelingen kan kjennes igjen.' });
    assert.deepEqual(objected.body.work.releases.map((one) => [one.state, one.reason]), [['objected', 'Avdelingen kan kjennes igjen.']]); // and not what others say
    assert.equal((await say(people.municipality, { decision: 'release' })).status, 200);
    assert.equal(outcome(await step(people.colleague, note, 'publication')), '409 release_missing');
  });

  test('is read by another person than the one who wrote it last', async () => {
    assert.equal(outcome(await step(people.doctors, note, 'review')), '409 second_person_needed');
    assert.equal(outcome(await step(people.hospital, note, 'review')), '403 forbidden');
    const reviewed = await step(people.colleague, note, 'review');
    assert.ok(reviewed.body.work.reviewed_at);
  });

  test('has to be released and read anew when its text is changed', async () => {
    const changed = await people.colleague.put(`/learning-notes/${note.id}`, { note: text({ title: 'Ett sted for listen', cases: cases(first, second) }) }, { version: note.version });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual([changed.body.status, changed.body.work.releases, changed.body.work.reviewed_by], ['proposed', [], null]);
    assert.equal(outcome(await people.hospital.get(`/learning-notes/${note.id}`)), '404 not_found');
    assert.equal(outcome(await step(people.doctors, note, 'publication')), '412 version_conflict');
    const asked = (await step(people.colleague, changed.body, 'review-request')).body;
    assert.equal(outcome(await step(people.hospital, note, 'release', { decision: 'release' })), '412 version_conflict'); // of the text as it was
    assert.equal(outcome(await step(people.colleague, asked, 'review')), '409 second_person_needed');
    for (const client of [people.hospital, people.municipality]) assert.equal((await step(client, asked, 'release', { decision: 'release' })).status, 200);
    // Who wrote it may not publish it unread; who publishes what somebody else wrote has read it.
    assert.equal(outcome(await step(people.colleague, asked, 'publication')), '409 second_person_needed');
    const published = await step(people.doctors, asked, 'publication');
    assert.equal(published.status, 200, published.text);
    assert.equal(published.body.status, 'published');
    assert.deepEqual(published.body.work.history.map((one) => one.kind), ['proposed', 'review_asked', 'objected', 'released', 'reviewed', 'changed', 'review_asked',
      'released', 'released', 'published']);
    note = published.body;
  });

  test('keeps its text from then on, in the program and in the database', async () => {
    assert.equal(outcome(await people.doctors.put(`/learning-notes/${note.id}`, { note: text() }, { version: note.version })), '409 note_step_not_allowed');
    await assert.rejects(cluster.query(`UPDATE learning_note SET text = 'Noe annet' WHERE id = ${note.id}`), /keeps its text/);
  });

  test('shows its cases to who may see them, and to nobody else', async () => {
    const seen = async (name) => (await people[name].get(`/learning-notes/${note.id}`)).body;
    assert.deepEqual((await seen('nurse')).cases.map((one) => one.id), [first, second]);
    assert.equal((await seen('nurse')).work, null);
    for (const name of ['asu', 'digital', 'practice']) assert.deepEqual((await seen(name)).cases, [], name);
    assert.equal(outcome(await people.other.get(`/learning-notes/${note.id}`)), '404 not_found');
  });
});

describe('without a coordinator, and after a hand-over', () => {
  test('the secretariat speaks for an organisation that has nobody', async () => {
    const id = await fileReport(people.practice, await readReports(people.practice), { category: 'legemidler' });
    const asked = (await step(people.doctors, await written({ cases: cases(id.id) }), 'review-request')).body;
    const practice = asked.work.releases.find((one) => !one.has_coordinator);
    const say = (client, more) => step(client, asked, 'release', { decision: 'release', ...more });
    assert.equal(outcome(await say(people.practice)), '403 forbidden');
    assert.equal(outcome(await say(people.secretariat)), '403 forbidden'); // it has to say for whom
    assert.equal((await say(people.secretariat, { organisation_id: practice.organisation.id, reason: 'Avtalt på telefon.' })).status, 200);
  });

  test('the parties of a case its council does not see any more are still asked, and it stays behind the note', async () => {
    const id = await file();
    let note = await written({ cases: cases(id) });
    const { version } = await readCase(people.doctors, id);
    assert.equal((await people.doctors.post(`/deviations/${id}/hand-over`, { council: 'digital', reason: 'Hører til hos dere' }, { key: null, version })).status, 200);
    note = (await people.doctors.put(`/learning-notes/${note.id}`, { note: text() }, { version: note.version })).body;
    assert.deepEqual(note.cases, []);
    const asked = (await step(people.doctors, note, 'review-request')).body;
    assert.equal(asked.work.releases.length, 2);
  });

  test('a note without cases needs no release, but a second reader', async () => {
    const asked = (await step(people.doctors, await written({ title: 'Uten saker' }), 'review-request')).body;
    assert.deepEqual(asked.work.releases, []);
    assert.equal(outcome(await step(people.doctors, asked, 'publication')), '409 second_person_needed');
    assert.equal((await step(people.secretariat, asked, 'review')).status, 200);
    assert.equal((await step(people.doctors, asked, 'publication')).status, 200);
  });
});

describe('a substitute of a council member', () => {
  test('is asked to read a note, as other mail to the council reaches them', async () => {
    const colleague = (await people.colleague.get('/me/memberships')).body.items[0];
    const until = new Date(Date.now() + 7 * 86400000).toISOString().slice(0, 10);
    assert.equal((await people.colleague.post(`/memberships/${colleague.id}/substitutes`, { who: 'raad.akutt@example.org', valid_to: until })).status, 204);
    const asked = (await step(people.doctors, await written({ title: 'Leses av en stedfortreder' }), 'review-request')).body;
    const told = await cluster.query(`SELECT address FROM outbox WHERE kind = 'note_review' AND parameters ->> 'note_id' = '${asked.id}'`);
    assert.ok(told.flat().includes('raad.akutt@example.org'), told.join());
    assert.ok(!told.flat().includes('raad.lege@example.org'));
  });
});

describe('the guard', () => {
  test('asks the writer about warnings, and refuses identity numbers', async () => {
    assert.equal(outcome(await write({ why: 'Pasienten 02013299997' })), '422 identity_number');
    const warned = await write({ why: 'Ring 73 59 00 00.' });
    assert.equal(outcome(warned), '422 warn_needs_confirmation');
    const { pointer, kind, start, end } = warned.body.errors[0];
    const fine = await write({ why: 'Ring 73 59 00 00.' }, people.doctors, { confirmed_findings: [{ pointer, kind, start, end }] });
    assert.equal(fine.status, 201, fine.text);
    const published = await publishNote(service, people.doctors, fine.body);
    assert.equal(published.status, 'published');
  });

  test('looks through everything once more at publication, whatever way it came in', async () => {
    const tried = async (column, value) => {
      const released = await releaseNote(service, people.doctors, await written({}));
      await cluster.query(`UPDATE learning_note SET ${column} = '${value}' WHERE id = ${released.id}`);
      return step(people.colleague, released, 'publication');
    };
    const number = await tried('what_happened', 'Det gjaldt 02013299997');
    assert.equal(outcome(number), '422 identity_number');
    assert.deepEqual(number.body.errors.map((one) => `${one.pointer} ${one.code}`), ['/note/what_happened identity_number']);
    const warned = await tried('title', 'Ring 73 59 00 00');
    assert.equal(outcome(warned), '422 warn_needs_confirmation');
    assert.equal(warned.body.errors[0].pointer, '/note/title');
  });
});

describe('the library', () => {
  let note;
  before(async () => {
    note = await publishNote(service, people.doctors, await written({ title: 'Epikriser sendes samme dag', theme: 'Epikriser', category: 'epikrise',
      what_happened: 'Fastlegen ventet.', why: 'Rutinen var ukjent.', text: 'Send den ved utreise.', parties: ['hospital'], patient_group: 'frail_elderly' }));
  });
  const found = async (query, client = people.asu) => (await client.get(`${library}?${query}`)).body.items.map((one) => one.id);

  test('is searched by words in any of its forms, and by what a note is about', async () => {
    for (const query of ['q=epikrise', 'q=rutiner', 'q=fastlege', 'q=epikr', 'category=epikrise', 'theme=epikriser', 'q=epikrise&party=hospital', `q=epikrise&council_id=${council}`,
      'q=epikrise&patient_group=frail_elderly'])
      assert.ok((await found(query)).includes(note.id), query);
    for (const query of ['q=sykkel', 'q=utreise&category=legemidler', 'q=utreise&party=gp', 'q=utreise&council_id=999', 'q=utreise&patient_group=children', 'theme=annet'])
      assert.deepEqual(await found(query), [], query);
    assert.ok((await people.asu.get(library)).body.themes.includes('Epikriser'));
    assert.deepEqual(await found('q=epikrise', people.other), []);
  });

  test('counts who opened a note once, who finds it useful, and where it is done', async () => {
    const [[trondheim, hospital]] = await cluster.query("SELECT (SELECT id FROM organisation WHERE code = 'trondheim_kommune'), (SELECT id FROM organisation WHERE code = 'st_olavs_hospital')");
    const mark = (client, body) => client.put(`/learning-notes/${note.id}/marks`, body);
    for (const client of [people.nurse, people.nurse, people.practice]) await client.get(`/learning-notes/${note.id}`);
    for (const client of [people.nurse, people.nurse, people.asu]) assert.equal((await mark(client, { mark: 'useful', set: true })).status, 200);
    assert.equal((await mark(people.nurse, { mark: 'done', set: true, organisation_id: trondheim })).status, 200);
    assert.equal((await mark(people.municipality, { mark: 'done', set: true, organisation_id: trondheim })).status, 200); // the same place is done once
    assert.deepEqual((await mark(people.nurse, { mark: 'done', set: true, organisation_id: hospital })).body.errors.map((one) => one.code), ['not_your_organisation']);
    assert.deepEqual((await mark(people.nurse, { mark: 'done', set: true })).body.errors.map((one) => one.code), ['missing']);
    const seen = (await people.nurse.get(`/learning-notes/${note.id}`)).body.marks;
    assert.deepEqual(seen, { opened: 2, useful: 2, done: 1, own_useful: true, done_at: [{ id: trondheim, name: 'Trondheim kommune' }] });
    assert.equal((await mark(people.nurse, { mark: 'useful', set: false })).body.marks.useful, 1);
    assert.equal((await mark(people.municipality, { mark: 'done', set: false, organisation_id: trondheim })).body.marks.done, 0);
    assert.equal(outcome(await mark(people.other, { mark: 'useful', set: true })), '404 not_found');
    const draft = await written({});
    assert.equal(outcome(await people.doctors.put(`/learning-notes/${draft.id}/marks`, { mark: 'useful', set: true })), '409 note_step_not_allowed');
  });

  test('leads from a note that was replaced to the new one, and tells no more of one that was withdrawn', async () => {
    const next = await publishNote(service, people.doctors, await written({ title: 'Epikriser sendes før utreise', category: 'epikrise', replaces: note.id }));
    const old = (await people.asu.get(`/learning-notes/${note.id}`)).body;
    assert.deepEqual([old.status, old.replaced_by, old.title], ['replaced', next.id, 'Epikriser sendes samme dag']);
    const listed = await found('category=epikrise');
    assert.ok(listed.includes(next.id) && !listed.includes(note.id));
    assert.equal(outcome(await step(people.nurse, next, 'withdrawal', { reason: 'Feil' })), '403 forbidden');
    const withdrawn = await step(people.doctors, next, 'withdrawal', { reason: 'Rådet var feil.' });
    assert.equal(withdrawn.body.status, 'withdrawn');
    const left = await people.asu.get(`/learning-notes/${next.id}`);
    assert.deepEqual([left.body.status, left.body.title, left.body.text, left.body.ended_reason, left.body.cases], ['withdrawn', '', '', 'Rådet var feil.', null]);
    assert.ok(!left.text.includes('utreise'));
    assert.ok(!(await found('category=epikrise')).includes(next.id));
    assert.equal(outcome(await people.other.get(`/learning-notes/${next.id}`)), '404 not_found');
  });

  test('what was never published and is withdrawn is gone for everybody else', async () => {
    const draft = await written({});
    assert.equal((await step(people.doctors, draft, 'withdrawal', { reason: 'Ble ikke noe' })).status, 200);
    assert.equal(outcome(await people.asu.get(`/learning-notes/${draft.id}`)), '404 not_found');
  });
});

describe('erasing a case', () => {
  test('takes what was written about it and is not published, and the way back from what is', async () => {
    const id = await file();
    const draft = await written({ cases: cases(id) });
    const published = await publishNote(service, people.doctors, await written({ cases: cases(id) }));
    const officer = await service.signIn('personvern');
    const asked = await people.secretariat.post(`/deviations/${id}/erasure-requests`, { legal_basis: 'objection', decision: '2026-99' });
    assert.equal((await officer.post(`/erasure-requests/${asked.body.id}/decision`, { approve: true })).status, 200);
    assert.equal(outcome(await people.doctors.get(`/learning-notes/${draft.id}`)), '404 not_found');
    assert.deepEqual((await people.doctors.get(`/learning-notes/${published.id}`)).body.cases, []);
  });
});

describe('what anybody may read', () => {
  const visitor = () => service.client();
  let note;
  before(async () => {
    note = await publishNote(service, people.doctors, await written({ title: '<b>Fet</b> & "slu" <script>', theme: '</content>', text: '<img src=x onerror=alert(1)>\n=1+1 ]]>',
      cases: cases(await file()) }));
    await written({ title: 'Et utkast QZU' });
  });

  test('are the published notes, without cases and people, with a tag and for five minutes', async () => {
    const answer = await visitor().get(open);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=300');
    const shown = answer.body.items.find((one) => one.id === note.id);
    assert.equal(shown.title, '<b>Fet</b> & "slu" <script>');
    assert.ok(!answer.text.includes('QZU'));
    for (const [name] of await cluster.query('SELECT name FROM person')) assert.ok(!answer.text.includes(name), name);
    assert.ok(!/STO-\d{4}/.test(answer.text));
    const known = answer.headers.get('etag');
    assert.equal((await visitor().get(open, { headers: { 'If-None-Match': known } })).status, 304);
    assert.equal((await visitor().get(open, { headers: { 'If-None-Match': '"annet"' } })).status, 200);
  });

  test('come as a feed that a strict reader takes, with everything written as text', async () => {
    const answer = await visitor().get(`${open}.atom`);
    assert.equal(answer.headers.get('content-type'), 'application/atom+xml');
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=300');
    const feed = readFeed(answer.text);
    const entry = feed.entries.find((one) => one.title === '<b>Fet</b> & "slu" <script>');
    assert.ok(entry, answer.text);
    assert.deepEqual(entry.paragraphs, ['</content>', 'To lister sa ulike ting.', 'Epikrisen kom sent.', '<img src=x onerror=alert(1)>', '=1+1 ]]>']);
    assert.equal(new Set(feed.entries.map((one) => one.id)).size, feed.entries.length);
    assert.ok(!answer.text.includes('QZU'));
  });

  test('and leave again when they are withdrawn, which the feed says by its time', async () => {
    const before_it = readFeed((await visitor().get(`${open}.atom`)).text);
    const known = (await visitor().get(open)).headers.get('etag');
    await step(people.doctors, note, 'withdrawal', { reason: 'Utgått på dato' });
    const answer = await visitor().get(open, { headers: { 'If-None-Match': known } });
    assert.equal(answer.status, 200);
    assert.ok(!answer.body.items.some((one) => one.id === note.id));
    const feed = readFeed((await visitor().get(`${open}.atom`)).text);
    assert.ok(!feed.entries.some((one) => one.title.startsWith('<b>')));
    assert.ok(feed.updated >= before_it.updated);
    assert.ok(answer.body.updated_at > note.published_at);
  });

  test('is nothing where the helsefellesskap does not want it, or is none', async () => {
    await cluster.query("UPDATE helsefellesskap SET publishes_learning = false WHERE code = 'innlandet'");
    for (const name of ['innlandet', 'nowhere']) for (const end of ['', '.atom'])
      assert.equal(outcome(await visitor().get(`/public/${name}/learning-notes${end}`)), '404 not_found', name + end);
  });
});

/* As strict as RFC 4287 wants it of what we write: a well-formed tree, and each element that must be there. */
function readFeed(xml) {
  const root = parseXml(xml);
  const one = (node, name) => {
    const all = node.children.filter((child) => child.name === name);
    assert.equal(all.length, 1, `${node.name} has ${all.length} ${name}`);
    return all[0];
  };
  const said = (node) => node.children.map((child) => (typeof child === 'string' ? child : said(child))).join('');
  const time = (node, name) => {
    const value = said(one(node, name));
    assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    return value;
  };
  assert.equal(root.name, 'feed');
  assert.equal(root.attributes.xmlns, 'http://www.w3.org/2005/Atom');
  assert.match(said(one(root, 'id')), /^http/);
  assert.ok(said(one(root, 'title')).length > 3);
  assert.ok(said(one(one(root, 'author'), 'name')).length > 3);
  assert.equal(one(root, 'link').attributes.rel, 'self');
  const entries = root.children.filter((child) => child.name === 'entry').map((entry) => {
    const content = one(entry, 'content');
    assert.equal(content.attributes.type, 'xhtml');
    const div = one(content, 'div');
    assert.equal(div.attributes.xmlns, 'http://www.w3.org/1999/xhtml');
    assert.ok(div.children.filter((child) => child.name).every((child) => ['h2', 'p'].includes(child.name)));
    return { id: said(one(entry, 'id')), title: said(one(entry, 'title')), updated: time(entry, 'updated'),
      paragraphs: div.children.filter((child) => child.name === 'p').map(said) };
  });
  return { updated: time(root, 'updated'), entries };
}

/* Well-formed XML without a DTD, or it throws. */
function parseXml(xml) {
  const root = { name: 'document', children: [] };
  const stack = [root];
  const decode = (text) => {
    assert.doesNotMatch(text, /[<>]/);
    return text.replaceAll(/&(?:amp|lt|gt|quot|#39);|&/g, (one) => {
      const known = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }[one];
      assert.ok(known, `an & that stands for nothing: ${text}`);
      return known;
    });
  };
  const rest = xml.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, '');
  assert.notEqual(rest, xml);
  for (const [all, end, name, attributes, empty, text] of rest.matchAll(/<(\/?)([A-Za-z][\w:]*)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)|</g)) {
    assert.notEqual(all, '<', 'a < that begins nothing');
    const top = stack.at(-1);
    if (text !== undefined) { if (text.trim()) top.children.push(decode(text)); continue; }
    if (end) { assert.equal(stack.pop().name, name); continue; }
    const node = { name, attributes: Object.fromEntries([...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, decode(value)])), children: [] };
    top.children.push(node);
    if (!empty) stack.push(node);
  }
  assert.equal(stack.length, 1, 'everything is closed');
  assert.equal(root.children.length, 1);
  return root.children[0];
}

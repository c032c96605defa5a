/* SPDX-License-Identifier: MIT */
/*
 * Input that cannot be used. Every wrong field is named at once and in the person's language; a closed list is closed at
 * the server; nothing of it is stored, and the service goes on.
 */
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import { Client, startCluster, startService } from './support/service.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let doctors;
let reports;
let stored = 0; // cases that were really filed

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* After every test: nothing was stored that was not meant to be, and the next report goes through. */
afterEach(async () => {
  const [[count]] = await cluster.query('SELECT count(*) FROM deviation');
  assert.equal(Number(count), stored, 'something that was refused was stored');
  assert.ok(service.running);
  await fileReport(nurse, reports);
  stored += 1;
});

const file = (more, options) => nurse.post('/deviations', reports.make(more), options);
const wrong = (answer) => Object.fromEntries((answer.body?.errors ?? []).map(({ pointer, code }) => [pointer, code]));
const text = (length, character = 'a') => character.repeat(length);

describe('wrong fields', () => {
  const shape = {
    kind: 'complaint', category: 'Lege Midler', title: 'a\nb', description: text(10001), immediate_action: text(4001), suggestion: 7,
    occurred_on: '2026-02-29', agreement_point: 0, hph_item: 'HPH 1', actual_harm: 'much', potential_harm: 'little', phase: '',
    reporter_organisation_id: 12, other_organisation_id: '-1', other_unit_id: 'x', external_reference: text(101), colour: 'red',
  };
  const shapeCodes = {
    '/kind': 'not_allowed', '/category': 'bad_code', '/title': 'one_line', '/description': 'too_long',
    '/immediate_action': 'too_long', '/suggestion': 'not_text', '/occurred_on': 'bad_date', '/agreement_point': 'number_too_small',
    '/hph_item': 'bad_token', '/actual_harm': 'not_allowed', '/potential_harm': 'not_allowed', '/phase': 'bad_code',
    '/reporter_organisation_id': 'not_text', '/other_organisation_id': 'bad_id', '/other_unit_id': 'bad_id',
    '/external_reference': 'too_long', '/colour': 'unknown_field',
  };

  for (const language of ['nb', 'nn', 'en']) {
    test(`are all named at once in ${language}, the wrong header with them`, async () => {
      await cluster.query(`UPDATE person SET language = '${language}' WHERE username = 'nurse.trondheim'`);
      const answer = await file(shape, { key: 'short' });
      assert.equal(outcome(answer), '422 invalid');
      assert.deepEqual(wrong(answer), { ...shapeCodes, 'header:idempotency-key': 'too_short' });
      assert.equal(answer.headers.get('content-language'), language);
      const messages = answer.body.errors.map(({ message }) => message);
      assert.ok(messages.every((message) => /^\p{Lu}.* .*[.»]$/u.test(message)), messages.join('\n'));
      const word = { nb: /Velg en av disse verdiene/, nn: /Vel ein av desse verdiane/, en: /Choose one of these values/ }[language];
      assert.match(answer.body.errors.find(({ pointer }) => pointer === '/kind').message, word);
      assert.ok(answer.body.errors.find(({ pointer }) => pointer === '/description').message.includes('10000'));
    });
  }

  test('that only the database knows are all named at once', async () => {
    await cluster.query("UPDATE person SET language = 'nb' WHERE username = 'nurse.trondheim'");
    const answer = await file({
      category: 'no_such', phase: 'no_such', patient_group: 'no_such', hph_item: 'HPH9', agreement_point: 98,
      reporter_organisation_id: '99999991', other_organisation_id: '99999992', occurred_on: '2199-01-01' });
    assert.equal(outcome(answer), '422 unprocessable');
    assert.deepEqual(wrong(answer), {
      '/category': 'unknown_code', '/phase': 'unknown_code', '/patient_group': 'unknown_code', '/hph_item': 'unknown_code',
      '/agreement_point': 'not_valid_today', '/reporter_organisation_id': 'unknown_organisation',
      '/other_organisation_id': 'unknown_organisation', '/occurred_on': 'future_date' });
  });

  test('left out, or null, are missing when they are required', async () => {
    // Harm is missing unless the kind is positive: for the rules, once the rest can be read (drafts.test.mjs).
    const required = Object.keys(reports.make()).filter((name) => !name.endsWith('_harm'));
    assert.deepEqual(wrong(await nurse.post('/deviations', {})), Object.fromEntries(required.map((name) => [`/${name}`, 'missing'])));
    const nulls = Object.fromEntries(required.map((name) => [name, null]));
    assert.deepEqual(wrong(await nurse.post('/deviations', nulls)), Object.fromEntries(required.map((name) => [`/${name}`, 'missing'])));
  });

  test('of every type but the right one are refused', async () => {
    for (const value of [7, true, [], {}, ['a'], 1.5]) {
      const answer = await file({ title: value, phase: value, occurred_on: value, other_unit_id: value });
      assert.equal(outcome(answer), '422 invalid');
      assert.deepEqual(wrong(answer), { '/title': 'not_text', '/phase': 'not_text', '/occurred_on': 'not_text', '/other_unit_id': 'not_text' });
    }
    for (const value of ['6', true, [], {}, 6.5, 1e300]) {
      assert.deepEqual(wrong(await file({ agreement_point: value })), { '/agreement_point': 'not_integer' });
    }
    for (const body of ['[]', '"text"', '7', 'null', 'true']) {
      assert.ok([400, 422].includes((await nurse.post('/deviations', body)).status), body);
    }
  });

  test('with an identity number are refused, each of them at once, and other long numbers are not', async () => {
    const number = 'Pasienten (020132 99997) kom hjem.';
    const answer = await file({ title: number, description: number, immediate_action: number, suggestion: number });
    assert.equal(answer.status, 422);
    assert.deepEqual(wrong(answer), { '/title': 'identity_number', '/description': 'identity_number', '/immediate_action': 'identity_number',
      '/suggestion': 'identity_number' });
    assert.ok(!JSON.stringify(answer.body).includes('99997'));
    stored += 2;
    assert.equal((await file({ description: 'Ordre 12345678910 ble levert 3 ganger, konto 1234.56.78903.' })).status, 201);
    const { body: { id } } = await file({});
    assert.deepEqual(wrong(await nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: number })), { '/text': 'identity_number' });
  });

  test('of blanks alone hold nothing', async () => {
    for (const title of ['   ', '\u00a0\u00a0\u00a0', '\u200b\u200b\u200b', '\u2060\u3000 ']) {
      assert.deepEqual(wrong(await file({ title })), { '/title': 'blank' });
    }
    assert.deepEqual(Object.keys(wrong(await file({ title: '', description: '' }))), ['/title', '/description']);
  });
});

describe('lengths are counted in characters', () => {
  const limits = { title: 120, description: 10000, immediate_action: 4000, suggestion: 4000, external_system: 60, external_reference: 100 };

  test('the longest text of four-byte characters is stored as it was sent, one more is refused', async () => {
    const longest = Object.fromEntries(Object.entries(limits).map(([name, most]) => [name, text(most, '🩺')]));
    const filed = await file(longest);
    assert.equal(filed.status, 201, filed.text);
    stored += 1;
    const read = (await nurse.get(`/deviations/${filed.body.id}`)).body;
    for (const name of Object.keys(limits)) assert.equal(read[name], longest[name], name);
    const longer = Object.fromEntries(Object.entries(limits).map(([name, most]) => [name, text(most + 1, 'å')]));
    assert.deepEqual(wrong(await file(longer)), Object.fromEntries(Object.keys(limits).map((name) => [`/${name}`, 'too_long'])));
  });

  test('the shortest passes, one less does not', async () => {
    const filed = await file({ title: 'åøæ', description: '🩺🩺🩺' });
    assert.equal(filed.status, 201, filed.text);
    stored += 1;
    assert.deepEqual(wrong(await file({ title: 'åø', description: '🩺🩺' })), { '/title': 'too_short', '/description': 'too_short' });
  });
});

describe('closed lists are closed at the server', () => {
  test('every list of the contract and of the helsefellesskap, by a value it does not hold', async () => {
    for (const name of ['kind', 'actual_harm', 'potential_harm']) {
      for (const value of ['unknown', 'NONE', 'none ', 'патиент']) {
        assert.deepEqual(wrong(await file({ [name]: value })), { [`/${name}`]: 'not_allowed' }, `${name} ${value}`);
      }
    }
    const codes = { category: 'severe', phase: 'epikrise', patient_group: 'home', hph_item: 'HPH10' };
    for (const [name, value] of Object.entries(codes)) {
      assert.deepEqual(wrong(await file({ [name]: value })), { [`/${name}`]: 'unknown_code' }, `${name} ${value}`);
      assert.ok(['bad_code', 'bad_token'].includes(wrong(await file({ [name]: "x'; DROP TABLE event; --" }))[`/${name}`]), name);
    }
  });

  test('a code that has ended is refused for a new case', async () => {
    await cluster.query("UPDATE code_value SET valid_to = current_date WHERE code = 'transport'");
    try {
      assert.deepEqual(wrong(await file({ category: 'transport' })), { '/category': 'unknown_code' });
      const register = await nurse.get('/helsefellesskap/st_olavs/register');
      assert.ok(!register.body.code_lists.category.some(({ code }) => code === 'transport'));
    } finally {
      await cluster.query("UPDATE code_value SET valid_to = NULL WHERE code = 'transport'");
    }
  });

  test('the preview of the route asks the same', async () => {
    const { helsefellesskap, kind, category, reporter_organisation_id, other_organisation_id } = reports.make();
    const question = { helsefellesskap, kind, category, reporter_organisation_id, other_organisation_id };
    const ask = (more) => nurse.post('/deviations/route-preview', { ...question, ...more });
    assert.equal((await ask()).status, 200);
    assert.deepEqual(wrong(await ask({ kind: 'x', actual_harm: 'x', colour: 'red' })),
      { '/kind': 'not_allowed', '/actual_harm': 'not_allowed', '/colour': 'unknown_field' });
    assert.deepEqual(wrong(await ask({ category: 'x', other_organisation_id: '99999991' })),
      { '/category': 'unknown_code', '/other_organisation_id': 'unknown_organisation' });
    assert.deepEqual(wrong(await ask({ helsefellesskap: 'nowhere' })), { '/helsefellesskap': 'unknown_helsefellesskap' });
  });

  test('what a council sends is held to its lists and lengths as well', async () => {
    const { id } = await fileReport(nurse, reports);
    stored += 1;
    const send = (step, body) => doctors.post(`/deviations/${id}/${step}`, body, { version: 1 });
    assert.deepEqual(wrong(await send('messages', { audience: 'everyone', text: text(5001) })), { '/audience': 'not_allowed', '/text': 'too_long' });
    assert.deepEqual(wrong(await send('answer', { text: '' })), { '/text': 'missing' });
    assert.deepEqual(wrong(await send('answer', { text: 'ok', is_answer: true })), { '/text': 'too_short', '/is_answer': 'unknown_field' });
    assert.deepEqual(wrong(await send('closing', { feedback_mode: 'shout', resolved_by_dialogue: 'yes', parties_agree: 'maybe', learning_point: { title: 'a\tb', text: text(4001), more: 1 } })), {
      '/feedback_mode': 'not_allowed', '/resolved_by_dialogue': 'not_boolean', '/parties_agree': 'not_allowed', '/learning_point/title': 'one_line', '/learning_point/text': 'too_long', '/learning_point/more': 'unknown_field' });
    assert.deepEqual(wrong(await send('closing', { learning_point: {} })), { '/learning_point/title': 'missing', '/learning_point/text': 'missing' });
    assert.deepEqual(wrong(await send('reopening', { reason: text(2001) })), { '/reason': 'too_long' });
    assert.deepEqual(wrong(await nurse.post('/helsefellesskap/st_olavs/subscriptions', { frequency: 'daily', language: 'sv' })),
      { '/frequency': 'not_allowed', '/language': 'not_allowed' });
  });
});

describe('who and where', () => {
  const of = (name) => reports.organisation(name);

  test('one files only for an organisation one belongs to', async () => {
    assert.deepEqual(wrong(await file({ reporter_organisation_id: of('Orkland kommune').id })), { '/reporter_organisation_id': 'not_your_organisation' });
  });

  test('both parties belong to the helsefellesskap and are two', async () => {
    const [[hamar]] = await cluster.query("SELECT id FROM organisation WHERE code = 'hamar_kommune'");
    const [[never]] = await cluster.query(`SELECT o.id FROM organisation o
      WHERE NOT EXISTS (SELECT 1 FROM helsefellesskap_member m WHERE m.organisation_id = o.id) LIMIT 1`);
    for (const other of [hamar, never]) {
      assert.deepEqual(wrong(await file({ other_organisation_id: other })), { '/other_organisation_id': 'unknown_organisation' });
    }
    assert.deepEqual(wrong(await file({ other_organisation_id: reports.mine.id })), { '/other_organisation_id': 'same_party' });
    assert.deepEqual(wrong(await file({ helsefellesskap: 'nowhere' })), { '/helsefellesskap': 'unknown_helsefellesskap' });
    const elsewhere = await file({ helsefellesskap: 'innlandet' });
    assert.equal(outcome(elsewhere), '422 unprocessable');
    assert.equal(wrong(elsewhere)['/reporter_organisation_id'], 'unknown_organisation');
  });

  test('an organisation that has left, or is yet to join, is no party', async () => {
    const { id } = of('Rindal kommune');
    const period = (set) => cluster.query(`UPDATE helsefellesskap_member SET ${set} WHERE organisation_id = ${id}`);
    const [[from]] = await cluster.query(`SELECT valid_from FROM helsefellesskap_member WHERE organisation_id = ${id}`);
    for (const set of ['valid_to = current_date', "valid_from = current_date + 1, valid_to = NULL"]) {
      await period(set);
      assert.deepEqual(wrong(await file({ other_organisation_id: id })), { '/other_organisation_id': 'unknown_organisation' }, set);
    }
    await period(`valid_from = '${from}', valid_to = NULL`);
  });

  test('a unit is of the organisation it is named with, and still there', async () => {
    const unit = reports.hospital.units[0];
    const filed = await file({ other_unit_id: unit.id });
    assert.equal(filed.status, 201, filed.text);
    stored += 1;
    assert.deepEqual((await nurse.get(`/deviations/${filed.body.id}`)).body.other_unit, unit);
    assert.deepEqual(wrong(await file({ reporter_unit_id: unit.id })), { '/reporter_unit_id': 'unknown_unit' });
    assert.deepEqual(wrong(await file({ other_organisation_id: of('Orkland kommune').id, other_unit_id: unit.id })), { '/other_unit_id': 'unknown_unit' });
    await cluster.query(`UPDATE unit SET valid_to = current_date WHERE id = ${unit.id}`);
    try {
      assert.deepEqual(wrong(await file({ other_unit_id: unit.id })), { '/other_unit_id': 'unknown_unit' });
    } finally {
      await cluster.query(`UPDATE unit SET valid_to = NULL WHERE id = ${unit.id}`);
    }
  });

  test('what happened has happened: today in Norway passes, tomorrow does not', async () => {
    const [[today, tomorrow]] = await cluster.query("SELECT d, d + 1 FROM (SELECT (now() AT TIME ZONE 'Europe/Oslo')::date AS d) x");
    const filed = await file({ occurred_on: today });
    assert.equal(filed.status, 201, filed.text);
    stored += 1;
    assert.deepEqual(wrong(await file({ occurred_on: tomorrow })), { '/occurred_on': 'future_date' });
    assert.deepEqual(wrong(await file({ external_system: 'import', external_reference: '1' })), { '/external_system': 'reserved_name' });
    for (const day of ['2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '2026-02-30', '0000-01-01', 'yesterday', '2026-01-01T00:00:00Z']) {
      assert.deepEqual(wrong(await file({ occurred_on: day })), { '/occurred_on': 'bad_date' }, day);
    }
  });

  test('a point of the agreement is one that was in force on that day', async () => {
    const filed = await file({ agreement_point: 13 });
    assert.equal(filed.status, 201, filed.text);
    stored += 1;
    assert.deepEqual(wrong(await file({ agreement_point: 13, occurred_on: '2022-05-01' })), { '/agreement_point': 'not_valid_today' });
    assert.deepEqual(wrong(await file({ agreement_point: 14 })), { '/agreement_point': 'not_valid_today' });
  });
});

describe('bodies that are no JSON', () => {
  /* The report as JSON, with a piece of it replaced. */
  const raw = (from, to) => {
    const json = Buffer.from(JSON.stringify(reports.make()));
    const at = json.indexOf(from);
    assert.ok(at > 0);
    return Buffer.concat([json.subarray(0, at), Buffer.from(to), json.subarray(at + from.length)]);
  };
  const post = async (body) => outcome(await nurse.post('/deviations', body));

  test('are refused with what is wrong with them', async () => {
    assert.equal(await post('{'), '400 malformed_json');
    assert.equal(await post('{"a":1}x'), '400 malformed_json');
    assert.equal(await post('{"a":01}'), '400 malformed_json');
    assert.equal(await post("{'a':1}"), '400 malformed_json');
    assert.equal(await post('{"a":NaN}'), '400 malformed_json');
    assert.equal(await post('{"a":1,}'), '400 malformed_json');
    assert.equal(await post('\ufeff{}'), '400 malformed_json');
    assert.equal(await post(''), '400 body_missing');
    assert.equal(await post(raw('Kom hjem', [0x4b, 0xff, 0x6d])), '400 invalid_utf8');
    assert.equal(await post(raw('Kom hjem', [0xc0, 0x80])), '400 invalid_utf8');
    assert.equal(await post(raw('Kom hjem', [0xed, 0xa0, 0x80])), '400 invalid_utf8');
    assert.equal(await post(raw('Kom hjem', 'a\\ud83dx')), '400 lone_surrogate');
    assert.equal(await post(raw('Kom hjem', 'a\\u0000b')), '400 nul_character');
    assert.equal(await post(raw('Kom hjem', 'a\\u0007b')), '422 invalid');
    assert.equal(await post(raw('Kom hjem', 'a\u0007b')), '400 malformed_json');
    assert.equal(await post(raw('Kom hjem', 'a\0b')), '400 nul_character');
  });

  test('with a name twice are refused, wherever it stands and however it is spelled', async () => {
    assert.equal(await post(raw('"kind"', '"kind":"system","kind"')), '400 duplicate_name');
    assert.equal(await post(raw('"kind"', '"\\u006bind":"system","kind"')), '400 duplicate_name');
    assert.equal(await post('{"x":{"a":1,"a":2}}'), '400 duplicate_name');
  });

  test('that nest without end are refused before they are read', async () => {
    for (const depth of [33, 1000, 60000]) {
      assert.equal(await post(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`), '400 too_deep', String(depth));
    }
    assert.equal(await post('{"a":'.repeat(20000)), '400 too_deep');
  });

  test('of more than the operation takes are refused; 10 MB do no harm', async () => {
    assert.equal(await post(`{"description":"${text(140000)}"}`), '413 too_large');
    const answers = await Promise.all([1, 2, 3].map(() => sendLarge()));
    for (const answer of answers) assert.equal(answer, '413');
    assert.equal(outcome(await doctors.post('/session', { username: 'x', password: text(5000) })), '413 too_large');
  });

  /* Declared 10 MB; the refusal comes while they are still being sent, so the connection may break after it. */
  const sendLarge = () => new Promise((done, failed) => {
    const { port } = new URL(service.url);
    const sent = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/api/v1/deviations', headers: {
      'Content-Type': 'application/json', 'Content-Length': 10_000_000, 'Idempotency-Key': 'ten-megabytes', 'X-CSRF-Token': nurse.csrf,
      Cookie: [...nurse.cookies].map((pair) => pair.join('=')).join('; ') } });
    sent.on('response', (answer) => { answer.resume(); done(String(answer.statusCode)); sent.destroy(); });
    sent.on('error', (error) => failed(error));
    sent.write(text(200000));
  });

  test('of another content type, or encoded, are not read', async () => {
    const body = JSON.stringify(reports.make());
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=latin1',
      'application/jsonx', 'application/problem+json', ';']) {
      assert.equal(outcome(await nurse.post('/deviations', body, { headers: { 'Content-Type': type } })), '415 unsupported', type);
    }
    assert.equal(outcome(await nurse.post('/deviations', body, { headers: { 'Content-Encoding': 'gzip' } })), '415 encoded_body');
    const accepted = await nurse.post('/deviations', body, { headers: { 'Content-Type': 'Application/JSON; charset=UTF-8' } });
    assert.equal(accepted.status, 201, accepted.text);
    stored += 1;
  });
});

describe('addresses, methods, headers', () => {
  test('that are not in the contract', async () => {
    const check = false; // a path outside of the contract
    for (const path of ['/nothing', '/deviations/1/nothing', '/deviations//', '/deviations/', '/DEVIATIONS', '/session/1']) {
      assert.equal(outcome(await nurse.get(path, { check })), '404 unknown_path', path);
    }
    for (const id of ['0', '-1', 'abc', '1.5', '%31%00', '99999999999999999999', '1%2F2', '%F0%9F%A9%BA']) {
      assert.equal((await nurse.get(`/deviations/${id}`, { check })).status, 404, id);
    }
    const methods = { '/deviations': 'GET, HEAD, POST, OPTIONS', '/session': 'GET, HEAD, POST, DELETE, OPTIONS', '/me': 'PATCH, OPTIONS' };
    for (const [path, allowed] of Object.entries(methods)) {
      const answer = await nurse.request('PUT', path, {});
      assert.equal(outcome(answer), '405 method', path);
      assert.deepEqual(answer.headers.get('allow').split(', ').sort(), allowed.split(', ').sort(), path);
    }
  });

  test('query parameters are known, once, and in their limits', async () => {
    const list = async (query) => wrong(await nurse.get(`/deviations?${query}`));
    assert.deepEqual(await list(''), { 'query:view': 'missing' });
    assert.deepEqual(await list('view=all&status=lost&limit=101&page=2'),
      { 'query:view': 'not_allowed', 'query:status': 'not_allowed', 'query:limit': 'number_too_large', 'query:page': 'unknown_parameter' });
    assert.deepEqual(await list('view=mine&view=mine&limit=x'), { 'query:view': 'repeated_parameter', 'query:limit': 'not_integer' });
    assert.deepEqual(await list('view=council'), { 'query:council_id': 'needs_council' });
    for (const cursor of ['x', '-1', '0', '1.5', "1'", text(65, '1'), '9223372036854775808']) {
      assert.ok(['bad_cursor', 'too_long'].includes((await list(`view=mine&cursor=${cursor}`))['query:cursor']), cursor);
    }
    assert.deepEqual(await list('view=mine&status=%ff'), { 'query:status': 'bad_encoding' });
  });

  test('a create needs its Idempotency-Key, and a change its If-Match', async () => {
    assert.deepEqual(wrong(await file({}, { key: null })), { 'header:idempotency-key': 'missing' });
    for (const [key, code] of [['short', 'too_short'], [text(65), 'too_long'], ['with a blank', 'bad_token'], ['æøåæøåæø', 'bad_token']]) {
      const answer = await file({}, { headers: { 'Idempotency-Key': Buffer.from(key).toString('latin1') } });
      assert.deepEqual(wrong(answer), { 'header:idempotency-key': code }, key);
    }
    const { id } = await fileReport(nurse, reports);
    stored += 1;
    const answerIt = (version) => doctors.post(`/deviations/${id}/answer`, { text: 'Takk' }, { version });
    assert.equal(outcome(await answerIt(undefined)), '428 precondition_required');
    for (const version of ['1', '*', '"x"', 'W/"1"', '"1", "2"', '""', '"-1"', '"99999999999999999999"']) {
      const answer = await answerIt(version);
      assert.equal(answer.status, 400, `${version}: ${answer.text}`);
      assert.deepEqual(wrong(answer), { 'header:if-match': 'bad_version' }, version);
    }
    assert.equal(outcome(await answerIt(7)), '412 version_conflict');
    assert.equal((await doctors.get(`/deviations/${id}`)).body.status, 'sent');
  });

  test('a body where none is taken is refused', async () => {
    const { id } = await fileReport(nurse, reports);
    stored += 1;
    const answer = await doctors.post(`/deviations/${id}/acknowledgement`, { text: 'x' }, { version: 1 });
    assert.equal(outcome(answer), '413 body_not_expected');
  });

  test('before sign-in the language is that of Accept-Language', async () => {
    const nobody = new Client(service.url);
    const title = async (language) => (await nobody.get('/session', { headers: { 'Accept-Language': language } })).body.title;
    assert.equal(await title('en-GB, nb;q=0.5'), 'Not signed in');
    assert.equal(await title('de, nn;q=0.8, en;q=0.3'), 'Ikkje logga inn');
    assert.equal(await title('x'.repeat(500)), 'Ikke logget inn');
  });

  test('the contract is served, and says what it says here', async () => {
    const answer = await nurse.get('/openapi.json');
    assert.equal(answer.status, 200);
    assert.equal(answer.body.openapi, '3.1.0');
    assert.ok(answer.body.paths['/deviations'].post.operationId === 'submit_deviation');
  });
});

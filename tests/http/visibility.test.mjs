/* SPDX-License-Identifier: MIT */
/*
 * Who may do what with which case, through the API: every role, every operation about one case, for one's own, another
 * council's and another helsefellesskap's. The table is written out, so that a change of it is a decision. That the database
 * says the same by itself is in row_security.test.mjs.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { publishNote } from './support/notes.mjs';
import { startCluster, startService } from './support/service.mjs';
import { addPerson, endMemberships } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let reports;
let innlandet; // { nurse, reports }

/* Roles that nobody of the demo has. */
const more = {
  'koordinator.orkland': [{ role: 'coordinator', organisation: 'orkland_kommune' }],
  'melder.trondheim': [{ role: 'reporter', organisation: 'trondheim_kommune' }],
  oppfolging: [{ role: 'follow_up' }],
  analytiker: [{ role: 'analyst' }],
  personvernombud: [{ role: 'data_protection_officer' }],
  'lege.begge': [{ role: 'reporter', organisation: 'fastlegekontor_c_orkland' }, { role: 'council_member', council: 'digital' }],
  ingenting: [],
};

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  for (const [username, memberships] of Object.entries(more)) await addPerson(cluster, username, memberships);
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
  const there = await as('nurse.innlandet');
  innlandet = { nurse: there, reports: await readReports(there) };
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* A session each, for all tests. */
const sessions = new Map();
function as(username) {
  if (!sessions.has(username)) sessions.set(username, service.signIn(username));
  return sessions.get(username);
}

/* Each operation about one case, in an order in which the earlier ones leave the later ones possible. */
const operations = {
  read: (client, { id }) => client.get(`/deviations/${id}`),
  note: (client, { id }) => client.post(`/deviations/${id}/messages`, { audience: 'internal', text: 'Merknad' }),
  message: (client, { id }) => client.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Melding' }),
  reopen: (client, { id, version }) => client.post(`/deviations/${id}/reopening`, { reason: 'Igjen' }, { version }),
  close: (client, { id, version }) => client.post(`/deviations/${id}/closing`, {}, { version }),
  acknowledge: (client, { id, version }) => client.post(`/deviations/${id}/acknowledgement`, undefined, { version }),
  answer: (client, { id, version }) => client.post(`/deviations/${id}/answer`, { text: 'Svar til melder' }, { version: version + 1 }),
};

/* The answers of all operations in one line, in the order above; the codes of 409 are told apart. */
const own = '200 403 201 409 transition_not_allowed 403 403 403';
const council = '200 201 201 409 transition_not_allowed 409 answer_missing 200 200';
const reads = '200 403 403 403 403 403 403';
const party = '200 403 201 403 403 403 403';
const hidden = '404 404 404 404 403 403 403'; // no permission to treat any case
const hiddenFromCouncil = '404 404 404 404 404 404 404';
const nothing = '403 403 403 403 403 403 403';

/* A case the nurse of Trondheim filed about the hospital; the council for doctors' cooperation has it. */
const table = {
  'nurse.trondheim': own, // who filed it
  'melder.trondheim': hidden, // a colleague
  'fastlege.orkland': hidden, // another reporter
  'melder.stolav': hidden, // a reporter of the other party
  bruker: hidden, // a user representative
  'koordinator.trondheim': party, // coordinates for the party that reported
  'kvalitet.trondheim': party,
  'koordinator.stolav': party, // coordinates for the other party
  'koordinator.orkland': hidden,
  'raad.lege': council, // leads the council that has it
  'raad.digital': hiddenFromCouncil,
  'raad.pasient': hiddenFromCouncil,
  'raad.akutt': hiddenFromCouncil,
  'raad.forebygging': hiddenFromCouncil,
  kontaktutvalg: hiddenFromCouncil,
  'lege.begge': hiddenFromCouncil, // reporter elsewhere and member of another council
  sekretariat: reads, // oversees the helsefellesskap
  oppfolging: reads,
  asu: nothing,
  analytiker: nothing,
  administrator: nothing,
  personvern: nothing, personvernombud: nothing,
  ingenting: nothing,
  'nurse.innlandet': hidden,
  'raad.innlandet': hiddenFromCouncil,
  'sekretariat.innlandet': hiddenFromCouncil,
};

const shortOutcome = (answer) => (answer.status === 409 ? outcome(answer) : String(answer.status));

describe('a case, for every role', () => {
  for (const [username, expected] of Object.entries(table)) {
    test(username, async () => {
      const client = await as(username);
      const target = await fileReport(nurse, reports);
      const seen = [];
      for (const operation of Object.values(operations)) seen.push(shortOutcome(await operation(client, target)));
      assert.equal(seen.join(' '), expected, Object.keys(operations).join(' '));
      const lists = await Promise.all(['mine', `council&council_id=${reports.council('legesamarbeid').id}`].map((view) => client.get(`/deviations?view=${view}`)));
      const listed = lists.map((answer) => answer.body.items?.some((item) => item.id === target.id) ?? answer.status);
      const sees = expected.startsWith('200');
      assert.deepEqual(listed, expected === nothing ? [403, 403] : [expected === own, sees]);
      const body = sees ? await readCase(client, target.id) : { allowed: [] };
      // The secretariat hands cases over to other councils, and does nothing else to them.
      assert.equal(body.allowed.some((what) => username !== 'sekretariat' || what !== 'hand_over'), [own, council, party].includes(expected));
    });
  }

  test('and every person of the demo is in the table', async () => {
    const people = await cluster.query('SELECT username FROM person ORDER BY 1');
    assert.deepEqual(Object.keys(table).sort(), people.map(([username]) => username));
    const roles = await cluster.query("SELECT DISTINCT role FROM membership");
    assert.equal(roles.length, 11);
  });
});

describe('a case of another helsefellesskap', () => {
  test('is seen there, and by nobody of this one', async () => {
    const receipt = await fileReport(innlandet.nurse, innlandet.reports, { category: 'innleggelse' });
    assert.equal(receipt.route.council.code, 'fagutvalg_pasientforlop');
    for (const username of ['nurse.innlandet', 'raad.innlandet', 'sekretariat.innlandet']) {
      assert.equal((await (await as(username)).get(`/deviations/${receipt.id}`)).status, 200, username);
    }
    for (const username of Object.keys(table).filter((name) => !name.endsWith('innlandet'))) {
      const answer = await (await as(username)).get(`/deviations/${receipt.id}`);
      assert.equal(answer.status, table[username] === nothing ? 403 : 404, username);
    }
  });

  test('nor are its register, its counts and its subscriptions', async () => {
    for (const path of ['/helsefellesskap/innlandet/register', '/helsefellesskap/innlandet/report', '/helsefellesskap/innlandet/subscriptions']) {
      assert.equal(outcome(await nurse.get(path)), '404 not_found', path);
    }
  });
});

describe('a case one may not see', () => {
  const anonymous = (answer) => answer.text.replace(/"request_id":"[^"]*"/, '"request_id":""');

  test('is answered like one that does not exist, by every operation', async () => {
    const target = await fileReport(nurse, reports);
    const absent = { id: '999999999', version: 1 };
    for (const username of ['fastlege.orkland', 'raad.digital', 'koordinator.orkland', 'nurse.innlandet', 'asu']) {
      const client = await as(username);
      for (const [name, operation] of Object.entries(operations)) {
        const [there, nowhere] = [await operation(client, target), await operation(client, absent)];
        assert.equal(there.status, nowhere.status, `${username} ${name}`);
        assert.equal(anonymous(there), anonymous(nowhere), `${username} ${name}`);
        assert.equal(there.headers.get('etag'), null);
      }
    }
  });

  test('costs no different time', async () => {
    const target = await fileReport(nurse, reports);
    const client = await as('raad.digital');
    const times = { there: [], nowhere: [] };
    for (let round = 0; round < 60; round += 1) {
      for (const [kind, id] of [['there', target.id], ['nowhere', '999999999']]) {
        const started = performance.now();
        await client.get(`/deviations/${id}`, { check: false });
        times[kind].push(performance.now() - started);
      }
    }
    const median = (list) => list.sort((a, b) => a - b)[list.length / 2];
    const [there, nowhere] = [median(times.there), median(times.nowhere)];
    assert.ok(there < nowhere * 2 && nowhere < there * 2, `${there} ms and ${nowhere} ms`);
  });

  test('is not told by a queue that is not one\'s own, nor by paging past it', async () => {
    const theirs = await fileReport(nurse, reports);
    const digital = await as('raad.digital');
    const queue = (id, cursor = '') => digital.get(`/deviations?view=council&council_id=${id}${cursor}`);
    const other = await queue(reports.council('legesamarbeid').id);
    assert.deepEqual([other.status, other.body], [200, { items: [], next_cursor: null }]);
    assert.equal((await queue('999999')).text, other.text);
    assert.equal((await queue(reports.council('legesamarbeid').id, `&cursor=${Number(theirs.id) + 1}`)).text, other.text);
  });

  test('nor by a proposed learning point, and publishing one is its council\'s alone', async () => {
    const doctors = await as('raad.lege');
    const { id } = await fileReport(nurse, reports);
    const answered = await doctors.post(`/deviations/${id}/answer`, { text: 'Takk for at du meldte.' }, { version: 1 });
    const closed = await doctors.post(`/deviations/${id}/closing`, { learning_point: { title: 'Læring', text: 'Av dette.' } }, { version: answered.body.version });
    const note = closed.body.learning_note;
    const publish = (client, version) => client.post(`/learning-notes/${note.id}/publication`, undefined, { version });
    const digital = await as('raad.digital');
    for (const username of ['nurse.trondheim', 'sekretariat', 'raad.innlandet', 'asu']) {
      assert.equal(outcome(await (await as(username)).get(`/learning-notes/${note.id}`)), '404 not_found', username);
    }
    assert.equal(outcome(await publish(digital, 1)), '404 not_found');
    assert.equal(outcome(await publish(nurse, 1)), '403 forbidden');
    const published = await publishNote(service, doctors, note);
    assert.equal(outcome(await publish(digital, published.version)), '403 forbidden');
    for (const username of Object.keys(table).filter((name) => !name.endsWith('innlandet') && name !== 'ingenting')) {
      assert.equal((await (await as(username)).get(`/learning-notes/${note.id}`)).status, 200, username);
    }
    assert.equal(outcome(await (await as('nurse.innlandet')).get(`/learning-notes/${note.id}`)), '404 not_found');
  });
});

describe('more than two sides', () => {
  const queued = async (id) => (await cluster.query(`SELECT p.username FROM outbox o JOIN person p ON p.id = o.recipient_person_id
    WHERE o.kind = 'case_message' AND o.parameters ->> 'deviation_id' = '${id}' ORDER BY o.id`)).flat();
  const say = async (client, id, text) => {
    const answer = await client.post(`/deviations/${id}/messages`, { audience: 'dialogue', text });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };

  test('the other party\'s coordinator answers in the dialogue, and hears what is said after that', async () => {
    const coordinator = await as('koordinator.stolav');
    const { id } = await fileReport(nurse, reports);
    await say(await as('raad.lege'), id, 'Hva sier sykehuset?');
    assert.deepEqual(await queued(id), ['nurse.trondheim'], 'a coordinator who has not taken part is left in peace');
    assert.deepEqual((await readCase(coordinator, id)).allowed.sort(), ['mask', 'message']);
    const body = await say(coordinator, id, 'Vi har sett på det.');
    assert.deepEqual(body.messages.map((one) => one.side), ['council', 'party']);
    assert.deepEqual((await queued(id)).slice(1), ['nurse.trondheim', 'raad.lege']);
    await say(nurse, id, 'Takk for det.');
    assert.deepEqual((await queued(id)).slice(3).sort(), ['koordinator.stolav', 'raad.lege']);
    assert.equal((await readCase(nurse, id)).messages.length, 3);
  });

  test('a council that is told as well reads the case, and no more', async () => {
    const committee = await as('kontaktutvalg');
    const target = await fileReport(nurse, reports, { category: 'psykisk_rus', actual_harm: 'severe' });
    assert.ok(target.route.also_told.some((one) => one.code === 'kontaktutvalg'), JSON.stringify(target.route));
    assert.notEqual(target.route.council.code, 'kontaktutvalg');
    const seen = [];
    for (const operation of Object.values(operations)) seen.push(shortOutcome(await operation(committee, target)));
    assert.equal(seen.join(' '), reads);
    assert.deepEqual((await readCase(committee, target.id)).allowed, []);
  });
});

describe('people with more than one part, or none any more', () => {
  test('reporter and council member in one sees own reports and the own council\'s, nothing more', async () => {
    const both = await as('lege.begge');
    const theirReports = await readReports(both);
    const [mine, mineHere, ofCouncil, foreign] = [
      await fileReport(both, theirReports, { category: 'legemidler' }),
      await fileReport(both, theirReports, { category: 'meldingsutveksling' }),
      await fileReport(nurse, reports, { category: 'meldingsutveksling' }),
      await fileReport(nurse, reports, { category: 'legemidler' }),
    ];
    assert.equal((await both.get(`/deviations/${foreign.id}`)).status, 404);
    const list = async (view) => (await both.get(`/deviations?view=${view}&limit=100`)).body.items.map((item) => item.id);
    assert.deepEqual(await list('mine'), [mineHere.id, mine.id]);
    assert.deepEqual(await list(`council&council_id=${reports.council('digital').id}`), [ofCouncil.id, mineHere.id]);
    assert.deepEqual(await list(`council&council_id=${reports.council('legesamarbeid').id}`), [mine.id]);
    assert.deepEqual((await readCase(both, mine.id)).allowed, ['addendum', 'message']);
    assert.deepEqual((await readCase(both, ofCouncil.id)).allowed.sort(), ['acknowledge', 'answer', 'assign', 'hand_over', 'mask', 'message', 'move_deadline', 'note', 'reclassify', 'request_correction', 'return', 'wait']);
    assert.deepEqual((await readCase(both, mineHere.id)).allowed.sort(), ['acknowledge', 'addendum', 'answer', 'assign', 'hand_over', 'mask', 'message', 'move_deadline', 'note', 'reclassify', 'request_correction', 'return', 'wait']);
    const written = await both.post(`/deviations/${mineHere.id}/messages`, { audience: 'dialogue', text: 'Fra rådet' });
    assert.equal(written.body.messages[0].side, 'council');
  });

  test('who has left a council, or is shut out, is shut out at once, in the middle of a session', async () => {
    await addPerson(cluster, 'forlater', [{ role: 'council_member', council: 'legesamarbeid' }]);
    const leaver = await service.signIn('forlater');
    const target = await fileReport(nurse, reports);
    assert.equal((await leaver.get(`/deviations/${target.id}`)).status, 200);
    await endMemberships(cluster, 'forlater');
    assert.equal(outcome(await leaver.get(`/deviations/${target.id}`)), '403 forbidden');
    assert.equal((await leaver.get('/session')).body.memberships.length, 0);
    await cluster.query("UPDATE person SET disabled_at = now() WHERE username = 'forlater'");
    assert.equal(outcome(await leaver.get('/session')), '401 session_ended');
    assert.equal(outcome(await service.client().post('/session', { username: 'forlater', password: 'Samavvik-demo-2026' })), '401 wrong_credentials');
  });

  test('a membership that is yet to come gives nothing', async () => {
    await addPerson(cluster, 'kommer', [{ role: 'council_member', council: 'legesamarbeid' }]);
    await cluster.query("UPDATE membership SET valid_from = current_date + 1 WHERE person_id = (SELECT id FROM person WHERE username = 'kommer')");
    const client = await service.signIn('kommer');
    assert.deepEqual(client.session.memberships, []);
    assert.deepEqual(client.session.may, []);
    assert.equal(outcome(await client.get(`/deviations?view=council&council_id=${reports.council('legesamarbeid').id}`)), '403 forbidden');
  });
});

describe('a helsefellesskap with exactly one council', () => {
  const file = {
    helsefellesskap: { code: 'lite', name: 'Lite helsefellesskap', case_prefix: 'LIT', language: 'nb', smallest_shown: 5 },
    organisations: [
      { code: 'lite_sykehus', name: 'Lite sykehus HF', party: 'hospital', member_from: '2020-01-01' },
      { code: 'lite_kommune', name: 'Lite kommune', party: 'municipality', member_from: '2020-01-01' }],
    units: [], services: [], catchment: [], agreements: [], agreement_parties: [], agreement_versions: [],
    councils: [{ code: 'raadet', level: 'professional', name: 'Rådet' }],
    code_lists: 'default',
    rules: { version: 1, title: 'Én regel', rules: [{ id: 'alt', when: {}, council: 'raadet', why: { nb: 'Rådet får alt.', nn: 'Rådet får alt.', en: 'The council gets all.' } }] },
    people: ['lite.melder', 'lite.annen', 'lite.leser', 'lite.raad'].map((username) => ({
      username, name: `Prøve ${username}`, email: `${username}@example.org`, language: 'nb', password: 'Samavvik-demo-2026' })),
    memberships: [
      { username: 'lite.melder', role: 'reporter', organisation: 'lite_kommune' },
      { username: 'lite.annen', role: 'reporter', organisation: 'lite_kommune' },
      { username: 'lite.leser', role: 'asu_reader' },
      { username: 'lite.raad', role: 'council_member', council: 'raadet' }],
  };

  test('keeps readers readers and reporters reporters', async () => {
    const path = join(cluster.folder, 'lite.json');
    writeFileSync(path, JSON.stringify(file));
    const configured = await service.command(['configure', path]);
    assert.equal(configured.code, 0, configured.stderr);
    const [reporter, colleague, reader, member] = await Promise.all(file.people.map(({ username }) => service.signIn(username)));
    const their = await readReports(reporter);
    const target = await fileReport(reporter, their);
    assert.equal(target.number.slice(0, 4), 'LIT-');
    const all = async (client) => {
      const seen = [];
      for (const operation of Object.values(operations)) seen.push(shortOutcome(await operation(client, target)));
      return seen.join(' ');
    };
    assert.equal(await all(colleague), hidden);
    assert.equal(await all(reader), nothing);
    assert.equal(await all(reporter), own);
    assert.equal(await all(member), council);
  });
});

/* SPDX-License-Identifier: MIT */
/*
 * The main job, as its people do it: a nurse files, the council that gets it answers and closes with a learning point, and
 * everyone reads it. What each of them sees, what nobody but the council sees, and the mail of every step.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { publishNote, step } from './support/notes.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

const secretNote = 'Internmerknad-QZX: kollegaen på vakt var alene';
const story = {
  kind: 'patient', category: 'legemidler', title: 'Ulike legemiddellister QZT', description: 'Epikrise og PLO-melding QZD.',
  immediate_action: 'Ringte avdelingen QZI.', suggestion: 'Hent listen fra ett sted QZS.', phase: 'discharge',
  patient_group: 'frail_elderly', agreement_point: 6, hph_item: 'HPH1', actual_harm: 'low', potential_harm: 'severe',
};

let cluster;
let service;
let mailbox;
let nurse;
let doctors; // the council for doctors' cooperation
let secretariat;
let reports;
let id;
let number;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  [nurse, doctors, secretariat] = await Promise.all(['nurse.trondheim', 'raad.lege', 'sekretariat'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const kinds = (body) => body.events.map((event) => event.kind);
const texts = (body) => body.messages.map((message) => message.text);
const recipients = (mails) => mails.map((mail) => mail.to.join());

/* A change of the case by its council, on top of what it is now. */
async function treat(step, body) {
  const { version } = await readCase(doctors, id);
  return doctors.post(`/deviations/${id}/${step}`, body, { version });
}

describe('from the report to what is learned', () => {
  test('the council shown before sending is the one that gets it, with the same reason', async () => {
    const { helsefellesskap, kind, category, phase, patient_group, agreement_point, actual_harm, potential_harm,
      reporter_organisation_id, other_organisation_id } = reports.make(story);
    const preview = await nurse.post('/deviations/route-preview', { helsefellesskap, kind, category, phase, patient_group,
      agreement_point, actual_harm, potential_harm, reporter_organisation_id, other_organisation_id });
    assert.equal(preview.status, 200, preview.text);
    assert.equal(preview.body.council.code, 'legesamarbeid');
    for (const language of ['nb', 'nn', 'en']) assert.ok(preview.body.why[language].length > 10);

    const filed = await nurse.post('/deviations', reports.make({ ...story, reporter_unit_id: null }));
    assert.equal(filed.status, 201, filed.text);
    const { answer_due_on, ...route } = preview.body;
    assert.deepEqual(filed.body.route, route);
    assert.equal(filed.body.answer_due_on, answer_due_on);
    const year = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Oslo', year: 'numeric' }).format();
    assert.equal(filed.body.number, `STO-${year}-00001`);
    assert.equal(filed.headers.get('location'), `/api/v1/deviations/${filed.body.id}`);
    assert.equal(filed.headers.get('etag'), '"1"');
    ({ id, number } = filed.body);
  });

  test('the preview stored nothing', async () => {
    assert.deepEqual(await cluster.query('SELECT count(*) FROM deviation'), [['1']]);
  });

  test('it is in the queue of the council, in the list of the nurse, and reads as it was written', async () => {
    const queue = await doctors.get(`/deviations?view=council&council_id=${reports.council('legesamarbeid').id}&status=open`);
    assert.deepEqual(queue.body.items.map((item) => [item.id, item.status]), [[id, 'sent']]);
    const mine = await nurse.get('/deviations?view=mine');
    assert.deepEqual(mine.body.items.map((item) => item.id), [id]);
    for (const reader of [nurse, doctors, secretariat]) {
      const body = await readCase(reader, id);
      for (const [field, value] of Object.entries(story)) assert.equal(body[field], value, field);
      assert.equal(body.reporter, 'Ingrid Moholt');
      assert.equal(body.reporter_organisation.name, 'Trondheim kommune');
      assert.deepEqual(kinds(body), ['submitted']);
    }
  });

  test('each side is told what it may do now, and nobody else may do anything', async () => {
    assert.deepEqual((await readCase(doctors, id)).allowed.sort(), ['acknowledge', 'answer', 'assign', 'hand_over', 'mask', 'message', 'move_deadline', 'note', 'reclassify', 'request_correction', 'return', 'wait']);
    assert.deepEqual((await readCase(nurse, id)).allowed, ['addendum', 'message']);
    assert.deepEqual((await readCase(secretariat, id)).allowed, ['hand_over']);
  });

  test('the council is told by mail, and nobody else', async () => {
    const mails = await mailbox.fetch();
    assert.deepEqual(recipients(mails), ['raad.lege@example.org']);
    assert.equal(mails[0].subject, `Ny sak ${number} til Fagråd for legesamarbeid`);
    assert.deepEqual(mails[0].links, [`${service.url}/saker/${id}`]);
    assert.deepEqual(mails[0].htmlLinks, mails[0].links);
  });

  test('the council confirms that it has received it', async () => {
    const acknowledged = await treat('acknowledgement');
    assert.equal(acknowledged.status, 200, acknowledged.text);
    assert.equal(acknowledged.body.status, 'received');
    assert.equal(acknowledged.headers.get('etag'), `"${acknowledged.body.version}"`);
    const seen = await readCase(nurse, id);
    assert.ok(seen.received_at);
    assert.deepEqual(kinds(seen), ['submitted', 'acknowledged']);
    assert.equal(outcome(await treat('acknowledgement')), '409 transition_not_allowed');
  });

  test('they write to each other, and each is told of the other one\'s words only', async () => {
    const asked = await doctors.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Hvilken avdeling QZM?' });
    assert.equal(asked.status, 201, asked.text);
    assert.deepEqual(recipients(await mailbox.fetch()), ['nurse.trondheim@example.org']);
    const replied = await nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Hjertemedisin QZR.' });
    assert.equal(replied.status, 201, replied.text);
    assert.deepEqual(recipients(await mailbox.fetch()), ['raad.lege@example.org']);
    assert.deepEqual(replied.body.messages.map(({ side, author, text }) => [side, author, text]), [
      ['council', 'Torstein Fannrem', 'Hvilken avdeling QZM?'], ['reporter', 'Ingrid Moholt', 'Hjertemedisin QZR.']]);
  });

  test('an internal note changes nothing that the reporter, or those who oversee, can see', async () => {
    const before = { nurse: await nurse.get(`/deviations/${id}`), secretariat: await secretariat.get(`/deviations/${id}`) };
    const noted = await doctors.post(`/deviations/${id}/messages`, { audience: 'internal', text: secretNote });
    assert.equal(noted.status, 201, noted.text);
    assert.ok(texts(noted.body).includes(secretNote));
    assert.ok(kinds(noted.body).includes('note_added'));
    assert.equal((await nurse.get(`/deviations/${id}`)).text, before.nurse.text);
    assert.equal((await nurse.get(`/deviations/${id}`)).headers.get('etag'), before.nurse.headers.get('etag'));
    assert.equal((await secretariat.get(`/deviations/${id}`)).text, before.secretariat.text);
    assert.deepEqual(await mailbox.fetch(), []);
    assert.equal(outcome(await nurse.post(`/deviations/${id}/messages`, { audience: 'internal', text: 'Også jeg' })), '403 forbidden');
  });

  test('it cannot be closed before the reporter has a written answer', async () => {
    assert.equal(outcome(await treat('closing', {})), '409 answer_missing');
    const answered = await treat('answer', { text: 'Vi har endret rutinen QZA.' });
    assert.equal(answered.status, 200, answered.text);
    const seen = await readCase(nurse, id);
    assert.equal(seen.status, 'answered');
    assert.deepEqual(seen.messages.filter((message) => message.is_answer).map((message) => message.text), ['Vi har endret rutinen QZA.']);
    const mails = await mailbox.fetch();
    assert.deepEqual(recipients(mails), ['nurse.trondheim@example.org']);
    assert.equal(mails[0].subject, `Svar på sak ${number}`);
  });

  test('it is closed with a learning point, which the council alone sees until it is published', async () => {
    const closed = await treat('closing', { resolved_by_dialogue: false, parties_agree: 'partly',
      feedback_mode: 'tell_of_actions', learning_point: { title: 'Hent legemiddellisten fra ett sted', text: 'Neste INR-dato må stå.' } });
    assert.equal(closed.status, 200, closed.text);
    assert.equal(closed.body.status, 'closed');
    assert.deepEqual([closed.body.feedback_mode, closed.body.resolved_by_dialogue, closed.body.parties_agree], ['tell_of_actions', false, 'partly']);
    assert.equal(closed.body.learning_note.status, 'proposed');
    assert.deepEqual(closed.body.allowed.sort(), ['mask', 'note', 'publish', 'reopen']);
    const note = closed.body.learning_note;
    assert.equal((await readCase(nurse, id)).learning_note, null);
    assert.equal(outcome(await nurse.get(`/learning-notes/${note.id}`)), '404 not_found');
    assert.deepEqual((await nurse.get('/helsefellesskap/st_olavs/learning-notes')).body.items, []);
    const mails = await mailbox.fetch();
    assert.deepEqual(recipients(mails), ['nurse.trondheim@example.org']);
    assert.equal(mails[0].subject, `Sak ${number} er ferdig behandlet`);
  });

  test('published, it is read by everyone of the helsefellesskap and by nobody of another', async () => {
    const note = (await readCase(doctors, id)).learning_note;
    assert.equal(outcome(await step(doctors, { ...note, version: note.version + 1 }, 'publication')), '412 version_conflict');
    assert.equal(outcome(await doctors.post(`/learning-notes/${note.id}/publication`)), '428 precondition_required');
    assert.equal(outcome(await step(doctors, note, 'publication')), '409 note_step_not_allowed');
    const published = await publishNote(service, doctors, note);
    assert.equal(published.status, 'published');
    assert.equal(outcome(await step(doctors, published, 'publication')), '409 note_step_not_allowed');
    // Both parties are asked, and the secretariat as second reader: the council has one member. The writer hears that all is done.
    const mails = await mailbox.fetch();
    assert.deepEqual(mails.map((mail) => `${mail.to.join()}: ${mail.subject}`).sort(), [
      'koordinator.stolav@example.org: Et læringsnotat venter på deg', 'koordinator.trondheim@example.org: Et læringsnotat venter på deg',
      'kvalitet.trondheim@example.org: Eit læringsnotat ventar på deg', 'raad.lege@example.org: Læringsnotatet ditt kan publiseres',
      'sekretariat@example.org: Et læringsnotat skal leses av en til']);

    const inList = { ...published, cases: null, work: null };
    const list = async (query) => (await nurse.get(`/helsefellesskap/st_olavs/learning-notes${query}`)).body.items;
    assert.deepEqual(await list(''), [inList]);
    assert.deepEqual(await list('?category=legemidler'), [inList]);
    assert.deepEqual(await list('?category=epikrise'), []);
    assert.deepEqual((await nurse.get(`/learning-notes/${note.id}`)).body, { ...inList, cases: [{ id, number }] });
    assert.ok(kinds(await readCase(nurse, id)).includes('learning_published'));
    const other = await service.signIn('nurse.innlandet');
    assert.equal(outcome(await other.get(`/learning-notes/${note.id}`)), '404 not_found');
    assert.deepEqual((await other.get('/helsefellesskap/st_olavs/learning-notes')).body.items, []);
    assert.deepEqual(await mailbox.fetch(), []);
  });

  test('the reporter takes it up again, and the council is told; closing it needs a new answer', async () => {
    const { version } = await readCase(nurse, id);
    const reopened = await nurse.post(`/deviations/${id}/reopening`, { reason: 'Skjedde igjen i går QZO.' }, { version });
    assert.equal(reopened.status, 200, reopened.text);
    assert.equal(reopened.body.status, 'reopened');
    assert.deepEqual([reopened.body.closed_at, reopened.body.parties_agree], [null, 'partly'], 'what was said stays until it is closed again');
    assert.deepEqual(recipients(await mailbox.fetch()), ['raad.lege@example.org']);
    assert.equal(outcome(await treat('closing', {})), '409 answer_missing');
  });

  test('closed again, the case says what is said now, and its history what was said each time', async () => {
    assert.equal((await treat('answer', { text: 'Partene har snakket sammen.' })).status, 200);
    const again = await treat('closing', { resolved_by_dialogue: true });
    assert.deepEqual([again.status, again.body.resolved_by_dialogue, again.body.parties_agree, again.body.feedback_mode], [200, true, null, null]);
    const said = await cluster.query(`SELECT detail FROM event WHERE deviation_id = ${id} AND kind = 'closed' ORDER BY sequence`);
    assert.deepEqual(said.map(([detail]) => JSON.parse(detail)),
      [{ feedback_mode: 'tell_of_actions', resolved_by_dialogue: false, parties_agree: 'partly' }, { resolved_by_dialogue: true }]);
    await mailbox.fetch();
  });

  test('after all this the note is still the council\'s alone, by text, event, count and numbering', async () => {
    for (const reader of [nurse, secretariat]) {
      const seen = await reader.get(`/deviations/${id}`);
      assert.ok(!seen.text.includes('QZX') && !seen.text.includes('note_added') && !seen.text.includes('internal'), seen.text);
      assert.deepEqual(seen.body.events.map((event) => event.sequence), seen.body.events.map((event, index) => index + 1));
      assert.equal(seen.body.messages.length, 5);
    }
    assert.ok(texts(await readCase(doctors, id)).includes(secretNote));
  });
});

describe('the mail of the main job', () => {
  const severe = { actual_harm: 'severe', potential_harm: 'fatal' };

  test('no mail held a word of a case, and every one had one recipient, its link and its language', async () => {
    const [[rows, keys]] = await cluster.query('SELECT count(*), count(DISTINCT dedupe_key) FROM outbox');
    assert.equal(rows, keys);
    const all = new Mailbox(service, cluster);
    const mails = await all.fetch();
    assert.equal(mails.length, Number(rows));
    for (const mail of mails) {
      assert.equal(mail.to.length, 1);
      assert.ok([`${service.url}/saker/${id}`, `${service.url}/laering/notater/1`].includes(mail.links.join()), mail.links.join());
      assert.deepEqual(mail.htmlLinks, mail.links);
      assert.ok(!/QZ[A-Z]/.test(mail.raw + mail.text + mail.html), mail.raw);
      assert.match(mail.html, mail.to[0].startsWith('kvalitet') ? /<html lang="nn">/ : /<html lang="nb">/);
    }
    assert.equal(new Set(mails.map((mail) => mail.header('message-id'))).size, mails.length);
  });

  test('each council reads its own language', async () => {
    await mailbox.fetch();
    await fileReport(nurse, reports, { category: 'ikt_helseplattformen' });
    await fileReport(nurse, reports, { category: 'forebygging_mestring' });
    const [english, nynorsk, ...rest] = await mailbox.fetch();
    assert.deepEqual(rest, []);
    assert.deepEqual([...english.to, ...nynorsk.to], ['raad.digital@example.org', 'raad.forebygging@example.org']);
    assert.match(english.subject, /^New case STO-\d{4}-\d{5} for Fagråd for digital samhandling$/);
    assert.match(nynorsk.text, / har fått ei ny sak, /);
  });

  test('severe harm tells the secretariat as well, in mental health the contact committee too', async () => {
    await fileReport(nurse, reports, severe);
    assert.deepEqual(recipients(await mailbox.fetch()), ['raad.lege@example.org', 'sekretariat@example.org']);
    const receipt = await fileReport(nurse, reports, { ...severe, category: 'psykisk_rus' });
    assert.deepEqual(receipt.route.also_told.map((council) => council.code).sort(), ['kontaktutvalg', 'sekretariat']);
    assert.deepEqual(recipients(await mailbox.fetch()),
      ['kontaktutvalg@example.org', 'raad.pasient@example.org', 'sekretariat@example.org']);
  });

  test('who sits in two of the councils is told once, and nobody is told of their own report', async () => {
    const member = (username, council) => cluster.query(`INSERT INTO membership (person_id, helsefellesskap_id, role, council_id)
      SELECT p.id, c.helsefellesskap_id, 'council_member', c.id FROM person p, council c, helsefellesskap h
      WHERE p.username = '${username}' AND c.code = '${council}' AND h.id = c.helsefellesskap_id AND h.code = 'st_olavs'`);
    await member('sekretariat', 'legesamarbeid');
    await member('nurse.trondheim', 'legesamarbeid');
    try {
      await fileReport(nurse, reports, severe);
      assert.deepEqual(recipients(await mailbox.fetch()), ['raad.lege@example.org', 'sekretariat@example.org']);
    } finally {
      await cluster.query(`DELETE FROM membership WHERE role = 'council_member' AND council_id = ${reports.council('legesamarbeid').id}
        AND person_id <> (SELECT id FROM person WHERE username = 'raad.lege')`);
    }
  });

  test('a repeated create tells nobody again', async () => {
    const body = reports.make();
    const first = await nurse.post('/deviations', body, { key: 'again-and-again' });
    assert.equal((await mailbox.fetch()).length, 1);
    const second = await nurse.post('/deviations', body, { key: 'again-and-again' });
    assert.equal(second.status, 201);
    assert.deepEqual(second.body, first.body);
    assert.deepEqual(await mailbox.fetch(), []);
  });
});

describe('the learning summary', () => {
  test('one subscribes in a language of one\'s choice, sees that it is so, and stops', async () => {
    const bruker = await service.signIn('bruker');
    const path = '/helsefellesskap/st_olavs/subscriptions';
    assert.deepEqual((await bruker.get(path)).body.items, []);
    const [made] = (await bruker.post(path, { frequency: 'weekly', language: 'nn' })).body.items;
    assert.deepEqual([made.frequency, made.language, made.council, made.ended], ['weekly', 'nn', null, false]);
    assert.equal(outcome(await bruker.post(path, { frequency: 'monthly', language: 'nb' })), '409 subscription_twice');
    assert.equal((await bruker.put(`/subscriptions/${made.id}`, { frequency: 'weekly', language: 'en' })).body.items[0].language, 'en');
    assert.deepEqual((await bruker.delete(`/subscriptions/${made.id}`)).body.items, []);
    assert.equal(outcome(await bruker.put(`/subscriptions/${made.id}`, { frequency: 'weekly', language: 'en' })), '404 not_found');
    assert.equal((await bruker.post(path, { frequency: 'weekly', language: 'en' })).body.items.length, 1);
    const elsewhere = '/helsefellesskap/innlandet/subscriptions';
    assert.equal(outcome(await bruker.get(elsewhere)), '404 not_found');
    assert.equal(outcome(await bruker.post(elsewhere, { frequency: 'weekly', language: 'nb' })), '404 not_found');
  });

  test('goes to each subscriber once, in their language, with links only', async () => {
    await mailbox.fetch();
    const [[note]] = await cluster.query("SELECT id FROM learning_note WHERE status = 'published'");
    const made = await service.command(['digest']);
    assert.equal(made.code, 0, made.stderr);
    const wanted = await cluster.query(`SELECT p.email, s.language FROM subscription s JOIN person p ON p.id = s.person_id
      JOIN helsefellesskap h ON h.id = s.helsefellesskap_id WHERE h.code = 'st_olavs' AND s.ended_at IS NULL ORDER BY p.email COLLATE "C"`);
    assert.deepEqual(made.stdout.trim().split('\n').map((line) => JSON.parse(line)), [
      { helsefellesskap: 'st_olavs', frequency: 'weekly', state: 'sent', notes: 1, recipients: wanted.length },
      { helsefellesskap: 'innlandet', frequency: 'weekly', state: 'nothing', notes: 0, recipients: 0 }]);
    const mails = await mailbox.fetch();
    const subject = { nb: /^Læring fra /, nn: /^Læring frå /, en: /^Learning from / };
    assert.deepEqual(recipients(mails), wanted.map(([address]) => address));
    assert.deepEqual(new Set(wanted.map(([, language]) => language)), new Set(['nb', 'nn', 'en']));
    mails.forEach((mail, index) => {
      assert.match(mail.subject, subject[wanted[index][1]]);
      assert.deepEqual(mail.links.map((link) => link.replace(/#.*/, '')).sort(),
        ['/abonnement', '/avmelding', '/laering', `/laering/${note}`].map((path) => service.url + path));
      assert.ok(mail.text.includes('Hent legemiddellisten fra ett sted'));
      assert.ok(!mail.text.includes('INR'), 'the point is read in Samavvik');
    });
  });

  test('and never again', async () => {
    const again = await service.command(['digest']);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /"st_olavs","frequency":"weekly","state":"nothing","notes":0,"recipients":0/);
    assert.deepEqual(await mailbox.fetch(), []);
    assert.equal((await service.command(['digest', '--helsefellesskap', 'nowhere'])).code, 2);
  });
});

describe('the report', () => {
  test('is for those who belong there', async () => {
    const other = await service.signIn('nurse.innlandet');
    assert.equal(outcome(await other.get('/helsefellesskap/st_olavs/report')), '404 not_found');
    assert.equal(outcome(await other.get('/helsefellesskap/nowhere/report')), '404 not_found');
    assert.equal(outcome(await service.client().get('/helsefellesskap/st_olavs/report')), '401 unauthenticated');
  });
});

test('one changes one\'s language, and refusals come in it from then on', async () => {
  const bruker = await service.signIn('bruker');
  const detail = async () => (await bruker.get('/deviations/999999')).body.detail;
  const said = [];
  for (const language of ['nb', 'nn', 'en']) {
    const changed = await bruker.patch('/me', { language });
    assert.equal(changed.status, 200, changed.text);
    assert.equal(changed.body.person.language, language);
    said.push(await detail());
  }
  assert.equal(new Set(said).size, 3);
  assert.equal(outcome(await bruker.patch('/me', { language: 'sv' })), '422 invalid');
});

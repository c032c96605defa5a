/* SPDX-License-Identifier: MIT */
/*
 * Filing without an account: the report is held, and nobody but the secretariat knows of it, until the secretariat makes it
 * a case; whoever sent it follows it with a code that nobody else has.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { publishNote } from './support/notes.mjs';
import { addPerson } from './support/people.mjs';
import { outcome, readCase } from './support/reports.mjs';
import { newKey, openFiling } from './support/open_filing.mjs';
import { projectRoot, startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let open;
let secretariat;
let doctors;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'koordinator.stolav', [{ role: 'coordinator', organisation: 'st_olavs_hospital' }]);
  await addPerson(cluster, 'oppfolging', [{ role: 'follow_up' }]);
  await addPerson(cluster, 'analytiker', [{ role: 'analyst' }]);
  await addPerson(cluster, 'admin', [{ role: 'administrator' }]);
  open = await openFiling(service);
  [secretariat, doctors] = await Promise.all(['sekretariat', 'raad.lege'].map((name) => service.signIn(name)));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const heldOf = async (client, view = 'held') => (await client.get(`/held-reports?view=${view}`)).body;
/* The held report with this title, as the secretariat sees it. */
async function find(title, view = 'held') {
  const found = (await heldOf(secretariat, view)).items.find((item) => item.title === title);
  assert.ok(found, `${title} is not among the ${view}`);
  return found;
}
const confirm = (client, item) => client.post(`/held-reports/${item.id}/confirmation`, undefined, { version: item.version });
const reject = (client, item, body) => client.post(`/held-reports/${item.id}/rejection`,
  { reason: 'duplicate', text: 'Vi har fått den samme meldingen fra kommunen.', ...body }, { version: item.version });

async function sendAndConfirm(title) {
  const { code } = await open.send({ title });
  const answer = await confirm(secretariat, await find(title));
  assert.equal(answer.status, 201, answer.text);
  return { code, receipt: answer.body };
}

describe('what the form may know', () => {
  test('where one may file, for whom, and nothing about people', async () => {
    const where = await service.client().get('/filing-without-account');
    assert.deepEqual(where.body.items.map((one) => one.code), ['st_olavs']);
    assert.equal((await service.client().get('/filing-without-account?alle=1')).status, 400);
    assert.deepEqual([...new Set(open.reporting.map((one) => one.party))].sort(), ['gp', 'municipality']);
    const { text, body } = await service.client().get('/filing-without-account/st_olavs');
    assert.deepEqual(body.register.councils, []);
    const names = (await cluster.query('SELECT name FROM person')).flat();
    assert.deepEqual(names.filter((name) => text.includes(name)), []);
  });

  test('a helsefellesskap that demands an account looks like none', async () => {
    const id = /"request_id":"[^"]*"/;
    for (const path of ['', '/puzzle']) {
      const there = await service.client().get(`/filing-without-account/innlandet${path}`);
      const nowhere = await service.client().get(`/filing-without-account/finnes_ikke${path}`);
      assert.equal(there.status, 404);
      assert.equal(there.text.replace(id, ''), nowhere.text.replace(id, ''));
    }
    const solution = await open.solve();
    const refused = await open.trySend({ helsefellesskap: 'innlandet' }, { solution });
    assert.deepEqual([refused.status, refused.body.errors[0].code], [422, 'filing_needs_account']);
  });

  test('an organisation that has accounts is refused, with every other wrong field; an identity number before all', async () => {
    const wrong = { reporter_organisation_id: open.reports.hospital.id, other_organisation_id: open.reports.mine.id, category: 'finnes_ikke' };
    const codes = async (report) => Object.fromEntries((await open.trySend(report)).body.errors.map(({ pointer, code }) => [pointer, code]));
    assert.deepEqual(await codes(wrong), { '/reporter_organisation_id': 'organisation_needs_account', '/category': 'unknown_code' });
    assert.deepEqual(await codes({ ...wrong, description: 'Pasient 13097248022' }), { '/description': 'identity_number' });
  });

  test('what may tell who somebody is takes a confirmation, which the history of the case keeps', async () => {
    const report = { title: 'Ring meg på telefon', description: 'Ring på 73 59 00 00 om saken.' };
    const refused = await open.trySend(report);
    assert.equal(refused.status, 422, refused.text);
    const [{ code, pointer, kind, start, end }] = refused.body.errors;
    assert.deepEqual([code, kind], ['warn_phone', 'phone']);
    await open.send({ ...report, confirmed_findings: [{ pointer, kind, start, end }] });
    const { body } = await confirm(secretariat, await find(report.title));
    const events = await cluster.query(`SELECT kind FROM event WHERE deviation_id = ${body.id} ORDER BY sequence`);
    assert.deepEqual(events.flat(), ['submitted', 'warning_confirmed', 'confirmed']);
  });

  test('which organisations may be named is data', async () => {
    const [[id]] = await cluster.query("SELECT id FROM organisation WHERE code = 'oppdal_kommune'");
    await cluster.query(`UPDATE helsefellesskap SET filing_organisations = ARRAY[${id}] WHERE code = 'st_olavs'`);
    const { body } = await service.client().get('/filing-without-account/st_olavs');
    assert.deepEqual(body.reporting_organisations.map((one) => one.id), [id]);
    await cluster.query("UPDATE helsefellesskap SET filing_organisations = NULL WHERE code = 'st_olavs'");
  });
});

describe('a held report', () => {
  test('is seen by the secretariat and by nobody else, in no list, count or mail', async () => {
    const title = 'Ingen skal se dette ennå';
    const before_counts = (await secretariat.get('/helsefellesskap/st_olavs/report')).text;
    const cases = async () => (await cluster.query('SELECT count(*) FROM deviation'))[0][0];
    const before_cases = await cases();
    const { code } = await open.send({ title });
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    assert.equal(await cases(), before_cases);
    assert.equal((await secretariat.get('/helsefellesskap/st_olavs/report')).text, before_counts);
    const item = await find(title);
    const detail = await secretariat.get(`/held-reports/${item.id}`);
    assert.equal(detail.body.report.description, 'Kom hjem uten liste.');
    assert.equal(detail.headers.get('cache-control'), 'no-store');

    for (const name of ['nurse.trondheim', 'fastlege.orkland', 'melder.stolav', 'bruker', 'raad.lege', 'raad.digital', 'asu', 'koordinator.stolav',
      'oppfolging', 'analytiker', 'admin', 'nurse.innlandet']) {
      const client = await service.signIn(name);
      assert.equal(outcome(await client.get('/held-reports')), '403 forbidden', name);
      assert.equal(outcome(await client.get(`/held-reports/${item.id}`)), '403 forbidden', name);
      assert.equal(outcome(await confirm(client, item)), '403 forbidden', name);
      assert.equal(outcome(await reject(client, item)), '403 forbidden', name);
      for (const view of ['mine', ...client.session.memberships.filter((one) => one.council).map((one) => `council&council_id=${one.council.id}`)]) {
        const list = await client.get(`/deviations?view=${view}`);
        assert.ok(!list.text.includes(title), name);
      }
    }
    // Another secretariat: there is nothing, told like a number that does not exist.
    const other = await service.signIn('sekretariat.innlandet');
    assert.deepEqual(await heldOf(other), { items: [], next_cursor: null, waiting: 0 });
    for (const ask of [(id) => other.get(`/held-reports/${id}`), (id) => confirm(other, { id, version: 1 }), (id) => reject(other, { id, version: 1 })]) {
      assert.equal(outcome(await ask(item.id)), '404 not_found');
      assert.equal(outcome(await ask('999999')), '404 not_found');
    }
    assert.equal(outcome(await service.client().get('/held-reports')), '401 unauthenticated');

    const followed = await open.follow(code);
    assert.deepEqual([followed.status, followed.body.status, followed.body.number, followed.body.may_write], [200, 'held', null, false]);
    assert.equal(followed.headers.get('cache-control'), 'no-store');
    assert.equal(outcome(await open.write(code, 'Har dere sett den?')), '409 transition_not_allowed');
  });

  test('is announced to the secretariat by a mail that says nothing of it', async () => {
    const mails = () => readdirSync(service.mailFolder).map((name) => readFileSync(join(service.mailFolder, name), 'utf8'));
    const told = await waitFor('a mail to the secretariat', () => mails().find((mail) => /\/holdte/.test(mail)));
    assert.match(told, /sekretariat/);
    assert.ok(!mails().some((mail) => /Ingen skal se/.test(mail)));
  });

  test('is counted for the menu, and paged', async () => {
    for (const title of ['Side en', 'Side to', 'Side tre']) await open.send({ title });
    const { waiting, items } = await heldOf(secretariat);
    assert.equal(waiting, items.length);
    const seen = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await secretariat.get(`/held-reports?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.body.items.map((item) => item.id));
      cursor = page.body.next_cursor;
      assert.equal(page.headers.has('link'), cursor !== null);
    }
    assert.deepEqual(seen, items.map((item) => item.id));
    assert.equal(outcome(await secretariat.get('/held-reports?cursor=bak')), '400 invalid');
  });
});

describe('confirming', () => {
  test('makes it a case, numbered and routed like any other, whose reporter nobody is', async () => {
    const title = 'Epikrise kom ikke';
    const { code, receipt } = await sendAndConfirm(title);
    assert.match(receipt.number, /^STO-\d{4}-\d{5}$/);
    assert.equal(receipt.route.council.code, 'legesamarbeid');
    const seen = await readCase(doctors, receipt.id);
    assert.deepEqual([seen.title, seen.reporter, seen.followed_by_receipt], [title, null, true]);
    assert.deepEqual(seen.events.map((event) => [event.kind, event.actor !== null]), [['submitted', false], ['confirmed', true]]);
    assert.equal(outcome(await (await service.signIn('raad.digital')).get(`/deviations/${receipt.id}`)), '404 not_found');

    const followed = (await open.follow(code)).body;
    assert.deepEqual([followed.status, followed.number, followed.council, followed.may_write], ['sent', receipt.number, 'Fagråd for legesamarbeid', true]);
    // The text stands in the case now, and in one place only.
    const item = await find(title, 'decided');
    assert.equal((await secretariat.get(`/held-reports/${item.id}`)).body.report, null);
    assert.equal(item.number, receipt.number);
    const looks = await cluster.query(`SELECT count(*) FROM read_log WHERE deviation_id = ${receipt.id} AND what = 'receipt_case'`);
    assert.deepEqual(looks, [['1']]);
  });

  test('of two who confirm at once, or confirm and reject, one is first and there is one case', async () => {
    const title = 'To samtidig';
    await open.send({ title });
    const item = await find(title);
    const answers = await Promise.all([confirm(secretariat, item), confirm(secretariat, item), reject(secretariat, item), confirm(secretariat, item)]);
    assert.equal(answers.filter((answer) => answer.status < 300).length, 1, answers.map(outcome).join(' '));
    for (const answer of answers.filter((one) => one.status >= 300)) assert.match(outcome(answer), /^(409 held_decided|412 version_conflict)$/);
    const made = await cluster.query(`SELECT count(*) FROM deviation WHERE title = '${title}'`);
    assert.ok(Number(made[0][0]) <= 1);
    assert.equal(outcome(await confirm(secretariat, item)), '412 version_conflict');
  });

  test('needs the version that was read', async () => {
    const title = 'Uten versjon';
    await open.send({ title });
    const item = await find(title);
    const answer = await secretariat.post(`/held-reports/${item.id}/confirmation`);
    assert.equal(answer.status, 428);
  });
});

describe('rejecting', () => {
  test('tells whoever sent it why, and can be taken back until the text is deleted', async () => {
    const title = 'Samme sak en gang til';
    const { code } = await open.send({ title });
    const item = await find(title);
    assert.equal((await reject(secretariat, item, { text: 'Gjelder 13097248022' })).body.errors[0].code, 'identity_number');
    const rejected = await reject(secretariat, item);
    assert.deepEqual([rejected.status, rejected.body.status, rejected.body.reason], [200, 'rejected', 'duplicate']);
    const followed = (await open.follow(code)).body;
    assert.deepEqual([followed.status, followed.reason, followed.reason_text], ['rejected', 'duplicate', 'Vi har fått den samme meldingen fra kommunen.']);
    assert.match(followed.forgotten_on, /^\d{4}-\d\d-\d\d$/);
    assert.equal(outcome(await open.write(code, 'Men')), '409 transition_not_allowed');
    const again = await confirm(secretariat, rejected.body);
    assert.equal(again.status, 201, again.text);
    assert.equal((await open.follow(code)).body.status, 'sent');
  });
});

describe('the dialogue through the code', () => {
  test('says that the council waits, and ends the waiting', async () => {
    const { code, receipt } = await sendAndConfirm('Venter på svar');
    const at = `/deviations/${receipt.id}`;
    const asked = await doctors.post(`${at}/waiting`, { waiting_for: 'reporter', text: 'Hvilken dag var det?' }, { key: null, version: (await readCase(doctors, receipt.id)).version });
    assert.equal(asked.status, 200, asked.text);
    assert.equal((await open.follow(code)).body.waits_for_you, true);
    await cluster.query(`UPDATE deviation SET waiting_since = now() - interval '9 days' WHERE id = ${receipt.id}`);
    assert.equal((await open.write(code, 'På en torsdag.')).body.waits_for_you, false);
    const one = await readCase(doctors, receipt.id);
    assert.equal(one.waiting_for, 'council');
    assert.ok(one.deadlines.answer_due_on > asked.body.deadlines.answer_due_on);
    assert.deepEqual(one.events.map((event) => event.kind).slice(-3), ['message_added', 'clock_resumed', 'deadline_moved']);
  });

  test('goes both ways, with the answer and the end, and without internal notes and names', async () => {
    const { code, receipt } = await sendAndConfirm('Begge veier');
    const at = `/deviations/${receipt.id}`;
    await doctors.post(`${at}/messages`, { audience: 'internal', text: 'Bare for rådet' });
    await doctors.post(`${at}/messages`, { audience: 'dialogue', text: 'Hvilken dag var det?' });
    const key = newKey();
    const written = await open.write(code, 'Det var på en fredag.', key);
    assert.equal(written.status, 201, written.text);
    const repeated = await open.write(code, 'Det var på en fredag.', key);
    assert.equal(repeated.status, 201);
    assert.equal(repeated.body.messages.length, 2);
    assert.equal(outcome(await open.write(code, 'Noe annet.', key)), '422 key_reused');
    const seen = await readCase(doctors, receipt.id);
    assert.deepEqual(seen.messages.map(({ side, text, author }) => [side, text, author !== null]), [['council', 'Bare for rådet', true],
      ['council', 'Hvilken dag var det?', true], ['reporter', 'Det var på en fredag.', false]]);
    const event = await cluster.query(`SELECT actor_person_id IS NULL, detail ->> 'via' FROM event WHERE deviation_id = ${receipt.id} ORDER BY sequence DESC LIMIT 1`);
    assert.deepEqual(event, [['t', 'receipt']]);

    const answered = await doctors.post(`${at}/answer`, { text: 'Takk. Rutinen er endret.' }, { version: seen.version });
    const closed = await doctors.post(`${at}/closing`, { learning_point: { title: 'Ring først', text: 'En telefon sparer en uke.' } }, { version: answered.body.version });
    let followed = await open.follow(code);
    assert.equal(followed.body.status, 'closed');
    assert.equal(followed.body.learning_point, null);
    assert.ok(followed.body.messages.some((message) => message.is_answer && message.text === 'Takk. Rutinen er endret.'));
    assert.ok(!followed.text.includes('Bare for rådet'));
    for (const [name] of await cluster.query('SELECT name FROM person')) assert.ok(!followed.text.includes(name), name);
    assert.equal(outcome(await open.write(code, 'En ting til')), '409 transition_not_allowed');
    // The repeat of what was written before is still answered.
    assert.equal((await open.write(code, 'Det var på en fredag.', key)).status, 201);
    await publishNote(service, doctors, closed.body.learning_note);
    followed = await open.follow(code);
    assert.deepEqual(followed.body.learning_point, { title: 'Ring først', text: 'En telefon sparer en uke.' });
  });

  test('refuses identity numbers', async () => {
    const { code } = await sendAndConfirm('Med nummer');
    const refused = await open.write(code, 'Pasienten er 13097248022');
    assert.equal(refused.status, 422);
    assert.equal(refused.body.errors[0].code, 'identity_number');
  });

  test('mail says only that there is news, and the address is forgotten at the end', async () => {
    const address = 'vikar@example.org';
    const { code, receipt } = await sendAndConfirm('Med e-post');
    const set = (email) => open.client.put('/follow-up/email', { code, email });
    const wrong = await set('ikke en adresse');
    assert.equal(wrong.body.errors[0].code, 'bad_address');
    assert.equal((await set(address)).body.mail, true);
    const answered = await doctors.post(`/deviations/${receipt.id}/answer`, { text: 'Her er svaret.' }, { version: 1 });
    const mails = () => readdirSync(service.mailFolder).map((name) => readFileSync(join(service.mailFolder, name), 'utf8')).filter((mail) => mail.includes(address));
    await waitFor('a mail', () => mails().length === 1);
    const [mail] = mails();
    assert.match(mail, /\/oppfolging/);
    for (const secret of [code, receipt.number, 'Med e-post', 'Her er svaret', 'legesamarbeid']) assert.ok(!mail.includes(secret), secret);
    const kept = async () => (await cluster.query(`SELECT count(*) FROM held_report WHERE email = '${address}'`))[0][0];
    assert.equal(await kept(), '1');
    await doctors.post(`/deviations/${receipt.id}/closing`, {}, { version: answered.body.version });
    assert.equal(await kept(), '0');
    await waitFor('the mail about the end', () => mails().length === 2);
    assert.deepEqual([(await set(address)).body.mail, await kept()], [false, '0']);
  });
});

describe('import --held', () => {
  test('leaves reports for the secretariat, prints their codes, and does nothing the second time', async () => {
    const bring = async () => {
      const { code, stdout, stderr } = await service.command(['import', '--helsefellesskap', 'st_olavs', '--held'], { inputFile: join(projectRoot, 'deploy/demo/held.jsonl') });
      assert.equal(code, 0, stderr);
      return stdout.trim().split('\n').map((line) => JSON.parse(line));
    };
    const [first, second] = await bring();
    const followed = (await open.follow(first.receipt_code)).body;
    assert.deepEqual([followed.status, followed.title], ['held', 'Blodfortynnende var ikke på legemiddellisten']);
    assert.equal((await confirm(secretariat, await find('Svar på dialogmeldinger kommer ikke fram'))).status, 201);
    assert.equal((await open.follow(second.receipt_code)).body.status, 'sent');
    assert.deepEqual((await bring()).map((line) => line.already), [true, true]);
  });
});

describe('codes', () => {
  test('are read however they are typed', async () => {
    const { code } = await open.send({ title: 'Skrevet for hånd' });
    const variants = [code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `, code.replaceAll('0', 'o').replaceAll('1', 'l'), code.replaceAll('0', 'O').replaceAll('1', 'I')];
    for (const variant of variants) assert.equal((await open.follow(variant)).status, 200, variant);
  });

  test('a slip is told as one; a code nobody has is answered like any other, slowly, and a right one never waits', async () => {
    const { code } = await open.send({ title: 'Riktig kode' });
    const slip = code.slice(0, -1) + (code.endsWith('7') ? '8' : '7');
    assert.equal((await open.follow(slip)).body.errors[0].code, 'code_mistyped');
    assert.equal((await open.follow('7')).body.errors[0].code, 'code_mistyped');
    // Well formed, of nobody: made by another service with another secret.
    const unknown = '0000-0000-0000-0000-0000';
    const started = performance.now();
    assert.equal(outcome(await open.follow(unknown)), '404 code_unknown');
    assert.ok(performance.now() - started > 500);
    assert.equal(outcome(await open.write(unknown, 'Hei')), '404 code_unknown');
    assert.equal(outcome(await open.client.put('/follow-up/email', { code: unknown, email: null })), '404 code_unknown');

    const flood = Array.from({ length: 20 }, () => open.follow(unknown));
    const right = await Promise.all(Array.from({ length: 5 }, async () => {
      const begun = performance.now();
      return [(await open.follow(code)).status, performance.now() - begun];
    }));
    const answers = (await Promise.all(flood)).map(outcome);
    assert.ok(answers.includes('429 codes_limited'), answers.join(' '));
    for (const [status, took] of right) assert.deepEqual([status, took < 600], [200, true]);
  });

  test('are kept as digests, and stand in no log', async () => {
    const { code } = await open.send({ title: 'I ingen logg' });
    await open.follow(code);
    const bare = code.replaceAll('-', '');
    for (const form of [code, bare]) assert.ok(!service.log.includes(form));
    const dump = await cluster.query('SELECT held_report::text FROM held_report');
    assert.ok(!dump.flat().some((row) => row.includes(code) || row.includes(bare)));
  });

  test('the same request with the same key gets its code again, another request does not', async () => {
    const key = newKey();
    const first = await open.send({ title: 'Svaret kom bort' }, { key });
    const solution = await open.solve();
    const again = await open.trySend({ title: 'Svaret kom bort' }, { key, solution });
    assert.deepEqual([again.status, again.body.receipt_code, again.body.held_at], [201, first.code, first.held_at]);
    assert.equal((await heldOf(secretariat)).items.filter((item) => item.title === 'Svaret kom bort').length, 1);
    assert.equal(outcome(await open.trySend({ title: 'Noe helt annet' }, { key })), '422 key_reused');
    // A repeat does not spend another puzzle.
    assert.equal((await open.trySend({ title: 'Den neste' }, { solution })).status, 201);

    // A double click: two at once, one report, one code.
    const both = await Promise.all([0, 1].map(async () => open.send({ title: 'Dobbeltklikk' }, { key: `${key}x`, solution: await open.solve() })));
    assert.equal(both[0].code, both[1].code);
    assert.equal((await heldOf(secretariat)).items.filter((item) => item.title === 'Dobbeltklikk').length, 1);
  });
});

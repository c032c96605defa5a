/* SPDX-License-Identifier: MIT */
/* Cases that belong together: linked by a council and unlinked again, and the same event reported by both parties, who read each
 * other only when both have said that it is the same. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let nurse;
let hospital; // reports for the hospital
let doctors; // the council
let reports;
const links = async (client, id) => (await client.get(`/deviations/${id}/links`)).body;
const offer = () => cluster.query("SELECT set_config('samavvik.job', 'on', false); SELECT offer_matches(2000)");
const kinds = async (client, id) => (await readCase(client, id)).events.map(({ kind }) => kind);
const told = async (kind, id) => (await cluster.query(`SELECT p.username FROM outbox o JOIN person p ON p.id = o.recipient_person_id
  WHERE o.kind = '${kind}' AND o.parameters ->> 'deviation_id' = '${id}' ORDER BY 1`)).flat();

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'annet.raad', [{ role: 'council_member', council: 'digital' }]);
  await addPerson(cluster, 'kollega', [{ role: 'reporter', organisation: 'st_olavs_hospital' }]);
  [nurse, hospital, doctors] = await Promise.all(['nurse.trondheim', 'melder.stolav', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* One event, as each of the two parties saw it. */
async function fileBoth({ ours = {}, theirs = {}, wait } = {}) {
  const mine = await fileReport(nurse, reports, { occurred_on: '2026-03-10', title: 'Vår side av saken', ...ours });
  const other = await fileReport(hospital, reports, { occurred_on: '2026-03-11', title: 'Sykehusets side', description: 'Slik så vi det.',
    reporter_organisation_id: reports.hospital.id, other_organisation_id: reports.mine.id, ...theirs });
  if (wait !== false) await offer();
  return { mine: mine.id, theirs: other.id, number: other.number };
}

test('both sides are asked, and neither learns more than who, when and that there may be one', async () => {
  const pair = await fileBoth();
  for (const [client, id, organisation, date] of [[nurse, pair.mine, reports.hospital.name, '2026-03-11'], [hospital, pair.theirs, reports.mine.name, '2026-03-10']]) {
    const { matches, links: none } = await links(client, id);
    assert.equal(none.length, 0);
    assert.deepEqual(matches.map((one) => [one.organisation.name, one.occurred_on, one.state, one.own_answer, one.may_answer, one.number]),
      [[organisation, date, 'open', null, true, null]]);
    assert.ok((await kinds(client, id)).includes('match_offered'));
  }
  assert.equal(outcome(await nurse.get(`/deviations/${pair.theirs}`)), '404 not_found');
  assert.equal(outcome(await hospital.get(`/deviations/${pair.mine}`)), '404 not_found');
  assert.deepEqual([await told('match_offered', pair.mine), await told('match_offered', pair.theirs)], [['nurse.trondheim'], ['melder.stolav']]);
  await offer();
  assert.equal((await links(nurse, pair.mine)).matches.length, 1, 'offered once');
});

test('when one has said yes, neither reads the other yet; when both have, each reads the other and the cases are linked', async () => {
  const pair = await fileBoth();
  const [{ id: match }] = (await links(nurse, pair.mine)).matches;
  const said = await nurse.put(`/deviations/${pair.mine}/matches/${match}`, { answer: 'same' });
  assert.equal(said.status, 200, said.text);
  assert.deepEqual([said.body.matches[0].own_answer, said.body.matches[0].state], ['same', 'open']);
  assert.equal(outcome(await nurse.get(`/deviations/${pair.theirs}`)), '404 not_found');
  assert.equal(outcome(await hospital.get(`/deviations/${pair.mine}`)), '404 not_found');

  const agreed = await hospital.put(`/deviations/${pair.theirs}/matches/${match}`, { answer: 'same' });
  assert.equal(agreed.body.matches[0].state, 'accepted', agreed.text);
  assert.deepEqual(agreed.body.links.map((one) => [one.kind, one.id]), [['same_event', pair.mine]]);
  assert.equal((await readCase(nurse, pair.theirs)).title, 'Sykehusets side');
  assert.equal((await readCase(hospital, pair.mine)).title, 'Vår side av saken');
  assert.deepEqual(await told('case_news', pair.mine), ['nurse.trondheim']);
  const kollega = await service.signIn('kollega');
  assert.equal(outcome(await kollega.get(`/deviations/${pair.mine}`)), '404 not_found', 'a colleague of the one who reported reads neither');
  assert.equal(outcome(await nurse.post(`/deviations/${pair.theirs}/messages`, { audience: 'dialogue', text: 'Hei' })), '403 forbidden');

  const withdrawn = await nurse.put(`/deviations/${pair.mine}/matches/${match}`, { answer: 'different' });
  assert.equal(withdrawn.body.matches[0].state, 'declined');
  assert.equal(withdrawn.body.links.length, 0);
  assert.equal(outcome(await nurse.get(`/deviations/${pair.theirs}`)), '404 not_found');
  assert.equal(outcome(await hospital.get(`/deviations/${pair.mine}`)), '404 not_found');
});

test('a no is a no: it is not offered again, and the other side may not overrule it', async () => {
  const pair = await fileBoth();
  const [{ id: match }] = (await links(nurse, pair.mine)).matches;
  await hospital.put(`/deviations/${pair.theirs}/matches/${match}`, { answer: 'different' });
  const tried = await nurse.put(`/deviations/${pair.mine}/matches/${match}`, { answer: 'same' });
  assert.equal(tried.body.matches[0].state, 'declined');
  assert.equal(outcome(await nurse.get(`/deviations/${pair.theirs}`)), '404 not_found');
  await offer();
  assert.equal((await links(nurse, pair.mine)).matches[0].state, 'declined');
});

test('what is another kind, another category, another day or another counterpart is not offered', async () => {
  const different = [{ category: 'epikrise' }, { occurred_on: '2026-02-01' }, { kind: 'system' },
    { other_organisation_id: reports.organisation('Orkland kommune').id }];
  for (const [index, theirs] of different.entries()) {
    // Each in a category of its own, so that no earlier one of this file fits.
    const ours = { category: ['transport', 'hjelpemidler', 'kapasitet', 'koordinering'][index] };
    const pair = await fileBoth({ ours, theirs: { ...ours, ...theirs } });
    assert.deepEqual((await links(nurse, pair.mine)).matches, [], JSON.stringify(theirs));
  }
});

test('the council sees that the two are asked, and may not answer for them; others see nothing', async () => {
  const pair = await fileBoth();
  const { matches } = await links(doctors, pair.mine);
  assert.deepEqual(matches.map((one) => [one.state, one.may_answer]), [['open', false]]);
  assert.equal(outcome(await doctors.put(`/deviations/${pair.mine}/matches/${matches[0].id}`, { answer: 'same' })), '404 not_found');
  assert.equal(outcome(await hospital.put(`/deviations/${pair.mine}/matches/${matches[0].id}`, { answer: 'same' })), '404 not_found', 'for the other side');
  const secretariat = await service.signIn('sekretariat');
  assert.deepEqual((await links(secretariat, pair.mine)).matches, []);
  assert.equal(outcome(await nurse.put(`/deviations/${pair.mine}/matches/${matches[0].id}`, { answer: 'perhaps' })), '422 invalid');
});

test('new cases are looked at without anybody asking', async () => {
  const pair = await fileBoth({ wait: false, ours: { category: 'svangerskap' }, theirs: { category: 'svangerskap' } });
  await service.stop();
  service = await startService({ cluster });
  [nurse, hospital, doctors] = await Promise.all(['nurse.trondheim', 'melder.stolav', 'raad.lege'].map((name) => service.signIn(name)));
  await waitFor('the offer', async () => (await links(nurse, pair.mine)).matches.length === 1);
});

test('a council links two of its cases and takes the link away; the history says so to the council alone', async () => {
  const [first, second] = [await fileReport(nurse, reports, { category: 'epikrise' }), await fileReport(nurse, reports, { category: 'epikrise', title: 'En til' })];
  const linked = await doctors.put(`/deviations/${first.id}/links/${second.number}`, { kind: 'related' });
  assert.equal(linked.status, 200, linked.text);
  assert.deepEqual(linked.body.links.map(({ kind, number, title, by }) => [kind, number, title, by]), [['related', second.number, 'En til', 'Torstein Fannrem']]);
  assert.equal((await links(doctors, second.id)).links[0].number, first.number, 'from the other side too');
  assert.deepEqual((await links(nurse, first.id)).links.map(({ number }) => number), [second.number], 'the reporter sees both cases, so the link as well');
  const changed = await doctors.put(`/deviations/${second.id}/links/${first.number}`, { kind: 'duplicate' });
  assert.deepEqual(changed.body.links.map(({ kind }) => kind), ['duplicate']);
  assert.deepEqual((await kinds(doctors, first.id)).filter((kind) => kind === 'linked').length, 2);
  assert.ok(!(await kinds(nurse, first.id)).includes('linked'));

  const gone = await doctors.delete(`/deviations/${first.id}/links/${second.number}`);
  assert.deepEqual(gone.body.links, []);
  assert.equal(outcome(await doctors.delete(`/deviations/${first.id}/links/${second.number}`)), '404 not_found');
  assert.ok((await kinds(doctors, second.id)).includes('unlinked'));
});

test('a case that one may not see cannot be linked to, and is answered like one that does not exist', async () => {
  const own = await fileReport(nurse, reports, { category: 'epikrise' });
  const elsewhere = await fileReport(nurse, reports, { category: 'meldingsutveksling' });
  const [unseen, absent] = await Promise.all([elsewhere.number, 'STO-2026-99999'].map((number) => doctors.put(`/deviations/${own.id}/links/${number}`, { kind: 'related' })));
  assert.equal(outcome(unseen), '422 unprocessable');
  assert.deepEqual(unseen.body.errors, absent.body.errors);
  assert.equal(unseen.body.errors[0].code, 'unknown_case');
  assert.equal(outcome(await doctors.put(`/deviations/${own.id}/links/${own.number}`, { kind: 'related' })), '422 unprocessable', 'with itself');
  const other = await service.signIn('annet.raad');
  assert.equal(outcome(await other.put(`/deviations/${own.id}/links/${elsewhere.number}`, { kind: 'related' })), '404 not_found');
  assert.equal(outcome(await nurse.put(`/deviations/${own.id}/links/${elsewhere.number}`, { kind: 'related' })), '403 forbidden');
});

test('two who link the same pair at once make one link', async () => {
  const [first, second] = [await fileReport(nurse, reports, { category: 'epikrise' }), await fileReport(nurse, reports, { category: 'epikrise' })];
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2
    ? doctors.put(`/deviations/${first.id}/links/${second.number}`, { kind: 'related' })
    : doctors.put(`/deviations/${second.id}/links/${first.number}`, { kind: 'related' }))));
  assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(200));
  assert.equal((await links(doctors, first.id)).links.length, 1);
});

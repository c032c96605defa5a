/* SPDX-License-Identifier: MIT */
/*
 * People and memberships: an administrator manages those of the own helsefellesskap and nobody raises oneself; a substitute has a
 * membership for a while; who leaves hands the open reports on, and who joins sees the team's old cases at once. Every
 * change is on record.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
import { addPerson, endMemberships } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

let cluster;
let service;
let administrator;
let nurse;
let doctors;
let reports;
const peoplePath = '/helsefellesskap/st_olavs/people';
const day = (offset) => new Date(Date.now() + offset * 86400000).toISOString().slice(0, 10);

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await endMemberships(cluster, 'administrator'); // the demo's: here the other one is the last
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  await addPerson(cluster, 'leder.innlandet', [{ role: 'administrator', helsefellesskap: 'innlandet' }]);
  await addPerson(cluster, 'ombud', [{ role: 'data_protection_officer' }]);
  [administrator, nurse, doctors] = await Promise.all(['leder', 'nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* Somebody new each time, as the administrator finds them: id and memberships. */
let made = 0;
async function someone(memberships) {
  made += 1;
  const username = `prove.${made}`;
  await addPerson(cluster, username, memberships);
  const list = await administrator.get(`${peoplePath}?search=${username}&who=all`);
  const { body } = await administrator.get(`/people/${list.body.items.find((one) => one.username === username).id}`);
  return { username, ...body };
}
const give = (person, membership) => administrator.post(`/people/${person.id}/memberships`, { helsefellesskap: 'st_olavs', ...membership });
const end = (membership, body = {}, client = administrator) => client.post(`/memberships/${membership.id}/ending`, body);
const inCouncil = () => ({ role: 'council_member', council_id: reports.council('legesamarbeid').id });
const mailed = async (id, kind) => (await cluster.query(`SELECT p.username FROM outbox o JOIN person p ON p.id = o.recipient_person_id
  WHERE o.kind = '${kind}' AND o.parameters ->> 'deviation_id' = '${id}' ORDER BY p.username`)).flat();

describe('the list of people', () => {
  test('is searched and filtered, and shows what each is today', async () => {
    const names = async (query) => (await administrator.get(`${peoplePath}?${query}`)).body.items.map((one) => one.username);
    assert.deepEqual(await names('search=MOHOLT'), ['nurse.trondheim']);
    assert.deepEqual(await names('search=raad.lege%40'), ['raad.lege']);
    assert.deepEqual(await names('search=%25'), [], 'a wildcard is a character like any other');
    assert.deepEqual(await names(`council_id=${reports.council('digital').id}`), ['raad.digital']);
    const atHospital = await names(`organisation_id=${reports.hospital.id}`);
    assert.ok(atHospital.includes('melder.stolav') && !atHospital.includes('nurse.trondheim'), atHospital.join());
    assert.ok((await names('role=data_protection_officer')).includes('ombud'));
    const all = await names('limit=100');
    assert.ok(all.includes('leder') && !all.some((name) => name.endsWith('innlandet')), all.join());
  });

  test('is paged without leaving anybody out', async () => {
    const whole = (await administrator.get(`${peoplePath}?limit=100`)).body.items.map((one) => one.id);
    const paged = [];
    for (let cursor = ''; cursor !== null;) {
      const { body } = await administrator.get(`${peoplePath}?limit=4${cursor && `&cursor=${cursor}`}`);
      paged.push(...body.items.map((one) => one.id));
      cursor = body.next_cursor;
    }
    assert.deepEqual(paged, whole);
  });

  test('is the administrator\'s alone, and each helsefellesskap has its own', async () => {
    for (const client of [nurse, doctors, await service.signIn('ombud'), await service.signIn('sekretariat')]) {
      assert.equal(outcome(await client.get(peoplePath)), '403 forbidden');
    }
    const other = await service.signIn('leder.innlandet');
    assert.equal(outcome(await other.get(peoplePath)), '404 not_found');
    const person = await someone([{ role: 'reporter', organisation: 'trondheim_kommune' }]);
    const refusals = [await other.get(`/people/${person.id}`), await other.put(`/people/${person.id}/disabled`, { disabled: true }),
      await other.post(`/people/${person.id}/memberships`, { helsefellesskap: 'innlandet', role: 'analyst' }),
      await other.post(`/people/${person.id}/departure`, {}), await end(person.memberships[0], {}, other)];
    const absent = await other.get('/people/999999');
    for (const answer of refusals) assert.equal(outcome(answer), outcome(absent));
    assert.equal((await administrator.get(`/people/${person.id}`)).body.memberships[0].state, 'current');
  });

  test('an administrator sees no case, and the data protection officer no narrative', async () => {
    const { id } = await fileReport(nurse, reports);
    assert.equal(outcome(await administrator.get(`/deviations/${id}`)), '403 forbidden');
    assert.equal(outcome(await (await service.signIn('ombud')).get(`/deviations/${id}`)), '403 forbidden');
  });
});

describe('memberships', () => {
  test('who joins a council sees its old cases at once, in the middle of a session, and no more after it ends', async () => {
    const old = await fileReport(nurse, reports);
    const person = await someone([{ role: 'asu_reader' }]);
    const client = await service.signIn(person.username);
    assert.equal((await client.get(`/deviations/${old.id}`)).status, 403);
    const given = await give(person, inCouncil());
    assert.equal(given.status, 201, given.text);
    assert.equal((await client.get(`/deviations/${old.id}`)).status, 200);
    const queue = await client.get(`/deviations?view=council&council_id=${inCouncil().council_id}&limit=100`);
    assert.ok(queue.body.items.some((one) => one.id === old.id));
    const ended = await end(given.body.memberships.find((one) => one.council));
    assert.equal(ended.status, 200, ended.text);
    assert.equal(ended.body.memberships.find((one) => one.council).state, 'ended');
    assert.equal((await client.get(`/deviations/${old.id}`)).status, 403);
    assert.equal(outcome(await end(given.body.memberships.find((one) => one.council))), '409 membership_over');
    assert.equal((await cluster.query(`SELECT count(*) FROM membership WHERE person_id = ${person.id}`))[0][0], '2', 'ended, not deleted');
  });

  test('are dated: one to come gives nothing yet, and an end to come takes nothing yet', async () => {
    const person = await someone([{ role: 'asu_reader' }]);
    const client = await service.signIn(person.username);
    const { body } = await give(person, { ...inCouncil(), valid_from: day(1), valid_to: day(30) });
    const membership = body.memberships.find((one) => one.council);
    assert.deepEqual([membership.state, membership.valid_from, membership.valid_to], ['future', day(1), day(30)]);
    assert.ok(!(await client.get('/session')).body.may.includes('treat_deviation'));
    const ending = await end(body.memberships.find((one) => one.role === 'asu_reader'), { valid_to: day(3) });
    assert.equal(ending.body.memberships.find((one) => one.role === 'asu_reader').state, 'current');
    assert.equal(outcome(await give(person, inCouncil())), '409 membership_there');
    assert.equal(outcome(await give(person, { role: 'analyst', valid_from: day(2), valid_to: day(1) })), '422 invalid');
  });

  test('fit their role: a council for a council\'s, an organisation for an organisation\'s, of this helsefellesskap', async () => {
    const person = await someone([{ role: 'asu_reader' }]);
    const [[foreign]] = await cluster.query("SELECT c.id FROM council c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id WHERE h.code = 'innlandet' LIMIT 1");
    for (const [membership, code] of [[{ role: 'council_lead' }, /unknown_council/], [{ role: 'coordinator' }, /unknown_organisation/],
      [{ role: 'council_member', council_id: foreign }, /unknown_council/], [{ role: 'reporter', organisation_id: '999999' }, /unknown_organisation/],
      [{ role: 'analyst', council_id: inCouncil().council_id }, /unknown_council/]]) {
      const answer = await give(person, membership);
      assert.equal(answer.status, 422, JSON.stringify(membership));
      assert.match(answer.text, code);
    }
    assert.equal(outcome(await give(person, { helsefellesskap: 'innlandet', role: 'analyst' })), '404 not_found');
  });

  test('nobody raises oneself, and the last administrator stays', async () => {
    const list = await administrator.get(`${peoplePath}?role=administrator`);
    const [self] = list.body.items;
    assert.equal(self.username, 'leder');
    const { body } = await administrator.get(`/people/${self.id}`);
    assert.equal(outcome(await give(self, inCouncil())), '403 not_oneself');
    assert.equal(outcome(await administrator.put(`/people/${self.id}/disabled`, { disabled: true })), '403 not_oneself');
    assert.equal(outcome(await end(body.memberships[0])), '409 last_administrator');
    assert.equal(outcome(await end(body.memberships[0], { valid_to: day(60) })), '409 last_administrator');
    const second = await someone([{ role: 'administrator' }]);
    const client = await service.signIn(second.username);
    assert.equal((await end(second.memberships[0], { valid_to: day(5) })).status, 200);
    assert.equal(outcome(await end(body.memberships[0], {}, client)), '409 last_administrator', 'the other one leaves soon');
    await cluster.query(`UPDATE membership SET valid_to = NULL WHERE id = ${second.memberships[0].id}`);
    assert.equal((await end(second.memberships[0])).status, 200);
  });

  test('need a recent proof of who is there', async () => {
    const person = await someone([{ role: 'asu_reader' }]);
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '11 minutes' WHERE person_id = (SELECT id FROM person WHERE username = 'leder')");
    const refusals = [await give(person, { role: 'analyst' }), await end(person.memberships[0]), await administrator.put(`/people/${person.id}/disabled`, { disabled: true }),
      await administrator.post(`/people/${person.id}/departure`, {}), await administrator.post(peoplePath, { name: 'Ny Person', email: 'ny@example.org', role: 'analyst' })];
    assert.deepEqual(refusals.map(outcome), Array(5).fill('403 confirm_identity'));
    assert.equal((await administrator.post('/session/confirmation', { password: 'Samavvik-demo-2026' }, { key: null })).status, 204);
    assert.equal((await give(person, { role: 'analyst' })).status, 201);
  });

  test('a new person is there with a first membership, once', async () => {
    const body = { name: 'Kari Ny', email: 'Kari.Ny@example.org', role: 'reporter', organisation_id: reports.mine.id };
    const [first, again] = [await administrator.post(peoplePath, body, { key: 'person-0001' }), await administrator.post(peoplePath, body, { key: 'person-0001' })];
    assert.deepEqual([first.status, first.body.username, first.body.memberships.length, first.body.can_be_invited], [201, 'kari.ny@example.org', 1, true]);
    const invitations = async () => Number((await cluster.query(`SELECT count(*) FROM outbox WHERE kind = 'invitation' AND recipient_person_id = ${first.body.id}`))[0][0]);
    assert.equal(await invitations(), 1, 'a link to choose a password is mailed');
    assert.equal((await administrator.post(`/people/${first.body.id}/invitation`)).status, 200);
    assert.equal(await invitations(), 2);
    const there = (await administrator.get(`${peoplePath}?search=nurse.trondheim`)).body.items[0];
    assert.equal(outcome(await administrator.post(`/people/${there.id}/invitation`)), '409 has_account');
    assert.equal(outcome(await (await service.signIn('leder.innlandet')).post(`/people/${first.body.id}/invitation`)), '404 not_found');
    assert.deepEqual([again.status, again.body], [201, first.body]);
    const elsewhere = await administrator.post(peoplePath, { ...body, role: 'council_member', organisation_id: null, council_id: inCouncil().council_id });
    assert.deepEqual([elsewhere.body.id, elsewhere.body.memberships.length], [first.body.id, 2]);
    assert.equal((await administrator.post(peoplePath, { ...body, email: 'kari ny@example' })).body.errors[0].code, 'bad_email');
  });

  test('who is shut out is out at once, and can be let in again', async () => {
    const person = await someone([{ role: 'reporter', organisation: 'trondheim_kommune' }]);
    const client = await service.signIn(person.username);
    const shut = await administrator.put(`/people/${person.id}/disabled`, { disabled: true });
    assert.deepEqual([shut.status, shut.body.disabled], [200, true]);
    assert.equal((await client.get('/session')).status, 401);
    await administrator.put(`/people/${person.id}/disabled`, { disabled: false });
    await service.signIn(person.username);
    const both = await someone([{ role: 'asu_reader' }, { role: 'asu_reader', helsefellesskap: 'innlandet' }]);
    assert.equal(outcome(await administrator.put(`/people/${both.id}/disabled`, { disabled: true })), '409 also_elsewhere');
    assert.equal(both.memberships.length, 1, 'the other helsefellesskap\'s is not shown');
  });
});

describe('a substitute', () => {
  const stand = (client, membership, who, more = {}) => client.post(`/memberships/${membership.id}/substitutes`, { who, valid_to: day(7), ...more });
  const own = async (client) => (await client.get('/me/memberships')).body.items;

  test('has the membership in the time, is told of new cases, and loses it after; both see it', async () => {
    const member = await someone([{ role: 'council_member', council: 'legesamarbeid' }]);
    const [holder, colleague] = [await service.signIn(member.username), await service.signIn('raad.akutt')];
    const { id } = await fileReport(nurse, reports);
    assert.equal((await colleague.get(`/deviations/${id}`)).status, 404);
    assert.equal((await stand(holder, member.memberships[0], 'raad.akutt@example.org')).status, 204);
    assert.ok((await readCase(colleague, id)).allowed.includes('acknowledge'));
    assert.ok((await colleague.get('/session')).body.memberships.some((one) => one.council?.code === 'legesamarbeid'));
    const next = await fileReport(nurse, reports);
    assert.ok((await mailed(next.id, 'case_new')).includes('raad.akutt'));
    const [mine] = await own(holder);
    assert.equal(mine.substitutes[0].name, 'Håkon Lade');
    const theirs = (await own(colleague)).find((one) => one.substitute_for);
    assert.deepEqual([theirs.substitute_for, theirs.council.code, theirs.valid_to], [`Prøve ${member.username}`, 'legesamarbeid', day(7)]);
    await cluster.query(`UPDATE substitute SET valid_from = current_date - 8, valid_to = current_date WHERE membership_id = ${member.memberships[0].id}`);
    assert.equal((await colleague.get(`/deviations/${id}`)).status, 404);
    assert.equal((await own(colleague)).length, 1);
    assert.deepEqual((await own(holder))[0].substitutes, []);
  });

  test('has nothing before the time, and when the membership itself is over', async () => {
    const member = await someone([{ role: 'council_member', council: 'legesamarbeid' }]);
    const [holder, colleague] = [await service.signIn(member.username), await service.signIn('raad.akutt')];
    const { id } = await fileReport(nurse, reports);
    await stand(holder, member.memberships[0], 'raad.akutt', { valid_from: day(1) });
    assert.equal((await colleague.get(`/deviations/${id}`)).status, 404);
    await stand(holder, member.memberships[0], 'raad.akutt');
    assert.equal((await colleague.get(`/deviations/${id}`)).status, 200);
    await end(member.memberships[0]);
    assert.equal((await colleague.get(`/deviations/${id}`)).status, 404);
  });

  test('can be ended by either, and by nobody else', async () => {
    const member = await someone([{ role: 'council_member', council: 'legesamarbeid' }]);
    const [holder, colleague] = [await service.signIn(member.username), await service.signIn('raad.akutt')];
    for (const client of [holder, colleague, administrator]) {
      assert.equal((await stand(holder, member.memberships[0], 'raad.akutt')).status, 204);
      const [{ substitutes: [{ id }] }] = await own(holder);
      assert.equal(outcome(await nurse.delete(`/substitutes/${id}`)), '404 not_found');
      assert.equal((await client.delete(`/substitutes/${id}`)).status, 204);
      assert.deepEqual((await own(holder))[0].substitutes, []);
    }
  });

  test('is not oneself, nobody unknown, nobody of elsewhere, for no role without a council or an organisation, and for nobody else\'s', async () => {
    const member = await someone([{ role: 'council_member', council: 'legesamarbeid' }, { role: 'asu_reader' }]);
    const holder = await service.signIn(member.username);
    const council = member.memberships.find((one) => one.council);
    for (const who of [member.username, 'ingen.slik', 'raad.innlandet']) assert.equal(outcome(await stand(holder, council, who)), '422 unknown_person', who);
    assert.equal(outcome(await stand(holder, member.memberships.find((one) => !one.council), 'raad.akutt')), '422 no_substitute_for_this');
    assert.equal(outcome(await stand(nurse, council, 'raad.akutt')), '404 not_found');
    assert.equal(outcome(await stand(administrator, council, 'leder')), '403 not_oneself');
    assert.equal(outcome(await stand(holder, council, 'raad.akutt', { valid_to: day(0) })), '409 membership_over');
  });
});

describe('somebody leaves', () => {
  const leave = (person, body) => administrator.post(`/people/${person.id}/departure`, body);
  const answerCase = async (id, version = 1) => {
    const answer = await doctors.post(`/deviations/${id}/answer`, { text: 'Takk for meldingen.' }, { version });
    assert.equal(answer.status, 200, answer.text);
  };
  const reporter = () => someone([{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  const coordinators = async () => (await administrator.get(`${peoplePath}?role=coordinator&organisation_id=${reports.mine.id}`)).body.items.map((one) => one.username).sort();

  test('all memberships end, and the named colleague follows the open reports: reads, hears the answer, writes', async () => {
    const [person, colleague] = [await reporter(), await reporter()];
    const client = await service.signIn(person.username);
    const successor = await service.signIn(colleague.username);
    const [open, closed] = [await fileReport(client, reports), await fileReport(client, reports)];
    await cluster.query(`UPDATE deviation SET status = 'closed', answered_at = now() - interval '9 days', closed_at = now() - interval '9 days' WHERE id = ${closed.id}`);
    const other = await fileReport(nurse, reports);
    const gone = await leave(person, { successor: colleague.username });
    assert.equal(gone.status, 200, gone.text);
    assert.deepEqual([gone.body.memberships.map((one) => one.state), gone.body.successor], [['ended'], `Prøve ${colleague.username}`]);
    assert.deepEqual((await client.get('/session')).body.may, []);
    await answerCase(open.id);
    assert.deepEqual(await mailed(open.id, 'case_answered'), [colleague.username]);
    const read = await readCase(successor, open.id);
    assert.deepEqual(read.allowed, ['addendum', 'message']);
    const said = await successor.post(`/deviations/${open.id}/messages`, { audience: 'dialogue', text: 'Jeg følger opp.' });
    assert.deepEqual([said.status, said.body?.messages.at(-1).side], [201, 'reporter']);
    const mine = (await successor.get('/deviations?view=mine')).body.items.map((one) => one.id);
    assert.deepEqual(mine, [open.id]);
    for (const hidden of [closed, other]) assert.equal((await successor.get(`/deviations/${hidden.id}`)).status, 404);
  });

  test('without a named colleague the coordinators hear the answer instead of nobody', async () => {
    const person = await reporter();
    const coordinator = await someone([{ role: 'coordinator', organisation: 'trondheim_kommune' }]);
    const { id } = await fileReport(await service.signIn(person.username), reports);
    assert.equal((await leave(person, {})).status, 200);
    await answerCase(id);
    const told = await mailed(id, 'case_answered');
    assert.deepEqual([told, told.includes(coordinator.username)], [await coordinators(), true]);
  });

  test('the colleague is of the same organisation, and the leaver somebody else than the administrator', async () => {
    const person = await reporter();
    for (const successor of ['melder.stolav', 'ingen.slik', person.username]) assert.equal(outcome(await leave(person, { successor })), '422 unknown_person', successor);
    assert.equal((await administrator.get(`/people/${person.id}`)).body.memberships[0].state, 'current', 'all or nothing');
    const [self] = (await administrator.get(`${peoplePath}?role=administrator`)).body.items;
    assert.equal(outcome(await leave(self, {})), '403 not_oneself');
    assert.equal(outcome(await leave({ id: '999999' }, {})), '404 not_found');
  });

  test('on a day to come, nothing changes before it', async () => {
    const person = await reporter();
    const client = await service.signIn(person.username);
    const gone = await leave(person, { day: day(3) });
    assert.deepEqual([gone.body.memberships[0].state, gone.body.memberships[0].valid_to], ['current', day(3)]);
    const { id } = await fileReport(client, reports);
    await answerCase(id);
    assert.deepEqual(await mailed(id, 'case_answered'), [person.username]);
  });
});

describe('what was changed', () => {
  test('is on record with who and when, for administrator and data protection officer, and cannot be changed', async () => {
    const person = await someone([{ role: 'asu_reader' }]);
    const given = await give(person, inCouncil());
    await end(given.body.memberships.find((one) => one.council));
    await administrator.put(`/people/${person.id}/disabled`, { disabled: true });
    for (const client of [administrator, await service.signIn('ombud')]) {
      const { body } = await client.get(`/helsefellesskap/st_olavs/access-changes?person_id=${person.id}`);
      assert.deepEqual(body.items.map((one) => [one.kind, one.actor, one.role]), [['person_disabled', 'Prøve leder', null],
        ['membership_ended', 'Prøve leder', 'council_member'], ['membership_added', 'Prøve leder', 'council_member'], ['membership_added', null, 'asu_reader']]);
      assert.equal(body.items[1].valid_to, day(0));
      assert.match(body.items[1].council, /legesamarbeid/);
    }
    await assert.rejects(cluster.query('UPDATE access_change SET at = now()'), /only ever added to/);
    await assert.rejects(cluster.query('DELETE FROM access_change'), /only ever added to/);
  });

  test('is paged, and seen by nobody else', async () => {
    const page = await administrator.get('/helsefellesskap/st_olavs/access-changes?limit=2');
    assert.equal(page.body.items.length, 2);
    const next = await administrator.get(`/helsefellesskap/st_olavs/access-changes?limit=2&cursor=${page.body.next_cursor}`);
    assert.ok(Number(next.body.items[0].id) < Number(page.body.items[1].id));
    assert.equal(outcome(await nurse.get('/helsefellesskap/st_olavs/access-changes')), '403 forbidden');
    assert.equal(outcome(await (await service.signIn('leder.innlandet')).get('/helsefellesskap/st_olavs/access-changes')), '404 not_found');
  });
});

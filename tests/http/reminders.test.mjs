/* SPDX-License-Identifier: MIT */
/* Who is reminded of what is due, and who hears of what has passed: once, in working hours, and never while somebody else has the ball. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, readCase, readReports } from './support/reports.mjs';
import { command, startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let mailbox;
let nurse;
let council;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_REMINDER_HOURS: 'always' } });
  mailbox = new Mailbox(service, cluster);
  await addPerson(cluster, 'lege.medlem', [{ role: 'council_member', council: 'legesamarbeid' }], { language: 'nn' });
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  await runJobs(); // after this, jobs run when a test wants it
});
beforeEach(() => mailbox.fetch());
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* A case as if it had been filed a week ago, with receipt and answer due so long from now. */
async function caseDue(receipt, answer = '30 days', { assignee = '', ...more } = {}) {
  const { id } = await fileReport(nurse, reports, more);
  await mailbox.fetch();
  await cluster.query(`UPDATE deviation SET submitted_at = now() - interval '7 days', receipt_due_at = now() + interval '${receipt}', answer_due_at = now() + interval '${answer}',
    close_due_at = now() + interval '90 days',
    assignee_person_id = (SELECT id FROM person WHERE username = '${assignee}') WHERE id = ${id}`);
  return id;
}

/* The jobs run soon after the start; a case that passed its deadline shows when they have. */
async function runJobs(settings = {}) {
  const mark = await caseDue('-1 days', '-1 days', { category: 'ikt_helseplattformen' });
  await service.stop();
  Object.assign(service.environment, settings);
  const [[before]] = await cluster.query('SELECT clock_timestamp()');
  await service.start();
  if (settings.SAMAVVIK_REMINDER_HOURS && settings.SAMAVVIK_REMINDER_HOURS !== 'always') {
    await fileReport(nurse, reports); // something to seal, which comes after reminding
    await waitFor('a later job', async () => (await cluster.query(`SELECT count(*) FROM seal WHERE at > '${before}'`))[0][0] !== '0');
    return;
  }
  await waitFor('the jobs', async () => (await cluster.query(`SELECT count(*) FROM deadline_notice WHERE deviation_id = ${mark}`))[0][0] === '1');
}
const mails = async (id) => {
  const { number } = await readCase(nurse, id);
  return (await mailbox.fetch()).filter((mail) => mail.subject.includes(number)).map((mail) => `${mail.to.join()} ${mail.subject.replace(number, '#')}`).sort();
};
const escalations = async (id) => (await readCase(nurse, id)).events.filter((event) => event.kind === 'escalated').length;

describe('a reminder', () => {
  test('goes to who works on the case, or else to who leads the council, once', async () => {
    const [assigned, free] = [await caseDue('1 day', '30 days', { assignee: 'lege.medlem' }), await caseDue('1 day')];
    await runJobs();
    const first = await mailbox.fetch();
    const of = async (id) => { const { number } = await readCase(nurse, id); return first.filter((mail) => mail.subject.includes(number)).flatMap((mail) => mail.to); };
    assert.deepEqual(await of(assigned), ['lege.medlem@example.org']);
    assert.deepEqual(await of(free), ['raad.lege@example.org']);
    const mail = first.find((one) => one.to.includes('raad.lege@example.org'));
    assert.match(mail.subject, /nærmer seg/);
    assert.match(mail.text, /\d{4}/);
    await runJobs();
    assert.deepEqual(await mails(assigned), []);
    assert.deepEqual(await mails(free), []);
    assert.equal(await escalations(free), 0);
  });

  test('is not sent long before, nor for a case that waits for somebody else, nor for what was met', async () => {
    const [early, waiting, met] = [await caseDue('20 days'), await caseDue('1 day', '1 day'), await caseDue('1 day')];
    await council.post(`/deviations/${waiting}/waiting`, { waiting_for: 'reporter', text: 'Når var det?' }, { key: null, version: 1 });
    await council.post(`/deviations/${met}/acknowledgement`, undefined, { version: 1 });
    await mailbox.fetch();
    await runJobs();
    assert.deepEqual(await cluster.query(`SELECT deviation_id FROM deadline_notice WHERE deviation_id IN (${early}, ${waiting}, ${met})`), []);
  });

  test('comes anew for a deadline that moved', async () => {
    const id = await caseDue('30 days', '1 day');
    await runJobs();
    assert.equal((await mails(id)).length, 1);
    await cluster.query(`UPDATE deviation SET answer_due_at = answer_due_at + interval '1 hour' WHERE id = ${id}`);
    await runJobs();
    assert.equal((await mails(id)).length, 1);
  });
});

describe('a measure', () => {
  test('that is not done by its day, or whose effect is to be looked at, is told of once, to who leads and who is responsible', async () => {
    const { id } = await fileReport(nurse, reports);
    const long_ago = "made_at = now() - interval '1 year'";
    const add = async (changes) => {
      const { body } = await council.post(`/deviations/${id}/measures`, { text: 'Ny sjekkliste', strength: 'weak', due_on: '2030-01-01', responsible_organisation_id: reports.mine.id });
      await cluster.query(`UPDATE measure SET ${changes} WHERE id = ${body.id}`);
    };
    await add(`due_on = current_date - 3, ${long_ago}`);
    await add(`phase = 'evaluate', done_on = current_date - 200, ${long_ago}`);
    await add('due_on = current_date + 3');
    await add('due_on = current_date - 3'); // past already when it was entered
    await mailbox.fetch();
    await runJobs();
    const measures = (all) => all.filter((mail) => /tiltak/i.test(mail));
    assert.deepEqual(measures(await mails(id)), [
      'koordinator.trondheim@example.org Et tiltak i sak # er over fristen', 'koordinator.trondheim@example.org Har tiltaket i sak # hatt effekt?',
      'kvalitet.trondheim@example.org Eit tiltak i sak # er over fristen', 'kvalitet.trondheim@example.org Har tiltaket i sak # hatt effekt?',
      'raad.lege@example.org Et tiltak i sak # er over fristen', 'raad.lege@example.org Har tiltaket i sak # hatt effekt?']);
    await runJobs();
    assert.deepEqual(measures(await mails(id)), []);
  });
});

describe('a deadline that has passed', () => {
  test('is told to the role the set names, once, and stands in the history', async () => {
    const id = await caseDue('-1 days', '10 days');
    await runJobs();
    assert.deepEqual((await mails(id)).map((line) => line.split(' ')[0]), ['raad.lege@example.org']);
    assert.equal(await escalations(id), 1);
    await runJobs();
    assert.deepEqual(await mails(id), []);
    assert.equal(await escalations(id), 1);
  });

  test('goes to the secretariat where the set says so, and to every member where nobody leads', async () => {
    await cluster.query("UPDATE deadline_set SET escalation_role = 'secretariat' WHERE receipt_days = 3");
    const secretariats = await caseDue('-1 days', '10 days');
    await runJobs();
    assert.deepEqual((await mails(secretariats)).map((line) => line.split(' ')[0]), ['sekretariat@example.org']);
    await cluster.query("UPDATE deadline_set SET escalation_role = 'council_lead' WHERE receipt_days = 3");
    await addPerson(cluster, 'digital.to', [{ role: 'council_member', council: 'digital' }]);
    const leaderless = await caseDue('-1 days', '10 days', { category: 'ikt_helseplattformen' });
    await runJobs();
    assert.deepEqual((await mails(leaderless)).map((line) => line.split(' ')[0]), ['digital.to@example.org', 'raad.digital@example.org']);
  });

  test('is told once by several instances that are started at the same time', async () => {
    const id = await caseDue('-2 days', '10 days');
    const others = await Promise.all([1, 2].map(async () => startService({ cluster, prepare: false, start: false,
      env: { SAMAVVIK_REMINDER_HOURS: 'always', SAMAVVIK_MAIL_FOLDER: service.mailFolder, SAMAVVIK_ACCOUNT_KEY: service.environment.SAMAVVIK_ACCOUNT_KEY } })));
    await Promise.all([runJobs(), ...others.map((one) => one.start())]);
    await Promise.all(others.map((one) => one.stop()));
    assert.equal((await mails(id)).length, 1);
    assert.equal(await escalations(id), 1);
  });
});

test('nobody is told outside working hours', async () => {
  const hour = Number(new Intl.DateTimeFormat('en', { timeZone: 'Europe/Oslo', hour: 'numeric', hourCycle: 'h23' }).format());
  const later = (hour + 6) % 23;
  const outside = { SAMAVVIK_REMINDER_HOURS: `${later}-${later + 1}` };
  await runJobs(outside);
  const id = await caseDue('-1 days', '10 days');
  await runJobs(outside);
  assert.deepEqual(await cluster.query(`SELECT 1 FROM deadline_notice WHERE deviation_id = ${id}`), []);
  await runJobs({ SAMAVVIK_REMINDER_HOURS: 'always' });
  assert.equal((await mails(id)).length, 1);
});

test('hours that are none stop the service from starting', async () => {
  for (const hours of ['16-8', '8', '8-25', 'sometimes']) {
    const { code, stdout, stderr } = await command({ ...service.environment, SAMAVVIK_LISTEN: '127.0.0.1:0', SAMAVVIK_REMINDER_HOURS: hours }, ['serve']);
    assert.notEqual(code, 0, hours);
    assert.match(stdout + stderr, /reminder_hours/);
  }
});

test('an open case from before there were deadlines gets some, from today, and promises nothing', async () => {
  const { id } = await fileReport(nurse, reports);
  const fresh = (await readCase(nurse, id)).deadlines;
  await cluster.query(`UPDATE deviation SET deadline_set = NULL, receipt_due_at = NULL, answer_due_at = NULL, close_due_at = NULL, answer_promised_at = NULL,
    submitted_at = now() - interval '200 days' WHERE id = ${id}`);
  await runJobs();
  await waitFor('deadlines', async () => (await readCase(nurse, id)).deadlines.set);
  assert.deepEqual((await readCase(nurse, id)).deadlines, { ...fresh, promised_on: null });
});

/* SPDX-License-Identifier: MIT */
/* Learning summaries before they go: what they would say, a test to oneself, approval; the annual wheel; the half-year report announced. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { startCluster, startService } from './support/service.mjs';

const here = '/helsefellesskap/st_olavs';
let cluster;
let service;
let mailbox;
let secretariat;
let analyst;
let nurse;

const outcome = (answer) => `${answer.status} ${answer.body?.code ?? ''}`.trim();
const due = async (at) => JSON.parse((await service.command(['digest', '--due', '--at', at])).stdout).queued;
const summaries = async (client = secretariat) => (await client.get(`${here}/summaries`)).body;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  await addPerson(cluster, 'analytiker', [{ role: 'analyst' }]);
  [secretariat, analyst, nurse] = await Promise.all(['sekretariat', 'analytiker', 'nurse.trondheim'].map((name) => service.signIn(name)));
  await cluster.query("DELETE FROM subscription; UPDATE annual_wheel SET days_ahead = 0 WHERE kind <> 'digest'");
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const publish = (title, at = new Date().toISOString()) => cluster.query(`INSERT INTO learning_note (helsefellesskap_id, council_id, category, title, text, status, published_at)
  SELECT h.id, c.id, 'epikrise', '${title}', 'Slik gjør vi det.', 'published', '${at}' FROM helsefellesskap h
  JOIN council c ON c.helsefellesskap_id = h.id AND c.code = 'legesamarbeid' WHERE h.code = 'st_olavs'`);

describe('what the next one would say', () => {
  test('is nothing while nothing is new, and then cannot be sent', async () => {
    const { body } = await secretariat.get(`${here}/summary-preview?frequency=weekly`);
    assert.deepEqual(body, { recipients: 0, points: 0, subject: null, text: null, html: null });
    assert.equal(outcome(await secretariat.post(`${here}/summary-test`, { frequency: 'weekly', language: 'nb' }, { key: null })), '409 nothing_to_send');
  });

  test('is seen with how many would get it, in each language, and leads nobody to unsubscribe', async () => {
    await publish('Ring før utskriving');
    await nurse.post(`${here}/subscriptions`, { frequency: 'weekly', language: 'nb' });
    const { body } = await analyst.get(`${here}/summary-preview?frequency=weekly&language=nn`);
    assert.deepEqual([body.recipients, body.points], [1, 1]);
    assert.match(body.subject, /^Læring frå St\. Olavs/);
    assert.ok(body.text.includes('Ring før utskriving') && body.html.includes('<html lang="nn">'));
    assert.doesNotMatch(body.text, /avmelding/);
  });

  test('comes as a test to oneself alone, and counts as sent to nobody', async () => {
    await mailbox.fetch();
    assert.equal((await analyst.post(`${here}/summary-test`, { frequency: 'weekly', language: 'en' }, { key: null })).status, 204);
    const mails = await mailbox.fetch();
    assert.deepEqual(mails.map((mail) => mail.to), [['analytiker@example.org']]);
    assert.match(mails[0].subject, /^Test: Learning from/);
    assert.deepEqual(await cluster.query('SELECT count(*) FROM digest_receipt'), [['0']]);
    assert.equal((await secretariat.get(`${here}/summary-preview?frequency=weekly`)).body.recipients, 1);
  });

  test('is nobody else\'s business', async () => {
    assert.equal(outcome(await nurse.get(`${here}/summaries`)), '403 forbidden');
    assert.equal(outcome(await secretariat.get('/helsefellesskap/innlandet/summaries')), '404 not_found');
    assert.equal(outcome(await secretariat.get('/helsefellesskap/innlandet/summary-preview?frequency=weekly')), '404 not_found');
    assert.equal(outcome(await secretariat.post('/helsefellesskap/innlandet/summary-test', { frequency: 'weekly', language: 'nb' }, { key: null })), '404 not_found');
  });
});

describe('a draft', () => {
  let draft;

  before(async () => {
    // Else it would get the point first: a point goes to a person once.
    const [weekly] = (await nurse.get(`${here}/subscriptions`)).body.items;
    await nurse.delete(`/subscriptions/${weekly.id}`);
    await nurse.post(`${here}/subscriptions`, { frequency: 'quarterly', language: 'nb', category: 'epikrise' });
    await publish('Kvartalets punkt', '2040-03-20 12:00+01');
    await due('2040-04-02T10:00:00+02:00');
  });

  test('is there with its points and exactly how many get it, and those who approve are told', async () => {
    draft = (await summaries()).items.find((one) => one.frequency === 'quarterly');
    assert.deepEqual([draft.status, draft.recipients, draft.points.map((one) => one.title)], ['draft', 1, ['Kvartalets punkt']]);
    const told = (await mailbox.fetch()).filter((mail) => /venter på godkjenning/.test(mail.subject));
    assert.ok(told.length > 0 && told.every((mail) => mail.links.includes(`${service.url}/oppsummeringer`)));
  });

  test('is approved by the secretariat and not by an analyst, can be taken back, and goes when its day comes', async () => {
    const decide = (client, decision) => client.post(`/summaries/${draft.id}/decision`, { decision }, { key: null });
    assert.equal(outcome(await decide(analyst, 'approve')), '403 forbidden');
    assert.equal(outcome(await decide(secretariat, 'reopen')), '409 conflict');
    for (const [decision, status] of [['approve', 'approved'], ['reopen', 'draft'], ['drop', 'dropped'], ['reopen', 'draft'], ['approve', 'approved']]) {
      const { body } = await decide(secretariat, decision);
      assert.equal(body.items.find((one) => one.id === draft.id).status, status);
    }
    assert.equal(await due('2040-04-07T10:00:00+02:00'), 0, 'not before its day');
    assert.equal(await due('2040-04-08T10:00:00+02:00'), 1);
    const sent = (await summaries()).items.find((one) => one.id === draft.id);
    assert.deepEqual([sent.status, sent.recipients], ['sent', 1]);
    assert.equal(outcome(await decide(secretariat, 'reopen')), '409 conflict');
    assert.equal(await due('2040-04-09T10:00:00+02:00'), 0);
    await cluster.query('UPDATE outbox SET not_before = now(), created_at = now() WHERE not_before > now()');
    assert.deepEqual((await mailbox.fetch()).map((mail) => mail.to[0]), ['nurse.trondheim@example.org']);
  });
});

describe('the annual wheel', () => {
  test('is changed whole by those who approve, by the version they saw, and shows what comes next', async () => {
    const seen = await summaries();
    const entries = seen.wheel.map(({ next_at: _next, prepared_at: _prepared, ...entry }) => entry);
    const wanted = [...entries.filter((one) => one.frequency !== 'weekly'), { kind: 'digest', frequency: 'weekly', days_after: 2, days_ahead: 1, needs_approval: true },
      { kind: 'custom', label: 'Partnerskapsmøte', month: 10, day: 15, days_ahead: 21, needs_approval: false }];
    const put = (body, version) => secretariat.put(`${here}/annual-wheel`, body, { version: `"${version}"` });
    assert.equal(outcome(await put({ entries: wanted }, '1')), '412 version_conflict');
    const { body } = await put({ entries: wanted }, seen.wheel_version);
    const weekly = body.wheel.find((one) => one.frequency === 'weekly');
    assert.deepEqual([new Date(weekly.next_at).getUTCDay(), weekly.needs_approval], [3, true]);
    const meeting = body.wheel.find((one) => one.kind === 'custom');
    assert.match(meeting.next_at, /^\d{4}-10-15T05:00/);
    assert.notEqual(body.wheel_version, seen.wheel_version);
    assert.equal(outcome(await analyst.put(`${here}/annual-wheel`, { entries: [] }, { version: `"${body.wheel_version}"` })), '403 forbidden');
  });

  test('refuses what cannot be a date, and says where', async () => {
    const wrong = { entries: [{ kind: 'digest', frequency: 'weekly', month: 1, day: 2, days_ahead: 0, needs_approval: false },
      { kind: 'digest', frequency: 'weekly', days_after: 1, days_ahead: 0, needs_approval: false }, { kind: 'custom', month: 1, days_ahead: 0, needs_approval: false },
      { kind: 'report', frequency: 'monthly', days_after: 1, days_ahead: 0, needs_approval: false }] };
    const { body } = await secretariat.put(`${here}/annual-wheel`, wrong, { version: 1 });
    assert.deepEqual(Object.fromEntries(body.errors.map((one) => [one.pointer, one.code])), { '/entries/0/days_after': 'one_of_two',
      '/entries/1/frequency': 'entry_twice', '/entries/2/days_after': 'one_of_two', '/entries/2/label': 'missing', '/entries/3/frequency': 'not_allowed' });
  });

  test('tells those who approve of what comes, once', async () => {
    const [[before]] = await cluster.query("SELECT count(*) FROM outbox WHERE kind = 'wheel_ahead'");
    const first = await due('2050-10-01T10:00:00+02:00');
    assert.ok(first > 0);
    assert.equal(await due('2050-10-02T10:00:00+02:00'), 0);
    const [[now]] = await cluster.query("SELECT count(*) FROM outbox WHERE kind = 'wheel_ahead'");
    assert.equal(Number(now) - Number(before), first);
  });
});

test('the half-year report is announced to readers of ASU and half-yearly subscribers once, with a link and no numbers', async () => {
  await mailbox.fetch();
  await nurse.post(`${here}/subscriptions`, { frequency: 'half_yearly', language: 'en', category: 'legemidler' });
  const announce = () => cluster.query("SET samavvik.job = 'on'; SELECT learning_announce_report((SELECT id FROM helsefellesskap WHERE code = 'st_olavs'), '2026-H1')");
  await announce();
  const mails = await mailbox.fetch();
  assert.deepEqual(mails.map((mail) => mail.to[0]).sort(), ['asu@example.org', 'nurse.trondheim@example.org']);
  assert.ok(mails.every((mail) => /klar|ready/.test(mail.subject) && mail.links.length === 1));
  await announce();
  assert.deepEqual(await mailbox.fetch(), []);
});

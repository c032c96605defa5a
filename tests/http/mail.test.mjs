/* SPDX-License-Identifier: MIT */
/*
 * Mail from the change that causes it to the recipient's mailbox: the built service, a real database, a real relay with
 * TLS and sign-in that hangs, refuses, and goes away.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { everythingSent } from './support/mailbox.mjs';
import { publishNote } from './support/notes.mjs';
import { freePort, startCluster, startService, waitFor } from './support/service.mjs';
import { makeCertificates, startRelay } from './support/smtp_relay.mjs';

const account = { user: 'samavvik', password: 'a secret of the test' };
const secret = 'Pasienten kom hjem uten legemiddelliste';

let cluster;
let tls;
let port;
let relay;
let service;
let nurse;
let council;
let report;

const openRelay = async () => { relay = await startRelay({ tls, account, port }); };

const settings = () => ({
  SAMAVVIK_MAIL_TRANSPORT: 'smtp',
  SAMAVVIK_MAIL_URL: `smtp://localhost:${port}`,
  SAMAVVIK_MAIL_USER: account.user,
  SAMAVVIK_MAIL_PASSWORD: account.password,
  SAMAVVIK_MAIL_CA_FILE: tls.caFile,
  SAMAVVIK_MAIL_TIMEOUT_MS: '1500',
  SAMAVVIK_MAIL_RETRY_FIRST_SECONDS: '1',
});

before(async () => {
  tls = makeCertificates();
  cluster = await startCluster();
  port = await freePort();
  await openRelay();
  service = await startService({ cluster, demo: true, cases: false, env: settings() });
  nurse = await service.signIn('nurse.trondheim');
  council = await service.signIn('raad.lege');
  const register = (await nurse.get('/helsefellesskap/st_olavs/register')).body;
  report = {
    helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler',
    reporter_organisation_id: nurse.session.memberships.find((one) => one.organisation).organisation.id,
    other_organisation_id: register.organisations.find((one) => one.party === 'hospital').id,
    title: secret, description: `${secret}.`, actual_harm: 'none', potential_harm: 'low',
  };
});

after(async () => {
  await service?.stop();
  await relay?.close();
  await cluster?.stop();
  tls?.remove();
});

/* Each test starts with nothing to send and a relay that behaves. */
beforeEach(async () => {
  relay.on = {};
  relay.release();
  await cluster.query('DELETE FROM announcement; DELETE FROM outbox');
  relay.messages.length = 0;
});

async function file() {
  const answer = await nurse.post('/deviations', report);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

const sent = (count, options) =>
  waitFor(`${count} messages at the relay`, () => relay.messages.length >= count, { timeoutMs: 20000, ...options });

const nothingWaits = (options) => everythingSent(cluster, { everyMs: 100, ...options });

/* Rows as a room would queue them; `more` are further columns as SQL. */
const queue = (count, address, more = {}) => cluster.query(`
  INSERT INTO outbox (helsefellesskap_id, kind, address, language, dedupe_key, parameters
    ${Object.keys(more).map((name) => `, ${name}`).join('')})
  SELECT 1, 'case_new', format('${address}', n), 'nb', format('test:%s:%s', '${address}', n),
    jsonb_build_object('number', 'STO-2026-' || n, 'council', 'Rådet', 'deviation_id', n::text)
    ${Object.values(more).map((value) => `, ${value}`).join('')}
  FROM generate_series(1, ${count}) n`);

const idsOf = (messages) => messages.map((one) => one.messageId);
const assertOnce = (messages) => assert.equal(new Set(idsOf(messages)).size, messages.length, 'a message came twice');

describe('what is sent', () => {
  test('a new case tells the council, with a link and nothing of what was written', async () => {
    const { id, number } = await file();
    await sent(1);
    await nothingWaits();
    const [message] = relay.messages;
    assert.deepEqual(message.recipients, ['raad.lege@example.org']);
    assert.equal(message.subject, `Ny sak ${number} til Fagråd for legesamarbeid`);
    for (const body of [message.text, message.html]) {
      assert.ok(body.includes(`${service.url}/saker/${id}`));
      assert.ok(!body.includes('legemiddelliste'), 'no content in mail');
    }
    assert.ok(!message.raw.includes('legemiddelliste'));
    assert.match(message.html, /<html lang="nb">/);
    assert.equal(message.user, account.user);
    assert.equal(message.secure, true);
    assert.equal(relay.messages.length, 1);
  });

  test('answer and closing tell the reporter, in the language of the reporter', async () => {
    const { id, number, version } = await file();
    await sent(1);
    await cluster.query("UPDATE person SET language = 'en' WHERE username = 'nurse.trondheim'");
    try {
      const answered = await council.post(`/deviations/${id}/answer`, { text: 'Vi har ringt avdelingen.' }, { version });
      assert.equal(answered.status, 200, answered.text);
      await sent(2);
      const closed = await council.post(`/deviations/${id}/closing`, {}, { version: answered.body.version });
      assert.equal(closed.status, 200, closed.text);
      await sent(3);
    } finally {
      await cluster.query("UPDATE person SET language = 'nb' WHERE username = 'nurse.trondheim'");
    }
    const [, answer, closing] = relay.messages;
    assert.deepEqual([answer.recipients, closing.recipients], [['nurse.trondheim@example.org'], ['nurse.trondheim@example.org']]);
    assert.equal(answer.subject, `Answer to case ${number}`);
    assert.equal(closing.subject, `Case ${number} is closed`);
    assert.ok(!answer.raw.includes('avdelingen'));
  });

  test('a learning summary lists the published points with their links, once', async () => {
    const { id, version } = await file();
    const answered = await council.post(`/deviations/${id}/answer`, { text: 'Takk for meldingen.' }, { version });
    const closed = await council.post(`/deviations/${id}/closing`,
      { learning_point: { title: 'Ring før utskriving & send liste', text: 'Avtal overlevering.' } },
      { version: answered.body.version });
    assert.equal(closed.status, 200, closed.text);
    const { id: note } = await publishNote(service, council, closed.body.learning_note);
    const path = '/helsefellesskap/st_olavs/subscriptions';
    const [{ id: mine, ...held }] = (await nurse.get(path)).body.items;
    const subscribed = await nurse.put(`/subscriptions/${mine}`, { frequency: held.frequency, language: 'nn' });
    assert.equal(subscribed.status, 200, subscribed.text);
    await nothingWaits();
    relay.messages.length = 0;

    assert.equal((await service.command(['digest'])).code, 0);
    await nothingWaits();
    const subscribers = await cluster.query('SELECT count(*) FROM subscription WHERE helsefellesskap_id = 1');
    assert.equal(relay.messages.length, Number(subscribers[0][0]));
    assert.ok(relay.messages.every((one) => one.recipients.length === 1), 'nobody sees who else gets it');
    const message = relay.messages.find((one) => one.recipients[0] === 'nurse.trondheim@example.org');
    const all = relay.messages.length;
    assert.match(message.subject, /^Læring frå .+, \d+\. \p{L}+ \d{4}$/u);
    assert.ok(message.text.includes('Ring før utskriving & send liste'));
    assert.match(message.html, new RegExp(`<a [^>]*href="${service.url}/laering/${note}">Ring før utskriving &amp; send liste</a>`));
    const header = (name) => message.headers.find(({ key }) => key === name).value;
    assert.match(header('list-unsubscribe'), new RegExp(`^<${service.url}/api/v1/unsubscribe/u${mine}-[0-9a-f]{48}>$`));
    assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    assert.equal((await service.command(['digest'])).code, 0);
    await nothingWaits();
    assert.equal(relay.messages.length, all);
  });
});

describe('a relay in trouble', () => {
  /* Milliseconds of each of `count` filings one after the other. */
  async function fileTimes(count) {
    const times = [];
    for (let i = 0; i < count; i += 1) {
      const started = performance.now();
      await file();
      times.push(performance.now() - started);
    }
    return times.sort((a, b) => a - b);
  }

  test('that hangs slows no filing down, and everything comes once when it goes on', async () => {
    await fileTimes(10);
    const before = await fileTimes(30);
    await nothingWaits();
    relay.messages.length = 0;
    relay.on.connect = () => ({ hang: Infinity });
    relay.on.mail = () => ({ hang: Infinity });
    const during = await fileTimes(30);
    assert.ok(during[15] < before[15] * 2 + 5, `median ${during[15]} ms instead of ${before[15]} ms`);
    assert.ok(during[29] < 250, `slowest ${during[29]} ms`);
    relay.on = {};
    relay.release();
    await nothingWaits();
    assertOnce(relay.messages);
    assert.equal(relay.messages.length, 30);
  });

  test('that answers 4xx for a while gets every message, once, without a restart', async () => {
    relay.on.rcpt = () => ({ code: 451 });
    await queue(20, 'reader%s@example.org');
    await waitFor('two attempts each', async () => {
      const [[least]] = await cluster.query('SELECT min(attempts) FROM outbox');
      return Number(least) >= 2;
    });
    assert.equal(relay.messages.length, 0);
    relay.on = {};
    await nothingWaits();
    assertOnce(relay.messages);
    assert.equal(relay.messages.length, 20);
    const [[codes]] = await cluster.query("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND last_reason = 'ok'");
    assert.equal(codes, '20');
  });

  test('that is gone is not hammered, uses up no attempts, and is noticed within seconds when it is back', async () => {
    await relay.close();
    await queue(50, 'reader%s@example.org');
    await waitFor('the log to say so', () => service.log.includes('"state":"away"'));
    const attempts = () => service.log.split('"result":"relay_away"').length;
    const first = attempts();
    await new Promise((done) => { setTimeout(done, 4000); });
    assert.ok(attempts() - first <= 8, `${attempts() - first} attempts in four seconds`);
    const [[counted]] = await cluster.query('SELECT max(attempts) FROM outbox');
    assert.equal(counted, '0');
    await openRelay();
    const back = performance.now();
    await nothingWaits();
    assert.ok(performance.now() - back < 15000, `${performance.now() - back} ms after it was back`);
    assertOnce(relay.messages);
    assert.equal(relay.messages.length, 50);
  });

  test('with many undeliverable messages at the head of the line keeps nobody else waiting', async () => {
    relay.on.rcpt = (address) => ({ bounce: { code: 550 }, slow: { hang: 500, code: 451 } })[/^[a-z]+/.exec(address)[0]];
    const early = { not_before: "now() - interval '1 hour'", attempts: '1' };
    await queue(100, 'slow%s@example.org', early);
    await queue(60, 'bounce%s@example.org', early);
    const started = performance.now();
    await queue(5, 'good%s@example.org');
    await sent(5);
    assert.ok(performance.now() - started < 6000, `waited ${performance.now() - started} ms`);
    assertOnce(relay.messages);
    relay.on.rcpt = () => ({ code: 550 });
    relay.release();
    await waitFor('the bounces to be given up', async () => {
      const [[refused]] = await cluster.query("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL AND last_code = 550 AND address LIKE 'bounce%'");
      return refused === '60';
    });
  });

  test('that refuses a message for good is not asked again', async () => {
    relay.on.data = () => ({ code: 554 });
    await queue(1, 'reader%s@example.org');
    await nothingWaits();
    const [row] = await cluster.query('SELECT attempts, last_code, last_reason, failed_at IS NOT NULL FROM outbox');
    assert.deepEqual(row, ['1', '554', 'refused', 't']);
  });

  test('and a message whose time is over is given up', async () => {
    relay.on.rcpt = () => ({ code: 450 });
    await queue(1, 'reader%s@example.org', { expires_at: "now() + interval '2 seconds'" });
    await nothingWaits();
    const [row] = await cluster.query('SELECT last_reason, failed_at IS NOT NULL, sent_at IS NULL FROM outbox');
    assert.deepEqual(row, ['expired', 't', 't']);
  });

  test('that loses the answer after the text gets the same Message-ID again', async () => {
    let texts = 0;
    relay.on.data = () => (texts++ === 0 ? { drop: true } : undefined);
    await queue(1, 'reader%s@example.org');
    await nothingWaits();
    assert.equal(relay.messages.length, 2);
    assert.equal(relay.messages[0].messageId, relay.messages[1].messageId);
    assert.deepEqual(relay.messages[0].raw, relay.messages[1].raw);
  });
});

describe('mail that does not flow', () => {
  const mailState = async () => (await (await fetch(`${service.url}/readyz`)).json()).mail;

  test('shows in readiness until it flows again', async () => {
    assert.equal(await mailState(), 'ok');
    await relay.close();
    await queue(2, 'reader%s@example.org', { not_before: "now() - interval '11 minutes'", created_at: "now() - interval '11 minutes'" });
    assert.equal(await mailState(), 'stuck');
    await openRelay();
    await nothingWaits();
    assert.equal(await mailState(), 'ok');
  });

  test('is told apart from one full mailbox, and not from a relay that puts everybody off', async () => {
    const old = { created_at: "now() - interval '11 minutes'", not_before: "now() + interval '1 hour'", attempts: '5',
      last_reason: "'later'", last_code: '452' };
    await queue(2, 'full%s@example.org', old);
    assert.equal(await mailState(), 'ok');
    await queue(1, 'another%s@example.org', old);
    assert.equal(await mailState(), 'stuck');
  });
});

describe('starting and stopping', () => {
  const stop = async () => {
    const started = performance.now();
    const { code, signal } = await service.stop();
    return { code, signal, ms: performance.now() - started };
  };

  test('a stop while the relay hangs takes seconds, and the message goes out after the next start', async () => {
    relay.on.data = () => ({ hang: Infinity });
    await service.stop();
    service.environment.SAMAVVIK_MAIL_TIMEOUT_MS = '60000';
    await service.start();
    await queue(3, 'reader%s@example.org');
    await sent(3);
    const { code, ms } = await stop();
    service.environment.SAMAVVIK_MAIL_TIMEOUT_MS = '1500';
    assert.equal(code, 0);
    assert.ok(ms < 12000, `${ms} ms`);
    relay.on = {};
    await service.start();
    await nothingWaits();
    assert.equal(new Set(idsOf(relay.messages)).size, 3);
  });

  test('after kill -9 in the middle of a message it goes out again under the same Message-ID', async () => {
    relay.on.data = () => ({ hang: Infinity });
    await queue(1, 'reader%s@example.org');
    await sent(1);
    await service.kill9();
    relay.on = {};
    await service.start();
    await nothingWaits();
    assert.equal(relay.messages.length, 2);
    assert.equal(relay.messages[0].messageId, relay.messages[1].messageId);
  });

  test('two instances send each message once', async () => {
    const other = await startService({ cluster, prepare: false, env: settings() });
    try {
      await queue(300, 'reader%s@example.org');
      await nothingWaits();
    } finally {
      await other.stop();
    }
    assertOnce(relay.messages);
    assert.equal(relay.messages.length, 300);
    const logs = [service.log, other.log].map((log) => log.split('"result":"sent"').length - 1);
    assert.ok(logs.every((count) => count > 0), `both of them work: ${logs}`);
  });

  test('mail settings that cannot be used are refused at the start, not message by message', async () => {
    for (const env of [{ SAMAVVIK_MAIL_FROM: 'nobody' }, { SAMAVVIK_MAIL_URL: 'http://localhost' },
      { SAMAVVIK_MAIL_URL: 'smtp://relay.example', SAMAVVIK_MAIL_INSECURE: '1' }]) {
      await assert.rejects(startService({ cluster, prepare: false, env: { ...settings(), ...env } }), /mail_settings_unusable/);
    }
  });
});

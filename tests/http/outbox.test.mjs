/* SPDX-License-Identifier: MIT */
/*
 * What people can do about mail: see what became of it, try it again, stop it and put it back; an address that is refused is not
 * tried again until somebody says so; and mail that does not flow is told to those who look after it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { everythingSent } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { freePort, startCluster, startService, waitFor } from './support/service.mjs';
import { startRelay } from './support/smtp_relay.mjs';

const here = '/helsefellesskap/st_olavs';
let cluster;
let port;
let relay;
let service;
let administrator;
let secretariat;
let stranger;
let nurse;

const openRelay = async () => { relay = await startRelay({ mode: 'plain', port }); };

before(async () => {
  cluster = await startCluster();
  port = await freePort();
  await openRelay();
  service = await startService({ cluster, demo: true, cases: false, env: {
    SAMAVVIK_MAIL_TRANSPORT: 'smtp', SAMAVVIK_MAIL_URL: `smtp://127.0.0.1:${port}`, SAMAVVIK_MAIL_INSECURE: '1',
    SAMAVVIK_MAIL_TIMEOUT_MS: '1500', SAMAVVIK_MAIL_RETRY_FIRST_SECONDS: '600', SAMAVVIK_MAIL_STUCK_MINUTES: '10',
  } });
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  await addPerson(cluster, 'leder.innlandet', [{ role: 'administrator', helsefellesskap: 'innlandet' }]);
  [administrator, secretariat, stranger, nurse] = await Promise.all(['leder', 'sekretariat', 'leder.innlandet', 'nurse.trondheim'].map((name) => service.signIn(name)));
});
after(async () => {
  await service?.stop();
  await relay?.close();
  await cluster?.stop();
});
beforeEach(async () => {
  relay.on = {};
  relay.messages.length = 0;
  await cluster.query('DELETE FROM announcement; DELETE FROM outbox; DELETE FROM refused_address');
});

let made = 0;
/* Mail to somebody of the demo; `more` are further columns as SQL. Answers the id. */
async function queue(username, more = {}, kind = 'case_new') {
  made += 1;
  const columns = { helsefellesskap_id: "(SELECT id FROM helsefellesskap WHERE code = 'st_olavs')", ...more };
  const [[id]] = await cluster.query(`INSERT INTO outbox (kind, recipient_person_id, address, language, dedupe_key, parameters, ${Object.keys(columns).join(', ')})
    SELECT '${kind}', p.id, p.email, 'nb', 'test:${made}', jsonb_build_object('number', 'STO-2026-1', 'council', 'Rådet', 'deviation_id', '1'), ${Object.values(columns).join(', ')}
    FROM person p WHERE p.username = '${username}' RETURNING id`);
  return id;
}
const later = { not_before: "now() + interval '1 hour'" };
const list = async (client, query = '') => {
  const answer = await client.get(`${here}/outbox${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items;
};
const row = async (id, client = administrator) => (await list(client)).find((one) => one.id === id);
const change = async (client, action, ids) => {
  const answer = await client.post(`${here}/outbox`, { action, ids });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.changed;
};
const state = (id, wanted) => waitFor(`${wanted}`, async () => (await row(id))?.state === wanted);

describe('the list of mail', () => {
  test('says whom it is for, where it stands and why, and nothing of a case', async () => {
    const id = await queue('nurse.trondheim', { ...later, attempts: 2, last_reason: "'later'", last_code: 451, last_status: "'4.7.1'" });
    const found = await row(id);
    assert.deepEqual({ ...found, created_at: null, next_try_at: typeof found.next_try_at }, { id, kind: 'case_new', state: 'retry', recipient: found.recipient,
      domain: 'example.org', language: 'nb', created_at: null, sent_at: null, ended_at: null, next_try_at: 'string', attempts: 2, code: 451, status: '4.7.1',
      reason: 'later', may: ['retry', 'cancel'], action: null });
    const { text } = await administrator.get(`${here}/outbox`);
    assert.doesNotMatch(text, /STO-2026-1|nurse\.trondheim@|deviation/);
  });

  test('is of one helsefellesskap, for its administrators and its secretariat', async () => {
    const id = await queue('nurse.trondheim', later);
    assert.deepEqual((await list(secretariat)).map((one) => one.id), [id]);
    assert.equal((await stranger.get(`${here}/outbox`)).status, 404);
    assert.equal((await stranger.post(`${here}/outbox`, { action: 'cancel', ids: [id] })).status, 404);
    assert.deepEqual((await stranger.get('/helsefellesskap/innlandet/outbox')).body.items, []);
    assert.deepEqual((await stranger.post('/helsefellesskap/innlandet/outbox', { action: 'cancel', ids: [id] })).body.changed, []);
    assert.equal((await nurse.get(`${here}/outbox`)).status, 403);
    assert.equal((await nurse.get(`${here}/outbox-counts`)).status, 403);
    assert.equal((await nurse.post(`${here}/outbox`, { action: 'cancel', ids: [id] })).status, 403);
  });

  test('shows mail about accounts to administrators alone, and of no account neither name nor address', async () => {
    await queue('nurse.trondheim', { ...later, helsefellesskap_id: 'NULL' }, 'password_changed');
    await cluster.query(`INSERT INTO outbox (helsefellesskap_id, kind, address, language, dedupe_key, not_before)
      SELECT id, 'receipt_news', 'someone@private.example', 'nb', 'test:receipt', now() + interval '1 hour' FROM helsefellesskap WHERE code = 'st_olavs'`);
    assert.deepEqual((await list(administrator)).map((one) => one.kind).sort(), ['password_changed', 'receipt_news']);
    const [receipt] = await list(secretariat);
    assert.deepEqual([receipt.kind, receipt.recipient, receipt.domain], ['receipt_news', null, null]);
    assert.equal((await list(secretariat)).length, 1);
  });

  test('can be narrowed, counted, searched by name and paged without gaps', async () => {
    const ids = [];
    for (let i = 0; i < 5; i += 1) ids.unshift(await queue(i % 2 ? 'raad.lege' : 'nurse.trondheim', later, i === 4 ? 'case_closed' : 'case_new'));
    await queue('raad.lege', { failed_at: 'now()', last_reason: "'refused'", last_code: 554, created_at: "now() - interval '3 days'" });
    assert.equal((await list(administrator, '?state=waiting')).length, 5);
    assert.equal((await list(administrator, '?state=given_up')).length, 1);
    assert.equal((await list(administrator, '?days=1')).length, 5);
    assert.equal((await list(administrator, '?kind=case_closed')).length, 1);
    const [{ recipient }] = await list(administrator, '?kind=case_closed');
    assert.equal((await list(administrator, `?state=waiting&search=${encodeURIComponent(recipient.slice(1, 6).toUpperCase())}`)).length, 3);
    assert.equal((await secretariat.get(`${here}/outbox?search=Per`)).status, 403);
    const counts = (await administrator.get(`${here}/outbox-counts`)).body;
    assert.deepEqual(counts, { waiting: 5, sending: 0, retry: 0, sent: 0, given_up: 1, cancelled: 0, bounced: 0 });

    const paged = [];
    let cursor = '';
    do {
      const page = (await administrator.get(`${here}/outbox?limit=2&state=waiting${cursor && `&cursor=${cursor}`}`)).body;
      paged.push(...page.items.map((one) => one.id));
      cursor = page.next_cursor;
    } while (cursor);
    assert.deepEqual(paged, ids);
  });

  test('refuses what it cannot be asked', async () => {
    for (const query of ['?state=lost', '?days=0', '?cursor=x', '?limit=101']) assert.equal((await administrator.get(`${here}/outbox${query}`)).status, 400, query);
    assert.equal((await administrator.get(`${here}/outbox-counts?days=x`)).status, 400);
    for (const body of [{ action: 'delete', ids: ['1'] }, { action: 'cancel', ids: [] }, { action: 'cancel', ids: ['x'] }, { action: 'cancel' }])
      assert.ok([400, 422].includes((await administrator.post(`${here}/outbox`, body)).status), JSON.stringify(body));
  });
});

describe('a message', () => {
  test('that was stopped is not sent, and goes out when it is put back; both are on record', async () => {
    const id = await queue('nurse.trondheim', { not_before: "now() + interval '2 seconds'" });
    assert.deepEqual(await change(administrator, 'cancel', [id]), [id]);
    assert.deepEqual(await change(administrator, 'cancel', [id]), [], 'once');
    await cluster.query('UPDATE outbox SET not_before = now()');
    const other = await queue('raad.lege');
    await state(other, 'sent');
    const stopped = await row(id);
    assert.deepEqual([stopped.state, stopped.action.kind, stopped.action.by, stopped.may], ['cancelled', 'cancel', 'Prøve leder', ['put_back']]);
    assert.deepEqual(await change(secretariat, 'put_back', [id]), [id]);
    await state(id, 'sent');
    assert.deepEqual((await row(id)).action.kind, 'put_back');
    assert.equal(relay.messages.filter(({ messageId }) => messageId.includes(`outbox-${id}-`)).length, 1);
    assert.deepEqual(await change(administrator, 'cancel', [id]), [], 'what is out cannot be stopped');
  });

  test('that is put off is tried at once when somebody says so, with its time and its attempts from the start', async () => {
    relay.on.rcpt = () => ({ code: 451 });
    const id = await queue('nurse.trondheim', { created_at: "now() - interval '60 hours'" });
    await state(id, 'retry');
    relay.on = {};
    assert.deepEqual(await change(administrator, 'retry', [id]), [id]);
    await state(id, 'sent');
    assert.equal((await row(id)).attempts, 1);
  });

  test('that was given up after its time goes out when it is tried again, under its Message-ID', async () => {
    const id = await queue('nurse.trondheim', { created_at: "now() - interval '100 hours'", failed_at: 'now()', last_reason: "'expired'", attempts: 9 });
    relay.on.rcpt = () => ({ code: 451 });
    assert.deepEqual(await change(administrator, 'retry', [id]), [id]);
    await state(id, 'retry');
    relay.on = {};
    await change(administrator, 'retry', [id]);
    await state(id, 'sent');
    assert.match(relay.messages[0].messageId, new RegExp(`outbox-${id}-`));
  });

  test('with a link that has run out is not sent again', async () => {
    const id = await queue('nurse.trondheim', { failed_at: 'now()', last_reason: "'expired'", expires_at: "now() - interval '1 hour'" });
    assert.deepEqual((await row(id)).may, []);
    assert.deepEqual(await change(administrator, 'retry', [id]), []);
  });
});

describe('an address that takes no mail', () => {
  const ownAddress = async () => (await nurse.get('/mail-state')).body.own_address;

  test('is not tried again, its owner is told, and one who looks after mail can say that it is good', async () => {
    assert.equal(await ownAddress(), null);
    let asked = 0;
    relay.on.rcpt = () => { asked += 1; return { code: 550, text: '5.1.1 No such user' }; };
    const first = await queue('nurse.trondheim');
    await state(first, 'bounced');
    const { code, status, reason } = await row(first);
    assert.deepEqual([code, status, reason], [550, '5.1.1', 'recipient']);
    const second = await queue('nurse.trondheim');
    await state(second, 'bounced');
    assert.deepEqual([(await row(second)).reason, (await row(second)).attempts, asked], ['marked', 0, 1]);
    const told = await ownAddress();
    assert.deepEqual([told.code, told.status], [550, '5.1.1']);

    relay.on = {};
    assert.deepEqual(await change(administrator, 'retry', [second]), [second]);
    await state(second, 'sent');
    assert.equal(await ownAddress(), null);
  });

  test('is good again when it is another one', async () => {
    relay.on.rcpt = (address) => (address.startsWith('nurse') ? { code: 550 } : undefined);
    await state(await queue('nurse.trondheim'), 'bounced');
    await cluster.query("UPDATE person SET email = 'ny.adresse@example.org' WHERE username = 'nurse.trondheim'");
    try {
      assert.equal(await ownAddress(), null);
      await state(await queue('nurse.trondheim'), 'sent');
    } finally {
      await cluster.query("UPDATE person SET email = 'nurse.trondheim@example.org' WHERE username = 'nurse.trondheim'");
    }
  });

  test('is not marked for a policy, nor somebody without an account', async () => {
    relay.on.rcpt = (address) => (address.startsWith('nurse') ? { code: 550, text: '5.7.1 Not from you' } : { code: 550 });
    await state(await queue('nurse.trondheim'), 'given_up');
    await state(await queueReceipt(), 'bounced');
    assert.deepEqual(await cluster.query('SELECT count(*) FROM refused_address'), [['0']]);
  });

  async function queueReceipt() {
    const [[id]] = await cluster.query(`INSERT INTO outbox (helsefellesskap_id, kind, address, language, dedupe_key)
      SELECT id, 'receipt_news', 'someone@private.example', 'nb', 'test:refused' FROM helsefellesskap WHERE code = 'st_olavs' RETURNING id`);
    return id;
  }
});

describe('a report that mail came back', () => {
  const report = readFileSync(new URL('../fuzz/corpus/bounce/postfix.eml', import.meta.url), 'utf8');
  const bounce = async (input) => {
    const { code, stdout, stderr } = await service.command(['bounce'], { input });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const about = (message, status = '5.1.1') => report.replace('outbox-17-1773389643000123@samavvik.example', message.messageId.replace(/[<>]/g, ''))
    .replace('Status: 5.1.1', `Status: ${status}`);

  test('marks the message and the address, once somebody says again it is tried', async () => {
    const id = await queue('nurse.trondheim');
    await state(id, 'sent');
    const [message] = relay.messages;
    assert.deepEqual(await bounce(about(message)), { outcome: 'came_back', outbox_id: id, status: '5.1.1', address_marked: true });
    const found = await row(id);
    assert.deepEqual([found.state, found.reason, found.status, found.may], ['bounced', 'bounced', '5.1.1', ['retry']]);
    assert.equal((await nurse.get('/mail-state')).body.own_address.status, '5.1.1');
    await state(await queue('nurse.trondheim'), 'bounced');
    assert.deepEqual(await change(administrator, 'retry', [id]), [id]);
    await state(id, 'sent');
    assert.equal((await nurse.get('/mail-state')).body.own_address, null);
  });

  test('marks no address for what is not its fault, and nothing for a delay or what is not ours', async () => {
    const id = await queue('nurse.trondheim');
    await state(id, 'sent');
    const [message] = relay.messages;
    const delay = about(message, '4.4.1').replace('Action: failed', 'Action: delayed');
    assert.deepEqual(await bounce(delay), { outcome: 'not_failed' });
    assert.deepEqual(await bounce(report), { outcome: 'unknown_message' });
    assert.deepEqual(await bounce(about({ messageId: 'hello@elsewhere.example' })), { outcome: 'not_ours' });
    assert.deepEqual(await bounce(about({ messageId: message.messageId.replace(/-\d+@/, '-1@') })), { outcome: 'unknown_message' }, 'the time is part of it');
    assert.deepEqual(await bounce('Subject: Fravær\n\nJeg er ikke på jobb.\n'), { outcome: 'not_ours' });
    assert.deepEqual(await bounce('x'.repeat(3 << 20)), { outcome: 'not_ours' });
    assert.equal((await row(id)).state, 'sent');
    assert.equal((await bounce(about(message, '5.2.2'))).address_marked, false);
    assert.equal((await row(id)).state, 'bounced');
    assert.equal((await nurse.get('/mail-state')).body.own_address, null);
  });
});

describe('mail that does not flow', () => {
  const stuck = async (client) => (await client.get('/mail-state')).body.stuck;

  test('is told to those who look after it, with how long and how much, until it flows', async () => {
    assert.equal(await stuck(administrator), null);
    await relay.close();
    const since = "now() - interval '25 minutes'";
    await cluster.query("UPDATE outbox SET sent_at = sent_at - interval '1 day'");
    await queue('nurse.trondheim', { created_at: since, not_before: since });
    await queue('raad.lege', { created_at: since, not_before: since });
    for (const client of [administrator, secretariat]) {
      const told = await stuck(client);
      assert.equal(told.waiting, 2);
      assert.ok(Math.abs(Date.now() - Date.parse(told.since) - 25 * 60000) < 10000, told.since);
    }
    assert.equal((await stuck(stranger)).waiting, 0, 'it is stuck for them as well');
    assert.equal(await stuck(nurse), null);
    await openRelay();
    await everythingSent(cluster);
    assert.equal(await stuck(administrator), null);
  });

  test('is told apart from a long line that moves', async () => {
    const early = "now() - interval '40 minutes'";
    await queue('raad.lege', { sent_at: 'now()', last_reason: "'ok'" });
    await queue('nurse.trondheim', { created_at: early, not_before: early, claimed_until: "now() + interval '1 hour'" });
    assert.equal(await stuck(administrator), null);
    await cluster.query("UPDATE outbox SET sent_at = now() - interval '11 minutes' WHERE sent_at IS NOT NULL");
    assert.ok(await stuck(administrator));
  });
});

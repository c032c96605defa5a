/* SPDX-License-Identifier: MIT */
/*
 * A learning summary to hundreds of recipients through a real relay that is slow, refuses some and drops connections, and a service that
 * is killed in the middle: everyone gets it or is reported, and nobody twice but where an answer of the relay was lost.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { everythingSent } from './support/mailbox.mjs';
import { freePort, startCluster, startService, waitFor } from './support/service.mjs';
import { startRelay } from './support/smtp_relay.mjs';
import { addressOf, addSubscribers, publishPoints } from './support/subscribers.mjs';

const WORKERS = 4;
/* ./tests/run bench asks for 10,000. */
const RECIPIENTS = Number(process.env.SAMAVVIK_DIGEST_RECIPIENTS ?? 600);
const patience = { timeoutMs: 120000 + RECIPIENTS * 20, everyMs: 250 };
let cluster;
let relay;
let service;
let round = 0;

before(async () => {
  cluster = await startCluster();
  const port = await freePort();
  relay = await startRelay({ mode: 'plain', port });
  service = await startService({ cluster, demo: true, cases: false, env: {
    SAMAVVIK_MAIL_TRANSPORT: 'smtp', SAMAVVIK_MAIL_URL: `smtp://127.0.0.1:${port}`, SAMAVVIK_MAIL_INSECURE: '1', SAMAVVIK_MAIL_WORKERS: String(WORKERS),
    SAMAVVIK_MAIL_TIMEOUT_MS: '800', SAMAVVIK_MAIL_RETRY_FIRST_SECONDS: '1', SAMAVVIK_REMINDER_HOURS: 'always',
  } });
  await addSubscribers(cluster, RECIPIENTS);
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

async function sendDigest() {
  round += 1;
  await publishPoints(cluster, round);
  const { code, stderr } = await service.command(['digest', '--helsefellesskap', 'st_olavs']);
  assert.equal(code, 0, stderr);
}
const numberOf = (address) => Number(/^mottaker(\d+)@/.exec(address)[1]);
/* What the relay took, by recipient: Message-IDs. */
function taken() {
  const byAddress = new Map();
  for (const { recipients: [to], messageId } of relay.messages) byAddress.set(to, [...(byAddress.get(to) ?? []), messageId]);
  return byAddress;
}
const all = Array.from({ length: RECIPIENTS }, (_, i) => addressOf(i + 1));

test('through a relay in trouble everyone gets it once or is reported', async (t) => {
  const seen = new Set();
  const first = (what) => !seen.has(what) && seen.add(what);
  const refused = (n) => n % 20 === 7;
  const answerLost = (n) => n % 30 === 11;
  relay.on.rcpt = (address) => {
    const n = numberOf(address);
    if (refused(n)) return { code: 550, text: '5.1.1 No such user' };
    if (n % 15 === 3 && first(`later ${n}`)) return { code: 451, text: '4.7.1 Greylisted' };
    if (n % 25 === 4 && first(`rcpt ${n}`)) return { drop: true };
    return undefined;
  };
  relay.on.data = (address) => {
    const n = numberOf(address);
    if (answerLost(n) && first(`data ${n}`)) return { drop: true };
    return n % 10 === 0 ? { hang: 30 } : undefined;
  };
  await sendDigest();
  await everythingSent(cluster, patience);

  const got = taken();
  for (const address of all) {
    const n = numberOf(address);
    const ids = got.get(address) ?? [];
    assert.equal(new Set(ids).size, refused(n) ? 0 : 1, `${address} has one message`);
    assert.equal(ids.length, refused(n) ? 0 : answerLost(n) ? 2 : 1, `${address} was sent so often`);
  }
  const states = await cluster.query("SELECT o.outbox_state, count(*) FROM (SELECT outbox_state(o) FROM outbox o WHERE kind = 'digest') o GROUP BY 1 ORDER BY 1");
  const bounced = all.filter((address) => refused(numberOf(address))).length;
  assert.deepEqual(states, [['bounced', String(bounced)], ['sent', String(RECIPIENTS - bounced)]]);
  t.diagnostic(`${RECIPIENTS} recipients: ${RECIPIENTS - bounced} delivered, ${bounced} refused and reported, ${relay.messages.length - RECIPIENTS + bounced} sent again as the relay's answer was lost`);
});

test('killed twice in the middle, it reaches everyone, and each worker sends at most the message in its hands again', async (t) => {
  relay.on.data = () => ({ hang: 3 });
  await sendDigest();
  for (const share of [0.25, 0.6]) {
    await waitFor('a part of it to be out', () => relay.messages.length >= RECIPIENTS * share, { timeoutMs: patience.timeoutMs, everyMs: 5 });
    await service.kill9();
    await service.start();
  }
  await everythingSent(cluster, patience);

  const got = taken();
  assert.deepEqual([...got.keys()].sort(), [...all].sort(), 'none is lost');
  for (const [address, ids] of got) assert.equal(new Set(ids).size, 1, `${address}: every time under the same Message-ID`);
  const again = relay.messages.length - RECIPIENTS;
  assert.ok(again <= 2 * WORKERS, `${again} were sent again`);
  t.diagnostic(`sent again after two kills: ${again} of at most ${2 * WORKERS}`);
});

test('no more goes out a minute than the relay is said to take, and the rest waits its turn', async () => {
  service.environment.SAMAVVIK_MAIL_PER_MINUTE = '600';
  await service.stop();
  await service.start();
  try {
    await sendDigest();
    await waitFor('some to be out', () => relay.messages.length >= 20, { timeoutMs: 30000 });
    const started = relay.messages[0].at;
    await waitFor('five seconds', () => Date.now() - started > 5000, { timeoutMs: 10000 });
    const within = relay.messages.filter(({ at }) => at - started <= 5000).length;
    assert.ok(within >= 25 && within <= 62, `${within} in five seconds`);
  } finally {
    delete service.environment.SAMAVVIK_MAIL_PER_MINUTE;
    await service.stop();
    await service.start();
  }
  await everythingSent(cluster, { timeoutMs: 60000, everyMs: 250 });
  assert.equal(relay.messages.length, RECIPIENTS);
});

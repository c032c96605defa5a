/* SPDX-License-Identifier: MIT */
/*
 * Who gets which learning points by mail: what one subscribes to, how often, at which hour; never twice; and the links of a mail that
 * work without signing in.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { startCluster, startService } from './support/service.mjs';

const here = '/helsefellesskap/st_olavs/subscriptions';
let cluster;
let service;
let mailbox;
let orkland;
let bruker;

const outcome = (answer) => `${answer.status} ${answer.body?.code ?? ''}`.trim();

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  // Years from now, so that what the timed jobs do today does not get in the way.
  await cluster.query("DELETE FROM subscription; UPDATE annual_wheel SET days_ahead = 0 WHERE kind <> 'digest'");
  orkland = await service.signIn('fastlege.orkland');
  bruker = await service.signIn('bruker');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

let made = 0;
/* A published point; answers its id. */
async function publish(at, { category = 'epikrise', parties = '{}', group = 'NULL', council = 'legesamarbeid' } = {}) {
  made += 1;
  const [[id]] = await cluster.query(`INSERT INTO learning_note (helsefellesskap_id, council_id, category, title, text, status, published_at, parties, patient_group)
    SELECT h.id, c.id, '${category}', 'Punkt ${made} & <b>mer</b>', 'Slik gjør vi det.', 'published', '${at}', '${parties}', ${group}
    FROM helsefellesskap h JOIN council c ON c.helsefellesskap_id = h.id AND c.code = '${council}' WHERE h.code = 'st_olavs' RETURNING id`);
  return id;
}
async function due(at) {
  const run = await service.command(['digest', '--due', '--at', at]);
  assert.equal(run.code, 0, run.stderr);
  return JSON.parse(run.stdout).queued;
}
/* What was queued since the last look: who gets which points, and when. */
let seen = 0;
async function queued() {
  const rows = await cluster.query(`SELECT o.id, o.address, r.notes, to_char(o.not_before AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD HH24:MI')
    FROM outbox o JOIN digest_recipient r ON r.digest_id = (o.parameters ->> 'digest_id')::bigint AND r.subscription_id = (o.parameters ->> 'subscription_id')::bigint
    WHERE o.kind = 'digest' AND o.id > ${seen} ORDER BY o.id`);
  seen = Math.max(seen, ...rows.map(([id]) => Number(id)));
  return Object.fromEntries(rows.map(([, address, notes, at]) => [address.split('@')[0], { notes, at }]));
}
const approveAll = () => cluster.query("UPDATE digest SET status = 'approved' WHERE status = 'draft'");

describe('what one subscribes to', () => {
  test('is refused with its reason where it names what is not there', async () => {
    const { body } = await orkland.post(here, { frequency: 'weekly', language: 'nn', council: 'ingen', category: 'ingen', from_hour: 16, to_hour: 8 });
    assert.deepEqual(Object.fromEntries(body.errors.map((one) => [one.pointer, one.code])),
      { '/council': 'unknown_code', '/category': 'unknown_code', '/to_hour': 'hours_backwards' });
    assert.equal(outcome(await orkland.post(here, { frequency: 'weekly', language: 'nn', from_hour: 8 })), '422 unprocessable');
  });

  test('decides which points one gets, by category, council, party and patient group', async () => {
    const { body } = await orkland.post(here, { frequency: 'weekly', language: 'nn', category: 'epikrise', party: 'gp' });
    assert.equal(body.items.length, 1);
    await bruker.post(here, { frequency: 'weekly', language: 'nb', council: 'digital' });
    const [[group]] = await cluster.query("SELECT code FROM code_value WHERE list = 'patient_group' LIMIT 1");
    await bruker.post(here, { frequency: 'weekly', language: 'nb', patient_group: group });
    const forAll = await publish('2040-01-10 12:00+01');
    const forDoctors = await publish('2040-01-10 13:00+01', { parties: '{gp,hospital}' });
    await publish('2040-01-10 14:00+01', { parties: '{municipality}' });
    await publish('2040-01-10 15:00+01', { category: 'legemidler' });
    const digital = await publish('2040-01-10 16:00+01', { category: 'ikt_helseplattformen', council: 'digital' });
    const ofGroup = await publish('2040-01-10 17:00+01', { category: 'legemidler', group: `'${group}'` });
    // A Monday; the point of that day waits for the next.
    await publish('2040-01-16 08:00+01');
    assert.equal(await due('2040-01-16T09:00:00+01:00'), 3);
    const rows = await cluster.query("SELECT address, notes FROM digest_recipient ORDER BY address, notes");
    assert.deepEqual(rows, [['bruker@example.org', `{${digital}}`], ['bruker@example.org', `{${ofGroup}}`], ['fastlege.orkland@example.org', `{${forAll},${forDoctors}}`]]);
    await queued();
  });

  test('does not begin before one subscribed', async () => {
    const period = await cluster.query("SELECT count(*) FROM digest_receipt r JOIN learning_note n ON n.id = r.learning_note_id WHERE n.published_at < now() - interval '1 month'");
    assert.deepEqual(period, [['0']]);
  });
});

describe('how often', () => {
  test('a point goes to nobody twice, whoever runs it how often and by however many at once', async () => {
    const before = await cluster.query('SELECT count(*) FROM digest_receipt');
    assert.equal(await due('2040-01-16T10:00:00+01:00'), 0);
    const runs = await Promise.all([1, 2, 3].map(() => due('2040-01-17T10:00:00+01:00')));
    assert.deepEqual(runs, [0, 0, 0]);
    assert.deepEqual(await cluster.query('SELECT count(*) FROM digest_receipt'), before);
    const point = await publish('2040-01-20 12:00+01', { parties: '{gp}' });
    const all = await Promise.all([1, 2, 3].map(() => due('2040-01-23T10:00:00+01:00')));
    assert.equal(all.reduce((sum, one) => sum + one, 0), 1);
    const { 'fastlege.orkland': mine } = await queued();
    assert.ok(mine.notes.includes(point));
  });

  test('a month is prepared as a draft for those who approve, and goes when they have', async () => {
    const monthly = (await orkland.post(here, { frequency: 'monthly', language: 'nn', category: 'legemidler' })).body.items.find((one) => one.frequency === 'monthly');
    const point = await publish('2040-02-20 12:00+01', { category: 'legemidler' });
    assert.equal(await due('2040-02-27T10:00:00+01:00'), 0, 'not before the days ahead');
    await due('2040-03-02T10:00:00+01:00');
    assert.deepEqual(await cluster.query("SELECT status, to_char(planned_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD HH24:MI') FROM digest WHERE frequency = 'monthly'"),
      [['draft', '2040-03-06 07:00']]);
    const told = await cluster.query("SELECT DISTINCT kind, address FROM outbox WHERE kind LIKE 'digest_%' AND helsefellesskap_id = (SELECT id FROM helsefellesskap WHERE code = 'st_olavs')");
    assert.ok(told.some(([kind, address]) => kind === 'digest_draft' && address.startsWith('sekretariat')));
    await due('2040-03-07T10:00:00+01:00');
    assert.deepEqual(await queued(), {}, 'nobody has approved it');
    assert.deepEqual((await cluster.query("SELECT DISTINCT kind FROM outbox WHERE kind LIKE 'digest\\_%' ORDER BY 1")).flat(), ['digest_draft', 'digest_waits']);
    await approveAll();
    assert.equal(await due('2040-03-07T10:05:00+01:00'), 1);
    assert.match((await queued())['fastlege.orkland'].notes, new RegExp(`[{,]${point}}$`));
    await orkland.delete(`/subscriptions/${monthly.id}`);
  });

  test('nothing is made when there is nothing', async () => {
    const digests = await cluster.query('SELECT count(*) FROM digest');
    for (const day of ['2041-01-08', '2041-04-08', '2041-07-15', '2041-02-06']) assert.equal(await due(`${day}T10:00:00+01:00`), 0);
    assert.deepEqual(await cluster.query('SELECT count(*) FROM digest'), digests);
  });

  test('somebody whose account is closed gets none', async () => {
    await publish('2042-01-08 12:00+01', { parties: '{gp}' });
    await cluster.query("UPDATE person SET disabled_at = now() WHERE username = 'fastlege.orkland'");
    assert.equal(await due('2042-01-13T10:00:00+01:00'), 0);
    await cluster.query("UPDATE person SET disabled_at = NULL WHERE username = 'fastlege.orkland'");
  });
});

describe('when mail suits', () => {
  test('it waits for the day and the hours one has chosen', async () => {
    const [mine] = (await orkland.get(here)).body.items;
    const change = await orkland.put(`/subscriptions/${mine.id}`, { frequency: 'weekly', language: 'nn', weekday: 3, from_hour: 12, to_hour: 16 });
    assert.equal(change.status, 200, change.text);
    await publish('2043-01-08 12:00+01');
    await due('2043-01-12T10:00:00+01:00');
    assert.equal((await queued())['fastlege.orkland'].at, '2043-01-14 12:00');
    await orkland.put(`/subscriptions/${mine.id}`, { frequency: 'weekly', language: 'nn', from_hour: 8, to_hour: 16 });
    await publish('2043-01-13 12:00+01');
    await due('2043-01-24T23:00:00+01:00'); // late on a Saturday
    assert.equal((await queued())['fastlege.orkland'].at, '2043-01-26 08:00');
  });

  test('mail that waits does not go to who has unsubscribed meanwhile', async () => {
    const [mine] = (await orkland.get(here)).body.items;
    await orkland.delete(`/subscriptions/${mine.id}`);
    assert.deepEqual(await cluster.query(`SELECT DISTINCT last_reason FROM outbox WHERE kind = 'digest' AND failed_at IS NOT NULL`), [['cancelled']]);
  });
});

describe('the links of a mail', () => {
  let mail;
  let end;
  let choices;
  let id;

  before(async () => {
    await cluster.query('UPDATE outbox SET sent_at = now() WHERE sent_at IS NULL AND failed_at IS NULL');
    await cluster.query("DELETE FROM subscription WHERE person_id = (SELECT id FROM person WHERE username = 'bruker')");
    [{ id }] = (await bruker.post(here, { frequency: 'weekly', language: 'nb' })).body.items;
    await bruker.post(here, { frequency: 'quarterly', language: 'nb', category: 'epikrise' });
    await publish(new Date().toISOString());
    assert.equal((await service.command(['digest', '--helsefellesskap', 'st_olavs'])).code, 0);
    [mail] = await mailbox.fetch();
    [, end] = mail.text.match(/\/avmelding#(\S+)/);
    [, choices] = mail.text.match(/\/abonnement#(\S+)/);
  });
  const nobody = () => service.client();
  const ended = async () => (await cluster.query(`SELECT ended_at IS NOT NULL FROM subscription WHERE id = ${id}`))[0][0] === 't';
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const oneClick = (token, body = 'List-Unsubscribe=One-Click', headers = form) => nobody().request('POST', `/unsubscribe/${token}`, body, { key: null, headers });

  test('stand in the header, the text and the HTML, and name nobody', async () => {
    assert.equal(mail.header('list-unsubscribe'), `<${service.url}/api/v1/unsubscribe/${end}>`);
    assert.equal(mail.header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    assert.ok(mail.htmlLinks.includes(`${service.url}/avmelding#${end}`) && mail.htmlLinks.includes(`${service.url}/abonnement#${choices}`));
    assert.doesNotMatch(end + choices, /bruker/);
    assert.match(mail.raw, /multipart\/related/);
    assert.match(mail.raw, /Content-ID: <chart@samavvik>/);
    assert.ok(mail.raw.length < 60000, `${mail.raw.length} bytes`);
  });

  test('to look at changes nothing: programs that look through mail follow links', async () => {
    const answer = await nobody().get(`/unsubscribe/${end}`);
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('location'), `${service.url}/avmelding#${end}`);
    assert.equal((await nobody().post('/subscription-link/view', { token: end })).body.items[0].id, id);
    assert.equal(await ended(), false);
  });

  test('end the subscription with one click, as mail programs send it, and again without harm', async () => {
    assert.equal((await oneClick(end, 'x=1')).status, 400);
    assert.equal((await oneClick(end, '{}', { 'Content-Type': 'application/json' })).status, 415);
    assert.equal(await ended(), false);
    for (let i = 0; i < 2; i += 1) assert.equal((await oneClick(end)).status, 204);
    assert.equal(await ended(), true);
    const [answer] = [await nobody().post('/subscription-link/ending', { token: end, ended: false }, { key: null })];
    assert.equal(answer.body.items[0].ended, false);
    const boundary = 'sep';
    const parts = `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`;
    assert.equal((await oneClick(end, parts, { 'Content-Type': `multipart/form-data; boundary=${boundary}` })).status, 204);
    assert.equal(await ended(), true);
    await nobody().post('/subscription-link/ending', { token: end, ended: false }, { key: null });
  });

  test('to end one shows that one, to choose shows all of the person there and nothing more', async () => {
    const one = (await nobody().post('/subscription-link/view', { token: end }, { key: null })).body;
    assert.deepEqual(one.items.map((item) => item.id), [id]);
    const all = (await nobody().post('/subscription-link/view', { token: choices }, { key: null })).body;
    assert.deepEqual(all.items.map((item) => item.frequency), ['weekly', 'quarterly']);
    assert.ok(!JSON.stringify(all).includes('@example') && !JSON.stringify(all).includes(bruker.session.person.name));
    const other = all.items[1].id;
    const wanted = { frequency: 'monthly', language: 'en', category: 'epikrise' };
    assert.equal((await nobody().post('/subscription-link/change', { token: choices, id: other, subscription: wanted }, { key: null })).body.items[1].frequency, 'monthly');
    assert.equal(outcome(await nobody().post('/subscription-link/change', { token: end, id, subscription: wanted }, { key: null })), '404 not_found', 'a link to end changes nothing else');
    assert.equal(outcome(await nobody().post('/subscription-link/ending', { token: end, id: other, ended: true }, { key: null })), '404 not_found');
    const [strange] = (await orkland.post(here, { frequency: 'weekly', language: 'nb' })).body.items;
    assert.equal(outcome(await nobody().post('/subscription-link/change', { token: choices, id: strange.id, subscription: wanted }, { key: null })), '404 not_found');
    assert.equal(outcome(await nobody().post('/subscription-link/ending', { token: choices, id: strange.id, ended: true }, { key: null })), '404 not_found');
  });

  test('that were tampered with, made for somebody else or with another key are answered like none', async () => {
    const [[strange]] = await cluster.query("SELECT max(id) FROM subscription WHERE ended_at IS NULL AND person_id = (SELECT id FROM person WHERE username = 'fastlege.orkland')");
    const mac = end.split('-')[1];
    const last = mac.at(-1) === '0' ? '1' : '0';
    const wrong = [`u${id}-${mac.slice(0, -1)}${last}`, `p${id}-${mac}`, `u${strange}-${mac}`, `u999999-${mac}`, `x${id}-${mac}`, `u${id}`, 'u', '-', `u${id}-${mac}0`];
    const answers = [];
    for (const token of wrong) {
      answers.push((await nobody().post('/subscription-link/view', { token }, { key: null })).text.replace(/"request_id":"[^"]*"/, ''));
      assert.equal(outcome(await oneClick(token)), '404 not_found', token);
    }
    assert.equal(new Set(answers).size, 1, answers.join('\n'));
    assert.equal(await ended(), false);
  });

  test('of a deleted subscription are answered the same', async () => {
    await cluster.query(`DELETE FROM subscription WHERE id = ${id}`);
    assert.equal(outcome(await oneClick(end)), '404 not_found');
  });
});

describe('public holidays', () => {
  const moment = async (after, weekday = 'NULL') => (await cluster.query(`SELECT to_char(mail_moment('${after} Europe/Oslo', ${weekday}, 8, 16, true)
    AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD HH24:MI')`))[0][0];

  test('are no days for a summary: it goes on the first working day after', async () => {
    assert.equal(await moment('2027-03-25 07:00'), '2027-03-30 08:00', 'Maundy Thursday to the Tuesday after Easter');
    assert.equal(await moment('2027-05-17 09:00'), '2027-05-18 08:00', 'the 17th of May, Whit Monday as well');
    assert.equal(await moment('2026-12-24 15:00'), '2026-12-24 15:00');
    assert.equal(await moment('2026-12-24 17:00'), '2026-12-28 08:00');
    assert.equal(await moment('2027-03-22 09:00', 4), '2027-03-30 08:00', 'a Thursday was asked for');
    assert.equal(await moment('2027-03-30 07:00', 1), '2027-03-30 08:00', 'a Monday was asked for, and Easter Monday is over');
    assert.equal(await moment('2027-04-06 09:00', 4), '2027-04-08 08:00');
  });

  test('are those of the law', async () => {
    const rows = await cluster.query(`SELECT to_char(d, 'MM-DD') FROM generate_series(date '2027-01-01', date '2027-12-31', interval '1 day') d WHERE is_holiday(d::date)`);
    assert.deepEqual(rows.flat(), ['01-01', '03-25', '03-26', '03-28', '03-29', '05-01', '05-06', '05-16', '05-17', '12-25', '12-26']);
  });
});

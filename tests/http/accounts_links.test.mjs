/* SPDX-License-Identifier: MIT */
/* One-time links by mail: invitations and forgotten passwords; and `samavvik user`. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { command, demoPassword, startCluster, startService } from './support/service.mjs';
import { outcome } from './support/reports.mjs';

const GOOD = 'seks grønne traktorer på rad';

let cluster;
let service;
let mailbox;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  await cluster.query("UPDATE person SET email = username || '@example.org'");
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const user = (...args) => service.command(['user', ...args]);
const ask = (username) => service.client().post('/password-resets', { username });
const inspect = (token) => service.client().post('/account-links/inspection', { token });
const set = (token, password = GOOD) => service.client().post('/account-links/password', { token, password });
const signIn = (username, password) => service.client().post('/session', { username, password });
const forget = () => cluster.query("UPDATE account_link SET created_at = now() - interval '2 hours'");

/* The token of the only mail that has come, by its link. */
async function tokenOfMail() {
  const mails = await mailbox.fetch();
  assert.equal(mails.length, 1, JSON.stringify(mails.map(({ to, subject }) => [to, subject])));
  assert.equal(mails[0].links.length, 1);
  const [address, token] = mails[0].links[0].split('#');
  assert.equal(address, `${service.url}/passord`);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  return { token, mail: mails[0] };
}

/* A reset link of a person, fresh. */
async function resetToken(username) {
  await forget();
  assert.equal((await ask(username)).status, 204);
  return (await tokenOfMail()).token;
}

describe('a forgotten password', () => {
  test('a link comes by mail, shows whose it is, sets a password once, and ends every session', async () => {
    const session = await service.signIn('nurse.trondheim');
    assert.equal((await ask('Nurse.Trondheim')).status, 204);
    const { token, mail } = await tokenOfMail();
    assert.deepEqual(mail.to, ['nurse.trondheim@example.org']);
    assert.match(mail.subject, /passord/i);
    for (const told of ['nurse.trondheim', 'Ingrid', 'Moholt']) assert.ok(!mail.text.includes(told), told);
    const { body } = await inspect(token);
    assert.deepEqual([body.purpose, body.username, body.name], ['password_reset', 'nurse.trondheim', 'Ingrid Moholt']);
    assert.ok(Math.abs(Date.parse(body.expires_at) - Date.now() - 3600_000) < 60_000);
    for (const [password, code] of [['password1234', 'password_common'], ['IngridMoholt1', 'password_own_name'], ['kort', 'too_short']]) {
      const refused = await set(token, password);
      assert.deepEqual(refused.body.errors.map((error) => error.code), [code], 'a refused password does not use it up');
    }
    assert.equal((await set(token)).status, 204);
    assert.equal(outcome(await session.get('/session')), '401 session_ended');
    assert.equal(outcome(await signIn('nurse.trondheim', demoPassword)), '401 wrong_credentials');
    assert.equal((await signIn('nurse.trondheim', GOOD)).status, 200);
    for (const again of [await inspect(token), await set(token, 'to andre traktorer på en låve')]) assert.equal(outcome(again), '404 link_not_usable');
    assert.equal((await signIn('nurse.trondheim', GOOD)).status, 200);
    const [told] = await mailbox.fetch();
    assert.deepEqual(told.links, [`${service.url}/glemt-passord`]);
  });

  test('the e-mail address will do, when it is one person\'s alone', async () => {
    await ask('RAAD.LEGE@example.org');
    assert.deepEqual((await tokenOfMail()).mail.to, ['raad.lege@example.org']);
    await cluster.query("UPDATE person SET email = 'felles@example.org' WHERE username IN ('raad.akutt', 'raad.digital')");
    assert.equal((await ask('felles@example.org')).status, 204);
    assert.deepEqual(await mailbox.fetch(), []);
  });

  test('the answer is the same in the same time, whoever is asked for', async () => {
    await cluster.query("UPDATE person SET disabled_at = now() WHERE username = 'asu'");
    await cluster.query("UPDATE person SET email = NULL WHERE username = 'bruker'");
    const names = ['melder.stolav', 'no.such.person', 'asu', 'bruker', 'melder.stolav@example.org'];
    const times = Object.fromEntries(names.map((name) => [name, []]));
    const answers = new Set();
    for (let round = 0; round < 5; round += 1) {
      for (const name of names) {
        const started = performance.now();
        const answer = await ask(name);
        times[name].push(performance.now() - started);
        answers.add(`${answer.status} ${answer.text} ${[...answer.headers.keys()].sort()}`);
      }
    }
    assert.equal(answers.size, 1, [...answers].join('\n'));
    const medians = Object.values(times).map((list) => list.sort((a, b) => a - b)[2]);
    assert.ok(Math.max(...medians) - Math.min(...medians) < 25 && Math.min(...medians) > 240, `medians ${medians.map(Math.round)} ms`);
    assert.equal((await mailbox.fetch()).length, 3, 'no more than three an hour for one person');
    await cluster.query("UPDATE person SET disabled_at = NULL WHERE username = 'asu'");
  });

  test('needs a name', async () => {
    const answer = await ask('');
    assert.deepEqual([outcome(answer), answer.body.errors[0].pointer], ['422 invalid', '/username']);
  });

  test('a link that is too old, forged, cut short or a disabled person\'s is refused alike', async () => {
    const token = await resetToken('raad.forebygging');
    const refused = async (value, why) => {
      const answers = [await inspect(value), await set(value)];
      assert.deepEqual(answers.map(outcome), ['404 link_not_usable', '404 link_not_usable'], why);
      assert.equal(new Set(answers.map(({ body }) => body.detail)).size, 1);
    };
    await refused(`${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`, 'forged');
    await refused(token.slice(0, -1), 'cut short');
    await refused(`${token}A`, 'too long');
    await refused('A'.repeat(43), 'made up');
    const [[digest]] = await cluster.query("SELECT encode(digest, 'hex') FROM account_link ORDER BY id DESC LIMIT 1");
    const [[nonce]] = await cluster.query("SELECT encode(nonce, 'hex') FROM account_link ORDER BY id DESC LIMIT 1");
    await refused(digest, 'the digest');
    await refused(Buffer.from(nonce, 'hex').toString('base64url'), 'the nonce');
    await refused(createHash('sha256').update(Buffer.from(nonce, 'hex')).digest('base64url'), 'made from the nonce without the key');
    await cluster.query("UPDATE person SET disabled_at = now() WHERE username = 'raad.forebygging'");
    await refused(token, 'disabled');
    await cluster.query("UPDATE person SET disabled_at = NULL WHERE username = 'raad.forebygging'");
    assert.equal((await inspect(token)).status, 200);
    await cluster.query("UPDATE account_link SET expires_at = now()");
    await refused(token, 'too old');
    assert.equal((await signIn('raad.forebygging', demoPassword)).status, 200);
  });

  test('a newer link is not needed, but a used one makes the others useless', async () => {
    const first = await resetToken('raad.pasient');
    const second = await resetToken('raad.pasient');
    assert.equal((await inspect(first)).status, 200);
    const answers = await Promise.all([set(first), set(first), set(second)]);
    assert.equal(answers.filter(({ status }) => status === 204).length, 1, answers.map(outcome).join());
    assert.equal(outcome(await inspect(second)), '404 link_not_usable');
    await mailbox.fetch();
  });

  test('opens the way again for one who mistyped too often', async () => {
    for (let i = 0; i < 11; i += 1) await signIn('melder.stolav', 'Feil-passord-2026');
    assert.equal(outcome(await signIn('melder.stolav', demoPassword)), '429 too_many_attempts');
    const token = await resetToken('melder.stolav');
    assert.equal((await set(token)).status, 204);
    assert.equal((await signIn('melder.stolav', GOOD)).status, 200);
    await mailbox.fetch();
  });

  test('what opens a link stands neither in the database nor in the log', async () => {
    const token = await resetToken('sekretariat');
    for (const table of ['outbox', 'account_link']) {
      const rows = await cluster.query(`SELECT t::text FROM ${table} t`);
      assert.ok(!rows.flat().join().includes(token), table);
      assert.ok(!rows.flat().join().includes(Buffer.from(token, 'base64url').toString('hex')), table);
    }
    assert.ok(!service.log.includes(token));
  });
});

describe('samavvik user', () => {
  test('adds and invites a person, who chooses a password and signs in', async () => {
    const added = await user('add', 'Kari.Nordmann', '--name', 'Kari Nordmann', '--email', 'kari@example.org', '--language', 'nn');
    assert.deepEqual([added.code, added.stderr], [0, '']);
    const taken = await user('add', 'kari.nordmann', '--name', 'Kari');
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /taken/);
    assert.equal((await user('invite', 'kari.nordmann')).code, 0);
    const { token, mail } = await tokenOfMail();
    assert.match(mail.subject, /invitert/);
    assert.match(mail.text, /Lenkja/, 'in nynorsk');
    const { body } = await inspect(token);
    assert.equal(body.purpose, 'invitation');
    assert.ok(Date.parse(body.expires_at) > Date.now() + 6 * 24 * 3600_000);
    assert.equal((await set(token)).status, 204);
    assert.equal((await signIn('kari.nordmann', GOOD)).body.person.name, 'Kari Nordmann');
    assert.deepEqual(await mailbox.fetch(), [], 'who was invited is not told that the password was changed');
  });

  test('lists people, readable or as JSON lines', async () => {
    const json = await user('list', '--json');
    const people = json.stdout.trim().split('\n').map((line) => JSON.parse(line));
    const kari = people.find((one) => one.username === 'kari.nordmann');
    assert.deepEqual(kari, { username: 'kari.nordmann', name: 'Kari Nordmann', email: 'kari@example.org', state: 'active', second_factor: false, sessions: 1 });
    assert.match((await user('list')).stdout, /^kari\.nordmann +Kari Nordmann +kari@example\.org +active, 1 session$/m);
    assert.ok(!json.stdout.includes('argon2'));
  });

  test('shows and ends the sessions of a person', async () => {
    const client = await service.signIn('kari.nordmann', GOOD);
    const lines = (await user('sessions', 'kari.nordmann', '--json')).stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ method }) => method), ['password', 'password']);
    assert.equal((await user('sessions', 'kari.nordmann', '--end')).code, 0);
    assert.equal(outcome(await client.get('/session')), '401 session_ended');
  });

  test('disables at once and enables again', async () => {
    const client = await service.signIn('kari.nordmann', GOOD);
    const printed = await user('reset', 'kari.nordmann', '--print');
    const token = printed.stdout.trim().split('#')[1];
    assert.equal((await inspect(token)).status, 200);
    assert.deepEqual(await mailbox.fetch(), [], 'printed instead of mailed');
    assert.equal((await user('disable', 'kari.nordmann')).code, 0);
    assert.equal(outcome(await client.get('/session')), '401 session_ended');
    assert.equal(outcome(await signIn('kari.nordmann', GOOD)), '401 wrong_credentials');
    assert.equal(outcome(await inspect(token)), '404 link_not_usable');
    assert.equal((await user('invite', 'kari.nordmann')).code, 1);
    assert.equal((await user('enable', 'kari.nordmann')).code, 0);
    assert.equal((await signIn('kari.nordmann', GOOD)).status, 200);
    assert.equal(outcome(await inspect(token)), '404 link_not_usable', 'old links stay used');
  });

  test('gives no machine client a password, and no link without the key', async () => {
    await cluster.query("INSERT INTO person (username, name, kind) VALUES ('maskin', 'Maskin', 'machine')");
    assert.match((await user('invite', 'maskin', '--print')).stderr, /there is no maskin/);
    assert.doesNotMatch((await user('list')).stdout, /maskin/);
    const { environment } = service;
    const bare = await command({ ...environment, SAMAVVIK_ACCOUNT_KEY: '' }, ['user', 'invite', 'kari.nordmann']);
    assert.equal(bare.code, 1);
    assert.match(bare.stderr, /account_key/);
  });

  test('says what is wrong, and how it is called', async () => {
    for (const args of [['disable', 'ingen'], ['enable', 'ingen'], ['invite', 'ingen'], ['reset', 'ingen']]) {
      const answer = await user(...args);
      assert.equal(answer.code, 1, args.join(' '));
      assert.match(answer.stderr, /there is no ingen/);
    }
    await user('add', 'uten.adresse', '--name', 'Uten Adresse');
    assert.match((await user('invite', 'uten.adresse')).stderr, /no e-mail address/);
    for (const args of [[], ['fly'], ['add'], ['add', 'x', '--nonsense'], ['invite', 'a', 'b'], ['add', 'ola', '--name']]) {
      const answer = await user(...args);
      assert.equal(answer.code, 2, args.join(' '));
    }
    assert.match((await user()).stderr, /Use: samavvik user/);
  });
});

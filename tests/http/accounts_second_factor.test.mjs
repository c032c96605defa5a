/* SPDX-License-Identifier: MIT */
/* Two-step sign-in: a code of an app, or one of ten recovery codes, each once. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { demoPassword, startCluster, startService } from './support/service.mjs';
import { outcome } from './support/reports.mjs';
import { calmMoment, enrol, noCode, totp } from './support/totp.mjs';

let cluster;
let service;
let number = 0;
let username; // a new person for each test
let person;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});
beforeEach(async () => {
  number += 1;
  username = `stegvis.${number}`;
  await addPerson(cluster, username, [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  person = await service.signIn(username);
});

const signIn = (code, password = demoPassword) => service.client().post('/session', { username, password, ...(code !== undefined && { code }) });
const fields = (answer) => answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('enrolling', () => {
  test('gives a secret, takes a code for it, and shows ten recovery codes once', async () => {
    assert.deepEqual((await person.get('/me/second-factor')).body, { enrolled_at: null, recovery_codes_left: 0 });
    const { body: { secret } } = await person.post('/me/second-factor');
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.equal((await signIn()).status, 200, 'begun is not enrolled');
    assert.deepEqual(fields(await person.post('/me/second-factor/confirmation', { code: noCode(secret) })), ['/code wrong_code']);
    const { body } = await person.post('/me/second-factor/confirmation', { code: totp(secret).replace(/(...)/, '$1 ') });
    assert.equal(new Set(body.recovery_codes).size, 10);
    for (const code of body.recovery_codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const now = (await person.get('/me/second-factor')).body;
    assert.ok(Date.parse(now.enrolled_at) > Date.now() - 60_000);
    assert.equal(now.recovery_codes_left, 10);
    assert.equal(outcome(await person.post('/me/second-factor')), '409 second_factor_there');
    assert.equal(outcome(await person.post('/me/second-factor/confirmation', { code: totp(secret, 1) })), '409 second_factor_not_begun');
  });

  test('wants a recent proof of who is there, at both steps', async () => {
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '11 minutes'");
    assert.equal(outcome(await person.post('/me/second-factor')), '403 confirm_identity');
    assert.equal(outcome(await person.post('/me/second-factor/confirmation', { code: '123456' })), '403 confirm_identity');
    await person.post('/session/confirmation', { password: demoPassword });
    assert.equal((await person.post('/me/second-factor')).status, 200);
  });

  test('neither the secret nor a recovery code stands in the database, and another person\'s secret cannot be put in its place', async () => {
    const { secret, codes } = await enrol(person);
    const [[sealed]] = await cluster.query('SELECT sealed_secret FROM second_factor ORDER BY begun_at DESC LIMIT 1');
    const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const hex = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
    assert.ok(!sealed.includes(hex));
    const digests = (await cluster.query('SELECT encode(digest, \'hex\') FROM recovery_code')).flat();
    for (const code of codes) assert.deepEqual(await cluster.query(`SELECT 1 FROM recovery_code WHERE digest IN (sha256('${code}'), sha256('${code.replaceAll('-', '')}'))`), []);
    assert.equal(digests[0].length, 64);
    // Whoever can write to the table still cannot sign in as somebody with a secret of their own.
    const other = `${username}.b`;
    await addPerson(cluster, other, [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
    const thief = await enrol(await service.signIn(other));
    await cluster.query(`UPDATE second_factor SET sealed_secret = (SELECT f.sealed_secret FROM second_factor f JOIN person p ON p.id = f.person_id WHERE p.username = '${other}'), last_step = 0
      WHERE person_id = (SELECT id FROM person WHERE username = '${username}')`);
    assert.equal((await signIn(totp(thief.secret))).status, 500);
  });
});

describe('signing in', () => {
  test('the right password alone is asked for the code, a wrong one tells nothing of it', async () => {
    const { secret } = await enrol(person);
    assert.equal(outcome(await signIn()), '401 second_factor_needed');
    assert.equal(outcome(await signIn(undefined, 'Feil-passord-2026')), '401 wrong_credentials');
    assert.equal(outcome(await signIn(totp(secret), 'Feil-passord-2026')), '401 wrong_credentials');
    for (const answer of [await signIn(), await signIn(noCode(secret))]) {
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'detail', 'request_id', 'status', 'title', 'type']);
    }
    const answer = await signIn(totp(secret));
    assert.equal(answer.status, 200);
    assert.equal(answer.body.method, 'password_totp');
  });

  test('a code is taken once, and none older than it afterwards', async () => {
    const { secret } = await enrol(person); // with the code of the step before
    const code = totp(secret);
    assert.equal(outcome(await signIn(totp(secret, -1))), '401 wrong_code');
    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn(code)));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401, 401, 401, 401, 401]);
    assert.equal(outcome(await signIn(code)), '401 wrong_code');
  });

  test('a clock may be half a minute off, not a whole one', async () => {
    const { secret } = await enrol(person);
    const forget = () => cluster.query('UPDATE second_factor SET last_step = 0');
    for (const [later, status] of [[-3, 401], [3, 401], [0, 200]]) {
      await forget();
      assert.equal((await signIn(totp(secret, later))).status, status, String(later));
    }
  });

  test('a recovery code works once, however it is typed', async () => {
    const { codes } = await enrol(person);
    const answer = await signIn(codes[0].toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.method, 'recovery');
    assert.equal(outcome(await signIn(codes[0])), '401 wrong_code');
    assert.equal((await person.get('/me/second-factor')).body.recovery_codes_left, 9);
    const { body } = await person.post('/me/recovery-codes');
    assert.equal(body.recovery_codes.length, 10);
    assert.equal(outcome(await signIn(codes[1])), '401 wrong_code');
    assert.equal((await signIn(body.recovery_codes[9])).status, 200);
  });

  test('another person\'s code opens nothing', async () => {
    const mine = await enrol(person);
    const other = `${username}.annen`;
    await addPerson(cluster, other, [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
    const theirs = await enrol(await service.signIn(other));
    assert.notEqual(mine.secret, theirs.secret);
    assert.equal(outcome(await signIn(totp(theirs.secret))), '401 wrong_code');
    assert.equal(outcome(await signIn(theirs.codes[0])), '401 wrong_code');
  });

  test('guessing codes is slowed down like guessing passwords', async () => {
    const { secret } = await enrol(person);
    const wrong = noCode(secret);
    const answers = [];
    for (let i = 0; i < 14; i += 1) answers.push(outcome(await signIn(wrong)));
    assert.equal(answers.filter((answer) => answer === '401 wrong_code').length, 10);
    assert.equal(answers.at(-1), '429 too_many_attempts');
    // When the time has come, password and code may follow each other at once.
    await cluster.query('UPDATE sign_in_client SET blocked_until = now() WHERE blocked_until > now()');
    assert.equal(outcome(await signIn()), '401 second_factor_needed');
    await calmMoment();
    assert.equal((await signIn(totp(secret))).status, 200);
  });
});

describe('removing it', () => {
  test('wants a recent proof, with the code', async () => {
    const { secret } = await enrol(person);
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 hour'");
    for (const ask of [() => person.delete('/me/second-factor'), () => person.post('/me/recovery-codes')]) {
      assert.equal(outcome(await ask()), '403 confirm_identity');
    }
    assert.deepEqual(fields(await person.post('/session/confirmation', { password: demoPassword })), ['/code second_factor_needed']);
    assert.deepEqual(fields(await person.post('/session/confirmation', { password: demoPassword, code: noCode(secret) })), ['/code wrong_code']);
    assert.equal((await person.post('/session/confirmation', { password: demoPassword, code: totp(secret) })).status, 204);
    assert.equal((await person.delete('/me/second-factor')).status, 204);
    assert.deepEqual((await person.get('/me/second-factor')).body, { enrolled_at: null, recovery_codes_left: 0 });
    assert.equal((await signIn()).body.method, 'password');
    assert.equal(outcome(await person.post('/me/recovery-codes')), '409 second_factor_not_begun');
  });
});

test('without the key there is no second factor, and everything else works', async () => {
  const bare = await startService({ cluster, prepare: false, env: { SAMAVVIK_ACCOUNT_KEY: '' } });
  try {
    const client = await bare.signIn(username);
    assert.equal(outcome(await client.post('/me/second-factor')), '503 not_set_up');
    assert.equal(outcome(await client.post('/password-resets', { username })), '503 not_set_up');
    assert.match(bare.log, /account_key_empty/);
  } finally {
    await bare.stop();
  }
  const broken = await startService({ cluster, prepare: false, start: false, env: { SAMAVVIK_ACCOUNT_KEY: 'c2hvcnQ=' } });
  await assert.rejects(broken.start(), /account_key_unusable/);
});

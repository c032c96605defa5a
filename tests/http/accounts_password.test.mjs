/* SPDX-License-Identifier: MIT */
/* Passwords: which are refused, how one's own is changed, and how guessing is slowed down without locking anybody out. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, demoPassword, startCluster, startService } from './support/service.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { outcome } from './support/reports.mjs';

const GOOD = 'seks grønne traktorer på rad';
const DEVICE = '__Host-samavvik-browser';

let cluster;
let service;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const signIn = (username, password, client = service.client()) => client.post('/session', { username, password });
const fields = (answer) => (answer.body?.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
const change = (client, password, current_password = demoPassword) => client.put('/me/password', { current_password, password });

/* Another person in the same room: the same address, another browser, which nobody has signed in with. */
const stranger = () => new Client(service.url);

describe('a new password', () => {
  test('is refused when it is guessed first, with what to change', async () => {
    const nurse = await service.signIn('nurse.trondheim'); // Ingrid Moholt
    const refused = {
      password_common: ['password1234', 'P@ssw0rd1234', 'Velkommen12345', 'Lillehammer2026', 'mittPassord12', 'Liverpool2024', 'trustno1trustno1'],
      password_own_name: ['IngridMoholt1', 'ingrid.moholt.2026', 'nurse.trondheim!', 'Moholt-2026!'],
      password_pattern: ['aaaaaaaaaaaa', '123456789012', 'abcabcabcabc', 'passordpassord', '            x            '],
      too_short: ['xK7#mPq92Lw', 'kort'],
    };
    for (const [code, passwords] of Object.entries(refused)) {
      for (const password of passwords) assert.deepEqual(fields(await change(nurse, password)), [`/password ${code}`], password);
    }
    assert.equal((await signIn('nurse.trondheim', demoPassword)).status, 200, 'nothing is changed');
  });

  test('needs no capitals, digits or signs, and may be long and of any letters', async () => {
    let current = demoPassword;
    const client = await service.signIn('raad.pasient');
    for (const password of ['blåbærsyltetøy og havregrøt', 'xK7#mPq92Lw!', '七つの海を渡る古い木の船の歌声', `${GOOD} `.repeat(6), GOOD]) {
      const answer = await change(client, password, current);
      assert.equal(answer.status, 204, `${password} ${answer.text}`);
      current = password;
      assert.equal((await signIn('raad.pasient', password)).status, 200);
    }
  });

  test('wants the present one, ends the other sessions, and is told by mail', async () => {
    const mailbox = new Mailbox(service, cluster);
    const [here, elsewhere] = [await service.signIn('raad.digital'), await service.signIn('raad.digital')];
    await mailbox.fetch();
    assert.deepEqual(fields(await change(here, GOOD, 'Feil-passord-2026')), ['/current_password wrong_password']);
    assert.equal((await elsewhere.get('/session')).status, 200);
    assert.equal((await change(here, GOOD)).status, 204);
    assert.equal((await here.get('/session')).status, 200);
    assert.equal(outcome(await elsewhere.get('/session')), '401 session_ended');
    assert.equal(outcome(await signIn('raad.digital', demoPassword)), '401 wrong_credentials');
    assert.equal((await signIn('raad.digital', GOOD)).status, 200);
    const [mail, ...more] = await mailbox.fetch();
    assert.deepEqual(more, []);
    assert.match(mail.subject, /password has been changed/);
    assert.deepEqual(mail.links, [`${service.url}/glemt-passord`]);
    assert.ok(!mail.raw.includes(GOOD));
  });

  test('leaves no word of it in the log', () => {
    for (const word of ['traktorer', 'Velkommen12345', demoPassword]) assert.ok(!service.log.includes(word), word);
  });
});

describe('guessing', () => {
  test('a thousand wrong passwords: ten are looked at, and the person signs in meanwhile where they did before', async () => {
    const ward = await service.signIn('fastlege.orkland');
    assert.ok(ward.cookies.has(DEVICE));
    const said = {};
    let last;
    for (let i = 0; i < 1000; i += 1) {
      last = await signIn('fastlege.orkland', `Gjett-nummer-${i}`, stranger());
      said[outcome(last)] = (said[outcome(last)] ?? 0) + 1;
    }
    // The wait is two seconds at first, so a slow run has a few more looked at.
    assert.ok(said['401 wrong_credentials'] <= 16, JSON.stringify(said));
    assert.equal(said['401 wrong_credentials'] + said['429 too_many_attempts'], 1000, JSON.stringify(said));
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
    assert.equal(outcome(await signIn('fastlege.orkland', demoPassword, stranger())), '429 too_many_attempts', 'not even the right one');
    const again = new Client(service.url);
    again.cookies.set(DEVICE, ward.cookies.get(DEVICE));
    assert.equal((await signIn('fastlege.orkland', demoPassword, again)).status, 200);
    assert.equal((await ward.get('/session')).status, 200);
  });

  test('nobody else behind the address is hindered', async () => {
    const names = ['melder.stolav', 'raad.lege', 'raad.akutt', 'raad.forebygging', 'sekretariat', 'asu'];
    const answers = [];
    for (const name of names) answers.push(await signIn(name, demoPassword, stranger()));
    assert.deepEqual(answers.map((answer) => answer.status), names.map(() => 200));
  });

  test('a name nobody has is slowed down in just the same way', async () => {
    const sequence = async (name) => {
      const seen = [];
      for (let i = 0; i < 13; i += 1) {
        const answer = await signIn(name, 'Feil-passord-2026', stranger());
        seen.push(outcome(answer), answer.headers.get('retry-after'));
      }
      return seen.join(' ').replaceAll(/429 too_many_attempts [12]/g, '429');
    };
    const [known, unknown] = [await sequence('melder.stolav'), await sequence('finnes.ikke')];
    assert.equal(known, unknown);
    assert.match(known, /429/);
    const [[names]] = await cluster.query("SELECT count(*) FROM sign_in_client WHERE name_digest IN (convert_to('finnes.ikke', 'UTF8'), sha256('finnes.ikke'))");
    assert.equal(names, '0', 'names are not kept');
  });

  test('a browser that knows one account is a stranger to another', async () => {
    const client = await service.signIn('sekretariat');
    const device = client.cookies.get(DEVICE);
    const probe = () => {
      const one = new Client(service.url);
      one.cookies.set(DEVICE, device);
      return one;
    };
    for (let i = 0; i < 11; i += 1) await signIn('bruker', 'Feil-passord-2026', probe());
    assert.equal(outcome(await signIn('bruker', demoPassword, probe())), '429 too_many_attempts');
    const made_up = new Client(service.url);
    made_up.cookies.set(DEVICE, 'A'.repeat(43));
    assert.equal(outcome(await signIn('bruker', demoPassword, made_up)), '429 too_many_attempts', 'a new cookie does not help');
  });

  test('the wait doubles up to a quarter of an hour, and a day without mistakes forgets them', async () => {
    const digest = (await cluster.query('SELECT encode(name_digest, \'hex\'), encode(client_digest, \'hex\') FROM sign_in_client WHERE failures > 9 LIMIT 1'))[0];
    const where = `name_digest = '\\x${digest[0]}' AND client_digest = '\\x${digest[1]}'`;
    const waitAfter = async (failures) => {
      await cluster.query(`UPDATE sign_in_client SET failures = ${failures - 1} WHERE ${where}`);
      await cluster.query(`SELECT sign_in_failed('\\x${digest[0]}', '\\x${digest[1]}')`);
      const [[wait]] = await cluster.query(`SELECT round(extract(epoch FROM blocked_until - failed_at)) FROM sign_in_client WHERE ${where}`);
      return Number(wait);
    };
    assert.deepEqual([await waitAfter(10), await waitAfter(11), await waitAfter(15), await waitAfter(18), await waitAfter(19), await waitAfter(90000)], [2, 4, 64, 512, 900, 900]);
    await cluster.query(`UPDATE sign_in_client SET failed_at = now() - interval '25 hours', blocked_until = NULL WHERE ${where}`);
    await cluster.query(`SELECT sign_in_failed('\\x${digest[0]}', '\\x${digest[1]}')`);
    assert.deepEqual(await cluster.query(`SELECT failures, blocked_until IS NULL FROM sign_in_client WHERE ${where}`), [['1', 't']]);
  });

  test('fifty guesses at the same moment are one, once a wait has begun', async () => {
    for (let i = 0; i < 10; i += 1) await signIn('raad.forebygging', 'Feil-passord-2026', stranger());
    await cluster.query('UPDATE sign_in_client SET blocked_until = now() WHERE blocked_until > now()');
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => signIn('raad.forebygging', `Gjett-nummer-${i}`, stranger())));
    const said = answers.map(outcome);
    assert.equal(said.filter((one) => one === '401 wrong_credentials').length, 1, said.join());
    assert.ok(said.every((one) => ['401 wrong_credentials', '429 too_many_attempts', '503 busy'].includes(one)), said.join());
    await cluster.query('UPDATE sign_in_client SET blocked_until = now() WHERE blocked_until > now()');
    assert.equal((await signIn('raad.forebygging', demoPassword, stranger())).status, 200, 'the right one gets in when its time has come');
    assert.equal((await signIn('raad.forebygging', demoPassword, stranger())).status, 200);
  });

  test('confirming who one is counts as well', async () => {
    const client = await service.signIn('raad.akutt');
    const answers = [];
    for (let i = 0; i < 11; i += 1) answers.push(outcome(await client.post('/session/confirmation', { password: 'Feil-passord-2026' })));
    assert.equal(answers.at(-1), '429 too_many_attempts', answers.join());
  });
});

/* SPDX-License-Identifier: MIT */
/* Signing in at a certified provider, and who one is here after that. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { HPR, LEVEL, newKey, ORGANISATION, PID, signInBy, startProvider, Walker, writeIssuers } from './support/openid_issuers.mjs';
import { addPerson } from './support/people.mjs';
import { outcome } from './support/reports.mjs';
import { command, freePort, projectRoot, startCluster, startService, waitFor } from './support/service.mjs';

const identityKey = 'a key for tests, which is long enough';
const numbers = { nurse: '13816900233', admin: '15921900209', gone: '17854000225' };
let cluster;
let service;
let helseid;
let idporten;

before(async () => {
  cluster = await startCluster();
  const port = await freePort();
  const serviceUrl = `http://127.0.0.1:${port}`;
  const [helseidKey, idportenKey] = [await newKey('PS256', 'ours-1'), await newKey('ES256', 'ours-2')];
  helseid = await startProvider({
    serviceUrl, code: 'helseid', clientKey: helseidKey,
    accounts: {
      nurse: { [PID]: numbers.nurse, [LEVEL]: '4' },
      doctor: { [HPR]: '9144900', [LEVEL]: '4' },
      weak: { [PID]: numbers.nurse, [LEVEL]: '3' },
      stranger: { [PID]: '21833600289', [LEVEL]: '4' },
      both: { [PID]: numbers.nurse, [HPR]: '9144900', [LEVEL]: '4' },
      elsewhere: { [PID]: numbers.nurse, [LEVEL]: '4', [ORGANISATION]: '999999999' },
      invited: { [LEVEL]: '4' },
      gone: { [PID]: numbers.gone, [LEVEL]: '4' },
    },
  });
  idporten = await startProvider({
    serviceUrl, code: 'idporten', clientKey: idportenKey,
    accounts: { several: { pid: numbers.admin }, nurse: { pid: numbers.nurse } },
  });
  const file = writeIssuers(cluster.folder, [
    { code: 'helseid', issuer: helseid.issuer, clientKey: helseidKey, roles: ['reporter', 'coordinator', 'council_member'],
      required_claims: [{ claim: LEVEL, values: ['4'] }], organisation_claims: [ORGANISATION],
      link_by: { identity_number_claim: PID, hpr_number_claim: HPR } },
    { code: 'idporten', issuer: idporten.issuer, clientKey: idportenKey, roles: ['user_representative'],
      link_by: { identity_number_claim: 'pid' } },
  ]);
  service = await startService({ cluster, demo: true, cases: false, env: {
    SAMAVVIK_LISTEN: `127.0.0.1:${port}`, SAMAVVIK_PUBLIC_URL: serviceUrl, SAMAVVIK_OPENID_ISSUERS_FILE: file,
    SAMAVVIK_OPENID_INSECURE: '1', SAMAVVIK_IDENTITY_KEY: identityKey,
  } });
  await addPerson(cluster, 'flere', [{ role: 'administrator' }, { role: 'user_representative', organisation: 'brukerutvalget_ved_st_olavs_hospital' }]);
  await addPerson(cluster, 'sluttet', [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  await cluster.query("UPDATE person SET disabled_at = now() WHERE username = 'sluttet'");
  const known = [{ username: 'nurse.trondheim', identity_number: numbers.nurse }, { username: 'fastlege.orkland', hpr_number: '9144900' },
    { username: 'flere', identity_number: numbers.admin }, { username: 'sluttet', identity_number: numbers.gone }];
  const told = await service.command(['identify'], { input: known.map((line) => JSON.stringify(line)).join('\n') });
  assert.equal(told.code, 0, told.stderr + told.stdout);
});
after(async () => {
  await service?.stop();
  await helseid?.stop();
  await idporten?.stop();
  await cluster?.stop();
});

const leadsTo = (answer) => `${answer.status} ${answer.headers.get('location')}`;

describe('signing in', () => {
  test('leads to where one wanted, with a session of the person', async () => {
    const client = service.client();
    assert.equal(leadsTo(await signInBy(service, client, 'helseid', 'nurse', { returnTo: '/mine?side=2' })), '302 /mine?side=2');
    const { body } = await client.get('/session');
    assert.deepEqual([body.person.name, body.method, body.issuer], ['Ingrid Moholt', 'openid', 'helseid']);
    assert.ok(body.may.includes('file_deviation'));
  });

  test('by HPR number, and the second time by the link alone', async () => {
    assert.equal(leadsTo(await signInBy(service, service.client(), 'helseid', 'doctor')), '302 /');
    await cluster.query("UPDATE person_identity SET hpr_number = NULL WHERE hpr_number = '9144900'");
    assert.equal(leadsTo(await signInBy(service, service.client(), 'helseid', 'doctor')), '302 /');
    assert.deepEqual(await cluster.query("SELECT linked_by FROM person_openid WHERE subject = 'doctor'"), [['hpr_number']]);
    await cluster.query("UPDATE person_identity i SET hpr_number = '9144900' FROM person p WHERE p.id = i.person_id AND p.username = 'fastlege.orkland'");
  });

  test('with an issuer of few roles gives those alone, however many one has', async () => {
    const client = service.client();
    assert.equal(leadsTo(await signInBy(service, client, 'idporten', 'several')), '302 /');
    const { body } = await client.get('/session');
    assert.deepEqual(body.memberships.map(({ role }) => role), ['user_representative']);
    client.csrf = body.csrf_token;
    assert.ok(!body.may.includes('manage_clients'));
    assert.equal(outcome(await client.get('/helsefellesskap/st_olavs/machine-clients')), '403 forbidden');
    const local = await service.signIn('flere');
    assert.equal((await local.get('/helsefellesskap/st_olavs/machine-clients')).status, 200, 'the role is there with a local sign-in');
  });

  test('ends the session the browser had before, although the issuer sends it back without its cookie', async () => {
    const client = service.client();
    await signInBy(service, client, 'helseid', 'nurse');
    const before = client.cookies.get('__Host-samavvik');
    const start = await client.get('/openid/helseid/start');
    const back = await new Walker().walk(start.headers.get('location'), 'nurse');
    client.cookies.delete('__Host-samavvik'); // SameSite=Strict
    assert.equal(leadsTo(await client.get(back.replace(`${service.url}/api/v1`, ''))), '302 /');
    assert.deepEqual(await cluster.query(`SELECT count(*) FROM session WHERE digest = sha256('${before}')`), [['0']]);
  });

  test('never keeps the number, nor the ID token in the open', async () => {
    await signInBy(service, service.client(), 'helseid', 'nurse');
    const [[dump]] = await cluster.query(`SELECT concat((SELECT json_agg(i) FROM person_identity i), (SELECT json_agg(o) FROM person_openid o),
      (SELECT json_agg(s) FROM openid_session s), (SELECT json_agg(p) FROM openid_pending p), (SELECT string_agg(encode(sealed_token, 'escape'), '') FROM openid_session))`);
    assert.ok(!dump.includes(numbers.nurse));
    assert.ok(!service.log.includes(numbers.nurse));
    const token = Buffer.from(JSON.stringify({ iss: helseid.issuer })).toString('base64url').slice(0, 20);
    assert.ok(!dump.includes(token) && !/eyJ/.test(dump));
  });
});

describe('who may not come in is told what to do, and nothing is created', () => {
  const cases = [
    ['nobody here has the number', 'helseid', 'stranger', '/innlogging/ukjent'],
    ['two numbers that lead to two people', 'helseid', 'both', '/innlogging/ukjent'],
    ['the person has been disabled', 'helseid', 'gone', '/innlogging/ukjent'],
    ['the level of security is too low', 'helseid', 'weak', '/innlogging/niva'],
    ['none of the roles the issuer may give', 'idporten', 'nurse', '/innlogging/ingen-rolle'],
    ['on behalf of an organisation where one has no role', 'helseid', 'elsewhere', '/innlogging/ingen-rolle'],
  ];
  for (const [what, code, login, page] of cases) {
    test(what, async () => {
      const before = await cluster.query('SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM session)');
      const client = service.client();
      assert.equal(leadsTo(await signInBy(service, client, code, login)), `302 ${page}`);
      assert.equal((await client.get('/session')).status, 401);
      assert.deepEqual(await cluster.query('SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM session)'), before);
    });
  }
});

test('an invitation links an account to its person, once', async () => {
  const told = await service.command(['invite-openid', 'melder.stolav', 'helseid']);
  assert.equal(told.code, 0, told.stderr);
  const query = new URL(told.stdout.trim()).search;
  const client = service.client();
  assert.equal(leadsTo(await signInBy(service, client, 'helseid', 'invited', { query })), '302 /');
  assert.equal((await client.get('/session')).body.person.name, 'Silje Øyasund');
  assert.equal(leadsTo(await signInBy(service, service.client(), 'helseid', 'stranger', { query })), '302 /innlogging/ukjent');
  assert.equal(leadsTo(await signInBy(service, service.client(), 'helseid', 'invited')), '302 /');
});

describe('proving once more who is there', () => {
  const old = (client) => cluster.query(`UPDATE session SET confirmed_at = now() - interval '1 day' WHERE digest = sha256('${client.cookies.get('__Host-samavvik')}')`);
  const isRecent = async (client) => (await cluster.query(`SELECT confirmed_at > now() - interval '1 minute' FROM session
    WHERE digest = sha256('${client.cookies.get('__Host-samavvik')}')`))[0][0] === 't';

  test('at the issuer confirms the same session', async () => {
    const [client, walker] = [service.client(), new Walker()];
    await signInBy(service, client, 'helseid', 'nurse', { walker });
    await old(client);
    const session = client.cookies.get('__Host-samavvik');
    assert.equal(leadsTo(await signInBy(service, client, 'helseid', 'nurse', { walker, query: '?purpose=confirm', returnTo: '/innlogging/bekreftet' })), '302 /innlogging/bekreftet');
    assert.equal(client.cookies.get('__Host-samavvik'), session);
    assert.ok(await isRecent(client));
  });

  test('by somebody else confirms nothing', async () => {
    const client = service.client();
    await signInBy(service, client, 'helseid', 'nurse');
    await old(client);
    assert.equal(leadsTo(await signInBy(service, client, 'helseid', 'doctor', { query: '?purpose=confirm' })), '302 /innlogging/annen-person');
    assert.ok(!await isRecent(client));
  });
});

test('signing out ends the session at the issuer too, and the issuer ends what else came from it', async () => {
  const [here, there, walker] = [service.client(), service.client(), new Walker()];
  await signInBy(service, here, 'helseid', 'nurse', { walker });
  await signInBy(service, there, 'helseid', 'nurse', { walker });
  here.csrf = (await here.get('/session')).body.csrf_token;
  assert.equal(outcome(await here.post('/openid/sign-out', undefined, { headers: { 'X-CSRF-Token': 'A'.repeat(43) } })), '403 csrf_failed');
  const { body } = await here.post('/openid/sign-out');
  assert.equal((await here.get('/session')).status, 401);
  const asked = new URL(body.continue_at).searchParams;
  const hint = JSON.parse(Buffer.from(asked.get('id_token_hint').split('.')[1], 'base64url'));
  assert.deepEqual([hint.sub, hint.aud], ['nurse', 'samavvik']);
  assert.equal(asked.get('post_logout_redirect_uri'), `${service.url}/logg-inn`);
  assert.equal(await walker.walk(body.continue_at), `${service.url}/logg-inn`);
  await waitFor('the other session to end', async () => (await there.get('/session')).status === 401);
});

describe('where one lands is a page of ours', () => {
  for (const path of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/api/v1/session', '/\tx', 'mine']) {
    test(`not ${JSON.stringify(path)}`, async () => {
      const answer = await signInBy(service, service.client(), 'helseid', 'nurse', { returnTo: path });
      if (answer.status !== 302) assert.equal(answer.status, 400); // a control character is refused at once
      else assert.equal(leadsTo(answer), '302 /');
    });
  }
});

test('the example of an operator\'s file is a good one', async () => {
  const folder = join(cluster.folder, 'example');
  mkdirSync(folder);
  cpSync(join(projectRoot, 'deploy/openid/issuers.example.json'), join(folder, 'issuers.json'));
  for (const [name, algorithm] of [['helseid', 'PS256'], ['idporten', 'ES256']]) {
    writeFileSync(join(folder, `${name}.jwk`), JSON.stringify((await newKey(algorithm, name)).privateJwk));
  }
  const run = () => command({ ...service.environment, SAMAVVIK_OPENID_ISSUERS_FILE: join(folder, 'issuers.json') }, ['invite-openid', 'ingen', 'idporten']);
  assert.deepEqual((({ code, stderr }) => [code, stderr])(await run()), [1, 'samavvik invite-openid: there is no such person\n']);
  writeFileSync(join(folder, 'idporten.jwk'), JSON.stringify((await newKey('ES256', 'idporten')).publicJwk));
  const { code, stderr } = await run();
  assert.equal(code, 2);
  assert.match(stderr, /\/issuers\/1\/private_key_file: must hold one private JSON Web Key/);
});

test('what people are recognised by is refused with the line, and never repeated', async () => {
  const lines = ['{"username":"asu"}', '{"username":"asu","identity_number":"13816900234"}', '{"username":"asu","hpr_number":"0123"}',
    '{"username":"ingen","hpr_number":"77"}', `{"username":"asu","identity_number":"${numbers.nurse}"}`, 'x', '{"username":"asu","hpr_number":"7654321"}'];
  const { code, stdout } = await service.command(['identify'], { input: lines.join('\n') });
  assert.equal(code, 1);
  const said = stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(said.map(({ line, error, username }) => username ?? `${line} ${error.split(':')[0]}`), ['1 identity_number, hpr_number', '2 identity_number',
    '3 hpr_number', '4 username', '5 the number is another person\'s', '6 not a JSON object', 'asu']);
  assert.ok(!/\d{7}/.test(stdout));
});

test('the names of the issuers, in the language that is asked for', async () => {
  const answer = await service.client().get('/openid/issuers', { headers: { 'Accept-Language': 'en' } });
  assert.deepEqual(answer.body.items, [{ code: 'helseid', name: 'Sign in helseid' }, { code: 'idporten', name: 'Sign in idporten' }]);
  assert.equal(outcome(await service.client().get('/openid/issuers?x=1')), '400 invalid');
});

test('an issuer that is not there is no issuer', async () => {
  assert.equal(outcome(await service.client().get('/openid/buypass/start')), '404 not_found');
  assert.equal(outcome(await service.client().get('/openid/buypass/callback')), '404 not_found');
});

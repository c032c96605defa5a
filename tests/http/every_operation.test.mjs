/* SPDX-License-Identifier: MIT */
/* What holds for every operation of the contract, so that a new one is covered by being there. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contract, operations } from './support/contract.mjs';
import { startCluster, startService } from './support/service.mjs';
import { addPerson } from './support/people.mjs';

let cluster;
let service;
let nurse;
let people; // with sessions, by what they may do

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  people = await Promise.all(['nurse.trondheim', 'raad.pasient', 'sekretariat', 'leder', 'koordinator.trondheim', 'personvern'].map((name) => service.signIn(name)));
  [nurse] = people;
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const filledIn = (path) => path.replace('{offset}', '0').replace('{helsefellesskap}', 'st_olavs').replace('{issuer}', 'proeve').replace(/\{\w+\}/g, '1');
const nameOf = ({ operation }) => operation.operationId;
const isCreate = ({ operation }) => operation.parameters?.some((one) => one.$ref?.endsWith('/idempotency_key'));
const isEdit = ({ operation }) => operation.parameters?.some((one) => one.$ref?.endsWith('/if_match'));
const needsSession = ({ operation }) => operation['x-permission'] !== 'public';

/* Somebody who may use the operation. */
function permitted({ operation }) {
  const permission = operation['x-permission'];
  if (permission === 'public') return service.client();
  const found = people.find(({ session }) => permission === 'signed_in' || session.may.includes(permission));
  assert.ok(found, `nobody here may ${permission}`);
  return found;
}

/* Asks without a query and with an empty object where a body belongs. */
function ask(client, { method, path, operation }, options) {
  return client.request(method, filledIn(path), operation.requestBody ? {} : undefined, options);
}

const bodySchema = ({ operation }) => {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema?.$ref ? schema.$ref.slice(2).split('/').reduce((at, name) => at[name], contract) : schema;
};
/* A body with a form of its own, which the operation reads itself. */
const isDocument = (one) => Boolean(bodySchema(one)?.['x-document']);

describe('nobody signed in', () => {
  for (const one of operations.filter(needsSession)) {
    test(`${nameOf(one)} answers 401 before it looks at the input`, async () => {
      const answer = await ask(service.client(), one);
      assert.equal(answer.status, 401);
      assert.equal(answer.body.code, 'unauthenticated');
    });
  }
});

describe('a session without its CSRF token', () => {
  for (const one of operations.filter((each) => needsSession(each) && each.method !== 'GET')) {
    test(`${nameOf(one)} changes nothing`, async () => {
      const answer = await ask(nurse, one, { headers: { 'X-CSRF-Token': 'A'.repeat(43) } });
      assert.equal(answer.status, 403);
      assert.equal(answer.body.code, 'csrf_failed');
    });
  }
});

describe('what protects against doing it twice, or over another', () => {
  for (const one of operations.filter(isCreate)) {
    test(`${nameOf(one)} wants an Idempotency-Key`, async () => {
      const answer = await ask(permitted(one), one, { key: null });
      assert.equal(answer.status, isDocument(one) ? 400 : 422);
      assert.ok(answer.body.errors.some(({ pointer }) => pointer.toLowerCase() === 'header:idempotency-key'), answer.text);
    });
  }
  for (const one of operations.filter(isEdit)) {
    test(`${nameOf(one)} wants the version last seen`, async () => {
      const answer = await ask(permitted(one), one);
      assert.equal(answer.status, 428);
      assert.ok(answer.body.errors.some(({ pointer }) => pointer.toLowerCase() === 'header:if-match'), answer.text);
    });
  }
});

describe('input', () => {
  for (const one of operations.filter((each) => each.operation.requestBody?.content['application/json'] && needsSession(each))) {
    test(`${nameOf(one)} refuses what is no JSON, other content and unknown keys`, async () => {
      const client = permitted(one);
      const send = (body, headers) => client.request(one.method, filledIn(one.path), body, { version: 1, headers });
      if (!isDocument(one)) {
        const unknown = await send('{"nobody_knows_this": 1}');
        assert.equal(unknown.status, 422);
        assert.ok(unknown.body.errors.some(({ pointer }) => pointer === '/nobody_knows_this'), unknown.text);
      }
      assert.equal((await send('{"a":')).status, 400);
      assert.equal((await send('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' })).status, 415);
      assert.equal((await send('x'.repeat(one.operation['x-body-limit'] + 1))).status, 413);
    });
  }
  for (const one of operations.filter(({ operation }) => operation.requestBody?.content['application/octet-stream'])) {
    test(`${nameOf(one)} takes a piece of a file and nothing else, and not too much of it`, async () => {
      const send = (bytes, type) => permitted(one).request(one.method, filledIn(one.path), bytes, { headers: { 'Content-Type': type } });
      for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain']) assert.equal((await send('{}', type)).status, 415, type);
      assert.equal((await send('x'.repeat(one.operation['x-body-limit'] + 1), 'application/octet-stream')).status, 413);
    });
  }
  for (const one of operations.filter(({ method, operation }) => method === 'GET' && !operation['x-free-query'])) {
    test(`${nameOf(one)} refuses a query it does not know`, async () => {
      const answer = await (needsSession(one) ? permitted(one) : nurse).request('GET', `${filledIn(one.path)}?nobody_knows_this=1`);
      assert.equal(answer.status, 400);
    });
  }
});

describe('free texts', () => {
  const resolved = (schema) => (schema.$ref ? schema.$ref.slice(2).split('/').reduce((at, name) => at[name], contract) : schema);
  const plain = (schema) => resolved(schema.oneOf?.[0] ?? schema);
  const SAMPLES = { id: '1', code: 'a', token: 'a', date: '2026-01-02', 'date-time': '2026-01-02T10:00Z' };
  const number = 'Det gjelder 020132 99997.';
  const kept = new Set(); // what is for the person alone has no warnings

  /* A body with an identity number in every guarded text; notes the places in `pointers`. */
  function sample(asked, pointer, pointers) {
    const schema = plain(asked);
    const type = [schema.type].flat()[0];
    if (type === 'object') {
      return Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'confirmed_findings')
        .map(([name, inner]) => [name, sample(inner, `${pointer}/${name}`, pointers)]));
    }
    if (type === 'array') return [sample(schema.items, `${pointer}/0`, pointers)];
    if (type !== 'string') return type === 'boolean' ? false : schema.minimum;
    if (!schema['x-guarded']) return schema.enum?.[0] ?? SAMPLES[schema.format] ?? 'abc'.padEnd(schema.minLength ?? 3, 'd').slice(0, schema.maxLength);
    pointers.push(pointer);
    if (schema['x-guarded'] === 'identity') kept.add(pointer);
    return number;
  }

  for (const one of operations.filter((each) => bodySchema(each) && !isDocument(each))) {
    const pointers = [];
    const body = sample(one.operation.requestBody.content['application/json'].schema, '', pointers);
    if (pointers.length === 0) continue;
    test(`${nameOf(one)} takes no identity number, and no telephone number unasked, in ${pointers.join(', ')}`, async () => {
      const client = needsSession(one) ? permitted(one) : service.client();
      const answer = await client.request(one.method, filledIn(one.path), body, { version: 1 });
      assert.equal(answer.status, 422, answer.text);
      const found = answer.body.errors.filter(({ code }) => code === 'identity_number');
      assert.deepEqual(found.map(({ pointer, kind, start, end }) => [pointer, kind, start, end]).sort(),
        pointers.map((pointer) => [pointer, 'fnr', 12, 24]).sort());
      assert.ok(!answer.text.includes('99997'));
      const softer = JSON.parse(JSON.stringify(body).replaceAll('020132 99997', '912 34 567'));
      const asked = await client.request(one.method, filledIn(one.path), softer, { version: 1 });
      assert.deepEqual((asked.body.errors ?? []).filter(({ code }) => code === 'warn_phone').map(({ pointer }) => pointer).sort(),
        pointers.filter((pointer) => !kept.has(pointer)).sort());
    });
  }
});

test('the contract is served as it stands in the repository', async () => {
  const answer = await service.client().get('/openapi.json');
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body.paths, JSON.parse(JSON.stringify(contract.paths)));
});

test('a session begins with the right password and is over after signing out', async () => {
  await assert.rejects(service.signIn('nurse.trondheim', 'not the password'), /401/);
  await assert.rejects(service.signIn('nobody.at.all', 'not the password'), /401/);
  const client = await service.signIn('fastlege.orkland');
  assert.equal((await client.get('/session')).status, 200);
  const cookies = new Map(client.cookies);
  assert.equal((await client.delete('/session')).status, 204);
  client.cookies = cookies; // a browser that keeps the cookie all the same
  assert.equal((await client.get('/session')).status, 401);
});

test('a path nobody serves is a problem, also below a path that is', async () => {
  for (const path of ['/nothing', '/session/nothing', '/deviations/1/nothing']) {
    assert.equal((await nurse.get(path)).status, 404);
  }
});

test('a method the path does not take is refused with those it does', async () => {
  const answer = await nurse.request('DELETE', '/deviations');
  assert.equal(answer.status, 405);
  assert.deepEqual(answer.headers.get('allow').split(/, */).filter((one) => !['HEAD', 'OPTIONS'].includes(one)).sort(), ['GET', 'POST']);
});

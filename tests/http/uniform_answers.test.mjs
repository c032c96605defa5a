/* SPDX-License-Identifier: MIT */
/*
 * What one may not see answers like what does not exist: the same bytes, after the same time. And no error tells what the
 * service is made of. Walked over every operation of the contract with an id in its path, so that a new one is held as well.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contract, operations } from './support/contract.mjs';
import { addPerson } from './support/people.mjs';
import { startCluster, startService } from './support/service.mjs';

const NOBODYS = '999999999';
const INSIDES = /\b(select|insert|update|relation|violates|constraint|postgres|libpq|sqlstate|errno|civetweb|segfault)\b|\.(c|h|sql):\d|\/src\/|\/build\/|0x[0-9a-f]{4}/i;
const withId = operations.filter(({ path }) => /\{id\}/.test(path));
let cluster;
let service;
let stranger; // every role, in the other helsefellesskap
let others; // ids that exist, by the first part of the path

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true });
  const organisation = 'lillehammer_kommune';
  await addPerson(cluster, 'fremmed', [['reporter', { organisation }], ['coordinator', { organisation }], ['council_lead', { council: 'fagutvalg_pasientforlop' }],
    ['secretariat', {}], ['follow_up', {}], ['administrator', {}], ['data_protection_officer', {}]]
    .map(([role, where]) => ({ role, ...where, helsefellesskap: 'innlandet' })));
  stranger = await service.signIn('fremmed');
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  others = await makeOthers();
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* One of each thing that has an id, in St. Olavs. */
async function makeOthers() {
  const leader = await service.signIn('leder');
  const [[hospital]] = await cluster.query("SELECT id FROM organisation WHERE code = 'st_olavs_hospital'");
  const client = await leader.post('/helsefellesskap/st_olavs/machine-clients',
    { name: 'Prøve', role: 'reporter', permissions: ['file_deviation'], organisation_id: hospital });
  assert.equal(client.status, 201, client.text);
  const one = async (sql) => (await cluster.query(`WITH s AS (SELECT id FROM helsefellesskap WHERE code = 'st_olavs') ${sql}`))[0]?.[0];
  const [[deviation]] = await cluster.query("SELECT min(id) FROM deviation WHERE helsefellesskap_id = (SELECT id FROM helsefellesskap WHERE code = 'st_olavs')");
  const [[organisation, person]] = await cluster.query("SELECT (SELECT id FROM organisation WHERE code = 'trondheim_kommune'), (SELECT id FROM person WHERE username = 'koordinator.trondheim')");
  await cluster.query(`INSERT INTO patient_reference (deviation_id, agreement_version_id, kind, patient_objects, put_by)
    SELECT ${deviation}, min(id), 'local_reference', false, ${person} FROM agreement_version ON CONFLICT DO NOTHING`);
  return {
    deviations: deviation,
    me: await one(`SELECT id FROM session WHERE person_id = (SELECT id FROM person WHERE username = 'leder')`),
    'patient-reference-requests': await one(`INSERT INTO reference_request (deviation_id, organisation_id, requested_by, legal_basis, purpose, expires_at)
      VALUES (${deviation}, ${organisation}, ${person}, 'health_care', 'Oppfølging av saken', now() + interval '3 days') RETURNING id`),
    'learning-notes': await one(`INSERT INTO learning_note (helsefellesskap_id, council_id, category, title, text)
      SELECT s.id, (SELECT min(c.id) FROM council c WHERE c.helsefellesskap_id = s.id), 'epikrise', 'Et notat', 'Et notat som er foreslått.' FROM s RETURNING id`),
    'held-reports': await one(`INSERT INTO held_report (helsefellesskap_id, report, reporter_organisation_id, code_digest, key_digest, language)
      SELECT s.id, '{}', ${organisation}, sha256('a'), sha256('b'), 'nb' FROM s RETURNING id`),
    'erasure-requests': await one(`INSERT INTO erasure (helsefellesskap_id, deviation_id, legal_basis, decision, requested_by)
      SELECT s.id, ${deviation}, 'unlawful', '26/1', ${person} FROM s RETURNING id`),
    reports: await one(`INSERT INTO report (helsefellesskap_id, half_year, version) SELECT s.id, '2019-01-01', 1 FROM s RETURNING id`),
    summaries: await one(`INSERT INTO digest (helsefellesskap_id, status) SELECT s.id, 'draft' FROM s RETURNING id`),
    subscriptions: await one(`INSERT INTO subscription (person_id, helsefellesskap_id, frequency, language, category)
      SELECT ${person}, s.id, 'weekly', 'nb', 'epikrise' FROM s RETURNING id`),
    'rule-sets': await one('SELECT r.id FROM rule_set r, s WHERE r.helsefellesskap_id = s.id'),
    'rule-drafts': await one(`INSERT INTO rule_draft (helsefellesskap_id, based_on_id, rules, made_by, changed_by)
      SELECT r.helsefellesskap_id, r.id, r.rules, ${person}, ${person} FROM rule_set r, s WHERE r.helsefellesskap_id = s.id RETURNING id`),
    attachments: await one(`INSERT INTO attachment (person_id, deviation_id, name, size, received, state, finished_at, added_at)
      SELECT ${person}, ${deviation}, 'Notat.txt', 1, 1, 'unscanned', now(), now() FROM s RETURNING id`),
    measures: await one(`INSERT INTO measure (deviation_id, text, strength, responsible_organisation_id, due_on)
      SELECT ${deviation}, 'Ny sjekkliste', 'weak', ${organisation}, '2027-01-01' FROM s RETURNING id`),
    'configuration-changes': await one(`INSERT INTO configuration_change (helsefellesskap_id, differences, document)
      SELECT s.id, '[]', '{}' FROM s RETURNING id`),
    people: person,
    'queue-views': await one(`INSERT INTO saved_view (person_id, name, filters) VALUES (${person}, 'Alvorlige', '{}') RETURNING id`),
    memberships: await one(`SELECT min(id) FROM membership WHERE person_id = ${person}`),
    substitutes: await one(`INSERT INTO substitute (membership_id, for_person_id, helsefellesskap_id, person_id, valid_from, valid_to)
      SELECT min(m.id), ${person}, s.id, (SELECT id FROM person WHERE username = 'leder'), current_date, current_date + 7
      FROM s, membership m WHERE m.person_id = ${person} GROUP BY s.id RETURNING id`),
    'machine-clients': client.body.client?.id ?? client.body.id,
    'client-tokens': await one('SELECT min(id) FROM client_token'),
  };
}

const resolved = (schema) => (schema.$ref ? resolved(schema.$ref.slice(2).split('/').reduce((at, name) => at[name], contract)) : schema);

/* Something the schema allows, with no more than it wants. */
function sample(asked) {
  const schema = resolved(resolved(asked).oneOf?.[0] ?? asked);
  if (schema.enum) return schema.enum[0];
  const type = [schema.type].flat()[0];
  if (type === 'object') return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(schema.properties[name])]));
  if (type === 'array') return schema.minItems ? [sample(schema.items)] : [];
  if (type === 'boolean') return true;
  if (type === 'integer') return schema.minimum ?? 1;
  return { id: '1', date: '2027-01-01', 'date-time': '2027-01-01T00:00:00+01:00', code: 'reporter' }[schema.format] ?? 'abc '.repeat(40).slice(0, Math.max(schema.minLength ?? 0, 3)).trimEnd().padEnd(schema.minLength ?? 3, 'd');
}

function ask({ method, path, operation: { requestBody } }, id, client = stranger) {
  const where = path.replace('{id}', id).replace('{offset}', '0');
  if (requestBody?.content['application/octet-stream']) return client.request(method, where, 'x', { headers: { 'Content-Type': 'application/octet-stream' } });
  return client.request(method, where, requestBody ? sample(requestBody.content['application/json'].schema) : undefined, { version: 1 });
}

/* Without what is different in every answer. */
function compared(answer) {
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name)));
  return { status: answer.status, headers, text: answer.text.replace(answer.headers.get('x-request-id'), '<id>') };
}

describe('unknown and forbidden', () => {
  for (const one of withId) {
    test(`${one.operation.operationId} answers both alike`, async () => {
      const known = others[one.path.split('/')[1]];
      assert.ok(known, `the test makes nothing for ${one.path}`);
      const [forbidden, unknown] = [await ask(one, known), await ask(one, NOBODYS)];
      assert.equal(unknown.status, 404, unknown.text);
      assert.deepEqual(compared(forbidden), compared(unknown));
      assert.doesNotMatch(unknown.text, INSIDES);
    });
  }

  for (const name of ['get_deviation', 'acknowledge_deviation', 'get_patient_reference']) {
    test(`${name} takes the same time for both`, async (t) => {
      const one = withId.find(({ operation }) => operation.operationId === name);
      const times = { forbidden: [], unknown: [] };
      for (let round = 0; round < 400; round += 1) {
        const which = round % 2 ? 'forbidden' : 'unknown';
        const from = performance.now();
        await ask(one, which === 'forbidden' ? others.deviations : NOBODYS);
        times[which].push(performance.now() - from);
      }
      const [forbidden, unknown] = Object.values(times).map((list) => list.sort((a, b) => a - b)[list.length / 2]);
      t.diagnostic(`${name}: ${forbidden.toFixed(2)} ms forbidden, ${unknown.toFixed(2)} ms unknown`);
      assert.ok(Math.abs(forbidden - unknown) < 0.5 + 0.5 * Math.min(forbidden, unknown), `${forbidden} ms forbidden, ${unknown} ms unknown`);
    });
  }
});

describe('errors', () => {
  const check = false;

  test('tell nothing of what the service is made of, whatever is sent', async () => {
    const values = ["1'", '1;--', '0', '-1', '9223372036854775808', '%27%20OR%201=1', '%F0%9F%98%8A', 'null', '1e3', '{id}', '*', 'a'.repeat(2000)];
    for (const { method, path, operation } of operations) {
      if (operation.operationId === 'sign_out') continue;
      for (const value of values) {
        const body = operation.requestBody && '{"a":1,"__proto__":{"b":[null]},"c":"\\u0000"}';
        const answer = await stranger.request(method, path.replace(/\{\w+\}/g, value), body || undefined, { version: 1, check });
        assert.ok(answer.status < 500, `${method} ${path} ${value}: ${answer.status} ${answer.text}`);
        if (answer.status >= 400) assert.doesNotMatch(answer.text, INSIDES, `${method} ${path}`);
      }
    }
  });

  test('of unknown paths are the same for everyone, signed in or not', async () => {
    for (const path of ['/nothing', '/deviations/1/nothing', '/admin', '/deviations/1/', '//deviations']) {
      const [nobody, somebody] = [await service.client().get(path, { check }), await stranger.get(path, { check, headers: { 'Accept-Language': 'nb' } })];
      assert.deepEqual([nobody.status, nobody.body.code], [404, 'unknown_path'], path);
      assert.deepEqual([somebody.status, somebody.body.code], [404, 'unknown_path'], path);
    }
  });

  test('of methods name those there are; OPTIONS asks nobody who it is and gives no other site leave', async () => {
    for (const method of ['PROPFIND', 'LINK', 'PURGE']) {
      const answer = await stranger.request(method, '/deviations', undefined, { check });
      assert.ok([400, 501].includes(answer.status), `${method} ${answer.status}`);
      assert.doesNotMatch(answer.text, INSIDES);
    }
    for (const { path } of withId) {
      const answer = await service.client().request('OPTIONS', path.replace('{id}', '1'), undefined, { check, headers: { Origin: 'https://elsewhere.example' } });
      assert.equal(answer.status, 204, path);
      assert.ok(answer.headers.get('allow'));
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      const wrong = await stranger.request('PROPPATCH', path.replace('{id}', '1'), undefined, { check });
      assert.equal(wrong.status, 501);
    }
    const wrong = await stranger.put('/deviations', {}, { check });
    assert.equal(wrong.status, 405);
    assert.match(wrong.headers.get('allow'), /GET/);
  });
});

/* SPDX-License-Identifier: MIT */
/* A report that was begun is kept for the person alone, on whatever device, until it is sent; and the next one begins where the last ended. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { allAsService, scopeOf } from './support/as_service.mjs';
import { begin, finish, pdf, put, upload } from './support/files.mjs';
import { outcome, readReports } from './support/reports.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let nurse;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, env: { SAMAVVIK_DRAFT_DAYS: '7' } });
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const begun = (change = {}) => ({ helsefellesskap: 'st_olavs', kind: 'patient', title: 'Påbegynt', description: 'Linje én\nlinje to', ...change });
const save = (client, id, version, report = begun(), options) => client.put(`/drafts/${id}`, { version, report }, options);
const titles = async (client) => (await client.get('/drafts')).body.items.map(({ title }) => title);

describe('a draft', () => {
  test('is found again by the same person on another device, newest first, and by nobody else', async () => {
    const [older, newer] = [randomUUID(), randomUUID()];
    assert.equal((await save(nurse, older, 0)).body.version, 1);
    await save(nurse, newer, 0, begun({ title: 'Nyere', other_organisation_id: String(reports.hospital.id), actual_harm: 'low', filing_seconds: 12 }));
    const elsewhere = await service.signIn('nurse.trondheim');
    const { items } = (await elsewhere.get('/drafts')).body;
    assert.deepEqual(items.map(({ id, title }) => [id, title]), [[newer, 'Nyere'], [older, 'Påbegynt']]);
    assert.equal(items[0].other_organisation.id, String(reports.hospital.id));
    const week = new Date(Date.parse(items[0].updated_at) + 7 * 86400e3);
    assert.equal(items[0].kept_until, new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(week));
    const { report } = (await elsewhere.get(`/drafts/${newer}`)).body;
    assert.deepEqual(report, begun({ title: 'Nyere', other_organisation_id: String(reports.hospital.id), actual_harm: 'low', filing_seconds: 12 }));
    const colleague = await service.signIn('koordinator.trondheim');
    assert.deepEqual(await titles(colleague), []);
    assert.equal((await colleague.get(`/drafts/${newer}`)).status, 404);
    assert.equal((await colleague.delete(`/drafts/${newer}`)).status, 404);
    assert.deepEqual(await allAsService(cluster, await scopeOf(cluster, colleague), ['SELECT id FROM draft']), ['']);
    for (const id of [older, newer]) assert.equal((await nurse.delete(`/drafts/${id}`)).status, 204);
    assert.equal((await nurse.delete(`/drafts/${older}`)).status, 404);
  });

  test('of two devices does not overwrite the other in silence', async () => {
    const id = randomUUID();
    await save(nurse, id, 0);
    assert.equal((await save(nurse, id, 1, begun({ title: 'Fra telefonen' }))).body.version, 2);
    const second = await save(nurse, id, 1, begun({ title: 'Fra maskinen' }));
    assert.deepEqual([second.status, second.body.code], [412, 'version_conflict']);
    assert.equal((await save(nurse, id, 0, begun({ title: 'Som ny' }))).status, 412);
    assert.equal((await nurse.get(`/drafts/${id}`)).body.report.title, 'Fra telefonen');
    assert.equal((await nurse.delete(`/drafts/${id}`)).status, 204);
    assert.equal((await save(nurse, id, 2)).status, 404);
  });

  test('may be unfinished and hold what asks for a confirmation, but no identity number', async () => {
    const id = randomUUID();
    assert.equal((await save(nurse, id, 0, { helsefellesskap: 'st_olavs', description: 'Ring 912 34 567.', title: 'x' })).status, 200);
    const refused = await save(nurse, id, 1, begun({ description: 'Det gjelder 020132 99997.' }));
    assert.equal(refused.status, 422);
    assert.deepEqual(refused.body.errors.map(({ pointer, code, kind }) => [pointer, code, kind]), [['/report/description', 'identity_number', 'fnr']]);
    assert.equal((await save(nurse, id, 1, begun({ nobody_knows_this: 1 }))).status, 422);
    await nurse.delete(`/drafts/${id}`);
  });

  test('is gone the moment its report is sent, and a late save does not bring it back', async () => {
    const key = randomUUID();
    await save(nurse, key, 0);
    assert.equal((await nurse.post('/deviations', reports.make(), { key })).status, 201);
    assert.deepEqual(await titles(nurse), []);
    assert.equal((await nurse.get(`/drafts/${key}`)).status, 404);
    const late = await save(nurse, key, 1);
    assert.deepEqual([late.status, late.body.code], [409, 'draft_filed']);
    assert.equal((await nurse.delete(`/drafts/${key}`)).status, 204);
  });

  test('number twenty-one is refused until one is given up', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    for (const id of ids) assert.equal((await save(nurse, id, 0)).status, 200);
    const refused = await save(nurse, randomUUID(), 0);
    assert.deepEqual([refused.status, refused.body.code], [409, 'drafts_full']);
    assert.equal((await save(nurse, ids[0], 1)).status, 200);
    for (const id of ids) await nurse.delete(`/drafts/${id}`);
    assert.equal((await save(nurse, ids[0], 0)).status, 200);
    await nurse.delete(`/drafts/${ids[0]}`);
  });

  test('is deleted when nobody has written in it for as long as the setting says', async () => {
    const [old, fresh] = [randomUUID(), randomUUID()];
    await save(nurse, old, 0, begun({ title: 'Gammelt' }));
    await save(nurse, fresh, 0, begun({ title: 'Ferskt' }));
    await cluster.query(`UPDATE draft SET updated_at = now() - interval '8 days' WHERE id = '${old}'`);
    await service.stop();
    service = await startService({ cluster, prepare: false, env: { SAMAVVIK_DRAFT_DAYS: '7' } });
    nurse = await service.signIn('nurse.trondheim');
    await waitFor('the old one to go', async () => (await titles(nurse)).join() === 'Ferskt');
    await nurse.delete(`/drafts/${fresh}`);
  });
});

describe('the files of a draft', () => {
  const listed = async (client, id) => (await client.get(`/attachments?draft=${id}`)).body.items?.map(({ name, state, offset }) => [name, state, offset]);
  const half = async (id, name = 'Halv.pdf') => {
    const { body: { id: one } } = await begin(nurse, { name, size: 200_000, body: { draft: id } });
    assert.equal((await put(nurse, one, 0, pdf(200_000).subarray(0, 100_000))).status, 200);
    return one;
  };

  test('are found with it on another device, finished or not, by nobody else, and are filed with it', async () => {
    const key = randomUUID();
    const whole = await upload(nurse, { name: 'Hel.pdf', bytes: pdf(), body: { draft: key } });
    await save(nurse, key, 0);
    await half(key);
    const elsewhere = await service.signIn('nurse.trondheim');
    assert.deepEqual(await listed(elsewhere, key), [['Hel.pdf', 'unscanned', 2000], ['Halv.pdf', 'uploading', 100_000]]);
    assert.equal((await elsewhere.get('/drafts')).body.items[0].attachments, 2);
    assert.deepEqual(await listed(await service.signIn('koordinator.trondheim'), key), []);
    const filed = await elsewhere.post('/deviations', reports.make({ attachments: [whole.id] }), { key });
    assert.equal(filed.status, 201, filed.text);
    assert.equal(outcome(await nurse.get(`/attachments?draft=${key}`)), '409 draft_filed');
    assert.deepEqual((await nurse.get(`/deviations/${filed.body.id}/attachments`)).body.items.map(({ name }) => name), ['Hel.pdf']);
    await nurse.delete(`/drafts/${key}`);
    assert.equal((await cluster.query(`SELECT count(*) FROM attachment WHERE draft_id = '${key}'`))[0][0], '1', 'what was filed stays, the rest goes');
  });

  test('go with it, also when it was never kept, and are as many as a case may have', async () => {
    const [kept, loose] = [randomUUID(), randomUUID()];
    await save(nurse, kept, 0);
    for (let n = 1; n <= 5; n += 1) await half(kept, `Fil ${n}.pdf`);
    assert.equal(outcome(await begin(nurse, { name: 'Fil 6.pdf', size: 9, body: { draft: kept } })), '409 attachment_most');
    await half(loose);
    for (const id of [kept, loose]) {
      assert.equal((await nurse.delete(`/drafts/${id}`)).status, 204);
      assert.deepEqual(await listed(nurse, id), []);
    }
  });

  test('stay as long as it does, however old, and go when it is swept away', async () => {
    const [living, old] = [randomUUID(), randomUUID()];
    for (const id of [living, old]) {
      await save(nurse, id, 0);
      await upload(nurse, { name: 'Gammel.pdf', bytes: pdf(), body: { draft: id } });
      await half(id);
    }
    const stray = await upload(nurse, { name: 'Løs.pdf', bytes: pdf() });
    await cluster.query("UPDATE attachment SET started_at = now() - interval '20 days' WHERE added_at IS NULL");
    await cluster.query(`UPDATE draft SET updated_at = now() - interval '8 days' WHERE id = '${old}'`);
    await service.stop();
    service = await startService({ cluster, prepare: false, env: { SAMAVVIK_DRAFT_DAYS: '7' } });
    nurse = await service.signIn('nurse.trondheim');
    await waitFor('the old draft and the stray file to go', async () => (await listed(nurse, old)).length === 0 && (await nurse.get(`/attachments/${stray.id}`)).status === 404);
    assert.deepEqual((await listed(nurse, living)).map(([name]) => name), ['Gammel.pdf', 'Halv.pdf']);
    const { body: { items: [before] } } = await nurse.get('/drafts');
    await cluster.query(`UPDATE draft SET updated_at = now() - interval '3 days' WHERE id = '${living}'`);
    const last = await begin(nurse, { name: 'Ny.pdf', size: 9, body: { draft: living } });
    assert.equal((await nurse.get('/drafts')).body.items[0].kept_until, before.kept_until, 'a file is a change of it');
    assert.equal((await put(nurse, last.body.id, 0, Buffer.from('%PDF-1.7\n'))).status, 200);
    assert.equal((await finish(nurse, last.body.id)).status, 200);
    await nurse.delete(`/drafts/${living}`);
  });
});

describe('the last choices', () => {
  test('are one\'s own, each combination once, the newest first', async () => {
    const [[service_id]] = await cluster.query(`SELECT id FROM service WHERE organisation_id = ${reports.hospital.id} ORDER BY id LIMIT 1`);
    for (const change of [{ kind: 'system' }, { kind: 'patient', other_service_id: service_id }, { kind: 'system' }])
      assert.equal((await nurse.post('/deviations', reports.make({ other_organisation_id: reports.hospital.id, ...change }))).status, 201);
    const { items } = (await nurse.get('/helsefellesskap/st_olavs/last-choices')).body;
    assert.deepEqual(items.slice(0, 2).map(({ kind, other_service_id }) => [kind, other_service_id]), [['system', null], ['patient', service_id]]);
    assert.equal(items.filter(({ kind, other_service_id }) => kind === 'system' && !other_service_id).length, 1);
    const council = await service.signIn('raad.lege');
    assert.equal((await council.get('/helsefellesskap/st_olavs/last-choices')).status, 403);
    assert.equal((await nurse.get('/helsefellesskap/innlandet/last-choices')).status, 404);
  });
});

describe('what a report has by its kind', () => {
  const field = (answer, pointer) => answer.body.errors?.find((one) => one.pointer === pointer)?.code;

  test('a good story needs no harm, everything else does', async () => {
    const good = await nurse.post('/deviations', reports.make({ kind: 'positive', actual_harm: null, potential_harm: null }));
    assert.equal(good.status, 201, good.text);
    assert.equal((await nurse.get(`/deviations/${good.body.id}`)).body.actual_harm, 'none');
    for (const kind of ['patient', 'system']) {
      const refused = await nurse.post('/deviations', reports.make({ kind, actual_harm: null, potential_harm: null }));
      assert.equal(refused.status, 422);
      assert.deepEqual([field(refused, '/actual_harm'), field(refused, '/potential_harm')], ['missing', 'missing']);
    }
  });

  test('the checklist for the way home belongs to patients', async () => {
    assert.equal(field(await nurse.post('/deviations', reports.make({ kind: 'system', hph_item: 'HPH1' })), '/hph_item'), 'not_for_kind');
    assert.equal((await nurse.post('/deviations', reports.make({ kind: 'patient', hph_item: 'HPH1' }))).status, 201);
  });

  test('the service it concerns is one of the other party, is shown with the case, and routing knows its area', async () => {
    const register = (await nurse.get('/helsefellesskap/st_olavs/register')).body;
    const hospital = register.organisations.find(({ id }) => id === String(reports.hospital.id));
    const area = hospital.services.find((one) => one.area === 'mental_health');
    const others = register.organisations.find((one) => one.id !== hospital.id && one.services.length > 0).services[0];
    const about = { other_organisation_id: hospital.id, other_service_id: area.id };
    const filed = await nurse.post('/deviations', reports.make(about));
    assert.equal(filed.status, 201, filed.text);
    assert.equal((await nurse.get(`/deviations/${filed.body.id}`)).body.other_service, area.name);
    assert.equal(field(await nurse.post('/deviations', reports.make({ ...about, other_service_id: others.id })), '/other_service_id'), 'unknown_service');
    // A rule by area, in the place of the others but for the default.
    await cluster.query(`UPDATE rule_set SET active_to = now() WHERE helsefellesskap_id = (SELECT id FROM helsefellesskap WHERE code = 'st_olavs') AND active_to IS NULL`);
    await cluster.query(`INSERT INTO rule_set (helsefellesskap_id, version, rules, active_from)
      SELECT helsefellesskap_id, version + 1, jsonb_set(rules, '{rules}', jsonb_build_array(jsonb_set(jsonb_set(rules -> 'rules' -> -1, '{id}', '"by-area"'),
        '{when}', '{"service_area": ["mental_health"]}')) || (rules -> 'rules')), now()
      FROM rule_set WHERE helsefellesskap_id = (SELECT id FROM helsefellesskap WHERE code = 'st_olavs') ORDER BY version DESC LIMIT 1`);
    const question = { helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler', reporter_organisation_id: reports.mine.id, ...about };
    assert.equal((await nurse.post('/deviations/route-preview', question)).body.rule, 'by-area');
    assert.notEqual((await nurse.post('/deviations/route-preview', { ...question, other_service_id: null })).body.rule, 'by-area');
    assert.equal((await nurse.post('/deviations', reports.make(about))).body.route.rule, 'by-area');
  });
});

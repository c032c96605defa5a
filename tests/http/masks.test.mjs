/* SPDX-License-Identifier: MIT */
/* Hiding a piece of a text: gone for everybody who may read the case, in every place that shows it; by who handles it; and back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let council;
let reports;
let id;
const title = 'Samtale med Kari på avdelingen';
const description = '𝕏 Kari Nordmoen ringte.\r\nKari 😀 var bekymret.';

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'koord.mottaker', [{ role: 'coordinator', organisation: 'st_olavs_hospital' }]);
  await addPerson(cluster, 'annet.raad', [{ role: 'council_member', council: 'digital' }]);
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  ({ id } = await fileReport(nurse, reports, { title, description,
    confirmed_findings: undefined }));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

async function mask(client, body, version) {
  return client.post(`/deviations/${id}/masks`, { reason: 'identity', ...body }, { key: null, version: version ?? (await readCase(council, id)).version });
}

test('what is hidden is hidden in the case, in lists and for everybody, character by character', async () => {
  const start = Array.from(description).indexOf('K');
  const answer = await mask(council, { field: 'description', start, end: start + 13 });
  assert.equal(answer.status, 200, answer.text);
  const hidden = description.replace('Kari Nordmoen', '█'.repeat(13));
  for (const client of [council, nurse]) assert.equal((await readCase(client, id)).description, hidden);
  assert.equal((await mask(council, { field: 'title', start: 12, end: 16 })).status, 200);
  const masked = 'Samtale med ████ på avdelingen';
  assert.equal((await readCase(nurse, id)).title, masked);
  for (const [client, query] of [[nurse, 'view=mine'], [council, `view=council&council_id=${reports.council('legesamarbeid').id}`]]) {
    const { body, text } = await client.get(`/deviations?${query}`);
    assert.equal(body.items.find((one) => one.id === id).title, masked);
    assert.ok(!text.includes('Kari'));
  }
});

test('the history says who hid something, and the places can be hidden once more without moving', async () => {
  const one = await readCase(nurse, id);
  assert.deepEqual(one.masks.map(({ field, reason, by }) => [field, reason, by]),
    [['description', 'identity', 'Torstein Fannrem'], ['title', 'identity', 'Torstein Fannrem']]);
  assert.deepEqual(one.events.slice(-2).map(({ kind }) => kind), ['text_masked', 'text_masked']);
  const second = Array.from(description).lastIndexOf('K');
  assert.equal((await mask(council, { field: 'description', start: second, end: second + 4, reason: 'colleague' })).status, 200);
  assert.ok(!(await readCase(nurse, id)).description.includes('Kari'));
  assert.ok((await readCase(nurse, id)).description.includes('😀'));
});

test('a message and an internal note too, and only who sees the note learns of it', async () => {
  await council.post(`/deviations/${id}/messages`, { audience: 'internal', text: 'Kari sa det selv' });
  await council.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Hei Kari' });
  const { messages } = await readCase(council, id);
  for (const { id: message_id, text } of messages) {
    const start = text.indexOf('Kari');
    assert.equal((await mask(council, { message_id, start, end: start + 4 })).status, 200);
  }
  const seen = await readCase(council, id);
  assert.deepEqual(seen.messages.map(({ text }) => text), ['████ sa det selv', 'Hei ████']);
  const told = await readCase(nurse, id);
  assert.deepEqual(told.messages.map(({ text }) => text), ['Hei ████']);
  assert.equal(told.masks.length, seen.masks.length - 1);
  assert.equal(told.events.length, seen.events.length - 2);
});

test('coordinators of both parties may hide; the reporter, another council and strangers may not', async () => {
  const coordinator = await service.signIn('koord.mottaker');
  assert.equal((await mask(coordinator, { field: 'title', start: 0, end: 7, reason: 'irrelevant' })).status, 200);
  assert.equal(outcome(await mask(nurse, { field: 'title', start: 0, end: 1 })), '403 forbidden');
  const other = await service.signIn('annet.raad');
  const unknown = await other.post('/deviations/999999/masks', { reason: 'identity', field: 'title', start: 0, end: 1 }, { key: null, version: 1 });
  const hidden = await mask(other, { field: 'title', start: 0, end: 1 });
  assert.equal(outcome(hidden), outcome(unknown));
  assert.equal(hidden.status, 404);
});

test('a place that is not there, two texts or none, an old version: refused, and nothing is hidden', async () => {
  const before = await readCase(council, id);
  const wrong = async (body) => (await mask(council, body)).body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  assert.deepEqual(await wrong({ field: 'title', start: 5, end: 5 }), ['/end mask_outside']);
  assert.deepEqual(await wrong({ field: 'title', start: 0, end: 400 }), ['/end mask_outside']);
  assert.deepEqual(await wrong({ field: 'suggestion', start: 0, end: 1 }), ['/end mask_outside']);
  assert.deepEqual(await wrong({ start: 0, end: 1 }), ['/field one_text']);
  assert.deepEqual(await wrong({ field: 'title', message_id: '1', start: 0, end: 1 }), ['/field one_text']);
  assert.equal(outcome(await mask(council, { field: 'title', start: 0, end: 1 }, 1)), '412 version_conflict');
  assert.deepEqual(await readCase(council, id), before);
});

test('a lifted mask shows the text again, once', async () => {
  const { masks, version } = await readCase(council, id);
  const lift = (mask_id, at) => council.delete(`/deviations/${id}/masks/${mask_id}`, { version: at });
  const first = await lift(masks[0].id, version);
  assert.equal(first.status, 200, first.text);
  assert.ok(first.body.description.startsWith('𝕏 Kari Nordmoen ringte'));
  assert.equal(first.body.events.at(-1).kind, 'mask_lifted');
  assert.equal(outcome(await lift(masks[0].id, first.body.version)), '404 not_found');
  assert.equal(outcome(await nurse.delete(`/deviations/${id}/masks/${masks[1].id}`, { version: first.body.version })), '403 forbidden');
  assert.equal(outcome(await lift('999999', first.body.version)), '404 not_found');
});

test('the chain of the history holds', async () => {
  const { code, stdout, stderr } = await service.command(['verify']);
  assert.equal(code, 0, stdout + stderr);
});

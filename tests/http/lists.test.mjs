/* SPDX-License-Identifier: MIT */
/* Lists and their pages: every case once, newest first, however many come in between; followed by cursor or by link. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { publishNote } from './support/notes.mjs';
import { startCluster, startService } from './support/service.mjs';
import { fileReport, readCase, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let doctors;
let reports;
let queue; // the path of the doctors' queue
const filed = []; // ids, oldest first

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  queue = `/deviations?view=council&council_id=${reports.council('legesamarbeid').id}`;
  for (let i = 0; i < 11; i += 1) filed.push((await fileReport(nurse, reports)).id);
  await fileReport(nurse, reports, { category: 'meldingsutveksling' }); // another council's
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const newestFirst = (ids) => [...ids].sort((a, b) => b - a);

/* All pages of a list; the next address by `next`, from an answer. Between two pages `meanwhile` is called. */
async function pages(client, path, next, meanwhile = async () => {}) {
  const found = [];
  for (let at = path; at;) {
    const answer = await client.get(at);
    assert.equal(answer.status, 200, answer.text);
    found.push(answer.body.items.map((item) => item.id));
    assert.equal(Boolean(answer.body.next_cursor), answer.headers.get('link') !== null);
    at = next(answer);
    if (at) await meanwhile();
  }
  return found;
}

const byLink = (answer) => /^<\/api\/v1(\/[^>]*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
const byCursor = (path) => (answer) => answer.body.next_cursor && `${path}&cursor=${answer.body.next_cursor}`;

describe('pages of a queue', () => {
  test('hold every case once, newest first, by link and by cursor', async () => {
    for (const limit of [1, 3, 10, 11, 100]) {
      const path = `${queue}&limit=${limit}`;
      for (const next of [byLink, byCursor(path)]) {
        const found = await pages(doctors, path, next);
        assert.deepEqual(found.flat(), newestFirst(filed), `limit ${limit}`);
        assert.equal(found.length, Math.ceil(filed.length / limit));
        assert.ok(found.every((page) => page.length > 0 && page.length <= limit));
      }
    }
  });

  test('are not shifted by what comes in between', async () => {
    const before = [...filed];
    const found = await pages(doctors, `${queue}&limit=4`, byLink, async () => { filed.push((await fileReport(nurse, reports)).id); });
    assert.deepEqual(found.flat(), newestFirst(before));
  });

  test('one\'s own reports are paged the same way, whatever council has them', async () => {
    const found = await pages(nurse, '/deviations?view=mine&limit=5', byLink);
    assert.equal(found.flat().length, filed.length + 1);
    assert.deepEqual(found.flat(), newestFirst(found.flat()));
  });
});

describe('a list of one status', () => {
  const list = async (client, path) => (await pages(client, `${path}&limit=2`, byLink)).flat();

  test('holds those, in the queue and among one\'s own', async () => {
    const [sent, received, answered, closed, reopened] = filed;
    const treat = async (id, step, body) => {
      const { version } = await readCase(doctors, id);
      const answer = await doctors.post(`/deviations/${id}/${step}`, body, { version });
      assert.equal(answer.status, 200, answer.text);
    };
    await treat(received, 'acknowledgement');
    for (const id of [answered, closed, reopened]) await treat(id, 'answer', { text: 'Et svar' });
    for (const id of [closed, reopened]) await treat(id, 'closing', {});
    await treat(reopened, 'reopening', { reason: 'Mer å se på' });

    const expected = { received: [received], answered: [answered], closed: [closed], reopened: [reopened] };
    for (const [status, ids] of Object.entries(expected)) {
      assert.deepEqual(await list(doctors, `${queue}&status=${status}`), ids, status);
      assert.deepEqual(await list(nurse, `/deviations?view=mine&status=${status}`), ids, status);
    }
    assert.ok((await list(doctors, `${queue}&status=sent`)).includes(sent));
    assert.deepEqual(await list(doctors, `${queue}&status=open`), newestFirst(filed.filter((id) => id !== closed)));
    assert.deepEqual(await list(doctors, `${queue}&status=all`), newestFirst(filed));
    assert.ok(!(await list(nurse, '/deviations?view=mine&status=open')).includes(closed));
  });

  test('shows each case as it is', async () => {
    const { items } = (await doctors.get(`${queue}&status=answered`)).body;
    const one = await readCase(doctors, filed[2]);
    for (const name of ['id', 'number', 'kind', 'category', 'title', 'status', 'actual_harm', 'potential_harm', 'reporter_organisation',
      'other_organisation', 'submitted_at', 'answered_at']) assert.deepEqual(items[0][name], one[name], name);
    assert.deepEqual(items[0].council, one.route.council);
  });
});

test('learning points are paged, within a category too', async () => {
  const notes = [];
  for (const category of ['legemidler', 'epikrise', 'legemidler', 'epikrise', 'legemidler']) {
    const { id } = await fileReport(nurse, reports, { category });
    await doctors.post(`/deviations/${id}/answer`, { text: 'Et svar' }, { version: 1 });
    const closed = await doctors.post(`/deviations/${id}/closing`, { learning_point: { title: category, text: 'Læring av det' } }, { version: 2 });
    notes.push(await publishNote(service, doctors, closed.body.learning_note));
  }
  const path = '/helsefellesskap/st_olavs/learning-notes';
  assert.deepEqual((await pages(nurse, `${path}?limit=2`, byLink)).flat(), newestFirst(notes.map((note) => note.id)));
  const medicines = notes.filter((note) => note.category === 'legemidler').map((note) => note.id);
  assert.deepEqual((await pages(nurse, `${path}?category=legemidler&limit=1`, byLink)).flat(), newestFirst(medicines));
});

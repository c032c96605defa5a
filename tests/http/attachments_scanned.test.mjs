/* SPDX-License-Identifier: MIT */
/* Files before ClamAV's own daemon: nobody gets one before it is found clean, a harmful one is destroyed, and a scanner that is away is waited for. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eicar, startClamd } from './support/clamd.mjs';
import { download, pdf, upload } from './support/files.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { freePort, startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let scanner;
let nurse;
let council;
let reports;
let metrics;

before(async () => {
  [cluster, scanner] = await Promise.all([startCluster(), startClamd()]);
  metrics = `127.0.0.1:${await freePort()}`;
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_CLAMD_SOCKET: scanner.socket, SAMAVVIK_ADMIN_LISTEN: metrics } });
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await scanner?.stop();
  await cluster?.stop();
});

const stateOf = async (client, id) => (await client.get(`/attachments/${id}`)).body.state;
const becomes = (client, id, state) => waitFor(state, async () => await stateOf(client, id) === state);
const harmful = (more = {}) => ({ name: 'Notat.txt', bytes: Buffer.from(`${eicar()}\n`), ...more });
const figure = async (name) => {
  const lines = (await (await fetch(`http://${metrics}/metrics`)).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
};

test('a clean file can be fetched as soon as it has been scanned', async () => {
  const bytes = pdf(3_000_000);
  const sent = await upload(nurse, { name: 'Rapport.pdf', bytes });
  assert.equal(sent.state, 'scanning');
  await becomes(nurse, sent.id, 'clean');
  assert.ok((await download(nurse, sent.id)).bytes.equals(bytes));
  await waitFor('the figure', async () => await figure('samavvik_scans_total{result="clean"}') >= 1);
});

test('a harmful one is destroyed, its sender is told, and the history of the case tells', async () => {
  const { id } = await fileReport(nurse, reports);
  const sent = await upload(nurse, harmful({ on: id }));
  await becomes(nurse, sent.id, 'infected');
  const [shown] = (await council.get(`/deviations/${id}/attachments`)).body.items;
  assert.deepEqual([shown.name, shown.removed.reason, shown.removed.by], [null, 'infected', null]);
  assert.equal(outcome(await download(council, sent.id)), '404 not_found');
  assert.deepEqual(await cluster.query(`SELECT 1 FROM attachment_chunk WHERE attachment_id = ${sent.id}`), []);
  const { events } = await readCase(nurse, id);
  assert.deepEqual(events.slice(-2).map(({ kind, actor }) => [kind, actor]), [['attachment_added', nurse.session.person.name], ['attachment_removed', null]]);
  await waitFor('the figure', async () => await figure('samavvik_scans_total{result="infected"}') >= 1);
  const { code, stdout } = await service.command(['verify']);
  assert.equal(code, 0, stdout);
});

test('one that was uploaded for a report is destroyed as well, and cannot be sent with it', async () => {
  const sent = await upload(nurse, harmful());
  await becomes(nurse, sent.id, 'infected');
  const answer = await nurse.post('/deviations', reports.make({ attachments: [sent.id] }));
  assert.equal(answer.body.errors[0].code, 'attachment_not_there');
});

test('with the scanner away files wait, nobody gets them, log and figures say so, and it goes on by itself', async () => {
  await scanner.stop({ keep: true });
  const { id } = await fileReport(nurse, reports);
  const sent = await upload(nurse, { name: 'Vent.pdf', bytes: pdf(), on: id });
  await waitFor('the log', () => service.log.includes('"scanner_away"'));
  assert.equal(await figure('samavvik_scanner_away'), 1);
  assert.equal(await stateOf(nurse, sent.id), 'scanning');
  for (const client of [nurse, council]) {
    const answer = await download(client, sent.id);
    assert.equal(outcome(answer), '409 attachment_not_scanned');
    assert.equal(answer.bytes.includes('%PDF'), false);
  }
  await scanner.start();
  await becomes(nurse, sent.id, 'clean');
  await waitFor('the figure', async () => await figure('samavvik_scanner_away') === 0);
  assert.match(service.log, /"scanner_back"/);
  assert.equal((await download(council, sent.id)).status, 200);
});

test('what came before there was a scanner is held back and scanned too', async () => {
  const { id } = await fileReport(nurse, reports);
  const sent = await upload(nurse, { name: 'Notat.txt', bytes: Buffer.from('Helt greit.\n'), on: id });
  await becomes(nurse, sent.id, 'clean');
  await scanner.stop({ keep: true });
  await cluster.query(`UPDATE attachment SET state = 'unscanned' WHERE id = ${sent.id}`);
  assert.equal(outcome(await download(council, sent.id)), '409 attachment_not_scanned');
  await scanner.start();
  await becomes(nurse, sent.id, 'clean');
});

test('a setting that names no scanner, or no type, stops the service at its start', async () => {
  for (const env of [{ SAMAVVIK_CLAMD_SOCKET: 'nonsense' }, { SAMAVVIK_ATTACHMENT_TYPES: 'pdf exe' }, { SAMAVVIK_ATTACHMENT_TYPES: '' }]) {
    await assert.rejects(startService({ cluster, prepare: false, env }), /attachment_settings_unusable/);
  }
});

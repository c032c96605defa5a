/* SPDX-License-Identifier: MIT */
/* Files over lines that break, and many at once: nothing is taken by half, nothing is held as a whole. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { begin, download, finish, pdf, put, upload } from './support/files.mjs';
import { fileReport, readReports } from './support/reports.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

const LARGE = 10_485_760;
let cluster;
let service;
let nurse;
let council;
let reports;
let id;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  ({ id } = await fileReport(nurse, reports));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const memory = () => Number(readFileSync(`/proc/${service.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;

/* The most memory while it lasts. */
async function mostDuring(work) {
  let most = memory();
  const timer = setInterval(() => { most = Math.max(most, memory()); }, 10);
  await work().finally(() => clearInterval(timer));
  return most;
}

function rawHead(client, method, path, length) {
  const { hostname, port } = new URL(service.url);
  const head = [`${method} /api/v1${path} HTTP/1.1`, `Host: ${hostname}:${port}`, `Cookie: ${[...client.cookies].map((pair) => pair.join('=')).join('; ')}`,
    `X-CSRF-Token: ${client.csrf}`, 'Content-Type: application/octet-stream', `Content-Length: ${length}`, '', ''].join('\r\n');
  return { head, socket: connect(Number(port), hostname) };
}

test('a line that is cut in the middle of a piece leaves nothing of it, and the upload goes on', async () => {
  const bytes = pdf(600_000);
  const { body: { id: one } } = await begin(nurse, { name: 'a.pdf', size: bytes.length, on: id });
  await put(nurse, one, 0, bytes.subarray(0, 100_000));
  const { head, socket } = rawHead(nurse, 'PUT', `/attachments/${one}/pieces/100000`, 500_000);
  socket.write(head);
  socket.write(bytes.subarray(100_000, 350_000));
  await waitFor('the half piece to be under way', () => socket.bytesWritten > 250_000);
  socket.resetAndDestroy();
  await waitFor('the service to see it', () => /"put_attachment_piece","method":"PUT","status":400/.test(service.log));
  assert.equal((await nurse.get(`/attachments/${one}`)).body.offset, 100_000);
  assert.equal((await put(nurse, one, 100_000, bytes.subarray(100_000))).status, 200);
  assert.equal((await finish(nurse, one)).status, 200);
  assert.ok((await download(council, one)).bytes.equals(bytes));
});

test('eight who fetch ten megabytes at once, and eight who send them, take no more memory than their pieces', async (t) => {
  const bytes = pdf(LARGE);
  const large = await upload(nurse, { name: 'Stor.pdf', bytes, on: id });
  await Promise.all(Array.from({ length: 8 }, () => download(council, large.id))); // what stays is there from now on
  const idle = memory();
  const fetched = await mostDuring(async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => download(council, large.id)));
    assert.ok(all.every((one) => one.status === 200 && one.bytes.equals(bytes)));
  });
  const sent = await mostDuring(() => Promise.all(Array.from({ length: 8 }, (_, index) => upload(nurse, { name: `${index}.pdf`, bytes }))));
  const megabytes = (value) => Math.round(value / 1e5) / 10;
  t.diagnostic(`idle ${megabytes(idle)} MB, eight fetching ${megabytes(fetched)} MB, eight sending ${megabytes(sent)} MB`);
  assert.ok(fetched - idle < 24e6, `${megabytes(fetched - idle)} MB more while eight fetched 80 MB`);
  assert.ok(sent - idle < 64e6, `${megabytes(sent - idle)} MB more while eight sent 80 MB`);
});

test('whoever leaves in the middle of a file disturbs nobody', async () => {
  const large = await upload(nurse, { name: 'Stor.pdf', bytes: pdf(LARGE), on: (await fileReport(nurse, reports)).id });
  for (let round = 0; round < 10; round += 1) {
    const { head, socket } = rawHead(council, 'GET', `/attachments/${large.id}/content`, 0);
    socket.on('error', () => {});
    socket.write(head);
    await new Promise((resolve) => { socket.once('data', resolve); });
    socket.resetAndDestroy();
  }
  assert.ok((await download(council, large.id)).bytes.length === LARGE);
  await waitFor('all requests to be over', () => service.is('/readyz', 200));
});

test('a file that cannot be read to its end is cut, so that nobody takes it for whole', async () => {
  const broken = await upload(nurse, { name: 'Halv.pdf', bytes: pdf(2_000_000), on: (await fileReport(nurse, reports)).id, piece: 500_000 });
  await cluster.query(`DELETE FROM attachment_chunk WHERE attachment_id = ${broken.id} AND position = 1000000`);
  await cluster.query(`UPDATE attachment_chunk SET position = 999999 WHERE attachment_id = ${broken.id} AND position = 500000`);
  await assert.rejects(download(council, broken.id));
  await waitFor('the log', () => /"get_attachment_content"[^\n]*"error":"internal"/.test(service.log));
});

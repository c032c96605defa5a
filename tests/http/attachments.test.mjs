/* SPDX-License-Identifier: MIT */
/* Files of reports and cases: sent in pieces, looked into, the case's, fetched, removed. The scanner has a file of its own. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { begin, docx, download, finish, odt, pdf, phoneJpeg, phonePng, plainJpeg, put, send, strippedJpeg, strippedPng, traces, upload, xlsx, zip } from './support/files.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let council;
let reports;
let id;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'koord.mottaker', [{ role: 'coordinator', organisation: 'st_olavs_hospital' }]);
  await addPerson(cluster, 'annet.raad', [{ role: 'council_member', council: 'digital' }]);
  await addPerson(cluster, 'kollega', [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  ({ id } = await fileReport(nurse, reports));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const list = async (client, on = id) => (await client.get(`/deviations/${on}/attachments`)).body;
const remove = (client, attachment, reason = 'wrong_file') => client.post(`/attachments/${attachment}/removal`, { reason }, { key: null });
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const rows = async (sql) => Number((await cluster.query(sql))[0][0]);
const chunksOf = (attachment) => rows(`SELECT count(*) FROM attachment_chunk WHERE attachment_id = ${attachment}`);

describe('an upload', () => {
  test('in pieces comes out byte for byte, and stands in the case with who sent it', async () => {
    const bytes = pdf(2_500_000);
    const sent = await upload(nurse, { name: 'Rapport fra vakt.pdf', bytes, on: id, piece: 300_000, body: { sha256: sha256(bytes) } });
    assert.deepEqual([sent.name, sent.type, sent.size, sent.state, sent.added], ['Rapport fra vakt.pdf', 'pdf', bytes.length, 'unscanned', true]);
    const shown = await list(council);
    assert.deepEqual(shown.items.map((one) => [one.id, one.by]), [[sent.id, nurse.session.person.name]]);
    const got = await download(council, sent.id);
    assert.equal(got.status, 200);
    assert.ok(got.bytes.equals(bytes));
    await remove(nurse, sent.id);
  });

  test('goes on where it was after a lost answer, a piece sent twice, or one out of turn', async () => {
    const bytes = pdf(700_000);
    const { body: { id: one } } = await begin(nurse, { name: 'a.pdf', size: bytes.length, on: id });
    assert.equal((await put(nurse, one, 0, bytes.subarray(0, 300_000))).body.offset, 300_000);
    assert.equal(outcome(await put(nurse, one, 0, bytes.subarray(0, 300_000))), '409 upload_offset');
    assert.equal(outcome(await put(nurse, one, 600_000, bytes.subarray(600_000))), '409 upload_offset');
    const asked = await nurse.get(`/attachments/${one}`);
    assert.deepEqual([asked.body.offset, asked.headers.get('upload-offset')], [300_000, '300000']);
    assert.equal(outcome(await finish(nurse, one)), '409 upload_incomplete');
    assert.equal((await put(nurse, one, 300_000, bytes.subarray(300_000))).status, 200);
    const [first, again] = [await finish(nurse, one), await finish(nurse, one)];
    assert.deepEqual([first.status, again.body], [200, first.body]);
    assert.ok((await download(nurse, one)).bytes.equals(bytes));
    assert.equal(outcome(await put(nurse, one, bytes.length, Buffer.from('x'))), '409 upload_over');
    await remove(nurse, one);
  });

  test('of two pieces at once for the same place takes one', async () => {
    const bytes = pdf(200_000);
    const { body: { id: one } } = await begin(nurse, { name: 'a.pdf', size: bytes.length, on: id });
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(nurse, one, 0, bytes.subarray(0, 100_000))));
    assert.deepEqual(answers.map(outcome).sort(), ['200', ...Array(5).fill('409 upload_offset')]);
    assert.equal(await chunksOf(one), 1);
    assert.equal((await nurse.delete(`/attachments/${one}`)).status, 204);
    assert.equal(await chunksOf(one), 0);
  });

  test('takes no tiny pieces, none that goes beyond the end, and no empty one', async () => {
    const { body: { id: one } } = await begin(nurse, { name: 'a.pdf', size: 100_000 });
    assert.equal(outcome(await put(nurse, one, 0, Buffer.alloc(1000))), '422 upload_piece_length');
    assert.equal(outcome(await put(nurse, one, 0, Buffer.alloc(100_001))), '422 upload_piece_length');
    assert.equal(outcome(await put(nurse, one, 0, Buffer.alloc(0))), '422 upload_piece_length');
    assert.equal((await nurse.get(`/attachments/${one}`)).body.offset, 0);
    await nurse.delete(`/attachments/${one}`);
  });

  test('begun twice with one key is one upload', async () => {
    const [first, second] = [await begin(nurse, { name: 'a.pdf', size: 9, key: 'nøkkel-en'.replace('ø', 'o') }), await begin(nurse, { name: 'a.pdf', size: 9, key: 'nokkel-en' })];
    assert.deepEqual([first.status, second.status, second.body.id], [201, 201, first.body.id]);
    assert.equal(outcome(await begin(nurse, { name: 'b.pdf', size: 9, key: 'nokkel-en' })), '422 key_reused');
    await nurse.delete(`/attachments/${first.body.id}`);
  });

  test('that is too large, or not what was announced, is refused with what to do', async () => {
    const large = await begin(nurse, { name: 'a.pdf', size: 10_485_761 });
    assert.deepEqual([large.status, large.body.errors[0].code], [422, 'attachment_too_large']);
    assert.match(large.body.errors[0].message, /10 MB/);
    assert.equal(outcome(await send(nurse, { name: 'a.pdf', bytes: pdf(), body: { sha256: sha256('another') } })), '422 attachment_damaged');
    assert.equal((await begin(nurse, { name: 'a.pdf', size: 9, body: { sha256: 'z'.repeat(64) } })).status, 422);
  });

  test('is its own sender\'s: another asks, sends, finishes and gives up in vain, and learns nothing', async () => {
    const colleague = await service.signIn('kollega');
    const { body: { id: one } } = await begin(nurse, { name: 'a.pdf', size: 100_000, on: id });
    for (const client of [colleague, council]) {
      const answers = [await client.get(`/attachments/${one}`), await put(client, one, 0, Buffer.alloc(100_000)), await finish(client, one),
        await client.delete(`/attachments/${one}`), await download(client, one)];
      assert.deepEqual(answers.map(outcome), Array(5).fill('404 not_found'));
    }
    assert.deepEqual((await list(council)).items.filter((each) => each.id === one), []);
    await nurse.delete(`/attachments/${one}`);
  });

  test('survives kill -9 of the service between two pieces: what was acknowledged is there, and it goes on', async () => {
    const bytes = pdf(900_000);
    const { body: { id: one } } = await begin(nurse, { name: 'a.pdf', size: bytes.length, on: id });
    await put(nurse, one, 0, bytes.subarray(0, 400_000));
    const cut = put(nurse, one, 400_000, bytes.subarray(400_000, 800_000)).catch(() => null);
    await service.kill9();
    await cut;
    await service.start();
    const { body: { offset } } = await nurse.get(`/attachments/${one}`);
    assert.ok(offset === 400_000 || offset === 800_000, String(offset));
    assert.equal((await put(nurse, one, offset, bytes.subarray(offset))).status, 200);
    assert.equal((await finish(nurse, one)).status, 200);
    assert.ok((await download(council, one)).bytes.equals(bytes));
    await remove(nurse, one);
  });

  test('that nobody finishes, and a file that is never filed, is deleted in time', async () => {
    const [old, waiting, young] = [await begin(nurse, { name: 'a.pdf', size: 9 }), { body: await upload(nurse, { name: 'b.pdf', bytes: pdf() }) }, await begin(nurse, { name: 'c.pdf', size: 9 })];
    const ids = [old, waiting, young].map(({ body }) => body.id);
    const purge = async (age) => {
      await cluster.query(`UPDATE attachment SET started_at = now() - interval '${age}' WHERE id IN (${ids.slice(0, 2)})`);
      await service.stop();
      await service.start();
      await until(() => rows(`SELECT count(*) FROM attachment WHERE id = ${age === '25 hours' ? ids[0] : ids[1]}`).then((count) => count === 0));
    };
    await purge('25 hours');
    assert.equal((await nurse.get(`/attachments/${ids[1]}`)).status, 200);
    await purge('15 days');
    assert.equal((await nurse.get(`/attachments/${ids[2]}`)).status, 200);
    await nurse.delete(`/attachments/${ids[2]}`);
  });
});

async function until(probe) {
  for (const end = performance.now() + 20_000; performance.now() < end;) {
    if (await probe()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail('in vain');
}

describe('what a file is', () => {
  const taken = [
    ['Rapport.pdf', pdf(), 'pdf', 'Rapport.pdf'], ['Rapport', pdf(), 'pdf', 'Rapport.pdf'], ['rapport.PDF', pdf(), 'pdf', 'rapport.PDF'],
    ['bilde.png', plainJpeg(), 'jpg', 'bilde.jpg'], ['bilde.jpeg', plainJpeg(), 'jpg', 'bilde.jpeg'], ['faktura.pdf.exe', pdf(), 'pdf', 'faktura.pdf.pdf'],
    ['Brev.docx', docx(), 'docx', 'Brev.docx'], ['Tall.xlsx', xlsx(), 'xlsx', 'Tall.xlsx'], ['Brev.odt', odt(), 'odt', 'Brev.odt'],
    ['Notat.txt', Buffer.from('Møtet ble utsatt.\n'), 'txt', 'Notat.txt'], ['Tall.csv', Buffer.from('navn;antall\nepikrise;3\n'), 'csv', 'Tall.csv'],
    ['../../etc/passwd', Buffer.from('Notat om passord\n'), 'txt', 'passwd.txt'], ['Notat.html', Buffer.from('Bare tekst.\n'), 'txt', 'Notat.txt'],
    ['bi\u202egnp.jpg', plainJpeg(), 'jpg', 'bi_gnp.jpg'], ['C:\\Bilder\\"feil" <1>.jpg', plainJpeg(), 'jpg', '_feil_ _1_.jpg'],
  ];
  for (const [name, bytes, type, kept] of taken) {
    test(`is told by its content: ${JSON.stringify(name)} is kept as ${kept}`, async () => {
      const sent = await upload(nurse, { name, bytes });
      assert.deepEqual([sent.type, sent.name], [type, kept]);
      await nurse.delete(`/attachments/${sent.id}`);
    });
  }

  const refused = [
    ['program.pdf', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(300)]), 'attachment_type'],
    ['program.txt', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from('PE\0\0'), Buffer.alloc(300)]), 'attachment_type'],
    ['side.txt', Buffer.from('<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'), 'attachment_type'],
    ['tegning.png', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'attachment_type'],
    ['tegning.txt', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>'), 'attachment_type'],
    ['skript.txt', Buffer.from('#!/bin/sh\nrm -rf /\n'), 'attachment_type'],
    ['arkiv.docx', zip({ 'a.txt': 'a' }), 'attachment_type'],
    ['gammel.docx', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1000)]), 'attachment_type'],
    ['bilde.webp', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1'), 'attachment_type'],
    ['makro.docx', docx({ 'word/vbaProject.bin': 'x' }), 'attachment_macros'],
    ['makro.odt', odt({ 'Basic/Standard/Module1.xml': 'x' }), 'attachment_macros'],
    ['bilde.jpg', phoneJpeg().subarray(0, 300), 'attachment_broken_image'],
    ['bilde.png', phonePng().subarray(0, 60), 'attachment_broken_image'],
  ];
  for (const [name, bytes, code] of refused) {
    test(`${name} (${code}) is refused with what to do, and not kept`, async () => {
      const before = await rows('SELECT count(*) FROM attachment_chunk');
      const answer = await send(nurse, { name, bytes });
      assert.equal(outcome(answer), `422 ${code}`);
      assert.match(answer.body.detail, /JPEG|PDF/);
      assert.equal(await rows('SELECT count(*) FROM attachment_chunk'), before);
    });
  }

  test('an image loses where, when and by whom it was taken, and keeps the picture and which way up it is', async () => {
    for (const [name, bytes, kept] of [['IMG_1.jpg', phoneJpeg(6), strippedJpeg(6)], ['IMG_2.jpg', phoneJpeg(1), strippedJpeg(1)], ['IMG_3.png', phonePng(), strippedPng()]]) {
      const sent = await upload(nurse, { name, bytes });
      const got = (await download(nurse, sent.id)).bytes;
      assert.ok(got.equals(kept), name);
      assert.equal(sent.size, got.length);
      assert.deepEqual(traces.filter((trace) => got.includes(trace)), []);
      const [[stored]] = await cluster.query(`SELECT encode(string_agg(bytes, '' ORDER BY position), 'hex') FROM attachment_chunk WHERE attachment_id = ${sent.id}`);
      assert.equal(stored, kept.toString('hex'));
      await nurse.delete(`/attachments/${sent.id}`);
    }
  });

  test('a name is looked through like any text', async () => {
    const blocked = await begin(nurse, { name: '02013299997.pdf', size: 9 });
    assert.equal(outcome(blocked), '422 identity_number');
    const asked = await begin(nurse, { name: 'ring 912 34 567.pdf', size: 2000 });
    assert.equal(outcome(asked), '422 warn_needs_confirmation');
    const { pointer, kind, start, end } = asked.body.errors[0];
    const sent = await upload(nurse, { name: 'ring 912 34 567.pdf', bytes: pdf(), on: id, body: { confirmed_findings: [{ pointer, kind, start, end }] } });
    const [[detail]] = await cluster.query(`SELECT detail -> 'findings' FROM event WHERE detail ->> 'attachment_id' = '${sent.id}'`);
    assert.deepEqual(JSON.parse(detail), [{ pointer: '/name', kind: 'phone', start, end }]);
    for (const name of ['IMG_20261127_192531.jpg', 'PXL_20261127_182531123.jpg', 'Skjermbilde 2026-11-27 kl. 19.25.31.png', 'scan0001.pdf']) {
      const usual = await begin(nurse, { name, size: 9 });
      assert.equal(usual.status, 201, `${name}: ${usual.text}`);
      await nurse.delete(`/attachments/${usual.body.id}`);
    }
    await remove(nurse, sent.id);
  });
});

describe('files of a report', () => {
  test('become the case\'s with it, in its history, and only once', async () => {
    const files = [await upload(nurse, { name: 'en.pdf', bytes: pdf() }), await upload(nurse, { name: 'to.jpg', bytes: phoneJpeg() })];
    const filed = await fileReport(nurse, reports, { attachments: files.map((one) => one.id) });
    assert.deepEqual((await list(council, filed.id)).items.map((one) => one.name), ['en.pdf', 'to.jpg']);
    const { events } = await readCase(council, filed.id);
    assert.deepEqual(events.map(({ kind }) => kind), ['submitted', 'attachment_added', 'attachment_added']);
    const again = await nurse.post('/deviations', reports.make({ attachments: [files[0].id] }));
    assert.deepEqual([again.status, again.body.errors[0].pointer, again.body.errors[0].code], [422, '/attachments', 'attachment_not_there']);
    assert.equal(outcome(await nurse.delete(`/attachments/${files[0].id}`)), '409 attachment_added');
  });

  test('that are another\'s, not whole, twice the same, or nothing at all: nothing is filed', async () => {
    const colleague = await service.signIn('kollega');
    const others = await upload(colleague, { name: 'a.pdf', bytes: pdf() });
    const own = await upload(nurse, { name: 'a.pdf', bytes: pdf() });
    const { body: begun } = await begin(nurse, { name: 'a.pdf', size: 9 });
    const before = await rows('SELECT count(*) FROM deviation');
    for (const attachments of [[others.id], [begun.id], [own.id, own.id], [own.id, '999999999'], ['abc'], ['0'], ['-1']]) {
      const answer = await nurse.post('/deviations', reports.make({ attachments }));
      assert.equal(answer.status, 422, JSON.stringify(attachments));
    }
    assert.equal(await rows('SELECT count(*) FROM deviation'), before);
    assert.equal((await fileReport(nurse, reports, { attachments: [own.id] })).status, 'sent');
    await nurse.delete(`/attachments/${begun.id}`);
  });

  test('filed twice with one key are one case with its files', async () => {
    const file = await upload(nurse, { name: 'a.pdf', bytes: pdf() });
    const body = reports.make({ attachments: [file.id] });
    const [first, second] = [await nurse.post('/deviations', body, { key: 'samme-nokkel-1' }), await nurse.post('/deviations', body, { key: 'samme-nokkel-1' })];
    assert.deepEqual([first.status, second.status, second.body.id], [201, 201, first.body.id]);
    assert.equal((await list(nurse, first.body.id)).items.length, 1);
  });
});

describe('a case', () => {
  test('takes five files and no sixth, however many come at once', async () => {
    const { id: on } = await fileReport(nurse, reports);
    const coordinator = await service.signIn('koord.mottaker');
    const answers = await Promise.all(Array.from({ length: 9 }, (_, index) =>
      send([nurse, council, coordinator][index % 3], { name: `${index}.pdf`, bytes: pdf(3000 + index), on })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 5, answers.map(outcome).join(' '));
    assert.ok(answers.filter(({ status }) => status !== 200).every((one) => outcome(one) === '409 attachment_most'));
    const shown = await list(council, on);
    assert.equal(shown.items.length, 5);
    await remove(council, shown.items[0].id);
    const [[unfinished]] = await cluster.query(`SELECT count(*) FROM attachment WHERE deviation_id = ${on} AND added_at IS NULL`);
    assert.ok(Number(unfinished) <= 4);
  });

  test('tells the other side of files once a day, not once a file', async () => {
    const { id: on } = await fileReport(nurse, reports);
    for (const name of ['a.pdf', 'b.pdf']) await upload(council, { name, bytes: pdf(), on });
    const [[count]] = await cluster.query(`SELECT count(*) FROM outbox WHERE kind = 'case_message' AND parameters ->> 'deviation_id' = '${on}'
      AND recipient_person_id = (SELECT id FROM person WHERE username = 'nurse.trondheim')`);
    assert.equal(count, '1');
  });

  test('that is closed takes none; its council may still remove one, its sender may not', async () => {
    const { id: on } = await fileReport(nurse, reports);
    const sent = await upload(nurse, { name: 'a.pdf', bytes: pdf(), on });
    const { body: late } = await begin(nurse, { name: 'b.pdf', size: 2000, on });
    await put(nurse, late.id, 0, pdf());
    const change = async (step, body) => council.post(`/deviations/${on}/${step}`, body, { version: (await readCase(council, on)).version });
    await change('acknowledgement');
    await change('answer', { text: 'Takk for meldingen' });
    assert.equal((await change('closing', {})).status, 200);
    assert.equal(outcome(await begin(nurse, { name: 'c.pdf', size: 9, on })), '409 transition_not_allowed');
    assert.equal(outcome(await finish(nurse, late.id)), '409 transition_not_allowed');
    const shown = await list(nurse, on);
    assert.deepEqual([shown.may_add, shown.items[0].may_remove], [false, false]);
    assert.equal(outcome(await remove(nurse, sent.id)), '403 forbidden');
    assert.equal((await remove(council, sent.id, 'identity')).status, 200);
  });

  test('keeps who removed a file and why; the file itself, its name and its digest are gone', async () => {
    const sent = await upload(nurse, { name: 'Kari.pdf', bytes: pdf(), on: id });
    assert.equal(outcome(await remove(await service.signIn('koord.mottaker'), sent.id)), '403 forbidden');
    assert.equal(outcome(await remove(await service.signIn('annet.raad'), sent.id)), '404 not_found');
    const removed = await remove(council, sent.id, 'identity');
    assert.equal(removed.status, 200, removed.text);
    const shown = (await list(nurse)).items.find((one) => one.id === sent.id);
    assert.deepEqual([shown.state, shown.name, shown.removed.reason, shown.removed.by], ['removed', null, 'identity', council.session.person.name]);
    assert.equal(outcome(await download(nurse, sent.id)), '404 not_found');
    assert.equal(outcome(await remove(council, sent.id)), '409 attachment_gone');
    assert.equal(await chunksOf(sent.id), 0);
    const { events } = await readCase(nurse, id);
    assert.equal(events.at(-1).kind, 'attachment_removed');
  });
});

describe('fetching', () => {
  test('saves under the name and shows nothing: headers, length, HEAD', async () => {
    const bytes = Buffer.from('Møtet 3. mai\n');
    const sent = await upload(nurse, { name: 'Møte "nr 3" 100%.txt', bytes, on: id });
    const got = await download(council, sent.id);
    const header = (name) => got.headers.get(name);
    assert.equal(header('content-type'), 'application/octet-stream');
    assert.equal(header('content-length'), String(bytes.length));
    assert.equal(header('content-disposition'), 'attachment; filename="M__te _nr 3_ 100_.txt"; filename*=UTF-8\'\'M%C3%B8te%20_nr%203_%20100%25.txt');
    assert.match(header('content-security-policy'), /sandbox/);
    assert.equal(header('x-content-type-options'), 'nosniff');
    assert.equal(header('cache-control'), 'private, no-store');
    const head = await download(council, sent.id, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length'), head.bytes.length], [200, String(bytes.length), 0]);
    await remove(nurse, sent.id);
  });

  test('is on record: who, which case, which file; looking at one\'s own upload is not', async () => {
    const sent = await upload(nurse, { name: 'a.pdf', bytes: pdf(), on: id });
    const before = await rows(`SELECT count(*) FROM read_log WHERE what = 'attachment'`);
    await download(council, sent.id);
    const own = await upload(nurse, { name: 'b.pdf', bytes: pdf() });
    await download(nurse, own.id);
    assert.equal(await rows(`SELECT count(*) FROM read_log WHERE what = 'attachment'`), before + 1);
    const [[person, detail]] = await cluster.query(`SELECT p.username, r.detail FROM read_log r JOIN person p ON p.id = r.person_id WHERE r.what = 'attachment' ORDER BY r.id DESC LIMIT 1`);
    assert.deepEqual([person, JSON.parse(detail)], ['raad.lege', { attachment_id: Number(sent.id) }]);
    const officer = await service.signIn('personvern');
    assert.ok((await officer.get('/read-log')).body.items.some((one) => one.what === 'attachment'));
    assert.ok((await officer.get(`/deviations/${id}/readers`)).body.readers.some((one) => one.what === 'attachment'));
    await nurse.delete(`/attachments/${own.id}`);
    await remove(nurse, sent.id);
  });
});

describe('erasing a case', () => {
  test('destroys its files, and the chain of the history still holds', async () => {
    const filed = await fileReport(nurse, reports, { attachments: [(await upload(nurse, { name: 'Ola.pdf', bytes: pdf() })).id] });
    const { body: begun } = await begin(nurse, { name: 'Kari.pdf', size: 100_000, on: filed.id });
    await put(nurse, begun.id, 0, pdf(100_000));
    const exported = JSON.parse((await service.command(['case', 'export', filed.number])).stdout);
    assert.deepEqual(exported.attachments.map((one) => [one.name, one.person]), [['Ola.pdf', nurse.session.person.name]]);
    const [secretariat, officer] = await Promise.all(['sekretariat', 'personvern'].map((name) => service.signIn(name)));
    await secretariat.post(`/deviations/${filed.id}/erasure-requests`, { legal_basis: 'unlawful', decision: '2026-77' });
    const { body: { items: [request] } } = await secretariat.get('/erasure-requests');
    assert.equal((await officer.post(`/erasure-requests/${request.id}/decision`, { approve: true })).status, 200);
    const [file] = (await list(council, filed.id)).items;
    assert.deepEqual([file.name, file.removed.reason], [null, 'erased']);
    assert.equal(await rows(`SELECT count(*) FROM attachment_chunk c JOIN attachment a ON a.id = c.attachment_id WHERE a.deviation_id = ${filed.id}`), 0);
    assert.equal(await rows(`SELECT count(*) FROM attachment WHERE deviation_id = ${filed.id} AND (name IS NOT NULL OR sha256 IS NOT NULL OR salt IS NOT NULL)`), 0);
    assert.equal(outcome(await finish(nurse, begun.id)), '404 not_found');
    const { code, stdout, stderr } = await service.command(['verify']);
    assert.equal(code, 0, stdout + stderr);
  });

  test('and the history names a file by a digest that its content and salt give', async () => {
    const bytes = pdf(4000);
    const sent = await upload(nurse, { name: 'a.pdf', bytes, on: id });
    const [[digest, salt]] = await cluster.query(`SELECT e.detail ->> 'digest', a.salt FROM event e JOIN attachment a ON a.id = ${sent.id} WHERE e.detail ->> 'attachment_id' = '${sent.id}'`);
    const field = (text) => `${Buffer.byteLength(text)}:${text},`;
    assert.equal(digest, sha256(['samavvik attachment 1', salt, sha256(bytes)].map(field).join('')));
    await remove(nurse, sent.id);
  });
});

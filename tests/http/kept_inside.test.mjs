/* SPDX-License-Identifier: MIT */
/*
 * What migrations/columns.tsv calls personal, of a case, of a patient or secret does not get out by the back doors: the log
 * and the mail. The values themselves are looked for, after a day's work with everything that goes wrong in one.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { projectRoot, startCluster, startService } from './support/service.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { fileReport, readCase, readReports } from './support/reports.mjs';

const shortest = 8; // what is shorter occurs in any text

const columns = readFileSync(join(projectRoot, 'migrations/columns.tsv'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'))
  .map(([name, sensitivity]) => ({ name, table: name.split('.')[0], column: name.split('.')[1], sensitivity }));

let cluster;
let service;
let mails;
const values = []; // { name, sensitivity, value }

/* The texts a column holds, as they would stand in a log or a mail. Bytes: as hexadecimal and as base64. */
async function textsOf({ table, column }) {
  const [[type]] = await cluster.query(`SELECT data_type FROM information_schema.columns
    WHERE table_schema = 'samavvik' AND table_name = '${table}' AND column_name = '${column}'`);
  if (type === 'bytea') {
    return (await cluster.query(`SELECT encode(${column}, 'hex'), encode(${column}, 'base64') FROM ${table} WHERE ${column} IS NOT NULL`)).flat();
  }
  if (type !== 'text' && type !== 'character varying') return [];
  return (await cluster.query(`SELECT DISTINCT regexp_replace(${column}, '\\s.*', '') FROM ${table} WHERE ${column} IS NOT NULL
    UNION SELECT DISTINCT split_part(${column}, E'\\n', 1) FROM ${table} WHERE ${column} IS NOT NULL`)).flat();
}

async function readValues(sensitivities) {
  for (const column of columns.filter((one) => sensitivities.includes(one.sensitivity))) {
    for (const value of await textsOf(column)) if (value.length >= shortest) values.push({ ...column, value });
  }
}

const found = (text, sensitivities) => values.filter(({ sensitivity, value }) => sensitivities.includes(sensitivity) && text.includes(value))
  .map(({ name, value }) => `${name}: ${value}`);

async function workADay() {
  const [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  const reports = await readReports(nurse);
  const { id } = await fileReport(nurse, reports, { title: 'Tittelen-QZA sto der', description: 'Beskrivelsen-QZB sto der',
    immediate_action: 'Strakstiltaket-QZC sto der', suggestion: 'Forslaget-QZD sto der', external_system: 'EQS-systemet',
    external_reference: 'Referansen-QZE' });
  const change = async (step, body) => council.post(`/deviations/${id}/${step}`, body, { version: (await readCase(council, id)).version });
  await nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Dialogen-QZF sto der' });
  await council.post(`/deviations/${id}/messages`, { audience: 'internal', text: 'Internmerknaden-QZG sto der' });
  await change('acknowledgement');
  await change('answer', { text: 'Svaret-QZH sto der' });
  await council.post(`/deviations/${id}/measures`, { text: 'Tiltaket-QZN sto der', strength: 'weak', responsible_organisation_id: reports.mine.id, due_on: '2026-12-01' });
  await change('closing', { feedback_mode: 'B', learning_point: { title: 'Læringspunktet QZI', text: 'Lærdommen QZJ sto der' } });
  /* And what goes wrong in a day. */
  await service.client().post('/session', { username: 'nurse.trondheim', password: 'Feilpassordet-QZK' });
  await nurse.post('/deviations', reports.make({ title: 'Tittelen-QZL', category: 'ingen_slik_kategori-QZM' }));
  await nurse.post('/deviations', reports.make({ description: 'Pasienten er 02013299997, QZN' }));
  await nurse.post('/deviations', `{"title": "Halv linje QZO`, { check: false });
  await council.post(`/deviations/${id}/answer`, { text: 'For sent-QZP' }, { version: 1 });
  return ['Feilpassordet-QZK', 'Tittelen-QZL', 'ingen_slik_kategori-QZM', '02013299997', 'QZO', 'For sent-QZP'];
}

let neverStored;
before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_LOG_LEVEL: 'debug' } });
  neverStored = await workADay();
  await service.command(['digest']);
  mails = await new Mailbox(service, cluster).fetch();
  await readValues(['person', 'case', 'patient', 'secret']);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('the values looked for are those that were written', () => {
  for (const mark of ['Beskrivelsen-QZB', 'Referansen-QZE', 'Svaret-QZH', 'Internmerknaden-QZG', 'Ingrid Moholt', 'nurse.trondheim', '$argon2id$']) {
    assert.ok(values.some(({ value }) => value.includes(mark)), mark);
  }
});

test('the log holds nothing of a person, a case, a patient or what gives access, also at its most talkative', () => {
  assert.match(service.log, /submit_deviation/);
  assert.deepEqual(found(service.log, ['person', 'case', 'patient', 'secret']), []);
  assert.deepEqual(neverStored.filter((text) => service.log.includes(text)), []);
});

test('mail holds nothing of a case or what gives access, and of people only the one it is for', async () => {
  assert.ok(mails.length >= 3, `${mails.length} mails`);
  for (const mail of mails) {
    const all = [mail.raw, mail.subject, mail.text, mail.html].join('\n');
    assert.deepEqual(found(all, ['case', 'patient', 'secret']), [], mail.subject);
    const others = (await cluster.query(`SELECT name FROM person WHERE email <> '${mail.to[0]}'
      UNION SELECT email FROM person WHERE email <> '${mail.to[0]}'`)).flat().filter((one) => all.includes(one));
    assert.deepEqual(others, [], mail.subject);
  }
});

test('the files of mail are readable by the service alone', () => {
  for (const name of readdirSync(service.mailFolder)) assert.equal(statSync(join(service.mailFolder, name)).mode & 0o077, 0, name);
});

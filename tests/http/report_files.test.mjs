/* SPDX-License-Identifier: MIT */
/* The report as files: the same to the byte, no more than the page knows, and extracts that are on record. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addPastCases, monthsOf } from './support/past_cases.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';
import { command, startCluster, startService } from './support/service.mjs';

const here = '/helsefellesskap/st_olavs';
const asked = 'from=2024-1&to=2025-2';
let cluster;
let service;
let nurse;
let secretariat;
let analyst;
let folder;

const file = (format, more = '', client = nurse) => client.get(`${here}/report/file?${asked}&format=${format}${more}`);
const rowsOf = (text) => text.replace(/^\uFEFF/, '').trim().split('\r\n').map((line) => line.split(';').map((cell) => cell.replace(/^"|"$/g, '')));
/* The second sheet of a workbook as JSON: rows of text, numbers and null. */
const READ_SHEET = `
import json, re, sys, zipfile
from xml.etree import ElementTree
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
book = zipfile.ZipFile(sys.argv[1])
words = [''.join(t.text or '' for t in one.iter(n + 't')) for one in ElementTree.fromstring(book.read('xl/sharedStrings.xml'))]
rows = []
for row in ElementTree.fromstring(book.read('xl/worksheets/sheet2.xml')).iter(n + 'row'):
    cells = [None] * 5
    for cell in row:
        value = cell.find(n + 'v')
        if value is not None:
            cells['ABCDE'.index(cell.get('r')[0])] = words[int(value.text)] if cell.get('t') == 's' else float(value.text)
    rows.append(cells)
print(json.dumps(rows))`;
/* What a program says of the file. */
function told(name, bytes, program, ...args) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return execFileSync(program, [...args, path], { encoding: 'utf8' });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samavvik-report-'));
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'analytiker', [{ role: 'analyst' }]);
  await addPerson(cluster, 'ombud', [{ role: 'data_protection_officer' }]);
  await addPerson(cluster, 'analytiker.innlandet', [{ role: 'analyst', helsefellesskap: 'innlandet' }]);
  [nurse, secretariat, analyst] = await Promise.all(['nurse.trondheim', 'sekretariat', 'analytiker'].map((name) => service.signIn(name)));
  const { id } = await fileReport(nurse, await readReports(nurse));
  // 2024-2 is not reported: its months are unknown, not zero. March 2025 has two cases, the last eight months twice as many.
  const months = monthsOf('2024-1', '2025-1', '2025-2').filter((month) => month !== '2025-03');
  const round = [...Array.from({ length: 6 }, () => [...months, ...months.slice(-8)]).flat(), '2025-03'];
  await addPastCases(cluster, id, 2 * round.length, round);
  // Three points in 2025-1, two of which parties have done, one of them twice; and one that was withdrawn.
  await cluster.query(`INSERT INTO learning_note (helsefellesskap_id, council_id, category, title, text, status, published_at, ended_at, ended_reason)
    SELECT h.id, (SELECT min(c.id) FROM council c WHERE c.helsefellesskap_id = h.id), 'epikrise', 'Punkt ' || i, 'Ring før utskriving.', CASE i WHEN 4 THEN 'withdrawn' ELSE 'published' END,
      '2025-03-01', CASE i WHEN 4 THEN now() END, CASE i WHEN 4 THEN 'Stemmer ikke lenger' END FROM helsefellesskap h, generate_series(1, 4) i WHERE h.code = 'st_olavs';
    INSERT INTO note_mark (learning_note_id, kind, person_id, organisation_id, at)
    SELECT n.id, 'done', p.id, o.id, CASE WHEN n.title = 'Punkt 2' THEN '2025-08-01'::timestamptz ELSE '2025-04-01' END FROM learning_note n, person p, organisation o
    WHERE p.username = 'nurse.trondheim' AND (n.title, o.code) IN (SELECT 'Punkt ' || i, x.code FROM generate_series(1, 2) i,
      (SELECT code, row_number() OVER (ORDER BY code) AS k FROM organisation WHERE party = 'municipality' LIMIT 2) x WHERE x.k <= 3 - i)`);
  for (const half of ['2024-1', '2025-1', '2025-2']) {
    const made = await command(service.environment, ['report', '--helsefellesskap', 'st_olavs', '--count', half, '--approve']);
    assert.equal(made.code, 0, made.stderr);
  }
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

describe('the report as a file', () => {
  test('is the same twice, to be saved, and named for what it is', async () => {
    for (const [format, type] of [['csv', 'text/csv; charset=utf-8'], ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], ['pdf', 'application/pdf']]) {
      const [one, two] = [await file(format), await file(format)];
      assert.equal(one.status, 200, one.text.slice(0, 300));
      assert.ok(one.bytes.equals(two.bytes), `${format} differs`);
      assert.equal(one.headers.get('content-type'), type);
      assert.equal(one.headers.get('content-disposition'), `attachment; filename="rapport-st_olavs-2024-01-2025-12.${format}"`);
      assert.equal(one.headers.get('cache-control'), 'private, no-store');
      assert.match(one.headers.get('content-security-policy'), /default-src 'none'; sandbox/);
      assert.equal(one.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  test('is the own helsefellesskap’s alone, and refuses what the report refuses', async () => {
    const elsewhere = await service.signIn('analytiker.innlandet');
    assert.equal(outcome(await elsewhere.get(`${here}/report/file?format=csv`)), '404 not_found');
    assert.equal((await elsewhere.get('/helsefellesskap/innlandet/report/file?format=csv')).status, 200);
    const refused = await nurse.get(`${here}/report/file?format=csv&kind=patient&category=epikrise&council=legesamarbeid`);
    assert.equal(refused.body.errors[0].code, 'too_many_filters');
    assert.equal((await nurse.get(`${here}/report/file?format=doc`)).status, 400);
    assert.equal((await nurse.get(`${here}/report/file?format=pdf&from=2025-3`)).status, 422);
  });

  test('as CSV has the numbers of the page, in words where there is none', async () => {
    const { body: report } = await nurse.get(`${here}/report?${asked}`);
    const admissions = [2024, 2025].flatMap((year) => Array.from({ length: 12 }, (_, month) => ({ kind: 'admissions', year, month: month + 1, value: 400 })));
    assert.equal((await analyst.put(`${here}/denominators`, { source: 'Prøve', rows: admissions })).status, 200);
    const csv = await file('csv');
    assert.deepEqual([...csv.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const rows = rowsOf(csv.text);
    const cells = (dimension) => report.dimensions.find((one) => one.dimension === dimension).values;
    for (const [dimension, table] of [['category', 'Kategori'], ['actual_harm', 'Faktisk skade'], ['council', 'Råd'], ['direction', 'Retning']]) {
      for (const { value, cell } of cells(dimension)) {
        const row = rows.find((one) => one[0] === table && one[2] === value);
        assert.ok(row, `${table} ${value} is missing`);
        const word = { shown: String(cell.count), zero: '0', suppressed: cell.at_least ? `skjult, minst ${cell.at_least}` : 'skjult', no_data: 'ingen data' };
        assert.equal(row[3], word[cell.state], `${table} ${value}`);
      }
    }
    assert.ok(rows.some((row) => row[0] === 'Kategori' && row[1] === 'Legemidler og legemiddelliste'));
    assert.ok(rows.some((row) => row[0].startsWith('Meldinger per måned') && row[1] === '2025-03' && row[3] === 'skjult'));
    assert.ok(rows.some((row) => row[0].startsWith('Meldinger per måned') && row[1] === '2024-09' && row[3] === 'ingen data'));
    assert.ok(rows.some((row) => row[0] === 'Meldinger per måned, delt på innleggelser: Kontrolldiagram (u): hendelser per nevner' && row[1] === '2025-10' && row[3] === '0,06'));
    assert.ok(!rows.some((row) => /^(value|dimension|control_chart)\./.test(row[1])), 'every code has its words');
  });

  test('as a workbook and as PDF has what the CSV has, number by number', async () => {
    const lines = rowsOf((await file('csv')).text).filter((row) => row[2] !== undefined && row.length >= 4);
    const wanted = new Map(lines.map((row) => [row.slice(0, 3).join('|'), row[3]]));
    const sheet = JSON.parse(told('report.xlsx', (await file('xlsx')).bytes, '/usr/bin/python3', '-c', READ_SHEET));
    const [, ...cells] = sheet;
    assert.ok(cells.length > 150, `${cells.length} rows`);
    for (const [table, label, code, now] of cells) {
      const said = wanted.get([table, label ?? '', code ?? ''].join('|'));
      const same = typeof now === 'number' ? Math.abs(Number(said?.replace(',', '.')) - now) < 0.006 : said === (now ?? '');
      assert.ok(same, `${table}, ${label}: ${now} in the workbook, ${said} in the CSV`);
    }
    assert.ok(cells.some((row) => typeof row[3] === 'string' && row[3].startsWith('skjult')), 'what is hidden is a word in the workbook too');

    writeFileSync(join(folder, 'report.pdf'), (await file('pdf')).bytes);
    const printed = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(/\s{2,}/));
    let found = 0;
    for (const [table, label, , now] of lines) {
      if (!['Kategori', 'Faktisk skade', 'Råd', 'Retning', 'Sterkeste tiltak', 'Enighet mellom partene'].includes(table) || label.length > 30) continue;
      found += 1;
      // Several zeros of a table share one line of the PDF.
      const inPrint = printed.filter((line) => line[0] === label).map((line) => line[1]);
      assert.ok(now === '0' && inPrint.length === 0 || inPrint.includes(now), `${table}, ${label}: ${now} in the CSV, ${inPrint} in the PDF`);
    }
    assert.ok(found > 15, `${found} rows were looked for in the PDF`);
  });

  test('says what was learnt as it was when it was counted, in all forms', async () => {
    const points = ({ points_published, points_taken_up, points_done }) => [points_published, points_taken_up, points_done];
    const of = async (span) => points((await nurse.get(`${here}/report?${span}`)).body);
    assert.deepEqual([await of('from=2025-1&to=2025-1'), await of('from=2025-2&to=2025-2'), await of(asked)], [[3, 2, 2], [0, 0, 1], [3, 2, 3]]);
    const before = (await file('pdf')).bytes;
    await cluster.query("UPDATE learning_note SET status = 'withdrawn', ended_at = now(), ended_reason = 'Stemmer ikke lenger' WHERE title = 'Punkt 1'");
    assert.deepEqual(await of(asked), [3, 2, 3], 'a report that is approved stays as it is');
    assert.ok((await file('pdf')).bytes.equals(before));
    const rows = rowsOf((await file('csv')).text).filter((row) => row[0] === 'Læring');
    assert.deepEqual(rows.map(([, , code, now]) => [code, now]), [['points_published', '3'], ['points_taken_up', '2'], ['points_done', '3']]);
    writeFileSync(join(folder, 'report.pdf'), before);
    assert.match(execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' }),
      /Av dem gjort hos minst én part +2\s+Ganger en part har meldt «gjort hos oss» +3/);
    await assert.rejects(cluster.query('UPDATE report SET points = NULL'), /approved, and stays as it is/);
    // A report from before it was counted says nothing of it.
    await cluster.query(`ALTER TABLE report DISABLE TRIGGER report_kept; UPDATE report SET points = NULL; ALTER TABLE report ENABLE TRIGGER report_kept`);
    assert.deepEqual(await of(asked), [null, null, null]);
    assert.ok(!(await file('csv')).text.includes('points_published'));
  });

  test('as PDF is tagged and titled, and its hash is in the foot of each page', async () => {
    const pdf = await file('pdf');
    const info = told('report.pdf', pdf.bytes, 'pdfinfo');
    assert.match(info, /Tagged: +yes/);
    assert.match(info, /Title: +Læringsrapport for /);
    const structure = told('report.pdf', pdf.bytes, 'pdfinfo', '-struct-text');
    assert.match(structure, /H1[\s\S]*Table[\s\S]*TH[\s\S]*Figure/);
    const { body: report } = await nurse.get(`${here}/report?${asked}`);
    const text = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' });
    assert.ok(text.includes(report.periods.find((one) => !one.before).hash.slice(0, 12)));
    assert.match(text, /Side 2 av \d/);
  });

  test('speaks the language of who asks', async () => {
    await addPerson(cluster, 'reader', [{ role: 'asu_reader' }], { language: 'en' });
    const rows = rowsOf((await file('csv', '', await service.signIn('reader'))).text);
    assert.equal(rows[0][0], 'Table');
    assert.ok(rows.some((row) => row[0] === 'Category' && row[1] === 'Medicines and medication list'));
  });
});

describe('an extract', () => {
  const wanted = { purpose: 'Underlag til møtet i fagrådet i mars', rows: 'category', columns: 'actual_harm', format: 'csv', from: '2025-1', to: '2025-2' };
  const take = (body, client = analyst) => client.post(`${here}/report-extracts`, body, { key: null });

  test('has the protected numbers, says what it is for, and is on record', async () => {
    const answer = await take(wanted);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get('content-disposition'), /^attachment; filename="uttrekk-st_olavs-\d{4}-\d\d-\d\d\.csv"$/);
    const rows = rowsOf(answer.text);
    assert.ok(rows.some((row) => row[1] === 'Formål' && row[3] === wanted.purpose));
    const { body: table } = await analyst.get(`${here}/report/table?rows=category&columns=actual_harm&from=2025-1&to=2025-2`);
    for (const { row, column, cell } of table.cells) {
      const found = rows.find((one) => one[2] === `${row}|${column}`);
      assert.equal(found[3], cell.state === 'shown' ? String(cell.count) : cell.at_least ? `skjult, minst ${cell.at_least}` : 'skjult');
    }
    const officer = await service.signIn('ombud');
    const [entered] = (await officer.get(`${here}/report-extracts`)).body.items;
    assert.deepEqual([entered.made_by, entered.purpose, entered.rows, entered.columns, entered.format, entered.reports],
      ['Prøve analytiker', wanted.purpose, 'category', 'actual_harm', 'csv', ['2025-1 v1', '2025-2 v1']]);
    assert.equal((await secretariat.get(`${here}/report-extracts`)).body.items.length, 1);
  });

  test('is entered each time, as a workbook too', async () => {
    const before = (await secretariat.get(`${here}/report-extracts`)).body.items.length;
    const workbook = await take({ ...wanted, format: 'xlsx', category: 'legemidler', rows: 'council' }, secretariat);
    assert.equal(workbook.bytes.subarray(0, 2).toString(), 'PK');
    await take({ ...wanted, format: 'xlsx' }, secretariat);
    const { items } = (await secretariat.get(`${here}/report-extracts`)).body;
    assert.equal(items.length, before + 2);
    assert.deepEqual(items[1].filter, [{ dimension: 'category', value: 'legemidler' }]);
  });

  test('is refused without a purpose, with too many filters, and to whom it is not for', async () => {
    const before = (await secretariat.get(`${here}/report-extracts`)).body.items.length;
    assert.equal((await take({ ...wanted, purpose: 'Nei' })).body.errors[0].pointer, '/purpose');
    assert.equal((await take({ ...wanted, columns: 'category' })).body.errors[0].code, 'same_dimension');
    assert.equal((await take({ ...wanted, kind: 'patient', council: 'legesamarbeid' })).body.errors[0].code, 'too_many_filters');
    assert.equal((await take({ ...wanted, purpose: 'Følge opp 13097248022 i rapporten' })).status, 422);
    assert.equal((await take(wanted, nurse)).status, 403);
    assert.equal(outcome(await take(wanted, await service.signIn('analytiker.innlandet'))), '404 not_found');
    assert.equal((await analyst.get(`${here}/report-extracts`)).status, 403);
    assert.equal((await secretariat.get(`${here}/report-extracts`)).body.items.length, before);
  });
});

/* SPDX-License-Identifier: MIT */
/*
 * Somebody asks for everything the report answers about two small half-years and tries to work out what is hidden. The unknowns are the
 * counts by all dimensions at once; each shown count is an equation over them, and a hidden count is recovered when its equation
 * follows from those. Numbers modulo a prime, so nothing is lost by rounding.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPastCases, monthsOf } from './support/past_cases.mjs';
import { fileReport, readReports } from './support/reports.mjs';
import { command, startCluster, startService } from './support/service.mjs';

const here = '/helsefellesskap/st_olavs';
const dimensions = ['kind', 'category', 'council', 'direction', 'month'];
const filters = dimensions.filter((name) => name !== 'month');
const halves = ['2025-1', '2025-2'];
const spans = [['2025-1', '2025-1'], ['2025-2', '2025-2'], ['2025-1', '2025-2']];
const PRIME = 67108859; // products of two stay exact

let cluster;
let service;
let nurse;
/* What was answered: {halves, at: {dimension: value}, cell, from}. */
const told = [];

const cellsOf = (report, name) => report.dimensions.find(({ dimension }) => dimension === name).values;
const query = (span, at) => new URLSearchParams({ from: span[0], to: span[1], ...at }).toString();
const halvesOf = ([from, to]) => halves.filter((half) => half >= from && half <= to);
const get = async (path) => {
  const answer = await nurse.get(`${here}/${path}`);
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.body;
};

/* The whole of an answer of the report: its total, its cells, and what it says of the period before. */
function noteReport(span, at, body) {
  const note = (cell, more, of = halvesOf(span)) => { if (cell && of.length > 0) told.push({ halves: of, at: { ...at, ...more }, cell, from: 'report' }); };
  const earlier = span[0] === '2025-2' ? ['2025-1'] : [];
  note(body.total, {});
  note(body.total_before, {}, earlier);
  for (const name of dimensions.filter((one) => !(one in at))) {
    for (const { value, cell, before: was } of cellsOf(body, name)) {
      note(cell, { [name]: value });
      note(was, { [name]: value }, earlier);
    }
  }
}

async function askReports(span, values) {
  noteReport(span, {}, await get(`report?${query(span, {})}`));
  for (const one of filters) {
    for (const value of values[one]) {
      noteReport(span, { [one]: value }, await get(`report?${query(span, { [one]: value })}`));
      for (const other of filters.filter((name) => name > one)) {
        const answers = await Promise.all(values[other].map((second) => get(`report?${query(span, { [one]: value, [other]: second })}`)));
        answers.forEach((body, index) => noteReport(span, { [one]: value, [other]: values[other][index] }, body));
      }
    }
  }
}

async function askTable(span, rows, columns, at, values) {
  const { cells } = await get(`report/table?${query(span, { rows, columns, ...at })}`);
  const shown = new Map(cells.map(({ row, column, cell }) => [`${row} ${column}`, cell]));
  const zero = { state: 'zero', count: 0, at_least: null };
  for (const row of values[rows]) {
    for (const column of values[columns]) {
      told.push({ halves: halvesOf(span), at: { ...at, [rows]: row, [columns]: column }, cell: shown.get(`${row} ${column}`) ?? zero, from: 'table' });
    }
  }
}

async function askTables(span, values) {
  for (const rows of filters) {
    for (const columns of dimensions.filter((name) => name !== rows)) {
      await askTable(span, rows, columns, {}, values);
      for (const name of filters.filter((one) => one !== rows && one !== columns)) {
        for (const value of values[name]) await askTable(span, rows, columns, { [name]: value }, values);
      }
    }
  }
}

/* The tables that the hash is of: the same cells once more. */
async function askDocument(half, values) {
  const { items } = await get('reports');
  const { text } = await nurse.get(`/reports/${items.find(({ half_year }) => half_year === half).id}/document`);
  const zero = { state: 'zero', count: 0, at_least: null };
  for (const [place, { cells }] of Object.entries(JSON.parse(text).tables)) {
    const names = place === '' ? [] : place.split(',');
    for (const key of names.reduce((keys, name) => keys.flatMap((one) => values[name].map((value) => [...one, value])), [[]])) {
      const count = cells[key.join('|')];
      const cell = count === undefined ? zero : count < 0 ? { state: 'suppressed', count: null, at_least: null } : { state: 'shown', count, at_least: null };
      told.push({ halves: [half], at: Object.fromEntries(names.map((name, index) => [name, key[index]])), cell, from: 'document' });
    }
  }
}

const keyOf = ({ halves: of, at }) => `${of.join('+')} ${dimensions.map((name) => at[name] ?? '*').join('|')}`;

/* Every combination of values in each half-year: a number each. */
const unknownsOf = (values) => halves.flatMap((half) => dimensions.reduce((cells, name) => cells.flatMap((cell) => values[name]
  .filter((value) => name !== 'month' || monthsOf(half).includes(value)).map((value) => ({ ...cell, [name]: value }))), [{ half }]));
const isBelow = (unknown, { halves: of, at }) => of.includes(unknown.half) && Object.entries(at).every(([name, value]) => unknown[name] === value);

const inverse = (number) => {
  let [power, base, result] = [PRIME - 2, number, 1];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
};

/* What follows from shown counts, as rows with a leading one. */
class Knowledge {
  constructor() { this.rows = new Map(); }
  /* What of an equation is new: where it begins, or -1. */
  reduce(row) {
    for (let i = 0; i < row.length; i += 1) {
      if (row[i] === 0) continue;
      const known = this.rows.get(i);
      if (!known) return i;
      const times = PRIME - row[i];
      for (let j = i; j < row.length; j += 1) row[j] = (row[j] + times * known[j]) % PRIME;
    }
    return -1;
  }
  learn(row) {
    const first = this.reduce(row);
    if (first < 0) return;
    const times = inverse(row[first]);
    this.rows.set(first, row.map((value) => (value * times) % PRIME));
  }
}

const equation = (unknowns, cell) => Float64Array.from(unknowns, (one) => (isBelow(one, cell) ? 1 : 0));

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  nurse = await service.signIn('nurse.trondheim');
  const { id } = await fileReport(nurse, await readReports(nurse));
  await addPastCases(cluster, id, 150, monthsOf(...halves));
  // Few values, so that all questions can be asked.
  await cluster.query(`ALTER TABLE deviation DISABLE TRIGGER USER;
    UPDATE deviation SET category = CASE WHEN category IN ('epikrise', 'legemidler') THEN category ELSE 'utskrivning' END,
    kind = CASE WHEN kind = 'positive' THEN 'patient' ELSE kind END, council_id = (SELECT min(id) FROM council) + abs(hashtext(serial::text)) % 3 WHERE year = 2000;
    ALTER TABLE deviation ENABLE TRIGGER USER`);
  await cluster.query(`UPDATE helsefellesskap SET smallest_shown = 5;
    INSERT INTO report_definition (helsefellesskap_id, version, dimensions, measures, note, made_by)
    SELECT h.id, 1, '{${dimensions.join(',')}}', '{answer}', 'Prøve', p.id FROM helsefellesskap h, person p WHERE h.code = 'st_olavs' AND p.username = 'sekretariat'`);
  for (const half of halves) {
    const { code, stderr } = await command(service.environment, ['report', '--helsefellesskap', 'st_olavs', '--count', half, '--approve']);
    assert.equal(code, 0, stderr);
  }
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('nothing that is hidden follows from all the answers there are', async () => {
  const all = await cluster.query(`SELECT d.kind, d.category, c.code, ro.party || '_to_' || oo.party, to_char(d.submitted_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM')
    FROM deviation d JOIN council c ON c.id = d.council_id JOIN organisation ro ON ro.id = d.reporter_organisation_id
    JOIN organisation oo ON oo.id = d.other_organisation_id WHERE d.year = 2000`);
  const values = Object.fromEntries(dimensions.map((name, index) => [name, [...new Set(all.map((row) => row[index]))].sort()]));
  for (const span of spans) {
    await askReports(span, values);
    await askTables(span, values);
  }
  for (const half of halves) await askDocument(half, values);

  // The same number for the same question, wherever it is asked; and no more of a sum than its parts say.
  const first = new Map();
  const at_least = new Map();
  for (const one of told) {
    const said = `${one.cell.state} ${one.cell.count}`;
    if (!first.has(keyOf(one))) first.set(keyOf(one), { ...one, said });
    assert.equal(said, first.get(keyOf(one)).said, `${keyOf(one)}: ${one.from} and ${first.get(keyOf(one)).from}`);
    assert.ok(one.cell.count === null || one.cell.count === 0 || one.cell.count >= 5, keyOf(one));
    if (one.cell.at_least !== null) at_least.set(keyOf(one), one);
  }
  for (const one of at_least.values()) {
    const parts = one.halves.map((half) => first.get(keyOf({ ...one, halves: [half] })).cell.count ?? 0);
    assert.equal(one.cell.at_least, parts.reduce((sum, count) => sum + count, 0), keyOf(one));
  }

  const questions = [...first.values()];
  const hidden = questions.filter(({ cell }) => cell.state === 'suppressed');
  assert.ok(hidden.length > 50 && questions.filter(({ cell }) => cell.state === 'shown').length > 100, `${hidden.length} of ${questions.length} hidden`);
  const learn = (unknowns) => {
    const knowledge = new Knowledge();
    for (const one of questions.filter(({ cell }) => cell.state === 'shown')) knowledge.learn(equation(unknowns, one));
    return knowledge;
  };
  const follows = (knowledge, unknowns) => hidden.filter((one) => knowledge.reduce(equation(unknowns, one)) < 0);
  const unknowns = unknownsOf(values);
  const knowledge = learn(unknowns);
  assert.deepEqual(follows(knowledge, unknowns).map(keyOf), []);

  // Whoever also puts shown zeros of several tables together may find that some of what is hidden is nothing, but no number.
  const zeros = questions.filter(({ cell }) => cell.state === 'zero');
  const left = unknowns.filter((one) => !zeros.some((zero) => isBelow(one, zero)));
  const truth = (one) => all.filter((row) => one.halves.some((half) => monthsOf(half).includes(row[4])) && dimensions.every((name, index) => row[index] === (one.at[name] ?? row[index]))).length;
  const found = follows(learn(left), left).filter((one) => truth(one) > 0);
  assert.deepEqual(found.map(keyOf), []);

  // The adversary is one: told a single hidden count, it finds another.
  const alone = hidden.find((one) => one.halves.length === 1);
  knowledge.learn(equation(unknowns, alone));
  assert.ok(follows(knowledge, unknowns).length > 1, 'a hidden count has others that hide it');
});

test('what is taken along says the same, number by number', async () => {
  for (const at of [{}, { category: 'epikrise' }, { kind: 'system', category: 'legemidler' }]) {
    for (const span of spans) {
      const body = await get(`report?${query(span, at)}`);
      const words = body.dimensions.flatMap(({ values }) => values.filter(({ cell }) => cell.state === 'shown').map(({ cell }) => cell.count));
      const csv = (await nurse.get(`${here}/report/file?format=csv&${query(span, at)}`)).text.replace(/^\uFEFF/, '').trim().split('\r\n')
        .map((line) => line.split(';').map((cell) => cell.replace(/^"|"$/g, '')));
      for (const { dimension, values } of body.dimensions.filter(({ dimension: name }) => filters.includes(name))) {
        for (const { value, cell } of values) {
          const word = { shown: String(cell.count), zero: '0', suppressed: cell.at_least ? `skjult, minst ${cell.at_least}` : 'skjult', no_data: 'ingen data' }[cell.state];
          assert.ok(csv.some((row) => row[2] === value && row[3] === word), `${dimension} ${value} is ${word}, and not in the file`);
        }
      }
      const counted = csv.filter((row) => filters.some((name) => body.dimensions.find(({ dimension }) => dimension === name)?.values.some(({ value }) => value === row[2])) && /^[1-9]\d*$/.test(row[3]));
      for (const row of counted) assert.ok(words.includes(Number(row[3])), `${row.join(';')} is in the file alone`);
    }
  }
  const { stdout } = await command(service.environment, ['report', '--helsefellesskap', 'st_olavs', '--from', '2025-1', '--to', '2025-2']);
  assert.deepEqual(JSON.parse(stdout), await get(`report?${query(spans[2], {})}`));
});

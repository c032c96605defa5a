/* SPDX-License-Identifier: MIT */
/* The guard in the browser is the guard of the service: the same findings, whatever the text. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { make_scan } from '../../src/ui/guard/scanner.ts';
import { command, projectRoot } from '../http/support/service.mjs';

const lines = (name) => readFileSync(join(projectRoot, 'tests/fixtures', name), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const corpus = join(projectRoot, 'tests/fuzz/corpus/guard');

let scan;
before(async () => {
  const { instance } = await WebAssembly.instantiate(readFileSync(join(projectRoot, 'build/src/ui/guard.wasm')));
  scan = make_scan(instance);
});

const spans = (findings) => findings.map(({ kind, start, end }) => ({ kind, start, end }));

/* What `samavvik check-text` says of each. */
async function native(texts) {
  const input = texts.map((text, index) => `${JSON.stringify({ id: String(index), text })}\n`).join('');
  const { code, stdout, stderr } = await command({}, ['check-text'], { input });
  assert.equal(code, 0, stderr);
  return stdout.trim().split('\n').map((row) => JSON.parse(row));
}

async function expectSame(texts) {
  const found = await native(texts);
  texts.forEach((text, index) => {
    const own = scan(text);
    assert.deepEqual(spans(own), found[index].findings, JSON.stringify(text));
    assert.equal(own.some(({ blocks }) => blocks), found[index].verdict === 'block', JSON.stringify(text));
    for (const { from, to, words, start, end } of own) {
      assert.equal(text.slice(from, to), words);
      assert.equal(Array.from(text).slice(start, end).join(''), words, JSON.stringify(text));
    }
  });
}

test('on every line of the acceptance table', async () => {
  const table = lines('identifiers.jsonl');
  await expectSame(table.map(({ text }) => text));
  for (const { id, text, spans: expected } of table) {
    assert.deepEqual(scan(text).map(({ start, end, kind }) => [start, end, kind]), expected, id);
  }
});

test('on every text of the cases, and on the corpus of the fuzzer', async () => {
  await expectSame(lines('cases.jsonl').flatMap((one) => [one.title, one.description, one.immediate_action, one.suggestion]).filter(Boolean));
  // A text in a browser holds no NUL that the service would take, and no bytes that are no text.
  await expectSame(readdirSync(corpus).map((name) => readFileSync(join(corpus, name), 'utf8').replaceAll('\0', ' ')));
});

test('on texts made of what matters, in any order', async () => {
  const pieces = ['020132', '99997', ' ', '-', '.', '０２０１３２', '\u200b', '\u00a0', '\n', 'født', 'f.', '24. mai 1939', 'pasient', 'Ola', 'Nordmann', 'dr.', '@',
    'a.b', 'example.org', '+47', '91234567', '😀', 'a\u0308', '\u0663', 'tlf', 'nr.', ':', '(', ')', '1', '0', '\r\n', 'kr', 'Åse', '/'];
  let state = 7;
  const next = (most) => (state = (state * 48271) % 2147483647) % most;
  await expectSame(Array.from({ length: 3000 }, () => Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)]).join('')));
});

test('on a text larger than the memory it starts with, and on one after it', async () => {
  const long = `${'Å ringte 912 34 567 igjen. '.repeat(20000)}02013299997`;
  assert.equal(scan(long).length, 20001);
  assert.deepEqual(spans(scan('02013299997')), [{ kind: 'fnr', start: 0, end: 11 }]);
});

test('in time that a typist does not notice', (t) => {
  const text = lines('cases.jsonl').map(({ description }) => description).join('\n');
  const bytes = new TextEncoder().encode(text).length;
  const rounds = 200;
  scan(text);
  const start = performance.now();
  for (let round = 0; round < rounds; round++) scan(text);
  const perKilobyte = ((performance.now() - start) * 1000 * 1024) / (rounds * bytes);
  t.diagnostic(`WebAssembly: ${perKilobyte.toFixed(1)} µs per kB, ${(1e6 / 1024 / perKilobyte).toFixed(0)} MB/s; ${bytes} bytes of case texts`);
  assert.ok(perKilobyte < 1000, `${perKilobyte} µs per kB`);
});

/* SPDX-License-Identifier: MIT */
/*
 * Holds every answer of the HTTP tests against api/openapi.yaml: the status is described, the content type is the
 * described one, the body is valid by its schema. With SAMAVVIK_EXERCISED=<file> each operation and status seen is
 * written there, so that the run can tell which operations no test uses.
 */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export const contract = parse(readFileSync(resolve(import.meta.dirname, '../../../api/openapi.yaml'), 'utf8'));
const exercisedFile = process.env.SAMAVVIK_EXERCISED;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
/* Formats of our own are rules for input; the engine's tests hold them. */
for (const format of ['id', 'code', 'line', 'token', 'version', 'cursor']) ajv.addFormat(format, true);
ajv.addSchema(contract, 'contract');

/* The described object, and the JSON pointer it stands at, following one reference. */
function described(object, pointer) {
  if (!object?.$ref) return { object, pointer };
  const target = object.$ref.slice(1);
  return { object: target.slice(1).split('/').reduce((at, name) => at[name], contract), pointer: target };
}

const escaped = (name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/* { operation, method, path, pattern, pointer } of each operation. */
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).filter(([, operation]) => operation.operationId).map(([method, operation]) => ({
    operation,
    method: method.toUpperCase(),
    path,
    pattern: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    pointer: `/paths/${escaped(path)}/${method}/responses`,
  })));

/* A fixed path goes before one with a parameter. */
function findOperation(method, path) {
  const matching = operations.filter((one) => one.method === method && one.pattern.test(path));
  return matching.find((one) => !one.path.includes('{')) ?? matching[0];
}

const seen = new Set();
function noteExercised(line) {
  if (!exercisedFile || seen.has(line)) return;
  seen.add(line);
  appendFileSync(exercisedFile, `${line}\n`);
}

/* Throws an assertion error when the answer is not what the contract says. The path is without /api/v1. */
export function checkAnswer(method, pathAndQuery, answer) {
  const found = findOperation(method, pathAndQuery.split('?')[0]);
  const here = `${method} ${pathAndQuery} → ${answer.status}`;
  if (!found) {
    checkProblem(here, answer);
    return;
  }
  noteExercised(`${found.operation.operationId} ${answer.status}`);
  const status = found.operation.responses[answer.status] ? String(answer.status) : 'default';
  assert.ok(status !== 'default' || answer.status >= 400, `${here}: this status is not in the contract`);
  const { object: response, pointer } = described(found.operation.responses[status], `${found.pointer}/${status}`);
  if (!response.content) {
    assert.equal(answer.text, '', `${here}: there should be no body`);
    return;
  }
  const type = (answer.headers.get('content-type') ?? '').split(';')[0];
  assert.ok(response.content[type], `${here}: the content type is ${type}, not ${Object.keys(response.content)}`);
  if (/json$/.test(type)) checkBody(here, `contract#${pointer}/content/${escaped(type)}/schema`, answer.body);
  if (status === 'default') checkProblem(here, answer);
}

function checkBody(here, schema, body) {
  const validate = ajv.getSchema(schema);
  assert.ok(validate, `${here}: no schema at ${schema}`);
  assert.ok(validate(body), `${here}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body).slice(0, 2000)}`);
}

/* Every refusal is a problem of RFC 9457 whose status is that of the answer. */
export function checkProblem(here, answer) {
  const type = (answer.headers.get('content-type') ?? '').split(';')[0];
  assert.equal(type, 'application/problem+json', `${here}: content type`);
  checkBody(here, 'contract#/components/schemas/problem', answer.body);
  assert.equal(answer.body.status, answer.status, `${here}: status in the problem`);
  if ([429, 503].includes(answer.status)) assert.ok(answer.headers.get('retry-after'), `${here}: Retry-After`);
}

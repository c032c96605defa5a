/* SPDX-License-Identifier: MIT */
/*
 * Filing without an account, as a browser does it: fetch a puzzle, solve it, send.
 *
 *   const open = await openFiling(service);
 *   const { code } = await open.send({ title: '…' });           // anything but 201 throws
 *   const answer = await open.trySend({ … }, { key, solution }); // whatever it is
 *   (await open.follow(code)).body.status                        // 'held'
 */
import assert from 'node:assert/strict';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { Reports } from './reports.mjs';

/* The counter that solves a challenge. */
export function findCounter({ parameters }) {
  const salt = Buffer.from(parameters.salt, 'hex');
  const password = Buffer.concat([Buffer.from(parameters.nonce, 'hex'), Buffer.alloc(4)]);
  for (let counter = 0; ; counter += 1) {
    password.writeUInt32BE(counter, password.length - 4);
    const key = pbkdf2Sync(password, salt, parameters.cost, parameters.keyLength, 'sha256').toString('hex');
    if (key.startsWith(parameters.keyPrefix)) return counter;
  }
}

export function writeSolution({ level, challenge: { parameters, signature } }, counter) {
  return [parameters.expiresAt, level, parameters.nonce, parameters.salt, signature, counter].join('-');
}

export const newKey = () => randomBytes(16).toString('hex');

export class OpenFiling {
  constructor(service, helsefellesskap, reports) {
    this.client = service.client();
    this.helsefellesskap = helsefellesskap;
    this.reports = reports;
  }

  async puzzle() {
    const answer = await this.client.get(`/filing-without-account/${this.helsefellesskap}/puzzle`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }

  async solve() {
    const puzzle = await this.puzzle();
    return writeSolution(puzzle, findCounter(puzzle.challenge));
  }

  async trySend(more = {}, { key = newKey(), solution, language = 'nb' } = {}) {
    return this.client.post('/held-reports', this.reports.make(more),
      { key, headers: { 'Puzzle-Solution': solution ?? await this.solve(), 'Accept-Language': language } });
  }

  async send(more, options) {
    const answer = await this.trySend(more, options);
    assert.equal(answer.status, 201, answer.text);
    return { ...answer.body, code: answer.body.receipt_code };
  }

  follow(code) {
    return this.client.post('/follow-up', { code }, { key: null });
  }

  write(code, text, key = newKey()) {
    return this.client.post('/follow-up/messages', { code, text }, { key });
  }
}

/* As somebody of a municipality (or the party named) without an account. */
export async function openFiling(service, { helsefellesskap = 'st_olavs', party = 'municipality' } = {}) {
  const answer = await service.client().get(`/filing-without-account/${helsefellesskap}`);
  assert.equal(answer.status, 200, answer.text);
  const { register, reporting_organisations: reporting } = answer.body;
  const filing = new OpenFiling(service, helsefellesskap, new Reports(helsefellesskap, register, reporting.find((one) => one.party === party)));
  filing.reporting = reporting;
  return filing;
}

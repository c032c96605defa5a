/* SPDX-License-Identifier: MIT */
/*
 * Reports to file, for tests.
 *
 *   const reports = await readReports(nurse);                     // what the nurse's helsefellesskap knows
 *   await nurse.post('/deviations', reports.make({ title: '…' }));
 *   await fileReport(nurse, reports, { category: 'epikrise' });   // the receipt; anything but 201 throws
 */
import assert from 'node:assert/strict';

export class Reports {
  constructor(helsefellesskap, register, mine) {
    this.helsefellesskap = helsefellesskap;
    this.register = register;
    this.mine = mine;
    this.hospital = register.organisations.find((one) => one.party === 'hospital');
  }

  organisation(name) {
    const found = this.register.organisations.find((one) => one.name === name);
    assert.ok(found, `${name} is not in the register`);
    return found;
  }

  council(code) {
    const found = this.register.councils.find((one) => one.code === code);
    assert.ok(found, `the register knows no council ${code}`);
    return found;
  }

  /* The least a report holds, with what `more` says instead. */
  make(more = {}) {
    return {
      helsefellesskap: this.helsefellesskap, kind: 'patient', category: 'legemidler', reporter_organisation_id: this.mine.id,
      other_organisation_id: this.hospital.id, title: 'Legemiddelliste manglet', description: 'Kom hjem uten liste.',
      actual_harm: 'none', potential_harm: 'low', ...more,
    };
  }
}

/* A Tuesday after so many days, as YYYY-MM-DD, that is no holiday: those that move with Easter never fall on one. */
export function workingDay(days) {
  const day = new Date(Date.now() + days * 86400000);
  while (day.getUTCDay() !== 2 || /-(01-01|05-01|05-17|12-2[456]|12-31)$/.test(day.toISOString().slice(0, 10))) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

export async function readReports(client) {
  const { helsefellesskap, organisation } = client.session.memberships.find((one) => one.organisation);
  const register = await client.get(`/helsefellesskap/${helsefellesskap.code}/register`);
  assert.equal(register.status, 200, register.text);
  return new Reports(helsefellesskap.code, register.body, organisation);
}

/* One case with its version, read by the client; anything but 200 throws. */
export async function readCase(client, id) {
  const answer = await client.get(`/deviations/${id}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

export async function fileReport(client, reports, more) {
  const answer = await client.post('/deviations', reports.make(more));
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/* What the status and the code of a refusal are, in one line. */
export const outcome = (answer) => (answer.body?.code ? `${answer.status} ${answer.body.code}` : String(answer.status));

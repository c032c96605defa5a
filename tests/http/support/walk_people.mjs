/* SPDX-License-Identifier: MIT */
/*
 * Who stands where in the permission walk. The case they all stand beside: a reporter of Trondheim filed it about St. Olavs, the
 * council for doctors' cooperation has it, the contact committee was told as well. `filed`: the case is one they filed.
 */
import { addPerson } from './people.mjs';

const at = (organisation, role = 'reporter') => ({ role, organisation });
const council = (code, role = 'council_member') => ({ role, council: code });
const beyond = (membership) => ({ ...membership, helsefellesskap: 'innlandet' });

/* In the order of the columns. Codes: the first letter says the role, the second the relation to the case. */
export const standpoints = {
  '--': { what: 'nobody signed in', nobody: true },
  '-m': { what: 'signed in, without a membership', memberships: [] },
  Rf: { what: 'reporter who filed the case', memberships: [at('trondheim_kommune')], filed: true },
  Rc: { what: 'reporter, colleague of the one who filed it', memberships: [at('trondheim_kommune')] },
  Ro: { what: 'reporter of the other party', memberships: [at('st_olavs_hospital')] },
  Rs: { what: 'reporter who follows the case for a colleague who left', memberships: [at('trondheim_kommune')], follows: true },
  Uf: { what: 'user representative who filed the case', memberships: [at('brukerutvalget_ved_st_olavs_hospital', 'user_representative')], filed: true },
  Ux: { what: 'user representative, somebody else\'s case', memberships: [at('brukerutvalget_ved_st_olavs_hospital', 'user_representative')] },
  Kr: { what: 'coordinator of the party that reported', memberships: [at('trondheim_kommune', 'coordinator')] },
  Ko: { what: 'coordinator of the other party', memberships: [at('st_olavs_hospital', 'coordinator')] },
  Kx: { what: 'coordinator of a third organisation', memberships: [at('orkland_kommune', 'coordinator')] },
  Mc: { what: 'member of the council that has the case', memberships: [council('legesamarbeid')] },
  Lc: { what: 'lead of the council that has the case', memberships: [council('legesamarbeid', 'council_lead')] },
  Mv: { what: 'substitute of a member of the council that has the case', memberships: [{ role: 'asu_reader' }], substitute: true },
  Mt: { what: 'member of a council told as well', memberships: [council('kontaktutvalg')] },
  Mx: { what: 'member of another council', memberships: [council('digital')] },
  Bx: { what: 'reporter elsewhere and member of another council in one', memberships: [at('fastlegekontor_c_orkland'), council('digital')] },
  Sh: { what: 'secretariat of the helsefellesskap', memberships: [{ role: 'secretariat' }] },
  Fh: { what: 'follow-up group of the helsefellesskap', memberships: [{ role: 'follow_up' }] },
  Nh: { what: 'analyst of the helsefellesskap', memberships: [{ role: 'analyst' }] },
  Jh: { what: 'ASU reader of the helsefellesskap', memberships: [{ role: 'asu_reader' }] },
  Ah: { what: 'administrator of the helsefellesskap', memberships: [{ role: 'administrator' }] },
  Dh: { what: 'data protection officer of the helsefellesskap', memberships: [{ role: 'data_protection_officer' }] },
  R2: { what: 'reporter of another helsefellesskap', memberships: [beyond(at('gjovik_kommune'))] },
  M2: { what: 'council member of another helsefellesskap', memberships: [beyond(council('fagutvalg_pasientforlop'))] },
  S2: { what: 'secretariat of another helsefellesskap', memberships: [beyond({ role: 'secretariat' })] },
  A2: { what: 'administrator of another helsefellesskap', memberships: [beyond({ role: 'administrator' })] },
  D2: { what: 'data protection officer of another helsefellesskap', memberships: [beyond({ role: 'data_protection_officer' })] },
  Cf: { what: 'machine client, reporter, that filed the case', machine: { role: 'reporter', organisation: 'trondheim_kommune' }, filed: true },
  Cr: { what: 'machine client, coordinator of the party that reported', machine: { role: 'coordinator', organisation: 'trondheim_kommune' } },
  Cx: { what: 'machine client, coordinator of a third organisation', machine: { role: 'coordinator', organisation: 'orkland_kommune' } },
};

const usernameOf = (code) => `ganger.${[...code].map((letter) => letter.charCodeAt(0)).join('.')}`;

async function machineClient(service, administrator, register, { role, organisation }, name) {
  const organisations = { trondheim_kommune: 'Trondheim kommune', orkland_kommune: 'Orkland kommune' };
  const { id } = register.organisations.find((one) => one.name === organisations[organisation]);
  const answer = await administrator.post('/helsefellesskap/st_olavs/machine-clients', { name, role, organisation_id: id,
    permissions: ['file_deviation', 'see_deviations', 'read_learning'] });
  if (answer.status !== 201) throw new Error(answer.text);
  return { client: service.bearer(answer.body.token), person: answer.body.client.id };
}

/* Makes everybody, and somebody who has left (`left`); answers { walkers: [{ code, what, client, person, … }], left }. */
export async function makeWalkers(cluster, service, administrator, register) {
  const walkers = [];
  for (const [code, standpoint] of Object.entries(standpoints)) {
    const walker = { code, ...standpoint, client: service.client(), person: null };
    if (standpoint.machine) Object.assign(walker, await machineClient(service, administrator, register, standpoint.machine, `Klient ${code}`));
    if (standpoint.memberships) {
      walker.username = usernameOf(code);
      await addPerson(cluster, usernameOf(code), standpoint.memberships);
      [[walker.person]] = await cluster.query(`SELECT id FROM person WHERE username = '${usernameOf(code)}'`);
    }
    walkers.push(walker);
  }
  await addPerson(cluster, 'gikk', []);
  const [[left]] = await cluster.query("SELECT id FROM person WHERE username = 'gikk'");
  const personOf = (code) => walkers.find((one) => one.code === code).person;
  await cluster.query(`INSERT INTO successor (person_id, helsefellesskap_id, successor_person_id, since)
      SELECT ${left}, id, ${personOf('Rs')}, current_date FROM helsefellesskap WHERE code = 'st_olavs';
    INSERT INTO substitute (membership_id, for_person_id, helsefellesskap_id, person_id, valid_from, valid_to)
      SELECT id, person_id, helsefellesskap_id, ${personOf('Mv')}, current_date, current_date + 9 FROM membership
      WHERE person_id = ${personOf('Mc')}`);
  for (const walker of walkers.filter((one) => one.memberships)) walker.client = await service.signIn(walker.username);
  return { walkers, left };
}

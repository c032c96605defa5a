/* SPDX-License-Identifier: MIT */
/* People beside those of the demo, for roles and combinations it does not have. They sign in with the demo's password. */
const quoted = (value) => (value === undefined || value === null ? 'NULL' : `'${value}'`);

/* memberships: [{ role, organisation, council, helsefellesskap }], by their codes; the helsefellesskap is St. Olavs unless named. */
export async function addPerson(cluster, username, memberships, { language = 'nb' } = {}) {
  await cluster.query(`INSERT INTO person (username, name, email, language, password_hash)
    SELECT '${username}', 'Prøve ${username}', '${username}@example.org', '${language}', password_hash
    FROM person WHERE username = 'nurse.trondheim' ON CONFLICT (username) DO NOTHING`);
  for (const { role, organisation, council, helsefellesskap = 'st_olavs' } of memberships) {
    await cluster.query(`INSERT INTO membership (person_id, helsefellesskap_id, role, organisation_id, council_id)
      SELECT (SELECT id FROM person WHERE username = '${username}'), h.id, '${role}',
        (SELECT id FROM organisation WHERE code = ${quoted(organisation)}),
        (SELECT id FROM council c WHERE c.helsefellesskap_id = h.id AND c.code = ${quoted(council)})
      FROM helsefellesskap h WHERE h.code = '${helsefellesskap}'`);
  }
}

/* The memberships of the person end today. */
export const endMemberships = (cluster, username) => cluster.query(`UPDATE membership SET valid_from = current_date - 10, valid_to = current_date
  WHERE person_id = (SELECT id FROM person WHERE username = '${username}')`);

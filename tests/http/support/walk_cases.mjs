/* SPDX-License-Identifier: MIT */
/*
 * Cases for the permission walk, all alike but for who filed them and their status, made by copying one in the database: many, and
 * in no time. Each has a message, an internal note, a measure, an attachment, another one on its way, and when closed a proposed learning point.
 */

const COUNT = { sent: 130, answered: 8, closed: 24 };

/* Answers { reporter: { status: [{ id, version, note }] } }. `template` is a case filed through the API; `sender`
   sends the file that is on its way. */
export async function makeCases(cluster, template, reporters, sender) {
  const wanted = reporters.flatMap((reporter) => Object.entries(COUNT).map(([status, count]) => `(${reporter}, '${status}', ${count})`));
  const columns = (await cluster.query(`SELECT attname FROM pg_attribute WHERE attrelid = 'deviation'::regclass AND attnum > 0 AND NOT attisdropped
    AND attgenerated = ''`)).flat();
  const rows = await cluster.query(`
    CREATE TEMP TABLE made AS
      SELECT nextval('deviation_id_seq') AS id, w.reporter, w.status, row_number() OVER () AS place
      FROM (VALUES ${wanted.join(', ')}) AS w (reporter, status, count) CROSS JOIN LATERAL generate_series(1, w.count);
    INSERT INTO deviation (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
      SELECT ${columns.map((name) => `copied.${name}`).join(', ')} FROM (SELECT (jsonb_populate_record(d, jsonb_build_object('id', m.id, 'year', 1990, 'serial', m.place, 'number', 'GANG-' || m.place,
        'reporter_person_id', m.reporter, 'status', m.status, 'last_event', 2,
        'answered_at', CASE WHEN m.status <> 'sent' THEN now() END, 'closed_at', CASE WHEN m.status = 'closed' THEN now() END,
        'also_told', (SELECT jsonb_build_array(c.id) FROM council c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id
          WHERE h.code = 'st_olavs' AND c.code = 'kontaktutvalg')))).*
      FROM deviation d, made m WHERE d.id = ${template}) copied;
    INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id)
      SELECT id, 2, 'note_added', true, reporter FROM made;
    INSERT INTO message (deviation_id, audience, text, author_person_id, side)
      SELECT id, audience, 'Ganger', reporter, 'council' FROM made, unnest(ARRAY['dialogue', 'internal']) audience;
    INSERT INTO attachment (person_id, deviation_id, name, size, received, type, sha256, state, finished_at, added_at)
      SELECT reporter, id, 'Notat.txt', 1, 1, 'txt', sha256('x'), 'unscanned', now(), now() FROM made;
    INSERT INTO measure (deviation_id, text, phase, done_on, strength, responsible_organisation_id, due_on)
      SELECT d.id, 'Ny sjekkliste', 'evaluate', '2001-01-02', 'weak', d.reporter_organisation_id, '2001-01-02' FROM made m JOIN deviation d ON d.id = m.id;
    INSERT INTO attachment_chunk (attachment_id, position, bytes) SELECT a.id, 0, 'x' FROM attachment a JOIN made m ON m.id = a.deviation_id;
    INSERT INTO attachment (person_id, deviation_id, name, size) SELECT ${sender}, id, 'Halv.txt', 9 FROM made;
    INSERT INTO learning_note (helsefellesskap_id, deviation_id, council_id, category, title, text, proposed_by)
      SELECT d.helsefellesskap_id, d.id, d.council_id, d.category, 'Læring', 'Av dette.', m.reporter
      FROM made m JOIN deviation d ON d.id = m.id WHERE m.status = 'closed';
    SELECT m.reporter, m.status, m.id, n.id FROM made m LEFT JOIN learning_note n ON n.deviation_id = m.id ORDER BY m.id`);
  const cases = Object.fromEntries(reporters.map((reporter) => [reporter, { sent: [], answered: [], closed: [] }]));
  for (const [reporter, status, id, note] of rows) cases[reporter][status].push({ id, note, version: 1, reporter });
  return cases;
}

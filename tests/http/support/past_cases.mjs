/* SPDX-License-Identifier: MIT */
/* Cases of past months in any number, for what counts them: copies of one filed case with other codes and times. */

/*
 * The database is told as its owner, past all triggers: nobody works on these cases. `months` lists where they fall, `2025-07`;
 * `first`: the number of the first one, where there are some already.
 */
export async function addPastCases(cluster, template, total, months, first = 1) {
  const own = ['id', 'serial', 'number', 'year', 'kind', 'category', 'council_id', 'phase', 'patient_group', 'actual_harm', 'potential_harm',
    'reporter_organisation_id', 'other_organisation_id', 'other_unit_id', 'reporter_unit_id', 'other_service_id', 'submitted_at', 'received_at',
    'answered_at', 'answer_promised_at', 'closed_at', 'feedback_mode', 'resolved_by_dialogue', 'parties_agree', 'status', 'filing_seconds', 'salt', 'receipt_due_at', 'answer_due_at',
    'close_due_at', 'waiting_for', 'external_system', 'external_reference'];
  const [[columns]] = await cluster.query(`SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = 'deviation'::regclass
    AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> ALL ('{${own.join(',')}}')`);
  await cluster.query(`ALTER TABLE deviation DISABLE TRIGGER USER;
    INSERT INTO deviation (year, serial, number, kind, category, council_id, phase, patient_group, actual_harm, potential_harm,
      reporter_organisation_id, other_organisation_id, submitted_at, received_at, answered_at, answer_promised_at, closed_at, feedback_mode,
      resolved_by_dialogue, parties_agree, status, filing_seconds, waiting_for, ${columns})
    SELECT 2000, n, 'FOR-2000-' || n, CASE WHEN r.a % 9 = 0 THEN 'system' WHEN r.b % 23 = 0 THEN 'positive' ELSE 'patient' END,
      (ARRAY['epikrise', 'legemidler', 'utskrivning', 'legemidler', 'meldingsutveksling', 'epikrise', 'akuttkjede', 'henvisning', 'psykisk_rus', 'annet'])[1 + (r.a * r.b) % 10],
      councils.ids[1 + (r.a * r.b) % 10 % cardinality(councils.ids)],
      (ARRAY['discharge', 'discharge', 'after_discharge', 'admission', NULL])[1 + r.b % 5],
      (ARRAY['frail_elderly', NULL, 'multiple_chronic', 'frail_elderly', 'children_youth'])[1 + r.c % 5],
      (ARRAY['none', 'low', 'low', 'moderate', 'severe'])[1 + r.c % 4 + (r.a % 11 = 0)::int], (ARRAY['low', 'moderate', 'severe', 'fatal'])[1 + r.a % 4],
      CASE WHEN r.c % 4 = 0 THEN hospital.id ELSE other.id END, CASE WHEN r.c % 4 = 0 THEN other.id ELSE hospital.id END,
      filed.at, filed.at + make_interval(hours => 2 + r.a % 90), filed.at + make_interval(days => 3 + r.b % 25), filed.at + interval '20 days',
      filed.at + make_interval(days => 10 + r.b % 40),
      (ARRAY['bounce_back', 'rapid_response', 'raise_awareness', 'tell_of_actions', 'improve_work_system'])[1 + r.b % 5],
      CASE r.a % 3 WHEN 0 THEN true WHEN 1 THEN false END, (ARRAY['yes', 'yes', 'partly', 'no', NULL])[1 + r.c % 5], 'closed', 30 + r.a % 200,
      'council', ${columns}
    FROM deviation t
    CROSS JOIN generate_series(${first}, ${total}) n
    CROSS JOIN LATERAL (SELECT ('x' || substr(md5('a' || n), 1, 3))::bit(12)::int AS a, ('x' || substr(md5('b' || n), 1, 3))::bit(12)::int AS b,
      ('x' || substr(md5('c' || n), 1, 3))::bit(12)::int AS c) r
    CROSS JOIN LATERAL (SELECT (('{${months.join(',')}}'::text[])[1 + n % ${months.length}] || '-01 09:00')::timestamp AT TIME ZONE 'Europe/Oslo'
      + make_interval(days => r.a % 28) AS at) filed
    CROSS JOIN (SELECT array_agg(c.id ORDER BY c.id) AS ids FROM council c JOIN deviation d ON d.helsefellesskap_id = c.helsefellesskap_id
      WHERE d.id = ${template} AND c.level = 'professional') councils
    CROSS JOIN (SELECT o.id FROM organisation o JOIN helsefellesskap_member m ON m.organisation_id = o.id JOIN deviation d ON d.id = ${template}
      AND m.helsefellesskap_id = d.helsefellesskap_id WHERE o.party = 'hospital' ORDER BY o.id LIMIT 1) hospital
    CROSS JOIN LATERAL (SELECT o.id FROM organisation o JOIN helsefellesskap_member m ON m.organisation_id = o.id
      AND m.helsefellesskap_id = t.helsefellesskap_id WHERE o.party = 'municipality'
      ORDER BY o.id OFFSET (CASE WHEN r.b % 3 = 0 THEN 0 ELSE r.c % 8 END) LIMIT 1) other
    WHERE t.id = ${template};
    ALTER TABLE deviation ENABLE TRIGGER USER;
    INSERT INTO measure (deviation_id, text, phase, strength, responsible_organisation_id, due_on, done_on, effect, effect_on)
    SELECT d.id, 'Tiltak etter saken', CASE WHEN m.done THEN 'evaluate' ELSE (ARRAY['prepare', 'plan', 'do'])[1 + d.serial % 3] END,
      (ARRAY['weak', 'intermediate', 'weak', 'strong'])[1 + (d.serial / 12 + m.n) % 4], d.reporter_organisation_id, d.closed_at::date + 30,
      CASE WHEN m.done THEN d.closed_at::date + 20 END, CASE WHEN m.seen THEN (ARRAY['none', 'some', 'some', 'full', 'worse'])[1 + d.serial % 5] END,
      CASE WHEN m.seen THEN d.closed_at::date + 200 END
    FROM deviation d CROSS JOIN generate_series(1, 2) i
    CROSS JOIN LATERAL (SELECT i AS n, d.serial % 2 = 0 AS done, d.serial % 4 = 0 AND i = 1 AS seen) m
    WHERE d.year = 2000 AND d.serial BETWEEN ${first} AND ${total} AND d.serial % (2 + m.n) = 0`);
  await cluster.query('ANALYZE deviation');
}

/* The months of half-years: `2025-2` is July to December. */
export function monthsOf(...halfYears) {
  return halfYears.flatMap((code) => Array.from({ length: 6 }, (_, i) => `${code.slice(0, 4)}-${String((code.endsWith('2') ? 7 : 1) + i).padStart(2, '0')}`));
}

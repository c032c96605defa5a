/* SPDX-License-Identifier: MIT */
/* Many subscribers of the weekly learning summary of St. Olavs, and points to tell them of. */
export const addressOf = (n) => `mottaker${n}@example.org`;

/* The only subscribers there are then: mottaker1@example.org and so on. */
export const addSubscribers = (cluster, count) => cluster.query(`INSERT INTO person (username, name, email, language)
  SELECT 'mottaker' || n, 'Mottaker ' || n, 'mottaker' || n || '@example.org', 'nb' FROM generate_series(1, ${count}) n ON CONFLICT DO NOTHING;
  DELETE FROM subscription;
  INSERT INTO subscription (person_id, helsefellesskap_id, frequency, language)
  SELECT p.id, h.id, 'weekly', 'nb' FROM person p, helsefellesskap h, generate_series(1, ${count}) n WHERE p.username = 'mottaker' || n AND h.code = 'st_olavs'`);

export const publishPoints = (cluster, name, count = 3) => cluster.query(`INSERT INTO learning_note (helsefellesskap_id, council_id, category, title, text, status, published_at)
  SELECT h.id, (SELECT min(c.id) FROM council c WHERE c.helsefellesskap_id = h.id), 'epikrise', 'Ring før utskriving ${name}.' || i, 'Avtal overlevering.', 'published', now()
  FROM helsefellesskap h, generate_series(1, ${count}) i WHERE h.code = 'st_olavs'`);

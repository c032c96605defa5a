/* SPDX-License-Identifier: MIT */
/*
 * Statements as the role of the service, as the policies of the database see them: in a scope, and rolled back.
 *
 *   const scope = await scopeOf(cluster, client);
 *   const [count] = await allAsService(cluster, scope, ['SELECT count(*) FROM deviation']);
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { withSchema } from './service.mjs';

const run = promisify(execFile);

/* The SQLSTATE of a statement that the role has no right to, or whose row a policy refuses. */
export const denied = '42501';

/*
 * Each statement in a transaction of its own with these settings, which is rolled back. For each, its rows as one text with
 * tabs, or the SQLSTATE it was refused with.
 */
export async function allAsService(cluster, settings, statements) {
  const scope = Object.entries(settings).map(([name, value]) => `PERFORM set_config('samavvik.${name}', '${value}', true);`);
  const script = statements.map((sql) => `BEGIN;\nDO $$ BEGIN ${scope.join(' ')} END $$;\n${sql};\n\\echo :SQLSTATE ;;\nROLLBACK;`).join('\n');
  const psql = run('psql', ['-XAtq', '-F', '\t', '-v', 'VERBOSITY=sqlstate', withSchema(cluster.environment.SAMAVVIK_DATABASE)], { maxBuffer: 1 << 26 });
  psql.child.stdin.end(script);
  const { stdout } = await psql;
  const results = stdout.split(';;\n').slice(0, -1).map((text) => text.split('\n'));
  assert.equal(results.length, statements.length, stdout);
  return results.map((lines) => {
    const state = lines.pop().trim();
    return state === '00000' ? lines.join('\n') : state;
  });
}

/* The scope that the service itself gives the session or the token of a client; none for nobody's. */
export async function scopeOf(cluster, client) {
  const secret = client.token ?? client.cookies.get('__Host-samavvik');
  if (!secret) return {};
  const digest = createHash('sha256').update(secret).digest('hex');
  const [row] = await allAsService(cluster, {}, [`SELECT person_id, councils, organisations, reporting, overseen, helsefellesskap
    FROM ${client.token ? 'token_actor' : 'session_actor'}('\\x${digest}'::bytea)`]);
  const [person, councils, organisations, reporting, overseen, helsefellesskap] = row.split('\t');
  return { person, councils, organisations, reporting, overseen, helsefellesskap };
}

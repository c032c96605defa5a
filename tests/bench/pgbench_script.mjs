/* SPDX-License-Identifier: MIT */
/* Makes pgbench scripts of the very statements the service runs: the blocks of the rooms' .sql files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* The text of `-- name: <name>` in a .sql file, without comments. */
export function statementText(root, file, name) {
  const text = readFileSync(join(root, file), 'utf8');
  const block = text.split(/^--\s*name:\s*/m).find((part) => part.split(/\s/, 1)[0] === name);
  if (!block) throw new Error(`${file} has no statement ${name}`);
  return block.split('\n').slice(1).map((line) => line.replace(/--.*$/, '')).join('\n').trim().replace(/;$/, '');
}

/*
 * $1 … become pgbench's :prefix1 …; a variable nobody sets is NULL. pgbench makes a parameter of its own of each place,
 * so each gets the type the server finds for the whole. A colon inside a literal would be taken for a variable, so it is
 * written as an escape that means the same.
 */
export function asPgbench(statement, types, prefix) {
  return `${statement
    .replaceAll(/'(?:[^']|'')*'/g, (literal) => (literal.includes(':') ? `E${literal.replaceAll(':', '\\072')}` : literal))
    .replaceAll(/\$(\d+)(?!\d)(::)?/g, (_, number, cast) => `:${prefix}${number}${cast ?? `::${types[number - 1]}`}`)};`;
}

/* -D options that set :prefix1 … to the values; null is left out. */
export function definitions(prefix, values) {
  return values.flatMap((value, index) => (value === null ? [] : ['-D', `${prefix}${index + 1}=${value}`]));
}

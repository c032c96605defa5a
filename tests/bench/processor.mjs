/* SPDX-License-Identifier: MIT */
/* What a process has used, read from /proc. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/* Fields of /proc/<pid>/stat after the name (which may hold spaces); [0] is the state. */
function statFields(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

const ticks = (fields, from, to) => fields.slice(from, to + 1).reduce((sum, field) => sum + Number(field), 0);

/* Seconds of a process alone: utime + stime. */
export function cpuSeconds(pid) {
  return ticks(statFields(pid), 11, 12) / ticksPerSecond;
}

/* Seconds of a process, of its children that ended and of those that live. */
export function cpuSecondsWithChildren(pid) {
  let sum = ticks(statFields(pid), 11, 14);
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = statFields(name);
      if (Number(fields[1]) === pid) sum += ticks(fields, 11, 14);
    } catch {
      /* It ended while we looked; then its parent has its seconds. */
    }
  }
  return sum / ticksPerSecond;
}

/* Proportional set size in megabytes. */
export function pssMegabytes(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
}

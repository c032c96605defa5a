/* SPDX-License-Identifier: MIT */
/*
 * The learning report, measured over 10,000 cases and up to a million: what it takes to count a half-year, and to read 24 months of what was
 * counted. Prints the figures beside the bars of the design, and how they grow; ends with 1 when a bar is missed.
 * SAMAVVIK_BENCH_REPORT_CASES: the sizes, smallest first (10000,100000,1000000).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { addPastCases, monthsOf } from '../http/support/past_cases.mjs';
import { fileReport, readReports } from '../http/support/reports.mjs';
import { binary, startCluster, startService } from '../http/support/service.mjs';

const sizes = (process.env.SAMAVVIK_BENCH_REPORT_CASES ?? '10000,100000,1000000').split(',').map(Number);
const requests = Number(process.env.SAMAVVIK_BENCH_REPORT_REQUESTS ?? 100);
const halfYears = ['2024-1', '2024-2', '2025-1', '2025-2'];
const span = 'from=2024-1&to=2025-2';
const READS = {
  report: `report?${span}`,
  'two filters': `report?${span}&category=legemidler&kind=patient`,
  'category × counterpart': `report/table?rows=category&columns=counterpart&${span}`,
};
let missed = 0;
function bar(what, value, limit, unit) {
  if (value >= limit) missed += 1;
  console.log(`${value < limit ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(1)}${unit} (bar: ${limit}${unit})`);
}

/* The most memory a process had for itself and its share of the rest, in megabytes; 0 when it is gone already. */
function megabytes(pid) {
  try {
    return Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/* Counts a half-year by the command; seconds, and the memory it took at most. */
async function count(service, halfYear) {
  const begun = performance.now();
  const child = spawn(binary, ['report', '--helsefellesskap', 'st_olavs', '--count', halfYear, '--approve'],
    { env: { ...process.env, ...service.environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  let most = 0;
  let told = '';
  child.stdout.on('data', (data) => { told += data; });
  const watch = setInterval(() => { most = Math.max(most, megabytes(child.pid)); }, 20);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0 || !JSON.parse(told).approved) throw new Error(`${halfYear} was not counted: ${told}`);
  return { seconds: (performance.now() - begun) / 1000, most };
}

async function read(client, path) {
  const times = [];
  for (let i = 0; i < requests; i += 1) {
    const begun = performance.now();
    const { status, text } = await client.get(`/helsefellesskap/st_olavs/${path}`);
    times.push(performance.now() - begun);
    if (status !== 200) throw new Error(text);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)], p99: times[Math.floor(times.length * 0.99)] };
}

async function measure({ cluster, service, client, template }, total, before) {
  await cluster.query('DELETE FROM report_table; DELETE FROM report');
  await addPastCases(cluster, template, total, monthsOf(...halfYears), before + 1);
  const counted = [];
  for (const halfYear of halfYears) counted.push(await count(service, halfYear));
  const [[size]] = await cluster.query(`SELECT pg_total_relation_size('report_table') / 1048576.0`);
  const row = { total, seconds: Math.max(...counted.map((one) => one.seconds)), most: Math.max(...counted.map((one) => one.most)), size: Number(size) };
  for (const [name, path] of Object.entries(READS)) row[name] = await read(client, path);
  const times = Object.keys(READS).map((name) => `${row[name].p50.toFixed(1).padStart(9)} ${row[name].p99.toFixed(1).padStart(7)}`).join('  ');
  console.log(`${String(total).padStart(8)} ${row.seconds.toFixed(2).padStart(9)} ${row.most.toFixed(0).padStart(7)} ${row.size.toFixed(1).padStart(9)}  ${times}`);
  return row;
}

const cluster = await startCluster();
const service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_JOBS: '0' } });
const client = await service.signIn('nurse.trondheim');
const { id: template } = await fileReport(client, await readReports(client));
console.log(`The learning report on ${cpus().length} cores (${cpus()[0].model}), four half-years, ${requests} requests one after the other; load before: ${loadavg()[0].toFixed(1)}`);
console.log(`         a half-year:       tables of    ${Object.keys(READS).map((name) => name.padEnd(19)).join('')}`);
console.log('   cases   seconds  PSS MB   four, MB  ' + '   p50 ms  p99 ms'.repeat(Object.keys(READS).length));
const rows = [];
for (const [place, total] of sizes.entries()) rows.push(await measure({ cluster, service, client, template }, total, place > 0 ? sizes[place - 1] : 0));
const [few, many] = [rows[0], rows.at(-1)];
const growth = (pick) => (pick(many) / pick(few)).toFixed(1);
console.log(`From ${few.total} to ${many.total} cases (× ${(many.total / few.total).toFixed(0)}): counting × ${growth((row) => row.seconds)}, memory × ${growth((row) => row.most)}, `
  + `tables × ${growth((row) => row.size)}, reading ${Object.keys(READS).map((name) => `× ${growth((row) => row[name].p50)}`).join(', ')}`);
bar(`memory of counting ${many.total / halfYears.length} cases`, many.most, 250, ' MB');
for (const name of Object.keys(READS)) bar(`p99 of 24 months, ${name}, over ${many.total} cases`, many[name].p99, 300, ' ms');

/* From the address to the first chart drawn, by somebody who has nothing of it in the cache. */
process.env.SAMAVVIK_URL = service.url;
const { startSite } = await import('../ui/support/browser.mjs');
const site = await startSite();
const waits = [];
for (let i = 0; i < 7; i += 1) {
  const page = await site.open({ as: 'nurse.trondheim' });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  const begun = performance.now();
  await page.goto('/laering', { waitUntil: 'commit' });
  await page.locator('.chart svg').first().waitFor();
  waits.push(performance.now() - begun);
  await page.close_all();
}
waits.sort((a, b) => a - b);
console.log(`The first chart in Chromium over ${many.total} cases: ${waits.map((one) => one.toFixed(0)).join(', ')} ms`);
bar('first chart on the page, median', waits[3], 1000, ' ms');
await site.stop();
await service.stop();
await cluster.stop();
process.exit(missed > 0 ? 1 : 0);

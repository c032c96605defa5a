/* SPDX-License-Identifier: MIT */
/*
 * ClamAV's daemon, the real one, with a single signature of our own: nothing is fetched from anywhere.
 *
 *   const scanner = await startClamd();        // { socket, stop, start }
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './service.mjs';

/* What scanners agree to take for harmful. In two halves, so that no scanner takes this file for it. */
export const eicar = () => `X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-${'ANTIVIRUS-TEST-FILE!$H+H*'}`;

export async function startClamd() {
  const folder = mkdtempSync(join(tmpdir(), 'samavvik-clamd-'));
  const socket = join(folder, 'clamd.ctl');
  mkdirSync(join(folder, 'signatures'));
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'signatures', 'own.ndb'), `Proeve:0:*:${Buffer.from(eicar()).toString('hex')}\n`);
  writeFileSync(join(folder, 'clamd.conf'), [`LocalSocket ${socket}`, 'LocalSocketMode 666', `DatabaseDirectory ${join(folder, 'signatures')}`,
    `TemporaryDirectory ${join(folder, 'tmp')}`, 'Foreground yes', 'MaxThreads 2', 'ReadTimeout 20', 'ScanPE no', 'Bytecode no', ''].join('\n'));
  let child;
  const scanner = {
    socket,
    async start() {
      child = spawn('setpriv', ['--pdeathsig', 'KILL', '/usr/sbin/clamd', '-c', join(folder, 'clamd.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text; });
      await waitFor('clamd', () => {
        if (child.exitCode !== null) throw new Error(`clamd ended with ${child.exitCode}:\n${said}`);
        return existsSync(socket);
      });
    },
    async stop({ keep = false } = {}) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await ended;
      rmSync(socket, { force: true });
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
  await scanner.start();
  return scanner;
}

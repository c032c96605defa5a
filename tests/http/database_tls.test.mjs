/* SPDX-License-Identifier: MIT */
/* A database on another machine: TLS with the server's name checked, and nothing is said to one that cannot prove its name. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, startCluster, startService } from './support/service.mjs';

let cluster;
let service;
// An address of this machine's own for each test, because the port is the socket's as well.
const address = `127.${(process.pid >> 8) % 250 + 1}.${process.pid & 255}.77`;

/* An authority, and a certificate of it for localhost. */
function makeCertificates(folder) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['ca', 'wrong']) openssl('req', '-x509', ...key, '-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
  openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '2', '-extfile', 'names', '-out', 'server.pem');
}

before(async () => {
  cluster = await startCluster();
  const data = join(cluster.data, 'postgres/data');
  makeCertificates(cluster.folder);
  for (const name of ['server.pem', 'server.key']) {
    const owner = execFileSync('stat', ['-c', '%u:%g', data], { encoding: 'utf8' }).trim();
    writeFileSync(join(data, name), readFileSync(join(cluster.folder, name)), { mode: 0o600 });
    execFileSync('chown', [owner, join(data, name)]);
  }
  appendFileSync(join(data, 'postgresql.conf'), `\nlisten_addresses = '${address}'\nssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\n`);
  appendFileSync(join(data, 'pg_hba.conf'), '\nhostssl samavvik samavvik_owner,samavvik_service 127.0.0.0/8 trust\n');
  await cluster.stop({ keep: true });
  await cluster.start();
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* The two settings, for a server called `host`, trusting an authority. */
function settings(authority, host = 'localhost') {
  const connection = (user) => `host=${host} hostaddr=${address} port=5432 dbname=samavvik user=${user} sslmode=verify-full sslrootcert=${join(cluster.folder, authority)}`;
  return { SAMAVVIK_DATABASE: connection('samavvik_service'), SAMAVVIK_OWNER_DATABASE: connection('samavvik_owner') };
}

test('a server that proves its name is worked with, over TLS only', async () => {
  service = await startService({ cluster, demo: true, cases: false, env: settings('ca.pem') });
  const nurse = await service.signIn('nurse.trondheim');
  assert.equal((await nurse.get('/deviations?view=mine')).status, 200);
  // There is no other way in: the server takes nobody without TLS from this address.
  const plain = { SAMAVVIK_OWNER_DATABASE: settings('ca.pem').SAMAVVIK_OWNER_DATABASE.replace('verify-full', 'disable') };
  assert.notEqual((await command({ ...cluster.environment, ...plain }, ['migrate'])).code, 0);
});

for (const [what, authority, host] of [['of an authority one does not trust', 'wrong.pem', 'localhost'], ['with another name', 'ca.pem', 'database.example']]) {
  test(`a server ${what} is told nothing, and the operator is told why`, async () => {
    const result = await command({ ...cluster.environment, ...settings(authority, host) }, ['migrate']);
    assert.notEqual(result.code, 0);
    assert.match(result.stdout + result.stderr, /certificate/, JSON.stringify(result));
    const refused = await startService({ cluster, env: settings(authority, host), prepare: false, ready: false });
    assert.equal((await fetch(`${refused.url}/readyz`)).status, 503);
    await refused.stop();
  });
}

/* SPDX-License-Identifier: MIT */
/*
 * The shipped proxy configuration, loaded by a real nginx: an unprivileged process on free ports of this machine, before the
 * service and before echo_server.c, which tells what arrives. Nothing of the system's nginx is used but the program.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { demoPassword, freePort, projectRoot, startCluster, startService, waitFor } from './support/service.mjs';

const NAME = 'samavvik.example';
const nginxProgram = '/usr/sbin/nginx';
// Timeouts are shortened, so that nobody has to wait for them here.
const timeouts = [['client_header_timeout 10s', 'client_header_timeout 1s'], ['client_body_timeout 10s', 'client_body_timeout 1s']];
let folder;
let ca;
let cluster;
let service;
let echo;
let beforeService; // nginx
let beforeEcho;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samavvik-nginx-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`,
    '-addext', `subjectAltName=DNS:${NAME}`, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'fullchain.pem')], { stdio: 'ignore' });
  ca = readFileSync(join(folder, 'fullchain.pem'));
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, start: false,
    env: { SAMAVVIK_PUBLIC_URL: `https://${NAME}`, SAMAVVIK_TRUSTED_PROXY: '127.0.0.1' } });
  service.url = `http://${service.environment.SAMAVVIK_LISTEN}`;
  await service.start();
  const echoPort = await freePort();
  echo = spawn(join(projectRoot, 'build/tests/http/echo_server'), [`127.0.0.1:${echoPort}`, '8', '6', '5000', '1000', '127.0.0.1'], { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(echo.stdout, 'data');
  beforeService = await startNginx('service', service.url.split(':').at(-1));
  beforeEcho = await startNginx('echo', echoPort);
});
after(async () => {
  await Promise.all([beforeService, beforeEcho].map((nginx) => nginx?.stop()));
  echo?.kill();
  await service?.stop();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/* The shipped files with other ports and folders, below the lines Debian's nginx.conf puts around them. */
function configure(home, { plain, tls, upstream }) {
  const shipped = (name) => readFileSync(join(projectRoot, 'deploy/nginx', name), 'utf8');
  const changes = [['listen 80', `listen 127.0.0.1:${plain}`], ['listen 443', `listen 127.0.0.1:${tls}`], ['server 127.0.0.1:8080', `server 127.0.0.1:${upstream}`],
    ['/etc/ssl/samavvik', folder], ['/etc/nginx', home], ['/var/log/nginx', home], ...timeouts];
  const names = ['samavvik.conf', 'samavvik_limits.conf', 'samavvik_proxy.conf'];
  for (const [text] of changes) assert.ok(names.some((name) => shipped(name).includes(text)), text);
  for (const name of names) writeFileSync(join(home, name), changes.reduce((text, [from, to]) => text.replaceAll(from, to), shipped(name)));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home}/${name};`).join('\n');
  writeFileSync(join(home, 'nginx.conf'), `worker_processes 1; daemon off; pid ${home}/pid; error_log stderr; events { worker_connections 1024; }
http {\n${temporary}\ninclude /etc/nginx/mime.types; sendfile on; tcp_nopush on; gzip on;
ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; access_log ${home}/access.log;\ninclude ${home}/samavvik.conf;\n}\n`);
}

/* As nobody, when we are root. */
function asNobody(home) {
  if (process.getuid() !== 0) return [];
  execFileSync('chown', ['-R', 'nobody', folder]);
  execFileSync('chown', ['-R', 'nobody', home]);
  return ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'];
}

async function startNginx(name, upstream) {
  assert.ok(existsSync(nginxProgram), 'nginx is not installed: deploy/install-packages test');
  const home = join(folder, name);
  mkdirSync(home);
  const ports = { plain: await freePort(), tls: await freePort(), upstream };
  configure(home, ports);
  const [program, ...words] = ['setpriv', '--pdeathsig', 'KILL', ...asNobody(home), nginxProgram, '-p', home, '-c', join(home, 'nginx.conf'), '-e', 'stderr'];
  const checked = spawnSync(program, [...words, '-t'], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  assert.doesNotMatch(checked.stderr, /\[(warn|error|emerg)\]/);
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const nginx = { ...ports, home, child, errors: '' };
  child.stderr.setEncoding('utf8').on('data', (text) => { nginx.errors += text; });
  const ended = once(child, 'exit');
  await waitFor('nginx', () => {
    if (child.exitCode !== null) throw new Error(nginx.errors);
    return tlsRaw(nginx, `GET /healthz HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`).then(({ status }) => status === 200, () => false);
  });
  nginx.stop = async () => { child.kill('SIGTERM'); await ended; };
  return nginx;
}

/* Bytes over TLS as HTTP/1.1, and what comes until the end. */
async function tlsRaw(nginx, bytes, { servername = NAME, maxVersion, minVersion, ciphers } = {}) {
  const started = performance.now();
  const socket = connectTls({ host: '127.0.0.1', port: nginx.tls, servername, ca, ALPNProtocols: ['http/1.1'], maxVersion, minVersion, ciphers, checkServerIdentity: () => undefined });
  let text = '';
  await once(socket, 'secureConnect');
  socket.setEncoding('latin1').on('data', (data) => { text += data; });
  socket.on('error', () => {});
  socket.write(Buffer.from(bytes, 'latin1'));
  await once(socket, 'close');
  return { text, status: Number(text.split(' ')[1] ?? 0), answers: text.match(/HTTP\/1\.1 \d/g)?.length ?? 0, ms: performance.now() - started };
}

/* One request over HTTP/2. */
async function ask(nginx, path, { method = 'GET', headers = {}, body } = {}) {
  const session = http2.connect(`https://${NAME}:${nginx.tls}`, { ca, createConnection: () => connectTls({ host: '127.0.0.1', port: nginx.tls, servername: NAME, ca, ALPNProtocols: ['h2'] }) });
  session.on('error', () => {});
  const stream = session.request({ ':method': method, ':path': path, ':authority': NAME, ...headers, ...(body ? { 'content-type': 'application/json' } : {}) });
  const answered = once(stream, 'response');
  stream.end(body);
  const [fields, , raw] = await answered;
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  session.close();
  const content = Buffer.concat(pieces);
  return { status: fields[':status'], fields, raw, content, text: content.toString() };
}

const json = (answer) => JSON.parse(answer.text);

describe('TLS', () => {
  test('an old version is refused, and 1.2 and 1.3 are taken, whatever the rest of the configuration allows', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      const answer = await tlsRaw(beforeEcho, `GET /healthz HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`, { minVersion: version, maxVersion: version });
      assert.equal(answer.status, 200, version);
    }
    for (const version of ['TLSv1', 'TLSv1.1']) {
      await assert.rejects(tlsRaw(beforeEcho, '', { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }), /protocol version|alert/i);
    }
  });

  test('another name gets no handshake, and another Host no answer', async () => {
    await assert.rejects(tlsRaw(beforeEcho, '', { servername: 'elsewhere.example' }), /unrecognized name/);
    assert.equal((await tlsRaw(beforeEcho, 'GET /api/describe HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n')).text, '');
    const plain = http.get({ host: '127.0.0.1', port: beforeEcho.plain, headers: { Host: 'elsewhere.example' } });
    await assert.rejects(once(plain, 'response'), /hang up|ECONNRESET/);
  });

  test('who comes without TLS is sent to it, to the configured name', async () => {
    const [answer] = await once(http.get({ host: '127.0.0.1', port: beforeEcho.plain, path: '/meld?a=1', headers: { Host: NAME } }), 'response');
    answer.resume();
    assert.equal(answer.statusCode, 308);
    assert.equal(answer.headers.location, `https://${NAME}/meld?a=1`);
    assert.equal(answer.headers.server, 'nginx'); // and no version
  });
});

describe('the service behind it', () => {
  test('signs people in over HTTP/2 with a Secure cookie, and takes a report', async () => {
    const signedIn = await ask(beforeService, '/api/v1/session', { method: 'POST', headers: { origin: `https://${NAME}`, 'idempotency-key': randomUUID() },
      body: JSON.stringify({ username: 'nurse.trondheim', password: demoPassword }) });
    assert.equal(signedIn.status, 200, signedIn.text);
    const [cookie] = signedIn.fields['set-cookie'];
    assert.match(cookie, /^__Host-samavvik=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0], origin: `https://${NAME}` };
    const { memberships: [{ organisation }], csrf_token: csrf } = json(signedIn);
    const register = json(await ask(beforeService, '/api/v1/helsefellesskap/st_olavs/register', { headers }));
    const filed = await ask(beforeService, '/api/v1/deviations', { method: 'POST', headers: { ...headers, 'x-csrf-token': csrf, 'idempotency-key': randomUUID() },
      body: JSON.stringify({ helsefellesskap: 'st_olavs', kind: 'patient', reporter_organisation_id: organisation.id,
        other_organisation_id: register.organisations.find((one) => one.party === 'hospital').id, category: 'epikrise',
        title: 'Epikrisen kom for sent', description: 'Den kom en uke etter utskriving.', actual_harm: 'none', potential_harm: 'none' }) });
    assert.equal(filed.status, 201, filed.text);
    assert.equal((await ask(beforeService, `/api/v1/deviations/${json(filed).id}`, { headers })).status, 200);
  });

  test('answers pages compressed, with each security field once', async () => {
    const page = await ask(beforeService, '/', { headers: { accept: 'text/html' } });
    const [script] = page.text.match(/\/assets\/main-[\w-]+\.js/);
    for (const coding of ['br', 'gzip']) {
      const answer = await ask(beforeService, script, { headers: { 'accept-encoding': coding } });
      assert.equal(answer.fields['content-encoding'], coding);
      assert.match(answer.fields['cache-control'], /immutable/);
    }
    for (const answer of [page, await ask(beforeService, '/api/v1/session'), await ask(beforeService, script)]) {
      const names = answer.raw.filter((_, index) => index % 2 === 0);
      for (const name of ['strict-transport-security', 'content-security-policy', 'x-content-type-options', 'referrer-policy', 'cache-control', 'permissions-policy']) {
        assert.equal(names.filter((one) => one === name).length, 1, name);
      }
    }
  });

  test('is not asked whether it is ready from outside', async () => {
    const answer = await ask(beforeService, '/readyz');
    assert.equal(answer.status, 404);
    // nginx's own answers say the same.
    assert.equal(answer.fields['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
    assert.equal(answer.fields['strict-transport-security'], 'max-age=31536000; includeSubDomains');
  });

  test('leaves queries and agents out of the log of nginx, and has one request id in both', async () => {
    await ask(beforeService, '/api/v1/session?code=Zebrafink', { headers: { 'user-agent': 'Zebrafink', referer: 'https://zebrafink.example' } });
    const last = await waitFor('the line', () => readFileSync(join(beforeService.home, 'samavvik.log'), 'utf8').trim().split('\n').at(-1));
    assert.match(last, /^127\.0\.0\.1 .* GET "\/api\/v1\/session" 401 /);
    assert.doesNotMatch(last, /zebrafink/i);
    await waitFor('the same id in the log of the service', () => service.log.includes(`"request_id":"${last.split(' ').at(-1)}"`));
    assert.ok(!existsSync(join(beforeService.home, 'access.log')) || readFileSync(join(beforeService.home, 'access.log'), 'utf8') === '');
  });
});

describe('what passes', () => {
  test('the address and id are those nginx saw and made, whatever the client claims', async () => {
    const headers = { 'x-forwarded-for': '10.9.8.7', 'x-request-id': 'made-by-the-client', forwarded: 'for=10.9.8.7', 'x-real-ip': '10.9.8.7' };
    const seen = json(await ask(beforeEcho, '/api/describe', { headers }));
    assert.equal(seen.client, '127.0.0.1');
    assert.match(seen.request_id, /^[0-9a-f]{32}$/);
  });

  test('too large a body is refused, a slow head and a slow body are cut off', async () => {
    assert.equal((await ask(beforeEcho, '/api/echo', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })).status, 413);
    const slow = await tlsRaw(beforeEcho, `GET /api/describe HTTP/1.1\r\nHost: ${NAME}\r\n`);
    assert.ok(slow.ms < 5000 && !slow.text.includes('"client"'), `${slow.ms} ms`);
    const dripping = await tlsRaw(beforeEcho, `POST /api/echo HTTP/1.1\r\nHost: ${NAME}\r\nContent-Length: 10\r\n\r\nabc`);
    assert.ok(dripping.ms < 5000 && [0, 408].includes(dripping.status), dripping.text);
    const large = await tlsRaw(beforeEcho, `GET /api/describe HTTP/1.1\r\nHost: ${NAME}\r\nCookie: a=${'x'.repeat(5000)}\r\nConnection: close\r\n\r\n`);
    assert.equal(large.status, 400);
  });

  const smuggled = 'GET /api/describe HTTP/1.1\r\nHost: samavvik.example\r\n\r\n';
  const chunks = `0\r\n\r\n${smuggled}`;
  for (const [what, fields, body] of [
    ['a length and chunks', ['Content-Length: 6', 'Transfer-Encoding: chunked'], chunks],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 6'], chunks],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${smuggled.length}`], smuggled],
    ['an unknown coding', ['Transfer-Encoding: xchunked'], chunks],
    ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], chunks],
    ['a blank before the colon', ['Transfer-Encoding : chunked'], chunks],
    ['a length that is no number', ['Content-Length: +6'], chunks],
    ['a bad chunk', ['Transfer-Encoding: chunked'], `zz\r\n${smuggled}`],
  ]) {
    test(`a request with ${what} is refused and ends the connection`, async () => {
      const answer = await tlsRaw(beforeEcho, [`POST /api/echo HTTP/1.1`, `Host: ${NAME}`, ...fields, '', body].join('\r\n'));
      assert.ok([400, 501].includes(answer.status), answer.text);
      assert.equal(answer.answers, 1, answer.text);
    });
  }

  test('a field that only looks like a framing one does not reach the service', async () => {
    const answer = await tlsRaw(beforeEcho, [`POST /api/echo HTTP/1.1`, `Host: ${NAME}`, 'Transfer_Encoding: chunked', 'Content-Length: 5', 'Connection: close', '', 'hello'].join('\r\n'));
    assert.equal(answer.status, 200, answer.text);
    assert.ok(answer.text.endsWith('hello'));
  });

  test('many attempts to sign in from one address are slowed down, asking who is signed in is not', async () => {
    const post = () => ask(beforeEcho, '/api/v1/session', { method: 'POST', body: '{}' }).then(({ status }) => status);
    const statuses = [];
    for (let batch = 0; batch < 4; batch += 1) statuses.push(...await Promise.all(Array.from({ length: 60 }, post)));
    assert.ok(statuses.includes(429), `${new Set(statuses)}`);
    assert.ok(statuses.filter((status) => status !== 429).length >= 100);
    assert.notEqual((await ask(beforeEcho, '/api/v1/session')).status, 429);
  });
});

test('without the service an honest word comes, and no version of anything', async () => {
  const socket = connectPlain(beforeEcho.plain, '127.0.0.1');
  socket.end('nonsense\r\n\r\n');
  let text = '';
  for await (const data of socket.setEncoding('latin1')) text += data;
  assert.doesNotMatch(text, /nginx\/\d/);
  echo.kill('SIGKILL');
  const answer = await ask(beforeEcho, '/api/describe');
  assert.equal(answer.status, 502);
  assert.equal(answer.fields['strict-transport-security'], 'max-age=31536000; includeSubDomains');
  assert.doesNotMatch(answer.text, /nginx\/\d|127\.0\.0\.1/);
});

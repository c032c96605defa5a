/* SPDX-License-Identifier: MIT */
/* What every answer tells the browser to refuse: walked over all pages, files, operations and kinds of answers there are. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { operations } from './support/contract.mjs';
import { startCluster, startService } from './support/service.mjs';

const FIELDS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  connection: 'close',
};
const POLICY = {
  'default-src': "'none'", 'script-src': "'self' 'wasm-unsafe-eval'", 'style-src': "'self'", 'img-src': "'self' data:", 'font-src': "'self'",
  'connect-src': "'self'", 'form-action': "'self'", 'base-uri': "'none'", 'frame-ancestors': "'none'", 'object-src': "'none'",
  'require-trusted-types-for': "'script'", 'trusted-types': 'default dompurify',
};
// Who made it, where others may read it, and whom to tell: never said.
const NEVER = ['server', 'x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials', 'report-to', 'nel', 'x-frame-options'];
const page = { headers: { Accept: 'text/html' } };

let cluster;
let service;
let nurse;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, env: { SAMAVVIK_PUBLIC_URL: 'https://samavvik.example' }, start: false });
  service.url = `http://${service.environment.SAMAVVIK_LISTEN}`;
  await service.start();
  nurse = await service.signIn('nurse.trondheim');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* Cache: what of it may be kept, and by whom. */
function expectFields(headers, where, cache = 'no-store') {
  for (const [name, value] of Object.entries(FIELDS)) assert.equal(headers.get(name), value, `${where}: ${name}`);
  const policy = headers.get('content-security-policy').split('; ').map((part) => [part.split(' ', 1)[0], part.slice(part.indexOf(' ') + 1)]);
  assert.deepEqual(Object.fromEntries(policy), POLICY, where);
  assert.equal(policy.length, Object.keys(POLICY).length, `${where}: a part of the policy comes twice`);
  assert.equal(headers.get('cache-control'), cache, where);
  for (const name of NEVER) assert.equal(headers.get(name), null, `${where}: ${name}`);
  const type = headers.get('content-type');
  if (type?.startsWith('text/')) assert.match(type, /; charset=utf-8$/, where);
  if (type === 'application/json') assert.match(headers.get('content-disposition'), /^attachment; filename="[a-z0-9_.-]+"$/, where);
}

async function get(path, { method = 'GET', headers = {} } = {}) {
  const [answer] = await once(http.request(service.url + path, { method, headers, agent: false }).end(), 'response');
  const text = (await answer.toArray()).join('');
  const raw = answer.rawHeaders;
  return { status: answer.statusCode, headers: new Headers(raw.flatMap((name, at) => (at % 2 ? [] : [[name, raw[at + 1]]]))), text };
}

test('pages, their files of every kind, HEAD and 304', async () => {
  const kinds = new Set();
  const known = new Set();
  for (const path of ['/', '/meld', '/saker/1', '/nothing/here', '/api-docs']) {
    const answer = await get(path, page);
    expectFields(answer.headers, path, 'no-cache');
    for (const [, found] of answer.text.matchAll(/(?:src|href)="(\/(?!api\/)[\w./-]+\.\w+)"/g)) known.add(found);
  }
  for (const path of known) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    kinds.add(path.split('.').at(-1));
    const forGood = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    expectFields(answer.headers, path, forGood);
    const again = await get(path, { headers: { 'If-None-Match': answer.headers.get('etag'), 'Accept-Encoding': answer.headers.get('content-encoding') ?? 'identity' } });
    assert.equal(again.status, 304, path);
    expectFields(again.headers, `${path} again`, forGood);
    expectFields((await get(path, { method: 'HEAD' })).headers, `HEAD ${path}`, forGood);
    for (const [name] of answer.text.matchAll(/[\w-]{1,60}-[A-Z0-9]{8}\.(?:js|css|wasm|woff2|svg|png)\b/g)) known.add(`/assets/${name}`);
  }
  for (const kind of ['js', 'css', 'svg', 'wasm']) assert.ok(kinds.has(kind), `no ${kind} among ${[...known].join(' ')}`);
});

test('every operation, to nobody and to somebody', async () => {
  for (const { method, path, operation } of operations) {
    const filled = path.replace('{helsefellesskap}', 'st_olavs').replace(/\{\w+\}/g, '1');
    for (const client of [service.client(), nurse]) {
      if (operation.operationId === 'sign_out' && client === nurse) continue;
      const answer = await client.request(method, filled, operation.requestBody ? {} : undefined, { check: false, version: 1 });
      // What is published for everybody may be kept for a while.
      const published = path.startsWith('/public/') && answer.status === 200;
      expectFields(answer.headers, `${method} ${path} ${answer.status}`, published ? 'public, max-age=300' : 'no-store');
    }
  }
});

test('answers that no operation gives: probes, redirects, unknown paths and methods, and what cannot be read', async () => {
  for (const path of ['/healthz', '/readyz', '/api/v1/nothing', '/api', '/assets/nothing.js', '/nothing', '/api/v1/session?x=1', '/%00', '/.git/config']) {
    expectFields((await get(path)).headers, path);
    expectFields((await get(path, { method: 'HEAD' })).headers, `HEAD ${path}`);
  }
  for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PROPFIND']) {
    expectFields((await get('/', { method })).headers, method);
    expectFields((await get('/api/v1/deviations', { method, headers: { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'GET' } })).headers, method);
  }
  for (const bytes of ['nonsense\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n']) {
    const socket = connect(Number(service.url.split(':').at(-1)), '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (data) => { text += data; });
    socket.end(bytes);
    await once(socket, 'close');
    const lines = text.split('\r\n\r\n', 1)[0].split('\r\n').slice(1).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
    expectFields(new Headers(lines), bytes);
  }
});

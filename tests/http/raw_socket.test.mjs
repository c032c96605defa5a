/* SPDX-License-Identifier: MIT */
/*
 * What the http room makes of bytes on a socket: each oddity of the HTTP library beneath it, and each limit. The program
 * under test is echo_server.c, which has no database. Environment: SAMAVVIK_ECHO_SERVER (build/tests/http/echo_server).
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const program = resolve(
  process.env.SAMAVVIK_ECHO_SERVER ?? resolve(import.meta.dirname, '../../build/tests/http/echo_server'));
const timeoutMs = 1000;
const bodyMax = 64 * 1024;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function startServer({ threads = 8, inFlight = 6, drainMs = 5000, trustedProxy } = {}) {
  const port = await freePort();
  const words = [`127.0.0.1:${port}`, threads, inFlight, timeoutMs, drainMs, ...(trustedProxy ? [trustedProxy] : [])];
  const child = spawn(program, words.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
  const server = { port, child, log: '', output: '' };
  child.stderr.on('data', (data) => { server.log += data; });
  child.stdout.on('data', (data) => { server.output += data; });
  server.ended = once(child, 'close').then(([code]) => code);
  await once(child.stdout, 'data');
  server.stop = async () => {
    child.kill('SIGTERM');
    return server.ended;
  };
  return server;
}

function parse(text) {
  const [head] = text.split('\r\n\r\n', 1);
  const [line, ...rest] = head.split('\r\n');
  const headers = {};
  for (const field of rest) headers[field.slice(0, field.indexOf(':')).toLowerCase()] = field.slice(field.indexOf(':') + 2);
  return { text, status: Number(line.split(' ')[1] ?? 0), headers, body: text.slice(head.length + 4) };
}

/*
 * Sends pieces (texts; numbers are pauses in ms) and reads until the server closes. `status` is 0 when nothing came.
 * With `half` our side of the connection ends after the last piece.
 */
async function send(port, pieces, { half = false } = {}) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const started = performance.now();
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (data) => { text += data; });
  socket.on('error', () => {});
  const ended = new Promise((done) => { socket.on('end', done); socket.on('close', done); });
  await once(socket, 'connect');
  for (const piece of [pieces].flat()) {
    if (socket.destroyed || socket.readableEnded) break;
    if (typeof piece === 'number') await sleep(piece);
    else socket.write(Buffer.from(piece, 'latin1'));
  }
  if (half) socket.end();
  await ended;
  socket.destroy();
  return { ...parse(text), ms: performance.now() - started };
}

const request = (target, { method = 'GET', fields = [], body = '' } = {}) =>
  [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...fields, '', body].join('\r\n');
const post = (fields, body = '') => request('/api/echo', { method: 'POST', fields, body });

let server;
before(async () => { server = await startServer(); });
after(async () => { await server?.stop(); });

async function expectStatus(status, pieces, options) {
  const answer = await send(server.port, pieces, options);
  assert.equal(answer.status, status, answer.text);
  return answer;
}

async function expectRefusal(status, pieces, options) {
  const answer = await expectStatus(status, pieces, options);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.headers.connection, 'close');
  assert.equal(JSON.parse(answer.body).status, status);
  assert.equal(answer.text.match(/HTTP\/1\.1/g).length, 1, 'one answer and no more');
  return answer;
}

describe('framing', () => {
  test('a body of declared length is read', async () => {
    assert.equal((await expectStatus(200, post(['Content-Length: 5'], 'hello'))).body, 'hello');
  });
  test('a body in chunks is read', async () => {
    assert.equal((await expectStatus(200, post(['Transfer-Encoding: chunked'], '3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'))).body, 'hello');
  });
  test('chunks and a length together are refused', async () => {
    await expectRefusal(400, post(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'));
    await expectRefusal(400, post(['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'));
  });
  for (const coding of ['gzip', 'identity', 'chunked, chunked', 'gzip, chunked', 'xchunked', 'chunked;q=1', '"chunked"'])
    test(`the transfer coding ${coding} is refused`, async () => {
      await expectRefusal(400, post([`Transfer-Encoding: ${coding}`], '0\r\n\r\n'));
    });
  test('two transfer codings are refused', async () => {
    await expectRefusal(400, post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n'));
  });
  test('chunks in a message of HTTP/1.0 are refused', async () => {
    await expectRefusal(400, 'POST /api/echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  });
  for (const length of ['5abc', '+5', '-1', '0x5', '5, 5', '5 5', '1e1', '５'])
    test(`the length "${length}" is refused`, async () => {
      const answer = await send(server.port, post([`Content-Length: ${length}`], 'hello'));
      assert.ok([400, 411].includes(answer.status), answer.text);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
    });
  test('an empty length is refused', async () => {
    const answer = await send(server.port, post(['Content-Length:'], 'hello'));
    assert.ok([400, 411].includes(answer.status), answer.text);
  });
  test('two lengths are refused, equal or not', async () => {
    await expectRefusal(400, post(['Content-Length: 5', 'Content-Length: 6'], 'hello!'));
    await expectRefusal(400, post(['Content-Length: 5', 'content-length: 5'], 'hello'));
  });
  test('a length beyond all measure is too large', async () => {
    await expectRefusal(413, post(['Content-Length: 99999999999999999999'], 'hello'));
  });
  test('a blank before the colon is refused', async () => {
    await expectRefusal(400, post(['Content-Length : 5'], 'hello'));
    await expectRefusal(400, request('/api/describe', { fields: ['X-One : '] }));
  });
  test('a folded line is refused wherever it stands', async () => {
    await expectRefusal(400, post(['X-One: a', ' b', 'Content-Length: 5'], 'hello'));
    await expectRefusal(400, post(['Content-Length: 5', 'X-One: a', '\tb'], 'hello'));
    await expectRefusal(400, 'GET /api/describe HTTP/1.1\r\n folded: x\r\nHost: localhost\r\n\r\n');
    await expectRefusal(400, post(['X-One: a', ' b'], 'GET /api/describe HTTP/1.1\r\nHost: x\r\n\r\n'));
  });
  test('lines that end in LF alone are refused', async () => {
    await expectRefusal(400, 'GET /api/describe HTTP/1.1\nHost: localhost\n\n');
    await expectRefusal(400, 'GET /api/describe HTTP/1.1\r\nHost: localhost\nX-One: a\r\n\r\n');
    await expectRefusal(400, 'GET /api/describe HTTP/1.1\nHost: localhost\r\n\r\n');
  });
  test('a second request on the connection is never read', async () => {
    const both = request('/api/describe') + request('/api/large');
    const answer = await expectStatus(200, both);
    assert.equal(answer.headers.connection, 'close');
    assert.equal(answer.text.match(/HTTP\/1\.1 /g).length, 1);
  });
  test('a request hidden in a body stays a body', async () => {
    const hidden = 'GET /api/large HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await expectStatus(200, post([`Content-Length: ${hidden.length}`], hidden));
    assert.equal(answer.body, hidden);
  });
  test('a chunk extension is a bad request and not an empty body', async () => {
    const answer = await expectStatus(400, post(['Transfer-Encoding: chunked'], '5;a=b\r\nhello\r\n0\r\n\r\n'));
    assert.equal(answer.body, 'invalid');
  });
  for (const chunks of ['zz\r\nhello\r\n0\r\n\r\n', '5\r\nhelloXX0\r\n\r\n', '-5\r\nhello\r\n0\r\n\r\n', '5\nhello\n0\n\n'])
    test(`bad chunks ${JSON.stringify(chunks)} are refused`, async () => {
      await expectStatus(400, post(['Transfer-Encoding: chunked'], chunks), { half: true });
    });
});

describe('request line and fields', () => {
  test('a request without Host is refused, and with two', async () => {
    await expectRefusal(400, 'GET /api/describe HTTP/1.1\r\nX-One: a\r\n\r\n');
    await expectRefusal(400, 'GET /api/describe HTTP/1.1\r\n\r\n');
    await expectRefusal(400, request('/api/describe', { fields: ['Host: other'] }));
  });
  for (const host of ['', 'a b', 'a,b', 'a/b', 'user@a', 'a?b'])
    test(`the Host "${host}" is refused`, async () => {
      await expectRefusal(400, `GET /api/describe HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    });
  test('as many fields as the library keeps are refused, for there may have been more', async () => {
    const fields = (count) => Array.from({ length: count }, (_, i) => `X-${i}: a`);
    await expectStatus(200, request('/api/describe', { fields: fields(62) }));
    await expectRefusal(431, request('/api/describe', { fields: fields(63) }));
    await expectRefusal(431, request('/api/describe', { fields: [...fields(70), 'Content-Length: 5'] }));
  });
  test('a head that is too long is refused', async () => {
    await expectRefusal(400, request('/api/describe', { fields: [`X-Long: ${'a'.repeat(17000)}`] }));
  });
  test('any field but Cookie may come once', async () => {
    await expectRefusal(400, request('/api/describe', { fields: ['If-Match: "1"', 'if-match: "2"'] }));
    const answer = await expectStatus(200, request('/api/describe', { fields: ['Cookie: a=1', 'Cookie: session=abc'] }));
    assert.equal(JSON.parse(answer.body).cookie, 'abc');
  });
  test('blanks around a value do not belong to it', async () => {
    const answer = await expectStatus(200, request('/api/describe', { fields: ['User-Agent: \t me  '.replace('\t', '')] }));
    assert.equal(JSON.parse(answer.body).agent, 'me');
  });
  for (const [name, field] of [['a control byte', 'X-One: a\x01b'], ['NUL', 'X-One: a\0b'], ['DEL', 'X-One: a\x7fb'],
    ['CR alone', 'X-One: a\rb'], ['bytes that are no UTF-8', 'X-One: a\xe6b'], ['a name that is no token', 'X(One: a'],
    ['no name', ': a'], ['no colon', 'X-One']])
    test(`a field with ${name} is refused`, async () => {
      await expectRefusal(400, request('/api/describe', { fields: [field] }));
    });
  for (const target of ['/api/\xe6', '/api/describe?q=\xe6', '/api/%', '/api/%4', '/api/%zz', '/api/describe?q=%', '/api/../x',
    '/api/%2e%2e/x', '/api/.', '/api\\x', '/api/a|b', '/api#a', 'api', 'http://localhost/api/describe'])
    test(`the target ${JSON.stringify(target)} is refused`, async () => {
      const answer = await send(server.port, request(target));
      assert.ok([0, 400].includes(answer.status), answer.text);
    });
  test('OPTIONS * is not answered with anything but a close', async () => {
    assert.ok([0, 400].includes((await send(server.port, request('*', { method: 'OPTIONS' }))).status));
  });
  test('escapes are not decoded before the path is split', async () => {
    await expectStatus(404, request('/api%2Fecho'));
    await expectStatus(404, request('/api/echo%00x'));
    const answer = await expectStatus(200, request('/api/describe?q=%2F%C3%A6'));
    assert.equal(JSON.parse(answer.body).query, 'q=%2F%C3%A6');
  });
  test('methods beyond ours are refused', async () => {
    for (const method of ['PROPFIND', 'CONNECT', 'MKCOL']) await expectRefusal(501, request('/api/describe', { method }));
    for (const method of ['get', 'BREW', 'G\x01T']) await expectRefusal(400, request('/api/describe', { method }));
  });
  test('words of the request line stand one space apart', async () => {
    await expectRefusal(400, 'GET  /api/describe HTTP/1.1\r\nHost: x\r\n\r\n');
    await expectRefusal(400, 'GET /api/describe  HTTP/1.1\r\nHost: x\r\n\r\n');
    await expectRefusal(400, 'GET /api/describe\r\nHost: x\r\n\r\n');
  });
  test('other versions of HTTP are refused', async () => {
    await expectRefusal(505, 'GET /api/describe HTTP/2.0\r\nHost: x\r\n\r\n');
    await expectStatus(200, 'GET /api/describe HTTP/1.0\r\nHost: x\r\n\r\n');
  });
  test('garbage is answered without an echo of it', async () => {
    const answer = await expectRefusal(400, '\x16\x03\x01<script>alert(1)</script>\r\n\r\n');
    assert.ok(!answer.text.includes('script>'));
    const second = await expectRefusal(400, 'GET /\xe4<b> HTTP/1.1\r\nHost: x\r\n\r\n');
    assert.ok(!second.text.includes('<b>'));
  });
});

describe('body limits', () => {
  test('a body too long by its own word is refused before it is read', async () => {
    const answer = await expectStatus(413, post([`Content-Length: ${bodyMax + 1}`]), { half: true });
    assert.ok(answer.ms < 900, `took ${answer.ms} ms`);
  });
  test('a body of exactly the limit is read', async () => {
    const answer = await expectStatus(200, post([`Content-Length: ${bodyMax}`], 'x'.repeat(bodyMax)));
    assert.equal(answer.body.length, bodyMax);
  });
  test('chunks beyond the limit are refused', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    await expectStatus(413, [post(['Transfer-Encoding: chunked']), ...Array(5).fill(chunk), '0\r\n\r\n']);
  });
  test('a body shorter than its length is a bad request', async () => {
    assert.equal((await expectStatus(400, post(['Content-Length: 10'], 'short'), { half: true })).body, 'invalid');
  });
  test('a body that stalls is given up in time', async () => {
    const answer = await expectStatus(408, post(['Content-Length: 10'], 'short'));
    assert.ok(answer.ms < timeoutMs + 1600, `took ${answer.ms} ms`);
  });
  test('a body that drips is given up in time, although each byte comes early enough', async () => {
    const drip = Array.from({ length: 40 }, () => ['x', 100]).flat();
    const answer = await expectStatus(408, [post(['Content-Length: 40']), ...drip]);
    assert.ok(answer.ms < timeoutMs + 1600, `took ${answer.ms} ms`);
  });
  test('chunks that drip are given up in time', async () => {
    const drip = Array.from({ length: 40 }, () => ['1\r\nx\r\n', 100]).flat();
    const answer = await expectStatus(408, [post(['Transfer-Encoding: chunked']), ...drip]);
    assert.ok(answer.ms < timeoutMs + 1600, `took ${answer.ms} ms`);
  });
  test('an answer to an unread body of ten megabytes arrives whole', async () => {
    const size = 10 * 1024 * 1024;
    const piece = 'x'.repeat(1024 * 1024);
    const answer = await expectStatus(200,
      [request('/api/unread', { method: 'POST', fields: [`Content-Length: ${size}`] }), ...Array(10).fill(piece)]);
    assert.equal(answer.body, 'not looked at');
  });
  test('an answer to an unread body does not wait for the body', async () => {
    const answer = await expectStatus(200, request('/api/unread', { method: 'POST', fields: ['Content-Length: 5000'] }));
    assert.ok(answer.ms < 900, `took ${answer.ms} ms`);
  });
  test('Expect: 100-continue is answered, once the body is wanted', async () => {
    const answer = await send(server.port, [post(['Content-Length: 5', 'Expect: 100-continue']), 200, 'hello']);
    assert.ok(answer.text.startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n'), answer.text);
    assert.ok(answer.text.endsWith('\r\n\r\nhello'));
    assert.ok(answer.ms < 900);
  });
  test('who expects to continue with too much is refused without a word to continue', async () => {
    await expectStatus(413, post([`Content-Length: ${bodyMax + 1}`, 'Expect: 100-continue']));
  });
  test('another expectation fails', async () => {
    await expectRefusal(417, post(['Content-Length: 5', 'Expect: 200-ok'], 'hello'));
  });
});

describe('time', () => {
  test('a head that drips is cut', async () => {
    const drip = Array.from({ length: 60 }, () => ['x', 100]).flat();
    const answer = await send(server.port, ['GET /api/describe HTTP/1.1\r\nX-One: ', ...drip]);
    assert.ok([0, 400].includes(answer.status));
    assert.ok(answer.ms < timeoutMs + 3100, `took ${answer.ms} ms`);
  });
  test('a connection that says nothing is closed', async () => {
    const answer = await send(server.port, []);
    assert.equal(answer.status, 0);
    assert.ok(answer.ms < timeoutMs + 2500, `took ${answer.ms} ms`);
  });
  test('an answer comes in one piece, without the delay of a second one', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const pieces = [];
    socket.on('data', (data) => pieces.push(data));
    await once(socket, 'connect');
    socket.write(request('/api/describe'));
    await once(socket, 'close');
    assert.equal(pieces.length, 1);
  });
});

describe('answers', () => {
  test('HEAD gets the fields of GET and no body', async () => {
    const head = await expectStatus(200, request('/api/large', { method: 'HEAD' }));
    assert.equal(head.headers['content-length'], String(1024 * 1024));
    assert.equal(head.body, '');
  });
  test('every answer carries the security fields, a refused one too', async () => {
    const answers = [await send(server.port, request('/api/describe')), await send(server.port, request('/api/nothing')),
      await send(server.port, 'nonsense\r\n\r\n'), await send(server.port, request('/assets/app-1a2b.js'))];
    for (const answer of answers) {
      assert.match(answer.headers['content-security-policy'], /^default-src 'none'; .*frame-ancestors 'none'(;|$)/);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
      assert.match(answer.headers['x-request-id'], /^[0-9a-f]{32}$/);
      assert.ok(answer.headers.date);
      assert.equal(answer.headers.server, undefined);
    }
  });
  test('nothing is stored but what says so', async () => {
    assert.equal((await send(server.port, request('/api/describe'))).headers['cache-control'], 'no-store');
    assert.match((await send(server.port, request('/assets/app-1a2b.js'))).headers['cache-control'], /immutable/);
  });
  test('a preflight gets nothing that would allow another site', async () => {
    const answer = await send(server.port, request('/api/echo', { method: 'OPTIONS',
      fields: ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'] }));
    assert.ok(!/access-control/i.test(answer.text), answer.text);
  });
  test('a WebSocket upgrade is an ordinary request', async () => {
    const answer = await expectStatus(200, request('/api/describe', { fields: ['Connection: Upgrade', 'Upgrade: websocket',
      'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='] }));
    assert.equal(JSON.parse(answer.body).path, '/api/describe');
  });
  test('a line end in a field of the answer makes it a 500', async () => {
    const answer = await expectRefusal(500, request('/api/inject'));
    assert.ok(!answer.text.includes('Set-Cookie'));
  });
  test('assets are negotiated, revalidated and refuse to be changed', async () => {
    const script = await expectStatus(200, request('/assets/app-1a2b.js', { fields: ['Accept-Encoding: gzip, br'] }));
    assert.equal(script.headers['content-encoding'], 'br');
    const again = await expectStatus(304, request('/assets/app-1a2b.js',
      { fields: ['Accept-Encoding: gzip, br', `If-None-Match: ${script.headers.etag}`] }));
    assert.equal(again.body, '');
    await expectStatus(405, request('/assets/app-1a2b.js', { method: 'POST', fields: ['Content-Length: 1'], body: 'x' }));
    const page = await expectStatus(200, request('/queue', { fields: ['Accept: text/html'] }));
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    await expectStatus(404, request('/api/queue', { fields: ['Accept: text/html'] }));
  });
  test('who is not the trusted proxy may not name the client', async () => {
    const fields = ['X-Forwarded-For: 203.0.113.9', 'X-Request-Id: from-the-proxy-1'];
    const direct = JSON.parse((await send(server.port, request('/api/describe', { fields }))).body);
    assert.equal(direct.client, '127.0.0.1');
    assert.notEqual(direct.request_id, 'from-the-proxy-1');
    const behind = await startServer({ trustedProxy: '127.0.0.1' });
    const proxied = JSON.parse((await send(behind.port, request('/api/describe', { fields }))).body);
    assert.deepEqual([proxied.client, proxied.request_id], ['203.0.113.9', 'from-the-proxy-1']);
    await behind.stop();
  });
  test('each request is one JSON line in the log, without its words', async () => {
    const own = await startServer();
    await send(own.port, request('/api/describe?secret=hemmelig', { fields: ['X-Name: Kari'] }));
    await send(own.port, request('/hemmelig', { method: 'PUT', fields: ['Content-Length: 8'], body: 'hemmelig' }));
    await send(own.port, 'hemmelig tull\r\n\r\n');
    await own.stop();
    const lines = own.log.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map((line) => [line.event, line.operation, line.method, line.status]),
      [['request', 'echo', 'GET', 200], ['request', 'echo', 'PUT', 404], ['request', 'refused', 'unknown', 400]]);
    assert.ok(lines.every((line) => line.duration_us >= 0 && line.bytes > 0 && line.request_id.length === 32));
    assert.ok(!/hemmelig|Kari/.test(own.log));
  });
});

describe('load and stop', () => {
  test('a burst beyond the limit waits and is served', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(server.port, request('/api/slow?10'))));
    assert.deepEqual(answers.map((answer) => answer.status), Array(40).fill(200));
  });
  test('a flood beyond the limit gets 503 and Retry-After, and health checks their answer', async () => {
    const own = await startServer({ threads: 8, inFlight: 4 });
    const stuck = Array.from({ length: 4 }, () => send(own.port, request('/api/slow?2000')));
    await sleep(200);
    const flood = await Promise.all(Array.from({ length: 30 }, () => send(own.port, request('/api/describe'))));
    const health = await send(own.port, request('/healthz'));
    const ready = await send(own.port, request('/readyz'));
    assert.deepEqual(new Set(flood.map((answer) => answer.status)), new Set([503]));
    assert.ok(flood.every((answer) => answer.headers['retry-after'] === '1' && JSON.parse(answer.body).status === 503));
    assert.deepEqual([health.status, health.body, ready.status], [200, 'alive', 200]);
    assert.ok(health.ms < 500 && ready.ms < 500, `took ${health.ms} and ${ready.ms} ms`);
    assert.deepEqual((await Promise.all(stuck)).map((answer) => answer.status), [200, 200, 200, 200]);
    await own.stop();
  });
  test('a stop finishes what is in flight, refuses what is new and loses nothing', async () => {
    const own = await startServer();
    const slow = Array.from({ length: 3 }, () => send(own.port, request('/api/slow?1200')));
    const upload = send(own.port, [post(['Content-Length: 10'], 'hello'), 700, 'hello']);
    await sleep(300);
    const stopped = own.stop();
    await sleep(100);
    const late = await send(own.port, request('/api/describe'));
    const ready = await send(own.port, request('/readyz'));
    assert.deepEqual([late.status, late.headers['retry-after']], [503, '1']);
    assert.equal(ready.body, 'draining');
    assert.deepEqual((await Promise.all(slow)).map((answer) => [answer.status, answer.body]), Array(3).fill([200, 'slept']));
    assert.equal((await upload).body, 'hellohello');
    assert.equal(await stopped, 0);
    assert.match(own.output, /drained/);
  });
  test('a stop under load answers everything that it took', async () => {
    const own = await startServer();
    const answers = [];
    let stopping = false;
    const client = async () => {
      while (!stopping) answers.push(await send(own.port, request('/api/slow?20')).catch(() => ({ status: 'refused' })));
    };
    const clients = Array.from({ length: 6 }, client);
    await sleep(300);
    const stopped = own.stop();
    await sleep(50);
    stopping = true;
    await Promise.all(clients);
    assert.equal(await stopped, 0);
    /* Who comes too late is refused, or finds nobody there; who was let in has a whole answer. */
    const served = answers.filter((answer) => answer.status === 200);
    const logged = own.log.trim().split('\n').map((line) => JSON.parse(line)).filter((line) => line.status === 200);
    assert.ok(served.length > 20);
    assert.equal(served.length, logged.length);
    assert.ok(served.every((answer) => answer.body === 'slept'));
  });
  test('a stop gives up on what takes too long', async () => {
    const own = await startServer({ drainMs: 200 });
    const slow = send(own.port, request('/api/slow?1500')).catch(() => ({}));
    await sleep(200);
    assert.equal(await own.stop(), 1);
    await slow;
  });
});

/* SPDX-License-Identifier: MIT */
/*
 * A real SMTP relay on the loopback with TLS, sign-in, and behaviour that a test can change while it runs:
 *   relay.on.connect = () => ({hang: 3000})          wait before the greeting (Infinity: until released or closed)
 *   relay.on.mail = (address) => ({code: 451})       refuse MAIL FROM
 *   relay.on.rcpt = (address) => ({code: 550})       refuse one recipient
 *   relay.on.data = (address) => ({drop: true})      take the whole text, then close the connection without an answer
 * A hook that returns nothing lets the command pass. relay.messages holds what was accepted.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/* A certificate authority and a certificate for the relay by it. Returns paths and contents; remove() deletes them. */
export function makeCertificates(names = ['DNS:localhost', 'IP:127.0.0.1']) {
  const folder = mkdtempSync(join(tmpdir(), 'samavvik-tls-'));
  const file = (name) => join(folder, name);
  const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Test authority',
    '-keyout', file('ca.key'), '-out', file('ca.pem'));
  openssl('req', ...newKey, '-subj', '/CN=Test relay', '-keyout', file('relay.key'), '-out', file('relay.csr'));
  writeFileSync(file('relay.ext'), `subjectAltName=${names.join(',')}\n`);
  openssl('x509', '-req', '-in', file('relay.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial',
    '-days', '2', '-extfile', file('relay.ext'), '-out', file('relay.pem'));
  return {
    caFile: file('ca.pem'),
    key: readFileSync(file('relay.key')),
    cert: readFileSync(file('relay.pem')),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function refusal({ code, text }) {
  return Object.assign(new Error(text ?? 'as the test wants it'), { responseCode: code });
}

async function readAll(stream) {
  const pieces = [];
  for await (const piece of stream)
    pieces.push(piece);
  return Buffer.concat(pieces);
}

class Relay {
  on = {};
  messages = [];
  connections = 0;
  #server;
  #waiting = new Set();

  /* tls: what makeCertificates gave. mode: 'starttls', 'smtps', or 'plain' (offers no TLS). account: {user, password}. */
  constructor({ tls, mode, account }) {
    this.#server = new SMTPServer({
      secure: mode === 'smtps',
      key: tls?.key,
      cert: tls?.cert,
      hideSTARTTLS: mode === 'plain',
      disabledCommands: [...(mode === 'plain' ? ['STARTTLS'] : []), ...(account ? [] : ['AUTH'])],
      authOptional: !account,
      allowInsecureAuth: mode === 'plain',
      disableReverseLookup: true,
      logger: false,
      onConnect: (session, done) => {
        this.connections++;
        this.#answer(session, this.on.connect?.(), done);
      },
      onAuth: ({ username, password }, session, done) =>
        username === account?.user && password === account?.password
          ? done(null, { user: username })
          : done(refusal({code: 535, text: 'wrong'})),
      onMailFrom: ({ address }, session, done) => this.#answer(session, this.on.mail?.(address), done),
      onRcptTo: ({ address }, session, done) => this.#answer(session, this.on.rcpt?.(address), done),
      onData: (stream, session, done) => void this.#receive(stream, session, done),
    });
    /* A client that goes away in the middle is part of the tests. */
    this.#server.on('error', () => {});
  }

  async #answer(session, wish, done) {
    if (wish?.hang)
      await this.#wait(wish.hang);
    if (wish?.drop)
      return this.#drop(session);
    return wish?.code ? done(refusal(wish)) : done();
  }

  #wait(ms) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, 2 ** 31 - 1));
      this.#waiting.add(end);
    });
  }

  #drop(session) {
    for (const connection of this.#server.connections) {
      if (connection.id === session.id)
        connection._socket.destroy();
    }
  }

  async #receive(stream, session, done) {
    const raw = await readAll(stream).catch(() => null);
    if (raw === null)
      return; // the client went away in the middle: nothing was taken
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const wish = this.on.data?.(to[0]);
    if (!wish?.code && !wish?.lose)
      this.messages.push({
        raw,
        recipients: to,
        sender: session.envelope.mailFrom.address,
        user: session.user,
        secure: session.secure,
        ehlo: session.hostNameAppearsAs,
        at: Date.now(),
        ...(await PostalMime.parse(raw)),
      });
    await this.#answer(session, wish, done);
  }

  listen(port) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.port = this.#server.server.address().port;
        resolve(this);
      });
    });
  }

  /* Lets everything that hangs go on. */
  release() {
    for (const end of [...this.#waiting])
      end();
  }

  /* Closes at once, open connections too. */
  async close() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const connection of this.#server.connections)
      connection._socket.destroy();
    this.release();
    await closed;
  }
}

/* Starts a relay; port 0 takes a free one. */
export function startRelay({ tls, mode = 'starttls', account, port = 0 } = {}) {
  return new Relay({ tls, mode, account }).listen(port);
}

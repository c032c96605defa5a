/* SPDX-License-Identifier: MIT */
/*
 * src/mail against a real relay: what reaches it, what never does, and what is made of its answers. The program
 * send_one (support/send_one.c) sends one message with the given settings and prints the outcome.
 * Environment: SAMAVVIK_SEND_ONE (default tests/http/send_one beside the binary).
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { binary } from './support/service.mjs';
import { makeCertificates, startRelay } from './support/smtp_relay.mjs';

const sendOne = process.env.SAMAVVIK_SEND_ONE ?? join(dirname(binary), 'tests/http/send_one');
const account = { user: 'samavvik', password: 'a secret of the test' };

/* Lines of outcomes: "sent 250 ok". */
function send(fields) {
  return new Promise((resolve, reject) => {
    const words = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    execFile(sendOne, words, { timeout: 60000 }, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(`send_one: ${error.message} ${stderr}`));
      else resolve(stdout.trim().split('\n'));
    });
  });
}

let tls;
let strangerTls;
let relay;

before(() => {
  tls = makeCertificates();
  strangerTls = makeCertificates();
});
after(() => {
  tls.remove();
  strangerTls.remove();
});
afterEach(async () => {
  await relay?.close();
  relay = undefined;
});

const settings = (more = {}) => ({ url: `smtp://localhost:${relay.port}`, ca_file: tls.caFile, ...more });
const signedIn = (more = {}) => settings({ user: account.user, password: account.password, ...more });

describe('a relay with STARTTLS and sign-in', () => {
  test('takes a message, encrypted and signed in, with every header a reader needs', async () => {
    relay = await startRelay({ tls, account });
    const outcome = await send(signedIn({
      subject: 'Svar på sak STO-2026-00017 – «Ærlig talt», Åse Ødegård',
      from: 'Samavvik, Trøndelag <no-reply@samavvik.example>',
      text: 'Første linje\nAndre linje æøå\n',
      html: '<!doctype html><p>Første avsnitt</p>',
      unsubscribe_url: 'https://samavvik.example/learning',
      language: 'nn',
    }));
    assert.deepEqual(outcome, ['sent 250 ok']);
    const [message] = relay.messages;
    assert.equal(message.secure, true);
    assert.equal(message.user, account.user);
    assert.equal(message.ehlo, 'samavvik.example');
    assert.equal(message.subject, 'Svar på sak STO-2026-00017 – «Ærlig talt», Åse Ødegård');
    assert.deepEqual(message.from, { address: 'no-reply@samavvik.example', name: 'Samavvik, Trøndelag' });
    assert.equal(message.sender, 'no-reply@samavvik.example');
    assert.deepEqual(message.recipients, ['nurse@kommune.example']);
    assert.equal(message.messageId, '<outbox-1@samavvik.example>');
    assert.equal(new Date(message.date).toISOString(), '2026-03-01T07:05:09.000Z');
    const header = Object.fromEntries(message.headers.map(({ key, value }) => [key, value]));
    assert.equal(header['auto-submitted'], 'auto-generated');
    assert.equal(header['content-language'], 'nn');
    assert.equal(header['list-unsubscribe'], '<https://samavvik.example/learning>');
    assert.match(header['content-type'], /^multipart\/alternative/);
    assert.equal(message.text.trimEnd(), 'Første linje\nAndre linje æøå');
    assert.equal(message.html.trimEnd(), '<!doctype html><p>Første avsnitt</p>');
    const raw = message.raw.toString('latin1');
    assert.ok(raw.indexOf('text/plain') < raw.indexOf('text/html'), 'the least preferred part comes first');
  });

  test('is used again for the next message without a new connection', async () => {
    relay = await startRelay({ tls, account });
    assert.deepEqual(await send(signedIn({ count: 3 })), ['sent 250 ok', 'sent 250 ok', 'sent 250 ok']);
    assert.equal(relay.connections, 1);
    assert.equal(relay.messages.length, 3);
  });

  test('that refuses the password is away, and no message is lost for it', async () => {
    relay = await startRelay({ tls, account });
    assert.deepEqual(await send(signedIn({ password: 'wrong' })), ['relay_away 535 auth']);
    assert.equal(relay.messages.length, 0);
  });

  test('that wants a sign-in nobody configured is away', async () => {
    relay = await startRelay({ tls, account });
    assert.deepEqual(await send(settings()), ['relay_away 530 auth']);
  });
});

describe('encryption is not negotiable', () => {
  test('smtps:// is encrypted from the first byte', async () => {
    relay = await startRelay({ tls, account, mode: 'smtps' });
    assert.deepEqual(await send(signedIn({ url: `smtps://localhost:${relay.port}` })), ['sent 250 ok']);
    assert.equal(relay.messages[0].secure, true);
  });

  test('a relay without STARTTLS gets neither password nor message', async () => {
    relay = await startRelay({ mode: 'plain', account });
    assert.deepEqual(await send(signedIn()), ['relay_away 0 tls']);
    assert.equal(relay.messages.length, 0);
  });

  test('a certificate from an authority we do not know is refused', async () => {
    relay = await startRelay({ tls: strangerTls, account });
    assert.deepEqual(await send(signedIn()), ['relay_away 0 tls']);
    assert.deepEqual(relay.messages, []);
  });

  test('a certificate for another name is refused', async () => {
    const elsewhere = makeCertificates(['DNS:relay.example']);
    try {
      relay = await startRelay({ tls: elsewhere, account });
      assert.deepEqual(await send(signedIn({ ca_file: elsewhere.caFile })), ['relay_away 0 tls']);
    } finally {
      elsewhere.remove();
    }
  });

  test('without TLS only to this machine, and only when said so', async () => {
    relay = await startRelay({ mode: 'plain' });
    const url = `smtp://127.0.0.1:${relay.port}`;
    assert.deepEqual(await send({ url, insecure: 1 }), ['sent 250 ok']);
    assert.deepEqual(await send({ url }), ['relay_away 0 tls']);
    assert.deepEqual(await send({ url: 'smtp://relay.example:25', insecure: 1 }), ['unusable 0 settings']);
    assert.deepEqual(await send({ url: 'http://127.0.0.1:25' }), ['unusable 0 settings']);
    assert.deepEqual(await send({ url: 'file:///etc/passwd' }), ['unusable 0 settings']);
  });
});

describe('nothing in a message can become a header or a command', () => {
  const injections = [
    { subject: 'Hei\r\nBcc: evil@example.org' },
    { subject: 'Hei\nBcc: evil@example.org' },
    { subject: 'Hei\rBcc: evil@example.org' },
    { from: 'Samavvik\r\nBcc: evil@example.org <a@b.example>' },
    { from: 'a@b.example>\r\nRCPT TO:<evil@example.org' },
    { message_id: 'outbox-1@b.example>\r\nBcc: <evil@example.org' },
    { message_id: '../../etc/cron.d/evil@b.example' },
    { unsubscribe_url: 'https://b.example/>\r\nBcc: evil@example.org' },
  ];
  for (const fields of injections) {
    test(`refuses ${JSON.stringify(fields)}`, async () => {
      relay = await startRelay({ mode: 'plain' });
      const url = `smtp://127.0.0.1:${relay.port}`;
      assert.deepEqual(await send({ url, insecure: 1, ...fields }), ['refused 0 content']);
      assert.equal(relay.connections, 0);
    });
  }

  const addresses = ['x>\r\nRCPT TO:<evil@example.org', 'two@a.example,three@b.example', '"a b"@c.example', '<a@b.example>',
    'a@b.example\n', 'a@[127.0.0.1]', 'åse@b.example', '@relay:a@b.example', 'a..b@c.example', 'a@-b.example', 'a@b..example', 'a', ''];
  for (const to of addresses) {
    test(`refuses the address ${JSON.stringify(to)}`, async () => {
      relay = await startRelay({ mode: 'plain' });
      assert.deepEqual(await send({ url: `smtp://127.0.0.1:${relay.port}`, insecure: 1, to }), ['refused 0 address']);
      assert.equal(relay.connections, 0);
    });
  }
});

describe('any text arrives as it was', () => {
  const texts = {
    'bare line feeds': 'a\nb\n\nc',
    'all kinds of line ends': 'a\r\nb\rc\nd',
    'lines that are one dot': 'a\n.\n..\n.b\nQUIT\n',
    'a line of 5000 characters': `${'ord '.repeat(1250)}slutt`,
    'spaces and tabs at line ends': 'a \nb\t\n  c',
    'a line that starts with From': 'From here on\n>From there',
    'what looks like a boundary or an escape': '--=_samavvik_alternative\n=C3=A6 =\n--=_samavvik_alternative--',
    'Norwegian, Sami and other scripts': 'æøåÆØÅ čđŋšŧž Ελληνικά 漢字 👩‍⚕️',
  };
  for (const [what, text] of Object.entries(texts)) {
    test(what, async () => {
      relay = await startRelay({ mode: 'plain' });
      assert.deepEqual(await send({ url: `smtp://127.0.0.1:${relay.port}`, insecure: 1, text, html: `<p>${text}</p>` }),
        ['sent 250 ok']);
      const [message] = relay.messages;
      const lines = (value) => value.replaceAll(/\r\n|\r/g, '\n').replace(/\n$/, '');
      assert.equal(lines(message.text), lines(text));
      assert.equal(lines(message.html), lines(`<p>${text}</p>`));
      const raw = message.raw.toString('latin1');
      assert.doesNotMatch(raw, /[^\r]\n|\r[^\n]/, 'every line ends with CR LF');
      assert.doesNotMatch(raw, /[^\r\n\x20-\x7e]/, 'seven bits');
      assert.ok(raw.split('\r\n').every((line) => line.length <= 78), 'no long line');
    });
  }

  const subjects = ['Hei', 'x'.repeat(400), 'æ'.repeat(200), ' leading and trailing ', '=?UTF-8?Q?no?= not encoded',
    '漢字👩‍⚕️'.repeat(40), 'a=?b_c?d', ''];
  for (const subject of subjects) {
    test(`the subject ${JSON.stringify(subject.slice(0, 40))} of ${subject.length}`, async () => {
      relay = await startRelay({ mode: 'plain' });
      assert.deepEqual(await send({ url: `smtp://127.0.0.1:${relay.port}`, insecure: 1, subject }), ['sent 250 ok']);
      assert.equal(relay.messages[0].subject ?? '', subject);
      assert.ok(relay.messages[0].raw.toString('latin1').split('\r\n').every((line) => line.length <= 78));
    });
  }
});

describe('what the relay says decides what comes next', () => {
  const cases = [
    ['a recipient that does not exist', { rcpt: () => ({ code: 550 }) }, 'refused 550 recipient'],
    ['a recipient who has moved', { rcpt: () => ({ code: 551 }) }, 'refused 551 recipient'],
    ['a recipient whose address is wrong', { rcpt: () => ({ code: 550, text: '5.1.1 No such user here' }) }, 'refused 550 recipient'],
    ['a recipient whose mailbox is full for good', { rcpt: () => ({ code: 552, text: '5.2.2 Mailbox full' }) }, 'refused 552 refused'],
    ['a recipient who may not get it from us', { rcpt: () => ({ code: 550, text: '5.7.1 Relaying denied' }) }, 'refused 550 refused'],
    ['a sender refused for good', { mail: () => ({ code: 550 }) }, 'refused 550 refused'],
    ['a full mailbox', { rcpt: () => ({ code: 452 }) }, 'try_later 452 later'],
    ['greylisting', { rcpt: () => ({ code: 450 }) }, 'try_later 450 later'],
    ['a sender put off', { mail: () => ({ code: 451 }) }, 'try_later 451 later'],
    ['a text refused', { data: () => ({ code: 554 }) }, 'refused 554 refused'],
    ['a text put off', { data: () => ({ code: 451 }) }, 'try_later 451 later'],
    ['a connection lost after the text', { data: () => ({ drop: true }) }, 'try_later 0 dropped'],
    ['a connection lost at the recipient', { rcpt: () => ({ drop: true }) }, 'try_later 0 dropped'],
    ['a greeting that says no for good', { connect: () => ({ code: 554 }) }, 'relay_away 554 relay'],
    ['a greeting that says not now', { connect: () => ({ code: 421 }) }, 'relay_away 421 relay'],
    ['a connection lost before the greeting', { connect: () => ({ drop: true }) }, 'relay_away 0 relay'],
    ['a relay that never greets', { connect: () => ({ hang: Infinity }) }, 'relay_away 0 timeout'],
    ['a relay that hangs at the recipient', { rcpt: () => ({ hang: Infinity }) }, 'try_later 0 timeout'],
    ['a relay that hangs after the text', { data: () => ({ hang: Infinity }) }, 'try_later 0 timeout'],
  ];
  for (const [what, on, expected] of cases) {
    test(`${what}: ${expected}`, async () => {
      relay = await startRelay({ tls });
      relay.on = on;
      const started = performance.now();
      assert.deepEqual(await send(settings({ timeout_ms: 1000 })), [expected]);
      assert.ok(performance.now() - started < 3000, 'within the time given');
    });
  }

  test('many messages share a connection, and after so many there is a new one', async () => {
    relay = await startRelay({ tls });
    assert.deepEqual(await send(settings({ count: 25 })), Array(25).fill('sent 250 ok'));
    assert.equal(relay.connections, 1);
    assert.deepEqual(await send(settings({ count: 25, per_connection: 10 })), Array(25).fill('sent 250 ok'));
    assert.equal(relay.connections, 1 + 3);
  });

  test('an answer that comes too late is not taken for the answer to the next message', async () => {
    relay = await startRelay({ tls });
    let texts = 0;
    relay.on.data = () => (texts++ === 0 ? { hang: 1500 } : undefined);
    relay.on.mail = () => (texts === 1 ? { hang: 300 } : undefined);
    assert.deepEqual(await send(settings({ timeout_ms: 1000, count: 2 })), ['try_later 0 timeout', 'sent 250 ok']);
    assert.equal(relay.connections, 2);
  });

  test('nobody listens: away', async () => {
    relay = await startRelay({ tls });
    const gone = settings();
    await relay.close();
    relay = undefined;
    assert.deepEqual(await send(gone), ['relay_away 0 connect']);
  });

  test('after a refusal the next message goes out over the same sender', async () => {
    relay = await startRelay({ tls });
    let refusals = 0;
    relay.on.rcpt = () => (refusals++ === 0 ? { code: 550 } : undefined);
    assert.deepEqual(await send(settings({ count: 2 })), ['refused 550 recipient', 'sent 250 ok']);
  });

  test('after a refused greeting an old code is not taken for the answer', async () => {
    relay = await startRelay({ tls });
    let greetings = 0;
    relay.on.connect = () => (greetings++ === 0 ? { code: 554 } : undefined);
    relay.on.data = () => ({ drop: true });
    assert.deepEqual(await send(settings({ count: 2 })), ['relay_away 554 relay', 'try_later 0 dropped']);
  });
});

describe('the folder of files', () => {
  test('holds each message once, however often it is sent, and nothing unfinished', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'samavvik-mail-'));
    try {
      const fields = { transport: 'files', folder, subject: 'Ny sak', message_id: 'outbox-7-5@samavvik.example' };
      assert.deepEqual(await send({ ...fields, count: 2 }), ['sent 0 ok', 'sent 0 ok']);
      const file = join(folder, 'outbox-7-5@samavvik.example.eml');
      const { mtimeNs, ino } = statSync(file, { bigint: true });
      const content = readFileSync(file, 'latin1');
      assert.match(content, /^Subject: Ny sak\r\n/m);
      assert.deepEqual(await send(fields), ['sent 0 ok']);
      assert.deepEqual(readdirSync(folder), ['outbox-7-5@samavvik.example.eml']);
      assert.deepEqual([statSync(file, { bigint: true }).mtimeNs, statSync(file, { bigint: true }).ino], [mtimeNs, ino]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('that is gone is like a relay that is away', async () => {
    assert.deepEqual(await send({ transport: 'files', folder: '/nowhere/to/be/found' }), ['unusable 0 settings']);
  });
});

/* SPDX-License-Identifier: MIT */
/* The mail a service has written to its folder, read as a mail program reads it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { waitFor } from './service.mjs';

/* Back when nothing waits to be sent any more, and no new case to be told. `unended`: what of the outbox counts as waiting. */
export const everythingSent = (cluster, { unended = 'sent_at IS NULL AND failed_at IS NULL', ...options } = {}) =>
  waitFor('an outbox with nothing to send', async () => {
    const [[waiting]] = await cluster.query(`SELECT (SELECT count(*) FROM announcement) + (SELECT count(*) FROM outbox WHERE ${unended})`);
    return waiting === '0';
  }, { timeoutMs: 30000, everyMs: 50, ...options });

async function readMail(file) {
  const raw = readFileSync(file, 'utf8');
  const mail = await PostalMime.parse(raw);
  const header = (name) => mail.headers.find(({ key }) => key === name)?.value;
  return {
    to: mail.to.map(({ address }) => address), subject: mail.subject, text: mail.text, html: mail.html, raw, header,
    links: [...new Set(mail.text.match(/https?:\/\/\S+/g) ?? [])],
    htmlLinks: [...new Set([...mail.html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link))],
  };
}

export class Mailbox {
  constructor(service, cluster) {
    this.service = service;
    this.cluster = cluster;
    this.seen = new Set();
  }

  /* What is kept back a minute in case it is undone goes at once. Waits until everything is out; what came since the last look, sorted by recipient. */
  async fetch() {
    await this.cluster.query("UPDATE outbox SET not_before = now() WHERE kind IN ('case_handed_over', 'case_assigned', 'cases_assigned') AND not_before > now() AND sent_at IS NULL AND failed_at IS NULL");
    await everythingSent(this.cluster);
    const folder = this.service.mailFolder;
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml') && !this.seen.has(name)) : [];
    names.forEach((name) => this.seen.add(name));
    const mails = await Promise.all(names.map((name) => readMail(join(folder, name))));
    return mails.sort((a, b) => (a.to.join() < b.to.join() ? -1 : 1));
  }
}

/* SPDX-License-Identifier: MIT */
/*
 * A learning note on its way to everybody, as its people take it there.
 *
 *   await publishNote(service, doctors, closed.body.learning_note);   // the published note; anything else throws
 */
import assert from 'node:assert/strict';

const COORDINATORS = { 'St. Olavs hospital HF': 'koordinator.stolav', 'Trondheim kommune': 'koordinator.trondheim' };

/* One step of a note; what it answers. */
export const step = (client, note, name, body) => client.post(`/learning-notes/${note.id}/${name}`, body, { key: null, version: note.version });

async function done(answer) {
  const { status, body, text } = await answer;
  assert.equal(status, 200, text);
  return body;
}

/* The note in review, released by both parties; its council asks. */
export async function releaseNote(service, council, note) {
  const asked = await done(step(council, note, 'review-request'));
  for (const { organisation } of asked.work.releases) {
    const speaker = await service.signIn(COORDINATORS[organisation.name] ?? 'sekretariat');
    await done(step(speaker, asked, 'release', { decision: 'release', organisation_id: organisation.id }));
  }
  return asked;
}

export async function publishNote(service, council, note) {
  const released = await releaseNote(service, council, note);
  await done(step(await service.signIn('sekretariat'), released, 'review'));
  return done(step(council, released, 'publication'));
}

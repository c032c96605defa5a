/* SPDX-License-Identifier: MIT */
/* An app for one-time codes (RFC 6238), written without looking at the service's. */
import { createHmac } from 'node:crypto';
import { waitFor } from './service.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text) {
  const bits = [...text].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/* The code of a base32 secret now, or so many steps of 30 seconds later. */
export function totp(secret, later = 0) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const hash = createHmac('sha1', fromBase32(secret)).update(step).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* Some code that is none of those an app would show around now. */
export function noCode(secret) {
  const near = [-2, -1, 0, 1, 2].map((later) => totp(secret, later));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code));
}

/* The next seconds are of one step, so that a test knows which code is the present one. */
export const calmMoment = () => waitFor('a step with some seconds left', () => Date.now() % 30000 < 23000);

/* Enrols a second factor for the client's person, with the code of the step before; answers { secret, codes }. */
export async function enrol(client) {
  await calmMoment();
  const { body: { secret } } = await client.post('/me/second-factor');
  const { body: { recovery_codes: codes } } = await client.post('/me/second-factor/confirmation', { code: totp(secret, -1) });
  return { secret, codes };
}

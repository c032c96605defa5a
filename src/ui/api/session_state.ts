/* SPDX-License-Identifier: MIT */
import { useSyncExternalStore } from 'react';

/*
 * What the client must know of the session besides who it belongs to: the token that goes with every change, and whether
 * the service said that the session is over while a page was open. The page stays as it is then, with everything typed,
 * and a dialog asks to sign in again.
 */
let token = '';
let ended = false;
const listeners = new Set<() => void>();

export function csrf_token(): string {
	return token;
}

export function set_csrf_token(value: string): void {
	token = value;
	set_ended(false);
}

export function session_has_ended(): void {
	if (token !== '')
		set_ended(true);
}

export function forget_session(): void {
	token = '';
	set_ended(false);
}

function set_ended(value: boolean): void {
	if (ended === value)
		return;
	ended = value;
	for (const listener of listeners)
		listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/* The token did not fit: the session belongs to another sign-in by now, as in another tab. Whoever shows it reads it anew. */
let read_anew = () => {};

export function when_session_is_doubtful(read: () => void): void {
	read_anew = read;
}

export function session_is_doubtful(): void {
	read_anew();
}

export function use_session_ended(): boolean {
	return useSyncExternalStore(subscribe, () => ended);
}

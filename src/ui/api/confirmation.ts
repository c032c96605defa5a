/* SPDX-License-Identifier: MIT */
import { useSyncExternalStore } from 'react';

/*
 * Between the client, which hears that a step needs a recent proof of who is there, and the dialog that asks for it. All
 * requests that wait are answered together.
 */
let waiting: ((confirmed: boolean) => void)[] = [];
const listeners = new Set<() => void>();

function tell(): void {
	for (const listener of listeners)
		listener();
}

/* true: the person has proved who they are, and the request may be repeated. */
export function ask_to_confirm(): Promise<boolean> {
	return new Promise((resolve) => {
		waiting.push(resolve);
		tell();
	});
}

export function answer_confirmation(confirmed: boolean): void {
	const answered = waiting;
	waiting = [];
	for (const resolve of answered)
		resolve(confirmed);
	tell();
}

export function use_confirmation_asked(): boolean {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => waiting.length > 0,
	);
}

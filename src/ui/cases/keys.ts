/* SPDX-License-Identifier: MIT */
import { useEffect, useSyncExternalStore } from 'react';

/* Single keys can be turned off (WCAG 2.1.4): who speaks to the browser, or hits keys by chance, must be able to. */
const STORED = 'samavvik.keys';
const listeners = new Set<() => void>();

export function keys_are_on(): boolean {
	return localStorage.getItem(STORED) !== 'off';
}

export function turn_keys(on: boolean): void {
	localStorage.setItem(STORED, on ? 'on' : 'off');
	listeners.forEach((listener) => listener());
}

export function use_keys_on(): boolean {
	return useSyncExternalStore((listener) => {
		listeners.add(listener);
		return () => listeners.delete(listener);
	}, keys_are_on);
}

/* Where keys write, or belong to what is open. */
function is_taken(target: EventTarget | null): boolean {
	if (document.querySelector('dialog[open]'))
		return true;
	if (!(target instanceof HTMLElement))
		return false;
	const typed = target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
	return typed || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/* What each key does; '?' is always there, so that one can find out, and turn them on again. */
export function use_keys(actions: Record<string, (() => void) | undefined>): void {
	const on = use_keys_on();
	useEffect(() => {
		const pressed = (event: KeyboardEvent) => {
			const action = actions[event.key];
			if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || is_taken(event.target))
				return;
			if (!on && event.key !== '?')
				return;
			event.preventDefault();
			action();
		};
		document.addEventListener('keydown', pressed);
		return () => document.removeEventListener('keydown', pressed);
	});
}

/* SPDX-License-Identifier: MIT */
import { useEffect, useState } from 'react';
import { use_session_query } from '../api/session';

/*
 * What is being written survives a reload, a lost line and an ended session. It is kept for this tab only (a hospital's
 * screens are shared), under the person's id, so that nobody else who signs in here is shown it; a visitor has none.
 */
const PREFIX = 'samavvik.draft.';

function storage_name(person: string, name: string): string {
	return `${PREFIX}${person}.${name}`;
}

function read_draft<T>(name: string, empty: T): T {
	try {
		const stored = sessionStorage.getItem(name);
		return stored === null ? empty : { ...empty, ...(JSON.parse(stored) as Partial<T>) };
	} catch {
		return empty;
	}
}

function write_draft(name: string, value: unknown): void {
	try {
		sessionStorage.setItem(name, JSON.stringify(value));
	} catch {
		/* Storage is full or forbidden: the form works on, it is only not kept. */
	}
}

export interface Draft<T> {
	value: T;
	change: (part: Partial<T>) => void;
	clear: () => void;
}

export function use_draft<T extends object>(name: string, make_empty: () => T): Draft<T> {
	const session = use_session_query();
	const stored = storage_name(session.data?.person.id ?? 'visitor', name);
	const [value, set_value] = useState<T>(() => read_draft(stored, make_empty()));
	const [touched, set_touched] = useState(false);

	useEffect(() => {
		if (touched)
			write_draft(stored, value);
	}, [stored, value, touched]);

	return {
		value,
		change: (part) => {
			set_touched(true);
			set_value((before) => ({ ...before, ...part }));
		},
		clear: () => {
			set_touched(false);
			sessionStorage.removeItem(stored);
			set_value(make_empty());
		},
	};
}

export function forget_all_drafts(): void {
	for (const name of Object.keys(sessionStorage))
		if (name.startsWith(PREFIX))
			sessionStorage.removeItem(name);
}

/* For Idempotency-Key. crypto.randomUUID is missing where the page is not served over https. */
export function new_key(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

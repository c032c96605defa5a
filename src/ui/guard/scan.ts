/* SPDX-License-Identifier: MIT */
import guard_address from 'guard.wasm';
import { api, body_of } from '../api/client';
import { make_scan, place_findings, type Finding, type Scan } from './scanner';

async function load(): Promise<Scan | null> {
	try {
		const file = fetch(new URL(guard_address, import.meta.url));
		return make_scan((await WebAssembly.instantiateStreaming(file)).instance);
	} catch {
		return null; /* a browser that runs no WebAssembly, or a line that is gone: the service is asked instead */
	}
}

let loading: Promise<Scan | null> | undefined;

async function ask(text: string): Promise<Finding[]> {
	const { findings, verdict } = await body_of(api.POST('/texts/check', { body: { text } }));
	const blocks = (kind: string) => verdict === 'block' && !WARNS.has(kind);
	return place_findings(text, findings.map((one) => ({ ...one, blocks: blocks(one.kind) })));
}
const WARNS = new Set(['invalid_number', 'phone', 'email', 'birth_date', 'name']);

/* What the guard finds in a text. Nothing of the text leaves the browser, unless it cannot run the guard itself. */
export async function scan(text: string): Promise<Finding[]> {
	if (text.trim() === '')
		return [];
	loading ??= load();
	const own = await loading;
	return own ? own(text) : ask(text);
}

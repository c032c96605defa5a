/* SPDX-License-Identifier: MIT */
/*
 * The guard of src/privacy as WebAssembly: text in, findings out. Nothing here knows what an identity number looks like.
 */
export interface Finding {
	kind: string;
	blocks: boolean;
	/* As the service counts: code points. */
	start: number;
	end: number;
	/* As the browser counts: UTF-16. */
	from: number;
	to: number;
	words: string;
}

export type Scan = (text: string) => Finding[];

interface Guard {
	memory: WebAssembly.Memory;
	__heap_base: WebAssembly.Global;
	guard_scan: (text: number, len: number, findings: number, capacity: number, count: number) => number;
	guard_kind_name: (kind: number) => number;
	guard_kind_verdict: (kind: number) => number;
}

const PAGE = 65536;
const FINDING_SIZE = 12; /* three numbers of four bytes: kind, start, end */
const BLOCK = 2; /* enum guard_verdict */

export interface Span {
	kind: string;
	start: number;
	end: number;
}

/* Findings in order of their start, with their places in the string as well. */
export function place_findings(text: string, spans: (Span & { blocks: boolean })[]): Finding[] {
	const ends = [...spans.flatMap(({ start, end }) => [start, end])].sort((a, b) => a - b);
	const places = new Map<number, number>();
	let point = 0;
	let place = 0;
	for (const wanted of ends) {
		for (; point < wanted && place < text.length; point++)
			place += text.codePointAt(place)! > 0xffff ? 2 : 1;
		places.set(wanted, place);
	}
	return spans.map((span) => {
		const from = places.get(span.start)!;
		const to = places.get(span.end)!;
		return { ...span, from, to, words: text.slice(from, to) };
	});
}

function text_at(memory: WebAssembly.Memory, address: number): string {
	const bytes = new Uint8Array(memory.buffer, address);
	return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
}

export function make_scan(instance: WebAssembly.Instance): Scan {
	const guard = instance.exports as unknown as Guard;
	const heap = guard.__heap_base.value as number;

	/* Behind the program's own data: the text, then the findings, then their number. */
	return (text) => {
		const bytes = new TextEncoder().encode(text);
		const capacity = Math.floor(bytes.length / 4) + 1; /* GUARD_FINDINGS_MAX */
		const findings = Math.ceil((heap + bytes.length) / 4) * 4;
		const count = findings + capacity * FINDING_SIZE;
		const missing = count + 4 - guard.memory.buffer.byteLength;
		if (missing > 0)
			guard.memory.grow(Math.ceil(missing / PAGE));
		new Uint8Array(guard.memory.buffer, heap).set(bytes);
		guard.guard_scan(heap, bytes.length, findings, capacity, count);
		const found = new Uint32Array(guard.memory.buffer, findings, capacity * 3);
		const number = new Uint32Array(guard.memory.buffer, count, 1)[0]!;
		return place_findings(text, Array.from({ length: number }, (_, index) => {
			const [kind, start, end] = found.subarray(index * 3, index * 3 + 3) as unknown as [number, number, number];
			return { kind: text_at(guard.memory, guard.guard_kind_name(kind)), blocks: guard.guard_kind_verdict(kind) === BLOCK, start, end };
		}));
	};
}

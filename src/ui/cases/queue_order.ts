/* SPDX-License-Identifier: MIT */
/* The list a case was opened from, for going on to the next one: kept while the pages are open, in nobody's storage. */
let order: string[] = [];
let address = '/ko';

export function remember_order(ids: string[], at: string): void {
	order = ids;
	address = at;
}

/* The case after this one in the list it was opened from, and where the list is; null when it came from nowhere. */
export function next_after(id: string): { next: string | null; list: string; left: number } | null {
	const place = order.indexOf(id);
	return place < 0 ? null : { next: order[place + 1] ?? null, list: address, left: order.length - place - 1 };
}

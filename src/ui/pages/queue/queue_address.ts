/* SPDX-License-Identifier: MIT */
import type { Schemas } from '../../api/client';

type Kept = Schemas['queue_filters'];
/* What the list is asked for: without what is null, which means the same as leaving out. */
export type QueueFilters = { [Name in keyof Kept]?: NonNullable<Kept[Name]> };
export type View = NonNullable<QueueFilters['view']>;

/* What stands in the address for each, so that a view can be shared and going back finds it again. */
const NAMES: Record<keyof Kept, string> = {
	view: 'vis', sort: 'sorter', council_id: 'raad', organisation_id: 'virksomhet', helsefellesskap: 'fellesskap', status: 'status', kind: 'type',
	category: 'kategori', harm: 'alvor', party_id: 'part', assignee: 'hvem', from: 'fra', to: 'til', agreement_point: 'punkt', waiting_for: 'hos',
	overdue: 'forsinket', q: 'sok',
};
const VIEW_NAMES: Record<View, string> = {
	open: 'apne', new: 'nye', mine: 'mine', waiting: 'venter', waiting_for_us: 'hos-oss', overdue: 'over-fristen', closed: 'lukkede', all: 'alle',
};

export const SCOPES = ['council_id', 'organisation_id', 'helsefellesskap'] as const;
/* What narrows a view further; the rest says which list it is. */
export const NARROWING = ['status', 'kind', 'category', 'harm', 'party_id', 'assignee', 'from', 'to', 'agreement_point', 'waiting_for', 'overdue'] as const;
export type Narrowing = (typeof NARROWING)[number];

export function filters_of(search: URLSearchParams): QueueFilters {
	const found: Record<string, string | number> = {};
	for (const [key, name] of Object.entries(NAMES)) {
		const value = search.get(name);
		if (!value)
			continue;
		if (key === 'view')
			found[key] = Object.entries(VIEW_NAMES).find(([, word]) => word === value)?.[0] ?? 'open';
		else
			found[key] = key === 'agreement_point' ? Number(value) : value;
	}
	return found as QueueFilters;
}

export function search_of(filters: QueueFilters): Record<string, string> {
	return Object.fromEntries(Object.entries(filters).flatMap(([key, value]) => {
		if (value === null || value === undefined || value === '')
			return [];
		return [[NAMES[key as keyof Kept], key === 'view' ? VIEW_NAMES[value as View] : String(value)]];
	}));
}

export function address_of(filters: QueueFilters): string {
	const search = new URLSearchParams(search_of(filters)).toString();
	return search ? `/ko?${search}` : '/ko';
}

/* The same place, another view of it, and nothing narrowed. */
export function of_view(filters: QueueFilters, view: View): QueueFilters {
	return { ...Object.fromEntries(SCOPES.flatMap((name) => (filters[name] ? [[name, filters[name]]] : []))), view };
}

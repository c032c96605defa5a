/* SPDX-License-Identifier: MIT */
import type { Schemas } from '../../api/client';

export type Report = Schemas['learning_report'];
export type Dimension = Report['dimensions'][number]['dimension'];
export const FILTERS = ['kind', 'category', 'council', 'direction', 'counterpart', 'service_area', 'patient_group'] as const;
export type Filter = (typeof FILTERS)[number];
export const FILTERS_MOST = 2; /* more at once could single people out; the service refuses them */

/* What the page shows; in the address, so that it can be shared and going back finds it again. */
export type Question = { from?: string; to?: string; draft?: string } & { [Name in Filter]?: string };

const NAMES: Record<'from' | 'to' | 'draft' | Filter, string> = {
	from: 'fra', to: 'til', draft: 'utkast', kind: 'type', category: 'kategori', council: 'raad', direction: 'retning', counterpart: 'motpart',
	service_area: 'tjeneste', patient_group: 'gruppe',
};

export function question_of(search: URLSearchParams): Question {
	return Object.fromEntries(Object.entries(NAMES).flatMap(([key, name]) => {
		const value = search.get(name);
		return value ? [[key, value]] : [];
	}));
}

export function address_of(question: Question): string {
	const search = new URLSearchParams(Object.entries(question).flatMap(([key, value]) => (value ? [[NAMES[key as Filter], value]] : [])));
	return search.size > 0 ? `/laering?${search}` : '/laering';
}

export const filters_in = (question: Question): Filter[] => FILTERS.filter((name) => question[name]);

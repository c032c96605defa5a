/* SPDX-License-Identifier: MIT */
import { api, body_of, type Schemas } from '../../api/client';
import { oslo_time } from '../file/deviation_draft';

/* A set of routing rules as src/routing/routing.h describes it. */
export type Code = string | number | null;
export interface Rule {
	id: string;
	when: Partial<Record<Fact, Code[]>>;
	council: string;
	deadline_set?: string;
	why: Schemas['labels'];
}
export interface RuleSet {
	version: number;
	title: string;
	rules: Rule[];
	also_tell?: Rule[];
}
export type List = 'rules' | 'also_tell';
export type Version = Schemas['rule_set_page']['items'][number];
export type Page = Schemas['rule_set_page'];

/* What a condition may ask about, and the code list its codes come from. */
export const FACTS = {
	kind: 'kind', category: 'category', agreement_point: 'agreement_point', party: 'party', reporter_party: 'party', other_party: 'party',
	reporter_organisation: 'organisation', other_organisation: 'organisation', service_area: 'service_area', patient_group: 'patient_group',
	phase: 'phase', actual_harm: 'harm', potential_harm: 'harm',
} as const;
export type Fact = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as Fact[];
/* What a report may leave out. */
export const MAY_BE_MISSING: Fact[] = ['agreement_point', 'service_area', 'patient_group', 'phase'];

export const as_rules = (document: unknown) => document as RuleSet;

export const read_page = (helsefellesskap: string) =>
	body_of(api.GET('/helsefellesskap/{helsefellesskap}/rule-sets', { params: { path: { helsefellesskap } } }));

/* `at`: as the control writes it, meant in Norway. */
export const plan_draft = (id: string, version: number, note: string, at: string) => body_of(api.PUT('/rule-drafts/{id}/plan',
	{ params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body: { note, starts_at: oslo_time(at) } }));

export const is_default = (rule: Rule) => Object.keys(rule.when).length === 0;

/* A name nobody uses yet. */
export function new_id(set: RuleSet): string {
	const taken = new Set([...set.rules, ...(set.also_tell ?? [])].map((one) => one.id));
	let number = set.rules.length + 1;
	while (taken.has(`rule-${number}`))
		number += 1;
	return `rule-${number}`;
}

export function moved<T>(list: T[], from: number, to: number): T[] {
	const copy = [...list];
	copy.splice(to, 0, ...copy.splice(from, 1));
	return copy;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const content = (rule: Rule) => [FACT_NAMES.map((fact) => rule.when[fact] ?? null), rule.council, rule.deadline_set ?? null,
	rule.why.nb, rule.why.nn, rule.why.en];

export type Change = 'new' | 'changed' | 'moved' | null;

/* The ids of `now` that stand in the same order in `before` as well: the longest such row of them, so that one move is one move. */
function in_order(before: string[], now: string[]): Set<string> {
	const places = now.map((id) => before.indexOf(id));
	const best = places.map(() => 1);
	const previous = places.map(() => -1);
	let last = -1;
	places.forEach((place, i) => {
		if (place < 0)
			return;
		for (let j = 0; j < i; j += 1)
			if ((places[j] ?? -1) >= 0 && (places[j] ?? 0) < place && (best[j] ?? 0) + 1 > (best[i] ?? 0)) {
				best[i] = (best[j] ?? 0) + 1;
				previous[i] = j;
			}
		if (last < 0 || (best[i] ?? 0) > (best[last] ?? 0))
			last = i;
	});
	const kept = new Set<string>();
	for (let i = last; i >= 0; i = previous[i] ?? -1)
		kept.add(now[i] ?? '');
	return kept;
}

/* What is different from the version that counts: of each rule by its id, and the ids of those that are gone. */
export function differences(before: Rule[] = [], now: Rule[] = []): { changes: Map<string, Change>; gone: Rule[] } {
	const kept = in_order(before.map((one) => one.id), now.map((one) => one.id));
	const changes = new Map<string, Change>();
	for (const rule of now) {
		const earlier = before.find((one) => one.id === rule.id);
		if (!earlier)
			changes.set(rule.id, 'new');
		else if (!same(content(earlier), content(rule)))
			changes.set(rule.id, 'changed');
		else
			changes.set(rule.id, kept.has(rule.id) ? null : 'moved');
	}
	return { changes, gone: before.filter((one) => !now.some((rule) => rule.id === one.id)) };
}

export function count_differences(before: RuleSet, now: RuleSet): number {
	return (['rules', 'also_tell'] as List[]).reduce((sum, list) => {
		const { changes, gone } = differences(before[list], now[list]);
		return sum + gone.length + [...changes.values()].filter(Boolean).length;
	}, before.title === now.title ? 0 : 1);
}

/* What is wrong, by the rule it is about: "rules/3"; the rest under "". */
export function by_rule(errors: { pointer: string; message: string }[]): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const { pointer, message } of errors) {
		const [, list, index] = pointer.split('/');
		const key = index !== undefined && (list === 'rules' || list === 'also_tell') ? `${list}/${index}` : '';
		found.set(key, [...(found.get(key) ?? []), message]);
	}
	return found;
}

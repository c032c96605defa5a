/* SPDX-License-Identifier: MIT */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { ApiFailure, as_failure } from '../../api/failure';
import { use_leave_question } from '../../shell/leaving';
import { as_rules, by_rule, plan_draft, type RuleSet } from './rule_set';

const CHECK_AFTER_MS = 400;
export type Draft = Schemas['rule_draft'];

export const read_draft = (id: string) => body_of(api.GET('/rule-drafts/{id}', { params: { path: { id } } }));

/* What is wrong with the rules as they stand on the page, asked a moment after the last change. */
function use_check(helsefellesskap: string, set: RuleSet, asked: boolean) {
	const [settled, set_settled] = useState(set);
	useEffect(() => {
		const timer = setTimeout(() => set_settled(set), CHECK_AFTER_MS);
		return () => clearTimeout(timer);
	}, [set]);
	const { data } = useQuery({
		queryKey: ['rule-check', helsefellesskap, settled],
		enabled: asked,
		queryFn: async () => {
			try {
				await body_of(api.POST('/helsefellesskap/{helsefellesskap}/rule-check', { params: { path: { helsefellesskap } }, body: { ...settled } }));
				return [];
			} catch (error) {
				if (error instanceof ApiFailure && error.code === 'rule_set_refused')
					return error.errors;
				throw error;
			}
		},
	});
	return by_rule(data ?? []);
}

/* A draft on the page: what is stored, what was changed since, and the calls that store it and make it count. */
export function use_draft_rules(helsefellesskap: string, stored: Draft, may_manage: boolean) {
	const queries = useQueryClient();
	const [set, set_set] = useState<RuleSet>(as_rules(stored.rules));
	const [seen, set_seen] = useState(stored);
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const changed = JSON.stringify(set) !== JSON.stringify(seen.rules);
	const wrong = use_check(helsefellesskap, set, may_manage);
	use_leave_question(changed, useTranslation().t('page.leave_unsaved'));
	const run = async <T>(call: () => Promise<T>): Promise<T | null> => {
		set_busy(true);
		set_failure(null);
		try {
			return await call();
		} catch (error) {
			set_failure(as_failure(error));
			return null;
		} finally {
			set_busy(false);
			void queries.invalidateQueries({ queryKey: ['rule-sets'] });
			void queries.invalidateQueries({ queryKey: ['rule-drafts'] });
		}
	};
	const path = { id: seen.id };
	const take = (draft: Draft) => {
		set_seen(draft);
		queries.setQueryData(['rule-draft', draft.id], draft);
	};
	/* Compared with the version that counts, which is what the page shows. `over` stores it over what somebody else stored. */
	const store = (based_on: string, over = false) => run(async () => {
		const version = over ? (await read_draft(seen.id)).version : seen.version;
		const draft = await body_of(api.PUT('/rule-drafts/{id}', { params: { path, query: { based_on }, header: { 'If-Match': `"${version}"` } }, body: { ...set } }));
		take(draft);
		/* As it was stored, so that the two compare; what was changed meanwhile stays. */
		set_set((now) => (now === set ? as_rules(draft.rules) : now));
		return draft;
	});
	const discard = () => run(async () => {
		const draft = await read_draft(seen.id);
		take(draft);
		set_set(as_rules(draft.rules));
		return draft;
	});
	/* The list one comes back to must not show what is no draft any more until it is fetched anew. */
	const leave_list = () => queries.setQueriesData<{ id: string }[]>({ queryKey: ['rule-drafts'] }, (drafts) => drafts?.filter((one) => one.id !== seen.id));
	const activate = (note: string) => run(async () => {
		const active = await body_of(api.POST('/rule-drafts/{id}/activation', { params: { path, header: { 'If-Match': `"${seen.version}"` } }, body: { note } }));
		leave_list();
		return active;
	});
	const plan = (note: string, at: string) => run(async () => {
		const draft = await plan_draft(seen.id, seen.version, note, at);
		take(draft);
		return draft;
	});
	const remove = () => run(async () => {
		await body_of(api.DELETE('/rule-drafts/{id}', { params: { path, header: { 'If-Match': `"${seen.version}"` } } }));
		leave_list();
		return true;
	});
	return { set, set_set, seen, changed, wrong, busy, failure, store, discard, activate, plan, remove };
}

/* SPDX-License-Identifier: MIT */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import type { Draft } from '../../form/draft';
import { as_begun, from_begun, is_empty, type DeviationDraft } from './deviation_draft';

const PAUSE_MS = 3_000;  /* after the last key */
const AGAIN_MS = 10_000; /* after a failure that passes */

type Begun = Schemas['begun_report'];

export type SaveState =
	| { kind: 'idle' }
	| { kind: 'saved'; at: string }
	| { kind: 'failed' }                    /* tried again by itself */
	| { kind: 'refused'; failure: ApiFailure }
	| { kind: 'elsewhere'; other: Schemas['draft'] }; /* another device has saved since */

export const DRAFTS_KEY = ['drafts'] as const;

export const use_drafts = (enabled = true) =>
	useQuery({ queryKey: DRAFTS_KEY, queryFn: () => body_of(api.GET('/drafts')), enabled });
const path = (draft: string) => ({ params: { path: { draft } } });
export const read_draft = (id: string) => body_of(api.GET('/drafts/{draft}', path(id)));
export const delete_draft = (id: string) => api.DELETE('/drafts/{draft}', path(id)).catch(() => undefined);

/* The members in one order, without what is empty: two that say the same are the same text. */
const as_text = (report: Begun) => JSON.stringify(Object.entries(report).filter(([name, value]) => value !== null && value !== undefined && name !== 'filing_seconds').sort());

/* Keeps what is being written on the server as well, for the person's other devices. The browser's own copy stays the net below. */
export function use_saving(draft: Draft<DeviationDraft>, enabled: boolean) {
	const queries = useQueryClient();
	const [state, set_state] = useState<SaveState>({ kind: 'idle' });
	const [attempt, set_attempt] = useState(0);
	const { key, draft_version } = draft.value;
	const report = as_begun(draft.value);
	const text = as_text(report);
	/* Files alone make a draft; later they are no change of what is written. */
	const unsaved_files = draft_version === 0 && draft.value.attachments.length > 0;
	const saved = useRef({ key, text: draft_version > 0 ? '' : text });
	if (saved.current.key !== key)
		saved.current = { key, text: draft_version > 0 ? text : '' };

	const note = (version: number, at: string) => {
		saved.current = { key, text };
		draft.change({ draft_version: version });
		set_state({ kind: 'saved', at });
		void queries.invalidateQueries({ queryKey: DRAFTS_KEY });
	};
	const settle = async (failure: ApiFailure) => {
		if (failure.status === 412) {
			const other = await read_draft(key);
			if (as_text(other.report) === text)
				note(other.version, other.updated_at);
			else
				set_state({ kind: 'elsewhere', other });
		} else if (failure.status === 404) {
			draft.change({ draft_version: 0 });
			set_attempt((before) => before + 1);
		} else if (failure.code === 'draft_filed') {
			set_state({ kind: 'idle' });
		} else if (failure.status === 409 || failure.status === 422) {
			set_state({ kind: 'refused', failure });
		} else {
			set_state({ kind: 'failed' });
		}
	};
	const save = async () => {
		try {
			const done = await body_of(api.PUT('/drafts/{draft}', { ...path(key), body: { version: draft_version, report } }));
			note(done.version, done.updated_at);
		} catch (error) {
			await settle(as_failure(error)).catch(() => set_state({ kind: 'failed' }));
		}
	};
	useEffect(() => {
		if (!enabled || (text === saved.current.text && !unsaved_files) || is_empty(draft.value) || state.kind === 'elsewhere')
			return undefined;
		const timer = setTimeout(() => void save(), PAUSE_MS);
		return () => clearTimeout(timer);
	}, [enabled, text, unsaved_files, attempt, state.kind === 'elsewhere']);
	useEffect(() => {
		if (state.kind !== 'failed')
			return undefined;
		const again = () => set_attempt((before) => before + 1);
		const timer = setTimeout(again, AGAIN_MS);
		window.addEventListener('online', again);
		return () => {
			clearTimeout(timer);
			window.removeEventListener('online', again);
		};
	}, [state]);

	return {
		state,
		use_theirs: (other: Schemas['draft']) => {
			draft.change({ ...from_begun(other), attachments: draft.value.attachments });
			saved.current = { key: other.id, text: as_text(other.report) };
			set_state({ kind: 'saved', at: other.updated_at });
		},
		keep_own: (other: Schemas['draft']) => {
			draft.change({ draft_version: other.version });
			set_state({ kind: 'idle' });
			set_attempt((before) => before + 1);
		},
		forget: async () => {
			if (draft_version > 0 || draft.value.attachments.length > 0)
				await delete_draft(key);
			set_state({ kind: 'idle' });
			void queries.invalidateQueries({ queryKey: DRAFTS_KEY });
		},
	};
}

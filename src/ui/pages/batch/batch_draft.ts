/* SPDX-License-Identifier: MIT */
import type { TFunction } from 'i18next';
import type { Schemas } from '../../api/client';
import type { FieldError } from '../../api/failure';
import { new_key } from '../../form/draft';
import type { Errors } from '../../form/ErrorSummary';
import { length_of } from '../../form/Field';
import { empty_draft, TITLE_MAX, today, type DeviationDraft } from '../file/deviation_draft';

type Body = Schemas['new_batch'];

export const ROWS_MAX = 50;
export const ROW_TEXT_MAX = 2_000;

export interface Row {
	id: string; /* stays with the row, wherever it moves */
	occurred_on: string;
	other_unit_id: string;
	description: string;
}

/* What all rows have in common, and the rows. Empty where nothing is chosen. */
export interface BatchDraft {
	key: string;
	kind: Body['kind'];
	reporter_organisation_id: string;
	other_organisation_id: string;
	category: string;
	agreement_point: string;
	title: string;
	actual_harm: Body['actual_harm'];
	potential_harm: Body['potential_harm'];
	rows: Row[];
	fine: string[];
}

let last_row = 0;
/* Slips of one day are often reported together: a new row begins with the date of the one before. */
export const new_row = (before?: Row): Row =>
	({ id: `${Date.now()}-${last_row += 1}`, occurred_on: before?.occurred_on ?? '', other_unit_id: before?.other_unit_id ?? '', description: '' });

export function empty_batch(organisation: { id: string } | undefined): BatchDraft {
	return {
		key: new_key(), kind: 'patient', reporter_organisation_id: organisation?.id ?? '', other_organisation_id: '', category: '', agreement_point: '', title: '',
		actual_harm: 'none', potential_harm: 'none', rows: [new_row()], fine: [],
	};
}

/* How a field is called in the page; of a row, by the row. */
export const row_field = (row: Row, name: keyof Row) => `${name}-${row.id}`;
/* A row that nothing was written in is left out: there is always one to write in. */
export const rows_to_send = (draft: BatchDraft) => draft.rows.filter((row) => row.description.trim() !== '');

export const batch_texts = (draft: BatchDraft): Record<string, string> =>
	({ title: draft.title, ...Object.fromEntries(draft.rows.map((row) => [row_field(row, 'description'), row.description])) });
export const sent_batch_texts = (draft: BatchDraft, body: Body) => [
	{ name: 'title', pointer: '/title', text: body.title },
	...rows_to_send(draft).map((row, place) => ({ name: row_field(row, 'description'), pointer: `/rows/${place}/description`, text: body.rows[place]?.description })),
];

export function batch_body(draft: BatchDraft, helsefellesskap: string): Body {
	return {
		helsefellesskap, kind: draft.kind, reporter_organisation_id: draft.reporter_organisation_id, other_organisation_id: draft.other_organisation_id,
		category: draft.category, agreement_point: draft.agreement_point ? Number(draft.agreement_point) : null, title: draft.title.trim(),
		actual_harm: draft.actual_harm, potential_harm: draft.potential_harm,
		rows: rows_to_send(draft).map((row) => ({ occurred_on: row.occurred_on || null, other_unit_id: row.other_unit_id || null, description: row.description.trim() })),
	};
}

/* The same as one report, for what shows where it would go. */
export const as_one = (draft: BatchDraft, helsefellesskap: string): DeviationDraft => ({
	...empty_draft(helsefellesskap, undefined), kind: draft.kind, category: draft.category, reporter_organisation_id: draft.reporter_organisation_id,
	other_organisation_id: draft.other_organisation_id, agreement_point: draft.agreement_point, actual_harm: draft.actual_harm, potential_harm: draft.potential_harm,
});

export function find_batch_errors(draft: BatchDraft, t: TFunction): Errors {
	const errors: Errors = {};
	if (!draft.reporter_organisation_id)
		errors.reporter_organisation_id = t('file.errors.reporter_organisation');
	if (!draft.other_organisation_id)
		errors.other_organisation_id = t('file.errors.other_organisation');
	if (!draft.category)
		errors.category = t('file.errors.category');
	if (draft.title.trim() === '')
		errors.title = t('file.errors.title');
	else if (length_of(draft.title.trim()) < 3)
		errors.title = t('file.errors.title_short');
	else if (length_of(draft.title) > TITLE_MAX)
		errors.title = t('file.errors.too_long', { label: t('file.title'), limit: TITLE_MAX });
	if (rows_to_send(draft).length === 0 && draft.rows[0])
		errors[row_field(draft.rows[0], 'description')] = t('batch.errors.no_rows');
	draft.rows.forEach((row, place) => {
		const label = t('batch.row', { number: place + 1 });
		if (row.occurred_on > today())
			errors[row_field(row, 'occurred_on')] = `${label}: ${t('file.errors.future')}`;
		if (row.description.trim() && length_of(row.description.trim()) < 3)
			errors[row_field(row, 'description')] = `${label}: ${t('file.errors.description_short')}`;
		if (length_of(row.description) > ROW_TEXT_MAX)
			errors[row_field(row, 'description')] = `${label}: ${t('file.errors.too_long', { label: t('batch.what'), limit: ROW_TEXT_MAX })}`;
	});
	return errors;
}

/* What the service says of a row stands at the row that was sent in that place. */
export function batch_errors_of(draft: BatchDraft, found: FieldError[], t: TFunction): { errors: Errors; general: string[] } {
	const errors: Errors = {};
	const general: string[] = [];
	const sent = rows_to_send(draft);
	for (const { pointer, message } of found) {
		const [, place, field] = /^\/rows\/(\d+)\/(\w+)$/.exec(pointer) ?? [];
		const row = place === undefined ? undefined : sent[Number(place)];
		const shared = /^\/(reporter_organisation_id|other_organisation_id|category|title)$/.exec(pointer)?.[1];
		if (row && field)
			errors[row_field(row, field as keyof Row)] ??= `${t('batch.row', { number: draft.rows.indexOf(row) + 1 })}: ${message}`;
		else if (shared)
			errors[shared] ??= message;
		else
			general.push(message);
	}
	return { errors, general };
}

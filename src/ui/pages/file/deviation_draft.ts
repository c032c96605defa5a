/* SPDX-License-Identifier: MIT */
import type { TFunction } from 'i18next';
import type { AttachedFile } from '../../attachments/AttachmentField';
import type { Schemas } from '../../api/client';
import type { Code } from '../../api/register';
import { new_key } from '../../form/draft';
import type { Errors } from '../../form/ErrorSummary';
import { length_of } from '../../form/Field';

type Body = Schemas['new_deviation'];
export type Kind = Body['kind'];
export type Harm = NonNullable<Body['actual_harm']>;

export type Received = NonNullable<Body['on_behalf_of']>['received'];
export const STAY_TIMES = ['admitted_at', 'admission_notice_at', 'planned_discharge_at', 'ready_notice_at', 'discharged_at', 'epicrisis_at'] as const;

export const TITLE_MAX = 120;
export const DESCRIPTION_MAX = 10_000;
export const LONG_MAX = 4_000;

/* A report as it is being written: text of controls, empty where nothing is chosen. */
export interface DeviationDraft {
	key: string; /* Idempotency-Key: belongs to this report from its first letter on */
	helsefellesskap: string;
	kind: Kind | '';
	reporter_organisation_id: string;
	reporter_unit_id: string;
	other_organisation_id: string;
	other_unit_id: string;
	other_service_id: string;
	category: string;
	title: string;
	description: string;
	occurred_on: string;
	actual_harm: Harm | '';
	potential_harm: Harm | '';
	phase: string;
	patient_group: string;
	agreement_point: string;
	point_chosen: boolean; /* by the person, not from the category */
	hph_item: string;
	immediate_action: string;
	suggestion: string;
	external_system: string;
	external_reference: string;
	attachments: AttachedFile[]; /* uploaded already */
	who: string; /* on behalf of whom, when received says how that came */
	received: Received | '';
	admitted_at: string;
	admission_notice_at: string;
	planned_discharge_at: string;
	ready_notice_at: string;
	discharged_at: string;
	epicrisis_at: string;
	fine: string[]; /* findings of the guard that the person said are all right */
	draft_version: number; /* on the server; 0: not there */
	spent_ms: number; /* from the first key, without long pauses */
	sent_after: number | null; /* seconds, of the report as it was tried to be sent: a repeat is the same request */
}

export type FieldName = Exclude<keyof DeviationDraft, 'key' | 'point_chosen' | 'fine' | 'attachments' | 'draft_version' | 'spent_ms' | 'sent_after'>;

/* Where a person can write anything. */
const FREE_TEXTS = ['title', 'description', 'immediate_action', 'suggestion', 'external_system', 'external_reference', 'who'] as const;
export type FreeText = (typeof FREE_TEXTS)[number];

export const free_texts = (draft: DeviationDraft) =>
	Object.fromEntries(FREE_TEXTS.map((name) => [name, draft[name]])) as Record<FreeText, string>;
export const sent_texts = (body: Body) => FREE_TEXTS.map((name) => (name === 'who'
	? { name, pointer: '/on_behalf_of/who', text: body.on_behalf_of?.who }
	: { name, pointer: `/${name}`, text: body[name] }));

export function empty_draft(helsefellesskap: string, organisation: Schemas['organisation_reference'] | undefined): DeviationDraft {
	return {
		key: new_key(), helsefellesskap, kind: organisation?.party === 'user_representative' ? 'user_representative' : '',
		reporter_organisation_id: organisation?.id ?? '', reporter_unit_id: '', other_organisation_id: '', other_unit_id: '',
		other_service_id: '', draft_version: 0, spent_ms: 0, sent_after: null,
		category: '', title: '', description: '', occurred_on: '', actual_harm: '', potential_harm: '', phase: '', patient_group: '',
		agreement_point: '', point_chosen: false, hph_item: '', immediate_action: '', suggestion: '',
		external_system: '', external_reference: '', who: '', received: '', admitted_at: '', admission_notice_at: '', planned_discharge_at: '',
		ready_notice_at: '', discharged_at: '', epicrisis_at: '', attachments: [], fine: [],
	};
}

/* What each field is called where an error names it. */
export function field_labels(t: TFunction): Record<FieldName, string> {
	return {
		helsefellesskap: t('file.helsefellesskap'),
		kind: t('file.kind_short'),
		reporter_organisation_id: t('file.reporter_organisation'),
		reporter_unit_id: t('file.reporter_unit'),
		other_organisation_id: t('file.other_organisation'),
		other_unit_id: t('file.other_unit'),
		other_service_id: t('suggestions.service'),
		category: t('file.category'),
		title: t('file.title'),
		description: t('file.description'),
		occurred_on: t('file.occurred_on'),
		actual_harm: t('file.actual_harm'),
		potential_harm: t('file.potential_harm'),
		phase: t('file.phase'),
		patient_group: t('file.patient_group'),
		agreement_point: t('file.agreement_point'),
		hph_item: t('file.hph_item'),
		immediate_action: t('file.immediate_action'),
		suggestion: t('file.suggestion'),
		external_system: t('file.external_system'),
		external_reference: t('file.external_reference'),
		who: t('details.who'),
		received: t('details.received'),
		admitted_at: t('details.admitted_at'),
		admission_notice_at: t('details.admission_notice_at'),
		planned_discharge_at: t('details.planned_discharge_at'),
		ready_notice_at: t('details.ready_notice_at'),
		discharged_at: t('details.discharged_at'),
		epicrisis_at: t('details.epicrisis_at'),
	};
}

/* Only a case about a patient has a phase, a patient group and an item of the home checklist. */
export const concerns_patient = (draft: DeviationDraft) => draft.kind === 'patient' || draft.kind === 'positive';
export const asks_harm = (draft: DeviationDraft) => draft.kind !== 'positive';
/* Where the point of the agreement decides which council gets it, it is asked for among the first questions. */
export const point_decides = (draft: DeviationDraft) =>
	draft.kind === 'user_representative' || (draft.kind === 'system' && draft.category === 'annet');

/* The category suggests the point of the agreement, until the person has chosen one. */
export function with_category(draft: DeviationDraft, category: string, categories: Code[]): Partial<DeviationDraft> {
	const suggested = categories.find((one) => one.code === category)?.agreement_point;
	return { category, ...(draft.point_chosen ? {} : { agreement_point: suggested ? String(suggested) : '' }) };
}

export function find_errors(draft: DeviationDraft, t: TFunction): Errors<FieldName> {
	const errors: Errors<FieldName> = {};
	const required = (name: FieldName, message: string) => {
		if (!String(draft[name]).trim())
			errors[name] = message;
	};
	const at_most = (name: FieldName, limit: number, label: string) => {
		if (length_of(draft[name]) > limit)
			errors[name] = t('file.errors.too_long', { label, limit });
	};
	required('kind', t('file.errors.kind'));
	required('reporter_organisation_id', t('file.errors.reporter_organisation'));
	required('other_organisation_id', t('file.errors.other_organisation'));
	required('title', t('file.errors.title'));
	required('description', t('file.errors.description'));
	required('category', t('file.errors.category'));
	if (asks_harm(draft)) {
		required('actual_harm', t('file.errors.actual_harm'));
		required('potential_harm', t('file.errors.potential_harm'));
	}
	if (draft.title.trim() && length_of(draft.title.trim()) < 3)
		errors.title = t('file.errors.title_short');
	if (draft.description.trim() && length_of(draft.description.trim()) < 3)
		errors.description = t('file.errors.description_short');
	if (draft.received && draft.who.trim().length < 3)
		errors.who = t('details.who_missing');
	if (draft.occurred_on > today())
		errors.occurred_on = t('file.errors.future');
	at_most('title', TITLE_MAX, t('file.title'));
	at_most('description', DESCRIPTION_MAX, t('file.description'));
	at_most('immediate_action', LONG_MAX, t('file.immediate_action'));
	at_most('suggestion', LONG_MAX, t('file.suggestion'));
	return errors;
}

/* Today in Norway, as the date control writes it. */
export function today(): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
}

/* "2026-03-01T14:30", as the control writes it, as a point in time: what is written is meant in Norway, wherever the browser is. */
export function oslo_time(local: string): string {
	const as_utc = new Date(`${local.slice(0, 16)}:00Z`);
	const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'short' }).format(as_utc);
	const ahead = Math.round((Date.parse(`${shown.replace(' ', 'T')}:00Z`) - as_utc.getTime()) / 3_600_000);
	return `${local.slice(0, 16)}+0${ahead}:00`;
}

const or_null = (text: string) => text.trim() || null;

export function as_body(draft: DeviationDraft): Body {
	const patient = concerns_patient(draft);
	return {
		helsefellesskap: draft.helsefellesskap,
		kind: draft.kind as Kind,
		reporter_organisation_id: draft.reporter_organisation_id,
		reporter_unit_id: or_null(draft.reporter_unit_id),
		other_organisation_id: draft.other_organisation_id,
		other_unit_id: or_null(draft.other_unit_id),
		other_service_id: or_null(draft.other_service_id),
		category: draft.category,
		phase: patient ? or_null(draft.phase) : null,
		patient_group: patient ? or_null(draft.patient_group) : null,
		agreement_point: draft.agreement_point ? Number(draft.agreement_point) : null,
		hph_item: patient ? or_null(draft.hph_item) : null,
		occurred_on: or_null(draft.occurred_on),
		title: draft.title.trim(),
		description: draft.description.trim(),
		immediate_action: or_null(draft.immediate_action),
		suggestion: or_null(draft.suggestion),
		actual_harm: asks_harm(draft) ? (draft.actual_harm as Harm) : null,
		potential_harm: asks_harm(draft) ? (draft.potential_harm as Harm) : null,
		filing_seconds: draft.sent_after,
		external_system: or_null(draft.external_system),
		external_reference: or_null(draft.external_reference),
		attachments: draft.attachments.map((one) => one.id),
		on_behalf_of: draft.received ? { who: draft.who.trim(), received: draft.received } : null,
		discharge_times: patient && STAY_TIMES.some((name) => draft[name])
			? Object.fromEntries(STAY_TIMES.map((name) => [name, draft[name] ? oslo_time(draft[name]) : null])) : null,
	};
}

/* What decides the route; null while too little is known. */
export function as_question(draft: DeviationDraft): Schemas['route_question'] | null {
	if (!draft.kind || !draft.category || !draft.reporter_organisation_id || !draft.other_organisation_id)
		return null;
	return {
		helsefellesskap: draft.helsefellesskap,
		kind: draft.kind,
		category: draft.category,
		reporter_organisation_id: draft.reporter_organisation_id,
		other_organisation_id: draft.other_organisation_id,
		other_service_id: or_null(draft.other_service_id),
		agreement_point: draft.agreement_point ? Number(draft.agreement_point) : null,
		patient_group: concerns_patient(draft) ? or_null(draft.patient_group) : null,
		actual_harm: asks_harm(draft) ? draft.actual_harm || null : 'none',
		potential_harm: asks_harm(draft) ? draft.potential_harm || null : 'none',
	};
}

/* Nothing that is worth keeping. */
export const is_empty = (draft: DeviationDraft) =>
	!FREE_TEXTS.some((name) => draft[name].trim()) && !draft.other_organisation_id && !draft.category && draft.attachments.length === 0;

/* As much as is written, for the draft on the server; uploaded files know themselves that they belong to it. */
export function as_begun(draft: DeviationDraft): Schemas['begun_report'] {
	return {
		helsefellesskap: draft.helsefellesskap,
		kind: draft.kind || null,
		reporter_organisation_id: draft.reporter_organisation_id || null,
		reporter_unit_id: draft.reporter_unit_id || null,
		other_organisation_id: draft.other_organisation_id || null,
		other_unit_id: draft.other_unit_id || null,
		other_service_id: draft.other_service_id || null,
		category: draft.category || null,
		phase: draft.phase || null,
		patient_group: draft.patient_group || null,
		agreement_point: draft.agreement_point ? Number(draft.agreement_point) : null,
		point_chosen: draft.point_chosen || null,
		hph_item: draft.hph_item || null,
		occurred_on: draft.occurred_on || null,
		...Object.fromEntries([...FREE_TEXTS, ...STAY_TIMES].map((name) => [name, draft[name] || null])),
		received: draft.received || null,
		actual_harm: draft.actual_harm || null,
		potential_harm: draft.potential_harm || null,
		filing_seconds: Math.min(86_400, Math.round(draft.spent_ms / 1000)) || null,
	};
}

/* A draft of the server as the form holds it. */
export function from_begun({ id, version, report }: Schemas['draft']): DeviationDraft {
	const { agreement_point, point_chosen, filing_seconds, ...rest } = report;
	const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined));
	return {
		...empty_draft(report.helsefellesskap, undefined), ...given, key: id, draft_version: version,
		agreement_point: agreement_point ? String(agreement_point) : '', point_chosen: point_chosen === true, spent_ms: (filing_seconds ?? 0) * 1000,
	};
}

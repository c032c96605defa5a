/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { use_labels } from '../../api/register';
import type { Deviation } from '../../cases/deviations';

/* In the order they are asked for and told. */
export const CLASSIFICATION = ['kind', 'category', 'agreement_point', 'phase', 'patient_group', 'hph_item', 'actual_harm', 'potential_harm'] as const;
export type ClassificationField = (typeof CLASSIFICATION)[number];
/* As a form holds it: nothing is an empty text. */
export type Classification = Record<ClassificationField, string>;
export type Changed = NonNullable<Deviation['events'][number]['changes']>[number];

const LISTS = { kind: 'kind', category: 'category', phase: 'phase', patient_group: 'patient_group', hph_item: 'hph_item', actual_harm: 'harm', potential_harm: 'harm' } as const;

type Filed = NonNullable<Deviation['filed_as']>;
export const as_classification = (one: Filed): Classification =>
	Object.fromEntries(CLASSIFICATION.map((field) => [field, String(one[field] ?? '')])) as Classification;

/* What is another than before. */
export function differences(from: Classification, to: Classification): Changed[] {
	return CLASSIFICATION.filter((field) => from[field] !== to[field])
		.map((field) => ({ field, from: from[field] || null, to: to[field] || null }));
}

/* What fields and their codes are called. */
export function use_classification_words(helsefellesskap: string) {
	const { t } = useTranslation();
	const { label, point } = use_labels(helsefellesskap);
	const value = (field: ClassificationField, code: string | null) =>
		code === null ? t('reclassify.nothing') : field === 'agreement_point' ? point(Number(code)) : label(LISTS[field], code);
	const name = (field: ClassificationField) => t(field === 'kind' ? 'file.kind_short' : `file.${field}`);
	/* Names that are questions need no colon. */
	const named = (field: ClassificationField, text: string) => `${name(field)}${name(field).endsWith('?') ? '' : ':'} ${text}`;
	return {
		name,
		was: ({ field, from }: Changed) => named(field, value(field, from)),
		change: ({ field, from, to }: Changed) => named(field, `${value(field, from)} → ${value(field, to)}`),
	};
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { code_list, label_of, points_on, use_labels } from '../../api/register';
import type { Deviation } from '../../cases/deviations';
import { use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { length_of, SelectField, TextArea } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';
import { as_classification, CLASSIFICATION, differences, use_classification_words, type Classification, type ClassificationField } from './classification';

/* An own id: the form that reopens a case has a reason as well. */
type Name = ClassificationField | 'change_reason';
const REASON_MAX = 2000;
const about_patient = (kind: string) => kind === 'patient' || kind === 'positive';

function body_from(value: Classification, reason: string, confirmed_findings: Schemas['confirmed_finding'][]): Schemas['new_classification'] {
	const harm = (text: string) => (value.kind === 'positive' ? null : text) as Schemas['new_classification']['actual_harm'];
	return {
		kind: value.kind as Schemas['new_classification']['kind'], category: value.category, phase: value.phase || null, patient_group: value.patient_group || null,
		agreement_point: value.agreement_point ? Number(value.agreement_point) : null, hph_item: about_patient(value.kind) ? value.hph_item || null : null,
		actual_harm: harm(value.actual_harm), potential_harm: harm(value.potential_harm), reason, confirmed_findings,
	};
}

/* What the service will store: what is not asked for a kind is gone with it. */
function as_stored(value: Classification): Classification {
	const positive = value.kind === 'positive';
	return { ...value, hph_item: about_patient(value.kind) ? value.hph_item : '', actual_harm: positive ? 'none' : value.actual_harm, potential_harm: positive ? 'none' : value.potential_harm };
}

/* The fields of the filing form, by its names. */
function Fields({ one, value, errors, change }: { one: Deviation; value: Classification; errors: Errors<Name>; change: (part: Partial<Classification>) => void }) {
	const { t } = useTranslation();
	const { register, language } = use_labels(one.helsefellesskap.code);
	const choices = (list: string) => code_list(register, list).map(({ code, labels }) => ({ value: code, label: label_of(labels, language) }));
	/* What the case has may be out of use by now. */
	const choices_with = (list: string, code: string) => {
		const valid = choices(list);
		return !code || valid.some((choice) => choice.value === code) ? valid : [...valid, { value: code, label: code }];
	};
	const points = points_on(register, one.occurred_on ?? one.submitted_at.slice(0, 10), language);
	const select = (name: 'phase' | 'patient_group' | 'hph_item') => (
		<SelectField name={name} label={t(`file.${name}`)} empty={t('form.not_chosen')} value={value[name]} choices={choices_with(name, value[name])} error={errors[name]}
			on_change={(code) => change({ [name]: code })} />
	);
	return (
		<>
			{one.kind !== 'user_representative' && (
				<RadioGroup name="kind" label={t('file.kind_short')} value={value.kind} error={errors.kind} choices={choices('kind').filter(({ value: kind }) => kind !== 'user_representative')}
					on_change={(kind) => change({ kind })} />
			)}
			<SelectField name="category" label={t('file.category')} required value={value.category} choices={choices_with('category', value.category)} error={errors.category}
				on_change={(category) => change({ category })} />
			<SelectField name="agreement_point" label={t('file.agreement_point')} empty={t('form.not_chosen')} value={value.agreement_point} error={errors.agreement_point}
				choices={points} on_change={(agreement_point) => change({ agreement_point })} />
			{select('phase')}
			{select('patient_group')}
			{about_patient(value.kind) && select('hph_item')}
			{value.kind !== 'positive' && (['actual_harm', 'potential_harm'] as const).map((name) => (
				<SelectField key={name} name={name} label={t(`file.${name}`)} required value={value[name]} choices={choices('harm')} error={errors[name]}
					on_change={(code) => change({ [name]: code })} />
			))}
		</>
	);
}

/* How a case is classified, changed with a reason; what will be another is told before it is sent. */
export function ClassificationForm({ one, on_done }: { one: Deviation; on_done: () => void }) {
	const { t } = useTranslation();
	const is_now = as_classification(one);
	const draft = use_draft(`case.${one.id}.classification`, () => ({ ...is_now, change_reason: '', fine: [] as string[] }));
	const change = use_change(one.id);
	const words = use_classification_words(one.helsefellesskap.code);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const reason = draft.value.change_reason;
	const guard = use_guard({ change_reason: reason } as Record<'change_reason', string>, draft.value.fine, (fine) => draft.change({ fine }));
	const changed = differences(is_now, as_stored(draft.value));
	useEffect(() => form.current?.querySelector<HTMLElement>('input, select')?.focus(), []);

	const refused: Errors<Name> = {};
	const general: string[] = [];
	for (const { pointer, message } of change.failure?.errors ?? []) {
		const field = CLASSIFICATION.find((name) => pointer === `/${name}`);
		if (field)
			refused[field] = `${words.name(field)}: ${message}`;
		else if (pointer === '/reason')
			refused.change_reason = `${t('reclassify.reason')}: ${message}`;
		else
			general.push(message);
	}
	const was_refused = (change.failure?.errors.length ?? 0) > 0;
	const shown = was_refused ? refused : attempt > 0 ? { ...guard.errors({ change_reason: t('reclassify.reason') }), ...errors } : errors;

	const submit = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const found: Errors<Name> = {};
		if (changed.length === 0)
			found.category = t('reclassify.unchanged');
		if (length_of(reason.trim()) < 3)
			found.change_reason = t('reclassify.reason_missing');
		else if (length_of(reason) > REASON_MAX)
			found.change_reason = t('file.errors.too_long', { label: t('reclassify.reason'), limit: REASON_MAX });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const confirmed = await guard.confirmed_in([{ name: 'change_reason', pointer: '/reason', text: reason }]);
		const send = async () => {
			await body_of(api.PUT('/deviations/{id}/classification', { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } },
				body: body_from(draft.value, reason, confirmed) }));
			draft.clear();
		};
		if (await change.run(send))
			on_done();
	};
	return (
		<form className="form write" ref={form} onSubmit={submit} noValidate>
			<ErrorSummary errors={shown} general={general} attempt={was_refused ? -attempt : attempt} />
			<Fields one={one} value={draft.value} errors={shown} change={draft.change} />
			<div role="status">
				<Heading level={3} data-size="2xs">{t('reclassify.differences')}</Heading>
				{changed.length === 0 ? <p>{t('reclassify.none')}</p> : <ul>{changed.map((one_change) => <li key={one_change.field}>{words.change(one_change)}</li>)}</ul>}
			</div>
			<TextArea name="change_reason" label={t('reclassify.reason')} hint={t('reclassify.reason_hint')} rows={4} limit={REASON_MAX} required value={reason}
				error={shown.change_reason} guard={guard_of(guard, 'change_reason', reason, (text) => draft.change({ change_reason: text }))}
				on_change={(text) => draft.change({ change_reason: text })} />
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void submit()} />
			<div className="actions">
				<Button type="submit" loading={change.busy}>{change.busy ? t('file.sending') : t('reclassify.send')}</Button>
			</div>
		</form>
	);
}

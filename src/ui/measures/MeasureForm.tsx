/* SPDX-License-Identifier: MIT */
import { Button, Details } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { use_register } from '../api/register';
import { new_key, use_draft, type Draft } from '../form/draft';
import { ErrorSummary, type Errors } from '../form/ErrorSummary';
import { length_of, SelectField, TextArea, TextField } from '../form/Field';
import { RadioGroup } from '../form/RadioGroup';
import { guard_of } from '../guard/GuardNotes';
import { use_guard, type Guard } from '../guard/use_guard';
import { ChangeFailure } from '../pages/case/ChangeFailure';
import { DEGREES, MONTHS, STRENGTHS, use_measure_change, type Measure } from './measures';

const TEXT_MAX = 2000;
const POINTERS = { '/text': 'measure_text', '/strength': 'measure_strength', '/responsible_organisation_id': 'measure_responsible', '/due_on': 'measure_due',
	'/effect_months': 'measure_months', '/severity': 'measure_severity', '/benefit': 'measure_benefit', '/resource': 'measure_resource' } as const;
type Name = (typeof POINTERS)[keyof typeof POINTERS];
type Written = Record<Name, string> & { fine: string[]; key: string };

/* Which case it is for; `parties` are offered first. */
interface MeasureFormProps {
	case_id: string;
	helsefellesskap: string;
	parties: Schemas['organisation_reference'][];
	measure?: Measure; /* written anew */
	send: (body: Schemas['new_measure'], key: string) => Promise<unknown>;
	on_done: () => void;
	on_cancel: () => void;
}

function written_of(measure: Measure | undefined): Written {
	return {
		measure_text: measure?.text ?? '', measure_strength: measure?.strength ?? '', measure_responsible: measure?.responsible_organisation.id ?? '',
		measure_due: measure?.due_on ?? '', measure_months: String(measure?.effect_months ?? 6), measure_severity: measure?.severity ?? '',
		measure_benefit: measure?.benefit ?? '', measure_resource: measure?.resource ?? '', fine: [], key: new_key(),
	};
}

function body_from(value: Written, confirmed_findings: Schemas['confirmed_finding'][]): Schemas['new_measure'] {
	const degree = (name: Name) => (value[name] || null) as 'low' | 'medium' | 'high' | null;
	return {
		text: value.measure_text.trim(), strength: value.measure_strength as Measure['strength'], responsible_organisation_id: value.measure_responsible,
		due_on: value.measure_due, effect_months: Number(value.measure_months), severity: degree('measure_severity'), benefit: degree('measure_benefit'),
		resource: degree('measure_resource'), confirmed_findings,
	};
}

function use_labels_of(): Record<Name, string> {
	const { t } = useTranslation();
	return {
		measure_text: t('measures.text'), measure_strength: t('measures.strength_label'), measure_responsible: t('measures.responsible_label'), measure_due: t('measures.due'),
		measure_months: t('measures.months'), measure_severity: t('measures.severity'), measure_benefit: t('measures.benefit'), measure_resource: t('measures.resource'),
	};
}

function Fields({ draft, labels, shown, guard, helsefellesskap, parties, measure }: { draft: Draft<Written>; labels: Record<Name, string>; shown: Errors<Name>;
	guard: Guard<'measure_text'>; } & Pick<MeasureFormProps, 'helsefellesskap' | 'parties' | 'measure'>) {
	const { t } = useTranslation();
	const { value } = draft;
	const others = (use_register(helsefellesskap).data?.organisations ?? []).filter((one) => !parties.some((party) => party.id === one.id));
	const now = measure?.responsible_organisation;
	const known = !now || [...parties, ...others].some((one) => one.id === now.id);
	const choice = (one: { id: string; name: string }) => ({ value: one.id, label: one.name });
	return (
		<>
			<TextArea name="measure_text" label={labels.measure_text} hint={t('measures.text_hint')} rows={4} limit={TEXT_MAX} required value={value.measure_text} error={shown.measure_text}
				guard={guard_of(guard, 'measure_text', value.measure_text, (text) => draft.change({ measure_text: text }))} on_change={(text) => draft.change({ measure_text: text })} />
			<RadioGroup name="measure_strength" label={labels.measure_strength} hint={t('measures.strength_hint')} value={value.measure_strength} error={shown.measure_strength}
				choices={STRENGTHS.map((one) => ({ value: one, label: t(`measures.strength.${one}`), hint: t(`measures.strength_means.${one}`) }))}
				on_change={(measure_strength) => draft.change({ measure_strength })} />
			<SelectField name="measure_responsible" label={labels.measure_responsible} hint={t('measures.responsible_hint')} required empty={t('form.choose')} value={value.measure_responsible}
				error={shown.measure_responsible} on_change={(measure_responsible) => draft.change({ measure_responsible })}
				groups={[{ label: t('measures.parties'), choices: parties.map(choice) }, { label: t('measures.others'), choices: [...(known || !now ? [] : [now]), ...others].map(choice) }]} />
			<TextField name="measure_due" label={labels.measure_due} type="date" required value={value.measure_due} error={shown.measure_due}
				on_change={(measure_due) => draft.change({ measure_due })} />
			<SelectField name="measure_months" label={labels.measure_months} hint={t('measures.months_hint')} value={value.measure_months} error={shown.measure_months}
				choices={MONTHS.map((count) => ({ value: String(count), label: t('measures.months_after', { count }) }))} on_change={(measure_months) => draft.change({ measure_months })} />
			<Details>
				<Details.Summary>{t('measures.priority')}</Details.Summary>
				<Details.Content className="form">
					<p className="hint">{t('measures.priority_hint')}</p>
					{(['measure_severity', 'measure_benefit', 'measure_resource'] as const).map((name) => (
						<SelectField key={name} name={name} label={labels[name]} empty={t('form.not_chosen')} value={value[name]} error={shown[name]}
							choices={DEGREES.map((one) => ({ value: one, label: t(`measures.degree.${one}`) }))} on_change={(degree) => draft.change({ [name]: degree })} />
					))}
				</Details.Content>
			</Details>
		</>
	);
}

/* A new measure, or one written anew; kept while it is written. */
export function MeasureForm({ case_id, measure, send, on_done, on_cancel, ...about }: MeasureFormProps) {
	const { t } = useTranslation();
	const labels = use_labels_of();
	const draft = use_draft(measure ? `measure.${measure.id}` : `case.${case_id}.measure`, () => written_of(measure));
	const { value } = draft;
	const change = use_measure_change(case_id);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const guard = use_guard({ measure_text: value.measure_text } as Record<'measure_text', string>, value.fine, (fine) => draft.change({ fine }));
	useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
	useEffect(() => {
		if (change.failure?.code === 'key_reused')
			draft.change({ key: new_key() });
	}, [change.failure]); /* the failure alone decides */

	const refused: Errors<Name> = {};
	const general: string[] = [];
	for (const { pointer, message } of change.failure?.errors ?? []) {
		const name = pointer in POINTERS ? POINTERS[pointer as keyof typeof POINTERS] : undefined;
		if (name)
			refused[name] = `${labels[name]}: ${message}`;
		else
			general.push(message);
	}
	const was_refused = (change.failure?.errors.length ?? 0) > 0;
	const shown = was_refused ? refused : attempt > 0 ? { ...guard.errors({ measure_text: labels.measure_text }), ...errors } : errors;

	const submit = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const found: Errors<Name> = {};
		if (length_of(value.measure_text.trim()) < 3)
			found.measure_text = t('measures.text_missing');
		else if (length_of(value.measure_text) > TEXT_MAX)
			found.measure_text = t('file.errors.too_long', { label: labels.measure_text, limit: TEXT_MAX });
		for (const name of ['measure_strength', 'measure_responsible', 'measure_due'] as const)
			if (!value[name])
				found[name] = t(`measures.missing.${name}`);
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const findings = await guard.confirmed_in([{ name: 'measure_text', pointer: '/text', text: value.measure_text.trim() }]);
		if (await change.run(() => send(body_from(value, findings), value.key))) {
			draft.clear();
			on_done();
		}
	};
	return (
		<form className="form write" ref={form} onSubmit={submit} noValidate>
			<ErrorSummary errors={shown} general={general} attempt={was_refused ? -attempt : attempt} />
			<Fields draft={draft} labels={labels} shown={shown} guard={guard} measure={measure} {...about} />
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void submit()} />
			<div className="actions">
				<Button type="submit" loading={change.busy}>{change.busy ? t('file.sending') : t(measure ? 'measures.save' : 'measures.add')}</Button>
				<Button type="button" variant="tertiary" onClick={on_cancel}>{t('links.cancel')}</Button>
			</div>
		</form>
	);
}

/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading } from '@digdir/designsystemet-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AttachmentField } from '../../attachments/AttachmentField';
import type { Schemas } from '../../api/client';
import { code_list, label_of, use_labels, type Code } from '../../api/register';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { SelectField, TextArea, TextField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { guard_of } from '../../guard/GuardNotes';
import type { Guard } from '../../guard/use_guard';
import { asks_harm, DESCRIPTION_MAX, field_labels, LONG_MAX, point_decides, TITLE_MAX, today, with_category, type DeviationDraft, type FieldName, type FreeText, type Harm, type Kind } from './deviation_draft';
import { LastChoices } from './LastChoices';
import { MoreDetails } from './MoreDetails';
import { OrganisationFields } from './OrganisationFields';
import { PointField } from './PointField';

interface FileFormProps {
	draft: DeviationDraft;
	own: Schemas['organisation_reference'][];
	route: ReactNode;
	offers_last: boolean;
	change: (part: Partial<DeviationDraft>) => void;
	errors: Errors<FieldName>;
	general: string[];
	attempt: number;
	guard: Guard<FreeText>;
	on_check: () => void;
	on_clear: () => void;
}

export function FileForm({ draft, own, route, offers_last, change, errors: wrong, general, attempt, guard, on_check, on_clear }: FileFormProps) {
	const { t } = useTranslation();
	const { register, label, language } = use_labels(draft.helsefellesskap);
	const text = (code: Code) => label_of(code.labels, language);
	const choices = (list: string) => code_list(register, list).map((one) => ({
		value: one.code, label: text(one), hint: one.help ? label_of(one.help, language) : undefined,
	}));
	const categories = code_list(register, 'category');
	const represents_users = own.find((one) => one.id === draft.reporter_organisation_id)?.party === 'user_representative';
	const good = draft.kind === 'positive';
	const category_help = categories.find((one) => one.code === draft.category)?.help;

	/* The guard's findings are told below their fields all the time, and listed with the errors once somebody wants to go on. */
	const errors = attempt > 0 ? { ...guard.errors(field_labels(t)), ...wrong } : wrong;
	const guarded = (name: FreeText) => guard_of(guard, name, draft[name], (value) => change({ [name]: value }));

	/* A file on its way would be left behind. */
	const [uploading, set_uploading] = useState<'sending' | 'unfinished' | null>(null);
	const [hurried, set_hurried] = useState(0);
	const check = (event: FormEvent) => {
		event.preventDefault();
		set_hurried((before) => (uploading ? before + 1 : 0));
		if (!uploading)
			on_check();
	};

	return (
		<form className="filing" onSubmit={check} noValidate>
			<div className="form">
				<ErrorSummary errors={errors} general={hurried > 0 && uploading ? [t(uploading === 'sending' ? 'attachments.wait' : 'attachments.settle')] : general} attempt={attempt + hurried} />
				{offers_last && <LastChoices draft={draft} change={change} />}
				{!represents_users && (
					<RadioGroup name="kind" label={t('file.kind')} value={draft.kind} error={errors.kind}
						choices={choices('kind').filter((one) => one.value !== 'user_representative')}
						on_change={(kind) => change({ kind: kind as Kind })} />
				)}
				<section aria-labelledby="parties-heading">
					<Heading level={2} data-size="xs" id="parties-heading">{t('file.parties')}</Heading>
					<OrganisationFields draft={draft} change={change} errors={errors} register={register} own={own}
						party_label={(party) => label('party', party)} />
				</section>
				<section aria-labelledby="event-heading">
					<Heading level={2} data-size="xs" id="event-heading">{t('file.event')}</Heading>
					<Alert data-color="info" data-size="sm">{t('file.no_identity')}</Alert>
					<TextField name="title" label={t('file.title')} hint={t('file.title_hint', { limit: TITLE_MAX })} required value={draft.title}
						error={errors.title} guard={guarded('title')} on_change={(title) => change({ title })} />
					<TextArea name="description" label={t(good ? 'good_story.description' : 'file.description')} hint={t(good ? 'good_story.description_hint' : 'file.description_hint')} required rows={7}
						limit={DESCRIPTION_MAX} value={draft.description} error={errors.description}
						guard={guarded('description')} on_change={(description) => change({ description })} />
					<SelectField name="category" label={t('file.category')} hint={category_help ? label_of(category_help, language) : undefined}
						empty={t('form.choose')} required value={draft.category} choices={choices('category')} error={errors.category}
						on_change={(category) => change(with_category(draft, category, categories))} />
					{good && (
						<TextArea name="suggestion" label={t('good_story.keep')} optional rows={3} limit={LONG_MAX} value={draft.suggestion}
							error={errors.suggestion} guard={guarded('suggestion')} on_change={(suggestion) => change({ suggestion })} />
					)}
					{point_decides(draft) && <PointField draft={draft} change={change} error={errors.agreement_point} register={register} />}
					<TextField name="occurred_on" label={t('file.occurred_on')} hint={t('file.occurred_on_hint')} optional type="date" max={today()}
						value={draft.occurred_on} error={errors.occurred_on} on_change={(occurred_on) => change({ occurred_on })} />
				</section>
				{asks_harm(draft) && (
					<section aria-labelledby="harm-heading">
						<Heading level={2} data-size="xs" id="harm-heading">{t('file.harm')}</Heading>
						<RadioGroup name="actual_harm" label={t('file.actual_harm')} value={draft.actual_harm} choices={choices('harm')}
							error={errors.actual_harm} on_change={(harm) => change({ actual_harm: harm as Harm })} />
						<RadioGroup name="potential_harm" label={t('file.potential_harm')} hint={t('file.potential_harm_hint')}
							value={draft.potential_harm} choices={choices('harm').map(({ value, label }) => ({ value, label }))} error={errors.potential_harm}
							on_change={(harm) => change({ potential_harm: harm as Harm })} />
					</section>
				)}
				<MoreDetails draft={draft} change={change} errors={errors} register={register} text={text} guarded={guarded} />
				{route && <AttachmentField key={draft.key} draft={draft.key} files={draft.attachments} on_change={(attachments) => change({ attachments })} on_busy={set_uploading} />}
			</div>
			{route}
			<div className="actions">
				<Button type="submit">{t('file.to_check')}</Button>
				<Button variant="tertiary" onClick={on_clear}>{t('file.clear')}</Button>
			</div>
		</form>
	);
}

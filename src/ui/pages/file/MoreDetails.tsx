/* SPDX-License-Identifier: MIT */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { code_list, type Code } from '../../api/register';
import type { Errors } from '../../form/ErrorSummary';
import { SelectField, TextArea, TextField, type Choice, type FieldGuard } from '../../form/Field';
import { concerns_patient, LONG_MAX, point_decides, STAY_TIMES, type DeviationDraft, type FieldName, type FreeText } from './deviation_draft';
import { DepthFields } from './DepthFields';
import { PointField } from './PointField';
import type { Register } from '../../api/register';

interface MoreDetailsProps {
	draft: DeviationDraft;
	change: (part: Partial<DeviationDraft>) => void;
	errors: Errors<FieldName>;
	register: Register | undefined;
	text: (code: Code) => string;
	guarded: (name: FreeText) => FieldGuard;
}

const INSIDE: FieldName[] = ['phase', 'patient_group', 'hph_item', 'agreement_point', 'immediate_action', 'suggestion',
	'external_system', 'external_reference', 'reporter_unit_id', 'who', 'received', ...STAY_TIMES];

/* What few need. Everything here may stay empty. */
export function MoreDetails({ draft, change, errors, register, text, guarded }: MoreDetailsProps) {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	const has_error = INSIDE.some((name) => errors[name]);
	useEffect(() => {
		if (has_error)
			set_open(true);
	}, [has_error]);

	const choices = (list: string): Choice[] => code_list(register, list).map((one) => ({ value: one.code, label: text(one) }));
	const own_units = register?.organisations.find((one) => one.id === draft.reporter_organisation_id)?.units ?? [];
	const select = (name: 'phase' | 'patient_group' | 'hph_item', list: string) => (
		<SelectField name={name} label={t(`file.${name}`)} empty={t('form.not_chosen')} value={draft[name]} choices={choices(list)}
			error={errors[name]} on_change={(value) => change({ [name]: value })} />
	);

	return (
		<details className="ds-details more" open={open} onToggle={(event) => set_open(event.currentTarget.open)}>
			<summary>{t('file.more')}</summary>
			<div>
				<div className="form">
					<p className="hint">{t('file.more_hint')}</p>
					{draft.kind !== 'positive' && (
						<>
							<TextArea name="immediate_action" label={t('file.immediate_action')} rows={3} limit={LONG_MAX} value={draft.immediate_action}
								error={errors.immediate_action} guard={guarded('immediate_action')} on_change={(immediate_action) => change({ immediate_action })} />
							<TextArea name="suggestion" label={t('file.suggestion')} rows={3} limit={LONG_MAX} value={draft.suggestion}
								error={errors.suggestion} guard={guarded('suggestion')} on_change={(suggestion) => change({ suggestion })} />
						</>
					)}
					{own_units.length > 0 && (
						<SelectField name="reporter_unit_id" label={t('file.reporter_unit')} empty={t('form.not_chosen')} value={draft.reporter_unit_id}
							choices={own_units.map((one) => ({ value: one.id, label: one.name }))} error={errors.reporter_unit_id}
							on_change={(reporter_unit_id) => change({ reporter_unit_id })} />
					)}
					{concerns_patient(draft) && select('phase', 'phase')}
					{concerns_patient(draft) && select('patient_group', 'patient_group')}
					{!point_decides(draft) && <PointField draft={draft} change={change} error={errors.agreement_point} register={register} />}
					{concerns_patient(draft) && select('hph_item', 'hph_item')}
					<div className="pair">
						<TextField name="external_system" label={t('file.external_system')} hint={t('file.external_system_hint')}
							value={draft.external_system} error={errors.external_system} guard={guarded('external_system')}
							on_change={(external_system) => change({ external_system })} />
						<TextField name="external_reference" label={t('file.external_reference')} hint={t('file.external_reference_hint')}
							value={draft.external_reference} error={errors.external_reference} guard={guarded('external_reference')}
							on_change={(external_reference) => change({ external_reference })} />
					</div>
					<DepthFields draft={draft} change={change} errors={errors} guard={guarded('who')} />
				</div>
			</div>
		</details>
	);
}

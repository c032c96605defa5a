/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import type { Errors } from '../../form/ErrorSummary';
import { SelectField, TextField, type FieldGuard } from '../../form/Field';
import { concerns_patient, STAY_TIMES, type DeviationDraft, type FieldName, type Received } from './deviation_draft';

interface DepthFieldsProps {
	draft: DeviationDraft;
	change: (part: Partial<DeviationDraft>) => void;
	errors: Errors<FieldName>;
	guard: FieldGuard;
}

const WAYS: Received[] = ['phone', 'paper', 'conversation'];

/* For whom it is filed, and the times of a stay: what few need. */
export function DepthFields({ draft, change, errors, guard }: DepthFieldsProps) {
	const { t } = useTranslation();
	const wrong = STAY_TIMES.some((name) => errors[name]);
	return (
		<>
			<SelectField name="received" label={t('details.received')} empty={t('details.myself')} value={draft.received}
				choices={WAYS.map((value) => ({ value, label: t(`details.${value}`) }))} error={errors.received}
				on_change={(received) => change({ received: received as Received | '' })} />
			{draft.received && (
				<TextField name="who" label={t('details.who')} hint={t('details.who_hint')} required value={draft.who} error={errors.who} guard={guard}
					on_change={(who) => change({ who })} />
			)}
			{concerns_patient(draft) && (
				<details className="ds-details more" open={wrong || undefined}>
					<summary>{t('details.times')}</summary>
					<div>
						<div className="form">
							<p className="hint">{t('details.times_hint')}</p>
							{STAY_TIMES.map((name) => (
								<TextField key={name} name={name} label={t(`details.${name}`)} type="datetime-local" value={draft[name]} error={errors[name]}
									on_change={(value) => change({ [name]: value })} />
							))}
						</div>
					</div>
				</details>
			)}
		</>
	);
}

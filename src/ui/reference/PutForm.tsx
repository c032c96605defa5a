/* SPDX-License-Identifier: MIT */
import { Button, Input, Label } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorSummary, type Errors } from '../form/ErrorSummary';
import { errors_of } from '../form/errors';
import { FailureAlert } from '../form/FailureAlert';
import { length_of, TextField } from '../form/Field';
import { RadioGroup } from '../form/RadioGroup';
import { changes_of, use_reference_call, type Reference } from './reference';

type Kind = NonNullable<Reference['kind']>;
type Name = 'kind' | 'value';

const LONGEST = 60;

/* What is typed here is kept nowhere but on the screen: no draft, no autocompletion. */
export function PutForm({ id, reference, on_done }: { id: string; reference: Reference; on_done: () => void }) {
	const { t } = useTranslation();
	const kinds: Kind[] = reference.policy === 'identity' ? ['identity', 'local_reference'] : ['local_reference'];
	const [kind, set_kind] = useState<Kind | ''>(kinds.length === 1 ? 'local_reference' : '');
	const [value, set_value] = useState('');
	const [patient_objects, set_objects] = useState(false);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const { run, busy, failure, forget_failure } = use_reference_call(id);
	const form = useRef<HTMLFormElement>(null);
	const label = t(kind === 'identity' ? 'reference.number' : 'reference.own');
	const problem = failure && failure.errors.length > 0 ? errors_of(failure, { kind: t('reference.kind'), value: label }) : null;
	const shown = problem ? problem.errors : errors;

	useEffect(() => form.current?.querySelector('input')?.focus(), []);

	const send = async (event?: FormEvent) => {
		event?.preventDefault();
		forget_failure();
		const found: typeof errors = {};
		if (!kind)
			found.kind = t('reference.kind_missing');
		else if (!value.trim())
			found.value = t('reference.value_missing', { label });
		else if (length_of(value.trim()) > LONGEST)
			found.value = t('file.errors.too_long', { label, limit: LONGEST });
		set_errors(found);
		if (!kind || Object.keys(found).length > 0)
			return;
		if (await run(() => changes_of(id).put({ kind, value: value.trim(), patient_objects })))
			on_done();
	};
	return (
		<form className="form" ref={form} onSubmit={send} noValidate>
			<ErrorSummary errors={shown} general={problem?.general} />
			{kinds.length > 1 && (
				<RadioGroup name="kind" label={t('reference.kind')} value={kind} error={shown.kind}
					choices={kinds.map((one) => ({ value: one, label: t(`reference.kind_${one}`) }))}
					on_change={(chosen) => { set_kind(chosen as Kind); set_errors({}); forget_failure(); }} />
			)}
			{kind && (
				<TextField name="value" label={label} hint={t(kind === 'identity' ? 'reference.number_hint' : 'reference.own_hint')} value={value}
					on_change={set_value} error={shown.value} spell_check={false} required />
			)}
			<div className="ds-field choice">
				<Input type="checkbox" id="patient-objects" checked={patient_objects} aria-describedby="patient-objects-what"
					onChange={(event) => set_objects(event.target.checked)} />
				<Label htmlFor="patient-objects" weight="regular">{t('reference.objects', { other: reference.other_organisation.name })}</Label>
				<div id="patient-objects-what" data-field="description">{t('reference.objects_hint')}</div>
			</div>
			{failure && failure.errors.length === 0 && <FailureAlert failure={failure} on_retry={failure.passing ? () => void send() : undefined} busy={busy} />}
			<div className="actions">
				<Button type="submit" loading={busy}>{busy ? t('file.sending') : t('reference.put_send')}</Button>
			</div>
		</form>
	);
}

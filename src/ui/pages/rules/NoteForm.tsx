/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../../api/failure';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { length_of, TextField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';

interface NoteFormProps {
	name: string;
	heading: string;
	text: string;
	button: string;
	busy: boolean;
	failure: ApiFailure | null;
	/* Whether a moment to come can be chosen, or has to be. */
	when?: 'choose' | 'later';
	/* `at`: the moment, as the control writes it; empty: at once. */
	on_send: (note: string, at: string) => void;
	on_cancel?: () => void;
}

const SAID = ['rules_changed', 'rules_planned'];

/* Why rules begin to count, or to count again. */
export function NoteForm({ name, heading, text, button, when, busy, failure, on_send, on_cancel }: NoteFormProps) {
	const { t } = useTranslation();
	const [note, set_note] = useState('');
	const [later, set_later] = useState(when === 'later');
	const [at, set_at] = useState('');
	const [errors, set_errors] = useState<Errors>({});
	const send = (event: FormEvent) => {
		event.preventDefault();
		const fine = length_of(note.trim()) >= 3 && length_of(note) <= 500;
		const dated = !later || at !== '';
		set_errors({ ...!dated && { [`${name}_at`]: t('rules.moment_missing') }, ...!fine && { [name]: t('rules.note_missing') } });
		if (fine && dated)
			on_send(note.trim(), later ? at : '');
	};
	return (
		<form className="form case-actions" onSubmit={send} noValidate aria-labelledby={`${name}-heading`}>
			<Heading level={2} data-size="xs" id={`${name}-heading`}>{heading}</Heading>
			<Paragraph data-size="sm">{text}</Paragraph>
			<ErrorSummary errors={errors} />
			{failure && SAID.includes(failure.code) && <Alert data-color="warning" role="alert">{failure.detail}</Alert>}
			{failure?.code === 'rule_set_refused' && <Alert data-color="danger" role="alert"><ul>{failure.errors.map((one) => <li key={one.pointer}>{one.pointer}: {one.message}</li>)}</ul></Alert>}
			{failure && !SAID.includes(failure.code) && failure.code !== 'rule_set_refused' && <FailureAlert failure={failure} kept />}
			{when === 'choose' && (
				<RadioGroup name={`${name}_when`} label={t('rules.when')} value={later ? 'later' : 'now'} on_change={(value) => set_later(value === 'later')}
					choices={[{ value: 'now', label: t('rules.at_once') }, { value: 'later', label: t('rules.from_a_moment') }]} />
			)}
			{later && <TextField name={`${name}_at`} label={t('rules.moment')} hint={t('rules.moment_hint')} type="datetime-local" required value={at} error={errors[`${name}_at`]} on_change={set_at} />}
			<TextField name={name} label={t('rules.note')} hint={t('rules.note_hint')} required value={note} error={errors[name]} on_change={set_note} />
			<div className="actions">
				<Button type="submit" loading={busy}>{later && when === 'choose' ? t('rules.plan') : button}</Button>
				{on_cancel && <Button type="button" variant="tertiary" onClick={on_cancel}>{t('rules.cancel')}</Button>}
			</div>
		</form>
	);
}

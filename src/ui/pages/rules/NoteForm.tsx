/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../../api/failure';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { length_of, TextField } from '../../form/Field';

interface NoteFormProps {
	name: string;
	heading: string;
	text: string;
	button: string;
	busy: boolean;
	failure: ApiFailure | null;
	on_send: (note: string) => void;
	on_cancel?: () => void;
}

/* Why rules begin to count, or to count again. */
export function NoteForm({ name, heading, text, button, busy, failure, on_send, on_cancel }: NoteFormProps) {
	const { t } = useTranslation();
	const [note, set_note] = useState('');
	const [errors, set_errors] = useState<Errors>({});
	const send = (event: FormEvent) => {
		event.preventDefault();
		const fine = length_of(note.trim()) >= 3 && length_of(note) <= 500;
		set_errors(fine ? {} : { [name]: t('rules.note_missing') });
		if (fine)
			on_send(note.trim());
	};
	return (
		<form className="form case-actions" onSubmit={send} noValidate aria-labelledby={`${name}-heading`}>
			<Heading level={2} data-size="xs" id={`${name}-heading`}>{heading}</Heading>
			<Paragraph data-size="sm">{text}</Paragraph>
			<ErrorSummary errors={errors} />
			{failure?.code === 'rules_changed' && <Alert data-color="warning" role="alert">{failure.detail}</Alert>}
			{failure?.code === 'rule_set_refused' && <Alert data-color="danger" role="alert"><ul>{failure.errors.map((one) => <li key={one.pointer}>{one.pointer}: {one.message}</li>)}</ul></Alert>}
			{failure && failure.code !== 'rules_changed' && failure.code !== 'rule_set_refused' && <FailureAlert failure={failure} kept />}
			<TextField name={name} label={t('rules.note')} hint={t('rules.note_hint')} required value={note} error={errors[name]} on_change={set_note} />
			<div className="actions">
				<Button type="submit" loading={busy}>{button}</Button>
				{on_cancel && <Button type="button" variant="tertiary" onClick={on_cancel}>{t('rules.cancel')}</Button>}
			</div>
		</form>
	);
}

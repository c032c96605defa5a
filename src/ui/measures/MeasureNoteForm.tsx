/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { use_draft } from '../form/draft';
import { length_of, TextArea, type Choice } from '../form/Field';
import { RadioGroup } from '../form/RadioGroup';
import { guard_of } from '../guard/GuardNotes';
import { use_guard } from '../guard/use_guard';
import { ChangeFailure } from '../pages/case/ChangeFailure';
import type { use_measure_change } from './measures';

interface MeasureNoteFormProps {
	name: string; /* of the draft */
	pointer: string; /* of the text in what is sent */
	label: string;
	hint: string;
	limit: number;
	required?: boolean;
	missing: string; /* what to say when the text, or the choice, is not there */
	choices?: { label: string; of: Choice[]; chosen: string };
	send_label: string;
	text?: string; /* as it is */
	change: ReturnType<typeof use_measure_change>;
	on_send: (text: string, choice: string, confirmed_findings: Schemas['confirmed_finding'][]) => Promise<boolean>;
	on_cancel: () => void;
}

/* One text, with one choice before it where there is one: whether a measure helped, or why it is dropped. */
export function MeasureNoteForm({ name, pointer, label, hint, limit, required, missing, choices, send_label, text = '', change, on_send, on_cancel }: MeasureNoteFormProps) {
	const { t } = useTranslation();
	const draft = use_draft(name, () => ({ measure_note: text, choice: choices?.chosen ?? '', fine: [] as string[] }));
	const { measure_note: note, choice, fine } = draft.value;
	const [errors, set_errors] = useState({ note: '', choice: '' });
	const form = useRef<HTMLFormElement>(null);
	const guard = use_guard({ measure_note: note }, fine, (now) => draft.change({ fine: now }));
	useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
	const send = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const length = length_of(note.trim());
		const wrong = required && length < 3 ? missing : length > limit ? t('file.errors.too_long', { label, limit }) : '';
		const unchosen = choices && !choice ? missing : '';
		const passes = await guard.check();
		set_errors({ note: wrong || (passes ? '' : guard.errors({ measure_note: label }).measure_note ?? ''), choice: unchosen });
		if (wrong || unchosen || !passes) {
			form.current?.querySelector<HTMLElement>(unchosen ? 'input' : 'textarea')?.focus();
			return;
		}
		if (await on_send(note.trim(), choice, await guard.confirmed_in([{ name: 'measure_note', pointer, text: note.trim() }])))
			draft.clear();
	};
	const refused = change.failure?.errors[0]?.message;
	return (
		<form className="form write" ref={form} onSubmit={send} noValidate>
			{choices && <RadioGroup name="measure_choice" label={choices.label} value={choice} choices={choices.of} error={errors.choice || undefined}
				on_change={(value) => { set_errors({ ...errors, choice: '' }); draft.change({ choice: value }); }} />}
			<TextArea name="measure_note" label={label} hint={hint} rows={3} limit={limit} required={required} value={note} error={errors.note || refused} optional={!required}
				guard={guard_of(guard, 'measure_note', note, (value) => draft.change({ measure_note: value }))} on_change={(value) => draft.change({ measure_note: value })} />
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void send()} />
			<div className="actions">
				<Button type="submit" data-size="sm" loading={change.busy}>{send_label}</Button>
				<Button type="button" variant="tertiary" data-size="sm" onClick={on_cancel}>{t('links.cancel')}</Button>
			</div>
		</form>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import type { Deviation } from '../../cases/deviations';
import { use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { length_of, SelectField, TextArea, type Choice } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';

/* Own ids: the form of a message may be open beside this one. */
type Name = 'send_on_choice' | 'send_on_text';
export type SendOn = 'wait' | 'hand_over' | 'return';

interface ChoiceFormProps {
	one: Deviation;
	what: SendOn;
	choices: Choice[];
	list?: boolean; /* choose from a list instead of buttons */
	first: string; /* chosen to begin with, or '' */
	limit: number;
	pointers: { choice: string; text: string };
	note?: ReactNode;
	send: (choice: string, text: string, confirmed_findings: Schemas['confirmed_finding'][]) => Promise<unknown>;
	on_done: () => void;
}

/* One choice and one text: whom to ask what, where to send it why, why it is returned and with which answer. */
export function ChoiceForm({ one, what, choices, list, first, limit, pointers, note, send, on_done }: ChoiceFormProps) {
	const { t } = useTranslation();
	const draft = use_draft(`case.${one.id}.${what}`, () => ({ choice: first, text: '', fine: [] as string[] }));
	const change = use_change(one.id);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const { choice, text } = draft.value;
	const labels = { send_on_choice: t(`send_on.${what}_choice`), send_on_text: t(`send_on.${what}_text`) };
	const guard = use_guard({ send_on_text: text }, draft.value.fine, (fine) => draft.change({ fine }));

	useEffect(() => form.current?.querySelector<HTMLElement>('select, input, textarea')?.focus(), []);

	const refused: Errors<Name> = {};
	const general: string[] = [];
	for (const { pointer, message } of change.failure?.errors ?? [])
		if (pointer === `/${pointers.choice}`)
			refused.send_on_choice = `${labels.send_on_choice}: ${message}`;
		else if (pointer === `/${pointers.text}`)
			refused.send_on_text = `${labels.send_on_text}: ${message}`;
		else
			general.push(message);
	const was_refused = (change.failure?.errors.length ?? 0) > 0;
	const shown = was_refused ? refused : attempt > 0 ? { ...guard.errors(labels), ...errors } : errors;

	const submit = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const found: Errors<Name> = {};
		if (!choice)
			found.send_on_choice = t(`send_on.${what}_choice_missing`);
		if (length_of(text.trim()) < 3)
			found.send_on_text = t('case.text_missing');
		else if (length_of(text) > limit)
			found.send_on_text = t('file.errors.too_long', { label: labels.send_on_text, limit });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const confirmed = await guard.confirmed_in([{ name: 'send_on_text', pointer: `/${pointers.text}`, text }]);
		if (await change.run(async () => { await send(choice, text, confirmed); draft.clear(); }))
			on_done();
	};
	const field = { name: 'send_on_choice', label: labels.send_on_choice, value: choice, error: shown.send_on_choice, choices,
		on_change: (value: string) => draft.change({ choice: value }) };
	return (
		<form className="form write" ref={form} onSubmit={submit} noValidate>
			<ErrorSummary errors={shown} general={general} attempt={was_refused ? -attempt : attempt} />
			{note}
			{list ? <SelectField {...field} empty={t('send_on.choose')} required /> : <RadioGroup {...field} />}
			<TextArea name="send_on_text" label={labels.send_on_text} hint={t(`send_on.${what}_text_hint`)} rows={5} limit={limit} required value={text}
				error={shown.send_on_text} guard={guard_of(guard, 'send_on_text', text, (value) => draft.change({ text: value }))}
				on_change={(value) => draft.change({ text: value })} />
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void submit()} />
			<div className="actions">
				<Button type="submit" loading={change.busy}>{change.busy ? t('file.sending') : t(`send_on.${what}_send`)}</Button>
			</div>
		</form>
	);
}

/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { new_key, use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { length_of, TextArea } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { use_people } from './AssignAndWatch';
import { ChangeFailure } from './ChangeFailure';
import { changes_of, use_change } from './case_changes';
import { mentioned, Mentions } from './Mentions';
import { TextModules } from './TextModules';

type Name = 'text' | 'reason';
type What = 'message' | 'note' | 'answer' | 'reopen' | 'request_correction' | 'addendum';

interface WriteFormProps {
	one: Deviation;
	what: What;
	on_done: () => void;
}

const LIMITS: Record<What, { least: number; most: number }> = {
	message: { least: 1, most: 5000 }, note: { least: 1, most: 5000 }, answer: { least: 3, most: 5000 }, reopen: { least: 3, most: 2000 },
	request_correction: { least: 3, most: 5000 }, addendum: { least: 3, most: 5000 },
};

/* One text, kept while it is written; the key of a message is made with it, so that sending twice writes once. */
export function WriteForm({ one, what, on_done }: WriteFormProps) {
	const { t } = useTranslation();
	const draft = use_draft(`case.${one.id}.${what}`, () => ({ text: '', key: new_key(), fine: [] as string[] }));
	const change = use_change(one.id);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const form = useRef<HTMLFormElement>(null);
	const { text, key } = draft.value;
	const names = what === 'message' || what === 'note';
	const seeing = use_people(one.id, names).data?.items.filter((person) => !person.own && (what === 'message' || person.side === 'council')) ?? [];
	const has_modules = one.allowed.includes('note') && (what === 'answer' || what === 'message' || what === 'request_correction');
	const [at, set_at] = useState(0);
	const name: Name = what === 'reopen' ? 'reason' : 'text';
	const limits = LIMITS[what];
	const guard = use_guard({ [name]: text } as Record<Name, string>, draft.value.fine, (fine) => draft.change({ fine }));
	const labels = { text: t(`write.${what}`), reason: t(`write.${what}`) };
	const [attempt, set_attempt] = useState(0);

	useEffect(() => form.current?.querySelector('textarea')?.focus(), []);

	const problem = change.failure && change.failure.errors.length > 0 ? errors_of(change.failure, labels) : null;
	const shown = problem ? problem.errors : attempt > 0 ? { ...guard.errors(labels), ...errors } : errors;

	const call = async () => {
		const calls = changes_of(one);
		const confirmed_findings = await guard.confirmed_in([{ name, pointer: `/${name}`, text }]);
		const mentions = mentioned(text, seeing).map(({ id: person_id }) => ({ person_id }));
		switch (what) {
		case 'message': return calls.add_message({ audience: 'dialogue', text, confirmed_findings, mentions }, key);
		case 'note': return calls.add_message({ audience: 'internal', text, confirmed_findings, mentions }, key);
		case 'request_correction': return calls.request_correction({ text, confirmed_findings });
		case 'addendum': return calls.add_addendum({ text, confirmed_findings }, key);
		case 'answer': return calls.answer({ text, confirmed_findings });
		case 'reopen': return calls.reopen({ reason: text, confirmed_findings });
		}
	};
	const send = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const length = length_of(text.trim());
		const found: typeof errors = {};
		if (length < limits.least)
			found[name] = t('case.text_missing');
		else if (length > limits.most)
			found[name] = t('file.errors.too_long', { label: t(`write.${what}`), limit: limits.most });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		if (await change.run(call)) {
			draft.clear();
			on_done();
		}
	};
	/* An earlier wording went through although its answer was lost: it stands in the dialogue now, and this one is new. */
	useEffect(() => {
		if (change.failure?.code === 'key_reused')
			draft.change({ key: new_key() });
	}, [change.failure]); /* the failure alone decides */

	/* The place of the cursor is asked for as the text changes. */
	const write = (value: string) => {
		set_at(form.current?.querySelector('textarea')?.selectionStart ?? value.length);
		draft.change({ text: value });
	};
	/* What is put into the text for who writes: the cursor goes behind it. */
	const put = (value: string) => {
		draft.change({ text: value });
		set_at(value.length);
		form.current?.querySelector('textarea')?.focus();
	};

	return (
		<form className={`form write ${what}`} ref={form} onSubmit={send} noValidate>
			<ErrorSummary errors={shown} general={problem?.general} attempt={problem ? -attempt : attempt} />
			{what === 'note' && <Alert data-color="warning" data-size="sm">{t('write.note_hint')}</Alert>}
			{has_modules && <TextModules one={one} on_insert={(module) => put(text.trim() ? `${text.trimEnd()}\n\n${module}` : module)} />}
			<TextArea name={name} label={t(`write.${what}`)} hint={what === 'note' ? undefined : t(`write.${what}_hint`)} rows={6} limit={limits.most}
				required value={text} error={shown[name]} guard={guard_of(guard, name, text, (value) => draft.change({ text: value }))}
				on_change={write} />
			{names && <Mentions text={text} at={at} people={seeing} on_choose={put} />}
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void send()} />
			<div className="actions">
				<Button type="submit" loading={change.busy}>{change.busy ? t('file.sending') : t(`send.${what}`)}</Button>
			</div>
		</form>
	);
}

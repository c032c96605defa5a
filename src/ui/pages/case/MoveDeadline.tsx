/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import type { Deviation } from '../../cases/deviations';
import { use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { length_of, SelectField, TextArea, TextField } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { use_format } from '../../i18n/format';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';

type Name = 'deadline' | 'due_on' | 'move_reason';
export type Deadline = Schemas['new_deadline']['deadline'];
const REASON_MAX = 2000;
const POINTERS: Record<string, Name> = { '/deadline': 'deadline', '/due_on': 'due_on', '/reason': 'move_reason' };

interface MoveDeadlineProps {
	one: Deviation;
	ahead: { name: Deadline; due: string }[]; /* what is not met yet */
	on_done: (told: string) => void;
}

/* For who leads the council: another day, and why. */
export function MoveDeadline({ one, ahead, on_done }: MoveDeadlineProps) {
	const { t } = useTranslation();
	const format = use_format();
	const draft = use_draft(`case.${one.id}.deadline`, () => ({ deadline: ahead[0]?.name ?? '', due_on: '', move_reason: '', fine: [] as string[] }));
	const change = use_change(one.id);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const { deadline, due_on, move_reason: reason } = draft.value;
	const guard = use_guard({ move_reason: reason } as Record<'move_reason', string>, draft.value.fine, (fine) => draft.change({ fine }));
	const labels = { deadline: t('deadlines.which'), due_on: t('deadlines.new_day'), move_reason: t('deadlines.reason') };
	useEffect(() => form.current?.querySelector<HTMLElement>('select, input')?.focus(), []);

	const refused: Errors<Name> = {};
	const general: string[] = [];
	for (const { pointer, message } of change.failure?.errors ?? []) {
		const name = POINTERS[pointer];
		if (name)
			refused[name] = `${labels[name]}: ${message}`;
		else
			general.push(message);
	}
	const was_refused = (change.failure?.errors.length ?? 0) > 0;
	const shown = was_refused ? refused : attempt > 0 ? { ...guard.errors({ move_reason: labels.move_reason }), ...errors } : errors;

	const submit = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const found: Errors<Name> = {};
		if (!due_on)
			found.due_on = t('deadlines.day_missing');
		if (length_of(reason.trim()) < 3)
			found.move_reason = t('deadlines.reason_missing');
		else if (length_of(reason) > REASON_MAX)
			found.move_reason = t('file.errors.too_long', { label: labels.move_reason, limit: REASON_MAX });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const confirmed_findings = await guard.confirmed_in([{ name: 'move_reason', pointer: '/reason', text: reason }]);
		const send = async () => {
			await body_of(api.POST('/deviations/{id}/deadline-moves', { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } },
				body: { deadline: deadline as Deadline, due_on, reason, confirmed_findings } }));
			draft.clear();
		};
		if (await change.run(send))
			on_done(t('deadlines.moved', { date: format.date(due_on) }));
	};
	return (
		<form className="form write" ref={form} onSubmit={submit} noValidate>
			<ErrorSummary errors={shown} general={general} attempt={was_refused ? -attempt : attempt} />
			<SelectField name="deadline" label={labels.deadline} required value={deadline} error={shown.deadline} on_change={(value) => draft.change({ deadline: value })}
				choices={ahead.map(({ name, due }) => ({ value: name, label: `${t(`deadlines.${name}`)} (${format.date(due)})` }))} />
			<TextField name="due_on" label={labels.due_on} hint={t('deadlines.new_day_hint')} type="date" required value={due_on} error={shown.due_on}
				on_change={(value) => draft.change({ due_on: value })} />
			<TextArea name="move_reason" label={labels.move_reason} hint={t('deadlines.reason_hint')} rows={4} limit={REASON_MAX} required value={reason}
				error={shown.move_reason} guard={guard_of(guard, 'move_reason', reason, (text) => draft.change({ move_reason: text }))}
				on_change={(text) => draft.change({ move_reason: text })} />
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void submit()} />
			<div className="actions">
				<Button type="submit" loading={change.busy}>{change.busy ? t('file.sending') : t('deadlines.send')}</Button>
			</div>
		</form>
	);
}

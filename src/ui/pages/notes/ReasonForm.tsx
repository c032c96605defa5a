/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { use_draft } from '../../form/draft';
import { length_of, TextArea } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import type { use_note_change } from './notes';

const LIMIT = 1000;

interface ReasonFormProps {
	name: string; /* of the draft */
	label: string;
	send_label: string;
	change: ReturnType<typeof use_note_change>;
	on_send: (reason: string, confirmed_findings: Schemas['confirmed_finding'][]) => Promise<boolean>;
}

export function ReasonForm({ name, label, send_label, change, on_send }: ReasonFormProps) {
	const { t } = useTranslation();
	const draft = use_draft(name, () => ({ reason: '', fine: [] as string[] }));
	const { reason, fine } = draft.value;
	const [error, set_error] = useState('');
	const guard = use_guard({ reason }, fine, (now) => draft.change({ fine: now }));
	const send = async (event: FormEvent) => {
		event.preventDefault();
		const length = length_of(reason.trim());
		const wrong = length < 3 ? t('notes.reason_missing') : length > LIMIT ? t('file.errors.too_long', { label, limit: LIMIT }) : '';
		const passes = await guard.check();
		set_error(wrong || (passes ? '' : guard.errors({ reason: label }).reason ?? ''));
		if (wrong || !passes)
			return;
		if (await on_send(reason.trim(), await guard.confirmed_in([{ name: 'reason', pointer: '/reason', text: reason.trim() }])))
			draft.clear();
	};
	return (
		<form className="form write" onSubmit={send} noValidate>
			<TextArea name="reason" label={label} rows={3} limit={LIMIT} required value={reason} error={error || undefined}
				guard={guard_of(guard, 'reason', reason, (value) => draft.change({ reason: value }))} on_change={(value) => draft.change({ reason: value })} />
			<div className="actions"><Button type="submit" variant="secondary" loading={change.busy}>{send_label}</Button></div>
		</form>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Input, Label } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../form/Field';
import { use_entry_name, type Entry } from './wheel_entry';

const number = (text: string): number => Number(text.replace(/\D/g, '') || 0);

/* The dates of the year; those of summaries and reports are days after a period, one's own have a day of the year. */
export function WheelForm({ start, busy, on_save, on_cancel }: { start: Entry[]; busy: boolean; on_save: (entries: Entry[]) => void; on_cancel: () => void }) {
	const { t } = useTranslation();
	const name_of = use_entry_name();
	const [entries, set_entries] = useState(start);
	const set = (at: number, part: Partial<Entry>) => set_entries((before) => before.map((one, index) => (index === at ? { ...one, ...part } : one)));
	const save = (event: FormEvent) => {
		event.preventDefault();
		if (!busy)
			on_save(entries);
	};
	return (
		<form className="form" onSubmit={save} noValidate>
			{entries.map((one, at) => (
				<fieldset className="ds-fieldset" key={at}>
					<Label asChild><legend>{name_of(one)}</legend></Label>
					{one.kind === 'custom' && <TextField name={`wheel-${at}-label`} label={t('summaries.label')} value={one.label ?? ''} on_change={(label) => set(at, { label: label || null })} />}
					<div className="pair">
						{one.days_after != null
							? <TextField name={`wheel-${at}-after`} label={t('summaries.days_after')} value={String(one.days_after)} on_change={(value) => set(at, { days_after: number(value) })} />
							: (
								<>
									<TextField name={`wheel-${at}-day`} label={t('summaries.day')} value={String(one.day ?? '')} on_change={(value) => set(at, { day: number(value) })} />
									<TextField name={`wheel-${at}-month`} label={t('summaries.month')} value={String(one.month ?? '')} on_change={(value) => set(at, { month: number(value) })} />
								</>
							)}
						<TextField name={`wheel-${at}-ahead`} label={t('summaries.days_ahead')} value={String(one.days_ahead)} on_change={(value) => set(at, { days_ahead: number(value) })} />
					</div>
					{one.kind === 'digest' && (
						<div className="ds-field choice">
							<Input type="checkbox" id={`wheel-${at}-approval`} checked={one.needs_approval} onChange={(event) => set(at, { needs_approval: event.target.checked })} />
							<Label htmlFor={`wheel-${at}-approval`} weight="regular">{t('summaries.needs_approval')}</Label>
						</div>
					)}
					{one.kind === 'custom' && (
						<div><Button type="button" variant="tertiary" data-size="sm" data-color="danger" onClick={() => set_entries((before) => before.filter((_, index) => index !== at))}>{t('summaries.remove')}</Button></div>
					)}
				</fieldset>
			))}
			<div><Button type="button" variant="tertiary" data-size="sm"
				onClick={() => set_entries((before) => [...before, { kind: 'custom', label: t('summaries.new_date'), month: 1, day: 15, days_ahead: 14, needs_approval: false }])}>{t('summaries.add_date')}</Button></div>
			<div className="actions">
				<Button type="submit" loading={busy}>{t('subscription.save')}</Button>
				<Button type="button" variant="secondary" onClick={on_cancel}>{t('subscription.cancel')}</Button>
			</div>
		</form>
	);
}

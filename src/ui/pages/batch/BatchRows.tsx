/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Errors } from '../../form/ErrorSummary';
import { field_id, SelectField, TextField } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import type { Guard } from '../../guard/use_guard';
import { today } from '../file/deviation_draft';
import { new_row, row_field, ROWS_MAX, type Row } from './batch_draft';

interface BatchRowsProps {
	rows: Row[];
	units: { id: string; name: string }[];
	errors: Errors;
	guard: Guard<string>;
	change: (rows: Row[]) => void;
}

/* One line each: when, where and what. Enter in the last field makes the next line, so the hands stay on the keyboard. */
export function BatchRows({ rows, units, errors, guard, change }: BatchRowsProps) {
	const { t } = useTranslation();
	const fresh = useRef<string | null>(null);
	useEffect(() => {
		if (fresh.current)
			document.getElementById(field_id(fresh.current))?.focus();
		fresh.current = null;
	}, [rows.length]);

	const set = (row: Row, part: Partial<Row>) => change(rows.map((one) => (one.id === row.id ? { ...one, ...part } : one)));
	const add = (after: Row | undefined) => {
		if (rows.length >= ROWS_MAX)
			return;
		const row = new_row(after);
		const place = after ? rows.indexOf(after) + 1 : rows.length;
		fresh.current = row_field(row, 'description');
		change([...rows.slice(0, place), row, ...rows.slice(place)]);
	};
	const remove = (row: Row) => {
		const place = rows.indexOf(row);
		const next = rows[place + 1] ?? rows[place - 1];
		fresh.current = next ? row_field(next, 'description') : null;
		change(rows.filter((one) => one.id !== row.id));
	};
	const on_key = (row: Row) => (event: KeyboardEvent) => {
		if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.target.id !== field_id(row_field(row, 'description')))
			return;
		event.preventDefault();
		const following = rows[rows.indexOf(row) + 1];
		if (following)
			document.getElementById(field_id(row_field(following, 'description')))?.focus();
		else if (row.description.trim() !== '')
			add(row);
	};
	return (
		<section className="stack" aria-labelledby="rows-heading">
			<Heading level={2} data-size="xs" id="rows-heading">{t('batch.rows')}</Heading>
			<p className="hint">{t('batch.rows_hint', { count: ROWS_MAX })}</p>
			<ol className="batch-rows">
				{rows.map((row, place) => (
					<li key={row.id} onKeyDown={on_key(row)}>
						<fieldset className="ds-fieldset">
							<legend>{t('batch.row', { number: place + 1 })}</legend>
							<div className="batch-row">
								<TextField name={row_field(row, 'occurred_on')} label={t('batch.when')} optional type="date" max={today()} value={row.occurred_on}
									error={errors[row_field(row, 'occurred_on')]} on_change={(occurred_on) => set(row, { occurred_on })} />
								{units.length > 0 && (
									<SelectField name={row_field(row, 'other_unit_id')} label={t('file.other_unit')} optional empty={t('file.unit_unknown')} value={row.other_unit_id}
										choices={units.map((one) => ({ value: one.id, label: one.name }))} error={errors[row_field(row, 'other_unit_id')]}
										on_change={(other_unit_id) => set(row, { other_unit_id })} />
								)}
								<div className="batch-what">
									<TextField name={row_field(row, 'description')} label={t('batch.what')} value={row.description} error={errors[row_field(row, 'description')]}
										guard={guard_of(guard, row_field(row, 'description'), row.description, (description) => set(row, { description }))}
										on_change={(description) => set(row, { description })} />
								</div>
								{rows.length > 1 && (
									<Button variant="tertiary" data-size="sm" onClick={() => remove(row)} aria-label={t('batch.remove_row', { number: place + 1 })}>{t('batch.remove')}</Button>
								)}
							</div>
						</fieldset>
					</li>
				))}
			</ol>
			<div className="actions">
				<Button variant="secondary" onClick={() => add(rows.at(-1))} disabled={rows.length >= ROWS_MAX}>{t('batch.add')}</Button>
			</div>
		</section>
	);
}

/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { field_id, type FieldGuard } from '../form/Field';
import type { Finding } from './scanner';
import type { Guard } from './use_guard';

const SHOWN_MAX = 5;

interface GuardNotesProps<Name extends string> {
	guard: Guard<Name>;
	name: Name;
	value: string;
	on_change: (value: string) => void;
}

/* An identity number is not shown again whole: its date is enough to find it by. */
function shown_words(finding: Finding): string {
	if (!finding.blocks && finding.kind !== 'invalid_number')
		return finding.words;
	const digits = finding.words.normalize('NFKC').replace(/[^0-9]/g, '');
	return digits.length < 11 ? '***********' : `${digits.slice(0, 6)} *****`;
}

/*
 * Writes into the field as if it were typed, so that the browser's own undo takes it back; false where that is not possible.
 * Then the focus is where the text was.
 */
function type_over(field: HTMLElement | null, finding: Finding, words: string): boolean {
	if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
		return false;
	field.focus();
	field.setSelectionRange(finding.from, finding.to);
	return document.execCommand('insertText', false, words);
}

/* What the guard found in a field, in words, with what can be done about it. */
export function GuardNotes<Name extends string>({ guard, name, value, on_change }: GuardNotesProps<Name>) {
	const { t } = useTranslation();
	const [masked, set_masked] = useState<{ before: string; after: string } | null>(null);
	const field = () => document.getElementById(field_id(name));
	/* A text that has changed since has its findings elsewhere; they are looked for again in a moment. */
	const findings = guard.findings(name).filter((one) => value.slice(one.from, one.to) === one.words);
	/* What stops the form comes first. */
	const open = findings.filter((one) => !guard.is_fine(name, one)).sort((a, b) => Number(b.blocks) - Number(a.blocks));
	const fine = findings.filter((one) => guard.is_fine(name, one));
	const sentence = (one: Finding) => t(`guard.${one.kind as 'phone'}`, { words: shown_words(one) });

	const mask = (one: Finding) => {
		const after = value.slice(0, one.from) + t('guard.removed') + value.slice(one.to);
		set_masked({ before: value, after });
		if (!type_over(field(), one, t('guard.removed')))
			on_change(after);
	};
	const undo = () => {
		if (masked)
			on_change(masked.before);
		set_masked(null);
		field()?.focus();
	};
	const answer = (one: Finding, is_fine: boolean) => {
		guard.say_fine(name, one, is_fine);
		field()?.focus();
	};
	const was_masked = masked?.after === value;
	const told = [...(was_masked ? [t('guard.masked')] : []), ...open.map(sentence)];
	return (
		<div className="guard">
			<p role="status" className="ds-sr-only">{told.join(' ')}</p>
			{open.slice(0, SHOWN_MAX).map((one) => {
				const id = `${field_id(name)}-found-${one.from}`;
				return (
					<Alert key={`${one.kind} ${one.from}`} data-color={one.blocks ? 'danger' : 'warning'} data-size="sm">
						<p id={id}>{sentence(one)}</p>
						<div className="actions">
							<Button variant="secondary" data-size="sm" aria-describedby={id} onClick={() => mask(one)}>
								{t('guard.mask', { removed: t('guard.removed') })}
							</Button>
							{!one.blocks && (
								<Button variant="tertiary" data-size="sm" aria-describedby={id} onClick={() => answer(one, true)}>{t('guard.fine')}</Button>
							)}
						</div>
					</Alert>
				);
			})}
			{open.length > SHOWN_MAX && <p className="hint">{t('guard.more', { count: open.length - SHOWN_MAX })}</p>}
			{was_masked && (
				<p className="answered">
					<span>{t('guard.masked')}</span>
					<Button variant="tertiary" data-size="sm" onClick={undo}>{t('guard.undo')}</Button>
				</p>
			)}
			{fine.map((one) => (
				<p className="answered" key={`${one.kind} ${one.from}`}>
					<span>{t('guard.said_fine', { words: shown_words(one) })}</span>
					<Button variant="tertiary" data-size="sm" onClick={() => answer(one, false)}>{t('guard.undo')}</Button>
				</p>
			))}
		</div>
	);
}

/* For the property `guard` of a field. */
export function guard_of<Name extends string>(guard: Guard<Name>, name: Name, value: string, on_change: (value: string) => void): FieldGuard {
	const blocks = guard.findings(name).some((one) => one.blocks && value.slice(one.from, one.to) === one.words);
	return { blocks, notes: <GuardNotes guard={guard} name={name} value={value} on_change={on_change} /> };
}

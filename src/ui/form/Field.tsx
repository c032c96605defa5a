/* SPDX-License-Identifier: MIT */
import { Input, Label, Select, Textarea, ValidationMessage } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/*
 * One question: label, hint, control and error, bound to each other by id. `name` is the name of the field in the
 * contract; the error summary links to it.
 */
interface FieldProps {
	name: string;
	label: string;
	hint?: ReactNode;
	error?: string | undefined;
	optional?: boolean;
	guard?: FieldGuard; /* of a free text */
}

/* What the guard says about the text of a field, shown below it. */
export interface FieldGuard {
	notes: ReactNode;
	blocks: boolean;
}

export const field_id = (name: string) => `field-${name}`;

function described_by(name: string, hint: ReactNode, error: string | undefined): string | undefined {
	const ids = [hint ? `${field_id(name)}-hint` : '', error ? `${field_id(name)}-error` : ''];
	return ids.filter(Boolean).join(' ') || undefined;
}

function Frame({ name, label, hint, error, optional, guard, children }: FieldProps & { children: ReactNode }) {
	const { t } = useTranslation();
	return (
		<div className="ds-field">
			<Label htmlFor={field_id(name)}>
				{label}
				{optional && <span className="optional"> ({t('form.optional')})</span>}
			</Label>
			{hint && <div id={`${field_id(name)}-hint`} className="hint">{hint}</div>}
			{children}
			{error && <ValidationMessage id={`${field_id(name)}-error`}>{error}</ValidationMessage>}
			{guard?.notes}
		</div>
	);
}

interface TextProps extends FieldProps {
	value: string;
	on_change: (value: string) => void;
	type?: 'text' | 'password' | 'date' | 'datetime-local';
	autocomplete?: string;
	max?: string;
	required?: boolean;
	spell_check?: boolean;
}

export function TextField({ value, on_change, type = 'text', autocomplete, max, required, spell_check, ...field }: TextProps) {
	return (
		<Frame {...field}>
			<Input id={field_id(field.name)} name={field.name} type={type} value={value} max={max} className={type.startsWith('date') ? 'short' : undefined}
				autoComplete={autocomplete ?? 'off'} spellCheck={spell_check} aria-required={required || undefined}
				autoCapitalize={spell_check === false ? 'none' : undefined}
				aria-invalid={field.error || field.guard?.blocks ? true : undefined} aria-describedby={described_by(field.name, field.hint, field.error)}
				onChange={(event) => on_change(event.target.value)} />
		</Frame>
	);
}

interface AreaProps extends FieldProps {
	value: string;
	on_change: (value: string) => void;
	rows?: number;
	limit: number;
	required?: boolean;
}

/* Characters as the service counts them: code points. */
export const length_of = (text: string) => Array.from(text).length;

export function TextArea({ value, on_change, rows = 5, limit, required, ...field }: AreaProps) {
	const { t } = useTranslation();
	const left = limit - length_of(value);
	return (
		<Frame {...field}>
			<Textarea id={field_id(field.name)} name={field.name} value={value} rows={rows} aria-required={required || undefined}
				aria-invalid={field.error || field.guard?.blocks ? true : undefined} aria-describedby={described_by(field.name, field.hint, field.error)}
				onChange={(event) => on_change(event.target.value)} />
			{left < 200 && (
				<p className={left < 0 ? 'counter over' : 'counter'} role="status">
					{left < 0 ? t('form.over', { count: -left }) : t('form.left', { count: left })}
				</p>
			)}
		</Frame>
	);
}

/*
 * A text to mark something in, not to write in. Browsers take the keyboard's cursor out of a read-only field, so it is an ordinary
 * one that takes nothing.
 */
export function ReadArea({ value, rows = 5, ...field }: FieldProps & { value: string; rows?: number }) {
	return (
		<Frame {...field}>
			<Textarea id={field_id(field.name)} name={field.name} value={value} rows={rows} aria-readonly spellCheck={false}
				onChange={() => {}} aria-invalid={field.error ? true : undefined} aria-describedby={described_by(field.name, field.hint, field.error)} />
		</Frame>
	);
}

export interface Choice {
	value: string;
	label: string;
	hint?: string | undefined;
}

interface SelectProps extends FieldProps {
	value: string;
	on_change: (value: string) => void;
	choices?: Choice[];
	groups?: { label: string; choices: Choice[] }[];
	empty?: string; /* the choice of nothing, where there is one */
	required?: boolean;
}

export function SelectField({ value, on_change, choices, groups, empty, required, ...field }: SelectProps) {
	const options = (list: Choice[]) => list.map((one) => <option key={one.value} value={one.value}>{one.label}</option>);
	return (
		<Frame {...field}>
			<Select id={field_id(field.name)} name={field.name} value={value} aria-required={required || undefined}
				aria-invalid={field.error ? true : undefined} aria-describedby={described_by(field.name, field.hint, field.error)}
				onChange={(event) => on_change(event.target.value)}>
				{empty !== undefined && <option value="">{empty}</option>}
				{choices && options(choices)}
				{groups?.map((group) => <optgroup key={group.label} label={group.label}>{options(group.choices)}</optgroup>)}
			</Select>
		</Frame>
	);
}

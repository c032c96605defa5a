/* SPDX-License-Identifier: MIT */
import { Input, Label, ValidationMessage } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { field_id } from './Field';
import { matching, type Suggestion } from './suggestions';

const SHOWN_MAX = 12;

interface SuggestionFieldProps {
	name: string;
	label: string;
	hint?: string;
	error?: string | undefined;
	value: string;
	suggestions: Suggestion[];
	on_change: (value: string) => void;
}

/* One of many, found by typing: the combobox with a list box of the ARIA Authoring Practices. */
export function SuggestionField({ name, label, hint, error, value, suggestions, on_change }: SuggestionFieldProps) {
	const { t } = useTranslation();
	const id = field_id(name);
	const chosen = suggestions.find((one) => one.value === value);
	const shown_text = (one: Suggestion | undefined) => (one ? [one.label, one.more].filter(Boolean).join(', ') : '');
	const [typed, set_typed] = useState<string | null>(null); /* null: nothing since it was chosen */
	const [open, set_open] = useState(false);
	const [active, set_active] = useState(0);
	const list = useRef<HTMLUListElement>(null);
	const found = open ? matching(suggestions, typed ?? '') : [];
	const shown = found.slice(0, SHOWN_MAX);
	useEffect(() => {
		list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
	}, [active]);

	const look = (text: string | null) => {
		set_typed(text);
		set_active(0);
		set_open(true);
	};
	const close = () => {
		set_typed(null);
		set_open(false);
	};
	const choose = (one: Suggestion | undefined) => {
		if (one)
			on_change(one.value);
		close();
	};
	/* Whoever typed and goes on has chosen what is marked. */
	const leave = () => {
		if (typed?.trim() === '')
			on_change('');
		if (typed?.trim())
			choose(shown[active]);
		close();
	};
	const press = (event: KeyboardEvent) => {
		const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
		if (step !== 0) {
			event.preventDefault();
			if (open)
				set_active((active + step + shown.length) % Math.max(shown.length, 1));
			else
				look(typed);
		} else if (event.key === 'Enter' && open) {
			event.preventDefault();
			choose(shown[active]);
		} else if (event.key === 'Escape' && open) {
			event.preventDefault();
			close();
		}
	};
	const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
	return (
		<div className="ds-field suggestion">
			<Label htmlFor={id}>{label}</Label>
			{hint && <div id={`${id}-hint`} className="hint">{hint}</div>}
			<Input id={id} name={name} type="text" role="combobox" autoComplete="off" spellCheck={false} aria-autocomplete="list" aria-expanded={open}
				aria-controls={`${id}-list`} aria-activedescendant={open && shown[active] ? `${id}-option-${active}` : undefined} aria-required
				aria-invalid={error ? true : undefined} aria-describedby={described} value={typed ?? shown_text(chosen)}
				onChange={(event) => look(event.target.value)} onClick={() => !open && look(typed)} onBlur={leave} onKeyDown={press} />
			<ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!open || shown.length === 0} ref={list}>
				{shown.map((one, index) => (
					<li key={one.value} id={`${id}-option-${index}`} role="option" aria-selected={index === active}
						onMouseDown={(event) => event.preventDefault()} onClick={() => choose(one)}>
						{one.label}{one.more && <span className="more-of"> {one.more}</span>}
					</li>
				))}
			</ul>
			<p className={open && (found.length === 0 || found.length > shown.length) ? 'hint' : 'ds-sr-only'} role="status">
				{!open ? '' : found.length > shown.length ? t('suggestions.first', { shown: shown.length, count: found.length }) : t('suggestions.found', { count: found.length })}
			</p>
			{error && <ValidationMessage id={`${id}-error`}>{error}</ValidationMessage>}
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

type Person = Schemas['case_people']['items'][number];

/* What is being written behind an @ at the end of the text before the cursor, or null. */
export function asked_name(before: string): string | null {
	return /(?:^|\s)@([\p{L}. -]{0,40})$/u.exec(before)?.[1] ?? null;
}

/* The people a text names: those whose name stands in it behind an @. Of two where one's name begins the other's, the longer one. */
export function mentioned(text: string, people: Person[]): Person[] {
	let rest = text;
	return [...people].sort((a, b) => b.name.length - a.name.length).filter(({ name }) => {
		const is_there = rest.includes(`@${name}`);
		rest = rest.replaceAll(`@${name}`, ' ');
		return is_there;
	});
}

interface MentionsProps {
	text: string;
	at: number; /* where the cursor stands */
	people: Person[]; /* who sees what is written */
	on_choose: (text: string) => void;
}

/* After an @: who may be named here. Tab goes to them, Enter chooses. */
export function Mentions({ text, at, people, on_choose }: MentionsProps) {
	const { t } = useTranslation();
	const before = text.slice(0, at);
	const asked = asked_name(before);
	const named = mentioned(text, people);
	const found = asked === null || named.some(({ name }) => before.endsWith(`@${name}`) || before.includes(`@${name} `) && asked.startsWith(name))
		? [] : people.filter(({ name }) => name.toLowerCase().includes(asked.trim().toLowerCase())).slice(0, 6);
	const choose = (name: string) => on_choose(`${before.slice(0, before.length - (asked ?? '').length)}${name} ${text.slice(at)}`);
	return (
		<div className="mentions">
			<p role="status" className={found.length > 0 ? 'hint' : 'ds-sr-only'}>{found.length > 0 ? t('mention.found', { count: found.length }) : ''}</p>
			{found.length > 0 && (
				<ul className="mention-choices" aria-label={t('mention.choose')}>
					{found.map(({ id, name, side }) => (
						<li key={id}><Button type="button" variant="secondary" data-size="sm" onClick={() => choose(name)}>{`${name}, ${t(`side.${side}`).toLowerCase()}`}</Button></li>
					))}
				</ul>
			)}
			{named.length > 0 && <p className="hint">{t('mention.told', { names: named.map(({ name }) => name).join(', ') })}</p>}
		</div>
	);
}

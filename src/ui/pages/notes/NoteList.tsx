/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { use_labels } from '../../api/register';
import { use_format } from '../../i18n/format';
import { note_address, type Note } from './notes';

export function NoteList({ notes, helsefellesskap }: { notes: Note[]; helsefellesskap: string }) {
	const { t } = useTranslation();
	const { label } = use_labels(helsefellesskap);
	const format = use_format();
	return (
		<ul className="cases">
			{notes.map((note) => (
				<li key={note.id}>
					<div className="case-head">
						<h3><Link asChild><RouteLink href={note_address(note.id)}>{note.title}</RouteLink></Link></h3>
					</div>
					<p className="case-meta">
						{note.published_at && <span>{format.short_date(note.published_at)}</span>}
						{note.theme && <span>{note.theme}</span>}
						<span>{label('category', note.category)}</span>
						<span>{note.council.name}</span>
						{note.marks.useful > 0 && <span>{t('notes.useful_count', { count: note.marks.useful })}</span>}
						{note.marks.done > 0 && <span>{t('notes.done_count', { count: note.marks.done })}</span>}
					</p>
				</li>
			))}
		</ul>
	);
}

/* SPDX-License-Identifier: MIT */
import { Heading, Link, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { note_address, use_work } from './notes';

/* What is on its way, and what of it waits for the reader; nothing for those who have nothing to do with any. */
export function WorkList({ helsefellesskap }: { helsefellesskap: string }) {
	const { t } = useTranslation();
	const items = use_work(helsefellesskap).data?.items ?? [];
	if (items.length === 0)
		return null;
	const sorted = [...items].sort((a, b) => Number(b.waits_for_you.length > 0) - Number(a.waits_for_you.length > 0));
	return (
		<section className="stack" aria-labelledby="notes-at-work">
			<Heading level={2} data-size="sm" id="notes-at-work">{t('notes.at_work')}</Heading>
			<ul className="cases">
				{sorted.map(({ note, waits_for_you }) => (
					<li key={note.id}>
						<div className="case-head">
							<h3><Link asChild><RouteLink href={note_address(note.id)}>{note.title}</RouteLink></Link></h3>
							<Tag data-size="sm" data-color={note.status === 'in_review' ? 'info' : 'neutral'}>{t(`notes.status.${note.status}`)}</Tag>
						</div>
						<p className="case-meta">
							<span>{note.council.name}</span>
							{waits_for_you.map((step) => <strong key={step}>{t(`notes.waits.${step}`)}</strong>)}
						</p>
					</li>
				))}
			</ul>
		</section>
	);
}

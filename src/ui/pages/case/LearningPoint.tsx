/* SPDX-License-Identifier: MIT */
import { Heading, Link, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { Schemas } from '../../api/client';

/* What was learned of the case; the note's own page leads it to everybody. */
export function LearningPoint({ note }: { note: Schemas['learning_note'] }) {
	const { t } = useTranslation();
	return (
		<section className="stack learning-point" aria-labelledby="learning-point">
			<Heading level={2} data-size="xs" id="learning-point">{t('case.learning_point')}</Heading>
			<p className="case-meta">
				<Tag data-color={note.status === 'published' ? 'success' : 'neutral'} data-size="sm">{t(`notes.status.${note.status}`)}</Tag>
			</p>
			<Heading level={3} data-size="2xs">{note.title}</Heading>
			<p className="written">{note.text}</p>
			<p><Link asChild><RouteLink href={`/laering/notater/${note.id}`}>{t('notes.open')}</RouteLink></Link></p>
		</section>
	);
}

/* A case that taught something and has no note yet; of its council, and once it is answered. */
export function WriteNote({ id }: { id: string }) {
	const { t } = useTranslation();
	return <p><Link asChild><RouteLink href={`/laering/notater/nytt?saker=${id}`}>{t('notes.from_case')}</RouteLink></Link></p>;
}

/* SPDX-License-Identifier: MIT */
import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_labels } from '../../api/register';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';

interface LatestNotesProps {
	helsefellesskap: string;
	limit: number;
	heading: 'h2' | 'h3';
	more?: boolean;
}

export function LatestNotes({ helsefellesskap, limit, heading: Title, more }: LatestNotesProps) {
	const { t } = useTranslation();
	const { label } = use_labels(helsefellesskap);
	const format = use_format();
	const notes = useInfiniteQuery({
		queryKey: ['learning-notes', helsefellesskap, limit],
		queryFn: ({ pageParam }) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/learning-notes', {
			params: { path: { helsefellesskap }, query: { limit, ...(pageParam ? { cursor: pageParam } : {}) } },
		})),
		initialPageParam: '',
		getNextPageParam: (page) => page.next_cursor ?? undefined,
		enabled: helsefellesskap !== '',
	});
	if (notes.isPending)
		return <Loading />;
	if (notes.isError)
		return <FailureAlert failure={as_failure(notes.error)} on_retry={() => void notes.refetch()} busy={notes.isFetching} />;
	const items = notes.data.pages.flatMap((page) => page.items);
	if (items.length === 0)
		return <><Paragraph className="empty">{t('learning.none')}</Paragraph>{more && <ToLibrary />}</>;
	return (
		<>
			{more && <ToLibrary />}
			<ul className="cases">
				{items.map((note) => (
					<li key={note.id}>
						<div className="case-head">
							<Title><Link asChild><RouteLink href={`/laering/notater/${note.id}`}>{note.title}</RouteLink></Link></Title>
						</div>
						<p className="case-meta">
							{note.published_at && <span>{format.short_date(note.published_at)}</span>}
							<span>{label('category', note.category)}</span>
							<span>{note.council.name}</span>
						</p>
					</li>
				))}
			</ul>
			{more && notes.hasNextPage && (
				<div className="actions">
					<Button variant="secondary" loading={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()}>{t('cases.more')}</Button>
				</div>
			)}
		</>
	);
}

function ToLibrary() {
	const { t } = useTranslation();
	return <p><Link asChild><RouteLink href="/laering/notater">{t('notes.all')}</RouteLink></Link></p>;
}

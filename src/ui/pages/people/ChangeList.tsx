/* SPDX-License-Identifier: MIT */
import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { last_day } from './people_calls';

/* What was changed about who may do what: who, when and what. */
export function ChangeList({ helsefellesskap, person_id }: { helsefellesskap: string; person_id?: string }) {
	const { t } = useTranslation();
	const format = use_format();
	const list = useInfiniteQuery({
		queryKey: ['access-changes', helsefellesskap, person_id ?? ''],
		queryFn: ({ pageParam }) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/access-changes', {
			params: { path: { helsefellesskap }, query: { limit: 20, ...person_id && { person_id }, ...pageParam && { cursor: pageParam } } } })),
		initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
	});
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} />;
	const items = list.data.pages.flatMap((page) => page.items);
	if (items.length === 0)
		return <Paragraph className="empty">{t('people.no_changes')}</Paragraph>;
	return (
		<>
			<ol className="history">
				{items.map((one) => (
					<li key={one.id}>
						<strong>{t(`people.change.${one.kind}`)}{!person_id && `: ${one.person}`}</strong>
						<span>{[one.role && t(`role.${one.role}`), one.council ?? one.organisation, one.other_person && t('people.concerns', { name: one.other_person }),
							one.valid_from && t('people.since', { day: format.short_date(one.valid_from) }),
							one.valid_to && t('people.until', { day: format.short_date(last_day(one.valid_to)) })].filter(Boolean).join(' · ')}</span>
						<span>{format.moment(one.at)} · {one.actor ?? t('people.by_command')}</span>
					</li>
				))}
			</ol>
			{list.hasNextPage && <div className="actions"><Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button></div>}
		</>
	);
}

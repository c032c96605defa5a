/* SPDX-License-Identifier: MIT */
import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Differences } from './Differences';
import { read_version, type Configuration } from './configuration';

/* What was changed, by whom and why. A version is taken back by bringing it in again, after its changes were shown. */
export function Versions({ helsefellesskap, on_take_back }: { helsefellesskap: string; on_take_back: (version: Configuration) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const list = useInfiniteQuery({
		queryKey: ['configuration-changes', helsefellesskap],
		queryFn: ({ pageParam }) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/configuration-changes', {
			params: { path: { helsefellesskap }, query: { ...pageParam && { cursor: pageParam } } } })),
		initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
	});
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} />;
	const items = list.data.pages.flatMap((page) => page.items);
	if (items.length === 0)
		return <Paragraph className="empty">{t('configuration.no_versions')}</Paragraph>;
	const take_back = async (id: string) => {
		try {
			on_take_back(await read_version(id));
		} catch (error) {
			set_failure(as_failure(error));
		}
	};
	return (
		<>
			{failure && <FailureAlert failure={failure} />}
			<ol className="cases">
				{items.map((one) => (
					<li key={one.id} className="stack">
						<p className="case-meta"><strong>{format.moment(one.at)}</strong><span>{one.by ?? t('people.by_command')}</span></p>
						{one.note && <Paragraph>{one.note}</Paragraph>}
						<Differences differences={one.differences} />
						<div className="actions">
							<Button variant="secondary" data-size="sm" aria-label={`${t('configuration.take_back')}: ${format.moment(one.at)}`}
								onClick={() => void take_back(one.id)}>{t('configuration.take_back')}</Button>
						</div>
					</li>
				))}
			</ol>
			{list.hasNextPage && <div className="actions"><Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button></div>}
		</>
	);
}

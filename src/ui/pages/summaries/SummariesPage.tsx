/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { helsefellesskap_of, may, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { Drafts } from './Drafts';
import { Preview } from './Preview';
import { Sent } from './Sent';
import { Wheel } from './Wheel';

/* Learning summaries before they go and after, and the year they follow, of every helsefellesskap one looks after. */
export default function SummariesPage() {
	const { t } = useTranslation();
	const session = use_session();
	const all = helsefellesskap_of(session);
	return (
		<Page title={t('summaries.title')} lead={t('summaries.lead')}>
			{may(session, 'see_summaries') ? all.map((one) => <OfOne key={one.code} helsefellesskap={one} named={all.length > 1} />)
				: <p className="empty">{t('summaries.not_yours')}</p>}
		</Page>
	);
}

function OfOne({ helsefellesskap, named }: { helsefellesskap: Schemas['helsefellesskap']; named: boolean }) {
	const queries = useQueryClient();
	const key = ['summaries', helsefellesskap.code];
	const read = useQuery({
		queryKey: key,
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/summaries', { params: { path: { helsefellesskap: helsefellesskap.code } } })),
		retry: false,
	});
	const failure = read.isError ? as_failure(read.error) : null;
	if (read.isPending)
		return <Loading />;
	/* One may look after one helsefellesskap and be a member of another. */
	if (failure)
		return failure.status === 404 ? null : <FailureAlert failure={failure} on_retry={() => void read.refetch()} />;
	const seen = read.data as Schemas['summaries'];
	const on_change = (summaries: Schemas['summaries']) => queries.setQueryData(key, summaries);
	return (
		<div className="stack">
			{named && <Heading level={2} data-size="md">{helsefellesskap.name}</Heading>}
			<Drafts summaries={seen} on_change={on_change} />
			<Preview helsefellesskap={helsefellesskap.code} />
			<Wheel summaries={seen} on_change={on_change} />
			<Sent summaries={seen} />
		</div>
	);
}

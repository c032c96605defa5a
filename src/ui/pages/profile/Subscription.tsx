/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { Loading } from '../../shell/Loading';
import { SubscriptionList, type Calls } from '../subscription/SubscriptionList';

/* One's subscriptions to the learning summaries of one helsefellesskap. */
export function Subscription({ helsefellesskap }: { helsefellesskap: Schemas['helsefellesskap'] }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const path = { helsefellesskap: helsefellesskap.code };
	const key = ['subscriptions', helsefellesskap.code];
	const now = useQuery({
		queryKey: key,
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/subscriptions', { params: { path } })),
	});
	const calls: Calls = {
		create: (wanted) => body_of(api.POST('/helsefellesskap/{helsefellesskap}/subscriptions', { params: { path }, body: wanted })),
		change: (id, wanted) => body_of(api.PUT('/subscriptions/{id}', { params: { path: { id } }, body: wanted })),
		end: (id) => body_of(api.DELETE('/subscriptions/{id}', { params: { path: { id } } })),
	};
	const heading = `subscription-${helsefellesskap.code}`;
	return (
		<section className="form" aria-labelledby={heading}>
			<Heading level={2} data-size="xs" id={heading}>{t('profile.subscription', { name: helsefellesskap.name })}</Heading>
			<p className="hint">{t('profile.subscription_hint')}</p>
			{now.isPending && <Loading />}
			{now.isError && <FailureAlert failure={as_failure(now.error)} on_retry={() => void now.refetch()} />}
			{now.data && <SubscriptionList list={now.data} calls={calls} on_list={(list) => queries.setQueryData(key, list)} />}
		</section>
	);
}

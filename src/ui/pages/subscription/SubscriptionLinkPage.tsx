/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { SubscriptionList, type Calls } from './SubscriptionList';
import { use_subscription_words, type List, type Wanted } from './subscription';

/* The link leaves the address as soon as it is read: the screen and its history may be shared. */
function take_token(): string {
	const token = window.location.hash.slice(1);
	if (token)
		window.history.replaceState(null, '', window.location.pathname);
	return token || '-';
}

const ending = (token: string, ended: boolean, id?: string) => body_of(api.POST('/subscription-link/ending', { body: { token, ended, ...id && { id } } }));

/* Opened from the mail of a learning summary, without signing in: to end one subscription, or to change all of them. */
export default function SubscriptionLinkPage({ to }: { to: 'end' | 'choose' }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const [token] = useState(take_token);
	const key = ['subscription-link', token];
	const view = useQuery({
		queryKey: key, queryFn: () => body_of(api.POST('/subscription-link/view', { body: { token } })), staleTime: Infinity, gcTime: 0, retry: false,
	});
	const on_list = (list: List) => queries.setQueryData(key, list);
	const title = t(to === 'end' ? 'subscription.end_title' : 'subscription.choose_title');

	if (view.isPending)
		return <Page title={title}><Loading /></Page>;
	if (view.isError) {
		const failure = as_failure(view.error);
		return (
			<Page title={title}>
				{failure.status === 404 ? <Alert data-color="warning" role="alert">{t('subscription.link_not_usable')}</Alert>
					: <FailureAlert failure={failure} on_retry={() => void view.refetch()} />}
			</Page>
		);
	}
	const calls: Calls = {
		change: (id: string, wanted: Wanted) => body_of(api.POST('/subscription-link/change', { body: { token, id, subscription: wanted } })),
		end: (id) => ending(token, true, id),
		restore: (id) => ending(token, false, id),
	};
	return (
		<Page title={title} lead={t('subscription.of', { name: view.data.helsefellesskap.name })}>
			{to === 'end' ? <EndOne token={token} list={view.data} on_list={on_list} /> : <SubscriptionList list={view.data} calls={calls} on_list={on_list} />}
		</Page>
	);
}

function EndOne({ token, list, on_list }: { token: string; list: List; on_list: (list: List) => void }) {
	const { t } = useTranslation();
	const { about, when } = use_subscription_words(list);
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const one = list.items.find(({ id }) => id === list.one);
	if (!one)
		return <Alert data-color="warning" role="alert">{t('subscription.link_not_usable')}</Alert>;
	const words = { ...one, party: one.party as Wanted['party'] ?? null };
	const set = async (ended: boolean) => {
		set_busy(true);
		set_failure(null);
		try {
			on_list(await ending(token, ended));
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	return (
		<div className="stack">
			<p><strong>{about(words)}</strong><br />{when(words)}</p>
			{failure && <FailureAlert failure={failure} />}
			<p role="status" className={one.ended ? 'done' : 'ds-sr-only'}>{one.ended ? t('subscription.ended') : ''}</p>
			<div className="actions">
				{one.ended
					? <Button variant="secondary" loading={busy} onClick={() => void set(false)}>{t('subscription.restore')}</Button>
					: <Button loading={busy} onClick={() => void set(true)}>{t('subscription.end_now')}</Button>}
			</div>
			{!one.ended && <p className="hint">{t('subscription.end_hint')}</p>}
		</div>
	);
}

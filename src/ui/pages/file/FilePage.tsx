/* SPDX-License-Identifier: MIT */
import { Alert, Link } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation } from 'wouter';
import { api, body_of } from '../../api/client';
import { helsefellesskap_of, organisations_of, use_session } from '../../api/session';
import { Page } from '../../shell/Page';
import { Filing } from './Filing';
import { RoutePanel } from './RoutePanel';

export default function FilePage({ step }: { step?: string | undefined }) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const queries = useQueryClient();
	const session = use_session();
	const home = helsefellesskap_of(session).find((one) => organisations_of(session, one.code).length > 0);
	if (!home)
		return <Page title={t('file.heading')}><Alert data-color="info">{t('file.no_organisation')}</Alert></Page>;
	return (
		<Filing step={step} helsefellesskap={home.code} way={{
			path: '/meld',
			draft_name: 'deviation',
			heading: t('file.heading'),
			lead: <><p>{t('file.lead')}</p><p><Link asChild><RouteLink href="/meld/flere">{t('batch.link')}</RouteLink></Link></p></>,
			check_lead: t('file.check_lead'),
			own: organisations_of(session, home.code),
			route: (draft) => <RoutePanel draft={draft} />,
			send: async (body, key) => {
				const receipt = await body_of(api.POST('/deviations', { params: { header: { 'Idempotency-Key': key } }, body }));
				queries.setQueryData(['receipt', receipt.id], receipt);
				void queries.invalidateQueries({ queryKey: ['deviations'] });
				go(`/meld/sendt/${receipt.id}`, { replace: true });
			},
		}} />
	);
}

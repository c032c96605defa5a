/* SPDX-License-Identifier: MIT */
import { Alert, Link } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation, useSearch } from 'wouter';
import { api, body_of } from '../../api/client';
import { helsefellesskap_of, organisations_of, use_session } from '../../api/session';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { Filing } from './Filing';
import { RoutePanel } from './RoutePanel';
import { read_draft } from './saved_draft';

export default function FilePage({ step }: { step?: string | undefined }) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const queries = useQueryClient();
	const session = use_session();
	const resume = new URLSearchParams(useSearch()).get('utkast');
	const begun = useQuery({ queryKey: ['draft', resume], queryFn: () => read_draft(resume!), enabled: resume !== null, retry: false, gcTime: 0 });
	const home = helsefellesskap_of(session).find((one) => organisations_of(session, one.code).length > 0);
	if (resume && begun.isPending)
		return <Page title={t('file.heading')} step="write" wide><Loading /></Page>;
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
			keeps: true,
			begun: begun.data,
			send: async (body, key) => {
				const receipt = await body_of(api.POST('/deviations', { params: { header: { 'Idempotency-Key': key } }, body }));
				queries.setQueryData(['receipt', receipt.id], receipt);
				void queries.invalidateQueries({ queryKey: ['deviations'] });
				go(`/meld/sendt/${receipt.id}`, { replace: true });
			},
		}} />
	);
}

/* SPDX-License-Identifier: MIT */
import { Heading, Link, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { helsefellesskap_of, may, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import NotFoundPage from '../not_found/NotFoundPage';
import { use_half_year } from '../learning/report_names';
import { DefinitionForm } from './DefinitionForm';
import { DraftReport } from './DraftReport';
import { RequestReport } from './RequestReport';

type Version = Schemas['report_version'];

/* Where reports are counted, looked at, remarked on and approved. */
export default function ReportsPage() {
	const { t } = useTranslation();
	const session = use_session();
	const helsefellesskap = helsefellesskap_of(session)[0]?.code ?? '';
	const allowed = may(session, 'prepare_report');
	const reports = useQuery({
		queryKey: ['reports', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/reports', { params: { path: { helsefellesskap } } })),
		enabled: allowed && helsefellesskap !== '',
		/* One that is being counted is soon a draft. */
		refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'requested') ? 2000 : false),
	});
	if (!allowed)
		return <NotFoundPage />;
	const items = reports.data?.items ?? [];
	const in_work = items.filter((one) => one.state === 'draft' || one.state === 'requested');
	return (
		<Page title={t('report.prepare')} wide lead={<p>{t('report.prepare_lead')}</p>}
			before={<p><Link asChild><RouteLink href="/laering">{t('report.back')}</RouteLink></Link></p>}>
			{reports.isPending && <Loading />}
			{reports.isError && <FailureAlert failure={as_failure(reports.error)} on_retry={() => void reports.refetch()} busy={reports.isFetching} />}
			{reports.data && (
				<>
					<section className="stack" aria-labelledby="reports-work">
						<Heading level={2} data-size="sm" id="reports-work">{t('report.in_work')}</Heading>
						{in_work.length === 0 && <Paragraph className="empty">{t('report.nothing_in_work')}</Paragraph>}
						{in_work.map((one) => <DraftReport key={one.id} report={one} helsefellesskap={helsefellesskap} />)}
					</section>
					<RequestReport helsefellesskap={helsefellesskap} next={reports.data.next_half_year} items={items} />
					<Finished items={items.filter((one) => one.state === 'approved' || one.state === 'replaced')} />
					<DefinitionForm helsefellesskap={helsefellesskap} />
				</>
			)}
		</Page>
	);
}

function Finished({ items }: { items: Version[] }) {
	const { t } = useTranslation();
	const format = use_format();
	const half_year = use_half_year();
	return (
		<section className="stack" aria-labelledby="reports-done">
			<Heading level={2} data-size="sm" id="reports-done">{t('report.finished')}</Heading>
			{items.length === 0 ? <Paragraph className="empty">{t('report.nothing_finished')}</Paragraph> : (
				<div className="table-scroll" role="region" aria-label={t('report.versions')} tabIndex={0}>
					<Table data-size="sm">
						<caption className="ds-sr-only">{t('report.versions')}</caption>
						<Table.Head>
							<Table.Row>
								<Table.HeaderCell scope="col">{t('report.half_year')}</Table.HeaderCell>
								<Table.HeaderCell scope="col" className="number">{t('report.version')}</Table.HeaderCell>
								<Table.HeaderCell scope="col">{t('report.approved')}</Table.HeaderCell>
								<Table.HeaderCell scope="col">{t('report.what_changed')}</Table.HeaderCell>
							</Table.Row>
						</Table.Head>
						<Table.Body>
							{items.map((one) => (
								<Table.Row key={one.id}>
									<Table.HeaderCell scope="row">
										<Link asChild><RouteLink href={`/laering?fra=${one.half_year}&til=${one.half_year}`}>{half_year(one.half_year)}</RouteLink></Link>
										{one.state === 'replaced' && <> <Tag data-size="sm" data-color="neutral">{t('report.replaced')}</Tag></>}
									</Table.HeaderCell>
									<Table.Cell className="number">{one.version}</Table.Cell>
									<Table.Cell>{one.approved_at && format.short_date(one.approved_at)}{one.approved_by && `, ${one.approved_by}`}</Table.Cell>
									<Table.Cell>{one.what_changed}</Table.Cell>
								</Table.Row>
							))}
						</Table.Body>
					</Table>
				</div>
			)}
		</section>
	);
}

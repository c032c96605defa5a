/* SPDX-License-Identifier: MIT */
import { Link, Paragraph, Table } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { helsefellesskap_of, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import type { Dimension } from './report_address';
import { use_report_names } from './report_names';

/* Who took numbers out of the report, and what for: for the secretariat and the data protection officer. */
export default function ExtractsPage() {
	const { t } = useTranslation();
	const helsefellesskap = helsefellesskap_of(use_session())[0]?.code ?? '';
	const list = useQuery({ queryKey: ['report-extracts', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/report-extracts', { params: { path: { helsefellesskap } } })) });
	return (
		<Page title={t('extract.list')} lead={<p>{t('extract.list_lead')}</p>} before={<p><Link asChild><RouteLink href="/laering">{t('report.back')}</RouteLink></Link></p>} wide>
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />}
			{list.data && list.data.items.length === 0 && <Paragraph className="empty">{t('extract.none')}</Paragraph>}
			{list.data && list.data.items.length > 0 && <Extracts helsefellesskap={helsefellesskap} items={list.data.items} />}
		</Page>
	);
}

function Extracts({ helsefellesskap, items }: { helsefellesskap: string; items: Schemas['report_extract'][] }) {
	const { t } = useTranslation();
	const format = use_format();
	const names = use_report_names(helsefellesskap);
	const named = (dimension: string) => names.dimension(dimension as Dimension);
	const what = ({ rows, columns, filter, format: kind, reports }: Schemas['report_extract']) => [
		`${named(rows)} × ${named(columns)}`, ...filter.map(({ dimension, value }) => `${named(dimension)}: ${names.value(dimension as Dimension, value)}`),
		kind.toUpperCase(), ...reports].join(', ');
	return (
		<div className="scrolls" role="region" aria-label={t('extract.list')} tabIndex={0}>
			<Table data-size="sm">
				<caption className="ds-sr-only">{t('extract.list')}</caption>
				<Table.Head>
					<Table.Row>
						{(['when', 'who', 'purpose', 'what'] as const).map((name) => <Table.HeaderCell key={name} scope="col">{t(`extract.${name}`)}</Table.HeaderCell>)}
					</Table.Row>
				</Table.Head>
				<Table.Body>
					{items.map((one) => (
						<Table.Row key={one.id}>
							<Table.HeaderCell scope="row">{format.moment(one.made_at)}</Table.HeaderCell>
							<Table.Cell>{one.made_by}</Table.Cell>
							<Table.Cell>{one.purpose}</Table.Cell>
							<Table.Cell>{what(one)}</Table.Cell>
						</Table.Row>
					))}
				</Table.Body>
			</Table>
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { Button, Link, Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { save_csv } from './csv';
import { ReaderName, reader_text, roles_text } from './ReaderName';

type Readers = Schemas['case_readers'];
const COLUMNS = ['who', 'what', 'times', 'first', 'last'] as const;

function ReadersTable({ readers }: { readers: Readers['readers'] }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<div className="scrolls" role="region" aria-labelledby="readers" tabIndex={0}>
			<Table data-size="sm" zebra>
				<caption id="readers">{t('readers.caption')}</caption>
				<Table.Head>
					<Table.Row>
						{COLUMNS.map((name) => <Table.HeaderCell key={name} scope="col" className={name === 'times' ? 'number' : undefined}>{t(`readers.${name}`)}</Table.HeaderCell>)}
					</Table.Row>
				</Table.Head>
				<Table.Body>
					{readers.map((one) => (
						<Table.Row key={`${one.person?.id ?? ''} ${one.what}`}>
							<Table.HeaderCell scope="row"><ReaderName person={one.person} memberships={one.memberships} what={one.what} /></Table.HeaderCell>
							<Table.Cell>{t(`read_what.${one.what}`)}</Table.Cell>
							<Table.Cell className="number">{format.number(one.times)}</Table.Cell>
							<Table.Cell>{format.moment(one.first_at)}</Table.Cell>
							<Table.Cell>{format.moment(one.last_at)}</Table.Cell>
						</Table.Row>
					))}
				</Table.Body>
			</Table>
		</div>
	);
}

function Answer({ answer }: { answer: Readers }) {
	const { t } = useTranslation();
	const format = use_format();
	const save = () => save_csv(`innsyn-${answer.case.number}.csv`, [
		[t('readers.who'), t('readers.roles'), ...COLUMNS.slice(1).map((name) => t(`readers.${name}`))],
		...answer.readers.map((one) => [reader_text(t, one.person, one.what), roles_text(t, one.memberships), t(`read_what.${one.what}`),
			String(one.times), format.moment(one.first_at), format.moment(one.last_at)]),
	]);
	return (
		<>
			<p>{t('readers.made', { submitted: format.date(answer.submitted_at), made: format.moment(answer.made_at) })}</p>
			<ReadersTable readers={answer.readers} />
			<p>{t('readers.folded')}</p>
			<div className="actions">
				<Button onClick={() => window.print()}>{t('readers.print')}</Button>
				<Button variant="secondary" onClick={save}>{t('readers.csv')}</Button>
			</div>
		</>
	);
}

export default function ReadersPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const readers = useQuery({
		queryKey: ['readers', id],
		queryFn: () => body_of(api.GET('/deviations/{id}/readers', { params: { path: { id } } })),
		/* Each look is on record, so none is made that nobody asked for. */
		refetchOnWindowFocus: false,
		refetchOnReconnect: false,
		staleTime: Infinity,
	});
	const back = <Link asChild><RouteLink href="/innsynslogg">{t('readers.back')}</RouteLink></Link>;
	return (
		<Page title={readers.data ? t('readers.heading_of', { number: readers.data.case.number }) : t('readers.heading')} before={back} wide>
			{readers.isPending && <Loading />}
			{readers.isError && <FailureAlert failure={as_failure(readers.error)} on_retry={() => void readers.refetch()} busy={readers.isFetching} />}
			{readers.data && <Answer answer={readers.data} />}
		</Page>
	);
}

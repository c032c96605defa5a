/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, Paragraph, Table } from '@digdir/designsystemet-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { helsefellesskap_of, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { TextArea, TextField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { rows_of, type Row } from './denominator_lines';

/* How many patients or inhabitants there were, so that a month with more of them is not taken for one with more deviations. */
export default function DenominatorsPage() {
	const { t } = useTranslation();
	const helsefellesskap = helsefellesskap_of(use_session())[0]?.code ?? '';
	const list = useQuery({ queryKey: ['denominators', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/denominators', { params: { path: { helsefellesskap } } })) });
	return (
		<Page title={t('denominators.heading')} lead={<p>{t('denominators.lead')}</p>} before={<p><Link asChild><RouteLink href="/laering">{t('report.back')}</RouteLink></Link></p>} wide>
			<Import helsefellesskap={helsefellesskap} />
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />}
			{list.data && list.data.items.length === 0 && <Paragraph className="empty">{t('denominators.none')}</Paragraph>}
			{list.data && list.data.items.length > 0 && <Denominators items={list.data.items} />}
		</Page>
	);
}

/* The service names rows from 0; people count lines of what they pasted. */
function Mistakes({ failure, rows }: { failure: ApiFailure; rows: Row[] }) {
	const { t } = useTranslation();
	const line = (pointer: string) => rows[Number(/^\/rows\/(\d+)/.exec(pointer)?.[1] ?? -1)]?.line;
	return (
		<Alert data-color="danger" role="alert">
			<Heading level={3} data-size="2xs">{t('denominators.refused')}</Heading>
			<ul>
				{failure.errors.map(({ pointer, message }) => (
					<li key={`${pointer}${message}`}>{line(pointer) ? t('denominators.line', { line: line(pointer), message }) : message}</li>
				))}
			</ul>
		</Alert>
	);
}

function Import({ helsefellesskap }: { helsefellesskap: string }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const [source, set_source] = useState('');
	const [lines, set_lines] = useState('');
	const [tried, set_tried] = useState(false);
	const { rows, wrong } = rows_of(lines);
	const importing = useMutation({
		mutationFn: () => body_of(api.PUT('/helsefellesskap/{helsefellesskap}/denominators', { params: { path: { helsefellesskap } },
			body: { source: source.trim(), rows: rows.map(({ line: _, ...row }) => row) } })),
		onSuccess: () => {
			set_lines('');
			set_tried(false);
			return queries.invalidateQueries({ queryKey: ['denominators'] });
		},
	});
	const failure = importing.isError ? as_failure(importing.error) : null;
	const lines_error = wrong.length > 0 ? t('denominators.wrong_lines', { lines: wrong.join(', ') }) : rows.length === 0 ? t('denominators.no_lines') : undefined;
	const send = (event: FormEvent) => {
		event.preventDefault();
		set_tried(true);
		if (source.trim() && !lines_error)
			importing.mutate();
	};
	return (
		<form className="form" onSubmit={send} noValidate aria-labelledby="import-heading">
			<Heading level={2} data-size="sm" id="import-heading">{t('denominators.import')}</Heading>
			<TextField name="source" label={t('denominators.source')} hint={t('denominators.source_hint')} value={source} required
				error={tried && !source.trim() ? t('denominators.source_missing') : undefined} on_change={set_source} />
			<TextArea name="lines" label={t('denominators.lines')} hint={t('denominators.lines_hint')} rows={6} limit={100000} required value={lines}
				error={tried ? lines_error : undefined} on_change={set_lines} />
			{failure && (failure.errors.length > 0 ? <Mistakes failure={failure} rows={rows} /> : <FailureAlert failure={failure} />)}
			{importing.isSuccess && !tried && <p role="status">{t('denominators.done', importing.data)}</p>}
			<div className="actions"><Button type="submit" loading={importing.isPending}>{t('denominators.take_in')}</Button></div>
		</form>
	);
}

function Denominators({ items }: { items: Schemas['denominator'][] }) {
	const { t } = useTranslation();
	const format = use_format();
	const kind = (code: string) => t(`denominators.kind_${code as 'admissions'}`, { defaultValue: code });
	const period = ({ year, month }: Schemas['denominator']) => (month ? format.month(`${year}-${String(month).padStart(2, '0')}`) : String(year));
	return (
		<div className="stack">
			<Heading level={2} data-size="sm" id="denominators-there">{t('denominators.there')}</Heading>
			<div className="scrolls" role="region" aria-labelledby="denominators-there" tabIndex={0}>
				<Table data-size="sm">
					<caption className="ds-sr-only">{t('denominators.there')}</caption>
					<Table.Head>
						<Table.Row>
							<Table.HeaderCell scope="col">{t('denominators.period')}</Table.HeaderCell>
							<Table.HeaderCell scope="col">{t('denominators.kind')}</Table.HeaderCell>
							<Table.HeaderCell scope="col">{t('denominators.whose')}</Table.HeaderCell>
							<Table.HeaderCell scope="col" className="number">{t('denominators.value')}</Table.HeaderCell>
							<Table.HeaderCell scope="col">{t('denominators.source')}</Table.HeaderCell>
						</Table.Row>
					</Table.Head>
					<Table.Body>
						{items.map((one) => (
							<Table.Row key={`${one.kind} ${one.organisation?.code ?? ''} ${period(one)}`}>
								<Table.HeaderCell scope="row">{period(one)}</Table.HeaderCell>
								<Table.Cell>{kind(one.kind)}</Table.Cell>
								<Table.Cell>{one.organisation?.name ?? t('denominators.all')}</Table.Cell>
								<Table.Cell className="number">{format.number(one.value)}</Table.Cell>
								<Table.Cell>{t('denominators.from', { source: one.source, date: format.short_date(one.imported_at) })}</Table.Cell>
							</Table.Row>
						))}
					</Table.Body>
				</Table>
			</div>
		</div>
	);
}

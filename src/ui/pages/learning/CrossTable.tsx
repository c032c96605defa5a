/* SPDX-License-Identifier: MIT */
import { Heading, Paragraph, Table } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import { CountCell, type Cell } from './CountCell';
import { FILTERS, filters_in, type Dimension, type Filter, type Question, type Report } from './report_address';
import { use_report_names } from './report_names';

const ZERO: Cell = { state: 'zero', count: 0, at_least: null };

/* Two dimensions at once. With more than one filter there is no such table: it would single people out. */
export function CrossTable({ report, question }: { report: Report; question: Question }) {
	const { t } = useTranslation();
	const helsefellesskap = report.helsefellesskap.code;
	const names = use_report_names(helsefellesskap, report.names);
	const { draft: _, ...asked } = question;
	const used = filters_in(question);
	const free = FILTERS.filter((name) => !used.includes(name));
	const all = report.dimensions.map((one) => one.dimension).filter((name) => !used.includes(name as Filter));
	const [wanted_rows, set_rows] = useState<Filter>('direction');
	const [wanted_columns, set_columns] = useState<Dimension>('actual_harm');
	const rows = free.includes(wanted_rows) ? wanted_rows : free[0]!;
	const columns = wanted_columns !== rows && all.includes(wanted_columns) ? wanted_columns : all.find((name) => name !== rows)!;
	const table = useQuery({
		queryKey: ['report-table', helsefellesskap, question, rows, columns],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/report/table', { params: { path: { helsefellesskap }, query: { ...asked, rows, columns } } })),
		enabled: used.length < 2,
		placeholderData: (before) => before,
	});
	return (
		<section className="stack" aria-labelledby="report-cross">
			<Heading level={2} data-size="sm" id="report-cross">{t('report.cross')}</Heading>
			{used.length > 1 ? <Paragraph className="empty">{t('report.cross_too_many')}</Paragraph> : (
				<>
					<div className="report-filters">
						<SelectField name="cross_rows" label={t('report.rows')} value={rows} on_change={(value) => set_rows(value as Filter)}
							choices={free.map((value) => ({ value, label: names.dimension(value) }))} />
						<SelectField name="cross_columns" label={t('report.columns')} value={columns} on_change={(value) => set_columns(value as Dimension)}
							choices={all.filter((value) => value !== rows).map((value) => ({ value, label: names.dimension(value) }))} />
					</div>
					{table.isError && <FailureAlert failure={as_failure(table.error)} on_retry={() => void table.refetch()} />}
					{table.isPending ? <Loading /> : table.data && <Cells table={table.data} names={names} />}
				</>
			)}
		</section>
	);
}


function Cells({ table, names }: { table: Schemas['report_cross_table']; names: ReturnType<typeof use_report_names> }) {
	const { t } = useTranslation();
	const rows = table.rows as Dimension;
	const columns = table.columns as Dimension;
	const cells = new Map(table.cells.map(({ row, column, cell }) => [`${row}|${column}`, cell]));
	if (table.half_years === 0 || table.cells.length === 0)
		return <Paragraph className="empty">{t('report.no_data_here')}</Paragraph>;
	const title = t('report.cross_title', { rows: names.dimension(rows), columns: names.dimension(columns) });
	return (
		<div className="table-scroll" role="region" aria-label={title} tabIndex={0}>
			<Table data-size="sm" zebra>
				<caption>{title}</caption>
				<Table.Head>
					<Table.Row>
						<Table.HeaderCell scope="col">{names.dimension(rows)}</Table.HeaderCell>
						{table.column_values.map((column) => <Table.HeaderCell key={column} scope="col" className="number">{names.value(columns, column)}</Table.HeaderCell>)}
					</Table.Row>
				</Table.Head>
				<Table.Body>
					{table.row_values.map((row) => (
						<Table.Row key={row}>
							<Table.HeaderCell scope="row">{names.value(rows, row)}</Table.HeaderCell>
							{table.column_values.map((column) => (
								<Table.Cell key={column} className="number"><CountCell cell={cells.get(`${row}|${column}`) ?? ZERO} /></Table.Cell>
							))}
						</Table.Row>
					))}
				</Table.Body>
			</Table>
		</div>
	);
}

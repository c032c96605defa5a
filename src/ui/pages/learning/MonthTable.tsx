/* SPDX-License-Identifier: MIT */
import { Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { use_format } from '../../i18n/format';
import { CountCell } from './CountCell';

export function MonthTable({ months }: { months: Schemas['learning_counts']['by_month'] }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<div className="scrolls" role="region" aria-labelledby="month-table" tabIndex={0}>
			<Table data-size="sm" zebra>
				<caption id="month-table">{t('counts.month_table')}</caption>
				<Table.Head>
					<Table.Row>
						<Table.HeaderCell scope="col">{t('counts.month')}</Table.HeaderCell>
						<Table.HeaderCell scope="col" className="number">{t('counts.reports')}</Table.HeaderCell>
					</Table.Row>
				</Table.Head>
				<Table.Body>
					{[...months].reverse().map(({ month, cell }) => (
						<Table.Row key={month}>
							<Table.HeaderCell scope="row">{format.month(month)}</Table.HeaderCell>
							<Table.Cell className="number"><CountCell cell={cell} /></Table.Cell>
						</Table.Row>
					))}
				</Table.Body>
			</Table>
		</div>
	);
}

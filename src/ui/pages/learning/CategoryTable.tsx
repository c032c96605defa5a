/* SPDX-License-Identifier: MIT */
import { Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { CountCell, type Cell } from './CountCell';

interface CategoryTableProps {
	rows: Schemas['learning_counts']['by_category'];
	name_of: (code: string) => string;
}

/* The bar repeats the number beside it for the eye; a screen reader has the number. */
function Bar({ cell, most }: { cell: Cell; most: number }) {
	if (cell.state !== 'shown')
		return null;
	return (
		<svg className="count-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
			<rect x="0" y="0" height="10" width={(100 * (cell.count ?? 0)) / Math.max(most, 1)} />
		</svg>
	);
}

export function CategoryTable({ rows, name_of }: CategoryTableProps) {
	const { t } = useTranslation();
	const sorted = [...rows].sort((a, b) => (b.cell.count ?? -1) - (a.cell.count ?? -1));
	const most = Math.max(0, ...rows.map(({ cell }) => cell.count ?? 0));
	return (
		<Table data-size="sm">
			<caption>{t('counts.category_table')}</caption>
			<Table.Head>
				<Table.Row>
					<Table.HeaderCell scope="col">{t('counts.category')}</Table.HeaderCell>
					<Table.HeaderCell scope="col" className="number">{t('counts.reports')}</Table.HeaderCell>
				</Table.Row>
			</Table.Head>
			<Table.Body>
				{sorted.map(({ category, cell }) => (
					<Table.Row key={category}>
						<Table.HeaderCell scope="row">{name_of(category)}<Bar cell={cell} most={most} /></Table.HeaderCell>
						<Table.Cell className="number"><CountCell cell={cell} /></Table.Cell>
					</Table.Row>
				))}
			</Table.Body>
		</Table>
	);
}

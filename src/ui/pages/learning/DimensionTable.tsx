/* SPDX-License-Identifier: MIT */
import { Button, Link, Table } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { Cell } from './CountCell';
import { CountCell } from './CountCell';
import type { Dimension, Report } from './report_address';

interface DimensionTableProps {
	dimension: Dimension;
	title: string;
	values: Report['dimensions'][number]['values'];
	name_of: (value: string) => string;
	compared: boolean;
	address_of_value?: ((value: string) => string) | undefined;
}

/* The bars repeat the numbers beside them for the eye; a screen reader has the numbers. */
function Bars({ now, before, most }: { now: Cell; before: Cell | null; most: number }) {
	const width = (cell: Cell | null) => (100 * (cell?.count ?? cell?.at_least ?? 0)) / Math.max(most, 1);
	return (
		<svg className="count-bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
			<rect className={now.state === 'suppressed' ? 'part' : undefined} x="0" y="0" height="8" width={width(now)} />
			<rect className="earlier" x="0" y="9" height="4" width={width(before)} />
		</svg>
	);
}

/* Zeros are many and say little one by one: they are one line until somebody wants to see them. */
export function DimensionTable({ dimension, title, values, name_of, compared, address_of_value }: DimensionTableProps) {
	const { t } = useTranslation();
	const [all, set_all] = useState(false);
	const is_zero = ({ cell, before }: (typeof values)[number]) => cell.state === 'zero' && (before === null || before.state !== 'shown');
	const zeros = values.filter(is_zero);
	const folds = zeros.length > 2 && !all;
	const rows = folds ? values.filter((one) => !is_zero(one)) : values;
	const most = Math.max(0, ...values.flatMap(({ cell, before }) => [cell.count ?? 0, before?.count ?? 0]));
	const with_before = compared && values.some(({ before }) => before !== null);
	return (
		<>
			<div className="table-scroll" role="region" aria-label={title} tabIndex={0}>
				<Table data-size="sm">
					<caption className="ds-sr-only">{title}</caption>
					<Table.Head>
						<Table.Row>
							<Table.HeaderCell scope="col">{title}</Table.HeaderCell>
							<Table.HeaderCell scope="col" className="number">{t('report.reports')}</Table.HeaderCell>
							{with_before && <Table.HeaderCell scope="col" className="number">{t('report.before')}</Table.HeaderCell>}
						</Table.Row>
					</Table.Head>
					<Table.Body>
						{rows.map(({ value, cell, before }) => (
							<Table.Row key={value}>
								<Table.HeaderCell scope="row">
									{address_of_value && value !== 'not_stated' ? <Link asChild><RouteLink href={address_of_value(value)}>{name_of(value)}</RouteLink></Link> : name_of(value)}
									<Bars now={cell} before={with_before ? before : null} most={most} />
								</Table.HeaderCell>
								<Table.Cell className="number"><CountCell cell={cell} /></Table.Cell>
								{with_before && <Table.Cell className="number">{before && <CountCell cell={before} />}</Table.Cell>}
							</Table.Row>
						))}
					</Table.Body>
				</Table>
			</div>
			{zeros.length > 2 && (
				<Button variant="tertiary" data-size="sm" aria-expanded={all} data-dimension={dimension} onClick={() => set_all(!all)}>
					{all ? t('report.fold_zeros') : t('report.show_zeros', { count: zeros.length })}
				</Button>
			)}
		</>
	);
}

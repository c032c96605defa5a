/* SPDX-License-Identifier: MIT */
import { Heading, Link, Paragraph, Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { may, use_session } from '../../api/session';
import { use_format } from '../../i18n/format';
import { CountCell } from './CountCell';
import { DimensionTable } from './DimensionTable';
import { address_of, FILTERS, FILTERS_MOST, filters_in, type Filter, type Question, type Report } from './report_address';
import { use_half_year, use_report_names } from './report_names';

/* The few numbers one wants first. */
export function Summary({ report }: { report: Report }) {
	const { t } = useTranslation();
	const format = use_format();
	const figures = [
		{ name: t('report.total'), value: <CountCell cell={report.total} />, more: <>{t('report.before')}: <CountCell cell={report.total_before} /></> },
		...report.times.map((time) => ({
			name: t(`report.time_${time.measure}`),
			value: time.median === null ? <span className="cell-suppressed">{t('report.suppressed')}</span> : t(`report.unit_${time.unit}`, { count: time.median }),
			more: (
				<>
					{time.p90 !== null && t('report.p90', { time: t(`report.unit_${time.unit}`, { count: time.p90 }) })}
					{time.median_before !== null && <><br />{t('report.before')}: {t(`report.unit_${time.unit}`, { count: time.median_before })}</>}
				</>
			),
		})),
		...(report.points_published === null ? [] : [{
			name: t('report.points_published'),
			value: format.number(report.points_published),
			more: (
				<>
					{t('report.points_taken_up')}: {format.number(report.points_taken_up ?? 0)}<br />
					{t('report.points_done')}: {format.number(report.points_done ?? 0)}
				</>
			),
		}]),
	];
	return (
		<dl className="report-figures">
			{figures.map(({ name, value, more }) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd><strong>{value}</strong>{more && <span className="more">{more}</span>}</dd>
				</div>
			))}
		</dl>
	);
}

/* A value leads to the report of it alone, as long as there may be one more filter. */
export function Dimensions({ report, question }: { report: Report; question: Question }) {
	const { t } = useTranslation();
	const names = use_report_names(report.helsefellesskap.code, report.names);
	const used = filters_in(question);
	const compared = report.total_before.state !== 'no_data';
	return (
		<section className="stack" aria-labelledby="report-dimensions">
			<Heading level={2} data-size="sm" id="report-dimensions">{t('report.by')}</Heading>
			<Paragraph data-size="sm">{t('report.bars_key')}</Paragraph>
			<div className="report-tables">
				{report.dimensions.filter((one) => one.dimension !== 'month' && one.values.some(({ cell }) => cell.state !== 'no_data')).map(({ dimension, values }) => (
					<div key={dimension}>
						<DimensionTable dimension={dimension} title={names.dimension(dimension)} values={values} compared={compared}
							name_of={(value) => names.value(dimension, value)}
							address_of_value={(FILTERS as readonly string[]).includes(dimension) && used.length < FILTERS_MOST
								? (value) => address_of({ ...question, [dimension as Filter]: value }) : undefined} />
					</div>
				))}
			</div>
		</section>
	);
}

/* What the councils and the analysis group say of the numbers. */
export function Remarks({ report }: { report: Report }) {
	const { t } = useTranslation();
	const half_year = use_half_year();
	return (
		<section className="stack" aria-labelledby="report-remarks">
			<Heading level={2} data-size="sm" id="report-remarks">{t('report.remarks')}</Heading>
			{report.remarks.length === 0 && <Paragraph className="empty">{t('report.no_remarks')}</Paragraph>}
			{report.remarks.map((remark, index) => (
				<div key={index} className="remark">
					<Heading level={3} data-size="2xs">{remark.council?.name ?? t('report.remark_all')} <span className="hint">{half_year(remark.half_year)}</span></Heading>
					<p className="written">{remark.text}</p>
				</div>
			))}
		</section>
	);
}

/* Who may see cases finds those behind the numbers in the queue; the queue shows nobody more than they may see anyway. */
export function DrillDown({ report, question }: { report: Report; question: Question }) {
	const { t } = useTranslation();
	const session = use_session();
	const council = question.council && session.memberships.find((one) => one.council?.code === question.council)?.council?.id;
	if (!may(session, 'see_deviations'))
		return null;
	const search = new URLSearchParams({ vis: 'alle', fra: report.from, til: report.to, ...(question.category && { kategori: question.category }),
		...(question.kind && { type: question.kind }), ...(council && { raad: council }) });
	return <p><Link asChild><RouteLink href={`/ko?${search}`}>{t('report.drill')}</RouteLink></Link> <span className="hint">{t('report.drill_hint')}</span></p>;
}

/* Which versions the numbers are of: whoever has the same hash has the same numbers. */
export function Provenance({ report }: { report: Report }) {
	const { t } = useTranslation();
	const format = use_format();
	const half_year = use_half_year();
	return (
		<section className="stack" aria-labelledby="report-provenance">
			<Heading level={2} data-size="sm" id="report-provenance">{t('report.provenance')}</Heading>
			<div className="table-scroll" role="region" aria-label={t('report.versions')} tabIndex={0}>
				<Table data-size="sm">
					<caption className="ds-sr-only">{t('report.versions')}</caption>
					<Table.Head>
						<Table.Row>
							<Table.HeaderCell scope="col">{t('report.half_year')}</Table.HeaderCell>
							<Table.HeaderCell scope="col" className="number">{t('report.version')}</Table.HeaderCell>
							<Table.HeaderCell scope="col">{t('report.approved')}</Table.HeaderCell>
							<Table.HeaderCell scope="col">{t('report.hash')}</Table.HeaderCell>
						</Table.Row>
					</Table.Head>
					<Table.Body>
						{report.periods.map((one) => (
							<Table.Row key={one.id}>
								<Table.HeaderCell scope="row">{half_year(one.half_year)}{one.before && ` (${t('report.compared')})`}</Table.HeaderCell>
								<Table.Cell className="number">{one.version}</Table.Cell>
								<Table.Cell>{one.approved_at ? format.short_date(one.approved_at) : t('report.draft')}</Table.Cell>
								<Table.Cell><Link href={`/api/v1/reports/${one.id}/document`}><code>{one.hash.slice(0, 12)}</code></Link></Table.Cell>
							</Table.Row>
						))}
					</Table.Body>
				</Table>
			</div>
			<Paragraph data-size="sm">{t('report.frozen')}</Paragraph>
		</section>
	);
}

/* SPDX-License-Identifier: MIT */
import { Heading, Paragraph, Table } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { CountCell } from './CountCell';
import type { Trend } from './draw_trend';
import { TrendChart } from './TrendChart';
import type { Question } from './report_address';

/* All months there are reports of: whether they move more than they always do, in a picture, in words and in a table. */
export function TrendSection({ helsefellesskap, question }: { helsefellesskap: string; question: Question }) {
	const { t } = useTranslation();
	const [wanted, set_wanted] = useState('xmr');
	const { from: _, draft: __, ...asked } = question;
	const [kind, denominator] = wanted.split(':') as ['run' | 'xmr' | 'u', string | undefined];
	const trend = useQuery({
		queryKey: ['control-chart', helsefellesskap, asked, wanted],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/report/control-chart', {
			params: { path: { helsefellesskap }, query: { ...asked, chart: kind, ...(denominator ? { denominator } : {}) } } })),
		placeholderData: (before) => before,
	});
	const kinds = [{ value: 'xmr', label: t('control_chart.kind.xmr') }, { value: 'run', label: t('control_chart.kind.run') },
		...(trend.data?.denominators ?? []).map((one) => ({ value: `u:${one}`, label: t('report.per', { what: t(`report.denominator_${one as 'admissions'}`, { defaultValue: one }) }) }))];
	return (
		<section className="stack" aria-labelledby="report-trend">
			<Heading level={2} data-size="sm" id="report-trend">{t('report.trend')}</Heading>
			<div className="report-filters">
				<SelectField name="chart_kind" label={t('report.chart_kind')} value={wanted} on_change={set_wanted} choices={kinds} />
			</div>
			{trend.isError && <FailureAlert failure={as_failure(trend.error)} on_retry={() => void trend.refetch()} />}
			{trend.isPending ? <Loading /> : trend.data && (
				<>
					<Signals trend={trend.data} />
					<div className="beside">
						<TrendChart trend={trend.data} />
						<Months trend={trend.data} />
					</div>
				</>
			)}
		</section>
	);
}

function Signals({ trend }: { trend: Trend }) {
	const { t } = useTranslation();
	const format = use_format();
	const month = (place: number) => format.month(trend.points[place]?.at ?? '2000-01');
	if (trend.state !== 'ok')
		return <Paragraph>{t(`control_chart.state.${trend.state}`)}</Paragraph>;
	if (trend.signals.length === 0)
		return <Paragraph>{t('control_chart.no_signals')}</Paragraph>;
	return (
		<div className="signals">
			<Heading level={3} data-size="2xs">{t('control_chart.signals')}</Heading>
			<ul>
				{trend.signals.map(({ rule, direction, from, to, points }) => (
					<li key={`${rule} ${from} ${to}`}>
						{t(`control_chart.rule.${rule}${direction === 'none' ? '' : `_${direction}`}` as 'control_chart.rule.shift_up', { points })}
						{' ('}{from === to ? month(from) : t('control_chart.when', { from: month(from), to: month(to) })}{')'}
					</li>
				))}
			</ul>
			<Paragraph data-size="sm">{t('control_chart.not_cause')}</Paragraph>
		</div>
	);
}

function Months({ trend }: { trend: Trend }) {
	const { t } = useTranslation();
	const format = use_format();
	const limits = trend.points.some(({ upper }) => upper !== null);
	const number = (value: number | null) => (value === null ? '' : format.number(Math.round(value * 100) / 100));
	return (
		<div className="scrolls" role="region" aria-labelledby="month-table" tabIndex={0}>
			<Table data-size="sm" zebra>
				<caption id="month-table">{t('report.month_table')}</caption>
				<Table.Head>
					<Table.Row>
						<Table.HeaderCell scope="col">{t('report.month')}</Table.HeaderCell>
						<Table.HeaderCell scope="col" className="number">{trend.kind === 'u' ? t('control_chart.value') : t('report.reports')}</Table.HeaderCell>
						{limits && <Table.HeaderCell scope="col" className="number">{t('report.limits')}</Table.HeaderCell>}
					</Table.Row>
				</Table.Head>
				<Table.Body>
					{[...trend.points].reverse().map((point) => (
						<Table.Row key={point.at}>
							<Table.HeaderCell scope="row">{format.month(point.at)}</Table.HeaderCell>
							<Table.Cell className="number">
								{point.missing ? <CountCell cell={{ state: point.state === 'suppressed' ? 'suppressed' : 'no_data', count: null, at_least: null }} />
									: trend.kind === 'u' ? point.value?.toPrecision(3) : number(point.value)}
							</Table.Cell>
							{limits && <Table.Cell className="number">{point.upper !== null && `${number(point.lower)}–${number(point.upper)}`}</Table.Cell>}
						</Table.Row>
					))}
				</Table.Body>
			</Table>
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { Alert, Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_labels } from '../../api/register';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { CategoryTable } from './CategoryTable';
import { FilingTime } from './FilingTime';
import { MonthChart } from './MonthChart';
import { MonthTable } from './MonthTable';

/* Counts of reports: a chart with its table beside it, and the categories. */
export function Counts({ helsefellesskap }: { helsefellesskap: string }) {
	const { t } = useTranslation();
	const format = use_format();
	const { label } = use_labels(helsefellesskap);
	const counts = useQuery({
		queryKey: ['learning-counts', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/learning-counts', { params: { path: { helsefellesskap } } })),
		enabled: helsefellesskap !== '',
	});
	if (counts.isPending)
		return <Loading />;
	if (counts.isError)
		return <FailureAlert failure={as_failure(counts.error)} on_retry={() => void counts.refetch()} busy={counts.isFetching} />;
	const { by_month, by_category, smallest_shown, from, to, filing_time } = counts.data;
	return (
		<>
			<section className="stack" aria-labelledby="by-month">
				<Heading level={2} data-size="sm" id="by-month">{t('counts.by_month')}</Heading>
				<p>{t('counts.period', { from: format.date(from), to: format.date(to) })}</p>
				<Alert data-color="info" data-size="sm">{t('counts.caveat', { count: smallest_shown })}</Alert>
				<div className="beside">
					<MonthChart months={by_month} />
					<MonthTable months={by_month} />
				</div>
			</section>
			<section className="stack" aria-labelledby="by-category">
				<Heading level={2} data-size="sm" id="by-category">{t('counts.by_category')}</Heading>
				<CategoryTable rows={by_category} name_of={(code) => label('category', code)} />
			</section>
			<FilingTime time={filing_time} />
		</>
	);
}

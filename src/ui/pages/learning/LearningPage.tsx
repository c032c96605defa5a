/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation, useSearch } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { helsefellesskap_of, may, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { CrossTable } from './CrossTable';
import { LatestNotes } from './LatestNotes';
import { ReportFiles } from './ReportFiles';
import { ReportFilters } from './ReportFilters';
import { Dimensions, DrillDown, Provenance, Remarks, Summary } from './ReportSections';
import { TrendSection } from './TrendSection';
import { address_of, question_of, type Question, type Report } from './report_address';
import { use_half_year } from './report_names';

const read_report = (helsefellesskap: string, query: Question) =>
	body_of(api.GET('/helsefellesskap/{helsefellesskap}/report', { params: { path: { helsefellesskap }, query } }));

/* What was learned, and the report of the half-years. */
export default function LearningPage() {
	const { t } = useTranslation();
	const session = use_session();
	const helsefellesskap = helsefellesskap_of(session)[0]?.code ?? '';
	return (
		<Page title={t('learning.heading')} lead={<p>{t('learning.lead')}</p>} wide>
			<section className="stack" aria-labelledby="learning-notes">
				<Heading level={2} data-size="sm" id="learning-notes">{t('learning.notes')}</Heading>
				<LatestNotes helsefellesskap={helsefellesskap} limit={3} heading="h3" />
			</section>
			{may(session, 'prepare_report') && <p><Link asChild><RouteLink href="/laering/rapporter">{t('report.prepare')}</RouteLink></Link></p>}
			{helsefellesskap && <ReportOf helsefellesskap={helsefellesskap} />}
		</Page>
	);
}

function ReportOf({ helsefellesskap }: { helsefellesskap: string }) {
	const { t } = useTranslation();
	const half_year = use_half_year();
	const question = question_of(new URLSearchParams(useSearch()));
	const [, go] = useLocation();
	const period = { ...(question.from && { from: question.from }), ...(question.to && { to: question.to }), ...(question.draft && { draft: question.draft }) };
	const versions = useQuery({ queryKey: ['reports', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/reports', { params: { path: { helsefellesskap } } })) });
	/* What can be chosen does not depend on what is. */
	const everything = useQuery({ queryKey: ['report', helsefellesskap, period], queryFn: () => read_report(helsefellesskap, period), placeholderData: (before) => before });
	const report = useQuery({ queryKey: ['report', helsefellesskap, question], queryFn: () => read_report(helsefellesskap, question), placeholderData: (before) => before });
	const failed = [versions, everything, report].find((one) => one.isError);
	if (failed) {
		return (
			<>
				<FailureAlert failure={as_failure(failed.error)} on_retry={() => void failed.refetch()} busy={failed.isFetching} />
				<div className="actions"><Button variant="secondary" onClick={() => go('/laering')}>{t('report.start_over')}</Button></div>
			</>
		);
	}
	if (!versions.data || !everything.data || !report.data)
		return <Loading />;
	if (report.data.periods.length === 0 && Object.keys(question).length === 0)
		return <Paragraph className="empty">{t('report.none_yet', { half_year: half_year(versions.data.next_half_year) })}</Paragraph>;
	return (
		<>
			<section className="stack" aria-labelledby="report-heading">
				<Heading level={2} data-size="md" id="report-heading">{t('report.heading')}</Heading>
				{question.draft && <Alert data-color="warning">{t('report.is_draft')} <Link asChild><RouteLink href="/laering/rapporter">{t('report.prepare')}</RouteLink></Link></Alert>}
				<ReportFilters question={question} versions={versions.data.items} everything={everything.data} on_change={(next) => go(address_of(next), { replace: true })} />
				<Caveats report={report.data} />
				<Summary report={report.data} />
				<DrillDown report={report.data} question={question} />
			</section>
			<TrendSection helsefellesskap={helsefellesskap} question={question} />
			<Dimensions report={report.data} question={question} />
			<CrossTable report={report.data} question={question} />
			<Remarks report={report.data} />
			<ReportFiles report={report.data} question={question} />
			<Provenance report={report.data} />
		</>
	);
}

function Caveats({ report }: { report: Report }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<>
			<p role="status">{t('report.period', { from: format.date(report.from), to: format.date(report.to) })}</p>
			<Alert data-color="info" data-size="sm">{t('report.caveat', { count: report.smallest_shown })}</Alert>
		</>
	);
}

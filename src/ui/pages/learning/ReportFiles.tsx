/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { may, use_session } from '../../api/session';
import { ExtractForm } from './ExtractForm';
import type { Report } from './report_address';
import { filters_in, type Question } from './report_address';

const FORMATS = ['pdf', 'xlsx', 'csv'] as const;

/* The report as it stands on the page, to take along; and for who prepares reports, numbers for a purpose of their own. */
export function ReportFiles({ report, question }: { report: Report; question: Question }) {
	const { t } = useTranslation();
	const session = use_session();
	const [taking, set_taking] = useState(false);
	const { draft, ...asked } = question;
	const query = new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])));
	const file = (format: string) => `/api/v1/helsefellesskap/${report.helsefellesskap.code}/report/file?${new URLSearchParams([...query, ['format', format]])}`;
	if (draft)
		return null;
	return (
		<section className="stack" aria-labelledby="report-files">
			<Heading level={2} data-size="sm" id="report-files">{t('report_files.heading')}</Heading>
			<Paragraph>{t('report_files.text')}</Paragraph>
			<ul className="case-meta plain-links">
				{FORMATS.map((format) => <li key={format}><Link href={file(format)} download="">{t(`report_files.${format}`)}</Link></li>)}
			</ul>
			{may(session, 'prepare_report') && (taking ? (
				<ExtractForm report={report} asked={asked} filters={filters_in(question).length} on_close={() => set_taking(false)} />
			) : (
				<div className="actions"><Button variant="secondary" onClick={() => set_taking(true)}>{t('extract.begin')}</Button></div>
			))}
			<ul className="case-meta plain-links">
				{may(session, 'see_report_extracts') && <li><Link asChild><RouteLink href="/laering/uttrekk">{t('extract.list')}</RouteLink></Link></li>}
				{may(session, 'manage_denominators') && <li><Link asChild><RouteLink href="/laering/nevnere">{t('denominators.heading')}</RouteLink></Link></li>}
			</ul>
		</section>
	);
}

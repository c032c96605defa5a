/* SPDX-License-Identifier: MIT */
import { Alert, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { as_failure } from '../../api/failure';
import { use_labels } from '../../api/register';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Facts, type Fact } from '../../shell/Facts';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import NotFoundPage from '../not_found/NotFoundPage';
import { HeldDecision } from './HeldDecision';
import { use_held_report, type HeldReport } from './held_reports';

export default function HeldReportPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const found = use_held_report(id);
	if (found.isPending)
		return <Loading />;
	if (!found.data) {
		const failure = as_failure(found.error);
		return failure.status === 404 ? <NotFoundPage /> : <FailureAlert failure={failure} on_retry={() => void found.refetch()} busy={found.isFetching} />;
	}
	const one = found.data;
	const back = <p><Link asChild><RouteLink href="/holdte">{t('held.heading')}</RouteLink></Link></p>;
	return (
		<Page title={one.report?.title ?? t('held.became', { number: one.number ?? '' })} before={back}>
			<Standing one={one} />
			{one.report && <Report one={one} report={one.report} />}
			{one.report && <HeldDecision one={one} />}
		</Page>
	);
}

/* What has been decided, if anything. */
function Standing({ one }: { one: HeldReport }) {
	const { t } = useTranslation();
	const format = use_format();
	if (one.status === 'held')
		return <Paragraph>{t('held.explain', { helsefellesskap: one.helsefellesskap.name })}</Paragraph>;
	return (
		<Alert data-color={one.status === 'confirmed' ? 'success' : 'warning'}>
			<Heading level={2} data-size="2xs">{t(`held.status.${one.status}`)}</Heading>
			<Paragraph>{t('held.decided_by', { name: one.decided_by ?? '', moment: one.decided_at ? format.moment(one.decided_at) : '' })}</Paragraph>
			{one.reason && <Paragraph>{t(`held.reason.${one.reason}`)}</Paragraph>}
			{one.reason_text && <p className="written">{one.reason_text}</p>}
			{one.forgotten_on && <Paragraph data-size="sm">{t('held.forgotten_on', { date: format.date(one.forgotten_on) })}</Paragraph>}
			{one.deviation_id && <p><Link asChild><RouteLink href={`/saker/${one.deviation_id}`}>{t('receipt.open')}</RouteLink></Link></p>}
		</Alert>
	);
}

function Report({ one, report }: { one: HeldReport; report: NonNullable<HeldReport['report']> }) {
	const { t } = useTranslation();
	const format = use_format();
	const { label, point } = use_labels(one.helsefellesskap.code);
	const place = (organisation: { name: string } | null, unit: { name: string } | null, service?: string | null) =>
		[organisation?.name, unit?.name, service].filter(Boolean).join(', ');
	const facts: Fact[] = [
		[t('follow_up.sent_at'), format.moment(one.held_at)],
		[t('file.kind_short'), label('kind', report.kind)],
		[t('file.reporter_organisation'), place(one.reporter_organisation, one.reporter_unit)],
		[t('file.other_organisation'), place(one.other_organisation, one.other_unit, one.other_service)],
		[t('file.description'), report.description, 'text'],
		[t('file.category'), label('category', report.category)],
		[t('file.occurred_on'), report.occurred_on ? format.date(report.occurred_on) : t('file.unknown_date')],
		[t('file.actual_harm'), report.kind === 'positive' ? '' : label('harm', report.actual_harm)],
		[t('file.potential_harm'), report.kind === 'positive' ? '' : label('harm', report.potential_harm)],
		[t('file.immediate_action'), report.immediate_action, 'text'],
		[t('file.suggestion'), report.suggestion, 'text'],
		[t('file.phase'), label('phase', report.phase)],
		[t('file.patient_group'), label('patient_group', report.patient_group)],
		[t('file.agreement_point'), point(report.agreement_point)],
		[t('file.hph_item'), label('hph_item', report.hph_item)],
		[t('file.external_reference'), [report.external_system, report.external_reference].filter(Boolean).join(' ')],
	];
	return <Facts facts={facts} />;
}

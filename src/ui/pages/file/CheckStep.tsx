/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { ApiFailure } from '../../api/failure';
import { use_labels } from '../../api/register';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Facts, type Fact } from '../../shell/Facts';
import { use_validation } from './before_sending';
import { Findings, Summary } from './BeforeSending';
import { asks_harm, concerns_patient, type DeviationDraft } from './deviation_draft';

interface CheckStepProps {
	draft: DeviationDraft;
	route: ReactNode;
	busy: boolean;
	failure: ApiFailure | null;
	on_send: () => void;
	on_back: () => void;
	on_send_as_new: () => void;
}

/* The report as the council will read it, and one button. */
export function CheckStep({ draft, route, busy, failure, on_send, on_back, on_send_as_new }: CheckStepProps) {
	const { t } = useTranslation();
	const format = use_format();
	const { register, label, point } = use_labels(draft.helsefellesskap);
	/* Who files without an account is told by the secretariat. */
	const validation = use_validation(draft, Boolean(route));
	const organisation = (id: string, unit: string, service = '') => {
		const found = register?.organisations.find((one) => one.id === id);
		const part = found?.units.find((one) => one.id === unit);
		const within = found?.services.find((one) => one.id === service);
		return [found?.name, part?.name, within?.name].filter(Boolean).join(', ');
	};
	const patient = concerns_patient(draft);
	const facts: Fact[] = [
		[t('file.kind_short'), label('kind', draft.kind)],
		[t('file.reporter_organisation'), organisation(draft.reporter_organisation_id, draft.reporter_unit_id)],
		[t('file.other_organisation'), organisation(draft.other_organisation_id, draft.other_unit_id, draft.other_service_id)],
		[t('file.title'), draft.title],
		[t('file.description'), draft.description, 'text'],
		[t('file.category'), label('category', draft.category)],
		[t('file.occurred_on'), draft.occurred_on ? format.date(draft.occurred_on) : t('file.unknown_date')],
		[t('file.actual_harm'), asks_harm(draft) ? label('harm', draft.actual_harm) : ''],
		[t('file.potential_harm'), asks_harm(draft) ? label('harm', draft.potential_harm) : ''],
		[t('file.immediate_action'), draft.immediate_action, 'text'],
		[t('file.suggestion'), draft.suggestion, 'text'],
		[t('file.phase'), patient ? label('phase', draft.phase) : ''],
		[t('file.patient_group'), patient ? label('patient_group', draft.patient_group) : ''],
		[t('file.agreement_point'), point(Number(draft.agreement_point) || null)],
		[t('file.hph_item'), patient ? label('hph_item', draft.hph_item) : ''],
		[t('attachments.heading'), draft.attachments.map((one) => one.name).join(', ')],
		[t('details.on_behalf'), draft.received ? `${draft.who} (${t(`details.by.${draft.received}`)})` : ''],
		[t('file.external_reference'), [draft.external_system, draft.external_reference].filter(Boolean).join(' ')],
	];
	return (
		<>
			{route}
			{route && <Summary validation={validation} />}
			{failure?.code === 'key_reused' && (
				<Alert data-color="warning" role="alert">
					<Heading level={2} data-size="2xs">{t('file.arrived')}</Heading>
					<Paragraph>{t('file.arrived_text')}</Paragraph>
					<div className="actions">
						{route && <Button asChild variant="secondary" data-size="sm"><RouteLink href="/mine">{t('mine.heading')}</RouteLink></Button>}
						<Button variant="secondary" data-size="sm" onClick={on_send_as_new}>{t('file.as_new')}</Button>
					</div>
				</Alert>
			)}
			{failure && failure.code !== 'key_reused' && <FailureAlert failure={failure} kept on_retry={failure.passing ? on_send : undefined} busy={busy} />}
			<div className="actions">
				<Button onClick={on_send} loading={busy} disabled={failure !== null && !busy && (failure.passing || failure.code === 'key_reused')}>
					{busy ? t('file.sending') : t('file.send')}
				</Button>
				<Button variant="secondary" onClick={on_back}>{t('file.back')}</Button>
			</div>
			{route && <Findings validation={validation} />}
			<Heading level={2} data-size="2xs">{t('before.report')}</Heading>
			<Facts facts={facts} />
		</>
	);
}

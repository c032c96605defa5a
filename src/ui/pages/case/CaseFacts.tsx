/* SPDX-License-Identifier: MIT */
import { WhyCouncil } from '../../cases/WhyCouncil';
import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { label_of, use_labels } from '../../api/register';
import type { Deviation } from '../../cases/deviations';
import { DischargeFindings } from '../../cases/Discharge';
import { use_format } from '../../i18n/format';
import { Facts, type Fact } from '../../shell/Facts';
import { HandOvers } from './HandOver';
import { FiledAs } from './Reclassify';

const STAY_TIMES = ['admitted_at', 'admission_notice_at', 'planned_discharge_at', 'ready_notice_at', 'discharged_at', 'epicrisis_at'] as const;

const place = (organisation: { name: string }, unit: { name: string } | null, service?: string | null) =>
	[organisation.name, unit?.name, service].filter(Boolean).join(', ');

export function CaseFacts({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const format = use_format();
	const { label, point, language } = use_labels(one.helsefellesskap.code);
	const facts: Fact[] = [
		[t('file.kind_short'), label('kind', one.kind)],
		[t('file.category'), label('category', one.category)],
		[t('case.from'), place(one.reporter_organisation, one.reporter_unit)],
		[t('case.reporter'), one.reporter ?? (one.followed_by_receipt ? t('case.by_receipt') : null)],
		[t('case.to'), place(one.other_organisation, one.other_unit, one.other_service)],
		[t('file.occurred_on'), one.occurred_on ? format.date(one.occurred_on) : t('file.unknown_date')],
		[t('case.submitted'), format.moment(one.submitted_at)],
		[t('file.actual_harm'), one.kind === 'positive' ? '' : label('harm', one.actual_harm)],
		[t('file.potential_harm'), one.kind === 'positive' ? '' : label('harm', one.potential_harm)],
		[t('file.phase'), label('phase', one.phase)],
		[t('file.patient_group'), label('patient_group', one.patient_group)],
		[t('file.agreement_point'), one.agreement ? `${one.agreement_point}. ${label_of(one.agreement.labels, language)}` : point(one.agreement_point)],
		[t('file.hph_item'), label('hph_item', one.hph_item)],
		[t('details.on_behalf'), one.on_behalf_of && `${one.on_behalf_of.who} (${t(`details.by.${one.on_behalf_of.received}`)})`],
		[t('details.agreement'), one.agreement && `${one.agreement.title}, ${one.agreement.version}`],
		[t('file.external_reference'), [one.external_system, one.external_reference].filter(Boolean).join(' ')],
		[t('case.feedback_mode'), label('feedback_mode', one.feedback_mode)],
		[t('case.dialogue_settled'), one.resolved_by_dialogue === null ? '' : t(one.resolved_by_dialogue ? 'close.dialogue_yes' : 'close.dialogue_no')],
		[t('case.parties_agree'), one.parties_agree && t(`close.agree_${one.parties_agree}`)],
	];
	const told = one.route.also_told.map((council) => council.name).join(', ');
	return (
		<>
			<section className="stack" aria-labelledby="route-of-case">
				<Heading level={2} data-size="xs" id="route-of-case">{t('case.treated_by')}</Heading>
				<p><strong>{one.council.name}</strong></p>
				{one.council.id !== one.route.council.id && <Paragraph data-size="sm">{t('send_on.routed_to', { council: one.route.council.name })}</Paragraph>}
				<Paragraph data-size="sm">{label_of(one.route.why, language)}</Paragraph>
				<HandOvers one={one} />
				{told && <Paragraph data-size="sm">{t('route.also_told', { councils: told })}</Paragraph>}
				<WhyCouncil id={one.id} />
			</section>
			<section className="stack" aria-labelledby="facts-of-case">
				<Heading level={2} data-size="xs" id="facts-of-case">{t('case.facts')}</Heading>
				<Facts facts={facts} />
				<FiledAs one={one} />
			</section>
			{one.discharge && (
				<section className="stack" aria-labelledby="times-of-case">
					<Heading level={2} data-size="xs" id="times-of-case">{t('details.stay')}</Heading>
					<Facts facts={STAY_TIMES.map((name): Fact => [t(`details.${name}`), one.discharge?.times[name] ? format.moment(one.discharge.times[name]) : ''])} />
					<DischargeFindings findings={one.discharge.findings} />
				</section>
			)}
		</>
	);
}

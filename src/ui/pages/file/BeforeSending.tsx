/* SPDX-License-Identifier: MIT */
import { Alert, Heading, Link, List, Paragraph } from '@digdir/designsystemet-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { as_failure } from '../../api/failure';
import { label_of } from '../../api/register';
import { DischargeFindings } from '../../cases/Discharge';
import { StatusTag } from '../../cases/StatusTag';
import { use_format } from '../../i18n/format';
import { as_language } from '../../i18n/language';
import type { Validation } from './before_sending';

interface BeforeSendingProps {
	validation: UseQueryResult<Validation>;
}

/*
 * In a few words, above the button: its place is taken from the start, so that nothing moves under the hand that is about to send. Nothing
 * in it takes the focus, so the button stays the next stop of the keyboard. The whole of it is in Findings, below.
 */
export function Summary({ validation }: BeforeSendingProps) {
	const { t } = useTranslation();
	const format = use_format();
	const { data, error } = validation;
	if (error) {
		const { errors } = as_failure(error);
		return (
			<Alert data-color={errors.length > 0 ? 'danger' : 'info'} data-size="sm">
				{errors.length === 0 ? t('before.unknown') : (
					<>
						<Paragraph data-size="sm">{t('before.wrong')}</Paragraph>
						<List.Unordered>{errors.map((one) => <List.Item key={one.pointer + one.code}>{one.message}</List.Item>)}</List.Unordered>
					</>
				)}
			</Alert>
		);
	}
	const told = data ? [
		data.answer_due_on ? t('before.answer_due', { date: format.date(data.answer_due_on) }) : '',
		data.similar.length > 0 ? t('before.similar_told', { count: data.similar.length }) : t('before.similar_none'),
		data.duties.length > 0 ? t('before.duties_told', { count: data.duties.length }) : '',
		data.findings.length > 0 ? t('before.findings_told', { count: data.findings.length }) : '',
	] : [t('before.looking')];
	return (
		<Alert data-color={data && (data.duties.length > 0 || data.similar.length > 0) ? 'warning' : 'info'} data-size="sm">
			<Paragraph role="status" data-size="sm">{told.filter(Boolean).join(' ')}</Paragraph>
		</Alert>
	);
}

/* Where it may have to be notified too, and cases like it. They open beside the report, which stays as it is. */
export function Findings({ validation }: BeforeSendingProps) {
	const { t, i18n } = useTranslation();
	const format = use_format();
	const language = as_language(i18n.language);
	const { duties = [], similar = [], discharge = [] } = validation.data ?? {};
	const deadline = (one: Validation['duties'][number]) =>
		(one.deadline === 0 ? t('before.at_once') : t(`before.${one.deadline_unit}`, { count: one.deadline }));
	return (
		<>
			{duties.length > 0 && (
				<section className="stack" aria-labelledby="duties-heading">
					<Heading level={2} data-size="2xs" id="duties-heading">{t('before.duties')}</Heading>
					<List.Unordered>
						{duties.map((one) => (
							<List.Item key={one.code}>
								{t('before.duty', { what: label_of(one.labels, language), deadline: deadline(one) })}{' '}
								<span className="hint">{one.law}.</span>{' '}
								{one.link && <Link href={one.link} target="_blank" rel="noreferrer">{new URL(one.link).host}</Link>}
							</List.Item>
						))}
					</List.Unordered>
					<Paragraph data-size="sm">{t('before.duties_hint')}</Paragraph>
				</section>
			)}
			{discharge.length > 0 && (
				<section className="stack" aria-labelledby="discharge-heading">
					<Heading level={2} data-size="2xs" id="discharge-heading">{t('details.stay')}</Heading>
					<DischargeFindings findings={discharge} />
				</section>
			)}
			{similar.length > 0 && (
				<section className="stack" aria-labelledby="similar-heading">
					<Heading level={2} data-size="2xs" id="similar-heading">{t('before.similar')}</Heading>
					<Paragraph data-size="sm">{t('before.similar_hint')}</Paragraph>
					<ul className="cases">
						{similar.map((one) => (
							<li key={one.id}>
								<div className="case-head">
									<Link href={`/saker/${one.id}`} target="_blank">{one.title}</Link>
									<StatusTag status={one.status} />
								</div>
								<p className="hint">
									{[one.number, format.short_date(one.submitted_at), one.same_parties ? t('before.same_parties') : '', one.same_day ? t('before.same_day') : '']
										.filter(Boolean).join(' · ')}
								</p>
							</li>
						))}
					</ul>
				</section>
			)}
		</>
	);
}

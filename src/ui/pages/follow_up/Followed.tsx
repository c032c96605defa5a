/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { FollowUp } from '../../api/open_filing';
import { use_format } from '../../i18n/format';
import { Facts } from '../../shell/Facts';
import { Page } from '../../shell/Page';
import { EmailForm } from './EmailForm';
import { FollowUpMessage } from './FollowUpMessage';

interface FollowedProps {
	code: string;
	one: FollowUp;
	on_news: (one: FollowUp) => void;
	on_done: () => void;
}

/* What has become of the report, for whoever sent it. */
export function Followed({ code, one, on_news, on_done }: FollowedProps) {
	const { t } = useTranslation();
	const format = use_format();
	const is_case = one.number !== null;
	return (
		<Page title={one.title} step="followed" before={<p className="case-number"><span>{one.number ?? t('follow_up.no_number')}</span></p>}>
			<Alert data-color={one.status === 'rejected' ? 'warning' : 'info'}>
				<Heading level={2} data-size="2xs">{t(`follow_up.status.${one.status}`)}</Heading>
				<Paragraph>{t(`follow_up.means.${one.status}`, { council: one.council ?? '', helsefellesskap: one.helsefellesskap.name })}</Paragraph>
				{one.reason && <Paragraph>{t(`held.reason.${one.reason}`)}</Paragraph>}
				{one.reason_text && <p className="written">{one.reason_text}</p>}
				{one.forgotten_on && <Paragraph data-size="sm">{t('follow_up.forgotten_on', { date: format.date(one.forgotten_on) })}</Paragraph>}
			</Alert>
			<Facts facts={[
				[t('follow_up.sent_at'), format.moment(one.held_at)],
				[t('follow_up.to'), one.helsefellesskap.name],
				[t('case.treated_by'), one.council],
				[t('follow_up.received_at'), one.received_at && format.moment(one.received_at)],
				[t('follow_up.answered_at'), one.answered_at && format.moment(one.answered_at)],
				[t('follow_up.closed_at'), one.closed_at && format.moment(one.closed_at)],
			]} />
			{is_case && (
				<section className="stack" aria-labelledby="dialogue">
					<Heading level={2} data-size="xs" id="dialogue">{t('case.dialogue')}</Heading>
					{one.messages.length === 0 && <Paragraph className="empty">{t('case.no_messages')}</Paragraph>}
					<ol className="messages">
						{one.messages.map((message) => (
							<li key={message.id} className={message.side}>
								<p className="case-meta">
									<strong>{message.side === 'reporter' ? t('follow_up.you') : t(`side.${message.side}`)}</strong>
									<span>{format.moment(message.at)}</span>
									{message.is_answer && <Tag data-color="success" data-size="sm">{t('case.answer')}</Tag>}
								</p>
								<p className="written">{message.text}</p>
							</li>
						))}
					</ol>
				</section>
			)}
			{one.learning_point && (
				<section className="stack" aria-labelledby="learnt">
					<Heading level={2} data-size="xs" id="learnt">{t('follow_up.learnt')}</Heading>
					<p><strong>{one.learning_point.title}</strong></p>
					<p className="written">{one.learning_point.text}</p>
				</section>
			)}
			{one.waits_for_you && one.may_write && <Alert data-color="warning">{t('waiting.for_you')}</Alert>}
			{one.may_write && <FollowUpMessage code={code} on_written={on_news} />}
			{one.may_get_mail && <EmailForm code={code} mail={one.mail} on_change={(mail) => on_news({ ...one, mail })} />}
			<div className="actions"><Button variant="tertiary" onClick={on_done}>{t('follow_up.done')}</Button></div>
		</Page>
	);
}

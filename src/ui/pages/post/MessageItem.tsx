/* SPDX-License-Identifier: MIT */
import { Button, Input, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { use_format } from '../../i18n/format';
import { KINDS, type Action, type Message } from './outbox_calls';

const COLOURS = { waiting: 'info', sending: 'info', retry: 'warning', sent: 'success', given_up: 'danger', bounced: 'danger', cancelled: 'neutral' } as const;
const REASONS = ['later', 'dropped', 'timeout', 'connect', 'tls', 'auth', 'relay', 'folder', 'stopped', 'refused', 'recipient', 'marked', 'address', 'content', 'database',
	'expired', 'bounced'] as const;

export function use_kind_name() {
	const { t } = useTranslation();
	return (kind: string) => t(`post.kind.${KINDS.find((one) => one === kind) ?? 'other'}`);
}

/* One message: to whom, what about, where it stands, and why it is not there yet. */
export function MessageItem({ message, selected, busy, on_select, on_change }: { message: Message; selected: boolean; busy: boolean;
	on_select: (id: string) => void; on_change: (action: Action, id: string) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const kind = use_kind_name()(message.kind);
	const recipient = message.recipient ?? t('post.without_account');
	const reason = REASONS.find((one) => one === message.reason);
	return (
		<li>
			<div className="case-head">
				{message.may.length > 0 && <Input type="checkbox" aria-label={t('post.select', { kind, recipient })} checked={selected} onChange={() => on_select(message.id)} />}
				<h3>{recipient}</h3>
				<Tag data-size="sm" data-color={COLOURS[message.state]}>{t(`post.state.${message.state}`)}</Tag>
			</div>
			<p className="case-meta">
				<span>{kind}</span>
				{message.domain && <span>{t('post.at', { domain: message.domain })}</span>}
				<span>{t('post.queued', { when: format.moment(message.created_at) })}</span>
				{message.sent_at && <span>{t('post.sent_at', { when: format.moment(message.sent_at) })}</span>}
				{message.state === 'retry' && message.next_try_at && <span>{t('post.next_try', { when: format.moment(message.next_try_at) })}</span>}
				{message.attempts > 0 && message.state !== 'sent' && <span>{t('post.attempts', { count: message.attempts })}</span>}
			</p>
			{reason && (
				<p className="case-meta">
					<span>{t(`post.reason.${reason}`)}</span>
					{(message.code ?? message.status) && <span>{t('post.answer', { code: [message.code, message.status].filter(Boolean).join(' ') })}</span>}
				</p>
			)}
			{message.action && <p className="case-meta"><span>{t(`post.did.${message.action.kind}`, { who: message.action.by, when: format.moment(message.action.at) })}</span></p>}
			{message.may.length > 0 && (
				<div className="actions">
					{message.may.map((action) => (
						<Button key={action} data-size="sm" variant="secondary" disabled={busy} aria-label={t(`post.action_for.${action}`, { kind, recipient })}
							onClick={() => on_change(action, message.id)}>{t(`post.action.${action}`)}</Button>
					))}
				</div>
			)}
		</li>
	);
}

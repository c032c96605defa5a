/* SPDX-License-Identifier: MIT */
import { Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';

/* What was written to and fro. Internal notes carry a word and a frame of their own: nobody may take one for an answer. */
export function Dialogue({ messages }: { messages: Deviation['messages'] }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<section className="stack" aria-labelledby="dialogue">
			<Heading level={2} data-size="xs" id="dialogue">{t('case.dialogue')}</Heading>
			{messages.length === 0 && <Paragraph className="empty">{t('case.no_messages')}</Paragraph>}
			<ol className="messages">
				{messages.map((message) => (
					<li key={message.id} className={message.audience === 'internal' ? 'internal' : message.side}>
						<p className="case-meta">
							<strong>{message.author ?? t(`side.${message.side}`)}</strong>
							{message.author && <span>{t(`side.${message.side}`)}</span>}
							<span>{format.moment(message.at)}</span>
							{message.is_answer && <Tag data-color="success" data-size="sm">{t('case.answer')}</Tag>}
							{message.audience === 'internal' && <Tag data-color="warning" data-size="sm" variant="outline">{t('case.internal')}</Tag>}
						</p>
						<p className="written">{message.text}</p>
					</li>
				))}
			</ol>
		</section>
	);
}

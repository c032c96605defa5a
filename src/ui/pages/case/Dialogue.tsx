/* SPDX-License-Identifier: MIT */
import { Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';

type Message = Deviation['messages'][number];

function Messages({ messages }: { messages: Message[] }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<ol className="messages">
			{messages.map((message) => (
				<li key={message.id} className={message.audience === 'internal' ? 'internal' : message.side}>
					<p className="case-meta">
						<strong>{message.author ?? t(`side.${message.side}`)}</strong>
						{message.author && <span>{t(`side.${message.side}`)}</span>}
						<span>{format.moment(message.at)}</span>
						{message.is_answer && <Tag data-color="success" data-size="sm">{t('case.answer')}</Tag>}
						{message.kind === 'correction_request' && <Tag data-color="info" data-size="sm">{t('case.correction_request')}</Tag>}
						{message.kind === 'addendum' && <Tag data-color="info" data-size="sm">{t('case.addendum')}</Tag>}
					</p>
					<p className="written">{message.text}</p>
					{message.mentions.length > 0 && <p className="hint">{t('mention.named', { names: message.mentions.join(', ') })}</p>}
				</li>
			))}
		</ol>
	);
}

export function Dialogue({ messages }: { messages: Message[] }) {
	const { t } = useTranslation();
	const said = messages.filter(({ audience }) => audience === 'dialogue');
	return (
		<section className="stack" aria-labelledby="dialogue">
			<Heading level={2} data-size="xs" id="dialogue">{t('case.dialogue')}</Heading>
			{said.length === 0 && <Paragraph className="empty">{t('case.no_messages')}</Paragraph>}
			<Messages messages={said} />
		</section>
	);
}

/* The council's own, in a place and a colour of its own; nobody else has any. */
export function InternalNotes({ messages, may_write }: { messages: Message[]; may_write: boolean }) {
	const { t } = useTranslation();
	const notes = messages.filter(({ audience }) => audience === 'internal');
	if (notes.length === 0 && !may_write)
		return null;
	return (
		<section className="stack internal-notes" aria-labelledby="internal-notes">
			<Heading level={2} data-size="xs" id="internal-notes">{t('case.notes')}</Heading>
			<p className="internal-who"><strong>{t('case.internal')}</strong></p>
			{notes.length === 0 && <Paragraph className="empty">{t('case.no_notes')}</Paragraph>}
			<Messages messages={notes} />
		</section>
	);
}

/* What the reporter added to the report, beside what was written first. */
export function Addenda({ messages }: { messages: Message[] }) {
	const { t } = useTranslation();
	const format = use_format();
	const added = messages.filter(({ kind }) => kind === 'addendum');
	return added.map((message) => (
		<div key={message.id} className="addendum">
			<Heading level={3} data-size="2xs">{t('case.addendum_of', { when: format.moment(message.at) })}</Heading>
			<p className="written">{message.text}</p>
		</div>
	));
}

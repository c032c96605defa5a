/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../form/Field';
import { use_file_size } from './file_size';
import { findings_of } from './sending';
import type { Item, use_sending } from './use_sending';

type Sender = ReturnType<typeof use_sending>;

/* A name in which the guard found something: another name, or the person's word that it is all right. */
function RefusedName({ item, sender }: { item: Item; sender: Sender }) {
	const { t } = useTranslation();
	const [name, set_name] = useState(item.name);
	const blocks = item.failure?.code === 'identity_number';
	return (
		<div className="stack">
			{item.failure?.errors.map((one) => <p className="refused" key={`${one.code} ${one.start}`}>{one.message}</p>)}
			<TextField name={`attachment-${item.key}`} label={t('attachments.new_name')} value={name} spell_check={false} on_change={set_name} />
			<div className="actions">
				<Button type="button" variant="secondary" data-size="sm" disabled={!name.trim() || name === item.name} onClick={() => sender.rename(item, name.trim())}>
					{t('attachments.use_name')}
				</Button>
				{!blocks && <Button type="button" variant="tertiary" data-size="sm" onClick={() => sender.say_fine(item)}>{t('attachments.name_fine')}</Button>}
				<Button type="button" variant="tertiary" data-size="sm" onClick={() => sender.cancel(item)}>{t('attachments.leave_out')}</Button>
			</div>
		</div>
	);
}

function Refused({ item, sender }: { item: Item; sender: Sender }) {
	const { t } = useTranslation();
	const about_name = item.failure !== null && findings_of(item.failure).length > 0;
	const why = item.failure?.errors[0]?.message ?? item.failure?.detail ?? t('failure.no_answer');
	return (
		<Alert data-color="warning" data-size="sm" role="alert">
			<p><strong className="file-name">{item.name}</strong></p>
			{about_name ? <RefusedName item={item} sender={sender} /> : (
				<>
					<p>{why}</p>
					<div className="actions">
						<Button type="button" variant="secondary" data-size="sm" onClick={() => sender.retry(item)}>{t('failure.retry')}</Button>
						<Button type="button" variant="tertiary" data-size="sm" onClick={() => sender.cancel(item)}>{t('attachments.leave_out')}</Button>
					</div>
				</>
			)}
		</Alert>
	);
}

/* Files on their way, with how far each is. */
export function SendingList({ sender }: { sender: Sender }) {
	const { t } = useTranslation();
	const size = use_file_size();
	if (sender.items.length === 0)
		return null;
	return (
		<ul className="files" aria-label={t('attachments.sending_list')}>
			{sender.items.map((item) => (
				<li key={item.key}>
					{item.state === 'refused' ? <Refused item={item} sender={sender} /> : (
						<div className="file">
							<span className="file-name">{item.name}</span>
							<progress max={item.file.size} value={item.offset} aria-label={t('attachments.progress', { name: item.name })} />
							<span className="hint" role="status">
								{item.state === 'paused' ? t('attachments.paused') : item.state === 'checking' ? t('attachments.checking')
									: item.state === 'waiting' ? t('attachments.waiting') : t('attachments.sent_of', { sent: size(item.offset), size: size(item.file.size) })}
							</span>
							<Button type="button" variant="tertiary" data-size="sm" aria-label={t('attachments.cancel_what', { name: item.name })}
								onClick={() => sender.cancel(item)}>{t('attachments.cancel')}</Button>
						</div>
					)}
				</li>
			))}
		</ul>
	);
}

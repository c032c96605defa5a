/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { use_file_size } from './file_size';
import type { Attachment } from './sending';

interface DraftFilesProps {
	items: Attachment[];
	scanned: boolean;
	on_remove: (one: Attachment) => void;
	on_again: (one: Attachment, file: File) => void; /* sent anew in the place of what came of it */
}

/* An upload that this page is not at: it was broken off, or is under way on another device. */
function Unfinished({ one, on_remove, on_again }: Omit<DraftFilesProps, 'items' | 'scanned'> & { one: Attachment }) {
	const { t } = useTranslation();
	const size = use_file_size();
	const input = useRef<HTMLInputElement>(null);
	const name = one.name ?? '';
	const take = (file: File | undefined) => {
		if (file)
			on_again(one, file);
	};
	return (
		<li className="file">
			<span className="file-name">{name}</span>
			<span className="hint">{t('attachments.unfinished', { sent: size(one.offset), size: size(one.size) })}</span>
			<input ref={input} type="file" hidden aria-hidden tabIndex={-1} onChange={(event) => take(event.target.files?.[0])} />
			<Button type="button" variant="secondary" data-size="sm" aria-label={t('attachments.again_what', { name })} onClick={() => input.current?.click()}>
				{t('attachments.again')}
			</Button>
			<Button type="button" variant="tertiary" data-size="sm" aria-label={t('attachments.remove_what', { name })} onClick={() => on_remove(one)}>
				{t('attachments.remove')}
			</Button>
		</li>
	);
}

/* The files of a report that is being written, wherever they were chosen. */
export function DraftFiles({ items, scanned, on_remove, on_again }: DraftFilesProps) {
	const { t } = useTranslation();
	const size = use_file_size();
	const ready = (one: Attachment) => one.state === 'clean' || (one.state === 'unscanned' && !scanned);
	if (items.length === 0)
		return null;
	return (
		<ul className="files" aria-label={t('attachments.list')}>
			{items.map((one) => (one.state === 'uploading'
				? <Unfinished key={one.id} one={one} on_remove={on_remove} on_again={on_again} />
				: (
					<li key={one.id} className="file">
						{ready(one)
							? <a className="ds-link file-name" href={`/api/v1/attachments/${one.id}/content`} download={one.name ?? ''}>{one.name}</a>
							: <span className="file-name">{one.name}</span>}
						<span className="hint">{size(one.size)}{ready(one) ? '' : ` · ${t('attachments.scanning')}`}</span>
						<Button type="button" variant="tertiary" data-size="sm" aria-label={t('attachments.remove_what', { name: one.name })} onClick={() => on_remove(one)}>
							{t('attachments.remove')}
						</Button>
					</li>
				)))}
		</ul>
	);
}

/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../api/client';
import { as_failure } from '../api/failure';
import { DraftFiles } from './DraftFiles';
import { DropArea } from './DropArea';
import { give_up, type Attachment } from './sending';
import { SendingList } from './SendingList';
import { use_uploads } from './uploads';
import { use_sending } from './use_sending';

/* What the form keeps of a file that is here already. */
export interface AttachedFile {
	id: string;
	name: string;
	size: number;
}

interface AttachmentFieldProps {
	draft: string; /* id of the draft the files belong to */
	files: AttachedFile[];
	on_change: (files: AttachedFile[]) => void;
	on_busy: (what: 'sending' | 'unfinished' | null) => void; /* some are on their way or wait for an answer; or were left half-way */
}

const names = (files: AttachedFile[]) => JSON.stringify(files.map(({ id, name, size }) => [id, name, size]));

/* Files of a report that is being written: each is sent as soon as it is chosen, and goes with the report when that is sent. */
export function AttachmentField({ draft, files, on_change, on_busy }: AttachmentFieldProps) {
	const { t } = useTranslation();
	const rules = useQuery({ queryKey: ['attachment-rules'], queryFn: () => body_of(api.GET('/attachment-rules')), staleTime: Infinity });
	const uploads = use_uploads(draft);
	const [told, set_told] = useState<string[]>([]);
	const removed = useRef(new Set<string>());
	const sender = use_sending({ draft, on_sent: (one: Attachment) => void uploads.note((items) => [...items.filter(({ id }) => id !== one.id), one]) });

	/* What this page sends is in its own list; of an upload that has just been begun only name and size are known. */
	const sends = (one: Attachment) => one.state === 'uploading' && sender.items.some((item) =>
		(item.id ? item.id === one.id : item.name === one.name && item.file.size === one.size));
	const there = uploads.items?.filter((one) => !one.removed && !removed.current.has(one.id) && !sends(one)) ?? [];
	const whole = there.filter((one) => one.state !== 'uploading').map(({ id, name, size }) => ({ id, name: name ?? '', size }));
	const busy = sender.items.length > 0 ? 'sending' : whole.length < there.length ? 'unfinished' : null;
	useEffect(() => on_busy(busy), [busy]); /* the change alone decides */

	/* The service knows better than a page that was open a while, or a draft from another device. */
	useEffect(() => {
		if (!uploads.items || names(whole) === names(files))
			return;
		const gone = files.filter((one) => !whole.some(({ id }) => id === one.id) && !removed.current.has(one.id));
		const infected = (id: string) => uploads.items?.find((one) => one.id === id)?.state === 'infected';
		set_told((before) => [...before, ...gone.map(({ id, name }) => t(infected(id) ? 'attachments.infected' : 'attachments.lost', { name }))]);
		on_change(whole);
	}, [uploads.items && names(whole), names(files)]);

	const remove = async (one: Attachment) => {
		removed.current.add(one.id);
		try {
			await give_up(one.id);
		} catch (error) {
			if (as_failure(error).status !== 404) {
				removed.current.delete(one.id);
				set_told((before) => [...before, t('attachments.not_removed', { name: one.name })]);
			}
		}
		await uploads.note((items) => items.filter(({ id }) => !removed.current.has(id)));
	};
	const again = async (one: Attachment, file: File) => {
		await remove(one);
		sender.add([file]);
	};
	if (!rules.data)
		return null;
	return (
		<section aria-labelledby="attachments-heading" className="stack">
			<Heading level={2} data-size="xs" id="attachments-heading">{t('attachments.heading')} <span className="optional">({t('form.optional')})</span></Heading>
			<p className="hint">{t('attachments.privacy')}</p>
			<DropArea rules={rules.data} left={rules.data.most - there.length - sender.items.length} on_files={sender.add} />
			<div role="alert">{told.map((one) => <p className="refused" key={one}>{one}</p>)}</div>
			<SendingList sender={sender} />
			<DraftFiles items={there} scanned={rules.data.scanned} on_remove={(one) => void remove(one)} on_again={(one, file) => void again(one, file)} />
			<p role="status" className="ds-sr-only">{whole.length > 0 ? t('attachments.count', { count: whole.length }) : ''}</p>
		</section>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../api/client';
import { as_failure } from '../api/failure';
import { DropArea } from './DropArea';
import { use_file_size } from './file_size';
import { give_up, type Attachment } from './sending';
import { SendingList } from './SendingList';
import { use_sending } from './use_sending';

/* What a draft keeps of a file that is here already. */
export interface AttachedFile {
	id: string;
	name: string;
	size: number;
}

interface AttachmentFieldProps {
	files: AttachedFile[];
	on_change: (files: AttachedFile[]) => void;
	on_busy: (busy: boolean) => void; /* some are on their way, or wait for an answer */
}

const LOOK_AGAIN_MS = 2000;

/* Files of a report that is being written: each is sent as soon as it is chosen, and goes with the report when that is sent. */
export function AttachmentField({ files, on_change, on_busy }: AttachmentFieldProps) {
	const { t } = useTranslation();
	const size = use_file_size();
	const rules = useQuery({ queryKey: ['attachment-rules'], queryFn: () => body_of(api.GET('/attachment-rules')), staleTime: Infinity });
	const latest = useRef(files);
	latest.current = files;
	const [gone, set_gone] = useState<string[]>([]);
	const sender = use_sending({
		on_sent: ({ id, name, size: bytes }: Attachment) => on_change([...latest.current, { id, name: name ?? '', size: bytes }]),
	});
	const busy = sender.items.length > 0;
	useEffect(() => on_busy(busy), [busy]); /* the change alone decides */
	/* A draft may be older than its files, and the scanner may have found something. */
	const states = useQueries({ queries: files.map(({ id }) => ({
		queryKey: ['attachment', id],
		queryFn: () => body_of(api.GET('/attachments/{id}', { params: { path: { id } } })),
		refetchInterval: (query: { state: { data: Attachment | undefined } }) => (query.state.data?.state === 'scanning' ? LOOK_AGAIN_MS : false),
	})) });
	const lost = files.filter((_, index) => states[index]?.data?.removed || (states[index]?.isError && as_failure(states[index].error).status === 404));
	const lost_ids = lost.map(({ id }) => id).join();
	useEffect(() => {
		if (!lost_ids)
			return;
		const told = lost.map((one) => t(states[files.indexOf(one)]?.data?.state === 'infected' ? 'attachments.infected' : 'attachments.lost', { name: one.name }));
		set_gone((before) => [...before, ...told]);
		on_change(latest.current.filter((one) => !lost.includes(one)));
	}, [lost_ids]); /* what was lost alone decides */

	const remove = (file: AttachedFile) => {
		void give_up(file.id).catch(() => {}); /* it is deleted in time in any case */
		on_change(files.filter((one) => one.id !== file.id));
	};
	if (!rules.data)
		return null;
	return (
		<section aria-labelledby="attachments-heading" className="stack">
			<Heading level={2} data-size="xs" id="attachments-heading">{t('attachments.heading')} <span className="optional">({t('form.optional')})</span></Heading>
			<p className="hint">{t('attachments.privacy')}</p>
			<DropArea rules={rules.data} left={rules.data.most - files.length - sender.items.length} on_files={sender.add} />
			<div role="alert">{gone.map((one) => <p className="refused" key={one}>{one}</p>)}</div>
			<SendingList sender={sender} />
			{files.length > 0 && (
				<ul className="files" aria-label={t('attachments.list')}>
					{files.map((file, index) => (
						<li key={file.id} className="file">
							<span className="file-name">{file.name}</span>
							<span className="hint">{size(file.size)}{states[index]?.data?.state === 'scanning' ? ` · ${t('attachments.scanning')}` : ''}</span>
							<Button type="button" variant="tertiary" data-size="sm" aria-label={t('attachments.remove_what', { name: file.name })} onClick={() => remove(file)}>
								{t('attachments.remove')}
							</Button>
						</li>
					))}
				</ul>
			)}
			<p role="status" className="ds-sr-only">{files.length > 0 ? t('attachments.count', { count: files.length }) : ''}</p>
		</section>
	);
}

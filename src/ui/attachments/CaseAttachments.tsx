/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../api/client';
import { as_failure } from '../api/failure';
import { FailureAlert } from '../form/FailureAlert';
import { use_format } from '../i18n/format';
import { DropArea } from './DropArea';
import { use_file_size } from './file_size';
import { RemoveAttachment } from './RemoveAttachment';
import type { Attachment } from './sending';
import { SendingList } from './SendingList';
import { use_sending } from './use_sending';

const LOOK_AGAIN_MS = 2000;

function Removed({ one }: { one: Attachment }) {
	const { t } = useTranslation();
	const format = use_format();
	const { reason, by, at } = one.removed!;
	const who = by ?? t('attachments.the_service');
	return <span className="hint">{t('attachments.removed', { type: (one.type ?? '').toUpperCase(), who, when: format.moment(at), why: t(`attachments.reason_${reason}`) })}</span>;
}

function AttachmentRow({ one, scanned, on_change }: { one: Attachment; scanned: boolean; on_change: () => Promise<unknown> }) {
	const { t } = useTranslation();
	const format = use_format();
	const size = use_file_size();
	if (one.removed)
		return <li className="file"><Removed one={one} /></li>;
	const ready = one.state === 'clean' || (one.state === 'unscanned' && !scanned);
	return (
		<li className="file">
			{ready
				? <a className="ds-link file-name" href={`/api/v1/attachments/${one.id}/content`} download={one.name ?? ''}>{one.name}</a>
				: <span className="file-name">{one.name}</span>}
			<span className="hint">
				{t('attachments.about', { type: (one.type ?? '').toUpperCase(), size: size(one.size), who: one.by, when: format.moment(one.at) })}
				{ready ? '' : ` · ${t('attachments.scanning')}`}
			</span>
			{one.may_remove && <RemoveAttachment one={one} on_removed={on_change} />}
		</li>
	);
}

export function use_case_attachments(id: string) {
	return useQuery({
		queryKey: ['attachments', id],
		queryFn: () => body_of(api.GET('/deviations/{id}/attachments', { params: { path: { id } } })),
		refetchInterval: (query) => (query.state.data?.items.some((one) => one.state === 'scanning') ? LOOK_AGAIN_MS : false),
	});
}

/* The files of a case: to save, to add to, and to remove from. */
export function CaseAttachments({ id }: { id: string }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const found = use_case_attachments(id);
	const changed = () => {
		void queries.invalidateQueries({ queryKey: ['deviation', id] }); /* its history tells */
		return queries.invalidateQueries({ queryKey: ['attachments', id] });
	};
	const sender = use_sending({ case_id: id, on_sent: () => void changed() });
	if (found.isPending)
		return null;
	return (
		<section className="stack" aria-labelledby="attachments-heading">
			<Heading level={2} data-size="xs" id="attachments-heading">{t('attachments.heading')}</Heading>
			{found.isError && <FailureAlert failure={as_failure(found.error)} on_retry={() => void found.refetch()} busy={found.isFetching} />}
			{found.data && found.data.items.length === 0 && <p className="empty">{t('attachments.none')}</p>}
			{found.data && found.data.items.length > 0 && (
				<ul className="files" aria-label={t('attachments.list')}>
					{found.data.items.map((one) => <AttachmentRow key={one.id} one={one} scanned={found.data.scanned} on_change={changed} />)}
				</ul>
			)}
			<SendingList sender={sender} />
			{found.data?.may_add && (
				<details className="ds-details more">
					<summary>{t('attachments.add')}</summary>
					<div className="stack">
						<p className="hint">{t('attachments.privacy')}</p>
						<DropArea rules={found.data} left={found.data.most - found.data.items.filter((one) => !one.removed).length - sender.items.length} on_files={sender.add} />
					</div>
				</details>
			)}
		</section>
	);
}

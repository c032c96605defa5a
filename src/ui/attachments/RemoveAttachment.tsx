/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../api/client';
import { as_failure, type ApiFailure } from '../api/failure';
import { FailureAlert } from '../form/FailureAlert';
import { RadioGroup } from '../form/RadioGroup';
import type { Attachment } from './sending';

type Reason = Schemas['attachment_removal']['reason'];

const REASONS: Reason[] = ['wrong_file', 'identity', 'irrelevant'];

/* What is removed is destroyed, so it is asked for once more, with the reason that stays. */
export function RemoveAttachment({ one, on_removed }: { one: Attachment; on_removed: () => Promise<unknown> }) {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	const [reason, set_reason] = useState<Reason | ''>('');
	const [missing, set_missing] = useState(false);
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const remove = async () => {
		set_missing(!reason);
		if (!reason)
			return;
		set_busy(true);
		set_failure(null);
		try {
			await body_of(api.POST('/attachments/{id}/removal', { params: { path: { id: one.id } }, body: { reason } }));
			await on_removed();
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	if (!open)
		return (
			<Button type="button" variant="tertiary" data-size="sm" aria-label={t('attachments.remove_what', { name: one.name })} onClick={() => set_open(true)}>
				{t('attachments.remove')}
			</Button>
		);
	return (
		<div className="form remove-file">
			<RadioGroup name={`remove_${one.id}`} label={t('attachments.remove_why', { name: one.name })} hint={t('attachments.remove_hint')} value={reason}
				error={missing && !reason ? t('attachments.no_reason') : undefined}
				choices={REASONS.map((value) => ({ value, label: t(`attachments.reason_${value}`) }))} on_change={(value) => set_reason(value as Reason)} />
			{failure && <FailureAlert failure={failure} />}
			<div className="actions">
				<Button type="button" data-color="danger" data-size="sm" loading={busy} onClick={() => void remove()}>{t('attachments.remove_sure')}</Button>
				<Button type="button" variant="secondary" data-size="sm" onClick={() => set_open(false)}>{t('attachments.keep')}</Button>
			</div>
		</div>
	);
}

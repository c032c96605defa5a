/* SPDX-License-Identifier: MIT */
import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { use_format } from '../../i18n/format';
import type { use_saving } from './saved_draft';

/* Whether what is written is kept on the server as well. */
export function DraftState({ saving }: { saving: ReturnType<typeof use_saving> }) {
	const { t } = useTranslation();
	const format = use_format();
	const { state } = saving;
	if (state.kind === 'elsewhere')
		return (
			<Alert data-color="warning" role="alert">
				<Paragraph>{t('drafts.elsewhere', { time: format.time(state.other.updated_at) })}</Paragraph>
				<div className="actions">
					<Button variant="secondary" data-size="sm" onClick={() => saving.use_theirs(state.other)}>{t('drafts.use_theirs')}</Button>
					<Button variant="secondary" data-size="sm" onClick={() => saving.keep_own(state.other)}>{t('drafts.keep_own')}</Button>
				</div>
			</Alert>
		);
	return (
		<p className="hint draft-state" role="status">
			{state.kind === 'saved' && t('drafts.saved', { time: format.time(state.at) })}
			{state.kind === 'failed' && t('drafts.failed')}
			{state.kind === 'refused' && t('drafts.refused', { why: state.failure.detail || state.failure.title })}
		</p>
	);
}

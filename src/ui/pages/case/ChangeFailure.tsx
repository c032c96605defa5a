/* SPDX-License-Identifier: MIT */
import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';

interface ChangeFailureProps {
	failure: ApiFailure | null;
	on_retry?: () => void;
	busy: boolean;
	kept?: boolean;
}

export function ChangeFailure({ failure, on_retry, busy, kept }: ChangeFailureProps) {
	const { t } = useTranslation();
	if (!failure || failure.errors.length > 0)
		return null;
	if (failure.status === 412)
		return (
			<Alert data-color="warning" role="alert">
				<Heading level={4} data-size="2xs">{t('case.changed')}</Heading>
				<Paragraph>{kept ? t('case.changed_kept') : t('case.changed_text')}</Paragraph>
			</Alert>
		);
	if (failure.code === 'key_reused')
		return (
			<Alert data-color="warning" role="alert">
				<Heading level={4} data-size="2xs">{t('case.arrived')}</Heading>
				<Paragraph>{t('case.arrived_text')}</Paragraph>
			</Alert>
		);
	return <FailureAlert failure={failure} kept={kept} on_retry={failure.passing ? on_retry : undefined} busy={busy} />;
}

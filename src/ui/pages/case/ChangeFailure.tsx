/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../../api/failure';
import type { Deviation } from '../../cases/deviations';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';

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
		return <Conflict failure={failure} on_retry={on_retry} busy={busy} kept={kept} />;
	if (failure.code === 'key_reused')
		return (
			<Alert data-color="warning" role="alert">
				<Heading level={4} data-size="2xs">{t('case.arrived')}</Heading>
				<Paragraph>{t('case.arrived_text')}</Paragraph>
			</Alert>
		);
	return <FailureAlert failure={failure} kept={kept} on_retry={failure.passing ? on_retry : undefined} busy={busy} />;
}

/* What others did meanwhile; what one has written stays, and goes out when one says so. */
function Conflict({ failure, on_retry, busy, kept }: ChangeFailureProps & { failure: ApiFailure }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<Alert data-color="warning" role="alert" className="conflict">
			<Heading level={3} data-size="2xs">{t('case.changed')}</Heading>
			{failure.changes.length > 0 && (
				<ol className="history">
					{failure.changes.map(({ kind, actor, own, at, person, text }) => (
						<li key={`${kind}${at}`}>
							<strong>{t(`event.${kind as Deviation['events'][number]['kind']}`)}{person && `: ${person}`}</strong>
							<span>{[own ? t('case.yourself') : actor, format.moment(at)].filter(Boolean).join(', ')}</span>
							{text && <q className="written">{text}</q>}
						</li>
					))}
				</ol>
			)}
			<Paragraph>{kept ? t('case.changed_kept') : t('case.changed_text')}</Paragraph>
			{kept && on_retry && <Button variant="secondary" data-size="sm" onClick={on_retry} loading={busy}>{t('case.send_anyway')}</Button>}
		</Alert>
	);
}

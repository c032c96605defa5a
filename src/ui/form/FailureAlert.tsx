/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../api/failure';

interface FailureAlertProps {
	failure: ApiFailure;
	on_retry?: (() => void) | undefined;
	kept?: boolean; /* say that what was written is kept */
	busy?: boolean;
}

/* Counts down the seconds the service asked for. */
function use_wait(failure: ApiFailure): number {
	const [left, set_left] = useState(failure.retry_after ?? 0);
	useEffect(() => {
		set_left(failure.retry_after ?? 0);
		if (!failure.retry_after)
			return undefined;
		const timer = setInterval(() => set_left((before) => Math.max(0, before - 1)), 1000);
		return () => clearInterval(timer);
	}, [failure]);
	return left;
}

/* What went wrong, in words for the person in front of the screen, and what to do. */
export function FailureAlert({ failure, on_retry, kept, busy }: FailureAlertProps) {
	const { t } = useTranslation();
	const wait = use_wait(failure);
	/* The dialog has asked to sign in again; what is left to say is what to do then. */
	if (failure.status === 401)
		return <Alert data-color="info" role="alert">{t('failure.sign_in_again')}</Alert>;
	const no_line = failure.status === 0;
	/* Too many requests are not the service's doing: its own words say what to do. */
	const is_busy = failure.passing && failure.status !== 429;
	const title = no_line ? t('failure.no_answer') : is_busy ? t('failure.busy') : failure.title || t('failure.unknown');
	return (
		<Alert data-color={failure.passing ? 'warning' : 'danger'} role="alert">
			<Heading level={2} data-size="2xs">{title}</Heading>
			{!is_busy && failure.detail && <Paragraph>{failure.detail}</Paragraph>}
			{failure.status === 429 && failure.retry_after && !on_retry && <Paragraph>{t('failure.wait', { count: failure.retry_after })}</Paragraph>}
			{kept && <Paragraph>{t('failure.kept')}</Paragraph>}
			{on_retry && (
				<Button variant="secondary" data-size="sm" onClick={on_retry} disabled={wait > 0} loading={busy}>
					{wait > 0 ? t('failure.retry_in', { count: wait }) : t('failure.retry')}
				</Button>
			)}
			{failure.request_id && !failure.passing && (
				<Paragraph data-size="xs">{t('failure.reference', { id: failure.request_id })}</Paragraph>
			)}
		</Alert>
	);
}

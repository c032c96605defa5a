/* SPDX-License-Identifier: MIT */
import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

const TOLD_IN_SECONDS = 120;

/* How long it takes to file; hidden, and no time at all, are two different things. */
export function FilingTime({ time }: { time: Schemas['learning_counts']['filing_time'] }) {
	const { t } = useTranslation();
	const told = (seconds: number) => (seconds < TOLD_IN_SECONDS
		? t('filing_time.seconds', { count: seconds })
		: t('filing_time.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 }));
	return (
		<section className="stack" aria-labelledby="filing-time">
			<Heading level={2} data-size="sm" id="filing-time">{t('filing_time.heading')}</Heading>
			<p><strong>{time.seconds !== null ? told(time.seconds) : t(time.state === 'suppressed' ? 'counts.suppressed' : 'counts.no_data')}</strong></p>
			<Paragraph data-size="sm">{t('filing_time.explain')}</Paragraph>
		</section>
	);
}

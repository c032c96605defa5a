/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';

export function History({ events }: { events: Deviation['events'] }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<section className="stack" aria-labelledby="history">
			<Heading level={2} data-size="xs" id="history">{t('case.history')}</Heading>
			<ol className="history">
				{events.map((event) => (
					<li key={event.sequence}>
						<strong>{t(`event.${event.kind}`)}</strong>
						<span>{format.moment(event.at)}</span>
						{event.actor && <span>{event.actor}</span>}
					</li>
				))}
			</ol>
		</section>
	);
}

/* SPDX-License-Identifier: MIT */
import { Heading, Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { use_format } from '../../i18n/format';

export function Sent({ summaries }: { summaries: Schemas['summaries'] }) {
	const { t } = useTranslation();
	const format = use_format();
	const heading = `sent-${summaries.helsefellesskap.code}`;
	const gone = summaries.items.filter((one) => one.status === 'sent');
	return (
		<section className="stack" aria-labelledby={heading}>
			<Heading level={2} data-size="sm" id={heading}>{t('summaries.sent')}</Heading>
			{gone.length === 0 ? <p className="empty">{t('summaries.none_sent')}</p> : (
				<div className="scrolls" role="region" aria-label={`${t('summaries.sent')}: ${t('summaries.when')}`} tabIndex={0}>
					<Table>
						<thead><tr><th scope="col">{t('summaries.when')}</th><th scope="col">{t('summaries.what')}</th><th scope="col">{t('summaries.points')}</th><th scope="col">{t('summaries.to_how_many')}</th></tr></thead>
						<tbody>
							{gone.map((one) => (
								<tr key={one.id}>
									<td>{format.date(one.sent_at ?? one.planned_at)}</td>
									<td>{t(`subscription.frequency_${one.frequency}`)}</td>
									<td>{one.points.map((point) => point.title).join('; ')}</td>
									<td>{one.recipients}</td>
								</tr>
							))}
						</tbody>
					</Table>
				</div>
			)}
		</section>
	);
}

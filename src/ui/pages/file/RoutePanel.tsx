/* SPDX-License-Identifier: MIT */
import { Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { label_of } from '../../api/register';
import { as_language } from '../../i18n/language';
import { as_question, type DeviationDraft } from './deviation_draft';

/* Which council will get the report, and why, before it is sent. Nothing is stored by asking. */
export function RoutePanel({ draft }: { draft: DeviationDraft }) {
	const { t, i18n } = useTranslation();
	const question = as_question(draft);
	const { data: route, isError } = useQuery({
		queryKey: ['route', question],
		queryFn: () => body_of(api.POST('/deviations/route-preview', { body: question! })),
		enabled: question !== null,
		placeholderData: keepPreviousData,
		staleTime: 60_000,
	});
	const told = route?.also_told.map((one) => one.name).join(', ');
	return (
		<Card data-color="accent" variant="tinted" className="route" asChild>
			<section aria-labelledby="route-heading" aria-live="polite">
				<Heading level={2} data-size="2xs" id="route-heading">{t('route.heading')}</Heading>
				{question && route ? (
					<>
						<p className="council">{route.council.name}</p>
						<Paragraph data-size="sm">{label_of(route.why, as_language(i18n.language))}</Paragraph>
						{told && <Paragraph data-size="sm">{t('route.also_told', { councils: told })}</Paragraph>}
					</>
				) : (
					<Paragraph data-size="sm">{question && isError ? t('route.unknown') : t('route.not_yet')}</Paragraph>
				)}
			</section>
		</Card>
	);
}

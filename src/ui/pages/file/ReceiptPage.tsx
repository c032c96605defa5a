/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, List } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { WhyCouncil } from '../../cases/WhyCouncil';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { PatientReference } from '../../reference/PatientReference';
import { Page } from '../../shell/Page';

export default function ReceiptPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const format = use_format();
	/* Put there when the report was sent; read from the case when the page is loaded anew. */
	const receipt = useQuery({
		queryKey: ['receipt', id],
		queryFn: async () => {
			const { number, route, deadlines } = await body_of(api.GET('/deviations/{id}', { params: { path: { id } } }));
			return { number, route, answer_due_on: deadlines.promised_on };
		},
		staleTime: Infinity,
	});
	if (receipt.isPending)
		return <Page title={t('receipt.heading')}><Loading /></Page>;
	if (receipt.isError)
		return <Page title={t('receipt.heading')}><FailureAlert failure={as_failure(receipt.error)} on_retry={() => void receipt.refetch()} /></Page>;
	const { number, route, answer_due_on } = receipt.data;
	return (
		<Page title={t('receipt.heading')}>
			<Alert data-color="success">
				<Heading level={2} data-size="xs">{t('receipt.number', { number })}</Heading>
				<p>{t('receipt.council', { council: route.council.name })}</p>
			</Alert>
			<section className="stack">
				<Heading level={2} data-size="xs">{t('receipt.next')}</Heading>
				<List.Ordered>
					<List.Item>{t('receipt.next_received')}</List.Item>
					<List.Item>{answer_due_on ? t('deadlines.answer_by', { date: format.date(answer_due_on) }) : t('receipt.next_answer')}</List.Item>
					<List.Item>{t('receipt.next_learning')}</List.Item>
				</List.Ordered>
			</section>
			<WhyCouncil id={id} />
			<PatientReference id={id} helsefellesskap="" offer_only />
			<div className="actions">
				<Button asChild><RouteLink href={`/saker/${id}`}>{t('receipt.open')}</RouteLink></Button>
				<Button asChild variant="secondary"><RouteLink href="/meld">{t('receipt.another')}</RouteLink></Button>
				<Button asChild variant="tertiary"><RouteLink href="/">{t('receipt.home')}</RouteLink></Button>
			</div>
		</Page>
	);
}

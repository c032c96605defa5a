/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { Schemas } from '../../api/client';
import { use_format } from '../../i18n/format';
import { Page } from '../../shell/Page';

interface BatchReceiptsProps {
	receipts: Schemas['receipt'][];
	what: string[]; /* what was written in each row */
	on_more: () => void;
}

/* Every row has become a case with a number of its own. */
export function BatchReceipts({ receipts, what, on_more }: BatchReceiptsProps) {
	const { t } = useTranslation();
	const format = use_format();
	const [first] = receipts;
	return (
		<Page title={t('batch.sent', { count: receipts.length })} step="sent">
			<Alert data-color="success">
				<Heading level={2} data-size="xs">{t('batch.council', { council: first?.route.council.name })}</Heading>
				{first?.answer_due_on && <p>{t('before.answer_due', { date: format.date(first.answer_due_on) })}</p>}
			</Alert>
			<ol className="cases">
				{receipts.map((one, place) => (
					<li key={one.id}>
						<div className="case-head"><Link asChild><RouteLink href={`/saker/${one.id}`}>{one.number}</RouteLink></Link></div>
						<p className="hint">{what[place]}</p>
					</li>
				))}
			</ol>
			<div className="actions">
				<Button onClick={on_more}>{t('batch.more')}</Button>
				<Button asChild variant="secondary"><RouteLink href="/mine">{t('mine.heading')}</RouteLink></Button>
			</div>
		</Page>
	);
}

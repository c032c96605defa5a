/* SPDX-License-Identifier: MIT */
import { Alert } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { helsefellesskap_of, organisations_of, use_session } from '../../api/session';
import { Page } from '../../shell/Page';
import { BatchForm } from './BatchForm';
import { BatchReceipts } from './BatchReceipts';

interface Sent {
	receipts: Schemas['receipt'][];
	what: string[];
}

/* Slips that happen often and harm little: what they have in common once, and a line for each. */
export default function BatchPage() {
	const { t } = useTranslation();
	const session = use_session();
	const [sent, set_sent] = useState<Sent | null>(null);
	const home = helsefellesskap_of(session).find((one) => organisations_of(session, one.code).length > 0);
	if (!home)
		return <Page title={t('batch.heading')}><Alert data-color="info">{t('file.no_organisation')}</Alert></Page>;
	if (sent)
		return <BatchReceipts receipts={sent.receipts} what={sent.what} on_more={() => set_sent(null)} />;
	return <BatchForm helsefellesskap={home.code} own={organisations_of(session, home.code)} on_sent={(receipts, what) => set_sent({ receipts, what })} />;
}

/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, List, Paragraph } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { HeldReceipt } from '../../api/open_filing';
import { EmailForm } from '../follow_up/EmailForm';
import { Page } from '../../shell/Page';

/* The receipt is in the memory of this page alone: it is shown once. */
export const CODE_KEY = ['held-receipt'] as const;

function save_as_file(name: string, text: string): void {
	const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
	URL.revokeObjectURL(address);
}

/* Asks before the page with the code is left, until it has been kept somewhere. */
function use_warning(needed: boolean): void {
	useEffect(() => {
		if (!needed)
			return undefined;
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		window.addEventListener('beforeunload', ask);
		return () => window.removeEventListener('beforeunload', ask);
	}, [needed]);
}

function Code({ receipt }: { receipt: HeldReceipt }) {
	const { t } = useTranslation();
	const [done, set_done] = useState('');
	const code = receipt.receipt_code;
	use_warning(done === '');

	const copy = async () => {
		try {
			await navigator.clipboard.writeText(code);
			set_done(t('receipt_code.copied'));
		} catch {
			set_done(t('receipt_code.not_copied'));
		}
	};
	const save = () => {
		save_as_file('samavvik-kvitteringskode.txt', t('receipt_code.file', { code, address: `${window.location.origin}/oppfolging` }) + '\n');
		set_done(t('receipt_code.saved'));
	};
	const print = () => {
		window.print();
		set_done(t('receipt_code.printed'));
	};
	return (
		<section className="stack" aria-labelledby="your-code">
			<Heading level={2} data-size="xs" id="your-code">{t('receipt_code.yours')}</Heading>
			<p className="receipt-code" translate="no"><code>{code}</code></p>
			<Alert data-color="warning">{t('receipt_code.once')}</Alert>
			<div className="actions">
				<Button onClick={() => void copy()}>{t('receipt_code.copy')}</Button>
				<Button variant="secondary" onClick={save}>{t('receipt_code.save')}</Button>
				<Button variant="secondary" onClick={print}>{t('receipt_code.print')}</Button>
			</div>
			<p role="status" className={done ? 'done' : 'ds-sr-only'}>{done}</p>
		</section>
	);
}

export default function CodePage() {
	const { t } = useTranslation();
	const receipt = useQueryClient().getQueryData<HeldReceipt>(CODE_KEY);
	if (!receipt)
		return (
			<Page title={t('receipt_code.gone_heading')}>
				<Paragraph>{t('receipt_code.gone')}</Paragraph>
				<div className="actions">
					<Button asChild><RouteLink href="/oppfolging">{t('follow_up.go')}</RouteLink></Button>
					<Button asChild variant="secondary"><RouteLink href="/meld-uten-konto">{t('open_file.go')}</RouteLink></Button>
				</div>
			</Page>
		);
	return (
		<Page title={t('receipt_code.heading')} lead={<p>{t('receipt_code.lead')}</p>}>
			<Code receipt={receipt} />
			<section className="stack not-printed" aria-labelledby="next-of-held">
				<Heading level={2} data-size="xs" id="next-of-held">{t('receipt.next')}</Heading>
				<List.Ordered>
					<List.Item>{t('receipt_code.next_held')}</List.Item>
					<List.Item>{t('receipt_code.next_case')}</List.Item>
					<List.Item>{t('receipt_code.next_answer')}</List.Item>
				</List.Ordered>
			</section>
			<EmailForm code={receipt.receipt_code} mail={false} />
			<p className="not-printed"><Link asChild><RouteLink href="/oppfolging">{t('follow_up.go')}</RouteLink></Link></p>
		</Page>
	);
}

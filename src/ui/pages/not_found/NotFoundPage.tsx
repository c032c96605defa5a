/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { Page } from '../../shell/Page';

export default function NotFoundPage() {
	const { t } = useTranslation();
	return (
		<Page title={t('not_found.title')} lead={<p>{t('not_found.text')}</p>}>
			<p><Link asChild><RouteLink href="/">{t('not_found.home')}</RouteLink></Link></p>
		</Page>
	);
}

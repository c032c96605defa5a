/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { helsefellesskap_of, use_session } from '../../api/session';
import { CaseList } from '../../cases/CaseList';
import { Page } from '../../shell/Page';

export default function MinePage() {
	const { t } = useTranslation();
	const helsefellesskap = helsefellesskap_of(use_session())[0]?.code ?? '';
	return (
		<Page title={t('mine.heading')} lead={<p>{t('mine.lead')}</p>}>
			<div className="actions">
				<Button asChild><RouteLink href="/meld">{t('home.file')}</RouteLink></Button>
			</div>
			<CaseList filter={{ view: 'mine', status: 'all', limit: 20 }} helsefellesskap={helsefellesskap} empty={t('mine.empty')} heading="h2" more />
		</Page>
	);
}

/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { helsefellesskap_of, use_session } from '../../api/session';
import { Page } from '../../shell/Page';
import { Counts } from './Counts';
import { LatestNotes } from './LatestNotes';

export default function LearningPage() {
	const { t } = useTranslation();
	const helsefellesskap = helsefellesskap_of(use_session())[0]?.code ?? '';
	return (
		<Page title={t('learning.heading')} lead={<p>{t('learning.lead')}</p>} wide>
			<section className="stack" aria-labelledby="learning-notes">
				<Heading level={2} data-size="sm" id="learning-notes">{t('learning.notes')}</Heading>
				<LatestNotes helsefellesskap={helsefellesskap} limit={10} heading="h3" more />
			</section>
			<Counts helsefellesskap={helsefellesskap} />
		</Page>
	);
}

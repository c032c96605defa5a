/* SPDX-License-Identifier: MIT */
import { Heading, List } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/Page';

const DONE = ['keyboard', 'screen_reader', 'narrow', 'contrast', 'forms', 'kept'] as const;
const KNOWN = ['people', 'contract', 'chart'] as const;

export default function AccessibilityPage() {
	const { t } = useTranslation();
	return (
		<Page title={t('accessibility.heading')} lead={<p>{t('accessibility.lead')}</p>}>
			<section className="stack" aria-labelledby="done">
				<Heading level={2} data-size="xs" id="done">{t('accessibility.done')}</Heading>
				<List.Unordered>{DONE.map((one) => <List.Item key={one}>{t(`accessibility.done_${one}`)}</List.Item>)}</List.Unordered>
			</section>
			<section className="stack" aria-labelledby="known">
				<Heading level={2} data-size="xs" id="known">{t('accessibility.known')}</Heading>
				<List.Unordered>{KNOWN.map((one) => <List.Item key={one}>{t(`accessibility.known_${one}`)}</List.Item>)}</List.Unordered>
			</section>
			<section className="stack" aria-labelledby="tell">
				<Heading level={2} data-size="xs" id="tell">{t('accessibility.tell')}</Heading>
				<p>{t('accessibility.tell_text')}</p>
			</section>
		</Page>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { as_language, LANGUAGE_NAMES, LANGUAGES } from '../../i18n/language';
import { Loading } from '../../shell/Loading';
import { FREQUENCIES } from '../subscription/subscription';

/* What the next summary would say if it went now, and how it looks in one's own mail. */
export function Preview({ helsefellesskap }: { helsefellesskap: string }) {
	const { t, i18n } = useTranslation();
	const heading = `preview-${helsefellesskap}`;
	const [frequency, set_frequency] = useState<typeof FREQUENCIES[number]>('weekly');
	const [language, set_language] = useState(as_language(i18n.language));
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [said, set_said] = useState('');
	const path = { helsefellesskap };
	const next = useQuery({
		queryKey: ['summary-preview', helsefellesskap, frequency, language],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/summary-preview', { params: { path, query: { frequency, language } } })),
	});
	const send = async () => {
		set_busy(true);
		set_failure(null);
		set_said('');
		try {
			await body_of(api.POST('/helsefellesskap/{helsefellesskap}/summary-test', { params: { path }, body: { frequency, language } }));
			set_said(t('summaries.test_sent'));
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	return (
		<section className="form" aria-labelledby={heading}>
			<Heading level={2} data-size="sm" id={heading}>{t('summaries.preview')}</Heading>
			<div className="pair">
				<SelectField name={`${heading}-frequency`} label={t('subscription.frequency')} empty={t('form.choose')} value={frequency}
					choices={FREQUENCIES.map((one) => ({ value: one, label: t(`subscription.frequency_${one}`) }))}
					on_change={(value) => set_frequency((value || 'weekly') as typeof frequency)} />
				<SelectField name={`${heading}-language`} label={t('subscription.language')} empty={t('form.choose')} value={language}
					choices={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))} on_change={(value) => set_language(as_language(value))} />
			</div>
			{next.isPending && <Loading />}
			{next.isError && <FailureAlert failure={as_failure(next.error)} on_retry={() => void next.refetch()} />}
			{next.data && next.data.points === 0 && <p className="empty">{t('summaries.nothing_new')}</p>}
			{next.data?.text && (
				<>
					<p>{t('summaries.recipients', { count: next.data.recipients })}</p>
					<div className="call" lang={language}>
						<p><strong>{next.data.subject}</strong></p>
						<p className="written">{next.data.text}</p>
					</div>
					<div className="actions"><Button variant="secondary" loading={busy} onClick={() => void send()}>{t('summaries.test')}</Button></div>
					<p className="hint">{t('summaries.test_hint')}</p>
				</>
			)}
			{failure && <FailureAlert failure={failure} />}
			<p role="status" className={said ? 'done' : 'ds-sr-only'}>{said}</p>
		</section>
	);
}

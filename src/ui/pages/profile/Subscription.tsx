/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { RadioGroup } from '../../form/RadioGroup';
import { as_language } from '../../i18n/language';
import { Loading } from '../../shell/Loading';

type Frequency = Schemas['subscription']['frequency'];
const FREQUENCIES: Frequency[] = ['weekly', 'none'];

/* The weekly learning summary by mail, in the language of the interface. */
export function Subscription({ helsefellesskap }: { helsefellesskap: Schemas['helsefellesskap'] }) {
	const { t, i18n } = useTranslation();
	const queries = useQueryClient();
	const path = { helsefellesskap: helsefellesskap.code };
	const key = ['subscription', helsefellesskap.code];
	const now = useQuery({
		queryKey: key,
		queryFn: () => body_of(api.GET('/me/subscriptions/{helsefellesskap}', { params: { path } })),
	});
	/* What was just chosen shows at once; the mutation tells a moment later that it is under way. */
	const [chosen, set_chosen] = useState<Frequency | null>(null);
	const save = useMutation({
		mutationFn: (frequency: Frequency) => body_of(api.PUT('/me/subscriptions/{helsefellesskap}', {
			params: { path }, body: { frequency, language: as_language(i18n.language) },
		})),
		onSuccess: (subscription) => queries.setQueryData(key, subscription),
		onSettled: () => set_chosen(null),
	});
	const heading = `subscription-${helsefellesskap.code}`;
	return (
		<section className="form" aria-labelledby={heading}>
			<Heading level={2} data-size="xs" id={heading}>{t('profile.subscription')}</Heading>
			{now.isPending && <Loading />}
			{now.isError && <FailureAlert failure={as_failure(now.error)} on_retry={() => void now.refetch()} />}
			{now.data && (
				<RadioGroup name={heading} label={t('profile.frequency', { name: helsefellesskap.name })} hint={t('profile.frequency_hint')}
					value={chosen ?? now.data.frequency}
					choices={FREQUENCIES.map((one) => ({ value: one, label: t(`profile.frequency_${one}`) }))}
					on_change={(value) => {
						set_chosen(value as Frequency);
						save.mutate(value as Frequency);
					}} />
			)}
			{save.isError && <FailureAlert failure={as_failure(save.error)} />}
			<p role="status" className={save.isSuccess ? 'done' : 'ds-sr-only'}>{save.isSuccess ? t('profile.saved') : ''}</p>
		</section>
	);
}

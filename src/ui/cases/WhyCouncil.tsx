/* SPDX-License-Identifier: MIT */
import { Details, Paragraph } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../api/client';
import { as_failure } from '../api/failure';
import { use_labels } from '../api/register';
import { FailureAlert } from '../form/FailureAlert';
import { Facts, type Fact } from '../shell/Facts';
import { Loading } from '../shell/Loading';

/* In the order they are told. */
const FACTS = { kind: 'kind', category: 'category', agreement_point: 'agreement_point', reporter_party: 'party', other_party: 'party', reporter_organisation: '',
	other_organisation: '', service_area: 'service_area', patient_group: 'patient_group', phase: 'phase', actual_harm: 'harm', potential_harm: 'harm' } as const;

/* Fetched anew with its case. */
export function use_route_of(id: string) {
	return useQuery({ queryKey: ['deviation', id, 'route'], queryFn: () => body_of(api.GET('/deviations/{id}/route', { params: { path: { id } } })) });
}

/* Which rule sent the case where it went, in which version, and what it saw. Read when somebody wants to know. */
export function WhyCouncil({ id }: { id: string }) {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	return (
		<Details data-size="sm" className="why-council" open={open} onToggle={() => set_open(!open)}>
			<Details.Summary>{t('rules.explain')}</Details.Summary>
			<Details.Content>{open && <Explanation id={id} />}</Details.Content>
		</Details>
	);
}

function Explanation({ id }: { id: string }) {
	const { t } = useTranslation();
	const found = use_route_of(id);
	const { label, point } = use_labels(found.data?.helsefellesskap ?? '');
	if (found.isPending)
		return <Loading />;
	if (found.isError)
		return <FailureAlert failure={as_failure(found.error)} on_retry={() => void found.refetch()} />;
	const { facts, asked, rule, version, council, handed_over } = found.data;
	const told = (name: keyof typeof FACTS): Fact => {
		const value = facts[name];
		const decisive = asked.includes(name) || (name.endsWith('_party') && asked.includes('party'));
		const text = name === 'agreement_point' ? point(Number(value)) : FACTS[name] ? label(FACTS[name], String(value ?? '')) : String(value ?? '');
		return [t(`rules.fact.${name}`), value === null ? (decisive ? `${t('rules.not_given')} (${t('rules.decisive')})` : null) : `${text || String(value)}${decisive ? ` (${t('rules.decisive')})` : ''}`];
	};
	return (
		<div className="stack">
			<Paragraph data-size="sm">{t('rules.explained', { rule, version })}</Paragraph>
			<Facts facts={(Object.keys(FACTS) as (keyof typeof FACTS)[]).map(told)} />
			{handed_over && <Paragraph data-size="sm">{t('rules.since_moved', { council: council.name })}</Paragraph>}
		</div>
	);
}

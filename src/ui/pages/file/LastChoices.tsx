/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { use_labels } from '../../api/register';
import type { DeviationDraft, Kind } from './deviation_draft';

const OFFERED_MAX = 3;

interface LastChoicesProps {
	draft: DeviationDraft;
	change: (part: Partial<DeviationDraft>) => void;
}

/* Kind and other party as in the person's last reports, each with one press. They come from the reports, so nothing is kept in the browser. */
export function LastChoices({ draft, change }: LastChoicesProps) {
	const { t } = useTranslation();
	const { register, label } = use_labels(draft.helsefellesskap);
	const { data } = useQuery({
		queryKey: ['last-choices', draft.helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/last-choices', { params: { path: { helsefellesskap: draft.helsefellesskap } } })),
	});
	if (!data || draft.kind !== '' || draft.other_organisation_id !== '')
		return null;
	const offers = data.items.flatMap((one) => {
		const other = register?.organisations.find((organisation) => organisation.id === one.other_organisation_id);
		if (!other || (draft.reporter_organisation_id !== '' && one.reporter_organisation_id !== draft.reporter_organisation_id))
			return [];
		const unit = other.units.find((part) => part.id === one.other_unit_id);
		const service = other.services.find((part) => part.id === one.other_service_id);
		return [{
			text: `${label('kind', one.kind)}: ${[other.name, unit?.name, service?.name].filter(Boolean).join(', ')}`,
			choice: {
				kind: one.kind as Kind, reporter_organisation_id: one.reporter_organisation_id, reporter_unit_id: one.reporter_unit_id ?? '',
				other_organisation_id: other.id, other_unit_id: unit?.id ?? '', other_service_id: service?.id ?? '',
			},
		}];
	}).slice(0, OFFERED_MAX);
	if (offers.length === 0)
		return null;
	return (
		<div role="group" aria-labelledby="last-choices" className="last-choices">
			<p id="last-choices" className="hint">{t('last_choices.heading')}</p>
			{offers.map(({ text, choice }) => <Button key={text} variant="secondary" data-size="sm" onClick={() => change(choice)}>{text}</Button>)}
		</div>
	);
}

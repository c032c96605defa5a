/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { PARTIES, type Register } from '../../api/register';
import type { Errors } from '../../form/ErrorSummary';
import { SelectField } from '../../form/Field';
import type { DeviationDraft, FieldName } from './deviation_draft';

interface OrganisationFieldsProps {
	draft: DeviationDraft;
	change: (part: Partial<DeviationDraft>) => void;
	errors: Errors<FieldName>;
	register: Register | undefined;
	party_label: (party: string) => string;
	own: Schemas['organisation_reference'][];
}

const as_choice = (one: { id: string; name: string }) => ({ value: one.id, label: one.name });

/* Who reports (known from the membership, asked for only where there are several) and whom it concerns. */
export function OrganisationFields({ draft, change, errors, register, party_label, own }: OrganisationFieldsProps) {
	const { t } = useTranslation();
	const organisations = register?.organisations ?? [];
	const units_of = (id: string) => organisations.find((one) => one.id === id)?.units ?? [];
	const others = organisations.filter((one) => one.id !== draft.reporter_organisation_id && one.party !== 'user_representative');
	const by_party = (list: { id: string; name: string; party: string }[]) => PARTIES.map((party) => ({
		label: party_label(party),
		choices: list.filter((one) => one.party === party).map(as_choice),
	})).filter((group) => group.choices.length > 0);
	/* Who speaks for users reports as such, and nobody else does. */
	const choose_own = (id: string) => {
		const for_users = own.find((one) => one.id === id)?.party === 'user_representative';
		const kind = for_users ? 'user_representative' : draft.kind === 'user_representative' ? '' : draft.kind;
		change({ reporter_organisation_id: id, reporter_unit_id: '', kind });
	};

	return (
		<>
			{own.length > 1 ? (
				<SelectField name="reporter_organisation_id" label={t('file.reporter_organisation')} empty={t('form.choose')} required
					value={draft.reporter_organisation_id} groups={by_party(own)} error={errors.reporter_organisation_id} on_change={choose_own} />
			) : (
				<p className="given">{t('file.you_report_for')} <strong>{own[0]?.name}</strong></p>
			)}
			<SelectField name="other_organisation_id" label={t('file.other_organisation')} hint={t('file.other_organisation_hint')}
				empty={t('form.choose')} required value={draft.other_organisation_id} groups={by_party(others)} error={errors.other_organisation_id}
				on_change={(id) => change({ other_organisation_id: id, other_unit_id: '' })} />
			{units_of(draft.other_organisation_id).length > 0 && (
				<SelectField name="other_unit_id" label={t('file.other_unit')} optional empty={t('file.unit_unknown')}
					value={draft.other_unit_id} choices={units_of(draft.other_organisation_id).map(as_choice)} error={errors.other_unit_id}
					on_change={(id) => change({ other_unit_id: id })} />
			)}
		</>
	);
}

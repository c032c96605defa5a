/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { PARTIES, type Organisation, type Register } from '../../api/register';
import type { Errors } from '../../form/ErrorSummary';
import { SelectField } from '../../form/Field';
import { SuggestionField } from '../../form/SuggestionField';
import type { Suggestion } from '../../form/suggestions';
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

/* An organisation, a unit or a service of it: "7", "7 unit 12", "7 service 3". */
function chosen_other({ other_organisation_id, other_unit_id, other_service_id }: DeviationDraft): string {
	if (other_unit_id)
		return `${other_organisation_id} unit ${other_unit_id}`;
	return other_service_id ? `${other_organisation_id} service ${other_service_id}` : other_organisation_id;
}

function read_other(value: string): Partial<DeviationDraft> {
	const [id = '', part, of_part = ''] = value.split(' ');
	return { other_organisation_id: id, other_unit_id: part === 'unit' ? of_part : '', other_service_id: part === 'service' ? of_part : '' };
}

const parts_of = (one: Organisation, party: string): Suggestion[] => [
	{ value: one.id, label: one.name, more: one.name.toLowerCase().includes(party.toLowerCase()) ? undefined : party },
	...one.units.map((unit) => ({ value: `${one.id} unit ${unit.id}`, label: unit.name, more: one.name })),
	...one.services.map((service) => ({ value: `${one.id} service ${service.id}`, label: service.name, more: one.name })),
];

/* Who reports (known from the membership, asked for only where there are several) and whom it concerns. */
export function OrganisationFields({ draft, change, errors, register, party_label, own }: OrganisationFieldsProps) {
	const { t } = useTranslation();
	const organisations = register?.organisations ?? [];
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
			<SuggestionField name="other_organisation_id" label={t('file.other_organisation')} hint={t('suggestions.hint')}
				value={chosen_other(draft)} suggestions={others.flatMap((one) => parts_of(one, party_label(one.party)))}
				error={errors.other_organisation_id ?? errors.other_unit_id ?? errors.other_service_id} on_change={(value) => change(read_other(value))} />
		</>
	);
}

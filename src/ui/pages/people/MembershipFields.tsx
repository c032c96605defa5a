/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { use_register } from '../../api/register';
import type { Errors } from '../../form/ErrorSummary';
import { SelectField, TextField } from '../../form/Field';
import { day_after, of_council, of_organisation, ROLES, type Role } from './people_calls';

export interface MembershipDraft {
	role: string;
	organisation_id: string;
	council_id: string;
	valid_from: string;
	last_day: string;
}
export const NO_MEMBERSHIP: MembershipDraft = { role: '', organisation_id: '', council_id: '', valid_from: '', last_day: '' };
export type MembershipErrors = Errors<'role' | 'organisation_id' | 'council_id' | 'valid_from' | 'valid_to'>;

/* As the service wants it; what does not go with the role is left out. */
export function membership_body(draft: MembershipDraft) {
	return {
		role: draft.role as Role,
		organisation_id: of_organisation(draft.role) ? draft.organisation_id : null,
		council_id: of_council(draft.role) ? draft.council_id : null,
		valid_from: draft.valid_from || null,
		valid_to: day_after(draft.last_day) ?? null,
	};
}

interface MembershipFieldsProps {
	helsefellesskap: string;
	draft: MembershipDraft;
	errors: MembershipErrors;
	on_change: (draft: MembershipDraft) => void;
}

/* Which role, where, and when; only what the role needs is asked for. */
export function MembershipFields({ helsefellesskap, draft, errors, on_change }: MembershipFieldsProps) {
	const { t } = useTranslation();
	const { data: register } = use_register(helsefellesskap);
	const set = (part: Partial<MembershipDraft>) => on_change({ ...draft, ...part });
	const named = (list: { id: string; name: string }[] = []) => list.map((one) => ({ value: one.id, label: one.name }));
	return (
		<>
			<SelectField name="role" label={t('people.role')} empty={t('form.choose')} required value={draft.role} error={errors.role}
				choices={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} on_change={(role) => set({ role })} />
			{of_organisation(draft.role) && (
				<SelectField name="organisation_id" label={t('people.organisation')} empty={t('form.choose')} required value={draft.organisation_id}
					error={errors.organisation_id} choices={named(register?.organisations)} on_change={(organisation_id) => set({ organisation_id })} />
			)}
			{of_council(draft.role) && (
				<SelectField name="council_id" label={t('people.council')} empty={t('form.choose')} required value={draft.council_id}
					error={errors.council_id} choices={named(register?.councils)} on_change={(council_id) => set({ council_id })} />
			)}
			<div className="pair">
				<TextField name="valid_from" type="date" label={t('people.from')} hint={t('people.from_hint')} optional value={draft.valid_from}
					error={errors.valid_from} on_change={(valid_from) => set({ valid_from })} />
				<TextField name="valid_to" type="date" label={t('people.last_day')} hint={t('people.last_day_hint')} optional value={draft.last_day}
					error={errors.valid_to} on_change={(day) => set({ last_day: day })} />
			</div>
		</>
	);
}

export function membership_missing(draft: MembershipDraft, missing: (label: string) => string, labels: Record<'role' | 'organisation_id' | 'council_id', string>): MembershipErrors {
	const errors: MembershipErrors = {};
	if (!draft.role)
		errors.role = missing(labels.role);
	if (of_organisation(draft.role) && !draft.organisation_id)
		errors.organisation_id = missing(labels.organisation_id);
	if (of_council(draft.role) && !draft.council_id)
		errors.council_id = missing(labels.council_id);
	return errors;
}

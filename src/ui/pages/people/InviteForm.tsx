/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { new_key } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { as_language } from '../../i18n/language';
import { MembershipFields, membership_body, membership_missing, NO_MEMBERSHIP, type MembershipErrors } from './MembershipFields';
import { use_call } from './people_calls';

/* A new person with a first role; the link to choose a password by goes out by mail. */
export function InviteForm({ helsefellesskap }: { helsefellesskap: string }) {
	const { t, i18n } = useTranslation();
	const call = use_call();
	const empty = { name: '', email: '', key: new_key(), membership: NO_MEMBERSHIP };
	const [draft, set_draft] = useState(empty);
	const [missing, set_missing] = useState<Errors<'name' | 'email'> & MembershipErrors>({});
	const [done, set_done] = useState('');
	const labels = { name: t('people.name'), email: t('people.email'), role: t('people.role'), organisation_id: t('people.organisation'),
		council_id: t('people.council'), valid_from: t('people.from'), valid_to: t('people.last_day') };
	const refused = call.failure && call.failure.errors.length > 0 ? errors_of(call.failure, labels) : null;
	const errors = refused?.errors ?? missing;

	const send = async (event: FormEvent) => {
		event.preventDefault();
		const needed = (label: string) => t('people.needed', { label });
		const found: typeof missing = { ...!draft.name.trim() && { name: needed(labels.name) }, ...!draft.email.trim() && { email: needed(labels.email) },
			...membership_missing(draft.membership, needed, labels) };
		set_missing(found);
		set_done('');
		if (Object.keys(found).length > 0)
			return;
		const body = { name: draft.name.trim(), email: draft.email.trim(), language: as_language(i18n.language), ...membership_body(draft.membership) };
		if (await call.run(() => body_of(api.POST('/helsefellesskap/{helsefellesskap}/people', {
			params: { path: { helsefellesskap }, header: { 'Idempotency-Key': draft.key } }, body }))))
		{
			set_done(t('people.invited', { name: body.name }));
			set_draft({ ...empty, key: new_key() });
		}
	};
	return (
		<form className="form case-actions" onSubmit={send} noValidate aria-labelledby="invite">
			<Heading level={2} data-size="xs" id="invite">{t('people.invite')}</Heading>
			<p role="status" className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			<ErrorSummary errors={errors} general={refused?.general} />
			{call.failure && !refused && <FailureAlert failure={call.failure} kept />}
			<TextField name="name" label={labels.name} required value={draft.name} error={errors.name} on_change={(name) => set_draft({ ...draft, name })} />
			<TextField name="email" label={labels.email} hint={t('people.email_hint')} required spell_check={false} value={draft.email} error={errors.email}
				on_change={(email) => set_draft({ ...draft, email })} />
			<MembershipFields helsefellesskap={helsefellesskap} draft={draft.membership} errors={errors} on_change={(membership) => set_draft({ ...draft, membership })} />
			<div className="actions"><Button type="submit" loading={call.busy}>{t('people.invite_send')}</Button></div>
		</form>
	);
}

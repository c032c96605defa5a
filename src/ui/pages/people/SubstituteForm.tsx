/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { day_after, use_call } from './people_calls';

/* Who stands in, and until when. */
export function SubstituteForm({ membership, on_done }: { membership: string; on_done: () => void }) {
	const { t } = useTranslation();
	const call = use_call();
	const [draft, set_draft] = useState({ who: '', valid_from: '', last_day: '' });
	const names = { who: `who-${membership}`, from: `from-${membership}`, to: `to-${membership}` };
	const [errors, set_errors] = useState<Errors>({});
	const send = async (event: FormEvent) => {
		event.preventDefault();
		const valid_to = day_after(draft.last_day);
		const found: Errors = {};
		if (draft.who.trim().length < 2)
			found[names.who] = t('people.needed', { label: t('people.substitute_who') });
		if (!valid_to)
			found[names.to] = t('people.needed', { label: t('people.last_day') });
		set_errors(found);
		if (valid_to && Object.keys(found).length === 0 && await call.run(() => body_of(api.POST('/memberships/{id}/substitutes', {
			params: { path: { id: membership } }, body: { who: draft.who.trim(), valid_from: draft.valid_from || null, valid_to } }))))
			on_done();
	};
	return (
		<form className="form" onSubmit={send} noValidate aria-label={t('people.substitute')}>
			<ErrorSummary errors={errors} />
			{call.failure && <FailureAlert failure={call.failure} kept />}
			<TextField name={names.who} label={t('people.substitute_who')} hint={t('people.substitute_hint')} required spell_check={false} value={draft.who}
				error={errors[names.who]} on_change={(who) => set_draft({ ...draft, who })} />
			<div className="pair">
				<TextField name={names.from} type="date" label={t('people.from')} hint={t('people.from_hint')} optional value={draft.valid_from} on_change={(valid_from) => set_draft({ ...draft, valid_from })} />
				<TextField name={names.to} type="date" label={t('people.last_day')} required value={draft.last_day} error={errors[names.to]} on_change={(day) => set_draft({ ...draft, last_day: day })} />
			</div>
			<div className="actions"><Button type="submit" data-size="sm" loading={call.busy}>{t('people.substitute_send')}</Button></div>
		</form>
	);
}

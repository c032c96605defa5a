/* SPDX-License-Identifier: MIT */
import { Input, Label } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { length_of, TextField } from './Field';

export const PASSWORD_LENGTH = 12;

/* What is wrong with a new password as far as the page can tell; the service knows the rest. */
export function use_password_check() {
	const { t } = useTranslation();
	return (password: string): string | undefined =>
		!password ? t('account.new_missing') : length_of(password) < PASSWORD_LENGTH ? t('account.new_short', { count: PASSWORD_LENGTH }) : undefined;
}

interface NewPasswordProps {
	username?: string; /* for the browser's store of passwords */
	value: string;
	on_change: (value: string) => void;
	error?: string | undefined;
}

/* Typed once, and shown when one wants to see it. */
export function NewPasswordField({ username, value, on_change, error }: NewPasswordProps) {
	const { t } = useTranslation();
	const [shown, set_shown] = useState(false);
	return (
		<div className="stack">
			{username && <input hidden readOnly type="text" autoComplete="username" value={username} />}
			<TextField name="new_password" label={t('account.new_password')} hint={t('account.new_hint', { count: PASSWORD_LENGTH })} value={value}
				on_change={on_change} error={error} type={shown ? 'text' : 'password'} autocomplete="new-password" spell_check={false} required />
			<div className="ds-field choice">
				<Input type="checkbox" id="show-password" checked={shown} onChange={(event) => set_shown(event.target.checked)} />
				<Label htmlFor="show-password" weight="regular">{t('account.show')}</Label>
			</div>
		</div>
	);
}

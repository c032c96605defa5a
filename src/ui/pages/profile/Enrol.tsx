/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useMutation } from '@tanstack/react-query';
import encode from 'qr';
import { useMemo, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_session } from '../../api/session';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';

const QUIET = 4; /* modules of white around the code */

/* One path of squares: no canvas, no inline style, nothing fetched. */
function QrCode({ text, label }: { text: string; label: string }) {
	const { path, size } = useMemo(() => {
		const rows = encode(text, 'raw', { ecc: 'medium', border: QUIET });
		const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
		return { path: squares, size: rows.length };
	}, [text]);
	return (
		<svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
			<path className="qr-ground" d={`M0 0h${size}v${size}h-${size}z`} />
			<path className="qr-squares" d={path} />
		</svg>
	);
}

interface EnrolProps {
	secret: string;
	on_enrolled: (recovery_codes: string[]) => void;
	on_cancel: () => void;
}

/* The app gets the secret, and a code proves that it has it. */
export function Enrol({ secret, on_enrolled, on_cancel }: EnrolProps) {
	const { t } = useTranslation();
	const { person } = use_session();
	const [code, set_code] = useState('');
	const [errors, set_errors] = useState<Errors<'code'>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const enrol = useMutation({ mutationFn: (typed: string) => body_of(api.POST('/me/second-factor/confirmation', { body: { code: typed } })) });
	const uri = `otpauth://totp/Samavvik:${encodeURIComponent(person.name)}?secret=${secret}&issuer=Samavvik&algorithm=SHA1&digits=6&period=30`;

	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (enrol.isPending)
			return;
		set_failure(null);
		set_errors(code.trim() ? {} : { code: t('sign_in.code_missing') });
		if (!code.trim())
			return;
		try {
			const made = await enrol.mutateAsync(code.trim());
			on_enrolled(made.recovery_codes);
		} catch (error) {
			const refused = as_failure(error);
			const sorted = errors_of<'code'>(refused, { code: t('sign_in.code') });
			set_errors(sorted.errors);
			set_failure(sorted.errors.code ? null : refused);
		}
	};
	return (
		<form className="form" onSubmit={send} noValidate>
			<ErrorSummary errors={errors} />
			{failure && <FailureAlert failure={failure} />}
			<div className="stack">
				<p>{t('factor.scan')}</p>
				<QrCode text={uri} label={t('factor.qr')} />
				<p>{t('factor.by_hand')}</p>
				<p className="secret">{secret.match(/.{1,4}/g)?.join(' ')}</p>
			</div>
			<TextField name="code" label={t('sign_in.code')} hint={t('factor.code_hint')} value={code} on_change={set_code} error={errors.code}
				autocomplete="one-time-code" spell_check={false} required />
			<div className="actions">
				<Button type="submit" loading={enrol.isPending}>{t('factor.confirm')}</Button>
				<Button type="button" variant="secondary" onClick={on_cancel}>{t('confirm.cancel')}</Button>
			</div>
		</form>
	);
}

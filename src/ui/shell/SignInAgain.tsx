/* SPDX-License-Identifier: MIT */
import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { use_arrival } from '../api/openid';
import { session_is_doubtful, use_session_ended } from '../api/session_state';
import { IssuerButtons } from '../pages/sign_in/IssuerButtons';
import { SignInForm } from '../pages/sign_in/SignInForm';

/* The session is over while a page is open: signing in happens on top of it, and the page stays as it was. */
export function SignInAgain() {
	const { t } = useTranslation();
	const ended = use_session_ended();
	const dialog = useRef<HTMLDialogElement>(null);

	/* Signed in in another tab. */
	use_arrival(useCallback(() => session_is_doubtful(), []));

	useEffect(() => {
		if (ended && dialog.current && !dialog.current.open)
			dialog.current.showModal();
		if (!ended)
			dialog.current?.close();
	}, [ended]);

	return (
		<dialog ref={dialog} className="ds-dialog" aria-labelledby="sign-in-again" onCancel={(event) => event.preventDefault()}>
			{ended && (
				<>
					<Heading level={2} data-size="sm" id="sign-in-again">{t('sign_in.ended')}</Heading>
					<Paragraph>{t('sign_in.ended_text')}</Paragraph>
					<IssuerButtons new_tab level={3} />
					<SignInForm />
				</>
			)}
		</dialog>
	);
}

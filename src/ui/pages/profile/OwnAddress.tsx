/* SPDX-License-Identifier: MIT */
import { Alert } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { use_mail_state } from '../../api/mail_state';
import { use_format } from '../../i18n/format';

/* Mail to the own address comes back: without being told, one would wait for answers that never come. */
export function OwnAddress() {
	const { t } = useTranslation();
	const format = use_format();
	const refused = use_mail_state(false)?.own_address;
	return refused
		? <Alert data-color="warning">{t('post.own_address', { when: format.date(refused.refused_at) })}</Alert>
		: null;
}

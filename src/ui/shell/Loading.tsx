/* SPDX-License-Identifier: MIT */
import { Spinner } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';

/* Shown a moment late (by the style sheet), so that a quick answer does not flicker. */
export function Loading() {
	const { t } = useTranslation();
	return (
		<p className="loading" role="status">
			<Spinner aria-hidden="true" data-size="sm" />
			<span>{t('page.loading')}</span>
		</p>
	);
}

/* SPDX-License-Identifier: MIT */
import { Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Status } from './deviations';

const COLOURS: Record<Status, 'info' | 'accent' | 'success' | 'neutral' | 'warning'> = {
	sent: 'info', received: 'accent', answered: 'success', closed: 'neutral', reopened: 'warning',
};

export function StatusTag({ status }: { status: Status }) {
	const { t } = useTranslation();
	return <Tag data-color={COLOURS[status]} data-size="sm">{t(`status.${status}`)}</Tag>;
}

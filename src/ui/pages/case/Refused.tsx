/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';

const TOLD = ['acknowledge', 'answer', 'message', 'close', 'reopen', 'addendum', 'request_correction'] as const;
type Told = (typeof TOLD)[number];

/* What the reader's side could do with the case another time, and why not now. */
export function Refused({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const told = one.refused.filter((refusal): refusal is { action: Told; reason: typeof refusal.reason } => (TOLD as readonly string[]).includes(refusal.action));
	if (told.length === 0)
		return null;
	return (
		<details className="not-now not-printed">
			<summary>{t('refused.heading')}</summary>
			<ul>{told.map(({ action, reason }) => <li key={action}>{t('refused.line', { action: t(`action.${action}`), reason: t(`refused.${reason}`) })}</li>)}</ul>
		</details>
	);
}

/* SPDX-License-Identifier: MIT */
import { List, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { label_of } from '../api/register';
import { as_language } from '../i18n/language';

const COLOURS = { kept: 'success', late: 'warning', missing: 'danger' } as const;

/* What the rules of that day say of the times of a stay. */
export function DischargeFindings({ findings }: { findings: Schemas['discharge_findings'] }) {
	const { t, i18n } = useTranslation();
	const late = (minutes: number) => (minutes < 48 * 60 ? t('before.hours', { count: Math.max(1, Math.round(minutes / 60)) })
		: t('before.days', { count: Math.round(minutes / 1440) }));
	return (
		<List.Unordered>
			{findings.map(({ rule, state, late_minutes }) => (
				<List.Item key={rule.code}>
					{label_of(rule.labels, as_language(i18n.language))}{': '}
					<Tag data-color={COLOURS[state]} data-size="sm">
						{state === 'late' ? t('details.late', { by: late(late_minutes) }) : t(`details.${state}`)}
					</Tag>
				</List.Item>
			))}
		</List.Unordered>
	);
}

/* SPDX-License-Identifier: MIT */
import { Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { shown, type Difference } from './configuration';
import { field_name, section_name } from './names';

const COLOURS = { added: 'success', changed: 'info', removed: 'warning' } as const;

/* What is different, entry by entry, each field with what it was and what it becomes. */
export function Differences({ differences }: { differences: Difference[] }) {
	const { t, i18n } = useTranslation();
	const text = (value: unknown) => shown(value, i18n.language, t('configuration.yes'), t('configuration.no'));
	return (
		<ul className="history">
			{differences.map((one) => (
				<li key={`${one.section} ${one.key}`}>
					<strong>{section_name(t, one.section)}{one.key && `: ${one.key}`}</strong>
					<span><Tag data-size="sm" data-color={COLOURS[one.change]}>{t(`configuration.change.${one.change}`)}</Tag></span>
					{one.fields.map(({ field, from, to }) => (
						<span key={field}>{field_name(t, field)}: {one.change === 'changed' ? <><del>{text(from)}</del> → <ins>{text(to)}</ins></> : text(to ?? from)}</span>
					))}
				</li>
			))}
		</ul>
	);
}

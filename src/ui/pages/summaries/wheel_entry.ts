/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

export type Entry = Schemas['wheel_entry'];
type Shown = Schemas['summaries']['wheel'][number];

export const entry_of = ({ next_at: _next, prepared_at: _prepared, ...entry }: Shown): Entry => entry;

/* What an entry is called: its own label, or what it is. */
export function use_entry_name() {
	const { t } = useTranslation();
	return (entry: Pick<Entry, 'kind' | 'frequency' | 'label'>): string => {
		if (entry.label)
			return entry.label;
		if (entry.frequency)
			return t(`summaries.digest_${entry.frequency}`);
		return t(`summaries.kind_${entry.kind === 'digest' ? 'custom' : entry.kind}`);
	};
}

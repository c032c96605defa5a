/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { code_list, label_of, use_labels } from '../../api/register';
import { SelectField, TextField, type Choice } from '../../form/Field';
import { NARROWING, type Narrowing, type QueueFilters } from './queue_address';

interface FiltersProps {
	filters: QueueFilters;
	helsefellesskap: string;
	sorts: string[];
	on_change: (filters: QueueFilters) => void;
}

const STATUSES = ['sent', 'received', 'answered', 'reopened', 'closed'] as const;
const HOLDERS = ['council', 'reporter', 'reporter_organisation', 'other_organisation'] as const;

/* What the list is narrowed to. Each choice takes effect at once and stands in the address. */
export function Filters({ filters, helsefellesskap, sorts, on_change }: FiltersProps) {
	const { t } = useTranslation();
	const { register, language } = use_labels(helsefellesskap);
	const codes = (list: string): Choice[] => code_list(register, list).map((one) => ({ value: one.code, label: label_of(one.labels, language) }));
	const points = (register?.agreements ?? []).flatMap((agreement) => agreement.points)
		.filter((one, index, all) => all.findIndex((other) => other.point === one.point) === index)
		.map((one) => ({ value: String(one.point), label: `${one.point}. ${label_of(one.labels, language)}` }));
	const choices: Partial<Record<Narrowing, Choice[]>> = {
		status: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
		kind: codes('kind'),
		category: codes('category'),
		harm: codes('harm').filter((one) => one.value !== 'none'),
		party_id: (register?.organisations ?? []).map((one) => ({ value: one.id, label: one.name })),
		assignee: [{ value: 'me', label: t('queue.assignee_me') }, { value: 'none', label: t('queue.nobody') }],
		waiting_for: HOLDERS.map((value) => ({ value, label: t(`queue.holder_${value}`) })),
		agreement_point: points,
		overdue: [{ value: 'only', label: t('queue.overdue_only') }],
	};
	const put = (name: Narrowing | 'sort', value: string) => {
		const { [name]: _, ...rest } = filters;
		on_change(value ? { ...rest, [name]: name === 'agreement_point' ? Number(value) : value } as QueueFilters : rest);
	};
	return (
		<div className="queue-filters">
			{sorts.length > 1 && (
				<SelectField name="sort" label={t('queue.sort')} value={filters.sort ?? sorts[0] ?? ''} on_change={(value) => put('sort', value)}
					choices={sorts.map((value) => ({ value, label: t(`queue.sort_${value as 'urgency'}`) }))} />
			)}
			{NARROWING.map((name) => (name === 'from' || name === 'to'
				? <TextField key={name} name={name} type="date" label={t(`queue.filter_${name}`)} value={filters[name] ?? ''} on_change={(value) => put(name, value)} />
				: (choices[name]?.length ?? 0) > 0 && (
					<SelectField key={name} name={name} label={t(`queue.filter_${name}`)} empty={t('queue.any')} value={String(filters[name] ?? '')}
						choices={choices[name]!} on_change={(value) => put(name, value)} />
				)))}
			<Button variant="secondary" data-size="sm" onClick={() => {
				const kept = Object.entries(filters).filter(([name]) => !(NARROWING as readonly string[]).includes(name));
				on_change(Object.fromEntries(kept) as QueueFilters);
			}}>{t('queue.clear')}</Button>
		</div>
	);
}

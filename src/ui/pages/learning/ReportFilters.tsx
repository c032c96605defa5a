/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { SelectField } from '../../form/Field';
import { FILTERS, FILTERS_MOST, filters_in, type Filter, type Question, type Report } from './report_address';
import { use_half_year, use_report_names } from './report_names';

interface ReportFiltersProps {
	question: Question;
	versions: Schemas['report_version'][];
	everything: Report;
	on_change: (question: Question) => void;
}

/* Which half-years, and which cases. Each choice takes effect at once and stands in the address. */
export function ReportFilters({ question, versions, everything, on_change }: ReportFiltersProps) {
	const { t } = useTranslation();
	const half_year = use_half_year();
	const names = use_report_names(everything.helsefellesskap.code, everything.names);
	const approved = [...new Set(versions.filter(({ id, state }) => state === 'approved' || id === question.draft).map((one) => one.half_year))].sort();
	const used = filters_in(question);
	const last = question.to ?? approved.at(-1) ?? '';
	const first = question.from ?? last;
	const values = (name: Filter) => (everything.dimensions.find((one) => one.dimension === name)?.values ?? [])
		.filter(({ value, cell, before }) => value === question[name] || (value !== 'not_stated' && [cell, before].some((one) => one !== null && one.state !== 'zero' && one.state !== 'no_data')))
		.map(({ value }) => ({ value, label: names.value(name, value) }));
	const put = (name: 'from' | 'to' | Filter, value: string) => {
		const { [name]: _, ...rest } = question;
		on_change(value ? { ...rest, [name]: value } : rest);
	};
	return (
		<div className="report-filters" role="group" aria-label={t('report.selection')}>
			<SelectField name="from" label={t('report.from')} value={first} choices={approved.map((value) => ({ value, label: half_year(value) }))}
				on_change={(value) => on_change({ ...question, from: value, to: value > last ? value : last })} />
			<SelectField name="to" label={t('report.to')} value={last} choices={approved.map((value) => ({ value, label: half_year(value) }))}
				on_change={(value) => on_change({ ...question, to: value, from: value < first ? value : first })} />
			{FILTERS.filter((name) => values(name).length > 0 && (used.includes(name) || used.length < FILTERS_MOST)).map((name) => (
				<SelectField key={name} name={name} label={names.dimension(name)} empty={t('report.all')} value={question[name] ?? ''}
					choices={values(name)} on_change={(value) => put(name, value)} />
			))}
			{used.length === FILTERS_MOST && <p className="hint">{t('report.two_filters')}</p>}
			{used.length > 0 && (
				<Button variant="secondary" data-size="sm" onClick={() => on_change({ ...(question.from && { from: question.from }), ...(question.to && { to: question.to }) })}>
					{t('report.clear')}
				</Button>
			)}
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { length_of, SelectField, TextArea } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { FILTERS, type Dimension, type Filter, type Question, type Report } from './report_address';
import { use_report_names } from './report_names';

type Name = 'purpose';
type Extract = Schemas['new_report_extract'];

const LEAST = 10;
const LONGEST = 500;

/* The name the service gave the file. */
function save(file: Blob, disposition: string | null): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(file);
	link.download = /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'uttrekk';
	link.click();
	URL.revokeObjectURL(link.href);
}

async function take(helsefellesskap: string, extract: Extract): Promise<void> {
	const answer = await api.POST('/helsefellesskap/{helsefellesskap}/report-extracts', { params: { path: { helsefellesskap } }, body: extract, parseAs: 'blob' });
	save(await body_of(Promise.resolve(answer)) as unknown as Blob, answer.response.headers.get('Content-Disposition'));
}

interface ExtractFormProps {
	report: Report;
	asked: Question;
	filters: number;
	on_close: () => void;
}

/* Counts by two dimensions for a purpose, of the half-years and with the filter the page shows. What for is put on record. */
export function ExtractForm({ report, asked, filters, on_close }: ExtractFormProps) {
	const { t } = useTranslation();
	const names = use_report_names(report.helsefellesskap.code);
	const rows_there = FILTERS.filter((name) => !asked[name]);
	const columns_there = report.dimensions.map((one) => one.dimension);
	const [purpose, set_purpose] = useState('');
	const [rows, set_rows] = useState<Filter>(rows_there[0] ?? 'category');
	const [columns, set_columns] = useState<Dimension>('month');
	const [format, set_format] = useState<Extract['format']>('xlsx');
	const [fine, set_fine] = useState<string[]>([]);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const heading = useRef<HTMLHeadingElement>(null);
	const guard = use_guard({ purpose }, fine, set_fine);
	const labels = { purpose: t('extract.purpose') };
	const taking = useMutation({ mutationFn: (extract: Extract) => take(report.helsefellesskap.code, extract) });
	const failure = taking.isError ? as_failure(taking.error) : null;
	const problem = failure && failure.errors.length > 0 ? errors_of(failure, labels) : null;
	const shown = problem ? problem.errors : attempt > 0 ? { ...guard.errors(labels), ...errors } : errors;
	const choice = (value: Dimension) => ({ value, label: names.dimension(value) });

	useEffect(() => heading.current?.focus(), []);

	const send = async (event: FormEvent) => {
		event.preventDefault();
		const text = purpose.trim();
		const found: typeof errors = {};
		if (length_of(text) < LEAST)
			found.purpose = t('extract.purpose_missing');
		else if (length_of(text) > LONGEST)
			found.purpose = t('file.errors.too_long', { label: labels.purpose, limit: LONGEST });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		taking.mutate({ ...asked, purpose: text, rows, columns, format, confirmed_findings: await guard.confirmed_in([{ name: 'purpose', pointer: '/purpose', text }]) });
	};
	return (
		<form className="form" onSubmit={send} noValidate aria-labelledby="extract-heading">
			<Heading level={3} data-size="xs" id="extract-heading" ref={heading} tabIndex={-1}>{t('extract.begin')}</Heading>
			<Paragraph>{t('extract.text')}</Paragraph>
			{filters > 1 ? <Paragraph className="empty">{t('extract.one_filter')}</Paragraph> : (
				<>
					<ErrorSummary errors={shown} general={problem?.general} attempt={problem ? -attempt : attempt} />
					<TextArea name="purpose" label={labels.purpose} hint={t('extract.purpose_hint')} rows={2} limit={LONGEST} required value={purpose}
						error={shown.purpose} guard={guard_of(guard, 'purpose', purpose, set_purpose)} on_change={set_purpose} />
					<SelectField name="extract_rows" label={t('extract.rows')} value={rows} choices={rows_there.filter((one) => one !== columns).map(choice)}
						on_change={(value) => set_rows(value as Filter)} />
					<SelectField name="extract_columns" label={t('extract.columns')} value={columns}
						choices={columns_there.filter((one) => one !== rows).map(choice)} on_change={(value) => set_columns(value as Dimension)} />
					<SelectField name="extract_format" label={t('extract.format')} value={format}
						choices={[{ value: 'xlsx', label: t('report_files.xlsx') }, { value: 'csv', label: t('report_files.csv') }]}
						on_change={(value) => set_format(value as Extract['format'])} />
					{failure && failure.errors.length === 0 && <FailureAlert failure={failure} />}
					{taking.isSuccess && <p role="status">{t('extract.done')}</p>}
				</>
			)}
			<div className="actions">
				{filters < 2 && <Button type="submit" loading={taking.isPending}>{t('extract.take')}</Button>}
				<Button type="button" variant="secondary" onClick={on_close}>{t('extract.close')}</Button>
			</div>
		</form>
	);
}

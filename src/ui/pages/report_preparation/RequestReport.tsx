/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { use_one_change } from '../../api/use_one_change';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextArea } from '../../form/Field';
import { use_half_year } from '../learning/report_names';

interface RequestReportProps {
	helsefellesskap: string;
	next: string; /* the half-year that is not over */
	items: Schemas['report_version'][];
}

/* The ten half-years before one, newest first. */
function earlier(code: string): string[] {
	const number = Number(code.slice(0, 4)) * 2 + Number(code[5]) - 1;
	return Array.from({ length: 10 }, (_, i) => number - 1 - i).map((one) => `${Math.floor(one / 2)}-${(one % 2) + 1}`);
}

export function RequestReport({ helsefellesskap, next, items }: RequestReportProps) {
	const { t } = useTranslation();
	const half_year_name = use_half_year();
	const choices = earlier(next);
	const [half_year, set_half_year] = useState(choices[0]!);
	const [what_changed, set_what_changed] = useState('');
	const [errors, set_errors] = useState<Errors>({});
	const [key, set_key] = useState(() => crypto.randomUUID());
	const { run, busy, failure } = use_one_change(['reports', helsefellesskap], []);
	const again = items.some((one) => one.half_year === half_year);
	const send = async (event: FormEvent) => {
		event.preventDefault();
		const fine = !again || what_changed.trim().length >= 3;
		set_errors(fine ? {} : { what_changed: t('report.what_changed_missing') });
		if (!fine)
			return;
		const done = await run(() => body_of(api.POST('/helsefellesskap/{helsefellesskap}/reports', {
			params: { path: { helsefellesskap }, header: { 'Idempotency-Key': key } },
			body: { half_year, ...(again ? { what_changed: what_changed.trim() } : {}) } })));
		if (done) {
			set_what_changed('');
			set_key(crypto.randomUUID());
		}
	};
	return (
		<form className="form case-actions" onSubmit={(event) => void send(event)} noValidate aria-labelledby="request-heading">
			<Heading level={2} data-size="xs" id="request-heading">{t('report.request')}</Heading>
			<Paragraph data-size="sm">{t('report.request_text')}</Paragraph>
			<ErrorSummary errors={errors} />
			{failure && <FailureAlert failure={failure} kept />}
			<SelectField name="half_year" label={t('report.half_year')} value={half_year} on_change={set_half_year}
				choices={choices.map((value) => ({ value, label: half_year_name(value) }))} />
			{again && <TextArea name="what_changed" label={t('report.what_changed')} hint={t('report.what_changed_hint')} required limit={2000} rows={3}
				value={what_changed} error={errors.what_changed} on_change={set_what_changed} />}
			<div className="actions"><Button type="submit" loading={busy}>{t('report.count')}</Button></div>
		</form>
	);
}

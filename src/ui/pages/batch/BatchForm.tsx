/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { code_list, label_of, PARTIES, use_labels } from '../../api/register';
import { use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { TITLE_MAX } from '../file/deviation_draft';
import { RoutePanel } from '../file/RoutePanel';
import { as_one, batch_body, batch_errors_of, batch_texts, empty_batch, find_batch_errors, row_field, rows_to_send, sent_batch_texts, type BatchDraft } from './batch_draft';
import { BatchRows } from './BatchRows';

interface BatchFormProps {
	helsefellesskap: string;
	own: Schemas['organisation_reference'][];
	on_sent: (receipts: Schemas['receipt'][], what: string[]) => void;
}

const as_choice = (one: { id: string; name: string }) => ({ value: one.id, label: one.name });

export function BatchForm({ helsefellesskap, own, on_sent }: BatchFormProps) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const { register, label, language } = use_labels(helsefellesskap);
	const draft = use_draft<BatchDraft>('batch', () => empty_batch(own[0]));
	const guard = use_guard(batch_texts(draft.value), draft.value.fine, (fine) => draft.change({ fine }));
	const [wrong, set_wrong] = useState<Errors>({});
	const [general, set_general] = useState<string[]>([]);
	const [attempt, set_attempt] = useState(0);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);
	const sending = useRef(false);
	if (!register)
		return <Page title={t('batch.heading')} step="write" wide><Loading /></Page>;

	const one = draft.value;
	const labels = { title: t('file.title'), ...Object.fromEntries(one.rows.map((row, place) => [row_field(row, 'description'), t('batch.row', { number: place + 1 })])) };
	const errors = attempt > 0 ? { ...guard.errors(labels), ...wrong } : wrong;
	const change = (part: Partial<BatchDraft>) => {
		draft.change(part);
		set_failure(null);
		set_wrong(('rows' in part) ? {} : Object.fromEntries(Object.entries(wrong).filter(([name]) => !(name in part))));
	};
	const show = (found: Errors, rest: string[]) => {
		set_wrong(found);
		set_general(rest);
		set_attempt((before) => before + 1);
	};
	const send = async () => {
		const found = find_batch_errors(one, t);
		const passes = await guard.check();
		show(found, []);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const body = batch_body(one, helsefellesskap);
		const confirmed_findings = await guard.confirmed_in(sent_batch_texts(one, body));
		const { items } = await body_of(api.POST('/deviations/batch', { params: { header: { 'Idempotency-Key': one.key } }, body: { ...body, confirmed_findings } }));
		draft.clear();
		void queries.invalidateQueries({ queryKey: ['deviations'] });
		on_sent(items, body.rows.map((row) => row.description));
	};
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		if (sending.current)
			return;
		sending.current = true;
		set_busy(true);
		set_failure(null);
		try {
			await send();
		} catch (error) {
			const problem = as_failure(error);
			const sorted = batch_errors_of(one, problem.errors, t);
			if (problem.errors.length > 0)
				show(sorted.errors, sorted.general);
			else
				set_failure(problem);
		} finally {
			sending.current = false;
			set_busy(false);
		}
	};
	const groups = (list: { id: string; name: string; party: string }[]) => PARTIES.map((party) => ({
		label: label('party', party), choices: list.filter((each) => each.party === party).map(as_choice),
	})).filter((group) => group.choices.length > 0);
	const others = register.organisations.filter((each) => each.id !== one.reporter_organisation_id && each.party !== 'user_representative');
	const units = others.find((each) => each.id === one.other_organisation_id)?.units ?? [];
	const choices = (list: string, codes?: string[]) => code_list(register, list).filter((code) => !codes || codes.includes(code.code))
		.map((code) => ({ value: code.code, label: label_of(code.labels, language) }));
	const categories = code_list(register, 'category');
	const choose_category = (category: string) => {
		const point = categories.find((each) => each.code === category)?.agreement_point;
		change({ category, agreement_point: point ? String(point) : '' });
	};
	return (
		<Page title={t('batch.heading')} step="write" wide lead={(
			<>
				<p>{t('batch.lead')}</p>
				<p><Link asChild><RouteLink href="/meld">{t('batch.single')}</RouteLink></Link></p>
			</>
		)}>
			<form className="filing" onSubmit={(event) => void submit(event)} noValidate>
				<div className="form">
					<ErrorSummary errors={errors} general={general} attempt={attempt} />
					<Heading level={2} data-size="xs">{t('batch.common')}</Heading>
					<RadioGroup name="kind" label={t('file.kind')} value={one.kind} choices={choices('kind', ['patient', 'system'])}
						on_change={(kind) => change({ kind: kind as BatchDraft['kind'] })} />
					{own.length > 1 && (
						<SelectField name="reporter_organisation_id" label={t('file.reporter_organisation')} empty={t('form.choose')} required value={one.reporter_organisation_id}
							groups={groups(own)} error={errors.reporter_organisation_id} on_change={(id) => change({ reporter_organisation_id: id })} />
					)}
					<SelectField name="other_organisation_id" label={t('file.other_organisation')} empty={t('form.choose')} required value={one.other_organisation_id}
						groups={groups(others)} error={errors.other_organisation_id}
						on_change={(id) => change({ other_organisation_id: id, rows: one.rows.map((row) => ({ ...row, other_unit_id: '' })) })} />
					<SelectField name="category" label={t('file.category')} empty={t('form.choose')} required value={one.category} choices={choices('category')}
						error={errors.category} on_change={choose_category} />
					<TextField name="title" label={t('file.title')} hint={t('batch.title_hint', { limit: TITLE_MAX })} required value={one.title} error={errors.title}
						guard={guard_of(guard, 'title', one.title, (title) => change({ title }))} on_change={(title) => change({ title })} />
					<RadioGroup name="actual_harm" label={t('file.actual_harm')} hint={t('batch.harm_hint')} value={one.actual_harm} choices={choices('harm', ['none', 'low'])}
						on_change={(harm) => change({ actual_harm: harm as BatchDraft['actual_harm'] })} />
					<RadioGroup name="potential_harm" label={t('file.potential_harm')} value={one.potential_harm} choices={choices('harm', ['none', 'low'])}
						on_change={(harm) => change({ potential_harm: harm as BatchDraft['potential_harm'] })} />
					<Alert data-color="info" data-size="sm">{t('file.no_identity')}</Alert>
					<BatchRows rows={one.rows} units={units} errors={errors} guard={guard} change={(rows) => change({ rows })} />
				</div>
				<RoutePanel draft={as_one(one, helsefellesskap)} />
				{failure && <FailureAlert failure={failure} kept />}
				<div className="actions">
					<Button type="submit" loading={busy}>{busy ? t('file.sending') : t('batch.send', { count: rows_to_send(one).length })}</Button>
				</div>
			</form>
		</Page>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading, Input, Label } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, body_of } from '../../api/client';
import { code_list, label_of, PARTIES, use_labels } from '../../api/register';
import { councils_of, helsefellesskap_of, use_session } from '../../api/session';
import { new_key, use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { length_of, SelectField, TextArea, TextField } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { note_address, use_note_change, type Note, type Party } from './notes';

const TEXTS = ['title', 'theme', 'what_happened', 'why', 'text'] as const;
type Text = (typeof TEXTS)[number];
type Name = Text | 'council_id' | 'category' | 'patient_group';
const LIMITS: Record<Text, number> = { title: 120, theme: 80, what_happened: 4000, why: 4000, text: 4000 };

export interface NoteDraft extends Record<Text, string> {
	council_id: string;
	category: string;
	patient_group: string;
	parties: Party[];
	cases: { id: string; number: string }[];
	replaces: string;
	fine: string[];
}

interface NoteFormProps {
	name: string; /* of the draft */
	initial: NoteDraft;
	note: Note | null; /* that is written anew; null: a new one */
}

function use_note_form({ name, initial, note }: NoteFormProps) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const helsefellesskap = helsefellesskap_of(use_session())[0]?.code ?? '';
	const draft = use_draft(name, () => ({ ...initial, key: new_key() }));
	const change = use_note_change(note?.id ?? '');
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const { value } = draft;
	const guard = use_guard<Text>({ title: value.title, theme: value.theme, what_happened: value.what_happened, why: value.why, text: value.text }, value.fine,
		(fine) => draft.change({ fine }));
	const labels: Record<Name, string> = {
		title: t('notes.title'), theme: t('notes.theme'), what_happened: t('notes.what_happened'), why: t('notes.why'), text: t('notes.text'),
		council_id: t('notes.council'), category: t('notes.category'), patient_group: t('file.patient_group'),
	};
	const find_errors = () => {
		const found: Errors<Name> = {};
		for (const one of TEXTS)
			if (length_of(value[one].trim()) > LIMITS[one])
				found[one] = t('file.errors.too_long', { label: labels[one], limit: LIMITS[one] });
		if (length_of(value.title.trim()) < 3)
			found.title = t('close.title_missing');
		if (length_of(value.text.trim()) < 3)
			found.text = t('close.text_missing');
		if (!value.category)
			found.category = t('notes.category_missing');
		return found;
	};
	const send = async (event: FormEvent) => {
		event.preventDefault();
		change.forget_failure();
		const found = find_errors();
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const written = (one: Text) => value[one].trim() || null;
		const confirmed_findings = await guard.confirmed_in(TEXTS.map((one) => ({ name: one, pointer: `/note/${one}`, text: written(one) })));
		const body = {
			note: {
				title: value.title.trim(), theme: written('theme'), what_happened: written('what_happened'), why: written('why'), text: value.text.trim(),
				category: value.category, patient_group: value.patient_group || null, parties: value.parties, cases: value.cases.map(({ id }) => ({ id })),
				replaces: value.replaces || null,
			},
			confirmed_findings,
		};
		let stored = '';
		const went_well = await change.run(async () => {
			const answer = note
				? await body_of(api.PUT('/learning-notes/{id}', { params: { path: { id: note.id }, header: { 'If-Match': `"${note.version}"` } }, body }))
				: await body_of(api.POST('/helsefellesskap/{helsefellesskap}/learning-notes', {
					params: { path: { helsefellesskap }, header: { 'Idempotency-Key': value.key } }, body: { ...body, council_id: value.council_id } }));
			stored = answer.id;
		});
		if (!went_well)
			return;
		draft.clear();
		go(note_address(stored));
	};
	const problem = change.failure && change.failure.errors.length > 0 ? errors_of(change.failure, labels) : null;
	const shown: Errors<Name> = problem ? problem.errors : attempt > 0 ? { ...guard.errors(labels), ...errors } : errors;
	return { draft, change, guard, labels, shown, problem, attempt, send, helsefellesskap };
}

export function NoteForm(props: NoteFormProps) {
	const { t } = useTranslation();
	const form = use_note_form(props);
	const { draft, change, guard, labels, shown, problem, attempt, helsefellesskap } = form;
	const { value } = draft;
	const { register, language } = use_labels(helsefellesskap);
	const councils = councils_of(use_session());
	const codes = (list: string) => code_list(register, list).map((one) => ({ value: one.code, label: label_of(one.labels, language) }));
	const area = (name: Text, rows: number, required = false) => (
		<TextArea name={name} label={labels[name]} hint={t(`notes.hint.${name}`)} rows={rows} limit={LIMITS[name]} required={required} optional={!required} value={value[name]}
			error={shown[name]} guard={guard_of(guard, name, value[name], (text) => draft.change({ [name]: text }))} on_change={(text) => draft.change({ [name]: text })} />
	);
	const line = (name: 'title' | 'theme', required = false) => (
		<TextField name={name} label={labels[name]} hint={t(`notes.hint.${name}`)} required={required} optional={!required} value={value[name]} error={shown[name]}
			guard={guard_of(guard, name, value[name], (text) => draft.change({ [name]: text }))} on_change={(text) => draft.change({ [name]: text })} />
	);
	return (
		<form className="form write" onSubmit={form.send} noValidate>
			<ErrorSummary errors={shown} general={problem?.general} attempt={problem ? -attempt : attempt} />
			<CasesBehind cases={value.cases} on_change={(cases) => draft.change({ cases })} />
			{!props.note && councils.length > 1 && (
				<SelectField name="council_id" label={labels.council_id} value={value.council_id} choices={councils.map((one) => ({ value: one.id, label: one.name }))}
					error={shown.council_id} on_change={(council_id) => draft.change({ council_id })} />
			)}
			{line('title', true)}
			{line('theme')}
			{area('what_happened', 5)}
			{area('why', 4)}
			{area('text', 5, true)}
			<SelectField name="category" label={labels.category} empty={t('form.choose')} required value={value.category} choices={codes('category')} error={shown.category}
				on_change={(category) => draft.change({ category })} />
			<SelectField name="patient_group" label={labels.patient_group} optional empty={t('form.not_chosen')} value={value.patient_group} choices={codes('patient_group')}
				error={shown.patient_group} on_change={(patient_group) => draft.change({ patient_group })} />
			<ForWhom parties={value.parties} on_change={(parties) => draft.change({ parties })} />
			{change.failure?.status === 412 && <p role="alert">{t('notes.changed_meanwhile')}</p>}
			{change.failure && !problem && change.failure.status !== 412 && <FailureAlert failure={change.failure} kept busy={change.busy} />}
			<div className="actions"><Button type="submit" loading={change.busy}>{t('notes.save')}</Button></div>
		</form>
	);
}

function CasesBehind({ cases, on_change }: { cases: NoteDraft['cases']; on_change: (cases: NoteDraft['cases']) => void }) {
	const { t } = useTranslation();
	return (
		<section className="stack" aria-labelledby="cases-behind">
			<Heading level={2} data-size="2xs" id="cases-behind">{t('notes.cases')}</Heading>
			<p className="hint">{t(cases.length > 0 ? 'notes.cases_released' : 'notes.cases_none')}</p>
			<ul className="plain">
				{cases.map((one) => (
					<li key={one.id}>
						{one.number}{' '}
						<Button type="button" variant="tertiary" data-size="sm" onClick={() => on_change(cases.filter((other) => other.id !== one.id))}>{t('notes.remove_case', { number: one.number })}</Button>
					</li>
				))}
			</ul>
		</section>
	);
}

function ForWhom({ parties, on_change }: { parties: Party[]; on_change: (parties: Party[]) => void }) {
	const { t } = useTranslation();
	return (
		<fieldset className="ds-fieldset" aria-describedby="for-whom-hint">
			<Label asChild><legend>{t('notes.for_whom')}</legend></Label>
			<p id="for-whom-hint" className="hint">{t('notes.for_whom_hint')}</p>
			<div className="choices">
				{PARTIES.map((party) => (
					<div className="ds-field choice" key={party}>
						<Input type="checkbox" id={`for-${party}`} checked={parties.includes(party)}
							onChange={(event) => on_change(event.target.checked ? [...parties, party] : parties.filter((one) => one !== party))} />
						<Label htmlFor={`for-${party}`} weight="regular">{t(`notes.party.${party}`)}</Label>
					</div>
				))}
			</div>
		</fieldset>
	);
}

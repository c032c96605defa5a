/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { code_list, label_of, use_labels } from '../../api/register';
import type { Deviation } from '../../cases/deviations';
import { use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { length_of, SelectField, TextArea, TextField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { ChangeFailure } from './ChangeFailure';
import { changes_of, use_change } from './case_changes';
import { TextModules } from './TextModules';

type Mode = Schemas['new_closing']['feedback_mode'];
type Agree = Schemas['new_closing']['parties_agree'];
type Name = 'feedback_mode' | 'resolved_by_dialogue' | 'parties_agree' | 'learn' | 'title' | 'text';

const SAID = { yes: true, no: false } as const;

/* Closing asks how the reporter was answered, what came of it between the parties, and whether others can learn from it. Of a case that was closed before, it has what was said then. */
export function CloseForm({ one, on_done }: { one: Deviation; on_done: () => void }) {
	const { t } = useTranslation();
	const { register, language } = use_labels(one.helsefellesskap.code);
	const draft = use_draft(`case.${one.id}.close`, () => ({
		feedback_mode: one.feedback_mode ?? '', dialogue: one.resolved_by_dialogue === null ? '' : one.resolved_by_dialogue ? 'yes' : 'no',
		agree: one.parties_agree ?? '', learn: '', title: '', text: '', fine: [] as string[],
	}));
	const change = use_change(one.id);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const form = useRef<HTMLFormElement>(null);
	const { feedback_mode, dialogue, agree, learn, title, text } = draft.value;
	const labels = { feedback_mode: t('case.feedback_mode'), resolved_by_dialogue: t('close.dialogue'), parties_agree: t('close.agree'), learn: t('close.learn'), title: t('close.title'), text: t('close.text') };
	const learns = learn === 'yes';
	const guard = use_guard({ title: learns ? title : '', text: learns ? text : '' }, draft.value.fine, (fine) => draft.change({ fine }));
	const [attempt, set_attempt] = useState(0);
	const problem = change.failure && change.failure.errors.length > 0 ? errors_of(change.failure, labels) : null;
	const shown: Errors<Name> = problem ? problem.errors : attempt > 0 ? { ...guard.errors(labels), ...errors } : errors;
	/* What is wrong with a field is gone when the field is changed; what the service said was of what it got. */
	const edit = (name: Name, part: Partial<typeof draft.value>) => {
		draft.change(part);
		set_errors((before) => Object.fromEntries(Object.entries(before).filter(([each]) => each !== name)));
		if (problem)
			change.forget_failure();
	};
	const guarded = (name: 'title' | 'text') => guard_of(guard, name, draft.value[name], (value) => edit(name, { [name]: value }));

	useEffect(() => form.current?.querySelector('select')?.focus(), []);

	const find_errors = (): Errors<Name> => {
		const found: Errors<Name> = {};
		if (!learn)
			found.learn = t('close.learn_missing');
		if (learn === 'yes' && length_of(title.trim()) < 3)
			found.title = t('close.title_missing');
		if (learn === 'yes' && length_of(title.trim()) > 120)
			found.title = t('file.errors.too_long', { label: t('close.title'), limit: 120 });
		if (learn === 'yes' && length_of(text.trim()) < 3)
			found.text = t('close.text_missing');
		if (learn === 'yes' && length_of(text.trim()) > 4000)
			found.text = t('file.errors.too_long', { label: t('close.text'), limit: 4000 });
		return found;
	};
	const send = async (event?: FormEvent) => {
		event?.preventDefault();
		change.forget_failure();
		const found = find_errors();
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const learning_point = learns ? { title: title.trim(), text: text.trim() } : null;
		const confirmed_findings = await guard.confirmed_in([
			{ name: 'title', pointer: '/learning_point/title', text: learning_point?.title },
			{ name: 'text', pointer: '/learning_point/text', text: learning_point?.text },
		]);
		if (await change.run(() => changes_of(one).close({ feedback_mode: (feedback_mode || null) as Mode,
			resolved_by_dialogue: SAID[dialogue as 'yes'] ?? null, parties_agree: (agree || null) as Agree, learning_point, confirmed_findings }))) {
			draft.clear();
			on_done();
		} else {
			set_attempt((before) => before + 1);
		}
	};
	return (
		<form className="form write" ref={form} onSubmit={send} noValidate>
			<ErrorSummary errors={shown} general={problem?.general} attempt={attempt} />
			<SelectField name="feedback_mode" label={t('case.feedback_mode')} optional empty={t('form.not_chosen')} value={feedback_mode}
				choices={code_list(register, 'feedback_mode').map((code) => ({ value: code.code, label: label_of(code.labels, language) }))}
				error={shown.feedback_mode} on_change={(value) => edit('feedback_mode', { feedback_mode: value })} />
			<RadioGroup name="resolved_by_dialogue" label={t('close.dialogue')} hint={t('close.dialogue_hint')} optional value={dialogue} error={shown.resolved_by_dialogue}
				choices={['yes', 'no', ''].map((value) => ({ value, label: t(`close.dialogue_${(value || 'unsaid') as 'yes'}`) }))}
				on_change={(value) => edit('resolved_by_dialogue', { dialogue: value })} />
			<RadioGroup name="parties_agree" label={t('close.agree')} hint={t('close.agree_hint')} optional value={agree} error={shown.parties_agree}
				choices={['yes', 'partly', 'no', ''].map((value) => ({ value, label: t(`close.agree_${(value || 'unsaid') as 'yes'}`) }))}
				on_change={(value) => edit('parties_agree', { agree: value })} />
			<RadioGroup name="learn" label={t('close.learn')} value={learn} error={shown.learn}
				choices={[{ value: 'yes', label: t('close.learn_yes') }, { value: 'no', label: t('close.learn_no') }]}
				on_change={(value) => edit('learn', { learn: value })} />
			{learn === 'yes' && (
				<>
					<TextField name="title" label={t('close.title')} hint={t('close.title_hint')} required value={title} error={shown.title} guard={guarded('title')}
						on_change={(value) => edit('title', { title: value })} />
					<TextModules one={one} on_insert={(module) => edit('text', { text: text.trim() ? `${text.trimEnd()}\n\n${module}` : module })} />
					<TextArea name="text" label={t('close.text')} hint={t('close.text_hint')} rows={6} limit={4000} required value={text}
						error={shown.text} guard={guarded('text')} on_change={(value) => edit('text', { text: value })} />
				</>
			)}
			<ChangeFailure failure={change.failure} busy={change.busy} kept on_retry={() => void send()} />
			<div className="actions">
				<Button type="submit" loading={change.busy}>{change.busy ? t('file.sending') : t('close.send')}</Button>
			</div>
		</form>
	);
}

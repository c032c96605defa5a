/* SPDX-License-Identifier: MIT */
import { Button, Heading, Input, Label } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { SelectField, TextArea, TextField } from '../../form/Field';
import { FACT_NAMES, type Code, type Fact, type Rule } from './rule_set';
import type { Words } from './words';

interface RuleFormProps {
	rule: Rule;
	heading: string;
	words: Words;
	deadline_sets: { code: string }[] | null; /* null: a rule that only tells */
	on_done: (rule: Rule) => void;
	on_cancel: () => void;
}
type Name = 'rule_council' | 'rule_nb' | 'rule_nn' | 'rule_en' | 'rule_name';
const LANGUAGES = ['nb', 'nn', 'en'] as const;
const WHY_MAX = 500;

/* Everything a rule says. Nothing leaves the page before the whole draft is stored. */
export function RuleForm({ rule, heading, words, deadline_sets, on_done, on_cancel }: RuleFormProps) {
	const { t } = useTranslation();
	const [draft, set_draft] = useState(rule);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const councils = words.register?.councils ?? [];
	const needed = (label: string) => t('people.needed', { label });
	const send = (event: FormEvent) => {
		event.preventDefault();
		const found: Errors<Name> = {};
		if (!draft.council)
			found.rule_council = needed(t('rules.council'));
		if (!/^[a-z0-9_-]{1,60}$/.test(draft.id))
			found.rule_name = t('rules.name_form');
		for (const language of LANGUAGES)
			if (!draft.why[language].trim())
				found[`rule_${language}`] = needed(t(`rules.why.${language}`));
		set_errors(found);
		if (Object.keys(found).length === 0)
			on_done(draft);
	};
	return (
		<form className="form case-actions" onSubmit={send} noValidate aria-labelledby="rule-form">
			<Heading level={3} data-size="2xs" id="rule-form">{heading}</Heading>
			<ErrorSummary errors={errors} />
			<p className="hint">{t('rules.conditions_hint')}</p>
			{FACT_NAMES.map((fact) => (
				<Condition key={fact} fact={fact} words={words} codes={draft.when[fact] ?? []} on_change={(codes) => {
					const { [fact]: _, ...rest } = draft.when;
					set_draft({ ...draft, when: codes.length > 0 ? { ...rest, [fact]: codes } : rest });
				}} />
			))}
			<SelectField name="rule_council" label={t('rules.council')} empty={t('form.choose')} required value={draft.council} error={errors.rule_council}
				choices={councils.map((one) => ({ value: one.code, label: one.name }))} on_change={(council) => set_draft({ ...draft, council })} />
			{deadline_sets && (
				<SelectField name="rule_deadlines" label={t('rules.deadline_set')} empty={t('rules.usual_deadlines')} value={draft.deadline_set ?? ''}
					choices={deadline_sets.map((one) => ({ value: one.code, label: words.deadline_set(one.code) }))} on_change={(code) => {
						const { deadline_set: _, ...rest } = draft;
						set_draft(code ? { ...rest, deadline_set: code } : rest);
					}} />
			)}
			{LANGUAGES.map((language) => (
				<TextArea key={language} name={`rule_${language}`} label={t(`rules.why.${language}`)} hint={language === 'nb' ? t('rules.why_hint') : undefined} rows={2}
					limit={WHY_MAX} required value={draft.why[language]} error={errors[`rule_${language}`]}
					on_change={(text) => set_draft({ ...draft, why: { ...draft.why, [language]: text } })} />
			))}
			<TextField name="rule_name" label={t('rules.name')} hint={t('rules.name_hint')} spell_check={false} required value={draft.id} error={errors.rule_name}
				on_change={(id) => set_draft({ ...draft, id })} />
			<div className="actions">
				<Button type="submit">{t('rules.keep_rule')}</Button>
				<Button type="button" variant="tertiary" onClick={on_cancel}>{t('rules.cancel')}</Button>
			</div>
		</form>
	);
}

function Condition({ fact, words, codes, on_change }: { fact: Fact; words: Words; codes: Code[]; on_change: (codes: Code[]) => void }) {
	const { t } = useTranslation();
	const choices = words.choices(fact);
	const name = t(`rules.fact.${fact}`);
	const chosen = choices.filter((one) => codes.includes(one.code)).map((one) => one.label);
	return (
		<details className="condition">
			<summary><strong>{name}</strong>: {chosen.length > 0 ? chosen.join(', ') : t('rules.any')}</summary>
			<fieldset className="ds-fieldset">
				<legend className="ds-sr-only">{name}</legend>
				{choices.map((one) => (
					<div className="ds-field choice" key={String(one.code)}>
						<Input type="checkbox" id={`${fact}-${one.code}`} checked={codes.includes(one.code)}
							onChange={(event) => on_change(event.target.checked ? [...codes, one.code] : codes.filter((code) => code !== one.code))} />
						<Label htmlFor={`${fact}-${one.code}`} weight="regular">{one.label}</Label>
					</div>
				))}
			</fieldset>
		</details>
	);
}

/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { code_list, label_of, use_labels } from '../../api/register';
import { FACT_NAMES, FACTS, MAY_BE_MISSING, type Code, type Fact, type Page, type Rule } from './rule_set';

export interface Option {
	code: Code;
	label: string;
}

/* What the codes of rules are called in the reader's language. */
export function use_words(helsefellesskap: string, page: Page | undefined) {
	const { t } = useTranslation();
	const { register, language, label } = use_labels(helsefellesskap);
	const choices = (fact: Fact): Option[] => {
		const list = FACTS[fact];
		const codes: Option[] = list === 'organisation'
			? (page?.organisations ?? []).map((one) => ({ code: one.code, label: one.name }))
			: code_list(register, list).map((one) => ({ code: list === 'agreement_point' ? Number(one.code) : one.code,
				label: list === 'agreement_point' ? `${one.code}. ${label_of(one.labels, language)}` : label_of(one.labels, language) }));
		return MAY_BE_MISSING.includes(fact) ? [{ code: null, label: t('rules.not_given') }, ...codes] : codes;
	};
	const code_label = (fact: Fact, code: Code): string =>
		code === null ? t('rules.not_given') : choices(fact).find((one) => one.code === code)?.label ?? String(code);
	const council = (code: string) => register?.councils.find((one) => one.code === code)?.name ?? code;
	const deadline_set = (code: string) => {
		const found = page?.deadline_sets.find((one) => one.code === code);
		return found ? label_of(found.labels, language) : code;
	};
	const list_of = new Intl.ListFormat(language, { type: 'disjunction' });
	const conditions = (rule: Rule): { fact: string; codes: string }[] => FACT_NAMES.filter((fact) => rule.when[fact])
		.map((fact) => ({ fact: t(`rules.fact.${fact}`), codes: list_of.format((rule.when[fact] ?? []).map((code) => code_label(fact, code))) }));
	return { register, language, label, choices, council, deadline_set, conditions };
}
export type Words = ReturnType<typeof use_words>;

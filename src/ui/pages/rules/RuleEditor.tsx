/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { differences, is_default, moved, new_id, type List, type Page, type Rule, type RuleSet } from './rule_set';
import { RuleForm } from './RuleForm';
import { RuleText } from './RuleText';
import type { Words } from './words';

interface RuleEditorProps {
	list: List;
	set: RuleSet;
	before: RuleSet | undefined; /* the version that counts */
	words: Words;
	page: Page;
	wrong: Map<string, string[]>;
	counts: Map<string, number | null> | null;
	on_change: (set: RuleSet) => void;
}

/* A list of rules: read, changed, moved, added, taken away. */
export function RuleEditor({ list, set, before, words, page, wrong, counts, on_change }: RuleEditorProps) {
	const { t } = useTranslation();
	const rules = set[list] ?? [];
	const { changes, gone } = differences(before?.[list], rules);
	const [open, set_open] = useState<number | null>(null); /* rules.length: a new one */
	const [told, set_told] = useState('');
	const focus = useRef<string | null>(null);
	/* A button that moved with its rule, or whose form has gone, keeps the focus. */
	useEffect(() => {
		if (focus.current)
			(document.getElementById(focus.current) ?? document.getElementById(`${list}-add`))?.focus();
		focus.current = null;
	});
	const replace = (next: Rule[]) => on_change({ ...set, [list]: next });
	const last_free = list === 'rules' ? rules.length - 1 : rules.length; /* the default stays last */
	const move = (index: number, to: number) => {
		const rule = rules[index];
		if (!rule || to < 0 || to >= last_free)
			return;
		focus.current = `${list}-${rule.id}-${to < index ? 'up' : 'down'}`;
		set_told(t('rules.moved', { rule: rule.id, position: to + 1 }));
		replace(moved(rules, index, to));
	};
	const remove = (index: number) => {
		set_told(t('rules.removed', { rule: rules[index]?.id }));
		focus.current = `${list}-add`;
		replace(rules.filter((_, at) => at !== index));
	};
	const keep = (index: number, rule: Rule) => {
		set_open(null);
		focus.current = index === rules.length ? `${list}-add` : `${list}-${rule.id}-edit`;
		replace(index === rules.length ? [...rules.slice(0, last_free), rule, ...rules.slice(last_free)] : rules.map((one, at) => (at === index ? rule : one)));
	};
	const form = (index: number, rule: Rule, heading: string) => (
		<RuleForm rule={rule} heading={heading} words={words} deadline_sets={list === 'rules' ? page.deadline_sets : null} on_done={(done) => keep(index, done)}
			on_cancel={() => { focus.current = index === rules.length ? `${list}-add` : `${list}-${rule.id}-edit`; set_open(null); }} />
	);
	const button = (rule: Rule, what: 'edit' | 'up' | 'down' | 'remove', position: number, run: () => void, disabled = false) => (
		<Button id={`${list}-${rule.id}-${what}`} variant="tertiary" data-size="sm" data-color={what === 'remove' ? 'danger' : undefined} aria-disabled={disabled || undefined}
			aria-label={`${t(`rules.${what}`)}: ${t(list === 'rules' ? 'rules.number' : 'rules.notice_number', { position })}`} onClick={disabled ? undefined : run}>{t(`rules.${what}`)}</Button>
	);
	return (
		<section className="stack" aria-labelledby={`${list}-heading`}>
			<Heading level={2} data-size="xs" id={`${list}-heading`}>{t(`rules.${list}`)}</Heading>
			<Paragraph data-size="sm">{t(`rules.${list}_text`)}</Paragraph>
			<p role="status" className="ds-sr-only">{told}</p>
			{rules.length === 0 && <Paragraph className="empty">{t('rules.none_told')}</Paragraph>}
			<ol className="cases rules">
				{rules.map((rule, index) => {
					const fixed = list === 'rules' && index === rules.length - 1 && is_default(rule);
					return (
						<li key={rule.id} className="stack">
							<RuleText rule={rule} position={index + 1} words={words} change={changes.get(rule.id)} count={counts && list === 'rules' ? counts.get(rule.id) : undefined}
								tells={list === 'also_tell'} />
							{wrong.get(`${list}/${index}`)?.map((message) => <ValidationMessage key={message}>{message}</ValidationMessage>)}
							<div className="actions">
								{button(rule, 'edit', index + 1, () => set_open(open === index ? null : index))}
								{!fixed && button(rule, 'up', index + 1, () => move(index, index - 1), index === 0)}
								{!fixed && button(rule, 'down', index + 1, () => move(index, index + 1), index >= last_free - 1)}
								{!fixed && button(rule, 'remove', index + 1, () => remove(index))}
							</div>
							{open === index && form(index, rule, t('rules.edit_heading', { position: index + 1 }))}
						</li>
					);
				})}
			</ol>
			{gone.length > 0 && (
				<div className="stack">
					<Heading level={3} data-size="2xs">{t('rules.gone')}</Heading>
					<ul>{gone.map((rule) => (
						<li key={rule.id}>{rule.id}: {words.council(rule.council)}{' '}
							<Button variant="tertiary" data-size="sm" onClick={() => { focus.current = `${list}-add`; replace([...rules.slice(0, last_free), rule, ...rules.slice(last_free)]); }}
								aria-label={`${t('rules.put_back')}: ${rule.id}`}>{t('rules.put_back')}</Button></li>
					))}</ul>
				</div>
			)}
			<div className="actions"><Button id={`${list}-add`} variant="secondary" aria-expanded={open === rules.length} onClick={() => set_open(open === rules.length ? null : rules.length)}>{t(`rules.add_${list}`)}</Button></div>
			{open === rules.length && form(rules.length, { id: new_id(set), when: {}, council: '', why: { nb: '', nn: '', en: '' } }, t(`rules.add_${list}`))}
		</section>
	);
}

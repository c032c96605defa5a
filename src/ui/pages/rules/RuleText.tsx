/* SPDX-License-Identifier: MIT */
import { Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { label_of } from '../../api/register';
import type { Change, Rule } from './rule_set';
import type { Words } from './words';

const COLOUR = { new: 'success', changed: 'warning', moved: 'info' } as const;

interface RuleTextProps {
	rule: Rule;
	position: number;
	words: Words;
	change?: Change | undefined;
	count?: number | null | undefined; /* how many cases it decided in the trial; null: hidden */
	tells?: boolean;
}

/* A rule in words. */
export function RuleText({ rule, position, words, change, count, tells }: RuleTextProps) {
	const { t } = useTranslation();
	const conditions = words.conditions(rule);
	return (
		<>
			<div className="case-head">
				<h3>{position}. {t(tells ? 'rules.is_told' : 'rules.goes_to', { council: words.council(rule.council) })}</h3>
				{change && <Tag data-size="sm" data-color={COLOUR[change]}>{t(`rules.change.${change}`)}</Tag>}
			</div>
			{conditions.length === 0
				? <p>{t('rules.all_cases')}</p>
				: <ul className="conditions">{conditions.map(({ fact, codes }) => <li key={fact}><strong>{fact}</strong>: {codes}</li>)}</ul>}
			<p className="hint">{label_of(rule.why, words.language)}</p>
			<p className="case-meta">
				<span>{rule.id}</span>
				{rule.deadline_set && <span>{t('rules.deadlines', { set: words.deadline_set(rule.deadline_set) })}</span>}
				{count !== undefined && <span>{count === null ? t('rules.decided_few') : t('rules.decided', { count })}</span>}
			</p>
		</>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph, Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import type { Words } from './words';

type Result = Schemas['rule_trial'];
const MONTHS = ['3', '6', '12', '24', '60'];

interface TrialProps {
	words: Words;
	months: string;
	on_months: (months: string) => void;
	running: boolean;
	result: Result | undefined;
	error: unknown;
	stored: boolean; /* what is shown is what is stored */
	on_run: () => void;
}

/* What the draft would have done to the cases there were. */
export function Trial({ words, months, on_months, running, result, error, stored, on_run }: TrialProps) {
	const { t } = useTranslation();
	return (
		<section className="stack case-actions" aria-labelledby="trial">
			<Heading level={2} data-size="xs" id="trial">{t('rules.trial')}</Heading>
			<Paragraph data-size="sm">{t('rules.trial_text')}</Paragraph>
			<div className="form">
				<SelectField name="months" label={t('rules.months')} value={months} on_change={on_months} choices={MONTHS.map((value) => ({ value, label: t('rules.last_months', { count: Number(value) }) }))} />
			</div>
			<div className="actions"><Button variant="secondary" loading={running} aria-disabled={!stored || undefined} onClick={stored ? on_run : undefined}>{t('rules.try')}</Button></div>
			{!stored && <p className="hint">{t('rules.store_first')}</p>}
			{running && <Loading />}
			{error !== null && error !== undefined && <FailureAlert failure={as_failure(error)} on_retry={on_run} />}
			<div role="status">{result && !running && <Summary result={result} />}</div>
			{result && !running && <Moves result={result} words={words} />}
		</section>
	);
}

function Summary({ result }: { result: Result }) {
	const { t } = useTranslation();
	const version = result.against.version;
	const hidden = result.hidden_below !== null && result.moved === 0;
	return (
		<>
			<Paragraph>{hidden ? t('rules.few_move', { least: result.hidden_below, cases: result.cases, version }) : result.moved === 0 ? t('rules.nothing_moves', { cases: result.cases, version }) : t('rules.would_move', { count: result.moved, cases: result.cases, version })}</Paragraph>
			{result.hidden_below !== null && <p className="hint">{t('rules.small_hidden', { least: result.hidden_below })}</p>}
		</>
	);
}

function Moves({ result, words }: { result: Result; words: Words }) {
	const { t } = useTranslation();
	return (
		<>
			{result.moves.length > 0 && (
				<div className="scrolls" tabIndex={0} role="region" aria-label={t('rules.moves')}>
					<Table data-size="sm">
						<caption>{t('rules.moves')}</caption>
						<Table.Head><Table.Row>
							<Table.HeaderCell scope="col">{t('rules.from')}</Table.HeaderCell>
							<Table.HeaderCell scope="col">{t('rules.to')}</Table.HeaderCell>
							<Table.HeaderCell scope="col" className="number">{t('rules.cases')}</Table.HeaderCell>
						</Table.Row></Table.Head>
						<Table.Body>{[...result.moves].sort((a, b) => b.count - a.count).map((one) => (
							<Table.Row key={`${one.from} ${one.to}`}>
								<Table.Cell>{words.council(one.from)}</Table.Cell>
								<Table.Cell>{words.council(one.to)}</Table.Cell>
								<Table.Cell className="number">{one.count}</Table.Cell>
							</Table.Row>
						))}</Table.Body>
					</Table>
				</div>
			)}
			{result.items.length > 0 && (
				<div className="scrolls" tabIndex={0} role="region" aria-label={t('rules.moving_cases')}>
					<Table data-size="sm">
						<caption>{result.moved > result.items.length ? t('rules.latest_moving', { count: result.items.length, moved: result.moved }) : t('rules.moving_cases')}</caption>
						<Table.Head><Table.Row>
							{(['number_of_case', 'category', 'from', 'to', 'rule'] as const).map((column) => <Table.HeaderCell key={column} scope="col">{t(`rules.${column}`)}</Table.HeaderCell>)}
						</Table.Row></Table.Head>
						<Table.Body>{result.items.map((one) => (
							<Table.Row key={one.id}>
								<Table.HeaderCell scope="row"><Link asChild><RouteLink href={`/saker/${one.id}`}>{one.number}</RouteLink></Link></Table.HeaderCell>
								<Table.Cell>{words.label('category', one.category)}</Table.Cell>
								<Table.Cell>{words.council(one.from)}</Table.Cell>
								<Table.Cell>{words.council(one.to)}</Table.Cell>
								<Table.Cell>{one.rule}</Table.Cell>
							</Table.Row>
						))}</Table.Body>
					</Table>
				</div>
			)}
		</>
	);
}

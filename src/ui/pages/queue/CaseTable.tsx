/* SPDX-License-Identifier: MIT */
import { Input, Link, Tag } from '@digdir/designsystemet-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { use_labels } from '../../api/register';
import { StatusTag } from '../../cases/StatusTag';
import { use_format } from '../../i18n/format';
import { working_days_left } from './due_words';
import { Marked } from './SearchField';
import type { QueueItem, Row } from './use_queue';

const HARM = ['none', 'low', 'moderate', 'severe', 'fatal'];

/* What is worse of the two, and whether it came so far. */
function Harm({ item }: { item: QueueItem }) {
	const { t } = useTranslation();
	const { label } = use_labels(item.helsefellesskap);
	if (item.kind === 'positive')
		return <span>{label('kind', item.kind)}</span>;
	const is_actual = HARM.indexOf(item.actual_harm) >= HARM.indexOf(item.potential_harm);
	const worst = is_actual ? item.actual_harm : item.potential_harm;
	return (
		<span className={HARM.indexOf(worst) >= 3 ? 'serious' : undefined}>
			{label('harm', worst)} <span className="queue-small">{t(is_actual ? 'queue.harm_actual' : 'queue.harm_potential')}</span>
		</span>
	);
}

function Due({ item }: { item: QueueItem }) {
	const { t } = useTranslation();
	const format = use_format();
	if (item.closed_at)
		return <span className="queue-small">{t('queue.closed_on', { date: format.short_date(item.closed_at) })}</span>;
	if (!item.due_at)
		return <span className="queue-small">{item.waiting_for === 'council' ? t('queue.no_due') : t('queue.clock_rests')}</span>;
	const days = working_days_left(item.due_at);
	const words = days < 0 ? t('queue.late', { count: -days }) : days === 0 ? t('queue.due_today') : t('queue.due_in', { count: days });
	return (
		<span className={days < 0 ? 'queue-late' : days < 2 ? 'queue-soon' : undefined}>
			{words} <span className="queue-small">{format.short_date(item.due_at)}</span>
		</span>
	);
}

function Ball({ item }: { item: QueueItem }) {
	const { t } = useTranslation();
	const format = use_format();
	const who = item.waiting_for === 'reporter_organisation' ? item.reporter_organisation.name
		: item.waiting_for === 'other_organisation' ? item.other_organisation.name : t(`queue.ball_${item.waiting_for}`);
	return (
		<span>
			{item.waiting_for === 'council' ? who : t('queue.waits_for', { who })}
			{' '}<span className="queue-small">{t('queue.since', { date: format.short_date(item.waiting_since) })}</span>
		</span>
	);
}

interface RowProps extends Row {
	selected: boolean;
	selectable: boolean;
	on_select: (id: string) => void;
}

/* The roles are said once more, because small screens show each row as a card, and then browsers forget that it is one. */
const CaseRow = memo(function CaseRow({ item, changed, left, found, selected, selectable, on_select }: RowProps) {
	const { t } = useTranslation();
	const { label } = use_labels(item.helsefellesskap);
	return (
		<tr role="row" data-case={item.id} aria-selected={selectable ? selected : undefined} className={left ? 'queue-left' : undefined}>
			{selectable && (
				<td role="cell" className="queue-select">
					{item.treated_by_me && (
						<Input type="checkbox" aria-label={t('queue.select', { number: item.number })} checked={selected} onChange={() => on_select(item.id)} />
					)}
				</td>
			)}
			<th role="rowheader" scope="row" className="queue-case">
				<Link asChild><RouteLink href={`/saker/${item.id}`}>{found ? <Marked pieces={found.title} /> : item.title}</RouteLink></Link>
				{found && <span className="queue-excerpt"><Marked pieces={found.excerpt} /></span>}
				<span className="queue-small">
					<span>{item.number}</span> <span>{label('category', item.category)}</span>{' '}
					<span>{t('cases.between', { from: item.reporter_organisation.name, to: item.other_organisation.name })}</span>
				</span>
			</th>
			<td role="cell" data-label={t('queue.column_harm')}><Harm item={item} /></td>
			<td role="cell" data-label={t('queue.column_due')}><Due item={item} /></td>
			<td role="cell" data-label={t('queue.column_ball')}><Ball item={item} /></td>
			<td role="cell" data-label={t('queue.column_assignee')}>{item.assignee?.name ?? <span className="queue-small">{t('queue.nobody')}</span>}</td>
			<td role="cell" data-label={t('queue.column_status')}>
				<StatusTag status={item.status} />
				{changed && <Tag data-color="warning" data-size="sm">{t('queue.changed')}</Tag>}
				{left && <Tag data-color="neutral" data-size="sm">{t('queue.left')}</Tag>}
			</td>
		</tr>
	);
});

interface TableProps {
	rows: Row[];
	caption: string;
	selected: ReadonlySet<string>;
	on_select: (id: string) => void;
}

export function CaseTable({ rows, caption, selected, on_select }: TableProps) {
	const { t } = useTranslation();
	const selectable = rows.some(({ item }) => item.treated_by_me);
	return (
		<table role="table" className="queue-table" aria-describedby="queue-keys">
			<caption className="queue-caption">{caption}</caption>
			<thead role="rowgroup">
				<tr role="row">
					{selectable && <td role="cell" />}
					{(['case', 'harm', 'due', 'ball', 'assignee', 'status'] as const).map((name) => (
						<th role="columnheader" key={name} scope="col">{t(`queue.column_${name}`)}</th>
					))}
				</tr>
			</thead>
			<tbody role="rowgroup">
				{rows.map((row) => (
					<CaseRow key={row.item.id} {...row} selectable={selectable} selected={selected.has(row.item.id)} on_select={on_select} />
				))}
			</tbody>
		</table>
	);
}

/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, body_of } from '../../api/client';
import { may, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import type { BulkResult, use_bulk } from './use_bulk';
import type { QueueItem } from './use_queue';

type Bulk = ReturnType<typeof use_bulk>;

function Refused({ one }: { one: BulkResult['refused'][number] }) {
	const { t } = useTranslation();
	const format = use_format();
	const { changed, outcome } = one;
	return (
		<li>
			{t(`queue.outcome_${outcome as 'not_now'}`, { number: one.number ?? '' })}
			{changed && ` ${t('queue.happened', { what: t(`event.${changed.kind as 'submitted'}`), who: changed.by ?? t('queue.somebody'), when: format.moment(changed.at) })}`}
		</li>
	);
}

/* What became of the last change, until the next one or until one leaves. */
function Result({ bulk }: { bulk: Bulk }) {
	const { t } = useTranslation();
	const { result } = bulk;
	return (
		<div role="status" className={result ? 'queue-result' : undefined}>
			{result && (
				<>
					{result.done.length > 0 && <p>{t(bulk.undone ? 'queue.undone' : `queue.done_${result.action}`, { count: result.done.length })}</p>}
					{result.refused.length > 0 && (
						<>
							<p>{t('queue.refused', { count: result.refused.length })}</p>
							<ul className="plain">{result.refused.map((one) => <Refused key={one.id} one={one} />)}</ul>
						</>
					)}
					<div className="actions">
						{result.undo && <Button variant="secondary" data-size="sm" loading={bulk.busy} onClick={() => void bulk.undo()}>{t('queue.undo')}</Button>}
						<Button variant="tertiary" data-size="sm" onClick={bulk.forget}>{t('queue.hide')}</Button>
					</div>
				</>
			)}
		</div>
	);
}

/* Somebody else of the council. Who is chosen is sent by the button: a choice alone changes nothing. */
function AssignTo({ bulk, items }: { bulk: Bulk; items: QueueItem[] }) {
	const { t } = useTranslation();
	const [person, set_person] = useState('');
	const one = items[0]?.id ?? '';
	const people = useQuery({
		queryKey: ['case-people', one],
		queryFn: () => body_of(api.GET('/deviations/{id}/people', { params: { path: { id: one } } })),
		staleTime: 60_000,
	}).data?.items ?? [];
	const colleagues = people.filter((each) => each.side === 'council' && !each.own);
	if (colleagues.length === 0)
		return null;
	return (
		<>
			<SelectField name="colleague" label={t('queue.colleague')} empty={t('form.choose')} value={person} on_change={set_person}
				choices={colleagues.map(({ id, name }) => ({ value: id, label: name }))} />
			<Button data-size="sm" variant="secondary" disabled={person === ''} loading={bulk.busy} onClick={() => void bulk.change('assign', items, person)}>
				{t('queue.assign')}
			</Button>
		</>
	);
}

export function BulkBar({ bulk, items, on_clear }: { bulk: Bulk; items: QueueItem[]; on_clear: () => void }) {
	const { t } = useTranslation();
	const session = use_session();
	const me = session.person.id;
	return (
		<div className="queue-foot">
			<Result bulk={bulk} />
			{bulk.failure && <FailureAlert failure={bulk.failure} />}
			{items.length > 0 && (
				<section className="queue-bulk" aria-label={t('queue.bulk')}>
					<strong>{t('queue.selected', { count: items.length })}</strong>
					<Button data-size="sm" loading={bulk.busy} onClick={() => void bulk.change('acknowledge', items)}>{t('queue.acknowledge')}</Button>
					<Button data-size="sm" variant="secondary" loading={bulk.busy} onClick={() => void bulk.change('assign', items, me)}>{t('queue.assign_me')}</Button>
					<Button data-size="sm" variant="secondary" loading={bulk.busy} onClick={() => void bulk.change('assign', items, null)}>{t('queue.assign_nobody')}</Button>
					<AssignTo bulk={bulk} items={items} />
					{may(session, 'publish_learning') && <Button asChild data-size="sm" variant="secondary"><Link href={`/laering/notater/nytt?saker=${items.map((one) => one.id).join(',')}`}>{t('notes.from_cases')}</Link></Button>}
					<Button data-size="sm" variant="tertiary" onClick={on_clear}>{t('queue.clear_selection')}</Button>
				</section>
			)}
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import type { Deviation } from '../../cases/deviations';
import { SelectField } from '../../form/Field';
import { ChangeFailure } from './ChangeFailure';
import { changes_of, use_change } from './case_changes';

export function use_people(id: string, wanted = true) {
	return useQuery({
		queryKey: ['deviation', id, 'people'],
		enabled: wanted,
		queryFn: () => body_of(api.GET('/deviations/{id}/people', { params: { path: { id } } })),
	});
}

/* Who of the council works on the case, and whether the reader is told of news. Both can be undone at once. */
export function AssignAndWatch({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const may_assign = one.allowed.includes('assign');
	const people = use_people(one.id, may_assign);
	const change = use_change(one.id);
	const [before, set_before] = useState<{ id: string | null } | null>(null);
	const [said, set_said] = useState('');
	const members = people.data?.items.filter(({ side }) => side === 'council') ?? [];
	const own = members.find((person) => person.own);

	const assign = async (person_id: string | null) => {
		const was = one.assignee?.id ?? null;
		if (person_id === was || !(await change.run(() => changes_of(one).assign(person_id))))
			return;
		const name = members.find(({ id }) => id === person_id)?.name;
		set_before(before ? null : { id: was });
		set_said(name ? t('assign.done', { name }) : t('assign.none_done'));
	};
	const watch = async () => {
		if (await change.run(() => changes_of(one).watch(!one.watching))) {
			set_before(null);
			set_said(t(one.watching ? 'watch.ended' : 'watch.begun'));
		}
	};
	return (
		<section className="stack not-printed" aria-labelledby="work-on-case">
			<Heading level={2} data-size="xs" id="work-on-case">{t('assign.heading')}</Heading>
			{may_assign ? (
				<SelectField name="assignee" label={t('assign.label')} value={one.assignee?.id ?? ''} empty={t('assign.nobody')}
					choices={members.map(({ id, name, own: mine }) => ({ value: id, label: mine ? t('assign.me', { name }) : name }))}
					on_change={(value) => void assign(value || null)} />
			) : one.assignee && <p>{one.assignee.name}</p>}
			<div className="actions">
				{may_assign && own && !one.assignee?.own && (
					<Button variant="secondary" data-size="sm" onClick={() => void assign(own.id)} loading={change.busy}>{t('assign.take')}</Button>
				)}
				<Button variant="secondary" data-size="sm" onClick={() => void watch()} loading={change.busy}>
					{t(one.watching ? 'watch.end' : 'watch.begin')}
				</Button>
			</div>
			<p role="status" className={said ? 'done' : 'ds-sr-only'}>{said}</p>
			{before && <div className="actions"><Button variant="tertiary" data-size="sm" onClick={() => void assign(before.id)}>{t('assign.undo')}</Button></div>}
			<ChangeFailure failure={change.failure} busy={change.busy} />
		</section>
	);
}

/* SPDX-License-Identifier: MIT */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Link } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { address_of, type QueueFilters } from './queue_address';

const KEY = ['queue-views'];

/* The views a person keeps, as links, and the one that is open now to be kept. */
export function SavedViews({ filters, here }: { filters: QueueFilters; here: string }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const [name, set_name] = useState('');
	const [saving, set_saving] = useState(false);
	const views = useQuery({ queryKey: KEY, queryFn: () => body_of(api.GET('/queue-views')) }).data?.items ?? [];
	const again = () => queries.invalidateQueries({ queryKey: KEY });
	const save = useMutation({
		mutationFn: () => body_of(api.PUT('/queue-views', { body: { name: name.trim(), filters } })),
		onSuccess: () => {
			set_name('');
			set_saving(false);
			return again();
		},
	});
	const give_up = useMutation({
		mutationFn: (id: string) => body_of(api.DELETE('/queue-views/{id}', { params: { path: { id } } })),
		onSuccess: again,
	});
	const send = (event: FormEvent) => {
		event.preventDefault();
		if (name.trim())
			save.mutate();
	};
	const failure = save.error ?? give_up.error;
	return (
		<div className="queue-saved">
			{views.length > 0 && (
				<ul aria-label={t('queue.saved')}>
					{views.map((view) => {
						const to = address_of(view.filters as QueueFilters);
						return (
							<li key={view.id}>
								<Link asChild><RouteLink href={to} aria-current={to === here ? 'page' : undefined}>{view.name}</RouteLink></Link>
								<Button variant="tertiary" data-size="sm" aria-label={t('queue.delete_view', { name: view.name })} title={t('queue.delete_view', { name: view.name })}
									onClick={() => give_up.mutate(view.id)}>×</Button>
							</li>
						);
					})}
				</ul>
			)}
			{saving ? (
				<form onSubmit={send}>
					<TextField name="view_name" label={t('queue.view_name')} value={name} on_change={(value) => set_name(value.slice(0, 60))} />
					<Button type="submit" data-size="sm" loading={save.isPending}>{t('queue.save')}</Button>
					<Button type="button" variant="secondary" data-size="sm" onClick={() => set_saving(false)}>{t('queue.cancel')}</Button>
				</form>
			) : <Button variant="tertiary" data-size="sm" onClick={() => set_saving(true)}>{t('queue.save_view')}</Button>}
			{failure && <FailureAlert failure={as_failure(failure)} />}
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { last_day, use_call } from '../people/people_calls';
import { SubstituteForm } from '../people/SubstituteForm';

/* One's own roles, who stands in for one, and for whom one stands in. */
export function Memberships() {
	const { t } = useTranslation();
	const format = use_format();
	const call = use_call();
	const [open, set_open] = useState('');
	const list = useQuery({ queryKey: ['own-memberships'], queryFn: () => body_of(api.GET('/me/memberships')) });
	const end = (id: string) => void call.run(() => body_of(api.DELETE('/substitutes/{id}', { params: { path: { id } } })));
	return (
		<section className="stack" aria-labelledby="memberships">
			<Heading level={2} data-size="xs" id="memberships">{t('profile.memberships')}</Heading>
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} />}
			{call.failure && <FailureAlert failure={call.failure} />}
			<ul className="plain">
				{list.data?.items.map((one) => (
					<li key={one.substitution_id ?? one.id}>
						<span>{t(`role.${one.role}`)}: {one.council?.name ?? one.organisation?.name ?? one.helsefellesskap.name}</span>
						{one.substitute_for && <span> – {t('people.stands_in_for', { name: one.substitute_for })}</span>}
						{one.valid_to && <span> ({t('people.until', { day: format.short_date(last_day(one.valid_to)) })})</span>}
						{one.substitutes.map((each) => (
							<div className="actions" key={each.id}>
								<span>{t('people.substitute_is', { name: each.name, from: format.short_date(each.valid_from), to: format.short_date(last_day(each.valid_to)) })}</span>
								<Button variant="tertiary" data-size="sm" loading={call.busy} onClick={() => end(each.id)}>{t('people.substitute_end')}</Button>
							</div>
						))}
						{one.substitution_id && <div><Button variant="tertiary" data-size="sm" loading={call.busy} onClick={() => end(one.substitution_id ?? '')}>{t('people.substitute_end')}</Button></div>}
						{!one.substitute_for && (one.council ?? one.organisation) && (
							<div>
								<Button variant="tertiary" data-size="sm" aria-expanded={open === one.id} onClick={() => set_open(open === one.id ? '' : one.id)}>{t('people.substitute')}</Button>
								{open === one.id && <SubstituteForm membership={one.id} on_done={() => set_open('')} />}
							</div>
						)}
					</li>
				))}
			</ul>
		</section>
	);
}

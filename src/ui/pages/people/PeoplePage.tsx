/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_register } from '../../api/register';
import { use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextField } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from './AdministrationMenu';
import { InviteForm } from './InviteForm';
import { managed_by, ROLES, type Role } from './people_calls';

const NO_FILTER = { search: '', organisation_id: '', council_id: '', role: '' };

export default function PeoplePage() {
	const { t } = useTranslation();
	const space = managed_by(use_session());
	const [inviting, set_inviting] = useState(false);
	const [filter, set_filter] = useState(NO_FILTER);
	if (!space)
		return <Page title={t('people.heading')}><Alert data-color="info">{t('people.not_administrator')}</Alert></Page>;
	return (
		<Page title={t('people.heading')} before={<AdministrationMenu />} lead={<p>{space.name}</p>} wide>
			<div className="actions">
				<Button aria-expanded={inviting} variant={inviting ? 'secondary' : 'primary'} onClick={() => set_inviting(!inviting)}>
					{inviting ? t('people.cancel') : t('people.invite')}
				</Button>
			</div>
			{inviting && <InviteForm helsefellesskap={space.code} />}
			<Filters helsefellesskap={space.code} filter={filter} on_change={set_filter} />
			<PersonList helsefellesskap={space.code} filter={filter} />
		</Page>
	);
}

function Filters({ helsefellesskap, filter, on_change }: { helsefellesskap: string; filter: typeof NO_FILTER; on_change: (filter: typeof NO_FILTER) => void }) {
	const { t } = useTranslation();
	const { data: register } = use_register(helsefellesskap);
	const named = (list: { id: string; name: string }[] = []) => list.map((one) => ({ value: one.id, label: one.name }));
	return (
		<div className="filters" role="search">
			<TextField name="search" label={t('people.search')} value={filter.search} spell_check={false} on_change={(search) => on_change({ ...filter, search })} />
			<SelectField name="filter_role" label={t('people.role')} empty={t('people.all')} value={filter.role}
				choices={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} on_change={(role) => on_change({ ...filter, role })} />
			<SelectField name="filter_organisation" label={t('people.organisation')} empty={t('people.all')} value={filter.organisation_id}
				choices={named(register?.organisations)} on_change={(organisation_id) => on_change({ ...filter, organisation_id })} />
			<SelectField name="filter_council" label={t('people.council')} empty={t('people.all')} value={filter.council_id}
				choices={named(register?.councils)} on_change={(council_id) => on_change({ ...filter, council_id })} />
		</div>
	);
}

function PersonList({ helsefellesskap, filter }: { helsefellesskap: string; filter: typeof NO_FILTER }) {
	const { t } = useTranslation();
	const list = useInfiniteQuery({
		queryKey: ['people', helsefellesskap, filter],
		queryFn: ({ pageParam }) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/people', {
			params: { path: { helsefellesskap }, query: {
				...filter.search.trim() && { search: filter.search.trim() }, ...filter.role && { role: filter.role as Role },
				...filter.organisation_id && { organisation_id: filter.organisation_id }, ...filter.council_id && { council_id: filter.council_id },
				...pageParam && { cursor: pageParam },
			} },
		})),
		initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
		placeholderData: (before) => before,
	});
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />;
	const people = list.data.pages.flatMap((page) => page.items);
	return (
		<section className="stack" aria-labelledby="people-found">
			<Heading level={2} data-size="xs" id="people-found">{t('people.found', { count: people.length })}</Heading>
			{people.length === 0 && <Paragraph className="empty">{t('people.nobody')}</Paragraph>}
			<ul className="cases">
				{people.map((one) => (
					<li key={one.id}>
						<div className="case-head">
							<h3><Link asChild><RouteLink href={`/administrasjon/personer/${one.id}`}>{one.name}</RouteLink></Link></h3>
							{one.disabled && <Tag data-color="warning" data-size="sm">{t('people.disabled')}</Tag>}
						</div>
						<p className="case-meta"><span>{one.username}</span></p>
						<p className="case-meta">
							{one.memberships.map((held, index) => <span key={index}>{t(`role.${held.role}`)}{(held.council ?? held.organisation) && `: ${(held.council ?? held.organisation)?.name}`}</span>)}
						</p>
					</li>
				))}
			</ul>
			{list.hasNextPage && (
				<div className="actions"><Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button></div>
			)}
		</section>
	);
}

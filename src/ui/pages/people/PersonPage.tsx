/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_session } from '../../api/session';
import { ErrorSummary } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from './AdministrationMenu';
import { ChangeList } from './ChangeList';
import { MembershipFields, membership_body, membership_missing, NO_MEMBERSHIP, type MembershipErrors } from './MembershipFields';
import { day_after, last_day, managed_by, use_call, type HeldMembership, type Person } from './people_calls';
import { SubstituteForm } from './SubstituteForm';

export default function PersonPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const space = managed_by(use_session());
	const person = useQuery({ queryKey: ['person', id], queryFn: () => body_of(api.GET('/people/{id}', { params: { path: { id } } })) });
	const title = person.data?.name ?? t('people.person');
	return (
		<Page title={title} before={<AdministrationMenu />} lead={person.data && <p>{person.data.username}</p>}>
			{person.isPending && <Loading />}
			{person.isError && <FailureAlert failure={as_failure(person.error)} on_retry={() => void person.refetch()} />}
			{person.data && space && (
				<>
					<Memberships person={person.data} />
					<AddMembership person={person.data} helsefellesskap={space.code} />
					<Account person={person.data} />
					<Departure person={person.data} />
					<section className="stack" aria-labelledby="person-changes">
						<Heading level={2} data-size="xs" id="person-changes">{t('people.changes')}</Heading>
						<ChangeList helsefellesskap={space.code} person_id={id} />
					</section>
				</>
			)}
		</Page>
	);
}

function Memberships({ person }: { person: Person }) {
	const { t } = useTranslation();
	return (
		<section className="stack" aria-labelledby="person-memberships">
			<Heading level={2} data-size="xs" id="person-memberships">{t('people.memberships')}</Heading>
			{person.memberships.length === 0 && <Paragraph className="empty">{t('people.no_memberships')}</Paragraph>}
			<ul className="cases">
				{person.memberships.map((one) => <MembershipRow key={one.id} one={one} />)}
			</ul>
		</section>
	);
}

function MembershipRow({ one }: { one: HeldMembership }) {
	const { t } = useTranslation();
	const format = use_format();
	const call = use_call();
	const [open, set_open] = useState(false);
	const name = `${t(`role.${one.role}`)}: ${one.council?.name ?? one.organisation?.name ?? one.helsefellesskap.name}`;
	return (
		<li className="stack">
			<div className="case-head"><h3>{name}</h3>{one.state !== 'current' && <Tag data-size="sm" data-color="neutral">{t(`people.state_${one.state}`)}</Tag>}</div>
			<p className="case-meta">
				<span>{t('people.since', { day: format.short_date(one.valid_from) })}</span>
				{one.valid_to && <span>{t('people.until', { day: format.short_date(last_day(one.valid_to)) })}</span>}
			</p>
			{one.substitutes.map((each) => (
				<div className="actions" key={each.id}>
					<span>{t('people.substitute_is', { name: each.name, from: format.short_date(each.valid_from), to: format.short_date(last_day(each.valid_to)) })}</span>
					<Button variant="tertiary" data-size="sm" loading={call.busy} onClick={() => void call.run(() => body_of(api.DELETE('/substitutes/{id}', { params: { path: { id: each.id } } })))}>
						{t('people.substitute_end')}
					</Button>
				</div>
			))}
			{call.failure && <FailureAlert failure={call.failure} />}
			{one.state !== 'ended' && (
				<div className="actions">
					<Button variant="secondary" data-size="sm" loading={call.busy} aria-label={`${t('people.end_now')}: ${name}`}
						onClick={() => void call.run(() => body_of(api.POST('/memberships/{id}/ending', { params: { path: { id: one.id } }, body: {} })))}>
						{t('people.end_now')}
					</Button>
					{(one.council || one.organisation) && (
						<Button variant="tertiary" data-size="sm" aria-expanded={open} aria-label={`${t('people.substitute')}: ${name}`} onClick={() => set_open(!open)}>{t('people.substitute')}</Button>
					)}
				</div>
			)}
			{open && <SubstituteForm membership={one.id} on_done={() => set_open(false)} />}
		</li>
	);
}

function AddMembership({ person, helsefellesskap }: { person: Person; helsefellesskap: string }) {
	const { t } = useTranslation();
	const call = use_call();
	const [draft, set_draft] = useState(NO_MEMBERSHIP);
	const [errors, set_errors] = useState<MembershipErrors>({});
	const send = async (event: FormEvent) => {
		event.preventDefault();
		const found = membership_missing(draft, (label) => t('people.needed', { label }), { role: t('people.role'), organisation_id: t('people.organisation'), council_id: t('people.council') });
		set_errors(found);
		if (Object.keys(found).length === 0 && await call.run(() => body_of(api.POST('/people/{id}/memberships', {
			params: { path: { id: person.id } }, body: { helsefellesskap, ...membership_body(draft) } }))))
			set_draft(NO_MEMBERSHIP);
	};
	return (
		<form className="form case-actions" onSubmit={send} noValidate aria-labelledby="add-membership">
			<Heading level={2} data-size="xs" id="add-membership">{t('people.add')}</Heading>
			<ErrorSummary errors={errors} />
			{call.failure && <FailureAlert failure={call.failure} kept />}
			<MembershipFields helsefellesskap={helsefellesskap} draft={draft} errors={errors} on_change={set_draft} />
			<div className="actions"><Button type="submit" loading={call.busy}>{t('people.add')}</Button></div>
		</form>
	);
}

function Account({ person }: { person: Person }) {
	const { t } = useTranslation();
	const call = use_call();
	const [told, set_told] = useState('');
	const path = { id: person.id };
	const invite = async () => {
		if (await call.run(() => body_of(api.POST('/people/{id}/invitation', { params: { path } }))))
			set_told(t('people.invited', { name: person.name }));
	};
	return (
		<section className="stack" aria-labelledby="person-account">
			<Heading level={2} data-size="xs" id="person-account">{t('people.account')}</Heading>
			<p role="status" className={told ? 'done' : 'ds-sr-only'}>{told}</p>
			{person.disabled && <Alert data-color="warning">{t('people.is_disabled')}</Alert>}
			{call.failure && <FailureAlert failure={call.failure} />}
			<div className="actions">
				{person.can_be_invited && <Button variant="secondary" loading={call.busy} onClick={() => void invite()}>{t('people.invite_again')}</Button>}
				<Button variant="secondary" data-color={person.disabled ? undefined : 'danger'} loading={call.busy}
					onClick={() => void call.run(() => body_of(api.PUT('/people/{id}/disabled', { params: { path }, body: { disabled: !person.disabled } })))}>
					{person.disabled ? t('people.enable') : t('people.disable')}
				</Button>
			</div>
		</section>
	);
}

/* One action for everything: nothing is left behind when somebody leaves. */
function Departure({ person }: { person: Person }) {
	const { t } = useTranslation();
	const call = use_call();
	const [draft, set_draft] = useState({ last_day: '', successor: '' });
	const leave = async (event: FormEvent) => {
		event.preventDefault();
		await call.run(() => body_of(api.POST('/people/{id}/departure', { params: { path: { id: person.id } },
			body: { day: day_after(draft.last_day) ?? null, successor: draft.successor.trim() || null } })));
	};
	if (person.memberships.every((one) => one.state === 'ended'))
		return person.successor ? <Paragraph>{t('people.followed_by', { name: person.successor })}</Paragraph> : null;
	return (
		<form className="form case-actions" onSubmit={leave} noValidate aria-labelledby="departure">
			<Heading level={2} data-size="xs" id="departure">{t('people.leaves')}</Heading>
			<Paragraph>{t('people.leaves_text')}</Paragraph>
			{call.failure && <FailureAlert failure={call.failure} kept />}
			<TextField name="leaves_day" type="date" label={t('people.last_day')} hint={t('people.leaves_hint')} optional value={draft.last_day} on_change={(day) => set_draft({ ...draft, last_day: day })} />
			<TextField name="successor" label={t('people.successor')} hint={t('people.successor_hint')} optional spell_check={false} value={draft.successor}
				on_change={(successor) => set_draft({ ...draft, successor })} />
			<div className="actions"><Button type="submit" variant="secondary" data-color="danger" loading={call.busy}>{t('people.leave')}</Button></div>
		</form>
	);
}

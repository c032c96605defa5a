/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_register } from '../../api/register';
import { use_session } from '../../api/session';
import { new_key } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from './AdministrationMenu';
import { managed_by, use_call } from './people_calls';

type Client = Schemas['machine_client'];
const PERMISSIONS: ('file_deviation' | 'see_deviations' | 'read_learning')[] = ['file_deviation', 'see_deviations', 'read_learning'];
const DAYS = ['30', '90', '365', '730'] as const;
const TAG = { active: 'success', expired: 'neutral', revoked: 'neutral' } as const;

export default function ClientsPage() {
	const { t } = useTranslation();
	const space = managed_by(use_session());
	const [token, set_token] = useState<string | null>(null);
	const code = space?.code ?? '';
	const list = useQuery({ queryKey: ['clients', code], enabled: code !== '',
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/machine-clients', { params: { path: { helsefellesskap: code } } })) });
	if (!space)
		return <Page title={t('clients.heading')}><Alert data-color="info">{t('people.not_administrator')}</Alert></Page>;
	return (
		<Page title={t('clients.heading')} before={<AdministrationMenu />} lead={<p>{t('clients.lead')}</p>}>
			{token && <NewToken key={token} token={token} />}
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} />}
			{list.data?.items.length === 0 && <Paragraph className="empty">{t('clients.none')}</Paragraph>}
			<ul className="cases">{list.data?.items.map((one) => <ClientRow key={one.id} one={one} on_token={set_token} />)}</ul>
			<NewClient helsefellesskap={code} on_token={set_token} />
		</Page>
	);
}

/* The only time the token can be seen. */
function NewToken({ token }: { token: string }) {
	const { t } = useTranslation();
	const box = useRef<HTMLDivElement>(null);
	const [copied, set_copied] = useState(false);
	useEffect(() => box.current?.focus(), []);
	return (
		<div ref={box} tabIndex={-1}>
			<Alert data-color="warning">
				<Heading level={2} data-size="2xs">{t('clients.token_heading')}</Heading>
				<Paragraph>{t('clients.token_text')}</Paragraph>
				<p className="written"><code>{token}</code></p>
				<Button variant="secondary" data-size="sm" onClick={() => void navigator.clipboard?.writeText(token).then(() => set_copied(true))}>
					{copied ? t('clients.copied') : t('clients.copy')}
				</Button>
			</Alert>
		</div>
	);
}

function ClientRow({ one, on_token }: { one: Client; on_token: (token: string | null) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const call = use_call();
	const renew = () => call.run(async () => {
		const made = await body_of(api.POST('/machine-clients/{id}/tokens', { params: { path: { id: one.id }, header: { 'Idempotency-Key': new_key() } },
			body: { days: 365, permissions: PERMISSIONS.filter((each) => one.tokens[0]?.permissions.includes(each)) } }));
		on_token(made.token);
	});
	return (
		<li className="stack">
			<div className="case-head"><h2>{one.name}</h2></div>
			<p className="case-meta"><span>{t(`role.${one.role}`)}: {one.organisation.name}</span></p>
			{one.tokens.map((token) => (
				<div className="actions" key={token.id}>
					<Tag data-size="sm" data-color={TAG[token.state]}>{t(`clients.state_${token.state}`)}</Tag>
					<span>{t('clients.expires', { day: format.short_date(token.expires_at) })} · {token.used_at ? t('clients.used', { at: format.moment(token.used_at) }) : t('clients.unused')}</span>
					<span className="hint">{token.permissions.map((each) => t(`clients.${each}`)).join(', ')}</span>
					{token.state === 'active' && (
						<Button variant="tertiary" data-size="sm" data-color="danger" loading={call.busy} aria-label={`${t('clients.revoke')}: ${one.name}`}
							onClick={() => void call.run(() => body_of(api.DELETE('/client-tokens/{id}', { params: { path: { id: token.id } } })))}>{t('clients.revoke')}</Button>
					)}
				</div>
			))}
			{call.failure && <FailureAlert failure={call.failure} />}
			<div className="actions"><Button variant="secondary" data-size="sm" loading={call.busy} aria-label={`${t('clients.renew')}: ${one.name}`} onClick={() => void renew()}>{t('clients.renew')}</Button></div>
		</li>
	);
}

function NewClient({ helsefellesskap, on_token }: { helsefellesskap: string; on_token: (token: string | null) => void }) {
	const { t } = useTranslation();
	const call = use_call();
	const { data: register } = use_register(helsefellesskap);
	const empty = { name: '', organisation_id: '', role: 'reporter', days: '365', may: 'see', key: new_key() };
	const [draft, set_draft] = useState(empty);
	const [missing, set_missing] = useState<Errors<'name' | 'organisation_id'>>({});
	const labels = { name: t('clients.name'), organisation_id: t('people.organisation') };
	const refused = call.failure && call.failure.errors.length > 0 ? errors_of(call.failure, labels) : null;
	const errors = refused?.errors ?? missing;
	const send = async (event: FormEvent) => {
		event.preventDefault();
		const found: typeof missing = {};
		if (draft.name.trim().length < 3)
			found.name = t('people.needed', { label: labels.name });
		if (!draft.organisation_id)
			found.organisation_id = t('people.needed', { label: labels.organisation_id });
		set_missing(found);
		if (Object.keys(found).length > 0)
			return;
		await call.run(async () => {
			const made = await body_of(api.POST('/helsefellesskap/{helsefellesskap}/machine-clients', {
				params: { path: { helsefellesskap }, header: { 'Idempotency-Key': draft.key } },
				body: { name: draft.name.trim(), role: draft.role as Client['role'], organisation_id: draft.organisation_id, days: Number(draft.days),
					permissions: draft.may === 'file' ? ['file_deviation'] : PERMISSIONS } }));
			on_token(made.token);
			set_draft({ ...empty, key: new_key() });
		});
	};
	return (
		<form className="form case-actions" onSubmit={send} noValidate aria-labelledby="new-client">
			<Heading level={2} data-size="xs" id="new-client">{t('clients.new')}</Heading>
			<ErrorSummary errors={errors} general={refused?.general} />
			{call.failure && !refused && <FailureAlert failure={call.failure} kept />}
			<TextField name="name" label={labels.name} hint={t('clients.name_hint')} required value={draft.name} error={errors.name} on_change={(name) => set_draft({ ...draft, name })} />
			<SelectField name="organisation_id" label={labels.organisation_id} empty={t('form.choose')} required value={draft.organisation_id} error={errors.organisation_id}
				choices={(register?.organisations ?? []).map((one) => ({ value: one.id, label: one.name }))} on_change={(organisation_id) => set_draft({ ...draft, organisation_id })} />
			<RadioGroup name="role" label={t('clients.role')} value={draft.role} on_change={(role) => set_draft({ ...draft, role })}
				choices={[{ value: 'reporter', label: t('clients.as_reporter') }, { value: 'coordinator', label: t('clients.as_coordinator') }]} />
			<RadioGroup name="may" label={t('clients.may')} value={draft.may} on_change={(may) => set_draft({ ...draft, may })}
				choices={[{ value: 'see', label: t('clients.may_see') }, { value: 'file', label: t('clients.may_file') }]} />
			<SelectField name="days" label={t('clients.days')} empty={t('form.choose')} value={draft.days} on_change={(days) => set_draft({ ...draft, days: days || '365' })}
				choices={DAYS.map((days) => ({ value: days, label: t(`clients.days_${days}`) }))} />
			<div className="actions"><Button type="submit" loading={call.busy}>{t('clients.create')}</Button></div>
		</form>
	);
}

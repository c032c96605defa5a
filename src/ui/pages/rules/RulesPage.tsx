/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation, useSearch } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_session } from '../../api/session';
import { new_key } from '../../form/draft';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from '../people/AdministrationMenu';
import { managed_by } from '../people/people_calls';
import { NoteForm } from './NoteForm';
import { as_rules, read_page, type Page as RulePage, type Version } from './rule_set';
import { PlannedRules } from './PlannedRules';
import { RuleText } from './RuleText';
import { use_words } from './words';

const LATEST = 3; /* versions shown at first */

/* The routing rules that count, drafts of the next version, and what counted before. */
export default function RulesPage() {
	const { t } = useTranslation();
	const space = managed_by(use_session(), ['administrator', 'secretariat', 'council_lead']);
	const code = space?.code ?? '';
	const page = useQuery({ queryKey: ['rule-sets', code], enabled: code !== '', queryFn: () => read_page(code) });
	const just_activated = useSearch() === 'aktivert';
	const active = page.data?.items.find((one) => one.active);
	return (
		<Page title={t('rules.heading')} before={<AdministrationMenu />} lead={space && <p>{t('rules.lead')}</p>}>
			{!space && <Alert data-color="info">{t('rules.not_for_you')}</Alert>}
			{space && page.isPending && <Loading />}
			{page.isError && <FailureAlert failure={as_failure(page.error)} on_retry={() => void page.refetch()} />}
			{just_activated && active && <p role="status" className="done">{t('rules.activated', { version: active.version })}</p>}
			{page.data?.items.length === 0 && <Paragraph className="empty">{t('rules.none')}</Paragraph>}
			{page.data?.planned && <PlannedRules plan={page.data.planned} may_manage={page.data.may_manage} may_open={page.data.may_try} />}
			{page.data && page.data.may_try && <Drafts helsefellesskap={code} page={page.data} active={active} />}
			{page.data && page.data.items.length > 0 && <History page={page.data} active={active} />}
			{page.data && active && <Counting helsefellesskap={code} page={page.data} active={active} />}
		</Page>
	);
}

function Drafts({ helsefellesskap, page, active }: { helsefellesskap: string; page: RulePage; active: Version | undefined }) {
	const { t } = useTranslation();
	const format = use_format();
	const [, go] = useLocation();
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const drafts = useQuery({ queryKey: ['rule-drafts', helsefellesskap],
		queryFn: async () => (await body_of(api.GET('/helsefellesskap/{helsefellesskap}/rule-drafts', { params: { path: { helsefellesskap } } }))).items });
	const begin = async () => {
		set_failure(null);
		try {
			const { rules } = await body_of(api.GET('/rule-sets/{id}', { params: { path: { id: active?.id ?? '' } } }));
			const made = await body_of(api.POST('/helsefellesskap/{helsefellesskap}/rule-drafts', {
				params: { path: { helsefellesskap }, query: { based_on: active?.id ?? '' }, header: { 'Idempotency-Key': new_key() } }, body: rules }));
			go(`/administrasjon/regler/${made.id}`);
		} catch (error) {
			set_failure(as_failure(error));
		}
	};
	return (
		<section className="stack" aria-labelledby="rule-drafts">
			<Heading level={2} data-size="xs" id="rule-drafts">{t('rules.drafts')}</Heading>
			{drafts.isError && <FailureAlert failure={as_failure(drafts.error)} on_retry={() => void drafts.refetch()} />}
			{drafts.data?.length === 0 && <Paragraph className="empty">{t(page.may_manage ? 'rules.no_drafts' : 'rules.no_drafts_to_read')}</Paragraph>}
			<ul className="cases">{drafts.data?.map((one) => (
				<li key={one.id}>
					<div className="case-head"><h3><Link asChild><RouteLink href={`/administrasjon/regler/${one.id}`}>{one.title}</RouteLink></Link></h3>
						{one.planned && <Tag data-size="sm" data-color="info">{t('rules.is_planned')}</Tag>}
						{!one.is_current && <Tag data-size="sm" data-color="warning">{t('rules.outdated')}</Tag>}</div>
					<p className="case-meta"><span>{t('rules.based_on', { version: one.based_on.version })}</span><span>{t('rules.changed_by', { name: one.changed_by, at: format.moment(one.changed_at) })}</span></p>
				</li>
			))}</ul>
			{failure && <FailureAlert failure={failure} />}
			{page.may_manage && active && <div className="actions"><Button onClick={() => void begin()}>{t('rules.begin')}</Button></div>}
		</section>
	);
}

function Counting({ helsefellesskap, page, active }: { helsefellesskap: string; page: RulePage; active: Version }) {
	const { t } = useTranslation();
	const format = use_format();
	const words = use_words(helsefellesskap, page);
	const found = useQuery({ queryKey: ['rule-set', active.id], queryFn: async () => as_rules((await body_of(api.GET('/rule-sets/{id}', { params: { path: { id: active.id } } }))).rules) });
	return (
		<section className="stack" aria-labelledby="counting">
			<Heading level={2} data-size="xs" id="counting">{t('rules.counting', { version: active.version })}</Heading>
			<p className="case-meta"><span>{active.title}</span><span>{t('rules.since', { at: format.moment(active.active_from) })}</span></p>
			{found.isPending && <Loading />}
			{found.isError && <FailureAlert failure={as_failure(found.error)} on_retry={() => void found.refetch()} />}
			{found.data && (
				<>
					<ol className="cases rules">{found.data.rules.map((rule, index) => <li key={rule.id} className="stack"><RuleText rule={rule} position={index + 1} words={words} /></li>)}</ol>
					<Heading level={2} data-size="xs">{t('rules.also_tell')}</Heading>
					<Paragraph data-size="sm">{t('rules.also_tell_text')}</Paragraph>
					{!found.data.also_tell?.length && <Paragraph className="empty">{t('rules.none_told')}</Paragraph>}
					<ol className="cases rules">{found.data.also_tell?.map((rule, index) => <li key={rule.id} className="stack"><RuleText rule={rule} position={index + 1} words={words} tells /></li>)}</ol>
				</>
			)}
		</section>
	);
}

function History({ page, active }: { page: RulePage; active: Version | undefined }) {
	const { t } = useTranslation();
	const [all, set_all] = useState(false);
	return (
		<section className="stack" aria-labelledby="rule-history">
			<Heading level={2} data-size="xs" id="rule-history">{t('rules.history')}</Heading>
			<ul className="cases">{page.items.slice(0, all ? undefined : LATEST).map((one) => (
				<VersionRow key={one.id} one={one} active={active} may_manage={page.may_manage} is_before={active?.activations[0]?.replaced?.id === one.id} />
			))}</ul>
			{!all && page.items.length > LATEST && (
				<div className="actions"><Button variant="tertiary" onClick={() => set_all(true)}>{t('rules.all_versions', { count: page.items.length })}</Button></div>
			)}
		</section>
	);
}

interface VersionRowProps {
	one: Version;
	active: Version | undefined;
	may_manage: boolean;
	is_before: boolean; /* the version that counted before the one that counts: going back to it is to undo */
}

function VersionRow({ one, active, may_manage, is_before }: VersionRowProps) {
	const { t } = useTranslation();
	const format = use_format();
	const queries = useQueryClient();
	const [open, set_open] = useState(false);
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const button = is_before ? t('rules.undo') : t('rules.reactivate');
	const send = async (note: string) => {
		set_busy(true);
		set_failure(null);
		try {
			await body_of(api.POST('/rule-sets/{id}/activation', { params: { path: { id: one.id } }, body: { instead_of: active?.id ?? '', note } }));
			set_open(false);
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
			void queries.invalidateQueries({ queryKey: ['rule-sets'] });
			void queries.invalidateQueries({ queryKey: ['rule-drafts'] });
		}
	};
	return (
		<li className="stack">
			<div className="case-head"><h3>{t('rules.version', { version: one.version })}: {one.title}</h3>{one.active && <Tag data-size="sm" data-color="success">{t('rules.counts')}</Tag>}</div>
			<ul className="plain-list">{one.activations.map((each) => (
				<li key={each.at}>
					{each.by ? t('rules.began_by', { at: format.moment(each.at), name: each.by }) : t('rules.began', { at: format.moment(each.at) })}
					{each.replaced && <> {t('rules.instead_of', { version: each.replaced.version })}</>}
					{each.note && <>: «{each.note}»</>}
				</li>
			))}</ul>
			{may_manage && !one.active && active && (
				<div className="actions"><Button variant="secondary" data-size="sm" aria-expanded={open} aria-label={`${button}: ${t('rules.version', { version: one.version })}`}
					onClick={() => set_open(!open)}>{button}</Button></div>
			)}
			{open && active && <NoteForm name={`again-${one.version}`} heading={t('rules.again_heading', { version: one.version })} text={t('rules.again_text', { version: one.version, active: active.version })}
				button={button} busy={busy} failure={failure} on_send={(note) => void send(note)} on_cancel={() => set_open(false)} />}
		</li>
	);
}

/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from '../people/AdministrationMenu';
import { managed_by } from '../people/people_calls';
import { NoteForm } from './NoteForm';
import { PlannedRules } from './PlannedRules';
import { as_rules, count_differences, read_page, type Page as RulePage, type RuleSet } from './rule_set';
import { RuleEditor } from './RuleEditor';
import { RuleText } from './RuleText';
import { differences } from './rule_set';
import { Trial } from './Trial';
import { read_draft, use_draft_rules, type Draft } from './use_draft_rules';
import { use_words } from './words';

/* A draft of the routing rules: worked on, tried, made to count. */
export default function DraftPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const space = managed_by(use_session(), ['administrator', 'secretariat']);
	const code = space?.code ?? '';
	const page = useQuery({ queryKey: ['rule-sets', code], enabled: code !== '', queryFn: () => read_page(code) });
	const draft = useQuery({ queryKey: ['rule-draft', id], queryFn: () => read_draft(id), refetchOnWindowFocus: false });
	const active = page.data?.items.find((one) => one.active);
	const counting = useQuery({ queryKey: ['rule-set', active?.id], enabled: active !== undefined,
		queryFn: async () => as_rules((await body_of(api.GET('/rule-sets/{id}', { params: { path: { id: active?.id ?? '' } } }))).rules) });
	const failed = [draft, page, counting].find((one) => one.isError);
	if (page.data && draft.data && counting.data && active)
		return <OpenDraft key={draft.data.planned ? 'planned' : 'open'} helsefellesskap={code} draft={draft.data} page={page.data} active_id={active.id} active_version={active.version} before={counting.data} />;
	return (
		<Page title={t('rules.draft')} before={<AdministrationMenu />}>
			{failed ? <FailureAlert failure={as_failure(failed.error)} on_retry={() => void failed.refetch()} /> : <Loading />}
		</Page>
	);
}

interface OpenDraftProps {
	helsefellesskap: string;
	draft: Draft;
	page: RulePage;
	active_id: string;
	active_version: number;
	before: RuleSet;
}

function OpenDraft({ helsefellesskap, draft, page, active_id, active_version, before }: OpenDraftProps) {
	const { t } = useTranslation();
	const format = use_format();
	const [, go] = useLocation();
	const words = use_words(helsefellesskap, page);
	const rules = use_draft_rules(helsefellesskap, draft, page.may_manage && !draft.planned);
	const [months, set_months] = useState('12');
	const [done, set_done] = useState('');
	const { set, seen, changed, wrong, failure } = rules;
	const may_edit = page.may_manage && !draft.planned;
	const stored = !changed && seen.based_on.id === active_id;
	const trial = useQuery({
		queryKey: ['rule-trial', seen.id, seen.version, months], enabled: false, retry: false,
		queryFn: () => body_of(api.GET('/rule-drafts/{id}/what-if', { params: { path: { id: seen.id }, query: { months: Number(months) } } })),
	});
	const counts = stored && trial.data ? new Map(trial.data.rules.map((one) => [one.rule, one.count])) : null;
	const different = count_differences(before, set);
	const store = async (over = false) => {
		if (await rules.store(active_id, over))
			set_done(t('rules.stored'));
	};
	const activate = async (note: string, at: string) => {
		if (at ? await rules.plan(note, at) : await rules.activate(note))
			go(`/administrasjon/regler${at ? '' : '?aktivert'}`);
	};
	const edit = (next: RuleSet) => { set_done(''); rules.set_set(next); };
	return (
		<Page title={set.title || t('rules.draft')} before={<AdministrationMenu />}
			lead={<p>{t('rules.draft_lead', { version: active_version })} {t('rules.changed_by', { name: seen.changed_by, at: format.moment(seen.changed_at) })}</p>}>
			{seen.based_on.id !== active_id && <Alert data-color="warning">{t('rules.counts_now', { version: active_version, based_on: seen.based_on.version })}</Alert>}
			<p>{different === 0 ? t('rules.no_difference') : t('rules.differences', { count: different })}</p>
			{draft.planned && <PlannedRules plan={draft.planned} may_manage={page.may_manage} may_open={false} />}
			{may_edit ? (
				<>
					<div className="form"><TextField name="title" label={t('rules.title')} required value={set.title} on_change={(title) => edit({ ...set, title })} /></div>
					{wrong.get('')?.map((message) => <ValidationMessage key={message}>{message}</ValidationMessage>)}
					<RuleEditor list="rules" set={set} before={before} words={words} page={page} wrong={wrong} counts={counts} on_change={edit} />
					<RuleEditor list="also_tell" set={set} before={before} words={words} page={page} wrong={wrong} counts={null} on_change={edit} />
					<section className="stack case-actions" aria-label={t('rules.store')}>
						<p role="status" className={done ? 'done' : 'ds-sr-only'}>{done}</p>
						{wrong.size > 0 && <Alert data-color="warning">{t('rules.not_right', { count: wrong.size })}</Alert>}
						{failure?.code === 'version_conflict'
							? <Alert data-color="warning" role="alert">
								<Paragraph>{t('rules.somebody_else')}</Paragraph>
								<div className="actions">
									<Button variant="secondary" onClick={() => void store(true)}>{t('rules.store_mine')}</Button>
									<Button variant="tertiary" onClick={() => void rules.discard()}>{t('rules.take_theirs')}</Button>
								</div>
							</Alert>
							: failure && !['rules_changed', 'rules_planned'].includes(failure.code) && <FailureAlert failure={failure} kept />}
						<div className="actions">
							<Button loading={rules.busy} aria-disabled={wrong.size > 0 || undefined} onClick={() => wrong.size === 0 && void store()}>{t('rules.store')}</Button>
							<Button variant="tertiary" data-color="danger" onClick={() => void rules.remove().then((gone) => gone && go('/administrasjon/regler'))}>{t('rules.throw_away')}</Button>
						</div>
						{changed && <p className="hint">{t('rules.not_stored')}</p>}
					</section>
				</>
			) : <ReadDraft set={set} before={before} words={words} counts={counts} />}
			<Trial words={words} months={months} on_months={set_months} running={trial.isFetching} result={stored ? trial.data : undefined}
				error={trial.error} stored={stored} on_run={() => void trial.refetch()} />
			{may_edit && stored && different > 0 && (
				<NoteForm name="activation" heading={t('rules.activate')} text={t('rules.activate_text', { version: active_version })} button={t('rules.activate_now')}
					busy={rules.busy} failure={failure} when="choose" on_send={(note, at) => void activate(note, at)} />
			)}
		</Page>
	);
}

function ReadDraft({ set, before, words, counts }: { set: RuleSet; before: RuleSet; words: ReturnType<typeof use_words>; counts: Map<string, number | null> | null }) {
	const { t } = useTranslation();
	const { changes } = differences(before.rules, set.rules);
	return (
		<section className="stack" aria-labelledby="rules-heading">
			<Heading level={2} data-size="xs" id="rules-heading">{t('rules.rules')}</Heading>
			<ol className="cases rules">{set.rules.map((rule, index) => (
				<li key={rule.id} className="stack"><RuleText rule={rule} position={index + 1} words={words} change={changes.get(rule.id)} count={counts?.get(rule.id)} /></li>
			))}</ol>
		</section>
	);
}

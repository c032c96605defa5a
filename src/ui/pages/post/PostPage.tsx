/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { as_failure } from '../../api/failure';
import { may, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from '../people/AdministrationMenu';
import { managed_by } from '../people/people_calls';
import { MessageItem, use_kind_name } from './MessageItem';
import { DAYS, KINDS, STATES, use_outbox, use_outbox_change, use_outbox_counts, type Action, type Done, type Filter, type State } from './outbox_calls';

/* Mail, and what became of it. What is filtered by stands in the address. */
export default function PostPage() {
	const { t } = useTranslation();
	const space = managed_by(use_session(), ['administrator', 'secretariat']);
	if (!space)
		return <Page title={t('post.heading')}><Alert data-color="info">{t('post.not_yours')}</Alert></Page>;
	return (
		<Page title={t('post.heading')} before={<AdministrationMenu />} lead={<p>{t('post.lead', { name: space.name })}</p>} wide>
			<Mail helsefellesskap={space.code} />
		</Page>
	);
}

function use_filter(): [Filter, (filter: Filter) => void] {
	const [search, set_search] = useSearchParams();
	const [name, set_name] = useState('');
	const days = Number(search.get('dager'));
	const filter = { state: STATES.find((one) => one === search.get('tilstand')) ?? '' as const, kind: KINDS.find((one) => one === search.get('slag')) ?? '',
		days: DAYS.find((one) => one === days) ?? 30, search: name };
	const set_filter = (next: Filter) => {
		set_name(next.search);
		set_search({ ...next.state && { tilstand: next.state }, ...next.kind && { slag: next.kind }, ...next.days !== 30 && { dager: String(next.days) } }, { replace: true });
	};
	return [filter, set_filter];
}

function Mail({ helsefellesskap }: { helsefellesskap: string }) {
	const [filter, set_filter] = use_filter();
	const [selected, set_selected] = useState<string[]>([]);
	const outbox = use_outbox_change(helsefellesskap);
	const change = (action: Action, ids: string[], undone = false) => {
		set_selected([]);
		void outbox.change(action, ids, undone);
	};
	return (
		<>
			<Filters helsefellesskap={helsefellesskap} filter={filter} on_change={(next) => { set_selected([]); set_filter(next); }} />
			<Result done={outbox.done} busy={outbox.busy} on_undo={(ids) => change('put_back', ids, true)} on_hide={outbox.forget} />
			{outbox.failure && <FailureAlert failure={outbox.failure} />}
			<MessageList helsefellesskap={helsefellesskap} filter={filter} selected={selected} busy={outbox.busy} on_selected={set_selected} on_change={change} />
		</>
	);
}

function Filters({ helsefellesskap, filter, on_change }: { helsefellesskap: string; filter: Filter; on_change: (filter: Filter) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const kind_name = use_kind_name();
	const counts = use_outbox_counts(helsefellesskap, filter.days);
	const counted = (state: State) => (counts ? `${t(`post.state.${state}`)} (${format.number(counts[state])})` : t(`post.state.${state}`));
	return (
		<div className="filters" role="search">
			<SelectField name="filter_state" label={t('post.state_label')} empty={t('post.all')} value={filter.state}
				choices={STATES.map((state) => ({ value: state, label: counted(state) }))} on_change={(state) => on_change({ ...filter, state: state as State | '' })} />
			<SelectField name="filter_kind" label={t('post.kind_label')} empty={t('post.all')} value={filter.kind}
				choices={KINDS.map((kind) => ({ value: kind, label: kind_name(kind) }))} on_change={(kind) => on_change({ ...filter, kind })} />
			<SelectField name="filter_days" label={t('post.period')} value={String(filter.days)}
				choices={DAYS.map((days) => ({ value: String(days), label: t(`post.days_${days}`) }))} on_change={(days) => on_change({ ...filter, days: Number(days) })} />
			{may(use_session(), 'manage_people') && (
				<TextField name="filter_name" label={t('post.search')} value={filter.search} spell_check={false} on_change={(search) => on_change({ ...filter, search })} />
			)}
		</div>
	);
}

/* What became of the last change, with its way back. */
function Result({ done, busy, on_undo, on_hide }: { done: Done | null; busy: boolean; on_undo: (ids: string[]) => void; on_hide: () => void }) {
	const { t } = useTranslation();
	return (
		<div role="status" className={done ? 'queue-result' : undefined}>
			{done && (
				<>
					<p>{t(`post.done.${done.action}`, { count: done.changed.length })}</p>
					{done.changed.length < done.asked && <p>{t('post.not_done', { count: done.asked - done.changed.length })}</p>}
					<div className="actions">
						{done.action === 'cancel' && done.changed.length > 0 && (
							<Button variant="secondary" data-size="sm" loading={busy} onClick={() => on_undo(done.changed)}>{t('post.undo')}</Button>
						)}
						<Button variant="tertiary" data-size="sm" onClick={on_hide}>{t('post.hide')}</Button>
					</div>
				</>
			)}
		</div>
	);
}

function MessageList({ helsefellesskap, filter, selected, busy, on_selected, on_change }: { helsefellesskap: string; filter: Filter; selected: string[]; busy: boolean;
	on_selected: (ids: string[]) => void; on_change: (action: Action, ids: string[]) => void }) {
	const { t } = useTranslation();
	const list = use_outbox(helsefellesskap, filter);
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />;
	const messages = list.data.pages.flatMap((page) => page.items);
	const changeable = messages.filter((one) => one.may.length > 0);
	const chosen = changeable.filter((one) => selected.includes(one.id));
	const toggle = (id: string) => on_selected(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]);
	const narrowed = filter.state !== '' || filter.kind !== '' || filter.search !== '';
	return (
		<section className="stack" aria-labelledby="mail-found">
			<Heading level={2} data-size="xs" id="mail-found">{t('post.found', { count: messages.length })}</Heading>
			{messages.length === 0 && <Paragraph className="empty">{t(narrowed ? 'post.none_narrowed' : 'post.none')}</Paragraph>}
			{changeable.length > 1 && (
				<div className="actions" role="group" aria-label={t('post.several')}>
					<Button data-size="sm" variant="tertiary" onClick={() => on_selected(chosen.length === changeable.length ? [] : changeable.map((one) => one.id))}>
						{t(chosen.length === changeable.length ? 'post.select_none' : 'post.select_all', { count: changeable.length })}
					</Button>
					{(['retry', 'cancel', 'put_back'] as const).map((action) => {
						const ids = chosen.filter((one) => one.may.includes(action)).map((one) => one.id).slice(0, 500);
						return ids.length > 0 && (
							<Button key={action} data-size="sm" variant="secondary" loading={busy} onClick={() => on_change(action, ids)}>{t(`post.action_count.${action}`, { count: ids.length })}</Button>
						);
					})}
				</div>
			)}
			<ul className="cases">
				{messages.map((one) => (
					<MessageItem key={one.id} message={one} selected={selected.includes(one.id)} busy={busy} on_select={toggle} on_change={(action, id) => on_change(action, [id])} />
				))}
			</ul>
			{list.hasNextPage && (
				<div className="actions"><Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button></div>
			)}
		</section>
	);
}

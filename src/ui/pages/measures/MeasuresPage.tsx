/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useSearchParams } from 'wouter';
import { as_failure } from '../../api/failure';
import { queue_places, type QueuePlace } from '../../api/queue_places';
import { use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { MeasureMeta, MeasureTag } from '../../measures/MeasureFacts';
import { use_measure_work, type Measure, type WorkState } from '../../measures/measures';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';

const STATES: readonly WorkState[] = ['open', 'overdue', 'to_evaluate'];
/* The address is Norwegian, as everywhere. */
const IN_ADDRESS: Record<WorkState, string> = { open: 'alle', overdue: 'forfalt', to_evaluate: 'effekt' };

/* Measures that something is left to do for, across cases. What is filtered by stands in the address. */
export default function MeasuresPage() {
	const { t } = useTranslation();
	const [search, set_search] = useSearchParams();
	/* Of an organisation it is everything its coordinator sees. */
	const places = queue_places(use_session()).filter((place) => place.of !== 'organisation');
	const name_of = (place: QueuePlace) => place.filter.council_id ?? place.helsefellesskap;
	const place = places.find((one) => name_of(one) === search.get('hvor')) ?? null;
	const state = STATES.find((one) => IN_ADDRESS[one] === search.get('vis')) ?? 'open';
	const show = (next: { state: WorkState; where: string }) =>
		set_search({ ...next.where && { hvor: next.where }, ...next.state !== 'open' && { vis: IN_ADDRESS[next.state] } }, { replace: true });
	const where = place ? name_of(place) : '';
	return (
		<Page title={t('measures.work')} lead={<p>{t('measures.work_lead')}</p>} wide>
			<WorkFilters state={state} where={where} place={place} places={places.map((one) => ({ value: name_of(one), label: one.name }))} on_change={show} />
			<WorkList state={state} place={place} />
		</Page>
	);
}

interface WorkFiltersProps {
	state: WorkState;
	where: string;
	place: QueuePlace | null;
	places: { value: string; label: string }[];
	on_change: (next: { state: WorkState; where: string }) => void;
}

function WorkFilters({ state, where, place, places, on_change }: WorkFiltersProps) {
	const { t } = useTranslation();
	const format = use_format();
	const counts = use_measure_work(state, place).data?.pages[0]?.counts;
	const counted = (one: WorkState) => `${t(`measures.show.${one}`)}${counts ? ` (${format.number(counts[one])})` : ''}`;
	return (
		<div className="filters" role="search">
			<SelectField name="measure_state" label={t('measures.show_label')} value={state} choices={STATES.map((one) => ({ value: one, label: counted(one) }))}
				on_change={(next) => on_change({ state: next as WorkState, where })} />
			{places.length > 1 && (
				<SelectField name="measure_place" label={t('measures.where')} empty={t('measures.everywhere')} value={where} choices={places}
					on_change={(next) => on_change({ state, where: next })} />
			)}
		</div>
	);
}

function WorkList({ state, place }: { state: WorkState; place: QueuePlace | null }) {
	const { t } = useTranslation();
	const list = use_measure_work(state, place);
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />;
	const items = list.data.pages.flatMap((page) => page.items);
	return (
		<section className="stack" aria-labelledby="measures-found">
			<Heading level={2} data-size="xs" id="measures-found">{t(`measures.show.${state}`)}</Heading>
			{items.length === 0 && <Paragraph className="empty">{t(`measures.empty.${state}`)}</Paragraph>}
			<ul className="cases">{items.map((measure) => <WorkItem key={measure.id} measure={measure} />)}</ul>
			{list.hasNextPage && (
				<div className="actions"><Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button></div>
			)}
		</section>
	);
}

function WorkItem({ measure }: { measure: Measure }) {
	const { t } = useTranslation();
	const { id, number, title, council } = measure.case;
	return (
		<li>
			<div className="case-head">
				<h3 className="written">{measure.text}</h3>
				<MeasureTag state={measure.state} />
			</div>
			<p className="case-meta"><span><Link asChild><RouteLink href={`/saker/${id}#measures`}>{number}</RouteLink></Link> {title}</span><span>{council.name}</span></p>
			<MeasureMeta measure={measure} />
			<p className="case-meta"><span>{t('measures.phase_now', { phase: t(`measures.phase.${measure.phase}`) })}</span></p>
		</li>
	);
}

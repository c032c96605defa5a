/* SPDX-License-Identifier: MIT */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_register } from '../../api/register';
import { new_key, use_draft } from '../../form/draft';
import type { Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { use_guard } from '../../guard/use_guard';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { CheckStep } from './CheckStep';
import { as_body, empty_draft, from_begun, field_labels, find_errors, free_texts, sent_texts, type DeviationDraft, type FieldName } from './deviation_draft';
import { DraftList } from './DraftList';
import { DraftState } from './DraftState';
import { FileForm } from './FileForm';
import { use_saving } from './saved_draft';
import { use_stopwatch } from './stopwatch';

export const CHECK = 'kontroll';

/* What differs between those who file with an account and without. */
export interface FilingWay {
	path: string;
	draft_name: string;
	heading: string;
	lead: ReactNode;
	check_lead: string;
	own: Schemas['organisation_reference'][]; /* for which organisations they may report */
	route: ((draft: DeviationDraft) => ReactNode) | undefined; /* shows where the report will go */
	keeps: boolean; /* drafts on the server, and the last choices: for those with an account */
	begun?: Schemas['draft'] | undefined; /* a draft to go on with */
	/* Sends it and goes on to what follows. One key for one report: sending it twice makes one. */
	send: (body: Schemas['new_deviation'], key: string) => Promise<void>;
}

interface FilingProps {
	step: string | undefined;
	helsefellesskap: string;
	way: FilingWay;
}

/* Two steps of one page: write, then check and send. The browser's back button goes from the second to the first. */
export function Filing({ step, helsefellesskap, way }: FilingProps) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const register = use_register(helsefellesskap);
	const draft = use_draft(way.draft_name, () => empty_draft(helsefellesskap, way.own.length === 1 || way.route ? way.own[0] : undefined));
	const saving = use_saving(draft, way.keeps);
	const elapsed = use_stopwatch();
	const [errors, set_errors] = useState<Errors<FieldName>>({});
	const [attempt, set_attempt] = useState(0);
	const [general, set_general] = useState<string[]>([]);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);
	const sending = useRef(false);
	const guard = use_guard(free_texts(draft.value), draft.value.fine, (fine) => draft.change({ fine }));
	const complete = Object.keys(find_errors(draft.value, t)).length === 0;
	const checking = step === CHECK && ((complete && guard.passes === true) || busy);
	const waiting = step === CHECK && complete && guard.passes === undefined;

	useEffect(() => {
		if (way.begun && way.begun.id !== draft.value.key)
			draft.change(from_begun(way.begun));
	}, [way.begun]);
	useEffect(() => {
		if (step === CHECK && !checking && !waiting)
			go(way.path, { replace: true });
	}, [step, checking, waiting, go, way.path]);

	const change = (part: Partial<DeviationDraft>) => {
		draft.change({ ...part, spent_ms: draft.value.spent_ms + elapsed(), sent_after: null });
		set_failure(null);
		/* What is being put right is no longer wrong. */
		set_errors((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in part))));
	};
	const show = (found: Errors<FieldName>, rest: string[]) => {
		set_errors(found);
		set_general(rest);
		set_attempt((before) => before + 1);
	};
	const check = async () => {
		const found = find_errors(draft.value, t);
		const passes = await guard.check();
		show(found, []);
		if (Object.keys(found).length === 0 && passes)
			go(`${way.path}/${CHECK}`);
	};
	const refused = (error: unknown) => {
		const problem = as_failure(error);
		const sorted = errors_of(problem, field_labels(t));
		if (problem.errors.length === 0) {
			set_failure(problem);
			return;
		}
		show(sorted.errors, sorted.general);
		go(way.path);
	};
	const send = async () => {
		if (sending.current)
			return;
		sending.current = true;
		set_busy(true);
		set_failure(null);
		try {
			/* The same request again when the answer was lost. */
			const sent_after = draft.value.sent_after ?? Math.min(86_400, Math.round((draft.value.spent_ms + elapsed()) / 1000));
			draft.change({ sent_after });
			const body = { ...as_body(draft.value), filing_seconds: sent_after };
			const confirmed_findings = await guard.confirmed_in(sent_texts(body));
			await way.send({ ...body, confirmed_findings }, draft.value.key);
			void saving.forget();
			draft.clear();
		} catch (error) {
			refused(error);
		} finally {
			sending.current = false;
			set_busy(false);
		}
	};
	const clear = () => {
		if (!window.confirm(t('file.clear_sure')))
			return;
		void saving.forget();
		draft.clear();
		show({}, []);
	};

	if (register.isPending || waiting)
		return <Page title={way.heading} step="write" wide><Loading /></Page>;
	if (register.isError)
		return (
			<Page title={way.heading} step="write" wide>
				<FailureAlert failure={as_failure(register.error)} on_retry={() => void register.refetch()} busy={register.isFetching} kept />
			</Page>
		);
	if (checking)
		return (
			<Page title={t('file.check_heading')} step={CHECK} lead={<p>{way.check_lead}</p>}>
				<CheckStep draft={draft.value} route={way.route?.(draft.value)} busy={busy} failure={failure} on_send={() => void send()} on_back={() => window.history.back()}
					on_send_as_new={() => change({ key: new_key() })} />
			</Page>
		);
	return (
		<Page title={way.heading} step="write" wide lead={way.lead}>
			{way.keeps && <DraftList but={draft.value.key} />}
			{way.keeps && <DraftState saving={saving} />}
			<FileForm draft={draft.value} offers_last={way.keeps} own={way.own} route={way.route?.(draft.value)} change={change} errors={errors} general={general} attempt={attempt} guard={guard}
				on_check={() => void check()} on_clear={clear} />
		</Page>
	);
}

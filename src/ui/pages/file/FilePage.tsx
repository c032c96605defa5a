/* SPDX-License-Identifier: MIT */
import { Alert } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_register } from '../../api/register';
import { helsefellesskap_of, organisations_of, use_session } from '../../api/session';
import { new_key, use_draft } from '../../form/draft';
import type { Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { CheckStep } from './CheckStep';
import { use_guard } from '../../guard/use_guard';
import { as_body, empty_draft, field_labels, find_errors, free_texts, sent_texts, type DeviationDraft, type FieldName } from './deviation_draft';
import { FileForm } from './FileForm';

const CHECK = 'kontroll';

/* Two steps of one page: write, then check and send. The browser's back button goes from the second to the first. */
export default function FilePage({ step }: { step?: string | undefined }) {
	const { t } = useTranslation();
	const session = use_session();
	const home = helsefellesskap_of(session).find((one) => organisations_of(session, one.code).length > 0);
	if (!home)
		return <Page title={t('file.heading')}><Alert data-color="info">{t('file.no_organisation')}</Alert></Page>;
	return <Filing step={step} helsefellesskap={home.code} />;
}

function Filing({ step, helsefellesskap }: { step?: string | undefined; helsefellesskap: string }) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const queries = useQueryClient();
	const session = use_session();
	const register = use_register(helsefellesskap);
	const draft = use_draft('deviation', () => empty_draft(helsefellesskap, organisations_of(session, helsefellesskap)[0]));
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
		if (step === CHECK && !checking && !waiting)
			go('/meld', { replace: true });
	}, [step, checking, waiting, go]);

	const change = (part: Partial<DeviationDraft>) => {
		draft.change(part);
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
			go(`/meld/${CHECK}`);
	};
	const refused = (error: unknown) => {
		const problem = as_failure(error);
		const sorted = errors_of(problem, field_labels(t));
		if (problem.errors.length === 0) {
			set_failure(problem);
			return;
		}
		show(sorted.errors, sorted.general);
		go('/meld');
	};
	/* One key for one report: sending it twice, by a double click or after a lost answer, makes one case. */
	const send = async () => {
		if (sending.current)
			return;
		sending.current = true;
		set_busy(true);
		set_failure(null);
		try {
			const body = as_body(draft.value);
			const confirmed_findings = await guard.confirmed_in(sent_texts(body));
			const receipt = await body_of(api.POST('/deviations', {
				params: { header: { 'Idempotency-Key': draft.value.key } }, body: { ...body, confirmed_findings },
			}));
			queries.setQueryData(['receipt', receipt.id], receipt);
			void queries.invalidateQueries({ queryKey: ['deviations'] });
			go(`/meld/sendt/${receipt.id}`, { replace: true });
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
		draft.clear();
		show({}, []);
	};

	if (register.isPending || waiting)
		return <Page title={t('file.heading')} step="write" wide><Loading /></Page>;
	if (register.isError)
		return (
			<Page title={t('file.heading')} step="write" wide>
				<FailureAlert failure={as_failure(register.error)} on_retry={() => void register.refetch()} busy={register.isFetching} kept />
			</Page>
		);
	if (checking)
		return (
			<Page title={t('file.check_heading')} step={CHECK} lead={<p>{t('file.check_lead')}</p>}>
				<CheckStep draft={draft.value} busy={busy} failure={failure} on_send={() => void send()} on_back={() => window.history.back()}
					on_send_as_new={() => change({ key: new_key() })} />
			</Page>
		);
	return (
		<Page title={t('file.heading')} step="write" wide lead={<p>{t('file.lead')}</p>}>
			<FileForm draft={draft.value} change={change} errors={errors} general={general} attempt={attempt} guard={guard}
				on_check={() => void check()} on_clear={clear} />
		</Page>
	);
}

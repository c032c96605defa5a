/* SPDX-License-Identifier: MIT */
import { Button, Field, Fieldset, Heading, Input, Label, Paragraph } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_one_change } from '../../api/use_one_change';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { TextArea } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import { use_report_names } from '../learning/report_names';

type Definition = Schemas['report_definition'];
const MEASURES = ['receipt', 'answer', 'close', 'filing'] as const;
const DIMENSIONS = ['kind', 'category', 'council', 'direction', 'counterpart', 'service_area', 'patient_group', 'month', 'phase', 'agreement_point', 'hph_item',
	'actual_harm', 'potential_harm', 'helseplattformen', 'status', 'promise', 'feedback', 'reopened', 'dialogue', 'parties_agree',
	'measure_strength', 'measure_phase', 'measure_state', 'measure_effect'] as const;

/* What the analysis group and the joint committee want counted, from the next report on. */
export function DefinitionForm({ helsefellesskap }: { helsefellesskap: string }) {
	const { t } = useTranslation();
	const definition = useQuery({ queryKey: ['report-definition', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/report-definition', { params: { path: { helsefellesskap } } })), refetchOnWindowFocus: false });
	return (
		<section className="stack" aria-labelledby="definition-heading">
			<Heading level={2} data-size="sm" id="definition-heading">{t('report.definition')}</Heading>
			<Paragraph data-size="sm">{t('report.definition_text')}</Paragraph>
			{definition.isPending && <Loading />}
			{definition.isError && <FailureAlert failure={as_failure(definition.error)} on_retry={() => void definition.refetch()} />}
			{definition.data && <Chosen key={definition.data.version} helsefellesskap={helsefellesskap} definition={definition.data} />}
		</section>
	);
}

function Chosen({ helsefellesskap, definition }: { helsefellesskap: string; definition: Definition }) {
	const { t } = useTranslation();
	const names = use_report_names(helsefellesskap);
	const [dimensions, set_dimensions] = useState<readonly string[]>(definition.dimensions);
	const [measures, set_measures] = useState<readonly string[]>(definition.measures);
	const [note, set_note] = useState('');
	const [errors, set_errors] = useState<Errors>({});
	const { run, busy, failure } = use_one_change(['report-definition', helsefellesskap], []);
	const changed = dimensions.length !== definition.dimensions.length || measures.length !== definition.measures.length
		|| dimensions.some((one) => !(definition.dimensions as string[]).includes(one)) || measures.some((one) => !(definition.measures as string[]).includes(one));
	const toggle = (list: readonly string[], name: string) => (list.includes(name) ? list.filter((one) => one !== name) : [...list, name]);
	const send = (event: FormEvent) => {
		event.preventDefault();
		const wrong: Errors = { ...(note.trim().length < 3 && { definition_note: t('report.note_missing') }), ...(dimensions.length === 0 && { definition_note: t('report.none_chosen') }) };
		set_errors(wrong);
		if (Object.keys(wrong).length > 0)
			return;
		void run(() => body_of(api.PUT('/helsefellesskap/{helsefellesskap}/report-definition', {
			params: { path: { helsefellesskap }, header: { 'If-Match': `"${definition.version}"` } },
			body: { dimensions: DIMENSIONS.filter((one) => dimensions.includes(one)), measures: MEASURES.filter((one) => measures.includes(one)), note: note.trim() } })));
	};
	return (
		<form className="form" onSubmit={send} noValidate>
			<p>{t('report.definition_version', { version: definition.version, smallest: definition.smallest_shown })}{definition.note && ` ${definition.note}`}</p>
			<ErrorSummary errors={errors} />
			<Fieldset data-size="sm">
				<Fieldset.Legend>{t('report.dimensions')}</Fieldset.Legend>
				<div className="report-choices">
					{DIMENSIONS.map((one) => <Choice key={one} name={one} label={names.dimension(one)} chosen={dimensions.includes(one)} on_toggle={() => set_dimensions(toggle(dimensions, one))} />)}
				</div>
			</Fieldset>
			<Fieldset data-size="sm">
				<Fieldset.Legend>{t('report.measures')}</Fieldset.Legend>
				<div className="report-choices">
					{MEASURES.map((one) => <Choice key={one} name={one} label={t(`report.time_${one}`)} chosen={measures.includes(one)} on_toggle={() => set_measures(toggle(measures, one))} />)}
				</div>
			</Fieldset>
			{failure && <FailureAlert failure={failure} kept />}
			{changed && (
				<>
					<TextArea name="definition_note" label={t('report.definition_note')} hint={t('report.definition_note_hint')} required limit={2000} rows={3} value={note}
						error={errors.definition_note} on_change={set_note} />
					<div className="actions"><Button type="submit" loading={busy}>{t('report.store_definition')}</Button></div>
				</>
			)}
		</form>
	);
}

function Choice({ name, label, chosen, on_toggle }: { name: string; label: string; chosen: boolean; on_toggle: () => void }) {
	return (
		<Field data-size="sm">
			<Input type="checkbox" id={`count-${name}`} checked={chosen} onChange={on_toggle} />
			<Label htmlFor={`count-${name}`} weight="regular">{label}</Label>
		</Field>
	);
}

/* SPDX-License-Identifier: MIT */
import { Alert, Link, Paragraph } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation } from 'wouter';
import { as_failure } from '../../api/failure';
import { hold_report, read_open_register, use_open_filing, use_open_register } from '../../api/open_filing';
import { RegisterSource } from '../../api/register';
import { use_draft } from '../../form/draft';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { use_puzzle } from '../../puzzle/use_puzzle';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { CHECK, Filing } from '../file/Filing';
import { CODE_KEY } from './CodePage';

const OPEN_REGISTER = { name: 'open', read: async (helsefellesskap: string) => (await read_open_register(helsefellesskap)).register };

/* The same form as for everyone, without an account. The secretariat reads the report first. */
export default function OpenFilePage({ step }: { step?: string | undefined }) {
	const { t } = useTranslation();
	const places = use_open_filing();
	const choice = use_draft('open_filing', () => ({ helsefellesskap: '' }));
	if (places.isPending)
		return <Page title={t('open_file.heading')} wide><Loading /></Page>;
	if (places.isError)
		return <Page title={t('open_file.heading')} wide><FailureAlert failure={as_failure(places.error)} on_retry={() => void places.refetch()} kept /></Page>;
	if (places.data.length === 0)
		return (
			<Page title={t('open_file.heading')}>
				<Alert data-color="info">{t('open_file.nowhere')}</Alert>
				<p><Link asChild><RouteLink href="/logg-inn">{t('open_file.sign_in')}</RouteLink></Link></p>
			</Page>
		);
	const only = places.data.length === 1 ? places.data[0] : undefined;
	const chosen = only ?? places.data.find((one) => one.code === choice.value.helsefellesskap);
	const choose = !only && (
		<SelectField name="helsefellesskap" label={t('file.helsefellesskap')} empty={t('form.choose')} required value={chosen?.code ?? ''}
			choices={places.data.map((one) => ({ value: one.code, label: one.name }))}
			on_change={(helsefellesskap) => choice.change({ helsefellesskap })} />
	);
	if (!chosen)
		return <Page title={t('open_file.heading')} wide lead={<p>{t('open_file.lead')}</p>}>{choose}</Page>;
	return (
		<RegisterSource value={OPEN_REGISTER}>
			<OpenFiling key={chosen.code} step={step} helsefellesskap={chosen.code} name={chosen.name} choose={choose} />
		</RegisterSource>
	);
}

interface OpenFilingProps {
	step: string | undefined;
	helsefellesskap: string;
	name: string;
	choose: ReactNode;
}

function OpenFiling({ step, helsefellesskap, name, choose }: OpenFilingProps) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const queries = useQueryClient();
	const open = use_open_register(helsefellesskap);
	const puzzle = use_puzzle(helsefellesskap, step === CHECK);
	if (open.isPending)
		return <Page title={t('open_file.heading')} step="write" wide><Loading /></Page>;
	if (open.isError)
		return <Page title={t('open_file.heading')} step="write" wide><FailureAlert failure={as_failure(open.error)} on_retry={() => void open.refetch()} kept /></Page>;
	return (
		<Filing step={step} helsefellesskap={helsefellesskap} way={{
			path: '/meld-uten-konto',
			draft_name: `open_deviation.${helsefellesskap}`,
			heading: t('open_file.heading'),
			lead: (
				<>
					<p>{t('open_file.lead')}</p>
					<Paragraph data-size="sm">{t('open_file.held', { helsefellesskap: name })}</Paragraph>
					{choose}
				</>
			),
			check_lead: t('open_file.check_lead'),
			own: open.data.reporting_organisations,
			route: undefined,
			keeps: false,
			send: async (body, key) => {
				const receipt = await hold_report(body, key, puzzle.next);
				queries.setQueryData(CODE_KEY, receipt);
				go('/meld-uten-konto/sendt', { replace: true });
			},
		}} />
	);
}

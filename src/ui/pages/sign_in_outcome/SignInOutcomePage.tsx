/* SPDX-License-Identifier: MIT */
import { Link, Paragraph } from '@digdir/designsystemet-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { ARRIVAL_PAGES, tell_arrival, type Arrival } from '../../api/openid';
import { use_session_query } from '../../api/session';
import { Page } from '../../shell/Page';

/* Where the way to a sign-in service ends when it does not end at a page of the person's: the last part of the address. */
const REFUSALS = {
	ukjent: 'unknown', 'ingen-rolle': 'no_role', niva: 'level', utlopt: 'expired', avbrutt: 'cancelled', avvist: 'refused',
	utilgjengelig: 'unavailable', 'annen-person': 'other_person',
} as const;
type Refusal = typeof REFUSALS[keyof typeof REFUSALS];

export default function SignInOutcomePage({ outcome }: { outcome: string }) {
	const arrival = (Object.keys(ARRIVAL_PAGES) as Arrival[]).find((one) => ARRIVAL_PAGES[one] === `/innlogging/${outcome}`);
	return arrival ? <Arrived arrival={arrival} /> : <Refused what={(REFUSALS as Record<string, Refusal>)[outcome] ?? 'refused'} />;
}

function Arrived({ arrival }: { arrival: Arrival }) {
	const { t } = useTranslation();
	useEffect(() => tell_arrival(arrival), [arrival]);
	return <Page title={t(`openid.${arrival}`)} lead={<p>{t('openid.go_back')}</p>}><Onward /></Page>;
}

function Refused({ what }: { what: Refusal }) {
	const { t } = useTranslation();
	return (
		<Page title={t(`openid.${what}`)}>
			<Paragraph>{t(`openid.${what}_text`)}</Paragraph>
			<Onward />
		</Page>
	);
}

function Onward() {
	const { t } = useTranslation();
	const { data: session } = use_session_query();
	return (
		<p><Link asChild><RouteLink href={session ? '/' : '/logg-inn'}>{t(session ? 'not_found.home' : 'openid.again')}</RouteLink></Link></p>
	);
}

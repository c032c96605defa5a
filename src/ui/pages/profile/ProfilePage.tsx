/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_issuers } from '../../api/openid';
import { helsefellesskap_of, may, use_session, use_sign_out } from '../../api/session';
import { use_save_language } from '../../api/settings';
import { forget_all_drafts } from '../../form/draft';
import { FailureAlert } from '../../form/FailureAlert';
import { RadioGroup } from '../../form/RadioGroup';
import { change_language } from '../../i18n/catalogue';
import { as_language, LANGUAGE_NAMES, LANGUAGES } from '../../i18n/language';
import { choose_colour_scheme, colour_scheme, COLOUR_SCHEMES, type ColourScheme } from '../../shell/colour_scheme';
import { Page } from '../../shell/Page';
import { Password } from './Password';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import { Memberships } from './Memberships';
import { OwnAddress } from './OwnAddress';
import { Subscription } from './Subscription';

export default function ProfilePage() {
	const { t, i18n } = useTranslation();
	const session = use_session();
	const save = use_save_language();
	const { data: issuers } = use_issuers();
	const service = session.issuer && (issuers?.find((one) => one.code === session.issuer)?.name ?? session.issuer);
	const [scheme, set_scheme] = useState(colour_scheme);
	return (
		<Page title={session.person.name}>
			{service && <p className="hint">{t('openid.by', { name: service })}</p>}
			<OwnAddress />
			<Memberships />
			<section className="form" aria-labelledby="settings">
				<Heading level={2} data-size="xs" id="settings">{t('profile.settings')}</Heading>
				<RadioGroup name="language" label={t('profile.language')} hint={t('profile.language_hint')} value={as_language(i18n.language)}
					choices={LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] }))}
					on_change={(value) => {
						const language = as_language(value);
						void change_language(language);
						save.mutate(language);
					}} />
				{save.isError && <FailureAlert failure={as_failure(save.error)} />}
				<RadioGroup name="scheme" label={t('profile.scheme')} value={scheme}
					choices={COLOUR_SCHEMES.map((one) => ({ value: one, label: t(`profile.scheme_${one}`) }))}
					on_change={(value) => {
						choose_colour_scheme(value as ColourScheme);
						set_scheme(value as ColourScheme);
					}} />
			</section>
			{may(session, 'read_learning') && helsefellesskap_of(session).map((one) => <Subscription key={one.code} helsefellesskap={one} />)}
			{session.method !== 'openid' && <Password />}
			{session.method !== 'openid' && <SecondFactor />}
			<Sessions />
			<SignOut service={service} />
		</Page>
	);
}

/* What was begun and not sent goes with the session: the screen may be shared. */
function SignOut({ service }: { service: string | null }) {
	const { t } = useTranslation();
	const sign_out = use_sign_out();
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const leave = async () => {
		set_busy(true);
		set_failure(null);
		try {
			const continue_at = await sign_out();
			forget_all_drafts();
			if (continue_at)
				window.location.assign(continue_at);
		} catch (error) {
			set_failure(as_failure(error));
			set_busy(false);
		}
	};
	return (
		<section className="stack" aria-labelledby="sign-out">
			<Heading level={2} data-size="xs" id="sign-out">{t('profile.sign_out')}</Heading>
			<p>{t('profile.sign_out_text')}{service && ` ${t('openid.sign_out_text', { name: service })}`}</p>
			{failure && <FailureAlert failure={failure} on_retry={() => void leave()} />}
			<div className="actions"><Button variant="secondary" onClick={() => void leave()} loading={busy}>{t('profile.sign_out')}</Button></div>
		</section>
	);
}

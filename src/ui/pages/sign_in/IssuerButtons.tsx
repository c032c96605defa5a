/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { ARRIVAL_PAGES, start_address, use_issuers } from '../../api/openid';

interface IssuerButtonsProps {
	/* A page with something written on it stays where it is: the way to the issuer is walked in a tab of its own. */
	new_tab?: boolean;
	level?: 2 | 3;
}

/* The services one can sign in by, before the local account. Nothing when there are none. */
export function IssuerButtons({ new_tab = false, level = 2 }: IssuerButtonsProps) {
	const { t } = useTranslation();
	const { data: issuers } = use_issuers();
	if (!issuers || issuers.length === 0)
		return null;
	const here = window.location.pathname.startsWith('/logg-inn') || window.location.pathname.startsWith('/innlogging')
		? '/' : window.location.pathname + window.location.search;
	return (
		<>
			<ul className="issuers">
				{issuers.map(({ code, name }) => (
					<li key={code}>
						<Button asChild>
							<a href={start_address(code, new_tab ? ARRIVAL_PAGES.signed_in : here)} target={new_tab ? '_blank' : undefined}>
								{t('openid.sign_in_by', { name })}
								{new_tab && <span className="ds-sr-only"> {t('openid.new_tab')}</span>}
							</a>
						</Button>
					</li>
				))}
			</ul>
			<Heading level={level} data-size="xs">{t('openid.local')}</Heading>
		</>
	);
}

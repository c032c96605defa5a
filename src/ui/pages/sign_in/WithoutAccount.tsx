/* SPDX-License-Identifier: MIT */
import { Heading, Link, List, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { use_open_filing } from '../../api/open_filing';

/* The way in for those without an account, where some helsefellesskap allows it. */
export function WithoutAccount() {
	const { t } = useTranslation();
	const places = use_open_filing();
	if (!places.data || places.data.length === 0)
		return null;
	return (
		<section className="stack" aria-labelledby="without-account">
			<Heading level={2} data-size="xs" id="without-account">{t('open_file.without')}</Heading>
			<Paragraph>{t('open_file.without_text', { names: places.data.map((one) => one.name).join(', ') })}</Paragraph>
			<List.Unordered>
				<List.Item><Link asChild><RouteLink href="/meld-uten-konto">{t('open_file.go')}</RouteLink></Link></List.Item>
				<List.Item><Link asChild><RouteLink href="/oppfolging">{t('follow_up.go')}</RouteLink></Link></List.Item>
			</List.Unordered>
		</section>
	);
}

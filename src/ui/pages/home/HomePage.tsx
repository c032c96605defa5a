/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { councils_of, helsefellesskap_of, may, use_session } from '../../api/session';
import { CaseList } from '../../cases/CaseList';
import { Page } from '../../shell/Page';
import { DraftList } from '../file/DraftList';
import { LatestNotes } from '../learning/LatestNotes';

/* What the person can do here, and what waits for them; the rest is left out. */
export default function HomePage() {
	const { t } = useTranslation();
	const session = use_session();
	const spaces = helsefellesskap_of(session);
	const helsefellesskap = spaces[0]?.code ?? '';
	const councils = councils_of(session);
	const files = may(session, 'file_deviation');
	return (
		<Page title={t('home.heading', { name: session.person.name })} lead={<p>{spaces.map((one) => one.name).join(', ')}</p>}>
			{files && (
				<section className="call" aria-labelledby="home-file">
					<Heading level={2} data-size="sm" id="home-file">{t('home.file_heading')}</Heading>
					<Paragraph>{t('home.file_text')}</Paragraph>
					<div className="actions">
						<Button asChild><RouteLink href="/meld">{t('home.file')}</RouteLink></Button>
					</div>
				</section>
			)}
			{files && <DraftList />}
			{councils.map((council) => (
				<section key={council.id} className="stack" aria-labelledby={`home-council-${council.id}`}>
					<Heading level={2} data-size="sm" id={`home-council-${council.id}`}>{t('home.queue', { council: council.name })}</Heading>
					<CaseList filter={{ view: 'council', council_id: council.id, status: 'open', limit: 5 }} heading="h3" empty={t('queue.empty_open')}
						helsefellesskap={session.memberships.find((one) => one.council?.id === council.id)?.helsefellesskap.code ?? helsefellesskap} />
					<p><Link asChild><RouteLink href={`/ko?raad=${council.id}`}>{t('home.whole_queue')}</RouteLink></Link></p>
				</section>
			))}
			{files && (
				<section className="stack" aria-labelledby="home-mine">
					<Heading level={2} data-size="sm" id="home-mine">{t('home.mine')}</Heading>
					<CaseList filter={{ view: 'mine', status: 'all', limit: 5 }} helsefellesskap={helsefellesskap} empty={t('mine.empty')} heading="h3" />
					<p><Link asChild><RouteLink href="/mine">{t('home.all_mine')}</RouteLink></Link></p>
				</section>
			)}
			{may(session, 'read_learning') && (
				<section className="stack" aria-labelledby="home-learning">
					<Heading level={2} data-size="sm" id="home-learning">{t('home.learning')}</Heading>
					<LatestNotes helsefellesskap={helsefellesskap} limit={3} heading="h3" />
					<p><Link asChild><RouteLink href="/laering">{t('home.all_learning')}</RouteLink></Link></p>
				</section>
			)}
		</Page>
	);
}

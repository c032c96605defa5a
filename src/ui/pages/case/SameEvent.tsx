/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { use_format } from '../../i18n/format';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';
import { answer_match, use_case_links, type Match } from './case_links';

type Answer = 'same' | 'different';
type Sentence = `links.${'accepted' | 'declined' | 'declined_other' | 'council_waiting' | 'waiting' | 'match_open'}`;

/* What a match is to the reader now: the sentence, and which answers may still be given. */
function standing_of(match: Match): { text: Sentence; answers: Answer[] } {
	if (match.state === 'accepted')
		return { text: 'links.accepted', answers: ['different'] };
	if (match.state === 'declined')
		return match.own_answer === 'different' ? { text: 'links.declined', answers: ['same'] } : { text: 'links.declined_other', answers: [] };
	if (!match.may_answer)
		return { text: 'links.council_waiting', answers: [] };
	return match.own_answer === 'same' ? { text: 'links.waiting', answers: ['different'] } : { text: 'links.match_open', answers: ['same', 'different'] };
}

/* The other party may have reported the same event: each side says so before either reads the other. */
export function SameEvent({ id }: { id: string }) {
	const { t } = useTranslation();
	const format = use_format();
	const change = use_change(id);
	const links = use_case_links(id).data;
	if (!links?.matches.length)
		return null;

	const said = (match: Match, answer: Answer) => {
		if (answer === 'same')
			return match.own_answer ? t('links.change') : t('links.same');
		return match.state === 'accepted' ? t('links.withdraw') : match.own_answer ? t('links.change') : t('links.different');
	};
	return (
		<section className="stack" aria-labelledby="same-event">
			<Heading level={2} data-size="xs" id="same-event">{t('links.match_heading')}</Heading>
			{links.matches.map((match) => {
				const { text, answers } = standing_of(match);
				const when = match.occurred_on ? t('links.match_when', { date: format.date(match.occurred_on) }) : '';
				return (
					<Alert key={match.id} data-color="info">
						<Paragraph>{t(text, { organisation: match.organisation.name, when })}</Paragraph>
						{match.state === 'open' && <Paragraph data-size="sm">{t('links.match_promise')}</Paragraph>}
						{match.number && <Other number={match.number} links={links.links} />}
						{match.may_answer && (
							<div className="actions">
								{answers.map((answer, index) => (
									<Button key={answer} data-size="sm" variant={index === 0 && !match.own_answer ? 'primary' : 'secondary'} loading={change.busy}
										onClick={() => void change.run(() => answer_match(id, match.id, answer))}>{said(match, answer)}</Button>
								))}
							</div>
						)}
					</Alert>
				);
			})}
			<ChangeFailure failure={change.failure} busy={change.busy} />
		</section>
	);
}

function Other({ number, links }: { number: string; links: { id: string; number: string }[] }) {
	const other = links.find((one) => one.number === number);
	return <Paragraph>{other ? <Link asChild><RouteLink href={`/saker/${other.id}`}>{number}</RouteLink></Link> : number}</Paragraph>;
}

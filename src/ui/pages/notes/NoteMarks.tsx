/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { helsefellesskap_of, organisations_of, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { steps_of, use_note_change, type Note } from './notes';

/* Useful is each reader's own; done is said for the place one reports or coordinates for. */
export function NoteMarks({ note }: { note: Note }) {
	const { t } = useTranslation();
	const session = use_session();
	const change = use_note_change(note.id);
	const { marks } = note;
	const places = helsefellesskap_of(session).flatMap((one) => organisations_of(session, one.code));
	const mark = (body: Parameters<ReturnType<typeof steps_of>['mark']>[0]) => void change.run(() => steps_of(note).mark(body));
	const is_done = (id: string) => marks.done_at.some((one) => one.id === id);
	return (
		<section className="stack" aria-labelledby="note-marks">
			<Heading level={2} data-size="xs" id="note-marks">{t('notes.marks')}</Heading>
			<p role="status">{t('notes.useful_count', { count: marks.useful })}. {t('notes.done_count', { count: marks.done })}{marks.done > 0 && `: ${marks.done_at.map((one) => one.name).join(', ')}`}.</p>
			{note.work && <Paragraph data-size="sm">{t('notes.opened_count', { count: marks.opened })}</Paragraph>}
			<div className="actions">
				<Button variant={marks.own_useful ? 'primary' : 'secondary'} aria-pressed={marks.own_useful} loading={change.busy}
					onClick={() => mark({ mark: 'useful', set: !marks.own_useful })}>{t('notes.useful')}</Button>
				{places.map((place) => (
					<Button key={place.id} variant={is_done(place.id) ? 'primary' : 'secondary'} aria-pressed={is_done(place.id)} disabled={change.busy}
						onClick={() => mark({ mark: 'done', set: !is_done(place.id), organisation_id: place.id })}>{t('notes.done_at', { place: place.name })}</Button>
				))}
			</div>
			{change.failure && <FailureAlert failure={change.failure} />}
		</section>
	);
}

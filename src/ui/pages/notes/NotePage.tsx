/* SPDX-License-Identifier: MIT */
import { Alert, Heading, Link, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { as_failure } from '../../api/failure';
import { use_labels } from '../../api/register';
import { helsefellesskap_of, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import NotFoundPage from '../not_found/NotFoundPage';
import { NoteMarks } from './NoteMarks';
import { NoteSteps } from './NoteSteps';
import { LIBRARY, note_address, use_note, type Note } from './notes';

export default function NotePage({ id }: { id: string }) {
	const { t } = useTranslation();
	const note = use_note(id);
	if (note.isPending)
		return <Loading />;
	if (note.isError) {
		const failure = as_failure(note.error);
		return failure.status === 404 ? <NotFoundPage /> : <FailureAlert failure={failure} on_retry={() => void note.refetch()} />;
	}
	const one = note.data;
	return (
		<Page title={one.title || t('notes.withdrawn_title')} before={<p><Link asChild><RouteLink href={LIBRARY}>{t('notes.back')}</RouteLink></Link></p>}>
			<Ended note={one} />
			<About note={one} />
			<Part heading={t('notes.what_happened')} text={one.what_happened} />
			<Part heading={t('notes.why')} text={one.why} />
			<Part heading={t('notes.text')} text={one.text} />
			<Cases note={one} />
			{one.status === 'published' && <NoteMarks note={one} />}
			{one.work && <NoteSteps note={one} work={one.work} />}
		</Page>
	);
}

function Part({ heading, text }: { heading: string; text: string | null }) {
	if (!text)
		return null;
	return (
		<>
			<Heading level={2} data-size="xs">{heading}</Heading>
			<p className="written">{text}</p>
		</>
	);
}

function About({ note }: { note: Note }) {
	const { t } = useTranslation();
	const { label } = use_labels(helsefellesskap_of(use_session())[0]?.code ?? '');
	const format = use_format();
	const whom = note.parties.length > 0 ? note.parties.map((party) => t(`notes.party.${party}`)).join(', ') : t('notes.for_all');
	return (
		<p className="case-meta">
			<Tag data-size="sm" data-color={note.status === 'published' ? 'success' : 'neutral'}>{t(`notes.status.${note.status}`)}</Tag>
			{note.published_at && <span>{t('learning.published', { date: format.date(note.published_at) })}</span>}
			{note.theme && <span>{note.theme}</span>}
			<span>{label('category', note.category)}</span>
			{note.patient_group && <span>{label('patient_group', note.patient_group)}</span>}
			<span>{t('notes.for', { whom })}</span>
			<span>{note.council.name}</span>
		</p>
	);
}

/* What does not hold any more says so, and where to read on. */
function Ended({ note }: { note: Note }) {
	const { t } = useTranslation();
	const format = use_format();
	let said: ReactNode = null;
	if (note.status === 'withdrawn')
		said = <Paragraph>{t('notes.was_withdrawn', { date: note.ended_at ? format.date(note.ended_at) : '' })}</Paragraph>;
	else if (note.status === 'replaced')
		said = <Paragraph>{t('notes.was_replaced', { date: note.ended_at ? format.date(note.ended_at) : '' })}</Paragraph>;
	if (!said)
		return null;
	return (
		<Alert data-color="warning">
			{said}
			{note.ended_reason && <p className="written">{note.ended_reason}</p>}
			{note.replaced_by && <p><Link asChild><RouteLink href={note_address(note.replaced_by)}>{t('notes.read_new')}</RouteLink></Link></p>}
		</Alert>
	);
}

/* The way back, for those who may see the cases. */
function Cases({ note }: { note: Note }) {
	const { t } = useTranslation();
	if (!note.cases || note.cases.length === 0)
		return null;
	return (
		<section className="stack" aria-labelledby="note-cases">
			<Heading level={2} data-size="xs" id="note-cases">{t('notes.cases')}</Heading>
			<Paragraph data-size="sm">{t('notes.cases_hint')}</Paragraph>
			<ul className="plain">
				{note.cases.map((one) => <li key={one.id}><Link asChild><RouteLink href={`/saker/${one.id}`}>{one.number}</RouteLink></Link></li>)}
			</ul>
		</section>
	);
}

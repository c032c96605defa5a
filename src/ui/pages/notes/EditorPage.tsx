/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useSearchParams } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { councils_of, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import NotFoundPage from '../not_found/NotFoundPage';
import { NoteForm, type NoteDraft } from './NoteForm';
import { LIBRARY, note_address, use_note, type Note } from './notes';

const EMPTY: NoteDraft = { council_id: '', title: '', theme: '', what_happened: '', why: '', text: '', category: '', patient_group: '', parties: [], cases: [], replaces: '', fine: [] };

function draft_of(note: Note, more: Partial<NoteDraft>): NoteDraft {
	return {
		...EMPTY, council_id: note.council.id, title: note.title, theme: note.theme ?? '', what_happened: note.what_happened ?? '', why: note.why ?? '', text: note.text,
		category: note.category, patient_group: note.patient_group ?? '', parties: note.parties, cases: note.cases ?? [], replaces: note.replaces ?? '', ...more,
	};
}

/* Writing a note anew: one that is not published yet, or one in the place of another. */
function FromNote({ id, replacing }: { id: string; replacing: boolean }) {
	const { t } = useTranslation();
	const note = use_note(id);
	if (note.isPending)
		return <Loading />;
	if (note.isError) {
		const failure = as_failure(note.error);
		return failure.status === 404 ? <NotFoundPage /> : <FailureAlert failure={failure} on_retry={() => void note.refetch()} />;
	}
	const one = note.data;
	const initial = draft_of(one, replacing ? { replaces: one.id } : {});
	return (
		<Page title={t(replacing ? 'notes.replace_heading' : 'notes.change_heading')} lead={<p>{t(replacing ? 'notes.replace_lead' : 'notes.change_lead')}</p>}
			before={<p><Link asChild><RouteLink href={note_address(id)}>{one.title}</RouteLink></Link></p>}>
			<NoteForm name={replacing ? `note.replaces.${id}` : `note.${id}.${one.version}`} initial={initial} note={replacing ? null : one} />
		</Page>
	);
}

/* A new one: its council, its category and the way back come from the cases it is written from. */
function FromCases({ ids }: { ids: string[] }) {
	const { t } = useTranslation();
	const session = use_session();
	const cases = useQueries({
		queries: ids.map((id) => ({ queryKey: ['deviation', id], queryFn: () => body_of(api.GET('/deviations/{id}', { params: { path: { id } } })), staleTime: 60_000 })),
	});
	if (cases.some((one) => one.isPending))
		return <Loading />;
	const found = cases.flatMap((one) => (one.data ? [one.data] : []));
	const council = found[0]?.council.id ?? councils_of(session)[0]?.id ?? '';
	const initial = {
		...EMPTY, council_id: council, category: found[0]?.category ?? '', patient_group: found[0]?.patient_group ?? '',
		cases: found.map(({ id, number }) => ({ id, number })),
	};
	return (
		<Page title={t('notes.new_heading')} lead={<p>{t('notes.new_lead')}</p>} before={<p><Link asChild><RouteLink href={LIBRARY}>{t('notes.back')}</RouteLink></Link></p>}>
			<NoteForm name={`note.new.${ids.join('.')}`} initial={initial} note={null} />
		</Page>
	);
}

export default function EditorPage({ id }: { id?: string }) {
	const [search] = useSearchParams();
	const replaces = search.get('erstatter');
	const ids = (search.get('saker') ?? '').split(',').filter((one) => /^[0-9]+$/.test(one)).slice(0, 50);
	if (id)
		return <FromNote id={id} replacing={false} />;
	return replaces ? <FromNote id={replaces} replacing /> : <FromCases ids={ids} />;
}

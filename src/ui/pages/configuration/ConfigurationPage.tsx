/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation } from 'wouter';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from '../people/AdministrationMenu';
import { managed_by } from '../people/people_calls';
import { Differences } from './Differences';
import { Mistakes } from './Mistakes';
import { OwnFields } from './OwnFields';
import { SectionEntries } from './SectionEntries';
import { Versions } from './Versions';
import { check_configuration, configuration_from, put_configuration, use_configuration, use_form,
	type Configuration, type Difference, type Section } from './configuration';
import { section_name } from './names';

const PATH = '/administrasjon/oppsett';
const VERSIONS = 'versjoner';
const OWN = 'helsefellesskap';

export default function ConfigurationPage({ section }: { section: string | undefined }) {
	const { t } = useTranslation();
	const space = managed_by(use_session());
	const configuration = use_configuration(space?.code ?? '');
	const form = use_form();
	if (!space)
		return <Page title={t('configuration.heading')}><Alert data-color="info">{t('people.not_administrator')}</Alert></Page>;
	const failed = configuration.error ?? form.error;
	if (failed)
		return <FailureAlert failure={as_failure(failed)} on_retry={() => { void configuration.refetch(); void form.refetch(); }} />;
	if (!configuration.data || !form.data)
		return <Loading />;
	return (
		<Page title={t('configuration.heading')} before={<AdministrationMenu />} lead={<p>{space.name}</p>} step={section} wide>
			<Editor key={configuration.data.version} helsefellesskap={space.code} read={configuration.data} sections={form.data.sections} chosen={section} />
		</Page>
	);
}

interface EditorProps {
	helsefellesskap: string;
	read: { text: string; version: string; document: Configuration };
	sections: Section[];
	chosen: string | undefined;
}

/* The document being changed lives here while one goes from part to part; it is sent as a whole, after its changes were shown. */
function Editor({ helsefellesskap, read, sections, chosen }: EditorProps) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const [, go] = useLocation();
	const [edited, set_edited] = useState<Configuration | null>(null);
	const [differences, set_differences] = useState<Difference[] | null>(null);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);
	const document = edited ?? read.document;

	/* The browser asks before a page with changes is left. */
	useEffect(() => {
		if (!edited)
			return undefined;
		const warn = (event: BeforeUnloadEvent) => event.preventDefault();
		window.addEventListener('beforeunload', warn);
		return () => window.removeEventListener('beforeunload', warn);
	}, [edited]);

	const change = (next: Configuration) => {
		set_edited(next);
		set_differences(null);
		set_failure(null);
	};
	const attempt = async (call: () => Promise<void>) => {
		set_busy(true);
		set_failure(null);
		try {
			await call();
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	const preview = () => attempt(async () => set_differences((await check_configuration(helsefellesskap, document)).differences));
	const apply = (note: string) => attempt(async () => {
		await put_configuration(helsefellesskap, { ...document, ...note.trim() && { note: note.trim() } }, read.version);
		await queries.invalidateQueries({ queryKey: ['configuration', helsefellesskap] });
		void queries.invalidateQueries({ queryKey: ['configuration-changes'] });
		void queries.invalidateQueries({ queryKey: ['register'] });
	});
	const shown = sections.find(({ section }) => section === chosen);
	return (
		<>
			<nav aria-label={t('configuration.parts')}>
				<ul className="case-meta plain-links">
					{[{ path: OWN, text: section_name(t, OWN) }, ...sections.map(({ section }) => ({ path: section, text: section_name(t, section) })), { path: VERSIONS, text: t('configuration.versions') }].map(({ path, text }) => (
						<li key={path}><Link asChild><RouteLink href={`${PATH}/${path}`} aria-current={chosen === path ? 'page' : undefined}>{text}</RouteLink></Link></li>
					))}
				</ul>
			</nav>
			{edited && (
				<Pending busy={busy} differences={differences} on_preview={() => void preview()} on_apply={(note) => void apply(note)}
					on_drop={() => { set_edited(null); set_differences(null); set_failure(null); }} />
			)}
			{failure && failure.errors.length > 0 ? <Mistakes failure={failure} document={document} /> : failure && <Refused failure={failure} busy={busy} on_retry={() => void preview()} />}
			{shown && <SectionEntries key={shown.section} section={shown} document={document} on_change={(entries) => change({ ...document, [shown.section]: entries })} />}
			{chosen === OWN && <OwnFields document={document} on_change={(own) => change({ ...document, helsefellesskap: own })} on_cancel={() => go(PATH)} />}
			{chosen === VERSIONS && <Versions helsefellesskap={helsefellesskap} on_take_back={(version) => { change(version); go(PATH); }} />}
			{!shown && chosen !== VERSIONS && chosen !== OWN && <AsFile code={helsefellesskap} text={read.text} on_chosen={change} />}
		</>
	);
}

function Refused({ failure, busy, on_retry }: { failure: ApiFailure; busy: boolean; on_retry: () => void }) {
	const { t } = useTranslation();
	if (failure.status === 412)
		return <Alert data-color="warning" role="alert">{t('configuration.changed_meanwhile')}</Alert>;
	return <FailureAlert failure={failure} busy={busy} on_retry={failure.passing ? on_retry : undefined} />;
}

interface PendingProps {
	busy: boolean;
	differences: Difference[] | null;
	on_preview: () => void;
	on_apply: (note: string) => void;
	on_drop: () => void;
}

/* Changes that are not sent yet: shown first, then taken into use with a word on why. */
function Pending({ busy, differences, on_preview, on_apply, on_drop }: PendingProps) {
	const { t } = useTranslation();
	const [note, set_note] = useState('');
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		if (differences)
			heading.current?.focus();
	}, [differences]);
	return (
		<section className="stack boxed" aria-labelledby="pending">
			<Heading level={2} data-size="xs" id="pending" ref={heading} tabIndex={-1}>{differences ? t('configuration.what_changes', { count: differences.length }) : t('configuration.pending')}</Heading>
			{!differences && <Paragraph>{t('configuration.pending_text')}</Paragraph>}
			{differences && <Differences differences={differences} />}
			{differences && differences.length > 0 && (
				<div className="form"><TextField name="configuration_note" label={t('configuration.note')} hint={t('configuration.note_hint')} optional value={note} on_change={set_note} /></div>
			)}
			<div className="actions">
				{differences && differences.length > 0
					? <Button loading={busy} onClick={() => on_apply(note)}>{t('configuration.apply')}</Button>
					: <Button loading={busy} onClick={on_preview}>{t('configuration.preview')}</Button>}
				<Button variant="secondary" onClick={on_drop}>{t('configuration.drop')}</Button>
			</div>
		</section>
	);
}

/* The whole as one file, out and in. */
function AsFile({ code, text, on_chosen }: { code: string; text: string; on_chosen: (document: Configuration) => void }) {
	const { t } = useTranslation();
	const input = useRef<HTMLInputElement>(null);
	const [wrong, set_wrong] = useState(false);
	const [file, set_file] = useState('');
	useEffect(() => {
		const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
		set_file(url);
		return () => URL.revokeObjectURL(url);
	}, [text]);
	const choose = async (chosen: File | undefined) => {
		if (!chosen)
			return;
		const document = configuration_from(await chosen.text());
		set_wrong(!document);
		if (document)
			on_chosen(document);
	};
	return (
		<section className="stack" aria-labelledby="as-file">
			<Paragraph>{t('configuration.lead')}</Paragraph>
			<Heading level={2} data-size="xs" id="as-file">{t('configuration.as_file')}</Heading>
			<Paragraph>{t('configuration.as_file_text')}</Paragraph>
			<p><Link href={file} download={`${code}.json`}>{t('configuration.download')}</Link></p>
			<div className="actions">
				{/* A browser's own button speaks the browser's language. */}
				<input ref={input} type="file" hidden aria-label={t('configuration.bring_in')} accept="application/json,.json"
					onChange={(event) => { void choose(event.target.files?.[0]); event.target.value = ''; }} />
				<Button type="button" variant="secondary" onClick={() => input.current?.click()}>{t('configuration.bring_in')}</Button>
			</div>
			{wrong && <Alert data-color="danger" role="alert">{t('configuration.no_document')}</Alert>}
		</section>
	);
}

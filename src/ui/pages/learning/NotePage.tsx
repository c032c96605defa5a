/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { use_labels } from '../../api/register';
import { helsefellesskap_of, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import NotFoundPage from '../not_found/NotFoundPage';

export default function NotePage({ id }: { id: string }) {
	const { t } = useTranslation();
	const { label } = use_labels(helsefellesskap_of(use_session())[0]?.code ?? '');
	const format = use_format();
	const note = useQuery({
		queryKey: ['learning-note', id],
		queryFn: () => body_of(api.GET('/learning-notes/{id}', { params: { path: { id } } })),
	});
	if (note.isPending)
		return <Loading />;
	if (note.isError) {
		const failure = as_failure(note.error);
		return failure.status === 404 ? <NotFoundPage /> : <FailureAlert failure={failure} on_retry={() => void note.refetch()} />;
	}
	const { title, text, category, council, published_at } = note.data;
	return (
		<Page title={title} before={<p><Link asChild><RouteLink href="/laering">{t('learning.back')}</RouteLink></Link></p>}>
			<p className="case-meta">
				<span>{published_at ? t('learning.published', { date: format.date(published_at) }) : t('learning.proposed')}</span>
				<span>{label('category', category)}</span>
				<span>{council.name}</span>
			</p>
			<p className="written">{text}</p>
		</Page>
	);
}

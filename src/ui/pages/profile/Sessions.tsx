/* SPDX-License-Identifier: MIT */
import { Button, Heading, Tag } from '@digdir/designsystemet-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';

export const MY_SESSIONS_KEY = ['my-sessions'];

/* Where one is signed in, and how to end it elsewhere. */
export function Sessions() {
	const { t } = useTranslation();
	const format = use_format();
	const queries = useQueryClient();
	const told = useRef<HTMLParagraphElement>(null);
	const list = useQuery({ queryKey: MY_SESSIONS_KEY, queryFn: () => body_of(api.GET('/me/sessions')) });
	const end = useMutation({
		mutationFn: (id: string | null) => body_of(id === null ? api.DELETE('/me/sessions') : api.DELETE('/me/sessions/{id}', { params: { path: { id } } })),
		onSettled: () => queries.invalidateQueries({ queryKey: MY_SESSIONS_KEY }),
		/* The button that was pressed is gone. */
		onSuccess: () => told.current?.focus(),
	});
	const others = list.data?.items.some((one) => !one.current) ?? false;
	const browser = (agent: string) => agent || t('sessions.unknown');
	return (
		<section className="stack" aria-labelledby="sessions">
			<Heading level={2} data-size="xs" id="sessions">{t('sessions.title')}</Heading>
			<p className="hint">{t('sessions.text')}</p>
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} />}
			<p role="status" ref={told} tabIndex={-1} className={end.isSuccess ? 'done' : 'ds-sr-only'}>{end.isSuccess ? t('sessions.ended') : ''}</p>
			<ul className="cases">
				{list.data?.items.map((one) => (
					<li key={one.id}>
						<div className="case-head">
							<h3>{browser(one.agent)}</h3>
							{one.current ? <Tag data-color="success">{t('sessions.here')}</Tag> : (
								<Button variant="secondary" data-size="sm" loading={end.isPending && end.variables === one.id} onClick={() => end.mutate(one.id)}>
									{t('sessions.end')}<span className="ds-sr-only"> {browser(one.agent)}</span>
								</Button>
							)}
						</div>
						<p className="case-meta">
							<span>{t(`sessions.method_${one.method}`)}</span>
							<span>{t('sessions.used', { when: format.moment(one.used_at) })}</span>
						</p>
					</li>
				))}
			</ul>
			{end.isError && <FailureAlert failure={as_failure(end.error)} />}
			{others && (
				<div className="actions">
					<Button variant="secondary" loading={end.isPending && end.variables === null} onClick={() => end.mutate(null)}>{t('sessions.end_others')}</Button>
				</div>
			)}
		</section>
	);
}

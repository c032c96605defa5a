/* SPDX-License-Identifier: MIT */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';

type Erasure = Schemas['erasure'];

/* Approving is asked twice, because nothing brings the texts back. */
function Decision({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const [sure, set_sure] = useState(false);
	const decide = useMutation({
		mutationFn: (approve: boolean) => body_of(api.POST('/erasure-requests/{id}/decision', { params: { path: { id: erasure.id } }, body: { approve } })),
		onSettled: () => queries.invalidateQueries({ queryKey: ['erasures'] }),
	});
	if (erasure.own)
		return <Paragraph>{t('erasure.own')}</Paragraph>;
	return (
		<>
			{sure && <Alert data-color="warning">{t('erasure.sure_text', { number: erasure.case.number })}</Alert>}
			{decide.isError && <FailureAlert failure={as_failure(decide.error)} />}
			<div className="actions">
				<Button data-color={sure ? 'danger' : 'accent'} loading={decide.isPending} onClick={() => (sure ? decide.mutate(true) : set_sure(true))}>
					{t(sure ? 'erasure.sure' : 'erasure.approve')}
				</Button>
				<Button variant="secondary" disabled={decide.isPending} onClick={() => (sure ? set_sure(false) : decide.mutate(false))}>
					{t(sure ? 'erasure.cancel' : 'erasure.decline')}
				</Button>
			</div>
		</>
	);
}

function Request({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const format = use_format();
	const decided = erasure.decided_by && erasure.decided_at;
	return (
		<li>
			<Heading level={2} data-size="xs">{erasure.case.number}</Heading>
			<p className="case-meta"><span>{t(`erasure_basis.${erasure.legal_basis}`)}</span> <span>{t('erasure.by_decision', { decision: erasure.decision })}</span></p>
			<p className="case-meta">{t('erasure.requested', { name: erasure.requested_by, when: format.moment(erasure.requested_at) })}</p>
			{decided
				? <p className="case-meta">{t(erasure.approved ? 'erasure.approved' : 'erasure.declined', { name: erasure.decided_by, when: format.moment(erasure.decided_at ?? '') })}</p>
				: <Decision erasure={erasure} />}
		</li>
	);
}

export default function ErasurePage() {
	const { t } = useTranslation();
	const list = useQuery({ queryKey: ['erasures'], queryFn: () => body_of(api.GET('/erasure-requests')) });
	return (
		<Page title={t('erasure.heading')} lead={<p>{t('erasure.lead')}</p>}>
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />}
			{list.data && list.data.items.length === 0 && <Paragraph className="empty">{t('erasure.empty')}</Paragraph>}
			{list.data && list.data.items.length > 0 && (
				<ul className="cases">{list.data.items.map((one) => <Request key={one.id} erasure={one} />)}</ul>
			)}
		</Page>
	);
}

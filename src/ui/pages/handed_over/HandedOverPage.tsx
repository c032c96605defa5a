/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { use_format } from '../../i18n/format';
import { Page } from '../../shell/Page';
import { ChangeFailure } from '../case/ChangeFailure';
import { use_change } from '../case/case_changes';

/* After a hand-over: who has the case now, and the way back while there is one. */
export default function HandedOverPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const format = use_format();
	const [, go] = useLocation();
	const done = useQueryClient().getQueryData<Schemas['handed_over']>(['handed-over', id]);
	const change = use_change(id);
	const take_back = async () => {
		if (await change.run(() => body_of(api.POST('/deviations/{id}/hand-over/taking-back', { params: { path: { id } } }))))
			go(`/saker/${id}`);
	};
	return (
		<Page title={t('send_on.handed_over')}>
			{done ? (
				<Alert data-color="success">
					<Heading level={2} data-size="xs">{t('send_on.handed_over_to', { number: done.number, council: done.council.name })}</Heading>
					<p>{t('send_on.handed_over_hint')}</p>
				</Alert>
			) : <p>{t('send_on.handed_over_hint')}</p>}
			<ChangeFailure failure={change.failure} busy={change.busy} on_retry={() => void take_back()} />
			{done && <p>{t('send_on.take_back_until', { when: format.moment(done.take_back_until) })}</p>}
			<div className="actions">
				<Button asChild><RouteLink href="/ko">{t('send_on.to_queue')}</RouteLink></Button>
				{done && <Button variant="secondary" loading={change.busy} onClick={() => void take_back()}>{t('send_on.take_back')}</Button>}
			</div>
		</Page>
	);
}

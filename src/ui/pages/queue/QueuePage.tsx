/* SPDX-License-Identifier: MIT */
import { Alert } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { councils_of, use_session } from '../../api/session';
import { CaseList } from '../../cases/CaseList';
import { SelectField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { Page } from '../../shell/Page';

/* The choices are in the address, so that a queue can be kept as a bookmark and survives going back. */
export default function QueuePage() {
	const { t } = useTranslation();
	const session = use_session();
	const [search, set_search] = useSearchParams();
	const councils = councils_of(session);
	const council = councils.find((one) => one.id === search.get('raad')) ?? councils[0];
	if (!council)
		return <Page title={t('queue.heading')}><Alert data-color="info">{t('queue.no_council')}</Alert></Page>;
	const status = search.get('vis') === 'alle' ? 'all' : 'open';
	const helsefellesskap = session.memberships.find((one) => one.council?.id === council.id)?.helsefellesskap.code ?? '';
	const choose = (name: string, value: string) => set_search((before) => {
		before.set(name, value);
		return before;
	}, { replace: true });

	return (
		<Page title={t('queue.heading')} lead={<p>{council.name}</p>} wide>
			<div className="filters">
				{councils.length > 1 && (
					<SelectField name="council" label={t('queue.council')} empty={t('form.choose')} value={council.id}
						choices={councils.map((one) => ({ value: one.id, label: one.name }))} on_change={(id) => choose('raad', id || council.id)} />
				)}
				<RadioGroup name="status" label={t('queue.status')} value={status}
					choices={[{ value: 'open', label: t('queue.open') }, { value: 'all', label: t('queue.all') }]}
					on_change={(value) => choose('vis', value === 'all' ? 'alle' : 'apne')} />
			</div>
			<CaseList filter={{ view: 'council', council_id: council.id, status, limit: 25 }} helsefellesskap={helsefellesskap} heading="h2" more
				empty={status === 'open' ? t('queue.empty_open') : t('queue.empty_all')} />
		</Page>
	);
}

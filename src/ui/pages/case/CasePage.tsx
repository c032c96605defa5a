/* SPDX-License-Identifier: MIT */
import { Alert, Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { may, use_session } from '../../api/session';
import { as_failure } from '../../api/failure';
import { NextInQueue } from '../../cases/NextInQueue';
import { StatusTag } from '../../cases/StatusTag';
import type { Deviation } from '../../cases/deviations';
import { CaseAttachments, use_case_attachments } from '../../attachments/CaseAttachments';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { CaseMeasures } from '../../measures/CaseMeasures';
import { use_measures } from '../../measures/measures';
import { Loading } from '../../shell/Loading';
import { PatientReference } from '../../reference/PatientReference';
import { use_reference } from '../../reference/reference';
import { Page } from '../../shell/Page';
import NotFoundPage from '../not_found/NotFoundPage';
import { AssignAndWatch } from './AssignAndWatch';
import { CaseActions } from './CaseActions';
import { use_case_links } from './case_links';
import { CaseFacts } from './CaseFacts';
import { Deadlines } from './Deadlines';
import { Addenda, Dialogue, InternalNotes } from './Dialogue';
import { History } from './History';
import { LearningPoint, WriteNote } from './LearningPoint';
import { LinkedCases } from './LinkedCases';
import { RequestErasure } from './RequestErasure';
import { MaskText } from './MaskText';
import { Reclassify } from './Reclassify';
import { SendOn } from './SendOn';
import { SameEvent } from './SameEvent';
import { WaitingFor } from './WaitingFor';

export function case_key(id: string) {
	return ['deviation', id] as const;
}

export default function CasePage({ id }: { id: string }) {
	const found = useQuery({
		queryKey: case_key(id),
		queryFn: () => body_of(api.GET('/deviations/{id}', { params: { path: { id } } })),
	});
	if (found.isPending)
		return <Loading />;
	if (!found.data) {
		const failure = as_failure(found.error);
		return failure.status === 404 || failure.status === 400
			? <NotFoundPage />
			: <FailureAlert failure={failure} on_retry={() => void found.refetch()} busy={found.isFetching} />;
	}
	return <WholeCase key={id} id={id} one={found.data} />;
}

/* Shown when its parts are there as well, so that nothing moves away from under a finger. What fails at first is not waited for. */
function WholeCase({ id, one }: { id: string; one: Deviation }) {
	const { t } = useTranslation();
	const session = use_session();
	const format = use_format();
	const [suggested, set_suggested] = useState<{ council: string } | null>(null);
	const parts = [use_case_links(id), use_case_attachments(id), use_reference(id), use_measures(id)];
	if (parts.some((part) => part.isPending && part.failureCount === 0))
		return <Loading />;
	const title = one.erased_at ? t('case.erased_title') : one.title;
	return (
		<Page title={title} wide before={<p className="case-number"><span>{one.number}</span> <StatusTag status={one.status} /></p>}>
			<NextInQueue id={id} />
			<div className="case">
				<div className="case-main">
					<WaitingFor one={one} />
					{one.erased_at && <Alert data-color="info">{t('case.erased', { when: format.date(one.erased_at) })}</Alert>}
					<section className="stack" aria-labelledby="narrative">
						<Heading level={2} data-size="xs" id="narrative">{t('case.narrative')}</Heading>
						<p className="written">{one.description}</p>
						{one.immediate_action && (
							<>
								<Heading level={3} data-size="2xs">{t('file.immediate_action')}</Heading>
								<p className="written">{one.immediate_action}</p>
							</>
						)}
						{one.suggestion && (
							<>
								<Heading level={3} data-size="2xs">{t('file.suggestion')}</Heading>
								<p className="written">{one.suggestion}</p>
							</>
						)}
						<Addenda messages={one.messages} />
					</section>
					<SameEvent id={id} />
					<CaseAttachments id={id} />
					<Dialogue messages={one.messages} />
					<InternalNotes messages={one.messages} may_write={one.allowed.includes('note')} />
					{one.learning_note && <LearningPoint note={one.learning_note} />}
					{!one.learning_note && one.answered_at && one.allowed.includes('note') && !one.erased_at && <WriteNote id={id} />}
					<CaseMeasures one={one} />
					<CaseActions one={one} />
					<Reclassify one={one} on_hand_over={(council) => set_suggested({ council })} />
					<SendOn one={one} suggested={suggested} />
					{one.allowed.includes('mask') && <MaskText one={one} />}
					<PatientReference id={id} helsefellesskap={one.helsefellesskap.code} />
					{may(session, 'request_erasure') && !one.erased_at && <RequestErasure id={id} />}
				</div>
				<aside className="case-side" aria-label={t('case.about')}>
					<Deadlines one={one} />
					<AssignAndWatch one={one} />
					<CaseFacts one={one} />
					<LinkedCases id={id} />
					<History one={one} />
				</aside>
			</div>
		</Page>
	);
}

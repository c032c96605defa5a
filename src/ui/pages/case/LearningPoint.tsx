/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';

interface LearningPointProps {
	note: Schemas['learning_note'];
	case_id: string;
	may_publish: boolean;
}

export function LearningPoint({ note, case_id, may_publish }: LearningPointProps) {
	const { t } = useTranslation();
	const change = use_change(case_id);
	const [done, set_done] = useState('');
	const told = useRef<HTMLParagraphElement>(null);
	const published = note.status === 'published';
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);

	const publish = async () => {
		const header = { 'If-Match': `"${note.version}"` };
		if (await change.run(() => body_of(api.POST('/learning-notes/{id}/publication', { params: { path: { id: note.id }, header } }))))
			set_done(t('done.publish'));
	};
	return (
		<section className="stack learning-point" aria-labelledby="learning-point">
			<Heading level={2} data-size="xs" id="learning-point">{t('case.learning_point')}</Heading>
			<p className="case-meta">
				<Tag data-color={published ? 'success' : 'neutral'} data-size="sm">{published ? t('case.published') : t('case.proposed')}</Tag>
			</p>
			<Heading level={3} data-size="2xs">{note.title}</Heading>
			<p className="written">{note.text}</p>
			{published && <p><Link asChild><RouteLink href={`/laering/${note.id}`}>{t('case.open_note')}</RouteLink></Link></p>}
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			<ChangeFailure failure={change.failure} busy={change.busy} on_retry={() => void publish()} />
			{may_publish && (
				<>
					<Paragraph data-size="sm">{t('case.publish_hint')}</Paragraph>
					<div className="actions"><Button onClick={() => void publish()} loading={change.busy}>{t('action.publish')}</Button></div>
				</>
			)}
		</section>
	);
}

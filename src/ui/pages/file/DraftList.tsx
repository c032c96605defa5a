/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, List, Paragraph } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { use_format } from '../../i18n/format';
import { delete_draft, DRAFTS_KEY, use_drafts } from './saved_draft';

interface DraftListProps {
	but?: string; /* the one that is open */
}

/* What the person has begun here or on another device. Nothing when there is none. */
export function DraftList({ but }: DraftListProps) {
	const { t } = useTranslation();
	const format = use_format();
	const queries = useQueryClient();
	const items = use_drafts().data?.items.filter((one) => one.id !== but) ?? [];
	if (items.length === 0)
		return null;
	const remove = async (id: string, title: string) => {
		if (!window.confirm(t('drafts.delete_sure', { title })))
			return;
		await delete_draft(id);
		void queries.invalidateQueries({ queryKey: DRAFTS_KEY });
	};
	return (
		<section className="stack drafts" aria-labelledby="drafts-heading">
			<Heading level={2} data-size="xs" id="drafts-heading">{t('drafts.heading')}</Heading>
			<List.Unordered>
				{items.map((one) => {
					const title = one.title || t('drafts.untitled');
					return (
						<List.Item key={one.id}>
							<Link asChild><RouteLink href={`/meld?utkast=${one.id}`}>{title}</RouteLink></Link>
							<Paragraph data-size="sm">
								{[one.other_organisation?.name, one.attachments > 0 && t('drafts.attachments', { count: one.attachments }), t('drafts.kept', { moment: format.moment(one.updated_at), date: format.short_date(one.kept_until) })].filter(Boolean).join('. ')}
							</Paragraph>
							<Button variant="tertiary" data-size="sm" aria-label={t('drafts.delete_named', { title })} onClick={() => void remove(one.id, title)}>
								{t('drafts.delete')}
							</Button>
						</List.Item>
					);
				})}
			</List.Unordered>
		</section>
	);
}

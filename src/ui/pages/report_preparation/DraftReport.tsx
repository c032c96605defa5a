/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { use_register } from '../../api/register';
import { use_one_change } from '../../api/use_one_change';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextArea } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { use_half_year } from '../learning/report_names';

type Version = Schemas['report_version'];
type Remark = Version['remarks'][number];

/* One draft: look at it, write what it means, approve it or throw it away. */
export function DraftReport({ report, helsefellesskap }: { report: Version; helsefellesskap: string }) {
	const { t } = useTranslation();
	const format = use_format();
	const half_year = use_half_year();
	const { run, busy, failure } = use_one_change(['reports', helsefellesskap], [['report'], ['control-chart'], ['report-table']]);
	const [asking, set_asking] = useState<'approve' | 'discard' | null>(null);
	const headers = { 'If-Match': `"${report.row_version}"` };
	const path = { id: report.id };
	const approve = () => run(() => body_of(api.POST('/reports/{id}/approval', { params: { path, header: headers } })));
	const discard = () => run(() => body_of(api.DELETE('/reports/{id}', { params: { path, header: headers } })));
	const name = `${half_year(report.half_year)}${report.version > 1 ? ` (${t('report.version_of', { version: report.version })})` : ''}`;
	if (report.state === 'requested')
		return <div className="case-actions"><Heading level={3} data-size="xs">{name}</Heading><p role="status">{t('report.counting')}</p><Loading /></div>;
	return (
		<div className="case-actions stack">
			<Heading level={3} data-size="xs">{name}</Heading>
			<Paragraph data-size="sm">{t('report.draft_of', { at: format.moment(report.made_at ?? report.requested_at) })}{report.what_changed && ` ${t('report.what_changed')}: ${report.what_changed}`}</Paragraph>
			<p><Link asChild><RouteLink href={`/laering?fra=${report.half_year}&til=${report.half_year}&utkast=${report.id}`}>{t('report.look')}</RouteLink></Link></p>
			<Remarks key={report.row_version} report={report} helsefellesskap={helsefellesskap} busy={busy}
				on_store={(remarks) => run(() => body_of(api.PUT('/reports/{id}/remarks', { params: { path, header: headers }, body: { remarks } })))} />
			{failure && <FailureAlert failure={failure} kept />}
			{asking === null ? (
				<div className="actions">
					<Button onClick={() => set_asking('approve')}>{t('report.approve')}</Button>
					<Button variant="tertiary" data-color="danger" onClick={() => set_asking('discard')}>{t('report.discard')}</Button>
				</div>
			) : (
				<div role="group" aria-label={t(`report.${asking}`)}>
					<Paragraph>{t(asking === 'approve' ? 'report.approve_text' : 'report.discard_text')}</Paragraph>
					<div className="actions">
						<Button data-color={asking === 'discard' ? 'danger' : undefined} loading={busy}
							onClick={() => void (asking === 'approve' ? approve() : discard())}>{t(asking === 'approve' ? 'report.approve_now' : 'report.discard_now')}</Button>
						<Button variant="tertiary" onClick={() => set_asking(null)}>{t('report.not_now')}</Button>
					</div>
				</div>
			)}
		</div>
	);
}

interface RemarksProps {
	report: Version;
	helsefellesskap: string;
	busy: boolean;
	on_store: (remarks: Remark[]) => Promise<boolean>;
}

function Remarks({ report, helsefellesskap, busy, on_store }: RemarksProps) {
	const { t } = useTranslation();
	const { data: register } = use_register(helsefellesskap);
	const [remarks, set_remarks] = useState<Remark[]>(report.remarks);
	const change = (at: number, next: Partial<Remark>) => set_remarks(remarks.map((one, i) => (i === at ? { ...one, ...next } : one)));
	const councils = (register?.councils ?? []).map(({ code, name }) => ({ value: code, label: name }));
	const changed = JSON.stringify(remarks) !== JSON.stringify(report.remarks);
	return (
		<div className="form">
			<Heading level={4} data-size="2xs">{t('report.remarks')}</Heading>
			<Paragraph data-size="sm">{t('report.remarks_hint')}</Paragraph>
			{remarks.map((remark, at) => (
				<fieldset key={at} className="remark">
					<legend>{t('report.remark', { number: at + 1 })}</legend>
					<SelectField name={`remark_council_${report.id}_${at}`} label={t('report.of_whom')} empty={t('report.remark_all')} value={remark.council ?? ''}
						choices={councils} on_change={(value) => change(at, { council: value || null })} />
					<TextArea name={`remark_text_${report.id}_${at}`} label={t('report.remark_text')} limit={4000} rows={4} value={remark.text} on_change={(text) => change(at, { text })} />
					<Button type="button" variant="tertiary" data-size="sm" onClick={() => set_remarks(remarks.filter((_, i) => i !== at))}>{t('report.remove_remark')}</Button>
				</fieldset>
			))}
			<div className="actions">
				<Button type="button" variant="secondary" data-size="sm" onClick={() => set_remarks([...remarks, { council: null, text: '' }])}>{t('report.add_remark')}</Button>
				{changed && <Button type="button" data-size="sm" loading={busy} aria-disabled={remarks.some(({ text }) => text.trim().length < 3) || undefined}
					onClick={() => remarks.every(({ text }) => text.trim().length >= 3) && void on_store(remarks)}>{t('report.store_remarks')}</Button>}
			</div>
		</div>
	);
}

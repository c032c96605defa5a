/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { use_format } from '../../i18n/format';

export type Cell = Schemas['report_cell'];

/* A number, a zero, a number too small to show, and no data are four different things, for the eye and for the ear. */
export function CountCell({ cell }: { cell: Cell }) {
	const { t } = useTranslation();
	const format = use_format();
	switch (cell.state) {
	case 'shown': return <>{format.number(cell.count ?? 0)}</>;
	case 'zero': return <>0</>;
	case 'suppressed':
		return <span className="cell-suppressed">{cell.at_least ? t('report.at_least', { count: cell.at_least }) : t('report.suppressed')}</span>;
	case 'no_data': return <span className="cell-none">{t('report.no_data')}</span>;
	}
}

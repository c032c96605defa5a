/* SPDX-License-Identifier: MIT */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { use_format } from '../../i18n/format';
import { as_language, LOCALES } from '../../i18n/language';
import type { Trend } from './draw_trend';

/* The chart library is fetched when a chart is to be drawn. It is the picture of the table beside it, and says so. */
export function TrendChart({ trend }: { trend: Trend }) {
	const { t, i18n } = useTranslation();
	const place = useRef<HTMLDivElement>(null);
	const [missing, set_missing] = useState(false);
	const format = use_format();
	const locale = LOCALES[as_language(i18n.language)];

	useEffect(() => {
		let gone = false;
		let redraw: ResizeObserver | undefined;
		import('./draw_trend').then(({ draw_trend }) => {
			const target = place.current;
			if (gone || !target)
				return;
			const title_of = ({ at, value }: Trend['points'][number]) => `${format.month(at)}: ${value === null ? t('report.suppressed') : format.number(value)}`;
			const draw = () => target.replaceChildren(draw_trend(trend, { width: target.clientWidth, locale, title_of }));
			redraw = new ResizeObserver(draw);
			redraw.observe(target);
		}).catch(() => set_missing(true));
		return () => {
			gone = true;
			redraw?.disconnect();
		};
	}, [trend, locale]);

	return (
		<figure className="chart">
			{missing ? <p>{t('report.chart_missing')}</p> : <div ref={place} role="img" aria-label={t('report.chart_label')} />}
			<figcaption>{t('report.chart_key')} {t(`control_chart.kind_help.${trend.kind}`)}</figcaption>
		</figure>
	);
}

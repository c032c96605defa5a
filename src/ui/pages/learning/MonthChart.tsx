/* SPDX-License-Identifier: MIT */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { as_language, LOCALES } from '../../i18n/language';

type Months = Schemas['learning_counts']['by_month'];

/* The chart library is fetched when a chart is to be drawn. It is the picture of the table beside it, and says so. */
export function MonthChart({ months }: { months: Months }) {
	const { t, i18n } = useTranslation();
	const place = useRef<HTMLDivElement>(null);
	const [missing, set_missing] = useState(false);
	const locale = LOCALES[as_language(i18n.language)];
	const suppressed = t('counts.suppressed');
	const no_data = t('counts.no_data');

	useEffect(() => {
		let gone = false;
		let redraw: ResizeObserver | undefined;
		import('./draw_months').then(({ draw_months }) => {
			const target = place.current;
			if (gone || !target)
				return;
			const draw = () => target.replaceChildren(draw_months(months, { width: target.clientWidth, locale, suppressed, no_data }));
			redraw = new ResizeObserver(draw);
			redraw.observe(target);
		}).catch(() => set_missing(true));
		return () => {
			gone = true;
			redraw?.disconnect();
		};
	}, [months, locale, suppressed, no_data]);

	return (
		<figure className="chart">
			{missing ? <p>{t('counts.chart_missing')}</p> : <div ref={place} role="img" aria-label={t('counts.chart_label')} />}
			<figcaption>{t('counts.chart_key')}</figcaption>
		</figure>
	);
}

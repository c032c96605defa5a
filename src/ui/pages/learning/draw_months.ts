/* SPDX-License-Identifier: MIT */
import { axisX, axisY, plot, rectY, ruleY, text } from '@observablehq/plot';
import type { Schemas } from '../../api/client';

type Month = Schemas['learning_counts']['by_month'][number];

interface Look {
	width: number;
	locale: string;
	suppressed: string;
	no_data: string;
}

const start_of = (month: Month) => new Date(`${month.month}-01T00:00:00Z`);
const end_of = (month: Month) => {
	const end = start_of(month);
	end.setUTCMonth(end.getUTCMonth() + 1);
	return end;
};

/* A bar where there is a number; a zero is a 0 on the line, a hidden number a star, no data a hatched gap. */
export function draw_months(months: Month[], { width, locale, suppressed, no_data }: Look): SVGSVGElement | HTMLElement {
	const of = (state: Month['cell']['state']) => months.filter(({ cell }) => cell.state === state);
	const most = Math.max(5, ...months.map(({ cell }) => cell.count ?? 0));
	const name = new Intl.DateTimeFormat(locale, { month: 'short', year: '2-digit', timeZone: 'UTC' });
	const middle = (month: Month) => new Date((start_of(month).getTime() + end_of(month).getTime()) / 2);
	const mark = (rows: Month[], sign: string, title: string) =>
		text(rows, { x: middle, y: 0, dy: -8, text: () => sign, title: () => title, className: 'mark' });
	const chart = plot({
		width: Math.max(width, 260),
		height: 300,
		marginLeft: 40,
		marginBottom: 36,
		x: { type: 'utc' },
		y: { domain: [0, most], nice: true },
		marks: [
			axisY({ label: null, ticks: Math.min(most, 6), tickFormat: (value: number) => (Number.isInteger(value) ? String(value) : '') }),
			axisX({ label: null, tickFormat: (date: Date) => name.format(date), ticks: Math.max(3, Math.min(8, Math.floor(width / 90))) }),
			rectY(of('no_data'), { x1: start_of, x2: end_of, y1: 0, y2: most, insetLeft: 1, insetRight: 1, className: 'gap', title: () => no_data }),
			rectY(of('shown'), { x1: start_of, x2: end_of, y: (month: Month) => month.cell.count, insetLeft: 1, insetRight: 1, className: 'bar' }),
			mark(of('zero'), '0', '0'),
			mark(of('suppressed'), '*', suppressed),
			ruleY([0]),
		],
	});
	/* Its own style element is not let in by the content security policy; ours has what it would say. */
	chart.querySelectorAll('style').forEach((style) => style.remove());
	/* The place it is put has the words for a screen reader; the library's own are names of shapes. */
	chart.querySelectorAll('[aria-label]').forEach((shape) => shape.removeAttribute('aria-label'));
	chart.querySelectorAll('[aria-description]').forEach((shape) => shape.removeAttribute('aria-description'));
	chart.setAttribute('aria-hidden', 'true');
	return chart as SVGSVGElement | HTMLElement;
}

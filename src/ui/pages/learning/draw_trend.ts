/* SPDX-License-Identifier: MIT */
import { areaY, axisX, axisY, dot, lineY, plot, ruleY, text } from '@observablehq/plot';
import type { Schemas } from '../../api/client';

export type Trend = Schemas['control_chart'];
type Point = Trend['points'][number];

interface Look {
	width: number;
	locale: string;
	title_of: (point: Point) => string;
}

const middle_of = (point: Point) => new Date(`${point.at}-15T00:00:00Z`);

/* A line through what is known, broken where it is not; the limits as a band; what a signal speaks of is a filled square. */
export function draw_trend(trend: Trend, { width, locale, title_of }: Look): SVGSVGElement | HTMLElement {
	const { points, centre, signals } = trend;
	const most = Math.max(5, ...points.map(({ value, upper }) => Math.max(value ?? 0, upper ?? 0)));
	const name = new Intl.DateTimeFormat(locale, { month: 'short', year: '2-digit', timeZone: 'UTC' });
	const signalled = new Set(signals.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)));
	const known = points.filter(({ missing }) => !missing);
	const chart = plot({
		width: Math.max(width, 260),
		height: 300,
		marginLeft: 44,
		marginBottom: 36,
		x: { type: 'utc' },
		y: { domain: [0, most], nice: true },
		marks: [
			areaY(points.filter(({ upper }) => upper !== null), { x: middle_of, y1: 'lower', y2: 'upper', className: 'limits' }),
			axisY({ label: null, ticks: 6 }),
			axisX({ label: null, tickFormat: (date: Date) => name.format(date), ticks: Math.max(3, Math.min(8, Math.floor(width / 90))) }),
			ruleY([0]),
			...(centre === null ? [] : [ruleY([centre], { className: 'centre' })]),
			lineY(points, { x: middle_of, y: 'value', className: 'line' }),
			dot(known.filter((point) => !signalled.has(points.indexOf(point))), { x: middle_of, y: 'value', r: 3.5, className: 'point', title: title_of }),
			dot(known.filter((point) => signalled.has(points.indexOf(point))), { x: middle_of, y: 'value', r: 6, symbol: 'square', className: 'signal', title: title_of }),
			text(points.filter(({ state }) => state === 'suppressed'), { x: middle_of, y: 0, dy: -8, text: () => '*', className: 'mark', title: title_of }),
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

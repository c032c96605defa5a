/* SPDX-License-Identifier: MIT */
import type { Schemas } from '../../api/client';

export type Row = Schemas['new_denominator'] & { line: number };

/* What people write or paste from a sheet: kind; organisation or nothing; year or month; number or nothing. */
const KINDS: Record<string, string> = {
	innleggelser: 'admissions', innleggingar: 'admissions', utskrivninger: 'discharges', utskrivingar: 'discharges', utskrivinger: 'discharges',
	innbyggere: 'inhabitants', innbyggjarar: 'inhabitants',
};

function row_of(text: string, line: number): Row | null {
	const cells = text.split(/[;\t]/).map((cell) => cell.trim());
	const [kind = '', organisation = '', period = '', value = ''] = cells;
	const found = /^(\d{4})(?:-(\d{1,2}))?$/.exec(period);
	const number = value.replaceAll(/[\s\u00A0]/g, '');
	if (cells.length !== 4 || !kind || !found || !/^\d*$/.test(number))
		return null;
	return {
		line,
		kind: KINDS[kind.toLowerCase()] ?? kind.toLowerCase(),
		...(organisation && { organisation }),
		year: Number(found[1]),
		...(found[2] && { month: Number(found[2]) }),
		...(number && { value: Number(number) }),
	};
}

/* The rows, and the lines that are none. */
export function rows_of(text: string): { rows: Row[]; wrong: number[] } {
	const rows: Row[] = [];
	const wrong: number[] = [];
	text.split(/\r?\n/).forEach((line, at) => {
		if (!line.trim())
			return;
		const row = row_of(line, at + 1);
		if (row)
			rows.push(row);
		else
			wrong.push(at + 1);
	});
	return { rows, wrong };
}

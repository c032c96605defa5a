/* SPDX-License-Identifier: MIT */

/*
 * One row of CSV (RFC 4180, with semicolons, as spreadsheets set up for Norwegian expect). What a spreadsheet would take for a
 * formula gets an apostrophe in front, also behind blanks.
 */
function cell(value: string): string {
	const inert = /^\s*[=+\-@|%]/.test(value) || /^[\t\r]/.test(value) ? `'${value}` : value;
	return `"${inert.replaceAll('"', '""')}"`;
}

/* With a byte order mark, so that the letters of Norwegian are read as UTF-8. */
export const csv_of = (rows: string[][]) => `\uFEFF${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;

export function save_csv(name: string, rows: string[][]) {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([csv_of(rows)], { type: 'text/csv' }));
	link.download = name;
	link.click();
	URL.revokeObjectURL(link.href);
}

/* SPDX-License-Identifier: MIT */
/* A label, its value, and 'text' where the value is what someone wrote: shown as it was written, never as HTML. */
export type Fact = [label: string, value: string | null | undefined, kind?: 'text'];

/* What is empty is left out. */
export function Facts({ facts }: { facts: Fact[] }) {
	return (
		<dl className="facts">
			{facts.filter(([, value]) => value).map(([label, value, kind]) => (
				<div key={label}>
					<dt>{label}</dt>
					<dd className={kind === 'text' ? 'written' : undefined}>{value}</dd>
				</div>
			))}
		</dl>
	);
}

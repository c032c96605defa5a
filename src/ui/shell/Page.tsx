/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, type ReactNode } from 'react';

interface PageProps {
	title: string;
	lead?: ReactNode;
	before?: ReactNode; /* above the heading: where this belongs */
	step?: string; /* a new step of one page moves the focus too */
	wide?: boolean;
	children: ReactNode;
}

/* The first page shown leaves the focus where the browser puts it; every later one moves it to its heading. */
let first_page = true;

export function Page({ title, lead, before, step, wide, children }: PageProps) {
	const heading = useRef<HTMLHeadingElement>(null);

	useEffect(() => {
		document.title = `${title} – Samavvik`;
	}, [title]);

	useEffect(() => {
		/* What the page itself put the focus on, such as its errors, comes first. */
		const taken = heading.current?.parentElement?.contains(document.activeElement);
		if (!first_page && !taken) {
			window.scrollTo(0, 0);
			heading.current?.focus({ preventScroll: true });
		}
		first_page = false;
	}, [step]);

	return (
		<div className={wide ? 'page wide' : 'page'}>
			{before}
			<Heading level={1} data-size="lg" ref={heading} tabIndex={-1}>{title}</Heading>
			{lead && <div className="lead">{lead}</div>}
			{children}
		</div>
	);
}

/* SPDX-License-Identifier: MIT */
import { useEffect } from 'react';

/* Asks before a page with changes that are not stored is left: the browser on closing and reloading, we on following a link of ours. */
export function use_leave_question(changed: boolean, question: string): void {
	useEffect(() => {
		if (!changed)
			return undefined;
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		const follow = (event: MouseEvent) => {
			const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
			const elsewhere = link instanceof HTMLAnchorElement && link.origin === location.origin && link.pathname !== location.pathname
				&& !link.target && !link.hasAttribute('download') && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
			if (!elsewhere || window.confirm(question))
				return;
			event.preventDefault();
			event.stopPropagation();
		};
		window.addEventListener('beforeunload', ask);
		document.addEventListener('click', follow, true);
		return () => {
			window.removeEventListener('beforeunload', ask);
			document.removeEventListener('click', follow, true);
		};
	}, [changed, question]);
}

/* SPDX-License-Identifier: MIT */
/*
 * Trusted Types (http/response_write.c): an address becomes a script, as that of a worker, only when it is a file of ours. Text
 * becomes markup never: there is no rule for it.
 */
export function allow_own_scripts(): void {
	window.trustedTypes?.createPolicy('default', {
		createScriptURL: (address) => {
			const { origin, pathname } = new URL(address, location.href);
			return origin === location.origin && pathname.startsWith('/assets/') ? address : null;
		},
	});
}

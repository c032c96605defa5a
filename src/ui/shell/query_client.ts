/* SPDX-License-Identifier: MIT */
import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from '../api/failure';

/* Reads are tried again when the fault is passing, after the time the service asks for; changes only by the person. */
export function make_query_client(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				staleTime: 15_000,
				networkMode: 'always',
				retry: (count, error) => count < 2 && error instanceof ApiFailure && error.passing,
				retryDelay: (count, error) =>
					error instanceof ApiFailure && error.retry_after ? Math.min(error.retry_after, 30) * 1000 : 500 * 2 ** count,
			},
			mutations: { retry: false, networkMode: 'always' },
		},
	});
}

/* SPDX-License-Identifier: MIT */
import type { components } from 'contract';

export type Problem = components['schemas']['problem'];
export type FieldError = NonNullable<Problem['errors']>[number];

/* Every way in which a call can fail, as one error: a problem the service told of, or no answer at all. */
export class ApiFailure extends Error {
	readonly status: number; /* 0: no answer */
	readonly code: string;
	readonly title: string;
	readonly detail: string | undefined;
	readonly errors: FieldError[];
	readonly changes: NonNullable<Problem['changes']>; /* of a conflict: what happened meanwhile */
	readonly retry_after: number | null; /* seconds */
	readonly request_id: string | undefined;

	constructor(status: number, problem: Partial<Problem>, retry_after: number | null) {
		super(problem.title ?? `HTTP ${status}`);
		this.name = 'ApiFailure';
		this.status = status;
		this.code = problem.code ?? (status === 0 ? 'no_answer' : 'unknown');
		this.title = problem.title ?? '';
		this.detail = problem.detail;
		this.errors = problem.errors ?? [];
		this.changes = problem.changes ?? [];
		this.retry_after = retry_after;
		this.request_id = problem.request_id;
	}

	/* The same call may well succeed later: nothing is wrong with what was sent. */
	get passing(): boolean {
		return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
	}
}

export function no_answer(): ApiFailure {
	return new ApiFailure(0, {}, null);
}

export function as_failure(error: unknown): ApiFailure {
	return error instanceof ApiFailure ? error : no_answer();
}

function seconds(response: Response): number | null {
	const value = Number(response.headers.get('Retry-After'));
	return Number.isFinite(value) && value > 0 ? Math.min(value, 900) : null;
}

export function failure_of(response: Response, body: unknown): ApiFailure {
	const problem = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
	return new ApiFailure(response.status, problem, seconds(response));
}

/* SPDX-License-Identifier: MIT */
import createClient from 'openapi-fetch';
import type { components, paths } from 'contract';
import { failure_of, no_answer } from './failure';
import { ask_to_confirm } from './confirmation';
import { csrf_token, session_has_ended, session_is_doubtful } from './session_state';

export type Schemas = components['schemas'];

/* A slow line at a rural office must get its time; beyond this the person is better served by "try again". */
const CALL_TIMEOUT_MS = 30_000;

async function call_with_timeout(request: Request): Promise<Response> {
	const given_up = AbortSignal.timeout(CALL_TIMEOUT_MS);
	try {
		return await fetch(new Request(request, { signal: AbortSignal.any([request.signal, given_up]) }));
	} catch (error) {
		if (request.signal.aborted)
			throw error;
		throw no_answer();
	}
}

async function wants_confirmation(response: Response): Promise<boolean> {
	if (response.status !== 403)
		return false;
	const problem = await response.clone().json().catch(() => ({})) as { code?: string };
	return problem.code === 'confirm_identity';
}

/* A sensitive step asks for a recent proof: the person is asked for it, and the same request goes once more. */
async function call_and_confirm(request: Request): Promise<Response> {
	const again = request.clone();
	const response = await call_with_timeout(request);
	if (!await wants_confirmation(response) || !await ask_to_confirm())
		return response;
	again.headers.set('X-CSRF-Token', csrf_token());
	return call_with_timeout(again);
}

export const api = createClient<paths>({ baseUrl: '/api/v1', fetch: call_and_confirm, credentials: 'same-origin' });

api.use({
	onRequest({ request }) {
		request.headers.set('Accept-Language', document.documentElement.lang);
		if (request.method !== 'GET' && csrf_token())
			request.headers.set('X-CSRF-Token', csrf_token());
		return request;
	},
	onResponse({ response, schemaPath }) {
		/* Signing in answers 401 to a wrong password, and asking who one is to a visitor: neither ends a session. */
		if (response.status === 401 && schemaPath !== '/session')
			session_has_ended();
	},
});

interface Answer<T> {
	data?: T;
	error?: unknown;
	response: Response;
}

/* The body of a good answer; everything else is thrown as an ApiFailure. */
export async function body_of<T>(call: Promise<Answer<T>>): Promise<NonNullable<T>> {
	const { data, error, response } = await call;
	if (!response.ok) {
		const failure = failure_of(response, error);
		if (failure.code === 'csrf_failed')
			session_is_doubtful();
		throw failure;
	}
	return data as NonNullable<T>;
}

/* SPDX-License-Identifier: MIT */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Language } from '../i18n/language';
import { api, body_of } from './client';
import { SESSION_KEY } from './session';

export function use_save_language() {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: (language: Language) => body_of(api.PATCH('/me', { body: { language } })),
		onSuccess: (session) => queries.setQueryData(SESSION_KEY, session),
	});
}

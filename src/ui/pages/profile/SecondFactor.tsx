/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Enrol } from './Enrol';
import { RecoveryCodes } from './RecoveryCodes';

const KEY = ['second-factor'];

/* Two-step sign-in: turned on, its recovery codes, turned off. */
export function SecondFactor() {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const now = useQuery({ queryKey: KEY, queryFn: () => body_of(api.GET('/me/second-factor')) });
	const [codes, set_codes] = useState<string[] | null>(null);
	const [secret, set_secret] = useState<string | null>(null);
	const show_codes = (made: string[]) => {
		set_secret(null);
		set_codes(made);
		void queries.invalidateQueries({ queryKey: KEY });
	};
	return (
		<section className="stack" aria-labelledby="second-factor">
			<Heading level={2} data-size="xs" id="second-factor">{t('factor.title')}</Heading>
			{now.isPending && <Loading />}
			{now.isError && <FailureAlert failure={as_failure(now.error)} on_retry={() => void now.refetch()} />}
			{codes && <RecoveryCodes codes={codes} on_done={() => set_codes(null)} />}
			{secret && <Enrol secret={secret} on_enrolled={show_codes} on_cancel={() => set_secret(null)} />}
			{now.data && !codes && !secret && (now.data.enrolled_at
				? <TurnedOn state={now.data} on_codes={show_codes} />
				: <TurnedOff on_begin={set_secret} />)}
		</section>
	);
}

function TurnedOff({ on_begin }: { on_begin: (secret: string) => void }) {
	const { t } = useTranslation();
	const begin = useMutation({
		mutationFn: () => body_of(api.POST('/me/second-factor')),
		onSuccess: ({ secret }) => on_begin(secret),
	});
	return (
		<>
			<p>{t('factor.off')}</p>
			{begin.isError && <FailureAlert failure={as_failure(begin.error)} />}
			<div className="actions"><Button variant="secondary" onClick={() => begin.mutate()} loading={begin.isPending}>{t('factor.begin')}</Button></div>
		</>
	);
}

function TurnedOn({ state, on_codes }: { state: Schemas['second_factor']; on_codes: (codes: string[]) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const queries = useQueryClient();
	const question = useRef<HTMLParagraphElement>(null);
	const [asked, set_asked] = useState(false);
	const remove = useMutation({
		mutationFn: () => body_of(api.DELETE('/me/second-factor')),
		onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
	});
	const renew = useMutation({
		mutationFn: () => body_of(api.POST('/me/recovery-codes')),
		onSuccess: ({ recovery_codes }) => on_codes(recovery_codes),
	});

	useEffect(() => {
		if (asked)
			question.current?.focus();
	}, [asked]);

	return (
		<>
			<p>{t('factor.on', { when: format.date(state.enrolled_at ?? '') })}</p>
			<p>{t('factor.left', { count: state.recovery_codes_left })}</p>
			{remove.isError && <FailureAlert failure={as_failure(remove.error)} />}
			{renew.isError && <FailureAlert failure={as_failure(renew.error)} />}
			{asked ? (
				<>
					<p ref={question} tabIndex={-1}>{t('factor.sure')}</p>
					<div className="actions">
						<Button data-color="danger" onClick={() => remove.mutate()} loading={remove.isPending}>{t('factor.remove_sure')}</Button>
						<Button variant="secondary" onClick={() => set_asked(false)}>{t('confirm.cancel')}</Button>
					</div>
				</>
			) : (
				<div className="actions">
					<Button variant="secondary" onClick={() => renew.mutate()} loading={renew.isPending}>{t('factor.renew')}</Button>
					<Button variant="secondary" data-color="danger" onClick={() => set_asked(true)}>{t('factor.remove')}</Button>
				</div>
			)}
		</>
	);
}

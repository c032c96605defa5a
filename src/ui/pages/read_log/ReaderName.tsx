/* SPDX-License-Identifier: MIT */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

type Memberships = Schemas['reader_memberships'];

/* "Koordinator, St. Olavs hospital; Rådsmedlem, …" */
export const roles_text = (t: TFunction, memberships: Memberships) => memberships
	.map(({ role, place }) => [t(`role.${role}`), place].filter(Boolean).join(', ')).join('; ');

/* Nobody's name: a command of the operator, or whoever has the receipt code. */
export const reader_text = (t: TFunction, person: Schemas['reader'], what: string) => person?.name
	?? t(what === 'receipt_case' ? 'read_log.code_holder' : 'read_log.operator');

export function ReaderName({ person, memberships, what }: { person: Schemas['reader']; memberships: Memberships; what: string }) {
	const { t } = useTranslation();
	return (
		<>
			{reader_text(t, person, what)}
			{memberships.length > 0 && <span className="reader-roles">{roles_text(t, memberships)}</span>}
		</>
	);
}

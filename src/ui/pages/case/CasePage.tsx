/* SPDX-License-Identifier: MIT */
import { Page } from '../../shell/Page';

export default function CasePage(_: { id?: string; step?: string }) {
	return <Page title="Samavvik"><p></p></Page>;
}

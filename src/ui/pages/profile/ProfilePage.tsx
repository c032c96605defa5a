/* SPDX-License-Identifier: MIT */
import { Page } from '../../shell/Page';

export default function ProfilePage() {
	return <Page title="Samavvik"><p></p></Page>;
}

/* SPDX-License-Identifier: MIT */
import { Page } from '../../shell/Page';

export default function AccessibilityPage() {
	return <Page title="Samavvik"><p></p></Page>;
}

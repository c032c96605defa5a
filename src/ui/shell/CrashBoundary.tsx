/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { Component, type ReactNode } from 'react';
import { withTranslation, type WithTranslation } from 'react-i18next';

interface Props extends WithTranslation {
	place: string;
	children: ReactNode;
}

/* Also for pages that cannot be fetched: the line is down, or the program was renewed while the page was open. */
class Boundary extends Component<Props, { failed_at: string | null }> {
	override state = { failed_at: null as string | null };

	static getDerivedStateFromError() {
		return { failed_at: window.location.pathname };
	}

	override componentDidUpdate(before: Props) {
		if (before.place !== this.props.place && this.state.failed_at !== null)
			this.setState({ failed_at: null });
	}

	override render() {
		const { t, children } = this.props;
		if (this.state.failed_at === null)
			return children;
		return (
			<Alert data-color="warning" role="alert">
				<Heading level={1} data-size="xs">{t('failure.page')}</Heading>
				<Paragraph>{t('failure.kept')}</Paragraph>
				<Button variant="secondary" onClick={() => window.location.reload()}>{t('failure.reload')}</Button>
			</Alert>
		);
	}
}

export const CrashBoundary = withTranslation()(Boundary);

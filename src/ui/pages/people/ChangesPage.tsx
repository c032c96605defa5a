/* SPDX-License-Identifier: MIT */
import { Alert } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { use_session } from '../../api/session';
import { Page } from '../../shell/Page';
import { AdministrationMenu } from './AdministrationMenu';
import { ChangeList } from './ChangeList';
import { managed_by } from './people_calls';

export default function ChangesPage() {
	const { t } = useTranslation();
	const space = managed_by(use_session(), ['administrator', 'data_protection_officer']);
	return (
		<Page title={t('people.changes')} before={<AdministrationMenu />} lead={space && <p>{space.name}</p>}>
			{space ? <ChangeList helsefellesskap={space.code} /> : <Alert data-color="info">{t('people.not_administrator')}</Alert>}
		</Page>
	);
}

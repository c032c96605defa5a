/* SPDX-License-Identifier: MIT */
import { lazy, Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { as_failure } from '../api/failure';
import { use_session_query } from '../api/session';
import { when_session_is_doubtful } from '../api/session_state';
import { FailureAlert } from '../form/FailureAlert';
import { with_office_texts, with_treating_texts } from '../i18n/catalogue';
import { ConfirmIdentity } from './ConfirmIdentity';
import { CrashBoundary } from './CrashBoundary';
import { Frame } from './Frame';
import { Loading } from './Loading';
import { SignInAgain } from './SignInAgain';

/* Each page is a file of its own and fetched when it is opened. */
const SignInPage = lazy(() => import('../pages/sign_in/SignInPage'));
const HomePage = lazy(() => import('../pages/home/HomePage'));
const FilePage = lazy(() => import('../pages/file/FilePage'));
const BatchPage = lazy(() => import('../pages/batch/BatchPage'));
const ReceiptPage = lazy(() => import('../pages/file/ReceiptPage'));
const MinePage = lazy(() => import('../pages/mine/MinePage'));
const QueuePage = lazy(() => import('../pages/queue/QueuePage'));
const CasePage = lazy(() => with_treating_texts(import('../pages/case/CasePage')));
const HandedOverPage = lazy(() => with_treating_texts(import('../pages/handed_over/HandedOverPage')));
const DenominatorsPage = lazy(() => with_office_texts(import('../pages/learning/DenominatorsPage')));
const ExtractsPage = lazy(() => with_office_texts(import('../pages/learning/ExtractsPage')));
const LearningPage = lazy(() => with_office_texts(import('../pages/learning/LearningPage')));
const LibraryPage = lazy(() => import('../pages/notes/LibraryPage'));
const MeasuresPage = lazy(() => with_treating_texts(import('../pages/measures/MeasuresPage')));
const NoteEditorPage = lazy(() => import('../pages/notes/EditorPage'));
const NotePage = lazy(() => import('../pages/notes/NotePage'));
const ReportsPage = lazy(() => with_office_texts(import('../pages/report_preparation/ReportsPage')));
const PeoplePage = lazy(() => with_office_texts(import('../pages/people/PeoplePage')));
const PersonPage = lazy(() => with_office_texts(import('../pages/people/PersonPage')));
const RulesPage = lazy(() => with_office_texts(import('../pages/rules/RulesPage')));
const DraftPage = lazy(() => with_office_texts(import('../pages/rules/DraftPage')));
const ClientsPage = lazy(() => with_office_texts(import('../pages/people/ClientsPage')));
const ChangesPage = lazy(() => with_office_texts(import('../pages/people/ChangesPage')));
const ConfigurationPage = lazy(() => with_office_texts(import('../pages/configuration/ConfigurationPage')));
const PostPage = lazy(() => with_office_texts(import('../pages/post/PostPage')));
const ProfilePage = lazy(() => import('../pages/profile/ProfilePage'));
const SummariesPage = lazy(() => with_office_texts(import('../pages/summaries/SummariesPage')));
const SubscriptionLinkPage = lazy(() => import('../pages/subscription/SubscriptionLinkPage'));
const ForgottenPasswordPage = lazy(() => import('../pages/forgotten_password/ForgottenPasswordPage'));
const SetPasswordPage = lazy(() => import('../pages/set_password/SetPasswordPage'));
const SignInOutcomePage = lazy(() => import('../pages/sign_in_outcome/SignInOutcomePage'));
const OpenFilePage = lazy(() => import('../pages/open_file/OpenFilePage'));
const CodePage = lazy(() => import('../pages/open_file/CodePage'));
const FollowUpPage = lazy(() => import('../pages/follow_up/FollowUpPage'));
const HeldPage = lazy(() => import('../pages/held/HeldPage'));
const HeldReportPage = lazy(() => import('../pages/held/HeldReportPage'));
const AccessibilityPage = lazy(() => import('../pages/accessibility/AccessibilityPage'));
const ErasurePage = lazy(() => import('../pages/erasure/ErasurePage'));
const ReadLogPage = lazy(() => import('../pages/read_log/ReadLogPage'));
const ReadersPage = lazy(() => import('../pages/read_log/ReadersPage'));
const NotFoundPage = lazy(() => import('../pages/not_found/NotFoundPage'));

function SignedInPages() {
	return (
		<Switch>
			<Route path="/" component={HomePage} />
			<Route path="/meld/sendt/:id">{({ id }) => <ReceiptPage id={id} />}</Route>
			<Route path="/meld/flere" component={BatchPage} />
			<Route path="/meld/:step?">{({ step }) => <FilePage step={step} />}</Route>
			<Route path="/mine" component={MinePage} />
			<Route path="/ko" component={QueuePage} />
			<Route path="/saker/:id">{({ id }) => <CasePage key={id} id={id} />}</Route>
			<Route path="/saker/:id/videresendt">{({ id }) => <HandedOverPage key={id} id={id} />}</Route>
			<Route path="/tiltak" component={MeasuresPage} />
			<Route path="/holdte" component={HeldPage} />
			<Route path="/holdte/:id">{({ id }) => <HeldReportPage key={id} id={id} />}</Route>
			<Route path="/oppsummeringer" component={SummariesPage} />
			<Route path="/laering" component={LearningPage} />
			<Route path="/laering/notater" component={LibraryPage} />
			<Route path="/laering/notater/nytt">{() => <NoteEditorPage />}</Route>
			<Route path="/laering/notater/:id">{({ id }) => <NotePage key={id} id={id} />}</Route>
			<Route path="/laering/notater/:id/rediger">{({ id }) => <NoteEditorPage key={id} id={id} />}</Route>
			<Route path="/laering/rapporter" component={ReportsPage} />
			<Route path="/laering/uttrekk" component={ExtractsPage} />
			<Route path="/laering/nevnere" component={DenominatorsPage} />
			<Route path="/laering/:id">{({ id }) => <NotePage key={id} id={id} />}</Route>
			<Route path="/sletting" component={ErasurePage} />
			<Route path="/innsynslogg" component={ReadLogPage} />
			<Route path="/innsynslogg/saker/:id">{({ id }) => <ReadersPage key={id} id={id} />}</Route>
			<Route path="/administrasjon/oppsett/:section?">{({ section }) => <ConfigurationPage section={section} />}</Route>
			<Route path="/administrasjon/personer" component={PeoplePage} />
			<Route path="/administrasjon/personer/:id">{({ id }) => <PersonPage key={id} id={id} />}</Route>
			<Route path="/administrasjon/maskinklienter" component={ClientsPage} />
			<Route path="/administrasjon/regler" component={RulesPage} />
			<Route path="/administrasjon/regler/:id">{({ id }) => <DraftPage key={id} id={id} />}</Route>
			<Route path="/administrasjon/post" component={PostPage} />
			<Route path="/administrasjon/endringer" component={ChangesPage} />
			<Route path="/profil" component={ProfilePage} />
			<Route path="/tilgjengelighet" component={AccessibilityPage} />
			<Route path="/passord" component={SetPasswordPage} />
			<Route path="/avmelding">{() => <SubscriptionLinkPage to="end" />}</Route>
			<Route path="/abonnement">{() => <SubscriptionLinkPage to="choose" />}</Route>
			<Route path="/glemt-passord" component={ForgottenPasswordPage} />
			<Route path="/innlogging/:outcome">{({ outcome }) => <SignInOutcomePage outcome={outcome} />}</Route>
			<Route path="/meld-uten-konto/sendt" component={CodePage} />
			<Route path="/meld-uten-konto/:step?">{({ step }) => <OpenFilePage step={step} />}</Route>
			<Route path="/oppfolging" component={FollowUpPage} />
			<Route path="/logg-inn" component={HomePage} />
			<Route component={NotFoundPage} />
		</Switch>
	);
}

/* Whoever follows a link from a mail signs in first and is then where the link leads: the address stays. */
function VisitorPages() {
	return (
		<Switch>
			<Route path="/meld-uten-konto/sendt" component={CodePage} />
			<Route path="/meld-uten-konto/:step?">{({ step }) => <OpenFilePage step={step} />}</Route>
			<Route path="/oppfolging" component={FollowUpPage} />
			<Route path="/tilgjengelighet" component={AccessibilityPage} />
			<Route path="/passord" component={SetPasswordPage} />
			<Route path="/avmelding">{() => <SubscriptionLinkPage to="end" />}</Route>
			<Route path="/abonnement">{() => <SubscriptionLinkPage to="choose" />}</Route>
			<Route path="/glemt-passord" component={ForgottenPasswordPage} />
			<Route path="/innlogging/:outcome">{({ outcome }) => <SignInOutcomePage outcome={outcome} />}</Route>
			<Route component={SignInPage} />
		</Switch>
	);
}

export function App() {
	const session = use_session_query();
	const [location] = useLocation();
	const { refetch } = session;

	useEffect(() => when_session_is_doubtful(() => void refetch()), [refetch]);

	if (session.isPending)
		return <Frame session={null}><Loading /></Frame>;
	if (session.isError)
		return (
			<Frame session={null}>
				<FailureAlert failure={as_failure(session.error)} on_retry={() => void session.refetch()} busy={session.isFetching} />
			</Frame>
		);
	/* The key makes everything new for another person, and keeps what is open when the same one signs in again. */
	return (
		<Frame key={session.data?.person.id ?? 'visitor'} session={session.data}>
			<CrashBoundary place={location}>
				<Suspense fallback={<Loading />}>
					{session.data ? <SignedInPages /> : <VisitorPages />}
				</Suspense>
			</CrashBoundary>
			{session.data && <SignInAgain />}
			{session.data && <ConfirmIdentity />}
		</Frame>
	);
}

-- What work on a case needs beyond status: who does it, who has the ball since when, what is due, and what may happen to it.

-- As domains (decision 23): these lists grow, and filing writes both.
DROP POLICY event_of_reference_seen ON event;
DROP POLICY event_of_receipt ON event;
CREATE DOMAIN event_kind AS text CONSTRAINT event_kind_known CHECK (VALUE IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed', 'confirmed', 'erased',
	'text_masked', 'mask_lifted', 'assigned', 'reclassified', 'handed_over', 'returned', 'clock_paused', 'clock_resumed',
	'deadline_moved', 'escalated', 'correction_requested', 'addendum_added', 'attachment_added', 'attachment_removed',
	'linked', 'unlinked', 'match_offered', 'match_accepted', 'match_declined'));
ALTER TABLE event DROP CONSTRAINT event_kind_known, ALTER COLUMN kind TYPE event_kind;
CREATE POLICY event_of_reference_seen ON event AS RESTRICTIVE FOR SELECT TO samavvik_service USING (
	kind NOT IN ('reference_opened', 'reference_requested', 'reference_approved', 'reference_declined')
	OR (SELECT acting_job())
	OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND coordinated_party(d.reporter_organisation_id, d.other_organisation_id) IS NOT NULL));
CREATE POLICY event_of_receipt ON event FOR INSERT TO samavvik_service WITH CHECK (
	actor_person_id IS NULL AND kind IN ('message_added', 'warning_confirmed') AND NOT internal AND deviation_id = receipt_deviation());

ALTER DOMAIN notice_kind DROP CONSTRAINT outbox_kind_known;
ALTER DOMAIN notice_kind ADD CONSTRAINT outbox_kind_known CHECK (VALUE IN ('case_new', 'case_answered', 'case_closed',
	'case_message', 'digest', 'reference_expiring', 'reference_requested', 'reference_decided', 'invitation', 'password_reset',
	'password_changed', 'second_factor_removed', 'held_report', 'receipt_news', 'case_assigned', 'case_mention', 'case_news',
	'case_handed_over', 'case_passed_around', 'deadline_reminder', 'deadline_passed', 'match_offered', 'correction_requested'));

CREATE DOMAIN ball_holder AS text
	CONSTRAINT ball_holder_known CHECK (VALUE IN ('council', 'reporter', 'reporter_organisation', 'other_organisation'));

-- All new columns are empty or constant for a case that is filed, so that filing costs the same.
ALTER TABLE deviation
	ADD COLUMN assignee_person_id bigint CONSTRAINT deviation_assignee_fk REFERENCES person,
	ADD COLUMN waiting_for ball_holder NOT NULL DEFAULT 'council',
	-- Null: since it was filed.
	ADD COLUMN waiting_since timestamptz,
	ADD COLUMN receipt_due_at timestamptz,
	ADD COLUMN answer_due_at timestamptz,
	ADD COLUMN close_due_at timestamptz,
	-- What the reporter was told on filing; a pause moves answer_due_at, never this.
	ADD COLUMN answer_promised_at timestamptz,
	-- From the first key to sending; to file should take a minute.
	ADD COLUMN filing_seconds int CONSTRAINT deviation_filing_seconds_range CHECK (filing_seconds BETWEEN 0 AND 86400);
-- What is due next from the council; null while somebody else has the ball.
ALTER TABLE deviation ADD COLUMN due_at timestamptz GENERATED ALWAYS AS (CASE
	WHEN status = 'closed' OR waiting_for <> 'council' THEN NULL
	WHEN status = 'reopened' THEN answer_due_at
	WHEN received_at IS NULL THEN least(receipt_due_at, answer_due_at)
	WHEN answered_at IS NULL THEN answer_due_at
	ELSE close_due_at END) STORED;
CREATE INDEX deviation_of_assignee ON deviation (assignee_person_id, id DESC) WHERE assignee_person_id IS NOT NULL AND status <> 'closed';
GRANT UPDATE (assignee_person_id, waiting_for, waiting_since, receipt_due_at, answer_due_at, close_due_at) ON deviation TO samavvik_service;

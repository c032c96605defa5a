-- Whom a learning point is for: subscriptions and the library select by it.
ALTER TABLE learning_note
	ADD COLUMN patient_group text,
	ADD COLUMN parties text[] NOT NULL DEFAULT '{}' CONSTRAINT learning_note_parties_known
		CHECK (parties <@ '{hospital,municipality,gp,user_representative}');
COMMENT ON COLUMN learning_note.parties IS 'Parties it is meant for; empty: all of them';

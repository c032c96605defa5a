-- The line of waiting mail in the order it is taken in: a summary to thousands has one moment for all of them, and every claim sorted them anew.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (not_before, id) WHERE sent_at IS NULL AND failed_at IS NULL;

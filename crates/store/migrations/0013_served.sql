-- Claims that are with a payer, with the days that tell since when: a small part of a large book.
-- A claim just sent is in this index; the one by state has the others. So a decision takes an
-- entry out of one and puts one into the other.
DROP INDEX claim_state_day;
CREATE INDEX claim_state_day ON claim (practice_id, state, (COALESCE(service_day, 0)), claim_id)
    WHERE state <> 'submitted';
CREATE INDEX claim_sent ON claim (
    practice_id, (COALESCE(service_day, 0)), claim_id,
    first_bill_day, service_day, state, payer_open_cents
) WHERE state = 'submitted' OR payer_open_cents > 0;

-- Sums of all claims are kept by the day of service, not of those with something open alone: all
-- are made anew.
DELETE FROM tally;
DELETE FROM tally_part;
UPDATE tally_block SET stale = TRUE;
UPDATE tally_mark SET entry_id = 0;

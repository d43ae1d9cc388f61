-- The number of the batch in which the claim was sent that an answer is about; '' when it does
-- not say. A claim sent twice a day under one number is told apart by it.
ALTER TABLE answer ADD COLUMN sent_batch TEXT NOT NULL DEFAULT '';

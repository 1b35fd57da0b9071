-- When a published policy was last gone over.

-- statement recheck_read(document_id int) -> one (checked_at moment)
-- for public
SELECT checked_at FROM policy_check WHERE document_id = :document_id;

-- (Two, for ON DUPLICATE KEY UPDATE asks for the right to change document_id, which nobody has.)

-- statement recheck_first(document_id int, account_id int, now moment)
-- for office
INSERT IGNORE INTO policy_check (document_id, checked_at, checked_by) VALUES (:document_id, :now, :account_id);

-- statement recheck_again(document_id int, account_id int, now moment)
-- for office
UPDATE policy_check SET checked_at = :now, checked_by = :account_id WHERE document_id = :document_id;

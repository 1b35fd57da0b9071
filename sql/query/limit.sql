-- Growing waits: one row for each kind and subject that missed lately.

-- row limit: tries int, first_at moment, last_at moment

-- statement limit_find(kind text, subject bytes) -> one limit
-- for lookup office
SELECT tries, first_at, last_at FROM throttle WHERE kind = :kind AND subject = :subject;

-- statement limit_count(kind text, subject bytes, now moment, afresh_before moment)
-- for lookup office
-- Assignments run from left to right: tries still sees the old first_at.
INSERT INTO throttle (kind, subject, tries, first_at, last_at)
VALUES (:kind, :subject, 1, :now, :now)
  ON DUPLICATE KEY UPDATE
     tries = IF(first_at <= :afresh_before, 1, tries + 1),
     first_at = IF(first_at <= :afresh_before, :now, first_at),
     last_at = :now;

-- statement limit_pass(kind text, subject bytes, now moment)
-- for lookup
INSERT INTO throttle (kind, subject, tries, first_at, last_at)
VALUES (:kind, :subject, 0, :now, :now)
  ON DUPLICATE KEY UPDATE tries = 0;

-- statement limit_clear(kind text, subject bytes)
-- for lookup office
DELETE FROM throttle WHERE kind = :kind AND subject = :subject;

-- statement limit_sweep(before moment)
-- for lookup office
DELETE FROM throttle WHERE last_at < :before ORDER BY last_at LIMIT 200;

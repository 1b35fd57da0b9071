-- Forms that were done, and where they led.

-- statement once_find(form bytes) -> one (location text)
-- for office
SELECT location FROM form_once WHERE form = :form;

-- statement once_note(form bytes, location text, now moment)
-- for office
INSERT INTO form_once (form, location, done_at) VALUES (:form, :location, :now);

-- statement once_sweep(before moment)
-- for office
DELETE FROM form_once WHERE done_at < :before ORDER BY done_at LIMIT 200;

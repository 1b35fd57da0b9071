-- Attachments as the office works on them. What anybody may read is in article.sql.

-- row file: id int, position int, name text, type text, size int, digest text, state text,
--   rules int, added_at moment, added_by text, looked_at moment, looked_by text

-- statement file_of_edition(edition_id int) -> many file
-- for office jobs
-- (Who looked at one and then wrote some of the edition has not looked for it.)
SELECT a.id, a.position, a.name, a.type, a.size, a.digest, COALESCE(c.state, 'clean'),
       COALESCE(c.rules, 0), c.added_at, w.name, IF(h.account_id IS NULL, c.looked_at, NULL), l.name
  FROM attachment a LEFT JOIN attachment_check c ON c.attachment_id = a.id
       LEFT JOIN edition_hand h ON h.edition_id = a.edition_id AND h.account_id = c.looked_by
       LEFT JOIN account w ON w.id = c.added_by LEFT JOIN account l ON l.id = c.looked_by
 WHERE a.edition_id = :edition_id ORDER BY a.position;

-- statement file_ids(edition_id int) -> many (id int)
-- for office jobs
-- As they are now, whatever this unit read before; held until it ends.
SELECT id FROM attachment WHERE edition_id = :edition_id ORDER BY id FOR UPDATE;

-- statement file_draft(document_id int) -> one (id int)
-- for office
-- The draft as it is now: reading a file takes seconds, and a draft may have gone out meanwhile.
SELECT id FROM edition WHERE document_id = :document_id AND state = 'draft' FOR UPDATE;

-- statement file_last(edition_id int) -> one (count int, position int)
-- for office
SELECT COUNT(*), COALESCE(MAX(position), 0) FROM attachment WHERE edition_id = :edition_id FOR UPDATE;

-- statement file_add(edition_id int, position int, name text, type text, size int, digest text)
-- for office
INSERT INTO attachment (edition_id, position, name, type, size, digest)
VALUES (:edition_id, :position, :name, :type, :size, :digest);

-- statement file_check_add(attachment_id int, state text, rules int, added_by int, now moment)
-- for office
INSERT INTO attachment_check (attachment_id, state, rules, added_by, added_at)
VALUES (:attachment_id, :state, :rules, :added_by, :now);

-- statement file_finding_add(attachment_id int, position int, code text, place text)
-- for office
INSERT INTO attachment_finding (attachment_id, position, code, place)
VALUES (:attachment_id, :position, :code, :place);

-- row file_finding: attachment_id int, code text, place text

-- statement file_findings(edition_id int) -> many file_finding
-- for office jobs
SELECT f.attachment_id, f.code, f.place
  FROM attachment a STRAIGHT_JOIN attachment_finding f FORCE INDEX (PRIMARY) ON f.attachment_id = a.id
 WHERE a.edition_id = :edition_id ORDER BY a.position, f.position;

-- statement file_let_go(id int, edition_id int, dropped_by int)
-- for office
-- Before file_drop: whoever takes it off has written some of the edition.
UPDATE attachment_check c JOIN attachment a ON a.id = c.attachment_id
   SET c.dropped_by = :dropped_by
 WHERE a.id = :id AND a.edition_id = :edition_id;

-- statement file_drop(id int, edition_id int)
-- for office
DELETE FROM attachment WHERE id = :id AND edition_id = :edition_id;

-- statement file_written(edition_id int, account_id int)
-- for office
-- Its files have changed: only his own open page goes on without asking.
UPDATE edition_work SET form_key = IF(saved_by = :account_id, form_key, ''),
       form_turn = IF(saved_by = :account_id, form_turn, 0), saved_by = :account_id
 WHERE edition_id = :edition_id;

-- statement file_look(id int, edition_id int, looked_by int, now moment)
-- for office
UPDATE attachment_check c JOIN attachment a ON a.id = c.attachment_id
   SET c.looked_by = :looked_by, c.looked_at = :now
 WHERE a.id = :id AND a.edition_id = :edition_id AND c.state = 'unchecked'
   AND NOT (c.looked_by <=> :looked_by);

-- statement file_known(digest text) -> many (id int)
-- for jobs
SELECT id FROM attachment WHERE digest = :digest LIMIT 1;

-- statement file_copy(id int, edition_id int)
-- for office
INSERT INTO attachment (edition_id, position, name, type, size, digest)
SELECT :edition_id, position, name, type, size, digest FROM attachment WHERE id = :id;

-- statement file_check_copy(id int, to_id int, now moment)
-- for office
-- Whether somebody has looked does not come along.
INSERT INTO attachment_check (attachment_id, state, rules, added_by, added_at)
SELECT :to_id, state, rules, added_by, :now FROM attachment_check WHERE attachment_id = :id;

-- statement file_finding_copy(id int, to_id int)
-- for office
INSERT INTO attachment_finding (attachment_id, position, code, place)
SELECT :to_id, position, code, place FROM attachment_finding WHERE attachment_id = :id;

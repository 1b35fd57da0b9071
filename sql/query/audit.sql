-- The append-only record.

-- statement audit_add(at moment, account_id int, login text, role text, region text, action text, object_kind text, object_id int, detail text, request_id text)
-- for office admin jobs
INSERT INTO audit (at, account_id, login, role, region, action, object_kind, object_id, detail, request_id)
VALUES (:at, :account_id, :login, :role, :region, :action, :object_kind, :object_id, :detail, :request_id);

-- row audit_entry: at moment, name text, action text, detail text

-- statement audit_of(object_kind text, object_id int) -> many audit_entry
-- for office
SELECT u.at, COALESCE(a.name, u.login) AS name, u.action, u.detail
  FROM audit u LEFT JOIN account a ON a.id = u.account_id
 WHERE u.object_kind = :object_kind AND u.object_id = :object_id
 ORDER BY u.id DESC LIMIT 50;

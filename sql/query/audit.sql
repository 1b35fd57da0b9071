-- The append-only record and the chain it is.

-- row audit_head: id int, hash bytes

-- statement audit_head_lock() -> one audit_head
-- for office admin jobs
-- One after another for whoever adds rows, until the unit is kept.
SELECT id, hash FROM audit_head WHERE one = 1 FOR UPDATE;

-- statement audit_head_now() -> one audit_head
-- for admin
SELECT id, hash FROM audit_head WHERE one = 1;

-- statement audit_add(id int, at moment, account_id int, login text, role text, region text, action text, object_kind text, object_id int, detail text, was text, became text, request_id text, previous bytes, hash bytes)
-- for office admin jobs
INSERT INTO audit (id, at, account_id, login, role, region, action, object_kind, object_id, detail, was, became, request_id, previous, hash)
VALUES (:id, :at, :account_id, :login, :role, :region, :action, :object_kind, :object_id, :detail, :was, :became, :request_id, :previous, :hash);

-- row audit_entry: at moment, name text, action text, detail text

-- statement audit_of(object_kind text, object_id int) -> many audit_entry
-- for office jobs
-- Without what a page saved by itself and who looked, which would drown the rest.
SELECT u.at, COALESCE(a.name, u.login) AS name, u.action, u.detail
  FROM audit u LEFT JOIN account a ON a.id = u.account_id
 WHERE u.object_kind = :object_kind AND u.object_id = :object_id AND u.action NOT IN ('autosave', 'look')
 ORDER BY u.id DESC LIMIT 50;

-- row audit_row: id int, at moment, account_id int, login text, role text, region text, action text,
--   object_kind text, object_id int, detail text, was text, became text, request_id text,
--   previous bytes, hash bytes

-- statement audit_after(id int, most int) -> many audit_row
-- for admin
-- Along the chain.
SELECT id, at, account_id, login, role, region, action, object_kind, object_id, detail, was, became,
       request_id, previous, hash
  FROM audit WHERE id > :id ORDER BY id LIMIT :most;

-- statement audit_row(id int) -> one audit_row
-- for admin
SELECT id, at, account_id, login, role, region, action, object_kind, object_id, detail, was, became,
       request_id, previous, hash
  FROM audit WHERE id = :id;

-- statement audit_chain(previous bytes, hash bytes, id int)
-- for admin
-- A row from before there was a chain.
UPDATE audit SET previous = :previous, hash = :hash WHERE id = :id;

-- statement audit_head_set(id int, hash bytes)
-- for admin
UPDATE audit_head SET id = :id, hash = :hash WHERE one = 1;

-- row audit_found: id int, at moment, login text, name text, role text, region text, place text,
--   action text, object_kind text, object_id int, detail text, was text, became text,
--   request_id text, hash bytes

-- statement audit_search(scope text, login text, region text, action text, object_kind text, object_id int, from_at moment, to_at moment, after_id int, before_id int, most int) -> many audit_found
-- for office
-- Newest first, a page. Rows of nobody (a refused sign-in) belong to no region.
SELECT u.id, u.at, u.login, a.name, u.role, u.region, r.name, u.action, u.object_kind, u.object_id,
       u.detail, u.was, u.became, u.request_id, u.hash
  FROM audit u LEFT JOIN account a ON a.id = u.account_id LEFT JOIN region r ON r.code = u.region
 WHERE u.id > :after_id AND u.id < :before_id
   AND (u.region LIKE CONCAT(:scope, '%') OR u.region = '')
   AND (:login IS NULL OR u.login = :login)
   AND (:region IS NULL OR u.region LIKE CONCAT(:region, '%'))
   AND (:action IS NULL OR u.action = :action)
   AND (:object_kind IS NULL OR u.object_kind = :object_kind)
   AND (:object_id IS NULL OR u.object_id = :object_id)
   AND (:from_at IS NULL OR u.at >= :from_at)
   AND (:to_at IS NULL OR u.at < :to_at)
 ORDER BY u.id DESC LIMIT :most;

-- statement audit_search_login(scope text, login text, region text, action text, object_kind text, object_id int, from_at moment, to_at moment, after_id int, before_id int, most int) -> many audit_found
-- for office
-- The same by the index of one login.
SELECT u.id, u.at, u.login, a.name, u.role, u.region, r.name, u.action, u.object_kind, u.object_id,
       u.detail, u.was, u.became, u.request_id, u.hash
  FROM audit u LEFT JOIN account a ON a.id = u.account_id LEFT JOIN region r ON r.code = u.region
 WHERE u.login = :login AND u.id > :after_id AND u.id < :before_id
   AND (u.region LIKE CONCAT(:scope, '%') OR u.region = '')
   AND (:region IS NULL OR u.region LIKE CONCAT(:region, '%'))
   AND (:action IS NULL OR u.action = :action)
   AND (:object_kind IS NULL OR u.object_kind = :object_kind)
   AND (:object_id IS NULL OR u.object_id = :object_id)
   AND (:from_at IS NULL OR u.at >= :from_at)
   AND (:to_at IS NULL OR u.at < :to_at)
 ORDER BY u.id DESC LIMIT :most;

-- statement audit_search_object(scope text, login text, region text, action text, object_kind text, object_id int, from_at moment, to_at moment, after_id int, before_id int, most int) -> many audit_found
-- for office
-- The same by the index of one thing.
SELECT u.id, u.at, u.login, a.name, u.role, u.region, r.name, u.action, u.object_kind, u.object_id,
       u.detail, u.was, u.became, u.request_id, u.hash
  FROM audit u LEFT JOIN account a ON a.id = u.account_id LEFT JOIN region r ON r.code = u.region
 WHERE u.object_kind = :object_kind AND u.object_id = :object_id AND u.id > :after_id AND u.id < :before_id
   AND (u.region LIKE CONCAT(:scope, '%') OR u.region = '')
   AND (:login IS NULL OR u.login = :login)
   AND (:region IS NULL OR u.region LIKE CONCAT(:region, '%'))
   AND (:action IS NULL OR u.action = :action)
   AND (:from_at IS NULL OR u.at >= :from_at)
   AND (:to_at IS NULL OR u.at < :to_at)
 ORDER BY u.id DESC LIMIT :most;

-- statement audit_search_action(scope text, login text, region text, action text, object_kind text, object_id int, from_at moment, to_at moment, after_id int, before_id int, most int) -> many audit_found
-- for office
-- The same by the index of one action.
SELECT u.id, u.at, u.login, a.name, u.role, u.region, r.name, u.action, u.object_kind, u.object_id,
       u.detail, u.was, u.became, u.request_id, u.hash
  FROM audit u LEFT JOIN account a ON a.id = u.account_id LEFT JOIN region r ON r.code = u.region
 WHERE u.action = :action AND u.id > :after_id AND u.id < :before_id
   AND (u.region LIKE CONCAT(:scope, '%') OR u.region = '')
   AND (:login IS NULL OR u.login = :login)
   AND (:region IS NULL OR u.region LIKE CONCAT(:region, '%'))
   AND (:object_kind IS NULL OR u.object_kind = :object_kind)
   AND (:object_id IS NULL OR u.object_id = :object_id)
   AND (:from_at IS NULL OR u.at >= :from_at)
   AND (:to_at IS NULL OR u.at < :to_at)
 ORDER BY u.id DESC LIMIT :most;

-- statement audit_last_before(at moment) -> one (id int)
-- for office
-- About where the rows of a time end: ids and times grow together, within a request's length.
SELECT id FROM audit WHERE at < :at ORDER BY at DESC, id DESC LIMIT 1;

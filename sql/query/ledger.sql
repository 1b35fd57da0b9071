-- The ledger of what was published: its leaves, its nodes, its signed heads; and what is published,
-- every column, as the leaves are made of it.

-- row ledger_tree: size int

-- statement ledger_lock() -> one ledger_tree
-- for office admin jobs
-- One after another for whoever adds leaves, until the unit is kept.
SELECT size FROM ledger_tree WHERE one = 1 FOR UPDATE;

-- statement ledger_size() -> one ledger_tree
-- for public admin
SELECT size FROM ledger_tree WHERE one = 1;

-- statement ledger_leaf_add(position int, hash bytes, what text, edition_id int, document_id int, kind text, number int, salt bytes, inside bytes)
-- for office admin jobs
INSERT INTO ledger_leaf (position, hash, what, edition_id, document_id, kind, number, salt, inside)
VALUES (:position, :hash, :what, :edition_id, :document_id, :kind, :number, :salt, :inside);

-- statement ledger_node_add(level int, position int, hash bytes)
-- for office admin jobs
INSERT INTO ledger_node (level, position, hash) VALUES (:level, :position, :hash);

-- row ledger_hash: hash bytes

-- statement ledger_leaf_latest(position int) -> one ledger_hash
-- for office admin jobs
-- As it is now, not as it was when the unit began: another may have been first. So the next two.
SELECT hash FROM ledger_leaf WHERE position = :position LOCK IN SHARE MODE;

-- statement ledger_node_latest(level int, position int) -> one ledger_hash
-- for office admin jobs
SELECT hash FROM ledger_node WHERE level = :level AND position = :position LOCK IN SHARE MODE;

-- statement ledger_leaf_means(edition_id int, what text) -> one ledger_hash
-- for office admin jobs
SELECT hash FROM ledger_leaf WHERE edition_id = :edition_id AND what = :what LOCK IN SHARE MODE;

-- statement ledger_live(document_id int) -> one (id int)
-- for office
-- The live edition as it is now.
SELECT id FROM edition WHERE live_of = :document_id LOCK IN SHARE MODE;

-- statement ledger_edition_leaf(edition_id int, what text) -> one ledger_hash
-- for admin
SELECT hash FROM ledger_leaf WHERE edition_id = :edition_id AND what = :what;

-- statement ledger_leaf_hash(position int) -> one ledger_hash
-- for public
SELECT hash FROM published_leaf WHERE position = :position;

-- statement ledger_leaf_hashes(position int, most int) -> many ledger_hash
-- for public
-- From a position on, in order; there are no gaps.
SELECT hash FROM published_leaf WHERE position >= :position ORDER BY position LIMIT :most;

-- statement ledger_node_hash(level int, position int) -> one ledger_hash
-- for public
SELECT hash FROM ledger_node WHERE level = :level AND position = :position;

-- statement ledger_nodes(level int, position int, most int) -> many (level int, position int, hash bytes)
-- for admin
SELECT level, position, hash FROM ledger_node
 WHERE (level = :level AND position > :position) OR level > :level
 ORDER BY level, position LIMIT :most;

-- row ledger_leaf: position int, hash bytes, what text, edition_id int, document_id int, kind text,
--   number int, inside bytes

-- statement ledger_leaf_like(low bytes, high bytes) -> many ledger_leaf
-- for public
-- The leaves whose hash begins in a certain way; two are as good as many.
SELECT position, hash, what, edition_id, document_id, kind, number, inside
  FROM published_leaf WHERE hash BETWEEN :low AND :high ORDER BY hash LIMIT 2;

-- statement ledger_leaf_of(edition_id int, what text) -> one ledger_leaf
-- for public
SELECT position, hash, what, edition_id, document_id, kind, number, inside
  FROM published_leaf WHERE edition_id = :edition_id AND what = :what ORDER BY position LIMIT 1;

-- statement ledger_leaf_effort(effort_id int, number int) -> one ledger_leaf
-- for public
SELECT position, hash, what, edition_id, document_id, kind, number, inside
  FROM published_leaf WHERE document_id = :effort_id AND what = 'effort' AND number = :number
 ORDER BY position LIMIT 1;

-- row ledger_kept: position int, hash bytes, what text, edition_id int, document_id int, kind text,
--   number int, salt bytes, inside bytes

-- statement ledger_leaves(position int, most int) -> many ledger_kept
-- for admin
SELECT position, hash, what, edition_id, document_id, kind, number, salt, inside
  FROM ledger_leaf WHERE position >= :position ORDER BY position LIMIT :most;

-- statement ledger_leaves_of(document_id int, kind text) -> many ledger_kept
-- for admin
SELECT position, hash, what, edition_id, document_id, kind, number, salt, inside
  FROM ledger_leaf WHERE document_id = :document_id AND kind = :kind ORDER BY position;

-- row ledger_head: id int, size int, root bytes, signed_at moment, public_key bytes, signature bytes

-- statement ledger_head_add(size int, root bytes, now moment, public_key bytes, signature bytes)
-- for office admin jobs
INSERT INTO ledger_head (size, root, signed_at, public_key, signature)
VALUES (:size, :root, :now, :public_key, :signature);

-- statement ledger_head_last() -> one ledger_head
-- for public jobs
SELECT id, size, root, signed_at, public_key, signature FROM ledger_head ORDER BY id DESC LIMIT 1;

-- statement ledger_heads(id int, most int) -> many ledger_head
-- for admin
SELECT id, size, root, signed_at, public_key, signature FROM ledger_head
 WHERE id > :id ORDER BY id LIMIT :most;

-- row ledger_edition: document_id int, kind text, region text, state text, number int, title text,
--   body text, issuer text, document_number text, issued_on day, effective_from day,
--   effective_to day, level text, area text, successor_id int, card_who text, card_what text,
--   card_how text, card_when text, card_bring text, card_ask text, type text, window_days int,
--   opens_at moment, closes_at moment, change_note text, published_at moment, withdrawn_at moment,
--   withdrawn_reason text

-- statement ledger_edition(id int) -> one ledger_edition
-- for office admin jobs
SELECT document_id, kind, region, state, number, title, body, issuer, document_number, issued_on,
       effective_from, effective_to, level, area, successor_id, card_who, card_what, card_how,
       card_when, card_bring, card_ask, type, window_days, opens_at, closes_at, change_note,
       published_at, withdrawn_at, withdrawn_reason
  FROM edition WHERE id = :id;

-- statement ledger_edition_shown(id int) -> one ledger_edition
-- for public
SELECT document_id, kind, region, state, number, title, body, issuer, document_number, issued_on,
       effective_from, effective_to, level, area, successor_id, card_who, card_what, card_how,
       card_when, card_bring, card_ask, type, window_days, opens_at, closes_at, change_note,
       published_at, withdrawn_at, withdrawn_reason
  FROM published_edition WHERE id = :id;

-- row ledger_entry: position int, masked_name text, village text, team text, size int,
--   category text, amount int

-- statement ledger_entries(edition_id int) -> many ledger_entry
-- for office admin jobs
SELECT position, masked_name, village, team, size, category, amount FROM notice_entry
 WHERE edition_id = :edition_id ORDER BY position;

-- statement ledger_entries_shown(edition_id int) -> many ledger_entry
-- for public
SELECT position, masked_name, village, team, size, category, amount FROM published_entry
 WHERE edition_id = :edition_id ORDER BY position;

-- statement ledger_conditions(edition_id int) -> many fit_condition
-- for office admin jobs
SELECT role, fact FROM fit_condition WHERE edition_id = :edition_id ORDER BY position;

-- row ledger_file: position int, id int, name text, type text, size int, digest text

-- statement ledger_files(edition_id int) -> many ledger_file
-- for office admin jobs
SELECT position, id, name, type, size, digest FROM attachment
 WHERE edition_id = :edition_id ORDER BY position;

-- statement ledger_files_shown(edition_id int) -> many ledger_file
-- for public
SELECT position, id, name, type, size, digest FROM published_file
 WHERE edition_id = :edition_id ORDER BY position;

-- row ledger_inside: version int, written_by int, published_by int, updated_at moment,
--   document_kind text, document_region text, created_by int, created_at moment, form_key text

-- statement ledger_inside(id int) -> one ledger_inside
-- for office admin jobs
-- What of an edition and its document is not shown; who wrote, who published.
SELECT e.version, e.written_by, e.published_by, e.updated_at, d.kind, d.region, d.created_by,
       d.created_at, d.form_key
  FROM edition e JOIN document d ON d.id = e.document_id WHERE e.id = :id;

-- statement ledger_past() -> many (edition_id int, what text, at moment)
-- for admin
-- Everything that was published before there was a ledger, in the order it happened.
SELECT id, 'edition', published_at FROM edition WHERE state NOT IN ('draft', 'submitted', 'approved', 'scheduled')
 UNION ALL
SELECT id, 'withdrawal', withdrawn_at FROM edition WHERE withdrawn_at IS NOT NULL
 UNION ALL
SELECT id, 'succession', '9999-12-31' FROM edition WHERE successor_id IS NOT NULL AND state NOT IN ('draft', 'submitted', 'approved', 'scheduled')
 UNION ALL
SELECT id, 'effort', published_at FROM effort_edition WHERE published_at IS NOT NULL
 UNION ALL
SELECT id, 'effort_out', withdrawn_at FROM effort_edition WHERE withdrawn_at IS NOT NULL
 UNION ALL
SELECT id, 'effort_step', published_at FROM effort_step WHERE state = 'published'
 UNION ALL
SELECT id, 'effort_pay', published_at FROM effort_payment WHERE state = 'published'
 ORDER BY 3, 1, 2;

-- statement ledger_missing() -> many (id int, document_id int, kind text, number int, what text)
-- for admin
-- Editions that are out and not in the ledger.
SELECT e.id, e.document_id, e.kind, e.number, 'edition'
  FROM edition e LEFT JOIN ledger_leaf l ON l.edition_id = e.id AND l.what = 'edition'
 WHERE e.state NOT IN ('draft', 'submitted', 'approved', 'scheduled') AND l.position IS NULL
 UNION ALL
SELECT e.id, e.document_id, e.kind, e.number, 'withdrawal'
  FROM edition e LEFT JOIN ledger_leaf l ON l.edition_id = e.id AND l.what = 'withdrawal'
 WHERE e.withdrawn_at IS NOT NULL AND l.position IS NULL
 UNION ALL
SELECT e.id, e.document_id, e.kind, e.number, 'succession'
  FROM edition e LEFT JOIN ledger_leaf l ON l.edition_id = e.id AND l.what = 'succession'
 WHERE e.successor_id IS NOT NULL AND e.state NOT IN ('draft', 'submitted', 'approved', 'scheduled') AND l.position IS NULL
 UNION ALL
SELECT e.id, e.effort_id, e.kind, e.number, 'edition'
  FROM effort_edition e LEFT JOIN ledger_leaf l ON l.edition_id = e.id AND l.what = 'effort'
 WHERE e.published_at IS NOT NULL AND l.position IS NULL
 UNION ALL
SELECT e.id, e.effort_id, e.kind, e.number, 'withdrawal'
  FROM effort_edition e LEFT JOIN ledger_leaf l ON l.edition_id = e.id AND l.what = 'effort_out'
 WHERE e.withdrawn_at IS NOT NULL AND l.position IS NULL
 UNION ALL
SELECT s.id, s.effort_id, 'project', 0, 'step'
  FROM effort_step s LEFT JOIN ledger_leaf l ON l.edition_id = s.id AND l.what = 'effort_step'
 WHERE s.state = 'published' AND l.position IS NULL
 UNION ALL
SELECT p.id, p.effort_id, 'project', 0, 'payment'
  FROM effort_payment p LEFT JOIN ledger_leaf l ON l.edition_id = p.id AND l.what = 'effort_pay'
 WHERE p.state = 'published' AND l.position IS NULL
 LIMIT 1000;

-- statement ledger_latest(document_id int, what text) -> one (number int)
-- for admin
-- The newest edition that is out, as the ledger has it.
SELECT MAX(number) FROM ledger_leaf WHERE document_id = :document_id AND what = :what;

-- Whom policies fit: their conditions, as model/publish/fit.h reads them: "all ill;any monitored".

-- statement fit_add(edition_id int, position int, role text, fact text, set_by int)
-- for office admin
INSERT INTO fit_condition (edition_id, position, role, fact, set_by)
VALUES (:edition_id, :position, :role, :fact, :set_by);

-- statement fit_let_go(edition_id int, dropped_by int)
-- for office
-- Before fit_drop: whoever takes one off has written some of the edition.
UPDATE fit_condition SET dropped_by = :dropped_by WHERE edition_id = :edition_id;

-- statement fit_drop(edition_id int)
-- for office
DELETE FROM fit_condition WHERE edition_id = :edition_id;

-- (Rows, and no GROUP_CONCAT over the view: MariaDB 10.11 refuses an aggregate in a subquery over a
-- view when a prepared statement is executed for the second time.)

-- row fit_condition: role text, fact text

-- statement fit_of(edition_id int) -> many fit_condition
-- for public
SELECT role, fact FROM published_fit_condition WHERE edition_id = :edition_id ORDER BY position;

-- row fit_rule: id int, title text, role text, fact text

-- statement fit_rules(today day, most int) -> many fit_rule
-- for public lookup
-- The conditions of what is in force, policy by policy, the newest first.
SELECT e.document_id, e.title, c.role, c.fact
  FROM published_edition e
       STRAIGHT_JOIN published_fit_condition c ON c.edition_id = e.id
 WHERE e.kind = 'policy' AND e.state = 'published' AND e.successor_id IS NULL
   AND (e.effective_from IS NULL OR e.effective_from <= :today)
   AND (e.effective_to IS NULL OR e.effective_to >= :today)
 ORDER BY e.published_at DESC, e.document_id DESC, c.position LIMIT :most;

-- row fit_card: id int, title text, who text, what text, how text, by_when text, bring text, ask text

-- statement fit_cards(today day, most int) -> many fit_card
-- for public
-- The plain cards of all that is in force, in the same order; not all have conditions.
SELECT e.document_id, e.title, e.card_who, e.card_what, e.card_how, e.card_when, e.card_bring, e.card_ask
  FROM published_edition e
 WHERE e.kind = 'policy' AND e.state = 'published' AND e.successor_id IS NULL
   AND (e.effective_from IS NULL OR e.effective_from <= :today)
   AND (e.effective_to IS NULL OR e.effective_to >= :today)
 ORDER BY e.published_at DESC, e.document_id DESC LIMIT :most;

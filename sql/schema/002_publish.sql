-- What is published. A document has editions; at most one of them is the live one and at most one
-- a draft (the two generated columns make that a rule of the database). A published edition is
-- never changed but for its state: corrected when a newer one takes its place, withdrawn with a reason.

CREATE TABLE document (
  id          BIGINT NOT NULL AUTO_INCREMENT,
  kind        VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'policy notice',
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'whose document it is: who may write it',
  created_by  BIGINT NULL,
  created_at  DATETIME NOT NULL,
  form_key    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the form that made it: sent twice, it makes one',
  PRIMARY KEY (id),
  UNIQUE KEY document_form (form_key),
  KEY document_region (region, kind, id),
  CONSTRAINT document_place FOREIGN KEY (region) REFERENCES region (code)
);

CREATE TABLE edition (
  id               BIGINT NOT NULL AUTO_INCREMENT,
  document_id      BIGINT NOT NULL,
  kind             VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  region           VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state            VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'draft published corrected withdrawn',
  number           INT NOT NULL COMMENT '1 for the first edition; a draft carries the number it will have',
  version          INT NOT NULL DEFAULT 1 COMMENT 'counts the saves of a draft',
  title            VARCHAR(200) NOT NULL,
  body             MEDIUMTEXT NOT NULL COMMENT 'Markdown',
  issuer           VARCHAR(120) NOT NULL DEFAULT '',
  document_number  VARCHAR(60) NOT NULL DEFAULT '' COMMENT 'policy: the issuing body''s own number',
  issued_on        DATE NULL,
  effective_from   DATE NULL,
  effective_to     DATE NULL,
  level            VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
  area             VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  successor_id     BIGINT NULL COMMENT 'policy: the document that replaced it',
  card_who         VARCHAR(600) NOT NULL DEFAULT '',
  card_what        VARCHAR(600) NOT NULL DEFAULT '',
  card_how         VARCHAR(600) NOT NULL DEFAULT '',
  card_when        VARCHAR(600) NOT NULL DEFAULT '',
  card_bring       VARCHAR(600) NOT NULL DEFAULT '',
  card_ask         VARCHAR(600) NOT NULL DEFAULT '',
  type             VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'notice: list project funds notice jobs tender other',
  window_days      INT NOT NULL DEFAULT 0 COMMENT 'notice: full days objections may be raised; 0 when it has no clock',
  opens_at         DATETIME NULL,
  closes_at        DATETIME NULL,
  change_note      VARCHAR(400) NOT NULL DEFAULT '' COMMENT 'what changed against the edition before',
  written_by       BIGINT NULL,
  updated_at       DATETIME NOT NULL,
  published_by     BIGINT NULL,
  published_at     DATETIME NULL,
  withdrawn_at     DATETIME NULL,
  withdrawn_reason VARCHAR(400) NOT NULL DEFAULT '',
  draft_of         BIGINT AS (CASE WHEN state = 'draft' THEN document_id END) STORED,
  live_of          BIGINT AS (CASE WHEN state IN ('published', 'withdrawn') THEN document_id END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY edition_one_draft (draft_of),
  UNIQUE KEY edition_one_live (live_of),
  UNIQUE KEY edition_number (document_id, number),
  KEY edition_list (kind, state, published_at, document_id),
  KEY edition_type (kind, state, type, published_at, document_id),
  KEY edition_area (kind, state, area, published_at, document_id),
  KEY edition_region (kind, state, region, published_at, document_id),
  KEY edition_closing (kind, state, closes_at),
  KEY edition_desk (region, kind, state, updated_at),
  CONSTRAINT edition_document FOREIGN KEY (document_id) REFERENCES document (id)
);

-- The list a notice shows: a snapshot with masked names, never the register itself.
CREATE TABLE notice_entry (
  edition_id   BIGINT NOT NULL,
  position     INT NOT NULL,
  masked_name  VARCHAR(60) NOT NULL,
  village      VARCHAR(60) NOT NULL,
  team         VARCHAR(20) NOT NULL COMMENT 'the villagers'' group',
  size         INT NOT NULL,
  category     VARCHAR(40) NOT NULL,
  amount       BIGINT NULL COMMENT 'fen',
  PRIMARY KEY (edition_id, position),
  CONSTRAINT entry_edition FOREIGN KEY (edition_id) REFERENCES edition (id)
);

-- Attachments lie outside the database, under their SHA-256.
CREATE TABLE attachment (
  id          BIGINT NOT NULL AUTO_INCREMENT,
  edition_id  BIGINT NOT NULL,
  position    INT NOT NULL,
  name        VARCHAR(120) NOT NULL,
  type        VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size        BIGINT NOT NULL,
  digest      CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY attachment_place (edition_id, position),
  CONSTRAINT attachment_edition FOREIGN KEY (edition_id) REFERENCES edition (id)
);

-- What anybody may read. Drafts, and who wrote what, are not in it.
CREATE SQL SECURITY DEFINER VIEW published_edition AS
  SELECT id, document_id, kind, region, state, number, title, body, issuer, document_number,
         issued_on, effective_from, effective_to, level, area, successor_id,
         card_who, card_what, card_how, card_when, card_bring, card_ask,
         type, window_days, opens_at, closes_at, change_note, published_at, withdrawn_at, withdrawn_reason
    FROM edition
   WHERE state IN ('published', 'corrected', 'withdrawn');

CREATE SQL SECURITY DEFINER VIEW published_entry AS
  SELECT n.edition_id, n.position, n.masked_name, n.village, n.team, n.size, n.category, n.amount
    FROM notice_entry n JOIN edition e ON e.id = n.edition_id
   WHERE e.state IN ('published', 'corrected', 'withdrawn');

CREATE SQL SECURITY DEFINER VIEW published_attachment AS
  SELECT a.id, a.edition_id, a.position, a.name, a.type, a.size, a.digest
    FROM attachment a JOIN edition e ON e.id = a.edition_id
   WHERE e.state = 'published';

-- Nobody changes what was published, whatever account he has: only its state may move on.
-- block
CREATE TRIGGER edition_is_final BEFORE UPDATE ON edition FOR EACH ROW
BEGIN
  IF OLD.state <> 'draft' AND NOT (
       NEW.document_id <=> OLD.document_id AND NEW.number <=> OLD.number
       AND BINARY NEW.kind <=> BINARY OLD.kind AND BINARY NEW.region <=> BINARY OLD.region
       AND BINARY NEW.title <=> BINARY OLD.title AND BINARY NEW.body <=> BINARY OLD.body
       AND BINARY NEW.issuer <=> BINARY OLD.issuer
       AND BINARY NEW.document_number <=> BINARY OLD.document_number
       AND NEW.issued_on <=> OLD.issued_on AND NEW.effective_from <=> OLD.effective_from
       AND NEW.effective_to <=> OLD.effective_to
       AND BINARY NEW.level <=> BINARY OLD.level AND BINARY NEW.area <=> BINARY OLD.area
       AND BINARY NEW.card_who <=> BINARY OLD.card_who AND BINARY NEW.card_what <=> BINARY OLD.card_what
       AND BINARY NEW.card_how <=> BINARY OLD.card_how AND BINARY NEW.card_when <=> BINARY OLD.card_when
       AND BINARY NEW.card_bring <=> BINARY OLD.card_bring AND BINARY NEW.card_ask <=> BINARY OLD.card_ask
       AND BINARY NEW.type <=> BINARY OLD.type AND NEW.window_days <=> OLD.window_days
       AND NEW.opens_at <=> OLD.opens_at AND NEW.closes_at <=> OLD.closes_at
       AND BINARY NEW.change_note <=> BINARY OLD.change_note
       AND NEW.published_at <=> OLD.published_at AND NEW.published_by <=> OLD.published_by
       AND (NEW.state = OLD.state
            OR (OLD.state = 'published' AND NEW.state IN ('corrected', 'withdrawn'))
            OR (OLD.state = 'withdrawn' AND NEW.state = 'corrected'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published edition does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER edition_is_kept BEFORE DELETE ON edition FOR EACH ROW
BEGIN
  IF OLD.state <> 'draft' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published edition is kept';
  END IF;
END;
-- end

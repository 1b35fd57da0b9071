-- The index of the public search: which terms stand in which published texts. It holds nothing that
-- is not published, and is written in the unit of work that publishes. Terms are made by the program
-- (model/publish/token.h), so that every server finds the same: no n-gram parser, no stop words, no
-- least length of a word.
--
-- Why postings in blocks, not FULLTEXT and not a row for each term of each text: the commonest pairs
-- of hanzi stand in nearly all of 100,000 announcements. FULLTEXT weighs every one of them before it
-- can leave any out, and rows are as many; a block holds 1024 texts in two bytes each, so that such a
-- pair is a hundred rows, and all of a query is intersected as bits (tests/bench/search has figures).

-- One row: the number of the newest text, and the way its terms are made. Whoever writes locks it.
CREATE TABLE search_state (
  one    TINYINT NOT NULL DEFAULT 1,
  last   BIGINT NOT NULL DEFAULT 0,
  rules  INT NOT NULL DEFAULT 0 COMMENT 'TOKEN_RULES; not the program''s: made anew by mingbai migrate',
  PRIMARY KEY (one),
  CONSTRAINT search_state_is_one CHECK (one = 1)
);
INSERT INTO search_state (one) VALUES (1);

-- A text that can be found. Numbers follow the order of publishing; a new edition has a new one.
CREATE TABLE search_document (
  number   BIGINT NOT NULL,
  kind     VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'document effort question',
  ref_id   BIGINT NOT NULL COMMENT 'document, effort or ticket',
  edition  BIGINT NOT NULL COMMENT 'document: the edition''s id; effort: its number',
  bare     TINYINT NOT NULL COMMENT 'withdrawn: its title alone',
  PRIMARY KEY (number),
  UNIQUE KEY search_document_of (kind, ref_id)
);

-- Texts number 1024 * block + n that a term stands in, ascending; each n in two bytes, the first with
-- its high bit set and the second without, so that one can be taken out by REPLACE.
CREATE TABLE search_posting (
  term    VARBINARY(64) NOT NULL,
  block   INT NOT NULL,
  titles  VARBINARY(2048) NOT NULL,
  bodies  VARBINARY(2048) NOT NULL,
  PRIMARY KEY (term, block)
);

-- Pairs of hanzi in titles, and the same turned round: what somebody may have meant.
CREATE TABLE search_word (
  word    VARBINARY(6) NOT NULL,
  turned  VARBINARY(6) NOT NULL,
  titles  INT NOT NULL COMMENT 'how many',
  PRIMARY KEY (word),
  KEY search_word_turned (turned, titles)
);

-- The desk, the search of the office, and the banner.

-- What is on its way, by place and stop: the desk reads only that, however much was published. And
-- titles by place in an index of their own, so that looking for words in them reads no text.
ALTER TABLE edition
  ADD COLUMN open_in VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin
    AS (CASE WHEN state IN ('draft', 'submitted', 'approved', 'scheduled') THEN region END) STORED,
  ADD KEY edition_open (open_in, state, updated_at, id),
  ADD KEY edition_title (region, title, document_number, state);

-- An urgent word on every page. One row: an empty text is none, and one whose end has come is none.
CREATE TABLE banner (
  one          TINYINT NOT NULL DEFAULT 1,
  text         VARCHAR(120) NOT NULL DEFAULT '',
  until_at     DATETIME NULL COMMENT 'it ends by itself',
  document_id  BIGINT NULL COMMENT 'the notice with more about it',
  version      INT NOT NULL DEFAULT 1 COMMENT 'counts its changes',
  set_by       BIGINT NULL,
  set_at       DATETIME NULL,
  PRIMARY KEY (one),
  CONSTRAINT banner_is_one CHECK (one = 1),
  CONSTRAINT banner_notice FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT banner_setter FOREIGN KEY (set_by) REFERENCES account (id)
);
INSERT INTO banner (one, text)
SELECT 1, COALESCE((SELECT LEFT(value, 120) FROM setting WHERE name = 'banner'), '');
DELETE FROM setting WHERE name = 'banner';

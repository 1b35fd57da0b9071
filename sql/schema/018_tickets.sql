-- Tickets: what anybody brings before the office: objections to a notice, questions, corrections,
-- praise. And the calendar by which their clocks run.

-- The days on which work differs from the week, as the State Council announces them each autumn for
-- the year after: days off, and Saturdays and Sundays that are worked (调休). A year that is not in
-- calendar_year is reckoned by weekends alone; `mingbai import calendar` brings the next one.
CREATE TABLE calendar_year (
  year    SMALLINT NOT NULL,
  source  VARCHAR(60) NOT NULL COMMENT 'the announcement',
  PRIMARY KEY (year)
);
CREATE TABLE calendar_day (
  on_day  DATE NOT NULL,
  works   TINYINT NOT NULL COMMENT '0: a day off; 1: a Saturday or Sunday that is worked',
  name    VARCHAR(20) NOT NULL,
  PRIMARY KEY (on_day)
);
INSERT INTO calendar_year (year, source) VALUES
  (2024, '国办发明电〔2023〕7号'),
  (2025, '国办发明电〔2024〕12号'),
  (2026, '国务院办公厅2025年11月4日通知');
INSERT INTO calendar_day (on_day, works, name) VALUES
  ('2024-01-01', 0, '元旦'),
  ('2024-02-04', 1, '春节'),
  ('2024-02-10', 0, '春节'),
  ('2024-02-11', 0, '春节'),
  ('2024-02-12', 0, '春节'),
  ('2024-02-13', 0, '春节'),
  ('2024-02-14', 0, '春节'),
  ('2024-02-15', 0, '春节'),
  ('2024-02-16', 0, '春节'),
  ('2024-02-17', 0, '春节'),
  ('2024-02-18', 1, '春节'),
  ('2024-04-04', 0, '清明节'),
  ('2024-04-05', 0, '清明节'),
  ('2024-04-06', 0, '清明节'),
  ('2024-04-07', 1, '清明节'),
  ('2024-04-28', 1, '劳动节'),
  ('2024-05-01', 0, '劳动节'),
  ('2024-05-02', 0, '劳动节'),
  ('2024-05-03', 0, '劳动节'),
  ('2024-05-04', 0, '劳动节'),
  ('2024-05-05', 0, '劳动节'),
  ('2024-05-11', 1, '劳动节'),
  ('2024-06-10', 0, '端午节'),
  ('2024-09-14', 1, '中秋节'),
  ('2024-09-15', 0, '中秋节'),
  ('2024-09-16', 0, '中秋节'),
  ('2024-09-17', 0, '中秋节'),
  ('2024-09-29', 1, '国庆节'),
  ('2024-10-01', 0, '国庆节'),
  ('2024-10-02', 0, '国庆节'),
  ('2024-10-03', 0, '国庆节'),
  ('2024-10-04', 0, '国庆节'),
  ('2024-10-05', 0, '国庆节'),
  ('2024-10-06', 0, '国庆节'),
  ('2024-10-07', 0, '国庆节'),
  ('2024-10-12', 1, '国庆节'),
  ('2025-01-01', 0, '元旦'),
  ('2025-01-26', 1, '春节'),
  ('2025-01-28', 0, '春节'),
  ('2025-01-29', 0, '春节'),
  ('2025-01-30', 0, '春节'),
  ('2025-01-31', 0, '春节'),
  ('2025-02-01', 0, '春节'),
  ('2025-02-02', 0, '春节'),
  ('2025-02-03', 0, '春节'),
  ('2025-02-04', 0, '春节'),
  ('2025-02-08', 1, '春节'),
  ('2025-04-04', 0, '清明节'),
  ('2025-04-05', 0, '清明节'),
  ('2025-04-06', 0, '清明节'),
  ('2025-04-27', 1, '劳动节'),
  ('2025-05-01', 0, '劳动节'),
  ('2025-05-02', 0, '劳动节'),
  ('2025-05-03', 0, '劳动节'),
  ('2025-05-04', 0, '劳动节'),
  ('2025-05-05', 0, '劳动节'),
  ('2025-05-31', 0, '端午节'),
  ('2025-06-01', 0, '端午节'),
  ('2025-06-02', 0, '端午节'),
  ('2025-09-28', 1, '国庆节、中秋节'),
  ('2025-10-01', 0, '国庆节、中秋节'),
  ('2025-10-02', 0, '国庆节、中秋节'),
  ('2025-10-03', 0, '国庆节、中秋节'),
  ('2025-10-04', 0, '国庆节、中秋节'),
  ('2025-10-05', 0, '国庆节、中秋节'),
  ('2025-10-06', 0, '国庆节、中秋节'),
  ('2025-10-07', 0, '国庆节、中秋节'),
  ('2025-10-08', 0, '国庆节、中秋节'),
  ('2025-10-11', 1, '国庆节、中秋节'),
  ('2026-01-01', 0, '元旦'),
  ('2026-01-02', 0, '元旦'),
  ('2026-01-03', 0, '元旦'),
  ('2026-01-04', 1, '元旦'),
  ('2026-02-14', 1, '春节'),
  ('2026-02-15', 0, '春节'),
  ('2026-02-16', 0, '春节'),
  ('2026-02-17', 0, '春节'),
  ('2026-02-18', 0, '春节'),
  ('2026-02-19', 0, '春节'),
  ('2026-02-20', 0, '春节'),
  ('2026-02-21', 0, '春节'),
  ('2026-02-22', 0, '春节'),
  ('2026-02-23', 0, '春节'),
  ('2026-02-28', 1, '春节'),
  ('2026-04-04', 0, '清明节'),
  ('2026-04-05', 0, '清明节'),
  ('2026-04-06', 0, '清明节'),
  ('2026-05-01', 0, '劳动节'),
  ('2026-05-02', 0, '劳动节'),
  ('2026-05-03', 0, '劳动节'),
  ('2026-05-04', 0, '劳动节'),
  ('2026-05-05', 0, '劳动节'),
  ('2026-05-09', 1, '劳动节'),
  ('2026-06-19', 0, '端午节'),
  ('2026-06-20', 0, '端午节'),
  ('2026-06-21', 0, '端午节'),
  ('2026-09-20', 1, '国庆节'),
  ('2026-09-25', 0, '中秋节'),
  ('2026-09-26', 0, '中秋节'),
  ('2026-09-27', 0, '中秋节'),
  ('2026-10-01', 0, '国庆节'),
  ('2026-10-02', 0, '国庆节'),
  ('2026-10-03', 0, '国庆节'),
  ('2026-10-04', 0, '国庆节'),
  ('2026-10-05', 0, '国庆节'),
  ('2026-10-06', 0, '国庆节'),
  ('2026-10-07', 0, '国庆节'),
  ('2026-10-10', 1, '国庆节');

-- A ticket is found by its number; its secret code is kept as a keyed digest. What was written, who
-- wrote it and what it is told are sealed, bound to the digest of the form. What was asked never
-- changes; what becomes of it moves one way. While an objection is open its hold stops the cases of
-- the notice, or the one it is about.
CREATE TABLE ticket (
  id             BIGINT NOT NULL AUTO_INCREMENT,
  number         CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'random, the last is its check digit',
  secret_index   BINARY(32) NOT NULL COMMENT 'keyed digest of number and secret code',
  secret_chain   VARBINARY(16) NOT NULL COMMENT 'the keys of it, as household.query_chain',
  form           BINARY(32) NOT NULL COMMENT 'keyed digest of what was sent: the same form twice is one ticket',
  kind           VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'objection question correction praise',
  region         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'whom it concerns: of a notice, who posted it',
  area           VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'policy area, for finding answers',
  document_id    BIGINT NULL COMMENT 'the notice',
  edition_id     BIGINT NULL COMMENT 'as it stood then',
  entry          INT NULL COMMENT 'the line of its list; NULL: all of it',
  hold_id        BIGINT NULL COMMENT 'what it holds, of an objection',
  guarded        TINYINT NOT NULL COMMENT '1: not for the level it complains about',
  consent        TINYINT NOT NULL COMMENT '1: the answer may be published',
  text_sealed    VARBINARY(6200) NOT NULL,
  who_sealed     VARBINARY(400) NULL COMMENT 'name and phone',
  asked_at       DATETIME NOT NULL,
  visit_by       DATE NOT NULL COMMENT 'the second working day',
  decide_by      DATE NOT NULL COMMENT 'the twentieth',
  more_sealed    VARBINARY(3200) NULL COMMENT 'one more word of the asker',
  more_at        DATETIME NULL,
  assigned_to    BIGINT NULL,
  visited_at     DATETIME NULL,
  visited_by     BIGINT NULL,
  found_sealed   VARBINARY(3200) NULL COMMENT 'what the visit found, for the colleagues',
  decided_at     DATETIME NULL,
  decided_by     BIGINT NULL,
  outcome        VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'upheld partly refused answered',
  told_sealed    VARBINARY(3200) NULL COMMENT 'the decision with its reason, for the asker',
  question       VARCHAR(300) NULL COMMENT 'what the public may see of it',
  answer         VARCHAR(1000) NULL,
  worded_by      BIGINT NULL,
  published_at   DATETIME NULL,
  published_by   BIGINT NULL,
  shown          TINYINT NOT NULL DEFAULT 0,
  due_on         DATE AS (CASE WHEN decided_at IS NOT NULL THEN NULL
                               WHEN visited_at IS NULL THEN visit_by ELSE decide_by END) STORED,
  open_in        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin
                 AS (CASE WHEN decided_at IS NULL THEN region END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY ticket_number (number),
  UNIQUE KEY ticket_form (form),
  KEY ticket_open (open_in, due_on, id),
  KEY ticket_decided (decided_at, id),
  KEY ticket_region (region, decided_at),
  KEY ticket_shown (shown, published_at, id),
  KEY ticket_document (document_id),
  CONSTRAINT ticket_place FOREIGN KEY (region) REFERENCES region (code),
  CONSTRAINT ticket_notice FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT ticket_hold FOREIGN KEY (hold_id) REFERENCES case_hold (id),
  CONSTRAINT ticket_colleague FOREIGN KEY (assigned_to) REFERENCES account (id),
  CONSTRAINT ticket_visitor FOREIGN KEY (visited_by) REFERENCES account (id),
  CONSTRAINT ticket_decider FOREIGN KEY (decided_by) REFERENCES account (id),
  CONSTRAINT ticket_steps CHECK (
    (decided_at IS NULL AND outcome IS NULL AND told_sealed IS NULL AND decided_by IS NULL)
    OR (decided_at IS NOT NULL AND outcome IS NOT NULL AND told_sealed IS NOT NULL AND decided_by IS NOT NULL)),
  CONSTRAINT ticket_four_eyes CHECK (published_by IS NULL OR published_by <> worded_by),
  CONSTRAINT ticket_shown_once CHECK (shown = 0 OR (published_at IS NOT NULL AND answer IS NOT NULL AND decided_at IS NOT NULL))
);

-- What came with a ticket: known by the SHA-256 of its bytes, kept sealed. Nothing of it lies in a
-- folder that a web server could hand out.
CREATE TABLE ticket_file (
  ticket_id    BIGINT NOT NULL,
  digest       BINARY(32) NOT NULL,
  kind         VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'pdf jpg png docx, by content',
  size         INT NOT NULL COMMENT 'bytes',
  name_sealed  VARBINARY(700) NOT NULL COMMENT 'as the sender calls it',
  sealed       MEDIUMBLOB NOT NULL,
  PRIMARY KEY (ticket_id),
  KEY ticket_file_digest (digest),
  CONSTRAINT file_of_ticket FOREIGN KEY (ticket_id) REFERENCES ticket (id)
);

-- What anybody may read: answers whose asker agreed and has not taken it back.
CREATE SQL SECURITY DEFINER VIEW published_question AS
  SELECT id, kind, region, area, question, answer, asked_at, decided_at, published_at
    FROM ticket WHERE shown = 1 AND consent = 1;

-- block
CREATE TRIGGER ticket_is_ordered BEFORE UPDATE ON ticket FOR EACH ROW
BEGIN
  IF NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.form <> OLD.form OR NEW.kind <> OLD.kind
     OR NEW.region <> OLD.region OR NOT (NEW.document_id <=> OLD.document_id)
     OR NOT (NEW.edition_id <=> OLD.edition_id) OR NOT (NEW.entry <=> OLD.entry)
     OR NOT (NEW.hold_id <=> OLD.hold_id) OR NEW.guarded <> OLD.guarded OR NEW.consent > OLD.consent
     OR NEW.asked_at <> OLD.asked_at OR NEW.visit_by <> OLD.visit_by OR NEW.decide_by <> OLD.decide_by
     OR (NEW.who_sealed IS NULL) <> (OLD.who_sealed IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was asked does not change';
  END IF;
  IF OLD.more_at IS NOT NULL AND NOT (NEW.more_at <=> OLD.more_at) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'one more word, once';
  END IF;
  IF OLD.visited_at IS NOT NULL AND NOT (NEW.visited_at <=> OLD.visited_at AND NEW.visited_by <=> OLD.visited_by) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a visit stays';
  END IF;
  IF OLD.decided_at IS NOT NULL AND NOT (NEW.decided_at <=> OLD.decided_at AND NEW.decided_by <=> OLD.decided_by
       AND NEW.outcome <=> OLD.outcome) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a decision stays';
  END IF;
  IF OLD.published_at IS NOT NULL AND NOT (NEW.published_at <=> OLD.published_at AND NEW.published_by <=> OLD.published_by
       AND BINARY NEW.question <=> BINARY OLD.question AND BINARY NEW.answer <=> BINARY OLD.answer) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was published stays as it was';
  END IF;
END;
-- end
-- block
CREATE TRIGGER ticket_is_kept BEFORE DELETE ON ticket FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket is kept';
END;
-- end
-- block
CREATE TRIGGER ticket_file_is_final BEFORE UPDATE ON ticket_file FOR EACH ROW
BEGIN
  IF NEW.ticket_id <> OLD.ticket_id OR NEW.digest <> OLD.digest OR NEW.kind <> OLD.kind OR NEW.size <> OLD.size THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what came with a ticket does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER ticket_file_is_kept BEFORE DELETE ON ticket_file FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what came with a ticket is kept';
END;
-- end

-- A hold is released by the decision of its ticket, and only then.
-- block
CREATE TRIGGER hold_ends_by_decision BEFORE UPDATE ON case_hold FOR EACH ROW
BEGIN
  IF USER() LIKE 'mingbai_office@%' AND NEW.released_at IS NOT NULL
     AND EXISTS (SELECT 1 FROM ticket t WHERE t.hold_id = OLD.id AND t.decided_at IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a hold ends with a decision';
  END IF;
END;
-- end

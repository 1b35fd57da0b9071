-- Projects and their money, jobs and courses, donations: an effort each. Like a document it has
-- editions, at most one live and one draft, and a published edition never changes. What happens to
-- a project after that, its stages and payments, are deeds of their own, waiting until a second
-- person publishes them.
--
-- The sums are the database's: a budget is the sum of its six sources (a generated column), what was
-- paid is added up by triggers, and no row can be written that pays more than the budget. A larger
-- budget takes a new edition, which says what changed.

CREATE TABLE effort (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  kind         VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'project job donation',
  region       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_by   BIGINT NULL,
  created_at   DATETIME NOT NULL,
  form_key     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the form that made it: sent twice, it makes one',
  stages_done  INT NOT NULL DEFAULT 0 COMMENT 'project: how many of the six, as published',
  stage_on     DATE NULL COMMENT 'of the last published stage deed',
  budget       BIGINT NOT NULL DEFAULT 0 COMMENT 'fen, of the live edition',
  paid         BIGINT NOT NULL DEFAULT 0 COMMENT 'fen, published payments',
  unpublished  BIGINT NOT NULL DEFAULT 0 COMMENT 'fen, payments that wait for a second person',
  waiting      INT NOT NULL DEFAULT 0 COMMENT 'deeds that do',
  PRIMARY KEY (id),
  UNIQUE KEY effort_form (form_key),
  KEY effort_region (region, kind, id),
  CONSTRAINT effort_place FOREIGN KEY (region) REFERENCES region (code),
  CONSTRAINT effort_within_budget CHECK (paid >= 0 AND paid + unpublished >= 0 AND paid + unpublished <= budget)
);

CREATE TABLE effort_edition (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  effort_id    BIGINT NOT NULL,
  kind         VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  region       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state        VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'draft dropped published corrected withdrawn',
  number       INT NULL COMMENT 'given when it is published',
  version      INT NOT NULL DEFAULT 1 COMMENT 'counts the saves of a draft, and goes on from edition to edition',
  title        VARCHAR(200) NOT NULL,
  area         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'project: policy area',
  year         INT NULL COMMENT 'project: of the budget',
  type         VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'job: job training; donation: org named hidden',
  party        VARCHAR(120) NOT NULL DEFAULT '' COMMENT 'contractor, employer, donor',
  households   INT NULL,
  people       INT NULL,
  posts        INT NULL,
  central      BIGINT NOT NULL DEFAULT 0 COMMENT 'fen, likewise the next five: the sources of the budget',
  province     BIGINT NOT NULL DEFAULT 0,
  prefecture   BIGINT NOT NULL DEFAULT 0,
  county       BIGINT NOT NULL DEFAULT 0,
  society      BIGINT NOT NULL DEFAULT 0,
  own          BIGINT NOT NULL DEFAULT 0,
  budget       BIGINT AS (central + province + prefecture + county + society + own) STORED,
  amount       BIGINT NULL COMMENT 'donation: fen',
  goods        VARCHAR(200) NOT NULL DEFAULT '',
  wage_from    BIGINT NULL COMMENT 'fen a month',
  wage_to      BIGINT NULL,
  place        VARCHAR(120) NOT NULL DEFAULT '',
  deadline     DATE NULL COMMENT 'job: open until this day ends',
  phone        VARCHAR(60) NOT NULL DEFAULT '' COMMENT 'of an office',
  on_day       DATE NULL COMMENT 'donation: when',
  project_id   BIGINT NULL COMMENT 'donation: the project it is for',
  about        VARCHAR(2000) NOT NULL DEFAULT '',
  note         VARCHAR(400) NOT NULL DEFAULT '' COMMENT 'what changed against the edition before',
  batch_id     BIGINT NULL COMMENT 'the file it came with',
  written_by   BIGINT NULL,
  updated_at   DATETIME NOT NULL,
  published_by BIGINT NULL,
  published_at DATETIME NULL,
  withdrawn_at DATETIME NULL,
  withdrawn_reason VARCHAR(400) NOT NULL DEFAULT '',
  draft_of     BIGINT AS (CASE WHEN state = 'draft' THEN effort_id END) STORED,
  live_of      BIGINT AS (CASE WHEN state IN ('published', 'withdrawn') THEN effort_id END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY effort_edition_one_draft (draft_of),
  UNIQUE KEY effort_edition_one_live (live_of),
  UNIQUE KEY effort_edition_number (effort_id, number),
  KEY effort_edition_list (kind, state, published_at, effort_id),
  KEY effort_edition_region (kind, state, region, published_at, effort_id),
  KEY effort_edition_closing (kind, state, deadline),
  KEY effort_edition_day (kind, state, on_day, effort_id),
  KEY effort_edition_project (project_id, state),
  KEY effort_edition_desk (region, kind, state, updated_at),
  KEY effort_edition_batch (batch_id, state),
  CONSTRAINT effort_edition_of FOREIGN KEY (effort_id) REFERENCES effort (id),
  CONSTRAINT effort_edition_money CHECK (central >= 0 AND province >= 0 AND prefecture >= 0 AND county >= 0 AND society >= 0 AND own >= 0),
  CONSTRAINT effort_edition_second_person CHECK (published_by IS NULL OR written_by IS NULL OR published_by <> written_by)
);

-- A stage finished, or one gone back to: forward one at a time, back to any finished one, with a
-- reason. Days never run backwards.
CREATE TABLE effort_step (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  effort_id    BIGINT NOT NULL,
  number       INT NOT NULL,
  stage        INT NOT NULL COMMENT '1..6: finished; back: to be done again',
  back         TINYINT NOT NULL DEFAULT 0,
  done         INT AS (stage - back) STORED COMMENT 'stages that are finished after it',
  on_day       DATE NOT NULL,
  reason       VARCHAR(200) NOT NULL DEFAULT '',
  state        VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'waiting published dropped',
  batch_id     BIGINT NULL,
  made_by      BIGINT NULL,
  made_at      DATETIME NOT NULL,
  published_by BIGINT NULL,
  published_at DATETIME NULL,
  PRIMARY KEY (id),
  UNIQUE KEY effort_step_number (effort_id, number),
  KEY effort_step_batch (batch_id, state),
  CONSTRAINT effort_step_of FOREIGN KEY (effort_id) REFERENCES effort (id),
  CONSTRAINT effort_step_stage CHECK (stage BETWEEN 1 AND 6),
  CONSTRAINT effort_step_reason CHECK (back = 0 OR reason <> ''),
  CONSTRAINT effort_step_second_person CHECK (published_by IS NULL OR made_by IS NULL OR published_by <> made_by)
);

CREATE TABLE effort_payment (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  effort_id    BIGINT NOT NULL,
  on_day       DATE NOT NULL,
  amount       BIGINT NOT NULL COMMENT 'fen; below zero: paid back, with a reason',
  reason       VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'what for',
  state        VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'waiting published dropped',
  made_by      BIGINT NULL,
  made_at      DATETIME NOT NULL,
  published_by BIGINT NULL,
  published_at DATETIME NULL,
  PRIMARY KEY (id),
  KEY effort_payment_of (effort_id, state, on_day),
  CONSTRAINT effort_payment_for FOREIGN KEY (effort_id) REFERENCES effort (id),
  CONSTRAINT effort_payment_amount CHECK (amount > 0 OR (amount < 0 AND reason <> '')),
  CONSTRAINT effort_payment_second_person CHECK (published_by IS NULL OR made_by IS NULL OR published_by <> made_by)
);

-- Files of projects or jobs: all their rows become drafts, or none.
CREATE TABLE effort_batch (
  id         BIGINT NOT NULL AUTO_INCREMENT,
  kind       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'project job',
  region     VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of who sent it',
  file       VARCHAR(200) NOT NULL,
  state      VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'refused checked published dropped',
  efforts    INT NOT NULL DEFAULT 0,
  made_by    BIGINT NOT NULL,
  made_at    DATETIME NOT NULL,
  closed_by  BIGINT NULL,
  closed_at  DATETIME NULL,
  PRIMARY KEY (id),
  KEY effort_batch_region (region, id),
  CONSTRAINT effort_batch_second_person CHECK (state <> 'published' OR closed_by <> made_by)
);

CREATE TABLE effort_said (
  batch_id  BIGINT NOT NULL,
  number    INT NOT NULL COMMENT 'in the order in which it was said',
  line      INT NOT NULL COMMENT '0: the whole file',
  heading   VARCHAR(60) NULL COMMENT 'of the column; NULL: the whole line',
  is_note   TINYINT NOT NULL,
  what      VARCHAR(400) NOT NULL,
  todo      VARCHAR(200) NOT NULL,
  PRIMARY KEY (batch_id, number)
);

-- -- what was published stays ------------------------------------------------------------------------

-- block
CREATE TRIGGER effort_edition_hides BEFORE INSERT ON effort_edition FOR EACH ROW
BEGIN
  IF NEW.kind = 'donation' AND NEW.type = 'hidden' AND NEW.party <> '' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who did not consent is not named';
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_edition_is_final BEFORE UPDATE ON effort_edition FOR EACH ROW
BEGIN
  IF NEW.kind = 'donation' AND NEW.type = 'hidden' AND NEW.party <> '' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who did not consent is not named';
  END IF;
  IF OLD.state <> 'draft' AND NOT (
       NEW.effort_id = OLD.effort_id AND NEW.number <=> OLD.number AND NEW.version = OLD.version
       AND NEW.kind = OLD.kind AND NEW.region = OLD.region AND BINARY NEW.title = BINARY OLD.title
       AND NEW.area <=> OLD.area AND NEW.year <=> OLD.year AND NEW.type <=> OLD.type
       AND BINARY NEW.party = BINARY OLD.party AND NEW.households <=> OLD.households
       AND NEW.people <=> OLD.people AND NEW.posts <=> OLD.posts AND NEW.central = OLD.central
       AND NEW.province = OLD.province AND NEW.prefecture = OLD.prefecture
       AND NEW.county = OLD.county AND NEW.society = OLD.society AND NEW.own = OLD.own
       AND NEW.amount <=> OLD.amount AND BINARY NEW.goods = BINARY OLD.goods
       AND NEW.wage_from <=> OLD.wage_from AND NEW.wage_to <=> OLD.wage_to
       AND BINARY NEW.place = BINARY OLD.place AND NEW.deadline <=> OLD.deadline
       AND BINARY NEW.phone = BINARY OLD.phone AND NEW.on_day <=> OLD.on_day
       AND NEW.project_id <=> OLD.project_id AND BINARY NEW.about = BINARY OLD.about
       AND BINARY NEW.note = BINARY OLD.note AND NEW.written_by <=> OLD.written_by
       AND NEW.published_by <=> OLD.published_by AND NEW.published_at <=> OLD.published_at
       AND (NEW.state = OLD.state
            OR (OLD.state = 'published' AND NEW.state IN ('corrected', 'withdrawn'))
            OR (OLD.state = 'withdrawn' AND NEW.state = 'corrected'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published edition does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_edition_is_kept BEFORE DELETE ON effort_edition FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an edition is kept';
END;
-- end
-- block
CREATE TRIGGER effort_edition_sets_budget AFTER UPDATE ON effort_edition FOR EACH ROW
BEGIN
  IF NEW.state = 'published' AND OLD.state = 'draft' THEN
    UPDATE effort SET budget = NEW.budget WHERE id = NEW.effort_id;
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_edition_brings_budget AFTER INSERT ON effort_edition FOR EACH ROW
BEGIN
  IF NEW.state = 'published' THEN
    UPDATE effort SET budget = NEW.budget WHERE id = NEW.effort_id;
  END IF;
END;
-- end

-- -- deeds -------------------------------------------------------------------------------------------

-- block
CREATE TRIGGER effort_step_follows BEFORE INSERT ON effort_step FOR EACH ROW
BEGIN
  DECLARE last_done INT DEFAULT 0;
  DECLARE last_day DATE DEFAULT '1000-01-01';
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT done, on_day INTO last_done, last_day FROM effort_step
   WHERE effort_id = NEW.effort_id AND state <> 'dropped' ORDER BY number DESC LIMIT 1;
  IF NOT ((NEW.back = 0 AND NEW.stage = last_done + 1) OR (NEW.back = 1 AND NEW.stage <= last_done))
     OR NEW.on_day < last_day THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stage follows the one before';
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_step_waits AFTER INSERT ON effort_step FOR EACH ROW
BEGIN
  IF NEW.state = 'published' THEN
    UPDATE effort SET stages_done = NEW.stage - NEW.back, stage_on = NEW.on_day WHERE id = NEW.effort_id;
  ELSE
    UPDATE effort SET waiting = waiting + 1 WHERE id = NEW.effort_id;
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_step_is_final BEFORE UPDATE ON effort_step FOR EACH ROW
BEGIN
  IF NOT (OLD.state = 'waiting' AND NEW.state IN ('published', 'dropped')
          AND NEW.effort_id = OLD.effort_id AND NEW.number = OLD.number AND NEW.stage = OLD.stage
          AND NEW.back = OLD.back AND NEW.on_day = OLD.on_day AND BINARY NEW.reason = BINARY OLD.reason
          AND NEW.made_by <=> OLD.made_by AND NEW.made_at = OLD.made_at) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a deed does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_step_counts AFTER UPDATE ON effort_step FOR EACH ROW
BEGIN
  IF OLD.state = 'waiting' AND NEW.state = 'published' THEN
    UPDATE effort SET stages_done = NEW.stage - NEW.back, stage_on = NEW.on_day, waiting = waiting - 1
     WHERE id = NEW.effort_id;
  ELSEIF OLD.state = 'waiting' AND NEW.state = 'dropped' THEN
    UPDATE effort SET waiting = waiting - 1 WHERE id = NEW.effort_id;
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_step_is_kept BEFORE DELETE ON effort_step FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a deed is kept';
END;
-- end
-- block
CREATE TRIGGER effort_payment_waits AFTER INSERT ON effort_payment FOR EACH ROW
BEGIN
  IF NEW.state = 'published' THEN
    UPDATE effort SET paid = paid + NEW.amount WHERE id = NEW.effort_id;
  ELSE
    UPDATE effort SET unpublished = unpublished + NEW.amount, waiting = waiting + 1 WHERE id = NEW.effort_id;
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_payment_is_final BEFORE UPDATE ON effort_payment FOR EACH ROW
BEGIN
  IF NOT (OLD.state = 'waiting' AND NEW.state IN ('published', 'dropped')
          AND NEW.effort_id = OLD.effort_id AND NEW.on_day = OLD.on_day AND NEW.amount = OLD.amount
          AND BINARY NEW.reason = BINARY OLD.reason AND NEW.made_by <=> OLD.made_by
          AND NEW.made_at = OLD.made_at) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a deed does not change';
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_payment_counts AFTER UPDATE ON effort_payment FOR EACH ROW
BEGIN
  IF OLD.state = 'waiting' AND NEW.state = 'published' THEN
    UPDATE effort SET unpublished = unpublished - NEW.amount, paid = paid + NEW.amount, waiting = waiting - 1
     WHERE id = NEW.effort_id;
  ELSEIF OLD.state = 'waiting' AND NEW.state = 'dropped' THEN
    UPDATE effort SET unpublished = unpublished - NEW.amount, waiting = waiting - 1 WHERE id = NEW.effort_id;
  END IF;
END;
-- end
-- block
CREATE TRIGGER effort_payment_is_kept BEFORE DELETE ON effort_payment FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a deed is kept';
END;
-- end

-- -- what anybody may read ---------------------------------------------------------------------------

CREATE SQL SECURITY DEFINER VIEW published_effort AS
  SELECT effort_id, effort_edition.kind, effort_edition.region, state, number, title, area, year, type,
         party, households, people, posts, central, province, prefecture, county, society, own,
         effort_edition.budget, amount, goods, wage_from, wage_to, place, deadline, phone, on_day,
         project_id, about, note, published_at, withdrawn_at, withdrawn_reason,
         stages_done, stage_on, paid
    FROM effort_edition STRAIGHT_JOIN effort ON effort.id = effort_edition.effort_id
   WHERE state IN ('published', 'corrected', 'withdrawn');

CREATE SQL SECURITY DEFINER VIEW published_effort_step AS
  SELECT id, effort_id, number, stage, back, on_day, reason, published_at
    FROM effort_step WHERE state = 'published';

CREATE SQL SECURITY DEFINER VIEW published_effort_payment AS
  SELECT id, effort_id, on_day, amount, reason, published_at
    FROM effort_payment WHERE state = 'published';

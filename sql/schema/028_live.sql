-- The edition of a document that is on its page is found by its unique key: less than half the work
-- of looking among all its editions for the one whose state says so.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW published_edition AS
  SELECT id, document_id, live_of, kind, region, state, number, title, body, issuer, document_number,
         issued_on, effective_from, effective_to, level, area, successor_id,
         card_who, card_what, card_how, card_when, card_bring, card_ask,
         type, window_days, opens_at, closes_at, change_note, published_at, withdrawn_at, withdrawn_reason
    FROM edition
   WHERE state IN ('published', 'corrected', 'withdrawn');

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows that must reach a marketplace: a listing, and the two sides of each offer. They say by themselves that they are due: `due_at` is generated, so no code can forget it.
 * `lease_until IS NULL` <=> the last claim was answered. `not_before = infinity` only with a reason ('not-open' until the listing's offers open, or a park).
 */
export class Listings1764000000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CREATE TABLE app.listing (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, shop_id bigint NOT NULL REFERENCES app.shop, product_id bigint NOT NULL REFERENCES app.product,
  part int NOT NULL DEFAULT 0, mode text NOT NULL DEFAULT 'managed' CHECK (mode IN ('managed', 'linked')), wanted text NOT NULL DEFAULT 'live' CHECK (wanted IN ('live', 'withdrawn')),
  wanted_rev bigint NOT NULL DEFAULT 1, answered_rev bigint NOT NULL DEFAULT 0, live_rev bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'queued', 'review', 'live', 'refused', 'ended')), offers_open boolean NOT NULL DEFAULT false,
  remote_code text NOT NULL, remote_item_id text, draft_digest text, accepted jsonb, accepted_at timestamptz, issues jsonb NOT NULL DEFAULT '[]',
  intent_key text, intent_at timestamptz, paused_at timestamptz,
  reason text, attempts int NOT NULL DEFAULT 0, not_before timestamptz NOT NULL DEFAULT '-infinity', ticket text, ask_at timestamptz, lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  wanted_at timestamptz NOT NULL DEFAULT app.now(), created_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz GENERATED ALWAYS AS (
    CASE WHEN paused_at IS NOT NULL THEN NULL WHEN ticket IS NOT NULL THEN ask_at WHEN wanted_rev > answered_rev THEN not_before ELSE ask_at END) STORED,
  CHECK (not_before < 'infinity' OR reason IS NOT NULL)
) WITH (fillfactor = 75);
CREATE UNIQUE INDEX listing_product ON app.listing (shop_id, product_id, part);
CREATE UNIQUE INDEX listing_code ON app.listing (shop_id, lower(remote_code));
CREATE UNIQUE INDEX listing_item ON app.listing (shop_id, remote_item_id);
CREATE INDEX listing_due ON app.listing (shop_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX listing_of_product ON app.listing (product_id);

CREATE TABLE app.offer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL, listing_id bigint NOT NULL REFERENCES app.listing, shop_id bigint NOT NULL REFERENCES app.shop,
  variant_id bigint NOT NULL REFERENCES app.variant, remote_sku text NOT NULL, remote_item_id text, remote_variant_id text,
  buffer int NOT NULL DEFAULT 0, cap int NOT NULL DEFAULT 2147483647, locked int NOT NULL DEFAULT 0, ended_at timestamptz
);
CREATE UNIQUE INDEX offer_listing ON app.offer (listing_id, variant_id);
CREATE UNIQUE INDEX offer_sku ON app.offer (shop_id, lower(remote_sku));
CREATE UNIQUE INDEX offer_remote ON app.offer (shop_id, remote_item_id, remote_variant_id);
CREATE INDEX offer_variant ON app.offer (variant_id);
CREATE INDEX offer_shop ON app.offer (shop_id, variant_id);

CREATE TABLE app.offer_side (
  offer_id bigint NOT NULL REFERENCES app.offer, side text NOT NULL CHECK (side IN ('stock', 'price')),
  shop_id bigint NOT NULL, listing_id bigint NOT NULL, cooperative_id bigint NOT NULL, owner_id bigint NOT NULL,
  wanted_rev bigint NOT NULL DEFAULT 1, answered_rev bigint NOT NULL DEFAULT 0, urgency smallint NOT NULL DEFAULT 2,
  sent_value bigint, sent_at timestamptz, issues jsonb NOT NULL DEFAULT '[]',
  reason text, attempts int NOT NULL DEFAULT 0, not_before timestamptz NOT NULL DEFAULT '-infinity', ticket text, ask_at timestamptz, lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  due_at timestamptz GENERATED ALWAYS AS (CASE WHEN ticket IS NOT NULL THEN ask_at WHEN wanted_rev > answered_rev THEN not_before ELSE ask_at END) STORED,
  PRIMARY KEY (offer_id, side), CHECK (not_before < 'infinity' OR reason IS NOT NULL)
) WITH (fillfactor = 75);
CREATE INDEX offer_side_due ON app.offer_side (shop_id, side, urgency, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX offer_side_mates ON app.offer_side (listing_id, side) WHERE due_at IS NOT NULL; -- one call often carries a whole listing
CALL app.police('listing', 'owner'); CALL app.police('offer', 'owner'); CALL app.police('offer_side', 'owner');

-- The one word a listing's state has on screen.
CREATE FUNCTION app.listing_word(l app.listing) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN l.paused_at IS NOT NULL THEN 'paused' WHEN l.lease_until > app.now() AND l.ticket IS NULL AND l.wanted_rev > l.answered_rev THEN 'sending' WHEN l.ticket IS NOT NULL THEN 'queued'
    WHEN l.wanted_rev > l.answered_rev THEN 'waiting' WHEN l.wanted = 'withdrawn' AND l.state IN ('ended', 'new') THEN 'withdrawn' WHEN l.state = 'review' THEN 'review'
    WHEN l.live_rev < l.answered_rev OR l.state IN ('refused', 'ended') THEN 'failed' WHEN l.state = 'live' THEN 'live' ELSE 'new' END
$$;

-- MARK. Raises the stock wish of every offer of these variants, in whoever's shop; ONE statement, locks in offer order (a separate statement for the selling shop deadlocks).
-- The caller's transaction holds the stock_level rows, so the target is final. Raised when the row is not quiet (a wish or a claim is open) or the target differs from what the marketplace is
-- believed to hold: a due row is always sent, never skipped. Selling shop: its own number fell by the sale only if the sale is proven younger than our last push (taken_at: when the marketplace
-- took the stock, its clock mapped to ours; 2 s allow for skew); else unknown, so due. An offer adds back this shop's unpaid reservations where the marketplace has not taken them yet.
CREATE FUNCTION app.mark_offers(variant_ids bigint[], sold_in bigint DEFAULT NULL, sold int[] DEFAULT NULL, taken_at timestamptz DEFAULT NULL)
RETURNS TABLE (shop_id bigint, cooperative_id bigint) LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH target AS MATERIALIZED (
    SELECT o.id, x.sold, greatest(0, least(o.cap, coalesce(l.free, 0) + app.untaken(o.shop_id, o.variant_id) - o.buffer)) AS value
    FROM unnest(variant_ids, sold) AS x (variant_id, sold) JOIN offer o ON o.variant_id = x.variant_id AND o.ended_at IS NULL
    LEFT JOIN (SELECT variant_id, sum(on_hand - reserved) AS free FROM stock_level WHERE variant_id = ANY (variant_ids) GROUP BY 1) l ON l.variant_id = x.variant_id
  ), locked AS MATERIALIZED (
    SELECT s.offer_id, t.value, s.wanted_rev > s.answered_rev OR s.lease_until IS NOT NULL AS busy,
      CASE WHEN s.shop_id IS DISTINCT FROM sold_in OR t.sold IS NULL THEN s.sent_value
           WHEN s.sent_value IS NOT NULL AND s.lease_until IS NULL AND taken_at > s.sent_at + interval '2 seconds' THEN greatest(0, s.sent_value - t.sold) END AS believed  -- greatest(0, NULL) is 0
    FROM target t JOIN offer_side s ON s.offer_id = t.id AND s.side = 'stock'
    WHERE s.wanted_rev > s.answered_rev OR s.lease_until IS NOT NULL OR s.sent_value IS DISTINCT FROM t.value OR s.shop_id = sold_in
    ORDER BY s.offer_id FOR UPDATE OF s
  ), raised AS (
    UPDATE offer_side s SET sent_value = l.believed, wanted_rev = s.wanted_rev + r.n, attempts = CASE r.n WHEN 1 THEN 0 ELSE s.attempts END,
      urgency = CASE WHEN l.value = 0 THEN 0 WHEN l.value > l.believed THEN 2 ELSE 1 END,
      not_before = CASE WHEN r.n = 1 AND s.reason IS NULL THEN least(s.not_before, app.now()) ELSE s.not_before END  -- ends a backoff; leaves a park and 'not open yet' alone
    FROM locked l CROSS JOIN LATERAL (SELECT CASE WHEN l.busy OR l.believed IS DISTINCT FROM l.value THEN 1 ELSE 0 END) r (n)
    WHERE s.offer_id = l.offer_id AND s.side = 'stock'
    RETURNING s.shop_id, s.cooperative_id, r.n
  ) SELECT DISTINCT shop_id, cooperative_id FROM raised WHERE n = 1
$$;

-- A new wish for these listings' content, in whoever's shop.
CREATE FUNCTION app.mark_listings(product_ids bigint[]) RETURNS TABLE (shop_id bigint, cooperative_id bigint) LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH locked AS MATERIALIZED (SELECT id FROM listing WHERE product_id = ANY (product_ids) AND wanted = 'live' ORDER BY id FOR UPDATE), raised AS (
    UPDATE listing l SET wanted_rev = l.wanted_rev + 1, wanted_at = app.now(), attempts = 0, not_before = CASE WHEN l.reason IS NULL THEN least(l.not_before, app.now()) ELSE l.not_before END
    FROM locked WHERE l.id = locked.id RETURNING l.shop_id, l.cooperative_id)
  SELECT DISTINCT shop_id, cooperative_id FROM raised
$$;
-- A new wish for these variants' price, in whoever's shop.
CREATE FUNCTION app.mark_prices(variant_ids bigint[]) RETURNS TABLE (shop_id bigint, cooperative_id bigint) LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
  WITH locked AS MATERIALIZED (
    SELECT s.offer_id FROM offer o JOIN offer_side s ON s.offer_id = o.id AND s.side = 'price' WHERE o.variant_id = ANY (variant_ids) AND o.ended_at IS NULL ORDER BY s.offer_id FOR UPDATE OF s), raised AS (
    UPDATE offer_side s SET wanted_rev = s.wanted_rev + 1, attempts = 0, urgency = 1, not_before = CASE WHEN s.reason IS NULL THEN least(s.not_before, app.now()) ELSE s.not_before END
    FROM locked WHERE s.offer_id = locked.offer_id AND s.side = 'price' RETURNING s.shop_id, s.cooperative_id)
  SELECT DISTINCT shop_id, cooperative_id FROM raised
$$;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}

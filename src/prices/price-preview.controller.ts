import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { causes, type Change } from '../../adapters/contract/index.js';
import { Database, fill, Permit, Who, type Caller } from '../kernel/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { PreviewBody, PreviewQuery } from './bodies.js';
import { priceErrors } from './errors.js';
import { badEnding, type PriceRule } from './price-rule.js';
import { announcementsOf, feeName, gapsOf, ruleWords, sentenceOf } from './preview-words.js';
import type { PriceBook, Quote } from './quote.js';
import { leafOf, ownPrice, placesOf, plannedIn, pricedOf, readPriceBook, type PricedRow } from './read-book.js';

interface Row extends PricedRow { sku: string; last: string | null; sent: string | null; remote_sku: string | null; item: string | null; variant: string | null }
const words = { catalogue: { id: 'Harga katalog', en: 'Catalogue price' }, planned: { id: 'Harga terjadwal', en: 'Scheduled price' }, rule: { id: 'Aturan', en: 'Rule' }, price: { id: 'Harga di', en: 'Price at' }, left: { id: 'Sisa', en: 'Left' } } as const;

/** From the catalogue price to what is left of it in a shop, line by line and in one sentence; also for a rule or a catalogue price that is only being considered; `announced`: what it sets off when it leaves. Money in whole rupiah. */
@ApiTags('prices')
@Controller('api/price-preview')
export class PricePreviewController {
  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces) {}

  @Get() @Permit('read')
  now(@Who() caller: Caller, @Query() query: PreviewQuery) {
    return this.#preview(caller, query);
  }

  /** `rule` in the body takes the place of the one that counts now; nothing is written. */
  @Post() @Permit('read') @HttpCode(200)
  wouldBe(@Who() caller: Caller, @Body() body: PreviewBody) {
    if (badEnding(body.rule)) throw priceErrors.badEnding({ akhiran: body.rule.ending ?? 0, kelipatan: body.rule.roundTo });
    return this.#preview(caller, body, body.rule);
  }

  #preview(caller: Caller, { shop: shopId, productId, variantId, price }: PreviewQuery, rule?: PriceRule) {
    return this.database.inScope(caller.scope, async (tx) => {
      const book = await readPriceBook(tx, shopId, placesOf(this.marketplaces));
      if (!book) throw priceErrors.noShop();
      const rows = productId === undefined && variantId === undefined ? [] : await tx.rows<Row>(
        `SELECT v.id, v.sku, v.price, ${plannedIn('$3')} AS planned, v.cost, p.category_id, ${leafOf} AS leaf, ${ownPrice('$3')}, s.last_value AS last, s.sent_value AS sent, o.remote_sku, o.remote_item_id AS item, o.remote_variant_id AS variant FROM app.variant v JOIN app.product p ON p.id = v.product_id
           LEFT JOIN app.offer o ON o.variant_id = v.id AND o.shop_id = $3 AND o.ended_at IS NULL LEFT JOIN app.listing l ON l.id = o.listing_id LEFT JOIN app.offer_side s ON s.offer_id = o.id AND s.side = 'price'
         WHERE v.archived_at IS NULL AND ($4::bigint IS NULL OR v.product_id = $4) AND ($5::bigint IS NULL OR v.id = $5) ORDER BY v.position, v.id`, [book.shop.marketplace, book.shop.scopeKey, shopId, productId ?? null, variantId ?? null]);
      if (rows.length === 0) throw priceErrors.noGoods();
      const adapter = this.marketplaces.find(book.shop.marketplace), place = adapter?.short ?? book.shop.marketplace;
      return {
        shopId, shop: book.shop.name, marketplace: book.shop.marketplace, day: book.kept.day, tier: book.kept.tier,
        items: rows.map((row) => {
          const quote = book.quote(pricedOf(price === undefined ? row : { ...row, price: String(price) }), rule), announced = announcementsOf(quote, row.last === null ? null : BigInt(row.last), caller.language, this.#there(book, row, quote.price, caller));
          return {
            variantId: row.id, sku: row.sku, price: Number(quote.price), left: Number(quote.left), floor: quote.floor === null ? null : Number(quote.floor), belowFloor: quote.belowFloor, sent: row.sent === null ? null : Number(row.sent),
            rule: quote.rule, ruleOf: quote.own ? 'override' : rule ? 'proposed' : quote.categoryId === null ? 'shop' : 'category', categoryId: quote.categoryId,
            lines: linesOf(quote, place, caller), sentence: sentenceOf(quote, place, caller.language), announced, warnings: [...gapsOf(quote, place, caller.language), ...announced],
          };
        }),
      };
    });
  }

  /** What the marketplace itself sets off when this price changes there, as its adapter knows it: asked without a call. */
  #there({ shop }: PriceBook, row: Row, value: bigint, { language }: Caller): readonly string[] {
    const sent = row.sent === null ? null : BigInt(row.sent);
    if (row.item === null || row.variant === null || value === sent || !this.marketplaces.find(shop.marketplace)) return [];
    const change: Change = { sku: row.remote_sku ?? row.sku, itemId: row.item, variantId: row.variant, value, sent };
    return (this.marketplaces.unconnected(shop).offers.warns?.('price', [change]) ?? []).map((issue) => fill(causes[issue.cause][language].sentence, { toko: shop.name, sku: row.sku, ...issue.params }));
  }
}

const linesOf = (quote: Quote, place: string, { language }: Caller) => [
  { kind: 'catalogue', text: words[quote.planned ? 'planned' : 'catalogue'][language], amount: Number(quote.catalogue) },
  { kind: 'rule', text: `${words.rule[language]}: ${ruleWords(quote, language)}`, amount: Number(quote.price - quote.catalogue) },
  { kind: 'price', text: `${words.price[language]} ${place}`, amount: Number(quote.price) },
  ...quote.fees.map((line) => ({ kind: 'fee', fee: line.kind, text: feeName(line, language), percent: line.percent, amount: line.known ? -Number(line.amount) : null, known: line.known, source: line.row.source, readOn: line.row.readOn, from: line.row.from, to: line.row.to, own: line.row.id !== null })),
  { kind: 'left', text: words.left[language], amount: Number(quote.left) },
];

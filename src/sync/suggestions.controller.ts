import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Database, noScope, Permit, Who, type Caller } from '../kernel/index.js';
import { mappingErrors, placeOf, suggestLeaves } from '../mapping/index.js';
import { Marketplaces } from '../marketplaces/index.js';
import { federationOf, readShop } from '../shops/index.js';
import { Gateway, type OpenShop } from './gateway.js';

const id = /^\d{1,19}$/;
export class SuggestionQuery {
  @Matches(id) shop!: string;
  @IsOptional() @Matches(id) categoryId?: string;
  @IsOptional() @Matches(id) productId?: string;
}
export class BrandQuery {
  @Matches(id) shop!: string;
  @IsString() @MaxLength(80) leaf!: string;
  @IsOptional() @IsString() @MaxLength(120) q?: string;
}
/** A person waits: so many products stand for their category, and the marketplace has this long to say something. */
const asksAbout = 2;
const patienceMs = 4_000;
const most = 8;

/** Where a category (or one product) may belong at a shop: by its words, and by the marketplace's own recommender where it has one and answers. Nothing is mapped by asking. */
@ApiTags('mapping')
@Controller('api')
export class SuggestionsController {
  constructor(private readonly database: Database, private readonly gateway: Gateway, private readonly marketplaces: Marketplaces) {}

  @Get('category-suggestions') @Permit('read')
  async suggest(@Who() caller: Caller, @Query() query: SuggestionQuery) {
    const { place, path, products } = await this.database.inScope(caller.scope, async (tx) => {
      const place = await placeOf(tx, this.marketplaces, query.shop);
      const product = query.productId === undefined ? null : await tx.row<{ title: string; description: string; path: string | null }>('SELECT p.title, p.description, c.path FROM app.product p LEFT JOIN app.category c ON c.id = p.category_id WHERE p.id = $1', [query.productId]);
      if (query.productId !== undefined && !product) throw mappingErrors.noProduct();
      if (product) return { place, path: [product.path, product.title].filter(Boolean).join(' > '), products: [product] };
      const category = query.categoryId === undefined ? null : await tx.row<{ path: string }>('SELECT path FROM app.category WHERE id = $1', [query.categoryId]);
      if (!category) throw mappingErrors.noCategory();
      return { place, path: category.path, products: await tx.rows<{ title: string; description: string }>('SELECT title, description FROM app.product WHERE category_id = $1 AND archived_at IS NULL ORDER BY id LIMIT $2', [query.categoryId, asksAbout]) };
    });
    const advice = await this.#advice(caller, place.shopId, products);
    const items = await this.database.inScope(caller.scope, (tx) => suggestLeaves(tx, place, path, advice, most));
    return { category: path, shopId: place.shopId, treeRead: items !== null, asked: [...advice.keys()], items: items ?? [], next: null };
  }

  /** Brands of the marketplace in a leaf, by name: what a brand of ours is matched with (`PUT /api/value-maps`, attribute `@brand`). Empty where it has no list, or does not answer. */
  @Get('brand-suggestions') @Permit('read')
  async brands(@Who() caller: Caller, @Query() query: BrandQuery) {
    await this.database.inScope(caller.scope, (tx) => placeOf(tx, this.marketplaces, query.shop));
    const open = await this.#open(caller, query.shop), categories = open?.session.categories;
    const items = (await quietly(categories?.brands?.(query.leaf, query.q ?? ''))) ?? [];
    return { items: items.slice(0, 50), next: null };
  }

  async #advice(caller: Caller, shopId: string, products: readonly { title: string; description: string }[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const open = products.length === 0 ? null : await this.#open(caller, shopId), categories = open?.session.categories;
    const said = await Promise.all(products.map(async ({ title, description }) => [title, (await quietly(categories?.suggest?.(title, description))) ?? []] as const));
    return new Map(said.filter(([, ids]) => ids.length > 0));
  }

  /** Null for a shop of a co-op above, whose grant is not the caller's to use, and for one that stands still. */
  async #open(caller: Caller, shopId: string): Promise<OpenShop | null> {
    const mine = await this.database.inScope(caller.scope, (tx) => readShop(tx, shopId));
    if (!mine || mine.connection.dead || (mine.gateUntil !== null && mine.gateUntil.getTime() > this.database.clock.now())) return null;
    const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, mine.cooperativeId));
    return (await quietly(this.gateway.open({ ...mine, scope }, { lane: 'prompt', signal: new AbortController().signal }))) ?? null;
  }
}

/** What does not answer in time, or not well, has nothing to say: our own words do. */
async function quietly<T>(asked: Promise<T> | undefined): Promise<T | null> {
  if (asked === undefined) return null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => { timer = setTimeout(resolve, patienceMs, null); });
  return Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}

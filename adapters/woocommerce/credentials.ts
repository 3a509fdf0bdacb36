import { IsIn, IsInt, IsOptional, IsUrl, Length, Matches, Max, Min } from 'class-validator';

/** Keys of one web shop, made by its owner in WooCommerce (Settings, Advanced, REST API). They do not expire. */
export class Credentials {
  /** The shop's home address; with plain permalinks followed by `/?rest_route=`. */
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, allow_query_components: true }) @Length(8, 500) url: string;
  @Matches(/^ck_[\w-]{1,128}$/) consumer_key: string;
  @Matches(/^cs_[\w-]{1,128}$/) consumer_secret: string;
}

/** What the API of the shop does not tell: the units its owner chose, and how long an unpaid order keeps its goods. */
export class Settings {
  @IsOptional() @IsIn(['kg', 'g']) weight_unit?: 'kg' | 'g';
  @IsOptional() @IsIn(['m', 'cm', 'mm']) dimension_unit?: 'm' | 'cm' | 'mm';
  @IsOptional() @IsInt() @Min(1) @Max(44_640) hold_stock_minutes?: number;
}

/** Where a shop lives: its home without a slash at the end, and whether its API is reached by `?rest_route=`. Throws `TypeError` for what is no address. */
export function siteOf(url: string): { readonly base: string; readonly plain: boolean } {
  const parsed = new URL(url.trim());
  return { base: `${parsed.origin}${parsed.pathname.replace(/\/(wp-json(\/.*)?|index\.php)$/, '').replace(/\/+$/, '')}`, plain: parsed.searchParams.has('rest_route') };
}
/** The shop's name for itself: host and folder, without the scheme. */
export const shopIdOf = (url: string): string => siteOf(url).base.replace(/^https?:\/\//, '');

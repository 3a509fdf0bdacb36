import { Transform } from 'class-transformer';
import { IsOptional, IsString, IsUrl, Matches, MinLength } from 'class-validator';
import type { Bilingual } from '../contract/index.js';
/** Numbers in a vendor's document and text in a form are the same key. */
const asText = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? (value.trim() || undefined) : value));
/** Keys of one app and one shop's pair of tokens, under Shopee's own names. `expire_in`: seconds the access token lives, or (above 1e9) the second it dies. */
export class ShopeeCredentials {
  @asText @IsString() @Matches(/^\d{1,20}$/) partner_id: string;
  @asText @IsString() @MinLength(16) partner_key: string;
  @asText @IsOptional() @IsString() @Matches(/^\d{1,20}$/) shop_id?: string;
  @asText @IsOptional() @IsString() access_token?: string;
  @asText @IsOptional() @IsString() refresh_token?: string;
  @asText @IsOptional() @IsString() @Matches(/^\d{1,12}$/) expire_in?: string;
  /** Another API address than the usual one: mainland China, the Americas, a practice shop. */
  @asText @IsOptional() @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] }) url?: string;
}
/** What a shop may choose. Empty: every enabled channel, the shop's only warehouse. */
export class ShopeeSettings {
  @asText @IsOptional() @IsString() @Matches(/^\d+(\s*,\s*\d+)*$/) logistic_ids?: string;
  @asText @IsOptional() @IsString() location_id?: string;
}

export const words: Readonly<Record<string, Bilingual>> = {
  partner_id: { id: 'Partner ID', en: 'Partner ID' }, 'partner_id.help': { id: 'Di Shopee Open Platform, menu App List.', en: 'In the Shopee Open Platform, under App List.' },
  partner_key: { id: 'Partner Key', en: 'Partner key' }, 'partner_key.help': { id: 'Kunci rahasia aplikasi, di halaman yang sama.', en: 'The app\'s secret key, on the same page.' },
  shop_id: { id: 'ID toko', en: 'Shop ID' }, access_token: { id: 'Token akses', en: 'Access token' },
  'access_token.help': { id: 'Kosongkan bila masuk lewat Shopee.', en: 'Leave empty when you sign in through Shopee.' }, refresh_token: { id: 'Token penyegar', en: 'Refresh token' },
  expire_in: { id: 'Umur token akses (detik)', en: 'Life of the access token (seconds)' }, url: { id: 'Alamat API lain', en: 'Another API address' },
  'url.help': { id: 'Kosongkan, kecuali untuk toko latihan atau server di luar Asia Tenggara.', en: 'Leave empty, except for a practice shop or a server outside South-East Asia.' },
  logistic_ids: { id: 'Jasa kirim', en: 'Shipping channels' }, 'logistic_ids.help': { id: 'Kosong: semua jasa kirim yang aktif di toko.', en: 'Empty: every channel the shop has switched on.' },
  location_id: { id: 'Gudang', en: 'Warehouse' }, 'location_id.help': { id: 'Hanya bila toko punya lebih dari satu gudang.', en: 'Only where the shop has more than one warehouse.' },
};

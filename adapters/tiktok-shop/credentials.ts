import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUrl, Matches, MinLength } from 'class-validator';
import type { Bilingual } from '../contract/index.js';

/** Numbers in a vendor's document and text in a form are the same key. */
const asText = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? (value.trim() || undefined) : value));

/** Keys of one app and one seller's grant, under TikTok's own names. A grant may open several shops, each with a cipher of its own. `*_expire_in`: the second (since 1970) the token dies. */
export class TikTokCredentials {
  @asText @IsString() @MinLength(4) app_key: string;
  @asText @IsString() @MinLength(8) app_secret: string;
  /** Needed only to sign in through TikTok. */
  @asText @IsOptional() @IsString() service_id?: string;
  @asText @IsOptional() @IsString() access_token?: string;
  @asText @IsOptional() @IsString() refresh_token?: string;
  @asText @IsOptional() @IsString() @Matches(/^\d{1,12}$/) access_token_expire_in?: string;
  @asText @IsOptional() @IsString() @Matches(/^\d{1,12}$/) refresh_token_expire_in?: string;
  /** Shop and cipher pairs, `7000=ROW_a,7001=ROW_b`: learned at sign-in and with every refresh; what is missing is asked for. */
  @asText @IsOptional() @IsString() @Matches(/^\d+=[^,=\s]+(,\d+=[^,=\s]+)*$/) shop_ciphers?: string;
  /** The authorization link's host, where Partner Center shows another one (US sellers). */
  @asText @IsOptional() @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] }) authorize_url?: string;
}

export const platforms = ['TIKTOK_SHOP', 'TOKOPEDIA'] as const;

/** What a shop may choose. Empty: the default warehouse, both platforms where the shop is Indonesian, the category version the marketplace accepts. */
export class TikTokSettings {
  @asText @IsOptional() @IsString() @Matches(/^\d+$/) warehouse_id?: string;
  @asText @IsOptional() @IsString() @Matches(/^(TIKTOK_SHOP|TOKOPEDIA)(\s*,\s*(TIKTOK_SHOP|TOKOPEDIA))?$/) listing_platforms?: string;
  @asText @IsOptional() @IsIn(['v1', 'v2']) category_version?: string;
}

export const words: Readonly<Record<string, Bilingual>> = {
  app_key: { id: 'App key', en: 'App key' }, 'app_key.help': { id: 'Di TikTok Shop Partner Center, halaman aplikasi.', en: 'In TikTok Shop Partner Center, on the app\'s page.' },
  app_secret: { id: 'App secret', en: 'App secret' }, service_id: { id: 'Service ID', en: 'Service ID' },
  'service_id.help': { id: 'Bagian dari tautan otorisasi di Partner Center. Hanya untuk masuk lewat TikTok.', en: 'Part of the authorization link in Partner Center. Only to sign in through TikTok.' },
  access_token: { id: 'Token akses', en: 'Access token' }, 'access_token.help': { id: 'Kosongkan bila masuk lewat TikTok.', en: 'Leave empty when you sign in through TikTok.' },
  refresh_token: { id: 'Token penyegar', en: 'Refresh token' }, access_token_expire_in: { id: 'Token akses berakhir (detik sejak 1970)', en: 'Access token ends (seconds since 1970)' },
  refresh_token_expire_in: { id: 'Token penyegar berakhir (detik sejak 1970)', en: 'Refresh token ends (seconds since 1970)' }, shop_ciphers: { id: 'Sandi toko', en: 'Shop ciphers' },
  'shop_ciphers.help': { id: 'Kosongkan: kami tanyakan sendiri.', en: 'Leave empty: we ask for them ourselves.' }, authorize_url: { id: 'Alamat otorisasi lain', en: 'Another authorization address' },
  'authorize_url.help': { id: 'Hanya bila Partner Center menampilkan alamat lain (penjual AS).', en: 'Only where Partner Center shows another one (US sellers).' },
  warehouse_id: { id: 'Gudang', en: 'Warehouse' }, 'warehouse_id.help': { id: 'Semua stok ditaruh di gudang ini; gudang lain menjadi nol. Kosong: gudang utama.', en: 'All stock is put here; other warehouses become zero. Empty: the default one.' },
  listing_platforms: { id: 'Tayang di', en: 'Listed on' }, 'listing_platforms.help': { id: 'TIKTOK_SHOP, TOKOPEDIA, atau keduanya. Kosong: keduanya di Indonesia.', en: 'TIKTOK_SHOP, TOKOPEDIA or both. Empty: both in Indonesia.' },
  TOKOPEDIA: { id: 'Tokopedia', en: 'Tokopedia' }, TIKTOK_SHOP: { id: 'TikTok Shop', en: 'TikTok Shop' },
  category_version: { id: 'Versi kategori', en: 'Category version' }, 'category_version.help': { id: 'Kosong: yang diterima TikTok.', en: 'Empty: the one TikTok accepts.' },
};

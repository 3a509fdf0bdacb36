import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, Matches, MinLength } from 'class-validator';
import type { Bilingual } from '../contract/index.js';

/** Numbers in a vendor's document and text in a form are the same key. */
const asText = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? (value.trim() || undefined) : value));
export const countries = ['id', 'sg', 'my', 'th', 'vn', 'ph'] as const;

/** Shops of a grant as one text, `id=1001=IDABC,sg=1002=SGABC`: as Lazada lists them, or already so. */
export function shopsText(given: unknown): string | undefined {
  if (!Array.isArray(given)) return typeof given === 'string' ? (given.trim() || undefined) : undefined;
  const users = given.flatMap((entry: unknown) => (typeof entry === 'object' && entry !== null ? [Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, String(value)]))] : []));
  return users.filter((user) => /^[a-z]{2}$/i.test(user['country'] ?? '') && /^\d+$/.test(user['seller_id'] ?? '')).map((user) => `${user['country']?.toLowerCase()}=${user['seller_id']}=${(user['short_code'] ?? '').replace(/[,=]/g, '')}`).join(',') || undefined;
}

/** Keys of one app and one seller's grant, under Lazada's own names. `expires_in` and `refresh_expires_in`: seconds, as the token call answered. */
export class LazadaCredentials {
  @asText @IsString() @MinLength(4) app_key: string;
  @asText @IsString() @MinLength(8) app_secret: string;
  @asText @IsOptional() @IsString() access_token?: string;
  @asText @IsOptional() @IsString() refresh_token?: string;
  @asText @IsOptional() @IsString() @Matches(/^\d{1,10}$/) expires_in?: string;
  @asText @IsOptional() @IsString() @Matches(/^\d{1,10}$/) refresh_expires_in?: string;
  @asText @IsOptional() @IsIn([...countries, 'cb']) country?: string;
  @asText @IsOptional() @IsString() @Matches(/^\d+$/) seller_id?: string;
  @asText @IsOptional() @IsString() account?: string;
  /** The shops of this grant, `id=1001=IDABC,sg=1002=SGABC`: learned at sign-in and with every refresh. */
  @Transform(({ value }: { value: unknown }) => shopsText(value)) @IsOptional() @IsString() @Matches(/^[a-z]{2}=\d+=[^,=]*(,[a-z]{2}=\d+=[^,=]*)*$/) country_user_info?: string;
  /** When the refresh life ends, ms since 1970; learned. No refresh moves it later. */
  @asText @IsOptional() @IsString() @Matches(/^\d{1,15}$/) refresh_ends_at?: string;
}

/** What a shop may choose. `warehouse_code` only where a seller has several warehouses: others are refused that form. */
export class LazadaSettings {
  @asText @IsOptional() @IsString() warehouse_code?: string;
}

export const words: Readonly<Record<string, Bilingual>> = {
  app_key: { id: 'App key', en: 'App key' }, 'app_key.help': { id: 'Di Lazada Open Platform, halaman aplikasi.', en: 'In Lazada Open Platform, on the app\'s page.' },
  app_secret: { id: 'App secret', en: 'App secret' }, access_token: { id: 'Token akses', en: 'Access token' }, 'access_token.help': { id: 'Kosongkan bila masuk lewat Lazada.', en: 'Leave empty when you sign in through Lazada.' },
  refresh_token: { id: 'Token penyegar', en: 'Refresh token' }, 'refresh_token.help': { id: 'Masa hidupnya tidak diperpanjang: sesudah habis, masuk lagi.', en: 'Its life is never extended: when it ends, sign in again.' },
  expires_in: { id: 'Token akses berlaku (detik)', en: 'Access token lives (seconds)' }, refresh_expires_in: { id: 'Token penyegar berlaku (detik)', en: 'Refresh token lives (seconds)' },
  country: { id: 'Negara', en: 'Country' }, 'country.help': { id: 'id, sg, my, th, vn, ph. Kosong: id.', en: 'id, sg, my, th, vn, ph. Empty: id.' }, seller_id: { id: 'ID penjual', en: 'Seller id' }, account: { id: 'Akun', en: 'Account' },
  country_user_info: { id: 'Toko-toko izin ini', en: 'Shops of this grant' }, 'country_user_info.help': { id: 'Kosongkan: kami pelajari sendiri.', en: 'Leave empty: we learn them ourselves.' },
  refresh_ends_at: { id: 'Izin berakhir (ms sejak 1970)', en: 'Consent ends (ms since 1970)' }, 'refresh_ends_at.help': { id: 'Kosongkan: kami pelajari sendiri.', en: 'Leave empty: we learn it ourselves.' },
  warehouse_code: { id: 'Kode gudang', en: 'Warehouse code' }, 'warehouse_code.help': { id: 'Hanya untuk penjual dengan beberapa gudang. Kosong: gudang utama.', en: 'Only for sellers with several warehouses. Empty: the main one.' },
};

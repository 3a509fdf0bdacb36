import { Transform } from 'class-transformer';
import { IsOptional, IsString, Matches, MinLength } from 'class-validator';
import type { Bilingual } from '../contract/index.js';

/** Numbers in a document and text in a form are the same key; empty is absent. */
const asText = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? (value.trim() || undefined) : value));

/** The integrator's pair, and one store's keys. They do not expire. */
export class BlibliCredentials {
  @asText @IsString() @MinLength(3) apiClientId: string;
  @asText @IsString() @MinLength(3) apiClientKey: string;
  @asText @IsString() @MinLength(3) apiSellerKey: string;
  @asText @IsString() @Matches(/^[A-Za-z0-9]+-\d+$/) storeCode: string;
  /** The Seller Center login. */
  @asText @IsString() @MinLength(1) username: string;
  /** Company name; also before every request id. */
  @asText @IsOptional() @IsString() @MinLength(1) channelId?: string;
  /** Only where the seller has set one; then every call must be signed. */
  @asText @IsOptional() @IsString() @MinLength(1) signatureKey?: string;
}

/** Empty: the only pickup point, the regular product type, every logistic option of the store. */
export class BlibliSettings {
  @asText @IsOptional() @IsString() @Matches(/^PP-\d+$/) pickupPointCode?: string;
  @asText @IsOptional() @IsString() @Matches(/^[\w-]+(\s*,\s*[\w-]+)*$/) logistics?: string;
}

export const words: Readonly<Record<string, Bilingual>> = {
  apiClientId: { id: 'API client ID', en: 'API client ID' }, 'apiClientId.help': { id: 'Dari Blibli, milik aplikasi ini.', en: 'From Blibli, belongs to this application.' },
  apiClientKey: { id: 'API client key', en: 'API client key' },
  apiSellerKey: { id: 'API seller key', en: 'API seller key' }, 'apiSellerKey.help': { id: 'Dibuat di Seller Center setelah client ID kami dimasukkan.', en: 'Made in Seller Center once our client ID has been entered.' },
  storeCode: { id: 'Kode toko', en: 'Store code' }, 'storeCode.help': { id: 'Misalnya TOQ-15126.', en: 'Such as TOQ-15126.' },
  username: { id: 'Nama pengguna Seller Center', en: 'Seller Center user name' }, channelId: { id: 'Nama perusahaan', en: 'Company name' },
  signatureKey: { id: 'Signature key', en: 'Signature key' }, 'signatureKey.help': { id: 'Isi hanya bila toko memasangnya; webhook juga diperiksa dengannya.', en: 'Only where the store has set one; webhooks are checked with it too.' },
  pickupPointCode: { id: 'Titik jemput', en: 'Pickup point' }, 'pickupPointCode.help': { id: 'Wajib bila barang ada di beberapa titik jemput.', en: 'Needed where goods stand at several pickup points.' },
  logistics: { id: 'Jasa kirim', en: 'Logistics' }, 'logistics.help': { id: 'Kode, dipisah koma. Kosong: semua yang dipunyai toko.', en: 'Codes, separated by commas. Empty: all the store has.' },
};

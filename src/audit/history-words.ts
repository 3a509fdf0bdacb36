import { rupiah, sayTime, type Caller } from '../kernel/index.js';
import type { Values } from './read-audit.js';

type Language = Caller['language'];
type Words = Readonly<Record<Language, string>>;
export interface Told { readonly at: Date; readonly subject: string; readonly deed: 'made' | 'changed' | 'gone'; readonly before: Values; readonly after: Values; readonly sku: string | null; readonly shop: string | null }
/** 'category_id 7' → what it is called. */
export type Names = ReadonlyMap<string, string>;

const fields: Readonly<Record<string, Words>> = {
  code: { id: 'Kode', en: 'Code' }, title: { id: 'Nama', en: 'Name' }, description: { id: 'Deskripsi', en: 'Description' }, brand: { id: 'Merek', en: 'Brand' }, category_id: { id: 'Kategori', en: 'Category' }, member_id: { id: 'Anggota', en: 'Member' },
  ownership: { id: 'Kepemilikan', en: 'Ownership' }, axes: { id: 'Pilihan varian', en: 'Options' }, halalNo: { id: 'No. halal', en: 'Halal number' }, permitNo: { id: 'No. izin', en: 'Permit number' }, origin: { id: 'Asal', en: 'Origin' },
  assigned_to: { id: 'Ditugaskan kepada', en: 'Assigned to' }, dismissed_until: { id: 'Masalah ditunda sampai', en: 'Problem put off until' },
  draft: { id: 'Draf', en: 'Draft' }, proposed: { id: 'Usulan', en: 'Proposal' },
  sku: { id: 'SKU', en: 'SKU' }, choice: { id: 'Pilihan', en: 'Choice' }, price: { id: 'Harga', en: 'Price' }, cost: { id: 'Modal', en: 'Cost' }, barcode: { id: 'Barcode', en: 'Barcode' }, grams: { id: 'Berat', en: 'Weight' },
  length_mm: { id: 'Panjang', en: 'Length' }, width_mm: { id: 'Lebar', en: 'Width' }, height_mm: { id: 'Tinggi', en: 'Height' }, stock: { id: 'Stok', en: 'Stock' }, remote_id: { id: 'Kategori marketplace', en: 'Marketplace category' }, given: { id: 'Atribut', en: 'Attribute' },
};
const said = {
  product: { made: { id: 'Produk dibuat', en: 'Product made' }, gone: { id: 'Produk dihapus', en: 'Product deleted' } }, variant: { made: { id: 'Varian dibuat', en: 'Variant made' }, gone: { id: 'Varian dihapus', en: 'Variant deleted' } },
  photo: { made: { id: 'Foto ditambahkan', en: 'Photo added' }, gone: { id: 'Foto dihapus', en: 'Photo removed' } },
} as const satisfies Readonly<Record<string, Readonly<Record<'made' | 'gone', Words>>>>;
const word = {
  archived: { id: 'Diarsipkan', en: 'Archived' }, back: { id: 'Dikembalikan dari arsip', en: 'Taken back from the archive' }, live: { id: 'Diminta tayang', en: 'Wished live' }, withdrawn: { id: 'Diminta ditarik', en: 'Wished withdrawn' }, paused: { id: 'Dijeda', en: 'Paused' }, resumed: { id: 'Dilanjutkan', en: 'Resumed' },
  agreed: { id: 'Harga disetujui', en: 'Price agreed to' }, ignored: { id: 'Masalah diabaikan', en: 'Problem dismissed' }, order: { id: 'Foto diatur ulang', en: 'Photos rearranged' }, own: { id: 'milik sendiri', en: 'own' }, consignment: { id: 'konsinyasi', en: 'consignment' }, none: { id: '(kosong)', en: '(empty)' },
  here: { id: 'Khusus toko ini', en: 'For this shop only' }, sale: { id: 'Harga terjadwal', en: 'Scheduled price' }, saleEnded: { id: 'Harga terjadwal dihentikan', en: 'Scheduled price ended early' }, saleChanged: { id: 'Harga terjadwal diubah', en: 'Scheduled price changed' }, from: { id: 'mulai', en: 'from' }, until: { id: 'sampai', en: 'until' },
} as const satisfies Readonly<Record<string, Words>>;
const reasons: readonly (readonly [RegExp, Words])[] = [
  [/^import:(\d+)/, { id: 'Impor {n}', en: 'Import {n}' }], [/^edit:(\d+)/, { id: 'Ubah massal {n}', en: 'Bulk edit {n}' }], [/^sale:(\d+)/, { id: 'Harga terjadwal {n}', en: 'Scheduled price {n}' }], [/^adoption-action:(\d+)/, { id: 'Pencocokan {n}', en: 'Adoption {n}' }],
];
const longest = 120;

/** Where a change came from, in words; null: from a person's own hand, or a cause that says nothing more. */
export function whyWords(why: string | null, language: Language): string | null {
  for (const [pattern, words] of reasons) {
    const found = pattern.exec(why ?? '');
    if (found) return words[language].replace('{n}', `#${found[1]}`);
  }
  return null;
}

/** A row of the audit as the sentences a person would say. */
export function linesOf(told: Told, names: Names, language: Language, timezone: string): string[] {
  const kind = told.subject.split(':')[0] ?? '', of = told.sku ?? told.shop, about = (text: string): string => (of === null ? text : `${text} · ${told.sku !== null && told.shop !== null ? `${told.sku} · ${told.shop}` : of}`);
  if (kind === 'sale') return [about(saleLine(told, language, timezone))];
  if (told.deed !== 'changed' && kind in said) return [about(said[kind as keyof typeof said][told.deed][language])];
  const order = Object.keys(fields), place = (key: string): number => order.indexOf(key) + 1 || order.length;
  const keys = [...new Set([...Object.keys(told.before), ...Object.keys(told.after)])].sort((a, b) => place(a) - place(b));
  return [...new Set(keys.flatMap((key) => lineOf(key, kind, told, names, language, timezone)).map(about))];
}

function lineOf(key: string, kind: string, told: Told, names: Names, language: Language, timezone: string): string[] {
  const before = told.before[key] ?? null, after = told.after[key] ?? null;
  if (kind === 'override') return [overrideLine(told, language)];
  switch (key) {
    case 'archived_at': return [(after === null ? word.back : word.archived)[language]];
    case 'wanted': return [(after === 'live' ? word.live : word.withdrawn)[language]];
    case 'paused_at': return [(after === null ? word.resumed : word.paused)[language]];
    case 'confirmed_value': return [`${word.agreed[language]}: ${money(after, language)}`];
    case 'dismissed_until': return [`${fields[key]?.[language]}: ${after === null ? word.none[language] : moment(after, language, timezone)}`];
    case 'closed_as': return [`${word.ignored[language]}: ${String(told.after.closed_why ?? '')}`];
    case 'attributes': return Object.keys({ ...record(before), ...record(after) }).filter((name) => record(before)[name] !== record(after)[name]).map((name) => change(name, record(before)[name], record(after)[name], names, language));
    case 'stock': return [change(key, before, after, names, language) + (typeof told.after.reason === 'string' && told.after.reason !== '' ? ` (${told.after.reason})` : '')];
    case 'closed_why': case 'shop_id': case 'kind': case 'reason': case 'marketplace': case 'scope_key': return [];
    default: return kind === 'photo' ? [word.order[language]] : key === 'given' ? [`${fields.given?.[language]} ${told.subject.split(':').slice(3).join(' ')}: ${plain(before, language)} → ${plain(after, language)}`] : [change(key, before, after, names, language)];
  }
}

/** What one shop shows otherwise: set, changed, taken back. */
function overrideLine({ subject, before, after }: Told, language: Language): string {
  const field = subject.split(':')[1] ?? '', value = (given: unknown): string => (given === undefined || given === null ? word.none[language] : field === 'price' ? money(Number(given), language) : plain(given, language));
  return `${word.here[language]}, ${field === 'photos' ? word.order[language] : `${fields[field]?.[language] ?? field}: ${value(before.given)} → ${value(after.given)}`}`;
}

function saleLine({ at, deed, before, after }: Told, language: Language, timezone: string): string {
  const when = (value: unknown): string => moment(value, language, timezone), now = Object.keys(after);
  if (deed === 'made') return `${word.sale[language]}: ${money(after.price, language)}, ${when(after.starts_at)} – ${when(after.ends_at)}`;
  if (now.length === 1 && 'ends_at' in after && Date.parse(String(after.ends_at)) <= at.getTime()) return word.saleEnded[language];
  return `${word.saleChanged[language]}: ${now.map((key) => (key === 'price' ? `${money(before[key], language)} → ${money(after[key], language)}` : `${word[key === 'starts_at' ? 'from' : 'until'][language]} ${when(before[key])} → ${when(after[key])}`)).join(', ')}`;
}

const moment = (value: unknown, language: Language, timezone: string): string => sayTime(new Date(String(value)), { language, timezone }, { dateStyle: 'medium', timeStyle: 'short' });

const change = (key: string, before: unknown, after: unknown, names: Names, language: Language): string => `${fields[key]?.[language] ?? key}: ${shown(key, before, names, language)} → ${shown(key, after, names, language)}`;

function shown(key: string, value: unknown, names: Names, language: Language): string {
  if (value === null || value === undefined || value === '') return word.none[language];
  if (key === 'price' || key === 'cost') return money(value, language);
  if (key === 'grams') return `${String(value)} g`;
  if (key.endsWith('_mm') && typeof value === 'number') return `${(value / 10).toLocaleString(language)} cm`;
  if (key === 'ownership') return (value === 'own' ? word.own : word.consignment)[language];
  return names.get(`${key} ${String(value)}`) ?? plain(value, language);
}

const money = (value: unknown, language: Language): string => (typeof value === 'number' ? rupiah(BigInt(value), language) : '–');
const record = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});
/** One of a list: a word, or a marketplace's value ({id | text, unit}). */
const item = (one: unknown): string => (typeof one === 'object' && one !== null ? ['text', 'id', 'unit'].filter((key) => key !== 'id' || !('text' in one)).flatMap((key) => record(one)[key] ?? []).join(' ') : String(one));
function plain(value: unknown, language: Language): string {
  if (value === null || value === undefined) return word.none[language];
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.map(item).join(', ') || word.none[language] : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return [...text].length > longest ? `${[...text].slice(0, longest).join('')}…` : text;
}

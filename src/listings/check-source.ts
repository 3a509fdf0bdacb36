import type { Issue, ListingDraft, Photo } from '../../adapters/contract/index.js';
import { brandWord } from '../mapping/index.js';
import type { FieldRules } from '../shops/index.js';
import { composeListing } from './compose-listing.js';
import { sendsContent, theirsOf } from './field-rules.js';
import { preflight } from './preflight.js';
import { shownValues } from './shown-values.js';
import type { DraftContent, ListingSource, Theirs } from './source-shape.js';

/** Whether this marketplace fetches photos by address, and whether ours can be reached from where it is. */
export interface Reach { readonly photosByUrl: boolean; readonly photosReachable: boolean }
/** `issues` keep it from being sent; `notes` say what will be less than it could be. */
export interface Check { readonly draft: ListingDraft; readonly theirs: Theirs; readonly sends: boolean; readonly issues: readonly Issue[]; readonly notes: readonly Issue[] }

const nameOnly = (sha256: string): Photo => ({ sha256, url: null, render: () => Promise.reject(new Error('not rendered here')) });

/** Pure: a product at one shop, listed there or not, composed and checked as publishing would, without a call. */
export function checkSource(source: ListingSource, fieldRules: FieldRules, reach: Reach): Check {
  const adopted = source.listing?.adopted ?? null, theirs = theirsOf(adopted, fieldRules);
  const draft = composeListing(source, source.listing?.code ?? source.product.code, nameOnly, theirs);
  const sends = sendsContent(adopted, fieldRules, Object.keys(source.overrides).length > 0);
  return { draft, theirs, sends, issues: sends ? preflight(draft, source, reach) : [], notes: sends ? notesOn(draft, source, theirs) : [] };
}

const note = (cause: Issue['cause'], field: string, params: Readonly<Record<string, string>>): Issue => ({ cause, field, params, rawCode: '', rawMessage: '' });

function notesOn(draft: ListingDraft, source: ListingSource, theirs: Theirs): Issue[] {
  const { rules, map, product } = source;
  if (!map || !source.leafKnown) return [];
  if (!rules) return [note('rules-not-read', 'category', {})];
  const photos = shownValues(source, theirs).photos.value, main = source.photos.find((photo) => photo.sha256 === photos[0]);
  return [
    ...(photos.length > rules.photos.max ? [note('photos-left-out', 'photos', { n: String(photos.length - rules.photos.max), batas: String(rules.photos.max) })] : []),
    ...(main && main.width !== main.height && rules.photos.square !== 'free' ? [note('photo-not-square', 'photos', { lebar: String(main.width), tinggi: String(main.height) })] : []),
    ...(product.brand !== null && rules.brand.required && draft.brand !== null && draft.brand === rules.brand.none && source.mapping.meant(brandWord, product.brand).length === 0 ? [note('brand-left-out', 'brand', { merek: product.brand })] : []),
  ];
}

/**
 * Pure: of these issues, those that the marketplace brought about by changing its rules: what it once accepted it would refuse today for the same reason. What was only edited here since is no change of theirs.
 * A leaf that is gone is one even where nothing was accepted.
 */
export function broughtByRules(issues: readonly Issue[], source: ListingSource, draft: ListingDraft, reach: Reach): readonly Issue[] {
  const { listing } = source;
  const then = listing?.live && listing.accepted ? preflight(asAccepted(draft, listing.accepted), source, reach) : [];
  return issues.filter((issue) => issue.cause === 'category-gone' || then.some((old) => old.cause === issue.cause && old.field === issue.field));
}

/** What was accepted, with the prices of today: of these a listing's content says nothing. */
const asAccepted = (draft: ListingDraft, accepted: DraftContent): ListingDraft => ({
  ...draft, title: accepted.title, description: accepted.description, brand: accepted.brand, attributes: accepted.attributes, photos: accepted.photos.map(nameOnly),
  variants: draft.variants.flatMap((variant) => accepted.variants.filter(({ sku }) => sku === variant.sku).map(({ choice, grams, mm }) => ({ ...variant, choice, grams, mm: [mm[0] ?? 0, mm[1] ?? 0, mm[2] ?? 0] as const }))),
});

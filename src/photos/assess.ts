import type { Advice } from './advice.js';

/** A picture in grey, one byte a pixel, at the size in which a buyer sees it; and the size it really has, upright. */
export interface Grey { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly full: { readonly width: number; readonly height: number } }
/** The longest side at which pictures are judged: what only shows beyond it, no buyer sees. */
export const judgedAt = 512;

/** A marketplace shows no less; a strip is longer than this many times its short side. */
const least = { side: 500, strip: 2.5 };
/** Luminance of 255; shares of pixels; sharpness as the strongest edges' part of the picture's own contrast. Set between 170 good photos and spoilt ones: the good ones are at least 60 % away, the rim of busy ones 10 %. */
const limit = { darkAt: 90, brightFrom: 200, clipped: 0.35, sharp: 0.1, contrast: 8, rim: 0.12, edge: 40, busy: 0.165 };

/** Pure: what is weak in a picture. A picture too dark or too bright to judge is not called blurred besides. */
export function assess(grey: Grey): Advice[] {
  const found: Advice[] = [];
  const { width, height } = grey.full;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const strip = short < least.side && long >= least.strip * short && long >= least.side;
  if (strip) found.push('strip');
  else if (long < least.side) found.push('small');
  const light = lightOf(grey.data);
  const [low, high] = [light.at(0.05), light.at(0.95)];
  if (high < limit.darkAt) found.push('dark');
  else if (low > limit.brightFrom && light.from(250) > limit.clipped) found.push('bright');
  else {
    const edges = edgesOf(grey), contrast = light.at(0.99) - light.at(0.01);
    if (contrast >= limit.contrast && edges.strongest < limit.sharp * contrast) found.push('blurred');
    else if (!strip && edges.rim > limit.busy) found.push('busy');
  }
  return found;
}

function lightOf(data: Uint8Array): { at(share: number): number; from(value: number): number } {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value] = (counts[value] ?? 0) + 1;
  const upTo = (wanted: number): number => {
    for (let value = 0, seen = 0; value < 256; value += 1) if ((seen += counts[value] ?? 0) >= wanted) return value;
    return 255;
  };
  return { at: (share) => upTo(share * data.length), from: (value) => counts.subarray(value).reduce((sum, n) => sum + n, 0) / Math.max(1, data.length) };
}

/** How strong the strongest half percent of edges is (Laplacian), and which share of the picture's rim has any. */
function edgesOf({ data, width, height }: Grey): { strongest: number; rim: number } {
  const counts = new Uint32Array(1_021);
  let all = 0, rim = 0, rimEdges = 0;
  const inRim = (at: number, length: number): boolean => at < length * limit.rim || at > length * (1 - limit.rim);
  for (let y = 1; y < height - 1; y += 1) for (let x = 1; x < width - 1; x += 1) {
    const i = y * width + x;
    const [left = 0, right = 0, up = 0, down = 0, here = 0] = [data[i - 1], data[i + 1], data[i - width], data[i + width], data[i]];
    const bend = Math.abs(4 * here - left - right - up - down);
    counts[bend] = (counts[bend] ?? 0) + 1;
    all += 1;
    if (!inRim(x, width) && !inRim(y, height)) continue;
    rim += 1;
    if (Math.abs(right - left) + Math.abs(down - up) > limit.edge) rimEdges += 1;
  }
  let strongest = 1_020;
  for (let above = 0; strongest > 0 && (above += counts[strongest] ?? 0) <= all * 0.005; strongest -= 1);
  return { strongest, rim: rim === 0 ? 0 : rimEdges / rim };
}

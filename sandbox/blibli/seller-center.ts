/** Seller Center, by address: where a seller sets the Signature Key and an address for each event. No authentication: it is this machine's. */
import { decodedPart, escaped, jsonAnswer, page, readObject, type Answer, type Call } from '../kit/index.js';
import type { Shop } from './documents.js';
import { events } from './push.js';
import type { World } from './world.js';

export const sellerCenter = /^\/seller-center\/([^/]+)$/;
const settings = ['signatureKey', 'webhookToken'];

/** GET shows; POST takes a form or a JSON object: signatureKey, webhookToken and one address per event; an empty address ends it. */
export function serveSellerCenter(world: World, call: Call): Answer {
  const shop = world.shops.get(decodedPart(sellerCenter.exec(call.path)?.[1] ?? ''));
  if (!shop) return jsonAnswer(404, JSON.stringify({ error: 'There is no such store.' }));
  if (call.method === 'GET') return /text\/html/.test(call.headers.accept ?? '') ? form(shop) : jsonAnswer(200, JSON.stringify(shown(shop)));
  if (call.method !== 'POST') return jsonAnswer(405, JSON.stringify({ error: 'GET or POST.' }));
  const given = read(call);
  if (!given) return jsonAnswer(400, JSON.stringify({ error: 'A form or a JSON object of texts.' }));
  for (const [name, value] of Object.entries(given)) {
    const event = events.find((one) => one === name);
    if (!event && !settings.includes(name)) return jsonAnswer(400, JSON.stringify({ error: `There is no ${name}.`, known: [...settings, ...events] }));
    if (event && value !== '' && (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))) return jsonAnswer(400, JSON.stringify({ error: `${name} must be an address.` }));
  }
  for (const [name, value] of Object.entries(given)) {
    if (name === 'signatureKey') shop.signatureKey = value;
    else if (name === 'webhookToken') shop.hookToken = value;
    else if (value === '') delete shop.hooks[name];
    else shop.hooks[name] = value;
  }
  world.shops.put(shop.id, shop);
  const html = /text\/html/.test(call.headers.accept ?? '');
  return html ? { status: 303, headers: { location: call.path }, body: '', effect: 'updated', subject: `store ${shop.id}` } : jsonAnswer(200, JSON.stringify(shown(shop)), { effect: 'updated', subject: `store ${shop.id}` });
}

function read(call: Call): Record<string, string> | null {
  const text = call.body.toString('utf8');
  if (!/json/.test(call.headers['content-type'] ?? '')) return Object.fromEntries(new URLSearchParams(text));
  const value = readObject(text, JSON.parse);
  return value === null || Object.values(value).some((one) => typeof one !== 'string') ? null : value as Record<string, string>;
}

const shown = (shop: Shop) => ({ storeCode: shop.id, storeName: shop.name, signatureKey: shop.signatureKey, webhookToken: shop.hookToken, webhooks: shop.hooks, events });

function form(shop: Shop): Answer {
  const field = (name: string, value: string) => `<p><label>${name}<br><input name="${name}" value="${escaped(value)}" size="40"></label></p>`;
  return page('Seller Center latihan', `<h1>${escaped(shop.name)}</h1><form method="post">${field('signatureKey', shop.signatureKey)}${field('webhookToken', shop.hookToken)}
<h2>Webhook</h2>${events.map((event) => field(event, shop.hooks[event] ?? '')).join('')}<button>Simpan</button></form>`);
}

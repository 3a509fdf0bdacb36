import type { Item, Term } from '../documents.js';
import { gmt, local } from '../dates.js';
import type { Shop } from '../shop.js';
import type { Params } from '../wire/check-params.js';
import { presentImage } from './images.js';
import { isOnSale, priceOf, stockHolder, stockStatusOf } from './sellable.js';
import { slugOf } from './terms.js';

/** A product or variation as the REST resource shows it; webhooks carry exactly the same. */
export function presentItem(shop: Shop, item: Item): Params {
  return item.parent > 0 ? presentVariation(shop, item) : presentProduct(shop, item);
}

/** What a list that is asked for SKUs shows of a variation: a product of type `variation` with its `parent_id`. */
export function presentListed(shop: Shop, item: Item): Params {
  return item.parent > 0 ? { ...presentProduct(shop, item), ...presentVariation(shop, item), type: 'variation', parent_id: item.parent } : presentProduct(shop, item);
}

function both(shop: Shop, item: Item): Params {
  const price = priceOf(shop, item);
  const holder = stockHolder(shop, item);
  const status = stockStatusOf(shop, item);
  const backorders = holder?.backorders ?? item.backorders;
  return {
    id: item.id, permalink: permalink(shop, item),
    date_created: local(item.created), date_created_gmt: gmt(item.created), date_modified: local(item.modified), date_modified_gmt: gmt(item.modified),
    description: item.description, sku: item.sku, price, regular_price: item.regular, sale_price: item.sale,
    date_on_sale_from: local(item.saleFrom), date_on_sale_from_gmt: gmt(item.saleFrom), date_on_sale_to: local(item.saleTo), date_on_sale_to_gmt: gmt(item.saleTo),
    on_sale: isOnSale(item, shop.now()), status: item.status, purchasable: item.status === 'publish' && price !== '',
    virtual: item.virtual, downloadable: item.downloadable, downloads: [], download_limit: -1, download_expiry: -1, tax_status: item.taxStatus, tax_class: item.taxClass,
    manage_stock: holder && holder !== item ? 'parent' : item.manageStock, stock_quantity: holder?.stock ?? null, stock_status: status,
    backorders, backorders_allowed: backorders !== 'no', backordered: status === 'onbackorder', low_stock_amount: item.lowStock,
    weight: item.weight, dimensions: { length: item.length, width: item.width, height: item.height }, shipping_class: item.shippingClass, shipping_class_id: 0,
    menu_order: item.menuOrder, meta_data: item.meta,
  };
}

function presentVariation(shop: Shop, item: Item): Params {
  const image = item.images[0];
  return {
    ...both(shop, item), type: 'variation', parent_id: item.parent, name: item.choices.map((choice) => choice.option).join(', '),
    image: image ? presentImage(shop, image) : null, attributes: item.choices.map((choice) => ({ id: choice.id, name: choice.name, slug: slugOf(choice.name), option: choice.option })),
  };
}

function presentProduct(shop: Shop, item: Item): Params {
  const price = priceOf(shop, item);
  return {
    ...both(shop, item), name: item.name, slug: item.slug, type: item.type, featured: item.featured, catalog_visibility: item.visibility, short_description: item.shortDescription,
    price_html: price === '' ? '' : `<span class="woocommerce-Price-amount amount">Rp${price}</span>`, total_sales: item.sold, external_url: item.externalUrl, button_text: item.buttonText,
    sold_individually: item.soldIndividually, shipping_required: !item.virtual, shipping_taxable: !item.virtual && item.taxStatus === 'taxable', reviews_allowed: item.reviews,
    average_rating: '0.00', rating_count: 0, related_ids: [], upsell_ids: item.upsells, cross_sell_ids: item.crossSells, parent_id: item.parent, purchase_note: item.purchaseNote,
    categories: brief(shop, item.categories), tags: brief(shop, item.tags), brands: brief(shop, item.brands),
    images: item.images.map((image) => presentImage(shop, image)).filter((image) => image !== null),
    attributes: item.attributes.map((attribute) => ({ ...attribute, slug: attribute.id > 0 ? shop.shelves.attributes.get(attribute.id)?.slug ?? '' : attribute.name })),
    default_attributes: item.defaults, variations: item.type === 'variable' ? item.variations.filter((id) => shop.shelves.items.get(id)?.status !== 'trash') : [], grouped_products: item.grouped,
  };
}

function brief(shop: Shop, ids: readonly number[]): Params[] {
  return ids.map((id) => shop.shelves.terms.get(id)).filter((term): term is Term => term !== undefined).map((term) => ({ id: term.id, name: term.name, slug: term.slug }));
}

export function permalink(shop: Shop, item: Item): string {
  const parent = item.parent > 0 ? shop.product(item.parent) : item;
  const query = item.choices.map((choice) => `attribute_${slugOf(choice.name)}=${encodeURIComponent(choice.option)}`).join('&');
  return `${shop.world.home()}/produk/${parent?.slug ?? ''}/${query ? `?${query}` : ''}`;
}
